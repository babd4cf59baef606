"""The outline that both readers produce: what a person sees, as blocks with marker, depth, text and place."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from mandates_cli.errors import PageError
from mandates_cli.folding import seen
from mandates_cli.parse.markers import BULLETS, NUMERALS, Find, Marker, maybe
from mandates_cli.parse.neighbours import settled

# A footnote, or a rule of underscores: never the rest of a line.
ALONE: Final = re.compile(r"\*|[_\-–—=*\s]{3,}\Z")

# A page of the site shows some hundred.
MAX_LINES: Final = 50_000
# "Citizen Security and Transnational Organized Crime": what is longer is a sentence.
MAX_TITLE: Final = 80
# What ends a sub-item, so that a paragraph may begin below it.
ENDS: Final = ".;:)"
# A footnote; its sentence goes on in the next line unless one of ENDS stands there.
FOOTNOTE: Final = re.compile(r"\*+ ?[^\W_].")
# "inter-" at a line's end and "American" on the next; but "short-" and "and long-term"
BROKEN: Final = re.compile(r"\w- (?!(?:and|or|to|y|e|o|u)\b)\w")
# Characters of a line that tell whether its first word belongs to the one before.
WORD_END: Final = 4


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


class _Growing:
    """A block and the lines that go on with it: however many they are, they are put together once."""

    __slots__ = ("aside_at", "block", "lines", "pieces", "size")

    def __init__(self, block: Block) -> None:
        self.block = block
        self.lines: list[Line] = []
        self.pieces = [block.text]
        self.size = len(block.text)
        # The first piece and the first line beside which something stands.
        self.aside_at: tuple[int, int] | None = None

    @property
    def ending(self) -> str:
        """Its last two characters."""
        return "".join(self.pieces[-3:])[-2:]

    def add(self, line: Line) -> None:
        if line.aside is not None and self.aside_at is None:
            self.aside_at = (len(self.pieces), len(self.lines))
        if line.text:
            parts_word = line.hang >= 0 and BROKEN.match(f"{self.ending} {line.text[:WORD_END]}")
            piece = line.text if parts_word or not self.size else f" {line.text}"
            self.pieces.append(piece)
            self.size += len(piece)
        self.lines.append(line)

    def whole(self) -> Block:
        block, lines = self.block, self.lines
        drawn = "".join((block.drawn, *(line.drawn for line in lines)))
        linked = block.linked and all(line.linked for line in lines)
        return block._replace(text="".join(self.pieces), linked=linked, aside=self._aside(), drawn=drawn)

    def _aside(self) -> Aside | None:
        """What stands aside of the block and of the lines that go on with it."""
        own, text, lines = self.block.aside, self.block.text, self.lines
        if own is None:
            if self.aside_at is None:
                return None
            text, lines = "".join(self.pieces[: self.aside_at[0]]), lines[self.aside_at[1] :]
        own = own or Aside()
        hidden, marks, pieces = [*own.hidden], [*own.marks], [*(own.pieces or (text,))]
        for line in lines:
            pieces += (line.aside and line.aside.pieces) or (line.text,)
            if line.aside:
                hidden += line.aside.hidden
                marks += line.aside.marks
        return Aside(tuple(hidden), tuple(marks), tuple(pieces), own.note)


def outline(lines: Sequence[Line], find: Find) -> list[Block]:
    """A line without a marker continues the item before it, unless a blank line parts the two or it begins anew.

    Raises PageError for more lines than any page of the site could have.
    """
    if len(lines) > MAX_LINES:
        raise PageError(
            "This page shows more than {most:,} lines, as no Mandates page does; check what was saved.", most=MAX_LINES
        )
    blocks: list[Block] = []
    growing: _Growing | None = None
    indents: list[int] = []
    # From which column on a line stands within an item: below a typed marker, it is deeper than that.
    insides: list[int] = []
    before, width = Line(0, ""), 0
    for line, marker in zip(lines, _markers(lines, find), strict=True):
        marked = marker or (line.generated is not None and not _is_note(line))
        if not marked and blocks and not line.opens and not line.heading:
            last = growing or _Growing(blocks[-1])
            if _continues(line, last):
                broken = False
                if _may_begin(last, line, insides):
                    width = width or max(each.indent + len(each.text) for each in lines)
                    broken = _broken(before, line, width)
                if not broken:
                    last.add(line)
                    growing, before = last, line
                    continue
        if growing:
            blocks[-1], growing = growing.whole(), None
        if marked:
            while indents and indents[-1] >= line.indent:
                indents.pop()
                insides.pop()
            insides.append(line.indent + (line.generated is None and bool(indents)))
            indents.append(line.indent)
            blocks.append(_marked(line, marker, len(indents)))
        else:
            blocks.append(_unmarked(line, insides))
        before = line
    if growing:
        blocks[-1] = growing.whole()
    return blocks


def _unmarked(line: Line, insides: Sequence[int]) -> Block:
    within = bisect_right(insides, line.indent)
    return Block(None, None, "", 0, line.text, line.linked, line.heading, line.aside, line.drawn, within)


def _may_begin(last: _Growing, line: Line, insides: Sequence[int]) -> bool:
    """Whether the line below an item's first may be more than its second: one less deep than a sub-item that has ended,
    or one below what may be a title."""
    if not (last.block.marker and last.size and line.text):
        return False
    begins = line.text[0].isupper()
    if last.block.depth > 1 and line.indent < insides[-1]:
        ends = last.ending[-1]
        return ends in ENDS or (begins and ends == ",")
    return begins and last.size <= MAX_TITLE


def _broken(before: Line, line: Line, width: int) -> bool:
    """Whether a line ended though the next word would have had room: not where a page of that width is wrapped."""
    return before.indent + len(before.text) + 1 + len(line.text.partition(" ")[0]) <= width


def _continues(line: Line, last: _Growing) -> bool:
    if _is_note(line) or ALONE.match(line.text):
        return False
    if last.block.marker is not None:
        return True
    return line.hang >= 0 and last.ending[-1:] not in ENDS and FOOTNOTE.match(last.block.text) is not None


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
