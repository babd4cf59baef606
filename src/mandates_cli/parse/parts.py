"""Where the parts of a mandate stand in its text: its lead, its items and what closes them."""

from collections.abc import Iterator
from typing import NamedTuple

from mandates_cli.model import Mandate


class Part(NamedTuple):
    """Offsets in the text, without the label that stands before an item."""

    start: int
    end: int
    label: str | None
    item: bool


def parts(mandate: Mandate) -> Iterator[Part]:
    """In the order of the text."""
    closing = len(mandate.closing) + 1 if mandate.closing else 0
    last = len(mandate.text) - closing
    end = len(mandate.lead) if mandate.items else last
    yield Part(0, end, None, item=False)
    for item in mandate.items:
        start = end + 1 + (len(item.label) + 2 if item.label else 0)
        end = start + len(item.text)
        yield Part(start, end, item.label, item=True)
    if closing:
        yield Part(last + 1, len(mandate.text), None, item=False)
