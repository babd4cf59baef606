"""Single things by their names: mandates by id or number, words, and the tables that names are looked up in."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from mandates_cli.corpus.database import Database
from mandates_cli.corpus.sql import PASSAGE_BITS
from mandates_cli.query.filters import ASKED
from mandates_cli.query.names import Tables

if TYPE_CHECKING:
    from mandates_cli.rows import AttributionRow, BodyRow, DocumentRow, LanguageRow, SummitRow, ThemeRow

# What begins with ?1, by the index of the ids.
BEGINNING: Final = "id >= ?1 AND id < ?1 || char(1114111)"


class Kept(NamedTuple):
    """A mandate of the index, as far as other engines need it."""

    number: int
    language: str
    summit: int | None
    document: str | None


class Passage(NamedTuple):
    label: str | None
    folded: str
    language: str


def record(database: Database, number: int) -> str:
    row = database.one("SELECT record FROM mandate WHERE number = ?", (number,))
    assert row is not None, "numbers come from the index"
    return str(row[0])


def corpus(database: Database) -> tuple[str, "AttributionRow"]:
    """The digest of its records, and whose it is."""
    row = database.one("SELECT digest, attribution FROM corpus")
    assert row is not None, "an index is written whole"
    return str(row[0]), json.loads(row[1])


def number_of(database: Database, id: str) -> int:
    return database.count("SELECT number FROM mandate WHERE id = ?", (id,))


def records(database: Database) -> Iterator[tuple[int, str]]:
    """Number and record of every mandate, in the order of the corpus."""
    return ((number, raw) for number, raw in database.rows("SELECT number, record FROM mandate ORDER BY number"))


def mandates(database: Database) -> Iterator[Kept]:
    return map(Kept._make, database.rows("SELECT number, language, summit, document FROM mandate ORDER BY number"))


def largest_number(database: Database) -> int:
    """About how many mandates there are, without counting them; 0 for none."""
    return database.count("SELECT max(number) FROM mandate")


def passages(database: Database, number: int) -> Iterator[Passage]:
    """Those of a mandate, in order."""
    within = f"number >= ?1 << {PASSAGE_BITS} AND number < (?1 + 1) << {PASSAGE_BITS}"
    rows = database.rows(f"SELECT label, folded, language FROM passage WHERE {within} ORDER BY number", (number,))
    return map(Passage._make, rows)


def places(database: Database, number: int) -> Iterator[tuple[str | None, str]]:
    """Theme and page of each placement of a mandate."""
    rows = database.rows("SELECT DISTINCT theme, page FROM placement WHERE mandate = ?", (number,))
    return ((theme, page) for theme, page in rows)


def asked(database: Database, number: int) -> Iterator[str]:
    """The bodies that a mandate asks."""
    rows = database.rows(f"SELECT DISTINCT body FROM addressee WHERE mandate = ? AND role = '{ASKED}'", (number,))
    return (body for (body,) in rows)


def due(database: Database, number: int) -> Iterator[int | None]:
    """The years in which the deadlines of a mandate end."""
    rows = database.rows("SELECT DISTINCT year FROM deadline WHERE mandate = ?", (number,))
    return (year for (year,) in rows)


def beginning(database: Database, prefix: str, language: str | None, most: int) -> list[tuple[str, str]]:
    """Id and record of the first mandates whose ids begin so, in a language where one is given."""
    rows = database.rows(
        f"SELECT id, record FROM mandate WHERE {BEGINNING} AND (?2 IS NULL OR language = ?2) ORDER BY id LIMIT ?3",
        (prefix, language, most),
    )
    return [(id, raw) for id, raw in rows]


def ids(database: Database, prefix: str = "") -> list[str]:
    return [id for (id,) in database.rows(f"SELECT id FROM mandate WHERE {BEGINNING} ORDER BY id", (prefix,))]


def openings(database: Database, prefix: str, most: int) -> list[tuple[str, str]]:
    """The ids that begin so, each with the first `most` characters of its text."""
    sql = f"SELECT id, substr(text, 1, ?2) FROM mandate WHERE {BEGINNING} ORDER BY id"
    return [(id, text) for id, text in database.rows(sql, (prefix, most))]


def same_stem(database: Database, word: str, stems: Mapping[str, str]) -> list[str]:
    """The other words of the corpus with that stem in a language in which some text has it."""
    found = [
        other
        for language, stem in stems.items()
        if database.one("SELECT 1 FROM vocabulary WHERE term = ? AND col = ?", (stem, language))
        for (other,) in database.rows(f"SELECT word FROM word WHERE {language} = ? ORDER BY 1", (stem,))
    ]
    return [other for other in dict.fromkeys(found) if other != word]


def is_word(database: Database, word: str) -> bool:
    """Whether the corpus has the word."""
    return database.one("SELECT 1 FROM word WHERE word = ?", (word,)) is not None


def words_like(database: Database, word: str) -> list[str]:
    """Words that begin alike and are about as long: others could not be near enough."""
    rows = database.rows(
        "SELECT word FROM word WHERE word >= ?1 AND word < ?2 AND length(word) BETWEEN ?3 AND ?4",
        (word[0], chr(ord(word[0]) + 1), max(len(word) - 3, 3), len(word) + 3),
    )
    return [found for (found,) in rows]


def tables(database: Database) -> Tables:
    """What names are looked up in."""
    return Tables(
        summits=lambda: (cast("SummitRow", row) for row in _kept(database, "summit", "year")),
        documents=lambda: (cast("DocumentRow", row) for row in _kept(database, "document", "id")),
        themes=lambda: (cast("ThemeRow", row) for row in _kept(database, "theme", "slug")),
        languages=lambda: (cast("LanguageRow", row) for row in _kept(database, "language", "code")),
        pages=lambda: (page for (page,) in database.rows("SELECT DISTINCT page FROM placement")),
        bodies=lambda: (cast("BodyRow", row) for row in _kept(database, "body", "slug")),
    )


def _kept(database: Database, table: str, key: str) -> Iterator[object]:
    return (json.loads(record) for (record,) in database.rows(f"SELECT record FROM {table} ORDER BY {key}"))
