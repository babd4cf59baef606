"""The wordings of an agreed phrase, each with the mandates that use it, oldest first."""

from collections.abc import Iterator, Sequence
from typing import Final

from mandates_cli.query.concordance import Wording
from mandates_cli.render.answer import Answer, Row, flat
from mandates_cli.render.flow import flowed
from mandates_cli.render.marks import markdown
from mandates_cli.render.screen import UNKNOWN, Screen

INDENT: Final = 4
HANG: Final = 6
FIELDS: Final = flat("wording", "language", "first", "last", "mandates", "references")


def answer(found: Sequence[Wording]) -> Answer:
    rows: list[Row] = []
    for wording in found:
        cited = [source.citation["text"] if source.citation else None for source in wording.sources]
        years = {"first": min(wording.known, default=None), "last": max(wording.known, default=None)}
        used = {"mandates": [source.id for source in wording.sources], "references": cited}
        rows.append({"wording": wording.text, "language": wording.language, **years, **used})
    return Answer(FIELDS, rows, drawn=lambda screen: _drawn(found, screen), report=lambda _: _report(found))


def _drawn(found: Sequence[Wording], screen: Screen) -> Iterator[str]:
    for number, wording in enumerate(found):
        if number:
            yield "\n"
        yield from flowed([("bold", wording.text)], screen)
        for use in _uses(wording):
            yield from flowed([("", "  ".join(use))], screen, INDENT, hang=HANG)


def _report(found: Sequence[Wording]) -> Iterator[str]:
    for number, wording in enumerate(found):
        if number:
            yield "\n"
        yield f"- **{markdown(wording.text)}**\n"
        for use in _uses(wording):
            yield f"    - {'  '.join(map(markdown, use))}\n"


def _uses(wording: Wording) -> Iterator[tuple[str, str, str]]:
    """Year, citation and id of each."""
    for source in wording.sources:
        cited = source.citation["text"] if source.citation else "no citation"
        yield str(source.summit or UNKNOWN), cited, source.id
