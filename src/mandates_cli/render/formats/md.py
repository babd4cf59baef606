"""A table in Markdown."""

from collections.abc import Iterable, Iterator

from mandates_cli.render.answer import Answer, cell
from mandates_cli.render.marks import markdown
from mandates_cli.render.screen import Screen


def written(answer: Answer, _: Screen) -> Iterator[str]:
    yield line(answer.columns) + f"|{' --- |' * len(answer.columns)}\n"
    for row in answer.rows:
        yield line(markdown(cell(row, column)) for column in answer.columns)


def line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
