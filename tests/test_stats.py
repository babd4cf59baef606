"""Counts by one and two dimensions: the numbers that the generator knows, in each unit, format and width."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from invented import MADE, Made, labelled, record, typed, written_to
from mandates_cli import Corpus
from mandates_cli.errors import UnknownName, UsageError
from mandates_cli.query.dimensions import DIMENSIONS, UNITS
from test_figures import english, figures, of_theme, site, spanish, unknown
from test_terminal import screen_of
from test_terminal import terminal as terminal
from testsite.truth import Meant

Value = str | int | None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(written_to(tmp_path_factory.mktemp("stats"), site().mandates))


def asked(folder: str, *args: str) -> list[dict[str, Value]]:
    code, out, err = typed("stats", *args, "--json", "--data-dir", folder)
    assert code == 0, err
    rows: list[dict[str, Value]] = json.loads(out)
    return rows


def passing(by: str, value: Value) -> Callable[[Meant], bool]:
    if by == "theme":
        return of_theme(str(value))
    return lambda meant: getattr(meant, by) == value


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    "by", ["summit", "document", "language", "summit,language", "document,summit", "language,theme"]
)
def test_every_count_is_the_true_one_and_none_is_missing(folder: str, by: str, unit: str) -> None:
    meant = list(site().site.truth().values())
    names = by.split(",")
    rows = asked(folder, "--by", by, "--unit", unit)
    for row in rows:
        chosen = [m for m in meant if all(passing(name, row[name])(m) for name in names)]
        if unit == "placements" and "theme" in names:
            continue  # of these only the pages of the theme count: the listing of themes has them
        assert list(row) == [*names, unit]
        assert row[unit] == getattr(figures(chosen), unit), row
    if "theme" not in names:
        true = {tuple(getattr(m, name) for name in names) for m in meant}
        assert {tuple(row[name] for name in names) for row in rows} == true


@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        (["--lang", "en"], english),
        (["--lang", "es", "--theme", "security"], lambda m: spanish(m) and of_theme("security")(m)),
        (["--summit", "none"], unknown),
        (["--summit", "2015..2022"], lambda m: m.summit in (2015, 2018, 2022)),
    ],
)  # fmt: skip
def test_filters_choose_what_is_counted(folder: str, filters: list[str], passes: Callable[[Meant], bool]) -> None:
    chosen = list(filter(passes, site().site.truth().values()))
    for row in asked(folder, "--by", "summit", *filters):
        assert row["commitments"] == figures(m for m in chosen if m.summit == row["summit"]).commitments
    assert sum(
        int(row["mandates"] or 0) for row in asked(folder, "--by", "summit", "--unit", "mandates", *filters)
    ) == len(chosen)


def test_themes_count_as_facets_and_the_listing_of_themes_do(folder: str) -> None:
    _, out, _ = typed("themes", "--json", "--data-dir", folder)
    listed = {row["slug"]: row for row in json.loads(out)}
    for unit in ("commitments", "mandates", "placements"):
        rows = asked(folder, "--by", "theme", "--unit", unit)
        assert {row["theme"]: row[unit] for row in rows} == {s: row[unit] for s, row in listed.items() if row[unit]}


@pytest.fixture(scope="module")
def due(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Nine mandates: two deadlines in one, the same body twice, a deadline of no certain year, twins in two roles."""
    made = {made.key: record(made) for made in MADE[:8]}
    told = {
        "cyber-one": (
            [("Prevent", "date", 2030), ("crimes", "date", 2025)],
            [("Prevent", "oas", "asked"), ("try", "oas", "named")],
        ),
        "cyber-dash": ([("Accede", "event", None)], [("Accede", "paho", "partner")]),
        "cyber-two": ([("judges", "date", 2030)], [("Train", "paho", "asked"), ("judges", "oas", "asked")]),
    }  # fmt: skip
    for key, (deadlines, addressees) in told.items():
        made[key] = labelled(made[key], deadlines, addressees)
    return str(written_to(tmp_path_factory.mktemp("due"), [*made.values(), record(MADE[26])]))


def test_deadlines_and_bodies_count_in_each_and_what_has_none_is_a_row(due: str) -> None:
    assert asked(due, "--by", "due") == [
        {"due": 2025, "commitments": 1}, {"due": 2030, "commitments": 2}, {"due": "no year", "commitments": 1},
        {"due": None, "commitments": 6},
    ]  # fmt: skip
    assert asked(due, "--by", "body") == [
        {"body": "oas", "commitments": 2}, {"body": "paho", "commitments": 2}, {"body": None, "commitments": 6},
    ]  # fmt: skip
    assert {"body": "oas", "due": 2025, "mandates": 1} in asked(due, "--by", "body,due", "--unit", "mandates")
    assert asked(due, "--by", "body", "--asks", "PAHO") == [
        {"body": "oas", "commitments": 1}, {"body": "paho", "commitments": 1},
    ]  # fmt: skip
    assert asked(due, "--by", "summit")[-1] == {"summit": None, "commitments": 1}


def test_a_limit_keeps_what_is_unknown(due: str) -> None:
    assert asked(due, "--by", "body", "--limit", "1") == [
        {"body": "oas", "commitments": 2},
        {"body": None, "commitments": 6},
    ]
    assert [row["summit"] for row in asked(due, "--by", "summit,body", "--limit", "1")] == [2012, 2012, 2012, None]


def test_every_format_has_the_same_rows_in_long_form(folder: str) -> None:
    rows = [[row["theme"], row["summit"], row["commitments"]] for row in asked(folder, "--by", "theme,summit")]
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    for format, delimiter in (("csv", ","), ("tsv", "\t")):
        _, out, _ = typed("stats", "--by", "theme,summit", "-f", format, "--data-dir", folder)
        assert list(csv.reader(io.StringIO(out), delimiter=delimiter)) == [["theme", "summit", "commitments"], *texts]
    _, out, _ = typed("stats", "--by", "theme,summit", "-f", "jsonl", "--data-dir", folder)
    assert [[*json.loads(line).values()] for line in out.splitlines()] == rows
    _, out, _ = typed("stats", "--by", "theme,summit", "-f", "md", "--data-dir", folder)
    assert [[cell.strip() for cell in line.strip("|").split("|")] for line in out.splitlines()][2:] == texts


def test_python_gives_what_the_command_gives(folder: str) -> None:
    with Corpus.open(folder) as corpus:
        for one in DIMENSIONS:
            assert corpus.stats(one) == asked(folder, "--by", one)
        assert corpus.stats(by=["theme", "summit"], unit="items", lang="en", limit=2) == asked(
            folder, "--by", "theme,summit", "--unit", "items", "--lang", "en", "--limit", "2"
        )
        with pytest.raises(UnknownName, match="No unit 'pages'"):
            corpus.stats("summit", unit="pages")
        with pytest.raises(UsageError, match="such as --by theme,summit"):
            corpus.stats([])


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--by", "sumit"], "No dimension 'sumit'. Did you mean summit?"),
        (["--by", "year"], "Did you mean summit?"),
        (["--by", "deadline"], "Did you mean due?"),
        (["--by", "summit,summit"], "one or two different dimensions"),
        (["--by", "summit,theme,body"], "one or two different dimensions"),
        ([], "Say what to count by"),
        (["--taken-up", "--by", "theme"], "--taken-up counts commitments by summit"),
        (["--taken-up", "--unit", "items"], "--taken-up counts commitments by summit"),
        (["--by", "summit", "--limit", "-1"], "--limit"),
        (["--by", "summit", "--theme", "securty"], "No theme 'securty'. Did you mean security"),
        (["--by", "summit", "--plot", "x.pdf"], "end the name in .svg, .png, .html"),
    ],
)  # fmt: skip
def test_an_error_is_one_sentence_that_says_what_to_type(folder: str, args: list[str], said: str) -> None:
    code, out, err = typed("stats", *args, "--data-dir", folder)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_an_empty_selection_is_told(folder: str) -> None:
    code, out, err = typed("stats", "--by", "summit", "--summit", "1994", "--document", "2018-lima-commitment",
                           "--data-dir", folder)  # fmt: skip
    assert (code, out) == (0, "")
    assert err.startswith("No mandate of ")


def taken(folder: Path) -> list[dict[str, Value]]:
    said = "Build regional laboratories that test drinking water in every island village"
    both = [
        Made("water", "en", 2018, "2018-lima-commitment", (), f"{said}."),
        Made("other", "en", 2018, "2018-lima-commitment", (), "Teach river towns to sail."),
        Made("water", "en", 2022, "2022-green-future", (), f"{said} by 2030."),
        Made("agua", "es", 2022, "2022-green-future", (), "Medir el agua de cada aldea."),
        Made("lost", "en", None, None, (), f"{said}."),
    ]
    return asked(str(written_to(folder, [record(made) for made in both])), "--by", "summit", "--taken-up")


def test_what_was_taken_up_says_in_what_it_was_looked_for(tmp_path: Path) -> None:
    older, newer, lost = taken(tmp_path)
    assert older == {
        "summit": 2018, "commitments": 2, "taken_up": 1, "share": 0.5, "looked_in_mandates": 1, "looked_in_summits": 1,
    }  # fmt: skip
    nothing = dict.fromkeys(("taken_up", "share", "looked_in_mandates", "looked_in_summits"))
    assert newer == {"summit": 2022, "commitments": 2, **nothing}
    assert lost == {"summit": None, "commitments": 1, **nothing}


def numbers(lines: Iterable[str]) -> list[str]:
    return [
        word for line in lines for word in line.translate(str.maketrans("░▒▓█·", "     ")).split() if word.isdecimal()
    ]


@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize("plain", [{}, {"NO_COLOR": "1"}], ids=["colour", "plain"])
@pytest.mark.parametrize("by", ["theme", "theme,summit"])
def test_a_person_reads_every_number_at_any_width(
    terminal: dict[str, str], empty: Path, folder: str, by: str, plain: dict[str, str], columns: int
) -> None:
    rows = asked(folder, "--by", by)
    lines, raw = screen_of(["stats", "--by", by, "--data-dir", folder], terminal | plain, empty, columns)
    assert ("\x1b[" in raw) is not bool(plain)
    assert max(map(len, lines)) <= columns
    themes = list(dict.fromkeys(row["theme"] for row in rows))
    body = lines[1 : len(themes) + 1]
    assert len(numbers(body)) == len(rows), "each count stands once, on the line of its theme"
    assert [int(n) for n in numbers(body)] == [row["commitments"] for row in rows]
    assert any(shade in "".join(body) for shade in "░▏▎▍▌▋▊▉█")
    said = " ".join(lines[len(themes) + 1 :])
    total = figures(site().site.truth().values())
    assert f"{total.commitments} commitments: {total.mandates} mandates" in said
    assert "The counts add up to" in said, "a theme and its sub-theme are not to be added"


def test_columns_without_room_get_letters_and_then_say_how_to_see_them(
    terminal: dict[str, str], empty: Path, folder: str
) -> None:
    lines, _ = screen_of(["stats", "--by", "summit,theme", "--data-dir", folder], terminal, empty, 50)
    text = " ".join(" ".join(lines).split())
    assert "a=" in text
    assert "more columns: exchange the two of --by, narrow with filters, or use -f csv." in text
    assert max(map(len, lines)) <= 50


def test_words_are_in_the_language_that_is_asked_for(folder: str) -> None:
    code, out, _ = typed("stats", "--by", "summit", "--lang", "es", "-f", "table", "--data-dir", folder)
    assert code == 0
    assert out.split()[:2] == ["cumbre", "compromisos"]
    assert "2009 V Puerto España" in out


def test_what_is_completed_behind_a_comma_is_a_second_dimension() -> None:
    from mandates_cli.cli.stats import _by

    assert _by("") == list(DIMENSIONS)
    assert "theme,summit" in _by("theme,s")
    assert "theme,theme" not in _by("theme,")
