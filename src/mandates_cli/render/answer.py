"""What a command has found, as one value: every format is made from it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from mandates_cli.render.fields import Fields, value
from mandates_cli.render.screen import Screen

Row: TypeAlias = Mapping[str, object]
Drawing: TypeAlias = Callable[[Screen], Iterable[str]]


class Answer(NamedTuple):
    """`fields` are those of every row, also where there is no row. `on_screen` names the columns of a table that is
    read on a screen, where all rarely fit.

    What a person would rather read than rows is `drawn` for a terminal, and the `report` in Markdown. `stored` are the
    rows as JSON texts, where the corpus has them; it and `rows` come from one source, so that only one can be read.
    """

    fields: Fields
    rows: Iterable[Row]
    on_screen: Sequence[str] = ()
    drawn: Drawing | None = None
    report: Drawing | None = None
    stored: Iterable[str] | None = None


def cell(row: Row, column: str) -> str:
    """A value as text. A list of plain values is joined; anything deeper stays JSON."""
    found = value(row, column.split("."))
    if found is None:
        return ""
    if isinstance(found, str):
        return found
    if isinstance(found, (list, tuple)) and all(isinstance(part, (str, int, type(None))) for part in found):
        return "; ".join(str(part) for part in found if part is not None)
    return json.dumps(found, ensure_ascii=False)
