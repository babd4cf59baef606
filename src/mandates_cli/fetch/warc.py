"""WARC files (ISO 28500), in and out: how web archives keep pages with their addresses and dates."""

import contextlib
import datetime as dt
import gzip
import io
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from http.client import responses
from typing import Any, BinaryIO, Final, TypeAlias
from urllib.parse import quote, unquote

from mandates_cli.errors import UsageError
from mandates_cli.fetch.answer import KEPT_HEADERS, MAX_BYTES, WHOLE, declared
from mandates_cli.fetch.capture import PASSED_OVER, Capture, Damage, Notice
from mandates_cli.fetch.codings import GZIP, body
from mandates_cli.model import Sighting
from mandates_cli.wording import worded

# The format before it: filedesc://crawl-20060101.arc 0.0.0.0 20060101000000 text/plain 75
ARC: Final = b"filedesc://"
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
# The library has no types.
Record: TypeAlias = Any


def read(file: BinaryIO, name: str, folder: str) -> Iterator[Capture | Damage]:
    """Every captured page, and a sentence for each record that is damaged; what is whole is kept.

    Only of what may be a page below `folder` the bytes are read; other captures have none. The library takes a
    truncated archive for a whole one, so the end is looked at here.
    """
    need()
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    sentence = "{name}: {damage}; what came before is taken."
    if damage := _cut(file):
        yield worded(sentence, name=name, damage=damage)
    file.seek(0)
    archive, reader = ArchiveIterator(file, check_digests=True, arc2warc=True), _Reader(name, folder)
    try:
        while (record := _next(archive)) is not None:
            if one := reader.captured(record):
                yield one
    except (ArchiveLoadFailed, zlib.error, EOFError, OSError, ValueError, AttributeError) as error:
        yield worded(sentence, name=name, damage=" ".join(str(error).split())[:100])
    if reader.absent:
        absent = "{name}: {absent:page} not taken, whose bytes are in an earlier archive; import that one too."
        yield Notice(worded(absent, name=name, absent=reader.absent))


def _next(archive: Iterator[Record]) -> Record:
    """The next record, null at the end. The library writes warnings of its own."""
    with contextlib.redirect_stderr(io.StringIO()):
        return next(archive, None)


class _Reader:
    """What the records of one archive are. `absent` counts the pages whose bytes another archive holds."""

    def __init__(self, name: str, folder: str) -> None:
        self.absent = 0
        self._name = name
        self._folder = folder
        self._is_export = False
        self._payloads: dict[str, Capture] = {}

    def captured(self, record: Record) -> Capture | Damage | None:
        url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
        own = url == HISTORY or url.startswith(ASIDE)
        if not own and (record.rec_type not in KINDS or not url.startswith(("http", NAMELESS))):
            return None
        seen = _date(record)
        if seen is None:
            return self._fault(url, "has no date; it was not taken.")
        sent = {k.lower(): v for k, v in record.http_headers.headers} if record.http_headers else {}
        kept = {k: v for k, v in sent.items() if k in KEPT_HEADERS}
        kind, charset = declared(kept)
        kind = kind or record.rec_headers.get_header("Content-Type")
        capture = Capture(url, b"", kind, url, seen, _status(record), charset, kept)
        if own:
            self._is_export = True
            return self._told(record, capture)
        if record.rec_type == "revisit":
            return self._again(record, capture)
        if not self._wanted(record, capture):
            return replace(capture, status=capture.status or PASSED_OVER)
        return self._whole(record, capture, sent)

    def _wanted(self, record: Record, capture: Capture) -> bool:
        """Whether it may be a page, by what its headers say."""
        if record.rec_type == "conversion" or (capture.media_type or "").startswith(NO_PAGE):
            return False
        return capture.status is None or (capture.status in WHOLE and self._inside(capture))

    def _inside(self, capture: Capture) -> bool:
        return self._is_export or self._folder in unquote(capture.name)

    def _told(self, record: Record, capture: Capture) -> Capture | Damage:
        data = record.raw_stream.read(HISTORY_BYTES if capture.name == HISTORY else MAX_BYTES)
        if fault := _damage(record, b""):
            return self._fault(capture.name, fault)
        return replace(capture, data=data, url=None, status=PASSED_OVER)

    def _whole(self, record: Record, capture: Capture, sent: Mapping[str, str]) -> Capture | Damage:
        raw = record.raw_stream.read(MAX_BYTES + 1)
        data, fault = body(raw, sent)
        if fault := _damage(record, data) or fault:
            return self._fault(capture.name, fault)
        whole = replace(capture, data=data)
        if digest := record.rec_headers.get_header("WARC-Payload-Digest"):
            self._payloads[digest] = whole
        if capture.name.startswith(NAMELESS):
            return replace(whole, name=unquote(capture.name.removeprefix(NAMELESS)), url=None)
        return whole

    def _again(self, record: Record, capture: Capture) -> Capture | None:
        """What was seen once more is kept once: the record names it by its digest."""
        if earlier := self._payloads.get(record.rec_headers.get_header("WARC-Payload-Digest")):
            return replace(earlier, name=capture.name, url=capture.url, seen=capture.seen)
        may_be = capture.status in (None, 304, *WHOLE) and not (capture.media_type or "").startswith(NO_PAGE)
        self.absent += may_be and self._inside(capture)
        return None

    def _fault(self, url: str, fault: str) -> Damage:
        return worded("{name}: the record of {url} {fault}", name=self._name, url=url, fault=fault)


def _damage(record: Record, data: bytes) -> str | None:
    """Why a record cannot be taken, to follow its name."""
    if len(data) > MAX_BYTES:
        return worded("is larger than {most} MiB, which no Mandates page is.", most=MAX_BYTES // 2**20)
    if record.raw_stream.limit > 0 or record.digest_checker.passed is False:
        problems = "; ".join(record.digest_checker.problems) or "cut short"
        return worded("is damaged ({problems}); get the archive again.", problems=problems)
    if truncated := record.rec_headers.get_header("WARC-Truncated"):
        return worded("is cut short (by the crawler: {reason}); it was not taken.", reason=truncated)
    return None


def _date(record: Record) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(record.rec_headers.get_header("WARC-Date", "")).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _status(record: Record) -> int | None:
    """Of the answer; null where the record is of a saved file, and PASSED_OVER for what is not a number."""
    code = record.http_headers.get_statuscode() if record.http_headers else None
    if code is None:
        return None
    return int(code) if code.isdecimal() else PASSED_OVER


def _cut(file: BinaryIO) -> Damage | None:
    """What is wrong with the end of an archive."""
    file.seek(0)
    head = file.read(len(ARC))
    if head.startswith(ARC):
        return None
    if head.startswith(GZIP):
        file.seek(0)
        try:
            with gzip.GzipFile(fileobj=file, mode="rb") as whole:
                while whole.read(2**20):
                    pass
        except (EOFError, zlib.error, OSError):
            return "the archive is cut short or damaged"
        return None
    file.seek(-min(4, file.seek(0, os.SEEK_END)), os.SEEK_END)
    return None if file.read(4) == b"\r\n\r\n" else "the archive is cut short"


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


def _record(writer: Any, sighting: Sighting, data: bytes) -> Record:
    from warcio.statusandheaders import StatusAndHeaders

    aside = sighting.verdict in ("other", "drift")
    uri = f"{ASIDE}{sighting.sha256}" if aside else sighting.final_url or NAMELESS + quote(sighting.page)
    seen = sighting.seen.astimezone(dt.UTC).isoformat(timespec="microseconds")
    dates, body = {"WARC-Date": seen.replace("+00:00", "Z")}, io.BytesIO(data)
    made = partial(writer.create_warc_record, uri, payload=body, length=len(data), warc_headers_dict=dates)
    if sighting.status is None or aside:
        return made(record_type="resource", warc_content_type=sighting.media_type or "application/octet-stream")
    headers = [(name.title(), value) for name, value in sighting.headers.items()]
    code = 200 if sighting.file else sighting.status
    status = f"{code} {responses.get(code, '')}".strip()
    answer = StatusAndHeaders(status, [*headers, ("Content-Length", str(len(data)))], protocol="HTTP/1.1")
    return made(record_type="response", http_headers=answer)


def need() -> None:
    """Raises UsageError where the library is not installed."""
    try:
        import warcio  # noqa: F401
    except ImportError as error:
        raise UsageError("WARC files need an extra: pip install 'mandates-cli[warc]'.") from error
