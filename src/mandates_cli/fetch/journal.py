"""A file of JSON lines that only grows. A line is committed once its end is on the disk; a torn last line never was."""

import mmap
import os
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from mandates_cli import atomic
from mandates_cli.errors import CorpusError

R = TypeVar("R", bound=BaseModel)


class Journal(Generic[R]):
    """Records of one kind in `path`, oldest first. `append` needs the corpus' lock, reading does not."""

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
            whole = self.path.read_bytes().rpartition(b"\n")[0]
        except FileNotFoundError:
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
        line = record.model_dump_json().encode() + b"\n"
        known = self.records
        with atomic.writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab", buffering=0) as file:
                end = self._whole()
                file.truncate(end)
                try:
                    rest = memoryview(line)
                    while rest:
                        rest = rest[file.write(rest) :]
                    os.fsync(file.fileno())
                except OSError:
                    file.truncate(end)
                    raise
        known.append(record)

    def _whole(self) -> int:
        """Where the last whole line ends."""
        if not self.path.stat().st_size:
            return 0
        with self.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
            return held.rfind(b"\n") + 1
