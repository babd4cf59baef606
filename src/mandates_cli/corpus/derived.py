"""Whatever is derived from the records: made where missing, stale or damaged, by one process at a time, and sealed.

It lives beside the records, or in the user's cache where those are read-only. The seal is a file beside it that says
what it was made from (the stamp) and what each of its files was when it was whole: engines answer from damaged files
too.
"""

import contextlib
import os
import zlib
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

from mandates_cli import bounded
from mandates_cli.corpus.location import TRUTH, Location, cache
from mandates_cli.errors import UsageError

# A larger file is not read whole where its times say that nothing has been written to it since it was sealed.
READ_WHOLE: Final = 2**20
PIECE: Final = 2**18
# Not the ending of the files that writers of the corpus sweep: those do not hold the lock of what is derived.
WORKSHOP: Final = ".making"


class NotWritten(Exception):
    """What was to be made cannot be written here."""


class Derived:
    """One derived file or folder, named for the index with an ending of its own."""

    def __init__(self, location: Location, ending: str, stamp: str) -> None:
        """`stamp` says what it must have been made from."""
        self.stamp = stamp
        self._truth = location.folder / TRUTH
        self._ending = ending
        self._beside = None if location.origin == "shipped" else location.parsed / f"index{ending}"

    @cached_property
    def _cached(self) -> Path | None:
        """Asked for only where it is needed: the library that knows the user's cache takes 2 ms to load."""
        name = f"index-{zlib.crc32(os.fsencode(os.path.realpath(self._truth))):08x}{self._ending}"
        home = cache()
        return home / name if home else None

    @cached_property
    def _path(self) -> Path | None:
        """Where it is to be written."""
        return self._beside if self._beside and os.access(self._beside.parent, os.W_OK) else self._cached

    def _places(self) -> Iterator[Path]:
        """Where it may be: what somebody else keeps beside the records can be read where it cannot be written."""
        if self._beside:
            yield self._beside
        if self._cached:
            yield self._cached

    def current(self) -> Path | None:
        """Where it is, if it is whole and was made from what the stamp says."""
        return next((path for path in self._places() if _sealed(path) == self.stamp), None)

    def whole(self, beginning: str) -> Path | None:
        """Where it is, if it is whole and its stamp begins so, whatever the state of the corpus was."""
        stamp = _sealed(self._path) if self._path else None
        return self._path if stamp is not None and stamp.startswith(beginning) else None

    def made(self, make: Callable[[Path], None]) -> Path | None:
        """Where it is, after `make` has written it to the path that it is given, or another process did meanwhile.

        Null where it cannot be written: `make` says so by NotWritten or OSError. Its other errors are passed on.
        """
        if self._path is None:
            return None
        import filelock  # reading what is there takes no lock

        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(f"{self._path}.lock"):
                if self.current() is None:
                    self._replace(self._path, make)
        except (OSError, NotWritten):
            return None
        return self.current()

    def _replace(self, path: Path, make: Callable[[Path], None]) -> None:
        import shutil
        import tempfile

        folder, name = path.parent, path.name
        for left in folder.glob(f".{name}.*{WORKSHOP}"):  # of a process that was killed; the lock is ours
            shutil.rmtree(left, ignore_errors=True)
        workshop = Path(tempfile.mkdtemp(prefix=f".{name}.", suffix=WORKSHOP, dir=folder))
        try:
            made = workshop / name
            make(made)
            _unseal(path)
            if path.is_dir():  # a folder is not replaced; whoever has the old one open keeps it
                path.rename(workshop / "old")
            made.replace(path)
            _seal(path, self.stamp)
        finally:
            shutil.rmtree(workshop, ignore_errors=True)

    def noted(self) -> str:
        """What `note` wrote under this stamp; empty where there is no such note."""
        for path in self._places():
            with contextlib.suppress(OSError, ValueError, UsageError):
                stamp, _, text = bounded.read(path).decode().partition("\n")
                if stamp == self.stamp:
                    return text
        return ""

    def note(self, text: str) -> None:
        """Keep some lines, where that is possible. They need no seal: who finds other ones finds none."""
        if self._path:
            from mandates_cli import atomic  # few readers have anything to write

            with contextlib.suppress(OSError):
                atomic.replace(self._path, [f"{self.stamp}\n{text}".encode()])

    def discard(self) -> None:
        """Have it made anew by whoever asks for it next."""
        for path in self._places():
            with contextlib.suppress(OSError):
                _unseal(path)


def rotten(location: Location) -> dict[Path, bool]:
    """What is kept for a corpus and is not as it was sealed, every byte read; and whether it is made anew when it is
    next asked for, since its seal could be removed."""
    found = {}
    for beginning in Derived(location, "", "")._places():
        with contextlib.suppress(OSError):
            for seal in sorted(beginning.parent.glob(f"{beginning.name}.*.sum")):
                path = seal.with_suffix("")
                if _is_rotten(path) and (removed := _discarded(path)) is not None:
                    found[path] = removed
    return found


def _is_rotten(path: Path) -> bool:
    """What has no seal that can be read is made anew by whoever asks for it next."""
    try:
        _said(path)
    except (OSError, ValueError):
        return False
    return path.exists() and _sealed(path, trusting=False) is None


def _discarded(path: Path) -> bool | None:
    """Whether the seal of what seems rotten was removed; null where another process was making it anew meanwhile."""
    import filelock

    try:
        with filelock.FileLock(f"{path}.lock"):
            if not _is_rotten(path):
                return None
            _unseal(path)
    except OSError:
        return False if _is_rotten(path) else None
    return True


def _unseal(path: Path) -> None:
    """Remove whatever stands in the place of its seal. Raises OSError."""
    seal = _seal_path(path)
    if seal.is_dir() and not seal.is_symlink():
        import shutil

        shutil.rmtree(seal)
    else:
        seal.unlink(missing_ok=True)


def _seal_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.sum")


def _seal(path: Path, stamp: str) -> None:
    """Note what it was made from and what each of its files is."""
    lines = [f"{_checksum(file)} {times(file)} {file.name}" for file in _files(path)]
    _seal_path(path).write_text("\n".join([stamp, *lines]), "utf-8")


def _said(path: Path) -> tuple[str, list[tuple[str, str, str]]]:
    """What its seal says: the stamp; checksum, times and name of each file. Raises OSError, and ValueError for what is
    no seal."""
    seal = _seal_path(path)
    # Whoever opened a pipe or a device would wait, or read, without end.
    if not seal.is_file():
        raise ValueError
    stamp, *lines = seal.read_text("utf-8").split("\n")
    if not lines:
        raise ValueError
    return stamp, [_parted(line) for line in lines]


def _sealed(path: Path, trusting: bool = True) -> str | None:
    """The stamp of what is whole; null where a file is missing, added, or not as it was sealed. `trusting` the times of
    large files."""
    try:
        (stamp, rows), files = _said(path), _files(path)
        if len(files) != len(rows) or not all(file.is_file() for file in files):
            return None
        moved = False
        for file, (checksum, sealed, name) in zip(files, rows, strict=True):
            same_times = sealed == times(file)
            if name != file.name:
                return None
            trusted = trusting and same_times and file.stat().st_size > READ_WHOLE
            if not trusted and checksum != _checksum(file):
                return None
            moved = moved or not same_times
        if moved:  # copied, or given other rights
            with contextlib.suppress(OSError):
                _seal(path, stamp)
    except (OSError, ValueError):
        return None
    return stamp


def _files(path: Path) -> list[Path]:
    """Engines leave locks in their folders, which say nothing."""
    return sorted(file for file in path.iterdir() if file.suffix != ".lock") if path.is_dir() else [path]


def _parted(line: str) -> tuple[str, str, str]:
    """Checksum, times and name. Raises ValueError for what is not a line of a seal."""
    checksum, size, written, changed, name = line.split(" ", 4)
    return checksum, f"{size} {written} {changed}", name


def times(path: Path) -> str:
    """Size, and when it was written to by whatever means."""
    status = path.stat()
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def _checksum(path: Path) -> str:
    checksum, piece = 0, memoryview(bytearray(PIECE))
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(piece):
            checksum = zlib.crc32(piece[:size], checksum)
    return f"{checksum:08x}"
