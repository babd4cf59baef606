"""Turns of phrase that are no evidence, and words that refer back: tables, read once."""

from functools import cache
from importlib.resources import files
from typing import Final

FORMULAS: Final = "formulas.txt"
REFERENCES: Final = "references.txt"


@cache
def phrases(table: str) -> tuple[tuple[str, ...], ...]:
    """The phrases of a table, cut into words."""
    lines = files(__package__).joinpath(table).read_text("utf-8").splitlines()
    return tuple(tuple(line.split()) for line in lines if line and not line.startswith("#"))
