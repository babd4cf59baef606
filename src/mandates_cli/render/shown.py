"""Text of unknown origin on its way to a terminal."""

import unicodedata


def _visible(character: str) -> str:
    return (
        character
        if character == "\n"
        else f"\\u{ord(character):04x}"
        if ord(character) > 255
        else f"\\x{ord(character):02x}"
    )


def shown(text: str) -> str:
    """`text` with control, format and bidi characters spelled out, so that none can act on the terminal."""
    if text.isprintable():
        return text
    return "".join(_visible(c) if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in text)
