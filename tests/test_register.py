"""Deadlines and addressees as people ask for them: filters, orders, and what is printed, in every format."""

import csv
import io
import json
from pathlib import Path

import pytest

from conftest import Run
from invented import Made, labelled, record, typed, written_to
from mandates_cli import Corpus
from mandates_cli.errors import CorpusError
from mandates_cli.model import Mandate

GREEN = "2022-green-future"


def twins(english: Mandate, spanish: Mandate) -> list[Mandate]:
    twin = {"id": spanish.id, "score": 1.0, "evidence": ("numbers",)}
    back = {**twin, "id": english.id}
    return [
        Mandate.model_validate({**one.model_dump(), "commitment": "", "twin": other})
        for one, other in ((english, twin), (spanish, back))
    ]


def records() -> list[Mandate]:
    water = record(Made("water", "en", 2022, GREEN, ("health",), "Request PAHO to map the wells by 2030."))
    agua = record(
        Made("agua", "es", 2022, GREEN, ("health",), "Solicitar a la OPS que ubique los pozos antes de 2030.")
    )
    ports = record(Made("ports", "en", 2018, "2018-lima-commitment", ("security",), "With the OAS, agree by 2025 to:",
                        (("a", "open the ports;"), ("b", "halve the tolls within ten years."))))  # fmt: skip
    ports = labelled(
        ports, [("by 2025", "date", 2025), ("within ten years", "period", 2028)], [("OAS", "oas", "partner")]
    )
    inherited = [ports.deadlines[0].model_copy(update={"label": label, "inherited": True}) for label in "ab"]
    ports = ports.model_copy(update={"deadlines": (ports.deadlines[0], *inherited, *ports.deadlines[1:])})
    meet = record(Made("meet", "en", 2012, None, (), "Meet each year, as the OAS Charter says."))
    return [
        *twins(
            labelled(water, [("by 2030", "date", 2030)], [("PAHO", "paho", "asked")]),
            labelled(agua, [("antes de 2030", "date", 2030)], [("OPS", "paho", "asked")]),
        ),
        ports,
        labelled(meet, [("each year", "recurring", None)], [("OAS", "oas", "named")]),
        record(Made("none", "en", 2001, None, (), "Keep the Decade 2016-2026 in mind.")),
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(written_to(tmp_path_factory.mktemp("register"), records()))


def keys(folder: str, *args: str) -> list[str]:
    code, out, err = typed(*args, "--json", "--data-dir", folder)
    assert code == 0, err
    return [row["id"].partition("-")[2] for row in json.loads(out)]


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (["--due", "2025"], ["ports"]),
        (["--due", "2026..2029"], ["ports"]),
        (["--due", "2029-2031"], ["water", "agua"]),
        (["--due", "2028..", "--lang", "en"], ["water", "ports"]),
        (["--due", "any"], ["water", "agua", "ports", "meet"]),
        (["--due", "2025", "--due", "2030", "--lang", "es"], ["agua"]),
        (["--due", "2030", "--commitments"], ["water"]),
        (["--asks", "PAHO"], ["water", "agua"]),
        (["--asks", "OPS", "--lang", "es"], ["agua"]),
        (["--asks", "Organización Panamericana de la Salud"], ["water", "agua"]),
        (["--asks", "oas"], []),
        (["--asks", "oas", "--asks", "paho", "--due", "2030"], ["water", "agua"]),
        (["--due", "any", "--sort", "due"], ["ports", "water", "agua", "meet"]),
        (["--due", "2026..", "--sort", "due", "--lang", "en"], ["ports", "water"]),
        (["--sort", "due"], ["ports", "water", "agua", "meet", "none"]),
    ],
    ids=" ".join,
)
def test_a_list_of_what_is_due_and_who_is_asked(folder: str, args: list[str], found: list[str]) -> None:
    assert keys(folder, "list", *args) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("due:2030 wells", ["water"]),
        ("due:any -asks:paho", ["ports", "meet"]),
        ('asks:"pan american health organization"', ["water", "agua"]),
        ("wells --due 2030", ["water"]),
        ("ports OR wells --sort due", ["ports", "water"]),
    ],
)
def test_a_query_asks_the_same(folder: str, query: str, found: list[str]) -> None:
    asked, *options = query.partition(" --")[0], *(f"--{part}" for part in query.split(" --")[1:])
    assert keys(folder, "search", asked, *(word for option in options for word in option.split(" "))) == found


def test_python_users_ask_by_keyword(folder: str) -> None:
    with Corpus.open(folder) as corpus:
        assert [m.id for m in corpus.list(asks="paho", due="2025..2030", lang="en")] == ["2022-water"]
        assert [m.id for m in corpus.list(due=2025)] == ["2018-ports"]
        assert [m.id for m in corpus.list(due="any", sort="due", limit=1)] == ["2018-ports"]
        assert [m.id for m in corpus.search("wells", asks=["oas", "paho"])] == ["2022-water"]
        frame = corpus.to_dataframe(due=2025)
        assert list(frame["deadlines"]) == ["2025: by 2025; 2028: within ten years"]


def test_the_screen_shows_year_and_words_and_lights_them(folder: str) -> None:
    out = typed("list", "--due", "any", "--sort", "due", "-f", "table", "--data-dir", folder)[1]
    assert out.split("\n\n")[:2] == [
        "2018-ports  2018  security\n  due 2025  by 2025\n  due 2028  within ten years (item b)\n"
        "  With the OAS, agree [[by 2025]] to:\n  a. open the ports;\n  b. halve the tolls [[within ten years]].",
        "2022-water  2022  health\n  due 2030  by 2030\n  Request PAHO to map the wells [[by 2030]].",
    ]
    assert "2012-meet  2012  \n  due –  each year".replace("  \n", "\n") in out
    asked = typed("search", "wells asks:paho", "-f", "table", "--data-dir", folder)[1]
    assert asked.startswith(
        "2022-water  2022  health\n  asks paho  PAHO\n  Request [[PAHO]] to map the [[wells]] by 2030."
    )


def test_only_what_is_asked_for_stands_out(folder: str) -> None:
    out = typed("list", "--due", "2028", "-f", "md", "--data-dir", folder)[1]
    assert "agree by 2025 to:" in out
    assert "halve the tolls **within ten years**." in out


@pytest.mark.parametrize("format", ["table", "text", "md"])
def test_show_says_both_in_words(folder: str, format: str) -> None:
    out = typed("show", "2018-ports", "-f", format, "--data-dir", folder)[1]
    said = " ".join(out.replace("*", "").replace("- ", "").split())
    for fact in (
        "2025, “by 2025”",
        "2028, “within ten years” (item b)",
        "Organization of American States (oas), “OAS”",
    ):
        assert fact in said
    out = typed("show", "2012-meet", "-f", format, "--data-dir", folder)[1]
    assert "no certain year (recurring), “each year”" in " ".join(out.split())


def test_bodies_are_counted_by_role_and_unit(folder: str) -> None:
    rows = {row["slug"]: row for row in json.loads(typed("bodies", "--json", "--data-dir", folder)[1])}
    units = [f"{role}_{unit}" for role in ("asked", "partner", "named") for unit in ("commitments", "mandates")]
    assert [rows["paho"][name] for name in ("commitments", "mandates", *units)] == [1, 2, 1, 2, 0, 0, 0, 0]
    assert [rows["oas"][name] for name in ("commitments", "mandates", *units)] == [2, 2, 0, 0, 1, 1, 1, 1]
    assert rows["undp"]["mandates"] == 0
    assert {"PAHO", "OPS"} <= {*rows["paho"]["acronyms"]}
    table = typed("bodies", "-f", "csv", "--data-dir", folder)[1]
    cells = {row["slug"]: row for row in csv.DictReader(io.StringIO(table))}
    assert cells["oas"]["title_es"] == "Organización de los Estados Americanos"


def test_a_deadline_is_a_filter_of_diff_and_trace_too(folder: str, tmp_path: Path) -> None:
    changed = records()
    changed[0] = changed[0].model_copy(update={"text": "Request PAHO to map all of the wells by 2030."})
    changed[2] = changed[2].model_copy(update={"chapeau": "With the OAS, agree anew by 2025 to:"})
    other = str(written_to(tmp_path / "new", changed))
    out = typed("diff", folder, other, "--json", "--due", "2025", "--data-dir", folder)[1]
    assert {row["id"] for row in json.loads(out)} == {"2018-ports"}
    out = typed("diff", folder, other, "--json", "--asks", "paho", "--data-dir", folder)[1]
    assert {row["id"] for row in json.loads(out)} == {"2022-water"}
    assert "No body 'nobody'" in typed("trace", "wells", "--asks", "nobody", "--data-dir", folder)[2]


def test_an_empty_answer_says_what_would_widen_it(folder: str) -> None:
    code, out, err = typed("search", "wells", "--due", "1999", "--asks", "paho", "--data-dir", folder)
    assert (code, out) == (0, "")
    assert "without --due 1 mandate would" in err
    code, out, err = typed("list", "--due", "1999", "--data-dir", folder)
    assert (code, out) == (0, "")
    assert "'mandates bodies'" in err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["list", "--due", "2030..2025"], "write 2025..2030"),
        (["list", "--due", "tomorrow"], "No year 'tomorrow'; give one (2025), a range (2025..2030), or any."),
        (["list", "--asks", "pahoo"], "No body 'pahoo'. Did you mean paho"),
        (["search", "due:soon"], "\n  due:soon\n      ^\n"),
        (["list", "--sort", "year"], "choose one of summit, document, theme, due, id"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(folder: str, args: list[str], said: str) -> None:
    code, out, err = typed(*args, "--data-dir", folder)
    assert (code, out) == (2, "")
    assert said in err


def test_records_of_an_older_version_say_nothing_of_either(tmp_path: Path, run: Run) -> None:
    """They are read; what they say nothing of is no answer, not an empty one."""
    folder = written_to(tmp_path / "older", records())
    truth = folder / "parsed" / "mandates.jsonl"
    older = [json.loads(line) for line in truth.read_text("utf-8").splitlines()]
    for row in older:
        del row["deadlines"], row["addressees"]
    truth.write_text("".join(json.dumps(row) + "\n" for row in older), "utf-8")
    assert len(json.loads(run("list", "--json", "--data-dir", str(folder)).stdout)) == len(older)
    for args in (["list", "--due", "any"], ["search", "NOT asks:paho"], ["list", "--sort", "due"], ["bodies"]):
        code, out, err = typed(*args, "--data-dir", str(folder))
        assert (code, out) == (3, "")
        assert "run 'mandates parse'" in err
    with pytest.raises(CorpusError, match="run 'mandates parse'"):
        Corpus.open(folder).list(due=2030)


def test_bodies_are_offered_where_one_is_typed(run: Run, folder: str) -> None:
    words = {"COMP_WORDS": "mandates list --asks pa", "COMP_CWORD": "3", "_MANDATES_COMPLETE": "complete_bash"}
    done = run(env={**words, "MANDATES_DATA_DIR": folder})
    assert "paho" in done.stdout.split()
