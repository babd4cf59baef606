"""A disk that fails, or a process that is killed, at the n-th call that changes files: in this process."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pytest

CHANGING = ("open", "fsync", "replace", "rename", "unlink", "chmod", "mkdir", "rmdir")
# What a full disk does not refuse.
FREEING = ("unlink", "rmdir", "chmod")


class Killed(BaseException):
    """The process ended here: whatever it would still do to the disk is not done."""


class Disk:
    """Counts the calls; the one numbered `at` (from 1) ends as `kind` says: an errno, or null for a kill."""

    def __init__(self, at: int = 0, kind: int | None = None) -> None:
        self.at, self.kind = at, kind
        self.calls = 0
        self.log: list[tuple[str, str, str | bytes]] = []

    def touched(self, name: str) -> None:
        self.calls += 1
        if not self.at or self.calls < self.at:
            return
        if self.kind is None:
            raise Killed(f"{name}, call {self.calls}")
        if self.calls == self.at:
            raise OSError(self.kind, os.strerror(self.kind))

    def noted(self, name: str, args: tuple[Any, ...]) -> None:
        """What a lost power would leave of it: names as they were synced, contents as they were."""
        if name == "fsync":
            path = Path(f"/proc/self/fd/{args[0]}").readlink()
            self.log.append(("names", str(path), "") if path.is_dir() else ("content", str(path), path.read_bytes()))
        elif name in ("replace", "rename"):
            self.log.append(("moved", str(Path(args[0]).absolute()), str(Path(args[1]).absolute())))
        elif name == "unlink":
            self.log.append(("gone", str(Path(args[0]).absolute()), ""))


class Written:
    """A file of which each write counts."""

    def __init__(self, file: BinaryIO, disk: Disk) -> None:
        self._file, self._disk = file, disk

    def write(self, data: bytes) -> int:
        self._disk.touched("write")
        return self._file.write(data)

    def __enter__(self) -> "Written":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextmanager
def failing(disk: Disk) -> Iterator[Disk]:
    with pytest.MonkeyPatch.context() as patch:
        for name in CHANGING:
            patch.setattr(os, name, _counted(disk, name, getattr(os, name)))
        fdopen = os.fdopen
        patch.setattr(os, "fdopen", lambda *a, **k: Written(fdopen(*a, **k), disk) if "b" in a[1] else fdopen(*a, **k))
        yield disk


def _counted(disk: Disk, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*args: Any, **more: Any) -> Any:
        reads = name == "open" and not args[1] & (os.O_WRONLY | os.O_RDWR)
        if not reads and not (disk.kind == errno.ENOSPC and name in FREEING):
            disk.touched(name)
        done = call(*args, **more)
        if not reads:
            disk.noted(name, args)
        return done

    return counted


def after_power_loss(log: list[tuple[str, str, str | bytes]], before: dict[str, bytes]) -> Iterator[dict[str, bytes]]:
    """Every state of the files, by path, that a disk may have when the power goes: contents are what was synced, names
    what was synced in their folder, besides none, one or all of the later renamings."""
    names, contents = dict(before), {}
    pending: list[tuple[str, str, str | bytes]] = []
    for event in (*log, ("names", "", "")):
        kind, path, value = event
        for kept in ([], pending, *([one] for one in pending)):
            state = dict(names)
            for one in kept:
                _applied(state, one, contents)
            yield state
        if kind == "content":
            assert isinstance(value, bytes)
            contents[path] = value
        elif kind == "names":
            for one in pending:
                _applied(names, one, contents)
            pending = []
        else:
            pending.append(event)


def _applied(names: dict[str, bytes], event: tuple[str, str, str | bytes], contents: dict[str, bytes]) -> None:
    kind, path, value = event
    content = names.pop(path, contents.get(path, b""))
    if kind == "moved":
        names[str(value)] = content
