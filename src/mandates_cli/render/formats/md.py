"""A table in Markdown."""

from collections.abc import Iterable, Iterator

from mandates_cli.render.answer import Answer, Row, worded
from mandates_cli.render.marks import in_markdown, markdown
from mandates_cli.render.screen import Screen


def written(answer: Answer, _: Screen) -> Iterator[str]:
    yield line(answer.flat_columns) + f"|{' --- |' * len(answer.flat_columns)}\n"
    for row in answer.rows:
        yield line(_cells(answer, row))


def _cells(answer: Answer, row: Row) -> Iterator[str]:
    for column, found in zip(answer.flat_columns, answer.flattened(row), strict=True):
        marked = column == "text" and answer.marked
        yield in_markdown(marked(row)) if marked else markdown(worded(found))


def line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
