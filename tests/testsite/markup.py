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
Menu = Literal["list", "bar", "cells", "map"]


@dataclass(frozen=True)
class Shape:
    """How a page is made. `coding` is UTF-8, declared or not, windows-1252 under the label of ISO-8859-1, or ASCII with
    entities; `lines` how its source is broken; `tags` whether they are closed, in upper case, or end tags left out. The
    skeleton is lines, or in `pictures` whose alternative texts say some of it, in a table without a heading element."""

    layout: Layout
    coding: Coding = "utf-8"
    lines: Lines = "lines"
    tags: Tags = "closed"
    menu: Menu = "list"
    pictures: bool = False


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
    "likely, ending in breaks": Shape(layout.ENDING_IN_BREAKS, menu="map", pictures=True),
    "likely, before empty paragraphs": Shape(layout.BEFORE_EMPTY_PARAGRAPHS, "latin", menu="map", pictures=True),
    "likely, letters beside": Shape(layout.BESIDE_THEIR_ITEM, "entities", menu="map", pictures=True),
    "likely, unclosed": Shape(layout.ENDING_IN_BREAKS, "undeclared", "wrapped", "unclosed", "map", True),
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
    if menu == "map":
        areas = "\n".join(f'<area alt="" {link.removeprefix("<a ").partition(">")[0]}>' for link in links)
        return f'<img src="menu.gif" usemap="#menu"><map name="menu">{areas}</map>'
    return "<table>" + "\n".join(f"<tr><td>{link}</td></tr>" for link in links) + "</table>"


def _source(page: Page, shape: Shape, seed: int) -> str:
    """The noise depends on the page alone, so that a page is the same in both states where its items are."""
    title = SKELETON[page.language][0]
    rng = random.Random(f"{seed} {page.path}")
    rule = rng.choice(RULES)
    head = f"<html><head><title>{title}</title>"
    if shape.coding in ("utf-8", "latin"):
        charset = "utf-8" if shape.coding == "utf-8" else "iso-8859-1"
        head = (
            f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>{title}</title>'
        )
    newest, others = _blocks(page, seed)
    # A generator of its own for what an update leaves as it is.
    texts = [shape.layout(random.Random(f"{seed} {page.path} {len(text)}"), text) for text in (newest, others) if text]
    lists = (f"\n{rule}\n" if newest else "").join(texts)
    return "\n".join(
        (
            head,
            '<script>var x = "1. (Lima Commitment. Peru, 2018)";</script></head><body>',
            _menu(page, shape.menu),
            _pictured(page, lists) if shape.pictures else _in_lines(page, shape, lists),
            "</body></html>\n",
        )
    )


def _in_lines(page: Page, shape: Shape, lists: str) -> str:
    title, subtitle, ministerials, mandates, footer = SKELETON[page.language]
    parts = {
        1: f"<p>{title}</p>",
        2: "<p>&nbsp;</p>",
        3: f"<p>{subtitle}</p>",
        4: "<p>2</p>",
        5: f'<p><a href="/ministerials.html">{ministerials}</a></p>',
        7: f"<p>&nbsp; {mandates}</p>",
    }
    return "\n".join(
        (
            *(part for number, part in parts.items() if number not in page.lacking),
            f"<h2>{html.escape(page.heading, quote=False)}</h2>" if page.heading else "",
            '<a name="mandates">' if shape.tags == "unclosed" else '<a name="mandates"></a>',
            lists,
            f"<p>&nbsp;</p><p>2</p><p>{footer}</p>",
        )
    )


def _pictured(page: Page, lists: str) -> str:
    """The heading stands before the first list, in one cell with all of them."""
    title, subtitle, ministerials, mandates, footer = SKELETON[page.language]
    organization, space, process = title.partition(" Summits" if page.language == "en" else " Cumbres")
    blank, spacer = "<tr><td>&nbsp;</td>\n<td>&nbsp;</td></tr>", '<tr><td><img src="spacer.gif" alt="2"></td></tr>'
    parts = {
        1: f'<tr><td><img src="oas.gif" alt="{organization}"></td>\n'
        f'<td><img src="s.gif" alt="{space.strip()}{process}"></td></tr>',
        2: blank,
        3: f"<tr><td>{subtitle}</td></tr>\n<tr><td>&nbsp;<p></p></td></tr>",
        4: spacer,
        5: f'<tr><td><a href="/ministerials.html">{ministerials}</a></td></tr>',
        7: f"<tr><td>&nbsp;</td>\n<td>{mandates}</td></tr>",
    }
    above = "\n".join(part for number, part in parts.items() if number not in page.lacking)
    heading = html.escape(page.heading or "", quote=False)
    return (
        f"<table>{above}\n<tr><td>{heading}{lists}\n</td></tr></table>\n<p>&nbsp;</p><p>&nbsp;</p>\n"
        f"<table>{blank}\n{blank}\n{spacer}\n{blank}\n<tr><td>{footer}</td></tr></table>"
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
