"""Texts and queries are cut into words by one rule, so that they meet."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

import Stemmer

from mandates_cli.folding import NOTHING, fold
from mandates_cli.query import spanish
from mandates_cli.query.spelling import american, beginnings, table


def _groups(name: str) -> list[list[str]]:
    """Words of a table that belong together."""
    return [group.split() for group in table(name, ";") if group.strip()]


TILDE: Final = re.compile("[ñÑ]|[nN]\u0303")
# A letter that folding leaves alone, and no text of the corpus has.
STAND_IN: Final = "ŋ"
WORD: Final = re.compile(r"[^\W_]+")
STEMMERS: Final = {"en": "english", "es": "spanish"}
# The s of pcs and dvds; Snowball asks for a vowel.
ABBREVIATIONS: Final = re.compile(r"(?<=^[b-df-hj-np-tv-xz]{2})s$|(?<=^[b-df-hj-np-tv-xz]{3})s$")
# Words of which a compound is not made: "may be" is no spelling of maybe, nor "for est" of forest.
NEVER_COMPOUNDED: Final = frozenset(
    """
    and any are but can for from had has her him his how its may nor not now off one our out over per she than that the
    them then they this too two under use was way who why will with you
    ante bajo cada como con del las los mas mis para pero por que ser sin sobre sus una uno
    """.split()
)
IRREGULAR: Final = {form: forms[0] for forms in _groups("irregular.en") for form in forms[1:]}
KEPT_UNSTEMMED: Final = {
    language: {form: forms[0] for forms in _groups(f"apart.{language}") for form in forms} for language in STEMMERS
}
PREFIXES: Final = frozenset(("co", "e", "re"))
MIN_PART: Final = 3
# Longer phrases are taken as typed: each place doubles what is looked for.
MOST_PARTED: Final = 8


class Token(NamedTuple):
    """`word` is folded; `start` and `end` are offsets in the text as given."""

    word: str
    start: int
    end: int


@cache
def folded(word: str) -> str:
    return fold(word).replace(" ", "")


def words_of(text: str) -> list[str]:
    """The folded words of `text`."""
    if text.isascii():
        return WORD.findall(text.lower())
    return [word for word in map(folded, WORD.findall(_bare(text))) if word]


def as_written(text: str) -> list[str]:
    """The same with their ñ, which is a letter: año is not ano."""
    if text.isascii():
        return words_of(text)
    return [word.replace(STAND_IN, "ñ") for word in words_of(TILDE.sub(STAND_IN, text))]


def bare(word: str) -> str:
    """A word of `as_written` as `words_of` gives it."""
    return word.replace("ñ", "n")


def tokens(text: str) -> list[Token]:
    """The same in their places; combining marks and what shows nothing belong to the word they stand in."""
    bare = _bare(text)
    if bare == text:
        found = [Token(folded(m[0]), m.start(), m.end()) for m in WORD.finditer(text)]
    else:
        kept = [i for i, c in enumerate(text) if not _vanishes(c)]
        found = [Token(folded(m[0]), kept[m.start()], kept[m.end() - 1] + 1) for m in WORD.finditer(bare)]
    return [token for token in found if token.word]


def _bare(text: str) -> str:
    gone = [c for c in set(text) if _vanishes(c)] if not text.isascii() else []
    return text.translate(dict.fromkeys(map(ord, gone))) if gone else text


@cache
def _vanishes(character: str) -> bool:
    return NOTHING.match(character) is not None or unicodedata.combining(character) != 0


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(STEMMERS[language])


@cache
def stem(word: str, language: str) -> str:
    """The stem of a folded word: Snowball, until it changes no more (crímenes, crimen, crim); spelling is American."""
    if language == "en":
        word = american(IRREGULAR.get(word, word))
    if kept := KEPT_UNSTEMMED[language].get(word):
        return kept
    if language == "es":
        word = spanish.lemma(word)
        if word in KEPT_UNSTEMMED["es"]:
            return word
    while (shorter := _shorter(word, language)) != word:
        word = shorter
    return spanish.marked(word) if language == "es" else word


def _shorter(word: str, language: str) -> str:
    """A step of Snowball, with what it leaves to irregularity."""
    if language == "es":
        return spanish.one_spelling(str(_stemmer("es").stemWord(spanish.regular(word))))
    shorter = str(_stemmer("en").stemWord(ABBREVIATIONS.sub("", word)))
    return shorter[:-1] if len(shorter) > 6 and shorter.endswith("ick") else shorter  # trafficking, traffic


def stems(found: Iterable[str], language: str) -> list[str]:
    return [stem(word, language) for word in found]


@cache
def alternatives(typed: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The words as typed, and as hyphens could part or join them in one place: cybercrime, cyber crime."""
    found = [typed]
    if len(typed) > MOST_PARTED:
        return (typed,)
    for at, word in enumerate(typed):
        before, after = typed[:at], typed[at + 1 :]
        found += [(*before, word[:i], word[i:], *after) for i in range(1, len(word)) if _compounds(word[:i], word[i:])]
        if after and _compounds(word, after[0]):
            found.append((*before, word + after[0], *after[1:]))
    return tuple(found)


@cache
def begun(typed: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The same where the last word is the beginning of one: cybercrim, cyber crim; labor, labour."""
    return tuple(dict.fromkeys(found for end in beginnings(typed[-1]) for found in alternatives((*typed[:-1], end))))


def _compounds(first: str, second: str) -> bool:
    if not (first + second).isalpha() or {first, second} & NEVER_COMPOUNDED or len(second) < MIN_PART:
        return False
    return len(first) >= MIN_PART or first in PREFIXES
