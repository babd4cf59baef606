"""Commitments from summit to summit, in a corpus parsed from a site that plants them."""

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from conftest import Run
from mandates_cli import Corpus
from mandates_cli.compare.lineage import families, recurring
from mandates_cli.compare.links import Link, Said, links
from mandates_cli.corpus import jsonl
from mandates_cli.folding import fold
from mandates_cli.model import Mandate
from mandates_cli.render.between import drawn as between
from mandates_cli.render.lineage import families as drawn_families
from mandates_cli.render.lineage import lineage, marked
from mandates_cli.render.screen import Screen
from test_site import build, themes
from test_terminal import screen_of
from testsite.generator import laid_out
from testsite.lineage import Lineages, lineages
from testsite.truth import Key

Row = dict[str, Any]


@cache
def planted() -> tuple[Lineages, list[Mandate], dict[Key, str]]:
    """What was planted, the mandates parsed from a site that shows it, and the id of each."""
    made = lineages("dev", 1)
    built = build(laid_out(random.Random(5), 5, themes()[:12], made.commitments))
    by_text = {(m.language, m.summit, fold(m.text)): m.id for m in built.mandates}
    truth = built.site.truth()
    ids = {key: by_text[meant.language, meant.summit, fold(meant.lead)] for key, meant in truth.items()}
    return made, built.mandates, ids


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    jsonl.write(tmp_path / "corpus" / "parsed" / "mandates.jsonl", planted()[1])
    return tmp_path / "corpus"


def pairs() -> Iterator[tuple[str, str]]:
    """Ids of each planted pair that both languages' pages show."""
    made, _, ids = planted()
    for older, newer, _ in made.planted:
        for language in ("en", "es"):
            if (language, older) in ids and (language, newer) in ids:
                yield ids[language, older], ids[language, newer]  # type: ignore[index]


def test_what_was_planted_is_traced_in_both_directions(folder: Path) -> None:
    corpus = Corpus.open(folder)
    wanted = list(pairs())
    found = 0
    for older, newer in wanted:
        earlier = {step.record["id"] for step in corpus.lineage_rows(newer).earlier}
        later = {step.record["id"] for step in corpus.lineage_rows(older).later}
        assert (older in earlier) == (newer in later)
        found += older in earlier
    assert found >= 0.95 * len(wanted)


def test_a_lineage_runs_from_the_oldest_to_the_newest_each_with_its_link(folder: Path) -> None:
    corpus = Corpus.open(folder)
    family = max(corpus.family_rows(), key=lambda f: len(f.summits))
    middle = family.records[len(family.records) // 2]
    found = corpus.lineage_rows(middle["id"])
    assert found.earlier
    assert found.later
    years = [step.record["summit"] for step in found.earlier]
    assert years == sorted(years)
    assert years[-1] < middle["summit"] < found.later[0].record["summit"]
    known = {middle["id"]: 0} | {s.record["id"]: s.depth for s in (*found.earlier, *found.later)}
    for step in (*found.earlier, *found.later):
        ends = {step.link.older, step.link.newer}
        (other,) = ends - {step.record["id"]}
        assert known[other] == step.depth - 1, "a link leads one step nearer to the mandate asked for"
        assert step.link.shared
    assert set(found.summits) <= set(family.summits)


def test_families_hold_each_mandate_once(folder: Path) -> None:
    corpus = Corpus.open(folder)
    members = [record["id"] for family in corpus.family_rows() for record in family.records]
    assert sorted(members) == sorted(m.id for m in planted()[1] if m.summit)
    assert sum(len(family.links) for family in corpus.family_rows()) == len(corpus.links())


IDS = st.integers(0, 12).map(str)


@given(st.lists(st.tuples(IDS, IDS), max_size=20))
def test_families_are_what_links_join(joined: list[tuple[str, str]]) -> None:
    records = [{"id": str(n), "summit": 1990 + n} for n in range(13)]
    made = [Link(a, b, "reworded", 0.7, ("x",)) for a, b in joined if int(a) < int(b)]
    which = {r["id"]: n for n, family in enumerate(families(records, made)) for r in family.records}
    assert which.keys() == {r["id"] for r in records}
    assert all(which[link.older] == which[link.newer] for link in made)
    groups = len(set(which.values()))
    assert groups >= 13 - len({(x.older, x.newer) for x in made})


def test_two_summits_side_by_side(folder: Path) -> None:
    corpus = Corpus.open(folder)
    for older, newer in ((1994, 2022), (2001, 2009), (2015, 2018)):
        found = corpus.between_rows(older, newer)
        took = {r.newer["id"] for r in found.returned}
        taken = {r.older["id"] for r in found.returned}
        assert took.isdisjoint(r["id"] for r in found.new)
        assert took | {r["id"] for r in found.new} == {m.id for m in corpus.list(summit=newer)}
        assert taken | {r["id"] for r in found.dropped} == {m.id for m in corpus.list(summit=older)}
        for returned in found.returned:
            assert returned.links[0].older == returned.older["id"]
            assert returned.links[-1].newer == returned.newer["id"]
            assert all(a.newer == b.older for a, b in zip(returned.links, returned.links[1:], strict=False))
        planted_between = {(o, n) for o, n in pairs() if o in taken and n in took}
        assert planted_between <= {(r.older["id"], r.newer["id"]) for r in found.returned}


def test_a_theme_keeps_what_either_mandate_is_about(run: Run, folder: Path) -> None:
    corpus = Corpus.open(folder)
    returned = next(r for y in (2009, 2012, 2015, 2018) for r in corpus.between_rows(2005, y).returned)
    theme = returned.older["themes"][0]
    year = returned.newer["summit"]
    found = json.loads(run("diff", "2005", str(year), "--theme", theme, "--json", "--data-dir", str(folder)).stdout)
    row = next(r for r in found if r["id"] == returned.newer["id"] and r["older_id"] == returned.older["id"])
    assert row["change"] == "returned"
    assert row["shared"]
    assert all(theme in r["themes"] for r in found if r["change"] != "returned")


def test_links_are_computed_once_and_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Corpus.open(folder).links()
    kept = folder / "parsed" / "index.lineage.json"
    assert first
    assert kept.is_file()

    def never(*_: object) -> list[Link]:
        raise AssertionError("computed again")

    with monkeypatch.context() as patched:
        patched.setattr("mandates_cli.compare.links.links", never)
        assert Corpus.open(folder).links() == first
        patched.setattr("mandates_cli.corpus.linked.checksum", lambda: "that of other tables of phrases")
        with pytest.raises(AssertionError, match="computed again"):
            Corpus.open(folder).links()
    for damage in (kept.read_bytes()[:-40], b"", kept.read_bytes().replace(b"verbatim", b"reworded", 1)):
        kept.write_bytes(damage)
        assert Corpus.open(folder).links() == first


def test_tracing_many_goes_through_all_links_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = Corpus.open(folder)

    class Counted(tuple[Link, ...]):
        walks = 0

        def __iter__(self) -> Iterator[Link]:
            Counted.walks += 1
            return super().__iter__()

    counted = Counted(corpus.links())
    monkeypatch.setattr(corpus, "_held_links", counted)
    traced = [corpus.lineage_rows(link.newer) for link in corpus.links()[:20]]
    assert all(lineage.earlier for lineage in traced)
    assert Counted.walks == 1


def test_changed_records_have_links_of_their_own(folder: Path) -> None:
    first = Corpus.open(folder).links()
    gone = first[0].newer
    jsonl.write(folder / "parsed" / "mandates.jsonl", [m for m in planted()[1] if m.id != gone])
    second = Corpus.open(folder).links()
    assert second
    assert gone not in {end for link in second for end in (link.older, link.newer)}


def test_a_folder_that_cannot_be_written_keeps_its_links_in_the_cache(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(os, "access", lambda *_: False)
    first = Corpus.open(folder).links()
    assert list((tmp_path / "cache").rglob("index-*.lineage.json"))
    assert not (folder / "parsed" / "index.lineage.json").exists()
    assert Corpus.open(folder).links() == first


def test_every_run_gives_the_same_bytes(run: Run, folder: Path) -> None:
    def listed(seed: str) -> str:
        (folder / "parsed" / "index.lineage.json").unlink(missing_ok=True)
        args = ("trace", "--recurring", "2", "--json", "--data-dir", str(folder))
        return run(*args, env={"PYTHONHASHSEED": seed}).stdout

    assert json.loads(listed("1"))
    assert listed("1") == listed("2")


def test_recurring_and_dropped(run: Run, folder: Path) -> None:
    def listed(*args: str) -> list[Row]:
        return json.loads(run("trace", *args, "--json", "--data-dir", str(folder)).stdout)  # type: ignore[no-any-return]

    three = listed("--recurring", "3")
    assert three
    assert all(len(row["summits"]) >= 3 for row in three)
    assert three == [row for row in listed("--recurring", "2") if len(row["summits"]) >= 3]
    dropped = listed("--dropped-since", "2009")
    assert {row["last"] for row in dropped} <= {1994, 1998, 2001, 2004, 2005, 2009}
    assert listed("--dropped-since", "V") == dropped
    every = {m.id for m in planted()[1] if m.summit}
    assert {id for row in listed("--dropped-since", "2018") for id in row["mandates"]} < every
    spanish = listed("--recurring", "2", "--lang", "es")
    assert {row["language"] for row in spanish} == {"es"}
    assert len(listed("--recurring", "2", "--limit", "2")) == 2
    narrowed = listed("--recurring", "2", '"mobile clinics"')
    assert 0 < len(narrowed) < len(listed("--recurring", "2"))


def test_a_query_traces_what_it_finds_each_lineage_once(run: Run, folder: Path) -> None:
    found = [json.loads(x) for x in run("trace", "music", "schools", "--data-dir", str(folder)).stdout.splitlines()]
    asked = [row for row in found if row["depth"] == 0]
    assert asked
    assert all(row["of"] == row["id"] and row["link"] is None for row in asked)
    others = [row["id"] for row in found if row["depth"] != 0]
    assert not {row["id"] for row in asked} & set(others)
    assert all(row["kind"] and 0 < row["score"] <= 1 and row["shared"] for row in found if row["depth"])
    by_id = run("trace", asked[0]["id"], "--data-dir", str(folder)).stdout.splitlines()
    assert [json.loads(x) for x in by_id] == [row for row in found if row["of"] == asked[0]["id"]]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "Nothing to trace: give an id or a query"),
        (["--recurring", "3", "--dropped-since", "2009"], "one at a time"),
        (["--dropped-since", "2010"], "No summit '2010'"),
        (["2018-lima-commitment"], "begins more than one id"),
        (["2018-lima-commitment-73", "--data-dir", "nowhere"], "No corpus in nowhere"),
        (["cyber(", "--limit", "2"], "^"),
        (["cyber theme:securty"], "^"),
        (["cybercrime", "--limit", "-2"], "cannot be negative"),
    ],
)
def test_what_cannot_be_traced_is_said(run: Run, args: list[str], said: str) -> None:
    done = run("trace", *args, code=3 if "nowhere" in args else 2)
    assert said in done.stderr
    assert done.stdout == ""


def test_a_mandate_at_no_other_summit_and_one_that_is_not_there(run: Run) -> None:
    assert "at no other summit" in run("trace", "2018-lima-commitment-73", "-f", "table").stdout
    done = run("trace", "zeppelin")
    assert done.stdout == ""
    assert "No mandate has this id or matches" in done.stderr


def test_nothing_found_is_a_table_with_its_columns(run: Run) -> None:
    assert run("trace", "zeppelin", "-f", "csv").stdout.startswith("of,depth,id")
    assert run("trace", "--recurring", "9", "-f", "csv", "--fields", "last").stdout == "last\n"
    returned = run("diff", "2018", "2022", "--lang", "es", "-f", "csv", "--fields", "id,kind")
    assert returned.stdout == "id,kind\n"


def test_other_languages_and_the_same_summit_are_never_linked() -> None:
    text = fold("Compile a directory of national libraries that hold manuscripts of the colonial period.")
    said = [
        Said("a", "en", 1994, text),
        Said("b", "es", 2005, text),
        Said("c", "en", 1994, text),
        Said("d", "en", 2005, text),
    ]
    assert [(x.older, x.newer, x.kind) for x in links(said, {})] == [("a", "d", "verbatim"), ("c", "d", "verbatim")]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("", []), ("we will", []), ("in accordance with domestic legislation", []), ("a b c d e f", ["verbatim"])],
    ids=["empty", "two-words", "a-formula", "short-words"],
)
def test_texts_that_say_next_to_nothing(text: str, kinds: list[str]) -> None:
    assert [x.kind for x in links([Said("a", "en", 1994, text), Said("b", "en", 2005, text)], {})] == kinds


@pytest.mark.parametrize(
    ("text", "shared", "pieces"),
    [
        ("The free press, now.", ["free press"], [("", "The "), ("shared", "free press"), ("", ", now.")]),
        ("Ñandú y “Órganos”", ["nandu y organos"], [("shared", "Ñandú y “Órganos"), ("", "”")]),
        ("one two one two", ["one", "two two"], [("shared", "one"), ("", " two one two")]),
        ("the smuggling", ["the", "smuggling"], [("shared", "the"), ("", " "), ("shared", "smuggling")]),
        ("nothing", [], [("", "nothing")]),
    ],
    ids=["plain", "accents", "a-run-that-is-not-there", "side-by-side", "none"],
)  # fmt: skip
def test_shared_words_are_marked_as_written(text: str, shared: list[str], pieces: list[tuple[str, str]]) -> None:
    assert marked(text, shared) == pieces


COMPARING = (
    ["trace", "2018-lima-commitment-73"],
    ["trace", "--recurring", "2"],
    ["diff", "2018", "2022"],
    ["diff", "one.jsonl", "one.jsonl"],
)


@pytest.mark.parametrize("args", COMPARING, ids=" ".join)
def test_comparing_imports_only_what_it_uses(
    environment: dict[str, str], empty: Path, run: Run, args: list[str]
) -> None:
    (empty / "one.jsonl").write_text(run("list").stdout, "utf-8")  # which makes the index too
    code = (
        "import sys\nfrom mandates_cli.cli import main\n"
        f"sys.argv = ['mandates', *{args!r}]\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'httpx', 'selectolax', 'pydantic', 'rich', 'tomllib'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=empty, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr.splitlines()[-1] == "[]"


@pytest.fixture
def terminal(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"TERM": "xterm-256color"}


def test_a_lineage_on_a_terminal(terminal: dict[str, str], folder: Path) -> None:
    corpus = Corpus.open(folder)
    family = next(f for f in corpus.family_rows() if len(f.summits) > 2 and f.records[0]["language"] == "en")
    middle = family.records[1]["id"]
    lines, raw = screen_of(["trace", middle, "--data-dir", str(folder)], terminal, folder, 100)
    assert max(map(len, lines)) <= 100
    assert len(lines) <= 30
    asked = next(n for n, line in enumerate(lines) if "●" in line)
    assert lines[asked].split() == [str(family.records[1]["summit"]), "●", middle]
    years = [int(line[:4]) for line in lines if line[:4].isdigit() and line[:6].endswith("  ")]
    assert years == sorted(years)
    assert "\x1b[1;33m" in raw
    plain = screen_of(["trace", middle, "--no-color", "--data-dir", str(folder)], terminal, folder, 100)[1]
    assert "\x1b" not in plain
    assert "[[" in plain


@pytest.mark.parametrize("width", [60, 100])
def test_no_line_is_wider_than_the_terminal(folder: Path, width: int) -> None:
    corpus, screen = Corpus.open(folder), Screen(width, color=False)
    middle = max(corpus.family_rows(), key=lambda f: len(f.records)).records[1]["id"]
    drawn = [*lineage(corpus.lineage_rows(middle), screen), *between(corpus.between_rows(2015, 2018), screen)]
    lines = "".join([*drawn, *drawn_families(recurring(corpus.family_rows(), 2), screen)]).splitlines()
    assert width - 10 < max(map(cell_len, lines)) <= width


def test_two_summits_on_a_terminal(terminal: dict[str, str], folder: Path) -> None:
    lines, _ = screen_of(["diff", "2015", "2018", "--lang", "en", "--data-dir", str(folder)], terminal, folder, 100)
    assert max(map(len, lines)) <= 100
    assert lines[0].startswith("2015 → 2018: 2015 has ")
    text = "\n".join(lines)
    assert "  commitments by theme\n" in text
    assert re.search(r"^not taken up again in 2018: \d+ mandates?$", text, re.M)
    assert re.search(r"^new in 2018: \d+ mandates?$", text, re.M)
