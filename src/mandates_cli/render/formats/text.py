"""A value a line, each after its name, and a blank line between rows."""

from collections.abc import Iterator

from mandates_cli.render.answer import Answer, seen
from mandates_cli.render.screen import Screen


def written(answer: Answer, _: Screen) -> Iterator[str]:
    for number, row in enumerate(answer.rows):
        values = zip(answer.flat_columns, answer.flattened(row), strict=True)
        yield ("\n" if number else "") + "".join(f"{name}: {seen(found, name)}\n" for name, found in values)
