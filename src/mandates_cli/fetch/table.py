"""A table that says where and when saved files were seen: a row a file, as a spreadsheet writes it."""

import csv
import datetime as dt
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from mandates_cli import bounded
from mandates_cli.errors import UsageError
from mandates_cli.fetch import saved
from mandates_cli.fetch.capture import in_utc
from mandates_cli.fetch.scope import web

# What each column may be called.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "file": ("file", "path"), "address": ("address", "url"), "date": ("date", "seen"),
}  # fmt: skip
# Of half a million files.
MAX_TABLE: Final = 2**26
# Of a name that is too long for a file.
SHOWN: Final = 80
# 20190503101500, as web archives write a moment
DIGITS: Final = re.compile(r"\d{14}")


class Origin(NamedTuple):
    """`seen` is null where the row has no date. `line` is that of the table."""

    url: str
    seen: dt.datetime | None
    line: int


def read(path: Path) -> dict[Path, Origin]:
    """By absolute path. A file's name is meant from the table's folder, or else from the working one.

    Raises UsageError, with the line, for what is no such table and for a file that is not there.
    """
    found: dict[Path, Origin] = {}
    for line, row in _rows(path):
        file = _file(path, line, row["file"])
        if file in found:
            fault = "{path}:{line} names {file} again (first in line {first}); leave one of the two."
            raise UsageError(fault, path=path, line=line, file=row["file"], first=found[file].line)
        address, moment = saved.replayed(row["address"])
        if not web(address):
            fault = "{path}:{line}: {address!r} is not a web address; write it like http://example.org/page.html."
            raise UsageError(fault, path=path, line=line, address=row["address"])
        found[file] = Origin(address, _date(path, line, row["date"]) or moment, line)
    if not found:
        raise UsageError("{path} names no file; give it a row a file, below file,address,date.", path=path)
    return found


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The line and the cells of each row that is not blank, by the names of NAMES."""
    text = _text(path)
    first = text.partition("\n")[0]
    # Otherwise a quotation mark without its other one would make one cell of all rows below it.
    lines = csv.reader(text.splitlines(keepends=True), delimiter=max("\t;,", key=first.count), strict=True)
    try:
        header = [cell.strip().casefold() for cell in next(lines, [])]
        columns = {}
        for name, forms in NAMES.items():
            columns[name] = next((header.index(form) for form in forms if form in header), -1)
        if columns["file"] < 0 or columns["address"] < 0:
            raise UsageError("{path}:1 has no columns file and address; name them in the first line.", path=path)
        for cells in lines:
            if any(cell.strip() for cell in cells):
                if len(cells) > len(header):
                    fault = "{path}:{line} has {cells:cell} below {columns:column}; quote what holds the separator."
                    raise UsageError(fault, path=path, line=lines.line_num, cells=len(cells), columns=len(header))
                row = {name: cells[at].strip() if 0 <= at < len(cells) else "" for name, at in columns.items()}
                for name in ("file", "address"):
                    if not row[name]:
                        fault = "{path}:{line} has no {name}; fill it in."
                        raise UsageError(fault, path=path, line=lines.line_num, name=name)
                yield lines.line_num, row
    except csv.Error as error:
        fault = "{path}:{line} is no row of a table ({error}); correct it."
        raise UsageError(fault, path=path, line=lines.line_num, error=error) from error


def _text(path: Path) -> str:
    """Spreadsheets write UTF-8, "Unicode text" (UTF-16) or what Windows uses in the west."""
    try:
        data = bounded.read(path, MAX_TABLE)
    except OSError as error:
        raise UsageError("Cannot read {path} ({reason}); check the name.", path=path, reason=error.strerror) from error
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _file(path: Path, line: int, name: str) -> Path:
    try:
        beside, here = (Path(os.path.normpath(base.absolute() / name)) for base in (path.parent, Path()))
        file = beside if beside.is_file() else here
        is_there = file.is_file()
    except OSError as error:
        fault = "{path}:{line}: a file of the name {name} cannot be looked for ({reason}); correct the row."
        shown = name if len(name) <= SHOWN else f"{name[:SHOWN]}…"
        raise UsageError(fault, path=path, line=line, name=shown, reason=error.strerror) from error
    if not is_there:
        fault = "{path}:{line} names {name}, which is no file in {folder} or here; correct the row."
        raise UsageError(fault, path=path, line=line, name=name, folder=path.parent)
    return file


def _date(path: Path, line: int, written: str) -> dt.datetime | None:
    """A day (its beginning), an ISO moment or 14 digits; UTC where it names no zone."""
    if not written:
        return None
    try:
        if DIGITS.fullmatch(written):
            return in_utc(dt.datetime.strptime(written, saved.STAMPED))
        # Shorter digits are a date to Python, and a typing error to us.
        return in_utc(dt.datetime.fromisoformat("" if written.isdigit() else written))
    except (ValueError, OverflowError) as error:
        fault = "{path}:{line}: {written!r} is no date; write it like 2019-05-03 or 20190503101500."
        raise UsageError(fault, path=path, line=line, written=written) from error
