"""Filters and queries as SQL. The names a user gives are checked against the corpus' own tables."""

import json
import re
import sqlite3
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from mandates_cli.corpus.index import LANGUAGES, MANDATE, PASSAGE_BITS
from mandates_cli.errors import FieldError, MandatesError, UnknownName, UsageError
from mandates_cli.query.filters import Filters

if TYPE_CHECKING:
    from mandates_cli.query import Field, Node

HELD_BY: Final = "EXISTS (SELECT 1 FROM placement p WHERE p.mandate = m.number AND {})"
THEMES: Final = HELD_BY.format("theme IN (SELECT value FROM json_each(?))")
# Mandates by their best passage; those that show nothing come last.
RANKED: Final = f"""
SELECT record FROM (
    SELECT m.number AS found, r.rank AS rank FROM mandate m LEFT JOIN (
        SELECT {MANDATE} AS mandate, min(words.rank) AS rank FROM words WHERE words MATCH ? GROUP BY 1
    ) r ON r.mandate = m.number WHERE {{where}} ORDER BY r.rank IS NULL, r.rank, m.number LIMIT ?
) JOIN mandate ON number = found ORDER BY rank IS NULL, rank, found
"""
# Where each match shows something, other mandates are never looked at, and the records are fetched last.
DRIVEN: Final = (
    f"words CROSS JOIN mandate m INDEXED BY mandate_narrow ON m.number = {MANDATE} WHERE words MATCH ? AND {{where}}"
)
BEST: Final = f"""
SELECT record FROM (
    SELECT m.number AS found, min(words.rank) AS rank FROM {DRIVEN} GROUP BY 1 ORDER BY 2, 1 LIMIT ?
) JOIN mandate ON number = found ORDER BY rank, found
"""
SOME: Final = "SELECT count(*) FROM (SELECT 1 FROM {} LIMIT ?)"
SECONDS: Final = 1.0
MOST_RANKED: Final = 20_000
MOST_BEGUN: Final = 1_000
SORTS: Final = {
    "summit": "m.summit IS NULL, m.summit DESC, m.number",
    "document": "m.document IS NULL, m.document, m.number",
    "theme": "(SELECT min(theme) FROM placement p WHERE p.mandate = m.number) NULLS LAST, m.number",
    "id": "m.id",
}


class Selection(NamedTuple):
    """`numbers` are those of the mandates, each once, from a clause that begins at FROM; `records` gives their records
    in order, each once or, where they are `repeated`, some again and again in a row."""

    numbers: str
    values: tuple[object, ...]
    records: str
    record_values: tuple[object, ...]
    limit: int
    repeated: bool = False


def unknown(kind: str, name: str, known: Sequence[str], command: str) -> UnknownName:
    from difflib import get_close_matches

    close = get_close_matches(name.casefold(), known, n=3, cutoff=0.5)
    close += [k for k in known if k not in close and name.casefold() in k][: 3 - len(close)]
    guess = f" Did you mean {' or '.join(close)}?" if close else ""
    return UnknownName(f"No {kind} {name!r}.{guess} {command} lists them.", name, tuple(close))


class Budget:
    """Seconds that a query's slow texts may take together."""

    left = SECONDS


class Selector:
    """`faults` are what ended functions that SQL called; the engine's own message says nothing of it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.faults: list[MandatesError | KeyboardInterrupt] = []
        self._budget = Budget()
        self._functions: dict[object, str] = {}

    def selection(self, filters: Filters, tree: "Node | None") -> Selection:
        self._budget.left = SECONDS
        parts: list[str] = []
        values: list[object] = []

        def narrow(clauses: Sequence[tuple[str, Sequence[object]]]) -> None:
            if clauses:
                parts.append("(" + " OR ".join(c for c, _ in clauses) + ")")
                values.extend(v for _, vs in clauses for v in vs)

        narrow([("m.summit BETWEEN ? AND ?", self.years(s)) for s in filters.summit])
        narrow([("m.document = ?", (self.document(d),)) for d in filters.document])
        narrow([("m.language = ?", (language(x),)) for x in filters.lang])
        narrow([(THEMES, (self.theme(t),)) for t in filters.theme])
        narrow([(HELD_BY.format("page = ?"), (self.page(p),)) for p in filters.page])
        where = " AND ".join(parts) or "1"
        limit = -1 if filters.limit is None else min(filters.limit, sys.maxsize)
        if limit < 0 and filters.limit is not None:
            raise UsageError("--limit counts mandates and cannot be negative; leave it out for all of them.")
        if filters.sort not in (None, "rank", *SORTS):
            raise UsageError(f"Cannot sort by {filters.sort!r}; choose one of {', '.join(SORTS)}.")
        if tree is None:
            return _listed(where, values, filters.sort, limit)
        return self._searched(where, values, filters.sort, limit, tree)

    def _searched(self, where: str, values: list[object], sort: str | None, limit: int, tree: "Node") -> Selection:
        """Of the mandates that `where` leaves."""
        from mandates_cli.corpus import fts  # a listing needs no query

        matcher = fts.Matcher(self.field, self.function, self._begun)
        shown = matcher.shown(tree)
        if shown is None or not fts.implied(tree):
            clause, found = matcher.clause(tree)
            listed = _listed(f"{where} AND {clause}", [*values, *found], sort, limit)
            if shown is None or sort in SORTS or (sort is None and self._many("words WHERE words MATCH ?", [shown])):
                return listed
            ranked = RANKED.format(where=f"{where} AND {clause}")
            return listed._replace(records=ranked, record_values=(shown, *listed.values, limit))
        rest = fts.beside(tree)
        clause, found = matcher.clause(rest) if rest is not None else ("1", [])
        driven = DRIVEN.format(where=f"{where} AND {clause}")
        bound = (shown, *values, *found)
        chosen = Selection(
            f"(SELECT DISTINCT m.number AS number FROM {driven})", bound, BEST.format(where=f"{where} AND {clause}"),
            (*bound, limit), limit,
        )  # fmt: skip
        if sort in SORTS:
            return chosen._replace(records=_sorted(f"m.number IN {chosen.numbers}", sort))
        if sort is None and self._many("words WHERE words MATCH ?", [shown]) and self._many(driven, bound):
            streamed = f"SELECT m.number, (SELECT record FROM mandate WHERE number = m.number) FROM {driven}"
            return chosen._replace(records=f"{streamed} ORDER BY words.rowid", record_values=bound, repeated=True)
        return chosen

    def _many(self, source: str, values: Sequence[object]) -> bool:
        """Whether there are so many that ranking them would take longer than anyone waits for the first."""
        rows = self.connection.execute(SOME.format(source), (*values, MOST_RANKED + 1))
        return bool(rows.fetchone()[0] > MOST_RANKED)

    def _begun(self, beginning: str) -> tuple[list[str], bool]:
        """Words of the corpus that begin so, and whether others share a stem with one of them."""
        within = "word >= ?1 AND word < ?1 || ?2"
        bounds = (beginning, chr(sys.maxunicode))
        rows = self.connection.execute(f"SELECT word FROM word WHERE {within} LIMIT ?3", (*bounds, MOST_BEGUN))
        found = [word for (word,) in rows]
        shared = " UNION ALL ".join(
            f"SELECT 1 FROM word WHERE {lang} IN (SELECT {lang} FROM word WHERE {within}) AND NOT ({within})"
            for lang in LANGUAGES
        )
        return found, self.connection.execute(f"SELECT EXISTS ({shared})", bounds).fetchone() == (1,)

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
            return THEMES, [self.theme(value)]
        if name == "document":
            return "coalesce(m.document IN (SELECT value FROM json_each(?)), 0)", [json.dumps(self.documents(value))]
        if name == "lang":
            return "m.language = ?", [language(value)]
        if name == "label":
            held = f"p.number >= m.number << {PASSAGE_BITS} AND p.number < (m.number + 1) << {PASSAGE_BITS}"
            return f"EXISTS (SELECT 1 FROM passage p WHERE {held} AND label = ?)", [value.casefold()]
        return f"{self._regex(value)}(m.text)", []

    def _regex(self, pattern: str) -> str:
        """The name of an SQL function that says whether a text matches."""
        from mandates_cli.corpus.regex import compiled

        return self.function(pattern, 1, compiled(pattern, self._budget))

    def function(self, meaning: object, parameters: int, function: Callable[..., bool]) -> str:
        """The name that SQL has for a function. A statement that still runs may use it, so it is given only once."""

        def noted(*values: object) -> bool:
            try:
                return function(*values)
            except (MandatesError, KeyboardInterrupt) as fault:
                self.faults.append(fault)
                raise

        if meaning not in self._functions:
            name = self._functions[meaning] = f"function_{len(self._functions)}"
            self.connection.create_function(name, parameters, noted, deterministic=True)
        return self._functions[meaning]

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
        summits = self.connection.execute("SELECT year, number FROM summit ORDER BY year").fetchall()
        wanted = name.strip().upper()
        for year, number in summits:
            if wanted in (str(year), number):
                return int(year)
        known = [str(year) for year, _ in summits]
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

    def theme(self, name: str) -> str:
        """The theme and its sub-themes, as JSON."""
        known = self._known("slug", "theme")
        slug = name.casefold().strip("/")
        if slug not in known:
            raise unknown("theme", name, known, "'mandates themes'")
        return json.dumps([k for k in known if k == slug or k.startswith(f"{slug}/")])

    def page(self, name: str) -> str:
        known = self._known("page", "placement")
        if name in known:
            return name
        ends = [k for k in known if k.rsplit("/", 1)[-1] == name]
        if len(ends) == 1:
            return ends[0]
        raise unknown("page", name, known, "'mandates list --fields placements'")


def language(name: str) -> str:
    if name.casefold() not in LANGUAGES:
        raise unknown("language", name, LANGUAGES, "'mandates info'")
    return name.casefold()


def among(numbers: Iterable[int], sort: str | None, limit: int) -> Selection:
    """A selection of mandates whose numbers are known."""
    return _listed("m.number IN (SELECT value FROM json_each(?))", [json.dumps([*numbers])], sort, limit)


def _listed(where: str, values: Sequence[object], sort: str | None, limit: int) -> Selection:
    """A selection that looks at every mandate."""
    numbers = f"(SELECT m.number AS number FROM mandate m WHERE {where})"
    return Selection(numbers, tuple(values), _sorted(where, sort), (*values, limit), limit)


def _sorted(where: str, sort: str | None) -> str:
    order = SORTS.get(sort or "", "m.number")
    return f"SELECT m.record FROM mandate m WHERE {where} ORDER BY {order} LIMIT ?"
