"""What stands above a page's items: menus, breadcrumbs, notices, an archive's toolbar. Nothing there is an item, though
it may be a list."""

from collections.abc import Callable, Sequence
from typing import Final

from mandates_cli.parse import skeleton
from mandates_cli.parse.outline import Block
from mandates_cli.registry.lookup import Registry

# "Follow-up", "8 Apr 2015 - 10 Nov 2023": an entry of a menu is short, and no sentence.
MAX_ENTRY_WORDS: Final = 10
STOPS: Final = ".;:,"
MAX_HEADING: Final = 200


def above(blocks: Sequence[Block], registry: Registry, cites: Callable[[str], bool]) -> int:
    """How many blocks stand above a page's heading, where a list is among them; else 0.

    A theme's heading, or a line that every page repeats, parts them from the items: what stands above it without a
    citation is none. Once a theme is named, only a list that looks like a menu stands above the next such line: that
    may be within an item, or above more of them. Where nothing on the page is cited, a line that is at its foot too
    tells nothing.
    """
    first = next((number for number, block in enumerate(blocks) if _listed(block)), len(blocks))
    begin = uncited = 0
    headed: bool | None = None
    lists, menu = False, True
    for number in range(first, len(blocks)):
        block = blocks[number]
        if block.text and cites(block.text):
            return begin
        if _listed(block):
            lists, menu = True, menu and _like_an_entry(block.text)
        elif lists and block.marker is None and _may_head(block, registry, menu):
            if headed is None:
                headed = any(_heads(each, registry) for each in blocks[:first])
            # On a page without lists a paragraph of an item may be "EDUCATION", but no "EDUCATION: Literacy".
            apart = block.within == 0 or block.heading or ":" in block.text
            if menu or (apart and not headed):
                heads = _heads(block, registry)
                uncited = number if uncited == begin and (menu or heads) else uncited
                begin, lists, menu, headed = number, False, True, headed or heads
    return uncited if lists else 0


def _listed(block: Block) -> bool:
    return block.marker is not None and not block.linked


def _like_an_entry(text: str) -> bool:
    return len(text.split()) <= MAX_ENTRY_WORDS and text[-1:] not in STOPS


def _heads(block: Block, registry: Registry) -> bool:
    return block.marker is None and len(block.text) <= MAX_HEADING and skeleton.names_theme(block.text, registry)


def _may_head(block: Block, registry: Registry, menu: bool) -> bool:
    """A theme's heading or a line that every page repeats; below a menu, also what only looks like a heading."""
    if len(block.text) > MAX_HEADING:
        return False
    if skeleton.names_theme(block.text, registry) or registry.language_of_line(block.text):
        return True
    return menu and (block.heading or (":" in block.text and skeleton.HEADING.fullmatch(block.text) is not None))
