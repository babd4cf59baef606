"""WARC files (ISO 28500), in and out: how web archives keep pages with their addresses and dates."""

import contextlib
import datetime as dt
import gzip
import io
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from http.client import responses
from typing import Any, BinaryIO, Final, TypeAlias
from urllib.parse import quote, unquote

from mandates_cli.errors import UsageError
from mandates_cli.fetch.answer import KEPT_HEADERS, MAX_BYTES, chunked, declared
from mandates_cli.fetch.capture import Capture, Damage
from mandates_cli.model import Sighting
from mandates_cli.wording import worded

MAGIC: Final = b"WARC/"
GZIP: Final = b"\x1f\x8b"
CHUNK: Final = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]{0,200}\r\n")
FORMAT: Final = "WARC File Format 1.1"
# A saved page without an address still needs one in an archive.
NAMELESS: Final = "urn:mandates:page:"
# The library has no types.
Record: TypeAlias = Any


def read(file: BinaryIO, name: str) -> Iterator[Capture | Damage]:
    """Every captured page, and a sentence for each record that is damaged; what is whole is kept.

    The library takes a truncated archive for a whole one, so the end is looked at here.
    """
    need()
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    sentence = "{name}: {damage}; what came before is taken."
    if damage := _cut(file):
        yield worded(sentence, name=name, damage=damage)
    file.seek(0)
    archive = ArchiveIterator(file, check_digests=True)
    try:
        while (record := _next(archive)) is not None:
            url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
            if record.rec_type in ("response", "resource") and url.startswith(("http", NAMELESS)):
                yield _captured(record, url, name)
    except (ArchiveLoadFailed, zlib.error, EOFError, OSError, ValueError, AttributeError) as error:
        yield worded(sentence, name=name, damage=" ".join(str(error).split())[:100])


def _next(archive: Iterator[Record]) -> Record:
    """The next record, null at the end. The library writes warnings of its own."""
    with contextlib.redirect_stderr(io.StringIO()):
        return next(archive, None)


def _captured(record: Record, url: str, name: str) -> Capture | Damage:
    sent = {k.lower(): v for k, v in record.http_headers.headers} if record.http_headers else {}
    data, missing = _body(record.raw_stream.read(MAX_BYTES + 1), sent)
    seen = _date(record)
    fault = _fault(record, data, missing)
    if fault or seen is None:
        undated = "has no date; it was not taken."
        return worded("{name}: the record of {url} {fault}", name=name, url=url, fault=fault or undated)
    kept = {k: v for k, v in sent.items() if k in KEPT_HEADERS}
    kind, charset = declared(kept)
    kind = kind or record.rec_headers.get_header("Content-Type")
    if url.startswith(NAMELESS):
        return Capture(unquote(url.removeprefix(NAMELESS)), data, kind, None, seen, _status(record), charset, kept)
    return Capture(url, data, kind, url, seen, _status(record), charset, kept)


def _fault(record: Record, data: bytes, missing: str | None) -> str | None:
    """Why a record cannot be taken, to follow its name."""
    if len(data) > MAX_BYTES:
        return worded("is larger than {most} MiB, which no Mandates page is.", most=MAX_BYTES // 2**20)
    if record.raw_stream.limit > 0 or record.digest_checker.passed is False:
        problems = "; ".join(record.digest_checker.problems) or "cut short"
        return worded("is damaged ({problems}); get the archive again.", problems=problems)
    if truncated := record.rec_headers.get_header("WARC-Truncated"):
        missing = worded("by the crawler: {reason}", reason=truncated)
    return worded("is cut short ({missing}); it was not taken.", missing=missing) if missing else None


def _date(record: Record) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(record.rec_headers.get_header("WARC-Date", "")).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _status(record: Record) -> int | None:
    """Of the answer; null where the record is of a saved file, and 0 for what is not a number."""
    code = record.http_headers.get_statuscode() if record.http_headers else None
    if code is None:
        return None
    return int(code) if code.isdecimal() else 0


def _body(raw: bytes, headers: Mapping[str, str]) -> tuple[bytes, str | None]:
    """The page with its coding on the wire undone, and what shows that it ends early.

    Some archives hold bodies that are decoded already, below the headers that spoke of the coding.
    """
    in_chunks = chunked(headers) and CHUNK.match(raw) is not None
    body, missing = _unchunked(raw) if in_chunks else (raw, None)
    zipped = "gzip" in headers.get("content-encoding", "").lower() and body.startswith(GZIP)
    if zipped and not missing:
        body, missing = _inflated(body)
    length = headers.get("content-length", "")
    if not (in_chunks or zipped) and length.isdecimal() and len(raw) < int(length):
        missing = worded("{held:,} of {length:byte}", held=len(raw), length=int(length))
    return body, missing


def _inflated(body: bytes) -> tuple[bytes, str | None]:
    inflater = zlib.decompressobj(31)
    page = inflater.decompress(body, MAX_BYTES + 1)
    whole = inflater.eof or len(page) > MAX_BYTES
    return page, None if whole else "its compressed body has no end"


def _unchunked(raw: bytes) -> tuple[bytes, str | None]:
    body, at = b"", 0
    while size := CHUNK.match(raw, at):
        length = int(size[1], 16)
        if not length:
            return body, None
        body += raw[size.end() : size.end() + length]
        at = size.end() + length + 2
    return body, "its last chunk is missing"


def _cut(file: BinaryIO) -> Damage | None:
    """What is wrong with the end of an archive."""
    file.seek(0)
    if file.read(2) == GZIP:
        file.seek(0)
        try:
            with gzip.GzipFile(fileobj=file) as whole:
                while whole.read(2**20):
                    pass
        except (EOFError, zlib.error, OSError):
            return "the archive is cut short or damaged"
        return None
    file.seek(-min(4, file.seek(0, os.SEEK_END)), os.SEEK_END)
    return None if file.read(4) == b"\r\n\r\n" else "the archive is cut short"


def written(sightings: Iterable[tuple[Sighting, bytes]], software: str, *, compress: bool) -> Iterator[bytes]:
    """One record for each sighting: `response` where a server answered, `resource` for saved pages."""
    need()
    from warcio.warcwriter import WARCWriter

    file = io.BytesIO()
    writer = WARCWriter(file, gzip=compress, warc_version="WARC/1.1")
    writer.write_record(writer.create_warcinfo_record("data/raw", {"software": software, "format": FORMAT}))
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

    uri = sighting.final_url or NAMELESS + quote(sighting.page)
    seen = sighting.seen.astimezone(dt.UTC).isoformat(timespec="microseconds")
    dates, body = {"WARC-Date": seen.replace("+00:00", "Z")}, io.BytesIO(data)
    made = partial(writer.create_warc_record, uri, payload=body, length=len(data), warc_headers_dict=dates)
    if sighting.status is None:
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
