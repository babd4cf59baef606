"""Texts and queries are cut into words by one rule, so that they meet."""

import re
import unicodedata
from functools import cache
from typing import Final, NamedTuple

import Stemmer

from mandates_cli.folding import fold

WORD: Final = re.compile(r"[^\W_]+")
STEMMERS: Final = {"en": "english", "es": "spanish"}


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


def stems(words: list[str] | tuple[str, ...], language: str) -> list[str]:
    """Stems of folded words: Snowball, English or Spanish."""
    return [str(s) for s in _stemmer(language).stemWords(list(words))]
