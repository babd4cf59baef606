"""`--as-of`: the corpus as the site was on a day."""

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from invented import typed
from mandates_cli import Corpus
from mandates_cli.corpus import Location
from mandates_cli.errors import UsageError
from mandates_cli.pipeline import lifetimes as walking
from test_lifetimes import DAYS, LATE, REMOVED, STATES, planted, saved
from test_lifetimes import at_once as at_once  # a fixture
from test_site import themes
from testsite.changed import changed
from testsite.generator import Site, generate, older
from testsite.markup import files


def bare(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without ids: a corpus that knows nothing of later wordings calls them otherwise."""
    found = []
    for row in rows:
        twin = {**row["twin"], "id": None} if row["twin"] else None
        found.append({**row, "id": None, "commitment": None, "twin": twin})
    return sorted(found, key=lambda row: (row["summit"] or 0, row["document"] or "", row["language"], row["text"]))


def rows(*args: str) -> list[dict[str, Any]]:
    code, out, err = typed("list", "-f", "jsonl", *args)
    assert code == 0, err
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.parametrize("number", range(len(STATES)))
def test_it_is_the_corpus_of_what_was_seen_until_then(at_once: Path, tmp_path: Path, number: int) -> None:
    folders = saved(tmp_path)[: number + 1]
    typed("import", *folders, "--force", "--data-dir", str(tmp_path / "data"))
    then = rows("--as-of", f"{DAYS[number]:%Y-%m-%d}", "--data-dir", str(at_once))
    assert bare(then) == bare(rows("--data-dir", str(tmp_path / "data")))
    known = {json.loads(line)["id"] for line in (at_once / "parsed" / "history.jsonl").read_text("utf-8").splitlines()}
    assert {row["id"] for row in then} <= known, "history tells of each"


def kept(folder: Path, site: Site, day: int) -> str:
    """A site's pages, as saved on a day of May 2020."""
    for path, data in files(site).items():
        if path in site.pages:
            file = folder / str(day) / "www.summit-americas.org" / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            os.utime(file, (1_588_327_200 + day * 86_400,) * 2)
    return str(folder / str(day))


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.soak), pytest.param(3, marks=pytest.mark.soak)])
def test_of_any_site_it_is_the_corpus_of_what_was_seen_until_then(tmp_path: Path, seed: int) -> None:
    before, after, _ = changed(generate(seed, themes(), pages=8, placements=80), seed)
    states = [older(before), before, after]
    folders = [kept(tmp_path, site, day) for day, site in enumerate(states)]
    assert typed("import", *folders, "--data-dir", str(tmp_path / "whole"))[0] == 0
    for number in range(len(states)):
        part = tmp_path / f"part-{number}"
        assert typed("import", *folders[: number + 1], "--data-dir", str(part))[0] == 0
        then = rows("--as-of", f"2020-05-{number + 1:02}", "--data-dir", str(tmp_path / "whole"))
        assert bare(then) == bare(rows("--data-dir", str(part)))


@pytest.mark.parametrize(
    ("day", "state"),
    [("2010-05-03", 0), ("2010", 0), ("2011-05-02", 0), ("2011-05", 1), ("2012-12-31", 2), ("2013", 3), ("2999", 5)],
)
def test_a_day_a_month_or_a_year_means_the_last_state_until_it_ended(at_once: Path, day: str, state: int) -> None:
    code, out, err = typed("list", "--as-of", day, "--data-dir", str(at_once))
    assert (code, len(out.splitlines())) == (0, sum(map(len, STATES[state].values())) - (state in (2, 3, 4, 5)))
    assert err == f"As of {day}: 3 pages as found on {DAYS[state]:%Y-%m-%d} (snapshot {DAYS[state]:%Y-%m-%d}).\n"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2009", "No page was seen until 2009; the first state in {folder} is of 2010-05-03."),
        ("3/4/2012", "Cannot take 3/4/2012 for a date; write 2012-04-03 or 2012-03-04."),
        ("2012-13", "Cannot take 2012-13 for a date; write a day, month or year such as 2012-05-01, 2012-05 or 2012."),
        ("2011-05-03.2", "No snapshot is called '2011-05-03.2'; 'mandates info' lists them."),
    ],
)
def test_what_is_no_day_of_the_corpus_is_told(at_once: Path, day: str, said: str) -> None:
    code, out, err = typed("search", "lamps", "--as-of", day, "--data-dir", str(at_once))
    assert (code, out, err) == (2, "", f"mandates: {said.format(folder=at_once)}\n")


@pytest.mark.parametrize(
    "command",
    [
        ["search", "tows"], ["precedents", "river tows"], ["stats", "--by", "theme"], ["trace", "tows"], ["themes"],
        ["summits"], ["documents"], ["export", "-", "-f", "csv"],
    ],
)  # fmt: skip
def test_every_command_that_reads_answers_from_that_state(at_once: Path, command: list[str]) -> None:
    then = typed(*command, "--as-of", "2010", "--data-dir", str(at_once))
    now = typed(*command, "--data-dir", str(at_once))
    assert (then[0], now[0]) == (0, 0)
    assert then[1] != now[1]


def test_python_asks_for_a_state_too(at_once: Path) -> None:
    with Corpus.open(at_once, as_of="2010-05") as corpus:
        assert len(corpus.search("tows")) == 1
        assert str(corpus.version).startswith("2010-05-03-")
    with Corpus.open(at_once) as corpus:
        assert corpus.search("tows") == []
        assert len(corpus.as_of("2010").search("tows")) == 1
        with pytest.raises(UsageError, match="No page was seen until 1999"):
            corpus.as_of("1999")


def test_diff_takes_days_within_an_archive_that_is_one_snapshot(at_once: Path, tmp_path: Path) -> None:
    data = shutil.copytree(at_once, tmp_path / "data")
    for name in ("manifest", "snapshots"):
        file = data / "raw" / f"{name}.jsonl"
        lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        key = "snapshot" if name == "manifest" else "name"
        kept = lines if name == "manifest" else lines[-1:]
        file.write_text("".join(json.dumps({**line, key: "2015-05-03"}) + "\n" for line in kept))
    (data / "parsed" / "seal.json").unlink()
    code, out, err = typed("diff", "2010-06-01", "2011-06-01", "-f", "jsonl", "--data-dir", str(data))
    assert (code, [json.loads(line)["change"] for line in out.splitlines()]) == (0, ["text", "removed"])
    assert err.startswith("2010-05-03 (for 2010-06-01) → 2011-05-03 (for 2011-06-01): ")
    assert typed("diff", "2009-06-01", "latest", "--data-dir", str(data))[0] == 2


def test_a_state_is_made_once(at_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = shutil.copytree(at_once, tmp_path / "data")
    once = rows("--as-of", "2011", "--data-dir", str(data))
    monkeypatch.setattr("mandates_cli.pipeline.asof.assemble", None)
    monkeypatch.setattr(walking, "joined", None)
    assert rows("--as-of", "2011", "--data-dir", str(data)) == once


def test_what_was_made_of_other_states_is_made_anew(at_once: Path, tmp_path: Path) -> None:
    data = shutil.copytree(at_once, tmp_path / "data")
    before = rows("--as-of", "2011", "--data-dir", str(data))
    assert typed("forget", "2011-05-03", "--data-dir", str(data))[0] == 0
    assert (
        rows("--as-of", "2011", "--data-dir", str(data)) == rows("--as-of", "2010", "--data-dir", str(data)) != before
    )


def test_of_a_corpus_that_cannot_be_written_a_state_is_made_in_the_cache(
    at_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = shutil.copytree(at_once, tmp_path / "data")
    shutil.rmtree(data / "cache")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home" / "cache"))
    corpus = Corpus(Location(data, "shipped"))
    assert len(corpus.as_of("2010").search("tows")) == 1
    assert not (data / "cache").exists()


def test_of_a_mandate_that_stands_at_another_time_it_is_said_when(at_once: Path) -> None:
    where = ("--data-dir", str(at_once))
    history = [json.loads(line) for line in (at_once / "parsed" / "history.jsonl").read_text("utf-8").splitlines()]
    ids = {planted(row): row["id"] for row in history}
    for command in ("show", "cite"):
        for id, asked, days in ((ids[REMOVED], (), "2010-05-03 to 2011-05-03"),
                                (ids[LATE], ("--as-of", "2011"), "2014-05-03 to 2015-05-03")):  # fmt: skip
            code, out, err = typed(command, id, *asked, *where)
            assert (code, out) == (2, "")
            assert f"mandates: No page of this state shows {id}, which was seen from {days}; " in err
    assert typed("show", ids[REMOVED], "--as-of", "2011-05-03", *where)[0] == 0
