"""Hostile shapes of markup: each is read, every character accounted for, or refused with a sentence."""

from collections.abc import Callable
from typing import Final

import pytest

from mandates_cli import registry
from mandates_cli.errors import PageError
from mandates_cli.parse import PageRecords, assemble, look
from test_parse import CITED, balanced, parsed

ITEM: Final = f"<ol><li>Mend the roofs. {CITED}</li></ol>"

SHAPES: Final[dict[str, Callable[[int], str]]] = {
    "div": lambda n: "<div>" * n + ITEM,
    "ul": lambda n: "<ul><li>" * n + ITEM,
    "b": lambda n: "<b>" * n + ITEM,
    "a": lambda n: "<a href=x>" * n + ITEM,
    "span": lambda n: "<span>" * n + ITEM,
    "table": lambda n: "<table><tr><td>" * n + ITEM,
    "table, closed": lambda n: "<table><tr><td>" * n + ITEM + "</td></tr></table>" * n,
    "svg": lambda n: "<svg>" * n + ITEM,
    "template": lambda n: "<template>" * n + ITEM,
    "form": lambda n: "<form>" * n + ITEM,
    "select": lambda n: "<select>" * n + ITEM,
    "button": lambda n: "<button>" * n + ITEM,
    "attributes": lambda n: "<p" + "".join(f" a{i}=1" for i in range(n)) + ">x</p>" + ITEM,
    "one attribute": lambda n: f"<p title='{'x' * n}'>x</p>{ITEM}",
    "a comment": lambda n: f"<!--{'x' * n}-->{ITEM}",
    "comments that open": lambda n: "<!--" * n + ITEM,
    "comments": lambda n: "<!--x-->" * n + ITEM,
    "entities": lambda n: "<p>" + "&amp;" * n + "</p>" + ITEM,
    "entities that end nowhere": lambda n: f"<p>&{'a' * n}</p>{ITEM}",
    "numbers of no character": lambda n: "<p>" + "&#x110000;&#0;&#xD800;" * n + "</p>" + ITEM,
    "a text": lambda n: f"<p>{'x ' * n}</p>{ITEM}",
    "a word": lambda n: f"<p>{'x' * n}</p>{ITEM}",
    "tags that never close": lambda n: "<p><font size=2><b>x" * n + ITEM,
    "items that never close": lambda n: "<ul>" + "<li>x" * n + ITEM,
    "tags that were never opened": lambda n: "</div></b></td></ol>" * n + ITEM,
    "tags that never end": lambda n: "<a b='" * n + ITEM,
    "plaintext": lambda n: ITEM + "<plaintext>" + "<p>x</p>" * n,
    "noscript": lambda n: "<noscript>" + "<p>x</p>" * n + "</noscript>" + ITEM,
    "cdata": lambda n: "<![CDATA[<li>x</li>]]>" * n + ITEM,
    "cdata in a picture": lambda n: "<svg><![CDATA[</svg><li>x</li>]]></svg>" * n + ITEM,
    "nuls": lambda n: " " * 1_100 + "<p>a\0b</p>" * n + ITEM,
    "bases": lambda n: "<base href=//evil.example/>" * n + ITEM,
    "refreshes": lambda n: "<meta http-equiv=refresh content='0;url=//evil.example'>" * n + ITEM,
    "one id": lambda n: "<p id=x>x</p>" * n + ITEM,
    "scripts": lambda n: "<script>'<ol><li>x'</script>" * n + ITEM,
    "scripts that open": lambda n: ITEM + "<script>" * n,
    "frames": lambda n: "<iframe>x</iframe>" * n + ITEM,
    "objects": lambda n: "<object>" * n + ITEM,
    "headings": lambda n: "<h1>" * n + ITEM,
    "accents": lambda n: "<p>e" + "\u0301" * n + "</p>" + ITEM,
    "signs": lambda n: "<p>" + "<" * n + "</p>" + ITEM,
    "marks of direction": lambda n: "<p>x" + "\u202e" * n + "</p>" + ITEM,
}


def read_or_told(text: str) -> tuple[PageRecords | None, str]:
    try:
        return parsed(text, "page.html", "text/html"), ""
    except PageError as error:
        return None, str(error)


@pytest.mark.parametrize("n", [300, 3_000, *(pytest.param(n, marks=pytest.mark.soak) for n in (100_000, 1_000_000))])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
def test_a_hostile_shape_is_read_or_refused(shape: Callable[[int], str], n: int) -> None:
    text = f"<h2>HEALTH</h2>{shape(n)}"
    records, told = read_or_told(text)
    if records is None:
        assert told.startswith("This page ")
        assert told.endswith(".")
        assert n > 300, "what some careless program may write is read"
        return
    assert balanced(records)
    assert all(len(mandate.text) <= len(text) for mandate in assemble([records]).mandates)


@pytest.mark.parametrize("name", ["bases", "refreshes", "one id", "scripts", "comments", "noscript", "headings"])
def test_the_item_below_it_is_read(name: str) -> None:
    records = parsed(f"<h2>HEALTH</h2>{SHAPES[name](200)}", "page.html", "text/html")
    assert [excerpt.text for excerpt in records.excerpts][-1:] == ["Mend the roofs."]


def test_fifty_megabytes_are_refused_before_they_are_parsed() -> None:
    page = b"<h2>HEALTH</h2>" + ITEM.encode() * (50 * 10**6 // len(ITEM))
    with pytest.raises(PageError, match=r"This page is larger than 8 MiB"):
        look(page, page="/page.html", charset=None, registry=registry.load())
