"""The references that the page copies: those of `mandates cite`, worded in both languages."""

from collections.abc import Sequence
from typing import Final

from mandates_cli.export import Chosen
from mandates_cli.query.forms import LANGUAGES
from mandates_cli.render import references
from mandates_cli.render.references import Format
from mandates_cli.render.references.reference import Library
from mandates_cli.render.screen import Screen
from mandates_cli.render.sheet import Known
from mandates_cli.rows import MandateRow

FORMATS: Final[tuple[Format, ...]] = ("text", "bibtex", "ris")


def cited(rows: Sequence[MandateRow], chosen: Chosen) -> list[list[str]]:
    """Of each mandate FORMATS in English, then in Spanish."""
    corpus, screen = chosen.corpus, Screen(0, color=False)
    tables = corpus.tables()
    known = Known.of(tables.summits(), tables.documents())
    libraries = [Library(known, corpus.attribution(), str(corpus.version), language) for language in LANGUAGES]
    found = []
    for row in rows:
        made = [library.of(row, corpus.seen(row, each=True)) for library in libraries]
        found.append(["".join(references.written([one], format, screen)) for one in made for format in FORMATS])
    return found
