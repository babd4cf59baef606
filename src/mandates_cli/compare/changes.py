"""Mandates that are new, that changed in substance, or that vanished, between one state of the corpus and the next."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple, TypeAlias

from mandates_cli.folding import fold
from mandates_cli.model import Mandate

# A corrected wording keeps most of its words; two commitments of one page share far fewer.
MIN_SHARED: Final = 0.75

Substance: TypeAlias = tuple[object, ...]


class MandateChange(NamedTuple):
    """`was` is the earlier id where a corrected wording gave the mandate another one."""

    change: Literal["new", "changed", "vanished"]
    id: str
    was: str | None
    text: str


def changes(before: Iterable[Mandate], after: Iterable[Mandate]) -> list[MandateChange]:
    """Ordered by kind, then as `after` (or `before`) is. Typography, places on pages and themes are not substance."""
    old, new = {m.id: m for m in before}, {m.id: m for m in after}
    left = [m for m in old.values() if m.id not in new]
    came = [m for m in new.values() if m.id not in old]
    corrected = _corrected(left, came)
    found = [MandateChange("new", m.id, None, m.text) for m in came if m.id not in corrected]
    for m in new.values():
        if was := corrected.get(m.id):
            found.append(MandateChange("changed", m.id, was, m.text))
        elif m.id in old and _substance(old[m.id]) != _substance(m):
            found.append(MandateChange("changed", m.id, None, m.text))
    gone = set(corrected.values())
    return found + [MandateChange("vanished", m.id, None, m.text) for m in left if m.id not in gone]


def _substance(mandate: Mandate) -> Substance:
    items = tuple((item.label, fold(item.text)) for item in mandate.items)
    return fold(mandate.chapeau or mandate.text), items, mandate.citation and fold(mandate.citation.text)


def _corrected(left: Sequence[Mandate], came: Sequence[Mandate]) -> dict[str, str]:
    """New id to old id of mandates that are one another's best match: same language, document and page, alike words."""
    scored = sorted(
        ((score, new.id, old.id) for new in came for old in left if (score := _likeness(old, new)) >= MIN_SHARED),
        key=lambda s: (-s[0], *sorted(s[1:])),
    )
    pairs: dict[str, str] = {}
    for _, new_id, old_id in scored:
        if new_id not in pairs and old_id not in pairs.values():
            pairs[new_id] = old_id
    return pairs


def _likeness(old: Mandate, new: Mandate) -> float:
    """Share of words in common, in order; 0 for mandates that cannot be one another."""
    if (old.language, old.document) != (new.language, new.document):
        return 0.0
    if not {p.page for p in old.placements} & {p.page for p in new.placements}:
        return 0.0
    # What ratio() gives depends on which comes first.
    first, second = sorted((fold(old.text).split(), fold(new.text).split()))
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= MIN_SHARED and matcher.quick_ratio() >= MIN_SHARED else 0.0
