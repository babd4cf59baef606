"""data/raw to data/parsed, and what both ways into data/raw share."""

import datetime as dt
import gc
import hashlib
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple, cast

from mandates_cli import __version__, atomic, registry
from mandates_cli.compare import MandateChange, changes
from mandates_cli.corpus import Location
from mandates_cli.corpus.generation import Generation
from mandates_cli.corpus.index import Index
from mandates_cli.errors import CorpusError, PageError
from mandates_cli.fetch import RawStore
from mandates_cli.fetch.store import PLACE
from mandates_cli.model import Identity, Mandate, Sighting
from mandates_cli.parse import PageRecords, assemble, refused
from mandates_cli.pipeline import holdings, publication
from mandates_cli.pipeline.lifetimes import lifetimes
from mandates_cli.pipeline.readings import Readings as Readings
from mandates_cli.pipeline.remade import Made, former
from mandates_cli.pipeline.steps import steps
from mandates_cli.pipeline.strands import Seen
from mandates_cli.pipeline.workers import Map
from mandates_cli.query.names import Names, Tables
from mandates_cli.registry import tables
from mandates_cli.registry.lookup import Registry
from mandates_cli.rows import BodyRow, DocumentRow, LanguageRow, SummitRow, ThemeRow
from mandates_cli.wording import worded


def now() -> dt.datetime:
    moment = dt.datetime.now(dt.UTC)
    return moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)


def known(where: Location) -> Registry:
    """The tables, with the user's own rows. Raises CorpusError for a row that is not valid."""
    return registry.load(where.registry)


def names(tables: Registry, pages: Iterable[str] = ()) -> Names:
    """What filters may name where no index is asked; `pages` are those that there are."""
    return Names(
        Tables(
            summits=lambda: (cast(SummitRow, summit.model_dump(mode="json")) for summit in tables.summits),
            documents=lambda: (cast(DocumentRow, document.model_dump()) for document in tables.documents),
            themes=lambda: (cast(ThemeRow, theme.model_dump()) for theme in tables.themes),
            languages=lambda: (cast(LanguageRow, language.model_dump()) for language in tables.languages),
            pages=lambda: pages,
            bodies=lambda: (cast(BodyRow, body.model_dump()) for body in tables.bodies),
        )
    )


class Built(NamedTuple):
    """Counts, and which files were damaged before they were made anew."""

    mandates: int
    placements: int
    pages: int
    diagnostics: int
    changes: list[MandateChange]
    damaged: tuple[str, ...] = ()

    def __str__(self) -> str:
        template = "{mandates:mandate} in {placements:placement} on {pages:page}, {diagnostics:diagnostic}"
        if self.damaged:
            template += " (made anew, since it was damaged: {names})"
        return worded(template, **self._asdict(), names=", ".join(self.damaged))


def is_current(where: Location, store: RawStore) -> bool:
    """Whether data/parsed is whole, and made from what data/raw and the tables hold now, by this version."""
    try:
        return where.source.is_file() and where.source.read_text("ascii") == _source(
            where, store, Generation.opened(where)
        )
    except (CorpusError, OSError, UnicodeDecodeError):
        return False


def build(
    where: Location,
    store: RawStore,
    readings: Readings | None = None,
    map: Map | None = None,
    told: Callable[[int], None] = lambda _: None,
) -> Built:
    """Parse every page and write the records, the diagnostics and the index. Raises CorpusError without a page.

    `readings` holds what was read of pages on their way in; what was not read before is read by `map`, or here, and for
    each page `told` hears how many these are.
    """
    readings = readings or Readings(known(where))
    with _no_collector(), readings.kept_in(where):
        return _build(where, store, readings, map, told)


def _build(where: Location, store: RawStore, readings: Readings, map: Map | None, told: Callable[[int], None]) -> Built:
    state = store.state()
    if not state:
        raise CorpusError(
            "No pages in {raw}; bring some with 'mandates fetch' or 'mandates import PATH'.", raw=where.raw
        )
    for sighting in state.values():
        store.bytes_of(sighting)  # that a page's bytes are lost is told as long as it can be fetched again
    readings.learn(store, (s for s in store.sightings() if s.verdict == "page"), map, told)
    make = partial(made, readings)
    before, table, damaged = former(where, make)
    fresh = make(store, table, before)
    files = fresh.files()
    generation = publication.publish(where, files)
    Index(where, (files[where.truth.name], readings.tables))
    atomic.write(where.source, [_source(where, store, generation).encode("ascii")])
    placements = sum(len(mandate.placements) for mandate in fresh.mandates)
    counts = len(fresh.mandates), placements, len(fresh.pages), len(fresh.diagnostics)
    return Built(*counts, changes(before, fresh.mandates), damaged)


def made(readings: Readings, store: RawStore, table: Sequence[Identity], before: Sequence[Mandate]) -> Made:
    """The records of what a store shows; nothing is written."""
    pages = [_read(readings, store, sighting) for _, sighting in sorted(store.state().items())]
    mandates, found, identities = assemble(pages, table, before, readings.tables)
    whole = not any(diagnostic.code == "page-refused" for page in pages for diagnostic in page.diagnostics)
    past = lifetimes(steps(store), store, readings, identities, mandates if whole else None)
    told = [diagnostic for page in pages for diagnostic in page.diagnostics]
    kept = [page.page for page in pages]
    coverage = holdings.counted(store, readings.tables, kept)
    history = [lifetime.model_dump_json() for lifetime in past.found]
    return Made(dated(mandates, past.seen), [*told, *found, *past.lost], kept, past.identities, history, coverage)


def dated(mandates: Iterable[Mandate], seen: Mapping[str, Seen]) -> list[Mandate]:
    """With the days on which each was first and last seen."""
    return [mandate.model_copy(update=seen[mandate.id]) for mandate in mandates]


@contextmanager
def _no_collector() -> Iterator[None]:
    """The records hold no circles, and the collector would go over all of them again and again."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _read(readings: Readings, store: RawStore, sighting: Sighting) -> PageRecords:
    """One page that is beyond a bound keeps no other from being read."""
    try:
        return readings.read(store, sighting)
    except PageError as error:
        kept = _former(readings, store, sighting)
        return refused(sighting.page, sighting.final_url, sighting.sha256 or "", readings.tables, error, kept)


def _former(readings: Readings, store: RawStore, sighting: Sighting) -> PageRecords | None:
    """What a page showed before, as far back as its bytes can be read."""
    for earlier in sorted(store.sightings(), key=PLACE, reverse=True):
        other = earlier.page == sighting.page and earlier.verdict == "page" and earlier.sha256 != sighting.sha256
        if other and (found := readings.past(store, earlier)):
            return found
    return None


def _source(where: Location, store: RawStore, generation: Generation) -> str:
    """What records are made from: the version, the tables, the bytes of every page and the day on which it was last
    seen; and which records these are."""
    state = sorted(store.state().items())
    lines = (f"{s.page} {s.sha256} {s.charset} {s.final_url} {s.seen:%Y-%m-%d}\n" for _, s in state)
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    made = generation.seal.generation if generation.seal else None
    return f"{__version__} {tables.checksum(where.registry)} {digest} {made}\n"


def _check_lock(path: Path) -> None:
    """Locking empties the file. Raises CorpusError for one that is not ours."""
    with suppress(FileNotFoundError):
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size:
            raise CorpusError("{path} is not the file that mandates locks; remove it, then run this again.", path=path)


@contextmanager
def one_writer(where: Location, patience: float = 30.0) -> Iterator[None]:
    """Hold the corpus' lock, which is freed at once when its holder dies.

    Raises CorpusError where another holds it for longer than `patience` seconds.
    """
    import filelock

    path = where.folder / ".lock"
    lock = filelock.FileLock(path, timeout=patience)
    try:
        where.folder.mkdir(parents=True, exist_ok=True)
        _check_lock(path)
        lock.acquire()
    except filelock.Timeout as error:
        raise CorpusError(
            "Another mandates command is writing {folder}; run this again when it is done.", folder=where.folder
        ) from error
    except OSError as error:
        raise CorpusError(
            "Cannot write {folder} ({reason}); nothing was changed: choose a writable folder with --data-dir.",
            folder=where.folder,
            reason=error.strerror,
        ) from error
    try:
        for folder in (where.raw, where.raw / "aside", where.parsed):
            atomic.sweep(folder)
        RawStore(where.raw).take_up()
        publication.finish(where)
        _check_journals(where)
        yield
    finally:
        lock.release()


def _check_journals(where: Location) -> None:
    """Nothing is added to a history that somebody altered. Raises CorpusError."""
    try:
        held = Generation.at(where)
    except CorpusError:
        return  # the build makes the seal anew
    if altered := held.altered_journals():
        store = RawStore(where.raw)
        store.sightings(), store.snapshots()  # which name a line that is none
        raise held.fault(altered[0])
