"""Years after a summit's that are read as nothing: noted, so that a missed deadline is seen; names are left alone."""

import pytest

from invented import Made, labelled, record
from mandates_cli.parse.unread import unread_years

FOUND = [
    ("Open the ports come 2027 at any price.", "come 2027 at", "no rule reads it"),
    ("Let 2025 be a year of books.", "Let 2025 be", "the first word of a sentence is no name"),
    ("Open the ports, May 2027 being the last month.", "May 2027 being", "a month is no name"),
    ("Que en mayo 2027 abran.", "mayo 2027", "en español"),
]
LEFT_ALONE = [
    ("Uphold the 2030 Agenda for Sustainable Development.", "a name begins with it"),
    ("Uphold the Agenda 2030.", "a name ends with it"),
    ("Uphold the Regional Plan for 2030.", "a plan's year"),
    ("Carry out the Decade of Music 2026-2036.", "a span that is a name's"),
    ("Read the census (2030) of boats.", "a document's year, in parentheses"),
    ("Pay for schools from 2026 on.", "since when"),
    ("Pagar las escuelas a partir de 2026.", "desde cuándo"),
    ("Recall the Meeting of Ministers held in Quebec City in 2023.", "what was held"),
    ("Recall the floods of 2019.", "before the summit"),
    ("Build 2,030 schools and 20300 desks.", "counts"),
    ("Read resolution 1/2030.", "a number of a document"),
]


@pytest.mark.parametrize(("text", "words", "reason"), FOUND)
def test_a_year_that_no_rule_reads_is_noted(text: str, words: str, reason: str) -> None:
    mandate = record(Made("year", "en", 2022, None, (), text))
    (note,) = unread_years([mandate], {mandate.id: 7})
    assert (note.code, note.severity, note.page, note.line) == ("year-unread", "note", mandate.placements[0].page, 7)
    assert words in note.text, reason


@pytest.mark.parametrize(("text", "reason"), LEFT_ALONE)
def test_a_year_of_another_use_is_left_alone(text: str, reason: str) -> None:
    assert [note.text for note in unread_years([record(Made("year", "en", 2022, None, (), text))], {})] == [], reason


def test_a_deadline_is_read() -> None:
    mandate = record(Made("year", "en", 2022, None, (), "Open the ports by 2027 and, come 2029, the rivers."))
    found = unread_years([labelled(mandate, [("by 2027", "date", 2027)])], {})
    assert ["2029" in note.text for note in found] == [True]


def test_nothing_is_later_than_a_summit_that_is_not_known() -> None:
    assert list(unread_years([record(Made("year", "en", None, None, (), "Open the ports come 2027."))], {})) == []
