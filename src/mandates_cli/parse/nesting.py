"""How deep a page's elements stand in one another, from its tags alone and hardly ever less than a browser nests them.

A browser closes an element at its end tag only where nothing stands between that forbids it. What is not certain to be
closed counts as open here. The parts of a table that a browser puts in do not count.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Final

from mandates_cli.errors import PageError

NESTED: Final = 1_000
# What is open is opened anew in each block, as `<font>` that is never closed: so many times for each tag on the whole.
REOPENED: Final = 20
REOPENED_AT_LEAST: Final = 100_000
# How far a browser's rules are followed to find what an end tag closes.
REACH: Final = 100

VOID: Final = frozenset(
    "area base basefont bgsound br col embed frame hr image img input link meta param source track wbr".split()
)
# A browser goes on in them at their end.
LOOSE: Final = frozenset(("html", "head", "body", "frameset"))
# What may be left open: the next one of these kinds closes it, over some others at most.
CLOSED_BY: Final = {
    **dict.fromkeys(("p", "option", "optgroup", "rb", "rt", "rtc", "rp"), ((), ())),
    "li": (("li",), ("p",)),
    **dict.fromkeys(("dd", "dt"), (("dd", "dt"), ("p",))),
}
# The parts of a table close all that stands in the part before them.
PARTS_OF_TABLE: Final = {
    **dict.fromkeys(("td", "th"), ("td", "th")),
    "tr": ("tr",),
    **dict.fromkeys(("tbody", "thead", "tfoot"), ("tbody", "thead", "tfoot")),
    "caption": ("caption",),
}
FORMATTING: Final = frozenset("a b big code em font i nobr s small strike strong tt u".split())
# No end tag reaches over these but their own and those of a table's other parts.
WALLS: Final = frozenset("table td th caption template object applet marquee select svg math button".split())
# An end tag of an element that is in none of these tables, as `</span>`, reaches over none of these.
BLOCKS: Final = frozenset(
    """
    p li dd dt tr tbody thead tfoot colgroup address article aside blockquote center details dialog dir div dl fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup listing main menu nav ol pre search section summary ul
    """.split()
)
# These end a picture that was left open, but where it holds HTML.
BREAKING: Final = frozenset(
    """
    b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr
    ol p pre ruby s small span strong strike sub sup table tt u ul var
    """.split()
)
HOLDING_HTML: Final = {
    "svg": frozenset("foreignobject desc title".split()),
    "math": frozenset("mi mo mn ms mtext annotation-xml".split()),
}
# Whether it holds HTML is said by its attributes.
DOUBTFUL: Final = "annotation-xml"
HOLDERS: Final = frozenset().union(*HOLDING_HTML.values())
FOREIGN: Final = ("svg", "math")
TABLE_ENDS: Final = frozenset(("table", "template"))
SCOPE: Final = WALLS - {"button"}
LIST_ENDS: Final = SCOPE | {"ul", "ol"}
ANY_ENDS: Final = WALLS | BLOCKS
CELLS: Final = frozenset("td th caption".split())
# Where these end, formatting within them does.
ENDING: Final = frozenset("td th caption object applet marquee template".split())


def _stops(name: str) -> frozenset[str]:
    """Over which elements an end tag does not reach."""
    if name == "template":
        return frozenset()
    if name == "table" or name in PARTS_OF_TABLE:
        return TABLE_ENDS
    if name == "li":
        return LIST_ENDS
    return SCOPE if name in BLOCKS or (name in WALLS and name not in FOREIGN) else ANY_ENDS


def _closes_itself(inside: str) -> bool:
    """`<path d="…"/>`, but not `<a href=x/>`. In doubt it does not."""
    if not inside.endswith("/"):
        return False
    *before, last = inside.split()
    value = last.partition("=")[2]
    quoted = value[:1] in ('"', "'") and last.endswith(('"/', "'/"))
    return (quoted or not value) and not (before and before[-1].endswith("="))


class Nesting:
    """The open elements of a page, tag by tag."""

    def __init__(self) -> None:
        self.stack: list[str] = []
        self.depth = 0
        # Of formatting within each wall: the tags that opened it, by name; each as written counts three times at most.
        self.formats: list[dict[str, list[str]]] = [defaultdict(list)]
        self.written: Counter[str] = Counter()
        self.active = self.reopened = self.tags = 0
        # The picture that is open, and how many elements in it that hold HTML.
        self.foreign = ""
        self.holds = 0
        # What is HTML in a picture is not known any more, as in a picture in HTML in it: nothing is surely closed.
        self.lost = False

    @property
    def html(self) -> bool:
        """Whether what comes next is HTML, as it is also where a picture holds that."""
        return not self.foreign or self.holds > 0

    def open_raw(self, name: str) -> None:
        """A start tag of what holds no markup, as a script."""
        self._make_room(name)

    def open(self, name: str, inside: str) -> None:
        """A start tag. Raises PageError where the page nests too deep with it, or opens too much anew."""
        self.tags += 1
        if self.foreign and name in BREAKING and not self.holds and not self.lost:
            self._pop(self.stack.index(self.foreign))
        if self.lost:
            self.depth += name not in VOID
        elif name in VOID or name in LOOSE or (self.foreign and _closes_itself(inside)):
            if name in ("hr", "input") and not self.foreign:
                self._make_room(name)
        elif name in FORMATTING:
            self._format(name, inside)
        elif self.foreign or self._make_room(name):
            self._push(name)
            self.reopened += self.active
        if self.depth > NESTED:
            raise PageError(
                "This page nests more than {most:,} elements; check that it is a Mandates page.", most=NESTED
            )
        if self.reopened > REOPENED_AT_LEAST + REOPENED * self.tags:
            raise PageError(
                "This page leaves fonts or links open in {times:,} places; check that it is a Mandates page.",
                times=self.reopened,
            )

    def _push(self, name: str) -> None:
        self.depth += 1
        if self.foreign:
            self.lost = self.lost or name == DOUBTFUL or (self.holds > 0 and name in FOREIGN)
            self.holds += name in HOLDING_HTML[self.foreign]
            self.stack.append(f"{self.foreign} {name}")
            return
        self.stack.append(name)
        if name in FOREIGN:
            self.foreign = name
        if name in WALLS:
            self.formats.append(defaultdict(list))

    def _make_room(self, name: str) -> bool:
        """Close what a start tag closes; false where a browser takes no notice of it."""
        if (name in BLOCKS or name == "hr") and (paragraph := self._found(("p",), WALLS)) is not None:
            self._pop(paragraph)
        if name in PARTS_OF_TABLE:
            at = self._found(PARTS_OF_TABLE[name], TABLE_ENDS)
            if at is None and self._found(TABLE_ENDS, ()) is None:
                return False
        elif name in ("select", "input") and (at := self._found(("select",), WALLS - {"select"})) is not None:
            self._pop(at)
            return name != "select"  # which is taken for its end
        elif name in CLOSED_BY:
            kinds, over = CLOSED_BY[name]
            at = self._found(kinds or (name,), over, only=True)
        else:
            at = None
        if at is not None:
            self._pop(at)
        return True

    def _found(self, names: Collection[str], others: Collection[str], only: bool = False) -> int | None:
        """The innermost of the open elements with one of these names: not behind `others`, or behind `only` them."""
        for at in range(len(self.stack) - 1, max(len(self.stack) - REACH, 0) - 1, -1):
            if self.stack[at] in names:
                return at
            if (self.stack[at] in others) is not only:
                return None
        return None

    def _format(self, name: str, inside: str) -> None:
        if name == "a" or name == "nobr":
            self._unformat(name)
        tag = f"{name} {inside}"
        self.formats[-1][name].append(tag)
        self.written[tag] += 1
        self.active += self.written[tag] <= 3
        self.depth += 1

    def _unformat(self, name: str) -> None:
        if opened := self.formats[-1].get(name):
            self._forget(opened.pop())

    def _forget(self, tag: str) -> None:
        self.active -= self.written[tag] <= 3
        self.written[tag] -= 1
        self.depth -= 1

    def close(self, name: str) -> None:
        """An end tag."""
        if self.lost:
            return
        inner = f"{self.foreign} {name}"
        if self.foreign and not self.holds and name in ("br", "p", self.foreign) and inner not in self.stack:
            self._pop(self.stack.index(self.foreign))
            if name != "p":
                return
        if self.foreign:
            # What is opened last is surely closed, but not what holds HTML where formatting may be open in it. Where
            # something stands between, what is closed is not followed here.
            if self.stack[-1] == inner and not (name in HOLDERS and any(self.formats[-1].values())):
                self._pop(len(self.stack) - 1)
                return
            around = name in self.stack or any(level.get(name) for level in self.formats)
            self.lost = inner in self.stack if self.holds else around or name in HOLDERS
            return
        # Outside a picture no page has what holds HTML in one, and parsers disagree on what ends it there.
        if name in VOID or name in LOOSE or name in HOLDERS:
            return
        if name in FORMATTING:
            self._unformat(name)
            return
        at = self._found((name,), _stops(name))
        if at is None:
            return
        if name == "form" and at < len(self.stack) - 1:
            self.stack[at] = ""  # what is in it stays open, and so it stays around that
        else:
            self._pop(at)

    def _pop(self, at: int) -> None:
        """Close the element at a place of the stack and all within it."""
        inside = self.stack[at + 1 :]
        ended = self.stack[at] not in ENDING and not CELLS.intersection(inside)
        while len(self.stack) > at:
            name = self.stack.pop()
            self.depth -= 1
            foreign, _, inner = name.partition(" ")
            self.holds -= bool(inner) and inner in HOLDING_HTML[foreign]
            # However many elements an end tag closes, it ends the formatting of one: `<template><td></template>`.
            if name in WALLS and not (ended and name in ENDING):
                ended = ended or name in ENDING
                self._pass(name)

    def _pass(self, name: str) -> None:
        """A wall is gone, and what was opened within: but not where a browser keeps it open."""
        within = self.formats.pop()
        for opened_by, opened in within.items():
            if name in ENDING:
                for tag in opened:
                    self._forget(tag)
            else:
                self.formats[-1][opened_by] += opened
        if name == self.foreign:
            self.foreign = ""
