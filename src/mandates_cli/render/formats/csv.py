"""A table for a spreadsheet, its cells separated by commas."""

import csv
import io
from collections.abc import Iterable, Iterator

from mandates_cli.query.cells import guarded
from mandates_cli.render.answer import Answer, worded
from mandates_cli.render.screen import Screen


def written(answer: Answer, _: Screen, delimiter: str = ",") -> Iterator[str]:
    buffer = io.StringIO()
    # Of what ends lines it quotes only what ends its own.
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")

    def line(cells: Iterable[str]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(cells)
        return buffer.getvalue().removesuffix("\r\n") + "\n"

    yield line(answer.flat_columns)
    for row in answer.rows:
        yield line(_written(worded(found)) for found in answer.flattened(row))


def _written(text: str) -> str:
    """No reader of tables takes a NUL."""
    return guarded(text.replace("\0", r"\x00"))
