"""A page as HTML of unknown shape: only what is visible counts, not classes nor whether tags are closed."""

from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mandates_cli.parse.guard import guard_markup
from mandates_cli.parse.lines import Lines
from mandates_cli.parse.markers import Find
from mandates_cli.parse.outline import Block, Line, outline
from mandates_cli.parse.styles import TELLING, are_told, styles_of

# What no browser shows, and what is no text of the page's; the trace passes over them by itself.
UNSEEN: Final = frozenset(
    """
    script style noscript template head title textarea select iframe noframes noembed -comment
    """.split()
)


def tree_of(text: str) -> LexborHTMLParser:
    """Raises PageError for markup that would take the parser too long."""
    guard_markup(text)
    return LexborHTMLParser(text)


def read_html(tree: LexborHTMLParser, find: Find) -> list[Block]:
    """Raises PageError for style sheets that would take too long."""
    return outline(_lines(tree, tree.body), find) if tree.body else []


def _lines(tree: LexborHTMLParser, root: LexborNode) -> list[Line]:
    """Depth first without recursion: pages may nest deeper than Python's stack."""
    styled = are_told(tree)
    found = Lines(styles_of(tree) if styled else {})
    above: list[tuple[Iterator[LexborNode], str]] = []
    children = root.iter(include_text=True)
    while True:
        for node in children:
            tag = node.tag or ""
            if tag == "-text":
                found.show(node.text_content or "")
            elif tag == "br":
                # Two in a row end a paragraph; one ends only a line.
                if not (found.shown or found.end()):
                    found.opens = True
            elif tag not in UNSEEN:
                if tag in TELLING and not styled:
                    styled, found.styles = True, styles_of(tree)
                matters = found.enter_styled(node, tag, len(above)) if styled else found.enter(node, tag)
                above.append((children, tag if matters else ""))
                children = node.iter(include_text=True)
                break
        else:
            if not above:
                break
            children, tag = above.pop()
            if tag:
                found.leave(tag)
            if styled and found.turns and found.turns[-1].depth == len(above):
                found.turn_back()
    return found.finish()
