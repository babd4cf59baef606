"""Mandates from files that commands wrote: JSON Lines, a JSON array, CSV or TSV, whole or some columns of them."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from mandates_cli.corpus.location import TRUTH
from mandates_cli.corpus.selection import Selector, language, unknown
from mandates_cli.errors import CorpusError
from mandates_cli.query.filters import Filters

Row: TypeAlias = dict[str, Any]

NEEDED: Final = ("id", "language", "text")
MAY_LACK: Final = ("chapeau", "document")
# Lists, and what their members must have; `label` and `document` may be null.
PARTS: Final = {"items": ("text", "label"), "placements": ("page",), "also_cited": ("text", "document")}
DELIMITERS: Final = {".csv": ",", ".tsv": "\t"}
# Cells that hold JSON, those that hold a list of names, and what a table of text cells cannot say.
DEEP: Final = ("items", "citation", "placements", "also_cited", "twin")
NAMES: Final = ("themes", "missing_labels")
UNSAID: Final = ("notes",)
SURROGATE: Final = "\\ud"
FORMULA: Final = ("'=", "'+", "'-", "'@", "'\t", "'\r")


def read(path: Path) -> list[Row]:
    """The mandates of a corpus' folder, or of a file. Raises CorpusError with the line of what is no mandate, or twice
    there."""
    inside = next((path / name for name in (TRUTH, TRUTH.name) if (path / name).is_file()), None)
    if path.is_dir() and inside is None:
        raise CorpusError(f"No corpus in {path} (no {TRUTH.as_posix()}); name a corpus' folder, or a file of records.")
    source = inside or path
    try:
        return parsed(source.read_bytes(), str(source), source.suffix)
    except OSError as error:
        raise CorpusError(f"Cannot read {source} ({error.strerror}); check the name and its permissions.") from error


def parsed(data: bytes, name: str, suffix: str = "") -> list[Row]:
    """The mandates in `data`; without a suffix that says so, a comma or a tab in its first line tells CSV from TSV."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{name} is not UTF-8; save it again as UTF-8.") from error
    if text.lstrip()[:1] in ("{", "[", ""):
        rows = _array(text, name) if text.lstrip()[:1] == "[" else _lines(text, name)
    else:
        first = text.partition("\n")[0]
        rows = _table(text, name, DELIMITERS.get(suffix) or ("\t" if "\t" in first else ","))
    known: dict[str, str] = {}
    found = []
    for place, row in rows:
        if fault := _fault(row):
            raise CorpusError(f"{place} is no mandate ({fault}); write the file with 'mandates list' again.")
        if row["id"] in known:
            raise CorpusError(f"{place} repeats the id {row['id']} of {known[row['id']]}; remove one of them.")
        known[row["id"]] = place
        found.append(row)
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
        raise CorpusError(f"{place} is no JSON ({error}); write the file with 'mandates list' again.") from error


def _table(text: str, name: str, delimiter: str) -> Iterator[tuple[str, Any]]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns = next(reader, [])
    line = reader.line_num + 1
    for cells in reader:
        place, line = f"{name}:{line}", reader.line_num + 1
        if len(cells) != len(columns):
            raise CorpusError(f"{place} has {len(cells)} cells under {len(columns)} columns; write the file again.")
        row = {c: _value(c, cell, place) for c, cell in zip(columns, cells, strict=True) if c not in UNSAID}
        yield place, row


def _value(column: str, cell: str, place: str) -> Any:
    if cell.startswith(FORMULA):
        cell = cell[1:]
    if column in NAMES or (column in PARTS and not cell):
        return [part for part in cell.split("; ") if part]
    if not cell:
        return None
    if column == "summit" and cell.isdecimal():
        return int(cell)
    return _loaded(cell, place) if column in DEEP else cell


def _fault(row: Any) -> str | None:
    """What keeps a row from being compared."""
    if not isinstance(row, dict):
        return "it is no object"
    if lacking := [name for name in NEEDED if not isinstance(row.get(name), str)]:
        return f"it has no {lacking[0]}"
    texts = all(isinstance(row.get(name), str | None) for name in MAY_LACK)
    parts = all(_are(row.get(name, []), fields) for name, fields in PARTS.items())
    names = all(_strings(row.get(name, [])) for name in (*NAMES, *UNSAID))
    cited = row.get("citation") is None or _are([row["citation"]], PARTS["also_cited"])
    ways = parts and all(isinstance(p.get("citation"), str | None) for p in row.get("placements", []))
    if texts and ways and names and cited and isinstance(row.get("summit"), int | None):
        return None
    return "its fields are not those of 'mandates schema'"


def _are(listed: Any, fields: Sequence[str]) -> bool:
    """Whether it is a list of objects with these fields; the first of them is never null."""
    if not isinstance(listed, list) or not all(isinstance(x, dict) and x.keys() >= set(fields) for x in listed):
        return False
    return all(isinstance(x[f], str if f == fields[0] else str | None) for x in listed for f in fields)


def _strings(listed: Any) -> bool:
    return isinstance(listed, list) and all(isinstance(x, str) for x in listed)


def passing(
    selector: Selector, filters: Filters, rows: Sequence[Mapping[str, Any]]
) -> Callable[[Mapping[str, Any]], bool]:
    """Whether a record passes the filters. Names are checked as for the corpus, pages against `rows`."""
    years = [selector.years(name) for name in filters.summit]
    themes = {slug for name in filters.theme for slug in json.loads(selector.theme(name))}
    documents = [selector.document(name) for name in filters.document]
    languages = [language(name) for name in filters.lang]
    known = sorted(_pages(rows))
    choices = [*known, *(page.rpartition("/")[2] for page in known)]
    for name in filters.page:
        if name not in choices:
            raise unknown("page", name, choices, "'mandates list --fields placements'")
    pages = {page for page in known for name in filters.page if name in (page, page.rpartition("/")[2])}

    def passes(row: Mapping[str, Any]) -> bool:
        summit = row.get("summit")
        return (
            (not years or (summit is not None and any(first <= summit <= last for first, last in years)))
            and (not themes or not themes.isdisjoint(row.get("themes", ())))
            and (not documents or row.get("document") in documents)
            and (not languages or row["language"] in languages)
            and (not pages or not _pages([row]).isdisjoint(pages))
        )

    return passes


def _pages(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    return {placement["page"] for row in rows for placement in row.get("placements", ())}
