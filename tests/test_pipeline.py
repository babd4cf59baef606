"""What brings pages into a corpus and compares its states, as a Python program uses it: without the command line."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from mandates_cli import Corpus
from mandates_cli.corpus import Location, jsonl, location
from mandates_cli.errors import UsageError
from mandates_cli.fetch import RawStore
from mandates_cli.model import Diagnostic
from mandates_cli.pipeline import build, run, states, take
from test_site import themes
from testsite.generator import generate, older
from testsite.markup import files
from testsite.server import SiteServer

SITE = generate(3, themes(), pages=6, placements=40)
NOW = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)


@pytest.fixture
def where(tmp_path: Path) -> Location:
    return location.to_write(tmp_path / "data")


def fetched(where: Location, server: SiteServer) -> run.Run:
    readings = build.Readings(build.known(where))
    with build.one_writer(where):
        store = RawStore(where.raw)
        done = run.run(store, run.Request(sites=[server.url], rate=0), readings)
        build.build(where, store, readings)
    return done


def test_a_site_is_fetched_twice_and_the_two_states_compared(where: Location) -> None:
    with SiteServer(files(older(SITE))) as server:
        first = fetched(where, server)
        server.files = files(SITE)
        second = fetched(where, server)
    assert {result.change for result in first.results if result.page in older(SITE).pages} == {"new"}
    corpus = Corpus.open(where.folder)
    previous, latest = states.named("previous", corpus), states.named("latest", corpus)
    assert isinstance(previous, states.Moment)
    assert isinstance(latest, states.Moment)
    old, new = states.states(previous, latest, where, piped=bytes)
    assert (old.name, new.name) == (f"{first.name} (previous)", f"{second.name} (latest)")
    assert {row["id"] for row in old.records} < {row["id"] for row in new.records}
    assert {row["id"] for row in new.records} == {mandate.id for mandate in corpus.list()}


def test_what_would_be_asked_is_told_without_asking(where: Location) -> None:
    tables = build.known(where)
    due = run.due(RawStore(where.raw), run.Request(themes=["democracy"], langs=["es"]), tables)
    assert due
    assert {tables.language_of_path(row["page"]) for row in due} == {"es"}
    assert {row["last_seen"] for row in due} == {None}


def test_a_saved_page_is_taken_from_a_file_and_from_bytes(where: Location, tmp_path: Path) -> None:
    readings = build.Readings(build.known(where))
    site = readings.tables.site
    (page, data), (other, piped) = list(files(SITE).items())[:2]
    (tmp_path / "saved.html").write_bytes(data)
    captures, _ = take.found([tmp_path / "saved.html"], site, NOW)
    capture = take.saved_from(captures, f"{site.mirrors[0]}{page}", site)
    (second,), _ = take.found([piped], site, NOW)
    intake, built = take.take(where, [capture, second], readings, NOW)
    assert built is not None
    assert (intake.became["new"], built.pages) == (2, 2)
    assert set(RawStore(where.raw).state()) == {page, second.name}
    with pytest.raises(UsageError, match="--url names one page, but 2 were given"):
        take.saved_from([capture, second], f"{site.mirrors[0]}{other}", site)
    with pytest.raises(UsageError, match="is not a web address; write it like http"):
        take.saved_from([capture], "sec.html", site)


def test_a_page_beyond_a_bound_keeps_its_former_records_and_no_other_from_being_read(
    where: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SiteServer(files(older(SITE))) as server:
        fetched(where, server)
        before = Corpus.open(where.folder).list()
        server.files = files(SITE)
        fetched(where, server)
    pages = {path: len(data) for path, data in files(SITE).items() if path in SITE.pages}
    most = max(pages, key=pages.__getitem__)
    monkeypatch.setattr("mandates_cli.parse.guard.MAX_BYTES", pages[most] - 200)
    shutil.rmtree(where.workings)  # what was read before was read without that bound
    with build.one_writer(where):
        build.build(where, RawStore(where.raw))
    (told,) = [row for row in jsonl.read(where.diagnostics, Diagnostic) if row.code == "page-refused"]
    assert told.page == most
    assert told.message.startswith("This page is larger than")
    shown = {m.id for m in Corpus.open(where.folder).list() for place in m.placements if place.page == most}
    assert shown == {m.id for m in before for place in m.placements if place.page == most}
