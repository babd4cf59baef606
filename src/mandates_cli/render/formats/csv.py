"""A table for a spreadsheet, its cells separated by commas."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from mandates_cli.render.answer import Answer, worded
from mandates_cli.render.screen import Screen

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def written(answer: Answer, _: Screen, delimiter: str = ",") -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    writer.writerow(answer.flat_columns)
    for row in answer.rows:
        writer.writerow([_guarded(worded(found)) for found in answer.flattened(row)])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _guarded(text: str) -> str:
    """A spreadsheet runs a cell that begins like a formula; an apostrophe keeps it text."""
    text = text.replace("\0", "")
    return f"'{text}" if text.startswith(FORMULA) else text
