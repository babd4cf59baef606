"""What waits to be written down in data/raw, so that one wait for the disk serves many pages."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from mandates_cli import atomic
from mandates_cli.fetch import intent
from mandates_cli.fetch.journal import Journal
from mandates_cli.model import Sighting, Snapshot


@dataclass
class Batch:
    """`files` were written beside their places; `leaving` names files that nothing shows any more. `since` is when the
    first sighting came, on the monotonic clock."""

    files: dict[Path, atomic.Staged] = field(default_factory=dict)
    sightings: list[Sighting] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    leaving: set[str] = field(default_factory=set)
    since: float | None = None

    def add(self, sighting: Sighting) -> None:
        self.sightings.append(sighting)
        self.since = self.since or time.monotonic()

    def write(self, folder: Path, manifest: Journal[Sighting], snapshots: Journal[Snapshot]) -> None:
        """All of it or none, though files that no line names may be left. Raises CorpusError."""
        with atomic.writing(folder):
            atomic.publish(self.files.values())
        lines = {
            manifest.path.name: manifest.lines(self.sightings),
            snapshots.path.name: snapshots.lines(self.snapshots),
        }
        intent.carry_out(folder, lines, sorted(self.leaving))

    def discard(self) -> None:
        atomic.discard(self.files.values())
