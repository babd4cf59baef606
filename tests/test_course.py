"""`mandates history`: what happened to a mandate, or on a page."""

import csv
import io
import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from invented import typed
from test_lifetimes import (
    CORRECTED,
    LATE,
    MOVED,
    PLANTED,
    RELETTERED,
    REMOVED,
    RETURNED,
    SPANISH,
    SPREAD,
    TWICE,
    lifetimes,
    planted,
)
from test_lifetimes import at_once as at_once  # a fixture


def told(data: Path, *args: str) -> list[dict[str, Any]]:
    code, out, err = typed("history", *args, "-f", "jsonl", "--data-dir", str(data))
    assert (code, err) == (0, "")
    return [json.loads(line) for line in out.splitlines()]


def id_of(data: Path, text: str) -> str:
    return next(id for id, row in lifetimes(data).items() if planted(row) == text)


def short(rows: list[dict[str, Any]]) -> list[tuple[int, str, str | None]]:
    """Year, change, and pages or the label of the item."""
    return [
        (int(row["seen"][:4]), row["change"], row["label"] or " ".join(page[7:-5] for page in row["pages"]))
        for row in rows
    ]


@pytest.mark.parametrize(
    ("text", "course"),
    [
        (CORRECTED, [(2010, "first-seen", "sec"), (2012, "text", "sec"), (2015, "last-seen", "sec")]),
        (
            TWICE,
            [(2010, "first-seen", "sec"), (2011, "text", "sec"), (2013, "text", "sec"), (2015, "last-seen", "sec")],
        ),
        (MOVED, [(2010, "first-seen", "sec"), (2012, "placement", "trade"), (2015, "last-seen", "trade")]),
        (SPREAD, [(2010, "first-seen", "trade"), (2012, "placement", "sec trade"), (2015, "last-seen", "sec trade")]),
        (REMOVED, [(2010, "first-seen", "sec"), (2012, "left", "sec")]),
        (
            RETURNED,
            [(2010, "first-seen", "sec"), (2011, "left", "sec"), (2013, "returned", "sec"), (2015, "last-seen", "sec")],
        ),
        (
            RELETTERED,
            [
                (2010, "first-seen", "trade"), *((2013, "item-relabelled", x) for x in "bcd"),
                (2015, "last-seen", "trade"),
            ],
        ),
        (LATE, [(2014, "first-seen", "sec"), (2015, "last-seen", "sec")]),
        (
            SPANISH,
            [
                (2010, "first-seen", "dem_sp"), (2013, "left", "dem_sp"), (2014, "returned", "dem_sp"),
                (2015, "last-seen", "dem_sp"),
            ],
        ),
    ],
)  # fmt: skip
def test_the_course_of_a_mandate_is_what_was_planted(
    at_once: Path, text: str, course: list[tuple[int, str, str]]
) -> None:
    assert short(told(at_once, id_of(at_once, text))) == course


def test_a_change_has_the_last_sighting_of_what_was_before_and_both_wordings(at_once: Path) -> None:
    rows = told(at_once, id_of(at_once, TWICE))
    found = [(row["after"] and row["after"][:4], row["seen"][:4], row["old"], row["new"]) for row in rows]
    first, second, third = (TWICE.format(*words) for words in (("tows", "ten"), ("towns", "ten"), ("towns", "nine")))
    assert found == [
        (None, "2010", None, first), ("2010", "2011", first, second), ("2012", "2013", second, third),
        (None, "2015", None, None),
    ]  # fmt: skip
    assert {row["snapshot"] for row in rows} == {"2010-05-03", "2011-05-03", "2013-05-03", None}


def test_rows_are_those_of_the_schema(at_once: Path) -> None:
    schema = json.loads(typed("schema", "history")[1])
    for row in told(at_once, id_of(at_once, TWICE), id_of(at_once, RETURNED), "sec.html"):
        jsonschema.validate(row, schema)


def test_the_course_of_a_page_tells_what_came_left_and_changed_on_it(at_once: Path) -> None:
    rows = told(at_once, "sec.html")
    assert {row["of"] for row in rows} == {"/sisca/sec.html"}
    ids = {id_of(at_once, text): text for text in PLANTED}
    found = [(int(row["seen"][:4]), row["change"], ids.get(row["id"])) for row in rows]
    assert found[0] == (2010, "first-seen", None)
    assert Counter(change for year, change, _ in found if year == 2010) == {"first-seen": 1, "added": 6}
    assert set(found[7:]) == {
        (2011, "text", TWICE), (2011, "removed", RETURNED), (2012, "text", CORRECTED), (2012, "added", SPREAD),
        (2012, "removed", MOVED), (2012, "removed", REMOVED), (2013, "text", TWICE), (2013, "added", RETURNED),
        (2014, "added", LATE), (2015, "last-seen", None),
    }  # fmt: skip


def test_what_is_drawn_marks_words_and_says_between_which_days(at_once: Path) -> None:
    out = typed("history", id_of(at_once, CORRECTED), "-f", "table", "--data-dir", str(at_once))[1]
    assert "first seen 2010-05-03, last seen 2015-05-03\n" in out
    assert re.search(
        r"\n2012-05-03  before that last seen 2011-05-03\n +text: Mend the \[-dirt-\] \{\+gravel\+\} roads", out
    )
    gone = typed("history", id_of(at_once, REMOVED), "-f", "table", "--data-dir", str(at_once))[1]
    assert "first seen 2010-05-03, last seen 2011-05-03; not there on 2012-05-03\n" in gone
    report = typed("history", "sec.html", "-f", "md", "--data-dir", str(at_once))[1]
    assert "## /sisca/sec.html\n" in report
    assert "Mend the ~~dirt~~ **gravel** roads" in report


def test_a_run_that_found_nothing_new_has_seen_the_mandate_again(at_once: Path, tmp_path: Path) -> None:
    data = shutil.copytree(at_once, tmp_path / "data")
    manifest = data / "raw" / "manifest.jsonl"
    last = json.loads(manifest.read_text("utf-8").splitlines()[-1])
    page = {"/sisca/sec.html": TWICE, "/sisca/trade.html": MOVED, "/sisca/dem_sp.html": SPANISH}[last["page"]]
    with manifest.open("a") as lines:
        again = {**last, "seen": "2019-01-01T10:00:00Z", "snapshot": "2019-01-01", "status": 304}
        lines.write(json.dumps(again) + "\n")
    assert told(data, id_of(data, page))[-1]["seen"] == "2019-01-01T10:00:00Z"
    assert told(data, id_of(data, REMOVED)) == told(at_once, id_of(at_once, REMOVED))


def test_ids_are_piped_in_and_tables_written(at_once: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = typed("list", "--data-dir", str(at_once))[1]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(listed.encode())))
    code, out, err = typed("history", "-", "-f", "csv", "--data-dir", str(at_once))
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["of"] for row in rows} == {json.loads(line)["id"] for line in listed.splitlines()}
    assert all("{" not in cell for row in rows for cell in row.values())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2018-lima", "begins more than one id: 2018-lima-commitment-"),
        ("frog", "No mandate or page 'frog'"),
        ("/sisca/frog.html", "No mandate or page '/sisca/frog.html'. Did you mean"),
    ],
)
def test_a_name_that_is_none_is_told(at_once: Path, name: str, said: str) -> None:
    code, out, err = typed("history", name, "--data-dir", str(at_once))
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("text", [b"{", b'{"id":"2018-x","phases":[]}\n', b'{"id":"2018-x"}\n'])
def test_a_history_that_is_damaged_or_missing_is_told(at_once: Path, tmp_path: Path, text: bytes) -> None:
    data = shutil.copytree(at_once, tmp_path / "data")
    id = id_of(data, TWICE)
    history = data / "parsed" / "history.jsonl"
    history.write_bytes(text.replace(b"2018-x", id.encode()))
    (data / "parsed" / "seal.json").unlink()
    if b"id" in text:
        code, _, err = typed("history", id, "--data-dir", str(data))
        assert (code, err) == (3, f"mandates: {history}:1 is damaged; 'mandates parse' makes it anew.\n")
    history.unlink()
    code, _, err = typed("history", id, "--data-dir", str(data))
    assert (code, len(err.splitlines())) == (3, 1)
    assert "run 'mandates parse'" in err
