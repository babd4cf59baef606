"""The wordings that the site ever showed, which mandates they are of, and how long each stood."""

import datetime as dt
import zlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict

from mandates_cli.model import Lifetime, Mandate, Phase
from mandates_cli.parse.identity import Held, Wording, continued, named


class Turn(NamedTuple):
    """The step at which something changed, the moment at which that was seen, and the run that saw it."""

    step: int
    moment: dt.datetime
    snapshot: str


class Stretch:
    """A mandate as it stood from a step on. One that has ended is held as bytes: there may be many."""

    def __init__(self, begun: Turn, mandate: Mandate) -> None:
        self.begun = begun
        self.ended: Turn | None = None
        self.last = begun.moment
        self._mandate: Mandate | None = mandate
        self._packed = b""

    @property
    def mandate(self) -> Mandate:
        return self._mandate or Mandate.model_validate_json(zlib.decompress(self._packed))

    def finish(self, last: dt.datetime, turn: Turn | None) -> None:
        """`last` is when it was seen last, `turn` what ended it; null where it stands."""
        self.last, self.ended = last, turn
        if turn and self._mandate:
            self._packed, self._mandate = zlib.compress(self._mandate.model_dump_json().encode(), 1), None


@dataclass(eq=False)
class Strand:
    """A wording: the site shows it in phases, which differ in items, citation or pages."""

    wording: Wording
    digests: dict[str, None] = field(default_factory=dict)
    phases: list[Stretch] = field(default_factory=list)


class Change(NamedTuple):
    """The wordings that one step no longer shows, and those that it shows anew."""

    left: list[Strand]
    came: list[Strand]


def identified(changes: Sequence[Change], every: Collection[Strand], known: Mapping[str, str]) -> dict[Strand, str]:
    """The id of each wording."""
    ids: dict[Strand, str] = {}
    for strand in every:
        if id := next((known[digest] for digest in strand.digests if digest in known), None):
            ids[strand] = id
    taken = {*known.values()}
    held = Counter(ids[s] for s in every if s in ids and s.phases[-1].ended is None)
    # What stands now, of a table that is older than the last step.
    unnamed = [s for s in every if s not in ids and s.phases[-1].ended is None]
    for change in (Change(unnamed, []), *reversed(changes)):
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


def _held(strand: Strand, id: str) -> Held:
    said = strand.wording
    return Held(id, said.document, said.language, said.text, said.pages)


def lifetime(id: str, found: Sequence[Stretch]) -> Lifetime:
    phases = sorted(found, key=lambda phase: phase.begun)
    newest = max(phases, key=lambda phase: (phase.ended is None, phase.begun))
    mandate = newest.mandate
    return Lifetime(
        id=id, language=mandate.language, summit=mandate.summit, document=mandate.document,
        first_seen=_second(phases[0].begun.moment), last_seen=_second(max(phase.last for phase in phases)),
        stands=newest.ended is None, phases=tuple(_phase(phase, phases) for phase in phases),
    )  # fmt: skip


def _phase(phase: Stretch, phases: Sequence[Stretch]) -> Phase:
    mandate = phase.mandate
    left = phase.ended if phase.ended and not any(_stands_at(phase.ended.step, other) for other in phases) else None
    return Phase(
        first_seen=_second(phase.begun.moment), last_seen=_second(phase.last),
        left=_second(left.moment) if left else None, snapshot=phase.begun.snapshot, section=mandate.section,
        text=mandate.text, chapeau=mandate.chapeau, items=mandate.items, closing=mandate.closing,
        citation=mandate.citation, also_cited=mandate.also_cited, notes=mandate.notes, themes=mandate.themes,
        pages=tuple(dict.fromkeys(placement.page for placement in mandate.placements)),
    )  # fmt: skip


def _stands_at(step: int, phase: Stretch) -> bool:
    return phase.begun.step <= step and (phase.ended is None or phase.ended.step > step)


def _second(moment: dt.datetime) -> dt.datetime:
    return moment.replace(microsecond=0)


class Seen(TypedDict):
    """What a record says of it."""

    first_seen: dt.date
    last_seen: dt.date


def days(phases: Sequence[Stretch]) -> Seen:
    first, last = min(phase.begun.moment for phase in phases), max(phase.last for phase in phases)
    return {"first_seen": first.date(), "last_seen": last.date()}
