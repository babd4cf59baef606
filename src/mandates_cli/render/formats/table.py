"""A table for a screen."""

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from mandates_cli.render.answer import Answer, Row, cell, value
from mandates_cli.render.console import drawn, style
from mandates_cli.render.screen import Screen, shown


def written(answer: Answer, screen: Screen) -> Iterator[str]:
    yield table(list(answer.rows), answer.on_screen or answer.columns, screen)


def table(rows: Sequence[Row], columns: Sequence[str], screen: Screen) -> str:
    made = Table(box=None, pad_edge=False, header_style=style("bold", screen))
    for column in columns:
        numbers = all(isinstance(value(row, column.split(".")), int) for row in rows)
        # A name that is to be typed again is not broken.
        whole = column in ("id", "slug")
        made.add_column(Text(column), justify="right" if numbers else "left", overflow="fold", no_wrap=whole)
    for row in rows:
        made.add_row(*(Text(shown(cell(row, column))) for column in columns))
    return drawn(screen, made)
