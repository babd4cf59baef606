"""Everything that is said in SQL: the tables and how they are filled, and what is asked of them."""

from typing import Final

# A passage's number holds its mandate's, so that a match leads to it without another look-up.
PASSAGE_BITS: Final = 12
MANDATE_OF_WORDS: Final = f"(words.rowid >> {PASSAGE_BITS})"
