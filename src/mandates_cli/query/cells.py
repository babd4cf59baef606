"""Cells of a table as a spreadsheet may have them: it runs what begins like a formula."""

import re
from typing import Final

# A sign of a formula, in the wide forms too, behind blanks and what may already stand before it. A program that takes
# another sign than the comma to part cells, or knows no quotation marks, begins one in the midst of ours: "x;=1+1".
BEGUN: Final = "'*[ \v\f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff]*[=+\\-@＝＋－＠]"
RISKY: Final = re.compile(f"(?:(?<![^;\t\r\n])(?={BEGUN})|\\A(?='*[\t\r]))")
GUARDED: Final = re.compile(f"(?:(?<![^;\t\r\n])'(?={BEGUN})|\\A'(?='*[\t\r]))")


def guarded(text: str) -> str:
    """With an apostrophe before what would run, which keeps it text."""
    return RISKY.sub("'", text)


def unguarded(cell: str) -> str:
    """The text of which `guarded` made the cell."""
    return GUARDED.sub("", cell)
