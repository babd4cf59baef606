"""Mandates whose ids came or left, or that changed in substance, between one state of the corpus and the next."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

from mandates_cli.compare.diff import FORM, differences

if TYPE_CHECKING:
    from mandates_cli.model import Mandate


class MandateChange(NamedTuple):
    change: Literal["new", "changed", "vanished"]
    id: str
    text: str


def changes(before: "Iterable[Mandate]", after: "Iterable[Mandate]") -> list[MandateChange]:
    """Ordered by kind, then as `after` (or `before`) is. Typography, places on pages and themes are not substance."""
    old, new = {m.id: m for m in before}, {m.id: m for m in after}
    came = [m for m in new.values() if m.id not in old]
    changed = [m for m in new.values() if m.id in old and _differ(old[m.id], m)]
    left = [m for m in old.values() if m.id not in new]
    return [
        *(MandateChange("new", m.id, m.text) for m in came),
        *(MandateChange("changed", m.id, m.text) for m in changed),
        *(MandateChange("vanished", m.id, m.text) for m in left),
    ]


def _differ(old: "Mandate", new: "Mandate") -> bool:
    return old != new and any(d.kind not in FORM for d in differences(old.model_dump(), new.model_dump()))
