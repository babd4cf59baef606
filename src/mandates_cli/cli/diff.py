"""What changed between two states of the corpus, or from summit to summit."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.errors import UsageError
from mandates_cli.render.answer import Answer

if TYPE_CHECKING:
    from mandates_cli.compare.diff import Comparison
    from mandates_cli.pipeline.states import State

DIFFERENT: Final = 1


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A snapshot, a summit, a folder, a file, or -.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What to compare it with.")],
    all_: Annotated[bool, typer.Option("--all", help="Also show what differs only in typography or pages.")] = False,
    stat: Annotated[bool, typer.Option("--stat", rich_help_panel=o.OUTPUT, help="Only count.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with code 1 if there are differences.")] = False,
    *,
    filters: o.CompareFilters,
    out: o.Output,
    data_dir: o.DataDir = None,
) -> None:
    """What changed between two states of the corpus, or from summit to summit.

    OLD and NEW are, the first that applies: - for standard input; latest or
    previous; a date, for the snapshot of that name or the last one until that
    day; a summit (2018, VIII); a corpus' folder, or a .jsonl, .json, .csv or
    .tsv file. With a slash or such an ending it is always a path: ./2018.

    Mandates are matched by id, then by their words. What differs only in
    typography, or in the pages that show it, is left out unless --all is given.

    Examples:

        mandates diff previous latest

        mandates diff 2026-06-30 latest --theme security -f md > report.md

        mandates diff old-data/ data/ --stat

        mandates diff 2018 2022 --lang en
    """
    from mandates_cli.cli import operands
    from mandates_cli.pipeline.states import Summit, named

    corpus = Corpus.open(data_dir)
    check_limit(filters)
    one, other = named(old, corpus), named(new, corpus)
    if isinstance(one, Summit) and isinstance(other, Summit):
        differ = _summits(one.year, other.year, corpus, filters, stat, out)
    elif isinstance(one, Summit) or isinstance(other, Summit):
        year = next(operand.year for operand in (one, other) if isinstance(operand, Summit))
        raise UsageError(
            "{year} is a summit and the other is not; give two summits or two states (./{year} is a file).", year=year
        )
    else:
        differ = _states(operands.states(one, other, corpus), corpus, filters, all_, stat, out)
    if exit_code and differ:
        raise typer.Exit(DIFFERENT)


def check_limit(filters: Filters) -> None:
    if filters.limit is not None and filters.limit < 0:
        raise UsageError("--limit counts what is shown and cannot be negative; leave it out for all.")


def _states(
    states: "tuple[State, State]", corpus: Corpus, filters: Filters, all_: bool, stat: bool, out: output.Output
) -> bool:
    """Whether they differ."""
    from mandates_cli.render import diff as render

    whole = _compared(states, corpus, filters)
    found = whole if all_ else whole.of_substance()
    names = (states[0].name, states[1].name)
    head = "".join(render.heading(names, found, _left_out(whole, found), filters.limit))
    shown = found._replace(changes=found.changes[: filters.limit])
    if stat:
        answer = Answer(
            render.COUNTED,
            render.stat(found)[: filters.limit],
            on_screen=("document", "differ", *found.counts()),
        )
    else:
        answer = Answer(
            render.FIELDS,
            render.rows(shown),
            drawn=lambda screen: render.comparison(head, shown, screen, whole=bool(filters.document)),
            report=lambda _: render.markdown_of(names, head, shown),
        )
    given = output.give(answer, out)
    # A heading that has scrolled off is said again where the answer ends.
    if not given.own or (out.table and given.tall):
        output.say(head.rstrip())
    return bool(found.changes)


def _compared(states: "tuple[State, State]", corpus: Corpus, filters: Filters) -> "Comparison":
    """What differs in mandates that pass the filters in either state."""
    from mandates_cli.compare.diff import diff

    old, new = states
    passes = corpus.passing(filters, [*old.records, *new.records])
    whole = diff(*(state.records for state in states))
    kept = tuple(c for c in whole.changes if (c.old and passes(c.old)) or (c.new and passes(c.new)))
    no_longer = sum(not (change.new and passes(change.new)) for change in kept)
    return whole._replace(changes=kept, compared=sum(map(passes, new.records)) + no_longer)


def _left_out(whole: "Comparison", shown: "Comparison") -> dict[str, int]:
    """What differs in form only, by kind."""
    seen = shown.counts()
    return {kind: count for kind, count in whole.counts().items() if kind not in seen}


def _summits(older: int, newer: int, corpus: Corpus, filters: Filters, stat: bool, out: output.Output) -> bool:
    """Whether they differ."""
    from mandates_cli.render import between as render

    if filters.summit:
        raise UsageError("OLD and NEW already say which summits; leave --summit out.")
    if older >= newer:
        raise UsageError("Give two summits, the older one first: mandates diff {first} YEAR.", first=min(older, newer))
    found = corpus.between(older, newer, filters)
    if not (found.returned or found.new or found.dropped):
        output.say("No mandate of either summit passes; 'mandates summits' and 'mandates themes' list what there is.")
    if stat:
        answer = Answer(render.BY_THEME, render.by_theme(found)[: filters.limit])
    else:
        answer = Answer(
            render.FIELDS,
            render.between_rows(found)[: filters.limit],
            drawn=lambda screen: render.between(found, screen, filters.limit),
            report=lambda _: render.between_markdown(found, filters.limit),
        )
    if not output.give(answer, out).own:
        output.say("{older} → {newer}: {summed}", older=older, newer=newer, summed=render.summed(found))
    return found.differ
