"""What two commitments share, in order, and how the later one therefore relates to the earlier."""

import re
from array import array
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

from mandates_cli.compare.candidates import Words

LinkKind: TypeAlias = Literal["verbatim", "reworded", "narrowed", "extended", "re-dated", "refers-back"]
YEAR: Final = re.compile(r"(?:19|20)\d\d")

# Set on the development half of tests/quality, for precision first; see the report there.
MIN_SHARE: Final = 0.65
MIN_LIKENESS: Final = 0.3
MIN_WEIGHT: Final = 2.5
MIN_IN_ORDER: Final = 0.35
# From here on one text holds the other; below it the rest is new.
HELD: Final = 0.8
REST: Final = 0.75
RE_DATED: Final = 0.85
# What a run of words must weigh to be shown as evidence.
TELLING: Final = 0.5
# Words that both hold, but not side by side, are less certain.
LOOSE: Final = 0.8
STEM: Final = 5


class Aligned(NamedTuple):
    """`older` and `newer` are the shares of each text's weight that both hold; `weight` is that itself. `shared` are
    runs of words that both hold in one order; `in_order` is the share of the shorter text's weight that is in runs."""

    older: float
    newer: float
    weight: float
    in_order: float
    shared: tuple[str, ...]
    kind: LinkKind

    @property
    def score(self) -> float:
        """Share of the shorter text that the other holds."""
        return max(self.older, self.newer)

    @property
    def likeness(self) -> float:
        total = self.older + self.newer
        return 2 * self.older * self.newer / total if total else 0.0

    @property
    def linked(self) -> bool:
        enough = self.weight >= MIN_WEIGHT and self.score >= MIN_SHARE and self.likeness >= MIN_LIKENESS
        return bool(self.shared) and (self.kind == "verbatim" or (enough and self.in_order >= MIN_IN_ORDER))


def _share(part: float, whole: float) -> float:
    return min(part / whole, 1.0) if whole else 0.0


class Aligner:
    def __init__(self, words: Words) -> None:
        self.words = words
        self.weighed = lru_cache(maxsize=50_000)(words.weighed)

    def aligned(self, older: int, newer: int) -> Aligned:
        from rapidfuzz.distance import LCSseq

        one, other = self.words.texts[older], self.words.texts[newer]
        ours, theirs = self.weighed(older), self.weighed(newer)
        blocks = [b for b in LCSseq.opcodes(one, other).as_matching_blocks() if b.size > 1]
        weight, runs = 0.0, []
        left, right = bytearray(len(one)), bytearray(len(other))
        for start, new_start, size in blocks:
            told = sum(map(min, ours[start : start + size], theirs[new_start : new_start + size]))
            weight += told
            left[start : start + size] = right[new_start : new_start + size] = b"\1" * size
            if told >= TELLING:
                runs.append(self._said(one[start : start + size]))
        totals = (sum(ours), sum(theirs))
        in_order = _share(weight, min(totals))
        weight += LOOSE * self._loose(zip(one, ours, left, strict=True), zip(other, theirs, right, strict=True))
        held, holds = (_share(weight, total) for total in totals)
        return Aligned(held, holds, weight, in_order, tuple(runs), self._kind(one, other, held, holds))

    def _loose(self, ours: Iterable[tuple[int, float, int]], theirs: Iterable[tuple[int, float, int]]) -> float:
        """Weight of the words outside of runs whose beginnings both texts hold, wherever they stand. Of each text come
        the words, what they weigh, and whether they are in a run."""
        stems = self._stems
        held: dict[int, float] = {}
        for word, told, done in ours:
            if not done:
                held[stems[word]] = held.get(stems[word], 0.0) + told
        shared = 0.0
        for word, told, done in theirs:
            if not done and (rest := held.get(stems[word])):
                both = min(rest, told)
                shared += both
                held[stems[word]] = rest - both
        return shared

    @cached_property
    def _stems(self) -> list[int]:
        """A number for the beginning of each word: training and trained, procurement and procure are one."""
        known: dict[str, int] = {}
        return [known.setdefault(word[:STEM], len(known)) for word in self.words.words]

    def _said(self, words: Sequence[int]) -> str:
        return " ".join(self.words.words[word] for word in words)

    def _kind(self, one: "array[int]", other: "array[int]", older: float, newer: float) -> LinkKind:
        if one == other:
            return "verbatim"
        if min(older, newer) >= RE_DATED and self._years(one) != self._years(other):
            return "re-dated"
        if older >= HELD and newer < older * REST:
            return "extended"
        if newer >= HELD and older < newer * REST:
            return "narrowed"
        return "reworded"

    def _years(self, text: Sequence[int]) -> set[int]:
        return {word for word in text if YEAR.fullmatch(self.words.words[word])}
