"""The index: SQLite with FTS5, derived from the JSON Lines and disposable.

It lives beside the records, or in the user's cache where those are read-only, or in memory where neither can be.
The full-text table holds words as `query` cuts and stems them, so that the engine and the reference matcher agree;
a separator word stands between passages, since a phrase may not span items.
"""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mandates_cli.corpus.location import Location
from mandates_cli.errors import CorpusError

VERSION: Final = "2"
SEPARATOR: Final = "ǁ"

SCHEMA: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE mandate (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, language TEXT, summit INTEGER, document TEXT, record TEXT
);
CREATE TABLE placement (mandate INTEGER REFERENCES mandate, page TEXT, theme TEXT);
CREATE INDEX placement_mandate ON placement (mandate);
CREATE TABLE summit (year INTEGER PRIMARY KEY, number TEXT, record TEXT);
CREATE TABLE document (id TEXT PRIMARY KEY, record TEXT);
CREATE TABLE theme (slug TEXT PRIMARY KEY, record TEXT);
CREATE VIRTUAL TABLE words USING fts5 (en, es, exact, content='', tokenize="unicode61 remove_diacritics 0");
"""


def opened(location: Location) -> sqlite3.Connection:
    """A read-only connection to the corpus' index, which is made first where it is missing, stale or damaged."""
    stamp = _stamp(location.truth)
    places = list(_places(location))
    for path in places:
        if connection := _current(path, stamp):
            return connection
    for path in places:
        if _made(path, location, stamp) and (connection := _current(path, stamp)):
            return connection
    connection = sqlite3.connect(":memory:")
    _fill(connection, location, stamp)
    return connection


def _stamp(truth: Path) -> str:
    """What the index must have been made from: version, size and modification time of the records."""
    try:
        status = truth.stat()
    except OSError as error:
        raise CorpusError(
            f"Cannot read {truth} ({error.strerror}); check the folder or choose one with --data-dir."
        ) from error
    return f"{VERSION} {status.st_size} {status.st_mtime_ns}"


def _places(location: Location) -> Iterator[Path]:
    if location.origin != "shipped" and os.access(location.truth.parent, os.W_OK):
        yield location.truth.parent / "index.sqlite"
        return
    import zlib

    import platformdirs

    name = f"{zlib.crc32(os.fsencode(location.truth.resolve())):08x}"
    yield Path(platformdirs.user_cache_dir("mandates", appauthor=False)) / f"index-{name}.sqlite"


def _current(path: Path, stamp: str) -> sqlite3.Connection | None:
    if not path.is_file():
        return None
    try:
        connection = sqlite3.connect(f"file:{_quoted(path)}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error:
        return None
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'stamp'").fetchone()
    except sqlite3.Error:
        row = None
    if row == (stamp,):
        return connection
    connection.close()
    return None


def _quoted(path: Path) -> str:
    """A path in a URI: the three characters that would end or change it are escaped."""
    return str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _made(path: Path, location: Location, stamp: str) -> bool:
    """Build beside `path` and move into place; false where that cannot be written."""
    import contextlib
    import tempfile

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".index.", suffix=".tmp", dir=path.parent)
        os.close(handle)
    except OSError:
        return False
    temporary = Path(name)
    try:
        with contextlib.closing(sqlite3.connect(temporary)) as connection:
            _fill(connection, location, stamp)
        temporary.chmod(0o644)
        temporary.replace(path)
    except (OSError, sqlite3.OperationalError):
        return False
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _fill(connection: sqlite3.Connection, location: Location, stamp: str) -> None:
    from mandates_cli import registry
    from mandates_cli.corpus import jsonl
    from mandates_cli.model import Mandate

    mandates = jsonl.read(location.truth, Mandate)
    tables = registry.load()
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
    with connection:
        connection.executemany(
            "INSERT INTO summit VALUES (?, ?, ?)", ((s.year, s.number, s.model_dump_json()) for s in tables.summits)
        )
        connection.executemany(
            "INSERT INTO document VALUES (?, ?)", ((d.id, d.model_dump_json()) for d in tables.documents)
        )
        connection.executemany(
            "INSERT INTO theme VALUES (?, ?)", ((t.slug, t.model_dump_json()) for t in tables.themes)
        )
        for number, mandate in enumerate(mandates, 1):
            try:
                connection.execute(
                    "INSERT INTO mandate VALUES (?, ?, ?, ?, ?, ?)",
                    (number, mandate.id, mandate.language, mandate.summit, mandate.document, mandate.model_dump_json()),
                )
            except sqlite3.IntegrityError as error:
                raise CorpusError(
                    f"{location.truth}:{number} repeats the id {mandate.id}; run 'mandates parse' to make it again."
                ) from error
            connection.executemany(
                "INSERT INTO placement VALUES (?, ?, ?)", ((number, p.page, p.theme) for p in mandate.placements)
            )
            passages = [mandate.chapeau or mandate.text, *(item.text for item in mandate.items), *mandate.notes]
            connection.execute(
                "INSERT INTO words (rowid, en, es, exact) VALUES (?, ?, ?, ?)",
                (number, *_words(passages, mandate.language)),
            )
        connection.execute("INSERT INTO meta VALUES ('stamp', ?)", (stamp,))


def _words(passages: list[str], language: str) -> tuple[str, str, str]:
    from mandates_cli.query import stems, tokens

    exact = [[t.word for t in tokens(passage)] for passage in passages]
    between = f" {SEPARATOR} "
    stemmed = between.join(" ".join(stems(words, language)) for words in exact)
    written = between.join(" ".join(words) for words in exact)
    return (stemmed if language == "en" else "", stemmed if language == "es" else "", written)
