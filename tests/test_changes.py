"""What is new, changed or vanished between two states, where the later one is parsed with the earlier one's ids."""

import random
from collections import Counter
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mandates_cli import registry
from mandates_cli.compare import changes
from mandates_cli.parse import Assembly, assemble, parse_page

LIMA = "(Lima Commitment. Peru, 2018)"
MIAMI = "(Plan of Action Miami, 1994)"
NOWHERE = "(Plan of Nowhere, Lima, 2018)"
PRESS = "Protect the freedom of the press and the safety of those who work for it in every country."
PRESS_CORRECTED = "Protect the freedom of the press and the safety of all who work for it in every country."
COURTS = "Strengthen the independence of the courts and the training of judges in all member states."
VOTERS = "Improve the registers of voters, with the help of the Organization, before each general election."
ITEMS = "Strengthen the work of electoral bodies through the following steps:"


class State(NamedTuple):
    """Pages given as their text; a name matters where two states are to share the page."""

    pages: dict[str, str]

    def after(self, before: Assembly | None) -> Assembly:
        records = [
            parse_page(
                text.encode(),
                page=f"/sisca/{name}.txt",
                url=None,
                snapshot="",
                media_type="text/plain",
                declared_charset=None,
                registry=registry.load(),
            )
            for name, text in self.pages.items()
        ]
        return assemble(records, before.identities, before.mandates) if before else assemble(records)


def state(*texts: str, **named: str) -> State:
    return State({str(n): text for n, text in enumerate(texts)} | named)


def page(*texts: str, cited: str = LIMA, heading: str = "DEMOCRACY") -> str:
    return f"{heading}\n" + "\n".join(f"  {n}. {text} {cited}\n" for n, text in enumerate(texts, 1))


def lettered(*labels: str) -> str:
    lines = "\n\n".join(f"    • {label}. Do what {label} says;" for label in labels)
    return f"DEMOCRACY\n  1. {ITEMS}\n\n{lines} {LIMA}\n"


def told(before: State, after: State) -> list[tuple[str, str]]:
    """Each change with the text it shows."""
    first = before.after(None)
    return [(c.change, c.text) for c in changes(first.mandates, after.after(first).mandates)]


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
    assert told(state(a=BEFORE), both) == []
    assert told(both, state(b=BEFORE)) == []


CHANGES = {
    "first-of-all": ("", BEFORE, [("new", PRESS), ("new", COURTS)]),
    "last-of-all": (BEFORE, "", [("vanished", PRESS), ("vanished", COURTS)]),
    "new": (page(PRESS), BEFORE, [("new", COURTS)]),
    "vanished": (BEFORE, page(PRESS), [("vanished", COURTS)]),
    "one-for-another": (page(PRESS), page(COURTS), [("new", COURTS), ("vanished", PRESS)]),
    "corrected": (BEFORE, page(PRESS_CORRECTED, COURTS), [("changed", PRESS_CORRECTED)]),
    "words-added": (page(PRESS), page(f"{PRESS} Do so soon."), [("changed", f"{PRESS} Do so soon.")]),
    "corrected-and-new": (
        page(PRESS), page(PRESS_CORRECTED, COURTS), [("new", COURTS), ("changed", PRESS_CORRECTED)],
    ),
    "corrected-and-vanished": (
        BEFORE, page(PRESS_CORRECTED), [("changed", PRESS_CORRECTED), ("vanished", COURTS)],
    ),
    "corrected-without-a-known-document": (
        page(PRESS, cited=NOWHERE), page(PRESS_CORRECTED, cited=NOWHERE), [("changed", PRESS_CORRECTED)],
    ),
    "another-document": (
        page(PRESS), page(PRESS, cited=MIAMI), [("new", PRESS), ("vanished", PRESS)],
    ),
    "corrected-in-another-document": (
        page(PRESS), page(PRESS_CORRECTED, cited=MIAMI), [("new", PRESS_CORRECTED), ("vanished", PRESS)],
    ),
    "corrected-in-another-language": (
        page(PRESS), page(PRESS_CORRECTED, heading="DEMOCRACIA"),
        [("new", PRESS_CORRECTED), ("vanished", PRESS)],
    ),
    "another-language": (
        page(PRESS), page(PRESS, heading="DEMOCRACIA"), [("new", PRESS), ("vanished", PRESS)],
    ),
    "too-few-words-shared": (
        page("Protect the free press."), page("Protect the young voters."),
        [("new", "Protect the young voters."), ("vanished", "Protect the free press.")],
    ),
    "number-corrected": (
        page("Train 500 judges by the year 2025 in all member states."),
        page("Train 600 judges by the year 2025 in all member states."),
        [("changed", "Train 600 judges by the year 2025 in all member states.")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "found"), CHANGES.values(), ids=CHANGES)
def test_changes_found(before: str, after: str, found: list[tuple[str, str]]) -> None:
    assert told(state(before), state(after)) == found


def test_a_correction_on_another_page_is_another_mandate() -> None:
    before = state(a=page(PRESS))
    assert [change for change, _ in told(before, state(b=page(PRESS_CORRECTED)))] == ["new", "vanished"]
    one_in_common = state(b=page(PRESS_CORRECTED), a=page(PRESS_CORRECTED))
    assert [change for change, _ in told(before, one_in_common)] == ["changed"]


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        ("Do what a says;", "Do what Ann says;", 1),
        ("    • a.", "    • z.", 1),
        ("    • b.", "    • b. Do what b says;\n\n    • c.", 1),
        ("Do what a says;", "Do: what a says.", 0),
    ],
    ids=["words", "label", "item-added", "punctuation"],
)
def test_an_item_changes_its_mandate_once(old: str, new: str, count: int) -> None:
    text = lettered("a", "b")
    assert [change for change, _ in told(state(text), state(text.replace(old, new)))] == ["changed"] * count


ALIKE = [
    f"Strengthen the {what} of each member state with the support of the Organization by the year 2025."
    for what in ("civil courts", "rural clinics", "public schools", "island ports")
]


@pytest.mark.parametrize("seed", range(5))
def test_corrections_of_mandates_that_are_alike_are_paired_right(seed: int) -> None:
    """All four share most of their words, so that any could be taken for the correction of any other."""
    mended = {text: text.replace("by the year", "not later than the year") for text in ALIKE}
    first = state(page(*ALIKE)).after(None)
    second = state(page(*random.Random(seed).sample(list(mended.values()), len(mended)))).after(first)
    texts = {m.id: m.text for m in first.mandates}
    assert {texts[c.id]: c.text for c in changes(first.mandates, second.mandates)} == mended


def test_kinds_come_in_order_and_in_each_the_order_of_the_records() -> None:
    before = state(a=page(PRESS, COURTS), b=page("Plant trees in every town.", "Open more schools at night."))
    first = before.after(None)
    second = state(a=page(PRESS_CORRECTED, VOTERS), b=page("Mend the bridges.", "Measure the rain.")).after(first)
    found = changes(first.mandates, second.mandates)
    assert [c.change for c in found] == ["new", "new", "new", "changed", "vanished", "vanished", "vanished"]
    for kind, in_order in (("new", second.mandates), ("vanished", first.mandates)):
        ids = [c.id for c in found if c.change == kind]
        assert ids == [m.id for m in in_order if m.id in ids]


WORDS = st.sampled_from(["press", "courts", "free", "rural", "the", "of", "and", "train", "protect", "in 2025"])
TEXTS = st.lists(WORDS, min_size=1, max_size=7).map(lambda words: " ".join(words).capitalize() + ".")
STATES = st.dictionaries(
    st.sampled_from(["a", "b", "c_sp"]),
    st.builds(page, TEXTS, TEXTS, TEXTS, cited=st.sampled_from([LIMA, MIAMI, NOWHERE])),
).map(lambda pages: state(**pages))


@settings(deadline=None)
@given(STATES, STATES)
def test_every_id_that_came_or_left_is_told_once(before: State, after: State) -> None:
    first = before.after(None)
    second = after.after(first)
    old, new = ({m.id: m for m in assembly.mandates} for assembly in (first, second))
    found = changes(old.values(), new.values())
    assert {c.id for c in found if c.change == "new"} == new.keys() - old.keys()
    assert {c.id for c in found if c.change == "vanished"} == old.keys() - new.keys()
    assert {c.id for c in found if c.change == "changed"} <= old.keys() & new.keys()
    assert max(Counter(c.id for c in found).values(), default=1) == 1
    assert changes(old.values(), old.values()) == []
    opposite = {"new": "vanished", "vanished": "new", "changed": "changed"}
    back = changes(new.values(), old.values())
    assert {(opposite[c.change], c.id) for c in found} == {(c.change, c.id) for c in back}
