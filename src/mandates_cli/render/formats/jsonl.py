"""A record a line."""

import json
from collections.abc import Iterable, Iterator, Sequence

from mandates_cli.render.answer import Answer
from mandates_cli.render.fields import value
from mandates_cli.render.screen import Screen


def written(answer: Answer, columns: Sequence[str] | None, screen: Screen) -> Iterator[str]:
    for text in records(answer, columns, screen):
        yield text + "\n"


def records(answer: Answer, columns: Sequence[str] | None, screen: Screen) -> Iterable[str]:
    """Each row as JSON: as it is stored where it can be."""
    if columns is None and answer.stored is not None:
        # For a stream that is not UTF-8 it is escaped, so that it stays JSON and loses nothing.
        return (json.dumps(json.loads(text)) for text in answer.stored) if screen.ascii else answer.stored
    return _picked(answer, columns or list(answer.fields), screen)


def _picked(answer: Answer, columns: Sequence[str], screen: Screen) -> Iterator[str]:
    paths = {column: column.split(".") for column in columns}
    for row in answer.rows:
        picked = {column: value(row, path) for column, path in paths.items()}
        yield json.dumps(picked, ensure_ascii=screen.ascii)
