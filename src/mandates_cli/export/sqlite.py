"""An SQLite file: the tables with their keys, full-text search, views, and what Datasette shows around them.

The last is the value of `datasette` in the table `about`, and is for a file of that name:

    sqlite3 mandates.sqlite "SELECT value FROM about WHERE name = 'datasette'" | datasette mandates.sqlite -m -
"""

import contextlib
import errno
import sqlite3
from pathlib import Path

from mandates_cli.export import Chosen, Told
from mandates_cli.export.columns import joined
from mandates_cli.export.contents import TABLES, contents, declared
from mandates_cli.export.datasette import metadata
from mandates_cli.export.facts import about
from mandates_cli.export.sql import statements


def write(path: Path, chosen: Chosen, told: Told) -> None:
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.executescript(statements.BEFORE)
            with connection:
                _fill(connection, chosen, told)
    except sqlite3.Error as error:
        # Whoever reads the corpus raises errors of its own: this one is of the file that is written.
        raise OSError(errno.EIO, str(error)) from error


def _fill(connection: sqlite3.Connection, chosen: Chosen, told: Told) -> None:
    facts = about(chosen)
    connection.execute(statements.ABOUT)
    connection.executemany(statements.ABOUT_ROW, [*facts.items(), ("datasette", metadata(chosen, facts))])
    for table in TABLES:
        connection.execute(statements.create(table, declared(table, chosen)))
    inserts = {table.name: statements.insert(table) for table in TABLES}
    for table, cells in contents(chosen, told):
        connection.execute(inserts[table.name], tuple(map(joined, cells)))
    connection.executescript(statements.after(TABLES))
