"""Where people want something written: a file or folder, whole or not at all; a pipe or device, which stays what it is.

What is made first has a folder of its own beside its place, held by a lock while its writer lives: what nobody holds, a
killed writer left behind.
"""

import fcntl
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from mandates_cli import atomic

PREFIX, SUFFIX = ".mandates.", ".tmp"
MADE: Final = re.compile(r"\.mandates\.[a-z0-9_]{8}\.tmp")
OLD: Final = "old"
# What a shell opened: >(gzip) is /dev/fd/63. To open it anew would begin a file that it stands for at the beginning.
DESCRIPTOR: Final = re.compile(r"/dev/(?:fd/(?P<number>\d{1,9})|std(?P<name>out|err))")
NAMED: Final = {"out": 1, "err": 2}
# Longer endings leave no room for a name.
ENDING: Final = 20


def write(path: Path, chunks: Iterable[bytes]) -> None:
    """Raises OSError; a file is then what it was."""
    if _stays(path):
        with _opened(path) as file:
            file.writelines(chunks)
        return
    with made(path) as place, place.open("wb") as file:
        file.writelines(chunks)


@contextmanager
def made(path: Path) -> Iterator[Path]:
    """A place to make a file or a folder, with the ending of `path`: once all of it is written it takes the place of
    what `path` leads to, or is written into that. What is made beside it meanwhile is thrown away.

    Raises OSError. Of a folder, the old one is gone from its name for the moment between two renamings.
    """
    stays, target = _stays(path), Path(os.path.realpath(path))
    parent = Path(tempfile.gettempdir()) if stays else target.parent
    parent.mkdir(parents=True, exist_ok=True)
    sweep(parent)
    with _claimed(parent) as beside:
        # A short name: SQLite takes no path of over 512 characters.
        place = beside / f"made{path.suffix if len(path.suffix) < ENDING else ''}"
        yield place
        if stays:
            with place.open("rb") as source, _opened(path) as file:
                shutil.copyfileobj(source, file)
        else:
            _settle(place)
            _put(place, target, beside)
            atomic.synced(parent)


def _stays(path: Path) -> bool:
    """Whether it is written into: in the place of a pipe or a device a file would be no use. Raises OSError."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    return not stat.S_ISDIR(mode) and (not stat.S_ISREG(mode) or DESCRIPTOR.fullmatch(str(path)) is not None)


def _opened(path: Path) -> BinaryIO:
    found = DESCRIPTOR.fullmatch(str(path))
    if found is None:
        return path.open("wb")
    return os.fdopen(os.dup(int(found["number"] or NAMED[found["name"]])), "wb")


def _settle(place: Path) -> None:
    """What was made is on the disk, for everyone to read."""
    for path in [place, *place.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
        atomic.synced(path)


def _put(place: Path, target: Path, beside: Path) -> None:
    if not place.is_dir():
        place.replace(target)
        return
    # Others may be at the same two renamings.
    with _locked(target.parent):
        if not target.is_dir():
            place.replace(target)
            return
        (beside / OLD).mkdir()
        old = target.rename(beside / OLD / target.name)
        try:
            place.rename(target)
        except BaseException:
            old.rename(target)
            raise


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some disks of others know no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _claimed(parent: Path) -> Iterator[Path]:
    """A new folder that is gone in the end, and that no sweep takes away before."""
    handle = None
    while handle is None:
        beside = Path(tempfile.mkdtemp(prefix=PREFIX, suffix=SUFFIX, dir=parent))
        with suppress(FileNotFoundError):
            handle = _held(beside)
        # Before it was held, somebody may have swept it away.
        if handle is not None and not beside.exists():
            os.close(handle)
            handle = None
    try:
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        os.close(handle)


def _held(folder: Path) -> int | None:
    """A handle by which it is held; null where another one holds it. Raises OSError for what is no folder."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    except OSError:
        pass  # some disks of others know no locks
    return handle


def sweep(folder: Path) -> None:
    """Remove what killed writers left behind in a folder; a folder that one of them was about to replace goes back to
    its place."""
    beside: list[Path] = []
    with suppress(PermissionError):  # one may write where one may not look
        beside = [path for path in folder.iterdir() if MADE.fullmatch(path.name)]
    for left in beside:
        handle = None
        with suppress(OSError):
            handle = _held(left)
        if handle is None:
            continue
        try:
            if os.fstat(handle).st_uid == os.geteuid():
                _give_back(left, folder)
                shutil.rmtree(left, ignore_errors=True)
        finally:
            os.close(handle)


def _give_back(left: Path, folder: Path) -> None:
    for old in (left / OLD).glob("*"):
        if not os.path.lexists(folder / old.name):
            old.rename(folder / old.name)
