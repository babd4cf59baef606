"""A page as bytes, in many shapes of hand-made markup, and as text."""

import html
import random
import re
from dataclasses import dataclass
from html.entities import codepoint2name
from typing import Final, Literal

from testsite import layout, saved
from testsite.generator import Site
from testsite.layout import Layout
from testsite.pages import Page
from testsite.wording import Node, worded

SKELETON: Final = {
    "en": ("Organization of American States Summits of the Americas", "Follow-up and Implementation: Mandates",
           "Click here for Related Ministerials", "MANDATES", "© Summits of the Americas"),
    "es": ("Organización de los Estados Americanos Cumbres de las Américas", "Seguimiento e implementación: Mandatos",
           "Haga clic aquí para Ministeriales relacionadas", "MANDATOS", "© Cumbres de las Américas"),
}  # fmt: skip
RULES: Final = ("<p>" + "_" * 47 + "</p>", "<br>" + "_" * 47 + "<br><br>", "<p>&nbsp;</p>", "<hr>", "")
TAG: Final = re.compile(r"(</?)([a-z][a-z0-9]*)([^<>]*>)")
QUOTED: Final = re.compile(r'="([\w#:/.-]+)"')
OPTIONAL_END: Final = re.compile(r"</(?:li|p|dd|dt|td|tr|body|html)>")

Coding = Literal["utf-8", "undeclared", "latin", "entities"]
Lines = Literal["lines", "one", "wrapped"]
Tags = Literal["closed", "upper", "unclosed"]
Menu = Literal["list", "bar", "cells"]


@dataclass(frozen=True)
class Shape:
    """How a page is made. `coding` is UTF-8, declared or not, windows-1252 under the label of ISO-8859-1, or ASCII with
    entities; `lines` how its source is broken; `tags` whether they are closed, in upper case, or end tags left out."""

    layout: Layout
    coding: Coding = "utf-8"
    lines: Lines = "lines"
    tags: Tags = "closed"
    menu: Menu = "list"


SHAPES: Final = {
    "one-item lists": Shape(layout.ONE_ITEM_LISTS),
    "paragraphs in lists": Shape(layout.PARAGRAPHS, "latin", menu="cells"),
    "typed numbers in bullets": Shape(layout.TYPED_IN_BULLETS, "undeclared", menu="bar"),
    "breaks in a table": Shape(layout.BREAKS, "latin"),
    "one long list": Shape(layout.ONE_LONG_LIST, "entities", "one"),
    "values in a long list": Shape(layout.VALUES, "utf-8", "wrapped", menu="cells"),
    "paragraphs and quotes": Shape(layout.QUOTED, "latin", menu="bar"),
    "styled divisions": Shape(layout.STYLED, "utf-8", "one"),
    "indented by definitions": Shape(layout.INDENTED, "entities"),
    "terms and definitions": Shape(layout.TERMS, "undeclared", "wrapped"),
    "table cells": Shape(layout.CELLS, "latin", menu="cells"),
    "one-item lists, unclosed": Shape(layout.ONE_ITEM_LISTS, "latin", tags="unclosed"),
    "paragraphs in lists, unclosed": Shape(layout.PARAGRAPHS, "entities", "wrapped", "unclosed"),
    "long list in upper case": Shape(layout.ONE_LONG_LIST, "undeclared", tags="upper", menu="cells"),
    "values in upper case": Shape(layout.VALUES, "latin", "one", "upper", "bar"),
    "quotes, unclosed": Shape(layout.QUOTED, "utf-8", tags="unclosed"),
    "definitions, unclosed": Shape(layout.INDENTED, "latin", "wrapped", "unclosed"),
    "table cells, unclosed": Shape(layout.CELLS, "entities", "one", "unclosed", "cells"),
    "breaks in upper case": Shape(layout.BREAKS, "entities", "wrapped", "upper", "bar"),
}


def shape_of(page: Page) -> Shape:
    shapes = tuple(SHAPES.values())
    return shapes[page.shape % len(shapes)]


def _blocks(page: Page, seed: int) -> tuple[list[Node], list[Node]]:
    """What stands before and after the end of the newest summit's block."""
    blocks: tuple[list[Node], list[Node]] = ([], [])
    for excerpt in page.excerpts:
        block = blocks[excerpt.commitment.year != 2022]
        if excerpt.title:
            block.append(Node("number", "", (excerpt.title.to(page.language),)))
        block.append(worded(page, excerpt, seed).node)
    return blocks


def _menu(page: Page, menu: Menu) -> str:
    links = [f'<a href="{address}">{html.escape(text, quote=False)}</a>' for address, text in page.links]
    links += [
        '<a href="sisca_news.html">News</a>',
        '<a href="/sisca/cs_ind_sp.html#top">Enlaces</a>',
        '<a href="http://www.oas.org/en/">OAS</a>',
        '<a href="mailto:info@example.org">Mail</a>',
        '<a href="/elsewhere/page.html">Elsewhere</a>',
        '<a href="/sisca/report.pdf">Report</a>',
    ]
    if menu == "list":
        return "<ul>" + "\n".join(f"<li>{link}</li>" for link in links) + "</ul>"
    if menu == "bar":
        return f"<p>{' | '.join(links)}</p>"
    return "<table>" + "\n".join(f"<tr><td>{link}</td></tr>" for link in links) + "</table>"


def _source(page: Page, shape: Shape, seed: int) -> str:
    """The noise depends on the page alone, so that a page is the same in both states where its items are."""
    title, subtitle, ministerials, mandates, footer = SKELETON[page.language]
    rng = random.Random(f"{seed} {page.path}")
    rule = rng.choice(RULES)
    head = f"<html><head><title>{title}</title>"
    if shape.coding in ("utf-8", "latin"):
        charset = "utf-8" if shape.coding == "utf-8" else "iso-8859-1"
        head = (
            f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>{title}</title>'
        )
    parts = {
        1: f"<p>{title}</p>",
        2: "<p>&nbsp;</p>",
        3: f"<p>{subtitle}</p>",
        4: "<p>2</p>",
        5: f'<p><a href="/ministerials.html">{ministerials}</a></p>',
        7: f"<p>&nbsp; {mandates}</p>",
    }
    heading = f"<h2>{html.escape(page.heading, quote=False)}</h2>" if page.heading else ""
    newest, others = _blocks(page, seed)
    # A generator of its own for what an update leaves as it is.
    texts = [shape.layout(random.Random(f"{seed} {page.path} {len(text)}"), text) for text in (newest, others) if text]
    return "\n".join(
        (
            head,
            '<script>var x = "1. (Lima Commitment. Peru, 2018)";</script></head><body>',
            _menu(page, shape.menu),
            *(part for number, part in parts.items() if number not in page.lacking),
            heading,
            '<a name="mandates">' if shape.tags == "unclosed" else '<a name="mandates"></a>',
            (f"\n{rule}\n" if newest else "").join(texts),
            f"<p>&nbsp;</p><p>2</p><p>{footer}</p></body></html>\n",
        )
    )


def _written(source: str, shape: Shape) -> str:
    if shape.tags == "upper":
        source = TAG.sub(lambda m: m[1] + m[2].upper() + QUOTED.sub(r"=\1", m[3]), source)
    elif shape.tags == "unclosed":
        source = OPTIONAL_END.sub("", source)
    if shape.lines == "one":
        return source.replace("\n", "")
    return _wrapped(source) if shape.lines == "wrapped" else source


def _wrapped(source: str) -> str:
    words = source.split(" ")
    return "".join(word + ("\n" if number % 9 == 8 else " ") for number, word in enumerate(words))


def _named(text: str) -> str:
    """Every letter beyond ASCII as an entity, by name where it has one."""
    return "".join(
        c if ord(c) < 128 else f"&{codepoint2name[ord(c)]};" if ord(c) in codepoint2name else f"&#{ord(c)};"
        for c in text
    )


def rendered(page: Page, seed: int = 0, shape: Shape | None = None) -> bytes:
    shape = shape or shape_of(page)
    source = _written(_source(page, shape, seed), shape)
    if shape.coding == "entities":
        return _named(source).encode("ascii")
    return source.encode("windows-1252" if shape.coding == "latin" else "utf-8")


def as_text(page: Page, seed: int = 0) -> bytes:
    """What a browser's "save as text" gives."""
    title, subtitle, ministerials, mandates, footer = SKELETON[page.language]
    newest, others = _blocks(page, seed)
    parts = {1: title, 2: "     ", 3: subtitle, 4: " \n\n2", 5: ministerials, 7: f"\xa0 {mandates}"}
    above = [part for number, part in parts.items() if number not in page.lacking]
    rule = random.Random(f"{seed} {page.path}").choice(("_" * 47, "\xa0"))
    lists = [saved.as_text(block) for block in (newest, others) if block]
    below = ["\xa0", "", "\xa0", "", *["   "] * 5, "2", "   ", "\xa0", footer]
    return "\n".join([*above, page.heading or "", f"{rule}\n\n".join(lists), *below]).encode()


def files(site: Site, seed: int = 0, shape: str | None = None) -> dict[str, bytes]:
    """The whole site: path to bytes. Every page in `shape`, or each in its own."""
    chosen = SHAPES[shape] if shape else None
    return {path: rendered(page, seed, chosen) for path, page in site.pages.items()} | {
        path: text.encode() for path, text in site.others.items()
    }
