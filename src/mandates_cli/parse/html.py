"""A page as HTML of unknown shape: only what is visible counts, not classes nor whether tags are closed."""

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mandates_cli.errors import PageError
from mandates_cli.parse.markers import Find
from mandates_cli.parse.outline import Block, Line, clean, outline

UNSEEN: Final = frozenset(
    """
    script style noscript template head title textarea select option iframe noframes noembed -comment
    """.split()
)
LISTS: Final = frozenset(("ol", "ul", "menu", "dir"))
INDENTING: Final = LISTS | {"blockquote", "dd"}
HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Elements that a browser draws as blocks, so that text before and after them stands on lines of its own.
PLAIN_BLOCKS: Final = frozenset(
    """
    address article aside body center dl dt div fieldset footer form header hr main nav p section table tbody td th tr
    """.split()
)
# Those that say more: an item, its depth, a heading, text as it was typed.
TELLING_BLOCKS: Final = INDENTING | HEADINGS | {"li", "pre"}
VOID: Final = frozenset("area base br col embed hr img input link meta param source track wbr".split())
COLUMNS: Final = 8
# What shows nothing at the beginning of a line; NBSP indents it.
BLANKS: Final = " \t\n\r\f"

# Lexbor's time is quadratic in nesting and in attributes, and it cannot be interrupted.
MAX_BYTES: Final = 8 * 2**20
MAX_DEPTH: Final = 1_000
MAX_TAG: Final = 64 * 2**10
TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>?")
ROMAN: Final = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def _guard(text: str) -> None:
    """Raises PageError for markup that would take the parser too long."""
    if len(text) > MAX_BYTES:
        raise PageError(
            "This page is larger than {size} MiB, as no Mandates page is; check what was saved.",
            size=MAX_BYTES // 2**20,
        )
    short = len(text) <= MAX_TAG or max(map(len, text.split("<"))) <= MAX_TAG
    if short and text.count("<") - text.count("</") <= MAX_DEPTH:
        return
    depth = 0
    for closing, name, inside in TAG.findall(text):
        if len(inside) > MAX_TAG:
            raise PageError("This page holds a tag of more than 64 KiB; check that it is a Mandates page.")
        if name.lower() not in VOID:
            depth = max(depth - 1, 0) if closing else depth + 1
            if depth > MAX_DEPTH:
                raise PageError(
                    "This page nests more than {most:,} elements; check that it is a Mandates page.", most=MAX_DEPTH
                )


class _Numbering:
    """What a browser prints before the items of a list."""

    def __init__(self, node: LexborNode, tag: str) -> None:
        self.ordered = tag == "ol"
        if self.ordered:
            attributes = node.attributes
            backwards = "reversed" in attributes
            first = sum(child.tag == "li" for child in node.iter()) if backwards else 1
            self.number = _number(attributes.get("start"), first)
            self.step = -1 if backwards else 1
            self.kind = attributes.get("type") or "1"

    def marker(self, item: LexborNode) -> str:
        if not self.ordered:
            return "•"
        attributes = item.attributes
        number = _number(attributes.get("value"), self.number)
        self.number = number + self.step
        kind = attributes.get("type") or self.kind
        if kind in ("a", "A") and 1 <= number <= 26:
            return chr(ord(kind) + number - 1) + "."
        if kind in ("i", "I") and 1 <= number < 90:
            return f"{_roman(number) if kind == 'i' else _roman(number).upper()}."
        return f"{number}."


def _number(written: str | None, otherwise: int) -> int:
    return int(written) if written and re.fullmatch(r"-?\d{1,5}", written.strip()) else otherwise


def _roman(number: int) -> str:
    written = ""
    for value, sign in ROMAN:
        written += sign * (number // value)
        number %= value
    return written


class _Lines:
    """Collects text runs into lines."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.runs: list[str] = []
        self.lists: list[_Numbering] = []
        self.indents = self.links = self.headings = 0
        self.linked = True
        self.link = False
        self.opens = True
        self.marker = ""
        self.preformatted = False

    def show(self, text: str) -> None:
        if self.links:
            self.link = True
        elif not self.runs and not self.preformatted and not text.strip(BLANKS):
            return
        elif self.linked and any(map(str.isalnum, text)):
            self.linked = False
        if self.preformatted and "\n" in text:
            for line in text.splitlines(keepends=True):
                self.runs.append(line)
                if line.endswith("\n"):
                    self.end()
                    self.opens = self.opens or not line.strip()
        else:
            self.runs.append(text)

    def enter(self, node: LexborNode, tag: str) -> bool:
        """The beginning of an element; whether its end matters."""
        if tag in PLAIN_BLOCKS:
            self.edge()
            return True
        if tag not in TELLING_BLOCKS and (tag != "a" or "href" not in node.attributes):
            return False
        self._turn(tag, 1)
        if tag == "li":
            self.marker = self.lists[-1].marker(node) if self.lists else "•"
        elif tag in LISTS:
            self.lists.append(_Numbering(node, tag))
        return True

    def leave(self, tag: str) -> None:
        """The end of an element that matters."""
        if tag in PLAIN_BLOCKS:
            self.edge()
            return
        self._turn(tag, -1)
        if tag in LISTS:
            self.lists.pop()

    def _turn(self, tag: str, by: int) -> None:
        """The edge of a block that tells something, or of a link; `by` is 1 where it begins and -1 where it ends."""
        if tag == "a":
            self.links += by
            return
        self.edge()
        if tag == "li":
            self.marker = ""
        elif tag in INDENTING:
            self.indents += by
        elif tag in HEADINGS:
            self.headings += by
        elif tag == "pre":
            self.preformatted = by > 0

    def edge(self) -> None:
        """A block begins or ends here: what follows is one of its own."""
        if self.runs:
            self.end()
        self.opens = True

    def end(self) -> bool:
        """End the line, and tell whether it showed anything."""
        if not self.runs:
            return False
        raw = "".join(self.runs)
        if text := clean(raw):
            # NBSP before a text is how hand-made pages indent it.
            indent = COLUMNS * self.indents
            if raw[0].isspace():
                blanks = raw[: len(raw) - len(raw.lstrip())]
                indent += len(blanks.expandtabs()) if self.preformatted else blanks.count("\xa0")
            opening = self.opens or bool(self.marker)
            linked, heading = self.linked and self.link, self.headings > 0
            self.lines.append(Line(indent, text, self.marker, opening, linked, heading))
            self.marker, self.opens = "", False
        self.runs, self.linked, self.link = [], True, False
        return bool(text)


def tree_of(text: str) -> LexborHTMLParser:
    """Raises PageError for markup that would take the parser too long."""
    _guard(text)
    return LexborHTMLParser(text)


def read_html(tree: LexborHTMLParser, find: Find) -> list[Block]:
    return outline(_lines(tree.body), find) if tree.body else []


def _lines(root: LexborNode) -> list[Line]:
    """Depth first without recursion: pages may nest deeper than Python's stack."""
    found = _Lines()
    above: list[tuple[Iterator[LexborNode], str]] = []
    children = root.iter(include_text=True)
    while True:
        for node in children:
            tag = node.tag or ""
            if tag == "-text":
                found.show(node.text_content or "")
            elif tag == "br":
                # Two in a row end a paragraph; one ends only a line.
                if not found.end():
                    found.opens = True
            elif tag not in UNSEEN:
                above.append((children, tag if found.enter(node, tag) else ""))
                children = node.iter(include_text=True)
                break
        else:
            if not above:
                break
            children, tag = above.pop()
            if tag:
                found.leave(tag)
    found.edge()
    return found.lines
