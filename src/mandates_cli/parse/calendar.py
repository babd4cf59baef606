"""When the summits meet: what tells the year of one that a text names."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from mandates_cli.folding import fold
from mandates_cli.model import Summit

ROMAN: Final = re.compile(r"\b(?=[ivxl])(xl|x{0,3})(ix|iv|v?i{0,3})\b")
TENS: Final = {"xl": 40, "xxx": 30, "xx": 20, "x": 10, "": 0}
ONES: Final = {"ix": 9, "iv": 4, "viii": 8, "vii": 7, "vi": 6, "v": 5, "iii": 3, "ii": 2, "i": 1, "": 0}
# "the 5th Summit", "la 5.ª Cumbre"; folded.
NUMBERED: Final = re.compile(r"\b(\d{1,2}) ?(?:st|nd|rd|th|a|ra|da|ta|ma|va|na)\b")
ORDINALS: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
SPANISH_ORDINALS: Final = (
    "primer segund tercer cuart quint sext septim octav noven decim undecim duodecim decimotercer decimocuart "
    "decimoquint decimosext decimoseptim decimoctav decimonoven vigesim"
).split()
COUNTED: Final = {word: number for number, word in enumerate(ORDINALS, 1)} | {
    f"{stem}{end}": number for number, stem in enumerate(SPANISH_ORDINALS, 1) for end in ("a", "o", "")
}
YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
COMING: Final = re.compile(
    r"\b(?:next|forthcoming|upcoming|coming|following|proxim[oa]|siguiente|venider[oa]|futur[oa])\b"
)


class Calendar(NamedTuple):
    """The table of summits, as far as a text may tell one by its number, its place, its year, or as the next one.

    `ends` are the last days by year, in order; `places` are the years in which a folded city or country was host.
    """

    ends: Mapping[int, dt.date]
    numbers: Mapping[int, int]
    special: frozenset[int]
    places: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, summits: Iterable[Summit]) -> "Calendar":
        ordered = sorted(summits, key=lambda summit: summit.year)
        places: dict[str, set[int]] = defaultdict(set)
        for summit in ordered:
            for place in (*summit.city.all(), *summit.country.all()):
                places[fold(place)].add(summit.year)
        numbers = {count: summit.year for summit in ordered if summit.number and (count := number(fold(summit.number)))}
        return cls(
            ends={summit.year: summit.ends for summit in ordered},
            numbers=numbers,
            special=frozenset(summit.year for summit in ordered if summit.number is None),
            places={place: tuple(sorted(years)) for place, years in places.items()},
        )

    def next_after(self, year: int | None) -> int | None:
        """The year of the summit after that of `year`; null where it is not certain which one people count as next."""
        later = [held for held in self.ends if year is not None and held > year]
        return later[0] if year in self.ends and later and later[0] not in self.special else None

    def year_of(self, words: str, since: int | None) -> int | None:
        """The year of the summit that `words` name, seen from that of `since`: by its year, its number, its place, or
        as the next."""
        folded = fold(words)
        if named := YEAR.findall(folded):
            return int(named[-1])
        if count := number(folded):
            return self.numbers.get(count)
        held = {year for place, years in self.places.items() if f" {place} " in f" {folded} " for year in years}
        if held:
            later = {year for year in held if since is None or year > since} or held
            return next(iter(later)) if len(later) == 1 else None
        return self.next_after(since) if COMING.search(folded) else None

    def last(self) -> int:
        """The number of the last summit of the table."""
        return max(self.numbers, default=0)

    def after_month(self, year: int, month: int | None) -> bool:
        """Whether a month of the year of a summit is after it."""
        return month is not None and year in self.ends and month > self.ends[year].month

    def after(self, year: int, *, months: int = 0, days: int = 0) -> int | None:
        """The year that it is so long after the summit of `year`; null where its day is not known."""
        if year not in self.ends:
            return None
        if days:
            return (self.ends[year] + dt.timedelta(days=days)).year
        return year + (self.ends[year].month - 1 + months) // 12


def number(folded: str) -> int | None:
    """The ordinal among folded words: 9 for "the ix summit", "the ninth summit", "la novena cumbre"."""
    for word in folded.split():
        if word in COUNTED:
            return COUNTED[word]
        if found := ROMAN.fullmatch(word):
            return TENS[found[1]] + ONES[found[2]]
    found = NUMBERED.search(folded)
    return int(found[1]) if found else None
