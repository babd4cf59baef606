"""Commands that compare: two states of the corpus, two summits, and a commitment from summit to summit."""

import json as json_
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final, Optional, cast

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.cli.read import filters_of
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.errors import FieldError, UnknownName, UsageError

if TYPE_CHECKING:
    from mandates_cli.cli.operands import State
    from mandates_cli.compare.diff import Comparison
    from mandates_cli.compare.lineage import Family, Lineage
    from mandates_cli.render.diff import View
    from mandates_cli.rows import PartialRow

DIFFERENT: Final = 1
# Lineages of a query that a screen is worth.
MOST_TRACED: Final = 3
MOST_FAMILIES: Final = 6


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A snapshot, a summit, a folder, a file, or -.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What to compare it with.")],
    all_: Annotated[bool, typer.Option("--all", help="Also what differs in typography or place only.")] = False,
    stat: Annotated[bool, typer.Option("--stat", rich_help_panel=o.OUTPUT, help="Only count.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 where there are differences.")] = False,
    summit: o.Summits = None,
    theme: o.Themes = None,
    document: o.Documents = None,
    lang: o.Languages = None,
    page: o.Pages = None,
    limit: o.Limit = None,
    format: o.Formats = None,
    json: o.Json = False,
    fields: o.Fields = None,
    no_color: o.NoColor = False,
    data_dir: o.DataDir = None,
) -> None:
    """What changed between two states of the corpus, or from summit to summit.

    OLD and NEW are, the first that applies: - for standard input; latest or
    previous; a date, for the snapshot of that name or the last one until that
    day; a summit (2018, VIII); a corpus' folder, or a .jsonl, .json, .csv or
    .tsv file. With a slash or such an ending it is always a path: ./2018.

    Mandates are matched by id, then by their words. What differs only in
    typography, or in the pages that show it, is left out without --all.

    Examples:

        mandates diff previous latest

        mandates diff 2026-06-30 latest --theme security -f md > report.md

        mandates diff old-data/ data/ --stat

        mandates diff 2018 2022 --lang en
    """
    from mandates_cli.cli import operands

    out = output.chosen(format, json, fields, no_color)
    corpus = Corpus.open(data_dir)
    filters = _filters(summit, theme, document, lang, page, limit)
    one, other = operands.named(old, corpus), operands.named(new, corpus)
    years = [operand.year for operand in (one, other) if isinstance(operand, operands.Summit)]
    if isinstance(one, operands.Summit) and isinstance(other, operands.Summit):
        differ = _summits(one.year, other.year, corpus, filters, stat, out)
    elif isinstance(one, operands.Summit) or isinstance(other, operands.Summit):
        raise UsageError(
            f"{years[0]} is a summit, and the other is none; name two summits or two states. ./{years[0]} is a file."
        )
    else:
        states = operands.states(one, other, corpus)
        differ = _states(states, corpus, filters, all_, stat, out)
    if exit_code and differ:
        raise typer.Exit(DIFFERENT)


def _filters(
    summit: list[str] | None,
    theme: list[str] | None,
    document: list[str] | None,
    lang: list[str] | None,
    page: list[str] | None,
    limit: int | None,
) -> Filters:
    if limit is not None and limit < 0:
        raise UsageError("--limit counts what is shown and cannot be negative; leave it out for all.")
    return filters_of(summit, theme, document, lang, page, limit, None)


def _states(
    states: "tuple[State, State]", corpus: Corpus, filters: Filters, all_: bool, stat: bool, out: output.Output
) -> bool:
    from mandates_cli.compare.diff import diff as compared
    from mandates_cli.render import diff as render

    old, new = states
    passes = corpus.passing(filters, [*old.records, *new.records])
    whole = compared(*(cast("list[PartialRow]", state.records) for state in states))
    kept = tuple(c for c in whole.changes if any(passes(r) for r in (c.old, c.new) if r))
    left = sum(not (c.new and passes(c.new)) for c in kept)
    whole = whole._replace(changes=kept, compared=sum(map(passes, new.records)) + left)
    found = whole if all_ else whole.of_substance()
    left_out = {} if all_ else _left_out(whole, found)
    names = (old.name, new.name)
    head = "".join(render.heading(names, found, left_out, filters.limit))
    listed = found._replace(changes=found.changes[: filters.limit])
    drawn = out.fields is None
    if stat:
        seen = ",".join(("document", "differ", *found.counts()))
        output.rows(render.stat(found)[: filters.limit], out, seen, columns=render.COUNTED)
    elif drawn and out.format is o.Format.table:
        text = "".join(render.comparison(head, listed, _view(out, narrowed=bool(filters.document))))
        output.write([text])
        if not output.taller(text):
            return bool(found.changes)
    elif drawn and out.format is o.Format.md:
        output.write(render.markdown_of(names, head, listed))
        return bool(found.changes)
    else:
        output.rows(render.rows(listed), out, columns=render.COLUMNS)
    output.say(head.rstrip())
    return bool(found.changes)


def _left_out(whole: "Comparison", shown: "Comparison") -> dict[str, int]:
    """What differs in form only, by kind."""
    seen = shown.counts()
    return {kind: count for kind, count in whole.counts().items() if kind not in seen}


def _view(out: output.Output, narrowed: bool) -> "View":
    from mandates_cli.render.diff import View

    return View(output.width(), output.colored(out), narrowed)


def _summits(older: int, newer: int, corpus: Corpus, filters: Filters, stat: bool, out: output.Output) -> bool:
    from mandates_cli.render import between as render

    if filters.summit:
        raise UsageError("The two summits are named already; leave --summit out.")
    if older >= newer:
        raise UsageError(f"The older summit comes first, and two are needed: mandates diff {min(older, newer)} YEAR.")
    found = corpus.between(older, newer, filters)
    if not (found.returned or found.new or found.dropped):
        output.say("No mandate of either summit passes; 'mandates summits' and 'mandates themes' count what there is.")
    drawn = out.fields is None
    if stat:
        output.rows(render.by_theme(found)[: filters.limit], out, columns=("theme", *render.WORDS))
    elif drawn and out.format is o.Format.table:
        output.write(render.between(found, _view(out, narrowed=False), filters.limit))
        return found.differ
    elif drawn and out.format is o.Format.md:
        output.write(render.between_markdown(found, filters.limit))
        return found.differ
    else:
        output.rows(render.between_rows(found)[: filters.limit], out, columns=render.COLUMNS)
    output.say(f"{older} → {newer}: {render.summed(found)}")
    return found.differ


def trace(
    mandate: Annotated[
        Optional[list[str]],  # noqa: UP045 (typer reads it)
        typer.Argument(
            metavar="ID|QUERY",
            help="An id, or its unambiguous beginning; else a query.",
            autocompletion=o.completed_ids,
        ),
    ] = None,
    recurring: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--recurring", metavar="N", min=2, help="List what at least N summits took up."),
    ] = None,
    dropped_since: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--dropped-since", metavar="YEAR", help="List what no summit after that one took up."),
    ] = None,
    summit: o.Summits = None,
    theme: o.Themes = None,
    document: o.Documents = None,
    lang: o.Languages = None,
    page: o.Pages = None,
    limit: o.Limit = None,
    format: o.Formats = None,
    json: o.Json = False,
    fields: o.Fields = None,
    no_color: o.NoColor = False,
    data_dir: o.DataDir = None,
) -> None:
    """A commitment at earlier and later summits, in its own language.

    A later text is verbatim, reworded, narrowed, extended, re-dated, or refers
    back to the earlier summit by name. The score is the share of the shorter
    text, by the weight of its words, that the other holds; the words that say
    so are marked. Phrases such as "in accordance with domestic legislation"
    weigh nothing.

    Examples:

        mandates trace 2018-lima-commitment-73

        mandates trace '"rural roads"' --summit 2022

        mandates trace --recurring 3 --theme education

        mandates trace --dropped-since 2009 --lang en -f csv > dropped.csv
    """
    out = output.chosen(format, json, fields, no_color)
    if recurring is not None and dropped_since is not None:
        raise UsageError("--recurring and --dropped-since are two questions; ask one at a time.")
    if not mandate and recurring is None and dropped_since is None:
        raise UsageError("What is to be traced? Name an id or a query, or use --recurring N or --dropped-since YEAR.")
    corpus = Corpus.open(data_dir)
    filters = _filters(summit, theme, document, lang, page, limit)
    text = " ".join(mandate or ())
    try:
        if recurring is None and dropped_since is None:
            _traced(text, corpus, filters, out)
        else:
            _listed(text, recurring, dropped_since, corpus, filters, out)
    except FieldError as error:
        from mandates_cli.query.grammar import pointed

        raise pointed(error, text) from error


def _traced(text: str, corpus: Corpus, filters: Filters, out: output.Output) -> None:
    from mandates_cli.render import lineage as render

    drawn = out.format is o.Format.table and out.fields is None
    most = filters.limit if filters.limit is not None else MOST_TRACED if drawn else None
    found, matched = _lineages(text, corpus, filters, most)
    if drawn:
        view = _view(out, narrowed=len(found) == 1)
        for number, one in enumerate(found):
            output.write(["\n"] if number else [])
            output.write(render.lineage(one, view))
    else:
        output.rows([row for one in found for row in render.lineage_rows(one)], out, columns=render.COLUMNS)
    if not matched:
        output.say("No mandate has this id or matches; 'mandates search' says what is near.")
    elif matched > len(found) and drawn:
        output.say(f"{matched:,} lineages match; these are the first {len(found):,}. --limit shows more.")


def _lineages(text: str, corpus: Corpus, filters: Filters, most: int | None) -> "tuple[list[Lineage], int]":
    """Of an id, or of each mandate that matches a query unless another's lineage holds it; and how many there are."""
    from mandates_cli.query import parse

    try:
        return [corpus.trace(text)], 1
    except UnknownName as error:
        if error.nearest and all(id.startswith(text.casefold()) for id in error.nearest) and "-" in text:
            raise
    found: list[Lineage] = []
    covered: set[str] = set()
    matched = 0
    for raw in corpus.raw(filters._replace(limit=None), parse(text)):
        id = json_.loads(raw)["id"]
        if id in covered:
            continue
        matched += 1
        one = corpus.trace(id)
        covered |= {step.record["id"] for step in (*one.earlier, *one.later)}
        if most is None or len(found) < most:
            found.append(one)
    return found, matched


def _listed(
    text: str, least: int | None, since: str | None, corpus: Corpus, filters: Filters, out: output.Output
) -> None:
    from mandates_cli.compare.lineage import dropped, recurring
    from mandates_cli.query import parse
    from mandates_cli.render import lineage as render

    tree = parse(text) if text else None
    passing = {json_.loads(raw)["id"] for raw in corpus.raw(filters._replace(limit=None), tree)}
    among = [family for family in corpus.families() if any(r["id"] in passing for r in family.records)]
    if least is not None:
        found, said = recurring(among, least), f"taken up by at least {least} summits"
    else:
        year = corpus.year(since or "")
        if year is None:
            raise UsageError(f"No summit {since!r}; 'mandates summits' lists them.")
        found, said = dropped(among, year), f"that no summit after {year} took up"
    shown = found[: filters.limit]
    if out.format is o.Format.table and out.fields is None:
        most = len(shown) if filters.limit is not None else MOST_FAMILIES
        output.write(render.families(shown[:most], _view(out, narrowed=False)))
        shown = shown[:most]
    else:
        output.rows(render.family_rows(shown), out, columns=render.FAMILY)
    output.say(f"{_families(len(found))} {said}{_cut(shown, found)}")


def _families(count: int) -> str:
    return f"{count:,} commitment{'' if count == 1 else 's'}"


def _cut(shown: "Sequence[Family]", found: "Sequence[Family]") -> str:
    return f"; these are the first {len(shown):,}, --limit shows more" if len(shown) < len(found) else ""
