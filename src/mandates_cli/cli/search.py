"""The mandates that match a query: as they are, in lines of context, or counted."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import typer

from mandates_cli.cli import answers, output
from mandates_cli.cli import options as o
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.errors import UsageError
from mandates_cli.render.answer import Answer, Row
from mandates_cli.render.fields import flat
from mandates_cli.render.screen import Screen
from mandates_cli.rows import MandateRow, loaded
from mandates_cli.wording import worded

if TYPE_CHECKING:
    from mandates_cli.query import Node
    from mandates_cli.query.concordance import Line

SIDES: Final = ("left", "right")
FACETS: Final = flat("facet", "value", "mandates")
LINES: Final = flat("id", "summit", "language", "left", "hit", "right")
COUNTS: Final = flat("mandates", "placements", "items")


def search(
    query: Annotated[
        list[str],
        typer.Argument(metavar="QUERY", help='Words, a "phrase", word*, OR, NOT or -, NEAR/5, field:value, ( ).'),
    ],
    exact: Annotated[bool, typer.Option("--exact", help="Words as written: no inflections or variants.")] = False,
    semantic: Annotated[
        bool,
        typer.Option(
            "--semantic",
            help="By meaning, in both languages: the nearest 20, or --limit."
            r" Needs pip install 'mandates-cli\[semantic]'.",
        ),
    ] = False,
    hybrid: Annotated[bool, typer.Option("--hybrid", help="By meaning and by words, in one ranking.")] = False,
    kwic: Annotated[
        bool, typer.Option("--kwic", rich_help_panel=o.OUTPUT, help="One line per hit, in context.")
    ] = False,
    width: Annotated[
        int | None,
        typer.Option(
            "--width", metavar="N", min=40, rich_help_panel=o.OUTPUT, help="Width of --kwic lines, in columns."
        ),
    ] = None,
    facets: Annotated[
        bool,
        typer.Option("--facets", rich_help_panel=o.OUTPUT, help="Count by summit, theme, document, language."),
    ] = False,
    count: Annotated[bool, typer.Option("--count", rich_help_panel=o.OUTPUT, help="Only count.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show how the query is understood.")] = False,
    *,
    filters: o.SearchFilters,
    out: o.Output,
    data_dir: o.DataDir = None,
) -> None:
    """The mandates that match a query, best first.

    Case, accents and quotes do not matter; inflections, British and American spelling, and hyphens are seen through.
    Fields: summit:2015..2022 theme:health document:lima lang:es label:c text:/regex/

    Examples:

        mandates search cybercrime

        mandates search '"financial intelligence units" OR launder*' --summit 2018

        mandates search 'traffick* NEAR/8 (arms OR persons)' --kwic

        mandates search 'corruption -summit:2018' --facets

        mandates search --semantic 'who looks after people that report bribery?'
    """
    from mandates_cli.query.grammar import parse

    text = " ".join(query)
    given = {"--kwic": kwic, "--facets": facets, "--count": count, "--explain": explain}
    asked = [option for option, is_given in given.items() if is_given]
    if semantic or hybrid:
        from mandates_cli.cli.semantic import search as by_meaning

        by_meaning(text, hybrid, filters, out, data_dir, ["--exact"] * exact + asked)
        return
    side = filters.sort if filters.sort in SIDES else None
    _check(asked, side, width, out)
    tree = parse(text, exact)
    if explain:
        from mandates_cli.render.explained import explained

        output.write(explained(tree))
        return
    with answers.pointed(text):
        found = _Found(Corpus.open(data_dir), filters._replace(sort=None) if side else filters, tree)
        if count:
            output.give(Answer(COUNTS, [found.corpus.counts(found.filters, tree)]), out)
        elif kwic:
            _give_lines(found, side, width, facets, out)
        elif facets and not out.drawn:
            _give_facets(found, out)
        else:
            _give_mandates(found, facets, out)


def _check(asked: Sequence[str], side: str | None, width: int | None, out: output.Output) -> None:
    """Raises UsageError for options that make no sense together. Below a drawn concordance there may be facets."""
    if len(asked) > 1 and not (asked == ["--kwic", "--facets"] and out.drawn):
        raise UsageError("{answers} are different answers; ask for one of them.", answers=" and ".join(asked))
    if "--kwic" not in asked and (side or width is not None):
        option = f"--sort {side}" if side else "--width"
        raise UsageError("{option} is for --kwic lines; add --kwic.", option=option)


class _Found:
    """What a query asks of the corpus, and what is said of the answer."""

    def __init__(self, corpus: Corpus, filters: Filters, tree: "Node") -> None:
        self.corpus = corpus
        self.filters = filters
        self.tree = tree

    def raw(self) -> "output.Counted[str]":
        return output.Counted(self.corpus.raw(self.filters, self.tree))

    def facets(self) -> Sequence[Row]:
        return self.corpus.facets(self.filters, self.tree)

    def tell(self, number: int, out: output.Output, hits: int | None = None) -> None:
        """A table ends with its count; an empty answer says what would widen it. `hits` counts lines in context."""
        if number and hits == 0:
            output.say(
                "{number:mandate matches}, but by no word that --kwic could show; leave it out to list them.",
                number=number,
            )
        elif number:
            if out.table:
                output.say("{number:mandate}" if hits is None else "{hits:hit}", number=number, hits=hits)
        elif self.filters.limit == 0 and (count := self.corpus.count(self.filters, self.tree)):
            output.say("{count:mandate matches}; --limit 0 shows none.", count=count)
        else:
            hints = "; ".join(_hints(self.corpus, self.filters, self.tree))
            output.say("No mandate matches; {hints}", hints=hints or "try fewer words or word*")


def _give_facets(found: _Found, out: output.Output) -> None:
    rows = found.facets()
    output.give(Answer(FACETS, rows), out)
    found.tell(len(rows), out)


def _give_mandates(found: _Found, facets: bool, out: output.Output) -> None:
    raws = found.raw()
    output.give(answers.mandates(raws, partial(_spans, found.tree)), out)
    if facets and raws.count:
        output.give(Answer(FACETS, found.facets()), out)
    found.tell(raws.count, out)


def _spans(tree: "Node", row: MandateRow) -> list[tuple[int, int]]:
    from mandates_cli.query.oracle import spans

    return spans(tree, row)


def _give_lines(found: _Found, side: str | None, width: int | None, facets: bool, out: output.Output) -> None:
    """Concordance lines, as they come unless they are to be sorted by their left or right side."""
    from mandates_cli.query.concordance import lines

    raws = found.raw()
    hits = output.Counted(lines(map(loaded, raws), found.tree))
    wanted = _sorted(hits, side) if side else hits

    def drawn(screen: Screen) -> Iterator[str]:
        from mandates_cli.render.kwic import kwic

        return kwic(wanted, width or screen.width, screen.color)

    output.give(Answer(LINES, map(_row, wanted), drawn=drawn), out)
    if facets and raws.count:
        output.give(Answer(FACETS, found.facets()), out)
    found.tell(raws.count, out, hits.count)


def _sorted(hits: "Iterable[Line]", side: str) -> "Iterable[Line]":
    """By the words beside the hit, the nearest first."""
    from mandates_cli.folding import fold

    if side == "left":
        return sorted(hits, key=lambda line: fold(line.left).split()[::-1])
    return sorted(hits, key=lambda line: fold(line.right).split())


def _row(line: "Line") -> Row:
    source = line.source
    return {
        "id": source.id, "summit": source.summit, "language": source.language, "left": line.left,
        "hit": line.hit, "right": line.right,
    }  # fmt: skip


def _hints(corpus: Corpus, filters: Filters, tree: "Node") -> Iterator[str]:
    from mandates_cli.query import terms

    for option, count in corpus.relaxed(filters, tree):
        yield worded("without {option} {count:mandate} would", option=option, count=count)
    if near := corpus.nearest(tree):
        yield worded("did you mean {near}?", near=" or ".join(near[:3]))
    lowered = {term.words for term in terms(tree)} & {("and",), ("or",), ("not",), ("near",)}
    if lowered:
        operators = ", ".join(sorted(word.upper() for (word,) in lowered))
        yield worded("operators are written in capitals: {operators}", operators=operators)
    languages = corpus.languages()
    if not languages:
        yield "the corpus holds no mandates; 'mandates fetch' or 'mandates import' brings some"
    elif len(languages) < 2:
        yield worded("the corpus holds {language} texts only", language=languages[0])
