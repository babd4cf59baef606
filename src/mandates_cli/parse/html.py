"""A page as HTML of unknown shape: only what is visible counts, not classes nor whether tags are closed."""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mandates_cli.errors import PageError
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
OTHER_BLOCKS: Final = """
address article aside body center dl dt div fieldset footer form header hr li main nav p pre section table tbody td th
tr
"""
BLOCKS: Final = INDENTING | HEADINGS | frozenset(OTHER_BLOCKS.split())
VOID: Final = frozenset("area base br col embed hr img input link meta param source track wbr".split())
COLUMNS: Final = 8

# Lexbor's time is quadratic in nesting and in attributes, and it cannot be interrupted.
MAX_BYTES: Final = 8 * 2**20
MAX_DEPTH: Final = 1_000
MAX_TAG: Final = 64 * 2**10
TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>?")
ROMAN: Final = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def guard(text: str) -> None:
    """Raises PageError for markup that would take the parser too long."""
    if len(text) > MAX_BYTES:
        raise PageError(
            f"This page is larger than {MAX_BYTES // 2**20} MiB; no Mandates page is: check what was saved."
        )
    if text.count("<") - text.count("</") <= MAX_DEPTH and max(map(len, text.split("<"))) <= MAX_TAG:
        return
    depth = 0
    for closing, name, inside in TAG.findall(text):
        if len(inside) > MAX_TAG:
            raise PageError("This page holds a tag of more than 64 KiB; check that it is a Mandates page.")
        if name.lower() not in VOID:
            depth = max(depth - 1, 0) if closing else depth + 1
            if depth > MAX_DEPTH:
                raise PageError(f"This page nests more than {MAX_DEPTH} elements; check that it is a Mandates page.")


def _marker(item: LexborNode, numbers: dict[int, int]) -> str:
    """What a browser prints before a list item."""
    parent = item.parent
    while parent is not None and parent.tag not in LISTS:  # an unclosed link may stand between
        parent = parent.parent
    if parent is None or parent.tag != "ol":
        return "•"
    attributes = parent.attributes
    backwards = "reversed" in attributes
    first = sum(child.tag == "li" for child in parent.iter()) if backwards else 1
    number = numbers.get(parent.mem_id, _number(attributes.get("start"), first))
    number = _number(item.attributes.get("value"), number)
    numbers[parent.mem_id] = number + (-1 if backwards else 1)
    kind = item.attributes.get("type") or attributes.get("type") or "1"
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
        self.linked = True
        self.link = False
        self.opens = True
        self.marker = ""
        self.indent = 0
        self.heading = False
        self.preformatted = False

    def end(self, opens: bool) -> None:
        """End the line; `opens` says that what follows is a block of its own."""
        if self.runs:
            raw = "".join(self.runs)
            if text := clean(raw):
                # NBSP before a text is how hand-made pages indent it.
                indent = self.indent
                if raw[0].isspace():
                    blanks = raw[: len(raw) - len(raw.lstrip())]
                    indent += len(blanks.expandtabs()) if self.preformatted else blanks.count("\xa0")
                opening = self.opens or bool(self.marker)
                self.lines.append(Line(indent, text, self.marker, opening, self.linked and self.link, self.heading))
                self.marker, self.opens = "", False
            self.runs, self.linked, self.link = [], True, False
        self.opens = self.opens or opens


def read_html(text: str) -> list[Block]:
    """Raises PageError for markup that would take the parser too long."""
    guard(text)
    root = LexborHTMLParser(text).body
    return outline(_lines(root)) if root else []


def _lines(root: LexborNode) -> list[Line]:
    """Depth first without recursion: pages may nest deeper than Python's stack."""
    found, numbers = _Lines(), dict[int, int]()
    lists = links = headings = 0
    stack: list[tuple[LexborNode, str, bool]] = [(root, "body", True)]
    while stack:
        node, tag, entering = stack.pop()
        if tag == "-text":
            text = node.text_content or ""
            if links:
                found.link = True
            elif found.linked and any(map(str.isalnum, text)):
                found.linked = False
            if found.preformatted and "\n" in text:
                for line in text.splitlines(keepends=True):
                    found.runs.append(line)
                    if line.endswith("\n"):
                        found.end(opens=not line.strip())
                continue
            found.runs.append(text)
            continue
        if tag in UNSEEN:
            continue
        step = 1 if entering else -1
        if tag == "br":
            if entering:
                # Two in a row end a paragraph; one ends only a line.
                found.end(opens=not clean("".join(found.runs)))
        elif tag in BLOCKS:
            found.end(opens=True)
            lists += step if tag in INDENTING else 0
            headings += step if tag in HEADINGS else 0
            found.indent, found.heading = COLUMNS * lists, headings > 0
            if tag == "pre":
                found.preformatted = entering
            if tag == "li":
                found.marker = _marker(node, numbers) if entering else ""
        elif tag == "a" and "href" in node.attributes:
            links += step
        if entering:
            if tag in BLOCKS or tag == "a":
                stack.append((node, tag, False))
            children = [(child, child.tag or "", True) for child in node.iter(include_text=True)]
            children.reverse()
            stack += children
    found.end(opens=True)
    return found.lines
