"""The corpus as the site was on a day: that state parsed, and kept beside what is read of pages.

past = located(where, "2012-05")
Corpus(past.where).list(theme="security")
"""

import datetime as dt
import hashlib
import os
import re
import shutil
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from mandates_cli import atomic
from mandates_cli.corpus import Location, jsonl, location
from mandates_cli.errors import CorpusError, UsageError
from mandates_cli.fetch import RawStore
from mandates_cli.parse import assemble
from mandates_cli.pipeline import build, holdings, remade
from mandates_cli.pipeline.lifetimes import lifetimes
from mandates_cli.pipeline.readings import Readings, rules
from mandates_cli.pipeline.steps import Step, state, steps
from mandates_cli.query import days
from mandates_cli.registry import tables

# 2012, 2012-05, 2012-05-01; and a snapshot of a day with several, 2012-05-01.2
DAY: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(\.\d+)?)?)?")

# So many states are kept; of more, those made first go.
MOST: Final = 24


class Past(NamedTuple):
    """Where the corpus of that state is, how many pages it is of, and the run that found it so last, on that day."""

    where: Location
    pages: int
    snapshot: str
    day: dt.date


def located(where: Location, typed: str) -> Past:
    """The last state until that day, month or year ended, made where it was not asked for before.

    Raises UsageError for what is no date, or is before the first state, and CorpusError where it cannot be made.
    """
    where = where._replace(state=None)
    store = RawStore(where.raw)
    every = steps(store)
    found = [step for step in every if step.last < _end(typed, store)]
    if not every:
        fault = "{folder} has no pages of which an earlier state could be made; bring some with 'mandates fetch'."
        raise UsageError(fault, folder=where.folder)
    if not found:
        fault = "No page was seen until {day}; the first state in {folder} is of {first}."
        raise UsageError(fault, day=typed, folder=where.folder, first=every[0].last.date())
    last, shown = found[-1], state(found)
    past = Past(where, len(shown), last.snapshot, last.last.date())
    if len(found) == len(every) and build.is_current(where, store):
        return past
    stamp = _stamp(where, found)
    folder = _home(where) / "as-of" / f"{past.day}-{len(found)}"
    made = where._replace(state=folder)
    if not _is(made, stamp):
        with atomic.writing(folder):
            _make(made, where, store, found, stamp)
    return past._replace(where=made)


def _end(typed: str, store: RawStore) -> dt.datetime:
    """The moment at which a day, a month, a year or a snapshot ended."""
    written = DAY.fullmatch(typed)
    try:
        if written is None:
            raise ValueError
        year, month, day = (int(part or 1) for part in written.groups()[:3])
        begun = dt.datetime(year, month, day, tzinfo=dt.UTC)
    except ValueError as error:
        meant = " or ".join(days.meant(typed)) or "a day, month or year such as 2012-05-01, 2012-05 or 2012"
        raise UsageError("Cannot take {day} for a date; write {meant}.", day=typed, meant=meant) from error
    if written[4]:
        ended = [snapshot.finished for snapshot in store.snapshots() if snapshot.name == typed]
        if not ended:
            raise UsageError("No snapshot is called {name!r}; 'mandates info' lists them.", name=typed)
        return ended[0] + dt.timedelta(microseconds=1)
    if written[3]:
        return begun + dt.timedelta(days=1)
    if written[2]:
        return dt.datetime(year + month // 12, month % 12 + 1, 1, tzinfo=dt.UTC)
    return dt.datetime(year + 1, 1, 1, tzinfo=dt.UTC)


def _stamp(where: Location, found: Sequence[Step]) -> str:
    """What the state is made of."""
    digest = hashlib.sha256(where.identities.read_bytes() if where.identities.is_file() else b"")
    for step in found:
        for page, sighting in sorted(step.seen.items()):
            told = (page, sighting.sha256, sighting.charset, sighting.final_url, sighting.verdict, sighting.seen)
            digest.update(f"{told}\n".encode(errors="surrogatepass"))
    return f"{rules()} {tables.checksum(where.registry)} {digest.hexdigest()}\n"


def _is(made: Location, stamp: str) -> bool:
    try:
        return made.source.is_file() and made.source.read_text("ascii") == stamp and made.truth.is_file()
    except (OSError, UnicodeDecodeError):
        return False


def _home(where: Location) -> Path:
    """Beside the corpus, or in the user's cache where that cannot be written. Raises CorpusError for no such place."""
    beside = where.workings if where.workings.is_dir() else where.folder
    if where.origin != "shipped" and os.access(beside, os.W_OK):
        return where.workings
    home = location.cache()
    if home is None:
        raise CorpusError("You have no home folder to keep that state in; copy {folder} first.", folder=where.folder)
    return home / f"corpus-{zlib.crc32(os.fsencode(where.folder.resolve())):08x}"


def _make(made: Location, where: Location, store: RawStore, found: Sequence[Step], stamp: str) -> None:
    import filelock

    made.parsed.mkdir(parents=True, exist_ok=True)
    readings = Readings(build.known(where))
    with filelock.FileLock(made.parsed / ".lock"), readings.kept_in(where):
        if _is(made, stamp):
            return
        others = sorted(made.parsed.parent.iterdir(), key=lambda path: path.stat().st_mtime)
        for other in others[:-MOST]:
            shutil.rmtree(other, ignore_errors=True)
        made.source.unlink(missing_ok=True)
        past = lifetimes(found, store, readings, remade.identities(where))
        pages = [readings.read(store, sighting) for sighting in state(found).values()]
        assembly = assemble(pages, past.identities, (), readings.tables)
        jsonl.write(made.truth, build.dated(assembly.mandates, past.seen))
        jsonl.write(made.pages, [page.page for page in pages])
        jsonl.write(made.diagnostics, [*(d for page in pages for d in page.diagnostics), *assembly.diagnostics])
        atomic.write(made.coverage, [holdings.counted(store, readings.tables, [page.page for page in pages]).encode()])
        atomic.write(made.source, [stamp.encode("ascii")])
