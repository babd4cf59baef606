"""data/raw: the bytes of every page as seen, a manifest with one line per sighting, and the snapshots.

Bytes are stored before the line that names them, so whatever a line names is there. Each line is written as it comes,
or many together, all or none. Pages that are not Mandates pages, those that no longer look as expected and those
forgotten are kept aside.
"""

import bisect
import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import chain, count
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from mandates_cli import atomic
from mandates_cli.errors import CorpusError
from mandates_cli.fetch import intent
from mandates_cli.fetch.batch import Batch
from mandates_cli.fetch.journal import Journal
from mandates_cli.model import Look, Sighting, Snapshot, Verdict

MANIFEST: Final = "manifest.jsonl"
SNAPSHOTS: Final = "snapshots.jsonl"
ASIDE: Final = "aside"
MEND: Final = "run 'mandates fetch --refresh', or import the page again"
UNSAFE: Final = re.compile(r"[^a-z0-9_-]+")
LEFT: Final = frozenset(("gone", "moved"))
OUTSIDE: Final = frozenset(("other", "drift", "forgotten"))
PLACE: Final = attrgetter("place")
NO_BYTES: Final[Mapping[str, Any]] = {"sha256": None, "size": 0, "file": None}


class RawStore:
    """The raw pages below `folder` (a corpus' data/raw). Writing needs the corpus' lock; after an error of writing, a
    store that is opened anew knows what is on the disk.

    `lost` are the pages whose sightings the disk did not take.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lost: set[str] = set()
        self._manifest = Journal(folder / MANIFEST, Sighting)
        self._snapshots = Journal(folder / SNAPSHOTS, Snapshot)
        self._batch = Batch()
        self._together = False

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written within comes to the disk when this ends, or with `commit`: all of it or none. Ended by an
        error, it leaves nothing."""
        if self._together:
            yield
            return
        self._together = True
        try:
            yield
            self.commit()
        finally:
            self._together = False
            self._drop()

    def commit(self) -> None:
        """Bring to the disk what waits. Raises CorpusError where the disk does not take it."""
        try:
            self._batch.write(self.folder, self._manifest, self._snapshots)
        except BaseException:
            self._drop()
            raise
        self._batch = Batch()

    def _drop(self) -> None:
        self.lost |= {sighting.page for sighting in self._batch.sightings}
        self._batch.discard()
        self._batch = Batch()

    def _written(self) -> None:
        if not self._together:
            self.commit()

    @property
    def waiting(self) -> int:
        """How many sightings wait to be written down."""
        return len(self._batch.sightings)

    @property
    def since(self) -> float | None:
        """When the first of them came, on the monotonic clock."""
        return self._batch.since

    def take_up(self) -> None:
        """Finish what a killed run was about to write down. Raises CorpusError where that cannot be told."""
        intent.take_up(self.folder)

    def sightings(self) -> list[Sighting]:
        """Every sighting in the order it was written, but for those forgotten. Raises CorpusError where the manifest is
        damaged."""
        lines = self._manifest.records
        if not any(line.verdict == "forgotten" for line in lines):
            return lines
        forgotten, kept = set(), []
        # What was forgotten may be written down anew after that.
        for line in reversed(lines):
            if line.verdict == "forgotten":
                forgotten.add(_told(line))
            elif _told(line) not in forgotten:
                kept.append(line)
        return kept[::-1]

    def forgotten(self) -> list[Sighting]:
        """Those forgotten, but for what was written down anew."""
        kept = {_told(sighting) for sighting in self.sightings()}
        return [line for line in self._manifest.records if line.verdict == "forgotten" and _told(line) not in kept]

    def snapshots(self, *, forgotten: bool = False) -> list[Snapshot]:
        """Oldest first; of one that was taken up again, the last word. Those that ended in one second stand as written:
        by name, 2026-11-24.10 would come before 2026-11-24.2. Those forgotten are asked for."""
        named = {snapshot.name: snapshot for snapshot in self._snapshots.records}
        return sorted((s for s in named.values() if forgotten or not s.forgotten), key=PLACE)

    def state(self, at: dt.datetime | None = None, without: Collection[str] = ()) -> dict[str, Sighting]:
        """What every Mandates page showed at that moment, or now: its newest sighting until then.

        `without` names snapshots to leave out.
        """
        shown = ((page, self.shown(page, at, without)) for page in self._by_page)
        return {page: sighting for page, sighting in shown if sighting}

    def state_of(self, snapshot: Snapshot) -> dict[str, Sighting]:
        """What every Mandates page showed when that snapshot ended, before others of the same second."""
        together = [s.name for s in self.snapshots() if s.place == snapshot.place]
        return self.state(snapshot.place, without=together[together.index(snapshot.name) + 1 :])

    def shown(self, page: str, at: dt.datetime | None = None, without: Collection[str] = ()) -> Sighting | None:
        """What one page showed at that moment, or now; null where it was not seen yet or had left."""
        sightings = self._by_page.get(page, [])
        end = len(sightings) if at is None else bisect.bisect_right(sightings, at, key=PLACE)
        for place in range(end - 1, -1, -1):
            sighting = sightings[place]
            if sighting.snapshot in without:
                continue
            if sighting.verdict in LEFT:
                return None
            if sighting.verdict == "page":
                return sighting
        return None

    @cached_property
    def _by_page(self) -> dict[str, list[Sighting]]:
        """The sightings of each page by their time; those of one moment as written."""
        pages = defaultdict(list)
        for sighting in sorted(self.sightings(), key=PLACE):
            pages[sighting.page].append(sighting)
        return pages

    def newest(self) -> dict[str, Sighting]:
        """The last sighting of each page, whatever it was."""
        return {page: sightings[-1] for page, sightings in self._by_page.items()}

    def before(self, page: str, seen: dt.datetime, *, fetched: bool = False) -> dt.datetime | None:
        """The moment after which a sighting of that page stands, whatever its own: null where its own will do.

        What is fetched comes after all that is known of the page, even where a clock has dated that later. What was
        saved comes after what was itself seen before, and follows such a date.
        """
        newest = self.newest_of(page)
        if newest is None or newest.place <= seen:
            return None
        return newest.place if fetched or newest.seen <= seen else None

    def newest_of(self, page: str) -> Sighting | None:
        sightings = self._by_page.get(page)
        return sightings[-1] if sightings else None

    def last_place(self) -> dt.datetime | None:
        """Of all snapshots and sightings."""
        places = [s.place for s in self.snapshots()] + [s.place for s in self.newest().values()]
        return max(places, default=None)

    def bytes_of(self, sighting: Sighting) -> bytes:
        """Raises CorpusError where the bytes are missing or not those that were stored."""
        if sighting.file is None:
            raise CorpusError("No bytes of {page} came with that sighting; {mend}.", page=sighting.page, mend=MEND)
        path = self._inside(sighting.file)
        try:
            data = atomic.read(self._now(path), sighting.size + 1)
        except OSError as error:
            fault = "Cannot read {path} ({reason}), which the manifest names; {mend}."
            raise CorpusError(fault, path=path, reason=error.strerror, mend=MEND) from error
        if hashlib.sha256(data).hexdigest() != sighting.sha256:
            raise CorpusError("{path} is not what was stored (its sha256 differs); {mend}.", path=path, mend=MEND)
        return data

    def _inside(self, name: str) -> Path:
        """Raises CorpusError for a name that leaves the folder, or that no file can have."""
        try:
            path = self.folder / name
            inside = path.resolve().is_relative_to(self.folder.resolve())
        except (ValueError, RuntimeError):
            inside = False
        if not inside:
            fault = "{manifest} names {name!r}, which is outside that folder; correct it."
            raise CorpusError(fault, manifest=self._manifest.path, name=name)
        return path

    def _now(self, path: Path) -> Path:
        """Where a file is until it takes its place."""
        staged = self._batch.files.get(path)
        return staged.temporary if staged else path

    def holds(self, sighting: Sighting) -> bool:
        """Whether the bytes of a sighting are here, by their size."""
        try:
            return sighting.file is not None and self._now(self.folder / sighting.file).stat().st_size == sighting.size
        except (OSError, ValueError):
            return False

    def keep(self, data: bytes, page: str, media_type: str | None, verdict: Verdict) -> dict[str, Any]:
        """Store the bytes of a page once; the fields of its sighting that say what and where they are."""
        digest = hashlib.sha256(data).hexdigest()
        aside = verdict in OUTSIDE
        name = self._files.get((digest, aside)) or _file_name(page, digest, media_type, aside)
        if self._contents.get(name, digest) != digest:
            name = _file_name(page, digest, media_type, aside, 64)
        path = self._inside(name)
        if path not in self._batch.files and not _shows(path, data):
            with atomic.writing(path):
                self._batch.files[path] = atomic.stage(path, [data])
        self._batch.leaving.discard(name)
        self._files[digest, aside] = name
        self._contents[name] = digest
        self._written()
        return {"sha256": digest, "size": len(data), "file": name}

    @cached_property
    def _files(self) -> dict[tuple[str, bool], str]:
        """The file of each content, and whether it is one kept aside."""
        named = ((s.sha256, s.file) for s in self._manifest.records if s.sha256 and s.file)
        return {(digest, name.startswith(f"{ASIDE}/")): name for digest, name in named}

    @cached_property
    def _contents(self) -> dict[str, str]:
        """Which content stands in each file."""
        return {name: digest for (digest, _), name in self._files.items()}

    def add(self, sighting: Sighting) -> None:
        pages = self._by_page
        self._manifest.records.append(sighting)
        bisect.insort(pages[sighting.page], sighting, key=PLACE)
        self._batch.add(sighting)
        self._written()

    def note(
        self, page: str, snapshot: str, verdict: Verdict, seen: dt.datetime, *, asked: str | None, answered: str | None,
        status: int | None, headers: Mapping[str, str] = {}, media_type: str | None = None, charset: str | None = None,
        look: Look | None = None, lacks: tuple[str, ...] = (), kept: Mapping[str, Any] = NO_BYTES,
        origin: str | None = None, follows: dt.datetime | None = None,
    ) -> Sighting:  # fmt: skip
        """Write down how a page was seen; `kept` is what `keep` said of its bytes."""
        sighting = Sighting(
            page=page, snapshot=snapshot, url=asked, final_url=answered, seen=seen, status=status, verdict=verdict,
            media_type=media_type, charset=charset, encoding=look.encoding if look else None,
            shape=look.shape if look else None, lacks=lacks, headers=dict(headers), origin=origin, follows=follows,
            **kept,
        )  # fmt: skip
        self.add(sighting)
        return sighting

    def forget(self, sightings: Sequence[Sighting], snapshots: Sequence[Snapshot] = ()) -> None:
        """Write down that these count no longer. Their bytes go aside, unless another sighting shows them."""
        gone = {_told(sighting) for sighting in sightings}
        held = {s.file for s in self.sightings() if _told(s) not in gone}
        with self.together():
            for sighting in sightings:
                kept: dict[str, Any] = {}
                if self.holds(sighting):
                    kept = self.keep(self.bytes_of(sighting), sighting.page, sighting.media_type, "forgotten")
                undone = sighting.model_copy(update={"verdict": "forgotten", **kept})
                self._manifest.records.append(undone)
                self._batch.add(undone)
            self.__dict__.pop("_by_page", None)
            for snapshot in snapshots:
                self.record(snapshot.model_copy(update={"forgotten": True}))
            left = {s.file for s in sightings if s.file} - held
            self._batch.leaving |= {file for file in left if "/" not in file}

    def record(self, snapshot: Snapshot) -> None:
        """Write down a run as it stands: once when it begins and once when it ends."""
        self._snapshots.records.append(snapshot)
        self._batch.snapshots.append(snapshot)
        self._written()

    def met(self) -> set[str]:
        """The pages of the site that runs have come across, those included that did not come."""
        seen = {page for page, s in self.newest().items() if s.final_url and s.verdict != "moved"}
        return seen.union(*map(self.missed, {s.scope for s in self.snapshots()}))

    def missed(self, scope: str) -> tuple[str, ...]:
        """The pages that did not come in the newest fetch of that scope."""
        newest = self._fetched(scope)
        return newest.missed if newest else ()

    def unfinished(self, since: dt.datetime, scope: str, until: dt.datetime | None = None) -> Snapshot | None:
        """The newest fetch of that scope, where it was interrupted or pages failed, unless it began before `since` or,
        by a clock that was wrong, after `until`."""
        newest = self._fetched(scope)
        if newest is None or newest.complete or newest.started <= since or (until and newest.started > until):
            return None
        return newest

    def _fetched(self, scope: str) -> Snapshot | None:
        """An interrupted one stands where it began; of two that began at once, the later written."""
        fetches = [s for s in self.snapshots() if s.source == "fetch" and s.scope == scope]
        return max(reversed(fetches), key=lambda s: max(s.started, s.follows or s.started), default=None)

    def new_name(self, day: dt.date) -> str:
        """A name for a snapshot: its day, with a number from the second of that day on."""
        taken = self.names()
        numbered = (f"{day}.{number}" for number in count(2))
        return next(name for name in chain([str(day)], numbered) if name not in taken)

    def names(self) -> set[str]:
        """Of all snapshots that there ever were."""
        return {s.snapshot for s in self._manifest.records} | {s.name for s in self._snapshots.records}


def _shows(path: Path, data: bytes) -> bool:
    """Whether a file holds these bytes."""
    try:
        return atomic.read(path, len(data) + 1) == data
    except OSError:
        return False


def _told(sighting: Sighting) -> tuple[str, str, dt.datetime]:
    """Tells a sighting from all others."""
    return sighting.page, sighting.snapshot, sighting.seen


def _file_name(page: str, digest: str, media_type: str | None, aside: bool, digits: int = 12) -> str:
    """A name that a person can read and no page can choose: `dem_corr-4f63ba504ae8.html`."""
    folder = f"{ASIDE}/" if aside else ""
    suffix = ".txt" if media_type == "text/plain" else ".html"
    stem = UNSAFE.sub("-", page.rpartition("/")[2].lower().rpartition(".")[0]).strip("-")[:80]
    return f"{folder}{stem or 'page'}-{digest[:digits]}{suffix}"
