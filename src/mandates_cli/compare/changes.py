"""Mandates whose ids came or left, or that changed in substance, between one state of the corpus and the next."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from mandates_cli.compare.diff import FORM, differences
from mandates_cli.rows import PartialRow

if TYPE_CHECKING:
    from mandates_cli.model import Mandate


class MandateChange(NamedTuple):
    change: Literal["new", "changed", "vanished"]
    id: str
    text: str


def changes(before: "Iterable[Mandate]", after: "Iterable[Mandate]") -> list[MandateChange]:
    """Ordered by kind, then as `after` (or `before`) is. Typography, places on pages and themes are not substance."""
    old, new = {m.id: m for m in before}, {m.id: m for m in after}
    came, changed = [], []
    for id, mandate in new.items():
        if id not in old:
            came.append(MandateChange("new", id, mandate.text))
        elif _differ(old[id], mandate):
            changed.append(MandateChange("changed", id, mandate.text))
    vanished = [MandateChange("vanished", id, mandate.text) for id, mandate in old.items() if id not in new]
    return [*came, *changed, *vanished]


def _differ(old: "Mandate", new: "Mandate") -> bool:
    if _said(old) == _said(new):
        return False
    return any(d.kind not in FORM for d in differences(_row(old), _row(new)))


def _said(mandate: "Mandate") -> tuple[object, ...]:
    """Where this is the same nothing of substance differs, as for most of the mandates on a page that changed."""
    return mandate.text, mandate.chapeau, mandate.items, mandate.citation, mandate.also_cited, mandate.notes


def _row(mandate: "Mandate") -> PartialRow:
    return cast(PartialRow, mandate.model_dump())
