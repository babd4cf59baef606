"""Finding the closing citation. Which document it names is another question, answered by the registry's tables."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
# "Lima Commitment. Peru, 2018", " Plan of Action Miami, 1994": text, a comma or full stop, and a year at the end.
LABEL: Final = rf"(?P<label>[^()\[\]]*?(?:\([^()]*\)[^()\[\]]*?)*?[\s,.]{YEAR})"
INSIDE: Final = re.compile(rf"\s*{LABEL}\s*[.;:,]?\s*")
# After the citation: nothing, or marks, quotation marks among them.
AFTER: Final = " \t\n.;:,*\"”’'»"
# Where a citation without its opening parenthesis may begin: after a sentence, or at the start.
BREAK: Final = re.compile(r"(?:^|[.;:”\"]\s*)(?=[A-ZÁÉÍÓÚÑ])")
EDGES: Final = " \t\n.;:,"
MAX_LABEL: Final = 250
MAX_CITATIONS: Final = 20
# What longer parentheses hold is no citation, whatever it ends with.
MAX_INSIDE: Final = 500
# So many of a text's last characters hold all its citations.
MAX_END: Final = MAX_CITATIONS * (MAX_INSIDE + 20)
OPENS: Final = {")": "(", "]": "["}
TWO_WORDS: Final = re.compile(r"[^\W\d_]{2}.*?[\W\d_][^\W\d_]{2}", re.DOTALL)

# What a table of names says of a label.
Told: TypeAlias = Callable[[str], bool]


class Match(NamedTuple):
    """`body` ends before the citation; `label` is what its parentheses hold; `year` is that at its end, if any."""

    body: str
    label: str
    year: int | None


def _never(_: str) -> bool:
    return False


def match(text: str, known: Told = _never, named: Told = _never) -> Match | None:
    """The citation at the end of `text`.

    A parenthesis that was never closed counts where it ends with a year. One that was never opened, or that is missing
    altogether on a line of its own, counts where `known` says that a document has that name. Acronyms, bare years and
    resolutions do not: a citation holds at least two words before its year. One without a year, "(Declaration of Nuevo
    León).", counts where `named` says that its parentheses hold a document's name.
    """
    stop = len(text.rstrip(AFTER))
    closing = text[stop - 1] if stop else ""
    if closing in OPENS:
        start = _opening(text, stop - 1, closing)
        if start < 0:
            return _unopened(text, stop - 1, known)
        return _parsed(text, start, start + 1, stop - 1) or _undated(text, start, stop - 1, named)
    if not closing.isdigit():
        return None
    start = text.rfind("(", max(stop - MAX_INSIDE, 0))
    found = _parsed(text, start, start + 1, stop) if start >= 0 and ")" not in text[start:] else None
    return found or (_parsed(text, 0, 0, stop) if known(text[:stop]) else None)


def matches(text: str, known: Told = _never, place: Told = _never, named: Told = _never) -> list[Match]:
    """All the citations that stand one after another at the end of `text`, the last first.

    A parenthesis before the last one may be anything, so it counts only where `known` says so. More than MAX_CITATIONS
    are no mandate's: the others stay in its text.
    """
    found: list[Match] = []
    while len(found) < MAX_CITATIONS and (one := match(text, known, named)):
        if not known(one.label) if found else place(one.label):
            break
        found.append(one)
        text = one.body
    return found


def _opening(text: str, end: int, closing: str) -> int:
    """Where the parenthesis that is closed at `end` was opened, -1 where it was not, as far as a citation can reach."""
    depth, at, first = 1, end, max(end - MAX_INSIDE, 0)
    while depth and at >= 0:
        nearest = text.rfind(OPENS[closing], first, at)
        depth += text.count(closing, max(nearest, first), at) - 1
        at = nearest
    return at


def _unopened(text: str, stop: int, known: Told) -> Match | None:
    for place in BREAK.finditer(text, max(stop - MAX_INSIDE, 0), stop):
        if known(text[place.end() : stop]):
            return _parsed(text, place.end(), place.end(), stop)
    return None


def _parsed(text: str, end_of_body: int, start: int, stop: int) -> Match | None:
    cited = _cited(text[start:stop]) if stop - start <= MAX_INSIDE else None
    return Match(text[:end_of_body].rstrip(), *cited) if cited else None


def _undated(text: str, start: int, stop: int, named: Told) -> Match | None:
    label = text[start + 1 : stop].strip(EDGES)
    return Match(text[:start].rstrip(), label, None) if stop - start <= MAX_LABEL and named(label) else None


@lru_cache(4096)
def _cited(inside: str) -> tuple[str, int] | None:
    """Label and year of what parentheses hold. Remembered, since pages repeat their citations."""
    found = INSIDE.fullmatch(inside)
    if found is None or not TWO_WORDS.search(found["label"]):
        return None
    return found["label"], int(found["year"])
