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
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
BETWEEN_DIGITS = re.compile(r"\d \d")
NOT_BETWEEN_DIGITS = re.compile(r"(?<!\d) | (?!\d)")


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
