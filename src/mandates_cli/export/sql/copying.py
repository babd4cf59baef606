"""Statements by which DuckDB turns JSON Lines into Parquet."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

TYPES: Final = {
    "text": "VARCHAR", "integer": "INTEGER", "number": "DOUBLE", "boolean": "BOOLEAN", "list": "VARCHAR[]",
}  # fmt: skip
# A record of the corpus is never longer, and a buffer of this size is what DuckDB takes for each file.
LONGEST: Final = 1 << 28
PATTERN: Final = re.compile(r"[*?\[]")
# One thread, so that the rows, and the bytes, come in one order.
SETTINGS: Final[Mapping[str, str | int]] = {"threads": 1, "preserve_insertion_order": "true"}


def copy(
    source: Path, target: Path, columns: Mapping[str, str], about: Mapping[str, str], partition: str | None = None
) -> str:
    """`columns` are names with types of DuckDB's; `about` is kept beside the data. With `partition` the target is a
    folder."""
    typed = ", ".join(f"{_quoted(name)}: {_quoted(kind)}" for name, kind in columns.items())
    kept = ", ".join(f"{_quoted(name)}: {_quoted(value)}" for name, value in about.items())
    options = ["FORMAT parquet", "COMPRESSION zstd", "ROW_GROUP_SIZE 8192", f"KV_METADATA {{{kept}}}"]
    if partition:
        options += [f"PARTITION_BY ({partition})"]
    return (
        f"COPY (SELECT * FROM read_json({_quoted(_one(source))}, format = 'newline_delimited', columns = {{{typed}}},"
        f" maximum_object_size = {LONGEST})) TO {_quoted(str(target))} ({', '.join(options)})"
    )


def _one(path: Path) -> str:
    """A path in which no sign stands for several files."""
    return PATTERN.sub(r"[\g<0>]", str(path))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
