"""Parquet: one file of mandates with what belongs to each in lists, or a folder of all tables."""

import errno
import json
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Final

import duckdb

from mandates_cli.export import Chosen, Told
from mandates_cli.export.codebook import CODEBOOK, codebook
from mandates_cli.export.columns import Cell, Table
from mandates_cli.export.contents import TABLES, contents
from mandates_cli.export.datapackage import describe, schema, sealed
from mandates_cli.export.facts import about
from mandates_cli.export.relations import MANDATES
from mandates_cli.export.sql.copying import SETTINGS, TYPES, copy
from mandates_cli.render.sheet import Known, flat
from mandates_cli.rows import MandateRow

TEXTS: Final = "VARCHAR[]"
SPAN: Final = "span STRUCT(starts INTEGER, ends INTEGER)"
# The columns of `list -f csv`, with lists in place of what is joined there, and more that belongs to a mandate.
COLUMNS: Final[Mapping[str, str]] = {
    "id": "VARCHAR", "commitment": "VARCHAR", "language": "VARCHAR", "summit": "INTEGER", "summit_name": "VARCHAR",
    "document": "VARCHAR", "document_title": "VARCHAR", "section": "VARCHAR", "label": TEXTS, "text": "VARCHAR",
    "chapeau": "VARCHAR", "items": "STRUCT(label VARCHAR, text VARCHAR)[]", "closing": "VARCHAR",
    "missing_items": TEXTS, "citation": "VARCHAR", "themes": TEXTS, "pages": TEXTS, "urls": TEXTS, "notes": TEXTS,
    "twin": "VARCHAR",
    "deadlines": 'STRUCT(text VARCHAR, kind VARCHAR, "year" INTEGER, target VARCHAR, label VARCHAR,'
                 f" inherited BOOLEAN, {SPAN})[]",
    "addressees": f'STRUCT(body VARCHAR, text VARCHAR, "role" VARCHAR, label VARCHAR, {SPAN})[]',
}  # fmt: skip
# What the tables of a mandate get where they are split by it.
SUMMIT: Final = "summit"


def write(path: Path, chosen: Chosen, told: Told) -> None:
    """A folder where the name has no ending, or is split."""
    beside = path.parent
    try:
        str(beside).encode()
    except UnicodeEncodeError as error:
        raise OSError(errno.EILSEQ, "DuckDB takes only paths that are UTF-8") from error
    try:
        with duckdb.connect(config={**SETTINGS, "temp_directory": str(beside / "spilled")}) as connection:
            connection.execute("SET enable_progress_bar = false")
            if path.suffix and not chosen.partition:
                _file(connection, path, chosen, told)
            else:
                _folder(connection, path, chosen, told)
    except duckdb.Error as error:
        raise OSError(errno.EIO, " ".join(str(error).split())) from error


def _file(connection: duckdb.DuckDBPyConnection, path: Path, chosen: Chosen, told: Told) -> None:
    lines = path.parent / "lines.jsonl"
    tables = chosen.corpus.tables()
    known = Known.of(tables.summits(), tables.documents())
    with lines.open("w", encoding="utf-8") as file:
        for row in chosen.rows(told):
            file.write(json.dumps(_nested(row, known), ensure_ascii=False) + "\n")
    connection.execute(copy(lines, path, COLUMNS, about(chosen)))


def _nested(row: MandateRow, known: Known) -> dict[str, Any]:
    told: dict[str, Any] = {
        **row, **flat(row, known), "items": row["items"],
        "deadlines": [{**due, "span": _span(due["span"])} for due in row.get("deadlines") or ()],
        "addressees": [{**named, "span": _span(named["span"])} for named in row.get("addressees") or ()],
    }  # fmt: skip
    return {name: told.get(name) for name in COLUMNS}


def _span(span: list[int]) -> dict[str, int]:
    starts, ends = span
    return {"starts": starts, "ends": ends}


def _folder(connection: duckdb.DuckDBPyConnection, path: Path, chosen: Chosen, told: Told) -> None:
    path.mkdir()
    facts, split = about(chosen), chosen.partition
    counts, lines = _lines(path.parent, chosen, told)
    for table in TABLES:
        columns = {column.name: TYPES[column.type] for column in table.columns}
        # Where there is no row, there is no folder either.
        if split and _of_a_summit(table) and counts[table.name]:
            connection.execute(copy(lines[table.name], path / table.name, {**columns, SUMMIT: "INTEGER"}, facts, split))
        else:
            connection.execute(copy(lines[table.name], path / f"{table.name}.parquet", columns, facts))
    (path / CODEBOOK).write_text(codebook(facts, counts), "utf-8")
    describe(path, facts, [_resource(path, table, chosen) for table in TABLES])


def _of_a_summit(table: Table) -> bool:
    """Whether its rows are those of mandates, and so of a summit."""
    return table.rows is not None


def _lines(folder: Path, chosen: Chosen, told: Told) -> tuple[dict[str, int], dict[str, Path]]:
    """How many rows each table has, and its rows as JSON Lines."""
    counts = dict.fromkeys((table.name for table in TABLES), 0)
    paths = {table.name: folder / f"{table.name}.jsonl" for table in TABLES}
    summit: Cell = None
    with ExitStack() as opened:
        files: dict[str, IO[str]] = {
            name: opened.enter_context(path.open("w", encoding="utf-8")) for name, path in paths.items()
        }
        for table, cells in contents(chosen, told):
            row = dict(zip((column.name for column in table.columns), cells, strict=True))
            if table is MANDATES:
                summit = row[SUMMIT]
            if _of_a_summit(table):
                row[SUMMIT] = summit
            files[table.name].write(json.dumps(row, ensure_ascii=False) + "\n")
            counts[table.name] += 1
    return counts, paths


def _resource(path: Path, table: Table, chosen: Chosen) -> dict[str, Any]:
    """A table that is split is several files, each with its own size and digest; their folders tell the summit."""
    single = path / f"{table.name}.parquet"
    if single.exists():
        held: dict[str, Any] = {"path": single.name, **sealed(single)}
    else:
        parts = sorted((path / table.name).rglob("*.parquet"))
        files = [{"path": part.relative_to(path).as_posix(), **sealed(part)} for part in parts]
        held = {"path": [file["path"] for file in files], "files": files}
    return {
        "name": table.name, **held, "title": table.title, "description": table.described,
        "format": "parquet", "mediatype": "application/vnd.apache.parquet", "schema": schema(table, chosen, "array"),
    }  # fmt: skip
