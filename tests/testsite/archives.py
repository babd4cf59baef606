"""Web archives on 127.0.0.1: the CDX server and the replay of the Wayback Machine, and Common Crawl's indexes and WARC
files, in the forms that their documentation has.

https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server
https://pywb.readthedocs.io/en/latest/manual/cdxserver_api.html
"""

import base64
import datetime as dt
import gzip
import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from typing import Final
from urllib.parse import parse_qs, quote_plus, unquote, urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from testsite.faults import Answer, Fault
from testsite.server import Hit, SiteServer

STAMPED: Final = "%Y%m%d%H%M%S"
HTML: Final = "text/html"
CDX: Final = "/cdx/search/cdx"
CRAWLS: Final = "/collinfo.json"


@dataclass(frozen=True, eq=False)
class Kept:
    """A capture: what the site answered at that moment. `coded` is its body as it was on the wire, where it was
    compressed; `again` says that the archive keeps it as a repetition of one before, `lost` that its index has it and
    the archive does not give it."""

    url: str
    seen: dt.datetime
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": HTML})
    coded: bytes | None = None
    again: bool = False
    lost: bool = False
    digest: str | None = None

    @property
    def key(self) -> str:
        """The address as an index sorts it: without scheme and www, the host turned round, in lower case."""
        parts = urlsplit(self.url.lower())
        return f"{','.join(reversed((parts.hostname or '').removeprefix('www.').split('.')))}){parts.path}"

    @property
    def stamp(self) -> str:
        return self.seen.strftime(STAMPED)

    @property
    def listed(self) -> str:
        wire = self.body if self.coded is None else self.coded
        return self.digest or base64.b32encode(hashlib.sha1(wire).digest()).decode()


def key_of(asked: str) -> str:
    return Kept(asked if "://" in asked else f"http://{asked}", dt.datetime.min, b"").key


@dataclass(eq=False)
class ArchiveServer(SiteServer):
    """Both archives, of the same captures. An index page of the Wayback Machine has at most `rows` lines, one of Common
    Crawl `lines`; of the latter's crawls there is one a quarter."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    kept: Sequence[Kept] = ()
    rows: int = 50
    lines: int = 20

    def __post_init__(self) -> None:
        super().__post_init__()
        self.keep(self.kept)

    def keep(self, kept: Iterable[Kept]) -> None:
        """Replaces what the archives have."""
        self.kept = sorted(kept, key=lambda k: (k.key, k.seen, k.url))
        self.warcs = _warcs(self.kept)

    def answer(self, hit: Hit, *, conditional: bool) -> Answer:  # noqa: ARG002 (archives have no validators)
        path, _, query = hit.path.partition("?")
        asked = {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}
        if path == CDX:
            return self._cdx(asked)
        if path.startswith("/web/"):
            return self._replayed(unquote(hit.path))
        if path == CRAWLS:
            return _json(json.dumps([_crawl(name) for name in sorted(self.warcs, reverse=True)]))
        if path.endswith("-index"):
            return self._index(path[1:].removesuffix("-index"), asked)
        file = path[1:].split("/")[1] if path.startswith("/crawl-data/") else ""
        if file in self.warcs:
            return _ranged(self.warcs[file][0], hit.headers.get("range"))
        return _answer(404, b"nothing here")

    def _below(self, asked: Mapping[str, str]) -> list[Kept]:
        prefix = key_of(asked["url"])
        assert asked["matchType"] == "prefix"
        return [k for k in self.kept if k.key.startswith(prefix)]

    def _cdx(self, asked: Mapping[str, str]) -> Answer:
        found, start = self._below(asked), asked.get("resumeKey")
        if start:
            key, _, stamp = start.rstrip("!").partition(" ")
            found = [k for k in found if (k.key, k.stamp) > (key, stamp)]
        most = min(int(asked.get("limit", self.rows)), self.rows)
        fields = asked.get("fl", "urlkey,timestamp,original,mimetype,statuscode,digest,length").split(",")
        lines = [fields, *([_cells(k)[name] for name in fields] for k in found[:most])] if found else []
        if len(found) > most and asked.get("showResumeKey") == "true":
            last = found[most - 1]
            lines += [[], [quote_plus(f"{last.key} {last.stamp}!")]]
        return _json("[" + ",\n ".join(map(json.dumps, lines)) + "]\n")

    def _replayed(self, path: str) -> Answer:
        stamp, _, url = path.removeprefix("/web/").partition("id_/")
        same = [k for k in self.kept if k.key == key_of(url) and not k.lost]
        exact = next((k for k in same if k.stamp == stamp), None)
        if exact is None and not same:
            return _answer(404, b"<html>The Wayback Machine has not archived that URL.</html>")
        if exact is None:
            asked = dt.datetime.strptime(stamp, STAMPED).replace(tzinfo=dt.UTC)
            nearest = min(same, key=lambda k: abs(k.seen - asked))
            return _answer(302, b"", {"Location": f"/web/{nearest.stamp}id_/{nearest.url}"})
        told = {f"x-archive-orig-{name.lower()}": value for name, value in exact.headers.items()}
        if exact.coded is not None:
            told["x-archive-orig-content-encoding"] = "gzip"
        told |= {
            "Content-Type": exact.headers.get("Content-Type", HTML),
            "Memento-Datetime": format_datetime(exact.seen.replace(microsecond=0), usegmt=True),
            "Link": f'<{exact.url}>; rel="original", <{self.url}/web/timemap/link/{exact.url}>; rel="timemap"',
        }
        return _answer(exact.status, exact.body, told)

    def _index(self, crawl: str, asked: Mapping[str, str]) -> Answer:
        if crawl not in self.warcs:
            return _answer(404, b"Not Found")
        places = self.warcs[crawl][1]
        found = [k for k in self._below(asked) if k in places]
        pages = -(-len(found) // self.lines)
        if asked.get("showNumPages") == "true":
            return _json(json.dumps({"pages": pages, "pageSize": 1, "blocks": pages}))
        if not found:
            return _json(json.dumps({"message": f"No Captures found for: {asked['url']}*"}), 404)
        page = int(asked.get("page", 0))
        if page >= pages:
            return _json(
                json.dumps({"message": f"Page {page} invalid: First Page is 0, Last Page is {pages - 1}"}), 400
            )
        shown = found[page * self.lines : (page + 1) * self.lines]
        return _json("".join(json.dumps(_line(k, crawl, *places[k])) + "\n" for k in shown))


def _cells(kept: Kept) -> dict[str, str]:
    status, kind = ("-", "warc/revisit") if kept.again else (str(kept.status), kept.headers.get("Content-Type", HTML))
    return {
        "urlkey": kept.key, "timestamp": kept.stamp, "original": kept.url, "mimetype": kind.partition(";")[0],
        "statuscode": status, "digest": kept.listed, "length": str(len(kept.body)),
    }  # fmt: skip


def _line(kept: Kept, crawl: str, offset: int, length: int) -> dict[str, str]:
    return {
        "urlkey": kept.key, "timestamp": kept.stamp, "url": kept.url, "mime": HTML, "mime-detected": HTML,
        "status": str(kept.status), "digest": kept.listed, "length": str(length), "offset": str(offset),
        "filename": f"crawl-data/{crawl}/warc/{crawl}-00000.warc.gz",
    }  # fmt: skip


Places = dict[Kept, tuple[int, int]]


def _warcs(kept: Iterable[Kept]) -> dict[str, tuple[bytes, Places]]:
    """The WARC file of each crawl, and where each capture is in it: offset and length."""
    by_crawl: dict[str, list[Kept]] = defaultdict(list)
    for one in kept:
        if not one.again:
            by_crawl[f"CC-MAIN-{one.seen.year}-{(one.seen.month + 2) // 3 * 13 - 8:02}"].append(one)
    return {crawl: _warc(captures) for crawl, captures in by_crawl.items()}


def _warc(captures: Iterable[Kept]) -> tuple[bytes, Places]:
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True)
    writer.write_record(writer.create_warcinfo_record("crawl", {"software": "a crawler"}))
    places: Places = {}
    for kept in captures:
        start = file.tell()
        headers = StatusAndHeaders(f"{kept.status} Told", list(kept.headers.items()), protocol="HTTP/1.1")
        dated = {"WARC-Date": kept.seen.strftime("%Y-%m-%dT%H:%M:%SZ")}
        payload = {"payload": io.BytesIO(kept.body), "length": len(kept.body)}
        record = writer.create_warc_record(
            kept.url, "response", http_headers=headers, warc_headers_dict=dated, **payload
        )
        writer.write_record(record)
        places[kept] = start, file.tell() - start
    return file.getvalue(), places


def _crawl(name: str) -> dict[str, str]:
    year, week = int(name[8:12]), int(name[13:])
    month = (week + 8) // 13 * 3 - 2
    last = dt.date(year + month // 10, (month + 3) % 12, 1) - dt.timedelta(days=1)
    return {
        "id": name, "name": f"{name} Index", "timegate": f"https://index.commoncrawl.org/{name}/",
        "cdx-api": f"https://index.commoncrawl.org/{name}-index", "from": f"{year}-{month:02}-01T00:00:00",
        "to": f"{last}T23:59:59",
    }  # fmt: skip


def _ranged(file: bytes, asked: str | None) -> Answer:
    if asked is None:
        return _answer(200, file, {"Content-Type": "application/octet-stream"})
    first, last = map(int, asked.removeprefix("bytes=").split("-"))
    told = {"Content-Type": "application/octet-stream", "Content-Range": f"bytes {first}-{last}/{len(file)}"}
    return _answer(206, file[first : last + 1], told)


def _json(text: str, status: int = 200) -> Answer:
    return _answer(status, text.encode(), {"Content-Type": "application/json"})


def _answer(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, headers or {"Content-Type": HTML}, body, body)


def zipped(kept: Kept) -> Kept:
    """As a site sends it that compresses."""
    return replace(kept, coded=gzip.compress(kept.body, mtime=0))


def spoiled(name: str, change: Callable[[Answer], Answer]) -> Fault:
    """An answer that is whole as HTTP has it, with other contents."""
    return Fault(name, lambda answer: change(answer).steps())


def cut(at: float) -> Fault:
    """Only this fraction of the body, with the length of what is sent."""
    return spoiled(f"cut at {at}", lambda a: replace(a, body=a.body[: int(len(a.body) * at)]))
