"""States of the corpus to compare: which one a word names, and the mandates in it.

Heavy libraries are imported where a state has to be parsed: two files, or two summits, are compared without them.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from mandates_cli.corpus import Corpus, Location
from mandates_cli.corpus.location import IDENTITIES, at_home
from mandates_cli.errors import UsageError
from mandates_cli.query import days
from mandates_cli.rows import PartialRow, loaded
from mandates_cli.wording import worded

if TYPE_CHECKING:
    from mandates_cli.compare.course import Shown
    from mandates_cli.fetch import RawStore
    from mandates_cli.fetch.snapshots import Recent
    from mandates_cli.model import Sighting, Snapshot

STDIN: Final = Path("-")
RECENT: Final = ("latest", "previous")
# 2012-05, 2012-05-01; and a snapshot of a day with several, 2012-05-01.2
DATE: Final = re.compile(r"\d{4}-\d\d(?:-\d\d(?:\.\d+)?)?")
PATH: Final = re.compile(r"[/\\]|^\.|\.(?:jsonl?|csv|tsv)$")

# A page, the checksum of its bytes, its charset and its address: what its records are made from.
Source: TypeAlias = tuple[str, str | None, str | None, str | None]


class State(NamedTuple):
    """The mandates of a snapshot, a folder or a file, and what to call it; a corpus' `table` of ids."""

    name: str
    records: Sequence[PartialRow]
    table: Path | None = None


class Summit(NamedTuple):
    year: int


class Moment(NamedTuple):
    """A snapshot; `snapshot` is null for what data/raw holds now. `passed_over` are newer ones that were not taken for
    `latest` or `previous`, each with the reason. `until` is a moment within a snapshot: an archive may hold years."""

    name: str
    snapshot: "Snapshot | None"
    passed_over: Sequence[str] = ()
    until: dt.datetime | None = None


def named(operand: str, corpus: Corpus) -> Summit | Moment | Path:
    """In this order: standard input, latest and previous, a snapshot or date, a summit, a file or folder, words of a
    summit's name; what looks like a path is one. Raises UsageError for what is none of them."""
    path = at_home(Path(operand))
    if (written := days.meant(operand)) and not path.exists():
        raise UsageError("Cannot take {day} for a date; write {days}.", day=operand, days=" or ".join(written))
    if operand == str(STDIN) or PATH.search(operand):
        return path
    if operand in RECENT or DATE.fullmatch(operand):
        return _moment(operand, corpus.where)
    if year := corpus.year(operand, parts=False):
        return Summit(year)
    if path.exists():
        return path
    if year := corpus.year(operand):
        return Summit(year)
    raise UsageError(
        "Cannot compare {operand!r}; give a snapshot (latest, previous, a date such as 2026-11-24 or 2026-11), a"
        " summit (2018 or VIII), a corpus' folder, or a .jsonl, .json, .csv or .tsv file ('mandates info' lists"
        " snapshots).",
        operand=operand,
    )


def _moment(operand: str, where: Location) -> Moment:
    from mandates_cli.fetch import RawStore

    store = RawStore(where.raw)
    if operand in RECENT:
        return _recent(operand, store, where)
    snapshots = store.snapshots()
    found = [s for s in snapshots if s.name == operand] or _until(operand, snapshots)
    if not found and (within := _within(operand, store)):
        return within
    if not found:
        fault = "No snapshot is called {operand!r} or was taken until then; {folder} has {known}."
        known = ", ".join(s.name for s in snapshots) or "none"
        raise UsageError(fault, operand=operand, folder=where.folder, known=known)
    chosen = found[-1]
    called = chosen.name if chosen.name == operand else f"{chosen.name} (for {operand})"
    return Moment(called, None if chosen is snapshots[-1] else chosen)


def _until(day: str, snapshots: "Sequence[Snapshot]") -> "list[Snapshot]":
    """Those of that day or month, or before."""
    try:
        dt.date.fromisoformat(f"{day}-01"[:10])
    except ValueError:
        return []
    return [s for s in snapshots if f"{s.finished:%Y-%m-%d}"[: len(day)] <= day]


def _within(day: str, store: "RawStore") -> Moment | None:
    """What was seen until that day by a run that had not ended then."""
    from mandates_cli.pipeline.steps import steps

    try:
        end = dt.datetime.combine(dt.date.fromisoformat(day), dt.time.max, dt.UTC)
    except ValueError:
        return None
    found = steps(store, end)
    return Moment(f"{found[-1].last.date()} (for {day})", None, until=found[-1].last) if found else None


def _recent(operand: str, store: "RawStore", where: Location) -> Moment:
    from mandates_cli.fetch.snapshots import recent

    found = recent(store)
    chosen = found.latest if operand == "latest" else found.previous
    if chosen is None:
        fault = "{folder} has {has}; 'mandates fetch' makes the next, and 'mandates import' takes older saved pages."
        raise UsageError(fault, folder=where.folder, has=_lacking(found))
    current = found.snapshots[-1].name == chosen.name
    return Moment(f"{chosen.name} ({operand})", None if current else chosen, found.passed_over(chosen))


def _lacking(found: "Recent") -> str:
    """What there is in place of two complete states that differ."""
    others = ", ".join(found.passed_over(None))
    if not found.snapshots:
        return "no snapshot"
    if found.latest is None:
        return worded("no complete snapshot ({others})", others=others)
    if not others:
        return worded("one snapshot only ({latest.name})", latest=found.latest)
    return worded("no two complete snapshots that differ ({latest.name}, {others})", latest=found.latest, others=others)


def states(old: Moment | Path, new: Moment | Path, where: Location, piped: Callable[[], bytes]) -> tuple[State, State]:
    """Both states with ids that mean the same in both; `piped` gives what standard input holds."""
    moments = [operand for operand in (old, new) if isinstance(operand, Moment)]
    seen = _seen(moments, where) if moments else iter(())
    one, other = (next(seen) if isinstance(operand, Moment) else _read(operand, piped) for operand in (old, new))
    return one, other


def _read(path: Path, piped: Callable[[], bytes]) -> State:
    from mandates_cli.corpus import files

    if path == STDIN:
        return State("standard input", files.parsed(piped(), "standard input"))
    tables = (path / IDENTITIES, path / IDENTITIES.name)
    return State(str(path), files.read(path), next((table for table in tables if table.is_file()), None))


def _seen(moments: Sequence[Moment], where: Location) -> Iterator[State]:
    """The pages as they were, parsed with the corpus' table of ids, so that a corrected wording keeps its id; of what
    data/parsed was made from, that."""
    from mandates_cli.corpus import files
    from mandates_cli.corpus.generation import Generation
    from mandates_cli.fetch import RawStore
    from mandates_cli.model import Mandate
    from mandates_cli.parse import PageRecords, assemble
    from mandates_cli.pipeline import build, remade

    where = Generation.opened(where).where
    store, readings = RawStore(where.raw), build.Readings(build.known(where))
    current = _sources(store.state())
    table = remade.identities(where)
    with readings.kept_in(where):
        earlier: list[Mandate] = []
        parsed: dict[Source, PageRecords] = {}
        for moment in moments:
            shown = _shown(moment, store)
            sources = _sources(shown)
            if sources == current and build.is_current(where, store):
                yield State(moment.name, files.read(where.truth), where.identities)
                continue
            for page, source in sources.items():
                if source not in parsed:
                    parsed[source] = readings.read(store, shown[page])
            assembly = assemble([parsed[source] for source in sources.values()], table, earlier, readings.tables)
            earlier, table = assembly.mandates, assembly.identities
            yield State(moment.name, [loaded(mandate.model_dump_json()) for mandate in earlier], where.identities)


def _shown(moment: Moment, store: "RawStore") -> "Mapping[str, Sighting]":
    if moment.snapshot is None:
        return store.state(moment.until)
    return store.state_of(moment.snapshot)


def _sources(shown: "Mapping[str, Sighting]") -> dict[str, Source]:
    """By page, in page order."""
    return {page: (page, s.sha256, s.charset, s.final_url) for page, s in sorted(shown.items())}


def of_page(page: str, where: Location) -> "Iterator[Shown]":
    """What a page showed, oldest first; what is the same for several sightings is one state."""
    from mandates_cli.compare.course import Shown
    from mandates_cli.fetch import RawStore
    from mandates_cli.fetch.store import LEFT
    from mandates_cli.parse import assemble
    from mandates_cli.pipeline import build, remade
    from mandates_cli.pipeline.readings import key_of
    from mandates_cli.pipeline.steps import steps

    store, readings = RawStore(where.raw), build.Readings(build.known(where))
    table = remade.identities(where)
    seen = [step.seen[page] for step in steps(store) if page in step.seen]
    with readings.kept_in(where):
        for _, run in groupby(seen, key=lambda s: None if s.verdict in LEFT else key_of(s)):
            first, *_, last = [*run] * 2
            records = None
            if first.verdict not in LEFT:
                found = assemble([readings.read(store, first)], table, (), readings.tables).mandates
                records = [loaded(mandate.model_dump_json()) for mandate in found]
            begun, until = (each.seen.isoformat(timespec="seconds").replace("+00:00", "Z") for each in (first, last))
            yield Shown(begun, until, first.snapshot, records)
