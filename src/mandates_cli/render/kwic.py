"""Concordance lines: the hit in a column of its own, with as much on either side as the width leaves."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final

from rich.cells import cell_len, set_cell_size

from mandates_cli.query.concordance import Line
from mandates_cli.render.flow import flowed
from mandates_cli.render.screen import UNKNOWN, Screen, shown, styled

# Columns of context on either side, below which the id moves to a line of its own; of a narrow screen, that share.
LEAST: Final = 28
SHARE: Final = 3 / 8
YEAR: Final = 4
# Lines whose widths set the columns for all: more are not held back.
LOOKED_AT: Final = 1_000


def kwic(lines: Iterable[Line], screen: Screen) -> Iterator[str]:
    """One line a hit: summit, left context, hit, right context, id. Hits begin in one column. What follows a hit too
    long to leave it room stands below."""
    coming = iter(lines)
    first = list(islice(coming, LOOKED_AT))
    if not first:
        return
    room = screen.width - YEAR - 1
    least = min(LEAST, int(room * SHARE))
    ids = max(cell_len(shown(line.source.id)) for line in first) + 2
    hits = min(max(cell_len(_shown(line.hit)) for line in first), room - 2 * least)
    below = room - hits - ids < 2 * LEAST
    side = (room - hits if below else room - hits - ids) // 2
    for line in chain(first, coming):
        *above, hit = _lines(_shown(line.hit), room - side)
        right = _shown(line.right)
        begun = f"{line.source.summit or UNKNOWN:<{YEAR}} {_cut(line.left, side)}"
        begun += f"\n{'':{YEAR + 1 + side}}".join(styled(part, "hit", screen) for part in (*above, hit))
        rest = side + hits - cell_len(hit)
        if rest < min(least, cell_len(right)):
            begun += f"\n{'':{YEAR + 1 + side}}"
            right, rest = right.lstrip(), side + hits
        context = f"{begun}{set_cell_size(right, rest)}"
        if below:
            yield f"{context.rstrip()}\n{'':{YEAR}} {shown(line.source.id)}\n"
        else:
            yield f"{context}  {shown(line.source.id)}\n"


def _lines(hit: str, columns: int) -> list[str]:
    """A hit may be longer than a line has room for."""
    if cell_len(hit) <= columns:
        return [hit]
    lines = "".join(flowed([("", hit)], Screen(columns, color=False)))
    return f"{lines.rstrip()}{hit[len(hit.rstrip()) :]}".split("\n")


def _shown(text: str) -> str:
    """In one line, which what a pattern holds need not be."""
    return shown(text.replace("\n", " "))


def _cut(text: str, columns: int) -> str:
    """The end of a text, in so many columns."""
    end = shown(text[-columns:]) if columns else ""
    while cell_len(end) > columns:
        end = end[1:]
    return " " * (columns - cell_len(end)) + end
