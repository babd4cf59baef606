"""Words in styles, wrapped to a width."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, TypeAlias

from mandates_cli.render.shown import shown

STYLES: Final = {
    "": "", "head": "\x1b[1;36m", "bold": "\x1b[1m", "dim": "\x1b[2m", "old": "\x1b[31m", "new": "\x1b[32m",
    "shared": "\x1b[1;33m",
}  # fmt: skip
END: Final = "\x1b[0m"
BLANKS: Final = re.compile(r"\s+")
# Pieces of one word, each with its style.
Word: TypeAlias = list[tuple[str, str]]


def styled(text: str, style: str, color: bool) -> str:
    return f"{STYLES[style]}{shown(text)}{END}" if color and style and text else shown(text)


def cells(text: str) -> int:
    """Columns that it takes on a terminal."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def clipped(text: str, width: int) -> str:
    """One line, cut where it does not fit."""
    line = shown(" ".join(text.split()))
    if cells(line) <= max(width, 1):
        return line
    line = line[: max(width - 1, 0)]
    while cells(line) > width - 1 and line:
        line = line[:-1]
    return line.rstrip() + "…"


def beside(
    head: tuple[str, str], rest: tuple[str, str], width: int, indent: int, color: bool, lead: str = ""
) -> Iterator[str]:
    """`lead`, `head` and what is said of it, on one line where they fit, else that below, indented. Both are pairs of
    style and text."""
    first = lead + styled(head[1], head[0], color)
    if rest[1] and cells(lead + shown(head[1])) + 2 + cells(shown(rest[1])) <= width:
        yield f"{first}  {styled(rest[1], rest[0], color)}\n"
    else:
        yield first + "\n"
        yield from flowed([rest], width, indent, color)


def flowed(
    parts: Iterable[tuple[str, str]], width: int, indent: int, color: bool, most: int | None = None
) -> Iterator[str]:
    """Lines of at most `width` columns, each part in its style; after `most` lines the rest is left out."""
    room = max(width - indent, 10)
    line: list[Word] = []
    used, count = 0, 0
    for word in _words(parts):
        length = _cells(word)
        if used and used + 1 + length > room:
            count += 1
            if count == most:
                while used + 2 > room and len(line) > 1:
                    used -= _cells(line.pop()) + 1
                yield _line([*line, [("", "…")]], indent, color)
                return
            yield _line(line, indent, color)
            line, used = [], 0
        line.append(word)
        used += length + (used > 0)
    if line:
        yield _line(line, indent, color)


def _cells(word: Word) -> int:
    return sum(cells(shown(text)) for _, text in word)


def _words(parts: Iterable[tuple[str, str]]) -> Iterator[Word]:
    """Cut at blanks; a word may have pieces in several styles."""
    held: Word = []
    for style, text in parts:
        pieces = BLANKS.split(text)
        for number, piece in enumerate(pieces):
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
    runs = groupby(pieces, key=lambda piece: piece[0])
    return "".join(styled("".join(text for _, text in run), style, color) for style, run in runs) + "\n"
