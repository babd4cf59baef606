"""Years after a mandate's summit that are read neither as a deadline nor as part of a name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from mandates_cli.model import Diagnostic, Mandate
from mandates_cli.parse.idioms import MONTHS

YEAR: Final = re.compile(r"(?<![\w.,/])20\d\d(?![\w/]|[.,]\d)")
# What makes a year part of a name, or says since when or what was: "Agenda 2030", "Plan 2016-", "(2016", "Resolution
# 2030", "as of 2026", "held in Lima in 2026"; a name is more than the first word of a sentence.
NAMED_BEFORE: Final = re.compile(
    r"(?:[(\[]|\d[-–/]|[a-záéíóúñ,] [A-ZÁÉÍÓÚÑ][\w’'-]+,?(?: (?:of|de|del|for|para|No\.?|Nº))?(?: the| el)? ?"
    r"|\b(?:as of|from|since|beginning|starting|effective)(?: in)? |\b(?:a partir|desde)(?: del?| el)?(?: año)? "
    r"|\b(?:held|adopted|celebrad[ao]s?|aprobad[ao]s?) [^.;:]{0,40}?(?:in|en) )$"
)
# "2030 Agenda", "2016-2020", "2026)"
NAMED_AFTER: Final = re.compile(r"\)|[-–]\d| [A-ZÁÉÍÓÚÑ]")
MONTH: Final = re.compile(rf"(?:{'|'.join(MONTHS.values())})[ ,]*(?:of |del? )?$")
BEFORE: Final = 60
AROUND: Final = 40


def unread_years(mandates: Iterable[Mandate], lines: Mapping[str, int | None]) -> Iterator[Diagnostic]:
    """A note for each, at the mandate's first place; `lines` has its line by id."""
    for mandate in mandates:
        if mandate.summit is None or "20" not in mandate.text:
            continue
        for start, end in _unread(mandate, mandate.summit):
            words = mandate.text[max(0, start - AROUND) : end + AROUND].split(" ")
            # What was cut in two at the ends says nothing.
            shown = " ".join(words[start > AROUND : len(words) - (end + AROUND < len(mandate.text))])
            yield Diagnostic(
                code="year-unread", severity="note", page=mandate.placements[0].page, line=lines.get(mandate.id),
                text=shown, message="a year after the summit's is read neither as a deadline nor as part of a name",
            )  # fmt: skip


def _unread(mandate: Mandate, summit: int) -> Iterator[tuple[int, int]]:
    """Where such a year first stands."""
    spans = [*(one.span for one in mandate.deadlines), *(one.span for one in mandate.addressees)]
    read = {at for first, last in spans for at in range(first, last)}
    noted: set[str] = set()
    for match in YEAR.finditer(mandate.text):
        start, end = match.span()
        if int(match[0]) <= summit or start in read or match[0] in noted:
            continue
        before = mandate.text[max(0, start - BEFORE) : start]
        if MONTH.search(before) or not (NAMED_BEFORE.search(before) or NAMED_AFTER.match(mandate.text, end)):
            noted.add(match[0])
            yield start, end
