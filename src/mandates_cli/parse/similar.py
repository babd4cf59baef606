"""Mandates of one document that differ in a few words only: one written in two ways, or two that look alike."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final, TypeAlias

from mandates_cli.folding import differing
from mandates_cli.model import Diagnostic, Mandate
from mandates_cli.parse.likeness import likeness
from mandates_cli.wording import worded

# Four words that follow one another, or the text where it has fewer.
Shingle: TypeAlias = tuple[str, ...]
# A run of words that so many mandates share is a formula ("in accordance with domestic legislation").
FORMULA: Final = 12
MIN_SHARED: Final = 0.3
MIN_LIKENESS: Final = 0.9


def near_duplicates(
    mandates: Sequence[Mandate], folded: Mapping[str, str], lines: Mapping[str, int | None]
) -> Iterator[Diagnostic]:
    """A warning for each pair, at the first place of the second one.

    By id, `folded` are the texts of the mandates, and `lines` those on which their first places are.
    """
    groups: dict[tuple[str, str], list[Mandate]] = defaultdict(list)
    for mandate in mandates:
        if mandate.document:
            groups[mandate.language, mandate.document].append(mandate)
    for group in groups.values():
        texts = [folded[mandate.id] for mandate in group]
        for one, other in _candidates(texts):
            if likeness(texts[one], texts[other], MIN_LIKENESS) < MIN_LIKENESS:
                continue
            first, second = group[one], group[other]
            here, there = differing(second.text, first.text)
            facts = {"here": here, "there": there, "id": first.id, "page": first.placements[0].page}
            yield Diagnostic(
                code="near-duplicate", severity="warning", page=second.placements[0].page, line=lines[second.id],
                text=second.text, message=worded("“{here}” is “{there}” in {id} on {page}", **facts),
            )  # fmt: skip


def _candidates(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs that share enough runs of words to be worth comparing."""
    runs = [_shingles(text) for text in texts]
    # Most runs of words stand in one text only: sets find those that do not faster than a look at each.
    met: set[Shingle] = set()
    repeated: set[Shingle] = set()
    for shingles in runs:
        repeated |= met & shingles
        met |= shingles
    holders: dict[Shingle, list[int]] = defaultdict(list)
    for number, shingles in enumerate(runs):
        for shingle in shingles & repeated:
            holders[shingle].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if len(numbers) <= FORMULA:
            shared.update(combinations(numbers, 2))
    return sorted(pair for pair, count in shared.items() if count >= MIN_SHARED * min(len(runs[n]) for n in pair))


def _shingles(text: str) -> set[Shingle]:
    words = text.split()
    return set(zip(words, words[1:], words[2:], words[3:], strict=False)) or {tuple(words)}
