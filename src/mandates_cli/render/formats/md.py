"""A table in Markdown."""

from collections.abc import Iterable, Iterator
from typing import Final

from mandates_cli.render.answer import Answer, Row, worded
from mandates_cli.render.marks import in_markdown, link, markdown
from mandates_cli.render.screen import Screen

ADDRESSES: Final = ("url", "urls")


def written(answer: Answer, _: Screen) -> Iterator[str]:
    yield line(answer.flat_columns) + f"|{' --- |' * len(answer.flat_columns)}\n"
    for row in answer.rows:
        yield line(_cells(answer, row))


def _cells(answer: Answer, row: Row) -> Iterator[str]:
    for column, found in zip(answer.flat_columns, answer.flattened(row), strict=True):
        marked = column == "text" and answer.marked
        if marked:
            yield in_markdown(marked(row))
        elif column.rpartition(".")[2] in ADDRESSES:
            yield "; ".join(map(link, _each(found)))
        else:
            yield markdown(worded(found))


def _each(found: object) -> list[str]:
    return [worded(one) for one in (found if isinstance(found, list) else [found]) if one is not None]


def line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
