"""For which seeds a test is run: a few in every run of the tests, the others where there is time (`make soak`)."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet


def seeds(few: int, many: int, *values: object, prefix: str = "") -> "list[ParameterSet]":
    """Parameters: each seed, followed by the same values."""
    return [
        pytest.param(seed, *values, id=f"{prefix}{seed}", marks=() if seed < few else pytest.mark.soak)
        for seed in range(many)
    ]
