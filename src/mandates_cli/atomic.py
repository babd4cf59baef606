"""A file is either the whole new version or the whole old one."""

import os
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


def _synced(folder: Path) -> None:
    """The new name is on the disk too, before anything that refers to it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Remove what a killed writer left behind in `folder`. Only for the one who may write there."""
    for left in folder.glob(".*.tmp"):
        with writing(folder):
            left.unlink(missing_ok=True)
