"""What changed between two states of the corpus, or from summit to summit."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from mandates_cli import bounded
from mandates_cli.cli import answers, output
from mandates_cli.cli import options as o
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.errors import UsageError

if TYPE_CHECKING:
    from mandates_cli.compare.diff import Comparison
    from mandates_cli.pipeline.states import Moment, State
    from mandates_cli.rows import PartialRow

DIFFERENT: Final = 1
# Of the snapshots that were passed over, so many are named.
PASSED_OVER: Final = 5


def _operands(corpus: Corpus, _: str) -> Iterator[o.Offered]:
    """What OLD and NEW may be, but for files."""
    yield "latest", "the last complete state"
    yield "previous", "the one before it that differs"
    # Read without the models, which take longer to load than a person waits for a completion.
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = map(json.loads, (corpus.where.raw / "snapshots.jsonl").read_text("utf-8").splitlines())
        found = {row["name"]: o.beside(f"snapshot, {row['source']} {row['scope']}") for row in told}
        for name in sorted(found, reverse=True):
            yield name, found[name]
    for year in corpus.known("summit"):
        yield year, "summit"


completed_operands = o.completed(_operands)


def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD", help="A snapshot, a summit, a folder, a file, or -.", autocompletion=completed_operands
        ),
    ],
    new: Annotated[
        str, typer.Argument(metavar="NEW", help="What to compare it with.", autocompletion=completed_operands)
    ],
    all_: Annotated[bool, typer.Option("--all", help="Also show what differs only in typography or pages.")] = False,
    stat: Annotated[bool, o.of_output("--stat", help="Only count.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with code 1 if there are differences.")] = False,
    *,
    filters: o.CompareFilters,
    out: o.Output,
    data_dir: o.DataDir = None,
) -> None:
    """What changed between two states of the corpus, or from summit to summit.

    OLD and NEW are, the first that applies: - for standard input; latest or
    previous; a date (2026-06-30 or 2026-06), for the snapshot of that name or
    the last one until then; a summit (2018, VIII); a corpus' folder, or a .jsonl, .json, .csv or
    .tsv file. With a slash or such an ending it is always a path: ./2018.

    Mandates are matched by id, whichever corpus gave it, then by their words. What differs only in
    typography, or in the pages that show it, is left out unless --all is given.

    Examples:

        mandates diff previous latest

        mandates diff 2026-06-30 latest --theme security -f md > report.md

        mandates diff old-data/ data/ --stat

        mandates diff 2018 2022 --lang en
    """
    from mandates_cli.pipeline.states import Summit, named

    corpus = Corpus.open(data_dir)
    check_limit(filters)
    one, other = named(old, corpus), named(new, corpus)
    if isinstance(one, Summit) and isinstance(other, Summit):
        differ = _summits(one.year, other.year, corpus, filters, stat, out)
    elif isinstance(one, Summit) or isinstance(other, Summit):
        template = "{year} is a summit and the other is not; give two summits or two states (./{year} is a file)."
        raise UsageError(template, year=next(each.year for each in (one, other) if isinstance(each, Summit)))
    else:
        differ = _states(_read(one, other, corpus), corpus, filters, all_, stat, out)
    if exit_code and differ:
        raise typer.Exit(DIFFERENT)


def check_limit(filters: Filters) -> None:
    if filters.limit is not None and filters.limit < 0:
        raise UsageError("--limit counts what is shown and cannot be negative; leave it out for all.")


def _read(old: "Moment | Path", new: "Moment | Path", corpus: Corpus) -> "tuple[State, State]":
    """The two states, one of which standard input may hold. Tells which snapshots were passed over."""
    from mandates_cli.pipeline.states import STDIN, Moment, states

    if sys.stdin is None and STDIN in (old, new):
        raise UsageError("Standard input is closed; pipe records into it, or name a file.")
    if old == new == STDIN:
        raise UsageError("Only one of the two can be standard input; save the other as a file.")
    passed_over = max((each.passed_over for each in (old, new) if isinstance(each, Moment)), key=len, default=())
    if passed_over:
        older = len(passed_over) - PASSED_OVER
        names = [*passed_over[-PASSED_OVER:], *([f"and {older:,} older"] if older > 0 else [])]
        output.say("Passed over: {names}.", names=", ".join(names))
    return states(old, new, corpus.where, lambda: bounded.piped(sys.stdin.buffer, "standard input"))


def _states(
    states: "Sequence[State]", corpus: Corpus, filters: Filters, all_: bool, stat: bool, out: output.Output
) -> bool:
    """Whether they differ."""
    from mandates_cli.render import diff as render

    whole = _compared(states, corpus, filters)
    found = whole if all_ else whole.of_substance()
    seen = found.counts()
    left_out = {kind: count for kind, count in whole.counts().items() if kind not in seen}
    names = [state.name for state in states]
    head = render.heading(names, found, left_out, filters.limit)
    shown = found._replace(changes=found.changes[: filters.limit])
    if stat:
        answer = render.counts(found, filters.limit)
    else:
        answer = render.answer(names, head, shown, whole=bool(filters.document))
    given = output.give(answer, out)
    # A heading that has scrolled off is said again where the answer ends.
    if not given.own or (out.table and given.tall):
        output.say(head)
    return bool(found.changes)


def _compared(states: "Sequence[State]", corpus: Corpus, filters: Filters) -> "Comparison[PartialRow]":
    """What differs in mandates that pass the filters in either state."""
    from mandates_cli.compare.diff import diff
    from mandates_cli.corpus.aliases import counterparts

    (_, old, old_table), (_, new, new_table) = states
    same = counterparts(old, new, old_table, new_table)
    passes = corpus.passing(filters, [*old, *new])
    whole = diff(old, new, same)
    kept = tuple(c for c in whole.changes if (c.old and passes(c.old)) or (c.new and passes(c.new)))
    no_longer = sum(not (change.new and passes(change.new)) for change in kept)
    return whole._replace(changes=kept, compared=sum(map(passes, new)) + no_longer)


def _summits(older: int, newer: int, corpus: Corpus, filters: Filters, stat: bool, out: output.Output) -> bool:
    """Whether they differ."""
    from mandates_cli.render import between as render

    if filters.summit:
        raise UsageError("OLD and NEW already say which summits; leave --summit out.")
    if older >= newer:
        raise UsageError("Give two summits, the older one first: mandates diff {first} YEAR.", first=min(older, newer))
    found = corpus.between_rows(older, newer, filters)
    if not (found.returned or found.new or found.dropped):
        output.say("No mandate of either summit passes; 'mandates summits' and 'mandates themes' list what there is.")
    answered = render.counts if stat else render.answer
    themes = corpus.theme_slugs(filters.theme)
    if not output.give(answered(found, filters.limit, themes), out).own:
        output.say("{older} → {newer}: {summed}", older=older, newer=newer, summed=render.summed(found))
    answers.tell_coverage(corpus, out)
    return found.differ
