"""`search --semantic` and `--hybrid`: by meaning, and always said to be so."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from mandates_cli.cli import output
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.errors import FieldError, UsageError

# Fewer are encoded before anyone wonders.
TOLD: Final = 500


def search(
    text: str, hybrid: bool, filters: Filters, out: output.Output, data_dir: Path | None, about_words: Sequence[str]
) -> None:
    """`about_words` are the options that were given and make no sense here."""
    if about_words:
        raise UsageError(f"{about_words[0]} is about words, which a search by meaning does not look at; leave it out.")
    corpus = Corpus.open(data_dir)
    try:
        found = corpus.scored(filters, text, hybrid, _told)
    except FieldError as error:
        from mandates_cli.query.grammar import pointed

        raise pointed(error, text) from error
    rows = (json.loads(raw) | {"score": score} for raw, score in found)
    raws = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    number = output.mandates(raws, out, added=("score",))
    if filters.limit == 0:
        output.say("--limit 0 shows none.")
        return
    if not number:
        output.say("No mandate passes these filters; 'mandates summits' and 'mandates themes' show what there is.")
        return
    ranked = "meaning and words" if hybrid else "meaning"
    output.say(
        f"{output.mandates_counted(number)}, ranked by {ranked}; score is likeness of meaning, at most 1"
        f" ({corpus.encoder.name})"
    )


def _told(count: int) -> None:
    if count >= TOLD:
        output.say(f"Encoding {count:,} texts, some 500 a second; the next search by meaning finds them done.")
