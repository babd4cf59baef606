"""The index: SQLite with FTS5, derived from the JSON Lines and disposable.

It lives beside the records, or in the user's cache where those are read-only, or in memory where neither can be.
The full-text table holds words as `query` cuts and stems them, so that the engine and the reference matcher agree; a
row is a passage, since a phrase may not span items.
"""

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mandates_cli.corpus.location import Location, cache
from mandates_cli.errors import CorpusError

if TYPE_CHECKING:
    from mandates_cli.model import Mandate

VERSION: Final = "6"
LANGUAGES: Final = ("en", "es")
# A passage's number holds its mandate's, so that a match leads to it without another look-up.
PASSAGE_BITS: Final = 12
MANDATE: Final = f"(words.rowid >> {PASSAGE_BITS})"
# A larger file is not read whole where its times say that nothing has been written to it since it was.
READ_WHOLE: Final = 2**20
PIECE: Final = 2**18

# `words` holds the passages' words for us: stems by language, and as written, which `passage` holds in order.
# `mandate_fts` holds the texts for others: sqlite3, Datasette and sqlite-utils find it beside its table.
SCHEMA: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE mandate (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, language TEXT, summit INTEGER, document TEXT, items INTEGER, text TEXT,
    record TEXT
);
CREATE INDEX mandate_narrow ON mandate (number, summit, language, document, items);
CREATE TABLE passage (number INTEGER PRIMARY KEY, language TEXT, label TEXT, folded TEXT);
CREATE TABLE placement (mandate INTEGER REFERENCES mandate, page TEXT, theme TEXT);
CREATE INDEX placement_mandate ON placement (mandate, theme);
CREATE TABLE summit (year INTEGER PRIMARY KEY, number TEXT, record TEXT);
CREATE TABLE document (id TEXT PRIMARY KEY, record TEXT);
CREATE TABLE theme (slug TEXT PRIMARY KEY, record TEXT);
CREATE VIRTUAL TABLE words USING fts5 (en, es, exact, content='', tokenize='ascii');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, col);
CREATE TABLE word (word TEXT PRIMARY KEY, en TEXT, es TEXT) WITHOUT ROWID;
CREATE VIRTUAL TABLE mandate_fts USING fts5 (
    text, content="mandate", content_rowid='number', tokenize='unicode61 remove_diacritics 2'
);
"""


def opened(location: Location) -> sqlite3.Connection:
    """A read-only connection to the corpus' index, which is made first where it is missing, stale or damaged."""
    stamp = _stamp(location.truth)
    beside = location.truth.parent / "index.sqlite"
    if location.origin != "shipped" and (connection := _current(beside, stamp)):
        return connection
    path = _place(location, beside)
    if path != beside and (connection := _current(path, stamp)):
        return connection
    if connection := _built(path, location, stamp):
        return connection
    connection = sqlite3.connect(":memory:")
    _fill(connection, location, stamp)
    return connection


def place(location: Location) -> Path:
    """Where the index is kept; what else is derived from the records may be kept beside it."""
    return _place(location, location.truth.parent / "index.sqlite")


def discard(location: Location) -> None:
    """Have the index made anew by whoever opens it next."""
    beside = location.truth.parent / "index.sqlite"
    for path in (beside, _place(location, beside)):
        with contextlib.suppress(OSError):
            _sum_path(path).unlink(missing_ok=True)


def _built(path: Path, location: Location, stamp: str) -> sqlite3.Connection | None:
    """Build, one process at a time; null where that cannot be written."""
    import filelock

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(f"{path}.lock"):
            if connection := _current(path, stamp):
                return connection
            return _current(path, stamp) if _made(path, location, stamp) else None
    except OSError:
        return None


def _stamp(truth: Path) -> str:
    """What the index must have been made from: version, size and modification time of the records."""
    try:
        status = truth.stat()
    except OSError as error:
        raise CorpusError(
            f"Cannot read {truth} ({error.strerror}); check the folder or choose one with --data-dir."
        ) from error
    return f"{VERSION} {status.st_size} {status.st_mtime_ns}"


def _place(location: Location, beside: Path) -> Path:
    """Where the index can be written: beside the records, or in the user's cache."""
    if location.origin != "shipped" and os.access(beside.parent, os.W_OK):
        return beside
    name = f"{zlib.crc32(os.fsencode(location.truth.resolve())):08x}"
    return cache() / f"index-{name}.sqlite"


def _current(path: Path, stamp: str) -> sqlite3.Connection | None:
    if not whole(path):
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


def whole(path: Path) -> bool:
    """Whether a file is as it was sealed: engines answer from damaged files too."""
    try:
        checksum, _, times = _sum_path(path).read_text("utf-8").partition(" ")
        status = path.stat()
        if status.st_size > READ_WHOLE and times == _times(status):
            return True
        if checksum != _checksum(path):
            return False
        if times != _times(status):  # copied, or given other rights
            with contextlib.suppress(OSError):
                _sum_path(path).write_text(f"{checksum} {_times(status)}", "utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return True


def seal(path: Path) -> None:
    """Note what a file is when it is whole."""
    _sum_path(path).write_text(f"{_checksum(path)} {_times(path.stat())}", "utf-8")


def stamp(connection: sqlite3.Connection) -> str:
    """What an index was made from."""
    return str(connection.execute("SELECT value FROM meta WHERE key = 'stamp'").fetchone()[0])


def _sum_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.sum")


def _times(status: os.stat_result) -> str:
    """Size, and when it was written to by whatever means."""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def _checksum(path: Path) -> str:
    checksum, piece = 0, memoryview(bytearray(PIECE))
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(piece):
            checksum = zlib.crc32(piece[:size], checksum)
    return f"{checksum:08x}"


def _quoted(path: Path) -> str:
    """A path in a URI: the three characters that would end or change it are escaped."""
    return str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _made(path: Path, location: Location, stamp: str) -> bool:
    """Build beside `path` and move into place; false where that cannot be written."""
    import tempfile

    try:
        for left in path.parent.glob(f".{path.name}.*.tmp"):  # by a builder that was killed; the lock is ours
            left.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        os.close(handle)
    except OSError:
        return False
    temporary = Path(name)
    try:
        with contextlib.closing(sqlite3.connect(temporary)) as connection:
            _fill(connection, location, stamp)
        temporary.chmod(0o644)
        _sum_path(path).unlink(missing_ok=True)
        temporary.replace(path)
        seal(path)
    except (OSError, sqlite3.OperationalError):
        return False
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _fill(connection: sqlite3.Connection, location: Location, stamp: str) -> None:
    from mandates_cli import registry
    from mandates_cli.corpus import jsonl
    from mandates_cli.model import Mandate

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
        for number, (line, mandate) in enumerate(jsonl.lines(location.truth, Mandate), 1):
            where = f"{location.truth}:{number}"
            try:
                connection.execute(
                    "INSERT INTO mandate VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (number, mandate.id, mandate.language, mandate.summit, mandate.document, len(mandate.items),
                     mandate.text, line),
                )  # fmt: skip
            except sqlite3.IntegrityError as error:
                raise CorpusError(
                    f"{where} repeats the id {mandate.id}; run 'mandates parse' to make it again."
                ) from error
            connection.executemany(
                "INSERT INTO placement VALUES (?, ?, ?)", ((number, p.page, p.theme) for p in mandate.placements)
            )
            passages = [(label, *_words(text, mandate.language)) for label, text in _passages(mandate)]
            if len(passages) >> PASSAGE_BITS:
                raise CorpusError(f"{where} has more than {(1 << PASSAGE_BITS) - 2:,} items; part them.")
            connection.executemany(
                "INSERT INTO passage VALUES (?, ?, ?, ?)",
                (
                    (passage, mandate.language, label.casefold() if label else None, written)
                    for passage, (label, _, written) in enumerate(passages, number << PASSAGE_BITS)
                ),
            )
            connection.executemany(
                f"INSERT INTO words (rowid, {mandate.language}, exact) VALUES (?, ?, ?)",
                (
                    (passage, stemmed, written)
                    for passage, (_, stemmed, written) in enumerate(passages, number << PASSAGE_BITS)
                ),
            )
        written = connection.execute("SELECT term FROM vocabulary WHERE col = 'exact'").fetchall()
        connection.executemany("INSERT INTO word VALUES (?, ?, ?)", ((word, *_stems(word)) for (word,) in written))
        for language in LANGUAGES:
            connection.execute(f"CREATE INDEX word_{language} ON word ({language})")
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.execute("INSERT INTO mandate_fts (mandate_fts) VALUES ('rebuild')")
        connection.execute("INSERT INTO meta VALUES ('stamp', ?)", (stamp,))


def _passages(mandate: "Mandate") -> Iterator[tuple[str | None, str]]:
    """The texts that a phrase does not leave, with the labels of items."""
    yield None, mandate.chapeau or mandate.text
    yield from ((item.label, item.text) for item in mandate.items)
    yield from ((None, note) for note in mandate.notes)


def _stems(word: str) -> list[str]:
    """In each language."""
    from mandates_cli.query import stems

    return [stem for language in LANGUAGES for stem in stems([word], language)]


def _words(passage: str, language: str) -> tuple[str, str]:
    """Its words as stems and as written."""
    from mandates_cli.query import stems, words_of

    written = words_of(passage)
    return " ".join(stems(written, language)), " ".join(written)
