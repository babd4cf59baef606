"""The Corpus that people import, and that the commands ask.

from mandates_cli import Corpus
Corpus.open().search("cybercrime", summit=2022)
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import groupby, islice, pairwise
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from mandates_cli.corpus import index, location
from mandates_cli.corpus.index import LANGUAGES
from mandates_cli.corpus.location import Location
from mandates_cli.corpus.selection import SORTS, Selection, Selector, among, language, unknown
from mandates_cli.errors import CorpusError, FieldError, MandatesError, UnknownName, UsageError
from mandates_cli.query.filters import Filters
from mandates_cli.rows import MandateRow, loaded

if TYPE_CHECKING:
    from mandates_cli.compare.diff import Comparison
    from mandates_cli.compare.lineage import Between, Family, Lineage, Links
    from mandates_cli.compare.links import Link
    from mandates_cli.corpus.encoder import Encoder
    from mandates_cli.corpus.scale import Engine
    from mandates_cli.corpus.vectors import Vectors
    from mandates_cli.model import Mandate
    from mandates_cli.query import Node

Row: TypeAlias = dict[str, Any]
Names: TypeAlias = "str | int | Sequence[str | int] | None"

__all__ = ["Corpus", "Filters", "Location", "Row", "Similar", "location"]

FILTERS = ("summit", "theme", "document", "lang", "page")
# Words so short are like too many; how alike two must be for one to be suggested for the other (0 to 1).
SHORTEST = 4
LIKE = 0.75
# From so many mandates up, a second index is worth its place.
LARGE = 100_000
COUNTS = "(SELECT count(*) FROM mandate WHERE {}), (SELECT count(*) FROM placement WHERE {})"


class Similar(NamedTuple):
    """`score` is the cosine of the question and the mandate's nearest passage: 1 for the same words, near 0 for nothing
    in common."""

    mandate: "Mandate"
    score: float


class Corpus:
    """Read-only. Records come as `Mandate`; the `raw` methods give their JSON text without importing pydantic."""

    def __init__(self, where: Location, connection: sqlite3.Connection) -> None:
        self.where = where
        self._connection = connection
        self._selector = Selector(connection)
        self._vectors: Vectors | None = None
        self._links: Sequence[Link] | None = None

    @classmethod
    def open(cls, data_dir: Path | str | None = None) -> "Corpus":
        """The corpus in `data_dir`, else the one a command would read. Raises CorpusError where there is none."""
        where = location.to_read(Path(data_dir) if data_dir is not None else None)
        return cls(where, index.opened(where))

    def search(
        self,
        query: str,
        *,
        summit: Names = None,
        theme: Names = None,
        document: Names = None,
        lang: Names = None,
        page: Names = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> "list[Mandate]":
        """Mandates that match `query`, best first. Raises QueryError, and UnknownName for a filter."""
        from mandates_cli.query import parse, pointed

        filters = Filters(_some(summit), _some(theme), _some(document), _some(lang), _some(page), limit, sort)
        try:
            return _validated(self.raw(filters, parse(query)))
        except FieldError as error:
            raise pointed(error, query) from error

    def list(
        self,
        *,
        summit: Names = None,
        theme: Names = None,
        document: Names = None,
        lang: Names = None,
        page: Names = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> "list[Mandate]":
        filters = Filters(_some(summit), _some(theme), _some(document), _some(lang), _some(page), limit, sort)
        return _validated(self.raw(filters))

    def similar(
        self,
        question: str,
        *,
        summit: Names = None,
        theme: Names = None,
        document: Names = None,
        lang: Names = None,
        page: Names = None,
        limit: int | None = None,
        sort: str | None = None,
        hybrid: bool = False,
    ) -> "Sequence[Similar]":
        """The 20 (or `limit`) mandates whose meaning is nearest to the question, in whatever language, nearest first;
        with `hybrid` what `search` finds shares the ranking.

        Raises QueryError, UnknownName, and UsageError where no encoder is installed.
        """
        from mandates_cli.model import Mandate
        from mandates_cli.query.grammar import pointed

        filters = Filters(_some(summit), _some(theme), _some(document), _some(lang), _some(page), limit, sort)
        try:
            found = self.scored(filters, question, hybrid)
        except FieldError as error:
            raise pointed(error, question) from error
        return [Similar(Mandate.model_validate_json(raw), score) for raw, score in found]

    def get(self, id: str) -> "Mandate":
        """The mandate whose id is `id` or alone begins with it. Raises UnknownName."""
        return _validated([self.raw_of(id)])[0]

    def raw(self, filters: Filters = Filters(), tree: "Node | None" = None) -> Iterator[str]:  # noqa: B008 (frozen)
        """JSON of each selected mandate; names are checked before the first is asked for."""
        if filters.sort in (None, "rank") and (found := self._found(filters, tree)) is not None:
            return map(self._record, found)
        s = self._selection(filters, tree)
        rows = self._rows(self._execute(s.records, s.record_values))
        if not s.repeated:
            return (record for (record,) in rows)
        once = (next(group)[1] for _, group in groupby(rows, key=itemgetter(0)))
        return islice(once, None if s.limit < 0 else s.limit)

    def scored(
        self, filters: Filters, text: str, hybrid: bool = False, told: "Callable[[int], None]" = lambda _: None
    ) -> "Sequence[tuple[str, float]]":
        """JSON and score of the mandates nearest to a question. `told` hears how many texts must be encoded first."""
        from mandates_cli.corpus import vectors
        from mandates_cli.query.grammar import parse
        from mandates_cli.query.question import question

        asked, narrowing = question(text)
        words = parse(text) if hybrid else None
        s = self._selection(filters, narrowing)
        limit = vectors.LIMIT if filters.limit is None else filters.limit
        numbers = [number for (number,) in self._rows(self._execute(f"SELECT number FROM {s.numbers}", s.values))]
        scores = dict(vectors.nearest(self._held(told), self.encoder.encode([asked])[0], numbers))
        order = [*scores]
        if words:
            most = max(limit, vectors.WINDOW)
            found = map(self._number, self.raw(filters._replace(sort=None, limit=most), words))
            order = vectors.fused(order[:most], [number for number in found if number in scores])
        chosen = order[:limit]
        if filters.sort in SORTS:
            listed = "m.number IN (SELECT value FROM json_each(?))"
            rows = self._execute(
                f"SELECT m.number FROM mandate m WHERE {listed} ORDER BY {SORTS[filters.sort]}", (json.dumps(chosen),)
            )
            chosen = [number for (number,) in self._rows(rows)]
        return [(self._record(number), round(scores[number], 4)) for number in chosen]

    def _record(self, number: int) -> str:
        return str(self._execute("SELECT record FROM mandate WHERE number = ?", (number,)).fetchone()[0])

    def _number(self, raw: str) -> int:
        id = json.loads(raw)["id"]
        return int(self._execute("SELECT number FROM mandate WHERE id = ?", (id,)).fetchone()[0])

    def _held(self, told: "Callable[[int], None]") -> "Vectors":
        from mandates_cli.corpus import vectors

        if self._vectors is None:
            stamp = index.stamp(self._connection)
            self._vectors = vectors.vectors(self.where, stamp, self._numbered, self.encoder, told)
        return self._vectors

    def _numbered(self) -> Iterator[tuple[Any, ...]]:
        return self._rows(self._execute("SELECT number, record FROM mandate ORDER BY number"))

    @cached_property
    def encoder(self) -> "Encoder":
        """What a search by meaning asks. Raises UsageError where none is installed."""
        from mandates_cli.corpus.encoder import installed

        return installed()

    @cached_property
    def engine(self) -> "Engine | None":
        """What finds words in a large corpus, where the extra for that is installed; else the index does."""
        if not self._large():
            return None
        from mandates_cli.corpus import scale

        return scale.engine(self.where, self._connection, self._selector)

    def _large(self) -> bool:
        return (self._execute("SELECT max(number) FROM mandate").fetchone()[0] or 0) >= LARGE

    def _engine_name(self) -> str:
        """What a search would ask; nothing is made to tell it."""
        from mandates_cli.corpus import scale

        return (self._large() and scale.name()) or f"SQLite {sqlite3.sqlite_version} FTS5"

    def _found(self, filters: Filters, tree: "Node | None") -> Iterator[int] | None:
        """The numbers of matches as the engine finds them; null where the index is to be asked."""
        if tree is None or self.engine is None:
            return None
        with self._guarded():
            return self.engine.numbers(filters, tree)

    def count(self, filters: Filters = Filters(), tree: "Node | None" = None) -> int:  # noqa: B008 (frozen)
        if tree and self.engine:
            with self._guarded():
                count = self.engine.count(filters, tree)
            if count is not None:
                return count
        s = self._selection(filters, tree)
        return int(self._execute(f"SELECT count(*) FROM {s.numbers}", s.values).fetchone()[0])

    def counts(self, filters: Filters = Filters(), tree: "Node | None" = None) -> Row:  # noqa: B008 (frozen)
        """How many mandates match, in how many placements, with how many items."""
        s = self._selection(filters, tree)
        rows = self._execute(
            "SELECT count(*), total((SELECT count(*) FROM placement WHERE mandate = m.number)), total(m.items)"
            f" FROM {s.numbers} f CROSS JOIN mandate m INDEXED BY mandate_narrow ON m.number = f.number",
            s.values,
        )
        return dict(zip(("mandates", "placements", "items"), map(int, rows.fetchone()), strict=True))

    def facets(self, filters: Filters = Filters(), tree: "Node | None" = None) -> "Sequence[Row]":  # noqa: B008
        """Matching mandates by summit, theme, document and language; one on two theme pages counts for both."""
        s = self._selection(filters, tree)
        counted: dict[str, dict[Any, int]] = {"summit": {}, "theme": {}, "document": {}, "language": {}}
        for *values, count in self._execute(
            f"SELECT m.summit, m.document, m.language, count(*) FROM {s.numbers} f"
            " CROSS JOIN mandate m INDEXED BY mandate_narrow ON m.number = f.number GROUP BY 1, 2, 3",
            s.values,
        ):
            for facet, value in zip(("summit", "document", "language"), values, strict=True):
                counted[facet][value] = counted[facet].get(value, 0) + count
        counted["theme"] = dict(
            self._execute(
                f"SELECT p.theme, count(DISTINCT p.mandate) FROM {s.numbers} f"
                " CROSS JOIN placement p ON p.mandate = f.number GROUP BY 1",
                s.values,
            )
        )
        return [
            {"facet": facet, "value": value, "mandates": count}
            for facet, counts in counted.items()
            for value, count in sorted(counts.items(), key=lambda c: (-c[1], c[0] is not None, c[0] or 0))
        ]

    def relaxed(self, filters: Filters, tree: "Node") -> "Sequence[tuple[str, int]]":
        """Each filter, and property in the query, without which some mandates would match, and how many."""
        from mandates_cli.query.tree import And, Field, written

        def wider(name: str) -> Filters:
            values: dict[str, Any] = {name: ()}
            return filters._replace(**values)

        def without(*gone: "Node") -> "Node | None":
            kept = tuple(part for part in parts if part not in gone)
            return And(kept) if len(kept) > 1 else next(iter(kept), None)

        parts = tree.parts if isinstance(tree, And) else (tree,)
        fields = [part for part in parts if isinstance(part, Field)]
        relaxed: list[tuple[str, Filters, Node | None]] = [
            *((f"--{name}", wider(name), tree) for name in FILTERS if getattr(filters, name)),
            *((written(field), filters, without(field)) for field in fields),
        ]
        found = [(name, count) for name, others, rest in relaxed if (count := self.count(others, rest))]
        if not found and len(relaxed) > 1 and (count := self.count(tree=without(*fields))):
            found = [("the filters", count)]
        return found

    def nearest(self, tree: "Node") -> "Sequence[str]":
        """Words of the corpus that are like those of the query that it lacks."""
        from difflib import get_close_matches

        from mandates_cli.query import stems, terms

        asked = [word for term in terms(tree) for word in term.words]
        joined = [one + other for one, other in pairwise(asked) if self._word(one + other)]
        lacking = [word for word in asked if len(word) >= SHORTEST and not self._word(word)]
        return joined + [
            near
            for word in lacking
            for near in get_close_matches(word, self._like(word), 2, LIKE)
            if all(len({*stems((word, near), language)}) == 2 for language in LANGUAGES)  # else it was looked for
        ]

    def _word(self, word: str) -> bool:
        return self._execute("SELECT 1 FROM word WHERE word = ?", (word,)).fetchone() is not None

    def _like(self, word: str) -> "Sequence[str]":
        """Words that begin alike and are about as long: others could not be near enough."""
        rows = self._execute(
            "SELECT word FROM word WHERE word >= ?1 AND word < ?2 AND length(word) BETWEEN ?3 AND ?4",
            (word[0], chr(ord(word[0]) + 1), max(len(word) - 3, 3), len(word) + 3),
        )
        return [found for (found,) in rows]

    def raw_of(self, id: str, lang: str | None = None) -> str:
        """JSON of the mandate whose id is `id` or alone begins with it; with `lang`, in that language, which may be
        that of its twin. Raises UnknownName."""
        # Bytes of the command line that are no text come as surrogates, which SQLite does not take.
        wanted = id.casefold().encode(errors="replace").decode()
        only = language(lang) if lang is not None else None
        rows = self._execute(
            "SELECT id, record FROM mandate WHERE (id = ?1 OR substr(id, 1, length(?1)) = ?1)"
            " AND (?2 IS NULL OR language = ?2) ORDER BY id LIMIT 21",
            (wanted, only),
        ).fetchall()
        if only and not rows:
            twin = json.loads(self.raw_of(id))["twin"]
            if twin is None:
                raise UnknownName(f"{id!r} has no twin in {only!r}; leave out --lang to see it.", id)
            return self.raw_of(twin["id"])
        exact = [record for found, record in rows if found == wanted]
        if exact or (len(rows) == 1 and wanted):
            return str(exact[0] if exact else rows[0][1])
        if rows and wanted:
            names = tuple(found for found, _ in rows)
            shown = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
            raise UnknownName(f"{id!r} begins more than one id: {shown}. Add a few characters.", id, names)
        raise unknown("mandate", id, self.ids(), "'mandates list --fields id'")

    def ids(self, prefix: str = "") -> "Sequence[str]":
        return [
            i
            for (i,) in self._execute(
                "SELECT id FROM mandate WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id", (prefix,)
            )
        ]

    def themes(self) -> "Sequence[Row]":
        """Every theme the filters accept; a theme's counts cover its sub-themes."""
        within = "(theme = t.slug OR substr(theme, 1, length(t.slug) + 1) = t.slug || '/')"
        counts = COUNTS.format(f"number IN (SELECT mandate FROM placement WHERE {within})", within)
        rows = self._execute(f"SELECT record, {counts} FROM theme t ORDER BY slug")
        return [
            {k: r[k] for k in ("slug", "code")} | _titles(r["title"]) | _counted(m, p) for r, m, p in _decoded(rows)
        ]

    def summits(self) -> "Sequence[Row]":
        of = "number IN (SELECT number FROM mandate WHERE summit = s.year)"
        counts = COUNTS.format(of, of.replace("number IN", "mandate IN"))
        rows = self._execute(f"SELECT record, {counts} FROM summit s ORDER BY year")
        return [
            {k: r[k] for k in ("year", "number", "kind")}
            | {"city": r["city"]["en"], "country": r["country"]["en"], "starts": r["starts"], "ends": r["ends"]}
            | _counted(m, p)
            for r, m, p in _decoded(rows)
        ]

    def documents(self) -> "Sequence[Row]":
        of = "number IN (SELECT number FROM mandate WHERE document = d.id)"
        counts = COUNTS.format(of, of.replace("number IN", "mandate IN"))
        rows = self._execute(f"SELECT record, {counts} FROM document d ORDER BY id")
        return [
            {k: r[k] for k in ("id", "summit")} | _titles(r["title"]) | _counted(m, p) for r, m, p in _decoded(rows)
        ]

    def languages(self) -> "Sequence[str]":
        return [x for (x,) in self._execute("SELECT DISTINCT language FROM mandate ORDER BY 1")]

    def diff(self, other: "Corpus") -> "Comparison":
        """What differs in `other`, taken for the newer of the two."""
        from mandates_cli.compare.diff import diff

        return diff(map(json.loads, self.raw()), map(json.loads, other.raw()))

    def links(self) -> "Sequence[Link]":
        """Which mandates take up mandates of earlier summits. Computed once for the records as they are."""
        from mandates_cli.compare.links import links, said
        from mandates_cli.corpus import linked

        def made() -> "Sequence[Link]":
            tables = (
                [json.loads(r) for (r,) in self._execute(f"SELECT record FROM {t}")] for t in ("summit", "document")
            )
            return links(said(map(json.loads, self.raw())), linked.names(*tables))

        if self._links is None:
            self._links = linked.links(self.where, index.stamp(self._connection), made)
        return self._links

    @cached_property
    def _by_end(self) -> "Links":
        from mandates_cli.compare.lineage import Links

        return Links(self.links())

    def trace(self, id: str) -> "Lineage":
        """The mandate of that id, or beginning of one, at earlier and later summits. Raises UnknownName."""
        return self._by_end.lineage(json.loads(self.raw_of(id)), lambda other: json.loads(self.raw_of(other)))

    def families(self) -> "Sequence[Family]":
        """Every mandate whose summit is known, with those that say the same at other summits."""
        from mandates_cli.compare.lineage import families

        return families(map(json.loads, self.raw()), self.links())

    def between(self, older: int, newer: int, filters: Filters = Filters()) -> "Between":  # noqa: B008 (frozen)
        """What the newer of two summits took up of the older, as far as either mandate passes the filters."""

        def records(filters: Filters, year: int) -> "Iterator[MandateRow]":
            return map(loaded, self.raw(filters._replace(summit=(str(year),), limit=None)))

        whole = self._by_end.between((older, newer), *(records(Filters(), year) for year in (older, newer)))
        return whole.among({r["id"] for year in (older, newer) for r in records(filters, year)})

    def passing(self, filters: Filters, rows: "Sequence[Mapping[str, Any]]") -> "Callable[[Mapping[str, Any]], bool]":
        """Whether a record, of this corpus or not, passes the filters; pages are those of `rows`."""
        from mandates_cli.corpus.files import passing

        return passing(self._selector, filters, rows)

    def year(self, name: str) -> int | None:
        """The summit of that year or number; null where there is none."""
        try:
            first, last = self._selector.years(name)
        except UsageError:
            return None
        return first if first == last else None

    def info(self) -> Row:
        return {
            "folder": str(self.where.folder.resolve()),
            "chosen_by": self.where.origin,
            "engine": self._engine_name(),
            "mandates": self._one("SELECT count(*) FROM mandate"),
            "placements": self._one("SELECT count(*) FROM placement"),
            "items": self._one("SELECT total(json_array_length(record, '$.items')) FROM mandate"),
            "pages": self._one("SELECT count(DISTINCT page) FROM placement"),
            "languages": self.languages(),
            "summits": [
                x for (x,) in self._execute("SELECT DISTINCT summit FROM mandate WHERE summit NOT NULL ORDER BY 1")
            ],
        }

    def _one(self, sql: str) -> int:
        return int(self._execute(sql).fetchone()[0])

    def _execute(self, sql: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        with self._guarded():
            return self._connection.execute(sql, values)

    def _selection(self, filters: Filters, tree: "Node | None") -> Selection:
        with self._guarded():
            found = self._found(filters._replace(limit=None, sort=None), tree)
            if found is not None:
                return among(found, filters.sort, self._selector.selection(filters, None).limit)
            return self._selector.selection(filters, tree)

    def _rows(self, rows: sqlite3.Cursor) -> Iterator[tuple[Any, ...]]:
        with self._guarded():
            yield from rows

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """What the engine says becomes an error of ours."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise self._fault(error) from error

    def _fault(self, error: sqlite3.DatabaseError) -> MandatesError | KeyboardInterrupt:
        """What ended a function of ours, else that the file is damaged; the next command makes it anew."""
        if self._selector.faults:
            return self._selector.faults.pop()
        # An error has no code where the text that was read is no UTF-8.
        if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_TOOBIG):
            return UsageError(f"This query is more than the index can take ({error}); say it with fewer words.")
        index.discard(self.where)
        return CorpusError(f"The index of {self.where.folder} was damaged ({error}); run this again: it is made anew.")


def _some(names: Names) -> tuple[str, ...]:
    if names is None:
        return ()
    return (str(names),) if isinstance(names, (str, int)) else tuple(str(n) for n in names)


def _validated(raws: "Iterator[str] | Sequence[str]") -> "list[Mandate]":
    from mandates_cli.model import Mandate

    return [Mandate.model_validate_json(raw) for raw in raws]


def _decoded(rows: sqlite3.Cursor) -> Iterator[tuple[Row, int, int]]:
    return ((json.loads(record), mandates, placements) for record, mandates, placements in rows)


def _titles(names: Row | None) -> Row:
    return {"title_en": names["en"] if names else None, "title_es": names["es"] if names else None}


def _counted(mandates: int, placements: int) -> Row:
    return {"mandates": mandates, "placements": placements}
