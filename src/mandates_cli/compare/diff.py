"""Differences between two states of the corpus, each with its class.

Records are mandates as JSON gives them. What a record lacks (a table may hold some columns only) is not compared.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from mandates_cli.folding import fold

Record: TypeAlias = Mapping[str, Any]
Kind: TypeAlias = Literal[
    "added", "removed", "text", "citation", "item-added", "item-removed", "item-relabelled", "typography", "placement"
]
KINDS: Final[tuple[Kind, ...]] = (
    "added", "removed", "text", "citation", "item-added", "item-removed", "item-relabelled", "typography", "placement",
)  # fmt: skip
# What two states can differ in while they say the same.
FORM: Final[frozenset[Kind]] = frozenset(("typography", "placement"))
# Two wordings of one mandate keep most of their words, as those of one item do.
SAME_MANDATE: Final = 0.75
SAME_ITEM: Final = 0.5
# Bullets without a label are compared with so many of each other at most.
MOST_ALIKE: Final = 12
BULLET: Final = "•"


class Difference(NamedTuple):
    """`label` is the item's (a bullet where it has none), or another part of the record: `citation`, `note`; of a
    `placement`, `old` and `new` are pages."""

    kind: Kind
    label: str | None
    old: str | None
    new: str | None


class Change(NamedTuple):
    """A mandate with all that differs in it; `old` is null for an added one, `new` for a removed one."""

    old: Record | None
    new: Record | None
    differences: tuple[Difference, ...]

    @property
    def record(self) -> Record:
        """As it is now, or was last."""
        return self.new or self.old or {}

    @property
    def kinds(self) -> frozenset[Kind]:
        return frozenset(d.kind for d in self.differences)


class Comparison(NamedTuple):
    """`changes` come as the newer state orders mandates, removed ones last; `compared` counts the mandates that either
    state holds."""

    changes: tuple[Change, ...]
    compared: int

    def of_substance(self) -> "Comparison":
        """Without what differs in typography and placement only."""
        kept = (
            change._replace(differences=tuple(d for d in change.differences if d.kind not in FORM))
            for change in self.changes
        )
        return self._replace(changes=tuple(change for change in kept if change.differences))

    def counts(self) -> dict[str, int]:
        """How many mandates differ in each way."""
        found = Counter(kind for change in self.changes for kind in change.kinds)
        return {kind: found[kind] for kind in KINDS if found[kind]}


def diff(before: Iterable[Record], after: Iterable[Record]) -> Comparison:
    """Mandates are matched by id, then by their text: the same words, or most of them in one document."""
    old, new = list(before), list(after)
    partners = _matched(old, new)
    taken = {partner["id"] for partner in partners.values()}
    found = []
    for record in new:
        partner = partners.get(record["id"])
        if partner is None:
            found.append(Change(None, record, (Difference("added", None, None, record["text"]),)))
        elif parts := differences(partner, record):
            found.append(Change(partner, record, parts))
    left = [record for record in old if record["id"] not in taken]
    found += [Change(record, None, (Difference("removed", None, record["text"], None),)) for record in left]
    return Comparison(tuple(found), len(new) + len(left))


def differences(old: Record, new: Record) -> tuple[Difference, ...]:
    """What differs between two states of one mandate."""
    found = [
        *_texts(None, *map(lead if "chapeau" in old and "chapeau" in new else _text, (old, new))),
        *_items(old.get("items"), new.get("items")),
        *_citations(old, new),
    ]
    if "notes" in old and "notes" in new:
        found += _texts("note", "\n".join(old["notes"]), "\n".join(new["notes"]))
    if "placements" in old and "placements" in new:
        was, is_ = ({p["page"] for p in record["placements"]} for record in (old, new))
        if was != is_:
            gone, came = (", ".join(sorted(pages)) or None for pages in (was - is_, is_ - was))
            found.append(Difference("placement", None, gone, came))
    return tuple(found)


def lead(record: Record) -> str:
    """The text, or what stands before the items."""
    return str(record.get("chapeau") or record["text"])


def _text(record: Record) -> str:
    return str(record["text"])


def whole(record: Record) -> str:
    """All that it says, without labels."""
    return " ".join((lead(record), *(item["text"] for item in record.get("items") or ())))


def _texts(label: str | None, old: str, new: str) -> Iterator[Difference]:
    if old != new:
        yield Difference("text" if fold(old) != fold(new) else "typography", label, old, new)


def _citations(old: Record, new: Record) -> Iterator[Difference]:
    if "citation" not in old or "citation" not in new:
        return
    was, is_ = ([c for c in (*(record.get("also_cited") or ()), record["citation"]) if c] for record in (old, new))
    if was == is_:
        return
    old_text, new_text = ("; ".join(c["text"] for c in cited) for cited in (was, is_))
    documents = [c["document"] for c in was] == [c["document"] for c in is_]
    if documents and (fold(old_text) == fold(new_text) or not _ways(old).isdisjoint(_ways(new))):
        yield Difference("typography", "citation", old_text, new_text)
        return
    if fold(old_text) == fold(new_text):
        old_text, new_text = ("; ".join(c["document"] or "no document" for c in cited) for cited in (was, is_))
    yield Difference("citation", "citation", old_text or None, new_text or None)


def _ways(record: Record) -> set[str]:
    """How the record's pages write its citation: which of them comes first may change with the pages that show it."""
    cited = [record["citation"]["text"]] if record["citation"] else []
    return {fold(text) for text in (*cited, *(p.get("citation") or "" for p in record.get("placements", ()))) if text}


class Item(NamedTuple):
    label: str | None
    text: str
    words: tuple[str, ...]


def _items(old: Sequence[Record] | None, new: Sequence[Record] | None) -> Iterator[Difference]:
    """Items are matched by label and text, then by text, then by label where the texts are alike."""
    if old is None or new is None or old == new:
        return
    was, is_ = (
        {n: Item(item["label"], item["text"], tuple(fold(item["text"]).split())) for n, item in enumerate(items)}
        for items in (old, new)
    )
    for pairs in (_same_item, _same_text, _alike_under_one_label):
        for number, other in pairs(was, is_):
            item, partner = is_.pop(number), was.pop(other)
            if fold(partner.label or "") != fold(item.label or ""):
                yield Difference("item-relabelled", item.label, partner.label, item.label)
            yield from _texts(item.label or BULLET, partner.text, item.text)
    yield from (Difference("item-removed", item.label, item.text, None) for item in was.values())
    yield from (Difference("item-added", item.label, None, item.text) for item in is_.values())


def _same_item(old: Mapping[int, Item], new: Mapping[int, Item]) -> list[tuple[int, int]]:
    return _same(old, new, lambda item: (item.label, item.words))


def _same_text(old: Mapping[int, Item], new: Mapping[int, Item]) -> list[tuple[int, int]]:
    return _same(old, new, lambda item: item.words)


def _same(old: Mapping[int, Item], new: Mapping[int, Item], key: Callable[[Item], Hashable]) -> list[tuple[int, int]]:
    held: dict[Hashable, deque[int]] = defaultdict(deque)
    for number, item in old.items():
        held[key(item)].append(number)
    return [(number, same.popleft()) for number, item in new.items() if (same := held.get(key(item)))]


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
        for word in dict.fromkeys(item.words):
            shared.update(holders.get((item.label, word), ()))
        free = ((count, -other) for other, count in shared.items() if other not in taken)
        near = [(_alike(old[-other].words, item.words), other) for _, other in nlargest(MOST_ALIKE, free)]
        score, other = max(near, default=(0.0, 0))
        if score >= SAME_ITEM:
            pairs.append((number, -other))
            taken.add(-other)
    return pairs


def _matched(old: Sequence[Record], new: Sequence[Record]) -> dict[str, Record]:
    """The older state of each mandate, by the newer one's id."""
    known = {record["id"]: record for record in old}
    pairs = {record["id"]: known[record["id"]] for record in new if record["id"] in known}
    rest = [record for record in new if record["id"] not in pairs]
    left = [record for record in old if record["id"] not in pairs]
    for pair in (_by_words, _by_likeness):
        found = pair(left, rest)
        pairs |= found
        used = {record["id"] for record in found.values()}
        rest = [record for record in rest if record["id"] not in found]
        left = [record for record in left if record["id"] not in used]
    return pairs


def _by_words(old: Sequence[Record], new: Sequence[Record]) -> dict[str, Record]:
    """Those that say the same: in one document, else where no other of the state does."""
    pairs: dict[str, Record] = {}
    for within in (True, False):
        used = {record["id"] for record in pairs.values()}
        was = _saying([record for record in old if record["id"] not in used], within)
        for key, records in _saying([record for record in new if record["id"] not in pairs], within).items():
            if len(records) == len(was.get(key, ())) == 1:
                pairs[records[0]["id"]] = was[key][0]
    return pairs


def _saying(records: Iterable[Record], within_document: bool) -> dict[tuple[object, ...], list[Record]]:
    """Records by what they say, and in which document."""
    saying: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for record in records:
        document = record.get("document") if within_document else None
        saying[record["language"], document, fold(whole(record))].append(record)
    return saying


def _by_likeness(old: Sequence[Record], new: Sequence[Record]) -> dict[str, Record]:
    """Those of one language and document that are most like each other, and alike enough."""
    from mandates_cli.compare.candidates import Words, candidates

    if not (old and new):
        return {}
    both = [*old, *new]
    words = Words((fold(whole(record)) for record in both), {})
    scored = []
    for one, other in candidates(words, (range(len(old)), range(len(old), len(both)))):
        if all(both[one].get(name) == both[other].get(name) for name in ("language", "document")):
            score = _alike(words.texts[one], words.texts[other])
            scored += [(-score, both[other]["id"], both[one]["id"], one)] if score >= SAME_MANDATE else []
    pairs: dict[str, Record] = {}
    used: set[str] = set()
    for _, id, old_id, number in sorted(scored):
        if id not in pairs and old_id not in used:
            pairs[id] = both[number]
            used.add(old_id)
    return pairs


def _alike(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Share of words in common, in order: 1 for the same ones."""
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(one, other))
