"""How much is in a corpus, of each summit, document and theme, and of what a query selects."""

from collections.abc import Mapping
from typing import Final, TypedDict

from mandates_cli.corpus.database import Database
from mandates_cli.corpus.sql import MANDATE_OF_WORDS, PASSAGE_BITS
from mandates_cli.corpus.sql.clauses import Clause
from mandates_cli.corpus.sql.entries import tables
from mandates_cli.query.filters import ROLES

# The mandates of a selection, with what an index of its own tells of them.
SELECTED: Final = "{} f CROSS JOIN mandate m INDEXED BY mandate_narrow ON m.number = f.number"
THEME_OF: Final = "substr(p.theme, 1, instr(p.theme || '/', '/') - 1)"
NONE: Final = (0, 0, 0)
NOBODY: Final = (0, 0)


class Counts(TypedDict):
    commitments: int
    mandates: int
    placements: int
    items: int


class FacetRow(TypedDict):
    facet: str
    value: str | int | None
    commitments: int
    mandates: int


class CountedSummit(TypedDict):
    year: int
    number: str | None
    kind: str
    city: str
    country: str
    starts: str
    ends: str
    commitments: int
    mandates: int
    placements: int


class CountedDocument(TypedDict):
    id: str
    summit: int
    title_en: str
    title_es: str
    commitments: int
    mandates: int
    placements: int


class CountedTheme(TypedDict):
    slug: str
    code: str
    title_en: str | None
    title_es: str | None
    commitments: int
    mandates: int
    placements: int


class CountedBody(TypedDict):
    """A mandate that names a body in two roles counts for both, and once in `mandates`."""

    slug: str
    acronyms: list[str]
    title_en: str
    title_es: str
    commitments: int
    mandates: int
    asked_commitments: int
    asked_mandates: int
    partner_commitments: int
    partner_mandates: int
    named_commitments: int
    named_mandates: int


def counts(database: Database, selected: Clause) -> Counts:
    """How many commitments and mandates are selected, in how many placements, with how many items."""
    row = database.one(
        "SELECT count(DISTINCT m.commitment), count(*),"
        " total((SELECT count(*) FROM placement WHERE mandate = m.number)), total(m.items)"
        f" FROM {SELECTED.format(selected.sql)}",
        selected.values,
    )
    commitments, mandates, placements, items = map(int, row or (0, 0, 0, 0))
    return {"commitments": commitments, "mandates": mandates, "placements": placements, "items": items}


def items_with(database: Database, selected: Clause, hits: str) -> int:
    """How many items of the selected mandates are passages that `hits`, in FTS5's syntax, finds."""
    within = f"words.rowid & {(1 << PASSAGE_BITS) - 1} BETWEEN 1 AND m.items"
    driven = f"words CROSS JOIN mandate m INDEXED BY mandate_narrow ON m.number = {MANDATE_OF_WORDS}"
    return database.count(
        f"SELECT count(*) FROM {driven} WHERE words MATCH ? AND {within} AND m.number IN {selected.sql}",
        (hits, *selected.values),
    )


def facets(database: Database, selected: Clause) -> list[FacetRow]:
    """Selected commitments and mandates by summit, theme, document and language; one on two theme pages counts for
    both, and a theme covers its sub-themes."""
    source = SELECTED.format(selected.sql)
    placed = f"{source} CROSS JOIN placement p ON p.mandate = m.number"
    counted = {
        "summit": _among(database, "m.summit", source, selected),
        "theme": _among(database, "p.theme", placed, selected) | _among(database, THEME_OF, placed, selected),
        "document": _among(database, "m.document", source, selected),
        "language": _among(database, "m.language", source, selected),
    }
    return [
        {"facet": facet, "value": value, "commitments": commitments, "mandates": mandates}
        for facet, values in counted.items()
        for value, (commitments, mandates) in sorted(values.items(), key=_largest_first)
    ]


def _among(database: Database, column: str, source: str, selected: Clause) -> dict[str | int | None, tuple[int, int]]:
    """Commitments and mandates of a selection by what the column says."""
    counted = "count(DISTINCT m.commitment), count(DISTINCT m.number)"
    rows = database.rows(f"SELECT {column}, {counted} FROM {source} GROUP BY 1", selected.values)
    return {value: (commitments, mandates) for value, commitments, mandates in rows}


def _largest_first(counted: tuple[str | int | None, tuple[int, int]]) -> tuple[object, ...]:
    value, (commitments, mandates) = counted
    return -commitments, -mandates, value is not None, value or 0


def summits(database: Database) -> list[CountedSummit]:
    found = _by(database, "m.summit")
    counted: list[CountedSummit] = []
    for row in tables(database).summits():
        commitments, mandates, placements = found.get(row["year"], NONE)
        counted.append(
            {
                "year": row["year"], "number": row["number"], "kind": row["kind"], "city": row["city"]["en"],
                "country": row["country"]["en"], "starts": row["starts"], "ends": row["ends"],
                "commitments": commitments, "mandates": mandates, "placements": placements,
            }
        )  # fmt: skip
    return counted


def documents(database: Database) -> list[CountedDocument]:
    found = _by(database, "m.document")
    counted: list[CountedDocument] = []
    for row in tables(database).documents():
        commitments, mandates, placements = found.get(row["id"], NONE)
        title = row["title"]
        counted.append(
            {
                "id": row["id"], "summit": row["summit"], "title_en": title["en"], "title_es": title["es"],
                "commitments": commitments, "mandates": mandates, "placements": placements,
            }
        )  # fmt: skip
    return counted


def themes(database: Database) -> list[CountedTheme]:
    """A theme's counts cover its sub-themes; a mandate on both pages is one."""
    found = _by_theme(database, "p.theme") | _by_theme(database, THEME_OF)
    counted: list[CountedTheme] = []
    for row in tables(database).themes():
        commitments, mandates, placements = found.get(row["slug"], NONE)
        title = row["title"]
        counted.append(
            {
                "slug": row["slug"], "code": row["code"],
                "title_en": title["en"] if title else None, "title_es": title["es"] if title else None,
                "commitments": commitments, "mandates": mandates, "placements": placements,
            }
        )  # fmt: skip
    return counted


def bodies(database: Database) -> list[CountedBody]:
    source = "addressee a CROSS JOIN mandate m ON m.number = a.mandate"
    counted = f"count(DISTINCT m.commitment), count(DISTINCT m.number) FROM {source}"
    rows = database.rows(
        f"SELECT a.body, NULL, {counted} GROUP BY 1 UNION ALL SELECT a.body, a.role, {counted} GROUP BY 1, 2"
    )
    found = {(body, role): (commitments, mandates) for body, role, commitments, mandates in rows}
    listed: list[CountedBody] = []
    for row in tables(database).bodies():
        every, asked, partner, named = (found.get((row["slug"], role), NOBODY) for role in (None, *ROLES))
        listed.append(
            {
                "slug": row["slug"], "acronyms": row["acronyms"], "title_en": row["name"]["en"],
                "title_es": row["name"]["es"], "commitments": every[0], "mandates": every[1],
                "asked_commitments": asked[0], "asked_mandates": asked[1], "partner_commitments": partner[0],
                "partner_mandates": partner[1], "named_commitments": named[0], "named_mandates": named[1],
            }
        )  # fmt: skip
    return listed


def _by(database: Database, column: str) -> Mapping[object, tuple[int, int, int]]:
    """Commitments, mandates and placements by what the column says."""
    counted = f"SELECT {column}, count(DISTINCT m.commitment), count(*) FROM mandate m GROUP BY 1"
    placed = f"SELECT {column}, count(*) FROM placement p CROSS JOIN mandate m ON m.number = p.mandate GROUP BY 1"
    placements: dict[object, int] = dict(database.rows(placed))
    return {
        value: (commitments, mandates, placements.get(value, 0))
        for value, commitments, mandates in database.rows(counted)
    }


def _by_theme(database: Database, theme: str) -> dict[object, tuple[int, int, int]]:
    rows = database.rows(
        f"SELECT {theme}, count(DISTINCT m.commitment), count(DISTINCT m.number), count(*)"
        " FROM placement p CROSS JOIN mandate m ON m.number = p.mandate GROUP BY 1"
    )
    return {slug: (commitments, mandates, placements) for slug, commitments, mandates, placements in rows}


def languages(database: Database) -> list[str]:
    return [code for (code,) in database.rows("SELECT DISTINCT language FROM mandate ORDER BY 1")]


def years(database: Database) -> list[int]:
    """Of the summits that some mandate is from."""
    rows = database.rows("SELECT DISTINCT summit FROM mandate WHERE summit NOT NULL ORDER BY 1")
    return [year for (year,) in rows]


def totals(database: Database) -> Counts:
    return {
        "commitments": database.count("SELECT count(DISTINCT commitment) FROM mandate"),
        "mandates": database.count("SELECT count(*) FROM mandate"),
        "placements": database.count("SELECT count(*) FROM placement"),
        "items": database.count("SELECT total(items) FROM mandate"),
    }


def pages(database: Database) -> int:
    return database.count("SELECT count(DISTINCT page) FROM placement")
