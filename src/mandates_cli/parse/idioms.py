"""The words of time and number in English and Spanish, and a phrase that says by when."""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final, NamedTuple

from mandates_cli.model import DeadlineKind, Language


class Due(NamedTuple):
    """A phrase that says by when: its kind, offsets and the year it ends in."""

    start: int
    end: int
    kind: DeadlineKind
    year: int | None


class Text(NamedTuple):
    """A text and the same in small letters, character by character."""

    written: str
    small: str

    @classmethod
    def of(cls, written: str) -> "Text":
        small = written.lower()
        if len(small) != len(written):  # "İ" has two small letters
            small = "".join(low if len(low := letter.lower()) == 1 else letter for letter in written)
        return cls(written, small)

    def around(self, words: Iterable[str], back: int, ahead: int) -> list[tuple[int, int]]:
        """Offsets of the stretches of a line about each place where one of `words` stands in small letters; those that
        meet are one. Rules look there only: they are slow, and most of a text is about other things."""
        small, places = self.small, []
        for word in words:
            place = small.find(word) if word in small else -1
            while place >= 0:
                places.append((place, place + len(word)))
                place = small.find(word, place + 1)
        stretches: list[tuple[int, int]] = []
        for first, last in sorted(places):
            start = max(first - back, 0)
            start = max(self.written.rfind("\n", start, first) + 1, start)
            end = min(last + ahead, len(self.written))
            line = self.written.find("\n", last, end)
            end = line if line >= 0 else end
            if stretches and start <= stretches[-1][1]:
                stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
            else:
                stretches.append((start, end))
        return stretches


# A year that no longer number, quantity or possessive goes on: not 2030 in "2030-2035", "2,000", "2000%", "2030's".
YEAR: Final = r"(?P<year>(?:19[5-9]|20\d)\d)(?![\w%$]|[.,/–-]\d|['’]s\b)"

MONTHS: Final[Mapping[Language, str]] = {
    "en": "(?:January|February|March|April|May|June|July|August|September|October|November|December)",
    "es": "(?i:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)",
}

SMALL: Final[Mapping[Language, str]] = {
    "en": MONTHS["en"].lower(),
    "es": MONTHS["es"].replace("?i:", "?:"),
}
MONTH: Final = {language: re.compile(rf"\b{names}\b") for language, names in SMALL.items()}
# The first three letters of the months, en and es, in order; "set" is septiembre too.
SHORT: Final = "jan ene feb feb mar mar apr abr may may jun jun jul jul aug ago sep set oct oct nov nov dec dic".split()


def month(words: str, language: Language) -> int | None:
    """The number of the month that `words` name."""
    found = MONTH[language].search(words.lower())
    return SHORT.index(found[0][:3]) // 2 + 1 if found else None


ENGLISH: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
ENGLISH_TENS: Final = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
                       "ninety": 90, "hundred": 100}  # fmt: skip
SPANISH: Final = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve treinta"
).split()
SPANISH_TENS: Final = {"cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90,
                       "cien": 100}  # fmt: skip
VALUES: Final[Mapping[Language, Mapping[str, int]]] = {
    "en": {word: value for value, word in enumerate(ENGLISH)} | ENGLISH_TENS | {"a": 1, "an": 1},
    "es": {word: value for value, word in enumerate(SPANISH)} | SPANISH_TENS | {"un": 1, "una": 1},
}
# "five", "five (5)", "twenty-four", "treinta y seis", "18"; "an" and "un" only where the rule adds them.
NUMBERS: Final[Mapping[Language, str]] = {
    language: r"(?:{words})(?:(?:-| y )(?:{words}))?(?: \(\d{{1,9}}\))?|\d{{1,3}}".format(
        words="|".join(sorted((w for w in values if w not in ("a", "an")), key=len, reverse=True))
    )
    for language, values in VALUES.items()
}
PARTED: Final = re.compile(r"-| y | ")


def value(words: str, language: Language) -> int | None:
    """What a number in digits or words is; null for "several"."""
    words = words.casefold()
    if digits := re.search(r"\d+", words):
        return int(digits[0])
    parts = [VALUES[language].get(part) for part in PARTED.split(words)]
    known = [part for part in parts if part is not None]
    # "twenty-five", but not "three-five"
    one = all(part >= 20 and part % 10 == 0 and after < 10 for part, after in pairwise(known))
    return sum(known) if known and len(known) == len(parts) and one else None
