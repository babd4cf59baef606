"""What two commitments share: whether one takes up the other, how, and which words show it."""

from typing import Final

import pytest

from mandates_cli.compare.links import Said, links
from mandates_cli.folding import fold

LAMPS: Final = "Mend harbour lamps before winter storms"
LONG: Final = f"{LAMPS} reach northern fishing villages"
REST: Final = "while keepers sleep ashore under canvas beside stoves that burn driftwood from distant reefs"


def linked(older: str, newer: str) -> list[tuple[str, float, tuple[str, ...]]]:
    said = (Said("a", "en", 2001, fold(older)), Said("b", "en", 2009, fold(newer)))
    return [(link.kind, link.score, link.shared) for link in links(said, {})]


# The kind, the share that the shorter text has in common with the other, and the runs of words that are shown.
FOUND = {
    "the same": (LONG, f"{LONG.upper()}.", "verbatim", 1.0, [LONG]),
    "the same, of few words": ("Mend the sea dam", "Mend the sea dam.", "verbatim", 1.0, ["Mend the sea dam"]),
    "another year": (f"{LONG} by 2010", f"{LONG} by 2020", "re-dated", 0.9, [f"{LONG} by"]),
    "another century": (f"{LONG} by 1999", f"{LONG} by 2005", "re-dated", 0.9, [f"{LONG} by"]),
    "a year of what is less alike": (f"{LONG} by 2010", f"Repaint wooden piers and {LONG} by 2020", "reworded", 0.9,
                                     [f"{LONG} by"]),
    "years in another order": (f"{LONG} by 2010 or 2020", f"{LONG} by 2020 or 2010", "reworded", 0.96, [f"{LONG} by"]),
    "another quantity": (f"{LONG} for 120 ports", f"{LONG} for 340 ports", "reworded", 0.89, [f"{LONG} for"]),
    "a quantity that begins like a year": (f"{LONG} for 20100 ports", f"{LONG} for 20200 ports", "reworded", 0.89,
                                           [f"{LONG} for"]),
    "more was added": (LONG, f"{LONG} and train keepers whose towers guard distant reefs", "extended", 1.0, [LONG]),
    "much more was added": (LAMPS, f"{LAMPS} {REST}", "extended", 1.0, [LAMPS]),
    "much was left out": (f"{LONG} {REST}", LONG, "narrowed", 1.0, [LONG]),
    "little was added": (LONG, f"{LONG} every year", "reworded", 1.0, [LONG]),
    "little was left out": (f"{LONG} every year", LONG, "reworded", 1.0, [LONG]),
    "a part of both, the later one longer": (f"{LONG} using glass panes", f"{LONG} {REST}", "reworded", 0.75, [LONG]),
    "a part of both, the older one longer": (f"{LONG} {REST}", f"{LONG} using glass panes", "reworded", 0.75, [LONG]),
    "other ends": (f"Every coastal town shall {LAMPS}", f"Let islands {LAMPS} arrive", "reworded", 0.71, [LAMPS]),
    "small words before it": (f"In all of the bays: {LAMPS}", f"{LAMPS} every year", "reworded", 0.75, [LAMPS]),
    "something put in": (LAMPS, "Mend harbour lamps and broken piers before winter storms", "extended", 1.0,
                         ["mend harbour lamps", "before winter storms"]),
    "small words in both": (f"{LAMPS} beside guards of the bays", f"{LAMPS} beside keepers of the coves", "reworded",
                            0.77, [f"{LAMPS} beside"]),
    "one word in both": (f"{LAMPS} with ropes, glass, nails", f"{LAMPS} with oil, glass, twine", "reworded", 0.84,
                         [f"{LAMPS} with"]),
    "other forms": (f"{LAMPS}, training keepers for procurement", f"{LAMPS}, procure oil and trained keepers",
                    "reworded", 0.91, [LAMPS]),
    "words that only begin alike": (f"{LAMPS}, training", f"{LAMPS}, traitors", "reworded", 0.85, [LAMPS]),
    "a word once more, before": (f"Lamps ashore: {LAMPS}", f"{LAMPS} nightly", "reworded", 0.85, [LAMPS]),
    "a word once more, after": (f"{LAMPS} nightly", f"Lamps ashore: {LAMPS}", "reworded", 0.85, [LAMPS]),
    "a word twice, then once": (f"{LAMPS} buoys here buoys", f"Buoys: {LAMPS}", "reworded", 0.97, [LAMPS]),
    "a word once, then thrice": (f"Buoys: {LAMPS}", f"{LAMPS} buoys here buoys there buoys", "extended", 0.97, [LAMPS]),
    "a word twice in both": (f"Buoys, ashore buoys: {LAMPS}", f"{LAMPS} buoys here buoys", "reworded", 0.84, [LAMPS]),
}  # fmt: skip

# Each falls short of one thing that a link needs, and has all the others.
LEFT_ALONE = {
    "too little of both": (f"{LAMPS} using glass panes bought abroad", f"{LAMPS} while keepers sleep ashore"),
    "too short beside the other": ("Mend harbour lamps daily", f"Mend harbour lamps daily {REST} {LONG}"),
    "too long beside the other": (f"Mend harbour lamps daily {REST} {LONG}", "Mend harbour lamps daily"),
    "too few words that say anything": ("Mend old sea dam", "Mend old sea dam now"),
    "in another order": (
        "Mend harbour lamps before winter storms reach northern villages whose fishing boats carry children",
        "Mend harbour lamps before children carry boats fishing whose villages northern reach storms winter",
    ),
    "no run that says anything": (
        "Of the sea lamps by an oar piers to its end ropes as if ice sails or far off wicks",
        "Wicks of the sea sails by an oar ropes to its end piers as if ice lamps or far off",
    ),
}


@pytest.mark.parametrize(("older", "newer", "kind", "score", "shared"), FOUND.values(), ids=FOUND)
def test_a_commitment_takes_up_another(older: str, newer: str, kind: str, score: float, shared: list[str]) -> None:
    assert linked(older, newer) == [(kind, score, tuple(map(fold, shared)))]


@pytest.mark.parametrize(("older", "newer"), LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_a_commitment_does_not_take_up_another(older: str, newer: str) -> None:
    assert linked(older, newer) == []


def test_what_every_text_says_links_none() -> None:
    said = [Said(str(number), "en", 2001 + number % 2, fold(LONG)) for number in range(12)]
    assert links(said, {}) == []
    assert len(links(said[:4], {})) == 4
