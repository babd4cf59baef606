"""The index as it is asked: from any thread, with what SQL lacks, and with errors that say what happened."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from mandates_cli.corpus.index import Index
from mandates_cli.errors import CorpusError, MandatesError, UsageError
from mandates_cli.query.tree import Near, Term

if TYPE_CHECKING:
    from mandates_cli.query.patterns import Budget

# What SQLite says of a file that is damaged.
DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# What FTS5 says of one, with the code of any error.
DAMAGED: Final = "invalid fts5 file format"
# What SQLite says of a statement that is too deep or too long.
TOO_MUCH: Final = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_TOOBIG)
# What Python's module says of a function that raised.
RAISED: Final = "user-defined function raised exception"
CLOSED: Final = "This corpus was closed; open it again."
UNREADABLE: Final = "The index of {folder} cannot be read ({error}); run this again."

Row = tuple[Any, ...]


class _Functions:
    """What SQL calls. It knows nothing of the connection, which holds it where Python's collector cannot see: a corpus
    that nobody closes would stay open for good.

    `faults` are what ended a function: SQLite's own message says nothing of it. `budget` is what is left to the regular
    expressions of this query; null before the first.
    """

    def __init__(self) -> None:
        self.faults: list[MandatesError | KeyboardInterrupt] = []
        self.budget: Budget | None = None

    def holds_pattern(self, pattern: str, text: str) -> bool:
        from mandates_cli.query.patterns import Budget, found  # few queries need it

        if self.budget is None:
            self.budget = Budget()
        return found(pattern, text, self.budget)

    def noted(self, function: Callable[..., bool]) -> Callable[..., bool]:
        def called(*values: object) -> bool:
            try:
                return function(*values)
            except (MandatesError, KeyboardInterrupt) as fault:
                self.faults.append(fault)
                raise

        return called


class _Session:
    """A thread's connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.functions = _Functions()
        # Always the same two, so that no query leaves one of its own behind.
        for name, parameters, function in (
            ("holds_pattern", 2, self.functions.holds_pattern),
            ("stands_near", 3, stands_near),
        ):
            connection.create_function(name, parameters, self.functions.noted(function), deterministic=True)

    def __del__(self) -> None:
        self.connection.close()


class Database:
    """Read-only. Each thread has a connection of its own, unless the index is in memory."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._local = threading.local()
        self._shared = _Session(index.memory) if index.memory else None
        self._closed = False

    def rows(self, sql: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """What a statement finds, as it is found; it is asked at once. Values are bound, never written into it."""
        session = self._session()
        with self._guarded(session):
            cursor = session.connection.execute(sql, values)
        return self._fetched(cursor, session)

    def _fetched(self, cursor: sqlite3.Cursor, session: _Session) -> Iterator[Row]:
        with self._guarded(session):
            yield from cursor

    def one(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """The first row."""
        return next(self.rows(sql, values), None)

    def count(self, sql: str, values: Sequence[object] = ()) -> int:
        """The number that the first row holds; 0 for null."""
        row = self.one(sql, values)
        return int(row[0] or 0) if row else 0

    def begin(self) -> None:
        """A new query: its regular expressions have all their time again."""
        self._session().functions.budget = None

    def close(self) -> None:
        """Nothing can be asked any more. What another thread is asking just now, it may ask to its end.

        SQLite's library crashes where a connection is closed that somebody is at work in, so each closes its own.
        """
        self._closed = True
        session: _Session | None = getattr(self._local, "session", None)
        if session is not None:
            session.connection.close()

    def _session(self) -> _Session:
        if self._closed:
            raise CorpusError(CLOSED)
        if self._shared:
            return self._shared
        session: _Session | None = getattr(self._local, "session", None)
        if session is None:
            try:
                session = self._local.session = _Session(self.index.connect())
            except sqlite3.Error as error:
                raise CorpusError(UNREADABLE, folder=self.index.folder, error=error) from error
        return session

    @contextmanager
    def _guarded(self, session: _Session) -> Iterator[None]:
        """What the engine says becomes an error of ours."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise self._fault(error, session) from error

    def _fault(self, error: sqlite3.DatabaseError, session: _Session) -> MandatesError | KeyboardInterrupt:
        if session.functions.faults:
            return session.functions.faults.pop()
        if str(error) == RAISED:  # Ctrl-C in the moment before the function could note it
            return KeyboardInterrupt()
        if self._closed:
            return CorpusError(CLOSED)
        code = getattr(error, "sqlite_errorcode", None)
        if code in TOO_MUCH and DAMAGED not in str(error):
            return UsageError("This query is more than the index can take ({error}); use fewer words.", error=error)
        # Of an extended code, the last byte is the kind. A text that is not UTF-8 has none.
        if code is None or code & 0xFF in DAMAGE or DAMAGED in str(error):
            self.index.discard()
            damaged = "The index of {folder} was damaged ({error}); run this again: it is made anew."
            return CorpusError(damaged, folder=self.index.folder, error=error)
        return CorpusError(UNREADABLE, folder=self.index.folder, error=error)


def near_as_text(node: Near) -> str:
    """A value that SQL can hand to `stands_near`."""
    return json.dumps(node)


def stands_near(node: str, folded: str, language: str) -> bool:
    """Whether both sides stand near one another in a passage of folded words."""
    from mandates_cli.query.oracle import Folded

    return bool(Folded(folded, language).near(_near(node)))


@lru_cache(64)
def _near(node: str) -> Near:
    left, right, distance = json.loads(node)
    return Near(_terms(left), _terms(right), distance)


def _terms(side: Sequence[tuple[Sequence[str], bool, bool]]) -> tuple[Term, ...]:
    return tuple(Term(tuple(words), prefix, exact) for words, prefix, exact in side)
