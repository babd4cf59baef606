"""What Datasette shows around the tables, in the form of its --metadata file."""

import json
from typing import Any, Final

from mandates_cli.export import Chosen
from mandates_cli.export.columns import Table, described
from mandates_cli.export.contents import TABLES
from mandates_cli.export.sql.views import QUERIES, VIEWS

# Datasette knows a file by its name without the ending. The same corpus is the same bytes whatever the file is called,
# so that these words are for one name.
DATABASE: Final = "mandates"
FACETS: Final = {
    "mandates": ["language", "summit", "document"], "commitments": ["summit", "document"],
    "placements": ["theme"], "mandate_themes": ["theme"], "deadlines": ["kind", "year"],
    "addressees": ["body", "role"], "links": ["kind"], "documents": ["summit"], "pages": ["language"],
    "register": ["due", "summit"], "taken_up": ["older_summit", "newer_summit", "kind"],
}  # fmt: skip
# What stands for a row where another table refers to it.
LABELS: Final = {"summits": "name", "documents": "title", "themes": "title", "bodies": "name"}


def metadata(chosen: Chosen, about: dict[str, str]) -> str:
    """JSON."""
    tables: dict[str, Any] = {table.name: _table(table, chosen.language) for table in TABLES}
    for name, view in VIEWS.items():
        tables[name] = _faceted(name, {"title": view.title, "description": view.says})
    queries = {
        name: {"title": query.title, "description": query.says, "sql": query.sql} for name, query in QUERIES.items()
    }
    described = "; ".join(f"{name}: {value}" for name, value in about.items() if name != "title")
    found = {
        "title": about["title"],
        "databases": {
            DATABASE: {"title": about["title"], "description": described, "tables": tables, "queries": queries}
        },
    }
    return json.dumps(found, ensure_ascii=False, indent=1)


def _table(table: Table, language: str) -> dict[str, Any]:
    columns = {column.name: described(column) for column in table.columns}
    found: dict[str, Any] = {"title": table.title, "description": table.described, "columns": columns}
    if label := LABELS.get(table.name):
        found["label_column"] = f"{label}_{language}"
    return _faceted(table.name, found)


def _faceted(name: str, found: dict[str, Any]) -> dict[str, Any]:
    return found | ({"facets": FACETS[name]} if name in FACETS else {})
