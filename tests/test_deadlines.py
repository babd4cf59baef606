"""By when: what `data/deadlines.csv` says is found is found, to the word, and nothing where it says nothing."""

import csv
import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from mandates_cli import registry
from mandates_cli.model import Deadline, Item, Language, Mandate, Names, Summit
from mandates_cli.parse import assemble
from mandates_cli.parse.calendar import Calendar, number
from mandates_cli.parse.deadlines import deadlines
from steps import growth
from test_parse import LIMA, parsed

TABLE = Path(__file__).parent / "data/deadlines.csv"
ROWS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))
PUNTA_CANA = Summit(
    year=2025, number="X", kind="ordinary", name=Names(en="Tenth Summit of the Americas", es="Décima Cumbre"),
    city=Names(en="Punta Cana", es="Punta Cana"), country=Names(en="Dominican Republic", es="República Dominicana"),
    starts=dt.date(2025, 12, 1), ends=dt.date(2025, 12, 5), tails=("Punta Cana",), source="announced",
)  # fmt: skip


@cache
def calendar() -> Calendar:
    return Calendar.of(registry.load().summits)


def made(
    language: Language, summit: int | None, lead: str, *items: str, labels: str = "abcdefgh", closing: str | None = None
) -> Mandate:
    parts = tuple(Item(label=label, text=text) for label, text in zip(labels or [None] * 9, items, strict=False))
    lines = [lead, *(f"{part.label}. {part.text}" if part.label else part.text for part in parts)]
    return Mandate(
        id="made", language=language, summit=summit, document=None, section=None,
        text="\n".join([*lines, closing] if closing else lines), chapeau=lead if items else None, items=parts,
        closing=closing, missing_labels=(), citation=None, themes=(), placements=(),
    )  # fmt: skip


def told(deadline: Deadline) -> str:
    """A deadline as the table writes it."""
    item = f"{deadline.label}. " if deadline.label else ""
    target = f" [{deadline.target}]" if deadline.target else ""
    inherited = " inherited" if deadline.inherited else ""
    return f"{item}{deadline.text} = {deadline.kind} {deadline.year or '?'}{target}{inherited}"


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['rule']}-{row['language']}-{row['why']}" for row in ROWS])
def test_what_the_table_says_is_found_and_nothing_else(row: dict[str, str]) -> None:
    lead, *items = row["text"].split(" / ")
    language: Language = "es" if row["language"] == "es" else "en"
    found = deadlines(made(language, int(row["summit"]), lead, *items), calendar())
    assert "; ".join(map(told, found)) == row["found"]


def test_words_stand_where_their_span_says() -> None:
    closing = "We shall meet before the next Summit."
    mandate = made("en", 2015, "Agree, by 2025, to:", "train 500 nurses;", "meet every year.", closing=closing)
    found = deadlines(mandate, calendar())
    assert [mandate.text[slice(*one.span)] for one in found] == [one.text for one in found]
    assert [told(one) for one in found[-2:]] == ["b. every year = recurring ?", "before the next Summit = event 2018"]


def test_a_closing_has_no_deadline_of_the_chapeau() -> None:
    found = deadlines(made("en", 2012, "By 2020, we will:", "widen roads.", closing="We thank our hosts."), calendar())
    assert [told(one) for one in found] == ["By 2020 = date 2020", "a. By 2020 = date 2020 inherited"]


@pytest.mark.parametrize("years", [(2019, 2020, 2021, 2022), (2019, 2020, 2021, 2022, 2023)])
def test_an_item_has_the_first_four_deadlines_of_a_chapeau_and_of_more_a_warning_tells(years: tuple[int, ...]) -> None:
    lead = ", ".join(f"by {year}" for year in years)
    found = assemble([parsed(f"SECURITY\n  1. We will, {lead}:\n\n    a. widen roads. {LIMA}\n")])
    assert [one.year for one in found.mandates[0].deadlines if one.inherited] == [2019, 2020, 2021, 2022]
    said = [one.message for one in found.diagnostics if one.code == "doubtful"]
    assert said == ["of the deadlines of its lead-in the items have the first 4 only"] * (len(years) - 4)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("the xiv summit", 14), ("la xxi cumbre", 21), ("the xxxix summit", 39), ("the xl summit", 40),
        ("the 9th summit", 9), ("the 1st", 1), ("the 2nd", 2), ("the 3rd", 3), ("la 5a cumbre", 5), ("la 1ra", 1),
        ("la 2da", 2), ("la 7ma", 7), ("la 8va", 8), ("la 9na", 9), ("the twelfth summit", 12),
        ("la decima cumbre", 10), ("el tercer foro", 3), ("the lima summit", None), ("30 days", None),
    ],
)  # fmt: skip
def test_the_number_of_a_summit_is_read_in_any_form(words: str, count: int | None) -> None:
    assert number(words) == count


def test_bare_bullets_have_a_row_each() -> None:
    found = deadlines(made("en", 2012, "By 2020, we will:", "widen roads;", "dig wells.", labels=""), calendar())
    assert [(one.label, one.inherited) for one in found] == [(None, False), (None, True), (None, True)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Report at the Tenth Summit."),
        ("en", "Report prior to the X Summit of the Americas."),
        ("en", "Report before the Summit in Punta Cana."),
        ("en", "Report before the next Summit."),
        ("es", "Informar a la Décima Cumbre de las Américas."),
        ("es", "Informar antes de la Cumbre que se celebrará en la República Dominicana."),
        ("es", "Informar en la próxima Cumbre."),
    ],
)
def test_a_summit_of_the_users_own_table_gives_its_year(language: Language, text: str) -> None:
    own = Calendar.of([*registry.load().summits, PUNTA_CANA])
    [found] = deadlines(made(language, 2022, text), own)
    assert (found.kind, found.year) == ("event", 2025)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Finish by 2030.", 2030),
        ("Finish by the end of the year.", None),
        ("Finish within two years.", None),
        ("Finish before the next Summit.", None),
        ("Finish before the Seventh Summit.", 2015),
    ],
)
def test_without_a_summit_only_what_the_words_say_is_certain(text: str, year: int | None) -> None:
    [found] = deadlines(made("en", None, text), calendar())
    assert found.year == year


@pytest.mark.parametrize(
    "piece",
    [
        "by by by 2030 2030 ",
        "before the next ",
        "antes de la próxima ",
        "at the Meeting of Ministers of ",
        "within two ",
        "each ",
        "1,000 ",
        "one ",
        "in 2030 ",
        "halve by 2030 ",
        "A ",
        "by the end of the ",
        "of the Summit ",
        "before the Summit, which will be revised ",
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_work_grows_with_the_length_of_a_text(language: Language, piece: str) -> None:
    assert growth(lambda size: lambda: deadlines(made(language, 2005, piece * size), calendar()), 200) < 5
