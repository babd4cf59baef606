"""Filters and queries as SQL. The names a user gives are checked against the corpus' own tables."""

import re
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from mandates_cli.errors import UnknownName, UsageError

if TYPE_CHECKING:
    from mandates_cli.query import Node

LANGUAGES: Final = ("en", "es")
SORTS: Final = {
    "summit": "m.summit IS NULL, m.summit DESC, m.number",
    "document": "m.document IS NULL, m.document, m.number",
    "theme": "(SELECT min(theme) FROM placement p WHERE p.mandate = m.number) NULLS LAST, m.number",
    "id": "m.id",
}


class Filters(NamedTuple):
    """Values of one kind widen (any of them), kinds narrow (all of them)."""

    summit: Sequence[str] = ()
    theme: Sequence[str] = ()
    document: Sequence[str] = ()
    lang: Sequence[str] = ()
    page: Sequence[str] = ()
    limit: int | None = None
    sort: str | None = None


class Selection(NamedTuple):
    """`where` over `mandate m`; `order` and `limit` come after it."""

    where: str
    values: tuple[object, ...]
    order: str
    order_values: tuple[object, ...] = ()
    limit: int | None = None


def unknown(kind: str, name: str, known: Sequence[str], command: str) -> UnknownName:
    from difflib import get_close_matches

    close = get_close_matches(name.casefold(), known, n=3, cutoff=0.5)
    close += [k for k in known if k not in close and name.casefold() in k][: 3 - len(close)]
    guess = f" Did you mean {' or '.join(close)}?" if close else ""
    return UnknownName(f"No {kind} {name!r}.{guess} {command} lists them.", tuple(close))


class Selector:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def selection(self, filters: Filters, tree: "Node | None") -> Selection:
        parts: list[str] = []
        values: list[object] = []

        def narrow(clauses: Sequence[tuple[str, Sequence[object]]]) -> None:
            if clauses:
                parts.append("(" + " OR ".join(c for c, _ in clauses) + ")")
                values.extend(v for _, vs in clauses for v in vs)

        narrow([("m.summit BETWEEN ? AND ?", self.years(s)) for s in filters.summit])
        narrow([("m.document = ?", (self.document(d),)) for d in filters.document])
        narrow([("m.language = ?", (_language(x),)) for x in filters.lang])
        held = "m.number IN (SELECT mandate FROM placement WHERE {})"
        narrow([(held.format("theme = ? OR substr(theme, 1, ?) = ?"), self.theme(t)) for t in filters.theme])
        narrow([(held.format("page = ?"), (self.page(p),)) for p in filters.page])
        if tree is not None:
            from mandates_cli.corpus import matching  # a listing needs no query

            clause, found = matching.clause(tree)
            parts.append(clause)
            values.extend(found)
        order, order_values = self._order(filters.sort, tree)
        return Selection(" AND ".join(parts) or "1", tuple(values), order, order_values, _limit(filters.limit))

    def _order(self, sort: str | None, tree: "Node | None") -> tuple[str, tuple[object, ...]]:
        if sort is not None and sort != "rank":
            if sort not in SORTS:
                raise UsageError(f"Cannot sort by {sort!r}; choose one of {', '.join(SORTS)}.")
            return SORTS[sort], ()
        if tree is None:
            return "m.number", ()
        from mandates_cli.corpus import matching

        any_term = matching.any_term(tree)
        if any_term is None:
            return "m.number", ()
        ranks = "(SELECT rank FROM words WHERE words MATCH ? AND words.rowid = m.number)"
        return f"{ranks}, m.number", (any_term,)

    def years(self, name: str) -> tuple[int, int]:
        """First and last year of `2022`, `IX` or `2015..2022` (either end may be left out)."""
        if ".." in name:
            first, last = name.split("..", 1)
            start, end = (self._year(first) if first else 0), (self._year(last) if last else 9999)
            if start > end:
                raise UsageError(f"The range {name} runs backwards; write {last}..{first}.")
            return start, end
        year = self._year(name)
        return year, year

    def _year(self, name: str) -> int:
        row = self.connection.execute(
            "SELECT year FROM summit WHERE CAST(year AS TEXT) = ?1 OR number = upper(?1)", (name.strip(),)
        ).fetchone()
        if row:
            return int(row[0])
        known = [str(y) for (y,) in self.connection.execute("SELECT year FROM summit ORDER BY year")]
        if re.fullmatch(r"\d{4}", name):
            nearest = sorted(known, key=lambda y: abs(int(y) - int(name)))[0]
            raise UnknownName(f"No summit {name!r}. Did you mean {nearest}? 'mandates summits' lists them.", (nearest,))
        raise unknown("summit", name, known, "'mandates summits'")

    def _known(self, column: str, table: str) -> list[str]:
        rows = self.connection.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY 1")
        return [name for (name,) in rows]

    def document(self, name: str) -> str:
        known = self._known("id", "document")
        if name.casefold() in known:
            return name.casefold()
        starts = [k for k in known if k.startswith(name.casefold())]
        if len(starts) == 1:
            return starts[0]
        raise unknown("document", name, known, "'mandates documents'")

    def theme(self, name: str) -> tuple[str, int, str]:
        known = self._known("slug", "theme")
        slug = name.casefold().strip("/")
        if slug not in known:
            raise unknown("theme", name, known, "'mandates themes'")
        return slug, len(slug) + 1, slug + "/"

    def page(self, name: str) -> str:
        known = self._known("page", "placement")
        if name in known:
            return name
        ends = [k for k in known if k.rsplit("/", 1)[-1] == name]
        if len(ends) == 1:
            return ends[0]
        raise unknown("page", name, known, "'mandates list --fields placements'")


def _language(name: str) -> str:
    if name not in LANGUAGES:
        raise unknown("language", name, LANGUAGES, "'mandates info'")
    return name


def _limit(limit: int | None) -> int | None:
    if limit is not None and limit < 0:
        raise UsageError("--limit counts mandates and cannot be negative; leave it out for all of them.")
    return limit
