"""`search --semantic` and `--hybrid`: by meaning, and always said to be so."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from mandates_cli.cli import answers, output
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.errors import UsageError
from mandates_cli.render.fields import flat

# Fewer are encoded before anyone wonders.
TOLD: Final = 500


def search(
    text: str, hybrid: bool, filters: Filters, out: output.Output, data_dir: Path | None, about_words: Sequence[str]
) -> None:
    """`about_words` are the options that were given and make no sense here."""
    if about_words:
        raise UsageError(
            "{option} is about words, and a search by meaning looks at none; leave it out.", option=about_words[0]
        )
    corpus = Corpus.open(data_dir)
    with answers.pointed(text):
        found = corpus.scored(filters, text, hybrid, _tell)
    output.give(answers.mandates(_with_scores(found), added=flat("score")), out)
    if filters.limit == 0:
        output.say("--limit 0 shows none.")
    elif not found:
        output.say(answers.NONE_PASSES)
    else:
        output.say(
            "{found:mandate}, ranked by {what}; score is likeness of meaning, at most 1 ({encoder})",
            found=len(found),
            what="meaning and words" if hybrid else "meaning",
            encoder=corpus.encoder.name,
        )


def _with_scores(found: Iterable[tuple[str, float]]) -> Iterator[str]:
    for raw, score in found:
        yield json.dumps(json.loads(raw) | {"score": score}, ensure_ascii=False, separators=(",", ":"))


def _tell(count: int) -> None:
    if count >= TOLD:
        output.say("Encoding {count:text}, about 500 a second; the next search by meaning need not.", count=count)
