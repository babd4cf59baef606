"""What these files say of themselves: what part of which corpus they hold, and how it is cited."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from mandates_cli.corpus.coverage import total
from mandates_cli.export import Chosen
from mandates_cli.export.facts import about
from mandates_cli.export.office.captions import caption
from mandates_cli.export.office.entry import Names
from mandates_cli.render import dates
from mandates_cli.render.pairs import Pair
from mandates_cli.render.references.text import worded

# The facts that every export holds, in the order in which they are read here.
WHOSE: Final = ("publisher", "site", "rights", "made_by")


class Counts:
    """Of the mandates that a file holds."""

    def __init__(self) -> None:
        self.mandates = self.items = 0
        self.commitments: set[str] = set()

    def over(self, pairs: Iterable[Pair]) -> Iterator[Pair]:
        for pair in pairs:
            for row in filter(None, pair):
                self.mandates += 1
                self.items += len(row["items"])
                self.commitments.add(row["commitment"])
            yield pair


def basis(chosen: Chosen, counts: Counts) -> Iterator[tuple[str, str]]:
    """Name and value: which corpus, how much of the site it has, and what part of it is here."""
    language, version = chosen.language, chosen.corpus.version
    yield caption("version", language), str(version)
    if day := dated(chosen):
        yield caption("day", language), dates.day(day, language)
    if read := total(chosen.corpus.coverage):
        yield caption("coverage", language), caption("of known", language, read=read.read, known=read.known)
    yield caption("filters", language), chosen.said or caption("everything", language)
    yield caption("mandates", language), f"{counts.mandates:,}"
    yield caption("commitments", language), f"{len(counts.commitments):,}"
    yield caption("items", language), f"{counts.items:,}"
    yield caption("counted", language), caption("counting pairs" if chosen.parallel else "counting", language)


def source(chosen: Chosen, names: Names) -> Iterator[tuple[str, str]]:
    """Name and value: how to cite it, whose the texts are, and what made the file."""
    facts = about(chosen)
    yield caption("cite", chosen.language), worded(names.library.of_corpus())
    yield from ((caption(name, chosen.language), facts[name]) for name in WHOSE)


def title(chosen: Chosen) -> str:
    return about(chosen)["title"]


def dated(chosen: Chosen) -> date | None:
    """The day of the corpus, where it is known."""
    try:
        return date.fromisoformat(chosen.corpus.version.day)
    except ValueError:
        return None
