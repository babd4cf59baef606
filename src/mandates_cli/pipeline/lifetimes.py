"""How long the site showed each mandate, in which wordings and on which pages.

The steps of the site are walked through in their order, and of each page only what changed is looked at: memory grows
with mandates and their changes, not with captures. An id belongs to a wording for good, so the table of ids says which
mandate a wording is of. One that the table does not know, since it was found later than what came after it, gets the id
of the wording that took its place; these are told from the last step back to the first.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeAlias

from mandates_cli.fetch import RawStore
from mandates_cli.fetch.store import LEFT
from mandates_cli.model import Diagnostic, Identity, Lifetime, Mandate, Page, Sighting
from mandates_cli.parse import Excerpt
from mandates_cli.parse.assemble import joined, key_of, spaceless, strands, wording
from mandates_cli.parse.identity import Key
from mandates_cli.pipeline import readings as reading
from mandates_cli.pipeline.readings import Readings
from mandates_cli.pipeline.steps import Step
from mandates_cli.pipeline.strands import Change, Seen, Strand, Stretch, Turn, days, identified, lifetime

# The code of a state whose bytes are lost.
LOST: Final = "lost-state"
# Where a text stands on its page says nothing of the mandate.
PLACE: Final[Mapping[str, Any]] = {
    "position": 0,
    "label": None,
    "span": None,
    "closing_span": None,
    "citation_span": None,
    "line": None,
}
UNPLACED: Final = ("text", "chapeau", "items", "closing", "section", "document", "citation", "also_cited", "notes")

# What an excerpt says, wherever it stands on its page.
Said: TypeAlias = tuple[object, ...]


class Lifetimes(NamedTuple):
    """`found` is made as it is asked for, once; `seen` has the first and the last day of each. `identities` is the
    table of ids with the wordings that it lacked, `lost` the states that could not be read."""

    found: Iterator[Lifetime]
    seen: Mapping[str, Seen]
    identities: list[Identity]
    lost: list[Diagnostic]


def lifetimes(
    steps: Sequence[Step],
    store: RawStore,
    readings: Readings,
    table: Sequence[Identity],
    standing: Sequence[Mandate] | None = None,
) -> Lifetimes:
    """`standing` are the mandates of the last step, where every page that it shows was read."""
    if standing is not None and _one_state(steps):
        return _unchanged(steps, table, standing)
    walk = _Walk(store, readings)
    for number, step in enumerate(steps):
        walk.take(number, step)
    walk.end()
    known = {row.digest: row.id for row in table}
    ids = identified(walk.changes, walk.strands.values(), known)
    older = {d: ids[strand] for strand in walk.strands.values() for d in strand.digests if d not in known}
    # Of a table, the last wording that has an id is the newest.
    identities = [*(Identity(digest=digest, id=id) for digest, id in older.items()), *table]
    by_id: dict[str, list[Strand]] = defaultdict(list)
    for strand, id in ids.items():
        by_id[id].append(strand)
    phases = {id: [phase for strand in by_id[id] for phase in strand.phases] for id in sorted(by_id)}
    return _told_of(phases, identities, walk.lost)


def _told_of(phases: Mapping[str, Sequence[Stretch]], table: list[Identity], lost: list[Diagnostic]) -> Lifetimes:
    seen = {id: days(found) for id, found in phases.items()}
    return Lifetimes((lifetime(id, found) for id, found in phases.items()), seen, table, lost)


def _one_state(steps: Sequence[Step]) -> bool:
    """Whether all that was ever seen was there at the first step, and stands."""
    if not steps:
        return False
    first = {page: reading.key_of(sighting) for page, sighting in steps[0].seen.items()}
    return all(
        sighting.verdict not in LEFT and first.get(page) == reading.key_of(sighting)
        for step in steps
        for page, sighting in step.seen.items()
    )


def _unchanged(steps: Sequence[Step], table: Sequence[Identity], standing: Sequence[Mandate]) -> Lifetimes:
    """The same without a walk, for most of what is read is of one state."""
    first, last = steps[0].seen, {page: s.seen for step in steps for page, s in step.seen.items()}
    only: dict[str, list[Stretch]] = {}
    for mandate in sorted(standing, key=attrgetter("id")):
        pages = {placement.page for placement in mandate.placements}
        phase = Stretch(Turn(0, min(first[page].seen for page in pages), steps[0].snapshot), mandate)
        phase.finish(max(last[page] for page in pages), None)
        only[mandate.id] = [phase]
    return _told_of(only, [*table], [])


class _Shown(NamedTuple):
    """A page: of what bytes it was read, its excerpts by their keys, and what these say. `keys` has the key of all that
    it says: the next state says most of it too."""

    content: bytes | None
    excerpts: dict[Key, list[Excerpt]]
    said: dict[Key, tuple[Said, ...]]
    keys: dict[Said, Key]

    @classmethod
    def of(cls, content: bytes, excerpts: Iterable[Excerpt], before: "_Shown") -> "_Shown":
        found: dict[Key, list[Excerpt]] = {}
        said: dict[Key, tuple[Said, ...]] = {}
        keys: dict[Said, Key] = {}
        for excerpt in excerpts:
            bare = _bare(excerpt)
            key = keys[bare] = before.keys.get(bare) or spaceless(key_of(excerpt))
            found.setdefault(key, []).append(excerpt)
            said[key] = (*said.get(key, ()), bare)
        return cls(content, found, said, keys)


GONE: Final = _Shown(None, {}, {}, {})


def _bare(excerpt: Excerpt) -> Said:
    items = tuple((item.label, item.text) for item in excerpt.items)
    return excerpt._replace(items=(), **PLACE)[:] + items


class _Walk:
    """What the site shows at a step, by page and by wording, and all wordings that it ever showed."""

    def __init__(self, store: RawStore, readings: Readings) -> None:
        self.strands: dict[Key, Strand] = {}
        self.changes: list[Change] = []
        self.lost: list[Diagnostic] = []
        self._store, self._readings = store, readings
        self._pages: dict[str, Page] = {}
        self._last: dict[str, dt.datetime] = {}
        self._shown: dict[str, _Shown] = {}
        # The pages that show what has a key, and the wordings that stand.
        self._where: dict[Key, set[str]] = defaultdict(set)
        self._standing: dict[Key, dict[Key, Strand]] = defaultdict(dict)

    def take(self, number: int, step: Step) -> None:
        touched: dict[Key, dict[str, dt.datetime]] = defaultdict(dict)
        seen: dict[str, dt.datetime] = {}
        for page, sighting in sorted(step.seen.items()):
            turned = self._turned(page, sighting)
            if turned is None:
                self.lost.append(_lost(sighting))
                continue
            seen[page] = sighting.seen
            for key in turned:
                touched[key][page] = sighting.seen
        change = Change([], [])
        for key, moments in touched.items():
            self._regroup(key, number, moments, step.snapshot, change)
        if change.left or change.came:
            self.changes.append(change)
        self._last |= seen

    def _turned(self, page: str, sighting: Sighting) -> Iterable[Key] | None:
        """Show a page as it was seen; the keys of what came, left or changed on it. Null where its bytes are lost."""
        content = reading.key_of(sighting) if sighting.verdict not in LEFT else None
        before = self._shown.get(page, GONE)
        if before.content == content:
            return ()
        shown = GONE
        if content is not None:
            records = self._readings.past(self._store, sighting)
            if records is None:
                return None
            self._pages[page] = records.page
            shown = _Shown.of(content, records.excerpts, before)
        self._shown[page] = shown
        for key in before.excerpts.keys() - shown.excerpts.keys():
            self._where[key].discard(page)
        for key in shown.excerpts.keys() - before.excerpts.keys():
            self._where[key].add(page)
        return {key for key, _ in before.said.items() ^ shown.said.items()}

    def _regroup(
        self, key: Key, number: int, moments: Mapping[str, dt.datetime], snapshot: str, change: Change
    ) -> None:
        """The mandates of a key after a step; phases that it ended are ended. `moments` are when the pages that changed
        were seen."""
        before, after = self._standing.pop(key, {}), dict[Key, Strand]()
        group = [excerpt for page in sorted(self._where[key]) for excerpt in self._shown[page].excerpts[key]]
        for keys, excerpts in strands({key_of(e) for e in group}, group).items() if group else ():
            said = wording(keys, excerpts)
            strand = self.strands.setdefault(spaceless(keys[0]), Strand(said))
            strand.wording = said
            strand.digests |= dict.fromkeys(said.digests)
            after[spaceless(keys[0])] = strand
            own = [moments[excerpt.page] for excerpt in excerpts if excerpt.page in moments]
            turn = Turn(number, min(own or moments.values()), snapshot)
            mandate = joined("", excerpts, self._pages)
            last = strand.phases[-1] if strand.phases else None
            if last and last.ended is None:
                if _told(last.mandate) == _told(mandate):
                    continue
                self._finish(last, turn)
            strand.phases.append(Stretch(turn, mandate))
        for name, strand in before.items():
            if name not in after:
                self._finish(strand.phases[-1], Turn(number, min(moments.values()), snapshot))
                change.left.append(strand)
        change.came.extend(strand for name, strand in after.items() if name not in before)
        if after:
            self._standing[key] = after
        else:
            del self._where[key]

    def _finish(self, phase: Stretch, turn: Turn | None) -> None:
        phase.finish(max(self._last[placement.page] for placement in phase.mandate.placements), turn)

    def end(self) -> None:
        for standing in self._standing.values():
            for strand in standing.values():
                self._finish(strand.phases[-1], None)


def _told(mandate: Mandate) -> tuple[object, ...]:
    return (*(getattr(mandate, name) for name in UNPLACED), {placement.page for placement in mandate.placements})


def _lost(sighting: Sighting) -> Diagnostic:
    message = "the bytes of this state cannot be read; the history of the mandates is without it"
    day = sighting.seen.isoformat(timespec="seconds")
    return Diagnostic(code=LOST, severity="warning", page=sighting.page, line=None, text=day, message=message)
