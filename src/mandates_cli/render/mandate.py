"""Mandates for a person, one below the other."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mandates_cli.render.marks import Piece, hits, signed
from mandates_cli.render.screen import UNKNOWN, Screen, shown
from mandates_cli.rows import MandateRow

if TYPE_CHECKING:
    from mandates_cli.query import Node


def listed(rows: Iterable[MandateRow], screen: Screen, tree: "Node | None" = None) -> Iterator[str]:
    """A line with id, summit and themes, below it the text wrapped to the width, the hits of a query marked."""
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
        for kind, piece in signed(marked(row, tree), screen.color):
            text.append(shown(piece), style("bold red", screen) if kind else "")
        yield drawn(screen, head, Padding(text, (0, 0, 1, 2)))


def marked(row: MandateRow, tree: "Node | None") -> Iterator[Piece]:
    """The text of a mandate with what a query hits in it."""
    return hits(row["text"], _spans(tree, row) if tree else ())


def _spans(tree: "Node", row: MandateRow) -> Sequence[tuple[int, int]]:
    from mandates_cli.query.oracle import spans

    return spans(tree, row)
