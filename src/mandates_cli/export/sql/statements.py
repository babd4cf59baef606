"""The tables of an SQLite file."""

from collections.abc import Iterable, Sequence
from typing import Final

from mandates_cli.export.columns import Table
from mandates_cli.export.sql.views import VIEWS

TYPES: Final = {"text": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "list": "TEXT"}
# The file is thrown away where it is not finished, so nothing needs to be safe meanwhile.
BEFORE: Final = "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
ABOUT: Final = "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);"
ABOUT_ROW: Final = "INSERT INTO about VALUES (?, ?)"
# Datasette and sqlite-utils look for the words content="mandates".
FULL_TEXT: Final = """
CREATE VIRTUAL TABLE mandates_fts USING fts5 (
    text, citation, content="mandates", tokenize='unicode61 remove_diacritics 2'
);
INSERT INTO mandates_fts (mandates_fts) VALUES ('rebuild');
INSERT INTO mandates_fts (mandates_fts) VALUES ('optimize');
"""


def create(table: Table, references: Iterable[tuple[str, str, str]]) -> str:
    """`references` are column, table and key of each."""
    key = table.key[0] if len(table.key) == 1 else ""
    lines = [
        f"{column.name} {TYPES[column.type]}"
        + (" PRIMARY KEY" if column.name == key else "")
        + ("" if column.missing or (column.name == key and column.type == "integer") else " NOT NULL")
        for column in table.columns
    ]
    if not key:
        lines.append(f"PRIMARY KEY ({', '.join(table.key)})")
    lines += [f"FOREIGN KEY ({column}) REFERENCES {of} ({of_key})" for column, of, of_key in references]
    return f"CREATE TABLE {table.name} (\n    " + ",\n    ".join(lines) + "\n);"


def insert(table: Table) -> str:
    return f"INSERT INTO {table.name} VALUES ({', '.join('?' for _ in table.columns)})"


def after(tables: Sequence[Table]) -> str:
    """Indexes of what refers to another table, the full text, and the views."""
    indexes = [
        f"CREATE INDEX {table.name}_{column.name} ON {table.name} ({column.name});"
        for table in tables
        for column in table.columns
        if column.of and column.name != table.key[0]
    ]
    views = [f"CREATE VIEW {name} AS {view.sql};" for name, view in VIEWS.items()]
    return "\n".join([*indexes, FULL_TEXT, *views])
