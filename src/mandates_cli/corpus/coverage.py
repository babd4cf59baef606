"""How much of the site a corpus holds: pages read, of those that are known to be there."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from mandates_cli.corpus.location import opened

# With less than this share of the known pages, an answer is told to be one of a part.
NEARLY_ALL: Final = 0.9


class Coverage(NamedTuple):
    """Pages `known` (from the tables and from links) and pages `read`."""

    known: int
    read: int

    @property
    def partial(self) -> bool:
        return self.read < NEARLY_ALL * self.known


def coverage(path: Path) -> Mapping[str, Coverage]:
    """By language, as the build wrote it down; empty where it did not."""
    try:
        with opened(path) as file:
            found = json.load(file)
        return {language: Coverage(counts["known"], counts["read"]) for language, counts in found.items()}
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return {}


def total(found: Mapping[str, Coverage]) -> Coverage | None:
    """Of all languages; null where nothing is known of it."""
    if not found:
        return None
    return Coverage(sum(each.known for each in found.values()), sum(each.read for each in found.values()))
