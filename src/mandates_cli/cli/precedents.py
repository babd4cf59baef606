"""Agreed language: where a phrase was used before."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.corpus import Corpus
from mandates_cli.errors import UsageError
from mandates_cli.render.answer import Answer

if TYPE_CHECKING:
    from mandates_cli.query import Term
    from mandates_cli.query.concordance import Wording


def precedents(
    phrase: Annotated[list[str], typer.Argument(metavar="PHRASE", help="Words that stand side by side.")],
    exact: Annotated[bool, typer.Option("--exact", help="Words as written: no inflections.")] = False,
    *,
    filters: o.PhraseFilters,
    out: o.Output,
    data_dir: o.DataDir = None,
) -> None:
    """Agreed language: first and last use of a phrase, uses by summit, and every wording around it with its references.

    Examples:

        mandates precedents "rule of law"

        mandates precedents "gender perspective" -f md > precedents.md
    """
    from mandates_cli.query.concordance import lines, wordings
    from mandates_cli.render import precedents as render

    tree = _term(" ".join(phrase), exact)
    rows = Corpus.open(data_dir).rows(filters._replace(sort="id"), tree)
    found = wordings(list(lines(rows, tree)))
    answer = Answer(
        render.FIELDS,
        render.precedents_rows(found),
        drawn=lambda screen: render.precedents(found, screen),
        report=lambda _: render.precedents_markdown(found),
    )
    output.give(answer, out)
    _uses(found)


def _term(phrase: str, exact: bool) -> "Term":
    """Its words side by side, whatever quotation marks stand around or between them."""
    from mandates_cli.query import MAX_LENGTH, Term, as_written, words_of

    if len(phrase) > MAX_LENGTH:
        raise UsageError("A phrase has at most {most:,} characters; this one has {length:,}.",
                         most=MAX_LENGTH, length=len(phrase))  # fmt: skip
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
    output.say(
        "{wordings:wording} in {used:mandate} ({counts})",
        wordings=len(found), used=len(used), counts=", ".join(counts),
    )  # fmt: skip
    if known:
        (first, first_id), (last, last_id) = known[0], known[-1]
        output.say(
            "first {first} ({first_id}), last {last} ({last_id})",
            first=first, first_id=first_id, last=last, last_id=last_id,
        )  # fmt: skip
