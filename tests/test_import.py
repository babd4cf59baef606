"""What an import takes, what it refuses, and what it says of what is lost."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import REAL_PAGE, Run
from mandates_cli.fetch import RawStore

CITED = "(Lima Commitment. Peru, 2018)."
TITLE = "Follow-up and Implementation: Mandates"
OURS = {
    "the-title": f"{TITLE}\n\n1. Mend the lamps.\n",
    "the-title-in-spanish": "Seguimiento e implementación: Mandatos\n\n1. Reparar las lámparas.\n",
    "one-word-in-capitals": "MANDATES\n\n1. Mend the lamps.\n",
    "one-word-in-spanish": "MANDATOS\n\n1. Reparar las lámparas.\n",
    "html": f"<p>{TITLE}</p><ol><li>Mend the lamps.</ol>",
    "a-citation-alone": f"1. Mend the lamps {CITED}\n",
    "a-theme-and-a-document-that-is-not-known": "SECURITY\n\n1. Mend the lamps (Punta Cana Accord, 2025).\n",
}
NOT_OURS = {
    "dynamic-page": "Paragraphs Related\n\n  • Mandates for Action - Panama - April 2015\n  • 3:\n  Mend lamps.\n",
    "news": "<h1>News</h1><ul><li>Lamps were mended in 2018.</li><li>More about mandates</li></ul>",
    "menu": f"<ul><li><a href='/sisca/'>Mandates</a></ul><p><a href='/'>{TITLE}</a></p><ol><li>Our lamps are new.</ol>",
    "readme": "# Mandates\n\n## Security\n\n- Mend the lamps.\n- Say so in `lamps.py` (see above).\n",
    "markdown-of-another-name": "# SECURITY\n\n* Rotate keys.\n* Mend lamps.\n",
    "csv": "id,text,year\n1. ,Mend lamps,2018\n- 2,Mend more,2022\n",
    "json": '[\n  {"text": "Mend the lamps.", "citation": "Lima Commitment. Peru, 2018"}\n]\n',
    "log": "2026-11-24 10:00:00 INFO start\n1) lamps mended\n2) lamps lit\n",
    "source": "def mend(lamps):\n    # 1. Mend the lamps.\n    return lamps\n",
    "a-citation-of-something-else": "1. Lamps fail at night (Journal of Lamps, 2018).\n",
    "nothing-but-the-skeleton": f"{TITLE}\n\nMANDATES\n\nSECURITY\n",
}


@pytest.fixture
def take(run: Run, tmp_path: Path) -> Callable[..., str]:
    """Imports into `tmp_path/data`; what it said."""

    def taker(*args: object, code: int = 0) -> str:
        return run("import", *map(str, args), "--data-dir", str(tmp_path / "data"), code=code).stderr

    return taker


Take = Callable[..., str]


def written(path: Path, text: str, day: int = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    os.utime(path, (86_400 * day, 86_400 * day))
    return path


def page(items: int, word: str = "lamps") -> str:
    numbers = "one two three four five six seven eight nine ten".split()
    lines = (f"1. Mend the {number} {word} of the square {CITED}\n\n" for number in numbers[:items])
    return f"{TITLE}\n\nSECURITY\n\n" + "".join(lines)


def pages(tmp_path: Path) -> dict[str, int]:
    """The pages that the corpus has, and how many items each shows."""
    state = RawStore(tmp_path / "data" / "raw").state()
    return {name: seen.shape.items for name, seen in state.items() if seen.shape}


@pytest.mark.parametrize("text", OURS.values(), ids=OURS)
def test_what_shows_that_it_is_a_mandates_page_is_taken(take: Take, tmp_path: Path, text: str) -> None:
    take(written(tmp_path / "x.txt", text))
    assert pages(tmp_path) == {"x.txt": 1}


@pytest.mark.parametrize("text", NOT_OURS.values(), ids=NOT_OURS)
def test_what_does_not_is_refused_and_leaves_no_trace(take: Take, tmp_path: Path, text: str) -> None:
    said = take(written(tmp_path / "trade.md", text), code=5)
    assert said.startswith("mandates: trade.md was not taken: ")
    assert "--force" in said
    assert not (tmp_path / "data").exists()


def test_force_takes_it_all_the_same(take: Take, tmp_path: Path) -> None:
    take(written(tmp_path / "x.txt", NOT_OURS["log"]), "--force")
    assert pages(tmp_path) == {"x.txt": 1}


def test_what_is_good_beside_it_is_taken(take: Take, tmp_path: Path) -> None:
    take(written(tmp_path / "in" / "bad.txt", NOT_OURS["log"]), written(tmp_path / "in" / "good.txt", page(3)), code=5)
    assert pages(tmp_path) == {"good.txt": 3}


def test_addresses_that_differ_in_their_query_are_different_pages(take: Take, tmp_path: Path) -> None:
    base = "http://www.summit-americas.org"
    for address in ("/themes.aspx?t=14", "/themes.aspx?t=23#top", "/sisca/themes.html?t=14", "/sisca/dem.html?x=1"):
        take(written(tmp_path / "x.txt", page(3)), "--url", base + address)
    assert set(pages(tmp_path)) == {
        "/themes.aspx?t=14",
        "/themes.aspx?t=23",
        "/sisca/themes.html?t=14",
        "/sisca/dem.html",
    }


def test_an_import_says_which_page_lost_mandates(take: Take, tmp_path: Path) -> None:
    path = written(tmp_path / "x.txt", page(6))
    assert "no longer" not in take(path)
    corrected = page(4).replace("the one lamps", "the one lamp")
    said = take(written(path, corrected, 2))
    assert "x.txt no longer shows 2 of its 6 mandates" in said


def test_a_page_that_lost_most_is_refused_unless_forced(take: Take, tmp_path: Path) -> None:
    path = written(tmp_path / "x.txt", page(6))
    take(path)
    written(path, page(2), 2)
    said = take(path, code=5)
    assert "only 2 of the 6 items seen before" in said
    assert "--force" in said
    assert pages(tmp_path) == {"x.txt": 6}
    assert "no longer shows 4 of its 6 mandates" in take(path, "--force")
    assert pages(tmp_path) == {"x.txt": 2}


def test_an_older_state_loses_nothing(take: Take, tmp_path: Path) -> None:
    path = written(tmp_path / "x.txt", page(6), 2)
    take(path)
    assert "older than what is known" in take(written(path, page(2), 1))
    assert pages(tmp_path) == {"x.txt": 6}


def test_a_dry_run_says_what_would_become_of_each_file_and_writes_nothing(run: Run, take: Take, tmp_path: Path) -> None:
    data = ["--data-dir", str(tmp_path / "data")]
    folder = tmp_path / "in"
    files = [written(folder / f"{name}.txt", page(3), 5) for name in ("same", "changed", "older")]
    planned = run("import", str(folder), "--dry-run", *data)
    assert [json.loads(line)["change"] for line in planned.stdout.splitlines()] == ["new"] * 3
    assert not (tmp_path / "data").exists()
    take(folder)
    before = {path: path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file()}
    written(files[1], page(4), 6)
    written(files[2], page(2), 4)
    written(folder / "new.txt", page(5), 5)
    written(folder / "refused.txt", NOT_OURS["log"])
    planned = run("import", str(folder), "--dry-run", "--json", *data, code=5)
    rows = {row["page"]: (row["change"], row["items"]) for row in json.loads(planned.stdout)}
    assert rows == {
        "same.txt": ("same", 3), "changed.txt": ("changed", 4), "older.txt": ("older", 2), "new.txt": ("new", 5),
        "refused.txt": ("refused", None),
    }  # fmt: skip
    assert {path: path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file()} == before


def test_records_without_their_pages_are_not_replaced_unless_forced(run: Run, take: Take, tmp_path: Path) -> None:
    take(written(tmp_path / "x.txt", page(6)))
    for path in (tmp_path / "data" / "raw").iterdir():
        path.unlink()
    records = (tmp_path / "data" / "parsed" / "mandates.jsonl").read_bytes()
    assert "--force" in take(REAL_PAGE, code=3)
    assert (tmp_path / "data" / "parsed" / "mandates.jsonl").read_bytes() == records
    take(REAL_PAGE, "--force")
    assert len(run("list", "--data-dir", str(tmp_path / "data")).stdout.splitlines()) == 20


HEAD = "file,address,date\n"
A, B = "http://www.summit-americas.org/sisca/sec.html", "http://www.summit-americas.org/sisca/dem.html"
REPLAYED = "https://web.archive.org/web/20190503101500"


def table(*rows: str, between: str = ",") -> str:
    return "\n".join([*rows, ""]).replace(" ", between)


TABLES = {
    "commas": table("file address date", f"a.txt {A} 2019-05-03", f"in/b.txt {B} 2019-05-03").encode(),
    "semicolons-and-mark": table(
        "File Address Date", f"a.txt {A} 2019-05-03\r", f"in/b.txt {B} 2019-05-03\r", between=";"
    ).encode("utf-8-sig"),
    "tabs-and-other-names": table(
        "seen path url note", f"20190503101500 a.txt {A} x", f"2019-05-03T10:15:00Z in/b.txt {B}", between="\t"
    ).encode(),
    "unicode-text": table(
        "file address date", "", f"a.txt {A} 2019-05-03", f"in/b.txt {B} 2019-05-03", between="\t"
    ).encode("utf-16"),
    "archive-addresses": table("file url", f"a.txt {REPLAYED}/{A}", f"in/b.txt {REPLAYED}id_/{B}").encode(),
}


@pytest.mark.parametrize("content", TABLES.values(), ids=TABLES)
def test_a_table_gives_files_their_addresses_and_dates(take: Take, tmp_path: Path, content: bytes) -> None:
    written(tmp_path / "a.txt", page(3))
    written(tmp_path / "in" / "b.txt", page(4))
    (tmp_path / "origins.csv").write_bytes(content)
    take("--urls", tmp_path / "origins.csv")
    assert pages(tmp_path) == {"/sisca/sec.html": 3, "/sisca/dem.html": 4}
    (snapshot,) = RawStore(tmp_path / "data" / "raw").snapshots()
    assert (snapshot.name, snapshot.complete, snapshot.pages.new) == ("2019-05-03", True, 2)


def test_rows_of_several_dates_are_a_snapshot_a_date_and_those_without_are_one(take: Take, tmp_path: Path) -> None:
    rows = ["a.txt,{0}/a.html,2019-05-03", "b.txt,{0}/b.html,2020-05-03", "c.txt,{0}/c.html,", "d.txt,{0}/d.html,"]
    (tmp_path / "o.csv").write_text(HEAD + "\n".join(rows).format("http://example.org"))
    for day, name in enumerate("abcd", 1):
        written(tmp_path / f"{name}.txt", page(3), day)
    take("--urls", tmp_path / "o.csv")
    found = [(s.name, s.pages.new) for s in RawStore(tmp_path / "data" / "raw").snapshots()]
    assert found == [("1970-01-05", 2), ("2019-05-03", 1), ("2020-05-03", 1)]


def test_with_paths_the_table_only_says_where_they_are_from(take: Take, tmp_path: Path) -> None:
    for name in ("a", "b", "other"):
        written(tmp_path / f"{name}.txt", page(3))
    (tmp_path / "o.csv").write_text(f"{HEAD}a.txt,{A},\nb.txt,{B},\n")
    take(tmp_path / "a.txt", tmp_path / "other.txt", "--urls", tmp_path / "o.csv")
    assert set(pages(tmp_path)) == {"/sisca/sec.html", "other.txt"}


BAD_ROWS = {
    "no-header": (f"a.txt,{A}\n", ":1 has no columns file and address"),
    "no-file": (f"{HEAD}\n,{A},\n", ":3 has no file"),
    "no-address": (f"{HEAD}a.txt,,2019-05-03\n", ":2 has no address"),
    "file-that-is-not-there": (f"{HEAD}gone.txt,{A},\n", ":2 names gone.txt, which is no file"),
    "name-longer-than-any": (f"{HEAD}{'a' * 300},{A},\n", ":2: a file of the name aaaaaaaa"),
    "name-with-nul": (f"{HEAD}a\0.txt,{A},\n", ":2 "),
    "quotation-mark-alone": (f'{HEAD}"a.txt,{A},\n', ":2 is no row of a table (unexpected end of data)"),
    "no-web-address": (f"{HEAD}a.txt,sec.html,\n", ":2: 'sec.html' is not a web address"),
    "no-such-day": (f"{HEAD}a.txt,{A},2019-02-30\n", ":2: '2019-02-30' is no date"),
    "another-order": (f"{HEAD}a.txt,{A},03/05/2019\n", ":2: '03/05/2019' is no date"),
    "twice": (f"{HEAD}a.txt,{A},\n./a.txt,{B},\n", ":3 names ./a.txt again (first in line 2)"),
    "too-many-cells": (f"{HEAD}a.txt,{A},2019-05-03,x\n", ":2 has 4 cells below 3 columns"),
    "empty": ("", ":1 has no columns"),
    "header-alone": (HEAD, "names no file"),
}


@pytest.mark.parametrize(("content", "fault"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_row_that_is_wrong_is_named_by_its_line(take: Take, tmp_path: Path, content: str, fault: str) -> None:
    written(tmp_path / "a.txt", page(3))
    (tmp_path / "o.csv").write_text(content)
    assert fault in take("--urls", tmp_path / "o.csv", code=2)
    assert not (tmp_path / "data").exists()


def test_there_must_be_something_to_import_and_one_way_to_say_where_from(take: Take, tmp_path: Path) -> None:
    assert "Nothing to import" in take(code=2)
    assert "leave one of them out" in take("x.html", "--url", A, "--urls", tmp_path / "o.csv", code=2)
