"""Texts are compared without case, accents, punctuation and spacing."""

import re
import unicodedata


class _Folding(dict[int, str]):
    """What each character becomes: letters and digits bare and lower-case, soft hyphens nothing, the rest a gap."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        bare = (c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
        folded = "" if character == "\u00ad" else "".join(c if c.isalnum() else " " for c in "".join(bare).casefold())
        self[code] = folded
        return folded


FOLDED = _Folding()
BETWEEN_LETTERS = re.compile(r"(?<!\d) | (?!\d)")


def fold(text: str) -> str:
    """Lower-case words without accents, one space between them."""
    return " ".join(text.translate(FOLDED).split())


def unspaced(text: str) -> str:
    """A folded text without its spaces, so that "genderresponsive" is "gender-responsive"; but 2.5 is not 25."""
    return BETWEEN_LETTERS.sub("", text)


def likeness(one: str, other: str, floor: float = 0.0) -> float:
    """Share of words in common, in order, of two folded texts: 1 for those that differ only in spaces. Below `floor` it
    may be 0."""
    if one == other or (one.replace(" ", "") == other.replace(" ", "") and unspaced(one) == unspaced(other)):
        return 1.0
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    if matcher.real_quick_ratio() < floor or matcher.quick_ratio() < floor:
        return 0.0
    return matcher.ratio()
