"""Texts are compared without case, accents, punctuation and spacing."""

import re
import unicodedata
from typing import Final

GAP: Final = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower-case words without accents, one space between them."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c) and c != "\u00ad")
    return GAP.sub(" ", bare.casefold()).strip()
