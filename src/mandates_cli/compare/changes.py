"""Mandates that are new, that changed in substance, or that vanished, between one state of the corpus and the next."""

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from mandates_cli.folding import fold
from mandates_cli.model import Mandate

Substance: TypeAlias = tuple[object, ...]


class MandateChange(NamedTuple):
    change: Literal["new", "changed", "vanished"]
    id: str
    text: str


def changes(before: Iterable[Mandate], after: Iterable[Mandate]) -> list[MandateChange]:
    """Ordered by kind, then as `after` (or `before`) is. Typography, places on pages and themes are not substance."""
    old, new = {m.id: m for m in before}, {m.id: m for m in after}
    came = [m for m in new.values() if m.id not in old]
    changed = [m for m in new.values() if m.id in old and _substance(old[m.id]) != _substance(m)]
    left = [m for m in old.values() if m.id not in new]
    return [
        *(MandateChange("new", m.id, m.text) for m in came),
        *(MandateChange("changed", m.id, m.text) for m in changed),
        *(MandateChange("vanished", m.id, m.text) for m in left),
    ]


def _substance(mandate: Mandate) -> Substance:
    items = tuple((item.label, fold(item.text)) for item in mandate.items)
    return fold(mandate.chapeau or mandate.text), items, mandate.citation and fold(mandate.citation.text)
