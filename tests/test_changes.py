"""What is new, changed or vanished between two states: corrections are told from replacements."""

import random
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mandates_cli import registry
from mandates_cli.compare import MandateChange, changes
from mandates_cli.model import Mandate
from mandates_cli.parse import assemble, parse_page
from test_site import records, themes
from testsite.generator import corrected, generate, older

LIMA = "(Lima Commitment. Peru, 2018)"
MIAMI = "(Plan of Action Miami, 1994)"
NOWHERE = "(Plan of Nowhere, Lima, 2018)"
PRESS = "Protect the freedom of the press and the safety of those who work for it in every country."
PRESS_CORRECTED = "Protect the freedom of the press and the safety of all who work for it in every country."
COURTS = "Strengthen the independence of the courts and the training of judges in all member states."
VOTERS = "Improve the registers of voters, with the help of the Organization, before each general election."
ITEMS = "Strengthen the work of electoral bodies through the following steps:"


def state(*texts: str, **named: str) -> list[Mandate]:
    """The mandates of pages given as their text; a name matters where two states are to share the page."""
    held = {str(n): text for n, text in enumerate(texts)} | named
    return assemble(
        parse_page(
            text.encode(),
            page=f"/sisca/{name}.txt",
            url=None,
            snapshot="",
            media_type="text/plain",
            declared_charset=None,
            registry=registry.load(),
        )
        for name, text in held.items()
    )


def page(*texts: str, cited: str = LIMA, heading: str = "DEMOCRACY") -> str:
    return f"{heading}\n" + "\n".join(f"  {n}. {text} {cited}\n" for n, text in enumerate(texts, 1))


def lettered(*labels: str) -> str:
    lines = "\n\n".join(f"    • {label}. Do what {label} says;" for label in labels)
    return f"DEMOCRACY\n  1. {ITEMS}\n\n{lines} {LIMA}\n"


def told(before: list[Mandate], after: list[Mandate]) -> list[tuple[str, str, bool]]:
    """Each change with the text it shows, and whether the mandate had another id before."""
    return [(c.change, c.text, c.was is not None) for c in changes(before, after)]


BEFORE = page(PRESS, COURTS)
NO_CHANGE = {
    "identical": BEFORE,
    "another-order": page(COURTS, PRESS),
    "punctuation": page(PRESS.replace(" and", ", and").removesuffix(".") + ";", COURTS),
    "capitals": page(PRESS.replace("Protect", "PROTECT"), COURTS),
    "spacing": page(PRESS.replace(" ", "  "), COURTS.replace(" of ", "\xa0of ")),
    "quotes": page(PRESS.replace("the press", "“the press”"), COURTS),
    "hyphens": page(PRESS.replace("press", "pr\xadess"), COURTS),
    "frame-of-the-citation": page(PRESS, COURTS, cited="( Lima Commitment. Peru, 2018 );"),
    "theme": page(PRESS, COURTS, heading="SECURITY"),
    "places": page(VOTERS, PRESS, COURTS).replace(f"  1. {VOTERS} {LIMA}\n", ""),
    "shown-twice": BEFORE + f"\n  9. {PRESS} {LIMA}\n",
}


@pytest.mark.parametrize("after", NO_CHANGE.values(), ids=NO_CHANGE)
def test_what_is_no_change(after: str) -> None:
    assert told(state(BEFORE), state(after)) == []
    assert told(state(after), state(BEFORE)) == []


def test_another_page_or_theme_alone_is_no_change() -> None:
    both = state(a=BEFORE, b=page(COURTS, heading="SECURITY"))
    assert {t for m in both for t in m.themes} > {t for m in state(a=BEFORE) for t in m.themes}
    assert told(state(a=BEFORE), both) == []
    assert told(both, state(b=BEFORE)) == []


CHANGES = {
    "first-of-all": ("", BEFORE, [("new", PRESS, False), ("new", COURTS, False)]),
    "last-of-all": (BEFORE, "", [("vanished", PRESS, False), ("vanished", COURTS, False)]),
    "new": (page(PRESS), BEFORE, [("new", COURTS, False)]),
    "vanished": (BEFORE, page(PRESS), [("vanished", COURTS, False)]),
    "one-for-another": (page(PRESS), page(COURTS), [("new", COURTS, False), ("vanished", PRESS, False)]),
    "corrected": (BEFORE, page(PRESS_CORRECTED, COURTS), [("changed", PRESS_CORRECTED, True)]),
    "words-added": (page(PRESS), page(f"{PRESS} Do so soon."), [("changed", f"{PRESS} Do so soon.", True)]),
    "corrected-and-new": (
        page(PRESS), page(PRESS_CORRECTED, COURTS), [("new", COURTS, False), ("changed", PRESS_CORRECTED, True)],
    ),
    "corrected-and-vanished": (
        BEFORE, page(PRESS_CORRECTED), [("changed", PRESS_CORRECTED, True), ("vanished", COURTS, False)],
    ),
    "corrected-without-a-known-document": (
        page(PRESS, cited=NOWHERE), page(PRESS_CORRECTED, cited=NOWHERE), [("changed", PRESS_CORRECTED, True)],
    ),
    "another-document": (
        page(PRESS), page(PRESS, cited=MIAMI), [("new", PRESS, False), ("vanished", PRESS, False)],
    ),
    "corrected-in-another-document": (
        page(PRESS), page(PRESS_CORRECTED, cited=MIAMI), [("new", PRESS_CORRECTED, False), ("vanished", PRESS, False)],
    ),
    "corrected-in-another-language": (
        page(PRESS), page(PRESS_CORRECTED, heading="DEMOCRACIA"),
        [("new", PRESS_CORRECTED, False), ("vanished", PRESS, False)],
    ),
    "another-language": (
        page(PRESS), page(PRESS, heading="DEMOCRACIA"), [("new", PRESS, False), ("vanished", PRESS, False)],
    ),
    "too-few-words-shared": (
        page("Protect the free press."), page("Protect the young voters."),
        [("new", "Protect the young voters.", False), ("vanished", "Protect the free press.", False)],
    ),
    "number-corrected": (
        page("Train 500 judges by the year 2025 in all member states."),
        page("Train 600 judges by the year 2025 in all member states."),
        [("changed", "Train 600 judges by the year 2025 in all member states.", True)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "found"), CHANGES.values(), ids=CHANGES)
def test_changes_found(before: str, after: str, found: list[tuple[str, str, bool]]) -> None:
    assert told(state(before), state(after)) == found


def test_a_correction_on_another_page_is_another_mandate() -> None:
    before, after = state(a=page(PRESS)), state(b=page(PRESS_CORRECTED))
    assert [c.change for c in changes(before, after)] == ["new", "vanished"]
    one_in_common = state(b=page(PRESS_CORRECTED), a=page(PRESS_CORRECTED))
    assert [c.change for c in changes(before, one_in_common)] == ["changed"]


def test_an_item_added_changes_a_mandate_that_keeps_its_id() -> None:
    before, after = state(lettered("a", "c")), state(lettered("a", "b", "c"))
    assert [m.id for m in before] == [m.id for m in after]
    assert changes(before, after) == [MandateChange("changed", after[0].id, None, after[0].text)]
    assert changes(after, before) == [MandateChange("changed", before[0].id, None, before[0].text)]
    assert "b. Do what b says;" in after[0].text


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        ("Do what a says;", "Do what Ann says;", 1),
        ("    • a.", "    • z.", 1),
        ("Do what a says;", "Do: what a says.", 0),
    ],
    ids=["words", "label", "punctuation"],
)
def test_an_item_corrected_changes_its_mandate_once(old: str, new: str, count: int) -> None:
    text = lettered("a", "b")
    found = changes(state(text), state(text.replace(old, new)))
    assert [(c.change, c.was) for c in found] == [("changed", None)] * count


def test_an_id_that_was_is_named_with_its_correction() -> None:
    (before,), (after,) = state(page(PRESS)), state(page(PRESS_CORRECTED))
    assert changes([before], [after]) == [MandateChange("changed", after.id, before.id, after.text)]
    assert before.id != after.id


ALIKE = [
    f"Strengthen the {what} of each member state with the support of the Organization by the year 2025."
    for what in ("civil courts", "rural clinics", "public schools", "island ports")
]


@pytest.mark.parametrize("seed", range(5))
def test_corrections_of_mandates_that_are_alike_are_paired_right(seed: int) -> None:
    """All four share most of their words, so that any could be taken for the correction of any other."""
    mended = [text.replace("by the year", "not later than the year") for text in ALIKE]
    shuffled = random.Random(seed).sample(mended, len(mended))
    before, after = state(page(*ALIKE)), state(page(*shuffled))
    texts = {m.id: m.text for m in before}
    found = changes(before, after)
    assert [c.change for c in found] == ["changed"] * 4
    assert {texts[str(c.was)]: c.text for c in found} == dict(zip(ALIKE, mended, strict=True))


def test_of_two_alike_the_one_that_stayed_is_no_correction_of_the_other() -> None:
    found = told(state(page(ALIKE[0], ALIKE[1])), state(page(ALIKE[0], ALIKE[2])))
    assert found == [("changed", ALIKE[2], True)]
    assert told(state(page(ALIKE[0])), state(page(ALIKE[0], ALIKE[1]))) == [("new", ALIKE[1], False)]


def test_kinds_come_in_order_and_in_each_the_order_of_the_records() -> None:
    before = state(a=page(PRESS, COURTS), b=page("Plant trees in every town.", "Open more schools at night."))
    after = state(a=page(PRESS_CORRECTED, VOTERS), b=page("Mend the bridges.", "Measure the rain."))
    found = changes(before, after)
    assert [c.change for c in found] == ["new", "new", "new", "changed", "vanished", "vanished", "vanished"]
    for kind, records_in_order in (("new", after), ("vanished", before)):
        ids = [c.id for c in found if c.change == kind]
        assert ids == [m.id for m in records_in_order if m.id in ids]


WORDS = st.sampled_from(["press", "courts", "free", "rural", "the", "of", "and", "train", "protect", "in 2025"])
TEXTS = st.lists(WORDS, min_size=1, max_size=7).map(lambda words: " ".join(words).capitalize() + ".")
STATES = st.dictionaries(
    st.sampled_from(["a", "b", "c_sp"]),
    st.builds(page, TEXTS, TEXTS, TEXTS, cited=st.sampled_from([LIMA, MIAMI, NOWHERE])),
).map(lambda pages: state(**pages))


@settings(deadline=None)
@given(STATES)
def test_nothing_changes_between_a_state_and_itself(found: list[Mandate]) -> None:
    assert changes(found, found) == []
    assert changes(found, found[::-1]) == []
    assert Counter(c.change for c in changes([], found)) == Counter({"new": len(found)} if found else {})
    assert [c.id for c in changes(found, [])] == [m.id for m in found]


@settings(deadline=None)
@given(STATES, STATES)
def test_every_id_that_came_or_left_is_told_once(before: list[Mandate], after: list[Mandate]) -> None:
    old, new = {m.id: m for m in before}, {m.id: m for m in after}
    found = changes(before, after)
    assert Counter(c.id for c in found if c.id in new.keys() - old.keys()) == Counter(new.keys() - old.keys())
    left = Counter(c.was or c.id for c in found if c.was or c.change == "vanished")
    assert left == Counter(old.keys() - new.keys())
    for change in found:
        assert change.text == (old if change.change == "vanished" else new)[change.id].text
        if change.was:
            was, now = old[change.was], new[change.id]
            assert (was.language, was.document) == (now.language, now.document)
            assert {p.page for p in was.placements} & {p.page for p in now.placements}


def there_and_back(before: list[Mandate], after: list[Mandate]) -> bool:
    """Whether the way back undoes what the way there told."""
    opposite = {"new": "vanished", "vanished": "new", "changed": "changed"}
    there = {(opposite[c.change], c.was or c.id, c.id) for c in changes(before, after)}
    return there == {(c.change, c.id, c.was or c.id) for c in changes(after, before)}


@settings(deadline=None)
@given(STATES, STATES)
@example(
    state(page("Courts free press courts free free courts press free.")),
    state(page("Courts press courts free press free free press free.")),
)
def test_going_back_undoes_what_was_told(before: list[Mandate], after: list[Mandate]) -> None:
    assert there_and_back(before, after)


@pytest.mark.parametrize("number", [0, 20])
def test_going_back_to_an_uncorrected_site_undoes_the_corrections(number: int) -> None:
    site = generate(9, themes(), pages=20, placements=200)
    assert there_and_back(records(site), records(corrected(older(site), number)))


def test_a_summit_added_to_a_whole_site_is_its_mandates_and_no_more() -> None:
    site = generate(7, themes(), pages=20, placements=200)
    before, after = records(older(site)), records(site)
    found = changes(before, after)
    assert {c.change for c in found} == {"new"}
    assert {c.id for c in found} == {m.id for m in after if m.summit == 2022}


@pytest.mark.timeout(10)
def test_a_whole_site_corrected_at_once_is_told_mandate_by_mandate() -> None:
    site = generate(8, themes(), pages=40, placements=600)
    mended = site
    for number in range(150):
        mended = corrected(mended, number)
    before, after = records(site), records(mended)
    found = changes(before, after)
    assert {c.change for c in found} == {"changed"}
    assert len(found) == len(after)
