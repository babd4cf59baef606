"""Concordance lines, counts, facets, precedents and hints: what they say, how they look, and that they add up."""

import csv
import io
import json
import re
import shlex
import subprocess
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pexpect
import pyte
import pytest

from conftest import Run
from invented import MADE, Made, assert_an_answer, record, site_records, typed, written_to
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.folding import fold
from mandates_cli.model import Item, Mandate
from mandates_cli.query import Node, parse
from mandates_cli.query.concordance import WIDEST, lines, wordings
from mandates_cli.query.oracle import spans
from mandates_cli.render.kwic import kwic
from mandates_cli.render.screen import Screen
from mandates_cli.rows import MandateRow
from steps import calls

Row = dict[str, Any]
LAW = ("security",)
AGREED = [
    Made("first", "en", 1994, "1994-plan-of-action", LAW, "Uphold the rule of law, and the courts, in each State."),
    Made("again", "en", 1998, "1998-plan-of-action", LAW, "Uphold, the RULE OF LAW and the courts in each State;"),
    Made("other", "en", 2001, "2001-declaration", LAW, "Democracy needs “rule of law”. Trade needs ports."),
    Made("twice", "en", 2012, "2012-mandates", LAW, "The rule of law is read; the rule of law is taught."),
    Made("item", "en", 2018, "2018-lima-commitment", LAW, "Take steps, to:",
         (("a", "teach the rule of law"), ("b", "of the sea; and"), ("c", "respect the rule"), ("d", "of law clerks"))),
    Made("last", "en", 2022, "2022-democratic-governance", ("health", "security"),
         "One two three four five six seven eight nine the rule of law ten eleven twelve thirteen fourteen fifteen "
         "sixteen seventeen eighteen nineteen."),
    Made("nameless", "en", None, None, (), "Some rule of law without a summit."),
    Made("derecho", "es", 2001, "2001-declaration", LAW, "Respetar el estado de derecho en la región."),
    Made("estados", "es", 2022, "2022-democratic-governance", (), "RESPETAR EL ESTADO DE DERECHO, en la región"),
]  # fmt: skip


@pytest.fixture(scope="module")
def agreed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = written_to(tmp_path_factory.mktemp("agreed"), [record(made) for made in [*MADE, *AGREED]])
    Corpus.open(folder)
    return folder


@pytest.fixture(scope="module")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_to(tmp_path_factory.mktemp("site"), site_records())


def rows(text: str) -> list[Row]:
    return [json.loads(line) for line in text.splitlines()]


def asked(folder: Path, *args: str, code: int = 0) -> tuple[str, str]:
    """stdout and stderr of a command, run in this process."""
    command, *rest = args
    found, out, err = typed(command, "--data-dir", str(folder), *rest)
    assert found == code, err
    assert "Traceback" not in err
    return out, err


# Lines in context.


def test_a_line_is_a_hit_with_the_rest_of_its_passage(agreed: Path) -> None:
    out, err = asked(agreed, "search", "--kwic", "--sort", "id", '"rule of law"', "lang:en")
    found = rows(out)
    assert err == ""
    assert [row["id"] for row in found] == [
        "1994-first", "1998-again", "1998-quotes", "2001-other", "2012-twice", "2012-twice", "2018-item", "2022-last",
        "unknown-nameless",
    ]  # fmt: skip
    assert found[1] == {
        "id": "1998-again", "summit": 1998, "language": "en", "left": "Uphold, the ", "hit": "RULE OF LAW",
        "right": " and the courts in each State;",
    }  # fmt: skip
    assert [found[6][side] for side in ("left", "hit", "right")] == ["a. teach the ", "rule of law", ""]


def test_left_hit_and_right_are_the_passage(site_folder: Path) -> None:
    corpus = Corpus.open(site_folder)
    texts = {m.id: m.text.split("\n") for m in site_records()}
    found = rows(asked(site_folder, "search", "--kwic", "coopera* OR inspectores OR cuando NEAR/5 corresponda")[0])
    assert len(found) > 50
    assert all(row["left"] + row["hit"] + row["right"] in texts[row["id"]] for row in found)
    assert {row["id"] for row in found} == {
        json.loads(raw)["id"]
        for raw in corpus.raw(Filters(), parse("coopera* OR inspectores OR cuando NEAR/5 corresponda"))
    }


@pytest.mark.parametrize(("sort", "side"), [("left", "left"), ("right", "right")])
def test_lines_are_sorted_by_context(agreed: Path, sort: str, side: str) -> None:
    found = rows(asked(agreed, "search", "--kwic", "--sort", sort, "law OR crime OR derecho")[0])
    words = [fold(row[side]).split() for row in found]
    keys = [w[::-1] for w in words] if sort == "left" else words
    assert len(keys) > 10
    assert keys == sorted(keys)


def test_of_hits_that_overlap_the_longest_is_shown(agreed: Path) -> None:
    out, _ = asked(agreed, "search", "--kwic", '(law OR "rule of law" OR rule) courts', "summit:1994")
    assert [row["hit"] for row in rows(out)] == ["rule of law", "courts"]


def test_what_stands_near_is_one_line_with_all_between(agreed: Path) -> None:
    out, _ = asked(agreed, "search", "--kwic", "taught NEAR/3 law summit:2012")
    assert [(row["left"], row["hit"], row["right"]) for row in rows(out)] == [
        ("The rule of law is read; the rule of ", "law is taught", ".")
    ]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("aracaju"),
        pytest.param("summit:2022"),
        pytest.param("text:/(?=whales)/"),
        pytest.param("NOT crime"),
    ],
)
def test_matches_without_a_line_are_not_denied(agreed: Path, query: str) -> None:
    assert asked(agreed, "search", query)[0]
    assert "No mandate matches" not in asked(agreed, "search", "--kwic", query)[1]


def test_the_label_of_an_item_is_no_hit(agreed: Path) -> None:
    out, _ = asked(agreed, "search", "--kwic", "(police OR c) AND to")
    assert [row["hit"] for row in rows(out) if row["id"] == "2022-split"] == ["police", "to"]


@pytest.mark.parametrize("query", ["zzz", "zzz --facets", "zzz --kwic"])
def test_fields_of_an_empty_answer_are_no_error(agreed: Path, query: str) -> None:
    fields = "value" if "--facets" in query else "id"
    if query == "zzz":
        query = "zzz --kwic --sort left"
    out, err = asked(agreed, "search", *query.split(), "--fields", fields)
    assert out == ""
    assert "No mandate matches" in err


def columns_of(text: str) -> int:
    """How many columns a terminal gives it."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)


def line_of(text: str, width: int, query: str = "crime", **more: object) -> str:
    made = record(MADE[0]._replace(text=text, key="k", **more))  # type: ignore[arg-type]
    return "".join(kwic(lines([made.model_dump(mode="json")], parse(query)), Screen(width, color=False)))


def shown_in(columns: int, terminal: dict[str, str], cwd: Path, *args: str) -> tuple[list[str], list[str], str]:
    """What a terminal so wide shows: lines, those of them that are bold, and the raw output."""
    command = shlex.join([sys.executable, "-m", "mandates_cli", *args])
    env = terminal | {"COLUMNS": str(columns)}
    raw = str(pexpect.run(command, env=env, cwd=str(cwd), timeout=60, encoding="utf-8", dimensions=(100, columns)))
    screen = pyte.Screen(columns, 400)
    pyte.Stream(screen).feed(raw)
    filled = [n for n, line in enumerate(screen.display) if line.strip()]
    bold = ["".join(screen.buffer[n][x].data for x in range(columns) if screen.buffer[n][x].bold) for n in filled]
    return [screen.display[n].rstrip() for n in filled], bold, raw


@pytest.fixture
def terminal(environment: dict[str, str]) -> dict[str, str]:
    return {k: v for k, v in environment.items() if k != "NO_COLOR"} | {"TERM": "xterm-256color"}


@pytest.mark.parametrize("columns", [100, 160])
def test_hits_stand_in_one_column_and_lines_fit(terminal: dict[str, str], agreed: Path, columns: int) -> None:
    shown, bold, raw = shown_in(
        columns, terminal, agreed, "search", "--kwic", '"rule of law" lang:en', "--data-dir", str(agreed)
    )
    assert shown.pop() == "9 hits in 8 commitments: 8 in English"
    assert bold[:-1] == [re.sub("[“”]", "", hit) for hit in bold[:-1]]
    assert {hit.lower() for hit in bold[:-1]} == {"rule of law"}
    assert len({line.lower().index("rule of law", 5) for line in shown if "2012" not in line}) == 1
    assert max(map(len, shown)) <= columns
    assert len({line.index(line.split()[-1]) for line in shown}) == 1, "ids stand in a column too"
    assert "\x1b[1;31mrule of law\x1b[0m" in raw


def test_at_80_columns_either_side_has_28(terminal: dict[str, str], agreed: Path) -> None:
    shown, _, _ = shown_in(80, terminal, agreed, "search", "--kwic", '"rule of law" lang:en', "--data-dir", str(agreed))
    hits = shown[:-1:2]
    assert len(hits) == 9
    assert len({line.lower().index("rule of law", 5) for line in hits if "2012" not in line}) == 1
    assert max(map(len, shown)) <= 80
    (last,) = (line for line in hits if line.startswith("2022"))
    left, _, right = last[5:].partition("rule of law")
    assert min(len(left), len(right)) >= 28
    assert {line.strip() for line in shown[1:-1:2]} <= {record(made).id for made in (*MADE, *AGREED)}


@pytest.mark.parametrize("words", [1, 2, 3])
def test_what_follows_a_long_hit_stands_below(words: int) -> None:
    between = " ".join(["between"] * words)
    text = f"One two three four five six seven eight police {between} crime one two three four five six seven eight."
    found = line_of(text, 80, "police NEAR/9 crime").splitlines()
    assert max(map(len, found)) <= 80
    column = found[0].index("police")
    assert column >= 5 + 28
    assert "one two three four five six" in (found[1] if len(found) == 3 else found[0])


@pytest.mark.parametrize("columns", [40, 60])
def test_lines_fit_a_narrow_screen(terminal: dict[str, str], agreed: Path, columns: int) -> None:
    done = [record(made).model_dump(mode="json") for made in AGREED]
    found = list(
        lines(iter([r | {"id": "2022-democratic-governance-" + r["id"][-6:]} for r in done]), parse('"rule of"'))
    )
    assert max(map(len, "".join(kwic(found, Screen(columns, color=False))).splitlines())) <= columns


def test_width_is_obeyed_in_a_pipe(agreed: Path) -> None:
    for width in (60, 100, 200):
        out, _ = asked(agreed, "search", "--kwic", '"rule of law"', "-f", "table", "--width", str(width))
        assert max(map(len, out.splitlines())) <= width
    assert "--width" in asked(agreed, "search", "--kwic", "crime", "--width", "39", code=2)[1]


def test_a_long_hit_keeps_its_words_and_the_column() -> None:
    text = "Prevent " + "very long " * 12 + "crimes"
    query = f'"{text}" OR crimes'
    for width in (40, 80, 100):
        long = line_of(text + " now.", width, query)
        assert text + " now." in " ".join(long.split())
        assert max(map(len, long.splitlines())) <= width
    made = (record(MADE[0]._replace(text=t)).model_dump(mode="json") for t in (text, "A crimes list"))
    both = list(kwic(lines(made, parse(query)), Screen(80, color=False)))
    assert both[0].index("Prevent") == both[1].index("crimes")


@pytest.mark.parametrize(
    "text",
    [
        "Prevent cyber\u00adcrime, crime.",
        pytest.param(
            "Evite la accio\u0301n del crime en Peru\u0301 o en Canada\u0301.",
        ),
        pytest.param(
            "日本と crime 日本",
        ),
    ],
    ids=["soft-hyphen", "combining", "wide"],
)
def test_columns_are_those_of_a_terminal(text: str) -> None:
    plain = line_of("A plain text that says crime once.", 90, "crime")
    found = line_of(text, 90, "crime").splitlines()[-1]
    before = [columns_of(line[: line.rindex("crime")]) for line in (plain, found)]
    assert before[0] == before[1]


HOSTILE = "Take \x1b[2J\x1b]0;owned\x07\x1bc crime \x9b31m\u202e\u2066[bold]steps[/x]\x08\x08 \u200b now.\rGone"


@pytest.mark.parametrize("args", [["--kwic"], ["--kwic", "--sort", "left"], [], ["--facets"], ["--fields", "text"]])
def test_a_text_cannot_act_on_the_terminal(terminal: dict[str, str], tmp_path: Path, args: list[str]) -> None:
    folder = written_to(tmp_path / "hostile", [record(MADE[0]._replace(text=HOSTILE))])
    shown, _, raw = shown_in(120, terminal, tmp_path, "search", "crime", *args, "--data-dir", str(folder))
    for sign in ("\x1b[2J", "\x1b]", "\x1bc", "\x07", "\x9b", "\u202e", "\u2066", "\x08", "\u200b", "\rG"):
        assert sign not in raw
    assert any("\\x1b[2J" in line for line in shown)
    assert not re.search("\x1b(?!\\[[0-9;]*m)", raw)


@pytest.mark.parametrize("format", ["table", "md"])
def test_nor_can_precedents(terminal: dict[str, str], tmp_path: Path, format: str) -> None:
    folder = written_to(tmp_path / "hostile", [record(MADE[0]._replace(text=HOSTILE))])
    _, _, raw = shown_in(120, terminal, tmp_path, "precedents", "crime", "-f", format, "--data-dir", str(folder))
    assert not re.search("\x1b(?!\\[[0-9;]*m)|[\x07\x9b\u202e\u2066\x08\u200b]", raw)
    assert "crime" in raw


# Counts and facets.


def by_hand(mandates: list[Mandate], ids: set[str]) -> dict[tuple[str, object], tuple[int, int]]:
    """Commitments and mandates by facet and value; a theme covers its sub-themes."""
    held: dict[tuple[str, object], list[Mandate]] = defaultdict(list)
    for m in mandates:
        if m.id in ids:
            themes = {p.theme for p in m.placements} | {p.theme.split("/")[0] for p in m.placements if p.theme}
            kinds = [("summit", m.summit), ("document", m.document), ("language", m.language)]
            for kind in [*kinds, *(("theme", theme) for theme in themes)]:
                held[kind].append(m)
    return {kind: (len({m.commitment for m in found}), len(found)) for kind, found in held.items()}


def holds_a_hit(item: Item, language: str, tree: Node) -> bool:
    row = cast(MandateRow, {"text": item.text, "chapeau": None, "items": [], "language": language})
    return bool(spans(tree, row))


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("coopera*", []),
        ("labour OR laborales", []),
        ("NOT summit:2022", []),
        ("inspectors", ["--summit", "2005..2018"]),
        ("red OR redes", ["--theme", "justice", "--lang", "es"]),
        pytest.param("text:/\\d{4}/ -label:a", []),
        pytest.param("labour NEAR/9 inspectors", []),
    ],
)
def test_facets_and_counts_add_up(site_folder: Path, query: str, filters: list[str]) -> None:
    ids = {row["id"] for row in rows(asked(site_folder, "search", *filters, "--", query)[0])}
    assert ids
    facets = rows(asked(site_folder, "search", "--facets", *filters, "--", query)[0])
    counted = {(f["facet"], f["value"]): (f["commitments"], f["mandates"]) for f in facets}
    assert counted == by_hand(site_records(), ids)
    for name in ("summit", "document", "language"):
        assert sum(f["mandates"] for f in facets if f["facet"] == name) == len(ids)
    for name in ("summit", "theme", "document", "language"):
        counts = [(f["commitments"], f["mandates"]) for f in facets if f["facet"] == name]
        assert counts == sorted(counts, reverse=True)
    found = [m for m in site_records() if m.id in ids]
    of_words = [item for m in found for item in m.items if holds_a_hit(item, m.language, parse(query))]
    of_pattern = [item for m in found for item in m.items if re.search(r"\d{4}", item.text)]
    of_no_words = [item for m in found for item in m.items]
    items = of_no_words if query.startswith("NOT") else of_pattern if query.startswith("text:") else of_words
    assert rows(asked(site_folder, "search", "--count", *filters, "--", query)[0]) == [
        {
            "commitments": len({m.commitment for m in found}),
            "mandates": len(ids),
            "placements": sum(len(m.placements) for m in found),
            "items": len(items),
        }
    ]


def test_facets_of_a_mandate_without_summit_document_or_theme(agreed: Path) -> None:
    found = rows(asked(agreed, "search", "--facets", "whales")[0])
    assert {"facet": "summit", "value": None, "commitments": 1, "mandates": 1} in found
    assert {"facet": "document", "value": None, "commitments": 1, "mandates": 1} in found
    assert {"facet": "theme", "value": None, "commitments": 1, "mandates": 1} in found
    assert {"facet": "theme", "value": "health", "commitments": 1, "mandates": 1} in found


def test_facets_in_every_format_and_beside_a_table(agreed: Path) -> None:
    wanted = rows(asked(agreed, "search", "--facets", "crime")[0])
    assert json.loads(asked(agreed, "search", "--facets", "crime", "--json")[0]) == wanted
    table = list(csv.DictReader(io.StringIO(asked(agreed, "search", "--facets", "crime", "-f", "csv")[0])))
    assert [(r["facet"], r["value"], int(r["mandates"])) for r in table] == [
        (r["facet"], str(r["value"] if r["value"] is not None else ""), r["mandates"]) for r in wanted
    ]
    out, err = asked(agreed, "search", "--facets", "crime", "-f", "table")
    assert "2012-cyber-far" in out
    assert re.search(r"^facet +value +commitments +mandates$", out, re.M)
    assert err == "5 commitments: 3 in English, 2 in Spanish\n"


@pytest.mark.parametrize("query", ["text:/crime/", "report NEAR/3 crime", "NOT text:/crime/ OR judges NEAR/5 crime"])
@pytest.mark.parametrize("option", ["--count", "--facets", "--kwic", "--explain"])
def test_functions_of_a_query_can_be_asked_twice(agreed: Path, query: str, option: str) -> None:
    out, err = asked(agreed, "search", option, query)
    assert out or "5 mandates match, but by no word" in err
    assert "No mandate" not in err


def test_count_names_its_units(agreed: Path) -> None:
    assert asked(agreed, "search", "--count", "split OR police", "-f", "table")[0].split("\n")[0].split() == [
        "commitments", "mandates", "placements", "items",
    ]  # fmt: skip
    # None of the three items of the mandate holds the word.
    found = {"commitments": 1, "mandates": 1, "placements": 2, "items": 0}
    assert rows(asked(agreed, "search", "--count", "police")[0]) == [found]
    assert rows(asked(agreed, "search", "--count", "zzz")[0]) == [dict.fromkeys(found, 0)]


# How a query is understood.


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("cybercrimes", ["word cybercrimes", "  en stems: cybercrim,", "cyber crime"]),
        ("crime*", ["word crime*", "  begins with crime"]),
        ("labor*", ["  begins with labor, labour"]),
        ('"rule of law"', ["words rule of law", "  en stems: rule of law"]),
        ("rule of law* lang:en", ["AND", "  lang is en", "\nfirst those that hold the phrase rule of law*\n"]),
        ("a OR -b c", ["OR", "  AND", "    NOT", "      word b"]),
        ("summit:IX text:/a b/", ["AND", "  summit is IX", "  text is a b"]),
        ("a NEAR/3 (b OR c)", ["NEAR/3: at most so many words between, in one passage", "  word a", "  word c"]),
    ],
)
def test_explain_shows_the_tree_and_what_it_stands_for(agreed: Path, query: str, lines: list[str]) -> None:
    out, err = asked(agreed, "search", "--explain", "--", query)
    assert err == ""
    at = -1
    for line in lines:
        at = out.index(line, at + 1)


def test_explain_promises_no_order_where_there_is_none(agreed: Path) -> None:
    for query in ("crime", '"rule of law"', "rule OR law", "rul* law"):
        assert "phrase" not in asked(agreed, "search", "--explain", query)[0]


def test_explain_of_exact_words_has_no_stems(agreed: Path) -> None:
    assert asked(agreed, "search", "--explain", "--exact", "crimes OR labor*")[0] == (
        "OR\n  word crimes\n  word labor*\n    begins with labor\n"
    )


def test_explain_opens_no_corpus(run: Run, tmp_path: Path) -> None:
    assert run("search", "--explain", "crime", "--data-dir", str(tmp_path / "none")).stdout.startswith("word crime\n")
    assert "^" in run("search", "--explain", "crime OR", code=2).stderr


# Agreed language.


def test_precedents_group_wordings_and_know_first_and_last(agreed: Path) -> None:
    out, err = asked(agreed, "precedents", "rule of law", "--lang", "en")
    found = rows(out)
    assert [(w["wording"], w["mandates"]) for w in found] == [
        ("Uphold the rule of law, and the courts, in each State", ["1994-first", "1998-again"]),
        ("Uphold the “rule of law” and the people’s courts", ["1998-quotes"]),
        ("Democracy needs “rule of law”", ["2001-other"]),
        ("The rule of law is read", ["2012-twice"]),
        ("the rule of law is taught", ["2012-twice"]),
        ("teach the rule of law", ["2018-item"]),
        (
            "… three four five six seven eight nine the rule of law ten eleven twelve thirteen fourteen fifteen"
            " sixteen seventeen …",
            ["2022-last"],
        ),
        ("Some rule of law without a summit", ["unknown-nameless"]),
    ]
    assert (found[0]["first"], found[0]["last"], found[0]["language"]) == (1994, 1998, "en")
    assert found[0]["references"] == ["Invented Commitment of 1994", "Invented Commitment of 1998"]
    assert err.splitlines() == [
        "8 wordings in 8 mandates (1994: 1, 1998: 2, 2001: 1, 2012: 1, 2018: 1, 2022: 1, unknown: 1)",
        "first 1994 (1994-first), last 2022 (2022-last)",
    ]


def test_precedents_in_spanish_and_in_both_languages(agreed: Path) -> None:
    found = rows(asked(agreed, "precedents", "estados de derecho")[0])
    assert [(w["wording"], w["mandates"], w["first"], w["last"]) for w in found] == [
        ("Respetar el estado de derecho en la región", ["2001-derecho", "2022-estados"], 2001, 2022)
    ]
    both = rows(asked(agreed, "precedents", "crimes")[0])
    assert {w["language"] for w in both} == {"en", "es"}
    assert rows(asked(agreed, "precedents", "estados de derecho", "--exact")[0]) == []


def test_precedents_as_table_and_markdown(agreed: Path) -> None:
    out, _ = asked(agreed, "precedents", "estado de derecho", "-f", "table")
    assert out == (
        "Respetar el estado de derecho en la región\n"
        "    2001  Invented Commitment of 2001  2001-derecho\n"
        "    2022  Invented Commitment of 2022  2022-estados\n"
    )
    out, _ = asked(agreed, "precedents", "estado de derecho", "-f", "md")
    assert out == (
        "- **Respetar el estado de derecho en la región**\n"
        "    - 2001  Invented Commitment of 2001  2001-derecho\n"
        "    - 2022  Invented Commitment of 2022  2022-estados\n"
    )
    assert json.loads(asked(agreed, "precedents", "estado de derecho", "--json")[0])[0]["last"] == 2022


def test_markdown_shows_marks_of_a_text_as_they_are(tmp_path: Path) -> None:
    text = "Keep *all* <b>crime</b> [x](http://y) records"
    folder = written_to(tmp_path, [record(MADE[0]._replace(text=text))])
    out, _ = asked(folder, "precedents", "crime", "-f", "md")
    assert "\\*all\\*" in out
    assert "\\<b\\>" in out


def test_wordings_differ_by_words_alone(agreed: Path) -> None:
    texts = ["The Rule of Law.", "the rule of law", "THE “RULE” OF LAW;", "the  rule-of-law", "that rule of law"]
    made = [record(MADE[0]._replace(key=f"m{n}", text=t, summit=2022 - n)) for n, t in enumerate(texts)]
    found = wordings(list(lines((m.model_dump(mode="json") for m in made), parse('"rule of law"'))))
    assert [(w.text, len(w.sources)) for w in found] == [("that rule of law", 1), ("the rule-of-law", 4)]


@pytest.mark.parametrize("phrase", ["“rule of law”", '"rule of law"', "«rule» of law", "rule “of” law", "rule-of-law"])
def test_quotation_marks_of_a_phrase_do_not_matter(agreed: Path, phrase: str) -> None:
    assert asked(agreed, "precedents", phrase) == asked(agreed, "precedents", "rule of law")


def test_the_last_word_of_a_phrase_may_be_a_beginning(agreed: Path) -> None:
    for phrase in ("rule of l*", "“rule of l*”", '"rule of l"*'):
        assert len(rows(asked(agreed, "precedents", phrase, "--exact", "--lang", "en")[0])) == 9


@pytest.mark.parametrize("phrase", ["", "***", "nope nope", 'say "this" OR that', "rule of law*", "(a", "-x", "NOT"])
def test_any_phrase_is_answered_or_refused(agreed: Path, phrase: str) -> None:
    code, out, err = typed("precedents", "--data-dir", str(agreed), "--", phrase)
    if code == 0:
        assert (out == "") == err.startswith("No mandate uses")
    else:
        assert_an_answer(phrase, code, out, err)


# Nothing found.


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["cybercrine"], "did you mean cybercrime"),
        (["gender", "responsibe"], "did you mean responsive"),
        (["educasión"], "did you mean educacion"),
        (["laundring"], "laundering"),
        (["cybercrime", "--summit", "1994"], "without --summit 3 mandates would"),
        (["cybercrime", "--lang", "es"], "without --lang 3 mandates would"),
        (["cybercrime", "--theme", "education"], "without --theme 3 mandates would"),
        (["whales", "--summit", "2018", "--lang", "es"], "without the filters 2 mandates would"),
        (["cybercrime summit:1994"], 'without summit:"1994" 3 mandates would'),
        (["cybercrime summit:1994", "--lang", "es"], "without the filters 3 mandates would"),
        (["summit:1994 summit:2022"], 'without summit:"1994" '),
        (["gender or whales"], "operators are written in capitals: OR"),
        (["aracaju", "--document", "2018-lima-commitment"], "without --document 1 mandate would"),
        (["zzzzzz", "--summit", "2018"], "try fewer words"),
    ],
)
def test_an_empty_answer_says_what_would_help(agreed: Path, args: list[str], said: str) -> None:
    out, err = asked(agreed, "search", *args)
    assert out == ""
    assert err.startswith("No mandate matches; ")
    assert len(err.splitlines()) == 1
    assert said in err


def test_a_filter_that_would_not_help_is_not_named(agreed: Path) -> None:
    assert "--theme" not in asked(agreed, "search", "cybercrime", "--summit", "1994", "--theme", "security")[1]


@pytest.mark.parametrize(
    ("args", "never"),
    [
        pytest.param(
            ["--limit", "0", "crime"], "No mandate matches",
        ),
        (["crime", "summit:1994"], "did you mean"),
        (["--", "crime", "-crime"], "did you mean"),
    ],
)  # fmt: skip
def test_a_hint_does_not_mislead(agreed: Path, args: list[str], never: str) -> None:
    assert never not in asked(agreed, "search", *args)[1]


def test_a_hint_is_given_once(agreed: Path) -> None:
    err = asked(agreed, "search", "cybercrine", "cybercrine", "summit:1994", "summit:1994", "summit:2001")[1]
    assert err.count("cybercrime") == err.count("cybercrimes") + 1 == 2
    err = asked(agreed, "search", "cybercrime", "summit:1994", "summit:1994")[1]
    assert err.count("summit:") == 1


def test_hints_for_twice_the_query_take_about_twice_the_work(agreed: Path) -> None:
    with Corpus.open(agreed) as corpus:

        def hints(size: int) -> Callable[[], object]:
            words = parse(" ".join(f"cybercrin{number}" for number in range(size)))
            fields = parse("summit:1994 summit:2022 " * size)
            return lambda: (corpus.nearest(words), corpus.stand_ins(words), corpus.relaxed(Filters(), fields))

        hints(20)()
        assert calls(hints(20)).total() / calls(hints(10)).total() < 2.5


def test_a_question_ends_the_hints(agreed: Path) -> None:
    err = asked(agreed, "search", "cybercrine", "summit:1994")[1]
    assert "?;" not in err
    assert err.endswith("did you mean cybercrime or cybercrimes?\n")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("cybercrimee", "No text has the word cybercrimee; shown instead: cybercrime, cybercrimes."),
        ("cybercrimee whales OR crime", "No text has the word cybercrimee; "),
        ("judging", "No text has the word judging; shown instead: judges."),
        ("portss", None),
        ("whale", None),
        ("ordenada", None),
        ("labours", None),
        ("catalogs", None),
        ("cybercrimee*", None),
        ('"cybercrimee"', "No text has the word cybercrimee; "),
    ],
)
def test_a_word_that_no_text_has_is_told_where_others_are_found(agreed: Path, query: str, said: str | None) -> None:
    for options in ([], ["--kwic"], ["--count"], ["--facets"]):
        out, err = asked(agreed, "search", *options, query)
        if said is None:
            assert "No text" not in err
        else:
            assert out
            assert err.startswith(said)


def test_no_limit_is_not_no_answer(agreed: Path) -> None:
    assert asked(agreed, "list", "-n", "0") == ("", "--limit 0 shows none.\n")
    assert asked(agreed, "search", "whales", "-n", "0")[1].endswith("; --limit 0 shows none.\n")


def test_a_word_of_the_corpus_is_not_corrected(run: Run) -> None:
    assert "law" in run("search", "law").stdout
    assert "did you mean" not in run("search", "law summit:1994").stderr


def test_an_empty_corpus_says_so(tmp_path: Path) -> None:
    assert asked(written_to(tmp_path, []), "search", "crime")[1] == (
        "No mandate matches; the corpus holds no mandates; 'mandates fetch' or 'mandates import' brings some\n"
    )


def test_nothing_said_where_something_is_found(agreed: Path) -> None:
    for args in (["crime"], ["crime", "--kwic"], ["crime", "--facets"], ["crime", "--count"], ["crime", "--json"]):
        assert asked(agreed, "search", *args)[1] == ""


# Pipes.


PIPED = """\
search crime
search crime --json
search crime -f table
search crime --kwic
search crime --facets
search crime --count
search crime --explain
precedents crime
precedents crime -f md
""".splitlines()


@pytest.mark.parametrize("command", PIPED)
def test_head_ends_each_quietly(environment: dict[str, str], agreed: Path, command: str) -> None:
    told = f"{shlex.quote(sys.executable)} -m mandates_cli {command} --data-dir {shlex.quote(str(agreed))} | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", told], cwd=agreed, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr


def hits(text: str) -> Iterator[str]:
    yield from (row["hit"] for row in rows(text))


def test_limits_are_of_mandates_not_of_lines(agreed: Path) -> None:
    out, _ = asked(agreed, "search", "--kwic", '"rule of law" summit:2012', "--limit", "1")
    assert list(hits(out)) == ["rule of law", "rule of law"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--count --facets", "--facets and --count are different answers; ask for one of them."),
        ("--kwic --count", "--kwic and --count are different answers; ask for one of them."),
        ("--kwic --facets", "--kwic and --facets are different answers; ask for one of them."),
        ("--explain --count -f table", "--count and --explain are different answers; ask for one of them."),
        ("--sort left", "--sort left is for --kwic lines; add --kwic."),
        ("--width 80", "--width is for --kwic lines; add --kwic."),
    ],
)
def test_what_makes_no_sense_together_is_refused(agreed: Path, options: str, said: str) -> None:
    assert asked(agreed, "search", "crime", *options.split(), code=2) == ("", f"mandates: {said}\n")


def test_a_table_of_lines_may_have_facets_below(agreed: Path) -> None:
    out, _ = asked(agreed, "search", "law", "--kwic", "--facets", "-f", "table")
    lines, _, facets = out.partition("facet ")
    assert lines == asked(agreed, "search", "law", "--kwic", "-f", "table")[0]
    assert "language" in facets


@pytest.mark.parametrize("columns", [100, 60])
def test_precedents_wrap_at_words(terminal: dict[str, str], agreed: Path, columns: int) -> None:
    args = ("precedents", "rule of law", "--data-dir", str(agreed))
    shown, _, raw = shown_in(columns, terminal, agreed, *args)
    words = asked(agreed, "precedents", "rule of law", "-f", "table")[0].split()
    assert " ".join(shown).split()[: len(words)] == words
    assert max(map(len, shown)) <= columns
    assert "\x1b[1m" in raw


def written(text: str) -> MandateRow:
    made = record(MADE[0]._replace(text=text, key="long", items=()))
    return cast(MandateRow, made.model_dump(mode="json"))


def test_a_hit_in_a_line_longer_than_any_shows_its_nearest_words() -> None:
    text = f"{'before ' * 2_000}roof {'after ' * 2_000}".strip()
    (line,) = lines([written(text)], parse("roof"))
    assert line.left.startswith("… before before")
    assert line.right.endswith("after after …")
    assert len(line.left) <= WIDEST + 2 >= len(line.right)
    assert line.left[2:] in text
    assert line.right[:-2] in text


def test_twice_as_many_hits_in_one_text_take_twice_the_characters() -> None:
    small, large = (
        sum(len(line.left) + len(line.right) for line in lines([written("the roof of it " * n)], parse("roof")))
        for n in (2_000, 4_000)
    )
    assert large / small < 2.3
