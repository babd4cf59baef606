"""A commitment at earlier and later summits."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Final

import typer

from mandates_cli.cli import answers, output
from mandates_cli.cli import options as o
from mandates_cli.cli.diff import check_limit
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.errors import UsageError
from mandates_cli.rows import MandateRow, loaded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mandates_cli.compare.lineage import Family, Lineage
    from mandates_cli.query import Node

# Lineages and families that a screen is worth.
MOST_TRACED: Final = 3
MOST_FAMILIES: Final = 6
UNKNOWN_LEFT_OUT: Final = "{unknown:mandate} of no known summit left out; 'mandates list --summit none' shows."


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
    as_of: o.AsOf = None,
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
    corpus = answers.opened(data_dir, as_of)
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
    basis = corpus.basis()
    output.give(answer(found, basis.mandates, basis.summits), out)
    if any(not (one.earlier or one.later) for one in found):
        output.say("Similar wordings were looked for in {basis}.", basis=answers.basis(corpus))
    answers.tell_coverage(corpus, out)
    if not matched:
        output.say("No mandate has this id or matches this query; 'mandates search' suggests other words.")
    elif matched > len(found) and out.drawn:
        template = "{matched:lineage matches}; these are the first {found:,}. --limit shows more."
        output.say(template, matched=matched, found=len(found))


def _lineages(text: str, corpus: Corpus, filters: Filters, most: int | None) -> "tuple[list[Lineage[MandateRow]], int]":
    """Of an id, or of each mandate that matches a query and is in no lineage found before; and how many there are."""
    from mandates_cli.query import parse

    begun = corpus.begun(text)
    # Several ids may begin so, and then it is said; but `2018` may be a query.
    if len(begun) == 1 or (begun and "-" in text):
        return [corpus.lineage_rows(text)], 1
    found: list[Lineage[MandateRow]] = []
    covered: set[str] = set()
    matched = 0
    for id in _passing(parse(text), corpus, filters):
        if id in covered:
            continue
        matched += 1
        one = corpus.lineage_rows(id)
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
    everything = corpus.family_rows()
    among = [family for family in everything if any(record["id"] in passing for record in family.records)]
    year = None if since is None else corpus.year(since)
    looked_in = None
    if least is not None:
        found, template = (
            recurring(among, least),
            "{commitments:commitment} taken up by at least {least:summit}: {each}",
        )
    elif year is not None:
        looked_in = _after(year, everything)
        found = dropped(among, year)
        template = (
            "{commitments:commitment} that no summit after {year} took up (no similar wording in the {mandates:mandate}"
            " of {summits:summit}): {each}"
        )
    else:
        raise UsageError("No summit {name!r}; 'mandates summits' lists them.", name=since)
    shown = found[: MOST_FAMILIES if filters.limit is None and out.drawn else filters.limit]
    output.give(of_families(shown, looked_in), out)
    if len(shown) < len(found):
        template += "; these are the first {shown:,}, --limit shows more"
    tally = answers.Tally(corpus)
    for _ in tally.over(family.records[-1] for family in found):
        pass
    mandates, summits = looked_in or (0, 0)
    if found:
        output.say(
            template, commitments=tally.commitments, each=tally.each, shown=len(shown), least=least, year=str(year),
            mandates=mandates, summits=summits,
        )  # fmt: skip
    else:
        output.say("No commitment is among those; looked in {basis}.", basis=answers.basis(corpus))
    if unknown := corpus.count(Filters(summit=("none",))):
        output.say(UNKNOWN_LEFT_OUT, unknown=unknown)
    answers.tell_coverage(corpus, out)


def _after(year: int, families: "Sequence[Family[MandateRow]]") -> tuple[int, int]:
    """How many mandates, and how many summits, there are after that year.

    Raises UsageError where the corpus holds none: then nothing can be said to have been dropped.
    """
    years = (record["summit"] or 0 for family in families for record in family.records)
    later = [found for found in years if found > year]
    if not later:
        template = (
            "The corpus holds no mandate of a summit after {year} that could take anything up; give an earlier one."
        )
        raise UsageError(template, year=str(year))
    return len(later), len(set(later))
