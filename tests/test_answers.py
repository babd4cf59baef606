"""Every answer in every format: rows, an empty answer, and the fields that are asked for."""

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import get_args

import pytest

from conftest import REAL_PAGE
from invented import MADE, Made, record, typed, written_to
from mandates_cli.render import formats
from mandates_cli.render.answer import Answer, Row, flat
from mandates_cli.render.screen import Screen

DATA = str(REAL_PAGE.parents[2] / "data")
FORMATS = get_args(formats.Format)
SPLIT = next(made for made in MADE if made.key == "split")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(written_to(tmp_path_factory.mktemp("made"), [record(one) for one in MADE]))


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder that a fetch may write to, and in which nothing is new."""
    folder = tmp_path_factory.mktemp("fetched")
    shutil.copytree(DATA, folder, dirs_exist_ok=True)
    return str(folder)


# What answers nothing, and a field that its rows would have.
EMPTY = {
    "list": ("list --lang es", "id"),
    "search": ("search zzz", "id"),
    "search --kwic": ("search zzz --kwic", "hit"),
    "search --kwic --sort": ("search zzz --kwic --sort right", "hit"),
    "search --facets": ("search zzz --facets", "facet"),
    "precedents": ("precedents zzz", "wording"),
    "trace": ("trace zzz", "id"),
    "trace --recurring": ("trace --recurring 9", "language"),
    "trace --dropped-since": ("trace --dropped-since 1994", "language"),
    "diff of states": ("diff latest latest", "id"),
    "diff --stat": ("diff latest latest --stat", "document"),
    "diff of summits": ("diff 2018 2022 --lang es", "id"),
    "diff of summits --stat": ("diff 2018 2022 --lang es --stat", "theme"),
    "check": ("check --lang es", "code"),
    "check --accounts": ("check --lang es --accounts", "page"),
    "fetch": ("fetch --offline", "id"),
    "fetch --dry-run": ("fetch --dry-run --theme security/public-policies --lang es", "page"),
}
# Those that have an answer of their own in Markdown.
REPORTED = ("precedents", "diff of states", "diff of summits")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("command", EMPTY)
def test_an_empty_answer_is_one_of_its_format(command: str, format: str, fetched: str) -> None:
    line, _ = EMPTY[command]
    code, out, err = typed(*line.split(), "-f", format, "--data-dir", fetched)
    assert (code, "Traceback" in err) == (0, False), err
    if format == "json":
        assert json.loads(out) == []
    elif format == "jsonl":
        assert out == ""
    elif format in ("csv", "tsv"):
        assert out.endswith("\n")
        assert len(list(csv.reader(io.StringIO(out), delimiter="\t" if format == "tsv" else ","))) == 1
    elif format == "md" and command not in REPORTED:
        header, rule = out.splitlines()
        assert header.count("|") == rule.count("|")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("command", EMPTY)
def test_fields_of_an_empty_answer_are_known(command: str, format: str, fetched: str) -> None:
    line, field = EMPTY[command]
    code, out, err = typed(*line.split(), "-f", format, "--fields", field, "--data-dir", fetched)
    assert code == 0, err
    if format in ("csv", "tsv", "table"):
        assert out.splitlines()[0] == field
    refused, out, err = typed(*line.split(), "-f", format, "--fields", "nope", "--data-dir", fetched)
    assert (refused, out) == (2, "")
    assert re.search(rf"no field 'nope'; choose from .*\b{field}\b", err)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "command", ["themes", "summits", "documents", "info", "search crime --count", "show 2022-note"]
)
def test_every_command_gives_every_format(command: str, format: str, made: str) -> None:
    code, out, _ = typed(*command.split(), "-f", format, "--data-dir", made)
    assert code == 0
    assert out
    if format == "json":
        assert json.loads(out)


@pytest.mark.parametrize("command", ["search law --facets --fields id", "list --fields id,citation.nope"])
@pytest.mark.parametrize("format", FORMATS)
def test_an_unknown_field_is_refused_before_anything_is_written(command: str, format: str, made: str) -> None:
    code, out, err = typed(*command.split(), "-f", format, "--data-dir", made)
    assert (code, out) == (2, "")
    assert (
        "choose from facet, value, commitments, mandates." in err or "choose from citation.text, citation.year" in err
    )


def test_facets_may_be_cut_down_to_some_columns(made: str) -> None:
    lines = typed("search", "law", "--facets", "--fields", "facet,mandates", "-f", "table", "--data-dir", made)[1]
    assert lines.splitlines()[0].split() == ["facet", "mandates"]


def test_fields_reach_into_lists(made: str) -> None:
    def asked(format: str, fields: str) -> str:
        return typed("search", "police", "--fields", fields, "-f", format, "--data-dir", made)[1]

    texts = [text for _, text in SPLIT.items]
    assert json.loads(asked("json", "items.text,placements.theme,citation.year")) == [
        {"items.text": texts, "placements.theme": list(SPLIT.themes), "citation.year": 2022}
    ]
    for format, delimiter in (("csv", ","), ("tsv", "\t")):
        (row,) = csv.DictReader(io.StringIO(asked(format, "items.text,items.label")), delimiter=delimiter)
        assert row == {"items.text": "; ".join(texts), "items.label": "a; b; c"}
    assert asked("md", "items.label").splitlines()[-1] == "| a; b; c |"
    assert asked("table", "items.label").splitlines()[1] == "a; b; c"
    assert json.loads(asked("json", "placements.url")) == [{"placements.url": [None, None]}]
    assert asked("csv", "id,placements.url").splitlines()[-1] == "2022-split,"
    assert json.loads(asked("json", "placements.items.text")) == [{"placements.items.text": []}]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("items.nope", "no field 'items.nope'; choose from items.label, items.text."),
        ("twin.x", "choose from twin.id, twin.score, twin.evidence."),
        ("placements.items.x", "choose from placements.items.label, placements.items.text, placements.items.span."),
        ("summit.x", "summit has no fields of its own; leave .x out."),
        ("items.text.x", "items.text has no fields of its own; leave .x out."),
        (" , ", "--fields names no field; choose from id, commitment, language"),
    ],
)
def test_a_path_that_no_record_has_is_an_error_that_names_what_there_is(made: str, fields: str, said: str) -> None:
    code, out, err = typed("list", "--fields", fields, "--data-dir", made)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "table"])
def test_rows_are_written_as_they_come(format: formats.Format) -> None:
    """Of rows without end the first are seen."""

    def rows() -> Iterator[Row]:
        for number in count():
            yield {"number": number}

    pieces = iter(formats.written(Answer(flat("number"), rows()), format, Screen(80, color=False)))
    assert "2" in "".join(next(pieces) for _ in range(5))


@pytest.mark.parametrize("format", FORMATS)
def test_only_the_fields_of_a_row_are_shown_each_as_often_as_it_is_asked_for(format: formats.Format) -> None:
    answer = Answer(flat("number"), [{"number": 17, "other": 23}])
    shown = "".join(formats.written(answer, format, Screen(80, color=False)))
    assert (shown.count("17"), shown.count("23"), shown.count("other")) == (1, 0, 0)
    twice = "".join(formats.written(answer.of("number,number"), format, Screen(80, color=False)))
    assert twice.count("17") == (1 if format in ("json", "jsonl") else 2)


DEFAULTED = ("notes", "also_cited", "twin")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("command", ["list", "show 2022-note", "list --fields id,notes,twin.id"])
def test_a_record_without_the_fields_that_have_a_default(tmp_path: Path, command: str, format: str) -> None:
    """As another program may write it: they are optional in the schema."""
    note = next(one for one in MADE if one.key == "note")
    whole = record(note).model_dump(mode="json")
    (tmp_path / "parsed").mkdir()
    few = {name: value for name, value in whole.items() if name not in DEFAULTED}
    (tmp_path / "parsed" / "mandates.jsonl").write_text(json.dumps(few) + "\n", "utf-8")
    code, out, err = typed(*command.split(), "-f", format, "--data-dir", str(tmp_path))
    assert (code, "2022-note" in out) == (0, True), err


def test_one_is_singular(tmp_path: Path) -> None:
    words = "Bring clean water from the northern mountains to every village school"
    one = Made("one", "en", 2018, "2018-lima-commitment", (), words + ".")
    other = Made("two", "en", 2022, "2022-green-future", (), words + " by 2030.")
    folder = str(written_to(tmp_path, [record(one), record(other)]))
    told = typed("diff", "2018", "2022", "--json", "--data-dir", folder)[2]
    assert (
        "2018 has 1 commitment, 1 returned in 2022 and 0 not taken up again; 2022 has 1 commitment, 1 from 2018" in told
    )
    assert (
        "0 earlier and 1 later mandate, 2 summits" in typed("trace", "2018-one", "-f", "table", "--data-dir", folder)[1]
    )
    assert typed("trace", "--recurring", "2", "--data-dir", folder)[2].startswith("1 commitment taken up by at least 2")


def test_lists_are_shown_without_their_brackets(made: str) -> None:
    out = typed("info", "-f", "table", "--data-dir", made)[1]
    assert "['" not in out
    assert any(line.split() == ["languages", "en;", "es"] for line in out.splitlines())
    assert ["last_seen", "–"] in [line.split() for line in out.splitlines()], "what is not known has a sign"


def test_what_has_names_of_its_own_is_said_in_words() -> None:
    answer = Answer(
        flat("a", "b"), [{"a": {"en": {"known": 3, "read": 1}, "es": {}}, "b": [{"x": 1.5, "y": None}, {"x": True}]}]
    )
    for format, expected in (
        ("csv", '"en (known 3, read 1), es ()",x 1.5; x true'),
        ("md", "| en (known 3, read 1), es () | x 1.5; x true |"),
    ):
        assert "".join(formats.written(answer, format, Screen(80, color=False))).splitlines()[-1] == expected


def test_a_narrow_table_breaks_no_date_and_no_name_of_a_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = typed("summits", "-f", "table", "--data-dir", DATA)[1].splitlines()
    assert lines[0].split() == ["year", "number", "city", "starts", "ends", "commitments", "mandates"]
    assert sum("-" in line for line in lines) == sum(line[:4].isdigit() for line in lines)
    assert max(map(len, lines)) <= 80
    themes = typed("themes", "-f", "table", "--data-dir", DATA)[1].splitlines()
    assert themes[0].split() == ["slug", "commitments", "mandates"]
    monkeypatch.setenv("COLUMNS", "100")
    assert any(" Argentina " in line for line in typed("summits", "-f", "table", "--data-dir", DATA)[1].splitlines())
    assert "title_en" in typed("themes", "-f", "table", "--data-dir", DATA)[1].splitlines()[0]


@pytest.mark.parametrize("width", [30, 60, 80, 100])
def test_no_cell_of_a_table_is_cut_off(width: int) -> None:
    names = [f"number_of_{name}" for name in ("commitments", "mandates", "placements", "items")]
    row: Row = {
        "id": "2018-lima",
        **{name: 1_234_567 + place for place, name in enumerate(names)},
        "text": "wells " * 9,
    }
    answer = Answer(flat("id", *names, "text"), [row])
    drawn = "".join(formats.written(answer, "table", Screen(width, color=False)))
    assert max(map(len, drawn.splitlines())) <= width
    cells = "".join(drawn.split())
    assert sum(map(cells.count, "0123456789")) == sum(map(str(row).count, "0123456789"))
    assert cells.count("w") == 9
