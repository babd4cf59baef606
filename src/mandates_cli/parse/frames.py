"""What a program drew around a page's own words: the running lines of a print, the borders of a table."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Final, NamedTuple

from mandates_cli.parse.places import compact

# A browser prints date and title above, address and number below; some programs give both in one place.
MAX_RUNNING: Final = 4
# What the line ends with that is a paragraph's last.
ENDS: Final = (".", ";", ":", ")")
# A sheet's number; a running line has few.
DIGITS: Final = re.compile(r"(?<!\d)\d{1,6}(?!\d)")
MAX_NUMBERS: Final = 10
# "+-----+-----+", "+=====+=====+", with more than the corners
BORDER: Final = re.compile(r"\+(?:[-=:]+\+)+")


class Framed(NamedTuple):
    """The page's own text, and how many visible characters stood around it."""

    text: str
    drawn: int


def unframed(text: str) -> Framed:
    """Cheap where nothing is drawn: most texts are neither prints nor tables."""
    own = text
    if "\f" in own:
        own = _flowing(own)
    if "\n+-" in own or own.startswith("+-"):
        own = "\n".join(_cells(own.split("\n")))
    return Framed(own, 0 if own is text else len(compact(text)) - len(compact(own)))


def _flowing(text: str) -> str:
    """The sheets of a print in one, without the lines that all have alike at an edge. Where a sheet ends, a paragraph
    may: only a whole sentence says so."""
    sheets = [sheet.split("\n") for sheet in text.split("\f") if sheet.strip()]
    shown = [[n for n, line in enumerate(sheet) if line.strip()] for sheet in sheets]
    if len(sheets) < 2:
        return text
    above = [[sheet[n] for n in numbers] for sheet, numbers in zip(sheets, shown, strict=True)]
    below = [lines[::-1] for lines in above]
    first, last = _running(above), _running(below)
    if not _counts(above, first) and not _counts(below, last):
        return text
    kept: list[str] = []
    for sheet, numbers in zip(sheets, shown, strict=True):
        own = numbers[first : len(numbers) - last]
        if own and kept and kept[-1].rstrip().endswith(ENDS):
            kept.append("")
        kept += sheet[own[0] : own[-1] + 1] if own else []
    return "\n".join(kept)


def _running(edges: Sequence[Sequence[str]]) -> int:
    """How many lines, from the edge on, are the same on every sheet but for their numbers."""
    masked = ([DIGITS.sub("0", " ".join(line.split())) for line in lines[:MAX_RUNNING]] for lines in edges)
    return len(list(takewhile(lambda alike: len(set(alike)) == 1, zip(*masked, strict=False))))


def _counts(edges: Sequence[Sequence[str]], lines: int) -> bool:
    """Whether one of those lines bears the number of its sheet: without one they may be the page's own."""
    return any(
        all(str(number) in DIGITS.findall(edge[line])[:MAX_NUMBERS] for number, edge in enumerate(edges, int(first)))
        for line in range(lines)
        for first in DIGITS.findall(edges[0][line])[:MAX_NUMBERS]
    )


def _cells(lines: Sequence[str]) -> Iterator[str]:
    """The lines of grid tables cell by cell, a blank line between two; all others as they are."""
    corners: list[int] = []
    row: list[str] = []
    for line in lines:
        if BORDER.fullmatch(line.strip()):
            yield from _parted(row, corners)
            corners = [at for at, character in enumerate(line) if character == "+"]
            row = []
        elif corners and _is_row(line, corners):
            row.append(line)
        else:
            yield from row
            yield line
            corners, row = [], []
    yield from row


def _is_row(line: str, corners: Sequence[int]) -> bool:
    """Whether a line has its borders below all corners, so that no character of its own stands there."""
    around = line[: corners[0]] + line[corners[-1] + 1 :]
    return not around.strip() and all(line.startswith("|", at) for at in corners)


def _parted(row: Sequence[str], corners: Sequence[int]) -> Iterator[str]:
    for start, end in pairwise(corners):
        cell = [line[start + 1 : end].rstrip().removeprefix(" ") for line in row]
        if any(cell):
            yield from ("", *cell, "")
