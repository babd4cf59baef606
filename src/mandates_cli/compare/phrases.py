"""Turns of phrase that are no evidence, and words that refer back: tables, read once."""

import zlib
from functools import cache
from importlib.resources import files
from typing import Final

FORMULAS: Final = "formulas.txt"
REFERENCES: Final = "references.txt"


@cache
def phrases(table: str) -> tuple[tuple[str, ...], ...]:
    """The phrases of a table, cut into words."""
    lines = _read(table).decode().splitlines()
    return tuple(tuple(line.split()) for line in lines if line and not line.startswith("#"))


def checksum() -> str:
    """Of both tables: with others there are other links."""
    return f"{zlib.crc32(_read(FORMULAS) + _read(REFERENCES)):08x}"


def _read(table: str) -> bytes:
    return files(__package__).joinpath(table).read_bytes()
