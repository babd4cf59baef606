"""What the two operands of `diff` name."""

import datetime as dt
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from mandates_cli.corpus import Corpus, Location, Row
from mandates_cli.errors import UsageError

if TYPE_CHECKING:
    from mandates_cli.model import Snapshot

STDIN: Final = "-"
RECENT: Final = ("latest", "previous")
DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(?:\.\d+)?")
PATH: Final = re.compile(r"[/\\]|^\.|\.(?:jsonl?|csv|tsv)$")


class State(NamedTuple):
    """The mandates of a snapshot, a folder or a file, and what to call it."""

    name: str
    records: list[Row]


class Summit(NamedTuple):
    year: int


class Moment(NamedTuple):
    """A snapshot; `at` is null for what data/raw holds now."""

    name: str
    at: dt.datetime | None


def named(operand: str, corpus: Corpus) -> Summit | Moment | Path:
    """In this order: standard input, latest and previous, a snapshot or date, a summit, else a file or folder; what
    looks like a path is one. Raises UsageError for what is none."""
    if operand == STDIN or PATH.search(operand):
        return Path(operand)
    if operand in RECENT or DATE.fullmatch(operand):
        return _moment(operand, corpus.where)
    if year := corpus.year(operand):
        return Summit(year)
    if Path(operand).exists():
        return Path(operand)
    raise UsageError(
        f"{operand!r} is nothing to compare; name a snapshot (latest, previous, a date such as 2026-11-24), a summit"
        " (2018 or VIII), a corpus' folder, or a .jsonl, .json, .csv or .tsv file ('mandates info' lists snapshots)."
    )


def _moment(operand: str, where: Location) -> Moment:
    from mandates_cli.fetch import RawStore

    snapshots = RawStore(where.raw).snapshots()
    known = [s.name for s in snapshots]
    if operand == "latest" and snapshots:
        return Moment(f"{known[-1]} (latest)", None)
    if operand in RECENT:
        if len(snapshots) > 1:
            return Moment(f"{known[-2]} (previous)", snapshots[-2].finished)
        has = f"one snapshot only ({known[0]})" if known else "no snapshot"
        raise UsageError(
            f"{where.folder} has {has}; 'mandates fetch' makes the next, and 'mandates import' takes older saved pages."
        )
    found = [s for s in snapshots if s.name == operand] or _until(operand, snapshots)
    if not found:
        raise UsageError(f"No snapshot {operand!r} or before; there is {', '.join(known) or 'none'} in {where.folder}.")
    chosen = found[-1]
    called = chosen.name if chosen.name == operand else f"{chosen.name} (for {operand})"
    return Moment(called, None if chosen is snapshots[-1] else chosen.finished)


def _until(day: str, snapshots: "list[Snapshot]") -> "list[Snapshot]":
    """Those of that day or before."""
    try:
        last = dt.date.fromisoformat(day)
    except ValueError:
        return []
    return [s for s in snapshots if s.finished.date() <= last]


def states(old: Moment | Path, new: Moment | Path, corpus: Corpus) -> tuple[State, State]:
    """Both states with ids that mean the same in both."""
    if sys.stdin is None and STDIN in (str(old), str(new)):
        raise UsageError("Standard input is closed; pipe records into it, or name a file.")
    if str(old) == str(new) == STDIN:
        raise UsageError("Only one of the two can be standard input; save the other as a file.")
    moments = [operand for operand in (old, new) if isinstance(operand, Moment)]
    seen = _seen(moments, corpus.where) if moments else iter(())
    one, other = (next(seen) if isinstance(operand, Moment) else _read(operand) for operand in (old, new))
    return one, other


def _read(path: Path) -> State:
    from mandates_cli.corpus import files

    if str(path) == STDIN:
        return State("standard input", files.parsed(sys.stdin.buffer.read(), "standard input"))
    return State(str(path), files.read(path))


def _seen(moments: list[Moment], where: Location) -> Iterator[State]:
    """The pages as they were, parsed with the corpus' table of ids, so that a corrected wording keeps its id; of what
    data/parsed was made from, that."""
    from mandates_cli.corpus import files
    from mandates_cli.fetch import RawStore
    from mandates_cli.model import Mandate
    from mandates_cli.parse import PageRecords, assemble
    from mandates_cli.pipeline import build

    store, readings = RawStore(where.raw), build.Readings(build.known(where))
    table = build.identities(where)
    earlier: list[Mandate] = []
    parsed: dict[tuple[str | None, ...], PageRecords] = {}
    for moment in moments:
        if moment.at is None and build.is_current(where, store):
            yield State(moment.name, files.read(where.truth))
            continue
        pages = []
        for page, sighting in sorted(store.state(moment.at).items()):
            key = (page, sighting.sha256, sighting.charset, sighting.final_url)
            if key not in parsed:
                parsed[key] = readings.read(sighting, store.bytes_of(sighting))
            pages.append(parsed[key])
        assembly = assemble(pages, table, earlier)
        earlier, table = assembly.mandates, assembly.identities
        yield State(moment.name, [mandate.model_dump(mode="json") for mandate in earlier])
