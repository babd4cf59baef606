"""data/raw to data/parsed, and what both ways into data/raw share."""

import datetime as dt
import gc
import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final, NamedTuple, TypeAlias, cast

from mandates_cli import __version__, atomic, registry
from mandates_cli.compare import MandateChange, changes
from mandates_cli.corpus import Location, jsonl
from mandates_cli.corpus.index import Index
from mandates_cli.errors import CorpusError
from mandates_cli.fetch import RawStore
from mandates_cli.model import Identity, Look, Mandate, Sighting
from mandates_cli.parse import PageRecords, assemble, look, parse_page
from mandates_cli.pipeline import holdings
from mandates_cli.query.names import Names, Tables
from mandates_cli.registry import tables
from mandates_cli.registry.lookup import Registry
from mandates_cli.rows import BodyRow, DocumentRow, LanguageRow, SummitRow, ThemeRow
from mandates_cli.wording import worded

# A page's bytes, and how and when they were seen.
Job: TypeAlias = tuple[Sighting, bytes]
# Applies a function to each job, in their order: `map`, or that of a pool of processes.
Map: TypeAlias = Callable[[Callable[[Job], PageRecords], Iterable[Job]], Iterable[PageRecords]]


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


class Readings:
    """What was read of pages in this run, so that a page which `examine` read is not read again by `build`."""

    def __init__(self, tables: Registry) -> None:
        self.tables = tables
        self._records: dict[tuple[str, str, str | None, str], PageRecords] = {}

    def examine(self, data: bytes, page: str, charset: str | None) -> Look:
        """Raises PageError as `parse.look` does."""
        looked = look(data, page=page, charset=charset, registry=self.tables)
        digest = hashlib.sha256(data).hexdigest()
        self._records[page, digest, charset, looked.look.media_type] = looked.records
        return looked.look

    def of(self, sighting: Sighting) -> PageRecords | None:
        kept = self._records.get((sighting.page, sighting.sha256 or "", sighting.charset, sighting.media_type or ""))
        return kept.stamped(sighting.final_url, sighting.sha256 or "") if kept else None

    def read(self, sighting: Sighting, data: bytes) -> PageRecords:
        return self.of(sighting) or _parsed(self.tables, (sighting, data))


# The one file that data/raw cannot make again: ids of corrected wordings are nowhere else.
REMEDY: Final = "mend that line, put back a copy of the file, or remove it to let ids of corrected wordings begin anew"


class Built(NamedTuple):
    mandates: int
    placements: int
    pages: int
    diagnostics: int
    changes: list[MandateChange]

    def __str__(self) -> str:
        return worded(
            "{mandates:mandate} in {placements:placement} on {pages:page}, {diagnostics:diagnostic}", **self._asdict()
        )


def is_current(where: Location, store: RawStore) -> bool:
    """Whether data/parsed was made from what data/raw and the tables hold now, by this version."""
    try:
        return where.source.read_text("ascii") == _source(where, store) and where.truth.is_file()
    except (OSError, UnicodeDecodeError):
        return False


def build(where: Location, store: RawStore, readings: Readings | None = None, map: Map = map) -> Built:
    """Parse every page and write the records, the diagnostics and the index. Raises CorpusError without a page.

    `readings` holds what was read of pages on their way in; what it does not hold is read here, by `map`.
    """
    with _no_collector():
        return _build(where, store, readings or Readings(known(where)), map)


def _build(where: Location, store: RawStore, readings: Readings, map: Map) -> Built:
    before = _before(where)
    table = identities(where)
    pages = _pages(store, readings, map)
    if not pages:
        raise CorpusError(
            "No pages in {raw}; bring some with 'mandates fetch' or 'mandates import PATH'.", raw=where.raw
        )
    mandates, found, table = assemble(pages, table, before, readings.tables)
    diagnostics = [diagnostic for page in pages for diagnostic in page.diagnostics]
    diagnostics += found
    jsonl.write(where.diagnostics, diagnostics)
    jsonl.write(where.pages, [page.page for page in pages])
    jsonl.write(where.identities, table)
    holdings.write(where, store, readings.tables, (page.page for page in pages))
    Index(where, (jsonl.write(where.truth, mandates), readings.tables))
    atomic.write(where.source, [_source(where, store).encode("ascii")])
    placements = sum(len(mandate.placements) for mandate in mandates)
    return Built(len(mandates), placements, len(pages), len(diagnostics), changes(before, mandates))


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


def identities(where: Location) -> list[Identity]:
    """The table of ids. Raises CorpusError where it is damaged."""
    return jsonl.read(where.identities, Identity, REMEDY) if where.identities.is_file() else []


def _pages(store: RawStore, readings: Readings, map: Map) -> list[PageRecords]:
    """The records of each page, in page order: as they were read in this run, or read now."""
    kept: dict[str, PageRecords] = {}
    jobs: list[Job] = []
    for sighting, data in store.latest():
        if records := readings.of(sighting):
            kept[sighting.page] = records
        else:
            jobs.append((sighting, data))
    for records in map(partial(_parsed, readings.tables), jobs):
        kept[records.page.page] = records
    return [kept[page] for page in sorted(kept)]


def _parsed(tables: Registry, job: Job) -> PageRecords:
    sighting, data = job
    return parse_page(
        data,
        page=sighting.page,
        url=sighting.final_url,
        snapshot=sighting.sha256 or "",
        media_type=sighting.media_type,
        declared_charset=sighting.charset,
        registry=tables,
    )


def _before(where: Location) -> list[Mandate]:
    """The records so far; none where they cannot be read, since they are about to be made anew."""
    try:
        return jsonl.read(where.truth, Mandate) if where.truth.is_file() else []
    except CorpusError:
        return []


def _source(where: Location, store: RawStore) -> str:
    """What records are made from: the version, the tables and the bytes of every page."""
    lines = (f"{s.page} {s.sha256} {s.charset} {s.final_url}\n" for _, s in sorted(store.state().items()))
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    return f"{__version__} {tables.checksum(where.registry)} {digest}\n"


@contextmanager
def one_writer(where: Location, patience: float = 30.0) -> Iterator[None]:
    """Hold the corpus' lock, which is freed at once when its holder dies.

    Raises CorpusError where another holds it for longer than `patience` seconds.
    """
    import filelock

    lock = filelock.FileLock(where.folder / ".lock", timeout=patience)
    try:
        where.folder.mkdir(parents=True, exist_ok=True)
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
        for folder in (where.raw, where.raw / "aside", where.truth.parent):
            atomic.sweep(folder)
        yield
    finally:
        lock.release()
