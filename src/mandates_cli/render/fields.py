"""The fields of a record by name, those within others too: what --fields may ask for, and what it gives."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias, get_args, is_typeddict

from mandates_cli.errors import UsageError
from mandates_cli.rows import MandateRow

# What each holds, a type; of one that is known by its fields alone, these.
Fields: TypeAlias = Mapping[str, object]
MANDATE: Final[Fields] = MandateRow.__annotations__


def flat(*names: str) -> Fields:
    return dict.fromkeys(names, object)


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


def chosen(fields: Fields, asked: str) -> list[str]:
    """The paths in `asked`, separated by commas: `id,citation.text`. Raises UsageError for one that no record has."""
    paths = [path.strip() for path in asked.split(",") if path.strip()]
    if not paths:
        raise UsageError("--fields names no field; choose from {known}.", known=", ".join(fields))
    for path in paths:
        _check(fields, path)
    return paths


def _check(fields: Fields, path: str) -> None:
    before = ""
    for name in path.split("."):
        if not fields:
            raise UsageError("--fields: {field} has no fields of its own; leave .{name} out.", field=before, name=name)
        if name not in fields:
            known = ", ".join(f"{before}.{field}" if before else field for field in fields)
            raise UsageError("--fields: no field {path!r}; choose from {known}.", path=path, known=known)
        fields, before = within(fields[name]), f"{before}.{name}" if before else name


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
