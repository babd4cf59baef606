"""Texts are seen without what shows nothing, and compared without case, accents, punctuation and spacing."""

import re
import unicodedata
from typing import Final

# Soft hyphens, zero-width spaces and joiners, marks of direction, variation selectors, byte order marks.
INVISIBLE: Final = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
NOTHING: Final = re.compile(f"[{INVISIBLE}]+")
# A letter and the accents on it, as systems that decompose texts write "región".
MARKS: Final = "\u0300-\u036f"
# No letter has more; putting many in their order takes as long as the square of their number.
MOST_MARKS: Final = 30
MARKED: Final = re.compile(rf"[^\s{MARKS}][{MARKS}]{{1,{MOST_MARKS}}}")


class _Folding(dict[int, str]):
    """What each character becomes: letters and digits bare and lower-case, the invisible nothing, the rest a gap."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        shown = NOTHING.sub("", unicodedata.normalize("NFKD", character))
        bare = "".join(c for c in shown if not unicodedata.combining(c))
        folded = "".join(c if c.isalnum() else " " for c in bare.casefold())
        self[code] = folded
        return folded


FOLDED = _Folding()
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
BETWEEN_DIGITS = re.compile(r"\d \d")
NOT_BETWEEN_DIGITS = re.compile(r"(?<!\d) | (?!\d)")


def hides(text: str) -> bool:
    """Whether `text` has characters that show nothing, or accents apart from their letters."""
    if text.isascii():
        return False
    try:
        text.encode("cp1252")  # nearly all texts can be, and it is quicker than looking
    except UnicodeEncodeError:
        return True
    return "\u00ad" in text


def seen(text: str) -> str:
    """`text` without characters that show nothing, each letter in one piece with its accents."""
    return MARKED.sub(_composed, NOTHING.sub("", text)) if hides(text) else text


def _composed(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[0])


def fold(text: str) -> str:
    """Lower-case words without accents, one space between them."""
    if not text.isascii():
        # `translate` is quick with ASCII only, and few characters of a text are anything else.
        bare = NOT_ASCII.sub(_folded, text)
        text = bare if bare.isascii() else text
    return " ".join(text.translate(FOLDED).split())


def _folded(match: re.Match[str]) -> str:
    return FOLDED[ord(match[0])]


def unspaced(text: str) -> str:
    """A folded text without its spaces, so that "genderresponsive" is "gender-responsive"; but 2.5 is not 25."""
    return NOT_BETWEEN_DIGITS.sub("", text) if BETWEEN_DIGITS.search(text) else text.replace(" ", "")


def differing(one: str, other: str, around: int = 2) -> tuple[str, str]:
    """Where two texts differ: their words between what they begin and end with alike, and some words `around`."""
    words, others = one.split(), other.split()
    most = min(len(words), len(others))
    start = next((n for n in range(most) if words[n] != others[n]), most)
    end = next((n for n in range(most - start) if words[-n - 1] != others[-n - 1]), most - start)
    first, after = max(start - around, 0), max(end - around, 0)
    return " ".join(words[first : len(words) - after]), " ".join(others[first : len(others) - after])
