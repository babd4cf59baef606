"""When pages were seen, as the manifest of data/raw tells: read by itself, since readers need a day and no more."""

import json
from collections.abc import Collection
from datetime import date
from pathlib import Path


def days(raw: Path, digests: Collection[str] = ()) -> dict[tuple[str, str], date]:
    """The days of `moments`."""
    return {shown: date.fromisoformat(moment[:10]) for shown, moment in moments(raw, digests).items()}


def moments(raw: Path, digests: Collection[str] = ()) -> dict[tuple[str, str], str]:
    """By page and sha256 of its bytes, one of `digests` where there are any, when it was last seen so, but for what was
    forgotten: ISO 8601, in UTC. A manifest that is not there or is damaged tells nothing: who reads data/raw itself
    says so."""
    from mandates_cli import atomic  # its imports take longer than this

    told_of: dict[tuple[str, str | None, str], tuple[tuple[str, str], str]] = {}
    wanted = [digest.encode() for digest in digests]
    try:
        for line in atomic.read(raw / "manifest.jsonl").split(b"\n"):
            if wanted and not any(digest in line for digest in wanted):
                continue
            row = json.loads(line)
            told = row["page"], row.get("snapshot"), row["seen"]
            if row.get("verdict") == "forgotten":
                told_of.pop(told, None)
            elif row["sha256"]:
                moment = row["seen"][:19] + "Z"
                date.fromisoformat(moment[:10])
                told_of[told] = (row["page"], row["sha256"]), moment
    except (OSError, ValueError, KeyError, TypeError):
        pass
    found: dict[tuple[str, str], str] = {}
    for shown, moment in told_of.values():
        found[shown] = max(moment, found.get(shown, moment))
    return found
