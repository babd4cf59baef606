"""What is fuzzed of web archives: their indexes, and what they answer when a capture is asked for."""

import contextlib
import datetime as dt
from collections.abc import Mapping
from typing import Final

from mandates_cli import registry
from mandates_cli.fetch.answer import Answer, Fault
from mandates_cli.fetch.archives import commoncrawl, wayback
from mandates_cli.fetch.archives.listing import Listed, Pages, listing, prefixes, widened
from mandates_cli.model import Archived

SITE: Final = registry.load().site
ARCHIVES: Final = {archive.name: archive for archive in registry.load().archives}
PAGE: Final = f"{SITE.folder}dem.html"
URL: Final = SITE.mirrors[0] + PAGE
SEEN: Final = dt.datetime(2019, 5, 3, 10, 15, tzinfo=dt.UTC)


def pages() -> Pages:
    return Pages(widened(SITE), [PAGE])


def answered(url: str, status: int, headers: Mapping[str, str], body: bytes) -> Answer:
    return Answer(url, url, status, headers, body, len(body), framed=True)


def index(data: bytes) -> None:
    """Of the Wayback Machine these bytes; of Common Crawl the list of crawls, how many pages there are, and a page."""
    crawls, _, rest = data.partition(b"\n")
    count, _, lines = rest.partition(b"\n")

    def ask(url: str, _: Mapping[str, str]) -> Answer:
        parts = {"collinfo.json": crawls, "showNumPages=true": count}
        return answered(url, 200, {}, next((part for end, part in parts.items() if url.endswith(end)), lines))

    listed = wayback.rows(ARCHIVES["wayback"], prefixes(SITE), lambda url, _: answered(url, 200, {}, data))
    crawled = commoncrawl.rows(ARCHIVES["commoncrawl"], prefixes(SITE), ask, None, None)
    for rows in (listed, crawled):
        for one in listing(rows, pages(), lambda _: True).captures:
            assert one.page.startswith(SITE.folder)
            assert one.seen.tzinfo is not None
            assert one.url.isprintable()
            kept = Archived(archive="any", url=one.address, span=one.span, digest=one.digest)
            assert Archived.model_validate_json(kept.model_dump_json()) == kept


def capture(data: bytes) -> None:
    """A status, headers and a body, as the answer of either."""
    head, _, body = data.partition(b"\n\n")
    first, *lines = head.decode("latin-1").split("\n")
    status = int(first) if first.isascii() and first.isdecimal() and len(first) == 3 else 200
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    last = max(len(body) - 1, 0)
    ranged = {**headers, "content-range": f"bytes 0-{last}/9999"}
    address = f"https://web.archive.org/web/20190503101500id_/{URL}"
    asked = Listed(PAGE, SEEN, URL, 200, None, address, (0, last))
    with contextlib.suppress(Fault):
        wayback.content_of(asked, lambda url, _: answered(url, status, headers, body), pages())
    with contextlib.suppress(Fault):
        commoncrawl.content_of(asked, lambda url, _: answered(url, 206, ranged, body), pages(), SITE.folder)
