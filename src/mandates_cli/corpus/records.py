"""The records of a corpus as rows and as JSON: which of them pass and match, and how many. No pydantic is needed."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, Self, TypedDict

from mandates_cli.corpus.coverage import Coverage, coverage, total
from mandates_cli.corpus.database import Database
from mandates_cli.corpus.generation import Superseded
from mandates_cli.corpus.index import Index
from mandates_cli.corpus.location import Location, opened
from mandates_cli.corpus.sql import entries
from mandates_cli.corpus.sql import selection as selecting
from mandates_cli.corpus.sql.selection import Selection
from mandates_cli.errors import CorpusError, UnknownName, UsageError
from mandates_cli.query.filters import Asks, Due, Filters, admitted, facts_of
from mandates_cli.query.names import Asked, Names
from mandates_cli.query.naming import several, unknown
from mandates_cli.query.tree import properties
from mandates_cli.rows import MandateRow, PartialRow, loaded
from mandates_cli.wording import escaped

if TYPE_CHECKING:
    from datetime import date

    from mandates_cli.corpus.scale import Engine
    from mandates_cli.corpus.sql.catalogue import (
        CountedBody,
        CountedDocument,
        CountedSummit,
        CountedTheme,
        Counts,
        FacetRow,
    )
    from mandates_cli.corpus.version import Version
    from mandates_cli.query.dimensions import Dimension, StatRow, Unit
    from mandates_cli.query.names import Tables
    from mandates_cli.query.tree import Node
    from mandates_cli.rows import AttributionRow

# From so many mandates up, a second index is worth its place.
LARGE: Final = 100_000
EVERYTHING: Final = Filters()
# What a record has since deadlines and addressees are read.
DEADLINES: Final = b'"deadlines":'
# Ids that an ambiguous beginning may stand for: so many are looked at.
MOST_BEGUN: Final = 21


class Info(TypedDict):
    folder: str
    chosen_by: str
    corpus_version: str
    engine: str
    commitments: int
    mandates: int
    placements: int
    items: int
    pages: int
    languages: list[str]
    coverage: dict[str, dict[str, int]]
    summits: list[int]


class Basis(NamedTuple):
    """What a corpus holds: `coverage` is null where the number of the site's pages is not known."""

    commitments: int
    mandates: int
    summits: int
    coverage: "Coverage | None"


class Records:
    """Read-only; any number of threads may ask. Filters and queries are as typed: `asked` resolves them."""

    def __init__(self, where: Location) -> None:
        while not self._opened(where):
            pass
        self._names = Names(entries.tables(self._database))

    def _opened(self, where: Location) -> bool:
        """Whether all that was opened is of one generation of records. Raises CorpusError for one that is not whole."""
        try:
            self._index = Index(where)
        except Superseded:
            return False
        self.where = self._index.where
        # Pages of the site that are known and that were read, by language; empty where that was not written down.
        self.coverage = coverage(self.where.coverage)
        self._database = Database(self._index)
        self._database.begin()
        if self._index.stands:
            return True
        self._database.close()
        return False

    def check_stands(self) -> None:
        """That what was just read beside the index is of its generation. Raises CorpusError where others were published
        meanwhile."""
        if not self._index.stands:
            raise Superseded

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def asked(self, filters: Filters = EVERYTHING, tree: "Node | None" = None) -> Asked:
        """What the names stand for. Raises UnknownName, FieldError and UsageError, and CorpusError where deadlines or
        addressees are asked about and the records were written before they had any."""
        asked = self._names.asked(filters, tree)
        about = [*asked.criteria, *(properties(asked.tree) if asked.tree is not None else ())]
        if asked.sort == "due" or any(isinstance(one, (Asks, Due)) for one in about):
            self._check_registered()
        return asked

    def _check_registered(self) -> None:
        """A file is written by one version: its first record tells what all of them have. In a text the quotation marks
        would be escaped."""
        with opened(self.where.truth) as file:
            first = file.readline()
        if first and DEADLINES not in first:
            message = (
                "{folder} was parsed by an older version, which read no deadlines and addressees; run 'mandates parse'."
            )
            raise CorpusError(message, folder=self.where.folder)

    def raw(self, filters: Filters = EVERYTHING, tree: "Node | None" = None) -> Iterator[str]:
        """JSON of each selected mandate; names are checked before the first is asked for."""
        asked = self.asked(filters, tree)
        if asked.sort in (None, "rank") and (found := self._found(asked)) is not None:
            return (entries.record(self._database, number) for number in found)
        return selecting.records(self._database, self._selected(asked))

    def rows(self, filters: Filters = EVERYTHING, tree: "Node | None" = None) -> Iterator[MandateRow]:
        """The same, loaded."""
        return map(loaded, self.raw(filters, tree))

    def row(self, id: str) -> MandateRow:
        """The mandate of that id, or beginning of one, as a row. Raises UnknownName."""
        return loaded(self.raw_of(id))

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
            raise self._absent(id)
        if len(found) > 1:
            raise several(id, list(found))
        return next(iter(found.values()))

    def _absent(self, id: str) -> UnknownName:
        """Of a mandate that stood at another time, it says when."""
        from mandates_cli.corpus.chronicle import Chronicle

        with suppress(CorpusError, UnknownName):
            if there := Chronicle(self.where).named(id):
                first, last = (there[name][:10] for name in ("first_seen", "last_seen"))
                template = (
                    "No page of this state shows {id}, which was seen from {first} to {last}; 'mandates history {id}'"
                    " tells of it, and --as-of {last} answers from that state."
                )
                return UnknownName(template, id, (there["id"],), id=there["id"], first=first, last=last)
        return unknown("mandate", id, self.ids(), "'mandates list --fields id'")

    def _beginning(self, id: str, lang: str | None = None) -> dict[str, str]:
        """The mandate of that id, else the first ones whose ids begin so, else the one whose wording another corpus
        would give that id: JSON by id."""
        # Bytes of the command line that are no text come as surrogates, which SQLite does not take.
        wanted = id.casefold().encode(errors="replace").decode()
        found = self._begun(wanted, lang) if wanted else {}
        if not found and wanted:
            from mandates_cli.corpus.aliases import aliases

            others = aliases(self.where.identities, wanted)
            return {id: raw for other in others for id, raw in self._begun(other, lang).items() if id == other}
        return {wanted: found[wanted]} if wanted in found else found

    def _begun(self, prefix: str, lang: str | None) -> dict[str, str]:
        return dict(entries.beginning(self._database, prefix, lang, MOST_BEGUN))

    def begun(self, name: str) -> Sequence[str]:
        """The id that a name is, else the first ones that begin so."""
        return list(self._beginning(name))

    def ids(self, prefix: str = "") -> Sequence[str]:
        return entries.ids(self._database, prefix)

    def openings(self, prefix: str, most: int) -> Sequence[tuple[str, str]]:
        """The ids that begin so, each with the first `most` characters of its text."""
        return entries.openings(self._database, prefix, most)

    def count(self, filters: Filters = EVERYTHING, tree: "Node | None" = None) -> int:
        """How many mandates match, whatever the limit."""
        asked = self.asked(filters, tree)
        ask = tree is not None and not asked.commitments and self.engine is not None
        if ask and self.engine is not None and (count := self.engine.count(asked)) is not None:
            return count
        return selecting.count(self._database, self._selected(asked))

    def counts(self, filters: Filters = EVERYTHING, tree: "Node | None" = None) -> "Counts":
        """How many commitments and mandates match, in how many placements, and how many of their items do."""
        from mandates_cli.corpus.sql import catalogue

        asked = self.asked(filters, tree)
        counts = catalogue.counts(self._database, self._selected(asked).numbers)
        if asked.tree is not None and (items := self._matching_items(asked)) is not None:
            counts["items"] = items
        return counts

    def _matching_items(self, asked: Asked) -> int | None:
        """How many items hold a hit, or have a label that is asked for; null where the query asks for neither."""
        from mandates_cli.corpus.sql import catalogue
        from mandates_cli.corpus.sql.queries import Clauses
        from mandates_cli.query.oracle import matching_items, of_items
        from mandates_cli.query.patterns import Budget

        assert asked.tree is not None
        if not of_items(asked.tree):
            return None
        selected = self._selected(asked)
        if hits := Clauses(self._database).hits(asked.tree):
            return catalogue.items_with(self._database, selected.numbers, hits)
        budget = Budget()
        rows = map(loaded, selecting.records(self._database, selected))
        return sum(matching_items(asked.tree, row, budget) for row in rows)

    def facets(self, filters: Filters = EVERYTHING, tree: "Node | None" = None) -> "Sequence[FacetRow]":
        """Matching commitments and mandates by summit, theme, document and language; one on two theme pages counts for
        both, and a theme covers its sub-themes."""
        from mandates_cli.corpus.sql import catalogue

        selected = self._selected(self.asked(filters, tree))
        return catalogue.facets(self._database, selected.numbers)

    def tallied(self, by: "Sequence[Dimension]", unit: "Unit", filters: Filters = EVERYTHING) -> "list[StatRow]":
        """How many there are of each value of a dimension, or of each two that meet, whatever the limit; what has
        several counts in each, a theme covers its sub-themes, and what has none is a row. Raises as `asked` does."""
        from mandates_cli.corpus.sql import tallies
        from mandates_cli.query.dimensions import rows_of

        asked = self.asked(filters)
        if {"body", "due"} & {*by}:
            self._check_registered()
        return rows_of(tallies.tallied(self._database, self._selected(asked).numbers, by, unit), by, unit)

    def relaxed(self, filters: Filters, tree: "Node") -> Sequence[tuple[str, int]]:
        """Each filter, and property in the query, without which some mandates would match, and how many."""
        from mandates_cli.corpus.hints import relaxed

        return relaxed(filters, tree, self.count)

    def nearest(self, tree: "Node") -> Sequence[str]:
        """Words of the corpus that are like those of the query that it lacks."""
        from mandates_cli.corpus.hints import nearest

        return nearest(self._database, tree)

    def stand_ins(self, tree: "Node") -> Mapping[str, Sequence[str]]:
        """Words of the query that no text has, each with those of its stem that were found in its place, but for its
        plurals and its spellings."""
        from mandates_cli.corpus.hints import stand_ins

        return stand_ins(self._database, tree)

    def themes(self) -> "Sequence[CountedTheme]":
        """Every theme that the filters accept; a theme's counts cover its sub-themes."""
        from mandates_cli.corpus.sql import catalogue

        return catalogue.themes(self._database)

    def summits(self) -> "Sequence[CountedSummit]":
        from mandates_cli.corpus.sql import catalogue

        return catalogue.summits(self._database)

    def documents(self) -> "Sequence[CountedDocument]":
        from mandates_cli.corpus.sql import catalogue

        return catalogue.documents(self._database)

    def bodies(self) -> "Sequence[CountedBody]":
        """Every body that the filters accept, with the mandates that name it, in which role. Raises CorpusError as
        `asked` does."""
        from mandates_cli.corpus.sql import catalogue

        self._check_registered()
        return catalogue.bodies(self._database)

    def theme_slugs(self, names: Iterable[str]) -> Sequence[str]:
        """What each name stands for, without sub-themes of it. Raises UnknownName."""
        return sorted({slug for name in names for slug in self._names.themes_of(name)})

    def known(self, kind: str) -> Sequence[str]:
        """What a filter accepts, without counts: slugs of themes and bodies, years of summits, ids of documents,
        languages."""
        return self._names.known(kind)

    def language(self, name: str) -> str:
        """The code of the language of that code or name. Raises UnknownName."""
        return self._names.language(name)

    def languages(self) -> Sequence[str]:
        """Those that some mandate is in."""
        from mandates_cli.corpus.sql import catalogue

        return catalogue.languages(self._database)

    def tables(self) -> "Tables":
        """What names are looked up in."""
        return entries.tables(self._database)

    def language_names(self, language: str = "en") -> Mapping[str, str]:
        """What each language is called in that one, by code."""
        return {
            row["code"]: row["name"]["es" if language == "es" else "en"]
            for row in entries.tables(self._database).languages()
        }

    def seen(self, row: MandateRow, each: bool = False) -> "Mapping[str, date]":
        """By page, the last day on which each placement's page was seen as it is in the records; what data/raw does not
        tell, for instance because it is not there, is left out. Who asks for `each` of many rows has it read once."""
        from mandates_cli.corpus.sightings import days

        shown = {placement["page"]: placement["snapshot"] for placement in row["placements"]}
        found = self._days if each else days(self.where.raw, set(shown.values()))
        return {page: found[page, digest] for page, digest in shown.items() if (page, digest) in found}

    @cached_property
    def _days(self) -> "Mapping[tuple[str, str], date]":
        from mandates_cli.corpus.sightings import days

        return days(self.where.raw)

    @cached_property
    def version(self) -> "Version":
        """Of the corpus, not of the program."""
        from mandates_cli.corpus.version import Version, day

        ended = self.where.state.name[:10] if self.where.state else day(self.where.raw)
        return Version(ended, entries.corpus(self._database)[0])

    def attribution(self) -> "AttributionRow":
        """Whose the texts and the corpus are, as references and exports say it."""
        return entries.corpus(self._database)[1]

    def basis(self) -> Basis:
        """What a claim that something is not there rests on."""
        from mandates_cli.corpus.sql import catalogue

        totals = catalogue.totals(self._database)
        return Basis(
            totals["commitments"], totals["mandates"], len(catalogue.years(self._database)),
            total(self.coverage),
        )  # fmt: skip

    def passing(self, filters: Filters, rows: Iterable[PartialRow]) -> Callable[[PartialRow], bool]:
        """Whether a record, of this corpus or not, passes the filters; pages are those of `rows`."""
        pages = {page for row in rows for page in facts_of(row).pages}
        tables = entries.tables(self._database)._replace(pages=lambda: pages)
        criteria = Names(tables).criteria(filters)
        return lambda row: admitted(criteria, facts_of(row))

    def year(self, name: str, parts: bool = True) -> int | None:
        """The summit of that year, number, city or name, or where `parts` of words of these; null where there is none,
        or more than one."""
        try:
            found = self._names.years(name, parts)
        except UsageError:
            return None
        (first, last), *more = found
        return first if first == last and not more else None

    def info(self) -> Info:
        from mandates_cli.corpus.sql import catalogue

        return {
            "folder": escaped(str(self.where.folder.resolve())),
            "chosen_by": self.where.origin,
            "corpus_version": str(self.version),
            "engine": self._engine_name(),
            **catalogue.totals(self._database),
            "pages": catalogue.pages(self._database),
            "languages": catalogue.languages(self._database),
            "coverage": {language: counted._asdict() for language, counted in self.coverage.items()},
            "summits": catalogue.years(self._database),
        }

    def _engine_name(self) -> str:
        """What a search would ask; nothing is made to tell it."""
        from mandates_cli.corpus import scale

        return (self._large and scale.name()) or f"SQLite {sqlite3.sqlite_version} FTS5"

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

    def _found(self, asked: Asked) -> Iterator[int] | None:
        """The numbers of matches as the engine finds them; null where the index is to be asked."""
        if asked.tree is None or self.engine is None:
            return None
        if not asked.commitments:
            return self.engine.numbers(asked)
        if (every := self.engine.numbers(asked._replace(limit=None))) is None:
            return None
        found = list(every)
        kept = set(selecting.one_each(self._database, found))
        return islice((number for number in found if number in kept), asked.limit)

    def _selected(self, asked: Asked) -> Selection:
        found = self._found(asked._replace(limit=None, sort=None))
        if found is not None:
            return selecting.numbered(found, asked)
        return selecting.selection(self._database, asked)
