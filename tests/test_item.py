"""An item while it is being read: what is below it, what closes it, what is only a title, and which labels it bears."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mandates_cli.parse import item
from mandates_cli.parse.item import Draft, Part, below, closes, is_title, placed, titles
from mandates_cli.parse.outline import Block
from mandates_cli.parse.places import Trace

# Label, depth and text of an item and of the sub-items that it has so far.
Row = tuple[str | None, int, str]
LEAD: Final[Row] = ("1", 1, "Keep the shores:")
PLAIN: Final[Row] = ("1", 1, "Keep the shores")
A: Final[Row] = ("a", 1, "by day;")


def draft(*rows: Row) -> Draft:
    made = Draft(None, [Part(*rows[0], None)])
    for row in rows[1:]:
        made.add(Part(*row, None))
    return made


def block(label: str | None, depth: int, text: str = "Mend the lamps", within: int = 0) -> Block:
    return Block(label, label, "", depth, text, within=within)


BELOW = {
    "deeper": ((PLAIN,), ("2", 2), True),
    "deeper than the last of its kind": ((PLAIN, ("a", 2, "by day")), ("i", 3), True),
    "as deep, behind a colon": ((LEAD,), ("2", 1), True),
    "a bullet as deep, behind a colon": ((LEAD,), (None, 1), True),
    "a letter behind a number": ((PLAIN,), ("a", 1), True),
    "a letter behind a bullet": (((None, 1, "Keep the shores"),), ("a", 1), True),
    "a number behind a number": ((PLAIN,), ("2", 1), False),
    "a capital behind a number": ((PLAIN,), ("B", 1), False),
    "a letter with a number behind a number": ((PLAIN,), ("b.1", 1), False),
    "a bullet behind a number": ((PLAIN,), (None, 1), False),
    "a letter behind a letter": ((("a", 1, "Keep the shores"),), ("b", 1), False),
    "one more of its kind": ((LEAD, A), ("b", 1), True),
    "one more of a kind before the last": ((LEAD, ("1", 1, "by day"), A), ("2", 1), True),
    "a number behind a letter": ((LEAD, A), ("2", 1), False),
    "a number behind a letter with a colon": ((LEAD, ("a", 1, "by day:")), ("1", 1), True),
    "a bullet behind a letter with a colon": ((LEAD, ("a", 1, "by day:")), (None, 1), False),
    "a number behind a bullet with a colon": ((LEAD, (None, 1, "by day:")), ("2", 1), False),
    "as deep where sub-items are deeper": ((PLAIN, ("a", 2, "by day")), ("b", 1), False),
    "less deep": ((("1", 2, "Keep the shores"),), ("2", 1), False),
}


@pytest.mark.parametrize(("rows", "next_", "is_below"), BELOW.values(), ids=BELOW)
def test_a_marked_line_is_a_sub_item(rows: tuple[Row, ...], next_: tuple[str | None, int], is_below: bool) -> None:
    assert below(draft(*rows), block(*next_)) == is_below


DEEP: Final[Row] = ("a", 2, "by day;")
CLOSES = {
    "at the margin": ((PLAIN, DEEP), 0, "And do so", True),
    "as deep as the item": ((PLAIN, DEEP), 1, "And do so", True),
    "as deep as the sub-item": ((PLAIN, DEEP), 2, "And do so", False),
    "between them": ((PLAIN, ("a", 3, "by day;")), 2, "And do so", False),
    "less deep than an item that is as deep as its sub-items": ((LEAD, A), 0, "And do so", True),
    "as deep as both": ((LEAD, A), 1, "And do so", False),
    "no sub-items": ((PLAIN,), 0, "And do so", False),
    "a sentence that goes on": ((PLAIN, ("a", 2, "by day")), 1, "and night", False),
    "a sentence that goes on after one letter": ((PLAIN, ("a", 2, "by plan B")), 1, "and plan C", False),
    "a sentence that had ended": ((PLAIN, DEEP), 1, "and do so", True),
    "a sentence that begins": ((PLAIN, ("a", 2, "by day")), 1, "And do so", True),
}


@pytest.mark.parametrize(("rows", "within", "text", "does"), CLOSES.values(), ids=CLOSES)
def test_a_paragraph_closes_an_item(rows: tuple[Row, ...], within: int, text: str, does: bool) -> None:
    made = draft(*rows)
    assert closes(made, block(None, 0, text, within)) == does
    made.closing = Part(None, 1, "And so on.", None)
    assert not closes(made, block(None, 0, text, within)), "there is one already"


@pytest.mark.parametrize(
    ("text", "is_"),
    [
        ("Education", True), ("Á", True), ("2018", True), ("2018.", True), ("Ports, piers & the bay's lamps", True),
        ("Agua y Saneamiento en las Américas de hoy", True), ("Of the lamps and of the piers by night", False),
        ("Mend the lamps.", False), ("Mend: the lamps", False), ("Why mend?", False), ("Mend!", False), ("a;b", False),
        ("2018 Plan", False), ("_ Plan", False), ("“Plan”", False), ("", False),
    ],
)  # fmt: skip
def test_a_few_words_that_are_no_sentence_are_a_title(text: str, is_: bool) -> None:
    assert is_title(text) is is_


@pytest.mark.parametrize(
    ("label", "text", "is_"),
    [
        (None, "Lakes and Ponds", True), (None, "Agua y Saneamiento en las Américas", True), ("1", "Lakes Ponds", True),
        (None, "Lakes", False), (None, "Lakes with Ponds", False), (None, "lakes and Ponds", False),
        (None, "Lakes and Ponds.", False), ("II.9", "Lakes and ponds of the north", True), ("IV", "Lakes", True),
        ("II.12", "Lakes and ponds", True),
        ("IV", "Lakes and ponds:", True), ("IV", "Lakes and ponds.", True), ("IV", "Lakes; ponds", False),
        ("IV.a", "Lakes and ponds", False), ("9.IV", "Lakes and ponds", False), ("xi", "Lakes and ponds", False),
        (None, "Lakes " * 80, False), ("IV", "L" * 401, False), ("IV", "L" * 400, True),
    ],
)  # fmt: skip
def test_a_first_line_is_the_title_of_what_follows(label: str | None, text: str, is_: bool) -> None:
    assert titles(Part(label, 1, text, None)) == is_


def test_what_is_longer_than_a_title_is_known_by_its_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    part = Part(None, 1, "Lakes", None)
    part.extend("and Ponds", None)
    assert titles(part)
    part.extend("p" * 401, None)
    assert part.is_long
    monkeypatch.setattr(item, "PIECE", 3)
    part.replace("Lakes", None)
    part.extend("and", None)
    assert not part.is_long
    part.extend("Ponds", None)
    assert part.is_long


LABELS = {
    "letters": ("a b", [("a", 2), ("b", 2)]),
    "bullets": ("- -", [(None, 2), (None, 2)]),
    "numbers below letters": ("a a.1 a.2 b b.1", [("a", 2), ("1", 3), ("2", 3), ("b", 2), ("1", 3)]),
    "as deep": ("a a.1 a.2 b b.1", [("a", 1), ("1", 1), ("2", 1), ("b", 1), ("1", 1)]),
    "letters below numbers, as deep": ("1 1.a 1.b 2 2.a", [("1", 2), ("a", 2), ("b", 2), ("2", 2), ("a", 2)]),
    "letters as deep as a number below them": ("1 1.a 1.a.i 1.b", [("1", 1), ("a", 2), ("i", 3), ("b", 2)]),
    "below a bullet": ("- 1 2", [(None, 2), ("1", 3), ("2", 3)]),
    "below a bullet of a letter": ("a - a.1 b", [("a", 2), (None, 3), ("1", 4), ("b", 2)]),
    "a bullet below a letter": ("a - b", [("a", 2), (None, 3), ("b", 2)]),
    "a number less deep than a letter": ("a 1 2", [("a", 3), ("1", 2), ("2", 2)]),
    "less deep than the first": ("a b c", [("a", 3), ("b", 2), ("c", 2)]),
    "steps": (
        "a a.a a.a.a a.a.a.a a.a.a.a.a a.a.a.a.a.a a.a.a.a.a.a.a a.a.a.a.a.a.a.a - - b",
        [*(("a", depth) for depth in range(2, 12)), ("b", 2)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("labels", "rows"), LABELS.values(), ids=LABELS)
def test_sub_items_bear_the_labels_of_what_they_stand_below(labels: str, rows: list[tuple[str | None, int]]) -> None:
    made = draft(LEAD, *((label, depth, f"lamp {number}") for number, (label, depth) in enumerate(rows)))
    found = list(placed(made, Trace("", "text/plain")))
    assert " ".join(one.label or "-" for one in found) == labels
    assert [one.text for one in found] == [f"lamp {number}" for number in range(len(rows))]


def test_an_item_without_sub_items_places_none() -> None:
    assert list(placed(draft(LEAD), Trace("", "text/plain"))) == []


def test_labels_alone_are_bare() -> None:
    assert draft(("1", 1, ""), ("a", 2, "")).is_bare
    assert not draft(("1", 1, ""), ("a", 2, "by day")).is_bare
    closed = draft(("1", 1, ""))
    closed.closing = Part(None, 1, "And do so.", None)
    assert not closed.is_bare
    assert closed.last is closed.closing


@given(st.lists(st.text("lm p", min_size=1, max_size=9), max_size=8), st.integers(1, 30))
def test_the_end_of_a_text_is_found_without_putting_it_together(pieces: list[str], size: int) -> None:
    part, whole = Part(None, 1, "Mend", None), " ".join(["Mend", *pieces])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(item, "PIECE", 5)
        for piece in pieces:
            part.extend(piece, None)
        end = part.end(size)
    assert whole.endswith(end)
    assert len(end) >= min(size, len(whole))
    assert part.text == part.text == whole
    part.cut(min(size, len(whole)))
    assert part.text == whole[:-size].rstrip()


@pytest.mark.parametrize(
    ("first", "run", "next_", "whole"),
    [
        ("Mend", (0, 4), (4, 8), (0, 8)), ("Mend", (0, 4), (6, 9), (0, 9)), ("Mend", (0, 4), (3, 8), None),
        ("Mend", (0, 4), None, None), ("Mend", None, (4, 8), None), ("", None, (4, 8), (4, 8)),
    ],
)  # fmt: skip
def test_a_text_stands_where_its_paragraphs_stand_one_after_another(
    first: str, run: tuple[int, int] | None, next_: tuple[int, int] | None, whole: tuple[int, int] | None
) -> None:
    part = Part(None, 1, first, run)
    part.extend("lamp", next_)
    assert (part.text, part.run) == (f"{first} lamp".strip(), whole)
    part.replace("Paint", (9, 14))
    assert (part.text, part.run) == ("Paint", (9, 14))
