"""Marks that refer a reader to a note: they stand in a text and are none of its words."""

import re
from typing import Final, NamedTuple

from selectolax.lexbor import LexborNode

# "1", "1, 2"
NUMBERS: Final = r"\d{1,3}(?:\s*[,;]\s*\d{1,3})*"
# "1", "[12]", "(3)"; not "st" nor "o", which end a word.
RAISED: Final = re.compile(rf"([\[(]?)\s*({NUMBERS})\s*[\])]?")
# "[1]", "[a]", "iv" where it is a link
LINKED: Final = re.compile(rf"([\[(]?)\s*({NUMBERS}|[a-z]|[ivx]{{2,5}}|[†‡]+)\s*[\])]?")
# "#_ftn1", "#fn:1", "#sdfootnote1sym", "#_ednref2", "#nota3"
OF_NOTE: Final = re.compile(r"fn|ftn|edn|note|nota|ref|pie", re.IGNORECASE)
# "lamps¹ and", "lamps.¹²"; not "construcciÃ³n" nor "â€¹", which are letters that were misread
SUPERSCRIPT: Final = re.compile(r"(?<![ÂÃâ])(?<!â.)[¹²³⁰⁴-⁹]++(?![^\W_])")
DIGITS: Final = str.maketrans("¹²³⁰⁴⁵⁶⁷⁸⁹", "1230456789")
# What "2" and "3" raise to a power, or should have stood below: "5 km²", "CO²".
POWERS: Final = frozenset("km cm mm dm hm dam nm µm μm ft yd in mi CO SO NO".split())
YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d\Z")
WORD: Final = re.compile(r"[^\W\d_]+\Z")
# A year or a unit before digits is no longer than this.
LOOK_BACK: Final = 16


class Mark(NamedTuple):
    """`number` is what it says without brackets; `target` the name of the note to which it links, empty where it is no
    link."""

    number: str
    target: str = ""


def marked(node: LexborNode, tag: str) -> Mark | None:
    """What a <sup> or a link may refer to, by itself; the text before it decides."""
    text = node.text().strip()
    if not 0 < len(text) <= 20:
        return None
    link = node if tag == "a" else _link(node)
    if link is None:
        found = RAISED.fullmatch(text)
        return Mark(found[2]) if found else None
    target = (link.attributes.get("href") or "").rpartition("#")[2]
    found = LINKED.fullmatch(text)
    raised = tag == "sup" or node.css_first("sup") is not None or (node.parent is not None and node.parent.tag == "sup")
    if found and target and (raised or found[1] or (found[2][0].isdigit() and OF_NOTE.search(target))):
        return Mark(found[2], target)
    return None


def _link(raised: LexborNode) -> LexborNode | None:
    """The link in a <sup>, or around it."""
    around = raised.parent
    if around is not None and around.tag == "a" and "#" in (around.attributes.get("href") or ""):
        return around
    return raised.css_first("a[href*='#']")


def refers(before: str, number: str) -> bool:
    """Whether a raised number after a text is the mark of a note rather than a power: not that of "m²" nor "10⁶"."""
    before = before.rstrip()
    if not before or before[-1] in "([{/=+-–·×^":
        return False
    if before[-1].isdigit():
        return YEAR.search(before) is not None
    word = WORD.search(before)
    return word is None or (len(word[0]) > 1 and not (word[0] in POWERS and number in ("2", "3")))


def has_superscripts(text: str) -> bool:
    """Whether a text may have marks in superscript digits; asking for the first three is quicker than for a pattern."""
    return "¹" in text or "²" in text or "³" in text


def marks_parted(text: str, before: str = "") -> list[str]:
    """A text that follows another, and after it in turns the superscript digits that refer to a note, and what follows
    them."""
    found, at = [], 0
    # What stands before the next digits, and where it was last looked at.
    tail, seen = before, 0
    for match in SUPERSCRIPT.finditer(text):
        tail += text[seen : match.start()]
        seen = match.end()
        if refers(tail, match[0].translate(DIGITS)):
            found += [text[at : match.start()], match[0]]
            at, tail = seen, before
        else:
            tail = (tail + match[0])[-LOOK_BACK:]
    return [*found, text[at:]]


class Noted:
    """The marks that a page was seen to hold: only what has one of them is a note."""

    def __init__(self) -> None:
        self.numbers: set[str] = set()
        self.targets: dict[str, str] = {}

    def seen(self, mark: str, target: str = "") -> str:
        self.numbers.update(numbers(mark))
        if target:
            self.targets[target] = mark
        return mark

    def of(self, number: str) -> str:
        """The number again where a note has it, else nothing."""
        return number if number in self.numbers else ""

    def at(self, node: LexborNode) -> str:
        """The number of the note that an element is, by the links to it; empty where there is none."""
        return self.targets.get(node.attributes.get("id") or "", "")

    def at_start(self, text: str) -> str:
        """The number of the note that begins with superscript digits."""
        found = SUPERSCRIPT.match(text)
        return self.of(found[0].translate(DIGITS)) if found else ""


def numbers(mark: str) -> list[str]:
    """The notes to which `1, 2` refers."""
    return [number.strip() for number in re.split("[,;]", mark.translate(DIGITS).strip("[]()"))]
