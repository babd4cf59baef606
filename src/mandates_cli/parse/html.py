"""A page as HTML of unknown shape: only what is visible counts, not tags' names, classes or whether they are closed."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mandates_cli.errors import PageError
from mandates_cli.parse.outline import MARKER, Block, Line, clean, outline

UNSEEN: Final = frozenset(("script", "style", "noscript", "template", "head", "title", "textarea", "select", "option"))
BOUNDARIES: Final = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "th",
        "tr",
        "ul",
    )
)
LISTS: Final = frozenset(("ol", "ul", "menu", "dir"))
VOID: Final = frozenset(
    (
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    )
)

# Lexbor's time is quadratic in nesting and in attributes, and it cannot be interrupted.
MAX_BYTES: Final = 8 * 2**20
MAX_DEPTH: Final = 1_000
MAX_TAG: Final = 64 * 2**10
TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>?")


class Step(NamedTuple):
    """On the way through the tree: `enter` a node, or leave it; `lists` is how many lists are around it."""

    node: LexborNode
    enter: bool
    lists: int
    linked: bool


def guard(text: str) -> None:
    """Raises PageError for markup that would take the parser too long."""
    if len(text) > MAX_BYTES:
        raise PageError(
            f"This page is larger than {MAX_BYTES // 2**20} MiB; no Mandates page is: check what was saved."
        )
    depth = 0
    for match in TAG.finditer(text):
        closing, name, inside = match.groups()
        if len(inside) > MAX_TAG:
            raise PageError("This page holds a tag of more than 64 KiB; check that it is a Mandates page.")
        if name.lower() not in VOID:
            depth = max(depth - 1, 0) if closing else depth + 1
        if depth > MAX_DEPTH:
            raise PageError(f"This page nests more than {MAX_DEPTH} elements; check that it is a Mandates page.")


def _marker(item: LexborNode, numbers: dict[int, int]) -> str:
    """What a browser prints before a list item."""
    parent = item.parent
    if parent is None or parent.tag != "ol":
        return "•"
    start = parent.attributes.get("start") or "1"
    number = numbers.get(parent.mem_id, int(start) if start.lstrip("-").isdigit() else 1)
    value = item.attributes.get("value") or ""
    number = int(value) if value.lstrip("-").isdigit() and len(value) < 6 else number
    numbers[parent.mem_id] = number + 1
    kind = item.attributes.get("type") or parent.attributes.get("type") or "1"
    if kind in ("a", "A") and 1 <= number <= 26:
        return chr(ord(kind) + number - 1) + "."
    return f"{number}."


class _Lines:
    """Collects text runs into lines."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.runs: list[str] = []
        self.linked = True
        self.opens = True
        self.marker = ""
        self.indent = 0

    def flush(self, opens: bool) -> None:
        text = clean("".join(self.runs))
        if text:
            # Where authors typed a label into a numbered list, theirs is the one they meant.
            generated = self.marker if self.marker == "•" or not MARKER.match(text) else ""
            self.lines.append(
                Line(
                    len(self.lines) + 1,
                    self.indent,
                    f"{generated} {text}",
                    self.opens or bool(self.marker),
                    self.linked,
                )
            )
            self.marker, self.opens = "", opens
        self.opens = self.opens or opens
        self.runs, self.linked = [], True


def _walk(root: LexborNode) -> Iterator[Step]:
    """Depth first without recursion: pages may nest deeper than Python's stack."""
    stack = [Step(root, True, 0, False)]
    while stack:
        step = stack.pop()
        yield step
        if not step.enter or step.node.tag in UNSEEN or step.node.tag == "-text":
            continue
        stack.append(step._replace(enter=False))
        lists = step.lists + (step.node.tag in LISTS)
        linked = step.linked or step.node.tag == "a"
        children = list(step.node.iter(include_text=True))
        stack.extend(Step(child, True, lists, linked) for child in reversed(children))


def read_html(text: str) -> list[Block]:
    """Raises PageError for markup that would take the parser too long."""
    guard(text)
    root = LexborHTMLParser(text).body
    if root is None:
        return []
    found, numbers = _Lines(), dict[int, int]()
    for node, enter, lists, linked in _walk(root):
        tag = node.tag
        if tag == "-text":
            run = node.text_content or ""
            found.runs.append(run)
            found.linked = found.linked and (linked or not clean(run))
        elif tag == "br":
            if enter:
                # Two in a row are a paragraph's end; one is only a line's.
                found.flush(opens=not clean("".join(found.runs)))
        elif tag in BOUNDARIES or tag in LISTS:
            found.flush(opens=True)
            found.indent = 2 * lists
            if tag == "li" and enter:
                found.marker = _marker(node, numbers)
    found.flush(opens=True)
    return outline(found.lines)
