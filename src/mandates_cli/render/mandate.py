"""Mandates for a person, one below the other."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from mandates_cli.query.register import Said, Wanted, said
from mandates_cli.render.marks import Piece, hits, signed
from mandates_cli.render.screen import UNKNOWN, Screen, shown, shown_lines
from mandates_cli.rows import MandateRow
from mandates_cli.wording import agreeing

if TYPE_CHECKING:
    from rich.text import Text

    from mandates_cli.query import Node

# Labels of items that a line names.
MOST_LABELS: Final = 6


class Lit(NamedTuple):
    """What stands out in a text: the hits of a query, and the words of deadlines and addressees that are wanted."""

    tree: "Node | None" = None
    wanted: Wanted = Wanted()

    def pieces(self, row: MandateRow) -> Iterator[Piece]:
        """The text of a mandate, cut at what stands out."""
        places = [*self.wanted.spans(row)]
        if self.tree:
            from mandates_cli.query.oracle import spans

            places += spans(self.tree, row)
        return hits(row["text"], sorted(places, key=lambda span: (span[0], -span[1])))


def listed(rows: Iterable[MandateRow], screen: Screen, lit: Lit = Lit()) -> Iterator[str]:  # noqa: B008 (a value)
    """A line with id, summit and themes; lines with the deadlines and bodies that are wanted; below them the text
    wrapped to the width, with what stands out marked."""
    from rich.padding import Padding
    from rich.text import Text

    from mandates_cli.render.console import drawn, style

    for row in rows:
        head = Text(shown(row["id"]), style("bold cyan", screen))
        head.append(f"  {row['summit'] or UNKNOWN}", style("green", screen))
        head.append(f"  {shown(', '.join(row['themes']))}", style("dim", screen))
        score = row.get("score")
        if isinstance(score, float):  # a search by meaning adds it
            head.append(f"  score {score:.2f}", style("yellow", screen))
        text = Text()
        for kind, piece in signed(lit.pieces(row), screen.color):
            text.append(shown_lines(piece), style("bold red", screen) if kind else "")
        lines = [Padding(line, (0, 0, 0, 2)) for line in _wanted(row, lit.wanted, screen)]
        yield drawn(screen, head, *lines, Padding(text, (0, 0, 1, 2)))


def _wanted(row: MandateRow, wanted: Wanted, screen: Screen) -> "Iterator[Text]":
    """`due 2030  by 2030 (items a, b)` and `asks paho  PAHO`"""
    from rich.text import Text

    from mandates_cli.render.console import style

    found = [(f"due {one.row['year'] or UNKNOWN}", one) for one in said(wanted.deadlines(row), "year", "text")]
    found += [(f"asks {one.row['body']}", one) for one in said(wanted.addressees(row), "body", "text")]
    for name, one in found:
        line = Text().append(shown(name), style("bold yellow", screen))
        yield line.append(f"  {shown(one.row['text'] + where(one))}")


def where(one: Said) -> str:
    """` (items a, b)`; nothing of what the mandate itself says."""
    if not one.labels:
        return ""
    more = ", …" if len(one.labels) > MOST_LABELS else ""
    return f" ({agreeing(len(one.labels), 'item')} {', '.join(one.labels[:MOST_LABELS])}{more})"
