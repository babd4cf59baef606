"""Labels and bullets of which only the lines around them tell that they are any, as markup and as text."""

import pytest

from mandates_cli import registry
from mandates_cli.parse.html import read_html, tree_of
from mandates_cli.parse.labels import NUMERALS, follows, missing, order
from mandates_cli.parse.markers import Marker, finder
from mandates_cli.parse.text import read_text


def markup(*lines: str) -> list[str | None]:
    return [block.marker for block in read_html(tree_of("".join(f"<p>{line}</p>" for line in lines)), find)]


def text(*lines: str) -> list[str | None]:
    return [block.marker for block in read_text("\n".join(lines), find)]


SEQUENCES = [
    ("1 -", "2 -"),
    ("1 –", "2 –"),
    ("1-", "2-"),
    ("1/", "2/"),
    ("1:", "2:"),
    ("1º", "2º"),
    ("1°", "2°"),
    ("1ª", "2ª"),
    ("1.º", "2.º"),
    ("[1]", "[2]"),
    ("[a]", "[b]"),
    ("[iii]", "[iv]"),
    ("A.", "B."),
    ("(A)", "(B)"),
    ("(I)", "(II)"),
    ("A -", "B -"),
    ("a -", "b -"),
    ("II -", "III -"),
    ("1.1", "1.2"),
    # The number tells, not its form.
    ("1.-", "2º"),
    ("(9)", "10 -"),
    ("C)", "D."),
]


def find(text: str) -> Marker | None:
    return finder(tuple(label.word for label in registry.load().labels))(text)


@pytest.mark.parametrize("labels", SEQUENCES, ids=" ".join)
def test_labels_in_a_sequence_are_labels(labels: tuple[str, str]) -> None:
    lines = [f"{label} Mend the lamps; and" for label in labels]
    assert markup(*lines) == list(labels)
    assert text(*(f"  {line}" for line in lines)) == list(labels)
    assert markup("1. Take steps, to include:", *lines) == ["1.", *labels]


@pytest.mark.parametrize("labels", SEQUENCES[:18], ids=" ".join)
def test_one_alone_is_none(labels: tuple[str, str]) -> None:
    line = f"{labels[0]} the lamps are mended"
    assert markup("The ports are open", line, "The end") == [None, None, None]
    assert markup(f"{labels[0]} Mend the lamps", f"{labels[0]} Mend the poles") == [None, None]


@pytest.mark.parametrize("label", ["A.", "(A)", "[7]", "7/", "7 -", "7º"])
def test_one_between_labelled_items_is_a_label(label: str) -> None:
    cited = "(Lima Commitment. Peru, 2018)."
    assert markup(f"3. Mend. {cited}", f"{label} Paint. {cited}", f"12. Wash. {cited}") == ["3.", label, "12."]


@pytest.mark.parametrize(
    "lines",
    [
        ("1. Mend the lamps that", "A. Smith has drawn. (Lima Commitment. Peru, 2018)", "2. Paint. (Lima, 2018)"),
        ("1. Mend the lamps; (Lima, 2018)", "A. Smith has drawn them, and", "2. Paint. (Lima, 2018)"),
        ("1. Mend the lamps. (Lima, 2018)", "(A) The end"),
    ],
    ids=["a sentence before", "a sentence after", "the last"],
)
def test_names_among_items_are_none(lines: tuple[str, ...]) -> None:
    assert None in markup(*lines)


def test_a_wrapped_line_is_no_label() -> None:
    assert text("  1. Mend the lamps of A. Smith and those of", "  B. Jones, in the port;", "  2. Paint") == [
        "1.",
        "2.",
    ]


GLYPHS = "*+#@=>»~oqvn"


@pytest.mark.parametrize("glyph", GLYPHS)
def test_bullets_below_a_lead_in(glyph: str) -> None:
    lines = ("1. Count the lamps, to include:", f"{glyph} the wicks;", f"{glyph} the poles; and", f"{glyph} the oil.")
    assert markup(*lines) == ["1.", glyph, glyph, glyph]
    assert text(f"  {lines[0]}", *(f"      {line}" for line in lines[1:])) == ["1.", glyph, glyph, glyph]
    assert text(f"  {lines[0]}", *(f"\n      {line}" for line in lines[1:])) == ["1.", glyph, glyph, glyph]
    assert [b.marker for b in read_html(tree_of("<br>".join(lines)), find)] == ["1.", glyph, glyph, glyph]


@pytest.mark.parametrize("glyph", GLYPHS)
def test_bullets_of_items(glyph: str) -> None:
    lines = [f"{glyph} Mend the lamps. (Lima Commitment. Peru, 2018)", f"{glyph} Paint. (Lima Commitment. Peru, 2018)."]
    assert markup("SECURITY: Public Policies", *lines) == [None, glyph, glyph]
    assert text("SECURITY: Public Policies", "", *(f"   {line}" for line in lines)) == [None, glyph, glyph]
    assert markup("SECURITY: Public Policies", lines[0]) == [None, glyph]


@pytest.mark.parametrize("glyph", GLYPHS)
def test_a_bullet_before_a_label(glyph: str) -> None:
    assert markup("1. Count the lamps", f"{glyph} c. The wicks") == ["1.", f"{glyph} c."]


def test_wrapped_lines_are_no_bullets() -> None:
    lines = ("  1. Reparar los faros;", "     o los postes, y", "     o los muelles;", "  2. Pintar")
    assert text(*lines) == ["1.", "2."]
    assert text("  1.  Reparar los faros", "      o los postes", "  2.  Pintar") == ["1.", "2."]
    assert text("  1. Mend 12", "     + 12 lamps", "  2. Paint") == ["1.", "2."]


def test_deeper_lines_are_bullets() -> None:
    lines = ("  1. Mend the lamps", "     of the port", "       o of iron", "         and brass", "       o of glass")
    assert text(*lines) == ["1.", "o", "o"]


def test_footnotes_are_no_bullets() -> None:
    lines = (
        "1. Mend the lamps.* (Lima, 2018)",
        "* Under reservation by Freedonia.",
        "2. Paint the poles.* (Lima, 2018)",
    )
    assert markup(*lines, lines[1]) == ["1.", None, "2.", None]
    assert markup("1. Mend the lamps,* to include:", "* the wicks;", "* the poles.") == ["1.", "*", "*"]


def test_words_at_the_beginning_of_a_paragraph_are_no_bullets() -> None:
    assert markup("1. Reparar los faros", "o bien pintar los postes", "2. Pintar") == ["1.", None, "2."]


def test_a_wrapped_hyphen_parts_no_word() -> None:
    read = read_text("  1. Mend the inter-\n     American lamps, short-\n     and long-term\n", find)
    assert [block.text for block in read] == ["Mend the inter-American lamps, short- and long-term"]


@pytest.mark.parametrize(
    ("shown", "lacking"),
    [
        (["A", "C"], ("B",)),
        (["I", "IV"], ("II", "III")),
        (["xxii"], tuple(NUMERALS[:21])),
        (["1.2", "3"], ("2",)),
        (["c"], ("a", "b")),
        (["i"], tuple("abcdefgh")),
        (["c", "i"], ("a", "b", "d", "e", "f", "g", "h")),
        (["ñ", "p"], tuple("abcdefghijklmno")),
        (["C", "ñ"], ()),
        (["3", "b"], ()),
        (["101"], tuple(str(number) for number in range(1, 101))),
        (["102"], ()),
        (["1"], ()),
        ([], ()),
    ],
)
def test_missing_labels_of_every_kind(shown: list[str], lacking: tuple[str, ...]) -> None:
    assert missing(shown) == lacking


@pytest.mark.parametrize(
    "labels",
    [
        ["2", "10", "a", "b", "aa", None],
        ["c", "c.1", "c.2", "c.10", "d"],
        ["h", "i", "j", "v", "x"],
        ["i", "ii", "iv", "v", "ix", "x"],
        ["1", "ii", "V", "IX"],
        ["n", "ñ", "o"],
        ["A", "b", "C"],
        ["c", "i", "ii"],
        ["1.a", "ii", "v"],
    ],
    ids=str,
)
def test_labels_have_an_order(labels: list[str | None]) -> None:
    assert sorted(set(labels), key=order(labels)) == labels


@pytest.mark.parametrize(
    ("label", "other", "does"),
    [
        ("a", "b", True), ("9", "10", True), ("A", "B", True), ("ii", "iii", True), ("n", "ñ", True), ("n", "o", True),
        ("c.1", "c.2", True), ("a", "c", False), ("a", "B", False), ("c.1", "d.2", False), ("2", "1", False),
        ("9", "9", False), ("z", "aa", False), ("1", "b", False),
    ],
)  # fmt: skip
def test_a_label_follows_another(label: str, other: str, does: bool) -> None:
    assert follows(label, other) is does
