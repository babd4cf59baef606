"""Links between commitments, on labelled pairs; the thresholds were not set on the held-out half."""

import json

import pytest
from judged import HALVES, HERE, judged, judged_by_hand, measured, names, pairs, planted

from mandates_cli.compare.links import Said, links
from mandates_cli.folding import fold
from testsite.lineage import Half
from testsite.lineage import Said as Meant

PRECISION, RECALL = 0.95, 0.85


def test_held_out_pairs_reach_the_bars() -> None:
    found = judged("held-out")
    assert found.precision >= PRECISION
    assert found.recall >= RECALL
    by_hand = judged_by_hand("held-out")
    assert by_hand.wrong == ()
    assert by_hand.recall >= RECALL


def test_no_figure_falls_below_its_floor() -> None:
    floor = json.loads((HERE / "floor.json").read_text("utf-8"))
    fallen = {
        f"{name}: {what}": (value, floor[name][what])
        for name, figures in measured().items()
        for what, value in figures.items()
        if value < floor[name][what]
    }
    assert fallen == {}


@pytest.mark.parametrize("half", HALVES)
def test_what_shares_only_the_phrases_of_diplomacy_is_never_linked(half: Half) -> None:
    """Of pairs of two families, every one that is linked shares a thing or a body; and no decoy by hand is."""
    for _, _, made, found in planted(half):
        for link in found:
            older, newer = int(link.older), int(link.newer)
            if made.family[older] != made.family[newer]:
                one, other = (made.commitments[n].paragraphs[0] for n in (older, newer))
                assert isinstance(one, Meant)
                assert isinstance(other, Meant)
                assert one.subjects() & other.subjects(), link
    assert judged_by_hand(half).wrong == ()


def test_the_halves_share_no_pair() -> None:
    texts = [{row[side]["text"] for row in pairs(half) for side in ("older", "newer")} for half in HALVES]
    assert not texts[0] & texts[1]
    assert {row["kind"] for row in pairs("dev")} == {row["kind"] for row in pairs("held-out")}


def test_links_do_not_depend_on_the_order_of_the_records() -> None:
    said = [
        Said(f"{row['id']} {side}", row["language"], row[side]["summit"], fold(row[side]["text"]))
        for row in pairs("dev")
        for side in ("older", "newer")
    ]
    found = links(said, names())
    assert found
    assert links(said[::-1], names()) == found
