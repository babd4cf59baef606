"""What a page may cost: twice the page takes about twice the work and no more than so many times its size in records,
and a page beyond a bound is refused with a sentence, before it costs much."""

import re
import sys
from collections.abc import Callable
from typing import Final

import pytest

from mandates_cli.errors import PageError
from mandates_cli.parse import assemble, outline
from mandates_cli.parse.assemble import joined
from mandates_cli.parse.page import MAX_MISREAD, MAX_SHOWN, MAX_TELLING
from mandates_cli.parse.reader import MAX_PARTS
from steps import calls
from test_parse import CITED, balanced, parsed

Shape = Callable[[int], str]


def item(text: str) -> str:
    return f"<ol><li>{text} {CITED}</li></ol>"


def items(lead: str, sub: str, end: str, n: int) -> str:
    """So many sub-items, in items of a few hundred."""
    return "".join(lead + sub * min(HUNDREDS, n - done) + end for done in range(0, n, HUNDREDS))


HUNDREDS: Final = 500
HTML: Final[dict[str, Shape]] = {
    "sub-items in a flat list": lambda n: items("<p>1. Mend, in each town:</p>", "<p>a. a roof;</p>", "", n),
    "bare bullets": lambda n: re.sub(
        "roof", lambda found: f"roof {found.start()}", items("<ol><li>Mend:<ul>", "<li>roof;</li>", "</ul></ol>", n)
    ),
    "one mandate again and again": lambda n: item("Mend a roof.") * n,
    "paragraphs": lambda n: "<ol><li>Mend" + "<p>a roof and</p>" * n,
    "one text": lambda n: "<pre>" + "Mend a roof\n" * n + "</pre>",
    "paragraphs that end with a parenthesis": lambda n: "<ol><li>Mend (" + "<p>a roof (of it))</p>" * n,
    "paragraphs that end with a year": lambda n: "<ol><li>Mend" + "<p>a roof of Lima 1994</p>" * n,
    "paragraphs that cite without a year": lambda n: "<ol><li>Mend" + "<p>it (Declaration of Port of Spain)</p>" * n,
    "paragraphs with stars": lambda n: "<ol><li>Mend*" + "".join(f"<p>a roof{'*' * (i % 50)}</p>" for i in range(n)),
    "paragraphs that may be titles": lambda n: "<ol><li>Roofs" + "<p>Towns And</p>" * n,
    "lines": lambda n: "<ol><li>Mend" + "<br>a roof" * n,
    "lines of old": lambda n: "<pre>" + f"1. Mend a roof. {CITED}\r" * n,
    "lines beside which something is hidden": lambda n: "<ol><li>Mend" + "<br>a roof<i hidden>x</i>" * n,
    "one word": lambda n: item("roof" * n),
    "one word with accents": lambda n: item("e\u0301" * n),
    "accents on one letter": lambda n: item("e" + "\u0301\u0323" * n),
    "less-than signs": lambda n: item("&lt;a " * n),
    "the same words": lambda n: item("a roof " * n),
    "the same lead-in": lambda n: "".join(
        f"<ol><li>Mend in these towns:<ol type=a><li>roof {n - i} {'of it ' * (i % 9)}</ol>{CITED}</ol>"
        for i in range(n)
    ),
    "notes of one number": lambda n: (
        item("Mend a roof<sup>1</sup>.") + item("Mend a door.") * n + "<p><sup>1</sup> A note</p>" * n
    ),
    "powers": lambda n: item("x¹ " * n),
    "notes in digits beside which something is hidden": lambda n: item("roof¹<i hidden>x</i> <b>a</b> " * n),
    "notes in digits": lambda n: item("roof¹ " * n),
    "notes below one item": lambda n: item("Mend a roof*.") + "<p>* A note</p>" * n,
    "texts that tables move": lambda n: "<table>" + "".join(f"town{i}<tr><td>roof{i}" for i in range(n)),
    "hidden texts": lambda n: item("Mend <b hidden>x</b>" * n),
    "headings that go on": lambda n: "<h2>HEALTH:</h2>" * n,
    "items that name a body": lambda n: items("<ol><li>Ask:<ol>", "<li>PAHO to mend;", f"</ol>{CITED}</ol>", n),
    "acronyms": lambda n: item("PAHO OAS " * n),
    "acronyms of items": lambda n: items("<ol><li>Ask:<ol>", "<li>UN;", f"</ol>{CITED}</ol>", n),
    "names of bodies": lambda n: item("the Organization of American States " * n),
    "bodies in one sentence": lambda n: item("ask PAHO and " * n),
    "deadlines in one sentence": lambda n: item("mend by 2030 and " * n),
    "years with numbers": lambda n: item("50 a 9 a by 2030 " * n),
    "lengths of time": lambda n: item("half annually, by next year " * n),
    "deadlines for all items": lambda n: items(
        f"<ol><li>{'By 2030 ' * min(n, HUNDREDS)}, mend:<ol>", "<li>a roof;", "</ol></ol>", n
    ),
    "entities": lambda n: item("&amp;" * n),
    "rows that cite": lambda n: (
        f"<table>{''.join(f'<tr><td>{i}. Mend roof {i}. {CITED}</td></tr>' for i in range(n))}</table>"
    ),
    "parentheses that never close": lambda n: item("(" * n),
    "parentheses that were never opened": lambda n: item("Mend. a) " * n),
    "lists in lists": lambda n: "<ol start=99999><li>Mend:" * min(n, 400),
    "rules of a sheet": lambda n: (
        "<style>" + "p{display:block}" * 50 + "</style>" + "<p>a roof</p>" * n
    ),
    "items without end tags": lambda n: "<ol>" + "<li>a roof" * n,
    "end tags of nothing": lambda n: "<p>roof</b></div>" * n,
}  # fmt: skip
TEXT: Final[dict[str, Shape]] = {
    "lines of a text": lambda n: "  1. Mend\n" + "     a roof (of it)\n" * n,
    "a footnote": lambda n: "* note goes on\n" + "and on\n" * n,
    "dashes": lambda n: "".join(f"{' ' * (i % 300)}- roof\n" for i in range(n)),
    "sheets": lambda n: "Page 1\nMend\n\f" * n,
    "numbers above sheets": lambda n: f"{' '.join(map(str, range(n)))}\nMend\n\f" * 2,
    "a table's cells": lambda n: "+--+\n" + "|xx|\n" * n + "+--+\n",
    "links": lambda n: "[1]Mend\n" * n + "References\n" + "   1. http://example.org/a.html\n" * n,
}
SHAPES: Final = [
    *(pytest.param(shape, "text/html", id=name) for name, shape in HTML.items()),
    *(pytest.param(shape, "text/plain", id=name) for name, shape in TEXT.items()),
]


def reading(shape: Shape, media_type: str, n: int) -> Callable[[], object]:
    heading = "<h2>HEALTH</h2>" if media_type == "text/html" else "HEALTH\n\n"
    text = heading + shape(n)
    return lambda: assemble([parsed(text, "page.html", media_type)])


# A line of two characters may have a diagnostic, which names its page and says what is odd.
MOST_TIMES: Final = 60
BESIDES: Final = 100_000


def sized(text: str, media_type: str) -> None:
    """The records of a page, by their size beside its own."""
    records = parsed(text, "page.html", media_type)
    made = assemble([records])
    rows = (*made.mandates, *made.diagnostics, *made.identities, *records.diagnostics, records.page)
    assert sum(len(row.model_dump_json()) for row in rows) <= MOST_TIMES * len(text.encode()) + BESIDES
    assert balanced(records)


@pytest.mark.parametrize("n", [60, pytest.param(4_000, marks=pytest.mark.soak)])
@pytest.mark.parametrize(("shape", "media_type"), SHAPES)
def test_twice_the_page_takes_about_twice_the_work(
    shape: Shape, media_type: str, n: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mandates_cli.parse.guard.FEW_TAGS", 0)
    reading(shape, media_type, 120)()  # what is read or compiled once does not count
    small, large = (calls(reading(shape, media_type, size)).total() for size in (n, 2 * n))
    assert large / small < 2.3
    sized(shape(3 * n), media_type)


LOUD: Final[dict[str, Shape]] = {
    "letters that were misread": lambda n: item("Ã³" * n),
    "characters that were lost": lambda n: item("\ufffd " * n),
    "missing numbers": lambda n: "".join(f"<ol><li>Mend {i}:<ol start=100><li>it</ol>{CITED}</ol>" for i in range(n)),
    "numbers beyond": lambda n: "".join(f"<ol><li>Mend {i}:<ol start=99999><li>it</ol>{CITED}</ol>" for i in range(n)),
    "citations": lambda n: item("Mend" + CITED * n),
    "a marker of a sheet": lambda n: f"<style>li{{list-style-type:'{'9' * n}'}}</style><ol>{'<li>it' * n}</ol>",
    "labels of many steps": lambda n: f"<p>1{'.1' * n} Mend:</p><ul>{'<li>it' * n}</ul>",
    "stray lines": lambda n: "<p>x</p>" * n,
}


@pytest.mark.parametrize("n", [400, pytest.param(10_000, marks=pytest.mark.soak)])
@pytest.mark.parametrize("shape", LOUD.values(), ids=list(LOUD))
def test_records_are_no_more_than_so_many_times_their_page(shape: Shape, n: int) -> None:
    sized(f"<h2>HEALTH</h2>{shape(n)}", "text/html")


def test_places_beyond_a_hundred_are_counted() -> None:
    records = parsed(f"<h2>HEALTH</h2>{item('Ã³ ' * (MAX_MISREAD + 30))}", "page.html", "text/html")
    assert [d.code for d in records.diagnostics].count("mojibake") == MAX_MISREAD
    assert records.diagnostics[-1].message == "30 more such places on this page are not listed"


def test_items_have_the_first_deadlines_of_a_lead_in_with_many() -> None:
    lead = ", ".join(f"by {year}" for year in range(2031, 2040))
    text = f"<h2>HEALTH</h2><ol><li>We will, {lead}:<ol type=a><li>mend a roof.</ol>{CITED}</ol>"
    made = assemble([parsed(text, "page.html", "text/html")])
    inherited = [one.year for one in made.mandates[0].deadlines if one.inherited]
    assert inherited == [2031, 2032, 2033, 2034]
    assert any("the first 4 only" in d.message for d in made.diagnostics)


def test_labels_have_eight_steps_at_most() -> None:
    text = "<h2>HEALTH</h2>" + "".join(f"<ol><li>Mend {i}:" for i in range(20))
    (mandate,) = assemble([parsed(text, "page.html", "text/html")]).mandates
    assert [len(item.label.split(".")) if item.label else None for item in mandate.items] == [
        *range(1, 9),
        *[None] * 11,
    ]
    assert [item.text for item in mandate.items] == [f"Mend {i}:" for i in range(1, 20)]


def test_as_many_sub_items_as_may_be_are_read() -> None:
    page = "<h2>MANDATES</h2><ol><li>Mend:<ol>" + "".join(f"<li>roof {n}" for n in range(MAX_PARTS))
    read = parsed(page, "page.html", "text/html")
    assert [len(excerpt.items) for excerpt in read.excerpts] == [MAX_PARTS]


BEYOND: Final[dict[str, tuple[str, str, str]]] = {
    "lines": ("text/plain", "x\n" * (outline.MAX_LINES + 1), "This page shows more than 50,000 lines"),
    "breaks": ("text/html", "x<br>" * (outline.MAX_LINES + 1), "This page shows more than 50,000 lines"),
    "characters": ("text/plain", "x" * (MAX_SHOWN + 1), "This page shows more than 1,000,000 characters"),
    "sub-items": (
        "text/html",
        "<ol><li>Mend:<ol>" + "<li>a roof" * (MAX_PARTS + 1),
        "This page shows an item with more than 1,000 sub-items",
    ),
    "numbers": ("text/plain", "1. Mend " + "5 roofs " * (MAX_TELLING + 1), "This page shows more than 100,000 numbers"),
    "capitals": ("text/html", item("PAHO " * (MAX_TELLING + 1)), "This page shows more than 100,000 numbers and cap"),
    "tags": ("text/html", "<b>" * 500_001, "This page holds more than 500,000 tags"),
    "bytes": ("text/plain", "x" * (8 * 2**20 + 1), "This page is larger than 8 MiB"),
}


@pytest.mark.parametrize(("media_type", "text", "told"), BEYOND.values(), ids=list(BEYOND))
def test_a_page_beyond_a_bound_is_refused(media_type: str, text: str, told: str) -> None:
    with pytest.raises(PageError, match=told):
        parsed(text, "page.html", media_type)


def test_a_number_of_thousands_of_digits_is_none() -> None:
    sheets = parsed(("9" * 5_000 + "\nMend\n\f") * 3, "page.txt", "text/plain")
    assert balanced(sheets)
    text = "<h2>HEALTH</h2>" + item("Mend within five (" + "9" * 5_000 + ") years.")
    assert assemble([parsed(text, "page.html", "text/html")]).mandates


def test_a_mandate_with_too_many_items_has_those_of_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    towns = [f"<li>roofs of town {town};</li>" for town in "abcdefghijkl"]
    pages = {"a": towns[:8], "b": towns[2:10], "c": [*towns[2:8], *towns[10:]]}
    whole = "<h2>HEALTH</h2><ol><li>Governments will mend in all of these towns:<ul>{}</ul>{}</ol>"
    read = [parsed(whole.format("".join(shown), CITED), f"{name}.html", "text/html") for name, shown in pages.items()]
    (mandate,) = assemble(read).mandates
    assert len(mandate.items) == 12
    monkeypatch.setattr(sys.modules[joined.__module__], "MAX_ITEMS", 11)
    made = assemble(read)
    assert [item.text for item in made.mandates[0].items] == [f"roofs of town {town};" for town in "abcdefgh"]
    assert [len(placement.items) for placement in made.mandates[0].placements] == [8, 8, 8]
    told = [diagnostic.message for diagnostic in made.diagnostics]
    assert "its pages show more than 11 items together; it has those of one of them" in told
