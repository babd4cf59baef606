"""Text of unknown origin on its way to a terminal."""

import unicodedata
from typing import Final

HIDDEN: Final = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def shown(text: str) -> str:
    """`text` with control, format and bidi characters spelled out, so that none can act on the terminal."""
    if text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character == "\n" or unicodedata.category(character) not in HIDDEN:
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code > 255 else f"\\x{code:02x}"
