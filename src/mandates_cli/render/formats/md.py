"""A table in Markdown."""

from collections.abc import Iterator, Sequence

from mandates_cli.render.answer import Answer, cell
from mandates_cli.render.marks import markdown
from mandates_cli.render.screen import Screen


def written(answer: Answer, columns: Sequence[str] | None, _: Screen) -> Iterator[str]:
    names = columns or list(answer.fields)
    yield f"| {' | '.join(names)} |\n|{' --- |' * len(names)}\n"
    for row in answer.rows:
        yield f"| {' | '.join(markdown(cell(row, name)) for name in names)} |\n"
