"""What took long to make, kept by what it was made of, in a file that may be lost at any time.

Each entry has a checksum: one that is damaged is as if it were not there, and so is a file that cannot be read, or
that was made by other rules.
"""

import contextlib
import sqlite3
import threading
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

# A killed process leaves a journal that SQLite rolls back; what a power cut leaves is damaged, and made anew.
QUICK: Final = "PRAGMA synchronous = OFF"
TABLES: Final = """
CREATE TABLE IF NOT EXISTS rules (rules TEXT);
CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, checksum INTEGER, body BLOB);
"""
# Entries written before others are let in.
TOGETHER: Final = 256


class Kept:
    """Safe to use from several threads. Where its file cannot be written or opened, nothing is kept."""

    def __init__(self, path: Path, rules: str) -> None:
        """`rules` say by what the entries are made: those of other rules are thrown away."""
        self._lock = threading.Lock()
        self._unsaved = 0
        self._connection = _opened(path, rules)

    def get(self, key: bytes) -> bytes | None:
        row = None
        with self._lock, contextlib.suppress(sqlite3.Error):
            if self._connection:
                row = self._connection.execute("SELECT checksum, body FROM kept WHERE key = ?", (key,)).fetchone()
        try:
            return unpacked(row[1]) if row and zlib.crc32(row[1]) == row[0] else None
        except (TypeError, zlib.error):
            return None

    def has(self, key: bytes) -> bool:
        """Whether there is such an entry, be it damaged."""
        with self._lock, contextlib.suppress(sqlite3.Error):
            if self._connection:
                return bool(self._connection.execute("SELECT 1 FROM kept WHERE key = ?", (key,)).fetchone())
        return False

    def put(self, key: bytes, body: bytes) -> None:
        """`body` as `packed` gives it."""
        with self._lock, contextlib.suppress(sqlite3.Error):
            if self._connection:
                self._connection.execute("REPLACE INTO kept VALUES (?, ?, ?)", (key, zlib.crc32(body), body))
                self._unsaved += 1
                if self._unsaved >= TOGETHER:
                    self._save()

    def keep_only(self, keys: Iterable[bytes]) -> None:
        """Throw away all others."""
        with self._lock, contextlib.suppress(sqlite3.Error):
            if self._connection:
                wanted = set(keys)
                held = [key for (key,) in self._connection.execute("SELECT key FROM kept")]
                left = [(key,) for key in held if key not in wanted]
                self._connection.executemany("DELETE FROM kept WHERE key = ?", left)
                self._save()

    def close(self) -> None:
        with self._lock, contextlib.suppress(sqlite3.Error):
            if self._connection:
                self._save()
                self._connection.close()
            self._connection = None

    def _save(self) -> None:
        assert self._connection is not None
        self._connection.commit()
        self._unsaved = 0


def packed(data: bytes) -> bytes:
    return zlib.compress(data, 1)


def unpacked(body: bytes) -> bytes:
    return zlib.decompress(body)


def _opened(path: Path, rules: str) -> sqlite3.Connection | None:
    """A file that is damaged, or of other rules, is made anew; null where that cannot be."""
    for _ in range(2):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, check_same_thread=False)
            with contextlib.ExitStack() as undo:
                undo.callback(connection.close)
                connection.execute(QUICK)
                if _ruled(connection) == rules:
                    undo.pop_all()
                    return connection
                connection.executescript(TABLES)
                if _ruled(connection) is None:
                    connection.execute("INSERT INTO rules VALUES (?)", (rules,))
                    connection.commit()
                    undo.pop_all()
                    return connection
        except sqlite3.OperationalError:
            return None  # of somebody else, or in use
        except sqlite3.DatabaseError:
            pass
        except OSError:
            return None
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
    return None


def _ruled(connection: sqlite3.Connection) -> str | None:
    """By which rules its entries are made; null where it is new."""
    try:
        row = connection.execute("SELECT rules FROM rules").fetchone()
    except sqlite3.OperationalError:
        return None
    return str(row[0]) if row else None
