"""Dates in other forms than ours: the right form is shown, and nothing else is taken for a date."""

from pathlib import Path

import pytest

from conftest import Run
from mandates_cli.query.days import meant


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("27/11/2026", ["2026-11-27"]),
        ("27.11.2026", ["2026-11-27"]),
        ("27-11-2026", ["2026-11-27"]),
        ("11/27/2026", ["2026-11-27"]),
        ("3/4/2026", ["2026-04-03", "2026-03-04"]),
        ("03/03/2026", ["2026-03-03"]),
        ("2026/11/27", ["2026-11-27"]),
        ("2026.11.27", ["2026-11-27"]),
        ("2026-1-5", ["2026-01-05"]),
        ("20261127", ["2026-11-27"]),
        ("2026-11-27", []),
        ("2026-11-27.2", []),
        ("45/13/2026", []),
        ("29/2/2025", []),
        ("27/11-2026", []),
        ("27/11/26", []),
        ("2018", []),
        ("201811", []),
        ("data/2026/11", []),
        ("27/11/2026/data", []),
    ],
)
def test_a_day_is_known_by_its_numbers(typed: str, days: list[str]) -> None:
    assert meant(typed) == days


def test_diff_shows_the_form_that_it_takes(run: Run) -> None:
    done = run("diff", "27/11/2026", "latest", code=2)
    assert done.stderr == "mandates: Cannot take 27/11/2026 for a date; write 2026-11-27.\n"
    assert "write 2026-04-03 or 2026-03-04." in run("diff", "latest", "3/4/2026", code=2).stderr


def test_a_file_of_that_name_is_a_file(run: Run, tmp_path: Path) -> None:
    for name in ("27.11.2026", "ninth"):
        (tmp_path / name).mkdir()
        stderr = run("diff", name, name, cwd=tmp_path, code=3).stderr
        assert name in stderr
        assert "for a date" not in stderr
