"""Characters that show nothing, accents apart from their letters, and blanks and line ends of every kind: the records
are those of the plain text, and their spans are where the page has them."""

import unicodedata
from collections.abc import Callable

import pytest

from mandates_cli import registry
from mandates_cli.folding import fold, seen
from mandates_cli.parse import parse_page
from mandates_cli.parse.places import compact, cut
from mandates_cli.query.grammar import parse
from mandates_cli.query.words import tokens, words_of

REGISTRY = registry.load()
HTML, TEXT = "text/html", "text/plain"
PAGE = (
    "<h2>SEGURIDAD: Políticas Públicas</h2><p>1. Reparar los faros de la región, a saber:</p>"
    "<ul><li>ñ) la caña del niño</li><li>o) la peña. (Declaración de Mar del Plata, 2005)</li></ul>"
    "<p>2.Ética de postes. (Declaración de Nuevo León, 2004)</p>"
)
DUMP = """SEGURIDAD: Políticas Públicas

  1. Reparar los faros de la
     región. (Declaración de Mar del Plata, 2005)

  2. Pintar los postes. (Declaración de Nuevo León, 2004)
"""
INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064"
    "\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)


def records(page: str, media_type: str) -> list[object]:
    """What a page says; its spans are checked on the way, and its account."""
    read = parse_page(
        page.encode(), page="a.html", url=None, snapshot="", media_type=media_type, declared_charset="utf-8",
        registry=REGISTRY,
    )  # fmt: skip
    assert not [d for d in read.diagnostics if d.severity == "error"]
    found: list[object] = [read.page.theme, read.page.language, read.page.account]
    for e in read.excerpts:
        assert e.citation
        texts = [(e.text, e.span), (e.citation.text, e.citation_span), *((item.text, item.span) for item in e.items)]
        for text, span in texts:
            assert span
            assert cut(page, media_type, span) == compact(text)
        found.append((e.label, e.document, [text for text, _ in texts], [item.label for item in e.items]))
    return found


def decomposed(page: str) -> str:
    return unicodedata.normalize("NFD", page)


def with_entities(page: str) -> str:
    return "".join(f"&#{ord(c)};" if unicodedata.combining(c) else c for c in decomposed(page))


def with_markup(page: str) -> str:
    return "".join(f"<i>{c}</i>" if unicodedata.combining(c) else c for c in decomposed(page))


@pytest.mark.parametrize("written", [decomposed, with_entities, with_markup])
def test_decomposed_markup_gives_the_same_records(written: Callable[[str], str]) -> None:
    assert len(records(PAGE, HTML)) == 5
    assert records(written(PAGE), HTML) == records(PAGE, HTML)


def test_decomposed_text_gives_the_same_records() -> None:
    assert len(records(DUMP, TEXT)) == 5
    assert records(decomposed(DUMP), TEXT) == records(DUMP, TEXT)


@pytest.mark.parametrize("character", INVISIBLE, ids=lambda c: f"{ord(c):04X}")
def test_what_shows_nothing_is_in_no_record(character: str) -> None:
    for part in ("1.", "faros", "ñ)", "(Declaración", "Plata,", "2005", "SEGURIDAD"):
        for written in (character, f"&#{ord(character)};"):
            page = PAGE.replace(part, f"{written}{part[0]}{written}{part[1:]}{written}")
            assert records(page, HTML) == records(PAGE, HTML)
    assert records(DUMP.replace(" la", f" {character}l{character}a"), TEXT) == records(DUMP, TEXT)
    assert seen(f"a{character}b") == "ab"
    assert fold(f"a{character}b") == "ab"


@pytest.mark.parametrize("blank", "\u00a0\u1680\u2000\u2003\u2009\u200a\u202f\u205f\u3000\u0085\x1c\u2028")
def test_every_blank_is_one(blank: str) -> None:
    if blank != "\u0085":  # which is reported: pages hold it where an ellipsis was misread
        assert records(PAGE.replace("de la", f"de{blank}la"), HTML) == records(PAGE, HTML)
        assert records(DUMP.replace("de la", f"de{blank}la"), TEXT) == records(DUMP, TEXT)
    assert words_of(f"de{blank}la") == ["de", "la"]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\u2028"], ids=ascii)
def test_lines_of_a_text_end_in_several_ways(end: str) -> None:
    assert records(DUMP.replace("\n", end), TEXT) == records(DUMP, TEXT)


def test_a_page_of_paper_ends_no_paragraph() -> None:
    assert records(DUMP.replace("     región", "\f     región"), TEXT) == records(DUMP, TEXT)


def test_paragraph_ends_are_blank_lines() -> None:
    assert records(DUMP.replace("\n\n", "\u2029"), TEXT) == records(DUMP, TEXT)


@pytest.mark.parametrize("query", ["regio\u0301n", "re\u034fgión", "región\ufe0f", "\u2060región"])
def test_queries_are_read_as_they_are_seen(query: str) -> None:
    assert parse(query) == parse("región")
    assert parse(query, exact=True) == parse("región", exact=True)
    assert parse(f"text:/{query}/") == parse("text:/región/")
    assert parse(f'"la {query}"') == parse('"la región"')


def test_words_keep_their_places_among_what_shows_nothing() -> None:
    assert tokens("la re\u200dgio\u0301n\u2060") == [("la", 0, 2), ("region", 3, 11)]


@pytest.mark.parametrize("text", ["x\u0301", "ñandú", "a \u0301", "½ “a” – …", "\uf0b7", "日本", ""])
def test_other_texts_are_seen_as_they_are(text: str) -> None:
    assert seen(text) == text
