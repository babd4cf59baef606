"""British spellings made American, so that either finds both: the summits of 2009 wrote `organise` and `labour`.

Words are folded. What is not listed stays as it is.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

TABLES: Final = Path(__file__).with_name("tables")


def table(name: str, between: str | None = None) -> list[str]:
    """The entries of a file of words, less its comments."""
    lines = (TABLES / f"{name}.txt").read_text("utf-8").splitlines()
    return [entry for line in lines if not line.startswith("#") for entry in line.split(between)]


BEGINNINGS: Final = dict(pair.split("=") for pair in table("british"))
EVERYWHERE: Final = frozenset(table("spelt-so-everywhere"))
LONGEST: Final = max(map(len, BEGINNINGS))
# organise, organised, organisation; not promise, exercise, wise, advise.
ENDS: Final = (
    "e",
    "es",
    "ed",
    "ing",
    "er",
    "ers",
    "ation",
    "ations",
    "ational",
    "ationally",
    "able",
    "ably",
    "ability",
)
ISE: Final = re.compile(rf"(?P<stem>[a-z]{{3,}}?)is(?P<end>{'|'.join(ENDS)})")
ISE_EVERYWHERE: Final = frozenset(table("ise-everywhere"))
# Beginnings of such words: organis, organisat.
BEGUN: Final = re.compile(r"(?P<stem>[a-z]{3,})i[sz](?P<end>[a-z]*)")


@cache
def american(word: str) -> str:
    """`labor` for labour, `organization` for organisation; other words are themselves."""
    if word in EVERYWHERE:
        return word
    for size in range(min(len(word), LONGEST), 3, -1):
        found = BEGINNINGS.get(word[:size])
        if found and not (len(found) > size and word.startswith(found)):  # fulfil, but not fulfill
            # Behind -re and -gue the e belongs to the ending as well: centred, centered.
            both = word[size - 1] == "e" != found[-1] and word[size:] in ("d", "r", "rs")
            word = found + ("e" if both else "") + word[size:]
            break
    match = ISE.fullmatch(word)
    if match and match["stem"] not in ISE_EVERYWHERE:
        return f"{match['stem']}iz{match['end']}"
    return word


@cache
def british(beginning: str) -> str:
    """The British beginning of words for an American one: `labour` for labor, `organis` for organiz."""
    for ours, theirs in BEGINNINGS.items():
        if beginning.startswith(theirs) and not (len(ours) > len(theirs) and beginning.startswith(ours)):
            return ours + beginning[len(theirs) :]
    return _with(beginning, "s")


@cache
def beginnings(word: str) -> tuple[str, ...]:
    """A beginning of words in every spelling."""
    return tuple(dict.fromkeys((word, american(word), british(word), _with(word, "z"))))


def _with(beginning: str, mark: str) -> str:
    match = BEGUN.fullmatch(beginning)
    if not match or match["stem"] in ISE_EVERYWHERE or not any(end.startswith(match["end"]) for end in ENDS):
        return beginning
    return f"{match['stem']}i{mark}{match['end']}"
