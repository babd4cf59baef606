"""The names of summits: year, number, city or name, or words of these that no other summit has."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from mandates_cli.errors import UnknownName
from mandates_cli.folding import fold
from mandates_cli.query.naming import forms_of, unknown
from mandates_cli.query.years import FIRST_YEAR, LAST_YEAR, forwards
from mandates_cli.rows import SummitRow

# "2015-2022", "VII–IX": what people write for 2015..2022. Compiled when a summit is named.
DASHED: Final = r"(\d{4}|[IVXivx]+)\s*[-–—−]\s*(\d{4}|[IVXivx]+)"
# What the names of all summits have, and what stands between: "Ninth Summit", "cumbre de Lima".
SAID_OF_ALL: Final = frozenset(
    ("summit", "americas", "cumbre", "the", "of", "in", "las", "los", "la", "el", "de", "del", "en")
)
ROMAN: Final = {"I": 1, "V": 5, "X": 10}


class SummitNames:
    def __init__(self, rows: Iterable[SummitRow]) -> None:
        self._rows = list(rows)

    @property
    def known(self) -> list[str]:
        """Years, as they are typed."""
        return sorted({str(row["year"]) for row in self._rows})

    def ranges(self, name: str, parts: bool = True) -> Sequence[tuple[int, int]]:
        """First and last years of `2022`, `IX`, `Lima` or `2015..2022`; either end of a range may be left out. Where
        `parts`, words of a name stand for it. Raises UnknownName, and UsageError for a range that runs backwards."""
        if dashed := re.fullmatch(DASHED, name.strip()):
            return [self._range(name, dashed[1], dashed[2])]
        if ".." in name:
            begin, _, stop = name.partition("..")
            return [self._range(name, begin.strip(), stop.strip(" ."))]
        return [(year, year) for year in self._years(name, parts)]

    def _range(self, name: str, begin: str, stop: str) -> tuple[int, int]:
        first = min(self._bounds(begin)) if begin else FIRST_YEAR
        last = max(self._bounds(stop)) if stop else LAST_YEAR
        return forwards(name, (begin, first), (stop, last))

    def _bounds(self, name: str) -> Sequence[int]:
        """A range may begin and end between summits."""
        between = _is_year(name) and self.known[:1] <= [name] <= self.known[-1:]
        return [int(name)] if between else self._years(name)

    def _years(self, name: str, parts: bool = True) -> Sequence[int]:
        found = self._by_name.get(fold(name)) or (self._holding(name) if parts else [])
        if len(found) == 1 or fold(name) in self._by_name:
            return found
        if found and len(found) < len(self._rows):
            years = " or ".join(map(str, found))
            raise UnknownName("No summit {name!r} alone: it may be {years}.", name, tuple(map(str, found)), years=years)
        known = self.known
        if _is_year(name) and known:
            # Difflib would find 2012 as near to 2021 as 2022 is.
            near = min(known, key=lambda year: abs(int(year) - int(name)))
            message = "No summit {name!r}. Did you mean {near}? 'mandates summits' lists them."
            raise UnknownName(message, name, (near,), near=near)
        raise unknown("summit", name, known, "'mandates summits'")

    @cached_property
    def _by_name(self) -> Mapping[str, list[int]]:
        """Years by folded name."""
        found: dict[str, list[int]] = {}
        for row in self._rows:
            for name in dict.fromkeys(map(fold, _names(row))):
                found.setdefault(name, []).append(row["year"])
        return found

    def _holding(self, name: str) -> list[int]:
        """The years of the summits whose names hold all words of this one that are not said of every summit."""
        wanted = {*fold(name).split()} - SAID_OF_ALL
        return [row["year"] for row in self._rows if wanted and wanted <= {*fold(" ".join(_names(row))).split()}]


def _is_year(name: str) -> bool:
    return len(name) == 4 and name.isdecimal()


def _names(row: SummitRow) -> list[str]:
    names = [str(row["year"]), *forms_of(row["city"]), *forms_of(row["name"])]
    return [*names, *_numbers(row["number"])] if row["number"] else names


def _numbers(roman: str) -> list[str]:
    """`VIII`, and `8` and `8th` for it."""
    values = [ROMAN.get(letter, 0) for letter in roman]
    number = sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number, "th")
    return [roman, str(number), f"{number}{ending}"]
