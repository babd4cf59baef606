"""WARC files (ISO 28500), in and out: how web archives keep pages with their addresses and dates."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from http.client import responses
from typing import Any, BinaryIO, Final, TypeAlias
from urllib.parse import quote, unquote

from mandates_cli.errors import UsageError
from mandates_cli.fetch import recorded
from mandates_cli.fetch.answer import GONE, KEPT_HEADERS, MAX_BYTES, REDIRECTS, WHOLE, declared
from mandates_cli.fetch.capture import PASSED_OVER, Capture, Damage, Notice, in_utc
from mandates_cli.fetch.codings import body
from mandates_cli.fetch.recorded import SHOWN, Record
from mandates_cli.fetch.scope import WEB, web
from mandates_cli.fetch.spool import Spool
from mandates_cli.fetch.store import OUTSIDE
from mandates_cli.model import Sighting
from mandates_cli.wording import worded

FORMAT: Final = "WARC File Format 1.1"
# A saved page without an address still needs one in an archive.
NAMELESS: Final = "urn:mandates:page:"
# What an export holds besides pages: what the corpus knew of them, and bytes that were kept aside.
HISTORY: Final = "urn:mandates:history"
ASIDE: Final = "urn:mandates:aside:"
HISTORY_BYTES: Final = 2**28
# Kinds of records that are looked at. `conversion` is what some program made of a page.
KINDS: Final = ("response", "resource", "revisit", "conversion")
NO_PAGE: Final = (
    "image/", "video/", "audio/", "font/", "text/css", "text/javascript", "application/javascript", "application/json",
    "application/pdf", "application/zip",
)  # fmt: skip
NO_ADDRESS: Final = "has no web address; it was not taken."
ENDS_LINE: Final = re.compile(r"[\s\0-\x1f\x7f-\x9f]")
# etag
TOKEN: Final = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
# text/html
KIND: Final = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
UNKNOWN: Final = "application/octet-stream"
# So many faults of one archive are told, one by one.
TOLD: Final = 20
# After so many nothing more of it is read.
MOST_FAULTS: Final = 100_000
# The longest value of a header that is kept.
VALUE: Final = 1_000
# The library has no types.
Written: TypeAlias = Any


def read(file: BinaryIO, name: str, folder: str, spool: Spool | None = None) -> Iterator[Capture | Damage]:
    """Every captured page, and a sentence for each record that is damaged; what is whole is kept.

    Only of what may be a page below `folder` the bytes are read, into `spool`; other captures have none, and the status
    PASSED_OVER.
    """
    reader, faults = _Reader(folder, spool or Spool()), 0
    for one in recorded.read(file):
        found = one if isinstance(one, str) else reader.captured(one)
        if isinstance(found, Capture):
            yield found
        elif found:
            faults += 1
            if faults <= TOLD:
                yield worded("{name}: {found}", name=name, found=found)
            if faults == MOST_FAULTS:
                break
    if faults > TOLD:
        template = "{name}: {more:more record} cannot be taken; get the archive again."
        yield worded(template, name=name, more=faults - TOLD)
    if reader.absent:
        absent = "{name}: {absent:page} not taken, whose bytes are in an earlier archive; import that one too."
        yield Notice(worded(absent, name=name, absent=reader.absent))


class _Reader:
    """What the records of one archive are. `absent` counts the pages whose bytes another archive holds."""

    def __init__(self, folder: str, spool: Spool) -> None:
        self.absent = 0
        self._folder = folder
        self._spool = spool
        self._is_export = False
        self._payloads: dict[str, Capture] = {}

    def captured(self, record: Record) -> Capture | Damage | None:
        """A page, what is wrong with the record of one, or null for what is no page."""
        found = self._captured(record)
        if not isinstance(found, str):
            return found
        record.is_told = True
        return f"{record.called} {found}"

    def _captured(self, record: Record) -> Capture | Damage | None:
        """The same, where what is wrong follows the name of the record."""
        url = record.url
        own = url == HISTORY or url.startswith(ASIDE)
        if not own and record.kind not in KINDS:
            return None
        if not (own or WEB.match(url) or url.startswith(NAMELESS)):
            return NO_ADDRESS if url == "" or self._folder in unquote(url) else None
        seen = _date(record)
        if seen is None:
            return "has no date; it was not taken."
        capture = _capture(record, seen)
        if own:
            self._is_export = True
            return self._told(record, capture)
        if record.kind == "revisit":
            return self._again(record, capture)
        if not self._wanted(record, capture):
            left = capture.status in GONE | REDIRECTS and self._inside(capture)
            return capture if left else replace(capture, status=PASSED_OVER, headers={})
        if not (url.startswith(NAMELESS) or web(url)):
            return NO_ADDRESS
        return self._whole(record, capture)

    def _wanted(self, record: Record, capture: Capture) -> bool:
        """Whether it may be a page, by what its headers say."""
        if record.kind == "conversion" or (capture.media_type or "").startswith(NO_PAGE):
            return False
        return capture.status is None or (capture.status in WHOLE and self._inside(capture))

    def _inside(self, capture: Capture) -> bool:
        return self._is_export or self._folder in unquote(capture.name)

    def _told(self, record: Record, capture: Capture) -> Capture | Damage:
        data, fault = record.read(HISTORY_BYTES if capture.name == HISTORY else MAX_BYTES)
        return fault or replace(capture, content=self._spool.keep(data), url=None, status=PASSED_OVER)

    def _whole(self, record: Record, capture: Capture) -> Capture | Damage:
        answer = record.answer()
        raw, fault = record.read(MAX_BYTES + 1)
        page = body(raw, answer.headers if answer else {})
        if fault := fault or _unfit(record, page.data) or page.fault:
            return fault
        whole = replace(capture, content=self._spool.keep(page.data))
        if digest := record.headers.get("warc-payload-digest"):
            self._payloads[digest] = whole
        if capture.name.startswith(NAMELESS):
            return replace(whole, name=unquote(capture.name.removeprefix(NAMELESS)), url=None)
        return whole

    def _again(self, record: Record, capture: Capture) -> Capture | None:
        """What was seen once more is kept once: the record names it by its digest."""
        if earlier := self._payloads.get(record.headers.get("warc-payload-digest", "")):
            return replace(earlier, name=capture.name, url=capture.url, seen=capture.seen)
        may_be = capture.status in (None, 304, *WHOLE) and not (capture.media_type or "").startswith(NO_PAGE)
        self.absent += may_be and self._inside(capture)
        return None


def _capture(record: Record, seen: dt.datetime) -> Capture:
    """What its headers say of the page, without the page."""
    answer = record.answer()
    status = None if answer is None else PASSED_OVER if answer.status is None else answer.status
    sent = answer.headers if answer else {}
    kept = {name: value for name, value in sent.items() if name in KEPT_HEADERS and _is_plain(value)}
    kind, charset = declared(kept)
    return Capture(record.url, b"", kind or record.headers.get("content-type"), record.url, seen, status, charset, kept)


def _is_plain(value: str) -> bool:
    return len(value) <= VALUE and value.isprintable()


def _unfit(record: Record, data: bytes) -> str | None:
    """Why a record that is whole cannot be taken, to follow its name."""
    if len(data) > MAX_BYTES:
        return worded("is larger than {most} MiB, which no Mandates page is.", most=MAX_BYTES // 2**20)
    if record.kind == "response" and record.answer() is None:
        return "holds no answer of a server; it was not taken."
    if "warc-segment-number" in record.headers:
        return "is one of several parts, which are not put together; save the page from a browser."
    if truncated := record.headers.get("warc-truncated"):
        return worded("is cut short (by the crawler: {reason}); it was not taken.", reason=truncated[:SHOWN])
    return None


def _date(record: Record) -> dt.datetime | None:
    try:
        return in_utc(dt.datetime.fromisoformat(record.headers.get("warc-date", "")))
    except (ValueError, OverflowError):
        return None


def written(
    sightings: Iterable[tuple[Sighting, bytes]], history: bytes, software: str, *, compress: bool
) -> Iterator[bytes]:
    """One record for each sighting: `response` where a server answered, `resource` for saved pages and what was kept
    aside. Before them stands the history of the corpus, as `metadata`."""
    need()
    from warcio.warcwriter import WARCWriter

    file = io.BytesIO()
    writer = WARCWriter(file, gzip=compress, warc_version="WARC/1.1")
    writer.write_record(writer.create_warcinfo_record("data/raw", {"software": software, "format": FORMAT}))
    told = {"payload": io.BytesIO(history), "length": len(history), "warc_content_type": "application/json"}
    writer.write_record(writer.create_warc_record(HISTORY, "metadata", **told))
    yield _taken(file)
    for sighting, data in sightings:
        writer.write_record(_record(writer, sighting, data))
        yield _taken(file)


def _taken(file: io.BytesIO) -> bytes:
    piece = file.getvalue()
    file.seek(0)
    file.truncate()
    return piece


def _record(writer: Any, sighting: Sighting, data: bytes) -> Written:
    from warcio.statusandheaders import StatusAndHeaders

    aside = sighting.verdict in OUTSIDE
    uri = f"{ASIDE}{sighting.sha256}" if aside else sighting.final_url or NAMELESS + quote(sighting.page)
    # Whatever stands in a manifest, none of it ends a line of the archive's.
    uri = ENDS_LINE.sub(lambda found: quote(found[0]), uri)
    seen = sighting.seen.astimezone(dt.UTC).isoformat(timespec="microseconds")
    dates, body = {"WARC-Date": seen.replace("+00:00", "Z")}, io.BytesIO(data)
    made = partial(writer.create_warc_record, uri, payload=body, length=len(data), warc_headers_dict=dates)
    if sighting.status is None or aside:
        kind = sighting.media_type or ""
        return made(record_type="resource", warc_content_type=kind if KIND.fullmatch(kind) else UNKNOWN)
    sent = sighting.headers.items()
    headers = [(name.title(), value) for name, value in sent if TOKEN.fullmatch(name) and _is_plain(value)]
    code = 200 if sighting.file else sighting.status
    status = f"{code} {responses.get(code, '')}".strip()
    answer = StatusAndHeaders(status, [*headers, ("Content-Length", str(len(data)))], protocol="HTTP/1.1")
    return made(record_type="response", http_headers=answer)


def need() -> None:
    """Raises UsageError where the library is not installed."""
    try:
        import warcio  # noqa: F401
    except ImportError as error:
        template = "To write WARC files, install what it needs: pip install 'mandates-cli[warc]'"
        raise UsageError(template) from error
