"""What the order of mandates tells, where the pages of both languages list one document's in the same order."""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise
from typing import Final

# The share of twins on a page that follow one another on the other page too, where both have the same order.
SAME_ORDER: Final = 0.8


def beside(
    english: Sequence[str], spanish: Sequence[str], twins: Mapping[str, str], paired: Set[str]
) -> Iterator[tuple[str, str]]:
    """Of the mandates on two pages that are not `paired`: those between the same twins, in like number on both pages.

    `twins` are the Spanish ones of the English ones.
    """
    places = {id: place for place, id in enumerate(spanish)}
    known = [(place, places[twins[id]]) for place, id in enumerate(english) if twins.get(id) in places]
    risen = [one < other for (_, one), (_, other) in pairwise(known)]
    if not known or sum(risen) < SAME_ORDER * len(risen):
        return
    for (start, begin), (stop, end) in pairwise([(-1, -1), *known, (len(english), len(spanish))]):
        ours = [id for id in english[start + 1 : stop] if id not in paired]
        theirs = [id for id in spanish[begin + 1 : end] if id not in paired]
        if len(ours) == len(theirs):
            yield from zip(ours, theirs, strict=True)


def in_place(english: Sequence[str], spanish: Sequence[str], twins: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The twins that as many others precede on one page as on the other."""
    on_both = set(spanish)
    ours = [id for id in english if twins.get(id) in on_both]
    ours_there = {twins[id] for id in ours}
    theirs = [id for id in spanish if id in ours_there]
    yield from ((one, other) for one, other in zip(ours, theirs, strict=True) if twins[one] == other)
