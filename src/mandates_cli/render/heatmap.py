"""Counts by two things as a heat map on a terminal: each cell has its number, and a shade that reads without colour."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil
from string import ascii_lowercase
from typing import Final, NamedTuple

from mandates_cli.render.bars import padded
from mandates_cli.render.flow import flowed
from mandates_cli.render.screen import Screen, cells, clipped, styled
from mandates_cli.wording import worded

# Nothing, then from the smallest quarter of the largest count to the largest.
SHADES: Final = "·░▒▓█"
ASCII: Final = ".-+*#"
STYLES: Final = ("dim", "", "bar", "head", "peak")
# The numbers of the darkest cells stand on colour, which their shade is part of.
SHADED: Final = ("dim", "", "bar", "bar", "bar")
# A head that is shortened to less says nothing; a letter stands for it then.
READABLE: Final = 10
# What the labels of rows may take of the screen, and at least keep where columns need the room.
LABELS: Final = 0.36
LEAST: Final = 20
GAP: Final = 1


class Grid(NamedTuple):
    """`rows` and `columns` are labels; `cells` the counts by their places, without those that are 0. Behind the first
    `known` of both stands what is not known: often so much that no other shade could be told from the next."""

    corner: str
    unit: str
    rows: Sequence[str]
    columns: Sequence[str]
    cells: Mapping[tuple[int, int], int]
    known: tuple[int, int]

    def shaded(self, place: tuple[int, int]) -> bool:
        return place[0] < self.known[0] and place[1] < self.known[1]

    @property
    def largest(self) -> int:
        return max((count for place, count in self.cells.items() if self.shaded(place)), default=0)


class Heads(NamedTuple):
    """The heads of the columns that fit, all of one width, and what letters among them stand for."""

    width: int
    shown: Sequence[str]
    key: Sequence[str] = ()

    @property
    def names(self) -> tuple[int, int]:
        """How many columns are shown, and how many of them by name."""
        return len(self.shown), len(self.shown) - len(self.key)


def drawn(grid: Grid, screen: Screen) -> Iterator[str]:
    shades = ASCII if screen.ascii else SHADES
    numbers = max((cells(f"{count:,}") for count in grid.cells.values()), default=1)
    labels, heads = _fitting(grid, numbers + 1, screen)
    yield styled(padded(grid.corner, labels) + _line(heads), "bold", screen) + "\n"
    for row, label in enumerate(grid.rows):
        line = padded(label, labels)
        for column in range(len(heads.shown)):
            cell = _cell(grid, (row, column), numbers, shades, screen)
            line += " " * (heads.width + GAP - numbers - 1) + cell
        yield line + "\n"
    yield from flowed([("dim", _legend(grid.unit, grid.largest, shades, screen))], screen)
    yield from flowed([("", "   ".join(heads.key))], screen)
    if more := len(grid.columns) - len(heads.shown):
        template = "… and {more:more column}: exchange the two of --by, narrow with filters, or use -f csv."
        yield from flowed([("", worded(template, more=more))], screen)


def _cell(grid: Grid, place: tuple[int, int], numbers: int, shades: str, screen: Screen) -> str:
    count = grid.cells.get(place, 0)
    if not count:
        return styled(shades[0].rjust(numbers + 1), "dim", screen)
    if not grid.shaded(place):
        return styled(f" {count:>{numbers},}", "dim", screen)
    level = ceil(4 * count / grid.largest)
    return styled(shades[level], SHADED[level], screen) + styled(f"{count:>{numbers},}", STYLES[level], screen)


def _fitting(grid: Grid, least: int, screen: Screen) -> tuple[int, Heads]:
    """The width of the labels, and the heads: labels give way where more of these can be shown then."""
    longest = max(map(cells, (grid.corner, *grid.rows)))
    labels = min(longest, max(int(screen.width * LABELS), LEAST))
    heads = _heads(grid.columns, least, screen.width - labels)
    narrow = min(longest, LEAST)
    tight = _heads(grid.columns, least, screen.width - narrow)
    return (narrow, tight) if tight.names > heads.names else (labels, heads)


def _heads(labels: Sequence[str], least: int, room: int) -> Heads:
    """As wide as there is room for; where a shortened one could not be read, a letter stands for it, and where there
    is no room even so, only as many are shown as fit."""
    longest = max(map(cells, labels), default=0)
    width = max(min(longest, room // max(len(labels), 1) - GAP), least)
    cut = [clipped(label, width) for label in labels]
    fits = (width + GAP) * len(labels) <= room
    if fits and (width >= READABLE or width == longest) and len({*cut}) == len(labels):
        return Heads(width, cut)
    if not fits:
        width = least
    shown: list[str] = []
    key: list[str] = []
    for label in labels[: room // (width + GAP)]:
        if cells(label) > width:
            letter = _letters(len(key))
            key.append(f"{letter}={label}")
            label = letter
        shown.append(label)
    return Heads(max(least, *map(cells, shown)), shown, key)


def _letters(number: int) -> str:
    """a … z, aa, ab …"""
    rest, last = divmod(number, len(ascii_lowercase))
    return (_letters(rest - 1) if rest else "") + ascii_lowercase[last]


def _line(heads: Heads) -> str:
    return "".join(" " * (heads.width + GAP - cells(head)) + head for head in heads.shown)


def _legend(unit: str, largest: int, shades: str, screen: Screen) -> str:
    """`· 0   ░ 1–3   ▒ 4–6   ▓ 7–9   █ 10–12 commitments`; a shade that no count can have is left out."""
    ends = [largest * quarter // 4 for quarter in range(5)]
    to = "-" if screen.ascii else "–"
    parts = [f"{shades[0]} 0"]
    for (before, last), shade in zip(pairwise(ends), shades[1:], strict=True):
        if last > before:
            first = before + 1
            parts.append(f"{shade} {last:,}" if first == last else f"{shade} {first:,}{to}{last:,}")
    return f"{'   '.join(parts)} {unit}"
