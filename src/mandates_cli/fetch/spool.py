"""The bytes of saved pages on their way into the store, on the disk where they are many."""

import hashlib
import tempfile
import weakref
from typing import Final, NamedTuple

from mandates_cli.errors import UsageError

# In memory, at most.
MEMORY: Final = 2**24
# Together: a packed archive of a few megabytes can hold any number of them.
MOST: Final = 2**32


class Held(NamedTuple):
    """Where some bytes are."""

    spool: "Spool"
    start: int
    size: int

    def read(self) -> bytes:
        return self.spool.read(self.start, self.size)


class Spool:
    """Bytes by where they are; the same bytes are there once."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(MEMORY)  # noqa: SIM115 (it is closed when nobody needs it)
        weakref.finalize(self, self._file.close)
        self._known: dict[bytes, Held] = {}
        self._size = 0

    def keep(self, data: bytes) -> Held:
        """Raises UsageError where they are too many, or the disk does not take them."""
        digest = hashlib.sha256(data).digest()
        if digest not in self._known:
            if self._size + len(data) > MOST:
                raise UsageError("The pages are more than {most} GiB together; import them in parts.", most=MOST >> 30)
            try:
                self._file.seek(self._size)
                self._file.write(data)
            except OSError as error:
                fault = "Cannot hold the pages in {folder} ({reason}); free space there, or name another in TMPDIR."
                raise UsageError(fault, folder=tempfile.gettempdir(), reason=error.strerror) from error
            self._known[digest] = Held(self, self._size, len(data))
            self._size += len(data)
        return self._known[digest]

    def read(self, start: int, size: int) -> bytes:
        self._file.seek(start)
        return self._file.read(size)
