"""Where a text stands in a page: every place cuts out again what was read there."""

import html
import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mandates_cli import registry
from mandates_cli.parse import PageRecords, parse_page
from mandates_cli.parse.html import read_html, tree_of
from mandates_cli.parse.markers import finder
from mandates_cli.parse.places import Trace, compact, cut
from mandates_cli.parse.text import read_text

HTML, TEXT = "text/html", "text/plain"
FIND = finder(())
LIMA = "(Lima Commitment. Peru, 2018)"


def placed(source: str, text: str, media_type: str = HTML) -> str | None:
    """What of the page, markup and all, stands where `text` was found; null where it was not."""
    trace = Trace(source, media_type)
    run = trace.find(text)
    if run is None:
        return None
    span = trace.span_of(run, text)
    assert span is not None
    assert cut(source, media_type, span) == compact(text)
    return source[slice(*span)]


@pytest.mark.parametrize(
    ("source", "text", "stands"),
    [
        pytest.param("<p>Mend it.</p>", "Mend it.", "Mend it.", id="plain"),
        pytest.param("<p>Mend\n   it.</p>", "Mend it.", "Mend\n   it.", id="blanks"),
        pytest.param("<p>Mend\r\nit.</p>", "Mend it.", "Mend\r\nit.", id="CRLF"),
        pytest.param("<p>A <b>Mend</b> it.</p>", "Mend it.", "Mend</b> it.", id="a tag"),
        pytest.param("<p>M<b>en</b>d it.</p>", "Mend it.", "M<b>en</b>d it.", id="a tag within a word"),
        pytest.param("<p>Mend<br>it.</p>", "Mend it.", "Mend<br>it.", id="a line break"),
        pytest.param("<p>caf&eacute;s</p>", "cafés", "caf&eacute;s", id="a named entity"),
        pytest.param("<p>&eacute;caf&eacute;</p>", "écafé", "&eacute;caf&eacute;", id="entities at both ends"),
        pytest.param("<p>caf&#233;s</p>", "cafés", "caf&#233;s", id="a number"),
        pytest.param("<p>caf&#xE9;s</p>", "cafés", "caf&#xE9;s", id="a hexadecimal number"),
        pytest.param("<p>&#147;Mend&#148;</p>", "“Mend”", "&#147;Mend&#148;", id="numbers of windows-1252"),
        pytest.param("<p>caf&eacute est</p>", "café est", "caf&eacute est", id="no semicolon"),
        pytest.param("<p>&copy Mend</p>", "© Mend", "&copy Mend", id="no semicolon at the start"),
        pytest.param("<p>A &amp; B</p>", "A & B", "A &amp; B", id="an ampersand"),
        pytest.param("<p>A & B</p>", "A & B", "A & B", id="a bare ampersand"),
        pytest.param("<p>AT&T and R&D</p>", "AT&T and R&D", "AT&T and R&D", id="bare ampersands within words"),
        pytest.param("<p>&lt;b&gt; it</p>", "<b> it", "&lt;b&gt; it", id="a tag spelled out"),
        pytest.param("<p>a < b</p>", "a < b", "a < b", id="less than"),
        pytest.param("<p>&nbsp;Mend&nbsp;it.&nbsp;</p>", "Mend it.", "Mend&nbsp;it.", id="hard spaces as entities"),
        pytest.param("<p>\u00a0Mend\u00a0it.</p>", "Mend it.", "Mend\u00a0it.", id="hard spaces"),
        pytest.param("<p>&nbspMend it.</p>", "Mend it.", "&nbspMend it.", id="a hard space without semicolon"),
        pytest.param("<p>Me&shy;nd it.</p>", "Mend it.", "Me&shy;nd it.", id="a soft hyphen as entity"),
        pytest.param("<p>\u00adMe\u00adnd it.\u00ad</p>", "Mend it.", "Me\u00adnd it.", id="soft hyphens"),
        pytest.param("<p>Me\u200bnd\ufeff it.</p>", "Mend it.", "Me\u200bnd\ufeff it.", id="zero width"),
        pytest.param("<p>Mend <!-- not -->it.</p>", "Mend it.", "Mend <!-- not -->it.", id="a comment"),
        pytest.param("<!-- Mend it. --><p>Mend it.</p>", "Mend it.", "Mend it.", id="the same in a comment"),
        pytest.param(
            "<script>x = '<p>Mend it.</p>'</script>Mend it.", "Mend it.", "Mend it.", id="the same in a script"
        ),
        pytest.param("<title>Mend it.</title><p>Mend it.</p>", "Mend it.", "Mend it.", id="the same in the title"),
        pytest.param("<STYLE>p {}</STYLE><P>Mend it.", "Mend it.", "Mend it.", id="capitals"),
        pytest.param("<p>Mend 🐑 𝒳 it.</p>", "🐑 𝒳", "🐑 𝒳", id="astral characters"),
        pytest.param("<p>&#x1F411; it</p>", "🐑 it", "&#x1F411; it", id="an astral character as entity"),
        pytest.param("<p>Mend it.", "Mend it.", "Mend it.", id="never closed"),
        pytest.param("<p title='it.'>Mend it.</p>", "it.", "it.", id="the same in an attribute"),
    ],
)
def test_a_text_is_found_in_markup(source: str, text: str, stands: str) -> None:
    assert placed(source, text) == stands


def test_a_text_in_an_attribute_comes_before_the_one_that_is_shown() -> None:
    source = "<p title='Mend it.'>x Mend it.</p>"
    trace = Trace(source, HTML)
    assert trace.span_of(trace.find("Mend it."), "Mend it.") == (source.rindex("Mend"), source.rindex("</p>"))


@pytest.mark.parametrize(
    ("source", "text", "stands"),
    [
        pytest.param("  1. Mend\n   it.\n", "Mend it.", "Mend\n   it.", id="wrapped"),
        pytest.param("Mend\r\nit.\r\n", "Mend it.", "Mend\r\nit.", id="CRLF"),
        pytest.param("\u00a0Me\u00adnd\u00a0it.", "Mend it.", "Me\u00adnd\u00a0it.", id="hidden characters"),
        pytest.param("<b>Mend</b> &amp; it", "<b>Mend</b> &amp; it", "<b>Mend</b> &amp; it", id="markup means nothing"),
        pytest.param("🐑 Mend 𝒳", "Mend 𝒳", "Mend 𝒳", id="astral characters"),
        pytest.param("\ufeffMend it.", "Mend it.", "Mend it.", id="a byte order mark"),
    ],
)
def test_a_text_is_found_in_text(source: str, text: str, stands: str) -> None:
    assert placed(source, text, TEXT) == stands


def test_a_text_that_stands_nowhere_is_not_found() -> None:
    trace = Trace("<p>Mend it.</p>", HTML)
    assert trace.find("Mend them.") is None
    assert trace.find("") is None
    assert trace.span_of(None, "Mend") is None
    assert trace.span_of((0, 4), "Mend it.") is None
    assert trace.within((0, 7), "them") is None
    assert trace.within((0, 7), "") is None
    assert trace.within((0, 7), "it.") == (4, 7)


def test_the_same_text_twice_has_two_places() -> None:
    source = "<p>Mend it.</p><p>Mend it.</p>"
    trace = Trace(source, HTML)
    first, second = trace.find("Mend it."), trace.find("Mend it.")
    assert (trace.span_of(first, "Mend it."), trace.span_of(second, "Mend it.")) == ((3, 11), (18, 26))


def test_what_a_browser_moves_out_of_a_table_is_found_where_it_was_written() -> None:
    source = "<table><tr><td>Mend it.</td></tr>Sweep it.<tr><td>Wash it.</td></tr></table>"
    trace = Trace(source, HTML)
    assert [block.text for block in read_html(tree_of(source), FIND)] == ["Sweep it.", "Mend it.", "Wash it."]
    for block in read_html(tree_of(source), FIND):
        span = trace.span_of(trace.find(block.text), block.text)
        assert span is not None
        assert source[slice(*span)] == block.text


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("<p>one</p>\n<p>two</p>\n\n<p>three</p>", [1, 2, 4]),
        ("<p>one</p>\r\n<p>two</p>\r\n\r\n<p>three</p>", [1, 2, 4]),
        ("<!--\n\n--><p>one</p><p>two</p>\n<p\n>three</p>", [3, 3, 5]),
        ("one\n<script>\n\n</script>two <b\n>three", [1, 4, 5]),
    ],
)
def test_lines_count_from_one_in_the_source(source: str, lines: list[int]) -> None:
    trace = Trace(source, HTML)
    runs = [trace.find(word) for word in ("one", "two", "three")]
    assert [trace.line(run) for run in runs if run] == lines


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("<p>Mend it.</p>", 7),
        ("<p>&nbsp;\u00a0 &shy;\u00ad\u200b\ufeff</p>", 0),
        ("<script>Mend</script><style>it</style><!-- now -->", 0),
        ("<textarea>Mend</textarea><select><option>it</select><noscript>now</noscript><template>x</template>", 0),
        ("caf&eacute;", 4),
        ("", 0),
        ("<", 1),
        ("<p", 0),
        ("<!-- never closed", 0),
        ("<script>never closed", 0),
        ("<p title='a > b'>Mend it.</p>", 7),
        ("<iframe>no frames</iframe>Mend it.", 7),
    ],
)
def test_only_what_is_shown_is_counted(source: str, count: int) -> None:
    assert len(Trace(source, HTML)) == count
    assert sum(len(compact(block.text)) for block in read_html(tree_of(source), FIND)) == count


def parsed(source: str) -> PageRecords:
    return parse_page(
        source.encode(),
        page="/sisca/dem.html",
        url=None,
        snapshot="",
        media_type=HTML,
        declared_charset=None,
        registry=registry.load(),
    )


def test_the_spans_of_a_page() -> None:
    source = (
        f"<h2>DEMOCRACY</h2>\r\n<ol><li>Mend <b>caf&eacute;s</b> as&nbsp;follows:<ul><li>c. by night;</li>"
        f"<li>d. with&shy;out  pay {LIMA}.</li></ul></li></ol>"
    )
    (excerpt,) = parsed(source).excerpts
    assert excerpt.span is not None
    assert excerpt.citation_span is not None
    assert source[slice(*excerpt.span)] == "Mend <b>caf&eacute;s</b> as&nbsp;follows:"
    assert [source[slice(*item.span)] for item in excerpt.items if item.span] == ["by night;", "with&shy;out  pay"]
    assert source[slice(*excerpt.citation_span)] == "Lima Commitment. Peru, 2018"
    assert excerpt.line == 2


def test_a_text_in_pieces_has_no_span() -> None:
    """A footnote stands between the two halves of the text, so that no one span holds them."""
    note = "<p>* As of 1998.</p>"
    (excerpt,) = parsed(f"<h2>DEMOCRACY</h2><ol><li><p>Mend it.*</p>{note}<p>Twice. {LIMA}</p></li></ol>").excerpts
    assert (excerpt.text, excerpt.notes) == ("Mend it.* Twice.", ("* As of 1998.",))
    assert excerpt.span is None


def test_an_ampersand_before_a_tag_is_no_entity() -> None:
    assert cut("AT&<b>lt</b> co", HTML, (0, 15)) == "AT&ltco"


WORDS = st.text(
    st.one_of(
        st.sampled_from("abcdefghé“”&<>'\"-–.,;:()ñ🐑𝒳\u00a0\u00ad\u200b°"),
        st.characters(categories=["L", "N", "P", "S"]),
    ),
    min_size=1,
    max_size=8,
)
TAGS = ["b", "i", "font", "span", "a", "em", "u"]
FILLERS = [" ", "\n", "\r\n", "&nbsp;", "\u00a0", "  ", " <!-- x --> ", "<script>x < y</script> ", " <br> ", " <hr> "]


def escaped(word: str, rng: random.Random) -> Iterator[str]:
    for character in word:
        name = html.entities.codepoint2name.get(ord(character))
        kind = rng.randrange(5)
        if character in "&<>" or kind == 0:
            yield rng.choice((f"&#{ord(character)};", f"&#x{ord(character):X};"))
        elif kind == 1 and name:
            yield f"&{name};"
        else:
            yield character


@settings(deadline=None, max_examples=150)
@given(st.lists(WORDS, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_every_word_is_cut_out_of_its_markup_again(words: list[str], rng: random.Random) -> None:
    pieces = []
    for word in words:
        tag = rng.choice(TAGS)
        shown = list(escaped(word, rng))
        if rng.randrange(4) == 0:
            at = rng.randrange(len(shown) + 1)
            shown.insert(at, rng.choice(("&shy;", "<b></b>", "<!-- -->", "\u00ad")))
        text = "".join(shown)
        pieces.append(f"<{tag} class='{rng.randrange(9)}'>{text}</{tag}>" if rng.randrange(2) else text)
        pieces.append(rng.choice(FILLERS))
    source = "<html><body><p>" + "".join(pieces)
    trace = Trace(source, HTML)
    visible = [compact(word) for word in words]
    assert len(trace) == sum(map(len, visible))
    for word in visible:
        if not word:
            continue
        span = trace.span_of(trace.find(word), word)
        assert span is not None
        assert cut(source, HTML, span) == word


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=80))
def test_every_block_of_any_text_is_found_again(text: str) -> None:
    trace = Trace(text, TEXT)
    for block in read_text(text, FIND):
        if block.text:
            span = trace.span_of(trace.find(block.text), block.text)
            assert span is not None
            assert cut(text, TEXT, span) == compact(block.text)
