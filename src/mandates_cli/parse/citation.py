"""Finding the closing parenthesis. Which document it names is another question, answered by the registry's tables."""

import re
from typing import Final, NamedTuple

# "(Lima Commitment. Peru, 2018)", "( Plan of Action Miami, 1994).": text, a comma or full stop, and a year at the end.
YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
INSIDE: Final = re.compile(rf"\s*(?P<label>[^()]*?(?:\([^()]*\)[^()]*?)*?[\s,.]{YEAR})\s*[.;:,]?\s*")
# After the parenthesis: nothing, or a mark.
END: Final = re.compile(r"[\s.;:,*]*$")
WORD: Final = re.compile(r"[^\W\d_]{2,}")
MIN_WORDS: Final = 2


class Match(NamedTuple):
    """`body` ends before the parenthesis; `label` is what stands inside it; `year` the year it ends with."""

    body: str
    label: str
    year: int
    start: int


def _opening(text: str, end: int) -> int:
    """Where the parenthesis that is closed at `end` was opened; -1 where it was not."""
    depth = 0
    for at in range(end, -1, -1):
        if text[at] == ")":
            depth += 1
        elif text[at] == "(":
            depth -= 1
            if depth == 0:
                return at
    return -1


def match(text: str) -> Match | None:
    """The citation at the end of `text`.

    A parenthesis that was never closed counts where it ends with a year. Acronyms, bare years and resolutions do not:
    a citation holds at least two words before its year.
    """
    end = END.search(text)
    stop = end.start() if end else len(text)
    closed = stop > 0 and text[stop - 1] == ")"
    start = _opening(text, stop - 1) if closed else text.rfind("(")
    if start < 0:
        return None
    inside = INSIDE.fullmatch(text[start + 1 : stop - 1 if closed else stop])
    if inside is None or len(WORD.findall(inside["label"])) < MIN_WORDS:
        return None
    return Match(text[:start].rstrip(), inside["label"], int(inside["year"]), start)
