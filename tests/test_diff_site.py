"""Two states of the test site: every planted change is found and rightly classed, and nothing else is reported."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

import pytest

from mandates_cli.compare.diff import Change, diff
from mandates_cli.folding import fold
from mandates_cli.model import Mandate
from mandates_cli.parse import assemble
from test_site import build, generate, themes
from testsite.changed import Planted, changed
from testsite.generator import Site, older

SEEDS: Final = range(8)


def numbers(*sites: Site) -> dict[tuple[str, str], int]:
    """The commitment that says a lead-in, and, where that says nothing, its first item."""
    found: dict[tuple[str, str], int] = {}
    for site in sites:
        for meant in site.truth().values():
            found[meant.language, fold(meant.lead)] = meant.number
            found |= {(meant.language, fold(text)): meant.number for _, text in meant.items}
    return found


def told(changes: Iterable[Change], known: dict[tuple[str, str], int]) -> set[Planted]:
    found = set()
    for change in changes:
        record = change.record
        items = [item["text"] for item in record["items"]]
        language = record["language"]
        number = next(
            known[language, fold(text)]
            for text in (*items, record["chapeau"] or record["text"])
            if (language, fold(text)) in known
        )
        for d in change.differences:
            label = d.label if d.kind.startswith("item") else None
            found.add(Planted(d.kind, language, number, label))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_every_planted_change_is_found_and_nothing_else(seed: int) -> None:
    before, after, planted = changed(generate(seed, themes(), pages=16, placements=360), seed)
    first = build(before).assembly
    second = assemble(build(after).pages, first.identities, first.mandates)
    found = diff(_records(first.mandates), _records(second.mandates))
    known = numbers(before, after)
    assert told(found.of_substance().changes, known) == {p for p in planted if p.kind != "placement"}
    places = {p for p in told(found.changes, known) if p.kind == "placement"}
    assert places == {p for p in planted if p.kind == "placement"}


@pytest.mark.parametrize("seed", SEEDS)
def test_an_update_adds_what_it_adds(seed: int) -> None:
    """All else moves down on its pages, and is the same."""
    site = generate(seed, themes(), pages=16, placements=360)
    first = build(older(site)).assembly
    second = assemble(build(site).pages, first.identities, first.mandates)
    found = diff(_records(first.mandates), _records(second.mandates))
    assert {d.kind for change in found.changes for d in change.differences} == {"added"}
    new = {(key[0], key[1]) for key, meant in site.truth().items() if meant.year == 2022}
    assert len(found.changes) == len(new)


def test_each_kind_is_planted_often() -> None:
    counts = Counter(p.kind for seed in SEEDS for p in changed(generate(seed, themes(), 16, 360), seed)[2])
    assert set(counts) == {"added", "removed", "text", "citation", "item-added", "item-removed", "placement"}
    assert min(counts.values()) >= 10


def _records(mandates: Iterable[Mandate]) -> list[dict]:  # type: ignore[type-arg]
    return [m.model_dump(mode="json") for m in mandates]
