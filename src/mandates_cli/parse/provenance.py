"""What mandates say, held against their pages: every text and citation is cut out of the page again, by its span, and
every field compared with what is read of the page now."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

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


class _Pages:
    """The text of each page, decoded once."""

    def __init__(self, source: Callable[[str], Source]) -> None:
        self._source = source
        self._known: dict[str, tuple[str, str | None]] = {}

    def of(self, placement: Placement) -> tuple[str, str | None]:
        """With its media type."""
        if placement.snapshot not in self._known:
            data, media_type, charset = self._source(placement.snapshot)
            self._known[placement.snapshot] = (decode(data, charset).text, media_type)
        return self._known[placement.snapshot]

    def line(self, placement: Placement, span: Span) -> int:
        return self.of(placement)[0].count("\n", 0, span[0]) + 1


def verify(
    mandates: Sequence[Mandate], source: Callable[[str], Source], again: Sequence[Mandate] | None = None
) -> Provenance:
    """`source` gives the page for the sha256 of its bytes; `again` are the mandates as they are read of the pages now.

    There is a fault for each text that is not where its span says, and one for each mandate that differs otherwise.
    """
    pages = _Pages(source)
    compared = unplaced = 0
    faults: list[Diagnostic] = []
    told: set[str] = set()
    for mandate in mandates:
        for placement in mandate.placements:
            text, media_type = pages.of(placement)
            for wanted, span in _texts(mandate, placement):
                if span is None:
                    unplaced += 1
                    continue
                compared += 1
                if cut(text, media_type, span) != compact(wanted):
                    message = worded("this is not what {id} says; run 'mandates parse' again", id=mandate.id)
                    faults.append(_fault(placement, pages.line(placement, span), text[slice(*span)], message))
                    told.add(mandate.id)
    if again is not None:
        faults += (fault for id, fault in _differing(mandates, again, pages) if id not in told)
    return Provenance(compared, unplaced, faults)


def _texts(mandate: Mandate, placement: Placement) -> Iterator[tuple[str, Span | None]]:
    yield placement.text or mandate.lead, placement.span
    yield from ((item.text, item.span) for item in placement.items)
    if placement.closing:
        yield placement.closing, placement.closing_span
    if citation := placement.citation or (mandate.citation.text if mandate.citation else None):
        yield citation, placement.citation_span


def _differing(
    mandates: Sequence[Mandate], again: Sequence[Mandate], pages: _Pages
) -> Iterator[tuple[str, Diagnostic]]:
    """By the id of the mandate. A mandate's number is the line of its file."""
    wanted = {mandate.id: mandate for mandate in again}
    seen: set[str] = set()
    for number, mandate in enumerate(mandates, 1):
        other = wanted.get(mandate.id)
        if other is None or mandate.id in seen:
            fields = {"id": mandate.id}
        else:
            fields = dict(_fields(mandate.model_dump(mode="json"), other.model_dump(mode="json")))
        seen.add(mandate.id)
        if fields:
            message = "{fields} of {id} (mandates.jsonl:{number}) not what the page says; run 'mandates parse' again"
            facts = {"fields": ", ".join(fields), "id": mandate.id, "number": number}
            yield mandate.id, _of(other or mandate, pages, next(iter(fields.values())), worded(message, **facts))
    for id in wanted.keys() - seen:
        message = worded("{id} is not among the records; run 'mandates parse' again", id=id)
        yield id, _of(wanted[id], pages, wanted[id].lead, message)


def _fields(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The path of the first difference in each field, and what stands there: `items.2.text`."""
    for name in one:
        if one[name] != other[name]:
            yield _first(name, one[name], other[name])


def _first(path: str, one: Any, other: Any) -> tuple[str, str]:
    pairs: Iterable[tuple[object, Any, Any]] = ()
    if isinstance(one, dict) and isinstance(other, dict):
        pairs = ((name, one[name], other.get(name)) for name in one)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = ((number, a, b) for number, (a, b) in enumerate(zip(one, other, strict=True), 1))
    for name, a, b in pairs:
        if a != b:
            return _first(f"{path}.{name}", a, b)
    return path, str(one)


def _of(mandate: Mandate, pages: _Pages, text: str, message: str) -> Diagnostic:
    placement = mandate.placements[0]
    return _fault(placement, pages.line(placement, placement.span) if placement.span else None, text, message)


def _fault(placement: Placement, line: int | None, text: str, message: str) -> Diagnostic:
    return Diagnostic(code="provenance", severity="error", page=placement.page, line=line, text=text, message=message)
