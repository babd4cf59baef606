"""How much is in a corpus, of each summit, document and theme, and of what a query selects."""

from collections.abc import Mapping
from typing import Final, TypedDict

from mandates_cli.corpus.database import Database
from mandates_cli.corpus.sql.clauses import Clause
from mandates_cli.corpus.sql.entries import tables

# The mandates of a selection, with what an index of its own tells of them.
SELECTED: Final = "{} f CROSS JOIN mandate m INDEXED BY mandate_narrow ON m.number = f.number"
THEME_OF: Final = "substr(theme, 1, instr(theme || '/', '/') - 1)"
FACETS: Final = ("summit", "document", "language")


class Counts(TypedDict):
    mandates: int
    placements: int
    items: int


class FacetRow(TypedDict):
    facet: str
    value: str | int | None
    mandates: int


class CountedSummit(TypedDict):
    year: int
    number: str | None
    kind: str
    city: str
    country: str
    starts: str
    ends: str
    mandates: int
    placements: int


class CountedDocument(TypedDict):
    id: str
    summit: int
    title_en: str
    title_es: str
    mandates: int
    placements: int


class CountedTheme(TypedDict):
    slug: str
    code: str
    title_en: str | None
    title_es: str | None
    mandates: int
    placements: int


def counts(database: Database, selected: Clause) -> Counts:
    """How many mandates are selected, in how many placements, with how many items."""
    row = database.one(
        "SELECT count(*), total((SELECT count(*) FROM placement WHERE mandate = m.number)), total(m.items)"
        f" FROM {SELECTED.format(selected.sql)}",
        selected.values,
    )
    mandates, placements, items = map(int, row or (0, 0, 0))
    return {"mandates": mandates, "placements": placements, "items": items}


def facets(database: Database, selected: Clause) -> list[FacetRow]:
    """Selected mandates by summit, theme, document and language; one on two theme pages counts for both."""
    counted: dict[str, dict[str | int | None, int]] = {"summit": {}, "theme": {}, "document": {}, "language": {}}
    grouped = f"SELECT m.summit, m.document, m.language, count(*) FROM {SELECTED.format(selected.sql)} GROUP BY 1, 2, 3"
    for *values, count in database.rows(grouped, selected.values):
        for facet, value in zip(FACETS, values, strict=True):
            counted[facet][value] = counted[facet].get(value, 0) + count
    placed = f"{selected.sql} f CROSS JOIN placement p ON p.mandate = f.number"
    by_theme = f"SELECT p.theme, count(DISTINCT p.mandate) FROM {placed} GROUP BY 1"
    counted["theme"] = dict(database.rows(by_theme, selected.values))
    return [
        {"facet": facet, "value": value, "mandates": count}
        for facet, values in counted.items()
        for value, count in sorted(values.items(), key=lambda c: (-c[1], c[0] is not None, c[0] or 0))
    ]


def summits(database: Database) -> list[CountedSummit]:
    found = _by(database, "m.summit")
    counted: list[CountedSummit] = []
    for row in tables(database).summits():
        mandates, placements = found.get(row["year"], (0, 0))
        counted.append(
            {
                "year": row["year"], "number": row["number"], "kind": row["kind"], "city": row["city"]["en"],
                "country": row["country"]["en"], "starts": row["starts"], "ends": row["ends"],
                "mandates": mandates, "placements": placements,
            }
        )  # fmt: skip
    return counted


def documents(database: Database) -> list[CountedDocument]:
    found = _by(database, "m.document")
    counted: list[CountedDocument] = []
    for row in tables(database).documents():
        mandates, placements = found.get(row["id"], (0, 0))
        title = row["title"]
        counted.append(
            {
                "id": row["id"], "summit": row["summit"], "title_en": title["en"], "title_es": title["es"],
                "mandates": mandates, "placements": placements,
            }
        )  # fmt: skip
    return counted


def themes(database: Database) -> list[CountedTheme]:
    """A theme's counts cover its sub-themes; a mandate on both pages is one."""
    found = _by_theme(database, "theme") | _by_theme(database, THEME_OF)
    counted: list[CountedTheme] = []
    for row in tables(database).themes():
        mandates, placements = found.get(row["slug"], (0, 0))
        title = row["title"]
        counted.append(
            {
                "slug": row["slug"], "code": row["code"],
                "title_en": title["en"] if title else None, "title_es": title["es"] if title else None,
                "mandates": mandates, "placements": placements,
            }
        )  # fmt: skip
    return counted


def _by(database: Database, column: str) -> Mapping[object, tuple[int, int]]:
    """Mandates and placements by what the column says."""
    mandates: dict[object, int] = dict(database.rows(f"SELECT {column}, count(*) FROM mandate m GROUP BY 1"))
    placed = f"SELECT {column}, count(*) FROM placement p CROSS JOIN mandate m ON m.number = p.mandate GROUP BY 1"
    placements: dict[object, int] = dict(database.rows(placed))
    return {value: (count, placements.get(value, 0)) for value, count in mandates.items()}


def _by_theme(database: Database, theme: str) -> dict[object, tuple[int, int]]:
    rows = database.rows(f"SELECT {theme}, count(DISTINCT mandate), count(*) FROM placement GROUP BY 1")
    return {slug: (mandates, placements) for slug, mandates, placements in rows}


def languages(database: Database) -> list[str]:
    return [code for (code,) in database.rows("SELECT DISTINCT language FROM mandate ORDER BY 1")]


def years(database: Database) -> list[int]:
    """Of the summits that some mandate is from."""
    rows = database.rows("SELECT DISTINCT summit FROM mandate WHERE summit NOT NULL ORDER BY 1")
    return [year for (year,) in rows]


def totals(database: Database) -> Counts:
    return {
        "mandates": database.count("SELECT count(*) FROM mandate"),
        "placements": database.count("SELECT count(*) FROM placement"),
        "items": database.count("SELECT total(items) FROM mandate"),
    }


def pages(database: Database) -> int:
    return database.count("SELECT count(DISTINCT page) FROM placement")
