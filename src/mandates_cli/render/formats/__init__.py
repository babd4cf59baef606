"""The formats of an answer. A new one is a name here and a module of that name, whose `written` makes the text."""

from collections.abc import Iterable
from importlib import import_module
from typing import Literal, TypeAlias

from mandates_cli.render.answer import Answer, Drawing
from mandates_cli.render.screen import Screen

Format: TypeAlias = Literal["table", "json", "jsonl", "csv", "tsv", "md"]
# Of answers that read as prose too.
WithText: TypeAlias = Literal["table", "json", "jsonl", "csv", "tsv", "md", "text"]


def drawing(answer: Answer, format: WithText) -> Drawing | None:
    """What is shown in place of rows."""
    own = {"table": answer.drawn, "md": answer.report, "text": answer.prose}
    return own.get(format)


def written(answer: Answer, format: WithText, screen: Screen) -> Iterable[str]:
    """The answer in pieces of text."""
    if own := drawing(answer, format):
        return own(screen)
    pieces: Iterable[str] = import_module(f"{__name__}.{format}").written(answer, screen)
    return pieces
