"""The index: SQLite with FTS5, derived from the JSON Lines and disposable.

The full-text table holds words as `query` cuts and stems them, so that the engine and the oracle agree; a row is a
passage, since a phrase may not span items.
"""

import contextlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mandates_cli.corpus.derived import Derived, NotWritten
from mandates_cli.corpus.generation import Generation, Superseded
from mandates_cli.corpus.location import TRUTH, Location
from mandates_cli.errors import CorpusError
from mandates_cli.registry.tables import checksum

if TYPE_CHECKING:
    from mandates_cli.registry.lookup import Registry

VERSION: Final = "12"


class Index:
    """The index of a corpus, made first where it is missing, stale or damaged; in memory where it cannot be written."""

    def __init__(self, location: Location, made_of: "tuple[Iterable[str], Registry] | None" = None) -> None:
        """`made_of` are the records, valid and as the model writes them, and the tables, where they are at hand."""
        self._generation = Generation.opened(location)
        self._made_of = made_of
        self._derived = Derived(location, ".sqlite", stamp_of(self._generation))
        # Where it is in memory, its one connection.
        self.memory: sqlite3.Connection | None = None
        self._path = self._derived.current() or self._derived.made(self._make)
        if self._path is None:
            self.memory = sqlite3.connect(":memory:", check_same_thread=False)
            self._fill(self.memory)

    @property
    def where(self) -> Location:
        return self._generation.where

    @property
    def folder(self) -> Path:
        """The corpus' own."""
        return self.where.folder

    @property
    def stands(self) -> bool:
        """Whether the records were not published anew since they were opened."""
        return self._generation.stands

    @property
    def stamp(self) -> str:
        """What it was made from."""
        return self._derived.stamp

    def connect(self) -> sqlite3.Connection:
        """A connection to read by, to an index that is a file."""
        assert self._path is not None, "an index in memory has one connection"
        # The path in a URI: the three characters that would end or change it are escaped.
        path = str(self._path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        # Another thread may close what this one opens.
        return sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)

    def discard(self) -> None:
        self._derived.discard()

    def _make(self, path: Path) -> None:
        try:
            with contextlib.closing(sqlite3.connect(path)) as connection:
                self._fill(connection)
        except sqlite3.OperationalError as error:
            raise NotWritten from error
        path.chmod(0o644)

    def _fill(self, connection: sqlite3.Connection) -> None:
        from mandates_cli import registry
        from mandates_cli.corpus.sql.schema import fill, read

        where = self.where
        try:
            if self._made_of is None:
                self._generation.check_truth()
            raws, tables = self._made_of or (read(where.truth), registry.load(where.registry))
            fill(connection, raws, where.truth, tables)
        except CorpusError as error:
            if not self.stands:
                raise Superseded from error
            raise
        if not self.stands:
            raise Superseded


def stamp_of(generation: Generation) -> str:
    """What an index must have been made from: this version, the tables, and the records: of unsealed ones, their size
    and modification time."""
    where = generation.where
    if generation.seal and (truth := generation.seal.files.get(TRUTH.name)):
        return f"{VERSION} {checksum(where.registry)} {truth.sha256}"
    try:
        status = where.truth.stat()
    except OSError as error:
        message = "Cannot read {path} ({reason}); check the folder or choose one with --data-dir."
        raise CorpusError(message, path=where.truth, reason=error.strerror) from error
    return f"{VERSION} {checksum(where.registry)} {status.st_size} {status.st_mtime_ns}"
