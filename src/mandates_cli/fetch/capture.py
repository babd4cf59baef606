"""A page as somebody saved it."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final, TypeAlias

from mandates_cli.fetch.spool import Held

# The status of what an archive holds besides pages.
PASSED_OVER: Final = 0


@dataclass(frozen=True)
class Capture:
    """A page as it was saved. `url` is null where nothing says it; `name` is the file's, or the archive's for the page.
    `content` may lie on the disk until `data` is asked for.

    `status` and `headers` are those of the answer, in an archive; `status` is null for a saved file. `path` is the
    file's, absolute; a bare name for what was piped in, null in an archive.
    """

    name: str
    content: bytes | Held
    media_type: str | None
    url: str | None
    seen: dt.datetime
    status: int | None = None
    charset: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    path: PurePath | None = None

    @property
    def data(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else self.content.read()

    @property
    def origin(self) -> str | None:
        """Tells the file from others without saying where it is; what was piped in is told by its bytes."""
        if self.path is None:
            return None
        told = str(self.path).encode(errors="surrogateescape") if self.path.is_absolute() else self.data
        return hashlib.sha256(told).hexdigest()[:16]


def in_utc(when: dt.datetime) -> dt.datetime:
    """A moment that names no zone is in UTC already. Raises OverflowError at the ends of the calendar."""
    return when.replace(tzinfo=when.tzinfo or dt.UTC).astimezone(dt.UTC)


# A sentence for what cannot be taken.
Damage: TypeAlias = str


class Notice(str):
    """A sentence for what was not looked at, and need not be."""

    __slots__ = ()
