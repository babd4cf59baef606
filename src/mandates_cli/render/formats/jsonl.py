"""A record a line."""

import json
from collections.abc import Iterable, Iterator

from mandates_cli.render.answer import Answer
from mandates_cli.render.screen import Screen


def written(answer: Answer, screen: Screen) -> Iterator[str]:
    for text in records(answer, screen):
        yield text + "\n"


def records(answer: Answer, screen: Screen) -> Iterable[str]:
    """Each row as JSON: as it is stored where it can be."""
    if answer.stored is not None:
        # For a stream that is not UTF-8 it is escaped, so that it stays JSON and loses nothing.
        return (json.dumps(json.loads(text)) for text in answer.stored) if screen.ascii else answer.stored
    return _picked(answer, screen)


def _picked(answer: Answer, screen: Screen) -> Iterator[str]:
    for row in answer.rows:
        picked = dict(zip(answer.columns, answer.picked(row), strict=True))
        yield json.dumps(picked, ensure_ascii=screen.ascii)
