"""Which texts share runs of words that few others hold: pairs worth comparing, among many texts.

A run of three words that many texts hold is a formula, as are those in the table of formulas. Texts that share only
formulas are no pair.
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from mandates_cli.compare.phrases import FORMULAS, phrases

RUN: Final = 3
# Of each text, so many of its rarest runs are looked up, and so many of the texts that hold most of them are kept.
RAREST: Final = 40
MOST: Final = 12
LEAST_SHARED: Final = 2
# Few texts do not tell which words are common: weights are as if so many more had been read.
UNREAD: Final = 200
# "the", "of", "los"; but not "21".
SHORT: Final = 3
OF_SHORT: Final = 0.2
REPEATED: Final = 4


class Words:
    """Texts as numbers: one for each word, and for each run of words how many texts hold it."""

    def __init__(self, texts: Iterable[str], passed_over: Mapping[int, Sequence[range]]) -> None:
        """`texts` are folded; of some, words that are no evidence are passed over."""
        self.passed_over = passed_over
        known: dict[str, int] = {}
        self.texts = [array("I", [known.setdefault(word, len(known)) for word in text.split()]) for text in texts]
        self.known = known
        self.words = list(known)
        # Beyond it, a run is a formula. What every summit repeats is still below it.
        self.most = min(24, max(12, len(self.texts) // 50))
        self.holders = self._counted()

    def _counted(self) -> bytearray:
        """Holders of each run, in a table that is larger than there are runs: two in one place are rare and add up."""
        size = 2 ** max(16, (4 * sum(map(len, self.texts))).bit_length()) - 1
        counts = bytearray(size)
        for text in self.texts:
            for run in set(self.runs(text)):
                place = run % size
                if counts[place] < 255:
                    counts[place] += 1
        return counts

    def runs(self, text: Sequence[int]) -> list[int]:
        """Each run of words as a number, in order."""
        base = len(self.words)
        return [(a * base + b) * base + c for a, b, c in zip(text, text[1:], text[2:], strict=False)]

    def telling(self, number: int) -> list[int]:
        """Runs of a text that some other holds and that are no formula, the rarest first."""
        text, masked = self.texts[number], self.listed(number)
        holders, size, most = self.holders, len(self.holders), self.most
        found = {}
        for place, run in enumerate(self.runs(text)):
            held = holders[run % size]
            if 1 < held <= most and not all(masked[place : place + RUN]):
                found[run] = held
        return sorted(found, key=lambda run: (found[run], run))

    def listed(self, number: int) -> bytearray:
        """Which words of a text belong to a listed formula, or are passed over."""
        text = self.texts[number]
        masked = bytearray(len(text))
        for places in self.passed_over.get(number, ()):
            masked[places.start : places.stop] = b"\1" * len(places)
        starts = self._formulas
        for place, word in enumerate(text):
            if word in starts:
                for formula in starts[word]:
                    if text[place : place + len(formula)] == formula:
                        masked[place : place + len(formula)] = b"\1" * len(formula)
        return masked

    @cached_property
    def _formulas(self) -> "dict[int, list[array[int]]]":
        """Listed formulas by their first word."""
        found: dict[int, list[array[int]]] = defaultdict(list)
        for formula in phrases(FORMULAS):
            if all(word in self.known for word in formula):
                numbers = array("I", [self.known[word] for word in formula])
                found[numbers[0]].append(numbers)
        return found

    @cached_property
    def weights(self) -> list[float]:
        """What each word tells, from 0 to 1: the fewer texts hold it, the more. Short words tell little."""
        holders: Counter[int] = Counter()
        for text in self.texts:
            holders.update(set(text))
        whole = math.log(len(self.texts) + UNREAD)
        weights = []
        for number, word in enumerate(self.words):
            weight = 1 - math.log(holders[number] + 1) / whole
            weights.append(weight * OF_SHORT if len(word) <= SHORT and word.isalpha() else weight)
        return weights

    def weighed(self, number: int) -> "array[float]":
        """What each word of a text tells where it stands: in a formula, nothing."""
        text, weights, holders, size = self.texts[number], self.weights, self.holders, len(self.holders)
        fewest = bytearray(b"\xff") * len(text) if len(text) >= RUN else bytearray(len(text))
        for place, run in enumerate(self.runs(text)):
            held = holders[run % size]
            for n in range(place, place + RUN):
                if held < fewest[n]:
                    fewest[n] = held
        told = array("f", [weights[word] * self.rare[held] for word, held in zip(text, fewest, strict=True)])
        for place, masked in enumerate(self.listed(number)):
            if masked:
                told[place] = 0.0
        return told

    @cached_property
    def rare(self) -> list[float]:
        """By how many texts hold a run: 1 for those that a commitment repeated now and then has, 0 for formulas."""
        return [min(max((self.most - held) / (self.most - REPEATED), 0.0), 1.0) for held in range(256)]


def candidates(words: Words, groups: Sequence[range]) -> Iterator[tuple[int, int]]:
    """Pairs of texts of two groups that share enough telling runs, the one of the earlier group first."""
    holders: dict[int, list[int]] = defaultdict(list)
    for group in groups:
        telling = {number: words.telling(number) for number in group}
        for number, runs in telling.items():
            shared: Counter[int] = Counter()
            for run in runs[:RAREST]:
                if run in holders:
                    shared.update(holders[run])
            for other, count in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]:
                if count >= LEAST_SHARED:
                    yield other, number
        for number, runs in telling.items():
            for run in runs:
                holders[run].append(number)
