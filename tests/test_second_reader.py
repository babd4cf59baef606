"""The two readers held against each other: what a text extractor makes of a page gives the records of the page itself.

It is the extractor that made the one real text: see test_likely_page.py."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from mandates_cli import registry
from mandates_cli.parse import PageRecords, parse_page
from test_likely_page import LIKELY, PAGES
from test_site import themes
from testsite.generator import generate
from testsite.markup import SHAPES, Shape, rendered
from testsite.pages import Page

html2text = pytest.importorskip("resiliparse.extract.html2text", reason="there is no wheel of Resiliparse here")

REGISTRY: Final = registry.load()
# The text form counts the items of each list anew, whatever these say.
UNREAD: Final = re.compile(r'\s(?:start|value|type)="?\w+"?(?=[^<>]*>)', re.IGNORECASE)


def text_of(markup: str) -> str:
    shown = {"preserve_formatting": True, "list_bullets": True, "alt_texts": True, "links": False}
    return str(html2text.extract_plain_text(markup, **shown))


def read(text: str, media_type: str, page: str) -> PageRecords:
    return parse_page(
        text.encode(),
        page=page,
        url=None,
        snapshot="the page",
        media_type=media_type,
        declared_charset="utf-8",
        registry=REGISTRY,
    )


def said(records: PageRecords) -> tuple[object, ...]:
    """All that does not count characters or lines of the file."""
    seen = records.page
    excerpts = []
    for excerpt in records.excerpts:
        items = tuple(item.model_copy(update={"span": None}) for item in excerpt.items)
        excerpts.append(excerpt._replace(items=items, span=None, citation_span=None, line=None))
    return (seen.language, seen.theme, seen.heading, excerpts)


def markup_of(page: Page, shape: Shape) -> str:
    coding = "windows-1252" if shape.coding == "latin" else "utf-8"
    return UNREAD.sub("", rendered(page, shape=shape).decode(coding))


@pytest.mark.parametrize("path", LIKELY, ids=lambda path: path.stem)
def test_the_extractor_makes_the_real_text_of_the_likely_pages(path: Path) -> None:
    """Byte for byte, so that these are the options that made it."""
    assert text_of(path.read_text("utf-8")) == (PAGES / "security-public-policies.txt").read_text("utf-8")


@pytest.mark.parametrize("first", [0, pytest.param(4, marks=pytest.mark.soak)])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_text_of_a_page_gives_its_records(shape: str, first: int) -> None:
    """A text does not tell which of a menu's words are links, so that the menu is one of pictures."""
    made = replace(SHAPES[shape], menu="map")
    number = 8 * list(SHAPES).index(shape) + first
    for seed in range(number, number + 4):
        for page in generate(seed, themes(), pages=6, placements=60).pages.values():
            markup = markup_of(page, made)
            text = text_of(markup)
            assert said(read(text, "text/plain", page.path)) == said(read(markup, "text/html", page.path)), page.path
