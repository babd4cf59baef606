"""Mandates as rows of a table that a person reads: a value a cell, or a few that are joined."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, Self, cast

from mandates_cli.query.register import addressee_cells, deadline_cells
from mandates_cli.render.answer import Row
from mandates_cli.rows import DocumentRow, MandateRow, NamesRow, SummitRow

COLUMNS: Final = (
    "id", "commitment", "language", "summit", "summit_name", "document", "document_title", "section", "label", "text",
    "citation", "themes", "pages", "urls", "missing_items", "deadlines", "addressees",
)  # fmt: skip


class Known(NamedTuple):
    """Summits by year and documents by id, with the names that they go by."""

    summits: Mapping[int, SummitRow]
    documents: Mapping[str, DocumentRow]

    @classmethod
    def of(cls, summits: Iterable[SummitRow], documents: Iterable[DocumentRow]) -> Self:
        return cls({row["year"]: row for row in summits}, {row["id"]: row for row in documents})

    def summit(self, row: MandateRow) -> SummitRow | None:
        return self.summits.get(row["summit"]) if row["summit"] else None

    def document(self, row: MandateRow) -> DocumentRow | None:
        return self.documents.get(row["document"]) if row["document"] else None


def named(names: NamesRow, language: str) -> str:
    return names["es"] if language == "es" else names["en"]


def flat(row: Row, known: Known) -> Row:
    """The row in COLUMNS. Names of the record that hold more than a cell are said in a few words too, for who asks for
    them; what is not known is null."""
    mandate = cast(MandateRow, row)
    language, placements = mandate["language"], mandate["placements"]
    summit, document = known.summit(mandate), known.document(mandate)
    citation, twin = mandate["citation"], mandate.get("twin")
    pages = _each(placement["page"] for placement in placements)
    return {
        "summit_name": named(summit["name"], language) if summit else None,
        "document_title": named(document["title"], language) if document else None,
        "label": _each(placement["label"] for placement in placements),
        "citation": citation["text"] if citation else None,
        "pages": pages,
        "urls": _each(placement["url"] for placement in placements),
        "missing_items": mandate["missing_labels"],
        "deadlines": deadline_cells(mandate["deadlines"]),
        "addressees": addressee_cells(mandate["addressees"]),
        "placements": pages,
        "items": [f"{item['label']}. {item['text']}" if item["label"] else item["text"] for item in mandate["items"]],
        "also_cited": [cited["text"] for cited in mandate.get("also_cited") or ()],
        "twin": twin["id"] if twin else None,
    }


def _each(values: Iterable[str | None]) -> list[str]:
    """Those that there are, each once."""
    return list(dict.fromkeys(found for found in values if found))
