"""What stands before an item: a bullet, a label, or both, each fragment above a real specimen."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

BULLETS: Final = "•·▪◦●○■➢✓"
# "• c. The development", "– Strengthen"
BULLET: Final = rf"[{BULLETS}]|[-–—](?=\s|$)"
# "1. Take steps", "12) Promote"; "1.Promote" where a space was lost
NUMBER: Final = r"\d{1,3}[.)](?=\s|$|[A-ZÁÉÍÓÚÑ¿“\"(])"
# "21.1 Promote" (a bullet before it), "21.1. Promote"; not "2.5 million"
PART: Final = r"\d{1,3}(?:\.\d{1,2})+(?:[.)](?=\s)|(?=\s*[A-ZÁÉÍÓÚÑ]|$))"
# "c. The development", "c) la", "(c) The"; not "e.g." nor "U.S."
LETTER: Final = r"[a-zñ]\.(?=\s|$|[A-ZÁÉÍÓÚÑ])|\(?[a-zñ]\)(?=\s|$|[A-ZÁÉÍÓÚÑ])|[A-ZÑ]\)(?=\s|$)"
# "ii. To", "iv) To", "(iii) To"
LOWER_ROMAN: Final = r"\(?(?:i{2,3}|iv|vi{1,3}|ix|xi{0,3})[.)](?=\s|$)"
# "II. Preserving", "II.4. Support"; not "I" nor "CD-ROM"
UPPER_ROMAN: Final = r"[IVXL]{1,6}\.(?:\d{1,3}\.?)?(?=\s+[A-ZÁÉÍÓÚÑ])"
# "Initiative 61. Promote", "Initiative27. Promote", "Iniciativa 61. Promover"
INITIATIVE: Final = r"(?:Initiative|Iniciativa)\s*\d{1,3}(?:\.\d{1,2})?[.:)]?(?=\s|$|[A-ZÁÉÍÓÚÑ])"

LABEL: Final = rf"{INITIATIVE}|{UPPER_ROMAN}|{LOWER_ROMAN}|{LETTER}|{NUMBER}"
MARKER: Final = re.compile(rf"(?P<bullet>{BULLET})\s*(?P<after>{PART}|{LABEL})?|(?P<label>{LABEL})")
CORE: Final = re.compile(r"(?:(?:Initiative|Iniciativa)\s*)?(\d+(?:\.\d+)*|[^\W\d_]+(?:\.\d+)?)")
NEXT: Final = {"1": "2", "a": "b", "i": "ii", "A": "B"}


class Marker(NamedTuple):
    """`printed` as on the page; `label` is its core, `c` for "• c.", null for a bare bullet; `length` in characters."""

    printed: str
    label: str | None
    length: int


def find(text: str) -> Marker | None:
    """The marker at the beginning of `text`, which is clean of doubled blanks."""
    match = MARKER.match(text)
    if match is None:
        return None
    label = match["after"] or match["label"]
    if label and _enumerates(label, text[match.end() :]):
        return Marker(match["bullet"], None, len(match["bullet"])) if match["bullet"] else None
    return Marker(match[0].strip(), core(label) if label else None, match.end())


@lru_cache(1024)
def core(label: str) -> str:
    """`61` for "Initiative 61.", `II.4` for "II.4.", `c` for "(c)"."""
    found = CORE.search(label)
    return found[1] if found else label


def _enumerates(label: str, rest: str) -> bool:
    """Whether the first of `1) ...; 2) ...` within a sentence, which are no sub-items."""
    following = NEXT.get(core(label))
    if following is None or not label.endswith(")"):
        return False
    found = re.search(rf"\s{re.escape(label.replace(core(label), following))}\s", rest)
    return found is not None and f" {label} " not in rest[: found.start()]
