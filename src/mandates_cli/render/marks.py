"""Words of a text that stand out: by colour (`screen.STYLES` says which), between signs, or in Markdown.

A quotation is never altered: the texts of its pieces are together the text to the character, and signs stand around
words. Take them away, and it is there again.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from mandates_cli.render.shown import shown

# A style of `screen.STYLES`, and a part of a text.
Piece: TypeAlias = tuple[str, str]

# Those of `git diff --word-diff`, which stand beside colours too.
CHANGED: Final = {"old": ("[-", "-]"), "new": ("{+", "+}")}
NONE: Final = ("", "")
WITHOUT_COLOR: Final = {"shared": ("*", "*"), "hit": ("*", "*")}
MARKDOWN: Final = {"old": "~~", "new": "**", "shared": "**"}
# What would be read as markup: marks, and a "&" that begins an entity, as in "&lt;".
MARKUP: Final = re.compile(r"[\\`*_\[\]<>|~]|&(?=#?\w+;)")


def signed(pieces: Iterable[Piece], color: bool) -> Iterator[Piece]:
    signs = CHANGED if color else CHANGED | WITHOUT_COLOR
    for style, text in pieces:
        before, words, after = _bared(text)
        opened, closed = signs.get(style, NONE) if words else NONE
        yield style, f"{before}{opened}{words}{closed}{after}"


def in_markdown(pieces: Iterable[Piece]) -> str:
    written = []
    for style, text in pieces:
        before, words, after = _bared(text)
        mark = MARKDOWN.get(style, "") if words else ""
        written.append(f"{markdown(before)}{mark}{markdown(words)}{mark}{markdown(after)}")
    return "".join(written)


def markdown(text: str) -> str:
    """It reads in Markdown as it stands."""
    return shown(MARKUP.sub(r"\\\g<0>", text)).replace("\n", "<br>")


def _bared(text: str) -> tuple[str, str, str]:
    """Blanks at the ends stay outside of signs: `** rule**` is not bold."""
    words = text.strip()
    before, _, after = text.partition(words) if words else (text, "", "")
    return before, words, after
