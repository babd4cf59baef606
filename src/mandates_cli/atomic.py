"""A file is either the whole new version or the whole old one."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mandates_cli.errors import CorpusError


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raises CorpusError where the disk does not take what is written to `path`."""
    try:
        yield
    except OSError as error:
        fault = "Cannot write {path} ({reason}); what was there is whole: free space, or choose another place."
        raise CorpusError(fault, path=path, reason=error.strerror) from error


def write(path: Path, chunks: Iterable[bytes]) -> None:
    """Replace `path` through a temporary file beside it. Raises CorpusError as `writing` does."""
    with writing(path):
        replace(path, chunks)


def replace(path: Path, chunks: Iterable[bytes]) -> None:
    """The same, for who words an OSError otherwise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
        _synced(path.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def made(path: Path) -> Iterator[Path]:
    """A place to make a file or a folder, with the ending of `path`: it takes its place once all of it is written. What
    is written beside it meanwhile is thrown away.

    Raises OSError. Of a folder, the old one is gone from its name for the moment between two renamings.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".mandates.", suffix=".tmp", dir=path.parent))
    # A short name: SQLite takes no path of over 512 characters.
    place = beside / f"made{path.suffix}"
    try:
        yield place
        _settled(place)
        if not place.is_dir() or not path.is_dir():
            place.replace(path)
        else:
            old = path.rename(beside / ".old")
            try:
                place.rename(path)
            except OSError:
                old.rename(path)
                raise
        _synced(path.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _settled(place: Path) -> None:
    """What was made is on the disk, for everyone to read."""
    for path in [place, *place.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
        _synced(path)


def _synced(path: Path) -> None:
    """What it holds is on the disk: of a folder, the new name, before anything that refers to it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Remove what a killed writer left behind in `folder`. Only for the one who may write there."""
    for left in folder.glob(".*.tmp"):
        with writing(folder):
            left.unlink(missing_ok=True)
