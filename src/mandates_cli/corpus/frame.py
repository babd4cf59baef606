"""Mandates as a data frame, of whichever library for these is there."""

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from mandates_cli.corpus.database import Database
from mandates_cli.corpus.sql import entries
from mandates_cli.errors import UsageError
from mandates_cli.query.register import addressee_cells, deadline_cells
from mandates_cli.rows import MandateRow

LIBRARIES: Final = ("pandas", "polars")
# Texts but for the summit's year, which may be unknown.
COLUMNS: Final = (
    "id", "commitment", "language", "summit", "summit_name", "document", "document_title", "section", "label", "text",
    "citation", "themes", "pages", "urls", "missing_items", "deadlines", "addressees",
)  # fmt: skip


def frame(rows: Iterable[MandateRow], database: Database) -> Any:
    """A row a mandate, in the columns of the tables that the commands write. Raises UsageError where there is no
    library."""
    library = next((name for name in LIBRARIES if find_spec(name)), None)
    if library is None:
        raise UsageError("A data frame needs pandas or polars; run 'pip install pandas'.")
    tables = entries.tables(database)
    summits = {row["year"]: row["name"] for row in tables.summits()}
    documents = {row["id"]: row["title"] for row in tables.documents()}
    columns: dict[str, list[object]] = {name: [] for name in COLUMNS}
    for row in rows:
        placements, citation = row["placements"], row["citation"]
        summit, document = summits.get(row["summit"] or 0), documents.get(row["document"] or "")
        told: dict[str, object] = {
            **row,
            "summit_name": summit and summit["es" if row["language"] == "es" else "en"],
            "document_title": document and document["es" if row["language"] == "es" else "en"],
            "label": _joined(placement["label"] for placement in placements),
            "citation": citation and citation["text"],
            "themes": _joined(row["themes"]),
            "pages": _joined(placement["page"] for placement in placements),
            "urls": _joined(placement["url"] for placement in placements),
            "missing_items": _joined(row["missing_labels"]),
            "deadlines": _joined(deadline_cells(row["deadlines"])),
            "addressees": _joined(addressee_cells(row["addressees"])),
        }
        for name, column in columns.items():
            column.append(told[name])
    module = import_module(library)
    if library == "pandas":
        return module.DataFrame(columns).astype({"summit": "Int64"})
    kinds = {name: module.Int64 if name == "summit" else module.String for name in COLUMNS}
    return module.DataFrame(columns, schema=kinds)


def _joined(values: Iterable[str | None]) -> str:
    return "; ".join(dict.fromkeys(found for found in values if found))
