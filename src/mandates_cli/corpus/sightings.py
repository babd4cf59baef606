"""When pages were seen, as the manifest of data/raw tells: read by itself, since readers need a day and no more."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path


def days(raw: Path, snapshots: Mapping[str, str]) -> dict[str, date]:
    """By page, the last day on which it was seen with the bytes of that sha256. A manifest that is not there or is
    damaged tells nothing: who reads data/raw itself says so."""
    found: dict[str, date] = {}
    try:
        with (raw / "manifest.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                if not any(digest in line for digest in snapshots.values()):
                    continue
                row = json.loads(line)
                page, day = row["page"], date.fromisoformat(row["seen"][:10])
                if snapshots.get(page) == row["sha256"]:
                    found[page] = max(day, found.get(page, day))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return found
