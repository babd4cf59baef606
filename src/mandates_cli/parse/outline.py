"""The outline that both readers produce: what a person sees, as blocks with marker, depth, text and place."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from mandates_cli.folding import seen
from mandates_cli.parse.markers import BULLETS, NUMERALS, Find, Marker, maybe
from mandates_cli.parse.neighbours import settled

# A footnote, or a rule of underscores: never the rest of a line.
ALONE: Final = re.compile(r"\*|[_\-–—=*\s]{3,}\Z")

# "Citizen Security and Transnational Organized Crime": what is longer is a sentence.
MAX_TITLE: Final = 80
# What ends a sub-item, so that a paragraph may begin below it.
ENDS: Final = ".;:)"
# A footnote whose sentence goes on in the next line.
UNENDED_FOOTNOTE: Final = re.compile(r"\*+ ?[^\W_].*[^.;:)]\Z")
# "inter-" at a line's end and "American" on the next; but "short-" and "and long-term"
BROKEN: Final = re.compile(r"\w- (?!(?:and|or|to|y|e|o|u)\b)\w")


class Aside(NamedTuple):
    """What a page's source has before a text or within it and the text has not: what is hidden, and marks that refer to
    notes. `pieces` are those into which the text falls there, if it does; `note` is the number of the note it is."""

    hidden: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    note: str = ""


class Line(NamedTuple):
    """A line as seen. `indent` is its depth in columns; `generated` is the marker that a list puts before it, empty
    where it puts none before an item; `opens` means that a blank line or a block's edge stands before it; `linked` that
    all of it is link text. `hang` is the column of its second word where lines were wrapped, else -1; `drawn` is what a
    program added to it, as the marks of links."""

    indent: int
    text: str
    generated: str | None = None
    opens: bool = True
    linked: bool = False
    heading: bool = False
    aside: Aside | None = None
    hang: int = -1
    drawn: str = ""


class Block(NamedTuple):
    """`depth` 0 is text outside lists, 1 an item, 2 and more its sub-items; `marker` is as printed, and `typed` what of
    it stands in the page's text rather than coming from a list. `within` is the depth of the item that a text without a
    marker seems to be a paragraph of, by where it begins."""

    marker: str | None
    label: str | None
    typed: str
    depth: int
    text: str
    linked: bool = False
    heading: bool = False
    aside: Aside | None = None
    drawn: str = ""
    within: int = 0


def clean(text: str) -> str:
    """One space for each run of blanks, NBSP included; characters that show nothing are dropped."""
    return " ".join((text if text.isascii() else seen(text)).split())


def outline(lines: Sequence[Line], find: Find) -> list[Block]:
    """A line without a marker continues the item before it, unless a blank line parts the two or it begins anew."""
    blocks: list[Block] = []
    indents: list[int] = []
    # From which column on a line stands within an item: below a typed marker, it is deeper than that.
    insides: list[int] = []
    before, width = Line(0, ""), 0
    for line, marker in zip(lines, _markers(lines, find), strict=True):
        if marker or (line.generated is not None and not _is_note(line)):
            while indents and indents[-1] >= line.indent:
                indents.pop()
                insides.pop()
            insides.append(line.indent + (line.generated is None and bool(indents)))
            indents.append(line.indent)
            blocks.append(_marked(line, marker, len(indents)))
        elif blocks and not line.opens and not line.heading and _continues(line, blocks[-1]):
            last = blocks[-1]
            if _may_begin(last, line, insides[-1]):
                width = width or max(each.indent + len(each.text) for each in lines)
                if _broken(before, line, width):
                    blocks.append(_unmarked(line, insides))
                    before = line
                    continue
            parted = " " if line.hang < 0 or not BROKEN.search(f"{last.text} {line.text}", len(last.text) - 2) else ""
            text, linked = f"{last.text}{parted}{line.text}".strip(), last.linked and line.linked
            drawn = last.drawn + line.drawn
            blocks[-1] = last._replace(text=text, linked=linked, aside=_joined(last, line), drawn=drawn)
        else:
            blocks.append(_unmarked(line, insides))
        before = line
    return blocks


def _unmarked(line: Line, insides: Sequence[int]) -> Block:
    within = bisect_right(insides, line.indent)
    return Block(None, None, "", 0, line.text, line.linked, line.heading, line.aside, line.drawn, within)


def _may_begin(last: Block, line: Line, inside: int) -> bool:
    """Whether the line below an item's first may be more than its second: one less deep than a sub-item that has ended,
    or one below what may be a title."""
    if not (last.marker and last.text and line.text):
        return False
    begins = line.text[0].isupper()
    if last.depth > 1 and line.indent < inside:
        return last.text[-1] in ENDS or (begins and last.text[-1] == ",")
    return begins and len(last.text) <= MAX_TITLE


def _broken(before: Line, line: Line, width: int) -> bool:
    """Whether a line ended though the next word would have had room: not where a page of that width is wrapped."""
    return before.indent + len(before.text) + 1 + len(line.text.partition(" ")[0]) <= width


def _continues(line: Line, last: Block) -> bool:
    if _is_note(line) or ALONE.match(line.text):
        return False
    return last.marker is not None or (line.hang >= 0 and UNENDED_FOOTNOTE.match(last.text) is not None)


def _markers(lines: Sequence[Line], find: Find) -> list[Marker | None]:
    markers = [_marker(line, find) if line.aside is None or not line.aside.note else None for line in lines]
    doubtful: dict[int, Marker] = {}
    for at, known in enumerate(markers):
        if known is None or known.label is None:
            text = lines[at].text
            if (not text[:2].isalpha() or text[0] in NUMERALS) and not _is_note(lines[at]) and (found := maybe(text)):
                doubtful[at] = found
    if doubtful:
        for at, marker in settled(lines, markers, doubtful, find).items():
            markers[at] = marker
    return markers


def _is_note(line: Line) -> bool:
    return line.aside is not None and line.aside.note != ""


def _joined(last: Block, line: Line) -> Aside | None:
    """What stands aside of a text and of the line that goes on with it."""
    if last.aside is None and line.aside is None:
        return None
    one, other = last.aside or Aside(), line.aside or Aside()
    pieces = (*(one.pieces or (last.text,)), *(other.pieces or (line.text,)))
    return Aside(one.hidden + other.hidden, one.marks + other.marks, pieces, one.note)


def _marker(line: Line, find: Find) -> Marker | None:
    """The marker typed in the text; after a list's bullet more may be one than at the beginning of a line."""
    if line.generated and line.generated in BULLETS:
        found = find(f"{line.generated} {line.text}")
        drawn = len(line.generated) + 1
        if found and found.label:
            return found._replace(printed=found.printed[drawn:].strip(), length=found.length - drawn)
    return find(line.text)


def _marked(line: Line, marker: Marker | None, depth: int) -> Block:
    """Where authors typed a label into a list, theirs is the one they meant; a list's bullet stands before it."""
    generated = line.generated or ""
    bullet = generated if generated in BULLETS else ""
    if marker is None:
        label = generated.rstrip(".") if any(map(str.isalnum, generated)) else None
        return Block(generated, label, "", depth, line.text, line.linked, aside=line.aside, drawn=line.drawn)
    if marker.printed.startswith(bullet):
        bullet = ""
    printed = f"{bullet} {marker.printed}".strip()
    text = line.text[marker.length :].strip()
    return Block(printed, marker.label, marker.printed, depth, text, line.linked, aside=line.aside, drawn=line.drawn)
