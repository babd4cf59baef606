"""The formats of an answer. A new one is a name here and a module of that name, whose `written` makes the text."""

from collections.abc import Iterable
from importlib import import_module
from typing import Literal, TypeAlias

from mandates_cli.render.answer import Answer, Drawing
from mandates_cli.render.fields import chosen
from mandates_cli.render.screen import Screen

Format: TypeAlias = Literal["table", "json", "jsonl", "csv", "tsv", "md"]


def drawing(answer: Answer, format: Format) -> Drawing | None:
    """What is shown in place of rows where no fields are asked for."""
    own = {"table": answer.drawn, "md": answer.report}
    return own.get(format)


def written(answer: Answer, format: Format, fields: str | None, screen: Screen) -> Iterable[str]:
    """The answer in pieces of text. Raises UsageError for `fields` that it does not have, before the first piece."""
    columns = None if fields is None else chosen(answer.fields, fields)
    if columns is None and (own := drawing(answer, format)):
        return own(screen)
    pieces: Iterable[str] = import_module(f"{__name__}.{format}").written(answer, columns, screen)
    return pieces
