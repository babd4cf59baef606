"""Whether a page still looks as expected."""

from collections.abc import Callable
from typing import Final, TypeAlias

from mandates_cli.model import Look, Shape, Verdict
from mandates_cli.wording import worded

# Looks a page over: its bytes, its name and the charset that was declared. Raises PageError for what is no page.
Examine: TypeAlias = Callable[[bytes, str, str | None], Look]

# A page of fewer items may lose most of them in an edit; a longer one that does has changed its form.
MIN_ITEMS: Final = 4
GONE_AT_ONCE: Final = 3


def lacks(shape: Shape, last: Shape | None) -> tuple[str, ...]:
    """What a Mandates page would show and this one does not, in words; `last` is what it showed before."""
    found = []
    if not shape.items:
        found.append("no item")
    if not shape.citations:
        found.append("no citation")
    return (*found, *(_lost(shape, last) if last else ()))


def spoiled(shape: Shape, last: Shape | None) -> tuple[str, ...]:
    """As `lacks`, for a saved page: one that has never cited anything may go on so."""
    if last is None:
        return ()
    return lacks(shape, last) if last.citations else _lost(shape, last)


def _lost(shape: Shape, last: Shape) -> tuple[str, ...]:
    found = []
    if last.heading and not shape.heading:
        found.append(worded("no heading, which was {heading!r}", heading=last.heading))
    if _most_lost(shape.items, last.items):
        found.append(worded("only {now} of the {before:item} seen before", now=shape.items, before=last.items))
    if _most_lost(shape.citations, last.citations):
        now, before = shape.citations, last.citations
        found.append(worded("only {now} of the {before:citation} seen before", now=now, before=before))
    return tuple(found)


def _most_lost(now: int, before: int) -> bool:
    return before >= MIN_ITEMS and 0 < now < before / 2


def verdict(missing: tuple[str, ...], *, expected: bool) -> Verdict:
    """A page that was never a Mandates page, and is not known as one, is just another page of the site."""
    if not missing:
        return "page"
    return "drift" if expected else "other"


def left_at_once(gone: int, current: int) -> bool:
    """Whether so many pages vanished in one run that the site has moved rather than shrunk."""
    return gone >= GONE_AT_ONCE and gone * 2 >= current
