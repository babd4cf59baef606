"""`mandates fetch --from`, against archives on loopback that speak as the real ones do, of a site whose truth is known
for each year."""

import datetime as dt
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from invented import typed
from mandates_cli.fetch import RawStore
from mandates_cli.fetch.answer import Answer
from mandates_cli.fetch.answer import Fault as ArchiveFault
from mandates_cli.fetch.archives import commoncrawl, wayback
from mandates_cli.fetch.archives.content import Refused
from mandates_cli.fetch.archives.epochs import State, states
from mandates_cli.fetch.archives.listing import Listed, Pages, Row, Unread, listing, prefixes, widened
from mandates_cli.fetch.client import Client
from mandates_cli.fetch.pace import Pace
from mandates_cli.fetch.snapshots import recent
from mandates_cli.fetch.tries import Tries
from mandates_cli.model import Sighting, Snapshot
from mandates_cli.parse import assemble, parse_page
from mandates_cli.pipeline import retrieval as pipeline
from test_site import REGISTRY, comparable, meant, themes
from testsite.archives import CDX, CRAWLS, ArchiveServer, Kept, cut, spoiled, zipped
from testsite.decades import YEARS, decades, seen
from testsite.faults import Fault
from testsite.generator import Site, generate
from testsite.markup import files
from testsite.server import SiteServer

SITE = generate(5, themes(), pages=6, placements=60)
STATES = decades(SITE, YEARS[::4])
KEPT = [kept for kept in seen(STATES) if any(kept.url.endswith(page) for page in SITE.pages)]
NAMES = {"wayback": "Wayback Machine", "commoncrawl": "Common Crawl"}
each_archive = pytest.mark.parametrize("source", NAMES)
FAST = ("--rate", "0", "--timeout", "5")
TOO_MANY = Fault("429", lambda a: replace(a, status=429, body=b"", headers={"Retry-After": "0"}).steps())
BUSY = Fault("503", lambda a: replace(a, status=503, body=b"SlowDown", headers={}).steps())
Rows = list[dict[str, Any]]


@pytest.fixture
def archive() -> Iterator[ArchiveServer]:
    with ArchiveServer(kept=KEPT, rows=7, lines=2) as running:
        yield running


class Past:
    """Runs a fetch from archives and gives its rows; `said` keeps what the last one wrote to stderr."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.said = ""

    @property
    def store(self) -> RawStore:
        return RawStore(self.data / "raw")

    def __call__(self, server: ArchiveServer, *args: str, source: str = "wayback", code: int = 0) -> Rows:
        asked = ("--from", source, "--archive", server.url, *FAST, "--data-dir", str(self.data), *args)
        ended, out, self.said = typed("fetch", *asked)
        assert ended == code, self.said
        assert "Traceback" not in self.said
        return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def past(data: Path) -> Past:
    return Past(data)


def records(store: RawStore, snapshot: Snapshot) -> set[object]:
    """What the records of that state say."""
    shown = store.state_of(snapshot).values()
    pages = [
        parse_page(
            store.bytes_of(s), page=s.page, url=s.final_url, snapshot=s.sha256 or "", media_type=s.media_type,
            declared_charset=s.charset, registry=REGISTRY,
        )
        for s in shown
    ]  # fmt: skip
    assert all(s.archived and s.final_url and "//127." not in s.final_url for s in shown)
    return {comparable(mandate) for mandate in assemble(pages).mandates}


def equal_the_truth(store: RawStore, states: Mapping[int, Site]) -> None:
    snapshots = {s.finished.year: s for s in store.snapshots()}
    assert sorted(snapshots) == sorted(states)
    assert all(s.complete for s in snapshots.values())
    for year, site in states.items():
        assert records(store, snapshots[year]) == meant(site), year


def asked(server: ArchiveServer, *, index: bool = False) -> list[str]:
    """What was asked for: captures, or index pages."""
    found = [f"{hit.path} {hit.headers.get('range', '')}" for hit in server.hits]
    return [each for each in found if index == (CDX in each or "-index" in each or "collinfo" in each)]


def became(rows: Rows) -> Counter[str]:
    return Counter(row["change"] for row in rows if row["kind"] == "page")


@each_archive
def test_the_records_of_each_state_equal_the_truth(past: Past, archive: ArchiveServer, source: str) -> None:
    """And what was asked for once is not asked for again: a second run asks the index alone."""
    past(archive, source=source)
    equal_the_truth(past.store, STATES)
    assert max(Counter(asked(archive)).values()) == 1
    assert archive.most_at_once == 1
    archive.hits.clear()
    assert past(archive, source=source) == []
    assert asked(archive) == []
    assert asked(archive, index=True)


def test_each_content_is_asked_for_once_whichever_archive_has_it(past: Past, archive: ArchiveServer) -> None:
    past(archive)
    assert len(asked(archive)) == len({kept.listed for kept in KEPT if kept.listed in held(past)})
    archive.hits.clear()
    rows = past(archive, source="commoncrawl")
    assert asked(archive) == []
    assert sum(row["bytes"] for row in rows) == 0
    assert {row["archive"] for row in rows} == {"commoncrawl"}
    equal_the_truth(past.store, STATES)


def held(past: Past) -> set[str]:
    return {s.archived.digest or "" for s in past.store.sightings() if s.archived}


def test_what_the_site_gave_is_not_asked_for(past: Past, archive: ArchiveServer) -> None:
    """And an archive's older state does not become the newest."""
    last = STATES[max(STATES)]
    with SiteServer(files(last)) as site:
        assert typed("fetch", "--site", site.url, *FAST, "--data-dir", str(past.data))[0] == 0
    live = past.store.state()
    rows = past(archive)
    newest = [row for row in rows if row["seen"].startswith(str(max(STATES)))]
    assert sum(row["bytes"] for row in newest) == 0
    assert past.store.state() == live
    assert [s.source for s in past.store.snapshots()] == ["wayback"] * len(STATES) + ["fetch"]
    newest_states = recent(past.store)
    assert newest_states.latest
    assert newest_states.previous
    assert past.store.state_of(newest_states.latest).keys() == live.keys()
    assert newest_states.previous.finished.year == sorted(STATES)[-2]


def test_a_run_that_was_killed_goes_on_where_it_was(past: Past, archive: ArchiveServer, tmp_path: Path) -> None:
    archive.latency = 0.02
    line = [sys.executable, "-m", "mandates_cli", "fetch", "--from", "wayback", "--archive", archive.url, *FAST]
    with subprocess.Popen([*line, "--data-dir", str(past.data)], stdout=subprocess.DEVNULL) as running:
        while len(asked(archive)) < 8:
            time.sleep(0.01)
        running.kill()
    archive.latency = 0.0
    first = asked(archive)
    stored = {s.archived.url for s in past.store.sightings() if s.archived}
    archive.hits.clear()
    past(archive)
    equal_the_truth(past.store, STATES)
    again = {path for path in asked(archive) if path in first}
    assert len(again) <= 1, "only what was on its way when it was killed"
    assert not any(address.partition("/web/")[2] in path for path in again for address in stored)
    whole = Past(tmp_path / "whole")
    whole(archive)
    assert [s.name for s in whole.store.snapshots()] == [s.name for s in past.store.snapshots()]
    assert [s.pages for s in whole.store.snapshots()] == [s.pages for s in past.store.snapshots()]
    assert {(s.page, s.seen, s.sha256) for s in whole.store.sightings()} == {
        (s.page, s.seen, s.sha256) for s in past.store.sightings()
    }


class Asking:
    """Asks the archives of a server, without a corpus."""

    def __init__(self, server: ArchiveServer) -> None:
        self.archives = {a.name: a for a in pipeline.archives(list(NAMES), REGISTRY, server.url)}
        self.client = Client("a test", 5, pipeline.KEPT_HEADERS)
        self.tries = Tries(Pace(0, time.monotonic, lambda _: False), lambda _: None)
        self.pages = Pages(widened(REGISTRY.site), REGISTRY.pages())

    def ask(self, url: str, headers: Mapping[str, str]) -> Answer:
        return self.tries.answer(self.client, url, headers)

    def rows(self, source: str, since: dt.datetime | None = None, until: dt.datetime | None = None) -> list[object]:
        asked = prefixes(REGISTRY.site)
        if source == "wayback":
            return list(wayback.rows(self.archives["wayback"], asked, self.ask))
        return list(commoncrawl.rows(self.archives["commoncrawl"], asked, self.ask, since, until))

    def listed(self, source: str) -> list[Listed]:
        return listing(self.rows(source), self.pages, lambda _: True).captures  # type: ignore[arg-type]

    def content(self, source: str, listed: Listed) -> bytes:
        if source == "wayback":
            return wayback.content_of(listed, self.ask, self.pages).data
        return commoncrawl.content_of(listed, self.ask, self.pages, REGISTRY.site.folder).data


@pytest.fixture
def asking(archive: ArchiveServer) -> Iterator[Asking]:
    found = Asking(archive)
    yield found
    found.client.close()


INDEXES = {"wayback": CDX, "commoncrawl": CRAWLS}


@each_archive
@pytest.mark.parametrize("fault", [TOO_MANY, BUSY, cut(0.6)], ids=["429", "503", "cut"])
def test_an_index_page_that_came_badly_is_asked_for_again(
    asking: Asking, archive: ArchiveServer, source: str, fault: Fault
) -> None:
    whole = asking.rows(source)
    archive.fail(INDEXES[source], fault, times=2)
    assert asking.rows(source) == whole
    assert len(whole) == len([kept for kept in KEPT if source == "wayback" or not kept.again])


def test_only_the_crawls_of_that_time_are_asked(asking: Asking, archive: ArchiveServer) -> None:
    since, until = dt.datetime(2015, 1, 1, tzinfo=dt.UTC), dt.datetime(2016, 1, 1, tzinfo=dt.UTC)
    found = asking.rows("commoncrawl", since, until)
    assert found
    assert {name[9:13] for name in asked(archive, index=True) if "-index" in name} == {"2015"}


@each_archive
def test_every_capture_is_listed_and_given_as_it_was(asking: Asking, archive: ArchiveServer, source: str) -> None:
    listed = asking.listed(source)
    by_moment = {kept.seen.replace(microsecond=0): kept.body for kept in KEPT}
    assert [asking.content(source, one) for one in listed] == [by_moment[one.seen] for one in listed]
    assert all(
        one.url.partition("/sisca/")[0].endswith(("summit-americas.org", "cumbre-americas.org")) for one in listed
    )


def test_of_an_index_page_that_stays_cut_the_whole_lines_are_taken(past: Past, archive: ArchiveServer) -> None:
    archive.fail(CDX, cut(0.6))
    past(archive, code=4)
    assert "Wayback Machine: an index page is cut short after " in past.said
    assert "the same command asks for the rest" in past.said
    taken = past.store.sightings()
    assert taken
    assert not any(snapshot.complete for snapshot in past.store.snapshots())
    archive.heal()
    archive.hits.clear()
    past(archive)
    assert {s.archived.url.partition("/web/")[2] for s in taken if s.archived}.isdisjoint(
        path.strip().removeprefix("/web/") for path in asked(archive)
    )
    shown = past.store.state()
    assert {page: s.sha256 for page, s in shown.items()} == {
        page: newest.sha256 for page, newest in past.store.newest().items()
    }
    assert all(snapshot.complete for snapshot in past.store.snapshots())


def test_the_other_crawls_are_taken_where_the_index_of_one_cannot_be_had(past: Past, archive: ArchiveServer) -> None:
    crawl = sorted(archive.warcs)[1]
    archive.fail(f"/{crawl}-index", BUSY)
    past(archive, source="commoncrawl", code=4)
    assert f"Common Crawl: the index of {crawl} cannot be had (status 503)" in past.said
    assert past.store.state()
    archive.heal()
    past(archive, source="commoncrawl")
    assert {s.finished.year for s in past.store.snapshots()} == set(STATES)


def test_an_index_page_of_a_crawl_that_stays_cut_is_told(past: Past, archive: ArchiveServer) -> None:
    crawl = sorted(archive.warcs)[0]
    archive.fail(f"/{crawl}-index", cut(0.5))
    past(archive, source="commoncrawl", code=4)
    assert f"the index of {crawl}" in past.said or f"an index page of {crawl} is cut short" in past.said


@each_archive
def test_a_capture_that_does_not_come_waits_for_the_next_run(past: Past, archive: ArchiveServer, source: str) -> None:
    past(archive, "--dry-run", source=source)
    rows = past(archive, "--dry-run", source=source)
    path = rows[3]["address"].removeprefix(archive.url)
    archive.fail(path, BUSY)
    past(archive, source=source, code=4)
    assert f"{NAMES[source]}: " in past.said
    assert "did not come" in past.said
    assert "status 503" in past.said
    before = {s.page for s in past.store.sightings()}
    archive.heal()
    archive.hits.clear()
    past(archive, source=source)
    equal_the_truth(past.store, STATES)
    assert before
    if source == "wayback":
        assert len(asked(archive)) == 1


def test_an_archive_that_stays_busy_is_left_alone(past: Past, archive: ArchiveServer) -> None:
    archive.fail(None, BUSY)
    archive.fail(CDX, Fault("good", lambda a: a.steps()))
    rows = past(archive, code=4)
    assert set(became(rows)) == {"failed"}
    assert len(asked(archive)) == 8, "two captures, four times each"
    assert past.store.snapshots() == []


def test_an_archive_that_cannot_be_reached_is_told_once(past: Past, archive: ArchiveServer) -> None:
    archive.stop()
    past(archive, code=4)
    assert "mandates: Cannot reach the Wayback Machine: no connection" in past.said
    assert "Are you online? Nothing was changed." in past.said
    assert past.store.snapshots() == []


def replaced(page: str, year: int, **change: object) -> tuple[list[Kept], Kept]:
    """The captures, the last one of that page and year in another way."""
    last = max((k for k in KEPT if k.url.endswith(page) and k.seen.year == year), key=lambda k: k.seen)
    new = replace(last, **change)  # type: ignore[arg-type]
    return [new if kept is last else kept for kept in KEPT], new


PAGE = sorted(SITE.pages)[0]
LATE = max(STATES)


def only(past: Past, page: str, year: int) -> list[Sighting]:
    return [s for s in past.store.sightings() if s.page == page and s.seen.year == year]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"digest": "A" * 32, "again": False}, "its bytes are not those of the digest that the index gives"),
        ({"body": b"<html><body><h1>Not found</h1></body></html>", "again": False}, "no item, no citation"),
    ],
    ids=["wrong digest", "soft 404"],
)
def test_what_is_not_as_expected_is_put_aside_and_not_asked_for_again(
    past: Past, archive: ArchiveServer, change: dict[str, object], reason: str
) -> None:
    kept, last = replaced(PAGE, LATE, **change)
    archive.keep(kept)
    rows = past(archive, code=5)
    drifted = [row for row in rows if row["change"] == "drifted"]
    assert [row["id"] for row in drifted] == [PAGE]
    assert drifted[0]["reason"].startswith(reason)
    assert f"1 capture not taken ({PAGE} of {last.seen:%Y-%m-%d}: {drifted[0]['reason']})" in past.said
    aside = [s for s in past.store.sightings() if s.verdict == "drift"]
    assert [past.store.bytes_of(s) for s in aside] == [last.body]
    assert aside[0].file
    assert aside[0].file.startswith("aside/")
    archive.hits.clear()
    assert past(archive) == []
    assert asked(archive) == []


def test_a_digest_of_what_the_site_had_compressed_proves_nothing(past: Past, archive: ArchiveServer) -> None:
    kept, last = replaced(PAGE, LATE, again=False)
    archive.keep([zipped(each) if each is last else each for each in kept])
    past(archive)
    equal_the_truth(past.store, STATES)


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_was_not_there_in_the_end_has_left(past: Past, archive: ArchiveServer, status: int) -> None:
    before = next(kept for kept in KEPT if kept.url.endswith(PAGE))
    kept, _ = replaced(PAGE, LATE, url=before.url, status=status, body=b"not here", again=False)
    archive.keep(kept)
    rows = past(archive)
    assert became(rows)["gone"] == 1
    assert PAGE not in past.store.state()
    snapshot = past.store.snapshots()[-1]
    assert snapshot.pages.gone == 1
    archive.hits.clear()
    assert past(archive) == []


def test_a_host_that_never_had_a_page_does_not_say_that_it_left(past: Past, archive: ArchiveServer) -> None:
    kept = [replace(k, url=f"https://www.summit-americas.org{PAGE}") if k.url.endswith(PAGE) else k for k in KEPT]
    last = max((k for k in kept if k.url.endswith(PAGE)), key=lambda k: k.seen)
    other = replace(last, url=f"http://www.cumbre-americas.org{PAGE}", status=404, seen=last.seen + dt.timedelta(1))
    archive.keep([*kept, other])
    past(archive)
    equal_the_truth(past.store, STATES)


def test_a_site_that_answers_404_everywhere_has_moved(past: Past, archive: ArchiveServer) -> None:
    later = [
        replace(k, seen=k.seen.replace(year=LATE + 1), status=404, again=False) for k in KEPT if k.seen.year == LATE
    ]
    archive.keep([*KEPT, *later])
    past(archive)
    assert "were not there at once, which is a site that moved" in past.said
    equal_the_truth(past.store, STATES)


def test_what_else_an_index_lists_is_counted(past: Past, archive: ArchiveServer) -> None:
    like = KEPT[0]
    moment = like.seen.replace(month=12, day=31)
    others = [
        replace(like, seen=moment, status=301, headers={"Location": "/elsewhere"}),
        replace(like, seen=moment.replace(hour=1), status=503),
        replace(
            like, url="http://www.summit-americas.org/sisca/report.pdf", headers={"Content-Type": "application/pdf"}
        ),
        replace(like, url="http://www.summit-americas.org/sisca/../x.html"),
    ]
    archive.keep([*KEPT, *others])
    past(archive)
    assert "(passed over: 1 error page, 1 other address, 1 redirect)" in past.said or "redirect" in past.said
    equal_the_truth(past.store, STATES)


def test_an_earlier_capture_of_the_year_takes_the_place_of_one_that_is_not_given(
    past: Past, archive: ArchiveServer
) -> None:
    """The archive would redirect to the nearest one, which is of another date."""
    kept, last = replaced(PAGE, LATE, lost=True, again=False, digest="B" * 32)
    earlier = replace(last, lost=False, seen=last.seen.replace(month=1, day=2), digest=None)
    archive.keep([*kept, earlier])
    rows = past(archive, code=5)
    refused = [row for row in rows if row["change"] == "refused"]
    assert [row["id"] for row in refused] == [PAGE]
    assert refused[0]["reason"].startswith("the archive has only one of ")
    assert past.store.state()[PAGE].seen == earlier.seen
    equal_the_truth(past.store, STATES)
    archive.hits.clear()
    past(archive)
    assert asked(archive) == []
    assert past(archive, "--refresh", code=5)


def header(name: str, value: str | None) -> Fault:
    return spoiled(name, lambda a: replace(a, headers={**a.headers, name: value}))


ANOTHER = {
    "of another moment": header("Memento-Datetime", "Sun, 02 Jan 2011 00:00:00 GMT"),
    "of no moment": header("Memento-Datetime", None),
    "of another page": header("Link", '<http://www.summit-americas.org/sisca/other.html>; rel="original"'),
    "a redirect that was kept": spoiled(
        "302", lambda a: replace(a, status=302, headers={**a.headers, "Location": "/x"})
    ),
    "an error page that was kept": spoiled("403", lambda a: replace(a, status=403)),
    "a page of its own": spoiled("portal", lambda a: replace(a, headers={}, body=b"<html>Log in</html>")),
    "locked out": spoiled("403", lambda a: replace(a, status=403, headers={})),
    "empty": spoiled("empty", lambda a: replace(a, body=b"")),
}


# What the archive may yet give.
ITS_OWN = ("of no moment", "a page of its own", "locked out")


@pytest.mark.parametrize("name", ANOTHER)
def test_what_was_not_asked_for_is_not_taken(asking: Asking, archive: ArchiveServer, name: str) -> None:
    listed = asking.listed("wayback")[0]
    archive.fail(listed.address.removeprefix(archive.url), ANOTHER[name])
    with pytest.raises(ArchiveFault) as raised:
        asking.content("wayback", listed)
    assert isinstance(raised.value, Refused) == (name not in ITS_OWN)


RANGES = {
    "the whole file": spoiled("200", lambda a: replace(a, status=200, headers={})),
    "another part": header("Content-Range", "bytes 0-1/2"),
    "less": spoiled("less", lambda a: replace(a, body=a.body[:-9])),
    "nothing": spoiled("416", lambda a: replace(a, status=416, body=b"", headers={})),
    "other bytes": spoiled("damaged", lambda a: replace(a, body=a.body[:60] + bytes(40) + a.body[100:])),
}


@pytest.mark.parametrize("name", RANGES)
def test_bytes_that_are_no_record_of_the_capture_are_not_taken(
    asking: Asking, archive: ArchiveServer, name: str
) -> None:
    listed = asking.listed("commoncrawl")[0]
    archive.fail(listed.address.removeprefix(archive.url), RANGES[name])
    with pytest.raises(ArchiveFault) as raised:
        asking.content("commoncrawl", listed)
    assert isinstance(raised.value, Refused) == (name in ("nothing", "other bytes"))


def test_the_record_of_another_page_is_not_taken(asking: Asking) -> None:
    one, other = (captures := asking.listed("commoncrawl"))[0], captures[-1]
    with pytest.raises(Refused, match="the record is that of "):
        asking.content("commoncrawl", one._replace(address=other.address, span=other.span))


def test_a_dry_run_lists_what_there_is_and_asks_the_index_alone(past: Past, archive: ArchiveServer) -> None:
    rows = past(archive, "--dry-run")
    assert asked(archive) == []
    assert not past.data.exists()
    assert f"Wayback Machine: {len(KEPT)} captures of {len(SITE.pages)} pages from " in past.said
    assert "3 states with 18 pages in all, 18 captures to be asked for" in past.said
    assert len(rows) == 18
    assert {row["held"] for row in rows} == {False}
    last = rows[-1]
    assert last["period"] == str(LATE)
    assert last["address"].startswith(f"{archive.url}/web/{last['seen'][:4]}")
    assert last["address"].partition("id_/")[2].replace(":80/", "/") == last["url"]
    past(archive)
    assert {row["held"] for row in past(archive, "--dry-run")} == {True}


def test_filters_and_dates_choose_what_is_asked_for(past: Past, archive: ArchiveServer) -> None:
    english = past(archive, "--dry-run", "--lang", "en")
    assert {row["page"] for row in english} == {page for page in SITE.pages if not page.endswith("_sp.html")}
    assert {row["period"] for row in past(archive, "--dry-run", "--since", "2011")} == {"2015", "2019"}
    assert {row["period"] for row in past(archive, "--dry-run", "--until", "2010")} == {"2010"}
    rows = past(archive, "--dry-run", "--since", "2010-06-15", "--until", "2010-09", "--every", "quarter")
    assert {row["period"] for row in rows} <= {"2010-Q2", "2010-Q3"}
    assert all("2010-06-15" <= row["seen"] < "2010-10" for row in rows)
    past(archive, "--theme", "nothing-of-the-kind", code=2)
    past(archive, "--lang", "en", "--until", "2010")
    assert [s.scope for s in past.store.snapshots()] == ["lang:en"]


def test_every_change_is_a_state_of_its_day(past: Past, archive: ArchiveServer) -> None:
    rows = past(archive, "--every", "capture")
    changes = 0
    for page in SITE.pages:
        bodies = [k.body for k in sorted((k for k in KEPT if k.url.endswith(page)), key=lambda k: k.seen)]
        changes += sum(before != body for before, body in zip([b"", *bodies], bodies, strict=False))
    assert len(rows) - sum(row["kind"] == "mandate" for row in rows) == changes
    assert {s.name.partition(".")[0] for s in past.store.snapshots()} == {
        row["seen"][:10] for row in rows if row["seen"]
    }
    assert not became(rows)["unchanged"]


WRONG = {
    "no archive": (["--from", "archive.today"], "--from 'archive.today' is no archive; give wayback or commoncrawl."),
    "no --from": (["--since", "2009"], "name one with --from."),
    "no date": (["--from", "wayback", "--since", "last year"], "write 2009, 2009-06 or 2009-06-15."),
    "another date": (["--from", "wayback", "--until", "15/6/2009"], "write 2009-06-15."),
    "no month": (["--from", "wayback", "--until", "2009-13"], "Cannot take --until '2009-13' for a date"),
    "no year": (["--from", "wayback", "--until", "0000"], "Cannot take --until '0000' for a date"),
    "the last year": (["--from", "wayback", "--until", "9999"], "Cannot take --until '9999' for a date"),
    "turned round": (["--from", "wayback", "--since", "2012", "--until", "2011"], "exchange the two."),
    "no address": (["--from", "wayback", "--archive", "ftp://x"], "--archive 'ftp://x' is no address of a server"),
    "half an address": (["--from", "wayback", "--archive", "http://["], "is no address of a server"),
    "a folder": (["--from", "wayback", "--archive", "http://x/web"], "is no address of a server"),
    "a site": (["--from", "wayback", "--site", "example.org"], "--site is for the site itself"),
    "at once": (["--from", "wayback", "--connections", "3"], "--connections is for the site itself"),
    "offline": (["--from", "wayback", "--offline"], "--offline is for the site itself"),
}


@pytest.mark.parametrize(("args", "reason"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_asked_so_is_told(data: Path, args: list[str], reason: str) -> None:
    code, out, said = typed("fetch", *args, "--data-dir", str(data))
    assert (code, out) == (2, "")
    assert reason in said
    assert len(said.splitlines()) == 1
    assert not data.exists()


def one(page: str, when: str, digest: str | None, status: int = 200) -> Listed:
    return Listed(page, dt.datetime.fromisoformat(when).replace(tzinfo=dt.UTC), page, status, digest, "", None)


def test_of_a_period_a_page_is_as_it_was_seen_last() -> None:
    first, changed, back = one("/a", "2012-03-01", "A"), one("/a", "2012-04-01", "B"), one("/a", "2012-06-30", "A")
    other = one("/b", "2013-01-01", None)
    assert states([other, back, first, changed], "year") == [
        State("2012", [[back, changed]]), State("2013", [[other]]),
    ]  # fmt: skip
    assert states([first, changed, back], "quarter") == [
        State("2012-Q1", [[first]]),
        State("2012-Q2", [[back, changed]]),
    ]
    assert [
        state.period for state in states([first, first._replace(seen=first.seen.replace(hour=9)), back], "capture")
    ] == ["2012-03-01"]


def test_of_a_period_a_page_may_be_gone_in_the_end() -> None:
    there, gone = one("/a", "2012-03-01", "A"), one("/a", "2012-04-01", "N", 404)
    assert states([there, gone], "year") == [State("2012", [[there], [gone]])]
    back = one("/a", "2012-05-01", "A")
    assert states([there, gone, back], "year") == [State("2012", [[back]])]
    later = one("/a", "2012-04-02", "M", 404)
    assert [s.period for s in states([there, gone, later, back], "capture")] == [
        "2012-03-01",
        "2012-04-01",
        "2012-05-01",
    ]


LINES = {
    "nothing": (b"", 0, None, True),
    "no line": (b"[]", 0, None, True),
    "lines": (b'[["timestamp","original"],\n ["1","a"]]', 2, None, True),
    "a key": (b'[["timestamp","original"],\n ["1","a"],\n [],\n ["k%21"]]', 2, "k%21", True),
    "cut in a line": (b'[["timestamp","original"],\n ["1","a"],\n ["2', 2, None, False),
    "cut behind a line": (b'[["timestamp","original"],["1","a"],', 2, None, False),
    "cut before its key": (b'[["timestamp","original"],["1","a"],[]', 2, None, False),
    "an error page": (b"<html>[sorry]</html>", 0, None, False),
    "an object": (b'{"error": "no"}', 0, None, False),
    "a number": (b"5", 0, None, False),
    "nested without end": (b"[" * 100_000, 0, None, False),
}


@pytest.mark.parametrize(("body", "lines", "key", "whole"), LINES.values(), ids=LINES)
def test_an_index_page_is_read_as_far_as_it_is_whole(body: bytes, lines: int, key: str | None, whole: bool) -> None:
    page = wayback.IndexPage(body)
    assert (len(page.lines), page.key, page.fault is None) == (lines, key, whole)


ROWS = {
    "a page": (("20120501101500", "http://www.summit-americas.org:80/sisca/dem.html", "200", "text/html"), None),
    "without www": (("20120501101500", "https://summit-americas.org/sisca/dem.html", "200", "text/html"), None),
    "in capitals": (("20120501101500", "http://WWW.Summit-Americas.org/sisca/DEM.html", "200", "text/html"), None),
    "with a query": (("20120501101500", "http://www.cumbre-americas.org/sisca/dem.html?x=1", "200", "text/html"), None),
    "seen again": (("20120501101500", "http://www.summit-americas.org/sisca/dem.html", "-", "warc/revisit"), None),
    "a redirect": (("20120501101500", "http://www.summit-americas.org/sisca/dem.html", "301", "text/html"), "redirect"),
    "an error": (("20120501101500", "http://www.summit-americas.org/sisca/dem.html", "503", "text/html"), "error page"),
    "a picture": (
        ("20120501101500", "http://www.summit-americas.org/sisca/dem.html", "200", "image/gif"),
        "other address",
    ),
    "another host": (("20120501101500", "http://example.org/sisca/dem.html", "200", "text/html"), "other address"),
    "a mail": (
        ("20120501101500", "http://mailto:someone@example.org/sisca/dem.html", "200", "text/html"),
        "other address",
    ),
    "above": (
        ("20120501101500", "http://www.summit-americas.org/sisca/../dem.html", "200", "text/html"),
        "other address",
    ),
    "no moment": (("2012", "http://www.summit-americas.org/sisca/dem.html", "200", "text/html"), "unread line"),
    "no day": (("20121399101500", "http://www.summit-americas.org/sisca/dem.html", "200", "text/html"), "unread line"),
}


@pytest.mark.parametrize(("row", "passed_over"), ROWS.values(), ids=ROWS)
def test_a_line_of_an_index_is_a_capture_or_is_counted(row: tuple[str, str, str, str], passed_over: str | None) -> None:
    pages = Pages(widened(REGISTRY.site), REGISTRY.pages())
    found = listing([Row(*row, digest="A" * 32, address="")], pages, lambda _: True)
    assert [c.page for c in found.captures] == ([] if passed_over else ["/sisca/dem.html"])
    assert dict(found.others) == ({passed_over: 1} if passed_over else {})


@pytest.mark.soak
@each_archive
def test_fifteen_years_of_150_pages(past: Past, source: str) -> None:
    site = generate(9, themes(), pages=150, placements=3_000)
    years = decades(site)
    with ArchiveServer(kept=seen(years), rows=5_000, lines=3_000) as archive:
        past(archive, source=source)
        equal_the_truth(past.store, years)
        assert max(Counter(asked(archive)).values()) == 1
        archive.hits.clear()
        assert past(archive, source=source) == []
        assert asked(archive) == []


RECORD = {"timestamp": "20120501101500", "url": "http://www.summit-americas.org/sisca/dem.html", "status": "200",
          "filename": "crawl-data/CC-MAIN-2012/warc/a.warc.gz", "offset": "5", "length": "10"}  # fmt: skip
NO_RECORD = {
    "no file": {"filename": ""}, "a file above": {"filename": "../../etc/passwd.warc.gz"},
    "a file elsewhere": {"filename": "//example.org/a.warc.gz"}, "no number": {"offset": "-5"},
    "nothing": {"length": "0"}, "too much": {"length": "9" * 5_000}, "more than a page": {"length": str(2**30)},
}  # fmt: skip


@pytest.mark.parametrize("change", NO_RECORD.values(), ids=NO_RECORD)
def test_a_line_that_names_no_record_is_counted(asking: Asking, change: dict[str, str]) -> None:
    archive = asking.archives["commoncrawl"]
    assert isinstance(commoncrawl.row(json.dumps(RECORD).encode(), archive), Row)
    assert commoncrawl.row(json.dumps(RECORD | change).encode(), archive) == Unread(1)


@each_archive
def test_a_wording_that_was_corrected_is_one_mandate_whenever_its_pages_were_captured(
    archive: ArchiveServer, past: Past, source: str
) -> None:
    past(archive, source=source)
    rows = [json.loads(line) for line in (past.data / "parsed" / "history.jsonl").read_text("utf-8").splitlines()]
    assert all(row["stands"] for row in rows), "the site added mandates and corrected them"
    assert any(len({phase["text"] for phase in row["phases"]}) > 1 for row in rows)
    states = [snapshot.name for snapshot in past.store.snapshots()]
    assert {phase["snapshot"] for row in rows for phase in row["phases"]} <= set(states)
