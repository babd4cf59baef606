"""Words with what is true of them beside them, said before any markup.

    Request <PAHO=asked paho> to train <40 nurses=target> <by 2030=date 2030>

Marks may stand in one another. A deadline is `date`, `event`, `period` or `recurring`, with the year in which it ends: `2030`, `+2`
and `+18m` years or months after the summit, `next` for that of the next summit, nothing where none is certain.
"""

import re
from typing import Final, NamedTuple

TOKEN: Final = re.compile(r"<|=[^<>=]+>")


class Mark(NamedTuple):
    """`start` counts in the text without marks."""

    words: str
    says: str
    start: int


def plain(marked: str) -> str:
    return TOKEN.sub("", marked) if "<" in marked else marked


def marks(marked: str) -> list[Mark]:
    found: list[Mark] = []
    open_at: list[int] = []
    said, end = "", 0
    for token in TOKEN.finditer(marked):
        said += marked[end : token.start()]
        end = token.end()
        if token[0] == "<":
            open_at.append(len(said))
        else:
            start = open_at.pop()
            found.append(Mark(said[start:], token[0][1:-1], start))
    return found
