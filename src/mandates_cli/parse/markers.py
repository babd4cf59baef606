"""What stands before an item: a bullet, a label, or both, each fragment above a real specimen."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

BULLETS: Final = (
    "•·▪◦●○■➢✓□‣⁃∙►❖✔☐▫▸▹▶▷▻▾◆◇◈◉◎◊◌◘◙★☆☑☒✗✘✕✖→⇒⇨➔➙➛➜➝➞➟➠➣➤➥➨⦁⦾⦿∘⚫⚪⬤◼◻◾◽⬛⬜▢❍❏❐❑❒✦✧✪✫✬✭✮✯✱✲✳✴✵✶✷✸✹✺✻✽❉❋☞☛‧･・⁌⁍⸰"
)
# "• c. The development", what Word's symbol fonts leave in a page; a dash of any kind, but none within a word; "+ the"
BULLET: Final = rf"[{BULLETS}\uf020-\uf0ff]|[-–—−‐‑‒―](?=\s|$)|[+§Øü](?=\s+[(“\"¿«]*[^\W\d])"
# What begins a sentence, or what is quoted or asked at its beginning.
BEGINS: Final = r"[A-ZÁÉÍÓÚÑ¿¡“«\"(]"
AFTER: Final = rf"(?=\s|$|{BEGINS})"
# "1. Take steps", "12) Promote", "1.- Fortalecer", "(4) Promote"; "1.Promote" where a space was lost
NUMBER: Final = rf"\d{{1,3}}(?:[.)]|\.\)|\)\.|[.)]{{1,2}}[-–—]){AFTER}|\(\d{{1,3}}\.?\)[.-]?(?=\s+{BEGINS}|$)"
# "5°. Medir", "3º) Medir", "1º.- Medir"; without a mark, as in "3° C" or "1º de enero", it is doubtful
ORDINAL: Final = rf"\d{{1,3}}\.?[º°ª](?:[.)]{{1,2}}[-–—]?|[-–—]){AFTER}"
# "7-8. Oír"
RANGE: Final = rf"\d{{1,3}}[-–‑]\d{{1,3}}[.)](?=\s+{BEGINS})"
# "§ 1 The", "① The"
SIGN: Final = r"§\s*\d{1,3}(?:\.\d{1,2}){0,6}[.)]?(?=\s)|[①-⒇](?=\s|\w)"
# "21.1 Promote" (a bullet before it), "21.1. Promote"; not "2.5 million"
PART: Final = r"\d{1,3}(?:\.\d{1,2}){1,6}(?:[.)](?=\s)|(?=\s*[A-ZÁÉÍÓÚÑ]|$))"
# "21.1 Promote", "21.1. Promote", "1.1.- Medir" without one; not "3.5 GB"
PARTED: Final = r"\d{1,3}(?:\.\d{1,2}){1,6}(?:\.?[-–—)]|\.)?(?=\s+[¿¡“\"(]?[A-ZÁÉÍÓÚÑ][a-zà-ÿ])"
# "c. The development", "c) la", "(c) The", "c.- la"; not "e.g." nor "U.S."
LETTER: Final = (
    r"[a-zñ]\.(?=\s|$|[A-ZÁÉÍÓÚÑ])|\(?[a-zñ]\.?\)(?=\s|$|[A-ZÁÉÍÓÚÑ])|[A-ZÑ]\)(?=\s|$)"
    rf"|[a-zñA-ZÑ](?:\.\)|[.)]{{1,2}}[-–—]){AFTER}"
)
# "a.1 The", "a.1. the", "a.1) the", "B.2. The"
LETTER_PART: Final = rf"[a-zñA-ZÑ](?:\.\d{{1,2}}){{1,6}}(?:[.)][-–—]?(?=\s)|(?=\s+{BEGINS}))"
# "ii. To", "(iii) To", "xiv.- To", "ii.To" where a space was lost; what may be a letter is one
LOWER_ROMAN: Final = (
    r"\(?(?=[ivxl]{2})(?:x{1,3}(?:ix|iv|v?i{0,3})|xl(?:ix|iv|v?i{0,3})|ix|iv|vi{1,3}|i{2,3})"
    r"[.)]{1,2}[-–—]?(?=\s|$|[A-ZÁÉÍÓÚÑ])"
)
# "II. Preserving", "II.4. Support", "I) Support", "I.- Support"; not "I", "CD-ROM" nor "I. M. Pei"
UPPER_ROMAN: Final = r"[IVXL]{1,6}(?:\.(?:\d{1,3}\.?)?(?=\s+[A-ZÁÉÍÓÚÑ](?!\.))|(?:\)|[.)]{1,2}[-–—])(?=\s|$))"
# "Initiative 61. Promote", "Initiative27. Promote", after one of the words that the registry has
WORDED: Final = r"\s*\d{1,3}(?:\.\d{1,2})?(?:\.?[-–—](?=\s)|[.:)](?=\s|$|[A-ZÁÉÍÓÚÑ])|(?=$|\s*[A-ZÁÉÍÓÚÑ¿“\"]))"
CORE: Final = r"(\d+(?:[-–‑]\d+|(?:\.\d+)*)|[^\W\d_]+(?:\.\d+)*)"
# Most texts begin with a word, which is seen sooner than by an expression: no marker begins with two other letters.
NUMERALS: Final = "IVXLivx"
NEXT: Final = {"1": "2", "a": "b", "i": "ii", "A": "B", "I": "II"}

# Of these only the lines around them tell whether they are labels: "A. Smith", "(A) The", "[1] The", "1/ The",
# "1 - The", "1- The", "1: The", "1º The", "(1) the", "1.1 the"
DOUBTFUL: Final = "|".join(
    (
        rf"[A-ZÑ]\.(?=\s+{BEGINS}(?!\.))",
        r"\((?:[A-ZÑ]|[IVXL]{1,6}|\d{1,3})\)(?=\s)",
        r"\[(?:\d{1,3}|[a-zA-ZñÑ]|[ivxl]{1,7}|[IVXL]{1,7})\](?=\s)",
        r"(?:\d{1,3}|[a-zñ])/(?=\s)",
        rf"(?:\d{{1,3}}|[a-zñA-ZÑ]|[IVXL]{{1,6}})(?:\s?[-–—‑](?=\s+[^\W\d])|[-–—‑](?={BEGINS}))",
        rf"\d{{1,3}}:(?=\s+{BEGINS})",
        r"\d{1,3}\.?[º°ª](?=\s+(?!de\s)[^\W\d])",
        r"\d{1,3}(?:\.\d{1,2}){1,6}(?=\s+[a-zà-ÿ])",
    )
)
# "* the wicks", which may be a footnote, and "o the wicks", "# the wicks", "v the wicks": text dumps and Word make such
# bullets, but words, headings and quotations begin so too.
DOUBTFUL_BULLET: Final = r"[*+#@=>»›~oqvnlw](?=\s+[^\s*_=–—-])"
MAYBE: Final = re.compile(rf"(?P<bullet>{DOUBTFUL_BULLET})|(?P<before>{BULLET})?\s*(?P<label>{DOUBTFUL})")
INNER: Final = re.compile(CORE)


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
    word = "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)"
    label = "|".join(
        (
            rf"(?:{word}){WORDED}", UPPER_ROMAN, LOWER_ROMAN, PARTED, LETTER_PART, LETTER, NUMBER, ORDINAL, RANGE, SIGN,
        )
    )  # fmt: skip
    marker = re.compile(rf"(?P<bullet>(?!§\s*\d)(?:{BULLET}))\s*(?P<after>{PART}|{label})?|(?P<label>{label})")
    before = re.compile(rf"(?:{word})\s*")

    @lru_cache(1024)
    def core(label: str) -> str:
        """`61` for "Initiative 61.", `II.4` for "II.4.", `c` for "(c)"."""
        return _core(before.sub("", label, 1))

    def find(text: str) -> Marker | None:
        if text[:2].isalpha() and text[0] not in NUMERALS and not text.startswith(words):
            return None
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


def maybe(text: str) -> Marker | None:
    """What may be a marker or not: only the lines around it tell."""
    match = MAYBE.match(text)
    if match is None:
        return None
    label = match["label"]
    if label is None:
        return Marker(match["bullet"], None, match.end())
    core = _core(label)
    return None if _enumerates(label, core, text[match.end() :]) else Marker(match[0].strip(), core, match.end())


def _core(label: str) -> str:
    # "①" is "1".
    found = INNER.search(label if label[0] < "\u2460" else unicodedata.normalize("NFKC", label))
    return found[1].replace("–", "-").replace("‑", "-") if found else label


def _enumerates(label: str, core: str, rest: str) -> bool:
    """Whether the first of `1) ...; 2) ...` within a sentence, which are not sub-items."""
    following = NEXT.get(core)
    if following is None or label[-1] not in ")]":
        return False
    found = re.search(rf"\s{re.escape(label.replace(core, following))}\s", rest)
    return found is not None and f" {label} " not in rest[: found.start()]
