"""English and Spanish side by side: mandates, each with its twin."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from mandates_cli.render.answer import Fields, Row, flat
from mandates_cli.render.sheet import Known, named
from mandates_cli.rows import MandateRow

LANGUAGES: Final = ("en", "es")
COLUMNS: Final[Fields] = flat(
    "commitment", "summit", "document", "document_title", "text_en", "text_es", "citation_en", "citation_es", "id_en",
    "id_es",
)  # fmt: skip


class Pair(NamedTuple):
    """A mandate that passes the filters, and its twin, whether it passes or not."""

    row: MandateRow
    twin: MandateRow | None = None

    def told(self, language: str) -> MandateRow | None:
        """The one in that language."""
        return next((row for row in self if row and row["language"] == language), None)


def pairs(rows: Iterable[MandateRow], of: Callable[[str], MandateRow]) -> Iterator[Pair]:
    """Each mandate in one pair; `of` gives the mandate of an id."""
    told: set[str] = set()
    for row in rows:
        if row["id"] in told:
            continue
        found = row.get("twin")
        twin = of(found["id"]) if found else None
        told.update(one["id"] for one in (row, twin) if one)
        yield Pair(row, twin)


def sheet(pair: Pair, known: Known) -> Row:
    """The pair in COLUMNS. What is not known is null."""
    row = pair.row
    document = known.document(row)
    titles = [named(document["title"], language) for language in LANGUAGES] if document else ()
    return {
        "commitment": row["commitment"],
        "summit": row["summit"],
        "document": row["document"],
        "document_title": _each(titles),
        **{f"text_{language}": side["text"] if side else None for language, side in _sides(pair)},
        **{f"citation_{language}": _citation(side) for language, side in _sides(pair)},
        **{f"id_{language}": side["id"] if side else None for language, side in _sides(pair)},
    }


def _sides(pair: Pair) -> Iterator[tuple[str, MandateRow | None]]:
    return ((language, pair.told(language)) for language in LANGUAGES)


def _citation(row: MandateRow | None) -> str | None:
    return row["citation"]["text"] if row and row["citation"] else None


def _each(titles: Sequence[str]) -> list[str] | None:
    return list(dict.fromkeys(titles)) or None
