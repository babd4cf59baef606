"""The machine formats: json, jsonl, csv, tsv, md."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from mandates_cli.errors import UsageError
from mandates_cli.render.shown import shown

Row: TypeAlias = dict[str, Any]

FORMATS: Final = ("table", "json", "jsonl", "csv", "tsv", "md")
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_written(raws: Iterable[str], format: str) -> Iterator[str]:
    """Whole records, as json or jsonl, straight from their stored text."""
    if format == "jsonl":
        for raw in raws:
            yield raw + "\n"
        return
    yield "["
    for number, raw in enumerate(raws):
        yield (",\n " if number else "\n ") + raw
    yield "\n]\n"


def columns_of(row: Row, fields: str | None) -> list[str]:
    """The columns asked for. Raises UsageError for one that records do not have."""
    if fields is None:
        return list(row)
    asked = [name.strip() for name in fields.split(",") if name.strip()]
    unknown = [name for name in asked if name.split(".")[0] not in row]
    if unknown or not asked:
        what = f"no field {unknown[0]!r}" if unknown else "names no field"
        raise UsageError(f"--fields: {what}; choose from {', '.join(row)}.")
    return asked


def _value(row: Row, column: str) -> Any:
    value: Any = row
    for step in column.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _cell(value: Any) -> str:
    """Lists of plain values are joined; anything deeper stays JSON."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)) and all(isinstance(v, (str, int)) for v in value):
        return "; ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _guarded(cell: str) -> str:
    """A spreadsheet runs a cell that begins like a formula; an apostrophe keeps it text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def markdown(cell: str) -> str:
    for mark in "\\`*_[]<>|":
        cell = cell.replace(mark, "\\" + mark)
    return shown(cell).replace("\n", "<br>")


def rendered(rows: Iterable[Row], format: str, columns: Sequence[str]) -> Iterator[str]:
    """Rows cut down to `columns`, in pieces of text."""
    if format in ("json", "jsonl"):
        picked = (json.dumps({c: _value(row, c) for c in columns}, ensure_ascii=False) for row in rows)
        yield from as_written(picked, format)
    elif format == "md":
        yield f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}\n"
        for row in rows:
            yield f"| {' | '.join(markdown(_cell(_value(row, c))) for c in columns)} |\n"
    else:
        import csv
        import io

        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter="\t" if format == "tsv" else ",", lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_guarded(_cell(_value(row, c)).replace("\0", "")) for c in columns])
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
        yield buffer.getvalue()
