"""Common Crawl: an index for each of its crawls, and captures as byte ranges of its WARC files.

https://index.commoncrawl.org, which is a CDX server of pywb: https://pywb.readthedocs.io/en/latest/manual/cdxserver_api.html
"""

import contextlib
import datetime as dt
import io
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlencode

from mandates_cli.fetch import codings, warc
from mandates_cli.fetch.answer import MAX_BYTES, Answer, Fault
from mandates_cli.fetch.archives.content import Content, Refused, content, plain
from mandates_cli.fetch.archives.listing import MOST_PAGES, Ask, Listed, Pages, Row, Unread
from mandates_cli.fetch.capture import Capture
from mandates_cli.fetch.members import GZIP
from mandates_cli.fetch.tries import TRIES
from mandates_cli.model import Archive

# collinfo.json names crawls CC-MAIN-2024-10
CRAWL: Final = re.compile(r"[\w-]+")
# crawl-data/CC-MAIN-2024-10/segments/1707947473347.0/warc/CC-MAIN-20240220211055-20240221001055-00000.warc.gz
FILE: Final = re.compile(r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*\.w?arc\.gz")
NUMBER: Final = re.compile(r"\d{1,15}", re.ASCII)
# With status 404: {"message": "No Captures found for: www.summit-americas.org/sisca/*"}
NONE: Final = b"no captures"
# No record of a page is larger: what is compressed is smaller than the page.
LONGEST: Final = MAX_BYTES
# So many crawls in a row whose index cannot be had, and the others are left alone.
STRIKES: Final = 2
# No such file, or it ends before that part of it.
NOT_THERE: Final = (404, 410, 416)
KEPT: Final = ("content-range", "content-type")


class Crawl(NamedTuple):
    """`first` and `last` are the moments of its captures, null where the list does not say."""

    name: str
    first: dt.datetime | None
    last: dt.datetime | None

    def overlaps(self, since: dt.datetime | None, until: dt.datetime | None) -> bool:
        after = since is None or self.last is None or self.last >= since
        return after and (until is None or self.first is None or self.first < until)


def rows(
    archive: Archive, prefixes: Sequence[str], ask: Ask, since: dt.datetime | None, until: dt.datetime | None
) -> Iterator[Row | Unread | Fault]:
    """Every line of the crawls in that time that stands below the prefixes. What is left out where an index cannot be
    had is told by a fault."""
    try:
        crawls = [crawl for crawl in _crawls(archive, ask) if crawl.overlaps(since, until)]
    except Fault as fault:
        yield fault
        return
    strikes = 0
    for number, crawl in enumerate(crawls):
        try:
            for prefix in prefixes:
                yield from _of_crawl(archive, crawl, prefix, ask)
            strikes = 0
        except Fault as fault:
            reason = "the index of {crawl} cannot be had ({reason})"
            yield Fault(reason, crawl=crawl.name, reason=fault, heals=fault.heals)
            strikes += 1
        if strikes == STRIKES and (left := len(crawls) - number - 1):
            yield Fault("{left:crawl} not asked for after that", left=left, heals=True)
            return


def _crawls(archive: Archive, ask: Ask) -> list[Crawl]:
    """Oldest first; a list that came cut is asked for again. Raises Fault."""
    for _ in range(TRIES):
        answer = ask(f"{archive.index}collinfo.json", {"Accept": "application/json"})
        if answer.status != 200:
            raise Fault("its list of crawls answers with status {status}", status=answer.status, heals=False)
        with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError, RecursionError):
            found = [Crawl(str(each["id"]), _date(each.get("from")), _date(each.get("to"))) for each in _listed(answer)]
            return sorted((c for c in found if CRAWL.fullmatch(c.name)), key=lambda crawl: crawl.name)
    raise Fault("its list of crawls is damaged", heals=True)


def _listed(answer: Answer) -> list[Mapping[str, str]]:
    found: list[Mapping[str, str]] = json.loads(answer.body)
    return found


def _date(told: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(told).replace(tzinfo=dt.UTC) if told else None


def _of_crawl(archive: Archive, crawl: Crawl, prefix: str, ask: Ask) -> Iterator[Row | Unread | Fault]:
    """Raises Fault. How many index pages there are is asked where there is one."""
    base = f"{archive.index}{crawl.name}-index"
    query = {"url": prefix, "matchType": "prefix", "output": "json", "pageSize": "1"}
    number, count = 0, 1
    while number < count:
        answer, lines, whole = _index_page(f"{base}?{urlencode({**query, 'page': number})}", ask)
        if answer == 404:
            return
        yield from (row(line, archive) for line in lines)
        if not whole:
            reason = "an index page of {crawl} is cut short after {lines:line}"
            yield Fault(reason, crawl=crawl.name, lines=len(lines), heals=True)
        if number == 0:
            count = _pages(f"{base}?{urlencode({**query, 'showNumPages': 'true'})}", ask)
        number += 1


def _index_page(url: str, ask: Ask) -> tuple[int, list[bytes], bool]:
    """The status, the lines that are whole, and whether all are; a page that came cut is asked for again."""
    for attempt in range(1, TRIES + 1):
        answer = ask(url, {"Accept": "application/json"})
        sent = codings.body(answer.body, {}).data
        if answer.status == 404 and NONE in sent.lower():
            return 404, [], True
        if answer.status != 200:
            raise Fault("status {status}", status=answer.status, heals=False)
        lines = sent.splitlines()
        whole = not lines or _object(lines[-1]) is not None
        if whole or attempt == TRIES:
            return 200, lines if whole else lines[:-1], whole
    raise AssertionError("every try returns or raises")


def _pages(url: str, ask: Ask) -> int:
    """`{"pages": 3, "pageSize": 1, "blocks": 3}`, or the number alone from servers before pywb."""
    answer = ask(url, {"Accept": "application/json"})
    told = answer.body.strip()
    pages = int(told) if told.isdigit() and len(told) < 10 else (_object(told) or {}).get("pages")
    if answer.status != 200 or not isinstance(pages, int) or pages > MOST_PAGES:
        raise Fault(
            "it does not say how many index pages there are (status {status})", status=answer.status, heals=True
        )
    return pages


def _object(line: bytes) -> Mapping[str, object] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def row(line: bytes, archive: Archive) -> Row | Unread:
    told = {name: str(value) for name, value in (_object(line) or {}).items()}
    file, offset, length = told.get("filename", ""), told.get("offset", ""), told.get("length", "")
    numbers = NUMBER.fullmatch(offset) and NUMBER.fullmatch(length) and 0 < int(length) <= LONGEST
    if "timestamp" not in told or "url" not in told or not numbers or not FILE.fullmatch(file):
        return Unread(1)
    span = int(offset), int(offset) + int(length) - 1
    kind = told.get("mime", "")
    status = told.get("status", "-")
    address = f"{archive.captures}{file}"
    return Row(
        told["timestamp"], told["url"], status, kind, plain(told.get("digest")), address, span, "truncated" in told
    )


def content_of(listed: Listed, ask: Ask, pages: Pages, folder: str) -> Content:
    """Raises Refused where these bytes are not there, or are no record of this capture, and Fault where the answer is
    something else: 403 locks out who has asked too much."""
    first, last = listed.span or (0, 0)
    answer = ask(listed.address, {"Range": f"bytes={first}-{last}", "Accept-Encoding": "identity", "Accept": "*/*"})
    if answer.status in NOT_THERE:
        raise Refused("the archive does not have it (status {status})", status=answer.status)
    if answer.status != 206:
        raise Fault("the archive does not give it (status {status})", status=answer.status, heals=False)
    if not answer.headers.get("content-range", "").startswith(f"bytes {first}-{last}/"):
        raise Fault("the archive gives another part of its file", heals=True)
    if len(answer.body) != last - first + 1:
        raise Fault("the record is cut short", heals=True)
    capture = _captured(answer.body, listed, pages, folder)
    headers, payload = _http(answer.body)
    return content(payload, {**headers, **capture.headers}, answer.received, listed.digest)


def _http(record: bytes) -> tuple[Mapping[str, str], bytes]:
    """Headers and body of the site's answer in a record that could be read, as they stand there. Raises Refused where
    a damaged one stands before it."""
    try:
        block = zlib.decompressobj(31).decompress(record, 2 * MAX_BYTES) if record.startswith(GZIP) else record
    except zlib.error as error:
        raise Refused("the record is damaged") from error
    _, _, sent = block.partition(b"\r\n\r\n")
    head, _, payload = sent.partition(b"\r\n\r\n")
    named = (line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:])
    return {name.strip().lower(): value.strip() for name, _, value in named}, payload.removesuffix(b"\r\n\r\n")


def _captured(record: bytes, listed: Listed, pages: Pages, folder: str) -> Capture:
    """The record as any archive of ours is read, its own digests compared."""
    found = list(warc.read(io.BytesIO(record), "the record", folder))
    captures = [one for one in found if isinstance(one, Capture)]
    if not captures or not captures[0].data:
        reason = next((str(one) for one in found if isinstance(one, str)), "it holds no page")
        raise Refused("the record cannot be read ({reason})", reason=reason.removesuffix("."))
    capture = captures[0]
    named = pages.of(capture.url or "")
    if named is None or named[0] != listed.page or capture.seen.replace(microsecond=0) != listed.seen:
        where, when = capture.url, f"{capture.seen:%Y-%m-%d}"
        raise Refused("the record is that of {where}, {when}", where=where, when=when)
    return capture
