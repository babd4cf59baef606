"""Differences between two states of the corpus, each with its class.

What a row lacks (a table may hold some columns only) is not compared.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Generic, Literal, NamedTuple, TypeAlias, TypeVar, cast, get_args

from mandates_cli.compare.partners import of_items, of_mandates
from mandates_cli.folding import fold
from mandates_cli.rows import ItemRow, PartialCitationRow, PartialRow, lead

if TYPE_CHECKING:
    from mandates_cli.model import Mandate

Kind: TypeAlias = Literal[
    "added", "removed", "text", "citation", "item-added", "item-removed", "item-relabelled", "typography", "placement"
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
# What two states can differ in while they say the same.
FORM: Final[frozenset[Kind]] = frozenset(("typography", "placement"))
BULLET: Final = "•"


# What a record is: `PartialRow` for commands, `Mandate` for Python users.
R = TypeVar("R")
S = TypeVar("S")


class Difference(NamedTuple):
    """`label` is the item's (a bullet where it has none), or another part of the record: `citation`, `note`; of a
    `placement`, `old` and `new` are pages."""

    kind: Kind
    label: str | None
    old: str | None
    new: str | None


class Change(NamedTuple, Generic[R]):
    """A mandate with all that differs in it; `old` is null for an added one, `new` for a removed one."""

    old: R | None
    new: R | None
    differences: tuple[Difference, ...]

    @property
    def record(self) -> R:
        """As it is now, or was last."""
        record = self.new or self.old
        assert record is not None  # a change has one side at least
        return record

    @property
    def kinds(self) -> frozenset[Kind]:
        return frozenset(d.kind for d in self.differences)


class Comparison(NamedTuple, Generic[R]):
    """`changes` come as the newer state orders mandates, removed ones last; `compared` counts the mandates that either
    state holds."""

    changes: tuple[Change[R], ...]
    compared: int

    def of(self, made: Callable[[R], S]) -> "Comparison[S]":
        """The same, each record as `made` gives it."""

        def one(record: R | None) -> S | None:
            return None if record is None else made(record)

        changes = tuple(Change(one(change.old), one(change.new), change.differences) for change in self.changes)
        return Comparison(changes, self.compared)

    def of_substance(self) -> "Comparison[R]":
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


def diff(
    before: Iterable[PartialRow], after: Iterable[PartialRow], counterparts: Mapping[str, str] = MappingProxyType({})
) -> Comparison[PartialRow]:
    """Mandates are matched by id, or where `counterparts` has the older id for a newer one; then by their text: the
    same words, or most of them in one document."""
    old, new = list(before), list(after)
    partners = of_mandates(old, new, counterparts)
    found: list[Change[PartialRow]] = []
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
    return (
        *_leads(old, new),
        *_items(old, new),
        *_closings(old, new),
        *_citations(old, new),
        *_notes(old, new),
        *_pages(old, new),
    )


def _leads(old: PartialRow, new: PartialRow) -> Iterator[Difference]:
    """A table without chapeaux has whole texts only: these are then compared."""
    if "chapeau" in old and "chapeau" in new:
        yield from _texts(None, lead(old), lead(new))
    else:
        yield from _texts(None, old["text"], new["text"])


def _closings(old: PartialRow, new: PartialRow) -> Iterator[Difference]:
    if "closing" in old and "closing" in new:
        yield from _texts("closing", old["closing"] or "", new["closing"] or "")


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
    both = "also_cited" in old and "also_cited" in new
    was, now = _cited(old, also=both), _cited(new, also=both)
    if not all("document" in cited for cited in (*was, *now)):
        was, now = _texts_of(was), _texts_of(now)
    if _told(was) == _told(now):
        return
    (old_texts, old_documents), (new_texts, new_documents) = _told(was), _told(now)
    same_words = fold(old_texts) == fold(new_texts)
    if old_documents == new_documents and (same_words or not _ways(old).isdisjoint(_ways(new))):
        yield Difference("typography", "citation", old_texts, new_texts)
    elif same_words:  # which now stand for another document
        yield Difference("citation", "citation", old_documents or None, new_documents or None)
    else:
        yield Difference("citation", "citation", old_texts or None, new_texts or None)


def _told(cited: Sequence[PartialCitationRow]) -> tuple[str, str]:
    """What they say, and the documents that they stand for."""
    return "; ".join(c["text"] for c in cited), "; ".join(c.get("document") or "no document" for c in cited)


def _cited(row: PartialRow, also: bool) -> Sequence[PartialCitationRow]:
    """Every citation, as they stand in the text: the one that closes it is the last."""
    last = row.get("citation")
    return [*((also and row.get("also_cited")) or ()), *([last] if last else [])]


def _texts_of(cited: Sequence[PartialCitationRow]) -> Sequence[PartialCitationRow]:
    return [{"text": each["text"]} for each in cited]


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


class MandateChange(NamedTuple):
    """A mandate whose id came or left between one state of the corpus and the next, or that changed in substance."""

    change: Literal["new", "changed", "vanished"]
    id: str
    text: str


def changes(before: "Iterable[Mandate]", after: "Iterable[Mandate]") -> list[MandateChange]:
    """Ordered by kind, then as `after` (or `before`) is. Typography, places on pages and themes are not substance."""
    old, new = {m.id: m for m in before}, {m.id: m for m in after}
    came, changed = [], []
    for id, mandate in new.items():
        if id not in old:
            came.append(MandateChange("new", id, mandate.text))
        elif _differ(old[id], mandate):
            changed.append(MandateChange("changed", id, mandate.text))
    vanished = [MandateChange("vanished", id, mandate.text) for id, mandate in old.items() if id not in new]
    return [*came, *changed, *vanished]


def _differ(old: "Mandate", new: "Mandate") -> bool:
    if _said(old) == _said(new):
        return False
    rows = (cast(PartialRow, mandate.model_dump()) for mandate in (old, new))
    return any(d.kind not in FORM for d in differences(*rows))


def _said(mandate: "Mandate") -> tuple[object, ...]:
    """Where this is the same nothing of substance differs, as for most of the mandates on a page that changed."""
    return (
        mandate.text,
        mandate.chapeau,
        mandate.items,
        mandate.closing,
        mandate.citation,
        mandate.also_cited,
        mandate.notes,
    )
