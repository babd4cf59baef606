"""When pages were seen, as the manifest of data/raw tells: read by itself, since readers need a day and no more."""

import json
from collections.abc import Collection
from datetime import date
from pathlib import Path


def days(raw: Path, digests: Collection[str] = ()) -> dict[tuple[str, str], date]:
    """By page and sha256 of its bytes, one of `digests` where there are any, the last day on which it was seen so. A
    manifest that is not there or is damaged tells nothing: who reads data/raw itself says so."""
    found: dict[tuple[str, str], date] = {}
    try:
        with (raw / "manifest.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                if digests and not any(digest in line for digest in digests):
                    continue
                row = json.loads(line)
                if row["sha256"]:
                    shown, day = (row["page"], row["sha256"]), date.fromisoformat(row["seen"][:10])
                    found[shown] = max(day, found.get(shown, day))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return found
