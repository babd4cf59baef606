"""How long the site showed each mandate, in which wordings and on which pages.

The steps of the site are walked through in their order, and of each page only what changed is looked at: memory grows
with mandates and their changes, not with captures. An id belongs to a wording for good, so the table of ids says which
mandate a wording is of. One that the table does not know, since it was found later than what came after it, gets the id
of the wording that took its place; these are told from the last step back to the first.
"""

import datetime as dt
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias, TypedDict

from mandates_cli.fetch import RawStore
from mandates_cli.fetch.store import LEFT
from mandates_cli.model import Diagnostic, Identity, Lifetime, Mandate, Page, Phase, Sighting
from mandates_cli.parse import Excerpt
from mandates_cli.parse.assemble import joined, key_of, spaceless, strands, wording
from mandates_cli.parse.identity import Held, Key, Wording, continued, named
from mandates_cli.pipeline import readings as reading
from mandates_cli.pipeline.readings import Readings
from mandates_cli.pipeline.steps import Step

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


class Seen(TypedDict):
    """What a record says of it."""

    first_seen: dt.date
    last_seen: dt.date


class Lifetimes(NamedTuple):
    """`found` is made as it is asked for, once; `seen` has the first and the last day of each. `identities` is the
    table of ids with the wordings that it lacked, `lost` the states that could not be read."""

    found: Iterator[Lifetime]
    seen: Mapping[str, Seen]
    identities: list[Identity]
    lost: list[Diagnostic]


class _Turn(NamedTuple):
    """The step at which something changed, the moment at which that was seen, and the run that saw it."""

    step: int
    moment: dt.datetime
    snapshot: str


class _Phase:
    """A mandate as it stood from a step on. One that has ended is held as bytes: there may be many."""

    def __init__(self, begun: _Turn, mandate: Mandate) -> None:
        self.begun = begun
        self.ended: _Turn | None = None
        self.last = begun.moment
        self._mandate: Mandate | None = mandate
        self._packed = b""

    @property
    def mandate(self) -> Mandate:
        return self._mandate or Mandate.model_validate_json(zlib.decompress(self._packed))

    def finish(self, last: dt.datetime, turn: _Turn | None) -> None:
        """`last` is when it was seen last, `turn` what ended it; null where it stands."""
        self.last, self.ended = last, turn
        if turn and self._mandate:
            self._packed, self._mandate = zlib.compress(self._mandate.model_dump_json().encode(), 1), None


@dataclass(eq=False)
class _Strand:
    """A wording: the site shows it in phases, which differ in items, citation or pages."""

    wording: Wording
    digests: dict[str, None] = field(default_factory=dict)
    phases: list[_Phase] = field(default_factory=list)


class _Change(NamedTuple):
    """The wordings that one step no longer shows, and those that it shows anew."""

    left: list[_Strand]
    came: list[_Strand]


def lifetimes(steps: Sequence[Step], store: RawStore, readings: Readings, table: Sequence[Identity]) -> Lifetimes:
    walk = _Walk(store, readings)
    for number, step in enumerate(steps):
        walk.take(number, step)
    walk.end()
    known = {row.digest: row.id for row in table}
    ids = _identified(walk.changes, walk.strands.values(), known)
    older = {d: ids[strand] for strand in walk.strands.values() for d in strand.digests if d not in known}
    # Of a table, the last wording that has an id is the newest.
    identities = [*(Identity(digest=digest, id=id) for digest, id in older.items()), *table]
    by_id: dict[str, list[_Strand]] = defaultdict(list)
    for strand, id in ids.items():
        by_id[id].append(strand)
    seen = {id: _seen([phase for strand in strands for phase in strand.phases]) for id, strands in by_id.items()}
    return Lifetimes((_lifetime(id, by_id[id]) for id in sorted(by_id)), seen, identities, walk.lost)


def _seen(phases: Sequence["_Phase"]) -> Seen:
    first, last = min(phase.begun.moment for phase in phases), max(phase.last for phase in phases)
    return {"first_seen": first.date(), "last_seen": last.date()}


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
        self.strands: dict[Key, _Strand] = {}
        self.changes: list[_Change] = []
        self.lost: list[Diagnostic] = []
        self._store, self._readings = store, readings
        self._pages: dict[str, Page] = {}
        self._last: dict[str, dt.datetime] = {}
        self._shown: dict[str, _Shown] = {}
        # The pages that show what has a key, and the wordings that stand.
        self._where: dict[Key, set[str]] = defaultdict(set)
        self._standing: dict[Key, dict[Key, _Strand]] = defaultdict(dict)

    def take(self, number: int, step: Step) -> None:
        touched: dict[Key, dt.datetime] = {}
        seen: dict[str, dt.datetime] = {}
        for page, sighting in sorted(step.seen.items()):
            turned = self._turned(page, sighting)
            if turned is None:
                self.lost.append(_lost(sighting))
                continue
            seen[page] = sighting.seen
            for key in turned:
                touched[key] = min(touched.get(key, sighting.seen), sighting.seen)
        change = _Change([], [])
        for key, moment in touched.items():
            self._regroup(key, _Turn(number, moment, step.snapshot), change)
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

    def _regroup(self, key: Key, turn: _Turn, change: _Change) -> None:
        """The mandates of a key after a step; phases that it ended are ended."""
        before, after = self._standing.pop(key, {}), dict[Key, _Strand]()
        group = [excerpt for page in sorted(self._where[key]) for excerpt in self._shown[page].excerpts[key]]
        for keys, excerpts in strands({key_of(e) for e in group}, group).items() if group else ():
            said = wording(keys, excerpts)
            strand = self.strands.setdefault(spaceless(keys[0]), _Strand(said))
            strand.wording = said
            strand.digests |= dict.fromkeys(said.digests)
            after[spaceless(keys[0])] = strand
            mandate = joined("", excerpts, self._pages)
            last = strand.phases[-1] if strand.phases else None
            if last and last.ended is None:
                if _told(last.mandate) == _told(mandate):
                    continue
                self._finish(last, turn)
            strand.phases.append(_Phase(turn, mandate))
        for name, strand in before.items():
            if name not in after:
                self._finish(strand.phases[-1], turn)
                change.left.append(strand)
        change.came.extend(strand for name, strand in after.items() if name not in before)
        if after:
            self._standing[key] = after
        else:
            del self._where[key]

    def _finish(self, phase: _Phase, turn: _Turn | None) -> None:
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
    return Diagnostic(code="lost-state", severity="warning", page=sighting.page, line=None, text=day, message=message)


def _identified(changes: Sequence[_Change], every: Collection[_Strand], known: Mapping[str, str]) -> dict[_Strand, str]:
    """The id of each wording."""
    ids: dict[_Strand, str] = {}
    for strand in every:
        if id := next((known[digest] for digest in strand.digests if digest in known), None):
            ids[strand] = id
    taken = {*known.values()}
    held = Counter(ids[s] for s in every if s in ids and s.phases[-1].ended is None)
    # What stands now, of a table that is older than the last step.
    unnamed = [s for s in every if s not in ids and s.phases[-1].ended is None]
    for change in (_Change(unnamed, []), *reversed(changes)):
        held.subtract(ids[strand] for strand in change.came)
        held.update(ids[strand] for strand in change.left if strand in ids)
        unknown = {strand.wording.key: strand for strand in change.left if strand not in ids}
        free = (_held(strand, ids[strand]) for strand in change.came if not held[ids[strand]])
        found = continued([strand.wording for strand in unknown.values()], free)
        rest = sorted((s.wording for key, s in unknown.items() if key not in found), key=lambda w: w.digest)
        fresh = named(rest, taken)
        taken |= {*fresh.values()}
        for key, strand in unknown.items():
            ids[strand] = found.get(key) or fresh[key]
            held[ids[strand]] += 1
    return ids


def _held(strand: _Strand, id: str) -> Held:
    said = strand.wording
    return Held(id, said.document, said.language, said.text, said.pages)


def _lifetime(id: str, strands: Sequence[_Strand]) -> Lifetime:
    phases = sorted((phase for strand in strands for phase in strand.phases), key=lambda phase: phase.begun)
    newest = max(phases, key=lambda phase: (phase.ended is None, phase.begun))
    mandate = newest.mandate
    return Lifetime(
        id=id, language=mandate.language, summit=mandate.summit, document=mandate.document,
        first_seen=_second(phases[0].begun.moment), last_seen=_second(max(phase.last for phase in phases)),
        stands=newest.ended is None, phases=tuple(_phase(phase, phases) for phase in phases),
    )  # fmt: skip


def _phase(phase: _Phase, phases: Sequence[_Phase]) -> Phase:
    mandate = phase.mandate
    left = phase.ended if phase.ended and not any(_stands_at(phase.ended.step, other) for other in phases) else None
    return Phase(
        first_seen=_second(phase.begun.moment), last_seen=_second(phase.last),
        left=_second(left.moment) if left else None, snapshot=phase.begun.snapshot, section=mandate.section,
        text=mandate.text, chapeau=mandate.chapeau, items=mandate.items, closing=mandate.closing,
        citation=mandate.citation, also_cited=mandate.also_cited, notes=mandate.notes, themes=mandate.themes,
        pages=tuple(dict.fromkeys(placement.page for placement in mandate.placements)),
    )  # fmt: skip


def _stands_at(step: int, phase: _Phase) -> bool:
    return phase.begun.step <= step and (phase.ended is None or phase.ended.step > step)


def _second(moment: dt.datetime) -> dt.datetime:
    return moment.replace(microsecond=0)
