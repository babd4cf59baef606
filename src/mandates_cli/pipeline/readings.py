"""What was read of pages: kept, so that no page is read twice by the same rules."""

import hashlib
import threading
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter, ValidationError

from mandates_cli import __version__, folding, model, parse, registry
from mandates_cli.corpus import Location
from mandates_cli.corpus.sql.kept import Kept, packed, unpacked
from mandates_cli.errors import CorpusError, PageError
from mandates_cli.model import Look, Sighting
from mandates_cli.parse import PageRecords, look, parse_page
from mandates_cli.pipeline.workers import Job, Map, Workers
from mandates_cli.registry import tables as files

if TYPE_CHECKING:
    from mandates_cli.fetch import RawStore
    from mandates_cli.registry.lookup import Registry

FILE: Final = "readings.sqlite"
# Of what is in the file too, so many readings are held in memory.
HELD: Final = 1_000
FORM: Final = TypeAdapter(PageRecords)


class Readings:
    """Within `kept_in` they are in a file; before that, in memory. Safe to use from several threads."""

    def __init__(self, tables: "Registry") -> None:
        self.tables = tables
        self._held: dict[bytes, PageRecords] = {}
        self._kept: Kept | None = None
        self._lock = threading.Lock()

    @contextmanager
    def kept_in(self, where: Location) -> Iterator[None]:
        """Those of before that were made by the same rules are known, and what is read is written down.

        Nothing is written into an installed package.
        """
        if self._kept is not None or where.origin == "shipped":
            yield
            return
        self._kept = Kept(where.workings / FILE, f"{rules()} {files.checksum(where.registry)}")
        try:
            for key, records in self._held.items():
                self._kept.put(key, packed(FORM.dump_json(records)))
            yield
        finally:
            self._kept.close()
            self._kept = None

    def examine(self, data: bytes, page: str, charset: str | None) -> Look:
        """Raises PageError as `parse.look` does."""
        looked = look(data, page=page, charset=charset, registry=self.tables)
        digest = hashlib.sha256(data).hexdigest()
        self._note(_key(digest, page, charset, looked.look.media_type), looked.records)
        return looked.look

    def of(self, sighting: Sighting) -> PageRecords | None:
        """What was read of it; null where that was not read by these rules."""
        key = key_of(sighting)
        records = self._held.get(key)
        if records is None and self._kept and (body := self._kept.get(key)) is not None:
            try:
                records = self._hold(key, FORM.validate_json(body))
            except ValidationError:
                return None
        return records.stamped(sighting.final_url, sighting.sha256 or "") if records else None

    def read(self, store: "RawStore", sighting: Sighting) -> PageRecords:
        """Its bytes are asked for where they were not read before. Raises CorpusError as `bytes_of` does, and PageError
        as `parse_page` does."""
        if found := self.of(sighting):
            return found
        return self._note(key_of(sighting), _parsed(self.tables, (sighting, store.bytes_of(sighting))))

    def past(self, store: "RawStore", sighting: Sighting) -> PageRecords | None:
        """The same of what may be lost: then null."""
        try:
            return self.read(store, sighting)
        except (CorpusError, PageError):
            return None

    def learn(
        self,
        store: "RawStore",
        sightings: Iterable[Sighting],
        map: Map | None = None,
        told: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Read by `map`, or here, what was not read before; for each `told` hears how many these are. What cannot be
        read is left out: whoever needs it hears why. Of what is kept, the rest is thrown away."""
        wanted = {key_of(sighting): sighting for sighting in sightings}
        unread = {key: sighting for key, sighting in wanted.items() if not self._knows(key)}
        if map is None or (isinstance(map, Workers) and not map.are_worth(len(unread))):
            for sighting in unread.values():
                with suppress(CorpusError, PageError):
                    self.read(store, sighting)
                told(len(unread))
        else:
            self._learn(store, unread, map, told)
        if self._kept:
            self._kept.keep_only(wanted)

    def _learn(
        self, store: "RawStore", unread: Mapping[bytes, Sighting], map: Map, told: Callable[[int], None]
    ) -> None:
        keys: deque[bytes] = deque()

        def jobs() -> Iterator[Job]:
            for key, sighting in unread.items():
                with suppress(CorpusError):
                    data = store.bytes_of(sighting)
                    keys.append(key)
                    yield sighting, data

        for body in map(partial(_packed, self.tables), jobs()):
            self._learned(keys.popleft(), body)
            told(len(unread))

    def _knows(self, key: bytes) -> bool:
        return key in self._held or (self._kept is not None and self._kept.has(key))

    def _learned(self, key: bytes, body: bytes) -> None:
        if body and self._kept:
            self._kept.put(key, body)
        elif body:
            self._held[key] = FORM.validate_json(unpacked(body))

    def _note(self, key: bytes, records: PageRecords) -> PageRecords:
        if self._kept:
            self._kept.put(key, packed(FORM.dump_json(records)))
        return self._hold(key, records)

    def _hold(self, key: bytes, records: PageRecords) -> PageRecords:
        with self._lock:
            self._held[key] = records
            if self._kept and len(self._held) > HELD:
                del self._held[next(iter(self._held))]
        return records


def _packed(tables: "Registry", job: Job) -> bytes:
    """What a page was read to hold, to be kept; nothing for one that cannot be read."""
    try:
        return packed(FORM.dump_json(_parsed(tables, job)))
    except PageError:
        return b""


def _parsed(tables: "Registry", job: Job) -> PageRecords:
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


def key_of(sighting: Sighting) -> bytes:
    """What decides how it is read, but for the rules."""
    return _key(sighting.sha256 or "", sighting.page, sighting.charset, sighting.media_type)


def _key(digest: str, page: str, charset: str | None, media_type: str | None) -> bytes:
    return hashlib.sha256("\n".join((digest, page, charset or "", media_type or "")).encode()).digest()[:16]


@cache
def rules() -> str:
    """Of the code by which pages are read: others once a byte of it has changed."""
    found = 0
    for module in (model, folding):
        found = zlib.crc32(Path(module.__file__ or "").read_bytes(), found)
    for package in (parse, registry):
        for path in sorted(Path(package.__file__ or "").parent.glob("*.py")):
            found = zlib.crc32(path.read_bytes(), found)
    return f"{__version__} {found:08x}"
