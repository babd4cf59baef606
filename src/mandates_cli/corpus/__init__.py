"""The Corpus that people import, and that the commands ask.

from mandates_cli import Corpus
Corpus.open().search("cybercrime", summit=2022)
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self, TypeAlias, TypedDict, Unpack

from mandates_cli.corpus import location
from mandates_cli.corpus.database import Database
from mandates_cli.corpus.index import Index
from mandates_cli.corpus.location import Location
from mandates_cli.corpus.sql import catalogue, entries
from mandates_cli.corpus.sql import selection as selecting
from mandates_cli.corpus.sql.catalogue import CountedDocument, CountedSummit, CountedTheme, Counts, FacetRow
from mandates_cli.corpus.sql.selection import Selection
from mandates_cli.errors import FieldError, UnknownName, UsageError
from mandates_cli.query.filters import SORTS, Filters, admitted, facts_of
from mandates_cli.query.names import Asked, Names, unknown
from mandates_cli.rows import MandateRow, PartialRow, loaded

if TYPE_CHECKING:
    from mandates_cli.compare.diff import Comparison
    from mandates_cli.compare.lineage import Between, Family, Lineage, Links
    from mandates_cli.compare.links import Link
    from mandates_cli.corpus.encoder import Encoder
    from mandates_cli.corpus.scale import Engine
    from mandates_cli.corpus.vectors import Vectors
    from mandates_cli.model import Mandate
    from mandates_cli.query.tree import Node

__all__ = ["Corpus", "Filters", "Location", "Similar", "location"]

# From so many mandates up, a second index is worth its place.
LARGE = 100_000
EVERYTHING = Filters()
# Ids that an ambiguous beginning may stand for: so many are looked at, and so many shown.
MOST_BEGUN = 21
MOST_NAMED = 5

OneOrMore: TypeAlias = "str | int | Sequence[str | int] | None"


class Narrowing(TypedDict, total=False):
    """Filters as keywords: `summit=2022`, `theme=["security", "health"]`."""

    summit: OneOrMore
    theme: OneOrMore
    document: OneOrMore
    lang: OneOrMore
    page: OneOrMore
    limit: int | None
    sort: str | None


class Info(TypedDict):
    folder: str
    chosen_by: str
    engine: str
    mandates: int
    placements: int
    items: int
    pages: int
    languages: list[str]
    summits: list[int]


class Similar(NamedTuple):
    """`score` is the cosine of the question and the mandate's nearest passage: 1 for the same words, near 0 for nothing
    in common."""

    mandate: "Mandate"
    score: float


class Corpus:
    """Read-only; any number of threads may ask it. Records come as `Mandate`; the `raw` methods give their JSON text
    without importing pydantic."""

    def __init__(self, where: Location) -> None:
        self.where = where
        self._index = Index(where)
        self._database = Database(self._index)
        self._names = Names(entries.tables(self._database))
        self._held_vectors: Vectors | None = None
        self._held_links: Sequence[Link] | None = None

    @classmethod
    def open(cls, data_dir: Path | str | None = None) -> Self:
        """The corpus in `data_dir`, else the one a command would read. Raises CorpusError where there is none."""
        return cls(location.to_read(Path(data_dir) if data_dir is not None else None))

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def search(self, query: str, **narrowing: Unpack[Narrowing]) -> "list[Mandate]":
        """Mandates that match `query`, best first. Raises QueryError, and UnknownName for a filter."""
        from mandates_cli.query.grammar import parse, pointed

        try:
            return _validated(self.raw(_filters(narrowing), parse(query)))
        except FieldError as error:
            raise pointed(error, query) from error

    def list(self, **narrowing: Unpack[Narrowing]) -> "list[Mandate]":
        """Mandates that pass the filters. Raises UnknownName."""
        return _validated(self.raw(_filters(narrowing)))

    def similar(self, question: str, *, hybrid: bool = False, **narrowing: Unpack[Narrowing]) -> "Sequence[Similar]":
        """The 20 (or `limit`) mandates whose meaning is nearest to the question, in whatever language, nearest first;
        with `hybrid` what `search` finds shares the ranking.

        Raises QueryError, UnknownName, and UsageError where no encoder is installed.
        """
        from mandates_cli.model import Mandate
        from mandates_cli.query.grammar import pointed

        try:
            found = self.scored(_filters(narrowing), question, hybrid)
        except FieldError as error:
            raise pointed(error, question) from error
        return [Similar(Mandate.model_validate_json(raw), score) for raw, score in found]

    def get(self, id: str) -> "Mandate":
        """The mandate whose id is `id` or alone begins with it. Raises UnknownName."""
        return _validated([self.raw_of(id)])[0]

    def raw(self, filters: Filters = EVERYTHING, tree: "Node | None" = None) -> Iterator[str]:
        """JSON of each selected mandate; names are checked before the first is asked for."""
        asked = self.asked(filters, tree)
        if asked.sort in (None, "rank") and (found := self._found(asked)) is not None:
            return (entries.record(self._database, number) for number in found)
        return selecting.records(self._database, self._selected(asked))

    def rows(self, filters: Filters = EVERYTHING, tree: "Node | None" = None) -> Iterator[MandateRow]:
        """The same as rows."""
        return map(loaded, self.raw(filters, tree))

    def scored(
        self, filters: Filters, text: str, hybrid: bool = False, told: Callable[[int], None] = lambda _: None
    ) -> Sequence[tuple[str, float]]:
        """JSON and score of the mandates nearest to a question. `told` hears how many texts must be encoded first."""
        from mandates_cli.corpus import vectors
        from mandates_cli.query.grammar import parse
        from mandates_cli.query.question import question

        wanted, narrowing = question(text)
        words = parse(text) if hybrid else None
        asked = self.asked(filters, narrowing)
        limit = vectors.LIMIT if asked.limit is None else asked.limit
        allowed = selecting.numbers(self._database, self._selected(asked))
        scores = dict(vectors.nearest(self._vectors(told), self.encoder.encode([wanted])[0], allowed))
        order = [*scores]
        if words is not None:
            most = max(limit, vectors.WINDOW)
            found = self.rows(filters._replace(sort=None, limit=most), words)
            numbers = (entries.number_of(self._database, row["id"]) for row in found)
            order = vectors.fused(order[:most], [number for number in numbers if number in scores])
        chosen = order[:limit]
        if asked.sort in SORTS:
            chosen = selecting.in_order(self._database, chosen, asked.sort)
        return [(entries.record(self._database, number), round(scores[number], 4)) for number in chosen]

    @cached_property
    def encoder(self) -> "Encoder":
        """What a search by meaning asks. Raises UsageError where none is installed."""
        from mandates_cli.corpus.encoder import installed

        return installed()

    def _vectors(self, told: Callable[[int], None]) -> "Vectors":
        from mandates_cli.corpus.vectors import vectors

        if self._held_vectors is None:
            records = partial(entries.records, self._database)
            self._held_vectors = vectors(self.where, self._index.stamp, records, self.encoder, told)
        return self._held_vectors

    @cached_property
    def engine(self) -> "Engine | None":
        """What finds words in a large corpus, where the extra for that is installed; else the index does."""
        if not self._large:
            return None
        from mandates_cli.corpus import scale

        return scale.engine(self.where, self._database)

    @cached_property
    def _large(self) -> bool:
        return entries.largest_number(self._database) >= LARGE

    def asked(self, filters: Filters = EVERYTHING, tree: "Node | None" = None) -> Asked:
        """What the names stand for. Raises UnknownName, FieldError and UsageError."""
        return self._names.asked(filters, tree)

    def _found(self, asked: Asked) -> Iterator[int] | None:
        """The numbers of matches as the engine finds them; null where the index is to be asked."""
        if asked.tree is None or self.engine is None:
            return None
        return self.engine.numbers(asked)

    def _selected(self, asked: Asked) -> Selection:
        found = self._found(asked._replace(limit=None, sort=None))
        if found is not None:
            return selecting.numbered(found, asked)
        return selecting.selection(self._database, asked)

    def count(self, filters: Filters = EVERYTHING, tree: "Node | None" = None) -> int:
        """How many mandates match, whatever the limit."""
        asked = self.asked(filters, tree)
        if tree is not None and self.engine is not None and (count := self.engine.count(asked)) is not None:
            return count
        return selecting.count(self._database, self._selected(asked))

    def counts(self, filters: Filters = EVERYTHING, tree: "Node | None" = None) -> Counts:
        """How many mandates match, in how many placements, with how many items."""
        selected = self._selected(self.asked(filters, tree))
        return catalogue.counts(self._database, selected.numbers)

    def facets(self, filters: Filters = EVERYTHING, tree: "Node | None" = None) -> Sequence[FacetRow]:
        """Matching mandates by summit, theme, document and language; one on two theme pages counts for both."""
        selected = self._selected(self.asked(filters, tree))
        return catalogue.facets(self._database, selected.numbers)

    def relaxed(self, filters: Filters, tree: "Node") -> Sequence[tuple[str, int]]:
        """Each filter, and property in the query, without which some mandates would match, and how many."""
        from mandates_cli.corpus.hints import relaxed

        return relaxed(filters, tree, self.count)

    def nearest(self, tree: "Node") -> Sequence[str]:
        """Words of the corpus that are like those of the query that it lacks."""
        from mandates_cli.corpus.hints import nearest

        return nearest(self._database, tree)

    def raw_of(self, id: str, lang: str | None = None) -> str:
        """JSON of the mandate whose id is `id` or alone begins with it; with `lang`, in that language, which may be
        that of its twin. Raises UnknownName."""
        only = self._names.language(lang) if lang is not None else None
        found = self._beginning(id, only)
        if only and not found:
            twin = loaded(self.raw_of(id))["twin"]
            if twin is None:
                raise UnknownName("{name!r} has no twin in {lang!r}; leave out --lang to see it.", id, lang=only)
            return self.raw_of(twin["id"])
        if not found:
            raise unknown("mandate", id, self.ids(), "'mandates list --fields id'")
        if len(found) > 1:
            names = tuple(found)
            shown = ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")
            raise UnknownName("{name!r} begins more than one id: {ids}. Add a few characters.", id, names, ids=shown)
        return next(iter(found.values()))

    def _beginning(self, id: str, lang: str | None = None) -> dict[str, str]:
        """The mandate of that id, else the first ones whose ids begin so: JSON by id."""
        # Bytes of the command line that are no text come as surrogates, which SQLite does not take.
        wanted = id.casefold().encode(errors="replace").decode()
        found = dict(entries.beginning(self._database, wanted, lang, MOST_BEGUN)) if wanted else {}
        return {wanted: found[wanted]} if wanted in found else found

    def begun(self, name: str) -> Sequence[str]:
        """The id that a name is, else the first ones that begin so."""
        return list(self._beginning(name))

    def ids(self, prefix: str = "") -> Sequence[str]:
        return entries.ids(self._database, prefix)

    def themes(self) -> Sequence[CountedTheme]:
        """Every theme that the filters accept; a theme's counts cover its sub-themes."""
        return catalogue.themes(self._database)

    def summits(self) -> Sequence[CountedSummit]:
        return catalogue.summits(self._database)

    def documents(self) -> Sequence[CountedDocument]:
        return catalogue.documents(self._database)

    def known(self, kind: str) -> Sequence[str]:
        """What a filter accepts, without counts: slugs of themes, years of summits, ids of documents, languages."""
        return self._names.known(kind)

    def languages(self) -> Sequence[str]:
        """Those that some mandate is in."""
        return catalogue.languages(self._database)

    def diff(self, other: "Corpus") -> "Comparison":
        """What differs in `other`, taken for the newer of the two."""
        from mandates_cli.compare.diff import diff

        return diff(self.rows(), other.rows())

    def links(self) -> "Sequence[Link]":
        """Which mandates take up mandates of earlier summits. Computed once for the records as they are."""
        from mandates_cli.compare.links import links, said
        from mandates_cli.corpus import linked

        def computed() -> "Sequence[Link]":
            tables = entries.tables(self._database)
            return links(said(self.rows()), linked.names(tables.summits(), tables.documents()))

        if self._held_links is None:
            self._held_links = linked.links(self.where, self._index.stamp, computed)
        return self._held_links

    @cached_property
    def _by_end(self) -> "Links":
        from mandates_cli.compare.lineage import Links

        return Links(self.links())

    def trace(self, id: str) -> "Lineage":
        """The mandate of that id, or beginning of one, at earlier and later summits. Raises UnknownName."""
        return self._by_end.lineage(self.row(id), self.row)

    def row(self, id: str) -> MandateRow:
        """The mandate of that id, or beginning of one, as a row. Raises UnknownName."""
        return loaded(self.raw_of(id))

    def families(self) -> "Sequence[Family]":
        """Every mandate whose summit is known, with those that say the same at other summits."""
        from mandates_cli.compare.lineage import families

        return families(self.rows(), self.links())

    def between(self, older: int, newer: int, filters: Filters = EVERYTHING) -> "Between":
        """What the newer of two summits took up of the older, as far as either mandate passes the filters."""

        def of_summit(year: int, filters: Filters = EVERYTHING) -> Iterator[MandateRow]:
            return self.rows(filters._replace(summit=(str(year),), limit=None))

        whole = self._by_end.between((older, newer), of_summit(older), of_summit(newer))
        passing = {row["id"] for year in (older, newer) for row in of_summit(year, filters)}
        return whole.among(passing)

    def passing(self, filters: Filters, rows: Iterable[PartialRow]) -> Callable[[PartialRow], bool]:
        """Whether a record, of this corpus or not, passes the filters; pages are those of `rows`."""
        pages = {page for row in rows for page in facts_of(row).pages}
        tables = entries.tables(self._database)._replace(pages=lambda: pages)
        criteria = Names(tables).criteria(filters)
        return lambda row: admitted(criteria, facts_of(row))

    def year(self, name: str) -> int | None:
        """The summit of that year, number, city or name; null where there is none, or more than one."""
        try:
            found = self._names.years(name)
        except UsageError:
            return None
        (first, last), *more = found
        return first if first == last and not more else None

    def info(self) -> Info:
        return {
            "folder": str(self.where.folder.resolve()),
            "chosen_by": self.where.origin,
            "engine": self._engine_name(),
            **catalogue.totals(self._database),
            "pages": catalogue.pages(self._database),
            "languages": catalogue.languages(self._database),
            "summits": catalogue.years(self._database),
        }

    def _engine_name(self) -> str:
        """What a search would ask; nothing is made to tell it."""
        from mandates_cli.corpus import scale

        return (self._large and scale.name()) or f"SQLite {sqlite3.sqlite_version} FTS5"


def _filters(narrowing: Narrowing) -> Filters:
    """The keywords of Python users as typed on a command line."""
    return Filters(
        _some(narrowing.get("summit")),
        _some(narrowing.get("theme")),
        _some(narrowing.get("document")),
        _some(narrowing.get("lang")),
        _some(narrowing.get("page")),
        narrowing.get("limit"),
        narrowing.get("sort"),
    )


def _some(names: OneOrMore) -> tuple[str, ...]:
    if names is None:
        return ()
    if isinstance(names, (str, int)):
        return (str(names),)
    return tuple(map(str, names))


def _validated(raws: Iterable[str]) -> "list[Mandate]":
    from mandates_cli.model import Mandate

    return [Mandate.model_validate_json(raw) for raw in raws]
