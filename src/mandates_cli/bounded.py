"""Files that others name, read without waiting for what never comes and without holding what has no end."""

import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

from mandates_cli.errors import UsageError

# More comes of no pipe that a person fills with records or a page.
MAX_PIPED: Final = 2**30
PIECE: Final = 2**20
# Of `<(mandates list)` there always was a writer, which may have ended.
OPEN: Final = ("/dev/fd/", "/proc/")


def read(path: Path) -> bytes:
    """The whole of a file; of a pipe or device no more than MAX_PIPED.

    Raises OSError where it cannot be read, and UsageError for a pipe that nobody writes to or that has too much.
    """
    with open(path, "rb", buffering=0, opener=_at_once) as file:
        mode = os.fstat(file.fileno()).st_mode
        if stat.S_ISREG(mode):
            return file.readall()
        # Null where there is a writer that has not written yet.
        first = file.read(PIECE)
        if first == b"" and stat.S_ISFIFO(mode) and not str(path).startswith(OPEN):
            raise UsageError("{path} is a pipe that nobody writes to; start its writer first.", path=path)
        os.set_blocking(file.fileno(), True)
        return (first or b"") + piped(file, str(path))


def _at_once(path: str, flags: int) -> int:
    """A pipe would be waited for, for ever where nobody writes."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def piped(file: BinaryIO, name: str, most: int = MAX_PIPED) -> bytes:
    """What an open pipe or device still gives. Raises UsageError where that is more than `most` bytes."""
    held = bytearray()
    while piece := file.read(PIECE):
        held += piece
        if len(held) > most:
            raise UsageError(
                "{name} gives more than {most:,} MiB; save it to a file first.", name=name, most=most >> 20
            )
    return bytes(held)
