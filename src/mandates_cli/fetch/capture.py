"""A page as somebody saved it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Capture:
    """A page as it was saved. `url` is null where nothing says it; then `name`, the file's, is the page's identity.

    `status` and `headers` are those of the answer, in an archive; `status` is null for a saved file.
    """

    name: str
    data: bytes
    media_type: str | None
    url: str | None
    seen: dt.datetime
    status: int | None = None
    charset: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


# A sentence for what cannot be taken.
Damage: TypeAlias = str
