"""Which bodies a mandate names, and whether each is asked, a partner, or named in another way."""

from bisect import bisect_left
from collections.abc import Iterator

from mandates_cli.model import Addressee, Mandate
from mandates_cli.parse.bodies import Bodies, Mention, mentions
from mandates_cli.parse.parts import parts
from mandates_cli.parse.roles import roles


def addressees(mandate: Mandate, bodies: Bodies) -> tuple[Addressee, ...]:
    """The bodies that a mandate names, a row a mention, in the order of its text."""
    text = mandate.text
    found = mentions(text, bodies)
    return tuple(_rows(mandate, text, found)) if found else ()


def _rows(mandate: Mandate, text: str, found: list[Mention]) -> Iterator[Addressee]:
    chapeau = mandate.chapeau or ""
    said_on = chapeau.rstrip(": ") + " " if chapeau.endswith(":") else ""
    starts = [mention.start for mention in found]
    for start, end, label, item in parts(mandate):
        here = found[bisect_left(starts, start) : bisect_left(starts, end)]
        if not here:
            continue
        moved = [mention._replace(start=mention.start - start, end=mention.end - start) for mention in here]
        for mention, role in zip(here, roles(text[start:end], moved, said_on if item else ""), strict=True):
            words = text[mention.start : mention.end]
            yield Addressee(body=mention.body, text=words, role=role, label=label, span=(mention.start, mention.end))
