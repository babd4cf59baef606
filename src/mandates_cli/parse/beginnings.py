"""Many expressions as one for each beginning: trying all of them at every word is slow."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from mandates_cli.parse.pattern import Pattern

# So many letters of a word tell which expressions are tried.
MOST: Final = 3
# What comes before "?" and its like may be missing.
LETTERS: Final = re.compile(r"[^\W\d_]*(?![?*+{])")
# What follows a frame: "pídele,", "request the"
AFTER: Final = r"(?=l?[\s,:]|$)"


def by_beginning(kinds: Mapping[str, Sequence[str]]) -> dict[str, Pattern]:
    """Expressions of several kinds by the letters, one to MOST, that a word begins with which may begin them: under
    more letters stand also those of which only the first ones are certain. A group tells the kind."""
    found: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    for kind, fragments in kinds.items():
        for number, fragment in enumerate(fragments):
            for letters, kept in begun(fragment).items():
                found[letters].append((kind, number, kept))
    ranks = {kind: rank for rank, kind in enumerate(kinds)}
    patterns = {}
    for letters, own in found.items():
        rows = [row for size in range(1, len(letters)) for row in found.get(letters[:size], ())] + own
        rows.sort(key=lambda row: (ranks[row[0]], row[1]))
        groups = (
            f"(?P<{kind}>{'|'.join(fragment for *_, fragment in of_kind)})"
            for kind, of_kind in groupby(rows, key=lambda row: row[0])
        )
        patterns[letters] = Pattern(f"(?:{'|'.join(groups)}){AFTER}", re.IGNORECASE)
    return patterns


def of_word(patterns: Mapping[str, Pattern], word: str) -> Pattern | None:
    """What a word may begin; null for nothing."""
    letters = word[:MOST].lower()
    while letters and letters not in patterns:
        letters = letters[:-1]
    return patterns.get(letters)


def begun(fragment: str) -> dict[str, str]:
    """An expression, which begins with a letter or a group of such, by its first letters; of the alternatives of that
    group each has those that begin so."""
    if not fragment.startswith("(?:"):
        first = LETTERS.match(fragment)
        return {first[0][:MOST]: fragment} if first and first[0] else {}
    *alternatives, rest = _parted(fragment)
    kept: dict[str, list[str]] = defaultdict(list)
    for alternative in alternatives:
        for letters, its in begun(alternative).items():
            kept[letters].append(its)
    if rest.startswith("?"):
        return dict.fromkeys((*kept, *begun(rest[1:])), fragment)
    return {letters: f"(?:{'|'.join(its)}){rest}" for letters, its in kept.items()}


def _parted(fragment: str) -> Iterator[str]:
    """The alternatives of its first group, then what follows it."""
    depth, start = 0, 3
    for at, sign in enumerate(fragment):
        depth += (sign == "(") - (sign == ")")
        if (sign == "|" and depth == 1) or depth == 0:
            yield fragment[start:at]
            start = at + 1
        if depth == 0:
            break
    yield fragment[start:]
