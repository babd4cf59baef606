"""What a text is drawn on, and what is written there: width, colours, and the characters that it can show."""

import unicodedata
from typing import Final, NamedTuple

# Kinds of characters that a terminal obeys, or that hide.
HIDDEN: Final = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))

STYLES: Final = {
    "": "", "head": "\x1b[1;36m", "bold": "\x1b[1m", "dim": "\x1b[2m", "old": "\x1b[31m", "new": "\x1b[32m",
    "shared": "\x1b[1;33m", "hit": "\x1b[1;31m", "bar": "\x1b[36m", "peak": "\x1b[7;36m",
}  # fmt: skip
END: Final = "\x1b[0m"
# What stands in place of what is not known, as a summit's year.
UNKNOWN: Final = "–"


class Screen(NamedTuple):
    """Columns and lines. With `ascii` no other character can be written."""

    width: int
    color: bool
    height: int = 24
    ascii: bool = False


def shown(text: str) -> str:
    """Text of unknown origin, its control, format and bidi characters spelled out: none can act on the terminal."""
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character == "\n" or unicodedata.category(character) not in HIDDEN:
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code > 255 else f"\\x{code:02x}"


def styled(text: str, style: str, screen: Screen) -> str:
    return f"{STYLES[style]}{shown(text)}{END}" if screen.color and style and text else shown(text)


def cells(text: str) -> int:
    """Columns that it takes on a terminal."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def clipped(text: str, width: int) -> str:
    """One line, cut where it does not fit."""
    line = shown(" ".join(text.split()))
    if cells(line) <= max(width, 1):
        return line
    line = line[: max(width - 1, 0)]
    while cells(line) > width - 1 and line:
        line = line[:-1]
    return line.rstrip() + "…"
