"""The Corpus that people import, and that the commands ask.

from mandates_cli import Corpus
Corpus.open().search("cybercrime", summit=2022)
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self, TypeAlias, TypedDict, Unpack

from mandates_cli.corpus import location
from mandates_cli.corpus.kinship import Kinship
from mandates_cli.corpus.location import Location
from mandates_cli.corpus.records import EVERYTHING
from mandates_cli.corpus.sql import entries
from mandates_cli.corpus.sql import selection as selecting
from mandates_cli.errors import CorpusError, FieldError
from mandates_cli.query.filters import SORTS, Filters
from mandates_cli.wording import worded

if TYPE_CHECKING:
    from datetime import date

    from mandates_cli.compare.diff import Comparison
    from mandates_cli.compare.lineage import Between, Family, Lineage
    from mandates_cli.corpus.encoder import Encoder
    from mandates_cli.corpus.vectors import Vectors
    from mandates_cli.model import Mandate
    from mandates_cli.query.dimensions import StatRow, TakenUpRow

__all__ = ["Corpus", "Filters", "Location", "Similar", "location"]

OneOrMore: TypeAlias = "str | int | Sequence[str | int] | None"

# The filters that take names, and so one or more.
NAMES: Final = [name for name, default in Filters._field_defaults.items() if default == ()]


class Narrowing(TypedDict, total=False):
    """Filters as keywords: `summit=2022`, `theme=["security", "health"]`; or as a value, which keywords change."""

    filters: Filters
    summit: OneOrMore
    theme: OneOrMore
    document: OneOrMore
    lang: OneOrMore
    page: OneOrMore
    asks: OneOrMore
    due: OneOrMore
    limit: int | None
    sort: str | None
    commitments: bool


class Similar(NamedTuple):
    """`score` is the cosine of the question and the mandate's nearest passage: 1 for the same words, near 0 for nothing
    in common."""

    mandate: "Mandate"
    score: float


class Corpus(Kinship):
    """What mandates there are, how they compare, and what is near in meaning. Records come as `Mandate`; what
    `Kinship` and `Records` give, as rows and JSON, needs no pydantic."""

    def __init__(self, where: Location) -> None:
        super().__init__(where)
        self._held_vectors: Vectors | None = None

    @classmethod
    def open(cls, data_dir: Path | str | None = None, as_of: "str | date | None" = None) -> Self:
        """The corpus in `data_dir`, else the one a command would read; with `as_of`, as the site was then. Raises
        CorpusError where there is none, and what `as_of` raises."""
        corpus = cls(location.to_read(Path(data_dir) if data_dir is not None else None))
        return corpus if as_of is None else corpus.as_of(as_of)

    def as_of(self, day: "str | date") -> Self:
        """The corpus as the site was when that day, month (`2012-05`) or year ended; it is parsed from data/raw when it
        is first asked for. Raises UsageError for what is no date or is before the first state."""
        # Who parses stands above who is asked: this arrow leads back, and only for who goes back in time.
        return type(self)(import_module("mandates_cli.pipeline.asof").located(self.where, str(day)).where)

    def __repr__(self) -> str:
        try:
            mandates, summits = self.basis()[1:3]
        except CorpusError:
            return f"<Corpus: closed, {self.where.folder}>"
        return worded(
            "<Corpus: {mandates:mandate} of {summits:summit}, {folder}>",
            mandates=mandates, summits=summits, folder=self.where.folder,
        )  # fmt: skip

    def search(self, query: str, **narrowing: Unpack[Narrowing]) -> "list[Mandate]":
        """Mandates that match `query`, best first. Raises QueryError, and UnknownName for a filter."""
        from mandates_cli.query.grammar import parse, pointed

        try:
            return _validated(self.raw(_filters(**narrowing), parse(query)))
        except FieldError as error:
            raise pointed(error, query) from error

    def list(self, **narrowing: Unpack[Narrowing]) -> "list[Mandate]":
        """Mandates that pass the filters. Raises UnknownName."""
        return _validated(self.raw(_filters(**narrowing)))

    def to_dataframe(self, query: str | None = None, **narrowing: Unpack[Narrowing]) -> Any:
        """Mandates that pass, and match the query if there is one, as a data frame of pandas, else of polars: texts in
        the columns of `list -f csv`, lists joined by "; ".

        Raises QueryError, UnknownName, and UsageError where neither library is installed.
        """
        from mandates_cli.corpus.frame import frame
        from mandates_cli.query.grammar import parse, pointed

        try:
            return frame(self.rows(_filters(**narrowing), parse(query) if query else None), self._database)
        except FieldError as error:
            raise pointed(error, query or "") from error

    def similar(self, question: str, *, hybrid: bool = False, **narrowing: Unpack[Narrowing]) -> "Sequence[Similar]":
        """The 20 (or `limit`) mandates whose meaning is nearest to the question, in whatever language, nearest first;
        with `hybrid` what `search` finds shares the ranking.

        Raises QueryError, UnknownName, and UsageError where no encoder is installed.
        """
        from mandates_cli.model import Mandate
        from mandates_cli.query.grammar import pointed

        try:
            found = self.scored(_filters(**narrowing), question, hybrid)
        except FieldError as error:
            raise pointed(error, question) from error
        return [Similar(Mandate.model_validate_json(raw), score) for raw, score in found]

    def stats(
        self, by: str | Sequence[str], unit: str = "commitments", **narrowing: Unpack[Narrowing]
    ) -> "Sequence[StatRow]":
        """What the mandates that pass the filters count by one or two of summit, theme, document, language, body and
        due. What has several counts in each, a theme covers its sub-themes, and what has none is a row under None;
        `limit` is of the first dimension's values. Raises UnknownName and UsageError."""
        from mandates_cli.query import dimensions

        chosen, filters = dimensions.dimensions(by), _filters(**narrowing)
        rows = self.tallied(chosen, dimensions.unit(unit), filters)
        return dimensions.first(rows, chosen[0], filters.limit)

    def get(self, id: str) -> "Mandate":
        """The mandate whose id is `id` or alone begins with it. Raises UnknownName."""
        return _validated([self.raw_of(id)])[0]

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
            chosen = selecting.in_order(self._database, chosen, asked)
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

    def diff(self, other: "Corpus") -> "Comparison[Mandate]":
        """What differs in `other`, taken for the newer of the two."""
        from mandates_cli.compare.diff import diff
        from mandates_cli.corpus.aliases import counterparts
        from mandates_cli.model import Mandate

        old, new = list(self.rows()), list(other.rows())
        same = counterparts(old, new, self.where.identities, other.where.identities)
        return diff(old, new, same).of(Mandate.model_validate)

    def trace(self, id: str) -> "Lineage[Mandate]":
        """The mandate of that id, or beginning of one, at earlier and later summits. Raises UnknownName."""
        from mandates_cli.model import Mandate

        return self.lineage_rows(id).of(Mandate.model_validate)

    def families(self) -> "Sequence[Family[Mandate]]":
        """Every mandate whose summit is known, with those that say the same at other summits."""
        from mandates_cli.model import Mandate

        return [family.of(Mandate.model_validate) for family in self.family_rows()]

    def taken_up(self, filters: Filters = EVERYTHING) -> "Sequence[TakenUpRow]":
        """How many of each summit's commitments that pass the filters later summits took up, oldest first."""
        from mandates_cli.corpus.sql import tallies

        asked = self.asked(filters)
        older = {link.older for link in self.links()}
        held = tallies.by_language(self._database)
        rows: list[TakenUpRow] = []
        for summit, commitments, taken, languages in tallies.taken_up(
            self._database, self._selected(asked).numbers, sorted(older)
        ):
            # Links join texts of one language: others cannot have taken anything up.
            later = {key: count for key, count in held.items() if summit and key[0] > summit and key[1] in languages}
            rows.append(
                {
                    "summit": summit, "commitments": commitments, "taken_up": taken if later else None,
                    "share": round(taken / commitments, 4) if later else None,
                    "looked_in_mandates": sum(later.values()) or None,
                    "looked_in_summits": len({year for year, _ in later}) or None,
                }
            )  # fmt: skip
        return rows

    def between(self, older: int, newer: int, **narrowing: Unpack[Narrowing]) -> "Between[Mandate]":
        """What the newer of two summits took up of the older, as far as either mandate passes the filters."""
        from mandates_cli.model import Mandate

        return self.between_rows(older, newer, _filters(**narrowing)).of(Mandate.model_validate)


def _filters(filters: Filters = EVERYTHING, **narrowing: Any) -> Filters:
    """The filters of Python users as typed on a command line; what keywords say stands in place of what `filters` does.
    Raises TypeError for a keyword that is no filter."""
    said: dict[str, Any] = filters._asdict() | narrowing
    return Filters(**(said | {name: _some(said[name]) for name in NAMES}))


def _some(names: OneOrMore) -> tuple[str, ...]:
    if names is None:
        return ()
    if isinstance(names, (str, int)):
        return (str(names),)
    return tuple(map(str, names))


def _validated(raws: Iterable[str]) -> "list[Mandate]":
    from mandates_cli.model import Mandate

    return [Mandate.model_validate_json(raw) for raw in raws]
