"""The same commitment in the other language, told by its words, and by numbers, labels and order.

Each two of one document may be twins, on whichever pages they stand. Words decide; order, only between those that words
leave open, and only on pages whose order proved to be the same.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias

from mandates_cli.folding import fold
from mandates_cli.model import Language, Mandate, Placement, Twin
from mandates_cli.parse.beside import beside, in_place
from mandates_cli.parse.evidence import evidence, labels_of
from mandates_cli.parse.translation import Text, Weighed, Weights, alike

NUMBER: Final = re.compile(r"\d[\d.,]*\d|\d")

# What is added to the likeness of the words, or taken from it.
NUMBERS: Final = 0.05
OTHER_NUMBERS: Final = 1.0
LABELS: Final = 0.05
ORDER: Final = 0.15
# "Governments will:" says nothing by itself; and no lead-in says all that the text does.
MIN_LEAD_WORDS: Final = 4
LEAD: Final = 0.8
MIN_SCORE: Final = 0.5
# What two candidates must be apart for the better one to be the twin.
MARGIN: Final = 0.05

Pair: TypeAlias = tuple[str, str]


class Side(NamedTuple):
    """What of a mandate is compared. `shown` are its placements on the pages of themes."""

    text: Text
    weighed: Weighed
    numbers: frozenset[str]
    labels: tuple[str | None, ...]
    shown: Mapping[str, Placement]


class Twins(NamedTuple):
    """Twins by id, each pair both ways; a mandate with two candidates that are about as good has none.
    `but_for_numbers` are pairs, the English id first, that words and order would make twins if their numbers were not
    all others."""

    found: Mapping[str, Twin]
    but_for_numbers: Sequence[Pair]


def twins(mandates: Sequence[Mandate], folded: Mapping[str, str]) -> Twins:
    """`folded` are the texts of the mandates, by id."""
    found: dict[str, Twin] = {}
    but_for_numbers: list[Pair] = []
    for english, spanish in _sources(mandates):
        source = Source(english, spanish, folded)
        for pair, score, said in source.twins():
            for id, twin in (pair, pair[::-1]):
                found[id] = Twin(id=twin, score=round(min(score, 1.0), 3), evidence=said)
        but_for_numbers += source.but_for_numbers()
    return Twins(found, but_for_numbers)


def _sources(mandates: Iterable[Mandate]) -> Iterator[tuple[list[Mandate], list[Mandate]]]:
    """The mandates of each document in both languages; of documents that no table knows, of each year."""
    sources: dict[str | int, dict[Language, list[Mandate]]] = defaultdict(lambda: {"en": [], "es": []})
    for mandate in mandates:
        if source := mandate.document or (mandate.citation and mandate.citation.year):
            sources[source][mandate.language].append(mandate)
    for side in sources.values():
        if side["en"] and side["es"]:
            yield side["en"], side["es"]


class Source:
    """The mandates of one document in both languages, and how like each other those are that may be twins."""

    def __init__(self, english: Sequence[Mandate], spanish: Sequence[Mandate], folded: Mapping[str, str]) -> None:
        self.mandates = {mandate.id: mandate for mandate in (*english, *spanish)}
        ours, theirs = ([Text.of(folded[m.id], m.language) for m in side] for side in (english, spanish))
        self.weights = Weights(ours, theirs)
        told, others = self.weights.weigh(ours), self.weights.weigh(theirs)
        self.sides = {
            mandate.id: Side(text, weighed, _numbers(mandate), _labels(mandate), _shown(mandate))
            for mandate, text, weighed in zip((*english, *spanish), (*ours, *theirs), (*told, *others), strict=True)
        }
        met = self.weights.candidates(ours, theirs)
        self.scores = {(ids := (english[one].id, spanish[other].id)): self._score(*ids) for one, other in met}
        self.lists = list(_lists(english, spanish))

    def _themes(self, one: str, other: str) -> dict[str, tuple[Placement, Placement]]:
        """Their placements on the pages of themes that show both."""
        ours, theirs = self.sides[one].shown, self.sides[other].shown
        return {theme: (ours[theme], theirs[theme]) for theme in ours.keys() & theirs.keys()}

    def _score(self, one: str, other: str) -> float:
        """What words, numbers and labels say."""
        ours, theirs = self.sides[one], self.sides[other]
        score = alike(ours.weighed, theirs.weighed) + _agreement(ours.numbers, theirs.numbers)
        return score + LABELS * self._labels(one, other) if ours.labels and theirs.labels else score

    def _labels(self, one: str, other: str) -> int:
        """1 where items that are shown bear the same labels, -1 where they bear others on the pages of each theme."""
        shown = [(labels_of(place), labels_of(twin)) for place, twin in self._themes(one, other).values()]
        whole = (self.sides[one].labels, self.sides[other].labels)
        if any(any(labels) and labels == others for labels, others in [whole, *shown]):
            return 1
        return -1 if shown and all(set(labels).isdisjoint(others) for labels, others in shown) else 0

    @cached_property
    def _paired(self) -> dict[Pair, float]:
        """The twins, with their scores: first what words tell, then what lead-ins and order tell of the others."""
        told = _mutual(self.scores)
        paired = {id for pair in told for id in pair}
        left = {pair: score for pair, score in self.scores.items() if paired.isdisjoint(pair)}
        if not left:
            return told
        raised = dict(self._by_lead(left))
        ordered = Counter(pair for lists in self.lists for pair in beside(*lists, dict(told.keys()), paired))
        for pair, times in ordered.items():
            score = raised.get(pair) or left.get(pair) or self._score(*pair)
            raised[pair] = score + ORDER * times / len(self._themes(*pair))
        return told | {pair: score for pair, score in _mutual(left | raised).items() if pair in raised}

    def _by_lead(self, left: Mapping[Pair, float]) -> Iterator[tuple[Pair, float]]:
        """The pairs whose lead-ins say more than all that is shown of them: their pages may show other items."""
        leads: dict[str, tuple[Weighed, frozenset[str]]] = {}
        for id in {id for pair in left for id in pair}:
            mandate = self.mandates[id]
            lead = fold(mandate.lead)
            if lead.count(" ") + 1 >= MIN_LEAD_WORDS:
                (weighed,) = self.weights.weigh([Text.of(lead, mandate.language)])
                leads[id] = (weighed, _numbers_in(mandate.lead))
        for (one, other), score in left.items():
            shown = self.sides[one].labels or self.sides[other].labels
            if shown and one in leads and other in leads:
                (ours, numbers), (theirs, others) = leads[one], leads[other]
                by_lead = LEAD * alike(ours, theirs) + _agreement(numbers, others)
                if by_lead > score:
                    yield (one, other), by_lead

    def twins(self) -> Iterator[tuple[Pair, float, tuple[str, ...]]]:
        """Each pair with its score, and what tells that it is one."""
        scores = self._paired
        placed = {pair for lists in self.lists for pair in in_place(*lists, dict(scores.keys()))}
        for (one, other), score in scores.items():
            ours, theirs = self.sides[one], self.sides[other]
            said = evidence(
                (self.mandates[one], ours.text),
                (self.mandates[other], theirs.text),
                self._themes(one, other),
                ours.numbers & theirs.numbers,
                self.weights.rank,
                in_place=(one, other) in placed,
            )
            yield (one, other), score, tuple(said)

    def but_for_numbers(self) -> Iterator[Pair]:
        """Pairs without a twin that stand between the same twins on the pages of a theme, and whose words say the same;
        only their numbers are all others."""
        paired = {id for pair in self._paired for id in pair}
        ordered = {pair for lists in self.lists for pair in beside(*lists, dict(self._paired.keys()), paired)}
        scores = {
            pair: self.scores[pair] + OTHER_NUMBERS
            for pair in ordered & self.scores.keys()
            if _agreement(self.sides[pair[0]].numbers, self.sides[pair[1]].numbers) == -OTHER_NUMBERS
        }
        yield from sorted(_mutual(scores))


def _lists(english: Iterable[Mandate], spanish: Iterable[Mandate]) -> Iterator[tuple[list[str], list[str]]]:
    """The ids of the mandates on both pages of each theme, as they follow one another there."""
    shown: dict[str, tuple[dict[str, int], dict[str, int]]] = defaultdict(lambda: ({}, {}))
    for number, side in enumerate((english, spanish)):
        for mandate in side:
            for placement in mandate.placements:
                if placement.theme:
                    shown[placement.theme][number].setdefault(mandate.id, placement.position)
    for ours, theirs in shown.values():
        if ours and theirs:
            yield sorted(ours, key=ours.__getitem__), sorted(theirs, key=theirs.__getitem__)


def _mutual(scores: Mapping[Pair, float]) -> dict[Pair, float]:
    """The pairs of which each is the other's best, and no other is about as good."""
    scored: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (one, other), score in scores.items():
        scored[one].append((score, other))
        scored[other].append((score, one))
    best = {}
    for id, near in scored.items():
        first, *rest = sorted(near, reverse=True)
        if first[0] >= MIN_SCORE and not (rest and first[0] - rest[0][0] < MARGIN):
            best[id] = first[1]
    return {
        (one, other): scores[one, other] for one, other in scores if best.get(one) == other and best.get(other) == one
    }


def _numbers(mandate: Mandate) -> frozenset[str]:
    # Not of the whole text: the numbers in labels are no numbers of the commitment.
    return _numbers_in("\n".join((mandate.lead, *(item.text for item in mandate.items), mandate.closing or "")))


def _numbers_in(text: str) -> frozenset[str]:
    return frozenset(number.replace(".", "").replace(",", "") for number in NUMBER.findall(text))


def _labels(mandate: Mandate) -> tuple[str | None, ...]:
    return tuple(item.label for item in mandate.items)


def _shown(mandate: Mandate) -> dict[str, Placement]:
    """The first placement on the pages of each theme."""
    return {place.theme: place for place in reversed(mandate.placements) if place.theme}


def _agreement(ours: Set[str], theirs: Set[str]) -> float:
    """What numbers say: for twins, against, or, where those of both texts are all others, that they are none."""
    if not ours and not theirs:
        return 0.0
    agree = len(ours & theirs) / len(ours | theirs)
    if not agree and ours and theirs:
        return -OTHER_NUMBERS
    return NUMBERS * (2 * agree - 1)
