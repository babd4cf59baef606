"""A folder: a Frictionless data package of the tables as CSV, with a codebook."""

import hashlib
import json
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Final

from mandates_cli.export import NAME, PACKAGE, Chosen, Told
from mandates_cli.export.codebook import CODEBOOK, codebook
from mandates_cli.export.columns import Cell, Table, described, joined
from mandates_cli.export.contents import TABLES, contents, declared
from mandates_cli.export.facts import about

SAYS: Final = f"Relational tables; {CODEBOOK} says what each holds and counts, and how far links can be trusted."
QUOTED: Final = ('"', ",", "\n", "\r")


def write(path: Path, chosen: Chosen, told: Told) -> None:
    path.mkdir()
    counts = _tables(path, chosen, told)
    facts = about(chosen)
    (path / CODEBOOK).write_text(codebook(facts, counts), "utf-8")
    describe(path, facts, [_resource(path, table, chosen) for table in TABLES])


def _tables(path: Path, chosen: Chosen, told: Told) -> dict[str, int]:
    """How many rows each has."""
    counts = dict.fromkeys((table.name for table in TABLES), 0)
    with ExitStack() as opened:
        files: dict[str, IO[str]] = {}
        for table in TABLES:
            file = (path / f"{table.name}.csv").open("w", encoding="utf-8", newline="")
            files[table.name] = opened.enter_context(file)
            file.write(",".join(column.name for column in table.columns) + "\n")
        for table, cells in contents(chosen, told):
            files[table.name].write(",".join(map(_cell, cells)) + "\n")
            counts[table.name] += 1
    return counts


def _cell(cell: Cell) -> str:
    """As it is: who reads tables with a program wants no sign before a text that begins like a formula. An empty text
    is quoted, and nothing is not."""
    value = joined(cell)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    if not text or text != text.strip() or any(sign in text for sign in QUOTED):
        return '"' + text.replace('"', '""') + '"'
    return text


def describe(path: Path, facts: dict[str, str], resources: list[dict[str, Any]]) -> None:
    """The descriptor of a folder with a codebook and these."""
    title, version = facts["title"], facts["version"]
    kept = {name: value for name, value in facts.items() if name not in ("title", "version")}
    source = {"title": facts["publisher"], "path": facts["site"]}
    book = {"name": "codebook", "path": CODEBOOK, "title": "Codebook", "format": "md", "mediatype": "text/markdown",
            "encoding": "utf-8", **sealed(path / CODEBOOK)}  # fmt: skip
    found = {
        "name": NAME, "title": title, "description": SAYS, "version": version, "sources": [source], **kept,
        "resources": [*resources, book],
    }  # fmt: skip
    (path / PACKAGE).write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _resource(path: Path, table: Table, chosen: Chosen) -> dict[str, Any]:
    name = f"{table.name}.csv"
    return {
        "profile": "tabular-data-resource", "name": table.name, "path": name, "title": table.title,
        "description": table.described, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        **sealed(path / name), "schema": schema(table, chosen),
    }  # fmt: skip


def schema(table: Table, chosen: Chosen, lists: str = "string") -> dict[str, Any]:
    """A Table Schema; `lists` is the type of columns that hold some."""
    types = {"text": "string", "list": lists}
    found: dict[str, Any] = {
        "fields": [
            {
                "name": column.name, "type": types.get(column.type, column.type), "description": described(column),
                "constraints": {"required": not column.missing},
            }
            for column in table.columns
        ],
        "missingValues": [""], "primaryKey": list(table.key),
    }  # fmt: skip
    # The table itself is named by an empty text.
    foreign = [
        {"fields": [column], "reference": {"resource": "" if of == table.name else of, "fields": [key]}}
        for column, of, key in declared(table, chosen)
    ]
    return found | ({"foreignKeys": foreign} if foreign else {})


def sealed(path: Path) -> dict[str, Any]:
    """Size and digest, by which a reader sees that nothing was changed."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "hash": f"sha256:{digest}"}
