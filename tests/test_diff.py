"""How two states of a mandate, of the corpus, and two files of records differ."""

import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from conftest import REAL_PAGE, Run
from mandates_cli import Corpus
from mandates_cli.compare.diff import FORM, Comparison, diff, differences
from mandates_cli.compare.rewording import compared
from mandates_cli.corpus.files import parsed
from mandates_cli.errors import CorpusError
from mandates_cli.folding import fold
from mandates_cli.model import Mandate
from mandates_cli.render.diff import answer, comparison, heading
from mandates_cli.render.flow import flowed
from mandates_cli.render.formats import written
from mandates_cli.render.screen import Screen, clipped
from steps import growth
from test_changes import BEFORE, MIAMI, NO_CHANGE, PRESS, PRESS_CORRECTED, STATES, State, lettered, page, state
from test_terminal import screen_of

Row = dict[str, Any]
ANSI = re.compile(r"\x1b\[[\d;]*m")


def differing(before: State, after: State) -> Comparison:
    first = before.after(None)
    second = after.after(first)
    return diff(*([m.model_dump(mode="json") for m in a.mandates] for a in (first, second)))


@pytest.mark.parametrize("after", NO_CHANGE.values(), ids=NO_CHANGE)
def test_typography_and_places_are_no_substance(after: str) -> None:
    found = differing(state(BEFORE), state(after))
    assert found.of_substance().changes == ()
    assert {d.kind for change in found.changes for d in change.differences} <= FORM


KINDS = {
    "typography": (page(PRESS), page(PRESS.replace(" and", ", and")), [("typography", None)]),
    "typography-of-an-item": (lettered("a", "b"), lettered("a", "b").replace("Do what b", "Do, what b"),
                              [("typography", "b")]),
    "typography-of-a-citation": (page(PRESS), page(PRESS, cited="(Lima Commitment, Peru 2018)"),
                                 [("typography", "citation")]),
    "text": (page(PRESS), page(PRESS_CORRECTED), [("text", None)]),
    "text-of-an-item": (lettered("a", "b"), lettered("a", "b").replace("Do what a says", "Do what Ann says"),
                        [("text", "a")]),
    "citation": (page(PRESS), page(PRESS, cited=MIAMI), [("citation", "citation")]),
    "citation-lost": (page(PRESS), f"DEMOCRACY\n  1. {PRESS}\n", [("citation", "citation")]),
    "item-added": (lettered("a", "b"), lettered("a", "b", "c"), [("item-added", "c")]),
    "item-removed": (lettered("a", "b", "c"), lettered("a", "c"), [("item-removed", "b")]),
    "item-relabelled": (lettered("a", "b"), lettered("a", "b").replace("• b.", "• d."), [("item-relabelled", "d")]),
    "items-that-moved-down": (lettered("a", "b"), lettered("a", "b", "c").replace("says;", "says:", 1),
                              [("typography", "a"), ("item-added", "c")]),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "kinds"), KINDS.values(), ids=KINDS)
def test_each_kind(before: str, after: str, kinds: list[tuple[str, str | None]]) -> None:
    (change,) = differing(state(a=before), state(a=after)).changes
    assert [(d.kind, d.label) for d in change.differences] == kinds


MIAMI_ROW, LIMA_ROW = ({"text": text, "document": document} for text, document in (("Miami", "m"), ("Lima", "l")))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        pytest.param({"citation": MIAMI_ROW}, {"citation": LIMA_ROW},
                     ("citation", "citation", "Miami", "Lima"), id="other"),
        pytest.param({"citation": MIAMI_ROW}, {"citation": None}, ("citation", "citation", "Miami", None), id="lost"),
        pytest.param({"citation": None}, {"citation": LIMA_ROW}, ("citation", "citation", None, "Lima"), id="gained"),
        pytest.param({"citation": MIAMI_ROW}, {"citation": {**MIAMI_ROW, "document": "l"}},
                     ("citation", "citation", "m", "l"), id="same words, other document"),
        pytest.param({"citation": MIAMI_ROW}, {"citation": {**MIAMI_ROW, "document": None}},
                     ("citation", "citation", "m", "no document"), id="same words, no document"),
        pytest.param({"citation": MIAMI_ROW}, {"citation": {"text": "Miami"}}, None, id="a table without documents"),
        pytest.param({"citation": MIAMI_ROW}, {"citation": {"text": "MIAMI."}},
                     ("typography", "citation", "Miami", "MIAMI."), id="other marks in a table without documents"),
        pytest.param({"citation": LIMA_ROW, "also_cited": [MIAMI_ROW]}, {"citation": LIMA_ROW, "also_cited": []},
                     ("citation", "citation", "Miami; Lima", "Lima"), id="one of two lost"),
        pytest.param({"citation": LIMA_ROW, "also_cited": [MIAMI_ROW]}, {"citation": LIMA_ROW}, None,
                     id="a table without those cited besides"),
        pytest.param({"notes": ["x"]}, {"notes": ["x", "y"]}, ("text", "note", "x", "x\ny"), id="note"),
        pytest.param({"placements": [{"page": "a"}]}, {"placements": [{"page": "b"}, {"page": "a"}]},
                     ("placement", None, None, "b"), id="page gained"),
        pytest.param({"placements": [{"page": "b"}, {"page": "a"}]}, {"placements": []},
                     ("placement", None, "a, b", None), id="pages lost"),
        pytest.param({"placements": []}, {}, None, id="a table without pages"),
        pytest.param({"items": [{"label": None, "text": "x"}]}, {"items": [{"label": None, "text": "X;"}]},
                     ("typography", "•", "x", "X;"), id="bullet"),
        pytest.param({"closing": None, "chapeau": None}, {"closing": "y", "chapeau": None},
                     ("text", "closing", "", "y"), id="closing"),
    ],
)  # fmt: skip
def test_what_is_told_of_a_difference(old: Row, new: Row, found: tuple[str | None, ...] | None) -> None:
    told = differences({"text": "t", **old}, {"text": "t", **new})  # type: ignore[typeddict-item]
    assert told == ((found,) if found else ())


def test_of_substance_is_what_is_no_typography_of_the_same_mandate() -> None:
    old, new = (
        {"id": "x", "language": "en", "text": text, "notes": [note]} for text, note in (("a b", "n"), ("A b", "m"))
    )
    found = diff([old], [new])  # type: ignore[list-item]
    assert found.counts() == {"text": 1, "typography": 1}
    assert found.of_substance().counts() == {"text": 1}
    assert found.of_substance().compared == 1


ITEM = st.fixed_dictionaries(
    {"label": st.sampled_from(["a", "b", None]), "text": st.lists(st.sampled_from("vwxyz"), max_size=4).map(" ".join)}
)


@given(st.lists(ITEM, max_size=6), st.lists(ITEM, max_size=6))
def test_every_item_is_matched_once_or_came_or_left(old: list[Row], new: list[Row]) -> None:
    one, other = ({"text": "", "language": "en", "items": items} for items in (old, new))
    counts = Counter(d.kind for d in differences(one, other))
    matched = len(old) - counts["item-removed"]
    assert matched == len(new) - counts["item-added"]
    assert matched >= sum((Counter(x["text"] for x in old) & Counter(x["text"] for x in new)).values())
    assert {d.kind for d in differences(one, {**one, "items": old[::-1]})} <= {"item-relabelled"}


def items_of(label: Callable[[int], str | None], count: int) -> Callable[[], object]:
    """So many items, each of which changed by a word. The more there are, the more words they have."""
    vocabulary = [f"word{n}" for n in range(10 * count)]
    texts = [" ".join(random.Random(n).choices(vocabulary, k=10)) for n in range(count)]
    old = {"text": "", "items": [{"label": label(n), "text": text} for n, text in enumerate(texts)]}
    new = {"text": "", "items": [{"label": label(n), "text": text + " again"} for n, text in enumerate(texts)]}

    def work() -> None:
        assert [d.kind for d in differences(old, new)] == ["text"] * count

    return work


@pytest.mark.parametrize("label", [str, lambda _: None], ids=["lettered", "bullets"])
def test_a_mandate_of_thousands_of_items(label: Callable[[int], str | None]) -> None:
    """An item is compared with a few others, however many there are."""
    assert growth(lambda n: items_of(label, n), 400) < 5


def test_bullets_that_share_their_words_are_paired_however_many_there_are() -> None:
    was, now = (
        {"text": "", "items": [{"label": None, "text": f"mend the roof of town {n} before {end}"} for n in range(600)]}
        for end in ("winter", "winter comes")
    )
    found = differences(was, now)
    assert [d.kind for d in found] == ["text"] * 600


def test_pages_gained_and_lost() -> None:
    (change,) = differing(state(a=page(PRESS)), state(b=page(PRESS))).changes
    assert change.differences == (("placement", None, "/sisca/a.txt", "/sisca/b.txt"),)


def test_another_of_the_pages_that_cite_it_otherwise_is_no_correction() -> None:
    one, other = (
        page(PRESS),
        page(PRESS, cited="(Lima Commitment: Democratic Governance against Corruption. Peru, 2018)"),
    )
    found = differing(state(a=one, b=other), state(b=other))
    assert {d.kind for change in found.changes for d in change.differences} <= FORM


def test_a_corrected_wording_on_another_page_is_matched_by_its_words() -> None:
    (change,) = differing(state(a=page(PRESS)), state(b=page(PRESS_CORRECTED))).changes
    assert change.old
    assert change.new
    assert change.old["id"] != change.new["id"]
    assert change.kinds == {"text", "placement"}


def test_the_same_words_in_two_documents_stay_two() -> None:
    """Each keeps its own; what left is not taken for the other."""
    both = page(PRESS) + f"\n  2. {PRESS} {MIAMI}\n"
    (change,) = differing(state(both), state(page(PRESS))).changes
    assert [d.kind for d in change.differences] == ["removed"]
    assert change.record["document"] == "1994-plan-of-action"


@settings(deadline=None, max_examples=60)
@given(STATES, STATES)
def test_back_again_is_the_opposite(before: State, after: State) -> None:
    first = before.after(None)
    old, new = ([m.model_dump(mode="json") for m in a.mandates] for a in (first, after.after(first)))
    assert diff(old, old).changes == ()
    there, back = diff(old, new), diff(new, old)
    assert there.compared == back.compared
    opposite = {"added": "removed", "removed": "added", "item-added": "item-removed", "item-removed": "item-added"}
    assert {opposite.get(k, k): n for k, n in there.counts().items()} == back.counts()
    assert len(new) - len(old) == there.counts().get("added", 0) - there.counts().get("removed", 0)


WORD_DIFFS = {
    "same": ("a b c", "a b c", [("both", "a b c")]),
    "replaced": ("by 2010 at last", "by 2020 at last", [("both", "by"), ("old", "2010"), ("new", "2020"),
                                                        ("both", "at last")]),
    "several-words-in-one-place": ("of the old rule", "of a new rule",
                                   [("both", "of"), ("old", "the old"), ("new", "a new"), ("both", "rule")]),
    "added": ("free press", "free and open press", [("both", "free"), ("new", "and open"), ("both", "press")]),
    "removed-at-the-end": ("do so now", "do so", [("both", "do so"), ("old", "now")]),
    "punctuation-is-no-word": ("the press, free", "the “press” free", [("both", "the “press” free")]),
    "from-nothing": ("", "all new", [("new", "all new")]),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "segments"), WORD_DIFFS.values(), ids=WORD_DIFFS)
def test_words(old: str, new: str, segments: list[tuple[str, str]]) -> None:
    assert list(compared(old, new)) == segments


TEXT = st.lists(st.sampled_from("the press, free; and Ñandú “open” — 2010 2020".split()), max_size=12).map(" ".join)


@given(TEXT, TEXT)
def test_no_word_is_lost_or_invented(old: str, new: str) -> None:
    for exact in (False, True):
        segments = compared(old, new, exact=exact)
        after = " ".join(s.text for s in segments if s.side != "old")
        before = " ".join(s.text for s in segments if s.side != "new")
        assert after == new
        assert [fold(w) for w in before.split()] == [fold(w) for w in old.split()]


def imported(run: Run, folder: Path, *texts: str) -> str:
    """A corpus with a snapshot for each state of one page, a day apart."""
    data = str(folder / "data")
    file = folder / "sec.txt"
    for day, text in enumerate(texts):
        file.write_text(text, "utf-8")
        os.utime(file, (1_600_000_000 + day * 86_400,) * 2)
        run("import", str(file), "--data-dir", data)
    return data


REAL = REAL_PAGE.read_text("utf-8")
LATER = (
    REAL.replace("experiences in preventing cybercrime", "experience in preventing and punishing cybercrime")
    .replace("(Lima Commitment. Peru, 2018)", "(Plan of Action Miami, 1994)", 1)
    .replace("Encourage the development", "Encourage, the development")
)


def rows(run: Run, *args: str, code: int = 0) -> list[Row]:
    return json.loads(run("diff", *args, "--json", code=code).stdout)  # type: ignore[no-any-return]


def test_snapshots_by_name_and_date(run: Run, tmp_path: Path) -> None:
    data = imported(run, tmp_path, REAL, LATER)
    found = rows(run, "previous", "latest", "--data-dir", data)
    assert sorted(row["change"] for row in found) == ["citation", "text"]
    assert rows(run, "2020-09-13", "2020-09-14", "--data-dir", data) == found
    assert rows(run, "2020-09-13", "2024-02-29", "--data-dir", data) == found
    assert rows(run, "2020-09-13", "2020-10", "--data-dir", data) == found
    assert rows(run, "2020-09", "latest", "--data-dir", data) == []
    assert sorted(r["change"] for r in rows(run, "latest", "previous", "--data-dir", data)) == ["citation", "text"]
    everything = rows(run, "previous", "latest", "--all", "--data-dir", data)
    assert sorted(row["change"] for row in everything) == ["citation", "text", "typography"]
    told = run("diff", "previous", "latest", "--data-dir", data).stderr
    assert "2 of 20 mandates differ: 1 text changed, 1 citation corrected\nnot shown: 1 typography" in told


def test_filters_and_counts(run: Run, tmp_path: Path) -> None:
    data = imported(run, tmp_path, REAL, LATER)
    latest = ("previous", "latest", "--data-dir", data)
    assert [r["change"] for r in rows(run, *latest, "--summit", "2022")] == ["text"]
    assert [r["change"] for r in rows(run, *latest, "--document", "2018-lima-commitment")] == ["citation"]
    assert rows(run, *latest, "--lang", "es") == []
    assert len(rows(run, *latest, "--limit", "1")) == 1
    assert len(rows(run, *latest, "--theme", "security")) == 2
    stat = rows(run, *latest, "--stat")
    assert {row["document"]: (row["differ"], row["text"], row["citation"]) for row in stat} == {
        "2022-digital-transformation": (1, 1, 0),
        "1994-plan-of-action": (1, 0, 1),
    }
    run("diff", *latest, "--exit-code", code=1)
    run("diff", "latest", "latest", "--data-dir", data, "--exit-code")


@pytest.mark.parametrize("format", ["table", "md", "csv", "json"])
def test_a_limit_is_of_what_is_shown_and_of_nothing_else(run: Run, tmp_path: Path, format: str) -> None:
    data = imported(run, tmp_path, REAL, LATER)
    latest = ("previous", "latest", "--data-dir", data, "-f", format, "--exit-code")
    for limit in ("0", "1"):
        done = run("diff", *latest, "--limit", limit, code=1)
        told = " ".join((done.stdout + done.stderr).split())
        assert "2 of 20 mandates differ: 1 text changed, 1 citation corrected" in told
        assert f"shown: the first {limit}; --limit shows more" in told
        one, other = ("preventing", "Plan of Action Miami")
        assert (one in told) + (other in told) == int(limit)
    assert "shown: the first" not in run("diff", *latest, "--limit", "2", code=1).stderr


@pytest.mark.parametrize("format", ["table", "md", "csv", "json"])
def test_summits_of_which_no_mandate_passes_do_not_differ(run: Run, format: str) -> None:
    summits = ("diff", "2018", "2022", "-f", format, "--exit-code")
    assert "No mandate of either summit passes" in run(*summits, "--lang", "es").stderr
    run(*summits, "--lang", "en", code=1)
    run(*summits, "--lang", "en", "--limit", "0", code=1)


def test_no_difference_is_a_table_with_its_columns(run: Run) -> None:
    same = ("diff", "latest", "latest", "-f", "csv")
    assert run(*same).stdout.startswith("change,id,old_id")
    assert run(*same, "--fields", "id,change").stdout == "id,change\n"
    assert run(*same, "--stat").stdout.startswith("document,differ,added")


def test_markdown_for_a_report(run: Run, tmp_path: Path) -> None:
    data = imported(run, tmp_path, REAL, LATER)
    text = run("diff", "previous", "latest", "-f", "md", "--data-dir", data).stdout
    assert "1 citation corrected\n\nnot shown: 1 typography; --all shows them\n\n### " in text
    assert "### 2022-digital-transformation" in text
    assert "~~preventing~~" not in text
    assert "preventing **and punishing** cybercrime" in text
    assert "~~Lima Commitment. Peru, 2018~~ **Plan of Action Miami, 1994**" in text


@pytest.mark.parametrize("format", ["jsonl", "json", "csv", "tsv"])
def test_files_that_commands_wrote_are_read_back(run: Run, tmp_path: Path, format: str) -> None:
    file = tmp_path / f"mandates.{format}"
    file.write_text(run("list", "-f", format).stdout, "utf-8")
    data = str(REAL_PAGE.parents[2] / "data")
    assert rows(run, str(file), data, "--all", "--exit-code") == []
    changed = tmp_path / f"changed.{format}"
    changed.write_text(file.read_text("utf-8").replace("Protecting whistleblowers", "Protecting all whistleblowers"))
    (row,) = rows(run, str(file), str(changed), "--exit-code", code=1)
    assert (row["change"], row["label"]) == ("text", None)
    piped = run("diff", str(file), "-", "--json", stdin=changed.read_text("utf-8"))
    assert json.loads(piped.stdout) == [row]


@pytest.mark.parametrize("fields", ["", ",items", ",chapeau,items", ",placements,citation"])
def test_columns_that_are_not_there_are_not_compared(run: Run, tmp_path: Path, fields: str) -> None:
    file = tmp_path / "few.csv"
    file.write_text(run("list", "-f", "csv", "--fields", f"id,language,text{fields}").stdout, "utf-8")
    assert rows(run, str(file), str(REAL_PAGE.parents[2] / "data"), "--all") == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("twice.jsonl", '{"id":"a","language":"en","text":"x"}\n\n{"id":"a","language":"en","text":"y"}\n',
         "twice.jsonl:3 repeats the id a of"),
        ("twice.csv", 'id,language,text\na,en,"x\ny"\na,en,z\n', "twice.csv:4 repeats the id a of"),
        ("twice.json", '[\n {"id":"a","language":"en","text":"x"},\n {"id":"a","language":"en","text":"y"}\n]\n',
         "twice.json:3 repeats the id a of"),
        ("torn.jsonl", '{"id":"a","language":"en","text":"x"}\n{"id":"b', "torn.jsonl:2 is not valid JSON"),
        ("other.jsonl", '{"name":"a"}\n', "other.jsonl:1 is not a valid mandate (it has no id)"),
        ("deep.jsonl", '{"id":"a","language":"en","text":"x","items":[{"label":"a"}]}\n', "its fields are not those"),
        ("ways.jsonl", '{"id":"a","language":"en","text":"x","placements":[{"page":"p","citation":5}]}\n',
         "its fields are not those"),
        ("half.jsonl", '{"id":"a","language":"en","text":"\\ud800"}\n', "half.jsonl:1 is not valid JSON"),
        ("short.csv", "id,language,text\na,en\n", "short.csv:2 has 2 cells under 3 columns"),
        ("cut.csv", 'id,language,text\na,en,x\nb,en,"y\nc,en,z\n', "cut.csv:3 is cut short or damaged"),
        ("quoted.csv", 'id,language,text\na,en,"x" y\n', "quoted.csv:2 is cut short or damaged"),
        ("year.csv", f"id,language,text,summit\na,en,x,{'9' * 5_000}\n", "year.csv:2 is not a valid mandate"),
        ("latin.csv", "id,language,text\na,es,ñ\n", "is not UTF-8"),
        ("line.txt", "Mend a roof\n", "is no table of mandates: its first line names no column id"),
        ("other.csv", "name,year\n", "is no table of mandates"),
        ("text.csv", "id,text\na,x\n", "names no column language"),
    ],
    ids=["twice", "twice-csv", "twice-json", "torn", "no-mandate", "deep", "ways", "half-a-character", "short",
         "cut", "quoted", "year",
         "latin-1", "a-line", "another-table", "too-few-columns"],
)  # fmt: skip
def test_a_bad_file_is_said_with_its_line(run: Run, tmp_path: Path, name: str, content: str, said: str) -> None:
    file = tmp_path / name
    file.write_text(content, "latin-1")
    done = run("diff", str(file), str(file), code=3)
    assert said in done.stderr
    assert done.stdout == ""


def test_a_file_of_zeros_is_no_empty_state(run: Run, tmp_path: Path) -> None:
    (tmp_path / "zeros.jsonl").write_bytes(bytes(4096))
    done = run("diff", str(tmp_path / "zeros.jsonl"), str(tmp_path / "zeros.jsonl"), code=2)
    assert "zeros.jsonl begins with no text" in done.stderr


@pytest.mark.parametrize("format", ["jsonl", "json", "csv", "tsv"])
def test_what_list_writes_of_no_mandate_is_an_empty_state(run: Run, tmp_path: Path, format: str) -> None:
    none, all_ = tmp_path / f"none.{format}", tmp_path / f"all.{format}"
    none.write_text(run("list", "--limit", "0", "-f", format).stdout, "utf-8")
    all_.write_text(run("list", "-f", format).stdout, "utf-8")
    assert {row["change"] for row in rows(run, str(none), str(all_))} == {"added"}
    assert rows(run, str(none), str(none)) == []


VALUES = st.recursive(
    st.none() | st.integers() | st.sampled_from(["", "a", "\ud800", "=1", "x; y", "[1]"]) | st.floats(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["text", "label", "page"]), inner),
    max_leaves=4,
)
WORDS = st.sampled_from(["a", "b c", ""])
PART = st.fixed_dictionaries(
    {"text": WORDS, "label": WORDS | st.none(), "page": WORDS, "document": WORDS | st.none()},
    optional={"citation": WORDS | VALUES},
)
FIELDS = {
    "id": WORDS, "language": WORDS, "text": WORDS, "chapeau": WORDS | st.none(), "items": st.lists(PART, max_size=3),
    "citation": PART | st.none(), "placements": st.lists(PART, max_size=2), "themes": st.lists(WORDS, max_size=2),
    "notes": st.lists(WORDS, max_size=2), "summit": st.none() | st.integers(), "document": WORDS | st.none(),
}  # fmt: skip
# Now and then anything at all stands where a record has something of its own.
MADE = st.lists(
    st.fixed_dictionaries(
        {name: FIELDS[name] for name in ("id", "language", "text")},
        optional={name: st.one_of(*[usual] * 8, VALUES) for name, usual in [*FIELDS.items()][3:]},
    ),
    max_size=3,
)


@settings(max_examples=300, deadline=None)
@given(MADE, st.sampled_from(["jsonl", "json", "csv", "raw"]))
def test_any_file_is_read_or_refused(made: list[Row], format: str) -> None:
    text = {
        "jsonl": "\n".join(json.dumps(row) for row in made),
        "json": json.dumps(made),
        "csv": "\n".join([",".join(FIELDS), *(",".join(str(row.get(f, "")) for f in FIELDS) for row in made)]),
        "raw": str(made),
    }[format]
    part = {"text": "b c", "label": "a", "page": "p", "document": None, "citation": "b"}
    good = {"id": "a", "language": "a", "text": "b", "items": [part], "placements": [part], "citation": part}
    try:
        found = parsed(text.encode("utf-8", "surrogatepass"), "it")
    except CorpusError:
        return
    "".join(written(answer(("old", "new"), "", diff([good], found)), "jsonl", Screen(80, color=False))).encode()


def test_standard_input_that_is_closed_is_said(environment: dict[str, str], empty: Path) -> None:
    command = f"exec '{sys.executable}' -m mandates_cli diff - latest <&-"
    done = subprocess.run(["sh", "-c", command], env=environment, cwd=empty, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "mandates: Standard input is closed; pipe records into it, or name a file.\n"


def test_names_go_before_files_and_paths_before_names(run: Run, empty: Path) -> None:
    for name in ("2018", "latest", "2022", "old"):
        (empty / name).mkdir()
        (empty / name / "mandates.jsonl").write_text(run("list", "--limit", "3").stdout, "utf-8")
    assert "2018 has 3 commitments" in run("diff", "2018", "2022").stderr
    assert "no difference in 3 mandates" in run("diff", "./2018", "old").stderr
    assert "one snapshot only" not in run("diff", "./latest", "old").stderr
    assert "2018 is a summit and the other is not" in run("diff", "2018", "./2022", code=2).stderr


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["previous", "latest"], 2, "has one snapshot only"),
        (["nothing", "latest"], 2, "Cannot compare 'nothing'; give a snapshot"),
        (["1999-01-01", "latest"], 2, "No snapshot is called '1999-01-01' or was taken until then"),
        (["2020-13", "latest"], 2, "No snapshot is called '2020-13' or was taken until then"),
        (["2026-99-99", "latest"], 2, "No snapshot is called '2026-99-99'"),
        (["2022", "2018"], 2, "Give two summits, the older one first: mandates diff 2018 YEAR."),
        (["2018", "VIII"], 2, "Give two summits"),
        (["2018", "2022", "--summit", "2018"], 2, "leave --summit out"),
        (["2018", "2022", "--theme", "securty"], 2, "Did you mean security"),
        (["latest", "latest", "--page", "nope.html"], 2, "No page 'nope.html'"),
        (["latest", "latest", "--lang", "fr"], 2, "No language 'fr'"),
        (["latest", "latest", "--limit", "-1"], 2, "cannot be negative"),
        (["-", "-"], 2, "Only one of the two"),
        (["./nowhere", "latest"], 3, "Cannot read nowhere"),
        (["./", "latest"], 3, "No corpus in"),
    ],
)
def test_an_operand_that_is_none_is_said(run: Run, args: list[str], code: int, said: str) -> None:
    done = run("diff", *args, code=code)
    assert said in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_help_has_a_panel_for_comparing_and_says_the_rule(run: Run) -> None:
    assert "Compare" in run("--help").stdout
    text = " ".join(run("diff", "--help").stdout.split())
    assert "a summit (2018, VIII)" in text
    assert "it is always a path: ./2018" in text


def test_python_gives_the_same(tmp_path: Path) -> None:
    whole = Corpus.open()
    folder = tmp_path / "parsed"
    folder.mkdir()
    lines = [*whole.raw()]
    (folder / "mandates.jsonl").write_text("\n".join(lines[1:]) + "\n", "utf-8")
    (change,) = Corpus.open(tmp_path).diff(whole).changes
    assert [d.kind for d in change.differences] == ["added"]
    assert change.record == Mandate.model_validate_json(lines[0])


def test_a_stranger_reads_on_one_screen_what_happened(
    run: Run, tmp_path: Path, environment: dict[str, str], empty: Path
) -> None:
    data = imported(run, tmp_path, REAL, LATER)
    terminal = environment | {"TERM": "xterm-256color"}
    lines, raw = screen_of(["diff", "previous", "latest", "--data-dir", data], terminal, empty, 100)
    assert len(lines) <= 30
    assert max(map(len, lines)) <= 100
    assert lines[0].startswith("2020-09-13 (previous) → 2020-09-14 (latest): 2 of 20 mandates differ")
    shown = " ".join(" ".join(lines).split())
    assert "capacity and [-experiences-] {+experience+} in preventing {+and punishing+} cybercrime in" in shown
    assert "citation: [-Lima Commitment. Peru, 2018-] {+Plan of Action Miami, 1994+}" in shown
    assert "\x1b[32m{+and punishing+}" in raw
    assert "\x1b[31m[-Lima" in raw
    for plain in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert "\x1b" not in screen_of(["diff", "previous", "latest", "--data-dir", data], terminal | plain, empty)[1]


NARROW = 60
FULL_WIDTH = "全角の 文字が並ぶ "


@pytest.mark.parametrize("color", [True, False])
@pytest.mark.parametrize("width", [NARROW, 100])
def test_no_line_is_wider_than_the_terminal(width: int, color: bool) -> None:
    def mandate(number: int, text: str) -> Row:
        return {"id": f"2018-lima-commitment-{number:06x}", "language": "en", "text": text, "themes": ["security"] * 9}

    old = [mandate(n, f"{FULL_WIDTH * 20} {n}") for n in range(3)] + [mandate(9, "Say what it is. " * 20)]
    new = [mandate(n, f"{FULL_WIDTH * 20} {n + 1}") for n in range(2)]
    new += [mandate(n, f"{n} {FULL_WIDTH * 30}") for n in range(20, 40)]
    new.append(mandate(9, "Say what it is. " * 20) | {"items": []})
    old[-1]["items"] = [{"label": "a", "text": "Bring what they ask for, and say why. " * 9}]
    found = diff(old, new)
    head = heading(("old", "new"), found, {})
    lines = "".join(comparison(head, found, Screen(width, color))).splitlines()
    assert width - 10 < max(cell_len(ANSI.sub("", line)) for line in lines) <= width
    assert any(line.endswith("…") for line in lines)
    assert "  … and 12 more added: -f md and -f csv show them all" in lines


@given(st.lists(st.text("a字é ", max_size=30), max_size=20), st.integers(12, 40), st.none() | st.integers(1, 3))
def test_words_flow_into_the_width(texts: list[str], width: int, most: int | None) -> None:
    lines = "".join(flowed([("", text) for text in texts], Screen(width, color=False), 2, most)).splitlines()
    words = "".join(texts).split()
    assert len(lines) <= (most or len(words))
    assert all(cell_len(line) <= width or len(line.split()) <= 2 for line in lines)
    assert " ".join(" ".join(lines).split()).removesuffix(" …") in " ".join(words)
    assert cell_len(clipped(" ".join(texts), width)) <= width


def test_what_does_not_fit_a_screen_is_summed_up_where_it_ends(
    run: Run, tmp_path: Path, environment: dict[str, str]
) -> None:
    """And long lists of one document are cut, with the way to see them whole."""
    (tmp_path / "none.jsonl").write_text("", "utf-8")
    (tmp_path / "all.jsonl").write_text(run("list").stdout, "utf-8")
    args = ["diff", "none.jsonl", "all.jsonl"]
    terminal = environment | {"TERM": "xterm-256color", "LINES": "20"}
    lines, _ = screen_of(args, terminal, tmp_path, 100)
    assert "20 of 20 mandates differ: 20 added" in " ".join(lines[:2])
    assert "20 added" in lines[-1]
    (cut,) = [line for line in lines if "more added" in line]
    assert cut == "  … and 2 more added: --document 2022-digital-transformation shows them all"
    whole, _ = screen_of([*args, "--document", "2022-digital-transformation"], terminal, tmp_path, 100)
    assert sum(line.startswith("  + ") for line in whole) == 10


def test_texts_longer_than_any_mandates_are_compared_by_their_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mandates_cli.compare.rewording.MAX_PAIRS", 10)
    assert compared("mend a roof and a door now", "mend a wall, now") == (
        ("both", "mend a"), ("old", "roof and a door"), ("new", "wall,"), ("both", "now"),
    )  # fmt: skip
    assert compared("one two three four", "one two three four") == (("both", "one two three four"),)
