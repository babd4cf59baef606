"""Mandates of one document that differ in a few words only: one written in two ways, or two that look alike."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from mandates_cli.folding import differing, fold
from mandates_cli.model import Diagnostic, Mandate
from mandates_cli.parse.likeness import likeness
from mandates_cli.wording import worded

SHINGLE: Final = 4
# A run of words that so many mandates share is a formula ("in accordance with domestic legislation").
FORMULA: Final = 12
MIN_SHARED: Final = 0.3
MIN_LIKENESS: Final = 0.9


def near_duplicates(mandates: Sequence[Mandate], lines: Mapping[str, int | None]) -> Iterator[Diagnostic]:
    """A warning for each pair, at the first place of the second one; `lines` says on which line that is, by id."""
    groups: dict[tuple[str, str], list[Mandate]] = defaultdict(list)
    for mandate in mandates:
        if mandate.document:
            groups[mandate.language, mandate.document].append(mandate)
    for group in groups.values():
        texts = [fold(mandate.text) for mandate in group]
        for one, other in _candidates(texts):
            if likeness(texts[one], texts[other], MIN_LIKENESS) >= MIN_LIKENESS:
                first, second = group[one], group[other]
                here, there = differing(second.text, first.text)
                yield Diagnostic(
                    code="near-duplicate",
                    severity="warning",
                    page=second.placements[0].page,
                    line=lines[second.id],
                    text=second.text,
                    message=worded(
                        "“{here}” is “{there}” in {id} on {page}",
                        here=here,
                        there=there,
                        id=first.id,
                        page=first.placements[0].page,
                    ),
                )


def _candidates(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs that share enough runs of words to be worth comparing."""
    holders: dict[str, list[int]] = defaultdict(list)
    sizes = []
    for number, text in enumerate(texts):
        words = text.split()
        runs = zip(*(words[start:] for start in range(SHINGLE)), strict=False)
        shingles = set(map(" ".join, runs)) or {text}
        sizes.append(len(shingles))
        for shingle in shingles:
            holders[shingle].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if 1 < len(numbers) <= FORMULA:
            shared.update(combinations(numbers, 2))
    return sorted(pair for pair, count in shared.items() if count >= MIN_SHARED * min(sizes[n] for n in pair))
