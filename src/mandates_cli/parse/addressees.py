"""Which bodies a mandate names, and whether each is asked, a partner, or named in another way."""

from collections.abc import Iterator

from mandates_cli.model import Addressee, Mandate
from mandates_cli.parse.bodies import Bodies, Mention, mentions
from mandates_cli.parse.roles import roles


def addressees(mandate: Mandate, bodies: Bodies) -> tuple[Addressee, ...]:
    """The bodies that a mandate names, a row a mention, in the order of its text."""
    text = mandate.text
    found = mentions(text, bodies)
    return tuple(_rows(mandate, text, found)) if found else ()


def _rows(mandate: Mandate, text: str, found: list[Mention]) -> Iterator[Addressee]:
    for label, start, end, spoken in _parts(mandate):
        here = [mention for mention in found if start <= mention.start < end]
        if not here:
            continue
        moved = [mention._replace(start=mention.start - start, end=mention.end - start) for mention in here]
        for mention, role in zip(here, roles(text[start:end], moved, spoken), strict=True):
            words = text[mention.start : mention.end]
            yield Addressee(body=mention.body, text=words, role=role, label=label, span=(mention.start, mention.end))


def _parts(mandate: Mandate) -> Iterator[tuple[str | None, int, int, str]]:
    """Lead, items and closing: label, start, end, and what the chapeau says on before an item."""
    closing = len(mandate.closing) + 1 if mandate.closing else 0
    end = len(mandate.text) - closing
    if mandate.chapeau is None:
        yield None, 0, end, ""
    else:
        at = len(mandate.chapeau)
        yield None, 0, at, ""
        spoken = mandate.chapeau.rstrip(": ") + " " if mandate.chapeau.endswith(":") else ""
        for item in mandate.items:
            start = at + 1 + (len(f"{item.label}. ") if item.label else 0)
            at = start + len(item.text)
            yield item.label, start, at, spoken
    if closing:
        yield None, end + 1, len(mandate.text), ""
