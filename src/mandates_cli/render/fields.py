"""The fields of a record by name, those within others too: what --fields may ask for, and what it gives."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias, get_args, get_type_hints, is_typeddict

from mandates_cli.errors import UsageError
from mandates_cli.rows import MandateRow

# Those within each: `{"id": {}, "citation": {"text": {}, "year": {}}}`. Items of a list count as within it.
Fields: TypeAlias = "Mapping[str, Fields]"


def flat(*names: str) -> Fields:
    return {name: {} for name in names}


def fields_of(kind: object) -> Fields:
    """Those of a TypedDict, also where a type only holds one, as `list[ItemRow]` does."""
    if is_typeddict(kind):
        return {name: fields_of(hint) for name, hint in get_type_hints(kind).items()}
    for part in get_args(kind):
        if found := fields_of(part):
            return found
    return {}


MANDATE: Final = fields_of(MandateRow)


def chosen(fields: Fields, asked: str) -> list[str]:
    """The paths in `asked`, which commas part: `id,citation.text`. Raises UsageError for one that no record has."""
    paths = [path.strip() for path in asked.split(",") if path.strip()]
    if not paths:
        raise UsageError("--fields names no field; choose from {known}.", known=", ".join(fields))
    for path in paths:
        _check(fields, path)
    return paths


def _check(fields: Fields, path: str) -> None:
    within = ""
    for name in path.split("."):
        if name not in fields:
            if within and not fields:
                raise UsageError("--fields: {within} has no fields of its own; leave .{name} out.",
                                 within=within, name=name)  # fmt: skip
            known = ", ".join(f"{within}.{field}" if within else field for field in fields)
            raise UsageError("--fields: no field {path!r}; choose from {known}.", path=path, known=known)
        fields, within = fields[name], f"{within}.{name}" if within else name


def value(row: object, path: Sequence[str]) -> object:
    """What a record has there; of lists, what each of their items has: `items.text` is a list of texts."""
    for number, name in enumerate(path):
        if isinstance(row, (list, tuple)):
            found: list[object] = []
            for item in row:
                inner = value(item, path[number:])
                found += inner if isinstance(inner, list) else [inner]
            return found
        row = row.get(name) if isinstance(row, Mapping) else None
    return row
