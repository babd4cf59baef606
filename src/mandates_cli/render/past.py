"""What a fetch from archives did, for a person."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mandates_cli.render.answer import Answer, flat
from mandates_cli.render.run import Change, lines
from mandates_cli.render.screen import Screen


class Taken(NamedTuple):
    """What became of a capture, or of a mandate; `id` is the page or the mandate's id."""

    kind: str
    change: str
    id: str
    archive: str | None = None
    seen: str | None = None
    snapshot: str | None = None
    url: str | None = None
    address: str | None = None
    bytes: int | None = None
    known: bool | None = None
    reason: str | None = None
    text: str | None = None

    def drawn(self) -> Change:
        """As what became of a page is drawn, with the day of the capture."""
        id = f"{self.id} {self.seen[:10]}" if self.seen else self.id
        return Change(self.kind, self.change, id, self.url, self.bytes, self.known, self.reason, self.text)


def answer(heads: Sequence[str], found: Sequence[Taken]) -> Answer:
    """`heads` stand above what is drawn. What is new or changed in each state would be all of them."""

    def drawn(screen: Screen) -> Iterator[str]:
        yield from (f"{head}\n" for head in heads)
        shown = [one.drawn() for one in found if one.kind == "mandate" or one.change not in ("new", "changed")]
        yield from lines(shown, screen.width)

    return Answer(flat(*Taken._fields), (one._asdict() for one in found), drawn=drawn)
