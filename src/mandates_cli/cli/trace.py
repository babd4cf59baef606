"""A commitment at earlier and later summits."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Final

import typer

from mandates_cli.cli import answers, output
from mandates_cli.cli import options as o
from mandates_cli.cli.diff import check_limit
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.errors import UsageError
from mandates_cli.rows import loaded

if TYPE_CHECKING:
    from mandates_cli.compare.lineage import Lineage
    from mandates_cli.query import Node

# Lineages and families that a screen is worth.
MOST_TRACED: Final = 3
MOST_FAMILIES: Final = 6


def trace(
    mandate: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID|QUERY",
            help="An id or its unambiguous beginning; anything else is a query.",
            autocompletion=o.completed_ids,
        ),
    ] = None,
    recurring: Annotated[
        int | None, typer.Option("--recurring", metavar="N", min=2, help="List what at least N summits took up.")
    ] = None,
    dropped_since: Annotated[
        str | None, typer.Option("--dropped-since", metavar="YEAR", help="List what no summit after this one took up.")
    ] = None,
    *,
    filters: o.CompareFilters,
    out: o.Output,
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
    if recurring is not None and dropped_since is not None:
        raise UsageError("--recurring and --dropped-since are different questions; ask one at a time.")
    if not mandate and recurring is None and dropped_since is None:
        raise UsageError("Nothing to trace: give an id or a query, or use --recurring N or --dropped-since YEAR.")
    corpus = Corpus.open(data_dir)
    check_limit(filters)
    text = " ".join(mandate or ())
    with answers.pointed(text):
        if recurring is None and dropped_since is None:
            _give_lineages(text, corpus, filters, out)
        else:
            _give_families(text, recurring, dropped_since, corpus, filters, out)


def _give_lineages(text: str, corpus: Corpus, filters: Filters, out: output.Output) -> None:
    from mandates_cli.render.lineage import answer

    most = MOST_TRACED if filters.limit is None and out.drawn else filters.limit
    found, matched = _lineages(text, corpus, filters, most)
    output.give(answer(found), out)
    if not matched:
        output.say("No mandate has this id or matches this query; 'mandates search' suggests other words.")
    elif matched > len(found) and out.drawn:
        template = "{matched:lineage matches}; these are the first {found:,}. --limit shows more."
        output.say(template, matched=matched, found=len(found))


def _lineages(text: str, corpus: Corpus, filters: Filters, most: int | None) -> "tuple[list[Lineage], int]":
    """Of an id, or of each mandate that matches a query and is in no lineage found before; and how many there are."""
    from mandates_cli.query import parse

    begun = corpus.begun(text)
    # Several ids may begin so, and then it is said; but `2018` may be a query.
    if len(begun) == 1 or (begun and "-" in text):
        return [corpus.trace(text)], 1
    found: list[Lineage] = []
    covered: set[str] = set()
    matched = 0
    for id in _passing(parse(text), corpus, filters):
        if id in covered:
            continue
        matched += 1
        one = corpus.trace(id)
        covered.update(step.record["id"] for step in (*one.earlier, *one.later))
        if most is None or len(found) < most:
            found.append(one)
    return found, matched


def _passing(tree: "Node | None", corpus: Corpus, filters: Filters) -> Iterator[str]:
    """Ids of the mandates that pass the filters and match the query, if there is one."""
    return (loaded(raw)["id"] for raw in corpus.raw(filters._replace(limit=None), tree))


def _give_families(
    text: str, least: int | None, since: str | None, corpus: Corpus, filters: Filters, out: output.Output
) -> None:
    """What `least` summits took up, or what none after `since` did, if a mandate of it passes."""
    from mandates_cli.compare.lineage import dropped, recurring
    from mandates_cli.query import parse
    from mandates_cli.render.lineage import of_families

    passing = set(_passing(parse(text) if text else None, corpus, filters))
    among = [family for family in corpus.families() if any(record["id"] in passing for record in family.records)]
    year = None if since is None else corpus.year(since)
    if least is not None:
        found, template = recurring(among, least), "{found:commitment} taken up by at least {least:summit}"
    elif year is not None:
        found, template = dropped(among, year), "{found:commitment} that no summit after {year} took up"
    else:
        raise UsageError("No summit {name!r}; 'mandates summits' lists them.", name=since)
    shown = found[: MOST_FAMILIES if filters.limit is None and out.drawn else filters.limit]
    output.give(of_families(shown), out)
    if len(shown) < len(found):
        template += "; these are the first {shown:,}, --limit shows more"
    output.say(template, found=len(found), shown=len(shown), least=least, year=year)
