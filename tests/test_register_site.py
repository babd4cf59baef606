"""Deadlines and addressees of generated sites against what was meant: what was planted is found, and nothing else."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final, NamedTuple

import pytest

from mandates_cli.folding import fold
from mandates_cli.model import Addressee, Deadline, Mandate
from seeds import seeds
from test_site import SEEDS, Built, build, comparable, compared, generate, meaning, scored, small, themes, twinned
from testsite.due import Due, Mentioned

Row = tuple[object, ...]
Made = Callable[[int], Built]
# As placements differ: each of these is a word's own way to stand on a page.
TYPOGRAPHY: Final = str.maketrans({"’": "'", "`": "'", "—": "-", "–": "-", "“": '"', "”": '"'})


class Said(NamedTuple):
    """Where the words of a mandate stand: the line, folded, and for the how manieth time there."""

    line: str
    words: str
    nth: int


@cache
def drafted(seed: int) -> Built:
    return build(generate(seed, themes(), pages=16, placements=360, drafted=True))


CASES: Final = [case for made in (small, drafted) for case in seeds(8, 20, made, prefix=f"{made.__name__} ")]
each_case = pytest.mark.parametrize(("seed", "made"), CASES)


def typed(text: str) -> str:
    return re.sub(r"\s+", " ", text).translate(TYPOGRAPHY)


def said(mandate: Mandate, found: Deadline | Addressee) -> Said:
    """By its span, which holds its words."""
    start, end = found.span
    assert mandate.text[start:end] == found.text
    first = mandate.text.rfind("\n", 0, start) + 1
    line = mandate.text[first:].partition("\n")[0]
    labels = {f"{item.label}. " for item in mandate.items if item.label and line.endswith(item.text)}
    bare = next((line.removeprefix(label) for label in labels if line.startswith(label)), line)
    before = typed(mandate.text[first:start])
    return Said(fold(bare), typed(found.text), before.count(typed(found.text)) + 1)


def found(built: Built) -> Iterator[tuple[str, Row]]:
    for mandate in built.mandates:
        for due in mandate.deadlines:
            target = typed(due.target) if due.target else None
            yield "deadlines", (
                mandate.language, mandate.id, *said(mandate, due), due.kind, due.year, target, due.label, due.inherited,
            )  # fmt: skip
        for body in mandate.addressees:
            yield "addressees", (mandate.language, mandate.id, *said(mandate, body), body.body, body.role, body.label)


def planted(built: Built) -> Iterator[tuple[str, Row]]:
    ids = {comparable(mandate): mandate.id for mandate in built.mandates}
    for meant in built.site.truth().values():
        id = ids[meaning(meant)]
        for due in meant.deadlines:
            target = typed(due.target) if due.target else None
            yield "deadlines", (
                meant.language, id, *stands(due), due.kind, due.year, target, due.label, due.inherited,
            )  # fmt: skip
        for body in meant.mentions:
            yield "addressees", (meant.language, id, *stands(body), body.body, body.role, body.label)


def stands(meant: Due | Mentioned) -> Said:
    return Said(fold(meant.line), typed(meant.words), meant.nth)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_planted_changes_nothing_else(seed: int) -> None:
    built = drafted(seed)
    assert not compared(map(comparable, built.mandates), map(meaning, built.site.truth().values()))
    right, claimed, true = twinned(built)
    assert right >= 0.99 * claimed
    assert right >= 0.95 * true


@each_case
@pytest.mark.parametrize("kind", ["deadlines", "addressees"])
def test_what_is_planted_is_found_and_nothing_else(seed: int, made: Made, kind: str) -> None:
    built = made(seed)
    got, true = ([row for of, row in rows if of == kind] for rows in (found(built), planted(built)))
    assert len(true) > 50
    assert not scored(kind, got, true)
