"""Which corpus an answer is from: the day of its last snapshot, and what its records are.

The digest is made with the index, the day is read where the snapshots are written down: a run that finds every page as
it was makes a new day and no new records.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

# So many of the digest's hexadecimal digits tell corpora apart.
DIGITS: Final = 8
UNDATED: Final = "undated"
# Where the fields begin that say when a record was seen, the last ones. In a text the quotation marks are escaped.
SEEN: Final = ',"first_seen":'


class Version(NamedTuple):
    """As text `2026-11-26-3f9a1c2b`, which is safe in names of files, keys and addresses.

    `day` is ISO 8601, in UTC, or "undated" where data/raw does not tell it. `digest` is the same for the same records
    in the same order, whenever and wherever they were made.
    """

    day: str
    digest: str

    def __str__(self) -> str:
        return f"{self.day}-{self.digest}"


class Digest:
    """Made of records as they go by."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()

    def over(self, raws: Iterable[str]) -> Iterator[str]:
        for raw in raws:
            # When it was seen tells of the runs that looked, and no more.
            self._sum.update(raw.partition(SEEN)[0].encode() + b"\n")
            yield raw

    def __str__(self) -> str:
        return self._sum.hexdigest()[:DIGITS]


def day(raw: Path) -> str:
    """When the last snapshot that counts ended. Who reads data/raw itself says what is damaged there."""
    ended: dict[str, str] = {}
    try:
        with (raw / "snapshots.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                # The last line of a name counts.
                ended[row["name"]] = "" if row.get("forgotten") else row["finished"][:10]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return max(ended.values(), default="") or UNDATED
