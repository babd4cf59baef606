"""Differences between two states of the corpus, each with its class.

What a row lacks (a table may hold some columns only) is not compared.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from mandates_cli.compare.partners import of_items, of_mandates
from mandates_cli.folding import fold
from mandates_cli.rows import ItemRow, PartialCitationRow, PartialRow, lead

Kind: TypeAlias = Literal[
    "added", "removed", "text", "citation", "item-added", "item-removed", "item-relabelled", "typography", "placement"
]
KINDS: Final[tuple[Kind, ...]] = (
    "added", "removed", "text", "citation", "item-added", "item-removed", "item-relabelled", "typography", "placement",
)  # fmt: skip
# What two states can differ in while they say the same.
FORM: Final[frozenset[Kind]] = frozenset(("typography", "placement"))
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

    old: PartialRow | None
    new: PartialRow | None
    differences: tuple[Difference, ...]

    @property
    def record(self) -> PartialRow:
        """As it is now, or was last."""
        record = self.new or self.old
        assert record is not None  # a change has one side at least
        return record

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
        kept = []
        for change in self.changes:
            differences = tuple(d for d in change.differences if d.kind not in FORM)
            if differences:
                kept.append(change._replace(differences=differences))
        return self._replace(changes=tuple(kept))

    def counts(self) -> dict[str, int]:
        """How many mandates differ in each way."""
        found = Counter(kind for change in self.changes for kind in change.kinds)
        return {kind: found[kind] for kind in KINDS if found[kind]}


def diff(before: Iterable[PartialRow], after: Iterable[PartialRow]) -> Comparison:
    """Mandates are matched by id, then by their text: the same words, or most of them in one document."""
    old, new = list(before), list(after)
    partners = of_mandates(old, new)
    found = []
    for row in new:
        partner = partners.get(row["id"])
        if partner is None:
            found.append(Change(None, row, (Difference("added", None, None, row["text"]),)))
        elif parts := differences(partner, row):
            found.append(Change(partner, row, parts))
    taken = {partner["id"] for partner in partners.values()}
    left = [row for row in old if row["id"] not in taken]
    found += [Change(row, None, (Difference("removed", None, row["text"], None),)) for row in left]
    return Comparison(tuple(found), len(new) + len(left))


def differences(old: PartialRow, new: PartialRow) -> tuple[Difference, ...]:
    """What differs between two states of one mandate."""
    return (*_leads(old, new), *_items(old, new), *_citations(old, new), *_notes(old, new), *_pages(old, new))


def _leads(old: PartialRow, new: PartialRow) -> Iterator[Difference]:
    """A table without chapeaux has whole texts only: these are then compared."""
    if "chapeau" in old and "chapeau" in new:
        yield from _texts(None, lead(old), lead(new))
    else:
        yield from _texts(None, old["text"], new["text"])


def _texts(label: str | None, old: str, new: str) -> Iterator[Difference]:
    if old != new:
        yield Difference("text" if fold(old) != fold(new) else "typography", label, old, new)


def _items(old: PartialRow, new: PartialRow) -> Iterator[Difference]:
    was, now = old.get("items"), new.get("items")
    if was is None or now is None or was == now:
        return
    partners = of_items(was, now)
    for number, other in partners.items():
        yield from _one_item(was[other], now[number])
    matched = set(partners.values())
    for number, item in enumerate(was):
        if number not in matched:
            yield Difference("item-removed", item["label"], item["text"], None)
    for number, item in enumerate(now):
        if number not in partners:
            yield Difference("item-added", item["label"], None, item["text"])


def _one_item(old: ItemRow, new: ItemRow) -> Iterator[Difference]:
    if fold(old["label"] or "") != fold(new["label"] or ""):
        yield Difference("item-relabelled", new["label"], old["label"], new["label"])
    yield from _texts(new["label"] or BULLET, old["text"], new["text"])


def _citations(old: PartialRow, new: PartialRow) -> Iterator[Difference]:
    if "citation" not in old or "citation" not in new:
        return
    was, now = _cited(old), _cited(new)
    if was == now:
        return
    old_text, new_text = _joined(c["text"] for c in was), _joined(c["text"] for c in now)
    same_words = fold(old_text) == fold(new_text)
    same_documents = [c["document"] for c in was] == [c["document"] for c in now]
    if same_documents and (same_words or not _ways(old).isdisjoint(_ways(new))):
        yield Difference("typography", "citation", old_text, new_text)
    elif same_words:  # which now stand for another document
        old_documents, new_documents = (_joined(c["document"] or "no document" for c in cited) for cited in (was, now))
        yield Difference("citation", "citation", old_documents or None, new_documents or None)
    else:
        yield Difference("citation", "citation", old_text or None, new_text or None)


def _cited(row: PartialRow) -> Sequence[PartialCitationRow]:
    """Every citation, as they stand in the text: the one that closes it is the last."""
    last = row.get("citation")
    return [*(row.get("also_cited") or ()), *([last] if last else [])]


def _joined(names: Iterable[str]) -> str:
    return "; ".join(names)


def _ways(row: PartialRow) -> set[str]:
    """How the record's pages write its citation: which of them comes first may change with the pages that show it."""
    last = row.get("citation")
    written = [last["text"] if last else None, *(placement.get("citation") for placement in row.get("placements", ()))]
    return {fold(text) for text in written if text}


def _notes(old: PartialRow, new: PartialRow) -> Iterator[Difference]:
    if "notes" in old and "notes" in new:
        yield from _texts("note", "\n".join(old["notes"]), "\n".join(new["notes"]))


def _pages(old: PartialRow, new: PartialRow) -> Iterator[Difference]:
    if "placements" not in old or "placements" not in new:
        return
    was, now = ({placement["page"] for placement in row["placements"]} for row in (old, new))
    if was != now:
        yield Difference("placement", None, ", ".join(sorted(was - now)) or None, ", ".join(sorted(now - was)) or None)
