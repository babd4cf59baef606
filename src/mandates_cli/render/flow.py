"""Words in styles, wrapped to a width."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, TypeAlias

from mandates_cli.render.marks import Piece
from mandates_cli.render.screen import cells, styled
from mandates_cli.render.shown import shown

BLANKS: Final = re.compile(r"\s+")
# Pieces of one word, each with its style.
Word: TypeAlias = list[Piece]


def beside(head: Piece, rest: Piece, width: int, indent: int, color: bool, lead: str = "") -> Iterator[str]:
    """`lead`, `head` and what is said of it, on one line where they fit, else that below, indented."""
    first = lead + styled(head[1], head[0], color)
    if rest[1] and cells(lead + shown(head[1])) + 2 + cells(shown(rest[1])) <= width:
        yield f"{first}  {styled(rest[1], rest[0], color)}\n"
    else:
        yield first + "\n"
        yield from flowed([rest], width, indent, color)


def flowed(parts: Iterable[Piece], width: int, indent: int, color: bool, most: int | None = None) -> Iterator[str]:
    """Lines of at most `width` columns, each part in its style; after `most` lines the rest is left out."""
    room = max(width - indent, 10)
    line: list[Word] = []
    used, count = 0, 0
    for word in _words(parts):
        length = _cells(word)
        if used and used + 1 + length > room:
            count += 1
            if count == most:
                yield _line(_with_room(line, room - used), indent, color)
                return
            yield _line(line, indent, color)
            line, used = [], 0
        line.append(word)
        used += length + (used > 0)
    if line:
        yield _line(line, indent, color)


def _with_room(line: list[Word], left: int) -> list[Word]:
    """The line with as many of its words as leave room for the sign that there is more; `left` is what is free."""
    while left < 2 and len(line) > 1:
        left += _cells(line.pop()) + 1
    return [*line, [("", "…")]]


def _cells(word: Word) -> int:
    return sum(cells(shown(text)) for _, text in word)


def _words(parts: Iterable[Piece]) -> Iterator[Word]:
    """Cut at blanks; a word may have pieces in several styles."""
    held: Word = []
    for style, text in parts:
        for number, piece in enumerate(BLANKS.split(text)):
            if number and held:
                yield held
                held = []
            if piece:
                held.append((style, piece))
    if held:
        yield held


def _line(words: Sequence[Word], indent: int, color: bool) -> str:
    """Neighbours of one style are coloured together, the blanks between them too."""
    pieces = [("", " " * indent)]
    for number, word in enumerate(words):
        if number:
            same = words[number - 1][-1][0] == word[0][0]
            pieces.append((word[0][0] if same else "", " "))
        pieces += word
    line = ""
    for style, run in groupby(pieces, key=lambda piece: piece[0]):
        line += styled("".join(text for _, text in run), style, color)
    return line + "\n"
