"""How long the site showed each mandate: ten planted ones over six states, and what is known of each."""

import datetime as dt
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from invented import typed
from mandates_cli.corpus import Location, jsonl
from mandates_cli.fetch import RawStore
from mandates_cli.model import Mandate
from mandates_cli.pipeline import lifetimes as pipeline
from mandates_cli.pipeline.build import Readings, known
from mandates_cli.pipeline.remade import identities
from mandates_cli.pipeline.steps import steps

HOST = "www.summit-americas.org"
LIMA = "(Lima Commitment. Peru, 2018)"
DAYS = [dt.datetime(2010 + number, 5, 3, 10, tzinfo=dt.UTC) for number in range(6)]
LETTERS = "abcdefgh"

# What each says; `{}` is where it is corrected.
STEADY = "Keep the harbour lamps of every northern bay in good repair through the long winter."
CORRECTED = "Mend the {} roads that lead from the mountain villages to the market towns before the rains."
TWICE = "Teach every child of the river {} to swim, to row and to read a map of the stream by the age of {}."
MOVED = "Count the herons of the coastal marshes in spring and publish what was found in autumn."
SPREAD = "Lend seeds of old maize to any farmer who returns twice as many after the harvest."
REMOVED = "Open the archives of the tram company to whoever asks in writing and pays the postage."
RETURNED = "Plant an almond tree wherever a mill stood and note the year on a plate of bronze."
RELETTERED = "Governments of the island will see that all of the ferries, in whatever weather they sail:"
ITEMS = ["carry lifeboats for all on board;", "sound a horn in fog; and", "answer each call for help."]
LATE = "Build shelters for travellers beside the salt road, a day's walk from one another."
SPANISH = "Guardar las semillas de maíz antiguo de cada valle en una casa seca y abierta a todos."
PAGES = ["sec.html", "trade.html", "dem.html"]

State = Mapping[str, Sequence[str]]


def lettered(items: Sequence[str], first: int = 0) -> str:
    listed = "".join(f"<li>{letter}. {text}" for letter, text in zip(LETTERS[first:], items, strict=False))
    return f"{RELETTERED}<ul>{listed}</ul>"


STATES: list[State] = [
    {
        "sec": [STEADY, CORRECTED.format("dirt"), TWICE.format("tows", "ten"), MOVED, REMOVED, RETURNED],
        "trade": [SPREAD, lettered(ITEMS)],
        "dem_sp": [SPANISH],
    },
    {
        "sec": [STEADY, CORRECTED.format("dirt"), TWICE.format("towns", "ten"), MOVED, REMOVED],
        "trade": [SPREAD, lettered(ITEMS)],
        "dem_sp": [SPANISH],
    },
    {
        "sec": [STEADY, CORRECTED.format("gravel"), TWICE.format("towns", "ten"), SPREAD],
        "trade": [SPREAD, lettered(ITEMS), MOVED],
        "dem_sp": [SPANISH],
    },
    {
        "sec": [STEADY, CORRECTED.format("gravel"), TWICE.format("towns", "nine"), SPREAD, RETURNED],
        "trade": [SPREAD, lettered(ITEMS, first=1), MOVED],
        "dem_sp": [],
    },
    {
        "sec": [STEADY, CORRECTED.format("gravel"), TWICE.format("towns", "nine"), SPREAD, RETURNED, LATE],
        "trade": [SPREAD, lettered(ITEMS, first=1), MOVED],
        "dem_sp": [SPANISH],
    },
]
STATES.append(STATES[-1])


def page(state: State, name: str) -> bytes:
    cited = "".join(
        f"<li>{text.replace('</ul>', '')} {LIMA}{'</ul>' if '<ul>' in text else ''}" for text in state[name]
    )
    return f"<h1>{'MANDATOS' if '_sp' in name else 'MANDATES'}</h1><ol>{cited or '<li>'}</ol><p>{name}".encode()


def saved(folder: Path) -> list[str]:
    """The states, each in a folder of its own, as saved on its day."""
    for number, (state, day) in enumerate(zip(STATES, DAYS, strict=True)):
        for name in state:
            file = folder / str(number) / HOST / "sisca" / f"{name}.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(page(state, name))
            os.utime(file, (day.timestamp(),) * 2)
    return [str(folder / str(number)) for number in range(len(STATES))]


def lifetimes(data: Path) -> dict[str, dict[str, Any]]:
    rows = map(json.loads, (data / "parsed" / "history.jsonl").read_text("utf-8").splitlines())
    return {row["id"]: row for row in rows}


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("at-once")
    code, _, err = typed("import", *saved(home), "--force", "--data-dir", str(home / "data"))
    assert code == 0, err
    return home / "data"


def years(row: Mapping[str, Any]) -> list[tuple[int, int, int | None, list[str]]]:
    """Of each phase: first and last seen, left, pages."""

    def year(moment: str | None) -> int | None:
        return int(moment[:4]) if moment else None

    return [
        (
            year(p["first_seen"]),
            year(p["last_seen"]),
            year(p["left"]),
            [page.removesuffix(".html")[7:] for page in p["pages"]],
        )
        for p in row["phases"]
    ]


PLANTED = {
    STEADY: [(2010, 2015, None, ["sec"])],
    CORRECTED: [(2010, 2011, None, ["sec"]), (2012, 2015, None, ["sec"])],
    TWICE: [(2010, 2010, None, ["sec"]), (2011, 2012, None, ["sec"]), (2013, 2015, None, ["sec"])],
    MOVED: [(2010, 2011, None, ["sec"]), (2012, 2015, None, ["trade"])],
    SPREAD: [(2010, 2011, None, ["trade"]), (2012, 2015, None, ["sec", "trade"])],
    REMOVED: [(2010, 2011, 2012, ["sec"])],
    RETURNED: [(2010, 2010, 2011, ["sec"]), (2013, 2015, None, ["sec"])],
    RELETTERED: [(2010, 2012, None, ["trade"]), (2013, 2015, None, ["trade"])],
    LATE: [(2014, 2015, None, ["sec"])],
    SPANISH: [(2010, 2012, 2013, ["dem_sp"]), (2014, 2015, None, ["dem_sp"])],
}


def planted(row: Mapping[str, Any]) -> str:
    """The text above that it says: each begins with a word of its own."""
    word = row["phases"][-1]["text"].split()[0]
    return next(text for text in PLANTED if text.startswith(word))


def told(data: Path) -> dict[str, list[tuple[int, int, int | None, list[str]]]]:
    return {planted(row): years(row) for row in lifetimes(data).values()}


def test_of_each_mandate_it_is_known_when_and_where_and_in_which_wording_it_stood(at_once: Path) -> None:
    assert told(at_once) == PLANTED
    rows = {planted(row): row for row in lifetimes(at_once).values()}
    assert len(rows) == len(lifetimes(at_once)), "a corrected wording keeps its id"
    assert [phase["text"] for phase in rows[TWICE]["phases"]] == [
        TWICE.format("tows", "ten"), TWICE.format("towns", "ten"), TWICE.format("towns", "nine"),
    ]  # fmt: skip
    letters = [[item["label"] for item in phase["items"]] for phase in rows[RELETTERED]["phases"]]
    assert letters == [["a", "b", "c"], ["b", "c", "d"]]
    assert {text for text, row in rows.items() if not row["stands"]} == {REMOVED}


def test_records_say_when_they_were_first_and_last_seen(at_once: Path) -> None:
    past = lifetimes(at_once)
    records = [json.loads(line) for line in (at_once / "parsed" / "mandates.jsonl").read_text("utf-8").splitlines()]
    assert {record["id"] for record in records} == {id for id, row in past.items() if row["stands"]}
    for record in records:
        for name in ("first_seen", "last_seen"):
            assert record[name] == past[record["id"]][name][:10]
    asked = ("show", records[1]["id"], "-f", "text", "--data-dir", str(at_once))
    assert "\nfirst seen: 3 May 2010\n" in typed(*asked)[1]


def test_an_import_that_found_all_as_it_was_is_a_snapshot_that_can_be_forgotten(at_once: Path, tmp_path: Path) -> None:
    data = str(shutil.copytree(at_once, tmp_path / "data"))
    last = f"{DAYS[-1]:%Y-%m-%d}"
    assert last in [one["name"] for one in json.loads(typed("info", "--data-dir", data, "--json")[1])[0]["snapshots"]]
    assert typed("forget", last, "--data-dir", data)[0] == 0
    assert {row["last_seen"][:4] for row in lifetimes(tmp_path / "data").values() if row["stands"]} == {"2014"}


@pytest.mark.parametrize("order", [1, -1], ids=["as they came", "the newest first"])
def test_the_history_is_the_same_however_the_states_came(tmp_path: Path, order: int) -> None:
    data, given = tmp_path / "data", dict[str, str]()
    for folder in saved(tmp_path)[::order]:
        assert typed("import", folder, "--force", "--data-dir", str(data))[0] == 0
        records = map(json.loads, (data / "parsed" / "mandates.jsonl").read_text("utf-8").splitlines())
        given |= {record["text"]: record["id"] for record in records}
    assert told(data) == PLANTED
    past = lifetimes(data)
    for text, id in given.items():
        assert text in {phase["text"] for phase in past[id]["phases"]}, "an id that was given stays"


def test_what_is_known_does_not_depend_on_what_was_kept(at_once: Path) -> None:
    names = ("history.jsonl", "mandates.jsonl", "ids.jsonl")
    before = {name: (at_once / "parsed" / name).read_bytes() for name in names}
    for _ in range(2):
        shutil.rmtree(at_once / "cache")
        assert typed("parse", "--data-dir", str(at_once))[0] == 0
        assert {name: (at_once / "parsed" / name).read_bytes() for name in names} == before


def test_a_state_whose_bytes_are_lost_is_told_of_and_left_out(at_once: Path, tmp_path: Path) -> None:
    data = shutil.copytree(at_once, tmp_path / "data")
    lines = [json.loads(line) for line in (data / "raw" / "manifest.jsonl").read_text("utf-8").splitlines()]
    second = next(line for line in lines if line["page"] == "/sisca/sec.html" and line["seen"].startswith("2011"))
    (data / "raw" / second["file"]).unlink()
    shutil.rmtree(data / "cache")
    assert typed("parse", "--data-dir", str(data))[0] == 0
    found = typed("check", "--data-dir", str(data), "--json")[1]
    assert [row["text"] for row in json.loads(found) if row["code"] == "lost-state"] == ["2011-05-03T10:00:00+00:00"]
    assert told(data)[STEADY] == PLANTED[STEADY]
    assert told(data)[TWICE] == [(2010, 2010, None, ["sec"]), (2012, 2012, None, ["sec"]), (2013, 2015, None, ["sec"])]


def test_the_history_of_one_state_is_what_walking_through_it_finds(tmp_path: Path) -> None:
    """Also where pages were seen one after another, and the same twice."""
    first = saved(tmp_path)[0]
    for number in range(2):
        for file in sorted(Path(first).rglob("*.html")):
            moment = DAYS[number].timestamp() + file.stat().st_size
            os.utime(file, (moment,) * 2)
        assert typed("import", first, "--force", "--data-dir", str(tmp_path / "data"))[0] == 0
    where = Location(tmp_path / "data", "--data-dir")
    store, readings = RawStore(where.raw), Readings(known(where))
    found, table = steps(store), identities(where)
    made = pipeline.lifetimes(found, store, readings, table, jsonl.read(where.truth, Mandate))
    walked = pipeline.lifetimes(found, store, readings, table)
    assert len(found) == 2
    assert [*made.found] == [*walked.found]
    assert made[1:] == walked[1:]
