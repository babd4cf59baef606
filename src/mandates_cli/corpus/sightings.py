"""When pages were seen, as the manifest of data/raw tells: read by itself, since readers need a day and no more."""

import json
from collections.abc import Collection
from datetime import date
from pathlib import Path


def days(raw: Path, digests: Collection[str] = ()) -> dict[tuple[str, str], date]:
    """By page and sha256 of its bytes, one of `digests` where there are any, the last day on which it was seen so, but
    for what was forgotten. A manifest that is not there or is damaged tells nothing: who reads data/raw itself says
    so."""
    from mandates_cli import atomic  # its imports take longer than this

    told_of: dict[tuple[str, str, str], tuple[tuple[str, str], date]] = {}
    wanted = [digest.encode() for digest in digests]
    try:
        for line in atomic.read(raw / "manifest.jsonl").split(b"\n"):
            if wanted and not any(digest in line for digest in wanted):
                continue
            row = json.loads(line)
            told = row["page"], row["snapshot"], row["seen"]
            if row["verdict"] == "forgotten":
                told_of.pop(told, None)
            elif row["sha256"]:
                told_of[told] = (row["page"], row["sha256"]), date.fromisoformat(row["seen"][:10])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    found: dict[tuple[str, str], date] = {}
    for shown, day in told_of.values():
        found[shown] = max(day, found.get(shown, day))
    return found
