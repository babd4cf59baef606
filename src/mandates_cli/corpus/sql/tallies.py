"""How much of a selection there is of each summit, theme, body and so on, or of each two of these."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from mandates_cli.corpus.database import Database
from mandates_cli.corpus.sql.catalogue import SELECTED, THEME_OF
from mandates_cli.corpus.sql.clauses import Clause
from mandates_cli.query.dimensions import Dimension, Unit, Value
from mandates_cli.query.register import NO_YEAR

COLUMNS: Final[Mapping[Dimension, str]] = {
    "summit": "m.summit", "document": "m.document", "language": "m.language", "theme": THEME_OF, "body": "a.body",
    "due": f"CASE WHEN d.mandate NOT NULL THEN coalesce(d.year, '{NO_YEAR}') END",
}  # fmt: skip
# Sub-themes are asked for alone: a theme has theirs.
BELOW: Final[Mapping[Dimension, str]] = {**COLUMNS, "theme": "p.theme"}
ONLY_BELOW: Final = " WHERE instr(p.theme, '/')"
PLACED: Final = " LEFT JOIN placement p ON p.mandate = m.number"
JOINS: Final[Mapping[str, str]] = {
    "theme": PLACED,
    "placements": PLACED,
    "body": " LEFT JOIN addressee a ON a.mandate = m.number",
    "due": " LEFT JOIN deadline d ON d.mandate = m.number",
}
# What is counted of each two values, once, and how it is summed.
COUNTED: Final[Mapping[Unit, tuple[str, str]]] = {
    "commitments": ("m.commitment", "count(*)"),
    "mandates": ("m.number", "count(*)"),
    "placements": ("p.rowid AS placed", "count(placed)"),
    "items": ("m.number, m.items AS items", "CAST(total(items) AS INTEGER)"),
}


def tallied(database: Database, selected: Clause, by: Sequence[Dimension], unit: Unit) -> dict[tuple[Value, ...], int]:
    """The count of each value, or of each two that meet. What has several counts in each; a theme covers its
    sub-themes; what has none counts under null."""
    found = dict(_grouped(database, selected, [COLUMNS[one] for one in by], by, unit))
    if "theme" in by:
        found |= _grouped(database, selected, [BELOW[one] for one in by], by, unit, ONLY_BELOW)
    return found


def _grouped(
    database: Database,
    selected: Clause,
    columns: Sequence[str],
    by: Sequence[Dimension],
    unit: Unit,
    where: str = "",
) -> Iterator[tuple[tuple[Value, ...], int]]:
    joins = "".join(dict.fromkeys(JOINS[one] for one in (*by, unit) if one in JOINS))
    counted, summed = COUNTED[unit]
    names = ", ".join(f"v{place}" for place in range(len(by)))
    values = ", ".join(f"{column} AS v{place}" for place, column in enumerate(columns))
    rows = database.rows(
        f"SELECT {names}, {summed} FROM (SELECT DISTINCT {values}, {counted} FROM"
        f" {SELECTED.format(selected.sql)}{joins}{where}) GROUP BY {names}",
        selected.values,
    )
    return ((tuple(row[:-1]), row[-1]) for row in rows)


def taken_up(
    database: Database, selected: Clause, older: Iterable[str]
) -> list[tuple[int | None, int, int, frozenset[str]]]:
    """Of each summit: selected commitments, those of them with a mandate among the ids `older`, and the languages of
    its mandates."""
    taken = "CASE WHEN m.id IN (SELECT value FROM json_each(?)) THEN m.commitment END"
    rows = database.rows(
        f"SELECT m.summit, count(DISTINCT m.commitment), count(DISTINCT {taken}), group_concat(DISTINCT m.language)"
        f" FROM {SELECTED.format(selected.sql)} GROUP BY 1 ORDER BY m.summit IS NULL, m.summit",
        (json.dumps([*older]), *selected.values),
    )
    return [(summit, commitments, count, frozenset(codes.split(","))) for summit, commitments, count, codes in rows]


def by_language(database: Database) -> Counter[tuple[int, str]]:
    """How many mandates there are of each known summit in each language."""
    rows = database.rows("SELECT summit, language, count(*) FROM mandate WHERE summit NOT NULL GROUP BY 1, 2")
    return Counter({(summit, language): count for summit, language, count in rows})
