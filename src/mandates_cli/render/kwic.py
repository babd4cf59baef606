"""Concordance lines: the hit in a column of its own, with as much on either side as the width leaves."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final

from rich.cells import cell_len, set_cell_size

from mandates_cli.query.concordance import Line
from mandates_cli.render.screen import UNKNOWN, Screen, shown, styled

# Columns of context on either side, below which the id moves to a line of its own.
LEAST: Final = 12
YEAR: Final = 4
# Lines whose widths set the columns for all: more are not held back.
LOOKED_AT: Final = 1_000


def kwic(lines: Iterable[Line], screen: Screen) -> Iterator[str]:
    """One line a hit: summit, left context, hit, right context, id. Hits begin in one column."""
    coming = iter(lines)
    first = list(islice(coming, LOOKED_AT))
    if not first:
        return
    ids = max(cell_len(line.source.id) for line in first)
    hits = min(max(cell_len(shown(line.hit)) for line in first), screen.width // 2)
    both = screen.width - YEAR - 1 - hits - ids - 2
    below = both < 2 * LEAST
    side = max((both + ids + 2 if below else both) // 2, 0)
    for line in chain(first, coming):
        hit = shown(line.hit)
        left, right = _cut(line.left, side), set_cell_size(shown(line.right), max(side + hits - cell_len(hit), 0))
        context = f"{line.source.summit or UNKNOWN:<{YEAR}} {left}{styled(hit, 'hit', screen)}{right}"
        if below:
            yield f"{context.rstrip()}\n{'':{YEAR}} {line.source.id}\n"
        else:
            yield f"{context}  {line.source.id}\n"


def _cut(text: str, columns: int) -> str:
    """The end of a text, in so many columns."""
    end = shown(text[-columns:]) if columns else ""
    while cell_len(end) > columns:
        end = end[1:]
    return " " * (columns - cell_len(end)) + end
