"""Ids that other people's corpora give to wordings that this one knows by another id."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import Final

from mandates_cli.corpus.location import opened
from mandates_cli.rows import PartialRow

# "2018-lima-commitment-1c4d89": what stands before the digits is shared by all wordings of a document.
ID: Final = re.compile(r"(?P<stem>.+)-(?P<digits>[0-9a-f]{6,32})")


def aliases(table: Path, name: str) -> list[str]:
    """The ids under which the table of ids holds the wording that a corpus of its own would call `name`."""
    wanted = ID.fullmatch(name)
    if wanted is None:
        return []
    stem, digits = wanted.groups()
    rows = _rows(table, digits)
    return sorted({id for digest, id in rows if digest.startswith(digits) and id.rpartition("-")[0] == stem})


def counterparts(
    old: Iterable[PartialRow], new: Iterable[PartialRow], old_table: Path | None, new_table: Path | None
) -> dict[str, str]:
    """The older id of each newer one where the two differ and the table of ids of either corpus knows both for one
    mandate. A state that is no corpus has no table."""
    before, after = ({row["id"] for row in rows} for rows in (old, new))
    left, came = before - after, after - before
    found = {was: now for now, was in _alone(old_table, came, left).items()}
    return {now: was for was, now in (found | _alone(new_table, left, came)).items()}


def _alone(table: Path | None, theirs: Set[str], ours: Set[str]) -> dict[str, str]:
    """Ids of another corpus, each with the only one of `ours` under which the table holds its wording."""
    lengths = {len(name.rpartition("-")[2]) for name in theirs if ID.fullmatch(name)}
    found: dict[str, set[str]] = defaultdict(set)
    for digest, id in _rows(table) if table and lengths else ():
        stem = id.rpartition("-")[0]
        for name in (f"{stem}-{digest[:length]}" for length in lengths):
            if name in theirs and id in ours:
                found[name].add(id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def _rows(table: Path, digits: str = "") -> Iterator[tuple[str, str]]:
    """Digest and id of each row that holds these digits; none where the table cannot be read: the next parse tells."""
    wanted = digits.encode()
    try:
        with opened(table) as lines:
            for line in lines:
                if wanted in line:
                    row = json.loads(line)
                    yield row["digest"], row["id"]
    except (OSError, ValueError, KeyError, TypeError):
        return
