"""A sub-item that pages letter differently: one item with a warning, unless its words say something else."""

from collections.abc import Sequence

import pytest

from mandates_cli.parse import Assembly, assemble
from mandates_cli.render.checked import errata
from test_twins import page

LEAD = "Guard the songs and dances of all who live by the river:"
DRUMS = "Build 5 drums for each school"
FLUTES = "Carve flutes of reed"


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
    assert labelled(found) == [[("a", FLUTES), ("e", DRUMS)]]
    assert warnings(found) == [("democracy-en.txt", "“b.” is “e.” on energy-en.txt")]
    assert found.mandates[0].missing_labels == ("b", "c", "d")
    assert [[item.label for item in place.items] for place in found.mandates[0].placements] == [["b"], ["a", "e"]]


def test_most_pages_decide() -> None:
    found = read([f"b. {DRUMS};"], ELSEWHERE, [f"b. {DRUMS.upper()}."])
    assert labelled(found) == [[("a", FLUTES), ("b", DRUMS)]]
    assert warnings(found) == [("energy-en.txt", "“e.” is “b.” on democracy-en.txt")]


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


def test_words_of_which_every_letter_stands_for_others_are_left_as_they_are() -> None:
    found = read([f"b. {FLUTES};", f"e. {DRUMS}."], [f"b. {DRUMS};", "e. Ring the bells late."])
    assert sorted(labelled(found)) == [[("b", DRUMS), ("e", "Ring the bells late")], [("b", FLUTES), ("e", DRUMS)]]
    assert warnings(found) == []


def test_the_publisher_is_told() -> None:
    found = "".join(errata(read([f"b. {DRUMS}."], ELSEWHERE).diagnostics, {}))
    assert (
        "Another page letters this sub-item otherwise. Check which is right. (“b.” is “e.” on energy-en.txt)" in found
    )
