"""A quotation is never altered: take the marks away, and the text is there to the character."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invented import Made, record, typed, written_to
from mandates_cli.folding import fold
from mandates_cli.query.words import tokens
from mandates_cli.render.diff import reworded
from mandates_cli.render.flow import flowed
from mandates_cli.render.lineage import marked
from mandates_cli.render.mandate import hits
from mandates_cli.render.marks import Piece, begun, code, in_markdown, link, markdown, signed
from mandates_cli.render.screen import Screen, shown_lines
from readers import read, read_again

# Words, marks that formats use for something else, punctuation, and blanks of several kinds and lengths.
PARTS = st.sampled_from(
    ["the", "rule", "of", "law", "Ñandú", "a*b", "R&D", "&lt;", "x~~y", "[1]", "“open”", ",", ";", "(no)", "2020", "`"]
)
BLANKS = st.sampled_from([" ", "  ", "\n", "\u00a0", ""])
TEXTS = st.lists(st.tuples(PARTS, BLANKS), max_size=12).map(lambda found: "".join(w + b for w, b in found).strip())
RUNS = st.lists(st.lists(PARTS, min_size=1, max_size=3).map(" ".join).map(fold).filter(bool), max_size=4)


def text_of(pieces: list[Piece]) -> str:
    return "".join(text for _, text in pieces)


def without_blanks(text: str) -> str:
    return "".join(text.split())


@given(TEXTS, RUNS)
def test_shared_words_are_marked_and_nothing_else_is_done(text: str, runs: list[str]) -> None:
    pieces = marked(text, runs)
    assert text_of(pieces) == text
    assert read_again(in_markdown(pieces)) == text
    shared = [" ".join(token.word for token in tokens(piece)) for style, piece in pieces if style == "shared"]
    assert all(run in runs for run in shared)


@given(TEXTS, TEXTS, st.booleans())
def test_a_changed_text_is_there_between_what_it_replaced(old: str, new: str, exact: bool) -> None:
    pieces = reworded(old, new, exact=exact)
    assert text_of([piece for piece in pieces if piece[0] != "old"]) == new
    assert read_again(in_markdown([piece for piece in pieces if piece[0] != "old"])) == new
    gone = [word for style, text in pieces if style == "old" for word in text.split()]
    words = iter(old.split())
    assert all(word in words for word in gone), "in their order"


@given(TEXTS, RUNS, st.integers(20, 60), st.booleans())
def test_on_a_terminal_only_blanks_may_wrap(text: str, runs: list[str], width: int, color: bool) -> None:
    pieces = marked(text, runs)
    drawn = "".join(flowed(signed(pieces, color), Screen(width, color), 2))
    plain = re.sub(r"\x1b\[[\d;]*m", "", drawn)
    expected = [*signed(pieces, color)]
    assert " ".join(plain.split()) == " ".join(text_of(expected).split())
    if color:
        assert " ".join(plain.split()) == " ".join(text.split())
    (line,) = [*flowed(pieces, Screen(10_000, color=False))] or [""]
    assert line.removesuffix("\n") == text.replace("\n", " "), "where no line ends, blanks are as they were"


@given(TEXTS, st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=4))
def test_hits_are_marked_where_they_stand(text: str, places: list[tuple[int, int]]) -> None:
    spans = sorted((start, start + length) for start, length in places)
    assert text_of([*hits(text, spans)]) == text


# Whatever a reader of Markdown may take for a mark, and what stands between.
SIGNS = st.sampled_from(
    [*"\\`*_{}[]()<>#+-.!|~$&;:=@^'\"/ \n%?,0", "a", "ñ", "1.", "1)", "- ", "# ", "**", "~~", "```", "http://", "www.",
     "mailto:", "a@b.org", "&lt;", "&#60;", "&amp", "<b>", "</b>", "<!--", "-->", "<br>", "[^1]", "[x](y)", "![",
     "    ", "\t", "\u00a0", "\r", "\x1b[2J", "\u202e", "---", "===", "<http://x>", "](", "“", "—",
     "\u2028", "\x00", "“a”", "(b)"]
)  # fmt: skip
SIGNED = st.lists(SIGNS, max_size=10).map("".join)
PLACES = {
    "cell": ("| x |\n| --- |\n| {} | y |", "tbody tr td:first-child", markdown),
    "item": ("- y\n- {}: z", "li:last-child", lambda text: "x " + markdown(text)),
    "heading": ("## {}", "h2", markdown),
    "quotation": ("> y\n>\n> {}\n\ny", "blockquote p:last-child", begun),
}


@pytest.mark.parametrize("place", PLACES)
@given(SIGNED.filter(str.strip))
def test_markdown_gives_the_text_back(place: str, text: str) -> None:
    template, within, written = PLACES[place]
    told, tags = read(template.format(written(text)), within, linking=True)
    expected = {"item": f"x {shown_lines(text)}: z"}.get(place, shown_lines(text))
    assert (told, tags) == (expected, [])


@given(SIGNED, st.lists(st.integers(0, 40), max_size=6).map(sorted), st.sampled_from(["hit", "old"]))
def test_markdown_gives_back_a_text_with_its_marks(text: str, cuts: list[int], style: str) -> None:
    ends = [0, *cuts, len(text)]
    parts = [text[start:end] for start, end in pairwise(ends)]
    pieces = [(style if number % 2 else "", part) for number, part in enumerate(parts)]
    told, tags = read(f"| x |\n| --- |\n| y {in_markdown(pieces)} z |", "tbody td")
    assert told == f"y {shown_lines(text)} z"
    assert tags == [{"hit": "strong", "old": "del"}[style] for _, part in pieces[1::2] if part.strip()]


@given(SIGNED.filter(str.strip))
def test_a_name_is_code_whatever_is_in_it(name: str) -> None:
    told, tags = read(f"- {code(name)} x", "li")
    assert (told, tags) == (f"{shown_lines(name)} x".replace("\n", r"\x0a"), ["code"])


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("http://www.summit-americas.org/sisca/sec.html", "<http://www.summit-americas.org/sisca/sec.html>"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https://x> <script>", r"https\://x\> \<script\>"),
        ("http://x/a|b", r"http\://x/a\|b"),
    ],
)
def test_an_address_is_a_link_where_it_is_nothing_else(address: str, written: str) -> None:
    assert link(address) == written


@pytest.mark.parametrize(
    ("pieces", "shown", "report"),
    [
        ([("", "the "), ("shared", "rule"), ("", ", now")], "the [[rule]], now", "the **rule**, now"),
        ([("shared", "the"), ("", " "), ("shared", "smuggling")], "[[the]] [[smuggling]]", "**the** **smuggling**"),
        ([("", "by"), ("old", " 2010"), ("new", " 2020")], "by [-2010-] {+2020+}", "by ~~2010~~ **2020**"),
        ([("", "a "), ("hit", "law "), ("", "on")], "a [[law]] on", "a **law** on"),
        ([("new", " a\n"), ("", "b")], " {+a+}\nb", "&#32;**a**<br>b"),
        ([("new", " ")], " ", "&#32;"),
        ([("", "a"), ("hit", "(b)"), ("", "c")], "a[[(b)]]c", "a<strong>(b)</strong>c"),
        ([("hit", "a"), ("hit", "b")], "[[a]][[b]]", "**a**<strong>b</strong>"),
    ],
    ids=[
        "before-a-comma",
        "side-by-side",
        "replaced",
        "hit",
        "blanks-stay-outside",
        "nothing-but-a-blank",
        "signs-beside-letters",
        "one-after-the-other",
    ],
)
def test_marks_stand_around_words(pieces: list[Piece], shown: str, report: str) -> None:
    assert text_of([*signed(pieces, False)]) == shown
    assert in_markdown(pieces) == report


@pytest.mark.parametrize("command", ["trace 2018-one -f table", "diff 2018 2022 -f md", "diff 2018 2022 -f table"])
def test_a_text_that_returned_reads_as_it_was_adopted(tmp_path: object, command: str) -> None:
    from pathlib import Path

    old = "Combat the smuggling of migrants, and the trafficking in persons, in every port of the northern coast"
    new = "Combat again the smuggling of migrants, and all trafficking in persons, in each port of the northern coast."
    made = [
        Made("one", "en", 2018, "2018-lima-commitment", (), old + "."),
        Made("two", "en", 2022, "2022-green-future", (), new),
    ]
    folder = written_to(Path(str(tmp_path)), [record(one) for one in made])
    code, out, err = typed(*command.split(), "--data-dir", str(folder))
    assert code == 0, err
    assert new in " ".join(re.sub(r"\*|\[\[|\]\]", "", out).split())
