"""A table for a spreadsheet, its cells separated by commas."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from mandates_cli.render.answer import Answer, cell
from mandates_cli.render.screen import Screen

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def written(answer: Answer, columns: Sequence[str] | None, _: Screen) -> Iterator[str]:
    return separated(answer, columns, ",")


def separated(answer: Answer, columns: Sequence[str] | None, delimiter: str) -> Iterator[str]:
    names = columns or list(answer.fields)
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    writer.writerow(names)
    for row in answer.rows:
        writer.writerow([_guarded(cell(row, name)) for name in names])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _guarded(text: str) -> str:
    """A spreadsheet runs a cell that begins like a formula; an apostrophe keeps it text."""
    text = text.replace("\0", "")
    return f"'{text}" if text.startswith(FORMULA) else text
