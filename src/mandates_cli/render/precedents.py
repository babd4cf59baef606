"""The wordings of an agreed phrase, each with the mandates that use it, oldest first."""

from collections.abc import Iterator, Sequence
from typing import Final

from mandates_cli.query.concordance import Wording
from mandates_cli.render.answer import Row
from mandates_cli.render.fields import flat
from mandates_cli.render.flow import flowed
from mandates_cli.render.marks import markdown
from mandates_cli.render.screen import Screen

INDENT: Final = 4
HANG: Final = 6
FIELDS: Final = flat("wording", "language", "first", "last", "mandates", "references")


def precedents(wordings: Sequence[Wording], screen: Screen) -> Iterator[str]:
    for number, wording in enumerate(wordings):
        if number:
            yield "\n"
        yield from flowed([("bold", wording.text)], screen.width, 0, screen.color)
        for year, cited, id in _references(wording):
            yield from flowed([("", f"{year}  {cited}  {id}")], screen.width, INDENT, screen.color, hang=HANG)


def precedents_markdown(wordings: Sequence[Wording]) -> Iterator[str]:
    for number, wording in enumerate(wordings):
        if number:
            yield "\n"
        yield f"- **{markdown(wording.text)}**\n"
        for year, cited, id in _references(wording):
            yield f"    - {year}  {markdown(cited)}  {markdown(id)}\n"


def precedents_rows(wordings: Sequence[Wording]) -> Iterator[Row]:
    for wording in wordings:
        yield {
            "wording": wording.text, "language": wording.language, "first": min(wording.known, default=None),
            "last": max(wording.known, default=None), "mandates": [source.id for source in wording.sources],
            "references": [source.citation["text"] if source.citation else None for source in wording.sources],
        }  # fmt: skip


def _references(wording: Wording) -> Iterator[tuple[int | str, str, str]]:
    """Year, citation and id of each use."""
    for source in wording.sources:
        yield source.summit or "?", source.citation["text"] if source.citation else "no citation", source.id
