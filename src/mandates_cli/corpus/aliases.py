"""Ids that other people's corpora give to wordings that this one knows by another id."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

# "2018-lima-commitment-1c4d89": what stands before the digits is shared by all wordings of a document.
ID: Final = re.compile(r"(?P<stem>.+)-(?P<digits>[0-9a-f]{6,32})")


def aliases(table: Path, name: str) -> list[str]:
    """The ids under which the table of ids holds the wording that a corpus of its own would call `name`."""
    wanted = ID.fullmatch(name)
    if wanted is None:
        return []
    stem, digits = wanted.groups()
    return sorted({id for digest, id in _rows(table) if digest.startswith(digits) and id.rpartition("-")[0] == stem})


def _rows(table: Path) -> Iterator[tuple[str, str]]:
    """Digest and id of each row; none where the table cannot be read, which the next parse tells."""
    try:
        with table.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield row["digest"], row["id"]
    except (OSError, ValueError, KeyError, TypeError):
        return
