"""A file of JSON lines that only grows. A line is committed once its end is on the disk; a torn last line never was."""

import os
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

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
            raise CorpusError(
                "Cannot read {path} ({reason}); check its permissions.", path=self.path, reason=error.strerror
            ) from error
        found = []
        for number, line in enumerate(whole.split(b"\n") if whole else [], 1):
            try:
                found.append(self.kind.model_validate_json(line))
            except ValidationError as error:
                fault = error.errors()[0]
                where = ".".join(map(str, fault["loc"])) or "the line"
                raise CorpusError(
                    "{path}:{number} is damaged ({where}: {fault}); restore that line or delete it.",
                    path=self.path, number=number, where=where, fault=fault["msg"],
                ) from error  # fmt: skip
        return found

    def append(self, record: R) -> None:
        """Raises CorpusError where the disk does not take it; the file then ends as before."""
        line = record.model_dump_json().encode() + b"\n"
        known = self.records
        try:
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
        except OSError as error:
            raise CorpusError(
                "Cannot write {path} ({reason}); what was stored before is whole:"
                " free space or choose another folder with --data-dir.",
                path=self.path, reason=error.strerror,
            ) from error  # fmt: skip
        known.append(record)

    def _whole(self) -> int:
        """Where the last whole line ends."""
        with self.path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            while size:
                start = max(size - 4096, 0)
                file.seek(start)
                found = file.read(size - start).rfind(b"\n")
                if found >= 0:
                    return start + found + 1
                size = start
        return 0
