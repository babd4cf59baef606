"""Answers that several commands give, and what is said of them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from mandates_cli.cli import output
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.corpus.records import EVERYTHING
from mandates_cli.errors import FieldError
from mandates_cli.render import pairs, sheet
from mandates_cli.render.answer import MANDATE, Answer, Fields, Row, Sheet, flat
from mandates_cli.render.screen import Screen
from mandates_cli.rows import MandateRow, loaded
from mandates_cli.wording import worded

if TYPE_CHECKING:
    from mandates_cli.query import Node
    from mandates_cli.render.mandate import Lit
    from mandates_cli.render.marks import Piece

NONE_PASSES: Final = (
    "No mandate of {basis} passes these filters; 'mandates summits', 'mandates themes' and 'mandates bodies' show what"
    " there is."
)
LIMIT_0: Final = "--limit 0 shows none."


def opened(data_dir: Path | None, as_of: str | None) -> Corpus:
    """The corpus, or what it was on that day, which is told."""
    corpus = Corpus.open(data_dir)
    if as_of is None:
        return corpus
    from mandates_cli.pipeline.asof import located

    past = located(corpus.where, as_of)
    template = "As of {typed}: {pages:page} as found on {day} (snapshot {snapshot})."
    output.say(template, typed=as_of, pages=past.pages, day=past.day, snapshot=past.snapshot)
    return Corpus(past.where)


class Tally:
    """Mandates counted as they go by, and the commitments that they are."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._commitments: set[str] = set()
        self._mandates: Counter[str] = Counter()

    def over(self, rows: Iterable[MandateRow]) -> Iterator[MandateRow]:
        for row in rows:
            self._commitments.add(row["commitment"])
            self._mandates[row["language"]] += 1
            yield row

    @property
    def commitments(self) -> int:
        return len(self._commitments)

    @property
    def each(self) -> str:
        """`512 in English, 517 in Spanish`"""
        names = self._corpus.language_names()
        return ", ".join(f"{count:,} in {names[code]}" for code, count in sorted(self._mandates.items()))

    def __str__(self) -> str:
        """`520 commitments: 512 in English, 517 in Spanish`"""
        return worded("{commitments:commitment}: {each}", commitments=self.commitments, each=self.each)


def basis(corpus: Corpus) -> str:
    """`20 mandates of 5 summits (1 of 129 known pages)`"""
    mandates, summits, coverage = corpus.basis()[1:]
    template = "{mandates:mandate} of {summits:summit}"
    if coverage is None:
        return worded(template, mandates=mandates, summits=summits)
    template += " ({read:,} of {known:known page})"
    return worded(template, mandates=mandates, summits=summits, read=coverage.read, known=coverage.known)


def tell_coverage(corpus: Corpus, out: output.Output) -> None:
    """A person who reads an answer of a small part of the site is told so."""
    if not out.table:
        return
    from mandates_cli.corpus.coverage import total

    found = total(corpus.coverage)
    if found and found.partial:
        template = "The corpus holds {read:,} of {known:known page} of the site; 'mandates fetch' brings the rest."
        output.say(template, read=found.read, known=found.known)


def mandates(
    corpus: Corpus,
    raws: Iterable[str],
    tree: "Node | None" = None,
    filters: Filters = EVERYTHING,
    added: Fields = flat(),  # noqa: B008 (empty)
    tally: Tally | None = None,
) -> Answer:
    """What `tree` finds is marked, and the words of deadlines and addressees that `filters` ask for; `added` are fields
    that these have beyond a mandate's own. `tally` counts the rows that are drawn."""
    rows = map(loaded, raws) if tally is None else tally.over(map(loaded, raws))

    def drawn(screen: Screen) -> Iterator[str]:
        from mandates_cli.render.mandate import listed

        return listed(rows, screen, lit())

    def marked(row: Row) -> "Iterable[Piece]":
        return lit().pieces(cast(MandateRow, row))

    @cache
    def lit() -> "Lit":
        from mandates_cli.query.register import Wanted
        from mandates_cli.render.mandate import Lit

        return Lit(tree, Wanted.of(corpus.asked(filters, tree)))

    marks = marked if tree or filters.due or filters.asks or filters.sort == "due" else None
    return Answer({**MANDATE, **added}, rows, drawn=drawn, stored=raws, sheet=_sheet(corpus, added), marked=marks)


def parallel(corpus: Corpus, raws: Iterable[str]) -> Answer:
    """Mandates beside their twins."""
    names = _known(corpus)
    return Answer(pairs.COLUMNS, (pairs.sheet(pair, names) for pair in pairs.pairs(map(loaded, raws), corpus.row)))


def _sheet(corpus: Corpus, added: Fields) -> Sheet:
    """The flat form of mandates; the tables of names are read for the first of them."""
    known = cache(lambda: _known(corpus))
    return Sheet((*sheet.COLUMNS, *added), lambda row: sheet.flat(row, known()))


def _known(corpus: Corpus) -> sheet.Known:
    tables = corpus.tables()
    return sheet.Known.of(tables.summits(), tables.documents())


@contextmanager
def pointed(query: str) -> Iterator[None]:
    """An error about a property in the query says where in the query it stands."""
    try:
        yield
    except FieldError as error:
        from mandates_cli.query.grammar import pointed

        raise pointed(error, query) from error
