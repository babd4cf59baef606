"""A table for a screen."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from rich.table import Table
from rich.text import Text

from mandates_cli.render.answer import Answer, Row, seen, value
from mandates_cli.render.console import drawn, style
from mandates_cli.render.screen import UNKNOWN, Screen, cells

# Names that are to be typed again are not broken.
TYPED: Final = ("id", "slug")
# Nor is what is no longer than a date or the longest name of a count.
SHORT: Final = 12
# A longer word, such as a page's address, is broken where there is no room.
WORD: Final = 14
GAP: Final = 2


def written(answer: Answer, screen: Screen) -> Iterator[str]:
    if not answer.on_screen:
        rows = [answer.flattened(row) for row in answer.rows]
        yield _table(_columns(answer.flat_columns, rows), screen)
    else:
        rows = [_values(row, answer.on_screen) for row in answer.rows]
        yield _table(_fitting(_columns(answer.on_screen, rows), screen), screen)


def table(rows: Iterable[Row], columns: Sequence[str], screen: Screen) -> str:
    return _table(_columns(columns, [_values(row, columns) for row in rows]), screen)


def _values(row: Row, columns: Sequence[str]) -> list[object]:
    return [value(row, column.split(".")) for column in columns]


class Column(NamedTuple):
    name: str
    cells: Sequence[str]
    numbers: bool

    @property
    def whole(self) -> bool:
        """Whether its cells stand on one line."""
        return self.name in TYPED or self.widest <= SHORT

    @property
    def widest(self) -> int:
        return max(cells(line) for text in (self.name, *self.cells) for line in text.split("\n"))

    @property
    def least(self) -> int:
        """The width below which it would break words that need not be broken."""
        words = (word for text in self.cells for word in text.split())
        longest = min(max(map(cells, words), default=0), WORD)
        return self.widest if self.whole else max(longest, *map(cells, self.name.split("\n")))


def _columns(names: Sequence[str], rows: Sequence[Sequence[object]]) -> list[Column]:
    held = [[row[place] for row in rows] for place in range(len(names))]
    return [
        Column(
            name,
            [UNKNOWN if found is None else seen(found, name) for found in values],
            all(found is None or isinstance(found, (int, float)) for found in values),
        )
        for name, values in zip(names, held, strict=True)
    ]


def _fits(columns: Sequence[Column], screen: Screen) -> bool:
    return sum(column.least + GAP for column in columns) - GAP <= screen.width


def _fitting(columns: list[Column], screen: Screen) -> list[Column]:
    """Of columns that were chosen for a screen, as many as a narrow one has room for: names and counts stay."""
    kept = list(columns)
    for column in reversed(columns):
        if not (column.whole or _fits(kept, screen)):
            kept.remove(column)
    return kept


def _table(columns: Sequence[Column], screen: Screen) -> str:
    """Where there is not room for that, names of columns are broken at their underscores, and then whatever is long."""
    if not _fits(columns, screen):
        columns = [column._replace(name=column.name.replace("_", "_\n")) for column in columns]
    widths = _widths(columns, screen) if _fits(columns, screen) else None
    made = Table(box=None, pad_edge=False, header_style=style("bold", screen))
    for place, column in enumerate(columns):
        made.add_column(
            Text(column.name), justify="right" if column.numbers else "left", overflow="fold",
            no_wrap=column.name in TYPED or (column.whole and widths is not None),
            width=widths[place] if widths else None,
        )  # fmt: skip
    for row in zip(*(column.cells for column in columns), strict=True):
        made.add_row(*map(Text, row))
    return drawn(screen, made)


def _widths(columns: Sequence[Column], screen: Screen) -> list[int]:
    """What is left of the screen goes to the columns that need it, the narrowest first."""
    widths, widest = [column.least for column in columns], [column.widest for column in columns]
    for _ in range(screen.width - sum(widths) - GAP * (len(columns) - 1)):
        wanting = [place for place, width in enumerate(widths) if width < widest[place]]
        if not wanting:
            break
        widths[min(wanting, key=widths.__getitem__)] += 1
    return widths
