"""Which captures make the states of the past that a run lays down."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple, TypeAlias

from mandates_cli.fetch.archives.listing import Listed

Every: TypeAlias = Literal["year", "quarter", "capture"]


class State(NamedTuple):
    """What the site was in a period. Each of `choices` is one page, with the captures that show it best first: what
    cannot be had of one is taken from the next."""

    period: str
    choices: Sequence[Sequence[Listed]]

    @property
    def first(self) -> dt.datetime:
        return min(choice[0].seen for choice in self.choices)

    @property
    def last(self) -> dt.datetime:
        return max(choice[0].seen for choice in self.choices)


def period(seen: dt.datetime, every: Every) -> str:
    """2012, 2012-Q2 or 2012-05-01."""
    if every == "year":
        return str(seen.year)
    return f"{seen.year}-Q{(seen.month + 2) // 3}" if every == "quarter" else seen.date().isoformat()


def states(captures: Iterable[Listed], every: Every) -> list[State]:
    """Oldest first. Of a year or a quarter, each page as it was seen last; or every capture in which it changed, those
    of a day together."""
    by_page = groupby(sorted(captures, key=lambda c: (c.page, c.seen)), key=lambda c: c.page)
    chosen: dict[str, list[Sequence[Listed]]] = defaultdict(list)
    for _, of_page in by_page:
        listed = list(of_page)
        for choice in _changes(listed) if every == "capture" else _last(listed, every):
            chosen[period(choice[0].seen, every)].append(choice)
    return [
        State(name, sorted(choices, key=lambda choice: (choice[0].seen, choice[0].page)))
        for name, choices in sorted(chosen.items())
    ]


def _last(listed: Sequence[Listed], every: Every) -> Iterator[Sequence[Listed]]:
    """By period: the contents that the page had, newest first, each as it was seen last; and that it was gone in the
    end."""
    for _, within in groupby(listed, key=lambda c: period(c.seen, every)):
        of_period = list(within)
        contents = {c.digest or c.seen: c for c in of_period if not c.gone}
        if contents:
            yield sorted(contents.values(), key=lambda c: c.seen, reverse=True)
        if of_period[-1].gone:
            yield of_period[-1:]


def _changes(listed: Sequence[Listed]) -> Iterator[Sequence[Listed]]:
    """Each capture that is not the one before it once more."""
    for before, capture in zip((None, *listed), listed, strict=False):
        both_gone = before is not None and before.gone and capture.gone
        if not both_gone and (before is None or capture.digest is None or capture.digest != before.digest):
            yield [capture]
