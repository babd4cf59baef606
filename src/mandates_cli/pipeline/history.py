"""The history of a corpus, which travels in its export: snapshots, sightings and ids; and another corpus' taken over.

What a corpus has of its own stays as it is; of what it took over, that goes which was forgotten there. A snapshot whose
name is taken gets another one, so does a saved file without an address, and a wording whose id means another one here
gets a new id.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import count
from typing import Any, NamedTuple, Self

from pydantic import ValidationError

from mandates_cli.corpus import Location, jsonl
from mandates_cli.fetch import RawStore, warc
from mandates_cli.fetch.capture import Capture
from mandates_cli.fetch.intake import Became, Fate, Intake
from mandates_cli.fetch.store import LEFT, OUTSIDE
from mandates_cli.model import Identity, Record, Sighting, Snapshot
from mandates_cli.pipeline import publication, remade

UNKNOWN = (
    "The history in an export is damaged or of a later version; its pages were taken as of any archive."
    " To have it too, update mandates or export it again."
)


class History(Record):
    snapshots: tuple[Snapshot, ...]
    sightings: tuple[Sighting, ...]
    identities: tuple[Identity, ...]
    forgotten: tuple[Sighting, ...] = ()

    @classmethod
    def of(cls, where: Location, store: RawStore) -> Self:
        table = remade.identities(where)
        return cls(
            snapshots=tuple(store.snapshots(forgotten=True)), sightings=tuple(store.sightings()),
            identities=tuple(table), forgotten=tuple(store.forgotten()),
        )  # fmt: skip


class Restored(NamedTuple):
    """`intake` says what became of the captures of which the histories tell, and refuses those that make no sense;
    `left` are the other captures, `tables` the tables of ids."""

    intake: Intake
    left: list[Capture]
    tables: list[Sequence[Identity]]


def restored(store: RawStore, captures: Iterable[Capture], now: dt.datetime) -> Restored:
    """Take the histories that are among the captures into a store, with the bytes that they speak of."""
    whole = list(captures)
    read = [capture for capture in whole if capture.name != warc.HISTORY]
    histories = dict.fromkeys(capture.content for capture in whole if capture.name == warc.HISTORY)
    contents = {hashlib.sha256(capture.data).hexdigest(): capture for capture in read if histories}
    found = Restored(Intake(), [], [])
    taken: set[tuple[str, dt.datetime]] = set()
    for content in histories:
        try:
            history = History.model_validate_json(content if isinstance(content, bytes) else content.read())
        except ValidationError:
            history = None
        if history is None or not all(map(_is_plain, history.sightings)):
            found.intake.refused.append(UNKNOWN)
            continue
        merger = _Merger(store, history, contents, now)
        merger.merge(found.intake)
        taken |= merger.taken
        found.tables.append(history.identities)
    found.left.extend(c for c in read if (c.name, c.seen) not in taken and not c.name.startswith(warc.ASIDE))
    return found


def _is_plain(sighting: Sighting) -> bool:
    """Whether its addresses would end no line where they are written down."""
    return all(name.isprintable() for name in (sighting.url or "", sighting.final_url or ""))


class _Merger:
    """Writes what a history tells into a store. `taken` are the records of an archive that it spoke of."""

    def __init__(self, store: RawStore, history: History, contents: Mapping[str, Capture], now: dt.datetime) -> None:
        self._store = store
        self._history = history
        self._contents = contents
        self._now = now
        self.taken: set[tuple[str, dt.datetime]] = set()
        self._kept: dict[tuple[str | None, bool], Mapping[str, Any]] = {}

    def merge(self, intake: Intake) -> None:
        """What became of the captures is added to `intake`."""
        pages = _pages(self._store, self._history.sightings)
        names = self._snapshots()
        known = {sighting.model_dump_json() for sighting in self._store.sightings()}
        for theirs in self._history.sightings:
            page, snapshot = pages.get(theirs.page, theirs.page), names.get(theirs.snapshot, theirs.snapshot)
            kept = self._bytes(theirs, page)
            if kept is None:
                continue
            self.taken.add((theirs.final_url or theirs.page, theirs.seen))
            change = {"page": page, "snapshot": snapshot, "seen": min(theirs.seen, self._now), **kept}
            sighting = theirs.model_copy(update=change)
            is_known = sighting.model_dump_json() in known
            self._tell(intake, sighting, is_known=is_known)
            if not is_known:
                self._store.add(sighting)
        self._forget(intake, names)

    def _forget(self, intake: Intake, names: Mapping[str, str]) -> None:
        """What was taken over before, and forgotten there since."""
        pages = _pages(self._store, self._history.forgotten)
        undone = {
            (pages.get(s.page, s.page), names[s.snapshot], min(s.seen, self._now))
            for s in self._history.forgotten if s.snapshot in names
        }  # fmt: skip
        gone = [s for s in self._store.sightings() if (s.page, s.snapshot, s.seen) in undone]
        before = {s.page: self._store.shown(s.page) for s in gone}
        if gone:
            self._store.forget(gone)
        for theirs in self._history.snapshots:
            if theirs.forgotten and theirs.name in names:
                self._store.record(theirs.model_copy(update={"name": names[theirs.name]}))
        for page, sighting in before.items():
            after = self._store.shown(page)
            if sighting and sighting != after:
                became: Became = "changed" if after else "gone"
                intake.became[became] += 1
                items = after.shape.items if after and after.shape else None
                intake.fates.append(Fate(page, sighting.final_url or page, sighting.seen, became, items))

    def _tell(self, intake: Intake, sighting: Sighting, *, is_known: bool) -> None:
        page, seen = sighting.page, sighting.seen
        before, current = self._store.shown(page, seen), self._store.shown(page)
        became: Became
        if sighting.verdict in LEFT:
            became = "same" if is_known else "gone"
        elif sighting.verdict != "page" or sighting.status == 304:
            return
        elif before is None:
            became = "new"
        else:
            became = "same" if before.sha256 == sighting.sha256 else "changed"
        older = became in ("new", "changed") and current is not None and current.seen > seen
        intake.became[became] += 1
        intake.older += older
        items = sighting.shape.items if sighting.shape else None
        replaced = before if became == "changed" and not older else None
        shown = "older" if older else became
        intake.fates.append(Fate(page, sighting.final_url or page, seen, shown, items, before=replaced))

    def _bytes(self, sighting: Sighting, page: str) -> Mapping[str, Any] | None:
        """The fields that say where they are; null where somebody took them out of the archive."""
        if sighting.file is None:
            return {}
        aside = sighting.verdict in OUTSIDE
        key = (sighting.sha256, aside)
        if key not in self._kept:
            capture = self._contents.get(sighting.sha256 or "")
            if capture is None:
                return None
            self._kept[key] = self._store.keep(capture.data, page, sighting.media_type, sighting.verdict)
        return self._kept[key]

    def _snapshots(self) -> dict[str, str]:
        """Writes down those that are not here; by their names there, their names here."""
        here, there = _told(self._store.sightings()), _told((*self._history.sightings, *self._history.forgotten))
        names: dict[str, str] = {}
        for theirs in self._history.snapshots:
            ours = [s for s in self._store.snapshots() if s.name not in names.values()]
            # Taken over before, perhaps under another name, perhaps not to its end.
            same = [
                s.name for s in ours
                if s == theirs.model_copy(update={"name": s.name, "forgotten": False})
                and here[s.name] <= there[theirs.name]
            ]  # fmt: skip
            named = theirs.name if theirs.name in same else next(iter(same), None)
            if named or not theirs.forgotten:
                names[theirs.name] = named or self._written(theirs)
        return names

    def _written(self, snapshot: Snapshot) -> str:
        """What it is called here."""
        taken = snapshot.name in self._store.names()
        name = self._store.new_name(snapshot.finished.date()) if taken else snapshot.name
        self._store.record(snapshot.model_copy(update={"name": name}))
        return name


def _told(sightings: Iterable[Sighting]) -> dict[str, set[tuple[object, ...]]]:
    """By snapshot, what tells its sightings apart wherever they are."""
    told: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for s in sightings:
        told[s.snapshot].add((s.final_url or s.origin, s.seen, s.sha256))
    return told


def _pages(store: RawStore, sightings: Iterable[Sighting]) -> dict[str, str]:
    """What saved files without an address are called here: another file may have that name."""
    ours = {page: s.origin for page, s in store.newest().items() if s.final_url is None}
    names = {origin: page for page, origin in ours.items() if origin}
    pages = {}
    for page, origin in {s.page: s.origin for s in sightings if s.final_url is None and s.origin}.items():
        if origin not in names:
            numbered = (page if number == 1 else f"{page}.{number}" for number in count(1))
            names[origin] = next(name for name in numbered if ours.get(name) in (None, origin))
            ours[names[origin]] = origin
        pages[page] = names[origin]
    return pages


def remember(where: Location, tables: Sequence[Sequence[Identity]]) -> None:
    """Add to the corpus' table of ids what it lacks of others. Needs the corpus' lock."""
    if not tables:
        return
    ours = remade.identities(where)
    if (table := reduce(merged, tables, ours)) != ours:
        publication.amend(where, where.identities.name, jsonl.raws(table))


def merged(ours: list[Identity], theirs: Sequence[Identity]) -> list[Identity]:
    """Our table of ids with what it lacks of theirs. An id of which the tables share no wording stays ours."""
    wordings, ids, rows = {row.digest for row in ours}, {row.id for row in ours}, set(ours)
    shared = {row.id for row in theirs if row in rows}
    return [*ours, *(row for row in theirs if row.digest not in wordings and (row.id not in ids or row.id in shared))]
