"""Which snapshots are the latest and the previous one: the last two complete states of one scope that differ.

Every run is written down as a snapshot, also one in which pages failed, that asked for one theme, or that found nothing
new. To compare with those would show half a change, or none. Whether one is complete is written down as its run ends
(`_ended` in `pipeline/run.py`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from mandates_cli.fetch.store import RawStore
from mandates_cli.model import Snapshot


class Recent(NamedTuple):
    """`previous` is null where no earlier complete state differs, both where none is complete. `snapshots` are all of
    them, oldest first."""

    latest: Snapshot | None
    previous: Snapshot | None
    snapshots: Sequence[Snapshot]

    def passed_over(self, since: Snapshot | None) -> list[str]:
        """Those after `since` (null: all) that are not the latest, each with the reason: `2026-11-25 (incomplete)`."""
        names = [snapshot.name for snapshot in self.snapshots]
        after = names.index(since.name) + 1 if since else 0
        others = (s for s in self.snapshots[after:] if self.latest is None or s.name != self.latest.name)
        return [f"{other.name} ({self._why(other)})" for other in others]

    def _why(self, other: Snapshot) -> str:
        if not other.complete:
            return "incomplete"
        if self.latest and other.scope != self.latest.scope:
            return other.scope or "of the whole site"
        return "unchanged"


def recent(store: RawStore) -> Recent:
    """Of the whole site, where it has two such states; otherwise of the scope that was fetched last and has. An import
    is a complete state of the pages that it brought."""
    snapshots = store.snapshots()
    by_scope: dict[str, list[Snapshot]] = {"": []}
    # The scope that was fetched last stands first, behind that of the whole site.
    for snapshot in reversed(snapshots):
        if snapshot.complete:
            by_scope.setdefault(snapshot.scope, []).append(snapshot)
    alone: Snapshot | None = None
    for newest_first in by_scope.values():
        latest, previous = _last_two(store, newest_first)
        if previous:
            return Recent(latest, previous, snapshots)
        alone = alone or latest
    return Recent(alone, None, snapshots)


def _last_two(store: RawStore, newest_first: Sequence[Snapshot]) -> tuple[Snapshot | None, Snapshot | None]:
    """The snapshot that brought the last state, and the last one before it with another; null for what is not there."""
    latest, shown = None, None
    for snapshot in newest_first:
        # What decides the text of each page.
        contents = {page: (seen.sha256, seen.charset) for page, seen in store.state_of(snapshot).items()}
        if shown is not None and contents != shown:
            return latest, snapshot
        latest, shown = snapshot, contents
    return latest, None
