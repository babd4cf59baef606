"""A table for a screen."""

from collections.abc import Iterable, Iterator, Sequence

from rich.table import Table
from rich.text import Text

from mandates_cli.render.answer import Answer, Row, value, worded
from mandates_cli.render.console import drawn, style
from mandates_cli.render.screen import UNKNOWN, Screen, shown


def written(answer: Answer, screen: Screen) -> Iterator[str]:
    if answer.on_screen:
        yield table(list(answer.rows), answer.on_screen, screen)
    else:
        yield _table([answer.flattened(row) for row in answer.rows], answer.flat_columns, screen)


def table(rows: Iterable[Row], columns: Sequence[str], screen: Screen) -> str:
    return _table([[value(row, column.split(".")) for column in columns] for row in rows], columns, screen)


def _table(rows: Sequence[Sequence[object]], columns: Sequence[str], screen: Screen) -> str:
    made = Table(box=None, pad_edge=False, header_style=style("bold", screen))
    for place, column in enumerate(columns):
        numbers = all(isinstance(row[place], (int, float)) or row[place] is None for row in rows)
        # A name that is to be typed again is not broken.
        whole = column in ("id", "slug")
        made.add_column(Text(column), justify="right" if numbers else "left", overflow="fold", no_wrap=whole)
    for row in rows:
        made.add_row(*(Text(UNKNOWN if found is None else shown(worded(found))) for found in row))
    return drawn(screen, made)
