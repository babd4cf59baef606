"""Files that others name, read without waiting for what never comes and without holding what has no end."""

import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

from mandates_cli.errors import UsageError

# More comes of no pipe that a person fills with records or a page.
MAX_PIPED: Final = 2**30
PIECE: Final = 2**20
# A disk image, or a file that was never filled: where it is long, it would be looked through to its end.
NO_TEXT: Final = bytes(16)
LOOKED_AT: Final = 4_096
# Of `<(mandates list)` there always was a writer, which may have ended.
OPEN: Final = ("/dev/fd/", "/proc/")


def read(path: Path, most: int | None = None) -> bytes:
    """The whole of a text: no more than `most` bytes, and of a pipe or device no more than MAX_PIPED.

    Raises OSError where it cannot be read, and UsageError for a pipe that nobody writes to or that has too much, for a
    larger file, and for one that is no text.
    """
    with open(path, "rb", buffering=0, opener=at_once) as file:
        mode, size = os.fstat(file.fileno()).st_mode, os.fstat(file.fileno()).st_size
        if stat.S_ISREG(mode):
            if most is not None and size > most:
                raise UsageError("{path} is larger than {most:,} MiB; check the name.", path=path, most=most >> 20)
            head = file.read(LOOKED_AT)
            if head.startswith(NO_TEXT):
                raise UsageError("{path} begins with no text; check the name.", path=path)
            return head + file.readall()
        # Null where there is a writer that has not written yet.
        first = file.read(PIECE)
        if first == b"" and stat.S_ISFIFO(mode) and not str(path).startswith(OPEN):
            raise UsageError("{path} is a pipe that nobody writes to; start its writer first.", path=path)
        os.set_blocking(file.fileno(), True)
        return (first or b"") + piped(file, str(path), MAX_PIPED if most is None else most)


def at_once(path: str, flags: int) -> int:
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
