"""The Wayback Machine: its CDX server lists captures, and `id_` in an address gives one as the site sent it.

https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Final, NoReturn
from urllib.parse import quote, urlencode, urljoin, urlsplit

from mandates_cli.fetch.answer import GONE, HTML_END, REDIRECTS, Answer, Fault
from mandates_cli.fetch.archives.content import Content, Refused, content, plain
from mandates_cli.fetch.archives.listing import MOST_PAGES, STAMPED, Ask, Listed, Pages, Row, Unread
from mandates_cli.fetch.tries import TRIES
from mandates_cli.model import Archive
from mandates_cli.wording import worded

FIELDS: Final = ("timestamp", "original", "mimetype", "statuscode", "digest")
# Some 150 bytes each.
ROWS: Final = 5_000
# What the site had sent: x-archive-orig-content-encoding
ORIGINAL: Final = "x-archive-orig-"
MOMENT: Final = "memento-datetime"
WHY: Final = "x-archive-wayback-runtime-error"
SENT: Final = ("content-type", "content-language", "content-encoding", "transfer-encoding", "content-length")
KEPT: Final = ("content-type", "link", MOMENT, WHY, *(f"{ORIGINAL}{name}" for name in SENT))
# A key is handed out in the form in which it is asked for: org%2Carchive%29%2F+19970126045828%21
KEY: Final = re.compile(r"[\w%+.~!*'()-]+")
# Link: <http://www.summit-americas.org/sisca/dem.html>; rel="original", <https://web.archive.org/…>; rel="timemap"
LINK_TO_ORIGINAL: Final = re.compile(r'<([^>]+)>\s*;\s*rel="?original"?')
# https://web.archive.org/web/20190503101500id_/http://www.summit-americas.org/sisca/dem.html
REPLAYED: Final = re.compile(r"/(?P<stamp>\d{14})id_/(?P<url>.+)")
HOPS: Final = 3


def rows(archive: Archive, prefixes: Sequence[str], ask: Ask) -> Iterator[Row | Unread | Fault]:
    """Every line that stands below the prefixes, index page by index page. What is left out where one cannot be had is
    told by a fault."""
    for prefix in prefixes:
        key, keys = "", set[str]()
        while True:
            asked = f"{archive.index}?{_query(prefix, key)}"
            try:
                page = _page(asked, ask)
            except Fault as fault:
                yield fault
                if fault.unconnected:
                    return
                break
            yield from _read(page.lines, archive)
            if page.fault:
                yield page.fault
            key = page.key or ""
            if not key:
                break
            if key in keys or len(keys) == MOST_PAGES:
                yield Fault("its index has no end", heals=False)
                break
            keys.add(key)


def _query(prefix: str, key: str) -> str:
    asked = {"url": prefix, "matchType": "prefix", "output": "json", "fl": ",".join(FIELDS), "limit": str(ROWS)}
    resumed = f"&resumeKey={key if KEY.fullmatch(key) else quote(key, '', errors='replace')}" if key else ""
    return f"{urlencode(asked)}&showResumeKey=true{resumed}"


class IndexPage:
    """An index page: lines of cells, of which the first names the columns; after an empty one stands the key of the
    next page. `fault` says that it is cut; the whole lines of it are there."""

    def __init__(self, body: bytes) -> None:
        self.lines, whole = _whole_lines(body.decode("utf-8", "replace"))
        self.fault = None
        if not whole:
            self.fault = Fault(
                "an index page is cut short after {lines:line}", lines=max(len(self.lines) - 1, 0), heals=True
            )
        self.key: str | None = None
        if [] in self.lines:
            place = self.lines.index([])
            rest, self.lines = self.lines[place + 1 :], self.lines[:place]
            self.key = str(rest[0][0]) if rest and rest[0] else None
            if self.key is None:
                self.fault = self.fault or Fault("an index page is cut short before its key", heals=True)


def _whole_lines(text: str) -> tuple[list[list[object]], bool]:
    """The lines that are whole, and whether all are."""
    try:
        found = json.loads(text or "[]")
        if isinstance(found, list):
            return [line for line in found if isinstance(line, list)], True
        return [], False
    except (ValueError, RecursionError):
        pass
    lines: list[list[object]] = []
    decoder, at = json.JSONDecoder(), text.find("[") + 1
    while at and (start := text.find("[", at)) >= 0:
        try:
            line, at = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            break
        lines.append(line)
    return lines, False


def _page(url: str, ask: Ask) -> IndexPage:
    """An index page that came cut is asked for again. Raises Fault."""
    for attempt in range(1, TRIES + 1):
        answer = ask(url, {"Accept": "application/json"})
        if answer.status != 200:
            raise Fault(
                "its index answers with status {status}{why}", status=answer.status, why=_why(answer), heals=False
            )
        page = IndexPage(answer.body)
        if page.fault is None or attempt == TRIES:
            return page
    raise AssertionError("every try returns or raises")


def _read(lines: Sequence[Sequence[object]], archive: Archive) -> Iterator[Row | Unread]:
    if not lines:
        return
    head = [str(name) for name in lines[0]]
    if not {"timestamp", "original"} <= set(head):
        yield Unread(len(lines))
        return
    for line in lines[1:]:
        named = dict(zip(head, map(str, line), strict=False))
        if len(line) != len(head):
            yield Unread(1)
            continue
        stamp, url = named["timestamp"], named["original"]
        address = f"{archive.captures}{stamp}id_/{url}"
        status, kind = named.get("statuscode", "-"), named.get("mimetype", "")
        yield Row(stamp, url, status, kind, plain(named.get("digest")), address)


def content_of(listed: Listed, ask: Ask, pages: Pages) -> Content:
    """Raises Refused where the archive does not give this capture: it may answer with the nearest one of another
    moment, with one of another address, or with a redirect or an error page that it has kept; and Fault where its
    answer is something else."""
    url = quote(listed.address, safe="/:?=&%~+@!$',;()*[]")
    for _ in range(HOPS):
        answer = ask(url, {})
        if answer.status not in REDIRECTS:
            break
        if MOMENT in answer.headers:
            raise Refused("the capture is a redirect")
        url = _same_capture(listed, answer.headers.get("location", ""), url, pages)
    if answer.status != 200:
        _refuse(answer)
    _expect(listed, answer, pages)
    sent = {name.removeprefix(ORIGINAL): v for name, v in answer.headers.items() if name.startswith(ORIGINAL)}
    headers = {name: answer.headers[name] for name in ("content-type",) if name in answer.headers} | sent
    return content(answer.body, headers, answer.received, listed.digest)


def _same_capture(listed: Listed, location: str, before: str, pages: Pages) -> str:
    """The address to which the archive sends us on, where that is the same capture, spelt in another way."""
    try:
        target = urljoin(before, location)
        match = REPLAYED.search(target) if urlsplit(target)[:2] == urlsplit(before)[:2] else None
    except ValueError:  # http://[
        target, match = location, None
    if match is None:
        raise Fault("the archive redirects to {target}, which is no capture", target=target or "nowhere", heals=False)
    if match["stamp"] != listed.seen.strftime(STAMPED):
        raise Refused("the archive has only one of {moment} in its place", moment=match["stamp"])
    _same_page(listed, match["url"], pages)
    return target


def _refuse(answer: Answer) -> NoReturn:
    """Raises what a status other than 200 says. One that nobody kept is the archive's own: 403 may lock us out."""
    if MOMENT in answer.headers:
        raise Refused("the capture is an error page (status {status})", status=answer.status)
    kind: Callable[..., Fault] = Refused if answer.status in GONE else partial(Fault, heals=False)
    raise kind("the archive does not give it (status {status}{why})", status=answer.status, why=_why(answer))


def _expect(listed: Listed, answer: Answer, pages: Pages) -> None:
    try:
        moment = parsedate_to_datetime(answer.headers.get(MOMENT, ""))
    except (ValueError, OverflowError):
        raise Fault("the archive does not say of when its answer is", heals=False) from None
    if moment.replace(tzinfo=moment.tzinfo or dt.UTC) != listed.seen:
        raise Refused("the archive gives one of {moment} in its place", moment=moment.strftime(STAMPED))
    if original := LINK_TO_ORIGINAL.search(answer.headers.get("link", "")):
        _same_page(listed, original[1], pages)
    if not answer.framed and HTML_END not in answer.body[-2_000:].lower():
        raise Fault("the body may be cut: nothing says how long it is, and it ends without </html>", heals=True)
    if not answer.body.strip():
        raise Refused("the capture is empty")


def _same_page(listed: Listed, url: str, pages: Pages) -> None:
    named = pages.of(url)
    if named is None or named[0] != listed.page:
        raise Refused("the archive gives a capture of {url} in its place", url=url)


def _why(answer: Answer) -> str:
    """What the archive says of it: AdministrativeAccessControlException for a site that asked to be left out."""
    told: Mapping[str, str] = answer.headers
    return worded(": {why}", why=" ".join(told[WHY].split())[:100]) if WHY in told else ""
