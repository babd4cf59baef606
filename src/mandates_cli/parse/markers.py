"""What stands before an item: a bullet, a label, or both, each fragment above a real specimen."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

# The last three are what Word's symbol fonts leave in a page.
BULLETS: Final = "•·▪◦●○■➢✓□‣⁃∙►❖✔☐\uf0b7\uf0a7\uf0d8"
# "• c. The development", "– Strengthen"; a dash of any kind, but none within a word
BULLET: Final = rf"[{BULLETS}]|[-–—−‐](?=\s|$)"
# "1. Take steps", "12) Promote"; "1.Promote" where a space was lost
NUMBER: Final = r"\d{1,3}[.)](?=\s|$|[A-ZÁÉÍÓÚÑ¿“\"(])"
# "21.1 Promote" (a bullet before it), "21.1. Promote"; not "2.5 million"
PART: Final = r"\d{1,3}(?:\.\d{1,2})+(?:[.)](?=\s)|(?=\s*[A-ZÁÉÍÓÚÑ]|$))"
# "c. The development", "c) la", "(c) The"; not "e.g." nor "U.S."
LETTER: Final = r"[a-zñ]\.(?=\s|$|[A-ZÁÉÍÓÚÑ])|\(?[a-zñ]\)(?=\s|$|[A-ZÁÉÍÓÚÑ])|[A-ZÑ]\)(?=\s|$)"
# "ii. To", "iv) To", "(iii) To"; "ii.To" where a space was lost
LOWER_ROMAN: Final = r"\(?(?:i{2,3}|iv|vi{1,3}|ix|xi{0,3})[.)](?=\s|$|[A-ZÁÉÍÓÚÑ])"
# "II. Preserving", "II.4. Support"; not "I" nor "CD-ROM"
UPPER_ROMAN: Final = r"[IVXL]{1,6}\.(?:\d{1,3}\.?)?(?=\s+[A-ZÁÉÍÓÚÑ])"
# "Initiative 61. Promote", "Initiative27. Promote", after one of the words that the registry has
WORDED: Final = r"\s*\d{1,3}(?:\.\d{1,2})?[.:)]?(?=\s|$|[A-ZÁÉÍÓÚÑ])"
CORE: Final = r"(\d+(?:\.\d+)*|[^\W\d_]+(?:\.\d+)?)"
NEXT: Final = {"1": "2", "a": "b", "i": "ii", "A": "B"}


class Marker(NamedTuple):
    """`printed` as on the page; `label` is its core, `c` for "• c.", null for a bare bullet; `length` in characters."""

    printed: str
    label: str | None
    length: int


# The marker at the beginning of a text, which is clean of doubled blanks.
Find: TypeAlias = Callable[[str], Marker | None]


@lru_cache(16)
def finder(words: tuple[str, ...]) -> Find:
    """Finds markers on pages where `words` may stand before a number."""
    word = "|".join(map(re.escape, words)) or r"(?!)"
    label = rf"(?:{word}){WORDED}|{UPPER_ROMAN}|{LOWER_ROMAN}|{LETTER}|{NUMBER}"
    marker = re.compile(rf"(?P<bullet>{BULLET})\s*(?P<after>{PART}|{label})?|(?P<label>{label})")
    inner = re.compile(rf"(?:(?:{word})\s*)?{CORE}")

    @lru_cache(1024)
    def core(label: str) -> str:
        """`61` for "Initiative 61.", `II.4` for "II.4.", `c` for "(c)"."""
        found = inner.search(label)
        return found[1] if found else label

    def find(text: str) -> Marker | None:
        match = marker.match(text)
        if match is None:
            return None
        bullet, after, alone = match.groups()
        label = after or alone
        if label is None:
            return Marker(bullet, None, match.end())
        if _enumerates(label, core(label), text[match.end() :]):
            return Marker(bullet, None, len(bullet)) if bullet else None
        return Marker(match[0].strip(), core(label), match.end())

    return find


def _enumerates(label: str, core: str, rest: str) -> bool:
    """Whether the first of `1) ...; 2) ...` within a sentence, which are not sub-items."""
    following = NEXT.get(core)
    if following is None or not label.endswith(")"):
        return False
    found = re.search(rf"\s{re.escape(label.replace(core, following))}\s", rest)
    return found is not None and f" {label} " not in rest[: found.start()]
