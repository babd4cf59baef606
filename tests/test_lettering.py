"""A sub-item that pages letter differently: one item with a warning, unless its words say something else."""

from collections.abc import Sequence

import pytest

from mandates_cli.parse import Assembly, assemble
from mandates_cli.render.checked import errata
from test_twins import page

LEAD = "Guard the songs and dances of all who live by the river:"
DRUMS = "Build 5 drums for each school"
FLUTES = "Carve flutes of reed"
BELLS = "Ring the bells late"


def read(*pages: Sequence[str]) -> Assembly:
    """Pages of two or three themes that show one mandate, each with sub-items such as `c. Build drums`."""
    return assemble(
        [
            page(theme, "en", "\n".join((LEAD, *items)))
            for theme, items in zip(("democracy", "energy", "education"), pages, strict=False)
        ]
    )


def labelled(read: Assembly) -> list[list[tuple[str | None, str]]]:
    return [[(item.label, item.text.rstrip(".;")) for item in mandate.items] for mandate in read.mandates]


def warnings(read: Assembly) -> list[tuple[str, str]]:
    return [(found.page, found.message) for found in read.diagnostics if found.code == "item-label"]


ELSEWHERE = f"a. {FLUTES};", f"e. {DRUMS}."


def test_it_is_one_item_under_the_letter_of_the_page_that_shows_more() -> None:
    found = read([f"b. {DRUMS}."], ELSEWHERE)
    assert labelled(found) == labelled(read(ELSEWHERE, [f"b. {DRUMS}."])) == [[("a", FLUTES), ("e", DRUMS)]]
    assert warnings(found) == [("democracy-en.txt", "“b.” is “e.” on energy-en.txt")]
    assert found.mandates[0].missing_labels == ("b", "c", "d")
    assert [[item.label for item in place.items] for place in found.mandates[0].placements] == [["b"], ["a", "e"]]


def test_most_pages_decide() -> None:
    found = read([f"b. {DRUMS};"], ELSEWHERE, [f"b. {DRUMS.upper()}."])
    assert labelled(found) == [[("a", FLUTES), ("b", DRUMS)]]
    assert warnings(found) == [("energy-en.txt", "“e.” is “b.” on democracy-en.txt")]


@pytest.mark.parametrize(
    ("other", "letter"), [(["f. Sing."], "b"), (["f. Sing;", "g. Dance;", "h. Sleep."], "e")], ids=["fewer", "more"]
)
def test_a_page_that_shows_it_twice_is_one_page(other: Sequence[str], letter: str) -> None:
    """Of as many pages, the one that shows more of the mandate at once decides."""
    once = "\n".join((LEAD, f"b. {DRUMS}."))
    again = "\n".join((LEAD, f"a. {FLUTES};", f"b. {DRUMS};", f"c. {BELLS}."))
    found = assemble(
        [page("democracy", "en", once, again), page("energy", "en", "\n".join((LEAD, f"e. {DRUMS};", *other)))]
    )
    assert (letter, DRUMS) in labelled(found)[0]
    assert len(warnings(found)) == (1 if letter == "b" else 2)


def test_of_equals_the_first_letter_stands() -> None:
    assert labelled(read([f"e. {DRUMS}."], [f"b. {DRUMS};"])) == [[("b", DRUMS)]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("“Build” 5 drums, for each school", DRUMS, id="marks"),
        pytest.param("BUILD 5 drums for each school", DRUMS, id="case"),
        pytest.param("Teach genderresponsive weaving", "Teach gender-responsive weaving", id="a hyphen"),
    ],
)
def test_the_same_words_are_one_item_however_they_are_written(one: str, other: str) -> None:
    found = read([f"b. {one}."], [f"a. {FLUTES};", f"e. {other}."])
    assert [label for mandate in labelled(found) for label, _ in mandate] == ["a", "e"]
    assert len(warnings(found)) == 1


def test_bullets_without_a_letter_have_no_part_in_it() -> None:
    found = read([f"b. {DRUMS};", f"{BELLS}."], ELSEWHERE, [f"e. {DRUMS};", f"{FLUTES}."])
    assert labelled(found) == [[("a", FLUTES), ("e", DRUMS), (None, FLUTES), (None, BELLS)]]
    assert warnings(found) == [("democracy-en.txt", "“b.” is “e.” on education-en.txt")]


def test_a_letter_that_stands_for_other_words_is_the_wrong_one() -> None:
    found = read([f"a. {DRUMS}."], ELSEWHERE, [f"a. {DRUMS}."])
    assert labelled(found) == [[("a", FLUTES), ("e", DRUMS)]]
    assert len(warnings(found)) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param([f"b. {DRUMS}."], [f"e. {DRUMS.replace('5', '6')}."], id="another number"),
        pytest.param([f"b. {DRUMS} of 2.5 m."], [f"e. {DRUMS} of 25 m."], id="another number, but for its point"),
        pytest.param([f"b. {DRUMS}."], [f"e. Not {DRUMS.lower()}."], id="a negation"),
        pytest.param([f"b. {DRUMS}.", f"e. {DRUMS}."], [f"e. {DRUMS}."], id="both letters on one page"),
    ],
)
def test_two_items_stay_two(one: Sequence[str], other: Sequence[str]) -> None:
    found = read(one, other)
    assert [label for mandate in labelled(found) for label, _ in mandate] == ["b", "e"]
    assert warnings(found) == []


def test_what_stands_below_another_item_or_has_items_below_it_is_left_as_it_is() -> None:
    found = read([f"c. {FLUTES}:", f"c.1 {DRUMS};"], ELSEWHERE)
    assert [label for label, _ in labelled(found)[0]] == ["a", "c", "c.1", "e"]
    assert warnings(found) == []


def test_words_of_which_every_letter_stands_for_others_are_left_as_they_are() -> None:
    found = read([f"b. {FLUTES};", f"e. {DRUMS}."], [f"b. {DRUMS};", f"e. {BELLS}."])
    assert sorted(labelled(found)) == [[("b", DRUMS), ("e", BELLS)], [("b", FLUTES), ("e", DRUMS)]]
    assert warnings(found) == []


def test_the_publisher_is_told() -> None:
    found = "".join(errata(read([f"b. {DRUMS}."], ELSEWHERE).diagnostics, {}))
    assert (
        "Another page letters this sub-item otherwise. Check which is right. (“b.” is “e.” on energy-en.txt)" in found
    )
