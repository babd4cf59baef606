"""A table for a spreadsheet, its cells parted by tabs."""

from collections.abc import Iterator, Sequence

from mandates_cli.render.answer import Answer
from mandates_cli.render.formats.csv import parted
from mandates_cli.render.screen import Screen


def written(answer: Answer, columns: Sequence[str] | None, _: Screen) -> Iterator[str]:
    return parted(answer, columns, "\t")
