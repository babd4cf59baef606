"""Markdown as its readers show it, one that follows CommonMark and one that follows GitHub: the text, and what was made
of it."""

from functools import cache
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode


class Read(NamedTuple):
    """`tags` are those of the elements within, in their order; an end of a line is part of the text."""

    text: str
    tags: list[str]


@cache
def _readers() -> tuple[Any, ...]:
    import marko.ext.gfm

    strict = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return strict.render, marko.ext.gfm.gfm.convert


def read(markdown: str, within: str, linking: bool = False) -> Read:
    """What stands in the one element that `within` selects. With `linking` the second reader, which makes links of
    addresses, must agree; it takes some escaped backquotes beside marks for code."""
    readers = _readers() if linking else _readers()[:1]
    first, *others = [_read(render(markdown), within) for render in readers]
    assert all(other == first for other in others), markdown
    return first


def _read(html: str, within: str) -> Read:
    nodes = LexborHTMLParser(html).css(within)
    assert len(nodes) == 1, html
    tags: list[str] = []
    return Read(_text(nodes[0], tags), tags)


def _text(node: LexborNode, tags: list[str]) -> str:
    text = ""
    for child in node.iter(include_text=True):
        if child.is_text_node:
            text += child.text_content or ""
        elif child.tag == "br":
            text += "\n"
        else:
            tags.append({"s": "del"}.get(child.tag or "", child.tag or ""))
            text += _text(child, tags)
    return text


def read_again(markdown: str) -> str:
    """What a reader sees, without the marks."""
    return read(f"| x |\n| --- |\n| {markdown} |", "tbody td").text
