"""What a command has found, as one value: every format is made from it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias, get_args, is_typeddict

from mandates_cli.errors import UsageError
from mandates_cli.render.screen import Screen
from mandates_cli.rows import MandateRow

Row: TypeAlias = Mapping[str, object]
Drawing: TypeAlias = Callable[[Screen], Iterable[str]]
# By name, what each field holds: a type; of one that is known by its own fields alone, these.
Fields: TypeAlias = Mapping[str, object]
MANDATE: Final[Fields] = MandateRow.__annotations__


class Answer(NamedTuple):
    """`fields` are those of every row, also where there is no row; what else a row holds is not shown. `asked` are the
    columns that were asked for, where not all; `on_screen` those of a table on a screen, where all rarely fit.

    What a person would rather read than rows is `drawn` for a terminal, and the `report` in Markdown. `stored` are the
    rows as JSON texts, where the corpus has them; it and `rows` come from one source, so that only one can be read.
    """

    fields: Fields
    rows: Iterable[Row]
    on_screen: Sequence[str] = ()
    drawn: Drawing | None = None
    report: Drawing | None = None
    stored: Iterable[str] | None = None
    asked: Sequence[str] = ()

    @property
    def columns(self) -> Sequence[str]:
        return self.asked or list(self.fields)

    def of(self, asked: str) -> "Answer":
        """Rows of the paths in `asked`, separated by commas: `id,citation.text`. Raises UsageError for one that no
        record has."""
        paths = [path.strip() for path in asked.split(",") if path.strip()]
        if not paths:
            raise UsageError("--fields names no field; choose from {known}.", known=", ".join(self.fields))
        for path in paths:
            _check(self.fields, path)
        return Answer(self.fields, self.rows, asked=paths)


def flat(*names: str) -> Fields:
    return dict.fromkeys(names, object)


def _check(fields: Fields, path: str) -> None:
    before = ""
    for name in path.split("."):
        if not fields:
            raise UsageError("--fields: {field} has no fields of its own; leave .{name} out.", field=before, name=name)
        if name not in fields:
            known = ", ".join(f"{before}.{field}" if before else field for field in fields)
            raise UsageError("--fields: no field {path!r}; choose from {known}.", path=path, known=known)
        fields, before = within(fields[name]), f"{before}.{name}" if before else name


def within(kind: object) -> Fields:
    """The fields of what a field holds, one record or a list of them: `list[ItemRow]` has label and text."""
    if isinstance(kind, Mapping):
        return kind
    if is_typeddict(kind):
        return dict(kind.__annotations__)
    for part in get_args(kind):
        if found := within(part):
            return found
    return {}


def value(row: object, path: Sequence[str]) -> object:
    """What a record has at that path. A list gives what each of its items has: `items.text` is a list of texts."""
    for number, name in enumerate(path):
        if isinstance(row, (list, tuple)):
            found: list[object] = []
            for item in row:
                inner = value(item, path[number:])
                found += inner if isinstance(inner, list) else [inner]
            return found
        row = row.get(name) if isinstance(row, Mapping) else None
    return row


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
