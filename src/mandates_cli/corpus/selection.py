"""Filters and queries as SQL. The names a user gives are checked against the corpus' own tables."""

import json
import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from mandates_cli.errors import FieldError, MandatesError, UnknownName, UsageError

if TYPE_CHECKING:
    from mandates_cli.query import Field, Node

LANGUAGES: Final = ("en", "es")
HELD_BY: Final = "m.number IN (SELECT mandate FROM placement WHERE {})"
# The best passage of each mandate.
RANKED: Final = """
LEFT JOIN (
    SELECT p.mandate AS mandate, min(words.rank) AS rank
    FROM words JOIN passage p ON p.number = words.rowid WHERE words MATCH ? GROUP BY p.mandate
) ranked ON ranked.mandate = m.number
"""
MOST_RANKED: Final = 20_000
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
    """`where` over `mandate m`, which `source` may join; `order` and `limit` come after it."""

    where: str
    values: tuple[object, ...]
    order: str
    source: str = ""
    source_values: tuple[object, ...] = ()
    limit: int | None = None


def unknown(kind: str, name: str, known: Sequence[str], command: str) -> UnknownName:
    from difflib import get_close_matches

    close = get_close_matches(name.casefold(), known, n=3, cutoff=0.5)
    close += [k for k in known if k not in close and name.casefold() in k][: 3 - len(close)]
    guess = f" Did you mean {' or '.join(close)}?" if close else ""
    return UnknownName(f"No {kind} {name!r}.{guess} {command} lists them.", name, tuple(close))


class Selector:
    """`faults` are errors of functions that SQL called; the engine's own message says nothing of them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.faults: list[MandatesError] = []
        self._functions: set[str] = set()

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
        narrow([(HELD_BY.format("theme = ? OR substr(theme, 1, ?) = ?"), self.theme(t)) for t in filters.theme])
        narrow([(HELD_BY.format("page = ?"), (self.page(p),)) for p in filters.page])
        if tree is not None:
            from mandates_cli.corpus import matching  # a listing needs no query

            clause, found = matching.Matcher(self.field, self.function).clause(tree)
            parts.append(clause)
            values.extend(found)
        where = " AND ".join(parts) or "1"
        return self._ordered(
            Selection(where, tuple(values), "m.number", limit=_limit(filters.limit)), filters.sort, tree
        )

    def _ordered(self, chosen: Selection, sort: str | None, tree: "Node | None") -> Selection:
        if sort is not None and sort != "rank":
            if sort not in SORTS:
                raise UsageError(f"Cannot sort by {sort!r}; choose one of {', '.join(SORTS)}.")
            return chosen._replace(order=SORTS[sort])
        if tree is None:
            return chosen
        from mandates_cli.corpus import matching

        shown = matching.any_term(tree)
        if shown is None or (sort is None and self._many(chosen)):
            return chosen
        return chosen._replace(
            source=RANKED, source_values=(shown,), order="ranked.rank IS NULL, ranked.rank, m.number"
        )

    def _many(self, chosen: Selection) -> bool:
        """Whether there are so many that ranking them would take longer than anyone waits for the first."""
        count = f"SELECT count(*) FROM (SELECT 1 FROM mandate m WHERE {chosen.where} LIMIT ?)"
        try:
            return bool(self.connection.execute(count, (*chosen.values, MOST_RANKED + 1)).fetchone()[0] > MOST_RANKED)
        except sqlite3.OperationalError:
            return True  # the same query is about to say what is wrong with it

    def field(self, field: "Field") -> tuple[str, list[object]]:
        """A property in a query as a clause, true or false of every mandate. Raises FieldError for an unknown value."""
        try:
            return self._field(*field)
        except UsageError as error:
            raise FieldError(str(error), field) from error

    def _field(self, name: str, value: str) -> tuple[str, list[object]]:
        if name == "summit":
            return "coalesce(m.summit BETWEEN ? AND ?, 0)", list(self.years(value))
        if name == "theme":
            return HELD_BY.format("theme = ? OR substr(theme, 1, ?) = ?"), list(self.theme(value))
        if name == "document":
            return "coalesce(m.document IN (SELECT value FROM json_each(?)), 0)", [json.dumps(self.documents(value))]
        if name == "lang":
            return "m.language = ?", [_language(value)]
        if name == "label":
            label = value.casefold()
            return "m.number IN (SELECT mandate FROM passage WHERE lower(label) = ?)", [label]
        return f"{self._regex(value)}(m.text)", []

    def _regex(self, pattern: str) -> str:
        """The name of an SQL function that says whether a text matches."""
        from mandates_cli.corpus.regex import compiled

        matches = compiled(pattern, self.faults)
        name = f"regex_{abs(hash(pattern))}"
        self.function(name, 1, matches)
        return name

    def function(self, name: str, arguments: int, function: Callable[..., bool]) -> None:
        """Give SQL a function, once: a statement that still runs may be using it."""
        if name not in self._functions:
            self.connection.create_function(name, arguments, function, deterministic=True)
            self._functions.add(name)

    def documents(self, name: str) -> list[str]:
        """The documents whose id is `name`, or has it for one of its words: `lima`, `declaration`."""
        known = self._known("id", "document")
        wanted = name.casefold()
        found = [id for id in known if id == wanted or wanted in id.split("-")]
        if not found:
            raise unknown("document", name, known, "'mandates documents'")
        return found

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
            message = f"No summit {name!r}. Did you mean {nearest}? 'mandates summits' lists them."
            raise UnknownName(message, name, (nearest,))
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
