"""Lines of what a browser shows, put together from the texts and the edges of a page's elements."""

from enum import IntEnum
from itertools import pairwise
from typing import Final, NamedTuple

from selectolax.lexbor import LexborNode

from mandates_cli.parse.notes import Noted, has_superscripts, marks_parted, refers
from mandates_cli.parse.numbering import GLYPHS, Numbering
from mandates_cli.parse.outline import Aside, Line, clean
from mandates_cli.parse.styles import Style, Styles

LISTS: Final = frozenset(("ol", "ul", "menu", "dir"))
INDENTING: Final = LISTS | {"blockquote", "dd"}
HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Elements that a browser draws as blocks, so that text before and after them stands on lines of its own.
PLAIN_BLOCKS: Final = frozenset(
    """
    address article aside body caption center details dialog div dl dt fieldset figcaption figure footer form header
    hgroup hr legend main nav p search section summary table tbody td th tr
    """.split()
)
# Those that say more: an item, its depth, a heading, text as it was typed.
TELLING_BLOCKS: Final = INDENTING | HEADINGS | {"li", "pre"}
INLINE: Final = frozenset(("inline", "inline-block", "contents"))
# What is drawn as a block whatever its tag.
BLOCK: Final = frozenset("block list-item flow-root flex grid table table-row table-cell table-caption".split())
COLUMNS: Final = 8
# A number after a text refers to a note or not by the word before it: so many runs and characters.
LOOK_BACK: Final = 16
# What shows nothing at the beginning of a line; NBSP indents it.
BLANKS: Final = " \t\n\r\f"


class Shown(IntEnum):
    """What of an element is part of its page's text: all; what below it says that it is visible; none; its summary
    alone; or none, as it is the mark of a note."""

    ALL = 0
    VISIBLE = 1
    NONE = 2
    SUMMARY = 3
    MARK = 4


class Turn(NamedTuple):
    """What held around an element that many deep: what was shown, and the kind of its list's markers. `edges` says
    whether it is a block in spite of its tag."""

    depth: int
    shown: Shown
    kind: str | None
    edges: bool


class Lines:
    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.lines: list[Line] = []
        self.runs: list[str] = []
        self.lists: list[Numbering] = []
        self.turns: list[Turn] = []
        self.shown = Shown.ALL
        self.noted = Noted()
        self.hidden: list[str] = []
        self.marks: list[str] = []
        # Whether anything was taken out of the page's text yet; the numbers of runs before which something was.
        self.parts = False
        self.cuts: list[int] = []
        self.note = ""
        self.indents = self.links = self.headings = 0
        self.linked = True
        self.link = False
        self.opens = True
        self.marker: str | None = None
        self.preformatted = False

    def show(self, text: str) -> None:
        if self.shown:
            self._set_aside(text)
            return
        if self.links:
            self.link = True
        elif not self.runs and not self.preformatted and not text.strip(BLANKS):
            return
        elif self.linked and any(map(str.isalnum, text)):
            self.linked = False
        if self.preformatted and "\n" in text:
            for line in text.splitlines(keepends=True):
                self.runs.append(line)
                if line.endswith("\n"):
                    self.end()
                    self.opens = self.opens or not line.strip()
        else:
            self.runs.append(text)

    def _before(self) -> str:
        """The end of the line so far."""
        return "".join(run[-LOOK_BACK:] for run in self.runs[-LOOK_BACK:])

    def _set_aside(self, text: str) -> None:
        if cleaned := clean(text):
            self._take_out(self.marks if self.shown == Shown.MARK else self.hidden, cleaned)

    def _take_out(self, kept: list[str], text: str) -> None:
        kept.append(text)
        self.parts = True
        if self.runs:
            self.cuts.append(len(self.runs))

    def enter(self, node: LexborNode, tag: str, kind: str | None = None) -> bool:
        """The beginning of an element, whether its end matters. `kind` is that of its list's markers, if told."""
        if tag in PLAIN_BLOCKS:
            self.edge()
            return True
        if tag not in TELLING_BLOCKS and (tag != "a" or "href" not in node.attributes):
            return False
        self._turn(tag, 1)
        if tag == "li":
            self.marker = self.lists[-1].marker(node, kind) if self.lists else GLYPHS["disc"]
            if self.parts:
                self.note = self.noted.at(node)
        elif tag in LISTS:
            self.lists.append(Numbering(node, tag, kind, self._items))
        return True

    def enter_styled(self, node: LexborNode, tag: str, depth: int) -> bool:
        """The same where more than its tag tells how an element is shown."""
        style = self.styles.get(node.mem_id)
        if self.shown >= Shown.NONE and not self._is_summary(style, depth):
            return False
        if style is None:
            return self._entered(node, tag)
        display = style.get("display", "")
        edges = display in BLOCK and tag not in PLAIN_BLOCKS | TELLING_BLOCKS
        self.turns.append(Turn(depth, self.shown, self.lists[-1].kind if self.lists else None, edges))
        if display == "none":
            self.shown = Shown.NONE
            return False
        if "mark" in style and not self.shown and self._is_mark(style):
            self.shown = Shown.MARK
            return False
        if self.shown == Shown.SUMMARY:
            self.shown = Shown.ALL
        if visibility := style.get("visibility"):
            self.shown = Shown.ALL if visibility == "visible" else Shown.VISIBLE
        if edges:
            self.edge()
        matters = self._entered(node, tag, style)
        inside = style.get("inside")
        if inside == "gone" or style.get("content-visibility") == "hidden":
            self.shown = Shown.NONE
        elif inside == "closed":
            self.shown = Shown.SUMMARY
        return matters

    def _is_summary(self, style: Style | None, depth: int) -> bool:
        """Whether it is that of the element around it, which is closed."""
        closed = self.shown == Shown.SUMMARY and self.turns[-1].depth == depth - 1
        return closed and style is not None and style.get("inside") == "summary"

    def _entered(self, node: LexborNode, tag: str, style: Style | None = None) -> bool:
        display, kind = ("", None) if style is None else (style.get("display", ""), self._kind(style))
        # A browser's text has a <p> on lines of its own even then.
        if display in INLINE and tag in PLAIN_BLOCKS and tag != "p":
            return False
        if tag == "li" and display not in ("", "list-item"):
            self._turn(tag, 1)
            self.marker = ""
            return True
        matters = self.enter(node, tag, kind)
        if tag == "li" and self.shown:
            self.marker = ""
        elif kind and tag not in LISTS and tag != "li" and self.lists:
            self.lists[-1].kind = kind
        elif display == "list-item" and tag != "li" and (kind is None or kind in GLYPHS):
            self.marker = GLYPHS[kind or "disc"]
        return matters

    def _kind(self, style: Style) -> str | None:
        """How the markers of a list or of an item are written; null where nothing says so."""
        if style.get("list-style-image", "none") != "none":
            return "disc"
        kind = style.get("list-style-type")
        if kind in ("inherit", "unset"):
            return self.lists[-1].kind if self.lists else "disc"
        return {"initial": "disc", "revert": None}.get(kind, kind) if kind else None

    def _items(self, of_list: LexborNode) -> int:
        items = (child for child in of_list.iter() if child.tag == "li")
        return sum(self.styles.get(item.mem_id, {}).get("display", "list-item") == "list-item" for item in items)

    def _is_mark(self, style: Style) -> bool:
        """Whether a raised or linked number refers to a note; at the beginning of a line it is the note's own."""
        before, number, target = self._before(), style["mark"], style["target"]
        if not before.strip():
            self.note = self.noted.of(number)
        elif target or refers(before, number):
            self.noted.seen(number, target)
            return True
        return False

    def turn_back(self) -> None:
        """The end of an element that was told to be shown otherwise."""
        turn = self.turns.pop()
        self.shown = turn.shown
        if turn.kind and self.lists:
            self.lists[-1].kind = turn.kind
        if turn.edges:
            self.edge()

    def leave(self, tag: str) -> None:
        """The end of an element that matters."""
        if tag in PLAIN_BLOCKS:
            self.edge()
            return
        self._turn(tag, -1)
        if tag in LISTS:
            self.lists.pop()

    def _turn(self, tag: str, by: int) -> None:
        """The edge of a block that tells something, or of a link; `by` is 1 where it begins and -1 where it ends."""
        if tag == "a":
            self.links += by
            return
        self.edge()
        if tag == "li":
            self.marker = None
        elif tag in INDENTING:
            self.indents += by
        elif tag in HEADINGS:
            self.headings += by
        elif tag == "pre":
            self.preformatted = by > 0

    def edge(self) -> None:
        """A block begins or ends here: what follows is one of its own."""
        if self.runs:
            self.end()
        self.opens = True

    def end(self) -> bool:
        """End the line, and tell whether it showed anything."""
        if not self.runs:
            return False
        raw = "".join(self.runs)
        if text := clean(raw):
            if not text.isascii() and has_superscripts(text):
                text = self._without_marks()
            # NBSP before a text is how hand-made pages indent it.
            indent = COLUMNS * self.indents
            if raw[0].isspace():
                blanks = raw[: len(raw) - len(raw.lstrip())]
                indent += len(blanks.expandtabs()) if self.preformatted else blanks.count("\xa0")
            opening = self.opens or self.marker is not None
            linked, heading = self.linked and self.link, self.headings > 0
            aside = self._aside(text) if self.parts else None
            self.lines.append(Line(indent, text, self.marker, opening, linked, heading, aside))
            self.marker, self.opens = None, False
        self.runs, self.linked, self.link = [], True, False
        return bool(text)

    def _without_marks(self) -> str:
        """The text of the line, marks in superscript digits taken out of its runs."""
        runs, cuts = self.runs, set(self.cuts)
        self.runs, self.cuts = [], []
        for number, run in enumerate(runs):
            if number in cuts:
                self.cuts.append(len(self.runs))
            text, *rest = marks_parted(run, self._before())
            self.runs.append(text)
            for mark, after in zip(rest[::2], rest[1::2], strict=True):
                self._take_out(self.marks, self.noted.seen(mark))
                self.runs.append(after)
        return clean("".join(self.runs))

    def _aside(self, text: str) -> Aside | None:
        """What was taken out of the line, or stands before it."""
        bounds = [0, *self.cuts, len(self.runs)]
        pieces = [piece for a, b in pairwise(bounds) if (piece := clean("".join(self.runs[a:b])))]
        note = self.note or self.noted.at_start(text)
        parted = tuple(pieces) if len(pieces) > 1 else ()
        aside = Aside(tuple(self.hidden), tuple(self.marks), parted, note)
        self.hidden, self.marks, self.cuts, self.note = [], [], [], ""
        return aside if any(aside) else None

    def finish(self) -> list[Line]:
        self.edge()
        if self.hidden or self.marks:
            self.lines.append(Line(0, "", aside=self._aside("")))
        return self.lines
