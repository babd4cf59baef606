"""A value a line, each after its name, and a blank line between rows."""

from collections.abc import Iterator

from mandates_cli.render.answer import Answer, worded
from mandates_cli.render.screen import Screen, shown


def written(answer: Answer, _: Screen) -> Iterator[str]:
    for number, row in enumerate(answer.rows):
        lines = zip(answer.flat_columns, map(worded, answer.flattened(row)), strict=True)
        yield ("\n" if number else "") + "".join(f"{name}: {shown(text)}\n" for name, text in lines)
