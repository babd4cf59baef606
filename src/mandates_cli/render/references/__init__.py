"""References to documents, and to the corpus, as programs and people take them.

One value, `Reference`, is made of a record and the tables; a format is a module here whose `written` makes its text.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Final, Literal, TypeAlias

from mandates_cli.render.references.reference import Reference
from mandates_cli.render.screen import Screen

Format: TypeAlias = Literal["text", "bibtex", "csl", "ris"]
ENDINGS: Final[dict[str, Format]] = {".bib": "bibtex", ".json": "csl", ".ris": "ris", ".txt": "text"}


def written(references: Iterable[Reference], format: Format, screen: Screen) -> Iterator[str]:
    """The references in pieces of text: a line each in text, an array in CSL-JSON."""
    pieces: Iterator[str] = import_module(f"{__name__}.{format}").written(references, screen)
    return pieces
