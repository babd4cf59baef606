"""Which mandate, and which item of a mandate, of an older state is which of the newer."""

import pytest

from mandates_cli.compare.partners import of_items, of_mandates
from mandates_cli.rows import ItemRow

Told = tuple[str, str, str]  # id, text, document
ROOF = "Mend the roof of each school before the winter rains"
RING, SING = "Ring bells", "Sing songs"


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        pytest.param([("x", RING, "d")], [("x", SING, "e")], {"x": "x"}, id="one id"),
        pytest.param([("x", RING, "d")], [("x", SING, "d"), ("y", RING, "d")], {"x": "x"}, id="who has left its words"),
        pytest.param([("x", RING, "d"), ("y", SING, "d")], [("x", SING, "d")], {"x": "x"}, id="who took others' words"),
        pytest.param([("x", RING, "d")], [("y", "RING, bells;", "d")], {"y": "x"}, id="the same words"),
        pytest.param([("x", RING, "d")], [("y", "Ring, bells", "e")], {"y": "x"}, id="the same words elsewhere"),
        pytest.param([("x", RING, "d"), ("y", RING, "e")], [("v", RING, "e"), ("w", RING, "d")], {"v": "y", "w": "x"},
                     id="the same words in two documents"),
        pytest.param([("x", RING, "d"), ("y", RING, "d")], [("z", RING, "d")], {}, id="either could be meant"),
        pytest.param([("x", RING, "d")], [("y", SING, "d")], {}, id="other words"),
        pytest.param([("x", ROOF, "d")], [("y", f"{ROOF.upper()}, and paint it.", "d")], {"y": "x"}, id="like words"),
        pytest.param([("x", ROOF, "d")], [("y", f"{ROOF}, and paint it", "e")], {}, id="like words elsewhere"),
        pytest.param([("x", ROOF, "d")], [("y", f"Mend the roof of each school {RING} {SING} {RING}", "d")], {},
                     id="half of the words"),
        pytest.param([("x", "a b c d e f g h", "d")], [("y", "a b c d e f i j", "d")], {"y": "x"},
                     id="three of four words"),
        pytest.param([("v", f"{ROOF} or storms", "d"), ("w", f"{ROOF} or", "d")], [("x", f"{ROOF} of", "d")],
                     {"x": "w"}, id="the most alike of the older"),
        pytest.param([("v", f"{ROOF} or", "d")], [("x", f"{ROOF} of the", "d"), ("y", f"{ROOF} of", "d")], {"y": "v"},
                     id="the most alike of the newer"),
        pytest.param([("v", f"{ROOF} or", "d"), ("w", f"{ROOF} or snow", "d")],
                     [("x", f"{ROOF} of", "d"), ("y", f"{ROOF} of the snow", "d")], {"x": "v", "y": "w"},
                     id="two at once"),
    ],
)  # fmt: skip
def test_which_mandate_is_which(old: list[Told], new: list[Told], pairs: dict[str, str]) -> None:
    before, after = (
        [{"id": id, "language": "en", "text": text, "document": document} for id, text, document in state]
        for state in (old, new)
    )
    for was, now in ((before, after), (before[::-1], after[::-1])):
        found = of_mandates(was, now, {})
        assert {id: row["id"] for id, row in found.items()} == pairs


def test_another_language_is_another_mandate() -> None:
    was, now = ({"id": language, "language": language, "text": ROOF} for language in ("en", "es"))
    assert of_mandates([was], [now], {}) == {}
    assert of_mandates([was], [now], {"es": "en"}) == {"es": was}


Items = list[tuple[str | None, str]]


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        pytest.param([("a", RING), ("b", SING)], [("b", SING), ("a", RING)], {0: 1, 1: 0}, id="moved"),
        pytest.param([("a", RING), ("b", RING)], [("b", RING), ("c", RING)], {0: 1, 1: 0}, id="the same words twice"),
        pytest.param([("a", RING)], [("c", "RING bells;")], {0: 0}, id="another letter"),
        pytest.param([("a", RING), ("b", "Ring bells late")], [("b", RING)], {0: 0}, id="words go before letters"),
        pytest.param([("a", RING)], [("a", SING)], {}, id="other words"),
        pytest.param([("a", "Mend roofs")], [("a", "Mended roofing")], {}, id="words of the same letters"),
        pytest.param([("a", "Mend some roofs")], [("b", "Mend all roofs")], {}, id="like words under another letter"),
        pytest.param([("a", "Mend the old roofs")], [("a", "Mend the new walls")], {0: 0}, id="half of the words"),
        pytest.param([("a", "Mend the old roofs")], [("a", "Mend no new walls")], {}, id="a quarter of the words"),
        pytest.param([(None, "Mend the old walls"), (None, "Mend the old roofs")], [(None, "Mend old roofs")], {0: 1},
                     id="the most alike of the older"),
        pytest.param([(None, "Mend old roofs"), (None, "Mend old walls")], [(None, "Mend old gates")], {0: 0},
                     id="of equals the first"),
        pytest.param([(None, "Mend old roofs")], [(None, "Mend old walls"), (None, "Mend old gates")], {0: 0},
                     id="one partner at most"),
        pytest.param([], [(None, RING)], {}, id="none before"),
    ],
)  # fmt: skip
def test_which_item_is_which(old: Items, new: Items, pairs: dict[int, int]) -> None:
    was, now = ([ItemRow(label=label, text=text) for label, text in items] for items in (old, new))
    assert of_items(was, now) == pairs


def test_bullets_past_the_bound_are_looked_for_about_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mandates_cli.compare.partners.LOOKED_UP", 10)
    was, now = ([ItemRow(label=None, text=f"mend the roof {kind}{n}") for n in range(50)] for kind in "ab")
    assert of_items(was, now) == {n: n for n in range(50)}
