"""The outline that both readers produce: what a person sees, as blocks with marker, depth, text and place."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

BULLETS: Final = "•·▪◦●○■"

# "1. ", "12) ", "• c. ", "c) ", "(c) ", "• ": a bullet, a label, or both, before the text.
MARKER: Final = re.compile(
    rf"(?P<marker>(?:[{BULLETS}]\s*)?(?:\d{{1,3}}[.)]|\(?[a-zA-Z]\)|[a-zñ]\.)|[{BULLETS}])(?=\s|$)"
)


class Line(NamedTuple):
    """A line as seen. `indent` counts columns, or two for each list around it; `opens` means that a blank line or
    a block boundary stands before it; `linked` that all of it is link text."""

    number: int
    indent: int
    text: str
    opens: bool = True
    linked: bool = False


class Block(NamedTuple):
    """`depth` 0 is text outside lists, 1 an item, 2 and more its sub-items; `marker` is as printed."""

    marker: str | None
    depth: int
    text: str
    line: int
    linked: bool = False


def clean(text: str) -> str:
    """One space for each run of blanks, NBSP included; characters that show nothing are dropped."""
    return " ".join(text.replace("\u00ad", "").replace("\ufeff", "").replace("\u200b", "").split())


def outline(lines: Iterable[Line]) -> list[Block]:
    """A line without a marker continues the item before it unless a blank line parts the two."""
    blocks: list[Block] = []
    indents: list[int] = []
    for line in lines:
        text = clean(line.text)
        if not text:
            continue
        match = MARKER.match(text)
        if match:
            while indents and indents[-1] >= line.indent:
                indents.pop()
            indents.append(line.indent)
            marker = clean(match["marker"])
            blocks.append(Block(marker, len(indents), text[match.end() :].strip(), line.number, line.linked))
        elif blocks and blocks[-1].marker and not line.opens:
            last = blocks[-1]
            linked = last.linked and line.linked
            blocks[-1] = last._replace(text=f"{last.text} {text}".strip(), linked=linked)
        else:
            blocks.append(Block(None, 0, text, line.number, line.linked))
    return blocks
