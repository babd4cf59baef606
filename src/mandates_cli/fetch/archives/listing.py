"""What an archive lists of the site: its captures, and a count of what else stands in its index."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from mandates_cli.fetch.answer import GONE, REDIRECTS, WHOLE, Answer, Fault
from mandates_cli.fetch.scope import Scope, query_of
from mandates_cli.fetch.warc import NO_PAGE
from mandates_cli.model import Site

# Asks for an address with these headers. Raises Fault.
Ask: TypeAlias = Callable[[str, Mapping[str, str]], Answer]

STAMPED: Final = "%Y%m%d%H%M%S"
# Pages of one index, more than a site of this size can have.
MOST_PAGES: Final = 1_000
STATUS: Final = re.compile(r"[1-5]\d\d", re.ASCII)
# The status of what was seen once more; its first capture has the real one.
AGAIN: Final = "-"
WWW: Final = "www."


class Row(NamedTuple):
    """A line of an index as the archive has it. `address` is where it keeps the capture, and of that file the bytes
    `span`; `cut` says that the crawler did not keep all of it."""

    timestamp: str
    url: str
    status: str
    media_type: str
    digest: str | None
    address: str
    span: tuple[int, int] | None = None
    cut: bool = False


class Unread(NamedTuple):
    """So many lines of an index that make no sense."""

    lines: int


class Listed(NamedTuple):
    """A capture of a page of the site. `status` is 200, or one that says that the page was not there."""

    page: str
    seen: dt.datetime
    url: str
    status: int
    digest: str | None
    address: str
    span: tuple[int, int] | None

    @property
    def gone(self) -> bool:
        return self.status in GONE


@dataclass
class Listing:
    """`captures` by page and date. `others` counts what was passed over, by what it is (nouns of wording.py); `faults`
    says of what of the index is not there, each whether asking again may help."""

    captures: list[Listed] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)


def widened(site: Site) -> Scope:
    """The site as it may ever have been asked for: with and without www, by either scheme."""
    hosts = dict.fromkeys(_bare(urlsplit(mirror).netloc) for mirror in site.mirrors)
    mirrors = (f"{scheme}://{www}{host}" for host in hosts for scheme in ("http", "https") for www in (WWW, ""))
    return Scope(site.model_copy(update={"mirrors": (*site.mirrors, *mirrors)}))


def prefixes(site: Site) -> list[str]:
    """What an index is asked for. It takes addresses with and without www, and of either scheme, for one."""
    hosts = dict.fromkeys(_bare(urlsplit(mirror).netloc) for mirror in site.mirrors)
    return [f"{WWW}{host}{site.folder}" for host in hosts]


def _bare(host: str) -> str:
    return host.removeprefix(WWW)


class Pages:
    """Which page of the site an archived address is. `known` are those that there are: a page that is none of them is
    told apart by its query too, and spelt as it is met first."""

    def __init__(self, scope: Scope, known: Collection[str]) -> None:
        self._scope = scope
        self._known = {page.casefold(): page for page in known}

    def of(self, url: str) -> tuple[str, str] | None:
        """The page and its address; null for what is no page of the site."""
        page = self._scope.page(url)
        # What stands behind a "?" may hold anything: half a character can neither be asked for nor written down.
        if page is None or not url.isprintable():
            return None
        parts = urlsplit(url)
        if page.casefold() not in self._known:
            page += query_of(url)
        page = self._known.setdefault(page.casefold(), page)
        return page, f"{parts.scheme}://{parts.hostname}{page}"


def listing(rows: Iterable[Row | Unread | Fault], pages: Pages, wanted: Callable[[str], bool]) -> Listing:
    """What of the rows are captures of pages that are `wanted`."""
    found = Listing()
    whole: dict[tuple[str, dt.datetime], Listed] = {}
    again: list[tuple[Row, str, str, dt.datetime]] = []
    statuses: dict[str, int] = {}
    for row in rows:
        if isinstance(row, Fault):
            found.faults.append(row)
        elif isinstance(row, Unread):
            found.others["unread line"] += row.lines
        elif (seen := _moment(row.timestamp)) is None:
            found.others["unread line"] += 1
        elif (named := pages.of(row.url)) is None or not wanted(named[0]):
            found.others["other address"] += 1
        elif row.status == AGAIN:
            again.append((row, *named, seen))
        elif listed := _listed(row, *named, seen, found.others):
            # One moment may stand there twice: as asked for by http, and as redirected to https.
            if (listed.page, seen) not in whole or not listed.gone:
                whole[listed.page, seen] = listed
            if listed.digest and (listed.digest not in statuses or not listed.gone):
                statuses[listed.digest] = listed.status
    for row, page, url, seen in again:
        # What was seen first may stand outside the listing; the archive knows it.
        status = statuses.get(row.digest or "", 200)
        whole.setdefault((page, seen), Listed(page, seen, url, status, row.digest, row.address, row.span))
    found.captures = sorted(whole.values(), key=lambda one: (one.page, one.seen))
    return found


def within(captures: Iterable[Listed], since: dt.datetime | None, until: dt.datetime | None) -> Iterator[Listed]:
    """Those from `since` on and before `until`."""
    return (c for c in captures if (since is None or c.seen >= since) and (until is None or c.seen < until))


def _listed(row: Row, page: str, url: str, seen: dt.datetime, others: Counter[str]) -> Listed | None:
    status = int(row.status) if STATUS.fullmatch(row.status) else 0
    if status in REDIRECTS:
        others["redirect"] += 1
    elif status not in WHOLE | GONE:
        others["error page"] += 1
    elif row.cut:
        others["cut capture"] += 1
    elif row.media_type.startswith(NO_PAGE):
        others["other address"] += 1
    else:
        return Listed(page, seen, url, status, row.digest, row.address, row.span)
    return None


def _moment(timestamp: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(timestamp, STAMPED).replace(tzinfo=dt.UTC) if len(timestamp) == 14 else None
    except ValueError:
        return None
