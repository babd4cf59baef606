"""Whether a page still looks as expected: what counts as drift, and which losses are a site that moved."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mandates_cli.fetch.judge import lacks, left_at_once, verdict
from mandates_cli.model import Shape, Verdict

HEADING = "SECURITY: Public Policies"


def shape(items: int, citations: int | None = None, heading: str | None = HEADING) -> Shape:
    return Shape(heading=heading, items=items, citations=items if citations is None else citations)


LACKING = {
    "an-empty-page": (shape(0), None, ("no item", "no citation")),
    "items-without-citations": (shape(9, 0), None, ("no citation",)),
    "citations-without-items": (shape(0, 9), None, ("no item",)),
    "all-gone": (shape(0), shape(20), ("no item", "no citation")),
    "heading-gone": (shape(20, heading=None), shape(20), (f"no heading, which was '{HEADING}'",)),
    "everything-gone": (
        shape(0, heading=None), shape(20), ("no item", "no citation", f"no heading, which was '{HEADING}'"),
    ),
    "one-of-four": (
        shape(1), shape(4), ("only 1 of the 4 items seen before", "only 1 of the 4 citations seen before"),
    ),
    "nine-of-twenty": (
        shape(9), shape(20), ("only 9 of the 20 items seen before", "only 9 of the 20 citations seen before"),
    ),
    "items-kept-citations-lost": (shape(20, 9), shape(20), ("only 9 of the 20 citations seen before",)),
    "items-lost-in-one": (shape(2, 10), shape(20, 10), ("only 2 of the 20 items seen before",)),
}  # fmt: skip

AS_EXPECTED = {
    "seen-for-the-first-time": (shape(1), None),
    "first-time-without-heading": (shape(1, heading=None), None),
    "the-same": (shape(20), shape(20)),
    "grown": (shape(40), shape(20)),
    "half-of-twenty": (shape(10), shape(20)),
    "two-of-four": (shape(2), shape(4)),
    "one-of-three-may-be-an-edit": (shape(1), shape(3)),
    "never-had-a-heading": (shape(20, heading=None), shape(20, heading=None)),
    "another-heading": (shape(20, heading="SECURITY: Policies"), shape(20)),
    "now-has-a-heading": (shape(20), shape(20, heading=None)),
    "had-nothing-before": (shape(3), shape(0)),
    "citations-are-scarcer-than-items": (shape(20, 1), shape(20, 1)),
}


@pytest.mark.parametrize(("now", "before", "words"), LACKING.values(), ids=LACKING)
def test_what_a_page_lacks(now: Shape, before: Shape | None, words: tuple[str, ...]) -> None:
    assert lacks(now, before) == words


@pytest.mark.parametrize(("now", "before"), AS_EXPECTED.values(), ids=AS_EXPECTED)
def test_pages_that_lack_nothing(now: Shape, before: Shape | None) -> None:
    assert lacks(now, before) == ()


COUNTS = st.integers(0, 60)
SHAPES = st.builds(Shape, heading=st.sampled_from([None, HEADING]), items=COUNTS, citations=COUNTS)


@settings(deadline=None)
@given(SHAPES, SHAPES)
def test_more_of_everything_is_never_drift(now: Shape, before: Shape) -> None:
    assert not lacks(now, None) or not (now.items and now.citations)
    more = Shape(heading=HEADING, items=before.items + now.items + 1, citations=before.citations + now.citations + 1)
    assert lacks(more, before) == ()
    assert bool(lacks(now, now)) == (not (now.items and now.citations)), "a page is as good as itself"


@pytest.mark.parametrize(
    ("missing", "expected", "judged"),
    [
        ((), True, "page"),
        ((), False, "page"),
        (("no citation",), True, "drift"),
        (("no citation",), False, "other"),
        (("no item", "no citation"), True, "drift"),
    ],
    ids=["known", "found-by-a-link", "known-and-changed", "just-another-page", "known-and-empty"],
)
def test_verdicts(missing: tuple[str, ...], expected: bool, judged: Verdict) -> None:
    assert verdict(missing, expected=expected) == judged


MOVED_AWAY = {"all-of-many": (150, 150), "half-of-many": (75, 150), "all-of-three": (3, 3), "three-of-six": (3, 6)}
SHRUNK = {
    "none": (0, 150),
    "one": (1, 150),
    "less-than-half": (74, 150),
    "three-of-seven": (3, 7),
    "both-of-two": (2, 2),
    "the-only-one": (1, 1),
    "nothing-known": (0, 0),
}


@pytest.mark.parametrize(("gone", "current"), MOVED_AWAY.values(), ids=MOVED_AWAY)
def test_losses_that_are_a_site_that_moved(gone: int, current: int) -> None:
    assert left_at_once(gone, current)


@pytest.mark.parametrize(("gone", "current"), SHRUNK.values(), ids=SHRUNK)
def test_losses_that_are_taken_for_what_they_are(gone: int, current: int) -> None:
    assert not left_at_once(gone, current)
