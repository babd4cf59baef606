"""Every text and citation cut out of the page again, by its span, and compared with the record."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from mandates_cli.model import Diagnostic, Mandate, Placement, Span
from mandates_cli.parse.decode import decode
from mandates_cli.parse.places import compact, cut
from mandates_cli.wording import worded


class Source(NamedTuple):
    """The bytes of a page and how they are to be read."""

    data: bytes
    media_type: str | None
    charset: str | None


class Provenance(NamedTuple):
    """`unplaced` counts texts that their page shows in pieces, so that no one span holds them."""

    compared: int
    unplaced: int
    faults: list[Diagnostic]


def verify(mandates: Iterable[Mandate], source: Callable[[str], Source]) -> Provenance:
    """`source` gives the page for the sha256 of its bytes."""
    pages: dict[str, tuple[str, str | None]] = {}
    compared = unplaced = 0
    faults: list[Diagnostic] = []
    for mandate in mandates:
        for placement in mandate.placements:
            if placement.snapshot not in pages:
                data, media_type, charset = source(placement.snapshot)
                pages[placement.snapshot] = (decode(data, charset).text, media_type)
            text, media_type = pages[placement.snapshot]
            for wanted, span in _texts(mandate, placement):
                if span is None:
                    unplaced += 1
                    continue
                compared += 1
                if cut(text, media_type, span) != compact(wanted):
                    faults.append(_fault(mandate, placement, text, span))
    return Provenance(compared, unplaced, faults)


def _texts(mandate: Mandate, placement: Placement) -> Iterator[tuple[str, Span | None]]:
    yield placement.text or mandate.lead, placement.span
    yield from ((item.text, item.span) for item in placement.items)
    if placement.closing:
        yield placement.closing, placement.closing_span
    if citation := placement.citation or (mandate.citation.text if mandate.citation else None):
        yield citation, placement.citation_span


def _fault(mandate: Mandate, placement: Placement, text: str, span: Span) -> Diagnostic:
    message = worded("this is not what {id} says; run 'mandates parse' again", id=mandate.id)
    line = text.count("\n", 0, span[0]) + 1
    return Diagnostic(
        code="provenance", severity="error", page=placement.page, line=line, text=text[slice(*span)], message=message
    )
