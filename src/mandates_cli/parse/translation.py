"""How far a text says in one language what another says in the other: the share of their words that have a counterpart.

A word weighs the more, the fewer texts of its document hold one of its sense, in whichever language more do.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from mandates_cli.model import Language
from mandates_cli.parse.senses import only_begins, senses

# What a word weighs of which only the beginning is known to the other language, and one that it knows nothing of.
BEGINS: Final = 0.6
UNKNOWN: Final = 0.5
# How many places of its rarest senses a text looks up, and how many of the texts met there are compared with it.
LOOKED_UP: Final = 150
COMPARED: Final = 4
# Of a sense that more texts hold than any document has, so many are met: those about as far down.
MOST_HELD: Final = 1_500


class Text(NamedTuple):
    """The words that have a sense, each with its senses, and all of these."""

    words: Mapping[str, frozenset[str]]
    senses: frozenset[str]

    @classmethod
    def of(cls, folded: str, language: Language) -> "Text":
        words = {word: found for word in dict.fromkeys(folded.split()) if (found := senses(word, language))}
        return cls(words, frozenset().union(*words.values()))


class Weighed(NamedTuple):
    """The weights of a text's words, as they follow one another, and of all of them."""

    text: Text
    weights: Sequence[float]
    total: float

    def told_by(self, other: Text) -> float:
        """The share of this text's words that have a counterpart in the other."""
        without = other.senses.isdisjoint
        words = zip(self.weights, self.text.words.values(), strict=True)
        return sum([weight for weight, found in words if not without(found)]) / self.total


class Weights:
    """What words weigh in one document, of which these are the texts in both languages.

    `rank` has the senses that both languages have, those that tell most first.
    """

    def __init__(self, texts: Sequence[Text], others: Sequence[Text]) -> None:
        ours, theirs = (Counter(chain.from_iterable(text.senses for text in side)) for side in (texts, others))
        self._rarity = {
            sense: math.log(1 + min(len(texts) / ours[sense], len(others) / theirs[sense]))
            * (BEGINS if only_begins(sense) else 1)
            for sense in ours.keys() & theirs.keys()
        }
        telling = sorted(self._rarity, key=lambda sense: (only_begins(sense), -self._rarity[sense], sense))
        self.rank = {sense: rank for rank, sense in enumerate(telling)}

    def weigh(self, texts: Sequence[Text]) -> list[Weighed]:
        """Texts of one language."""
        rarity = self._rarity
        held = Counter(chain.from_iterable(text.words for text in texts))
        weights: dict[str, float] = {}
        for text in texts:
            for word, found in text.words.items():
                if word not in weights:
                    common = [rarity[sense] for sense in found if sense in rarity]
                    weights[word] = max(common) if common else UNKNOWN * math.log(1 + len(texts) / held[word])
        weighed = ((text, [weights[word] for word in text.words]) for text in texts)
        return [Weighed(text, weights, sum(weights) or 1.0) for text, weights in weighed]

    def candidates(self, texts: Sequence[Text], others: Sequence[Text]) -> Iterator[tuple[int, int]]:
        """Pairs, by number, that share the most of their telling words: for each text the best few."""
        rank = self.rank
        holders: dict[str, list[int]] = defaultdict(list)
        for number, other in enumerate(others):
            for sense in other.senses & rank.keys():
                holders[sense].append(number)
        for number, text in enumerate(texts):
            shared: dict[int, float] = defaultdict(float)
            left = LOOKED_UP
            for sense in sorted(text.senses & rank.keys(), key=rank.__getitem__):
                weight, held = self._rarity[sense], holders[sense]
                if len(held) > MOST_HELD:
                    start = min(max(number * len(held) // len(texts) - MOST_HELD // 2, 0), len(held) - MOST_HELD)
                    held = held[start : start + MOST_HELD]
                for holder in held:
                    shared[holder] += weight
                left -= len(held)
                if left < 0:
                    break
            best = sorted(shared, key=shared.__getitem__, reverse=True)[:COMPARED]
            yield from ((number, other) for other in best)


def alike(one: Weighed, other: Weighed) -> float:
    """From 0 to 1: what each of the two tells of the other, in the geometric mean."""
    told = one.told_by(other.text)
    return math.sqrt(told * other.told_by(one.text)) if told else 0.0
