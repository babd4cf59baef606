"""An item while it is being read: its own text, its sub-items, and what belongs below it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from mandates_cli.model import PlacedItem
from mandates_cli.parse import citation
from mandates_cli.parse.outline import Block
from mandates_cli.parse.places import Run, Trace

# "Education", "II. Citizen Security": a chapter's title among the items says nothing that binds.
TITLE: Final = re.compile(r"[^\W\d_][^.;:!?]*")
MAX_TITLE_WORDS: Final = 8
MAX_TITLE: Final = 400
# Paragraphs are held in pieces of about so many characters, so that few make up the end of a text.
PIECE: Final = 2_000
# "II.9", "IV"
CHAPTER: Final = re.compile(r"[IVXL]+(?:\.\d+)?")
# "Lakes and Ponds", "Agua y Saneamiento en las Américas"
MIN_CAPITALISED: Final = 4
# Steps of a sub-item's label; what stands deeper has none, since lists may stand in one another as deep as a page can.
MAX_STEPS: Final = 8


class Part:
    """A text of an item, its own or a sub-item's. `run` is null where the page shows it in pieces.

    Paragraphs are put together only when the text is asked for, since there may be thousands.
    """

    __slots__ = ("_more", "_text", "depth", "label", "run")

    def __init__(self, label: str | None, depth: int, text: str, run: Run | None) -> None:
        self.label = label
        self.depth = depth
        self.run = run
        self._text = text
        self._more: list[str] = []

    @property
    def text(self) -> str:
        if self._more:
            self._text = " ".join((self._text, *self._more))
            self._more = []
        return self._text

    def replace(self, text: str, run: Run | None) -> None:
        self._text, self._more, self.run = text, [], run

    def extend(self, text: str, run: Run | None) -> None:
        if not self._text:
            self._text, self.run = text, run
            return
        if self._more and len(self._more[-1]) < PIECE:
            self._more[-1] = f"{self._more[-1]} {text}"
        else:
            self._more.append(text)
        self.run = (self.run[0], run[1]) if self.run and run and self.run[1] <= run[0] else None

    def end(self, size: int) -> str:
        """So many of the last characters, or some more."""
        if not self._more:
            return self._text[-size:]
        taken, held = [], -1
        for piece in reversed(self._more):
            taken.append(piece[-size:])
            held += len(taken[-1]) + 1
            if held >= size:
                break
        else:
            taken.append(self._text[-size:])
        return " ".join(reversed(taken))

    def cut(self, size: int) -> None:
        """Take so many characters off its end."""
        self._text = self.text[: len(self.text) - size].rstrip()

    @property
    def is_long(self) -> bool:
        """Whether it is longer than any title, without putting it together."""
        return len(self._text) > MAX_TITLE or len(self._more) > 1 or len("".join(self._more)) > MAX_TITLE


@dataclass(slots=True)
class Draft:
    """An item while its blocks are being read. The first part is its own text; `kinds` are those of the others.
    `closing` is the paragraph below its sub-items. `waits` says that it ends with a citation without a year, if nothing
    follows."""

    marker: str | None
    parts: list[Part]
    closing: Part | None = None
    waits: bool = False
    notes: list[str] = field(default_factory=list)
    cited: Sequence[citation.Match] = ()
    citation_run: Run | None = None
    marks: set[str] = field(default_factory=set)
    kinds: frozenset[str] = frozenset()

    def add(self, part: Part) -> None:
        self.parts.append(part)
        self.kinds |= {_kind(part.label)}

    @property
    def lead(self) -> Part:
        return self.parts[0]

    @property
    def is_bare(self) -> bool:
        """Whether it holds nothing but labels."""
        return self.closing is None and not any(part.text for part in self.parts)

    @property
    def last(self) -> Part:
        return self.closing or self.parts[-1]


def below(draft: Draft, block: Block) -> bool:
    """Whether a marked block is a sub-item. Where lists are flat, depth says nothing, but a chapeau's colon does, and
    so does a letter after a number."""
    if block.depth > draft.lead.depth:
        return True
    kind = _kind(block.label)
    if len(draft.parts) == 1:
        return draft.lead.end(1).endswith(":") or (kind == "letter" and _kind(draft.lead.label) != "letter")
    if draft.parts[1].depth > draft.lead.depth:
        return False
    begins_below = _kind(draft.last.label) == "letter" and draft.last.end(1).endswith(":")
    return kind in draft.kinds or (kind == "number" and begins_below)


def closes(draft: Draft, block: Block) -> bool:
    """Whether a paragraph stands below the sub-items, not in the last of them. At the margin it may be a line of that
    one, on a page whose lines all begin there."""
    if len(draft.parts) == 1 or draft.closing or block.within > draft.lead.depth or block.within >= draft.last.depth:
        return False
    return not (block.text[0].islower() and draft.last.end(1).isalnum())


def _kind(label: str | None) -> str:
    if label is None:
        return "bullet"
    if label.isdecimal():
        return "number"
    return "letter" if label.isalpha() and label.islower() else "other"


def is_title(text: str) -> bool:
    """A few words that are no sentence; or no words at all, as "2018" in a table of contents."""
    if TITLE.fullmatch(text) is None:
        return bool(text) and not any(map(str.isalpha, text))
    return len(text.split()) <= MAX_TITLE_WORDS


def titles(lead: Part) -> bool:
    """Whether an item's first line is the title of what follows in the item: where it is numbered as chapters are, or
    each longer word of it is capitalised."""
    if lead.is_long:
        return False
    if lead.label and CHAPTER.fullmatch(lead.label):
        return is_title(lead.text.rstrip(".:"))
    words = lead.text.split()
    return (
        len(words) > 1
        and is_title(lead.text)
        and all(word[0].isupper() for word in words if len(word) >= MIN_CAPITALISED)
    )


def placed(draft: Draft, trace: Trace) -> Iterator[PlacedItem]:
    """The sub-items with their labels; one below another bears both labels, `c.1`. Where lists are flat, numbers after
    a letter stand below it."""
    above: list[tuple[int, bool, str | None]] = []
    outer = len(draft.parts) > 1 and _kind(draft.parts[1].label) == "number"
    for part in draft.parts[1:]:
        number = _kind(part.label) == "number"
        while above and above[-1][0] >= part.depth:
            if above[-1][0] == part.depth and number != outer and above[-1][1] == outer:
                break
            above.pop()
        holder = above[-1][2] if above else None
        label = f"{holder}.{part.label}" if holder and part.label else part.label
        if len(above) >= MAX_STEPS:
            label = None
        above.append((part.depth, number, label or holder))
        yield PlacedItem(label=label, text=part.text, span=trace.span_of(part.run, part.text))
