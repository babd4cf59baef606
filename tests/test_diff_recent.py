"""`latest` and `previous`: the last two complete states of one scope that differ, whatever ran besides."""

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import REAL_PAGE, Run
from mandates_cli.fetch import RawStore
from mandates_cli.model import Counts, Snapshot
from test_site import themes
from testsite.faults import Fault
from testsite.generator import generate, older
from testsite.markup import files
from testsite.server import SiteServer

SITE = generate(3, themes(), pages=12, placements=120)
NEW, OLD = files(SITE), files(older(SITE))
CHANGED = sorted(page for page in NEW if page in OLD and NEW[page] != OLD[page])
Fetch = Callable[..., None]
Differs = Callable[..., list[str]]


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer(OLD) as running:
        yield running


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def fetch(run: Run, data: Path, server: SiteServer) -> Fetch:
    def fetcher(*args: str, code: int = 0) -> None:
        run("fetch", "--site", server.url, "--rate", "0", "--data-dir", str(data), *args, code=code)

    return fetcher


@pytest.fixture
def differs(run: Run, data: Path) -> Differs:
    """The ids that differ between two states; `said` keeps what stderr had."""

    def differ(*operands: str) -> list[str]:
        done = run("diff", *operands, "--json", "--data-dir", str(data))
        differ.said = done.stderr  # type: ignore[attr-defined]
        return [row["id"] for row in json.loads(done.stdout)]

    return differ


def names(run: Run, data: Path) -> list[str]:
    return [s["name"] for s in json.loads(run("info", "--data-dir", str(data)).stdout)["snapshots"]]


def test_an_unchanged_a_narrowed_and_a_failed_run_are_passed_over(
    fetch: Fetch, differs: Differs, server: SiteServer, run: Run, data: Path
) -> None:
    fetch()
    server.files = NEW
    fetch()
    first, second = names(run, data)
    found = differs(first, second)
    assert found
    fetch()
    fetch("--lang", "es")
    server.fail(CHANGED[0], Fault.status(500))
    fetch("--refresh", code=4)
    unchanged, narrowed, failed = names(run, data)[2:]
    assert differs("previous", "latest") == found
    line, *told = differs.said.splitlines()  # type: ignore[attr-defined]
    assert line == f"Passed over: {unchanged} (unchanged), {narrowed} (lang:es), {failed} (incomplete)."
    assert told[0].startswith(f"{first} (previous) → {second} (latest)")
    assert differs("latest", "previous")
    assert differs(second, failed) == []
    assert "Passed over" not in differs.said  # type: ignore[attr-defined]


def test_half_a_change_is_not_the_latest_state(
    fetch: Fetch, differs: Differs, server: SiteServer, run: Run, data: Path
) -> None:
    """A narrowed run brought a part of the change, and the next whole one the rest."""
    fetch()
    server.files = NEW
    fetch("--lang", "es")
    first, narrowed = names(run, data)
    done = run("diff", "previous", "latest", "--data-dir", str(data), code=2)
    assert f"no two complete snapshots that differ ({first}, {narrowed} (lang:es))" in done.stderr
    assert differs(first, narrowed)
    fetch()
    whole = names(run, data)[2]
    assert set(differs("previous", "latest")) > set(differs(first, narrowed))
    assert differs("previous", "latest") == differs(first, whole)


def test_who_only_ever_fetches_a_part_compares_that_part(
    fetch: Fetch, differs: Differs, server: SiteServer, run: Run, data: Path
) -> None:
    fetch("--lang", "es")
    server.files = NEW
    fetch("--lang", "es")
    fetch("--lang", "en")
    first, second, other = names(run, data)
    assert differs(first, second) == differs("previous", "latest") != []
    assert f"Passed over: {other} (lang:en)." in differs.said  # type: ignore[attr-defined]


def test_a_corpus_of_failed_runs_has_no_latest_state(fetch: Fetch, server: SiteServer, run: Run, data: Path) -> None:
    server.fail(CHANGED[0], Fault.status(500))
    fetch(code=4)
    (name,) = names(run, data)
    done = run("diff", "latest", "latest", "--data-dir", str(data), code=2)
    assert f"has no complete snapshot ({name} (incomplete)); 'mandates fetch' makes the next" in done.stderr


def test_of_many_that_are_passed_over_the_newest_are_named(
    run: Run, differs: Differs, tmp_path: Path, data: Path
) -> None:
    for day, text in enumerate((REAL_PAGE.read_text("utf-8"), REAL_PAGE.read_text("utf-8").replace("press", "Press"))):
        (tmp_path / "sec.txt").write_text(text, "utf-8")
        os.utime(tmp_path / "sec.txt", (1_600_000_000 + day * 86_400,) * 2)
        run("import", str(tmp_path / "sec.txt"), "--data-dir", str(data))
    for day in range(1, 8):
        moment = dt.datetime(2026, 11, day, tzinfo=dt.UTC)
        RawStore(data / "raw").record(
            Snapshot(
                name=f"2026-11-0{day}", source="fetch", started=moment, finished=moment, complete=False, pages=Counts()
            )
        )
    differs("latest", "latest")
    named = ", ".join(f"2026-11-0{day} (incomplete)" for day in range(3, 8))
    assert f"Passed over: {named}, and 2 older." in differs.said  # type: ignore[attr-defined]


def test_more_than_ten_snapshots_of_one_second_stand_as_they_were_taken(
    run: Run, differs: Differs, tmp_path: Path, data: Path
) -> None:
    page, text = tmp_path / "sec.txt", REAL_PAGE.read_text("utf-8")
    for number in range(1, 13):
        page.write_text(text.replace("experiences in preventing", f"experiences {'x' * number} in preventing"), "utf-8")
        os.utime(page, (1_600_000_000,) * 2)
        run("import", str(page), "--data-dir", str(data))
    assert names(run, data) == ["2020-09-13", *(f"2020-09-13.{number}" for number in range(2, 13))]

    def wording(*operands: str) -> list[Any]:
        rows = json.loads(run("diff", *operands, "--json", "--data-dir", str(data)).stdout)
        return [(row["old"], row["new"]) for row in rows]

    ((old, new),) = wording("previous", "latest")
    assert ("x" * 11 in old, "x" * 12 in old, "x" * 12 in new) == (True, False, True)
    ((old, new),) = wording("2020-09-13.2", "2020-09-13.10")
    assert ("xxx" in old, "x" * 10 in new, "x" * 11 in new) == (False, True, False)
