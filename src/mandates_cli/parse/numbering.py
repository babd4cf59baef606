"""What a browser prints before the items of a list."""

import re
from collections.abc import Callable
from typing import Final

from selectolax.lexbor import LexborNode

# HTML's `type`, in the words of CSS; letters mean what their case says.
TYPES: Final = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
GLYPHS: Final = {"disc": "•", "circle": "◦", "square": "■"}
LETTERS: Final = {"alpha": "abcdefghijklmnopqrstuvwxyz", "greek": "αβγδεζηθικλμνξοπρστυφχψω"}
LETTERS["latin"] = LETTERS["alpha"]
ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
MAX_ROMAN: Final = 3999
# list-style-type: "Article": what is longer is no marker, and would be one of every item.
MAX_STRING: Final = 40
# "3", " +4", "2.7": what HTML reads of a number.
INTEGER: Final = re.compile(r"\s*([+-]?\d{1,5})(?!\d)")


class Numbering:
    """The markers of a list's items. `kind` is how they are written, in the words of CSS; `items` is how many there
    are, asked for where they count backwards."""

    def __init__(self, node: LexborNode, tag: str, kind: str | None, items: Callable[[LexborNode], int]) -> None:
        attributes = node.attributes
        ordered = tag == "ol"
        backwards = ordered and "reversed" in attributes
        self.kind = kind or _of_type(attributes.get("type"), ordered) or ("decimal" if ordered else "disc")
        first = items(node) if backwards else 1
        self.number = _integer(attributes.get("start"), first) if ordered else 1
        self.step = -1 if backwards else 1

    def marker(self, item: LexborNode, kind: str | None = None) -> str:
        """Empty where none is shown."""
        attributes = item.attributes
        number = _integer(attributes.get("value"), self.number)
        self.number = number + self.step
        return _written(kind or _of_type(attributes.get("type"), None) or self.kind, number)


def _of_type(written: str | None, ordered: bool | None) -> str | None:
    """What the attribute `type` says; on an <ol> it can name no bullet, on a <ul> no number."""
    if not written:
        return None
    if ordered is not False and written in TYPES:
        return TYPES[written]
    lowered = written.lower()
    return lowered if ordered is not True and (lowered in GLYPHS or lowered == "none") else None


def _integer(written: str | None, otherwise: int) -> int:
    found = INTEGER.match(written) if written else None
    return int(found[1]) if found else otherwise


def _written(kind: str, number: int) -> str:
    if kind == "decimal":
        return f"{number}."
    if kind in GLYPHS:
        return GLYPHS[kind]
    if kind == "none":
        return ""
    if kind[0] in "'\"":
        written = kind.strip("'\"").strip()
        return written if len(written) <= MAX_STRING else ""
    case, _, script = kind.partition("-")
    if kind == "decimal-leading-zero":
        written = f"{number:02}"
    elif case not in ("lower", "upper") or number < 1:
        written = str(number)
    elif script == "roman":
        written = _roman(number) if number <= MAX_ROMAN else str(number)
    else:
        written = _lettered(number, LETTERS[script]) if script in LETTERS else str(number)
    return f"{written.upper() if case == 'upper' else written}."


def _lettered(number: int, letters: str) -> str:
    """`aa` comes after `z`."""
    written = ""
    while number:
        number, rest = divmod(number - 1, len(letters))
        written = letters[rest] + written
    return written


def _roman(number: int) -> str:
    written = ""
    for value, sign in ROMAN:
        written += sign * (number // value)
        number %= value
    return written
