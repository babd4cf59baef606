"""Tables for people: flat columns that a spreadsheet shows and `diff` reads back."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import REAL_PAGE
from invented import Made, labelled, record, site_records, typed, written_to
from mandates_cli.corpus import files, jsonl
from mandates_cli.model import Citation, Mandate, Placement
from mandates_cli.query.cells import guarded, unguarded
from mandates_cli.render import formats
from mandates_cli.render.answer import Answer, flat
from mandates_cli.render.screen import Screen

DATA = str(REAL_PAGE.parents[2] / "data")
COLUMNS = (
    "id commitment language summit summit_name document document_title section label text citation themes pages urls"
    " missing_items deadlines addressees"
).split()
DELIMITERS = {"csv": ",", "tsv": "\t"}


def placed(page: str, label: str, position: int) -> Placement:
    return Placement(
        theme="health", page=page, url=f"http://www.summit-americas.org{page}", position=position, label=label,
        items=(), snapshot="0" * 64,
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One on two pages with missing items, its like in Spanish, and one of which nothing is known."""
    english = record(Made("one", "en", 2018, "2018-lima-commitment", ("health", "security"), "Keep:",
                          (("a", "the wells by 2020;"), ("d", "the ports, each year, with PAHO."))))  # fmt: skip
    english = labelled(english, [("by 2020", "date", 2020), ("each year", "recurring", None)],
                       [("PAHO", "paho", "partner")])  # fmt: skip
    placements = (placed("/sisca/hea.html", "3.", 1), placed("/sisca/sec.html", "iv.", 7))
    cited = Citation(text="Invented Commitment of 2018", year=2018, document="2018-lima-commitment")
    english = english.model_copy(update={"citation": cited}).model_copy(
        update={"missing_labels": ("b", "c"), "placements": placements, "section": "Health"}
    )
    spanish = record(Made("uno", "es", 2018, "2018-lima-commitment", ("health",), "Cuidar los pozos."))
    spanish = spanish.model_copy(update={"citation": cited})
    unknown = record(Made("whales", "en", None, None, (), "Count the whales.")).model_copy(update={"citation": None})
    return str(written_to(tmp_path_factory.mktemp("sheets"), [english, spanish, unknown]))


def table(folder: str, *args: str, format: str = "csv") -> list[dict[str, str]]:
    out = typed(*args, "-f", format, "--data-dir", folder)[1]
    return list(csv.DictReader(io.StringIO(out), delimiter=DELIMITERS[format]))


@pytest.mark.parametrize("format", DELIMITERS)
def test_a_row_is_what_a_person_would_write_into_a_sheet(folder: str, format: str) -> None:
    rows = {row["id"]: row for row in table(folder, "list", format=format)}
    assert list(rows["2018-one"]) == COLUMNS
    assert rows["2018-one"] == {
        "id": "2018-one", "commitment": "2018-one", "language": "en", "summit": "2018",
        "summit_name": "Eighth Summit of the Americas", "document": "2018-lima-commitment",
        "document_title": "Lima Commitment: Democratic Governance against Corruption", "section": "Health",
        "label": "3.; iv.", "text": "Keep:\na. the wells by 2020;\nd. the ports, each year, with PAHO.",
        "citation": "Invented Commitment of 2018",
        "themes": "health; security", "pages": "/sisca/hea.html; /sisca/sec.html",
        "urls": "http://www.summit-americas.org/sisca/hea.html; http://www.summit-americas.org/sisca/sec.html",
        "missing_items": "b; c", "deadlines": "2020: by 2020; no year: each year", "addressees": "paho partner: PAHO",
    }  # fmt: skip
    assert rows["2018-uno"]["summit_name"] == "Octava Cumbre de las Américas"
    assert rows["2018-uno"]["document_title"].startswith("Compromiso de Lima")
    unknown = {name: value for name, value in rows["unknown-whales"].items() if value}
    assert unknown == {
        "id": "unknown-whales", "commitment": "unknown-whales", "language": "en", "text": "Count the whales.",
        "pages": "/sisca/none.html",
    }  # fmt: skip


def test_markdown_has_the_same_columns_and_shows_hits(folder: str) -> None:
    lines = typed("search", "ports OR wells", "-f", "md", "--data-dir", folder)[1].splitlines()
    assert lines[0] == f"| {' | '.join(COLUMNS)} |"
    assert "Keep:<br>a. the **wells** by 2020;<br>d. the **ports**, each year" in lines[2]
    listed = typed("list", "-f", "md", "--data-dir", folder)[1].splitlines()
    assert len(listed) == 2 + 3
    assert "Keep:<br>a. the wells by 2020;" in listed[2] + listed[3] + listed[4]


def test_deadlines_and_bodies_come_back_from_a_table(folder: str, tmp_path: Path) -> None:
    """So that a filter says of a file what it says of the corpus it was written from."""
    file = str(tmp_path / "all.csv")
    assert typed("list", "-o", file, "--data-dir", folder) == (0, "", "")
    Path(file).write_text(Path(file).read_text("utf-8").replace("no year: each", f"{'9' * 5000}: each"), "utf-8")
    empty = str(written_to(tmp_path / "empty", [record(Made("one", "en", 2018, None, (), "Keep."))]))
    for args, gone in ((["--due", "2020"], 1), (["--due", "any"], 1), (["--due", "2021"], 0), (["--asks", "PAHO"], 0)):
        out = typed("diff", file, empty, "--json", *args, "--data-dir", folder)[1]
        assert len({row["id"] for row in json.loads(out)}) == gone, args


COMMANDS = [
    "list", "search crime", "search crime --facets", "search crime --kwic", "search crime --count", "themes", "summits",
    "documents", "info", "trace crime", "trace --recurring 2", "diff 2018 2022", "diff 2018 2022 --stat",
    "precedents crime", "check", "check --accounts", "show 2022-democratic-governance-7c",
    "list --fields id,items,citation,placements,placements.items,also_cited,twin,citation.text",
    "info --fields snapshots,coverage",
]  # fmt: skip


@pytest.mark.parametrize("format", ["csv", "tsv", "md"])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_cell_holds_json(command: str, format: str) -> None:
    code, out, err = typed(*command.split(), "-f", format, "--data-dir", DATA)
    assert code == 0, err
    assert not any(sign in out for sign in ('{"', "{'", "[{", '["', "['", "[]", "{}", '""id""', "null", "None"))


def test_columns_of_a_table_can_be_asked_for_in_any_format(folder: str) -> None:
    asked = ("list", "--summit", "2018", "--lang", "en", "--fields", "summit_name,urls,items.label,citation")
    (row,) = json.loads(typed(*asked, "--json", "--data-dir", folder)[1])
    assert row == {
        "summit_name": "Eighth Summit of the Americas",
        "urls": ["http://www.summit-americas.org/sisca/hea.html", "http://www.summit-americas.org/sisca/sec.html"],
        "items.label": ["a", "d"],
        "citation": {
            "text": "Invented Commitment of 2018",
            "year": 2018,
            "place": None,
            "document": "2018-lima-commitment",
        },
    }
    (flat,) = table(folder, *asked)
    assert flat["items.label"] == "a; d"
    assert flat["citation"] == "Invented Commitment of 2018"
    err = typed("list", "--fields", "nope", "--data-dir", folder)[2]
    assert "document_title" in err


@pytest.mark.parametrize("format", DELIMITERS)
@pytest.mark.parametrize("more", [[], ["--bom"]], ids=["plain", "bom"])
def test_a_table_compared_with_what_it_was_made_from_is_the_same(tmp_path: Path, format: str, more: list[str]) -> None:
    folder = str(written_to(tmp_path / "made", site_records()))
    file = str(tmp_path / f"all.{format}")
    assert typed("list", "-o", file, *more, "--data-dir", folder) == (0, "", "")
    code, out, err = typed("diff", file, folder, "--all", "--exit-code", "--json", "--data-dir", folder)
    assert (code, json.loads(out)) == (0, []), err


def test_what_changed_in_a_cell_is_found(tmp_path: Path, folder: str) -> None:
    text = typed("list", "-f", "csv", "--data-dir", folder)[1]
    changed = text.replace("the ports", "all ports").replace("Invented Commitment of 2018", "Lima 2018", 1)
    file = tmp_path / "changed.csv"
    file.write_text(changed.replace("/sisca/hea.html; ", "", 1), "utf-8")
    code, out, err = typed("diff", str(file), folder, "--all", "--json", "--data-dir", folder)
    assert code == 0, err
    assert {(row["change"], row["label"]) for row in json.loads(out)} == {
        ("text", None), ("citation", "citation"), ("placement", None),
    }  # fmt: skip


def test_a_sheet_saved_where_a_comma_is_the_decimal_sign(tmp_path: Path, folder: str) -> None:
    rows = csv.reader(io.StringIO(typed("list", "-f", "csv", "--data-dir", folder)[1]))
    file = tmp_path / "saved.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(handle, delimiter=";").writerows(rows)
    assert typed("diff", str(file), folder, "--all", "--exit-code", "--data-dir", folder)[0] == 0


def test_a_table_of_an_older_version_is_read(tmp_path: Path, folder: str) -> None:
    """Its cells of what is not flat hold JSON."""
    mandates = jsonl.read(Path(folder) / "parsed" / "mandates.jsonl", Mandate)
    deep = ("items", "citation", "placements", "also_cited")
    file = tmp_path / "old.csv"
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["id", "language", "text", "chapeau", "missing_labels", *deep])
        for mandate in mandates:
            row = mandate.model_dump(mode="json")
            cells = [json.dumps(row[name]) if row[name] else "" for name in deep]
            missing = "; ".join(mandate.missing_labels)
            writer.writerow([mandate.id, mandate.language, mandate.text, mandate.chapeau or "", missing, *cells])
    assert typed("diff", str(file), folder, "--all", "--exit-code", "--data-dir", folder)[0] == 0


@pytest.mark.parametrize("command", ["list --summit none", "search whales", "search whales --kwic", "trace whales",
                                     "precedents whales", "list --summit none --fields summit,text",
                                     "search whales --facets --fields facet,value"])  # fmt: skip
def test_an_unknown_summit_is_shown_one_way(folder: str, command: str) -> None:
    out = typed(*command.split(), "-f", "table", "--no-color", "--data-dir", folder)[1]
    assert "–" in out.split()
    assert "?" not in out


# What begins a formula somewhere, what parts cells and lines, and what may stand between.
RISKY = st.lists(
    st.sampled_from([*"=+-@＝＋－＠;,|'\"\t\r\n a1 \u00a0\u3000\ufeff\v", "\r\n", "; ", "''", "=1+1", "cmd|'/c'!A1"])
)


@given(RISKY.map("".join))
def test_what_a_spreadsheet_would_run_is_kept_text_and_comes_back(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    for part in re.split(r"[;\t\r\n]", cell):
        assert not part.strip(" \u00a0\u3000\ufeff\v").startswith(tuple("=+-@＝＋－＠"))
    assert not cell.startswith(("\t", "\r"))


@pytest.mark.parametrize(
    "text", ["a-b", "R+D", "a@b.org", "1=1", "x; y", "it's", "'quoted'", "5 - 3", "a\nb. c", "’=1"]
)
def test_what_runs_nowhere_is_as_it_is(text: str) -> None:
    assert guarded(text) == text


@settings(max_examples=30)
@given(st.lists(RISKY.map("".join).filter(lambda text: text.strip() and "\0" not in text), min_size=1, max_size=5))
def test_a_table_of_risky_texts_is_no_change(texts: list[str]) -> None:
    """Through `list` and `diff`, with no spreadsheet between."""
    made = [{"id": f"x-{number}", "language": "en", "text": text, "summit": None} for number, text in enumerate(texts)]
    answer = Answer(flat("id", "language", "text", "summit"), made)
    for format, suffix in (("csv", ".csv"), ("tsv", ".tsv")):
        told = "".join(formats.written(answer, format, Screen(80, color=False)))
        assert [dict(row) for row in files.parsed(told.encode(), "x", suffix)] == made
