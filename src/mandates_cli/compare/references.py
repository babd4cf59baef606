"""Where a text refers back to an earlier summit by name."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from mandates_cli.compare.candidates import SHORT
from mandates_cli.compare.phrases import REFERENCES, phrases
from mandates_cli.folding import fold

# Words that may stand between "reaffirm" and the name: "the commitments that we made in the Declaration of".
BETWEEN: Final = 8
SUBJECT: Final = 6
# What goes on naming after a name: "of the Americas, held in Quebec City in 2001".
GOING_ON: Final = re.compile(r"(?:19|20)\d\d|of|the|in|held|americas|de|las|los|la|en|celebrada|realizada")


class Reference(NamedTuple):
    """`places` are those of the words that refer, in the folded text; `subject` are the longer words right after them,
    none where the text ends there."""

    year: int
    places: range
    subject: frozenset[str]


class Summits:
    """`names` are, by year, the names that tell a summit, or what it adopted, from the others."""

    def __init__(self, names: Mapping[int, Iterable[str]]) -> None:
        years: dict[str, set[int]] = {}
        for year, forms in names.items():
            for form in forms:
                years.setdefault(fold(form), set()).add(year)
        self._years = {name: next(iter(which)) for name, which in years.items() if name and len(which) == 1}
        self._words = {word for name in self._years for word in name.split()}
        self._firsts = {name.split()[0] for name in self._years}
        self._verbs = {phrase[0] for phrase in phrases(REFERENCES)}

    @cached_property
    def _pattern(self) -> "re.Pattern[str]":
        verbs = "|".join(sorted((" ".join(p) for p in phrases(REFERENCES)), key=len, reverse=True))
        names = "|".join(sorted(self._years, key=len, reverse=True))
        return re.compile(rf"\b(?:{verbs})\b(?: \w+){{0,{BETWEEN}}}? (?P<name>{names})\b")

    def references(self, text: str) -> list[Reference]:
        """`text` is folded."""
        words = text.split()
        known = set(words)
        if known.isdisjoint(self._firsts) or known.isdisjoint(self._verbs):
            return []
        found = []
        for match in self._pattern.finditer(text):
            start = text.count(" ", 0, match.start())
            end = start + match[0].count(" ") + 1
            while end < len(words) and (words[end] in self._words or GOING_ON.fullmatch(words[end])):
                end += 1
            subject = frozenset(word for word in words[end : end + SUBJECT] if len(word) > SHORT)
            found.append(Reference(self._years[match["name"]], range(start, end), subject))
        return found
