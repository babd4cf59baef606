"""Years as people type them: one, or a range of which either end may be left out."""

import re
from typing import Final

from mandates_cli.errors import UsageError

FIRST_YEAR: Final = 0
LAST_YEAR: Final = 9999
# "2025", "2025..2030", "..2030", and for a range also "2025-2030", "2025–2030". Compiled when a year is named.
ONE: Final = r"\d{4}"
RANGE: Final = r"(\d{4})\s*[-–—−]\s*(\d{4})|(\d{4})?\s*\.{2,}\s*(\d{4})?"


def span(name: str) -> tuple[int, int]:
    """First and last year, both included. Raises UsageError for what names no year, or a range that runs backwards."""
    typed = name.strip()
    if re.fullmatch(ONE, typed):
        return int(typed), int(typed)
    if not (found := re.fullmatch(RANGE, typed)):
        message = "No year {name!r}; give one (2025), a range (2025..2030), or any."
        raise UsageError(message, name=name)
    begin, stop = found[1] or found[3] or "", found[2] or found[4] or ""
    return forwards(name, (begin, int(begin or FIRST_YEAR)), (stop, int(stop or LAST_YEAR)))


def forwards(name: str, begin: tuple[str, int], stop: tuple[str, int]) -> tuple[int, int]:
    """The years of a range, whose ends come as typed and as years. Raises UsageError where it runs backwards."""
    if begin[1] > stop[1]:
        message = "The range {name} runs backwards; write {stop}..{begin}."
        raise UsageError(message, name=name, begin=begin[0], stop=stop[0])
    return begin[1], stop[1]
