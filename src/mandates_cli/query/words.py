"""Texts and queries are cut into words by one rule, so that they meet."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

import Stemmer

from mandates_cli.folding import fold
from mandates_cli.query.spelling import american

WORD: Final = re.compile(r"[^\W_]+")
STEMMERS: Final = {"en": "english", "es": "spanish"}
# Words of which a compound is not made: "may be" is no spelling of maybe, nor "for est" of forest.
APART: Final = frozenset(
    """
    and any are but can for from had has her him his how its may nor not now off one our out over per she than that the
    them then they this too two under use was way who why will with you
    ante bajo cada como con del las los mas mis para pero por que ser sin sobre sus una uno
    """.split()
)
PREFIXES: Final = frozenset(("co", "e", "re"))
MIN_PART: Final = 3


class Token(NamedTuple):
    """`word` is folded; `start` and `end` are offsets in the text as given."""

    word: str
    start: int
    end: int


@cache
def folded(word: str) -> str:
    return fold(word).replace(" ", "")


def tokens(text: str) -> list[Token]:
    """Words of `text`; combining marks and soft hyphens belong to the word they stand in."""
    if text.isascii():
        return [Token(m[0].lower(), m.start(), m.end()) for m in WORD.finditer(text)]
    kept = [(i, c) for i, c in enumerate(text) if c != "\u00ad" and not unicodedata.combining(c)]
    bare = "".join(c for _, c in kept)
    found = ((folded(m[0]), kept[m.start()][0], kept[m.end() - 1][0] + 1) for m in WORD.finditer(bare))
    return [Token(*t) for t in found if t[0]]


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(STEMMERS[language])


@cache
def stem(word: str, language: str) -> str:
    """The stem of a folded word: Snowball, until it changes no more (crímenes, crimen, crim); spelling is American."""
    if language == "en":
        word = american(word)
    for _ in range(3):
        shorter = str(_stemmer(language).stemWord(word))
        if shorter == word or not shorter:
            break
        word = shorter
    return word


def stems(words: Sequence[str], language: str) -> list[str]:
    return [stem(word, language) for word in words]


@cache
def alternatives(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The words as typed, and as hyphens could part or join them: cybercrime, cyber crime; gender responsive."""
    found = [words]
    if len(words) == 1:
        word = words[0]
        found += [(word[:i], word[i:]) for i in range(1, len(word)) if _compounds(word[:i], word[i:])]
    elif len(words) == 2 and _compounds(*words):
        found.append(("".join(words),))
    return tuple(found)


def _compounds(first: str, second: str) -> bool:
    if not (first + second).isalpha() or {first, second} & APART or len(second) < MIN_PART:
        return False
    return len(first) >= MIN_PART or first in PREFIXES
