"""One array of the records."""

from collections.abc import Iterator

from mandates_cli.render.answer import Answer
from mandates_cli.render.formats.jsonl import records
from mandates_cli.render.screen import Screen


def written(answer: Answer, screen: Screen) -> Iterator[str]:
    yield "["
    for number, text in enumerate(records(answer, screen)):
        yield (",\n " if number else "\n ") + text
    yield "\n]\n"
