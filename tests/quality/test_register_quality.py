"""Deadlines and addressees, on mandates that were labelled by hand; the rules were not written on the blind half."""

import json
import re

import pytest
from finder import finder
from labelled import HERE, Half, halves, labelled
from register import Finder, figures, grouped, judged, misses, raised

from mandates_cli import registry
from mandates_cli.model import Addressee, Deadline, Mandate

EVERY = [row for half in halves() for row in labelled(half)]


def truth(mandate: Mandate) -> tuple[tuple[Deadline, ...], tuple[Addressee, ...]]:
    row = next(row for row in EVERY if row.mandate.id == mandate.id)
    return row.deadlines, row.addressees


@pytest.mark.parametrize("half", halves())
def test_no_figure_falls_below_its_floor(half: Half) -> None:
    floor = json.loads((HERE / "floor.json").read_text("utf-8"))
    measured = {name: figures(verdicts) for name, verdicts in grouped(half, finder()).items()}
    for name, shares in measured.items():
        print(f"\n{name:<26}", *(f"{share} {value:.3f}" for share, value in shares.items()), sep="  ", end="")
    fallen = {
        f"{name}: {share}": (measured.get(name, {}).get(share, 0), least)
        for name, shares in floor.items()
        if name.startswith((f"deadlines {half}", f"addressees {half}"))
        for share, least in shares.items()
        if measured.get(name, {}).get(share, 0) < least
    }
    assert fallen == {}


def test_a_label_stands_in_the_text_as_whole_words() -> None:
    for row in EVERY:
        for label in (*row.deadlines, *row.addressees):
            start, end = label.span
            text = row.mandate.text
            assert text[start:end] == label.text
            assert not re.match(r"\w\w", text[max(0, start - 1) : start + 1]), (row.mandate.id, label)
            assert not re.match(r"\w\w", text[end - 1 : end + 1]), (row.mandate.id, label)
            if isinstance(label, Deadline) and label.target:
                assert label.target in text, (row.mandate.id, label)


def test_a_year_stands_in_the_words_or_follows_from_the_summit() -> None:
    for row in EVERY:
        summit = row.mandate.summit
        for deadline in row.deadlines:
            if deadline.year is None or str(deadline.year) in deadline.text:
                continue
            assert deadline.kind != "recurring", (row.mandate.id, deadline)
            assert summit is not None, (row.mandate.id, deadline)
            assert summit <= deadline.year <= summit + 30, (row.mandate.id, deadline)


def test_an_item_that_has_its_own_inherits_none_and_what_is_inherited_is_the_chapeaus() -> None:
    for row in EVERY:
        own = {d.label for d in row.deadlines if not d.inherited and d.kind != "recurring"} - {None}
        chapeau = {d.span: (d.kind, d.year) for d in row.deadlines if not d.inherited and d.label is None}
        for deadline in row.deadlines:
            if deadline.inherited:
                assert deadline.label not in own, (row.mandate.id, deadline)
                assert chapeau[deadline.span] == (deadline.kind, deadline.year), (row.mandate.id, deadline)


def test_every_body_is_one_of_the_table() -> None:
    assert {a.body for row in EVERY for a in row.addressees} <= {body.slug for body in registry.load().bodies}


@pytest.mark.parametrize("half", halves())
def test_a_half_is_of_all_summits_and_both_languages_and_full_of_traps(half: Half) -> None:
    rows = labelled(half)
    summits = {row.mandate.summit for row in rows}
    assert summits >= {summit.year for summit in registry.load().summits} | {None}
    assert sum(row.mandate.language == "en" for row in rows) == len(rows) / 2
    net = [row for row in rows if row.net]
    assert len(net) >= len(rows) * 0.45
    assert sum(row.trap is not None for row in net) >= len(net) * 0.4


def test_no_text_is_there_twice() -> None:
    texts = [row.mandate.text for row in EVERY]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("half", halves())
def test_who_finds_what_is_labelled_is_right_throughout(half: Half) -> None:
    for verdicts in grouped(half, truth).values():
        assert set(figures(verdicts).values()) == {1}


def changed(**values: object) -> Finder:
    """Finds what is labelled, but says something else of it."""

    def found(mandate: Mandate) -> tuple[list[Deadline], list[Addressee]]:
        deadlines, addressees = truth(mandate)
        fields = {name: value for name, value in values.items() if name in Deadline.model_fields}
        roles = {name: value for name, value in values.items() if name in Addressee.model_fields}
        return (
            [one.model_copy(update=fields) for one in deadlines],
            [one.model_copy(update=roles) for one in addressees],
        )

    return found


@pytest.mark.parametrize(
    "values",
    [{"year": 1900}, {"kind": "event", "year": 1900}, {"label": "zz"}, {"span": (0, 1)}],
    ids=lambda values: " and ".join(values),
)
def test_a_deadline_of_which_something_else_is_said_is_wrong_and_missed(values: dict[str, object]) -> None:
    verdicts = judged("dev", "deadlines", changed(**values))
    assert figures(verdicts) == {"precision": 0, "recall": 0}
    assert len(list(misses(verdicts))) == 2 * sum(len(row.deadlines) for row in labelled("dev"))


def test_words_that_reach_a_little_too_far_are_right_but_not_exact() -> None:
    def longer(mandate: Mandate) -> tuple[list[Deadline], list[Addressee]]:
        deadlines, addressees = truth(mandate)
        far = [d.model_copy(update={"span": (d.span[0], d.span[1] + 3), "target": "all"}) for d in deadlines]
        return far, list(addressees)

    assert figures(judged("dev", "deadlines", longer)) == {"precision": 1, "recall": 1, "exact": 0, "target": 0}


def test_what_is_found_twice_is_right_once() -> None:
    def twice(mandate: Mandate) -> tuple[list[Deadline], list[Addressee]]:
        deadlines, addressees = truth(mandate)
        return [*deadlines, *deadlines], [*addressees, *addressees]

    for verdicts in grouped("dev", twice).values():
        assert figures(verdicts)["precision"] == 0.5
        assert figures(verdicts)["recall"] == 1


def test_a_floor_only_rises() -> None:
    floor = {"words": {"recall": 0.5}, "deadlines dev all": {"precision": 0.9, "recall": 0.8}}
    better = raised(floor, {"deadlines dev all": {"precision": 0.8, "recall": 0.9}})
    assert better == {"words": {"recall": 0.5}, "deadlines dev all": {"precision": 0.9, "recall": 0.9}}
