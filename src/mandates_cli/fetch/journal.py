"""A file of JSON lines that only grows. A line is committed once its end is on the disk; a torn last line never was."""

import mmap
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from mandates_cli import atomic
from mandates_cli.errors import CorpusError

R = TypeVar("R", bound=BaseModel)


class Journal(Generic[R]):
    """Records of one kind in `path`, oldest first. Writing needs the corpus' lock, reading does not."""

    def __init__(self, path: Path, kind: type[R]) -> None:
        self.path = path
        self.kind = kind
        self._records: list[R] | None = None

    @property
    def records(self) -> list[R]:
        """Raises CorpusError with file and line where the file is damaged before its last line."""
        if self._records is None:
            self._records = self._read()
        return self._records

    def _read(self) -> list[R]:
        try:
            whole = atomic.read(self.path).rpartition(b"\n")[0]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            fault = "Cannot read {path} ({reason}); check its permissions."
            raise CorpusError(fault, path=self.path, reason=error.strerror) from error
        found = []
        for number, line in enumerate(whole.split(b"\n") if whole else [], 1):
            try:
                found.append(self.kind.model_validate_json(line))
            except ValidationError as error:
                wrong = error.errors()[0]
                why = f"{'.'.join(map(str, wrong['loc'])) or 'the line'}: {wrong['msg']}"
                fault = "{path}:{number} is damaged ({why}); restore that line or delete it."
                raise CorpusError(fault, path=self.path, number=number, why=why) from error
        return found

    def append(self, record: R) -> None:
        """Raises CorpusError where the disk does not take it; the file then ends as before."""
        known = self.records
        write(self.path, self.lines([record]))
        known.append(record)

    def lines(self, records: Sequence[R]) -> bytes:
        return b"".join(record.model_dump_json().encode() + b"\n" for record in records)


def write(path: Path, lines: bytes) -> None:
    """Add whole lines in place of a torn last one. Raises CorpusError where the disk does not take them; the file then
    ends as before."""
    with atomic.writing(path):
        atomic.make_folder(path.parent)
        new = not path.exists()
        with open(path, "ab", buffering=0, opener=_opened) as file:
            end = ending(path)
            file.truncate(end)
            try:
                rest = memoryview(lines)
                while rest:
                    rest = rest[file.write(rest) :]
                os.fsync(file.fileno())
            except OSError:
                file.truncate(end)
                raise
        if new:
            atomic.synced(path.parent)


def _opened(path: str, flags: int) -> int:
    """What a link leads to is not ours to write."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o644)


def ending(path: Path) -> int:
    """Where the last whole line ends."""
    if not path.exists() or not path.stat().st_size:
        return 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
        return held.rfind(b"\n") + 1


def cut(path: Path, end: int) -> None:
    """Take off what stands behind `end`. Raises OSError."""
    with open(path, "r+b", buffering=0, opener=_opened) as file:
        file.truncate(end)
        os.fsync(file.fileno())
