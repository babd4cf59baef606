"""Filters as conditions on `mandate m`, true or false of each: what `Criterion.admits` says, asked of SQLite."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from mandates_cli.query.filters import ASKED, Asks, Criterion, Documents, Due, Languages, Pages, Summits, Themes

HELD_BY: Final = "EXISTS (SELECT 1 FROM placement p WHERE p.mandate = m.number AND p.{} IN ({}))"

ASKING: Final = f"m.number IN (SELECT mandate FROM addressee WHERE role = '{ASKED}' AND body IN ({{}}))"


class Clause(NamedTuple):
    sql: str
    values: tuple[object, ...] = ()


NOTHING_ASKED: Final = Clause("1")


def joined(operator: str, clauses: Iterable[Clause]) -> Clause:
    """Conditions under AND or OR; of none, what is always true."""
    parts = list(clauses)
    if not parts:
        return NOTHING_ASKED
    if len(parts) == 1:
        return parts[0]
    values = tuple(value for part in parts for value in part.values)
    return Clause(f"({f' {operator} '.join(part.sql for part in parts)})", values)


def criterion(asked: Criterion) -> Clause:
    """A new criterion gets its line here."""
    if isinstance(asked, Summits):
        # What is unknown is no reason to leave a NOT unanswered.
        clauses = [Clause("coalesce(m.summit BETWEEN ? AND ?, 0)", years) for years in asked.ranges]
        return joined("OR", [*clauses, *([Clause("m.summit IS NULL")] if asked.unknown else [])])
    if isinstance(asked, Documents):
        return Clause(f"coalesce(m.document IN ({_marks(asked.ids)}), 0)", asked.ids)
    if isinstance(asked, Languages):
        return Clause(f"m.language IN ({_marks(asked.codes)})", asked.codes)
    if isinstance(asked, Themes):
        return Clause(HELD_BY.format("theme", _marks(asked.slugs)), asked.slugs)
    if isinstance(asked, Asks):
        return Clause(ASKING.format(_marks(asked.bodies)), asked.bodies)
    if isinstance(asked, Due):
        within = ending(asked)
        return Clause(f"m.number IN (SELECT d.mandate FROM deadline d WHERE {within.sql})", within.values)
    assert isinstance(asked, Pages)
    return Clause(HELD_BY.format("page", _marks(asked.pages)), asked.pages)


def ending(due: Due) -> Clause:
    """A condition on `deadline d`: it is one of these."""
    if due.every:
        return NOTHING_ASKED
    return joined("OR", [Clause("d.year BETWEEN ? AND ?", years) for years in due.ranges])


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
