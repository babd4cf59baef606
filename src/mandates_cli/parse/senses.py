"""What a word of one language has in common with those of the other that mean the same: a row of a table, or letters.

English and Spanish write their Latin and Greek words by other rules (physical, físico) and end them otherwise
(equality, igualdad): both are taken away before letters are compared.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from mandates_cli.folding import fold
from mandates_cli.model import Language

MEANINGS: Final = Path(__file__).with_name("meanings.txt")
# Technical, técnico; photo, foto; system, sistema; quota, cuota; nation, nación; immigrant, inmigrante.
SPELLING: Final = (
    *(("ph", "f"), ("th", "t"), ("ch", "c"), ("y", "i"), ("k", "c"), ("qu", "cu"), ("z", "c")),
    *(("tion", "cion"), ("nm", "m")),
)
DOUBLE: Final = re.compile(r"([a-z])\1")
# Spanish puts an e before an s that another consonant follows: state, estado; special, especial.
PUT_BEFORE: Final = re.compile(r"\Aes(?=[^aeious])")
# As spelt so. Nation and nacional keep "nacion": what would leave less than three letters is no ending.
ENDING: Final = re.compile(
    r"(?<=\w{3})(?:i?camente|amente|mente|icali|ali"
    r"|aciones|acions?|icion(?:es|s)?|ucion(?:es|s)?|cion(?:es|s)?|sion(?:es|s)?"
    r"|i?dades|i?dad|ities|iti|ties|ti|mientos?|ments?|anci|enci|[ae]ncias?|[ae]nces?"
    r"|[ai]bles?|iv[oae]s?|ic[oa]s?|icals?|ics?|ales|als?|os[oa]s?|ous"
    r"|adores|ators?|ador|ores|ors?|[ai]d[oa]s?|ated|ates?|ed|ings?|[aie]ndo"
    r"|[ae]ntes?|[ae]nts?|[ao]ri[oa]s?|aries|[ao]ri|ismos?|isms?|istas?|ists?|[aei]r|[eo]s|as|[eoasi])$"
)
# Words that only begin alike are less sure to mean the same: protect, proteger; but consider, consistir.
BEGINNING: Final = 5
# "inter" and the like begin what has nothing to do with one another.
COMMON: Final = re.compile("inter|trans|contra|super|sobre|under|over")
BEGINNING_AFTER: Final = 8


class Meanings(NamedTuple):
    """Rows of the table by the words, and by the beginnings of words, that stand in them."""

    words: Mapping[str, set[str]]
    beginnings: Mapping[str, set[str]]


@cache
def _meanings() -> Mapping[Language, Meanings]:
    found: dict[Language, Meanings] = {x: Meanings(defaultdict(set), defaultdict(set)) for x in ("en", "es")}
    lines = (line for line in MEANINGS.read_text("utf-8").splitlines() if not line.startswith("#"))
    for number, row in enumerate(row for line in lines for row in line.split(";") if row.strip()):
        english, _, spanish = row.partition("=")
        for known, side in ((found["en"], english), (found["es"], spanish)):
            for word in side.split():
                (known.beginnings if word.endswith("-") else known.words)[fold(word)].add(f"={number}")
    return found


@cache
def senses(word: str, language: Language) -> frozenset[str]:
    """Keys that a folded word has in common with others of its sense: `=12` is a row, `protec` a root, `prote-` a
    beginning. Empty for a number, and for short words without a row (of, de)."""
    if not word.isalpha():
        return frozenset()
    words, beginnings = _meanings()[language]
    found = set(words.get(word, ()))
    for length in range(2, len(word) + 1):
        found |= beginnings.get(word[:length], frozenset())
    if len(word) > 4 or (len(word) == 4 and not found):
        spelt = _spelt(word)
        found.add(ENDING.sub("", spelt))
        length = BEGINNING_AFTER if COMMON.match(spelt) else BEGINNING
        if len(spelt) >= length:
            found.add(f"{spelt[:length]}-")
    return frozenset(found)


def only_begins(sense: str) -> bool:
    return sense.endswith("-")


def _spelt(word: str) -> str:
    for written, other in SPELLING:
        word = word.replace(written, other)
    return PUT_BEFORE.sub("s", DOUBLE.sub(r"\1", word))
