"""The records as JSON gives them, their keys known to the type checker: readers cannot wait for pydantic.

`MandateRow` is a whole record. `PartialRow` is what a file that `list` wrote may hold of one: some of its columns.
"""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NotRequired, TypedDict, cast

if TYPE_CHECKING:
    from typing_extensions import ReadOnly

# Words of a text that it is named by.
OPENING: Final = 8


class ItemRow(TypedDict):
    label: str | None
    text: str


class PlacedItemRow(ItemRow):
    span: list[int] | None


class CitationRow(TypedDict):
    text: str
    year: int | None
    place: str | None
    document: str | None


class PlacementRow(TypedDict):
    theme: str | None
    page: str
    url: str | None
    position: int
    label: str | None
    items: list[PlacedItemRow]
    snapshot: str
    text: str | None
    citation: str | None
    closing: str | None
    span: list[int] | None
    closing_span: list[int] | None
    citation_span: list[int] | None


class TwinRow(TypedDict):
    id: str
    score: float
    evidence: list[str]


class DeadlineRow(TypedDict):
    text: str
    kind: str
    year: int | None
    target: str | None
    label: str | None
    inherited: bool
    span: list[int]


class AddresseeRow(TypedDict):
    body: str
    text: str
    role: str
    label: str | None
    span: list[int]


class MandateRow(TypedDict):
    id: str
    commitment: str
    language: str
    summit: int | None
    document: str | None
    section: str | None
    text: str
    chapeau: str | None
    items: list[ItemRow]
    closing: str | None
    missing_labels: list[str]
    citation: CitationRow | None
    themes: list[str]
    placements: list[PlacementRow]
    notes: list[str]
    also_cited: list[CitationRow]
    twin: TwinRow | None
    deadlines: list[DeadlineRow]
    addressees: list[AddresseeRow]
    first_seen: str | None
    last_seen: str | None


class PhaseRow(TypedDict):
    first_seen: str
    last_seen: str
    left: str | None
    snapshot: str
    section: str | None
    text: str
    chapeau: str | None
    items: list[ItemRow]
    closing: str | None
    citation: CitationRow | None
    also_cited: list[CitationRow]
    notes: list[str]
    themes: list[str]
    pages: list[str]


class LifetimeRow(TypedDict):
    id: str
    language: str
    summit: int | None
    document: str | None
    first_seen: str
    last_seen: str
    stands: bool
    phases: list[PhaseRow]


class NamesRow(TypedDict):
    en: str
    es: str
    en_aliases: list[str]
    es_aliases: list[str]


class SummitRow(TypedDict):
    year: int
    number: str | None
    kind: str
    name: NamesRow
    city: NamesRow
    country: NamesRow
    starts: str
    ends: str


class DocumentRow(TypedDict):
    id: str
    summit: int
    title: NamesRow


class ThemeRow(TypedDict):
    slug: str
    code: str
    title: NamesRow | None


class BodyRow(TypedDict):
    slug: str
    name: NamesRow
    acronyms: list[str]
    organs: list[str]


class AttributionRow(TypedDict):
    title: NamesRow
    authors: str
    publisher: NamesRow
    series: NamesRow
    genre: NamesRow
    rights: NamesRow


class LanguageRow(TypedDict):
    code: str
    name: NamesRow


class PartialPlacementRow(TypedDict):
    page: "ReadOnly[str]"
    citation: "ReadOnly[NotRequired[str | None]]"


class PartialCitationRow(TypedDict):
    text: "ReadOnly[str]"
    document: "ReadOnly[NotRequired[str | None]]"


class PartialDeadlineRow(TypedDict):
    text: "ReadOnly[str]"
    year: "ReadOnly[int | None]"


class PartialAddresseeRow(TypedDict):
    body: "ReadOnly[str]"
    text: "ReadOnly[str]"
    role: "ReadOnly[str]"


class PartialRow(TypedDict):
    """What a row lacks is not compared; every `MandateRow` is one of these too."""

    id: "ReadOnly[str]"
    language: "ReadOnly[str]"
    text: "ReadOnly[str]"
    summit: "ReadOnly[NotRequired[int | None]]"
    document: "ReadOnly[NotRequired[str | None]]"
    chapeau: "ReadOnly[NotRequired[str | None]]"
    items: "ReadOnly[NotRequired[Sequence[ItemRow]]]"
    closing: "ReadOnly[NotRequired[str | None]]"
    citation: "ReadOnly[NotRequired[PartialCitationRow | None]]"
    also_cited: "ReadOnly[NotRequired[Sequence[PartialCitationRow]]]"
    themes: "ReadOnly[NotRequired[Sequence[str]]]"
    missing_labels: "ReadOnly[NotRequired[Sequence[str]]]"
    placements: "ReadOnly[NotRequired[Sequence[PartialPlacementRow]]]"
    deadlines: "ReadOnly[NotRequired[Sequence[PartialDeadlineRow]]]"
    addressees: "ReadOnly[NotRequired[Sequence[PartialAddresseeRow]]]"
    notes: "ReadOnly[NotRequired[Sequence[str]]]"
    first_seen: "ReadOnly[NotRequired[str | None]]"
    last_seen: "ReadOnly[NotRequired[str | None]]"


def loaded(raw: str) -> MandateRow:
    """A record of the index, which holds each as the model writes it: with every field."""
    return cast(MandateRow, json.loads(raw))


def lead(row: PartialRow) -> str:
    """What stands before the items: the chapeau, or the whole text where there are none."""
    return row.get("chapeau") or row["text"]


def opening(row: PartialRow) -> str:
    """The words that it is named by: `Bring clean water from the northern mountains to …`"""
    words = lead(row).split()
    return " ".join(words[:OPENING]) + (" …" if len(words) > OPENING else "")


def whole(row: PartialRow) -> str:
    """All that it says, without labels and footnotes."""
    return " ".join([lead(row), *(item["text"] for item in row.get("items") or ()), row.get("closing") or ""]).rstrip()


def passages(row: MandateRow) -> Iterator[tuple[str | None, str]]:
    """The texts that a phrase does not leave, with the labels of items: lead, items, what closes them, footnotes."""
    yield None, lead(row)
    for item in row["items"]:
        yield item["label"], item["text"]
    if closing := row.get("closing"):
        yield None, closing
    for note in row["notes"]:
        yield None, note
