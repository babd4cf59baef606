"""Days as people write them, in the one form that we take."""

import datetime as dt
import re
from typing import Final

# 27/11/2026, 27.11.2026, 27-11-2026
DAY_FIRST: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
# 2026/11/27, 2026.11.27, 2026-1-5, 20261127
YEAR_FIRST: Final = re.compile(r"(\d{4})([/.-]?)(\d{1,2})\2(\d{1,2})")
ISO: Final = re.compile(r"\d{4}-\d\d-\d\d")


def meant(typed: str) -> list[str]:
    """The days that it may stand for, as 2026-11-27: two for 3/4/2026, of which the first number is the day in one and
    the month in the other. None for what is no day, or is in that form already."""
    if ISO.fullmatch(typed):
        return []
    if found := DAY_FIRST.fullmatch(typed):
        one, other, year = int(found[1]), int(found[3]), int(found[4])
        return list(dict.fromkeys((*_day(year, other, one), *_day(year, one, other))))
    if (found := YEAR_FIRST.fullmatch(typed)) and (found[2] or len(typed) == 8):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    return []


def _day(year: int, month: int, day: int) -> list[str]:
    try:
        return [dt.date(year, month, day).isoformat()]
    except ValueError:
        return []
