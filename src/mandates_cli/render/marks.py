"""Words of a text that stand out: by colour (`screen.STYLES` says which), between signs, or in Markdown.

A quotation is never altered: the texts of its pieces are together the text to the character, and signs stand around
words. Take them away, and it is there again.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from mandates_cli.render.screen import shown

# A style of `screen.STYLES`, and a part of a text.
Piece: TypeAlias = tuple[str, str]
# Signs around words, by style: those of `git diff --word-diff` stand beside colours too.
CHANGED: Final = {"old": ("[-", "-]"), "new": ("{+", "+}")}
WITHOUT_COLOR: Final = {**CHANGED, "shared": ("[[", "]]"), "hit": ("[[", "]]")}
MARKDOWN: Final = {"old": ("~~", "~~"), "new": ("**", "**"), "shared": ("**", "**"), "hit": ("**", "**")}
# What would be read as markup: marks, and a "&" that begins an entity, as in "&lt;".
MARKUP: Final = re.compile(r"[\\`*_\[\]<>|~]|&(?=#?\w+;)")


def hits(text: str, places: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    """The text cut at its hits. Of two that overlap the first counts."""
    at = 0
    for start, end in places:
        if start >= at:
            yield "", text[at:start]
            yield "hit", text[start:end]
            at = end
    yield "", text[at:]


def signed(pieces: Iterable[Piece], color: bool) -> Iterator[Piece]:
    return _between(pieces, CHANGED if color else WITHOUT_COLOR, str)


def in_markdown(pieces: Iterable[Piece]) -> str:
    return "".join(text for _, text in _between(pieces, MARKDOWN, markdown))


def _between(
    pieces: Iterable[Piece], signs: Mapping[str, tuple[str, str]], written: Callable[[str], str]
) -> Iterator[Piece]:
    """Blanks at the ends stay outside of signs: `** rule**` is not bold."""
    for style, text in pieces:
        words = text.strip()
        before, _, after = text.partition(words) if words else (text, "", "")
        opened, closed = signs.get(style, ("", "")) if words else ("", "")
        yield style, f"{written(before)}{opened}{written(words)}{closed}{written(after)}"


def markdown(text: str) -> str:
    """It reads in Markdown as it stands."""
    return shown(MARKUP.sub(r"\\\g<0>", text)).replace("\n", "<br>")
