"""Days as people write them, in English and Spanish."""

from datetime import date
from typing import Final

MONTHS: Final = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}


def day(on: date, language: str) -> str:
    """`24 November 2026`, `24 de noviembre de 2026`"""
    return f"{_of_month(on, language)}{_of(language)}{on.year}"


def days(first: date, last: date, language: str) -> str:
    """`6–10 June 2022`, `31 May–2 June 2022`, `6 al 10 de junio de 2022`"""
    if first == last:
        return day(first, language)
    if first.year != last.year:
        begun = day(first, language)
    elif first.month != last.month:
        begun = _of_month(first, language)
    else:
        begun = str(first.day)
    return f"{begun}{' al ' if language == 'es' else '–'}{day(last, language)}"


def _of_month(on: date, language: str) -> str:
    return f"{on.day}{_of(language)}{MONTHS[language][on.month - 1]}"


def _of(language: str) -> str:
    return " de " if language == "es" else " "
