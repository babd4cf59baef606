"""Mandates from files that commands wrote: JSON Lines, a JSON array, CSV or TSV, whole or some columns of them."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Final, NotRequired, cast, get_args, get_origin, is_typeddict

from typing_extensions import ReadOnly, get_type_hints

from mandates_cli import bounded
from mandates_cli.corpus.generation import Generation
from mandates_cli.corpus.location import TRUTH, Location
from mandates_cli.errors import CorpusError
from mandates_cli.query.cells import unguarded
from mandates_cli.query.register import addressees_in, deadlines_in
from mandates_cli.rows import PartialRow

NEEDED: Final = ("id", "language", "text")
DELIMITERS: Final = {".tsv": "\t"}
# Cells that hold JSON in tables of an older version, and otherwise what a table of text cells cannot say: only the
# words of a citation, and the names of the pages.
DEEP: Final = ("items", "citation", "placements", "also_cited", "twin")
JSON: Final = ("{", "[")
NAMES: Final = ("themes", "missing_labels")
UNSAID: Final = ("notes", "items", "also_cited", "twin")
# What tables call by a name of their own.
RENAMED: Final = {"missing_items": "missing_labels", "pages": "placements"}
REGISTER: Final[Mapping[str, Callable[[list[str]], object]]] = {
    "deadlines": deadlines_in, "addressees": addressees_in,
}  # fmt: skip
# 2018
YEAR: Final = 4
SURROGATE: Final = "\\ud"


def read(path: Path) -> list[PartialRow]:
    """The mandates of a corpus' folder, or of a file.

    Raises CorpusError with the line of what is not a valid mandate, or is there twice, and for a corpus that is not as
    it was sealed; and what `bounded.read` raises.
    """
    inside = next((path / name for name in (TRUTH, TRUTH.name) if (path / name).is_file()), None)
    if path.is_dir() and inside is None:
        message = "No corpus in {path} (no {truth}); name a corpus' folder, or a file of records."
        raise CorpusError(message, path=path, truth=TRUTH.as_posix())
    source = _of_corpus(inside or path)
    try:
        return parsed(bounded.read(source), str(source), source.suffix)
    except OSError as error:
        message = "Cannot read {path} ({reason}); check the name and its permissions."
        raise CorpusError(message, path=source, reason=error.strerror) from error


def _of_corpus(source: Path) -> Path:
    """The records of a whole corpus, wherever they stand just now. Raises CorpusError for one that is damaged."""
    whole = source.absolute()
    if whole.name != TRUTH.name or whole.parent.name != TRUTH.parent.name:
        return source
    found = Generation.opened(Location(whole.parent.parent, "operand")).where.truth
    return source if found.name == source.name else found


def parsed(data: bytes, name: str, suffix: str = "") -> list[PartialRow]:
    """The mandates in `data`; without a suffix that says so, a comma or a tab in its first line tells CSV from TSV."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError("{name} is not UTF-8; save it again as UTF-8.", name=name) from error
    if text.lstrip()[:1] in ("{", "[", ""):
        rows = _array(text, name) if text.lstrip()[:1] == "[" else _lines(text, name)
    else:
        first = text.partition("\n")[0]
        rows = _table(text, name, DELIMITERS.get(suffix) or _delimiter(first))
    return _each_once(rows)


def _delimiter(first: str) -> str:
    """Where a comma is the decimal sign, spreadsheets write semicolons into a .csv."""
    return next((sign for sign in "\t,;" if sign in first), ",")


def _each_once(rows: Iterable[tuple[str, Any]]) -> list[PartialRow]:
    known: dict[str, str] = {}
    found = []
    for place, row in rows:
        mandate = _checked(row, place)
        id = mandate["id"]
        if id in known:
            message = "{place} repeats the id {id} of {first}; remove one of them."
            raise CorpusError(message, place=place, id=id, first=known[id])
        known[id] = place
        found.append(mandate)
    return found


def _checked(row: object, place: str) -> PartialRow:
    """The row itself, with whatever columns it has. Raises CorpusError where those that are compared cannot be."""
    if not isinstance(row, dict):
        fault = "it is not an object"
    elif lacking := [name for name in NEEDED if not isinstance(row.get(name), str)]:
        fault = f"it has no {lacking[0]}"
    elif not _is_a(row, PartialRow):
        fault = "its fields are not those of 'mandates schema'"
    else:
        return cast(PartialRow, row)
    message = "{place} is not a valid mandate ({fault}); write the file with 'mandates list' again."
    raise CorpusError(message, place=place, fault=fault)


def _is_a(value: object, kind: Any) -> bool:
    """Whether a value that JSON gave is of a type made of TypedDicts, sequences, unions and plain values. A model would
    say so too, but takes longer to load than most files take to compare."""
    if is_typeddict(kind):
        return isinstance(value, dict) and all(
            _is_a(value[name], member) if name in value else optional
            for name, (member, optional) in _members(kind).items()
        )
    if get_origin(kind) is Sequence:
        return isinstance(value, list) and all(_is_a(one, *get_args(kind)) for one in value)
    if get_origin(kind) is UnionType:
        return any(_is_a(value, one) for one in get_args(kind))
    return type(value) is kind


@cache
def _members(kind: Any) -> dict[str, tuple[Any, bool]]:
    """The members of a TypedDict: type, and whether it may be left out."""
    found = {}
    for name, hint in get_type_hints(kind, localns={"ReadOnly": ReadOnly}, include_extras=True).items():
        optional = False
        origin: Any = get_origin(hint)
        while origin in (ReadOnly, NotRequired):
            optional = optional or origin is NotRequired
            (hint,) = get_args(hint)
            origin = get_origin(hint)
        found[name] = (hint, optional)
    return found


def _lines(text: str, name: str) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield f"{name}:{number}", _loaded(line, f"{name}:{number}")


def _array(text: str, name: str) -> Iterator[tuple[str, Any]]:
    """Commands write a record a line; elsewhere its number in the array is its place."""
    rows = _loaded(text, name)
    own = text.count("\n") == len(rows) + 2
    return ((f"{name}:{number + 1}" if own else f"{name}, record {number},", row) for number, row in enumerate(rows, 1))


def _loaded(text: str, place: str) -> Any:
    try:
        found = json.loads(text)
        if SURROGATE in text.lower():
            json.dumps(found, ensure_ascii=False).encode()  # half a character cannot be written again
        return found
    except (ValueError, RecursionError) as error:
        message = "{place} is not valid JSON ({error}); write the file with 'mandates list' again."
        raise CorpusError(message, place=place, error=error) from error


def _table(text: str, name: str, delimiter: str) -> Iterator[tuple[str, Any]]:
    rows = _cells(text, name, delimiter)
    _, columns = next(rows, (name, []))
    if lacking := [column for column in NEEDED if column not in columns]:
        message = (
            "{name} is no table of mandates: its first line names no column {lacking}; write it with 'mandates list'."
        )
        raise CorpusError(message, name=name, lacking=lacking[0])
    for place, cells in rows:
        if len(cells) != len(columns):
            message = "{place} has {cells:cell} under {columns:column}; write the file again."
            raise CorpusError(message, place=place, cells=len(cells), columns=len(columns))
        yield place, _row(dict(zip(columns, cells, strict=True)), place)


def _cells(text: str, name: str, delimiter: str) -> Iterator[tuple[str, list[str]]]:
    """Each row by the place where it begins. Raises CorpusError for a quotation mark without its other one: all rows
    below it would be one cell."""
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    place = f"{name}:1"
    try:
        for cells in reader:
            yield place, cells
            place = f"{name}:{reader.line_num + 1}"
    except csv.Error as error:
        message = "{place} is cut short or damaged ({error}); write the file again."
        raise CorpusError(message, place=place, error=error) from error


def _row(cells: Mapping[str, str], place: str) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column, cell in cells.items():
        name = RENAMED.get(column, column)
        if name in DEEP and cell.startswith(JSON):
            row[name] = _loaded(cell, place)
            continue
        cell = unguarded(cell)
        if name == "placements":
            row.setdefault(name, [{"page": page} for page in _names(cell)])
        elif name in REGISTER:
            row[name] = REGISTER[name](_names(cell))
        elif name not in UNSAID:
            row[name] = _value(name, cell)
    if isinstance(row.get("citation"), str):
        row["citation"] = {"text": row["citation"]} | {name: row[name] for name in ("document",) if name in row}
    return row


def _names(cell: str) -> list[str]:
    return [part for part in cell.split("; ") if part]


def _value(column: str, cell: str) -> Any:
    if column in NAMES:
        return _names(cell)
    if not cell:
        return None
    if column == "summit" and len(cell) <= YEAR and cell.isdecimal():
        return int(cell)
    return cell
