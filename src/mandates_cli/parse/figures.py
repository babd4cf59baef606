"""Numbers and months of a text, in digits and in words, so that those of two languages can be compared.

Texts write "1,000", "1.000" or "1000", and "1.5" or "1,5", in either language: such a figure stands for each number
that it may be.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from mandates_cli.model import Language

MANY: Final[Mapping[str, tuple[float, ...]]] = {
    "hundred": (1e2,), "thousand": (1e3,), "million": (1e6,), "billion": (1e9, 1e12), "trillion": (1e12,),
    "cientos": (1e2,), "mil": (1e3,), "miles": (1e3,), "millón": (1e6,), "millones": (1e6,), "billón": (1e12, 1e9),
    "billones": (1e12, 1e9),
}  # fmt: skip
# "1,000", "2.5 million", "4.000 millones", "10 mil millones"; neither "COVID-19", "CO2", "5th" nor "3.ª". It begins
# with its digit, and then looks back: what begins with a look is tried at every character.
FIGURE: Final = re.compile(
    r"(?P<digits>\d(?<![\w.,]\d)(?<![A-Za-z]-\d)\d*(?:[.,]\d+)*)(?!\w|[º°ª]|\.[ºª])"
    r"(?P<many>(?:[ -](?:de )?(?:hundred|thousand|(?:m|b|tr)illion|cientos|mil(?:es)?|[mb]ill(?:ón|ones))\b){0,2})"
)
WORD: Final = re.compile(r"[^\W\d_]+")
EN: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
ES: Final = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte"
).split()
TENS: Final = {
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "treinta": 30,
    "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "veinticinco": 25,
}  # fmt: skip
# What says a number in another way: "half" is 50 %, "a decade" ten years, "double" twice.
SAID: Final = {
    "half": 50, "halve": 50, "mitad": 50, "third": 33, "tercio": 33, "tercera": 33, "quarter": 25, "cuarto": 25,
    "cuarta": 25, "decade": 10, "decenio": 10, "década": 10, "century": 100, "siglo": 100, "dozen": 12, "docena": 12,
    "double": 2, "duplicar": 2, "twice": 2, "doble": 2, "triple": 3, "triplicar": 3, "hundred": 100, "cien": 100,
    "ciento": 100, "doscientos": 200, "quinientos": 500, "thousand": 1000, "mil": 1000, "million": 1e6, "millón": 1e6,
    "un": 1, "una": 1, "once": 1, "first": 1, "second": 2, "both": 2, "ambos": 2, "ambas": 2,
    "lustro": 5, "quinquenio": 5, "bienio": 2, "trienio": 3, "biennium": 2, "quincena": 15, "fortnight": 14,
}  # fmt: skip
WORDS: Final = (
    {word: float(number) for number, word in enumerate(EN)}
    | {word: float(number) for number, word in enumerate(ES)}
    | {word: float(number) for word, number in (TENS | SAID).items() if word != "once"}
)
NAMES: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
}  # fmt: skip
# A month with a day or a year beside it: "10 May", "mayo de 2010"; not "states may 2 times"
MONTH: Final = {
    language: re.compile(
        rf"(?:\b\d{{1,2}}(?:st|nd|rd|th|º)? (?:of |de )?(?P<after>{'|'.join(names)})\b"
        rf"|\b(?P<before>{'|'.join(names)})(?: of| del?| del año|,)? \d)"
    )
    for language, names in NAMES.items()
}
MONTHS: Final = {language: frozenset(names) for language, names in NAMES.items()}
ROMAN: Final = re.compile(r"\b[IVXL]+\b")
# A month's number stands apart from all others.
MONTH_BASE: Final = -100.0


class Figure(NamedTuple):
    """The numbers that it may be, and where it stands."""

    values: frozenset[float]
    span: tuple[int, int]


def figures(text: str, language: Language) -> list[Figure]:
    """What is written in digits, and the months of dates."""
    found = [Figure(_values(match["digits"], match["many"]), match.span()) for match in FIGURE.finditer(text)]
    if not found or MONTHS[language].isdisjoint(text.replace(",", " ").split()):
        return found
    for match in MONTH[language].finditer(text):
        name = "after" if match["after"] else "before"
        month = NAMES[language].index(match[name])
        found.append(Figure(frozenset((MONTH_BASE - month,)), match.span(name)))
    return found


def in_words(text: str) -> frozenset[float]:
    """The numbers that words of a text may stand for."""
    words = (word.casefold() for word in WORD.findall(text))
    return frozenset({WORDS[word] for word in words if word in WORDS} | set(_romans(text)))


def _values(digits: str, many: str) -> frozenset[float]:
    values = frozenset(_read(digits))
    for word in many.replace("-", " ").split():
        if word in MANY:
            values = frozenset(round(value * times, 6) for value in values for times in MANY[word])
    return values


def _read(digits: str) -> Iterator[float]:
    """`1.000` is a thousand or one; `1,5` is one and a half; `1.234,5` has a sign for each."""
    groups = digits.replace(",", ".").split(".")
    if all(len(group) == 3 for group in groups[1:]):
        yield float("".join(groups)[:300])
    if len(groups) > 1:
        yield float(f"{''.join(groups[:-1])[:300]}.{groups[-1]}")


def _romans(text: str) -> Iterator[float]:
    values = {"I": 1, "V": 5, "X": 10, "L": 50}
    for numeral in ROMAN.findall(text):
        numbers = [values[letter] for letter in numeral[:15]]
        yield float(sum(-n if n < max(numbers[at:]) else n for at, n in enumerate(numbers)))
