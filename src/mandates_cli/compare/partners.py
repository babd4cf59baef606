"""Which mandate of the older state is which of the newer, and which item of a mandate is which."""

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from heapq import nlargest
from typing import Final, NamedTuple

from mandates_cli.folding import fold
from mandates_cli.rows import ItemRow, PartialRow, whole

# Two wordings of one mandate keep most of their words, as those of one item do.
SAME_MANDATE: Final = 0.75
SAME_ITEM: Final = 0.5
# Bullets without a label are compared with so many of each other at most.
MOST_ALIKE: Final = 12
# The rarest words of each tell which; so many of the bullets that hold them are looked at.
LOOKED_UP: Final = 2_000


def of_mandates(
    old: Sequence[PartialRow], new: Sequence[PartialRow], counterparts: Mapping[str, str]
) -> dict[str, PartialRow]:
    """The older state of each mandate, by the newer one's id; `counterparts` has older ids that differ from it."""
    known = {row["id"]: row for row in old}
    ids = {row["id"]: counterparts.get(row["id"], row["id"]) for row in new}
    partners = {id: known[older] for id, older in ids.items() if older in known}
    for found_by in (partial(_alone_with, _words_and_document), partial(_alone_with, _words), _by_likeness):
        taken = {row["id"] for row in partners.values()}
        left = [row for row in old if row["id"] not in taken]
        rest = [row for row in new if row["id"] not in partners]
        partners |= found_by(left, rest)
    return partners


def _words(row: PartialRow) -> Hashable:
    return row["language"], fold(whole(row))


def _words_and_document(row: PartialRow) -> Hashable:
    return _words(row), row.get("document")


def _alone_with(
    key: Callable[[PartialRow], Hashable], old: Iterable[PartialRow], new: Iterable[PartialRow]
) -> dict[str, PartialRow]:
    """Those that no other of their state has the key of: of two that say the same, either could be meant."""
    was, now = _grouped(key, old), _grouped(key, new)
    pairs = {}
    for shared, rows in now.items():
        if len(rows) == len(was.get(shared, ())) == 1:
            pairs[rows[0]["id"]] = was[shared][0]
    return pairs


def _grouped(key: Callable[[PartialRow], Hashable], rows: Iterable[PartialRow]) -> dict[Hashable, list[PartialRow]]:
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _by_likeness(old: Sequence[PartialRow], new: Sequence[PartialRow]) -> dict[str, PartialRow]:
    """Those of one language and document that are most like each other, and alike enough."""
    from mandates_cli.compare.candidates import Words, candidates

    if not (old and new):
        return {}
    both = [*old, *new]
    places = [(row["language"], row.get("document")) for row in both]
    words = Words((fold(whole(row)) for row in both), {})
    scored = []
    for one, other in candidates(words, (range(len(old)), range(len(old), len(both)))):
        score = _alike(words.texts[one], words.texts[other]) if places[one] == places[other] else 0.0
        if score >= SAME_MANDATE:
            scored.append((-score, both[other]["id"], both[one]["id"], one))
    pairs: dict[str, PartialRow] = {}
    taken: set[str] = set()
    for _, id, old_id, number in sorted(scored):
        if id not in pairs and old_id not in taken:
            pairs[id] = both[number]
            taken.add(old_id)
    return pairs


class Item(NamedTuple):
    """`words` are folded."""

    label: str | None
    words: tuple[str, ...]


def of_items(old: Sequence[ItemRow], new: Sequence[ItemRow]) -> dict[int, int]:
    """The place of each item's older state, by its own place: of the same label and text, then of the same text, then
    of the same label where the texts are alike."""
    was, now = _numbered(old), _numbered(new)
    partners: dict[int, int] = {}
    same_item, same_text = partial(_same, lambda item: item), partial(_same, lambda item: item.words)
    for found_by in (same_item, same_text, _alike_under_one_label):
        for number, other in found_by(was, now):
            partners[number] = other
            del now[number], was[other]
    return partners


def _numbered(items: Iterable[ItemRow]) -> dict[int, Item]:
    return {n: Item(item["label"], tuple(fold(item["text"]).split())) for n, item in enumerate(items)}


def _same(key: Callable[[Item], Hashable], old: Mapping[int, Item], new: Mapping[int, Item]) -> list[tuple[int, int]]:
    """The first of the one with the first of the other, and so on."""
    held: dict[Hashable, deque[int]] = defaultdict(deque)
    for number, item in old.items():
        held[key(item)].append(number)
    pairs = []
    for number, item in new.items():
        if waiting := held.get(key(item)):
            pairs.append((number, waiting.popleft()))
    return pairs


def _alike_under_one_label(old: Mapping[int, Item], new: Mapping[int, Item]) -> list[tuple[int, int]]:
    """Of those that share most words, the one that is most alike."""
    holders: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for number, item in old.items():
        for word in set(item.words):
            holders[item.label, word].append(number)
    pairs: list[tuple[int, int]] = []
    taken: set[int] = set()
    for number, item in new.items():
        shared: Counter[int] = Counter()
        left = LOOKED_UP
        for held in sorted((holders.get((item.label, word), []) for word in dict.fromkeys(item.words)), key=len):
            shared.update(_around(number, held, left))
            left -= len(held)
            if left <= 0:
                break
        # A place counts backwards here, so that of equals the first in the text is the largest.
        free = ((count, -other) for other, count in shared.items() if other not in taken)
        near = [(_alike(old[-other].words, item.words), other) for _, other in nlargest(MOST_ALIKE, free)]
        score, other = max(near, default=(0.0, 0))
        if score >= SAME_ITEM:
            pairs.append((number, -other))
            taken.add(-other)
    return pairs


def _around(number: int, held: Sequence[int], most: int) -> Sequence[int]:
    """Of places in their order, so many about a place."""
    start = max(min(bisect_left(held, number) - most // 2, len(held) - most), 0)
    return held[start : start + most]


def _alike(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Share of words in common, in order: 1 for the same ones."""
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(one, other))
