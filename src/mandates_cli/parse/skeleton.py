"""The lines that every page repeats around its lists."""

import re
from typing import Final

from mandates_cli.folding import fold
from mandates_cli.model import Language

SEEN: Final[tuple[tuple[str, Language], ...]] = (
    ("Organization of American States Summits of the Americas", "en"),
    ("Organization of American States", "en"),
    ("Summits of the Americas", "en"),
    ("© Summits of the Americas", "en"),
    ("Follow-up and Implementation: Mandates", "en"),
    ("Click here for Related Ministerials", "en"),
    ("Mandates", "en"),
    ("Organización de los Estados Americanos Cumbres de las Américas", "es"),
    ("Organización de los Estados Americanos", "es"),
    ("Cumbres de las Américas", "es"),
    ("© Cumbres de las Américas", "es"),
    ("Seguimiento e implementación: Mandatos", "es"),
    ("Haga clic aquí para Ministeriales relacionadas", "es"),
    ("Mandatos", "es"),
)
LINES: Final = {fold(line): language for line, language in SEEN}
# Twice the longest: spacing and punctuation do not count.
MAX_LINE: Final = 2 * max(map(len, LINES))
# A stray "2" stands after the title and before the footer; underscores or a rule part the newest summit from the rest.
FILLER: Final = re.compile(r"2|[_\-–—=*\s]{3,}")
# "SECURITY: Public Policies", "TRADE: Small and Medium-sized Enterprises “SME’s”"
HEADING: Final = re.compile(r"(?=.*[^\W\d_]{2})[^a-zà-ÿ:(]{2,60}(?::.{1,120})?")


def is_skeleton(text: str) -> bool:
    return FILLER.fullmatch(text) is not None or language_of(text) is not None


def language_of(text: str) -> Language | None:
    return LINES.get(fold(text)) if len(text) <= MAX_LINE else None
