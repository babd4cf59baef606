"""The same commitment in the other language, told by pages, document, order, labels, numbers, names and cognates."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from mandates_cli.folding import fold
from mandates_cli.model import Mandate, Placement, Twin

# English and Spanish share the beginnings of their Latin words: cooperation and cooperación, transnational and
# transnacional. Shorter words and beginnings agree by chance.
COGNATE: Final = 5
NUMBER: Final = re.compile(r"\d[\d.,]*\d|\d")
# "the Amazon", "the “Amazon", but no word that begins a sentence; "OAS", "COVID-19". A pattern that begins with a
# character is looked for more quickly, so what stands before it comes second.
NAME: Final = re.compile(
    r"[A-ZÁÉÍÓÚÑ](?:(?:(?<=[^\W\d_] .)|(?<=[^\W\d_] [“\"(].))[\w-]{2,}|(?<=\b[A-Z])[A-Z]{2,}(?:-\d+)?\b)"
)

# What each kind of evidence weighs; together 1.
WORDS: Final = 0.45
ORDER: Final = 0.2
NAMES: Final = 0.15
NUMBERS: Final = 0.1
LABELS: Final = 0.1
MIN_SCORE: Final = 0.4
# What two candidates must be apart for the better one to be the twin.
MARGIN: Final = 0.04

Pair: TypeAlias = tuple[str, str]
Labels: TypeAlias = tuple[str | None, ...]
# The placements of two mandates on the two pages of a theme, by theme.
Places: TypeAlias = Mapping[str, tuple[Placement, Placement]]


@dataclass(frozen=True)
class Side:
    """A mandate as it is compared."""

    mandate: Mandate

    @cached_property
    def words(self) -> frozenset[str]:
        return _stems(self.mandate.text)

    @cached_property
    def chapeau(self) -> frozenset[str]:
        return _stems(self.mandate.lead) if self.mandate.items else self.words

    @cached_property
    def numbers(self) -> frozenset[str]:
        texts = [self.mandate.lead, *(item.text for item in self.mandate.items)]
        return frozenset(re.sub(r"\D", "", number) for text in texts for number in NUMBER.findall(text))

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(map(fold, NAME.findall(self.mandate.text)))


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:COGNATE] for word in fold(text).split() if len(word) > COGNATE)


def twins(mandates: Sequence[Mandate]) -> dict[str, Twin]:
    """Twins by id, each pair both ways; a mandate with two candidates that are about as good has none."""
    sides = {m.id: Side(m) for m in mandates}
    common = _common_pages(mandates)
    content = {pair: _content(sides[pair[0]], sides[pair[1]]) for pair in common}
    order = _aligned(common, sides, content)
    scored: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for pair, places in common.items():
        score = content[pair] + _placing(places, order.get(pair, 0) / len(places))
        scored[pair[0]].append((score, pair[1]))
        scored[pair[1]].append((score, pair[0]))
    best = {id: _best(candidates) for id, candidates in scored.items()}
    found: dict[str, Twin] = {}
    for (english, spanish), places in common.items():
        one, other = best[english], best[spanish]
        if one and other and one[1] == spanish and other[1] == english:
            evidence = _evidence(sides[english], sides[spanish], places, (english, spanish) in order)
            for id, twin in ((english, spanish), (spanish, english)):
                found[id] = Twin(id=twin, score=round(one[0], 3), evidence=evidence)
    return found


def _best(candidates: Sequence[tuple[float, str]]) -> tuple[float, str] | None:
    first, *rest = sorted(candidates, reverse=True)
    if first[0] < MIN_SCORE or (rest and first[0] - rest[0][0] < MARGIN):
        return None
    return first


def _common_pages(mandates: Sequence[Mandate]) -> dict[Pair, dict[str, tuple[Placement, Placement]]]:
    """Pairs of mandates of one document that stand on both pages of a theme: by theme, where."""
    on_page: dict[tuple[str, str], dict[str, dict[str, Placement]]] = defaultdict(lambda: {"en": {}, "es": {}})
    for mandate in mandates:
        for placement in mandate.placements:
            if placement.theme and mandate.document:
                on_page[placement.theme, mandate.document][mandate.language].setdefault(mandate.id, placement)
    pairs: dict[Pair, dict[str, tuple[Placement, Placement]]] = defaultdict(dict)
    for (theme, _), sides in on_page.items():
        for english, place in sides["en"].items():
            for spanish, other in sides["es"].items():
                pairs[english, spanish][theme] = (place, other)
    return pairs


def _aligned(
    common: Mapping[Pair, Places],
    sides: Mapping[str, Side],
    content: Mapping[Pair, float],
) -> Mapping[Pair, int]:
    """On how many page pairs two mandates stand beside each other, when both pages' lists are laid side by side."""
    rows: dict[tuple[str, str | None], dict[str, dict[str, int]]] = defaultdict(lambda: {"en": {}, "es": {}})
    for (english, spanish), places in common.items():
        for theme, (place, other) in places.items():
            listed = rows[theme, sides[english].mandate.document]
            listed["en"][english], listed["es"][spanish] = place.position, other.position
    votes: dict[Pair, int] = defaultdict(int)
    for listed in rows.values():
        in_order = {language: sorted(places, key=places.__getitem__) for language, places in listed.items()}
        for pair in _alignment(in_order["en"], in_order["es"], content):
            votes[pair] += 1
    return votes


def _alignment(english: Sequence[str], spanish: Sequence[str], content: Mapping[Pair, float]) -> set[Pair]:
    """What stands side by side however two lists are best laid so, neither reordered, with gaps."""
    width = len(spanish) + 1
    best = [[0.0] * width for _ in range(len(english) + 1)]
    for i, one in enumerate(english, 1):
        for j, other in enumerate(spanish, 1):
            beside = best[i - 1][j - 1] + content[one, other]
            best[i][j] = max(beside, best[i - 1][j], best[i][j - 1])
    late, early = (_traced(best, english, spanish, content, late=late) for late in (True, False))
    return late & early


def _traced(
    best: Sequence[Sequence[float]],
    english: Sequence[str],
    spanish: Sequence[str],
    content: Mapping[Pair, float],
    *,
    late: bool,
) -> set[Pair]:
    """One of the best ways: where there are several, the one whose pairs stand as far down as they can, or up."""
    pairs = set()
    i, j = len(english), len(spanish)
    while i and j:
        pair = (english[i - 1], spanish[j - 1])
        paired = best[i][j] == best[i - 1][j - 1] + content[pair]
        if paired and (late or best[i][j] not in (best[i - 1][j], best[i][j - 1])):
            i, j = i - 1, j - 1
            pairs.add(pair)
        elif best[i][j] == best[i - 1][j]:
            i -= 1
        else:
            j -= 1
    return pairs


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def _content(one: Side, other: Side) -> float:
    """What the texts themselves share, in parts of 0.7."""
    # Pages of the two languages may show other items of a mandate; then its lead-in must tell.
    share = max(_share(one.words, other.words), _share(one.chapeau, other.chapeau))
    score = WORDS * min(2 * share, 1.0) + _numbers(one.numbers, other.numbers)
    return score + NAMES if one.names & other.names else score


def _numbers(one: frozenset[str], other: frozenset[str]) -> float:
    if not one and not other:
        return NUMBERS / 2
    agree = len(one & other) / len(one | other)
    if agree or not (one and other):
        return NUMBERS * (2 * agree - 1)
    # Two dates that differ make two commitments.
    return -3 * NUMBERS


def _placing(places: Places, order: float) -> float:
    """What their places say; `order` is the share of page pairs on which the two stand beside each other."""
    agree = differ = 0
    for place, twin in places.values():
        labels, others = _labels(place), _labels(twin)
        agree += labels == others
        differ += bool(labels) == bool(others) and not set(labels) & set(others)
    told = agree if agree else -differ
    return LABELS * told / len(places) + ORDER * order


def _evidence(one: Side, other: Side, places: Places, in_order: bool) -> tuple[str, ...]:
    """What they share, in words."""
    said = [f"pages: {_few(places, 3)}"]
    if words := one.words & other.words:
        said.append(f"words: {_few(words)}")
    if numbers := one.numbers & other.numbers:
        said.append(f"numbers: {', '.join(sorted(numbers))}")
    if names := one.names & other.names:
        said.append(f"names: {_few(names)}")
    if in_order:
        said.append("place in the list")
    for place, twin in places.values():
        labels = _labels(place)
        if labels and labels == _labels(twin):
            said.append(f"items: {', '.join(map(str, labels))}")
            break
    return tuple(said)


def _few(shared: Iterable[str], most: int = 5) -> str:
    return ", ".join(sorted(shared)[:most])


def _labels(placement: Placement) -> Labels:
    return tuple(item.label for item in placement.items)
