"""What the site showed from one time to the next.

A mandate is corrected on several pages at once, so all that a run saw in its minutes is one step, and so is a state
that a web archive was asked for, whose pages were captured on different days. An archive that is imported may hold many
years: of what was imported together, each day is a step, and so is what shows a page once more.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mandates_cli.fetch import RawStore
from mandates_cli.fetch.store import LEFT, PLACE
from mandates_cli.model import Sighting
from mandates_cli.pipeline.readings import key_of


class Step(NamedTuple):
    """`seen` holds the last sighting of each page that was looked at, whether it was there or had left."""

    snapshot: str
    first: dt.datetime
    last: dt.datetime
    seen: dict[str, Sighting]


def steps(store: RawStore, until: dt.datetime | None = None) -> list[Step]:
    """Oldest first; with `until`, those that had ended by then."""
    asked = {snapshot.name for snapshot in store.snapshots() if snapshot.source != "import"}
    found: list[Step] = []
    for run in _runs(sorted(store.sightings(), key=PLACE), asked):
        found.append(Step(run[0].snapshot, run[0].seen, run[-1].seen, {s.page: s for s in run}))
    return [step for step in found if until is None or step.last <= until]


def _runs(sightings: Iterable[Sighting], asked: set[str]) -> Iterator[Sequence[Sighting]]:
    run: list[Sighting] = []
    shown: dict[str, object] = {}
    for sighting in sightings:
        if sighting.verdict != "page" and sighting.verdict not in LEFT:
            continue
        content = key_of(sighting) if sighting.verdict == "page" else None
        if run and (_parted(run[-1], sighting, asked) or shown.get(sighting.page, content) != content):
            yield run
            run, shown = [], {}
        run.append(sighting)
        shown[sighting.page] = content
    if run:
        yield run


def _parted(last: Sighting, next: Sighting, asked: set[str]) -> bool:
    other_day = last.seen.date() != next.seen.date() and next.snapshot not in asked
    return last.snapshot != next.snapshot or other_day


def state(steps: Iterable[Step]) -> dict[str, Sighting]:
    """What every page showed at the end, in page order."""
    shown: dict[str, Sighting] = {}
    for step in steps:
        shown |= step.seen
    return {page: sighting for page, sighting in sorted(shown.items()) if sighting.verdict not in LEFT}
