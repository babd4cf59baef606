"""Words in styles, wrapped to a width."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from mandates_cli.render.marks import Piece
from mandates_cli.render.screen import Screen, cells, shown, styled

BLANKS: Final = re.compile(r"(\s+)")


class Word(NamedTuple):
    """The blanks before it, and its pieces, each with a style."""

    gap: str
    pieces: list[Piece]

    @property
    def width(self) -> int:
        return sum(cells(shown(text)) for _, text in self.pieces)


def beside(head: Piece, rest: Piece, screen: Screen, indent: int, lead: str = "") -> Iterator[str]:
    """`lead`, `head` and what is said of it, on one line where they fit, else that below, indented."""
    first = lead + styled(head[1], head[0], screen)
    if rest[1] and cells(lead + shown(head[1])) + 2 + cells(shown(rest[1])) <= screen.width:
        yield f"{first}  {styled(rest[1], rest[0], screen)}\n"
    else:
        yield first + "\n"
        yield from flowed([rest], screen, indent)


def flowed(
    parts: Iterable[Piece], screen: Screen, indent: int = 0, most: int | None = None, hang: int = 0
) -> Iterator[str]:
    """Lines that fit the screen, each part in its style; after `most` lines the rest is left out. Those after
    the first are indented by `hang` more. Blanks between words stay as they are where no line ends."""
    line: list[Word] = []
    used, count, room = 0, 0, max(screen.width - indent, 10)
    for word in _words(parts):
        length, gap = word.width, cells(word.gap)
        if used and used + gap + length > room:
            count += 1
            if count == most:
                yield _line(_with_room(line, room - used), indent, screen)
                return
            yield _line(line, indent, screen)
            if count == 1:
                indent += hang
                room = max(screen.width - indent, 10)
            line, used = [], 0
        used += length + (gap if line else 0)
        line.append(word)
    if line:
        yield _line(line, indent, screen)


def _with_room(line: list[Word], left: int) -> list[Word]:
    """The line with as many of its words as leave room for the sign that there is more; `left` is what is free."""
    while left < 2 and len(line) > 1:
        last = line.pop()
        left += last.width + cells(last.gap)
    return [*line, Word(" ", [("", "…")])]


def _words(parts: Iterable[Piece]) -> Iterator[Word]:
    """Cut at blanks; a word may have pieces in several styles."""
    word = Word("", [])
    for style, text in parts:
        for number, piece in enumerate(BLANKS.split(text)):
            if number % 2 == 0:
                if piece:
                    word.pieces.append((style, piece))
            elif word.pieces:
                yield word
                # What a terminal would obey, such as a tab or the end of a line, is one blank.
                word = Word(piece if shown(piece) == piece else " ", [])
    if word.pieces:
        yield word


def _line(words: Sequence[Word], indent: int, screen: Screen) -> str:
    """Neighbours of one style are coloured together, the blanks between them too."""
    pieces = [("", " " * indent)]
    for number, word in enumerate(words):
        if number:
            before, after = words[number - 1].pieces[-1][0], word.pieces[0][0]
            pieces.append((after if before == after else "", word.gap))
        pieces += word.pieces
    line = ""
    for style, run in groupby(pieces, key=lambda piece: piece[0]):
        line += styled("".join(text for _, text in run), style, screen)
    return line + "\n"
