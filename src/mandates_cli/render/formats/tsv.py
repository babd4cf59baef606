"""A table for a spreadsheet, its cells separated by tabs."""

from collections.abc import Iterator, Sequence

from mandates_cli.render.answer import Answer
from mandates_cli.render.formats.csv import separated
from mandates_cli.render.screen import Screen


def written(answer: Answer, columns: Sequence[str] | None, _: Screen) -> Iterator[str]:
    return separated(answer, columns, "\t")
