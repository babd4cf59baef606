"""A file is either the whole new version or the whole old one."""

import errno
import os
import re
import stat
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from mandates_cli.bounded import at_once
from mandates_cli.errors import CorpusError

# .dem_corr-4f63ba504ae8.html.k3x_9abc.tmp, .coverage.json.k3x_9abc.tmp, .source.k3x_9abc.tmp,
# .index.checked.k3x_9abc.tmp, ..ids.jsonl.4f63ba504ae8.new.k3x_9abc.tmp, and nobody else's
LEFT: Final = re.compile(
    r"\.(?:[a-z0-9_-]+-[0-9a-f]{12,64}\.(?:html|txt)|[a-z]+(?:\.jsonl?|\.checked)?|\.[a-z]+\.jsonl?\.[0-9a-f]{12}\.new)"
    r"\.[a-z0-9_]{8}\.tmp"
)
# The disk takes in several files at once in little more time than one.
SYNCED_AT_ONCE: Final = 8


class Staged(NamedTuple):
    """A file that was written beside its place."""

    temporary: Path
    path: Path


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
    publish([stage(path, chunks)])


def stage(path: Path, chunks: Iterable[bytes]) -> Staged:
    """The first half of `replace`. Raises OSError, and then leaves nothing."""
    make_folder(path.parent)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    staged = Staged(Path(name), path)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
        staged.temporary.chmod(0o644)
    except BaseException:
        discard([staged])
        raise
    return staged


def publish(staged: Collection[Staged]) -> None:
    """The second half, for many files at once: each takes its place, once all of them are on the disk. Raises OSError,
    and then leaves nothing beside those that took their places."""
    try:
        _all_synced([one.temporary for one in staged])
        for one in staged:
            one.temporary.replace(one.path)
        for parent in {one.path.parent: None for one in staged}:
            synced(parent)
    except BaseException:
        discard(staged)
        raise


def _all_synced(paths: Collection[Path]) -> None:
    if len(paths) < 2:
        for path in paths:
            synced(path)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(SYNCED_AT_ONCE) as pool:
        for _ in pool.map(synced, paths):
            pass


def discard(staged: Iterable[Staged]) -> None:
    for one in staged:
        one.temporary.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """With those above it, each on the disk under its name. Raises OSError."""
    missing = [one for one in (path, *path.parents) if not one.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for new in reversed(missing):
        with suppress(PermissionError):  # one may make a folder where one may not read
            synced(new.parent)


def synced(path: Path) -> None:
    """What it holds is on the disk: of a folder, the new name, before anything that refers to it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path, most: int = -1) -> bytes:
    """The bytes of a file, or `most` of them. Raises OSError, also for a pipe or a device, which might have no end."""
    with open(path, "rb", opener=at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is a pipe or a device")
        return file.read(most)


def sweep(folder: Path) -> None:
    """Remove what a killed writer left behind in `folder`; not behind a link, where somebody else may be writing. Only
    for the one who may write there."""
    if folder.is_symlink():
        return
    for left in folder.glob(".*.tmp"):
        if LEFT.fullmatch(left.name) and stat.S_ISREG(left.lstat().st_mode):
            with writing(folder):
                left.unlink(missing_ok=True)
