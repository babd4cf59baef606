"""How many mandates there are of each summit, theme, body and so on."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from mandates_cli.cli import answers, output
from mandates_cli.cli import options as o
from mandates_cli.corpus import Corpus, Filters, location
from mandates_cli.errors import UsageError
from mandates_cli.query import dimensions
from mandates_cli.query.dimensions import DIMENSIONS, Dimension, StatRow, TakenUpRow, Unit
from mandates_cli.render.answer import Answer, flat
from mandates_cli.render.screen import Screen

if TYPE_CHECKING:
    from mandates_cli.export.plot import Picture
    from mandates_cli.render.legend import Legend

FIRST: Final = "The first {shown:,} of {all:,} values; without --limit all are shown."
ADDED: Final = "The counts add up to {added:,}: {why}."
LOOKED_IN: Final = (
    "Similar wording was looked for in the mandates of later summits in the same language; where there is none later,"
    " nothing is claimed."
)


def _by(incomplete: str) -> list[str]:
    """Dimensions, and behind a comma the others."""
    before, comma, _ = incomplete.rpartition(",")
    return [f"{before}{comma}{one}" for one in DIMENSIONS if one != before]


def stats(
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="A[,B]",
            autocompletion=_by,
            help=f"One or two of {', '.join(DIMENSIONS)}.",
        ),
    ] = None,
    unit: Annotated[
        Unit, typer.Option("--unit", metavar="UNIT", help="commitments, mandates, placements or items.")
    ] = "commitments",
    taken_up: Annotated[
        bool, typer.Option("--taken-up", help="How much of each summit later summits took up.")
    ] = False,
    plot: Annotated[
        str | None,
        o.of_output(
            "--plot", metavar="FILE", help=r"Draw it too: .svg, .png, .html. Needs pip install 'mandates-cli\[plot]'."
        ),
    ] = None,
    *,
    filters: o.StatsFilters,
    out: o.Output,
    as_of: o.AsOf = None,
    data_dir: o.DataDir = None,
) -> None:
    """Counts by one or two of summit, theme, document, language, body and year of the deadline (due).

    What is counted are commitments: a mandate and its twin in the other language are one. What is not known is a row of
    its own. What has several themes, bodies or deadlines counts in each, a theme covers its sub-themes, and a body
    counts whatever its role.

    Examples:

        mandates stats --by summit

        mandates stats --by theme,summit --lang en

        mandates stats --by body --summit 2022 --limit 10

        mandates stats --by due --unit mandates -f csv > deadlines.csv

        mandates stats --by summit --taken-up

        mandates stats --by theme --plot themes.svg
    """
    chosen = dimensions.dimensions(by or ("summit" if taken_up else ""))
    if taken_up and (chosen != ["summit"] or unit != "commitments"):
        raise UsageError("--taken-up counts commitments by summit; leave out --unit, and ask for --by summit.")
    if plot is not None:
        from mandates_cli.export.plot import check

        check(plot)
    corpus = answers.opened(data_dir, as_of)
    asked = _Asked(corpus, filters.checked(), chosen, unit, out)
    asked.give_taken_up(plot) if taken_up else asked.give(plot)
    answers.tell_coverage(corpus, out)


class _Asked(NamedTuple):
    """What is asked of the corpus, and what is said of the answer."""

    corpus: Corpus
    filters: Filters
    by: Sequence[Dimension]
    unit: Unit
    out: output.Output

    def give(self, plot: str | None) -> None:
        every = self.corpus.tallied(self.by, self.unit, self.filters)
        rows = dimensions.first(every, self.by[0], self.filters.limit)

        def drawn(screen: Screen) -> Iterator[str]:
            from mandates_cli.render import stats

            return stats.drawn(rows, self.by, self.unit, _legend(self.corpus, self.filters), screen)

        output.give(Answer(flat(*self.by, self.unit), rows, drawn=drawn), self.out)
        self._tell(every, rows)
        if plot is not None and rows:
            self._plot(plot, self._picture(rows=rows))

    def _tell(self, every: Sequence[StatRow], rows: Sequence[StatRow]) -> None:
        if not rows:
            self._tell_none(every)
        if not (rows and self.out.table):
            return
        counts = self.corpus.counts(self.filters)
        output.say("{commitments:commitment}: {mandates:mandate}, {placements:placement}, {items:item}", **counts)
        added = sum(row[self.unit] for row in every)
        if added != counts[self.unit]:
            why = _legend(self.corpus, Filters()).several(self.by, self.unit)
            output.say(ADDED, added=added, why=why or "what differs between two languages counts for both")
        shown, held = ({row[self.by[0]] for row in some} for some in (rows, every))
        if len(shown) < len(held):
            output.say(FIRST, shown=len(shown), all=len(held))

    def _tell_none(self, every: Sequence[object]) -> None:
        if every:
            output.say(answers.LIMIT_0)
        else:
            output.say(answers.NONE_PASSES, basis=answers.basis(self.corpus))

    def give_taken_up(self, plot: str | None) -> None:
        every = self.corpus.taken_up(self.filters)
        rows = every[: self.filters.limit]

        def drawn(screen: Screen) -> Iterator[str]:
            from mandates_cli.render import stats

            return stats.taken_up(rows, _legend(self.corpus, self.filters), screen)

        output.give(Answer(flat(*TakenUpRow.__annotations__), rows, drawn=drawn), self.out)
        if not rows:
            self._tell_none(every)
        elif self.out.table:
            output.say(LOOKED_IN)
        if plot is not None and rows:
            self._plot(plot, self._picture(taken_up=rows))

    def _picture(self, rows: Sequence[StatRow] = (), taken_up: Sequence[TakenUpRow] = ()) -> "Picture":
        from mandates_cli.export import Chosen
        from mandates_cli.export.plot import Picture

        chosen = Chosen.of(self.corpus, self.filters)
        return Picture(chosen, _legend(self.corpus, self.filters), self.by, self.unit, rows, taken_up)

    def _plot(self, plot: str, picture: "Picture") -> None:
        from mandates_cli.export.plot import written

        with output.writing(plot):
            written(location.at_home(Path(plot)), picture)
        output.say("{path}", path=plot)


def _legend(corpus: Corpus, filters: Filters) -> "Legend":
    """In the language that is asked for alone, else in English."""
    from mandates_cli.export import Chosen
    from mandates_cli.render.legend import Legend

    return Legend.of(corpus.tables(), Chosen.of(corpus, filters).language)
