"""Agreed language: where a phrase was used before."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from mandates_cli.cli import answers, output
from mandates_cli.cli import options as o
from mandates_cli.errors import UsageError

if TYPE_CHECKING:
    from mandates_cli.query import Term
    from mandates_cli.query.concordance import Wording


def precedents(
    phrase: Annotated[list[str], typer.Argument(metavar="PHRASE", help="Words that stand side by side.")],
    exact: Annotated[bool, typer.Option("--exact", help="Words as written: no inflections.")] = False,
    *,
    filters: o.PhraseFilters,
    out: o.Output,
    as_of: o.AsOf = None,
    data_dir: o.DataDir = None,
) -> None:
    """Agreed language: first and last use of a phrase, uses by summit, and every wording around it with its references.

    Examples:

        mandates precedents "rule of law"

        mandates precedents "gender perspective" -f md > precedents.md
    """
    from mandates_cli.query.concordance import lines, wordings
    from mandates_cli.render.precedents import answer

    tree = _term(" ".join(phrase), exact)
    rows = answers.opened(data_dir, as_of).rows(filters._replace(sort="id"), tree)
    found = wordings(list(lines(rows, tree)))
    output.give(answer(found), out)
    _uses(found)


def _term(phrase: str, exact: bool) -> "Term":
    """Its words side by side, whatever quotation marks stand around or between them."""
    from mandates_cli.query import MAX_LENGTH, Term, as_written, words_of

    if len(phrase) > MAX_LENGTH:
        template = "A phrase has at most {most:,} characters; this one has {length:,}."
        raise UsageError(template, most=MAX_LENGTH, length=len(phrase))
    words = tuple(as_written(phrase) if exact else words_of(phrase))
    if not words:
        raise UsageError("{phrase!r} holds no letter or digit to search for; give a few words.", phrase=phrase)
    return Term(words, prefix=phrase.rstrip(' "“”«»').endswith("*"), exact=exact)


def _uses(found: "Sequence[Wording]") -> None:
    """How many there are, by summit, and the first and the last of those whose summit is known."""
    used = {source.id: source.summit for wording in found for source in wording.sources}
    if not used:
        output.say("No mandate uses these words side by side; try fewer of them, or 'mandates search'.")
        return
    known = sorted((year, id) for id, year in used.items() if year is not None)
    counts = [f"{year}: {number}" for year, number in Counter(year for year, _ in known).items()]
    if unknown := len(used) - len(known):
        counts.append(f"unknown: {unknown}")
    template = "{wordings:wording} in {used:mandate} ({counts})"
    output.say(template, wordings=len(found), used=len(used), counts=", ".join(counts))
    if known:
        (first, begun), (last, ended) = known[0], known[-1]
        output.say("first {first} ({begun}), last {last} ({ended})", first=first, begun=begun, last=last, ended=ended)
