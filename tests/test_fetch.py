"""`mandates fetch` as a user runs it, against a whole site on loopback whose truth is known."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import processes
from conftest import Run
from mandates_cli import Corpus
from mandates_cli.fetch import RawStore
from mandates_cli.model import Mandate
from test_site import comparable, meant, themes
from testsite.faults import Fault
from testsite.generator import Site, corrected, generate, older
from testsite.markup import files
from testsite.server import SiteServer

SITE = generate(3, themes(), pages=12, placements=120)
PAGES = sorted(SITE.pages)
FAST = ("--rate", "0", "--timeout", "5")
Rows = list[dict[str, Any]]
Fetch = Callable[..., Rows]


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer(files(SITE)) as running:
        yield running


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def fetch(run: Run, data: Path) -> Fetch:
    """Runs a fetch and gives its rows; `said` keeps what the last one wrote to stderr."""

    def fetcher(server: SiteServer | str, *args: str, code: int = 0) -> Rows:
        url = server if isinstance(server, str) else server.url
        done = run("fetch", "--site", url, *FAST, "--data-dir", str(data), *args, code=code)
        fetcher.said = done.stderr  # type: ignore[attr-defined]
        return [json.loads(line) for line in done.stdout.splitlines()]

    return fetcher


def of(rows: Rows, kind: str, *changes: str) -> list[str]:
    return sorted(row["id"] for row in rows if row["kind"] == kind and (not changes or row["change"] in changes))


def records(data: Path) -> list[Mandate]:
    return Corpus.open(data).list()


def state(data: Path) -> Mapping[str, str | None]:
    return {page: s.sha256 for page, s in RawStore(data / "raw").state().items()}


def page_hits(server: SiteServer) -> list[Any]:
    return [hit for hit in server.hits if hit.path in server.files]


def test_every_page_is_found_and_the_records_equal_the_truth(fetch: Fetch, server: SiteServer, data: Path) -> None:
    rows = fetch(server, "--connections", "4")
    assert of(rows, "page", "new") == PAGES
    assert of(rows, "page", "other") == ["/sisca/cs_ind_sp.html", "/sisca/sisca_news.html"]
    assert {comparable(m) for m in records(data)} == meant(SITE)
    assert of(rows, "mandate", "new") == sorted(m.id for m in records(data))
    assert {s.encoding for s in RawStore(data / "raw").state().values()} == {"utf-8", "windows-1252"}
    assert max(Counter(hit.path for hit in server.hits).values()) == 1
    assert not {hit.path for hit in server.hits} & {"/elsewhere/page.html", "/sisca/report.pdf", "/en/"}


def test_bytes_are_kept_exactly_as_served(fetch: Fetch, data: Path) -> None:
    with SiteServer(files(SITE), gzip=True, framing="chunked") as server:
        fetch(server)
        store = RawStore(data / "raw")
        assert {s.page: store.bytes_of(s) for s in store.state().values()} == {p: server.files[p] for p in PAGES}
    names = [path.name for path in (data / "raw").glob("*.html")]
    assert len(names) == len(PAGES)
    assert all(re.fullmatch(r"[a-z_]+-[0-9a-f]{12}\.html", name) for name in names)


def test_a_second_run_asks_once_a_page_and_stores_and_parses_nothing(
    fetch: Fetch, server: SiteServer, data: Path
) -> None:
    fetch(server)
    before = {path: path.stat().st_mtime_ns for path in data.rglob("*") if path.is_file()}
    server.hits.clear()
    rows = fetch(server)
    hits = page_hits(server)
    assert len(hits) == len(server.files)
    assert {hit.status for hit in hits} == {304}
    assert sum(hit.sent for hit in hits) == 0
    assert of(rows, "page", "unchanged") == PAGES
    assert of(rows, "mandate") == []
    touched = {p.name for p, at in before.items() if p.stat().st_mtime_ns != at}
    assert touched <= {"manifest.jsonl", "snapshots.jsonl", "seal.json", "index.checked", ".lock"}
    assert {path for path in data.rglob("*") if path.is_file() and path.name != "index.checked"} == set(before)


def test_without_validators_equal_bytes_are_still_unchanged(fetch: Fetch, data: Path) -> None:
    with SiteServer(files(SITE), validators=False) as server:
        fetch(server)
        rows = fetch(server)
    assert of(rows, "page", "unchanged") == PAGES
    assert len(list((data / "raw").glob("*.html"))) == len(PAGES)


def test_refresh_asks_for_every_page_anew(fetch: Fetch, server: SiteServer) -> None:
    fetch(server)
    server.hits.clear()
    assert of(fetch(server, "--refresh"), "page", "unchanged") == PAGES
    assert {hit.status for hit in page_hits(server)} == {200}


def test_an_update_names_exactly_the_pages_and_mandates_that_changed(
    fetch: Fetch, server: SiteServer, data: Path
) -> None:
    old = older(SITE)
    server.files = files(old)
    fetch(server)
    before = {m.id for m in records(data)}
    server.files = files(SITE)
    rows = fetch(server)
    held = files(old)
    assert of(rows, "page", "changed") == sorted(p for p in PAGES if p in held and held[p] != server.files[p])
    assert of(rows, "page", "new") == sorted(set(PAGES) - set(held))
    after = {m.id: m for m in records(data)}
    assert of(rows, "mandate", "new") == sorted(set(after) - before)
    assert {after[id].summit for id in of(rows, "mandate", "new")} == {2022}
    assert of(rows, "mandate", "vanished", "changed") == []


def test_a_corrected_wording_is_one_changed_mandate_a_language(fetch: Fetch, server: SiteServer, data: Path) -> None:
    fetch(server)
    number = next(e.commitment.number for e in SITE.pages[PAGES[0]].excerpts if not e.commitment.labels)
    before = {m.id for m in records(data)}
    server.files = files(corrected(SITE, number))
    rows = fetch(server)
    changed = [row for row in rows if row["kind"] == "mandate"]
    assert {row["change"] for row in changed} == {"changed"}
    assert {row["id"] for row in changed} <= before, "a corrected mandate keeps its id"
    assert all("duly" in row["text"] for row in changed)
    assert len(changed) == 2


def without(site: Site, *paths: str) -> dict[str, bytes]:
    return {path: body for path, body in files(site).items() if path not in paths}


def test_a_page_that_left_is_gone_and_its_bytes_stay(fetch: Fetch, server: SiteServer, data: Path) -> None:
    fetch(server)
    kept = sorted((data / "raw").glob("*.html"))
    server.files = without(SITE, PAGES[0])
    rows = fetch(server)
    assert of(rows, "page", "gone") == [PAGES[0]]
    assert PAGES[0] not in {p.page for m in records(data) for p in m.placements}
    vanished = of(rows, "mandate", "vanished")
    assert vanished
    assert not set(vanished) & {m.id for m in records(data)}
    assert sorted((data / "raw").glob("*.html")) == kept
    assert of(fetch(server), "page", "gone") == []
    server.files = files(SITE)
    assert of(fetch(server), "page", "new") == [PAGES[0]]
    assert {comparable(m) for m in records(data)} == meant(SITE)


def test_a_site_that_answers_404_everywhere_has_not_lost_its_mandates(
    fetch: Fetch, server: SiteServer, data: Path
) -> None:
    fetch(server)
    before = (data / "parsed" / "mandates.jsonl").read_bytes()
    server.files = {}
    rows = fetch(server, code=5)
    assert of(rows, "page", "drifted") == PAGES
    assert "no longer look as expected" in fetch.said  # type: ignore[attr-defined]
    assert (data / "parsed" / "mandates.jsonl").read_bytes() == before
    server.files = files(SITE)
    assert of(fetch(server), "page", "unchanged") == PAGES


DRIFTS = {
    "soft 404": b"<html><body><h1>Page not found</h1><p>Sorry.</p></body></html>",
    "login": b"<html><body><form><input name=user></form><p>Please sign in.</p></body></html>",
    "parked": b"<html><body><ul><li>Buy this domain</li><li>Cheap flights</li></ul></body></html>",
    "empty shell": b"<html><body><div id=app></div><script src=app.js></script></body></html>",
    "pdf": b"%PDF-1.7 <html></html>",
}


@pytest.mark.parametrize("body", DRIFTS.values(), ids=DRIFTS)
def test_drift_keeps_the_old_records_and_puts_the_bytes_aside(
    fetch: Fetch, server: SiteServer, data: Path, body: bytes
) -> None:
    fetch(server)
    before = (data / "parsed" / "mandates.jsonl").read_bytes()
    server.files = files(SITE) | {PAGES[1]: body}
    rows = fetch(server, code=5)
    assert of(rows, "page", "drifted") == [PAGES[1]]
    assert next(r["reason"] for r in rows if r["change"] == "drifted")
    assert PAGES[1] in fetch.said  # type: ignore[attr-defined]
    assert (data / "parsed" / "mandates.jsonl").read_bytes() == before
    assert body in [path.read_bytes() for path in (data / "raw" / "aside").iterdir()]
    assert of(fetch(server, code=5), "page", "drifted") == [PAGES[1]], "it is told again while it lasts"
    server.files = files(SITE)
    assert of(fetch(server), "page", "unchanged") == PAGES


def test_far_fewer_items_are_drift_and_a_person_can_take_them(
    fetch: Fetch, server: SiteServer, data: Path, run: Run
) -> None:
    fetch(server)
    page = max(SITE.pages.values(), key=lambda p: len(p.excerpts))
    short = replace(SITE, pages=SITE.pages | {page.path: replace(page, excerpts=page.excerpts[:2])})
    server.files = files(short)
    (row,) = [r for r in fetch(server, code=5) if r["change"] == "drifted"]
    assert row["id"] == page.path
    assert f"only 2 of the {len(page.excerpts)} items" in row["reason"]
    aside = next((data / "raw" / "aside").glob(f"{page.path.rpartition('/')[2][:-5]}-*.html"))
    run("import", str(aside), "--url", server.url + page.path, "--data-dir", str(data))
    assert {comparable(m) for m in records(data)} == meant(short)
    assert of(fetch(server), "page", "unchanged") == PAGES


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (["--lang", "es"], [p for p in PAGES if p.endswith("_sp.html")]),
        (["--theme", "democracy"], [p for p in PAGES if p.startswith("/sisca/dem")]),
        (["--theme", "democracy", "--theme", "education", "--lang", "en"], ["/sisca/dem.html", "/sisca/ed.html"]),
    ],
    ids=["language", "theme", "both"],
)
def test_filters_ask_for_nothing_else(fetch: Fetch, server: SiteServer, filters: list[str], wanted: list[str]) -> None:
    rows = fetch(server, *filters)
    assert of(rows, "page", "new") == sorted(set(wanted) & set(PAGES))
    unasked = set(PAGES) - set(wanted)
    assert not unasked & {hit.path for hit in server.hits}
    assert set(of(fetch(server), "page", "new")) == unasked


def test_dry_run_lists_and_asks_nothing(run: Run, server: SiteServer, data: Path, fetch: Fetch) -> None:
    rows = fetch(server, "--dry-run")
    assert "/sisca/dem.html" in [row["page"] for row in rows]
    assert all(row["url"] == server.url + row["page"] for row in rows)
    assert server.hits == []
    assert not data.exists()
    fetch(server)
    assert {row["page"] for row in fetch(server, "--dry-run") if row["last_seen"]} >= set(PAGES)


def test_offline_asks_nothing_and_parses_what_is_there(fetch: Fetch, server: SiteServer, data: Path) -> None:
    assert "leave --offline out" in (fetch(server, "--offline", code=3), fetch.said)[1]  # type: ignore[attr-defined]
    fetch(server)
    server.hits.clear()
    (data / "parsed" / "mandates.jsonl").unlink()
    fetch(server, "--offline")
    assert server.hits == []
    assert {comparable(m) for m in records(data)} == meant(SITE)


def test_the_mirror_stands_in_for_a_host_that_fails(fetch: Fetch, server: SiteServer, data: Path) -> None:
    with SiteServer(files(SITE)) as mirror:
        server.fail(PAGES[2], Fault.status(500))
        rows = fetch(server, "--site", mirror.url)
        assert of(rows, "page", "new") == PAGES
        assert [hit.path for hit in mirror.hits] == ["/robots.txt", PAGES[2]]
        assert next(r["url"] for r in rows if r["id"] == PAGES[2]) == mirror.url + PAGES[2]
        server.stop()
        assert of(fetch(server, "--site", mirror.url), "page", "unchanged") == PAGES
        assert len(set(state(data))) == len(PAGES), "a page is one page on both hosts"


def test_both_hosts_down_is_said_once_and_the_next_run_completes(fetch: Fetch, server: SiteServer, data: Path) -> None:
    server.stop()
    rows = fetch(server, "--site", "http://127.0.0.1:9", code=4)
    assert of(rows, "page", "failed") == of(rows, "page")
    assert len(fetch.said.splitlines()) < 20  # type: ignore[attr-defined]
    server.start()
    assert of(fetch(server), "page", "new") == PAGES


def test_a_page_that_fails_is_retried_alone_by_the_next_run(fetch: Fetch, server: SiteServer, data: Path) -> None:
    server.fail(PAGES[0], Fault.status(500))
    rows = fetch(server, code=4)
    assert of(rows, "page", "failed") == [PAGES[0]]
    assert of(rows, "page", "new") == PAGES[1:]
    assert "status 500" in fetch.said  # type: ignore[attr-defined]
    server.heal()
    server.hits.clear()
    rows = fetch(server)
    assert [hit.path for hit in page_hits(server)] == [PAGES[0]]
    assert of(rows, "page", "new") == PAGES
    assert [s.name for s in RawStore(data / "raw").snapshots() if s.complete] == [
        s.name for s in RawStore(data / "raw").snapshots()
    ]


def test_snapshots_have_names_and_info_lists_them(fetch: Fetch, server: SiteServer, run: Run, data: Path) -> None:
    server.files = files(older(SITE))
    fetch(server)
    server.files = files(SITE)
    fetch(server)
    listed = json.loads(run("info", "--data-dir", str(data)).stdout)["snapshots"]
    assert [re.fullmatch(r"\d{4}-\d\d-\d\d(\.\d+)?", s["name"]) is not None for s in listed] == [True, True]
    assert listed[0]["pages"] == {"new": len(older(SITE).pages)}
    assert listed[1]["pages"]["changed"]
    store = RawStore(data / "raw")
    first, second = store.snapshots()
    assert {p: s.sha256 for p, s in store.state(second.finished).items()} == state(data)
    assert {p: store.bytes_of(s) for p, s in store.state(first.finished).items()} == {
        p: b for p, b in files(older(SITE)).items() if p in SITE.pages
    }


def test_robots_txt_is_obeyed(fetch: Fetch, server: SiteServer) -> None:
    server.robots = b"\xef\xbb\xbfUser-agent: *\nDisallow: /*_sp.html$\n"
    rows = fetch(server, code=4)
    assert of(rows, "page", "new") == [p for p in PAGES if not p.endswith("_sp.html")]
    assert {r["reason"].partition(": ")[2] for r in rows if r["change"] == "failed"} == {"robots.txt forbids it"}
    assert not [hit for hit in server.hits if hit.path.endswith("_sp.html")]


def test_a_robots_txt_that_cannot_be_read_stops_the_run(fetch: Fetch, server: SiteServer) -> None:
    server.fail("/robots.txt", Fault.status(503))
    fetch(server, code=4)
    assert {hit.path for hit in server.hits} == {"/robots.txt"}
    assert "robots.txt cannot be read" in fetch.said  # type: ignore[attr-defined]


def test_the_request_says_who_asks_and_the_pace_is_kept(run: Run, server: SiteServer, data: Path) -> None:
    args = ("--site", server.url, "--theme", "democracy", "--lang", "en", "--rate", "10", "--contact", "me@example.org")
    run("fetch", *args, "--data-dir", str(data))
    assert {hit.headers["user-agent"] for hit in server.hits} == {
        "mandates-cli/0.1.0 (corpus of the Summits of the Americas; me@example.org)"
    }
    starts = [hit.at for hit in server.hits]
    assert starts[-1] - starts[0] > 0.1 * (len(starts) - 2), "the server's clock sees the pace, give or take a turn"
    assert server.most_at_once == 1
    assert (
        "is not a plain e-mail or web address"
        in run("fetch", *args[:-1], "me\r\nX: y", "--data-dir", str(data), code=2).stderr
    )


def test_retry_after_is_obeyed(fetch: Fetch, server: SiteServer) -> None:
    server.fail(PAGES[0], Fault.status(503, {"Retry-After": "1"}), times=1)
    assert of(fetch(server, "--theme", "agriculture"), "page", "new")
    first, second = [hit.at for hit in server.hits if hit.path == PAGES[0]]
    assert second - first >= 1
    assert not [hit for hit in server.hits if first < hit.at < second], "the whole host is left alone meanwhile"


def test_a_page_that_moved_is_followed_within_the_site(fetch: Fetch, server: SiteServer, data: Path) -> None:
    fetch(server)
    server.files = without(SITE, PAGES[0]) | {"/sisca/moved_here.html": files(SITE)[PAGES[0]]}
    server.fail(PAGES[0], Fault.redirect("moved_here.html", 301))
    rows = fetch(server)
    assert of(rows, "page", "gone") == [PAGES[0]]
    (new,) = [r for r in rows if r["change"] == "new" and r["kind"] == "page"]
    assert (new["id"], new["known"]) == ("/sisca/moved_here.html", False)
    assert of(rows, "mandate") == []


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.2/sisca/dem.html", "http://10.0.0.1/sisca/dem.html", "file:///etc/passwd", "//localhost/x.html",
     "http://user@127.0.0.1/sisca/x.html", "javascript:alert(1)", "/", "", "http://[::1/", "ftp://127.0.0.1/sisca/a.html"],
)  # fmt: skip
def test_a_redirect_out_of_the_site_is_not_followed(fetch: Fetch, server: SiteServer, target: str) -> None:
    server.fail(PAGES[0], Fault.redirect(target))
    rows = fetch(server, code=4)
    assert of(rows, "page", "failed") == [PAGES[0]]
    assert "redirects to" in next(r["reason"] for r in rows if r["change"] == "failed")


def test_menus_made_by_script_and_frames_are_followed(fetch: Fetch, server: SiteServer) -> None:
    body = files(SITE)[PAGES[0]]
    hidden = (
        b"<script>menu[1]='/sisca/by_script.html';</script><select><option value='by_option.html'>x</option></select>"
        b"<a onclick=\"window.open('by_click.html')\">x</a><iframe src=by_frame.html></iframe></body>"
    )
    names = [f"/sisca/by_{x}.html" for x in ("script", "option", "click", "frame")]
    server.files = files(SITE) | {PAGES[0]: body.replace(b"</body>", hidden)} | dict.fromkeys(names, body)
    assert set(names) <= set(of(fetch(server), "page", "new"))


def test_one_unknown_name_is_a_usage_error(run: Run) -> None:
    assert "Did you mean" in run("fetch", "--theme", "securty", code=2).stderr
    assert "is not a web address" in run("fetch", "--site", "file:///etc", code=2).stderr
    assert "leave /x out" in run("fetch", "--site", "http://example.org/x", code=2).stderr


def test_it_works_on_the_library_that_continues_httpx(
    environment: dict[str, str], empty: Path, server: SiteServer
) -> None:
    arguments = ["mandates", "fetch", "--site", server.url, *FAST, "--data-dir", "data"]
    code = (
        "import sys, httpx2\nsys.modules['httpx'] = httpx2\nfrom mandates_cli.cli import main\n"
        f"sys.argv = {arguments!r}\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=empty, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert of([json.loads(line) for line in done.stdout.splitlines()], "page", "new") == PAGES


def test_pages_of_elsewhere_are_not_asked_of_the_site(
    fetch: Fetch, server: SiteServer, data: Path, run: Run, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(files(SITE)[PAGES[0]])
    run("import", str(page), "--url", "http://example.org/other/page.html", "--data-dir", str(data))
    rows = fetch(server)
    assert "/other/page.html" not in {hit.path for hit in server.hits}
    assert of(rows, "page", "gone") == []


def test_a_site_without_any_page_is_said(fetch: Fetch, server: SiteServer) -> None:
    server.files = {}
    fetch(server, code=5)
    assert "No Mandates page was found there" in fetch.said  # type: ignore[attr-defined]


# The command on a day that its clock is wrong about.
ON_A_DAY = """
import datetime as dt, sys
day = dt.datetime.fromisoformat(sys.argv.pop(1))
from mandates_cli.cli import main
from mandates_cli.pipeline import build, run
build.now = run.now = lambda: day
main()
"""


@pytest.mark.parametrize("day", ["2041-01-01T00:00+00:00", "1970-01-02T00:00+00:00", "9999-12-31T00:00+00:00"])
def test_a_wrong_clock_is_told_of_and_what_is_fetched_next_counts(
    fetch: Fetch, server: SiteServer, data: Path, day: str
) -> None:
    def then() -> str:
        args = ("fetch", "--site", server.url, *FAST, "--theme", "democracy", "--data-dir", str(data))
        done = processes.run("-c", ON_A_DAY, day, *args, env=os.environ)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
        return done.stderr

    server.files = files(older(SITE))
    if day < "2026":
        fetch(server, "--theme", "democracy")
        server.files = files(SITE)
        said = then()
    else:
        then()
        server.files = files(SITE)
        fetch(server, "--theme", "democracy")
        said = fetch.said  # type: ignore[attr-defined]
    assert "sightings are dated later" in said
    assert "mandates forget" in said
    expected = {page: body for page, body in files(SITE).items() if page in state(data)}
    assert {page: RawStore(data / "raw").bytes_of(s) for page, s in RawStore(data / "raw").state().items()} == expected
    assert any("2022" in m.id for m in records(data))
    done = processes.run("-m", "mandates_cli", "diff", "previous", "latest", "--data-dir", str(data), env=os.environ)
    assert ("added" in done.stdout, done.returncode) == (True, 0), done.stderr


def test_a_whole_run_asks_for_each_page_once_by_get_and_an_unchanged_one_for_no_byte(
    fetch: Fetch, server: SiteServer, data: Path
) -> None:
    fetch(server, "--connections", "1")
    assert server.most_at_once == 1
    assert {hit.method for hit in server.hits} == {"GET"}
    cold = Counter(hit.path for hit in server.hits)
    assert cold["/robots.txt"] == 1
    assert set(cold.values()) == {1}
    server.hits.clear()
    fetch(server)
    warm = Counter(hit.path for hit in server.hits)
    assert (warm["/robots.txt"], set(warm.values())) == (1, {1})
    assert sum(hit.sent for hit in page_hits(server)) == 0
