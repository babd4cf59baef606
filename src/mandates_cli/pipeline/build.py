"""data/raw to data/parsed, and what both ways into data/raw share."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from mandates_cli import __version__, atomic, registry
from mandates_cli.compare import MandateChange, changes
from mandates_cli.corpus import Location, index, jsonl
from mandates_cli.errors import CorpusError
from mandates_cli.fetch import RawStore
from mandates_cli.fetch.scope import Scope
from mandates_cli.model import Identity, Look, Mandate, Sighting
from mandates_cli.parse import PageRecords, assemble, look, parse_page


def now() -> dt.datetime:
    moment = dt.datetime.now(dt.UTC)
    return moment.replace(microsecond=moment.microsecond // 1_000 * 1_000)


def scope(sites: Iterable[str] = ()) -> Scope:
    return Scope.of(registry.load().site, sites)


def examine(data: bytes, page: str, charset: str | None) -> Look:
    return look(data, page=page, charset=charset, registry=registry.load())


# The one file that data/raw cannot make again: ids of corrected wordings are nowhere else.
REMEDY: Final = "mend that line, put back a copy of the file, or remove it to let ids of corrected wordings begin anew"


class Built(NamedTuple):
    mandates: int
    placements: int
    pages: int
    diagnostics: int
    changes: list[MandateChange]

    def __str__(self) -> str:
        pages = f"{self.pages:,} page{'' if self.pages == 1 else 's'}"
        return (
            f"{self.mandates:,} mandates in {self.placements:,} placements on {pages}, {self.diagnostics:,} diagnostics"
        )


def is_current(where: Location, store: RawStore) -> bool:
    """Whether data/parsed was made from what data/raw holds now, by this version."""
    try:
        return where.source.read_text("ascii") == _source(store) and where.truth.is_file()
    except (OSError, UnicodeDecodeError):
        return False


def build(where: Location, store: RawStore) -> Built:
    """Parse every page and write the records, the diagnostics and the index. Raises CorpusError without a page."""
    before = _before(where)
    table = identities(where)
    pages = [parsed(sighting, data) for sighting, data in store.latest()]
    if not pages:
        raise CorpusError(f"No pages in {where.raw}; bring some with 'mandates fetch' or 'mandates import PATH'.")
    mandates, found, table = assemble(pages, table, before)
    diagnostics = [*(d for page in pages for d in page.diagnostics), *found]
    jsonl.write(where.diagnostics, diagnostics)
    jsonl.write(where.pages, [page.page for page in pages])
    jsonl.write(where.identities, table)
    jsonl.write(where.truth, mandates)
    index.opened(where).close()
    atomic.write(where.source, [_source(store).encode("ascii")])
    placements = sum(len(m.placements) for m in mandates)
    return Built(len(mandates), placements, len(pages), len(diagnostics), changes(before, mandates))


def identities(where: Location) -> list[Identity]:
    """The table of ids. Raises CorpusError where it is damaged."""
    return jsonl.read(where.identities, Identity, REMEDY) if where.identities.is_file() else []


def parsed(sighting: Sighting, data: bytes) -> PageRecords:
    return parse_page(
        data,
        page=sighting.page,
        url=sighting.final_url,
        snapshot=sighting.sha256 or "",
        media_type=sighting.media_type,
        declared_charset=sighting.charset,
        registry=registry.load(),
    )


def _before(where: Location) -> list[Mandate]:
    """The records so far; none where they cannot be read, since they are about to be made anew."""
    try:
        return jsonl.read(where.truth, Mandate) if where.truth.is_file() else []
    except CorpusError:
        return []


def _source(store: RawStore) -> str:
    """What records are made from: the version and the bytes of every page."""
    lines = (f"{s.page} {s.sha256} {s.charset} {s.final_url}\n" for _, s in sorted(store.state().items()))
    return f"{__version__} {hashlib.sha256(''.join(lines).encode()).hexdigest()}\n"


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
            f"Another mandates command is writing {where.folder}; run this again when it is done."
        ) from error
    except OSError as error:
        raise CorpusError(
            f"Cannot write {where.folder} ({error.strerror}); nothing was changed: "
            "choose a writable folder with --data-dir."
        ) from error
    try:
        for folder in (where.raw, where.raw / "aside", where.truth.parent):
            atomic.sweep(folder)
        yield
    finally:
        lock.release()
