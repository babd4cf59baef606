"""What archives show of each page: what one of them does, and what all of them together do. Pure, but for reading."""

import datetime as dt
import hashlib
import pickle
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from mandates_cli.errors import PageError, UsageError
from mandates_cli.fetch import intake, saved, warc
from mandates_cli.fetch.answer import GONE, REDIRECTS, WHOLE
from mandates_cli.fetch.capture import Capture, Damage
from mandates_cli.fetch.scope import Scope
from mandates_cli.parse import PageRecords
from mandates_cli.parse.look import look
from mandates_cli.registry.lookup import Registry
from mandates_cli.wording import worded

NO_ARCHIVE: Final = "{name} is no WARC file; 'mandates import' takes saved pages."
NAMELESS: Final = "{name}: {nameless:page} without an address passed over; 'mandates import' takes them."
HISTORY: Final = "{name} holds the history of a corpus, which 'mandates import' takes over; here its pages alone count."

# In which an import takes captures.
ORDER: Final = attrgetter("seen", "url")
# What a page's records are made from: the checksum of its bytes, and the charset that the server declared.
Content: TypeAlias = tuple[str, str | None]


class Seen(NamedTuple):
    """A page at one moment; `content` is null where it had left."""

    seen: dt.datetime
    url: str
    content: Content | None


class Held(NamedTuple):
    """What one archive shows of one page: each capture, and the records of the newest content. `archive` is its place
    among the archives."""

    archive: int
    page: str
    captures: list[Seen]
    records: dict[Content, PageRecords]


def read(path: Path, archive: int, tables: Registry, now: dt.datetime) -> Iterator[Held | str]:
    """What an archive shows of each page, and a sentence for each record that is damaged, or for the whole.

    Memory grows with what different contents the archive has of each page."""
    known, scope = frozenset(tables.pages()), Scope.of(tables.site)
    pages: dict[str, _Page] = {}
    nameless = 0
    for capture in _captures(path, tables.site.folder, now):
        if not isinstance(capture, Capture):
            yield str(capture)
        elif capture.path is not None:
            yield worded(NO_ARCHIVE, name=path.name)
        elif capture.name == warc.HISTORY:
            yield worded(HISTORY, name=path.name)
        elif capture.url is None:
            nameless += not capture.name.startswith(warc.ASIDE)
        else:
            page = intake.addressed(capture, capture.url, scope, known)
            held = pages.setdefault(page, _Page(page, tables))
            held.take(replace(capture, seen=min(capture.seen, now)), capture.url)
    if nameless:
        yield worded(NAMELESS, name=path.name, nameless=nameless)
    for page, held in pages.items():
        if held.captures:
            yield Held(archive, page, held.captures, held.newest())


def _captures(path: Path, folder: str, now: dt.datetime) -> Iterator[Capture | Damage]:
    try:
        yield from saved.read(path, folder, now)
    except UsageError as error:
        yield str(error)


class _Page:
    """A page while an archive is read. Records are kept packed: a page may have had thousands of contents."""

    def __init__(self, page: str, tables: Registry) -> None:
        self.captures: list[Seen] = []
        self._page = page
        self._tables = tables
        self._records: dict[Content, bytes | None] = {}

    def take(self, capture: Capture, url: str) -> None:
        inside = self._page.startswith(self._tables.site.folder)
        if capture.status in GONE | REDIRECTS:
            if inside:
                self.captures.append(Seen(capture.seen, url, None))
        elif capture.status is None or (capture.status in WHOLE and inside):
            content = (hashlib.sha256(capture.data).hexdigest(), capture.charset)
            if content not in self._records:
                self._records[content] = self._read(capture)
            if self._records[content] is not None:
                self.captures.append(Seen(capture.seen, url, content))

    def _read(self, capture: Capture) -> bytes | None:
        """Null for what an import would refuse."""
        try:
            looked = look(capture.data, page=self._page, charset=capture.charset, registry=self._tables)
        except PageError:
            return None
        refused = intake.refusal(looked.look, archived=capture.status is not None)
        return None if refused else packed(looked.records)

    def newest(self) -> dict[Content, PageRecords]:
        """No older content can be the one that the page shows now, whatever other archives have of it."""
        shown = [one.content for one in sorted(self.captures, key=ORDER) if one.content]
        if not shown:
            return {}
        newest, _ = shown[-1]
        found = ((content, held) for content, held in self._records.items() if content[0] == newest)
        return {content: unpacked(held) for content, held in found if held is not None}


def packed(value: object) -> bytes:
    return zlib.compress(pickle.dumps(value), 1)


def unpacked(data: bytes) -> Any:
    return pickle.loads(zlib.decompress(data))  # noqa: S301 (written by this run)


class Current(NamedTuple):
    """`seen` is when the page was last seen."""

    records: PageRecords
    seen: dt.datetime


def current(held: Iterable[Held]) -> Current | None:
    """What a page shows now by all archives, as an import of them all would have it; null where it has left.

    `held` is what each archive shows of it, in any order."""
    archives = sorted(held, key=attrgetter("archive"))
    shown: Seen | None = None
    for one in sorted((one for each in archives for one in each.captures), key=ORDER):
        shown = None if one.content is None else one
    if shown is None or shown.content is None:
        return None
    records = next(each.records[shown.content] for each in archives if shown.content in each.records)
    return Current(records.stamped(shown.url, shown.content[0]), shown.seen)


def parted(records: PageRecords) -> Iterable[tuple[str, PageRecords]]:
    """What a page shows of each document, by its id: no mandate, no twin and no id is made across documents. What names
    no document that the tables know is one part."""
    parts: dict[str, list[int]] = {}
    for number, excerpt in enumerate(records.excerpts):
        parts.setdefault(excerpt.document or "", []).append(number)
    for document, numbers in parts.items():
        excerpts = tuple(records.excerpts[number] for number in numbers)
        yield document, records._replace(excerpts=excerpts, diagnostics=())
