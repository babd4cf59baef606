"""The many ways to say by when, as `data/when.csv` has them: each is found whole, and what is none is left alone.

`{a|b}` stands for either of the two, `[...]` for what stands beside the phrase; the year is the one that each ends in
for the summit of a year, that of April 2009 where none is given, and none where it is not certain.
"""

import csv
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mandates_cli.parse.deadlines import deadlines
from test_deadlines import calendar, made

SAID = list(csv.DictReader((Path(__file__).parent / "data/when.csv").read_text("utf-8").splitlines()))


def each(said: str) -> Iterator[str]:
    parts = re.split(r"\{([^{}]*)\}", said)
    ways = [part.split("|") if number % 2 else [part] for number, part in enumerate(parts)]
    return ("".join(way).replace("- ", "-") for way in itertools.product(*ways))


@pytest.mark.parametrize("row", SAID, ids=[row["said"] for row in SAID])
def test_each_way_to_say_by_when_is_found_whole_and_nothing_else(row: dict[str, str]) -> None:
    begun = "Meet {}." if row["language"] == "en" else "Reunirse {}."
    missed = []
    summit = int(row["summit"] or 2009)
    for said in each(row["said"]):
        phrase = re.sub(r"\[.*?\]", "", said)
        text = begun.format(said.replace("[", "").replace("]", ""))
        found = deadlines(made(row["language"], summit, text), calendar())  # type: ignore[arg-type]
        wanted = [] if row["kind"] == "none" else [(phrase, row["year"], row["kind"])]
        if [(one.text, str(one.year or ""), one.kind) for one in found] != wanted:
            missed.append((said, found))
    assert not missed
