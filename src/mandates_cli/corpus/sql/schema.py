"""The tables of the index, and how they are filled."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from mandates_cli.corpus import jsonl
from mandates_cli.corpus.sql import PASSAGE_BITS
from mandates_cli.corpus.version import Digest
from mandates_cli.errors import CorpusError
from mandates_cli.model import Mandate
from mandates_cli.query.forms import AS_WRITTEN, LANGUAGES
from mandates_cli.query.words import as_written, bare, stems
from mandates_cli.registry.lookup import Registry
from mandates_cli.rows import loaded, passages

# `words` holds the passages' words for us: stems by language, and as written, which `passage` holds in order.
# `mandate_fts` holds the texts for others: sqlite3, Datasette and sqlite-utils find it beside its table.
TABLES: Final = """
CREATE TABLE mandate (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, commitment TEXT, language TEXT, summit INTEGER, document TEXT,
    items INTEGER, text TEXT, record TEXT
);
CREATE INDEX mandate_narrow ON mandate (number, summit, language, document, items, commitment);
CREATE TABLE passage (number INTEGER PRIMARY KEY, language TEXT, label TEXT, folded TEXT);
CREATE TABLE placement (mandate INTEGER REFERENCES mandate, page TEXT, theme TEXT);
CREATE INDEX placement_mandate ON placement (mandate, theme);
CREATE TABLE deadline (mandate INTEGER REFERENCES mandate, year INTEGER);
CREATE INDEX deadline_mandate ON deadline (mandate, year);
CREATE INDEX deadline_year ON deadline (year, mandate);
CREATE TABLE addressee (mandate INTEGER REFERENCES mandate, body TEXT, role TEXT);
CREATE INDEX addressee_mandate ON addressee (mandate, role, body);
CREATE INDEX addressee_role ON addressee (role, body, mandate);
CREATE TABLE summit (year INTEGER PRIMARY KEY, number TEXT, record TEXT);
CREATE TABLE document (id TEXT PRIMARY KEY, record TEXT);
CREATE TABLE theme (slug TEXT PRIMARY KEY, record TEXT);
CREATE TABLE body (slug TEXT PRIMARY KEY, record TEXT);
CREATE TABLE language (code TEXT PRIMARY KEY, record TEXT);
CREATE TABLE corpus (digest TEXT, attribution TEXT);
CREATE VIRTUAL TABLE words USING fts5 (en, es, exact, content='', tokenize='ascii');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, col);
CREATE TABLE word (word TEXT PRIMARY KEY, en TEXT, es TEXT) WITHOUT ROWID;
CREATE VIRTUAL TABLE mandate_fts USING fts5 (
    text, content="mandate", content_rowid='number', tokenize='unicode61 remove_diacritics 2'
);
"""
# The file is made anew where it was not finished, so nothing needs to be safe meanwhile.
UNSAFE: Final = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"


def read(truth: Path) -> Iterator[str]:
    """The records of a file as the model writes them: a line may leave out what has a default.

    Raises CorpusError with file and line of a record that is not valid.
    """
    return (mandate.model_dump_json() for _, mandate in jsonl.lines(truth, Mandate))


def fill(connection: sqlite3.Connection, raws: Iterable[str], truth: Path, registry: Registry) -> None:
    """Raises CorpusError with the line in `truth` of a record that is there twice, or too long."""
    connection.executescript(UNSAFE + TABLES)
    with connection:
        _registry(connection, registry)
        digest = Digest()
        for number, raw in enumerate(digest.over(raws), 1):
            _mandate(connection, number, raw, where=f"{truth}:{number}")
        values = (str(digest), registry.attribution.model_dump_json())
        connection.execute("INSERT INTO corpus VALUES (?, ?)", values)
        _words(connection)
        connection.execute("INSERT INTO mandate_fts (mandate_fts) VALUES ('rebuild')")


def _registry(connection: sqlite3.Connection, registry: Registry) -> None:
    connection.executemany(
        "INSERT INTO summit VALUES (?, ?, ?)", ((s.year, s.number, s.model_dump_json()) for s in registry.summits)
    )
    keyed: tuple[tuple[str, Iterable[tuple[str, str]]], ...] = (
        ("document", ((d.id, d.model_dump_json()) for d in registry.documents)),
        ("theme", ((t.slug, t.model_dump_json()) for t in registry.themes)),
        ("body", ((b.slug, b.model_dump_json()) for b in registry.bodies)),
        ("language", ((x.code, x.model_dump_json()) for x in registry.languages)),
    )
    for table, rows in keyed:
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)


def _mandate(connection: sqlite3.Connection, number: int, raw: str, where: str) -> None:
    row = loaded(raw)
    id, language = row["id"], row["language"]
    values = (
        number, id, row["commitment"], language, row["summit"], row["document"], len(row["items"]), row["text"], raw,
    )  # fmt: skip
    try:
        connection.execute("INSERT INTO mandate VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    except sqlite3.IntegrityError as error:
        message = "{where} repeats the id {id}; run 'mandates parse' to make it again."
        raise CorpusError(message, where=where, id=id) from error
    placements = [(number, placement["page"], placement["theme"]) for placement in row["placements"]]
    connection.executemany("INSERT INTO placement VALUES (?, ?, ?)", placements)
    deadlines = [(number, deadline["year"]) for deadline in row["deadlines"]]
    connection.executemany("INSERT INTO deadline VALUES (?, ?)", deadlines)
    addressees = [(number, addressee["body"], addressee["role"]) for addressee in row["addressees"]]
    connection.executemany("INSERT INTO addressee VALUES (?, ?, ?)", addressees)
    kept: list[tuple[int, str, str | None, str]] = []
    indexed: list[tuple[int, str, str]] = []
    for passage, (label, text) in enumerate(passages(row), number << PASSAGE_BITS):
        words = as_written(text)
        written = " ".join(words)
        kept.append((passage, language, label.casefold() if label else None, written))
        indexed.append((passage, " ".join(stems(map(bare, words), language)), written))
    if len(kept) >> PASSAGE_BITS:
        message = "{where} has more than {most:,} items; split the mandate."
        raise CorpusError(message, where=where, most=(1 << PASSAGE_BITS) - 2)
    connection.executemany("INSERT INTO passage VALUES (?, ?, ?, ?)", kept)
    connection.executemany(f"INSERT INTO words (rowid, {language}, {AS_WRITTEN}) VALUES (?, ?, ?)", indexed)


def _words(connection: sqlite3.Connection) -> None:
    """The words of the corpus, each with its stem in every language."""
    written = connection.execute(f"SELECT term FROM vocabulary WHERE col = '{AS_WRITTEN}'").fetchall()
    words = sorted({bare(word) for (word,) in written})
    rows = ((word, *(stem for language in LANGUAGES for stem in stems([word], language))) for word in words)
    connection.executemany("INSERT INTO word VALUES (?, ?, ?)", rows)
    for language in LANGUAGES:
        connection.execute(f"CREATE INDEX word_{language} ON word ({language})")
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
