"""A page looked over before it is taken: what it holds, and where its links lead."""

import re
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from mandates_cli.model import Look, Shape
from mandates_cli.parse.decode import decode
from mandates_cli.parse.html import guard
from mandates_cli.parse.page import parse_page
from mandates_cli.registry import Registry

LINKING: Final = "a[href], area[href], frame[src], iframe[src], option[value]"
# Menus made by script: window.open('dem_sp.html'), menu[3] = "sec.html".
IN_SCRIPT: Final = re.compile(r"[\"']([^\"'\s<>\\]{1,200}\.html?(?:[?#][^\"'\s<>\\]{0,100})?)\\?[\"']", re.IGNORECASE)
REFRESH: Final = re.compile(r"url\s*=\s*[\"']?([^\"'\s;]+)", re.IGNORECASE)


# What a page is counts, not what a server calls it.
HTML: Final = re.compile(
    r"<(?:!doctype|html|head|body|title|meta|div|p|br|ol|ul|li|table|font|h[1-6])\b", re.IGNORECASE
)


def look(data: bytes, *, page: str, charset: str | None, registry: Registry) -> Look:
    """Raises PageError for bytes that are no text, or HTML that would take too long."""
    decoded = decode(data, charset)
    found = "text/html" if HTML.search(decoded.text) else "text/plain"
    records = parse_page(
        data, page=page, url=None, snapshot="", media_type=found, declared_charset=charset, registry=registry
    )
    cited = sum(1 for excerpt in records.excerpts if excerpt.citation)
    return Look(
        shape=Shape(heading=records.page.heading, items=len(records.excerpts), citations=cited),
        links=links(decoded.text) if found == "text/html" else (),
        encoding=decoded.encoding,
        media_type=found,
    )


def links(text: str) -> tuple[str, ...]:
    """Every address that a page offers, as written and in order, made absolute by its <base> where it has one."""
    guard(text)
    tree = LexborHTMLParser(text)
    found = []
    for node in tree.css(LINKING):
        found.append(next((v for k in ("href", "src", "value") if (v := node.attributes.get(k))), ""))
    for node in tree.css("meta[http-equiv=refresh i]"):
        found += REFRESH.findall(node.attributes.get("content") or "")
    for node in tree.css(
        "script, [onclick], [onchange], [onmousedown], [onmouseup], [onmouseover], [href^='javascript:' i]"
    ):
        held = node.text() if node.tag == "script" else " ".join(v or "" for v in node.attributes.values())
        found += IN_SCRIPT.findall(held)
    base = tree.css_first("base[href]")
    start = (base.attributes.get("href") or "") if base else ""
    return tuple(dict.fromkeys(_joined(start, link.strip()) for link in found if link.strip()))


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return link
