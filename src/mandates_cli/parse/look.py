"""A page looked over before it is taken: what it holds, and where its links lead."""

import re
from typing import Final, NamedTuple
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from mandates_cli.model import Look, Shape
from mandates_cli.parse.decode import decode
from mandates_cli.parse.page import Opened, PageRecords, read
from mandates_cli.registry.lookup import Registry

LINKING: Final = "a[href], area[href], frame[src], iframe[src], option[value]"
# Menus made by script: window.open('dem_sp.html'), menu[3] = "sec.html".
IN_SCRIPT: Final = re.compile(r"[\"']([^\"'\s<>\\]{1,200}\.html?(?:[?#][^\"'\s<>\\]{0,100})?)\\?[\"']", re.IGNORECASE)
SCRIPTED: Final = "script, [onclick], [onchange], [onmousedown], [onmouseup], [onmouseover], [href^='javascript:' i]"
REFRESH: Final = re.compile(r"url\s*=\s*[\"']?([^\"'\s;]+)", re.IGNORECASE)
# What a page is counts, not what a server calls it.
HTML: Final = re.compile(
    r"<(?:!doctype|html|head|body|title|meta|div|p|br|ol|ul|li|table|font|h[1-6])\b", re.IGNORECASE
)


class Looked(NamedTuple):
    """What a page holds, and its records: they need not be read again."""

    look: Look
    records: PageRecords


def look(data: bytes, *, page: str, charset: str | None, registry: Registry) -> Looked:
    """Raises PageError for bytes that are no text, or HTML that would take too long."""
    decoded = decode(data, charset)
    media_type = "text/html" if HTML.search(decoded.text) else "text/plain"
    opened = Opened.of(decoded, media_type)
    records = read(opened, page, registry)
    cited = sum(excerpt.citation is not None for excerpt in records.excerpts)
    resolved = any(excerpt.document for excerpt in records.excerpts)
    # A file of any sort may be called "trade" or "health".
    themed = bool(registry.theme_of_heading(records.page.heading or "")) or page.startswith(registry.site.folder)
    seen = Look(
        shape=Shape(heading=records.page.heading, items=len(records.excerpts), citations=cited),
        ours=records.titled or resolved or (themed and cited > 0),
        links=links(opened.tree) if opened.tree else (),
        encoding=decoded.encoding,
        media_type=media_type,
    )
    return Looked(seen, records)


def links(tree: LexborHTMLParser) -> tuple[str, ...]:
    """Every address that a page offers, as written and in order, made absolute by its <base> where it has one."""
    base = tree.css_first("base[href]")
    start = (base.attributes.get("href") or "") if base else ""
    written = (link.strip() for link in _written(tree))
    return tuple(dict.fromkeys(_joined(start, link) for link in written if link))


def _written(tree: LexborHTMLParser) -> list[str]:
    """Those in attributes first, then those of pages that send on, then those in scripts."""
    found = []
    for node in tree.css(LINKING):
        attributes = node.attributes
        found.append(attributes.get("href") or attributes.get("src") or attributes.get("value") or "")
    for node in tree.css("meta[http-equiv=refresh i]"):
        found += REFRESH.findall(node.attributes.get("content") or "")
    for node in tree.css(SCRIPTED):
        held = node.text() if node.tag == "script" else " ".join(value or "" for value in node.attributes.values())
        found += IN_SCRIPT.findall(held)
    return found


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return link
