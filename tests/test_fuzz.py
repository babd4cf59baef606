"""A little of each fuzzer's target; `make soak` tries more, and `make fuzz` goes on."""

from pathlib import Path

import pytest

from fuzz.run import run
from fuzz.targets import TARGETS, tried

FUZZ = Path(__file__).parent / "fuzz"
MENDED = sorted((FUZZ / "repro").glob("*/*"))


def test_every_target_has_seeds() -> None:
    assert {path.name for path in (FUZZ / "seeds").iterdir()} == set(TARGETS)


@pytest.mark.parametrize("target", TARGETS)
def test_any_bytes_are_read_or_refused(target: str) -> None:
    assert run(target, runs=200, seconds=60, seed=4).findings == {}


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("target", TARGETS)
def test_any_bytes_are_read_or_refused_for_long(target: str) -> None:
    assert run(target, runs=100_000, seconds=60, seed=1).findings == {}


@pytest.mark.parametrize("path", MENDED, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_once_is_read_or_refused(path: Path) -> None:
    tried(path.parent.name, path.read_bytes())
