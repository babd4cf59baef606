"""Every fact about the site and its texts, as TOML tables with a source in each row.

They are loaded once and handed on as one value, `lookup.Registry`. A user's own rows stand in DATA/registry, in files
of the same names: they are added to the package's, or replace those with the same year, id, slug, code, text or word.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mandates_cli.registry.lookup import Registry


def load(folder: Path | None = None) -> "Registry":
    """The package's tables with the rows of those in `folder`. Raises CorpusError that names file and row."""
    # Whoever asks for the tables' checksum only does not wait for pydantic.
    from mandates_cli.registry import loader

    return loader.load(folder)
