"""The mandates that match a query: as they are, in lines of context, or counted; or those nearest in meaning."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from mandates_cli.cli import answers, output
from mandates_cli.cli import options as o
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.errors import UsageError
from mandates_cli.render.answer import Answer, flat
from mandates_cli.render.screen import Screen
from mandates_cli.rows import loaded
from mandates_cli.wording import worded

if TYPE_CHECKING:
    from mandates_cli.query import Node
    from mandates_cli.query.concordance import Line

SIDES: Final = ("left", "right")
FACETS: Final = flat("facet", "value", "commitments", "mandates")
LINES: Final = flat("id", "summit", "language", "left", "hit", "right")
COUNTS: Final = flat("commitments", "mandates", "placements", "items")
# Of so many texts to encode it is said that this takes a while.
TOLD: Final = 500
# Of words that were found in place of another, so many are named.
STAND_INS: Final = 5


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
    kwic: Annotated[bool, o.of_output("--kwic", help="One line per hit, in context.")] = False,
    width: Annotated[
        int | None, o.of_output("--width", metavar="N", min=40, help="Width of --kwic lines: columns, at least 40.")
    ] = None,
    facets: Annotated[bool, o.of_output("--facets", help="Count by summit, theme, document, language.")] = False,
    count: Annotated[bool, o.of_output("--count", help="Only count.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show how the query is understood.")] = False,
    *,
    filters: o.SearchFilters,
    as_of: o.AsOf = None,
    out: o.Output,
    data_dir: o.DataDir = None,
) -> None:
    """The mandates that match a query, best first.

    Case, accents and quotes do not matter; inflections, British and American spelling, and hyphens are seen through.

    Fields: summit:2015..2022 theme:health document:lima lang:es asks:paho due:2025..2030 label:c text:/regex/

    Examples:

        mandates search cybercrime

        mandates search '"financial intelligence units" OR launder*' --summit 2018

        mandates search 'traffick* NEAR/8 (arms OR persons)' --kwic

        mandates search 'corruption -summit:2018' --facets

        mandates search --semantic 'who looks after people that report bribery?'
    """
    from mandates_cli.query import parse

    text = " ".join(query)
    given = {"--kwic": kwic, "--facets": facets, "--count": count, "--explain": explain}
    asked = [option for option, is_given in given.items() if is_given]
    opened = partial(answers.opened, data_dir, as_of)
    if semantic or hybrid:
        _give_by_meaning(text, hybrid, ["--exact"] * exact + asked, filters, out, opened)
        return
    side = filters.sort if filters.sort in SIDES else None
    _check(asked, side, width, out)
    tree = parse(text, exact)
    if explain:
        from mandates_cli.render.explained import explained

        output.put(explained(tree), out)
        return
    with answers.pointed(text):
        corpus = opened()
        _Search(corpus, filters._replace(sort=None) if side else filters, tree, out).give(asked, side, width)
    answers.tell_coverage(corpus, out)


def _check(asked: Sequence[str], side: str | None, width: int | None, out: output.Output) -> None:
    """Raises UsageError for options that make no sense together. Below a drawn concordance there may be facets."""
    if len(asked) > 1 and not (asked == ["--kwic", "--facets"] and out.drawn):
        raise UsageError("{answers} are different answers; ask for one of them.", answers=" and ".join(asked))
    if "--kwic" not in asked and (side or width is not None):
        option = f"--sort {side}" if side else "--width"
        raise UsageError("{option} is for --kwic lines; add --kwic.", option=option)


def _give_by_meaning(
    text: str,
    hybrid: bool,
    about_words: Sequence[str],
    filters: Filters,
    out: output.Output,
    opened: Callable[[], Corpus],
) -> None:
    """It is always said that these were found by meaning. `about_words` are options that make no sense here."""
    if about_words:
        template = "{option} is about words, and a search by meaning looks at none; leave it out."
        raise UsageError(template, option=about_words[0])
    corpus = opened()
    with answers.pointed(text):
        found = corpus.scored(filters, text, hybrid, _tell_of_encoding)
    scored = (_with_score(raw, score) for raw, score in found)
    output.give(answers.mandates(corpus, scored, filters=filters, added=flat("score")), out)
    if filters.limit == 0:
        output.say(answers.LIMIT_0)
    elif not found:
        output.say(answers.NONE_PASSES, basis=answers.basis(corpus))
    else:
        what = "meaning and words" if hybrid else "meaning"
        template = "{found:mandate}, ranked by {what}; score is likeness of meaning, at most 1 ({encoder})"
        output.say(template, found=len(found), what=what, encoder=corpus.encoder.name)


def _with_score(raw: str, score: float) -> str:
    return json.dumps({**loaded(raw), "score": score}, ensure_ascii=False, separators=(",", ":"))


def _tell_of_encoding(count: int) -> None:
    if count >= TOLD:
        output.say("Encoding {count:text}, about 500 a second; the next search by meaning need not.", count=count)


class _Search(NamedTuple):
    """What is asked of the corpus, and what is said of the answer."""

    corpus: Corpus
    filters: Filters
    tree: "Node"
    out: output.Output

    def give(self, asked: Sequence[str], side: str | None, width: int | None) -> None:
        facets = "--facets" in asked
        if "--count" in asked:
            counts = self.corpus.counts(self.filters, self.tree)
            output.give(Answer(COUNTS, [counts]), self.out)
            self.tell_stand_ins(counts["mandates"])
        elif "--kwic" in asked:
            self.give_lines(side, width, facets)
        elif facets and not self.out.drawn:
            self.tell(self.give_facets())
        else:
            self.give_mandates(facets)

    def give_mandates(self, facets: bool) -> None:
        raws, tally = output.Counted(self.corpus.raw(self.filters, self.tree)), answers.Tally(self.corpus)
        answer = answers.mandates(self.corpus, raws, self.tree, self.filters, tally=tally)
        output.give(self.with_facets(answer, raws) if facets else answer, self.out)
        self.tell(raws.count, tally)

    def give_facets(self) -> int:
        rows = self.corpus.facets(self.filters, self.tree)
        output.give(Answer(FACETS, rows), self.out)
        return len(rows)

    def with_facets(self, answer: Answer, found: output.Counted[str]) -> Answer:
        """One answer, which a pager shows as a whole; facets stand below what is `found`, if anything is."""

        def drawn(screen: Screen) -> Iterator[str]:
            from mandates_cli.render.formats import written

            yield from written(answer, "table", screen)
            if found.count:
                rows = self.corpus.facets(self.filters, self.tree)
                yield from written(Answer(FACETS, rows), "table", screen)

        return answer._replace(drawn=drawn)

    def give_lines(self, side: str | None, width: int | None, facets: bool) -> None:
        """Concordance lines, as they come unless they are to be sorted by their left or right side."""
        from mandates_cli.query.concordance import lines

        raws, tally = output.Counted(self.corpus.raw(self.filters, self.tree)), answers.Tally(self.corpus)
        hits = output.Counted(lines(tally.over(map(loaded, raws)), self.tree))
        wanted = _sorted(hits, side) if side else hits

        def drawn(screen: Screen) -> Iterator[str]:
            from mandates_cli.render.kwic import kwic

            return kwic(wanted, screen._replace(width=width or screen.width))

        rows = ({**line._asdict(), **line.source._asdict()} for line in wanted)
        answer = Answer(LINES, rows, drawn=drawn)
        output.give(self.with_facets(answer, raws) if facets else answer, self.out)
        self.tell(raws.count, tally, hits.count)

    def tell(self, number: int, tally: answers.Tally | None = None, hits: int | None = None) -> None:
        """A table ends with its count; an empty answer says what would widen it. `hits` counts lines in context."""
        self.tell_stand_ins(number)
        if number and hits == 0:
            template = "{number:mandate matches}, but by no word that --kwic could show; leave it out to list them."
            output.say(template, number=number)
        elif number:
            if self.out.table and tally:
                output.say("{tally}" if hits is None else "{hits:hit} in {tally}", hits=hits, tally=f"{tally}")
        elif self.filters.limit == 0 and (count := self.corpus.count(self.filters, self.tree)):
            output.say("{count:mandate matches}; --limit 0 shows none.", count=count)
        else:
            hints = "; ".join(_hints(self.corpus, self.filters, self.tree)) or "try fewer words or word*"
            looked = worded("looked in {basis}; ", basis=answers.basis(self.corpus)) if self.corpus.languages() else ""
            output.say("No mandate matches; {looked}{hints}", looked=looked, hints=hints)

    def tell_stand_ins(self, number: int) -> None:
        """A word that no text has, and is found by its stem all the same, may be misspelt."""
        for word, others in self.corpus.stand_ins(self.tree).items() if number else ():
            more = len(others) - STAND_INS
            shown = ", ".join(others[:STAND_INS]) + (worded(" and {more:,} more", more=more) if more > 0 else "")
            output.say("No text has the word {word}; shown instead: {shown}.", word=word, shown=shown)


def _sorted(hits: "Iterable[Line]", side: str) -> "Iterable[Line]":
    """By the words beside the hit, the nearest first."""
    from mandates_cli.folding import fold

    if side == "left":
        return sorted(hits, key=lambda line: fold(line.left).split()[::-1])
    return sorted(hits, key=lambda line: fold(line.right).split())


def _hints(corpus: Corpus, filters: Filters, tree: "Node") -> Iterator[str]:
    from mandates_cli.query import terms

    for option, count in corpus.relaxed(filters, tree):
        yield worded("without {option} {count:mandate} would", option=option, count=count)
    lowered = {term.words for term in terms(tree)} & {("and",), ("or",), ("not",), ("near",)}
    if lowered:
        operators = ", ".join(sorted(word.upper() for (word,) in lowered))
        yield worded("operators are written in capitals: {operators}", operators=operators)
    languages = corpus.languages()
    if not languages:
        yield "the corpus holds no mandates; 'mandates fetch' or 'mandates import' brings some"
    elif len(languages) < 2:
        yield worded("the corpus holds {language} texts only", language=languages[0])
    # A question ends the sentence.
    if near := corpus.nearest(tree):
        yield worded("did you mean {near}?", near=" or ".join(near[:3]))
