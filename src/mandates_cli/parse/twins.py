"""The same commitment in the other language, told by pages, document, order, labels, numbers, names and cognates."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from mandates_cli.folding import fold
from mandates_cli.model import Mandate, Placement, Twin
from mandates_cli.registry import lookup

# English and Spanish share the beginnings of their Latin words: cooperation and cooperación, transnational and
# transnacional. Shorter words and beginnings agree by chance.
COGNATE: Final = re.compile(r"\b\w{5}(?=\w)")
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
# The mandates of one document on a page, by id, as they follow one another.
Listed: TypeAlias = Mapping[str, Placement]
# The placements of two mandates on the two pages of a theme, by theme.
Places: TypeAlias = Mapping[str, tuple[Placement, Placement]]


class Side(NamedTuple):
    """What of a mandate is compared."""

    words: frozenset[str]
    chapeau: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, mandate: Mandate, folded: str) -> "Side":
        words = frozenset(COGNATE.findall(folded))
        chapeau = frozenset(COGNATE.findall(fold(mandate.lead))) if mandate.items else words
        # Not of the whole text: the numbers in labels are no numbers of the commitment.
        texts = (mandate.lead, *(item.text for item in mandate.items), mandate.closing or "")
        numbers = frozenset(re.sub(r"\D", "", number) for text in texts for number in NUMBER.findall(text))
        return cls(words, chapeau, numbers, frozenset(map(lookup.fold, NAME.findall(mandate.text))))


def twins(mandates: Sequence[Mandate], folded: Mapping[str, str]) -> dict[str, Twin]:
    """Twins by id, each pair both ways; a mandate with two candidates that are about as good has none.

    `folded` are the texts of the mandates, by id.
    """
    pages = list(_page_pairs(mandates))
    common = _common(pages)
    paired = {id for pair in common for id in pair}
    sides = {mandate.id: Side.of(mandate, folded[mandate.id]) for mandate in mandates if mandate.id in paired}
    content = {(one, other): _content(sides[one], sides[other]) for one, other in common}
    # On how many page pairs two mandates stand beside each other, when both pages' lists are laid side by side.
    votes = Counter(pair for _, english, spanish in pages for pair in _alignment([*english], [*spanish], content))
    scores = {pair: content[pair] + _placing(places, votes[pair] / len(places)) for pair, places in common.items()}
    best = _best(scores)
    found: dict[str, Twin] = {}
    for (one, other), places in common.items():
        if best.get(one) == other and best.get(other) == one:
            evidence = _evidence(sides[one], sides[other], places, bool(votes[one, other]))
            for id, twin in ((one, other), (other, one)):
                found[id] = Twin(id=twin, score=round(scores[one, other], 3), evidence=evidence)
    return found


def _page_pairs(mandates: Sequence[Mandate]) -> Iterator[tuple[str, Listed, Listed]]:
    """The themes of each document that have a page in both languages, with what of the document stands there."""
    shown: dict[tuple[str, str], dict[str, dict[str, Placement]]] = defaultdict(lambda: {"en": {}, "es": {}})
    for mandate in mandates:
        for placement in mandate.placements:
            if placement.theme and mandate.document:
                shown[placement.theme, mandate.document][mandate.language].setdefault(mandate.id, placement)
    for (theme, _), sides in shown.items():
        if sides["en"] and sides["es"]:
            yield theme, _in_order(sides["en"]), _in_order(sides["es"])


def _in_order(listed: Listed) -> Listed:
    return dict(sorted(listed.items(), key=lambda shown: shown[1].position))


def _common(pages: Iterable[tuple[str, Listed, Listed]]) -> dict[Pair, dict[str, tuple[Placement, Placement]]]:
    """Where two that may be twins stand: each two that are on both pages of a theme."""
    common: dict[Pair, dict[str, tuple[Placement, Placement]]] = defaultdict(dict)
    for theme, english, spanish in pages:
        for one, place in english.items():
            for other, beside in spanish.items():
                common[one, other][theme] = (place, beside)
    return common


def _best(scores: Mapping[Pair, float]) -> dict[str, str]:
    """The best candidate of each mandate that has a good one, where no other is about as good."""
    candidates: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (one, other), score in scores.items():
        candidates[one].append((score, other))
        candidates[other].append((score, one))
    best = {}
    for id, scored in candidates.items():
        first, *rest = sorted(scored, reverse=True)
        if first[0] >= MIN_SCORE and not (rest and first[0] - rest[0][0] < MARGIN):
            best[id] = first[1]
    return best


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
    share = _share(one.words, other.words)
    if one.chapeau is not one.words or other.chapeau is not other.words:
        share = max(share, _share(one.chapeau, other.chapeau))
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


def _labels(placement: Placement) -> tuple[str | None, ...]:
    return tuple(item.label for item in placement.items)
