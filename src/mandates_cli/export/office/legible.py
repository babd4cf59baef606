"""Texts as XML and a cell of Excel can hold them."""

import re
from typing import Final

# XML has no place for these, however they are written: NUL, escape, half a pair of surrogates.
UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# "_x0041_" in a text would be read as "A" in a cell.
CODED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# What a cell takes, in units of UTF-16.
MOST: Final = 32_767


def fit(text: str) -> str:
    """What XML cannot hold is spelled out."""
    return UNFIT.sub(_spelled, text)


def _spelled(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def in_cell(text: str) -> str:
    """The same for a cell, whose own codes are escaped."""
    return CODED.sub("_x005F_", fit(text))


def units(text: str) -> int:
    """Its length as Excel counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def cut(text: str, most: int) -> str:
    """So much of it, without half a character."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
