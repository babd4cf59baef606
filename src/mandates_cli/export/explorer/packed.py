"""The records as the page takes them: what it shows, searches and filters by, and nothing twice."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from mandates_cli.compare.links import Link
from mandates_cli.corpus import Corpus
from mandates_cli.export import Chosen
from mandates_cli.query.forms import LANGUAGES
from mandates_cli.query.words import as_written, bare, stem
from mandates_cli.render.dates import days
from mandates_cli.rows import MandateRow, SummitRow, passages

# What JavaScript counts as two characters.
BEYOND: Final = re.compile("[^\x00-\uffff]")
# Digits of a digest by which a wording is known, and without which it is not.
DIGITS: Final = 16


def records(rows: Sequence[MandateRow], chosen: Chosen) -> dict[str, Any]:
    corpus = chosen.corpus
    numbers = {row["id"]: number for number, row in enumerate(rows)}
    pages = _Pages(corpus)
    return {
        "mandates": [_mandate(row, pages) for row in rows],
        "pages": pages.known,
        "links": list(_links(corpus.links(), numbers)),
        "wordings": list(_wordings(corpus, numbers)),
        "stems": _stems(rows),
        **_tables(corpus),
    }


class _Pages:
    """Pages that placements name, with address and the last day on which each was seen as it is."""

    def __init__(self, corpus: Corpus) -> None:
        self.known: list[tuple[str, str | None, str | None]] = []
        self._corpus = corpus
        self._numbers: dict[tuple[str, str | None, str | None], int] = {}

    def of(self, row: MandateRow) -> Iterator[int]:
        seen = self._corpus.seen(row, each=True)
        for placement in row["placements"]:
            day = seen.get(placement["page"])
            page = (placement["page"], placement["url"], day.isoformat() if day else None)
            if page not in self._numbers:
                self._numbers[page] = len(self.known)
                self.known.append(page)
            yield self._numbers[page]


def _mandate(row: MandateRow, pages: _Pages) -> dict[str, Any]:
    text = row["text"]
    citation, twin = row["citation"], row["twin"]
    found = {
        "id": row["id"], "commitment": row["commitment"], "language": row["language"], "summit": row["summit"],
        "document": row["document"], "section": row["section"], "text": text, "passages": _passages(row),
        "items": len(row["items"]),
        "missing": row["missing_labels"], "citation": citation["text"] if citation else None,
        "also": [cited["text"] for cited in row["also_cited"]],
        "themes": row["themes"],
        "placements": [
            [page, placement["theme"], placement["position"], placement["label"]]
            for page, placement in zip(pages.of(row), row["placements"], strict=True)
        ],
        "twin": [twin["id"], twin["score"]] if twin else None,
        "deadlines": [
            [*_span(text, one["span"]), one["text"], one["kind"], one["year"], one["target"], one["label"],
             one["inherited"]]
            for one in row["deadlines"]
        ],
        "addressees": [
            [*_span(text, one["span"]), one["text"], one["body"], one["role"], one["label"]]
            for one in row["addressees"]
        ],
    }  # fmt: skip
    # What most mandates lack is left out.
    return {name: held for name, held in found.items() if held not in (None, [])}


def _passages(row: MandateRow) -> list[list[Any]]:
    """Label, start and end in the text; or label and text of what stands elsewhere, as footnotes do."""
    text, at, found = row["text"], 0, list[list[Any]]()
    within = 1 + len(row["items"]) + bool(row.get("closing"))
    for number, (label, part) in enumerate(passages(row)):
        start = text.find(part, at) if number < within else -1
        if start < 0:
            found.append([label, part])
            continue
        at = start + len(part)
        found.append([label, *_span(text, (start, at))])
    return found


def _span(text: str, span: Sequence[int]) -> tuple[int, int]:
    """As JavaScript counts characters."""
    if text.isascii() or not BEYOND.search(text):
        return span[0], span[1]
    start, end = (at + len(BEYOND.findall(text, 0, at)) for at in span)
    return start, end


def _links(found: Sequence[Link], numbers: Mapping[str, int]) -> Iterator[list[Any]]:
    """Those of which both ends are here."""
    for link in found:
        if link.older in numbers and link.newer in numbers:
            yield [numbers[link.older], numbers[link.newer], link.kind, link.score, list(link.shared)]


def _wordings(corpus: Corpus, numbers: Mapping[str, int]) -> Iterator[list[Any]]:
    """The digest of every wording that has an id here: by them old ids, and those of other people's corpora, are
    known."""
    try:
        lines = corpus.where.identities.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        wording = json.loads(line)
        if wording["id"] in numbers:
            yield [wording["digest"][:DIGITS], numbers[wording["id"]]]


def _stems(rows: Sequence[MandateRow]) -> dict[str, str]:
    """The words of the texts in each language, each followed by its stem: the page need not find these."""
    words: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    for row in rows:
        for _, passage in passages(row):
            words[row["language"]].update(map(bare, as_written(passage)))
    return {
        language: " ".join(f"{word} {stem(word, language)}" for word in sorted(found))
        for language, found in words.items()
    }


def _days(summit: SummitRow) -> dict[str, str]:
    first, last = date.fromisoformat(summit["starts"]), date.fromisoformat(summit["ends"])
    return {language: days(first, last, language) for language in LANGUAGES}


def _tables(corpus: Corpus) -> dict[str, Any]:
    tables = corpus.tables()
    return {
        "summits": [{**summit, "days": _days(summit)} for summit in tables.summits()],
        "documents": list(tables.documents()),
        "themes": list(tables.themes()),
        "languages": list(tables.languages()),
        "bodies": list(tables.bodies()),
        "coverage": {language: counted._asdict() for language, counted in corpus.coverage.items()},
    }
