"""Which mandates are selected, and in which order: filters and a query as statements."""

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Final, NamedTuple

from mandates_cli.corpus.database import Database
from mandates_cli.corpus.sql import MANDATE_OF_WORDS
from mandates_cli.corpus.sql.clauses import Clause, criterion, ending, joined
from mandates_cli.query.filters import SORTS, Due
from mandates_cli.query.names import Asked
from mandates_cli.query.tree import Node

HOLDING: Final = f"SELECT {MANDATE_OF_WORDS} FROM words WHERE words MATCH ?"
# Mandates by their best passage; those that show nothing come last.
RANKED: Final = f"""
SELECT record FROM (
    SELECT m.number AS found, r.rank AS rank FROM mandate m LEFT JOIN (
        SELECT {MANDATE_OF_WORDS} AS mandate, min(words.rank) AS rank FROM words WHERE words MATCH ? GROUP BY 1
    ) r ON r.mandate = m.number WHERE {{where}} ORDER BY r.rank IS NULL, r.rank, m.number LIMIT ?
) JOIN mandate ON number = found ORDER BY rank IS NULL, rank, found
"""
# Where each match shows something, other mandates are never looked at, and the records are fetched last.
DRIVEN: Final = (
    "words CROSS JOIN mandate m INDEXED BY mandate_narrow"
    f" ON m.number = {MANDATE_OF_WORDS} WHERE words MATCH ? AND {{where}}"
)
BEST: Final = f"""
SELECT record FROM (
    SELECT {{whole}} AS whole, m.number AS found, min(words.rank) AS rank FROM {DRIVEN}
    GROUP BY 2 ORDER BY 1 DESC, 3, 2 LIMIT ?
) JOIN mandate ON number = found ORDER BY whole DESC, rank, found
"""
STREAMED: Final = f"""
SELECT m.number, (SELECT record FROM mandate WHERE number = m.number) FROM {DRIVEN} ORDER BY words.rowid
"""
LISTED: Final = "SELECT m.record FROM mandate m WHERE {where} ORDER BY {order} LIMIT ?"
NUMBERED: Final = "m.number IN (SELECT value FROM json_each(?))"
SOME: Final = "SELECT count(*) FROM (SELECT 1 FROM {} LIMIT ?)"
# More matches than this take longer to rank than anyone waits for the first.
MOST_RANKED: Final = 20_000
ORDERS: Final = {
    "summit": "m.summit IS NULL, m.summit DESC, m.number",
    "document": "m.document IS NULL, m.document, m.number",
    "theme": "(SELECT min(theme) FROM placement p WHERE p.mandate = m.number) NULLS LAST, m.number",
    "id": "m.id",
}
# By the earliest of the deadlines that are asked for; then those of no certain year, then what has none.
BY_DEADLINE: Final = (
    "(SELECT min(d.year) FROM deadline d WHERE d.mandate = m.number AND {}) NULLS LAST,"
    " NOT EXISTS (SELECT 1 FROM deadline d WHERE d.mandate = m.number), m.number"
)
# One mandate of each commitment among some: the English one, whose id is the commitment's, where it is among them.
ONE_EACH: Final = (
    "m.number IN (SELECT number FROM (SELECT m.number AS number, max(m.id = m.commitment) FROM {} f"
    " CROSS JOIN mandate m ON m.number = f.number GROUP BY m.commitment))"
)
# The order of the corpus.
UNSORTED: Final = "m.number"


class Selection(NamedTuple):
    """`numbers` are those of the mandates, each once: what may stand behind FROM. `records` are statements that one
    after the other give their records in order, each once or, where they are `repeated`, some again and again in a
    row."""

    numbers: Clause
    records: tuple[Clause, ...]
    limit: int
    repeated: bool = False


def selection(database: Database, asked: Asked) -> Selection:
    """The mandates that pass the criteria and match."""
    where = joined("AND", map(criterion, asked.criteria))
    if asked.commitments:
        whole = selection(database, asked._replace(commitments=False, limit=None)).numbers
        where = joined("AND", (where, Clause(ONE_EACH.format(whole.sql), whole.values)))
    if asked.tree is None:
        return _listed(where, asked)
    database.begin()
    return _searched(database, where, asked, asked.tree)


def numbered(numbers: Iterable[int], asked: Asked) -> Selection:
    """A selection of mandates whose numbers are known, in the order that is asked for."""
    return _listed(Clause(NUMBERED, (json.dumps([*numbers]),)), asked)


def records(database: Database, selected: Selection) -> Iterator[str]:
    # The second statement is asked when the first has no more.
    rows = chain.from_iterable(database.rows(*statement) for statement in selected.records)
    found = (
        (next(group)[1] for _, group in groupby(rows, key=itemgetter(0))) if selected.repeated else (r for (r,) in rows)
    )
    return islice(found, None if selected.limit < 0 else selected.limit)


def numbers(database: Database, selected: Selection) -> list[int]:
    rows = database.rows(f"SELECT number FROM {selected.numbers.sql}", selected.numbers.values)
    return [number for (number,) in rows]


def count(database: Database, selected: Selection) -> int:
    return database.count(f"SELECT count(*) FROM {selected.numbers.sql}", selected.numbers.values)


def one_each(database: Database, found: Iterable[int]) -> list[int]:
    """Of mandates by their numbers, one for each commitment."""
    among = "(SELECT value AS number FROM json_each(?))"
    rows = database.rows(f"SELECT m.number FROM mandate m WHERE {ONE_EACH.format(among)}", (json.dumps([*found]),))
    return [number for (number,) in rows]


def in_order(database: Database, found: Iterable[int], asked: Asked) -> list[int]:
    """Mandates by their numbers, in the order that is asked for."""
    order = _order(asked)
    sql = f"SELECT m.number FROM mandate m WHERE {NUMBERED} ORDER BY {order.sql}"
    return [number for (number,) in database.rows(sql, (json.dumps([*found]), *order.values))]


def _limit(asked: Asked) -> int:
    """As SQL has it: -1 for none."""
    return -1 if asked.limit is None else min(asked.limit, sys.maxsize)


def _listed(where: Clause, asked: Asked) -> Selection:
    """A selection that looks at every mandate."""
    numbers = Clause(f"(SELECT m.number AS number FROM mandate m WHERE {where.sql})", where.values)
    return Selection(numbers, (_in_order(where, asked),), _limit(asked))


def _in_order(where: Clause, asked: Asked) -> Clause:
    order = _order(asked)
    return Clause(LISTED.format(where=where.sql, order=order.sql), (*where.values, *order.values, _limit(asked)))


def _order(asked: Asked) -> Clause:
    if asked.sort != "due":
        return Clause(ORDERS.get(asked.sort or "", UNSORTED))
    wanted = joined("AND", [ending(one) for one in asked.criteria if isinstance(one, Due)])
    return Clause(BY_DEADLINE.format(wanted.sql), wanted.values)


def _searched(database: Database, where: Clause, asked: Asked, tree: Node) -> Selection:
    from mandates_cli.corpus.sql.fts import beside, implied
    from mandates_cli.corpus.sql.queries import Clauses  # a list does without

    clauses = Clauses(database)
    shown = clauses.shown(tree)
    if shown is None or not implied(tree):
        return _looked_at(database, joined("AND", (where, clauses.of(tree))), asked, shown)
    rest = beside(tree)
    wanted = where if rest is None else joined("AND", (where, clauses.of(rest)))
    driven = Clause(DRIVEN.format(where=wanted.sql), (shown, *wanted.values))
    limit = _limit(asked)
    numbers = Clause(f"(SELECT DISTINCT m.number AS number FROM {driven.sql})", driven.values)
    if asked.sort in SORTS:
        ordered = _in_order(Clause(f"m.number IN {numbers.sql}", numbers.values), asked)
        return Selection(numbers, (ordered,), limit)
    phrase = clauses.phrases(tree)
    # Most queries hold few passages, and then few mandates: that is soon counted.
    if asked.sort is None and _many(database, _holding(shown)) and _many(database, driven):
        return Selection(numbers, _streamed(wanted, shown, phrase), limit, repeated=True)
    whole = "0" if phrase is None else f"m.number IN ({HOLDING})"
    held = () if phrase is None else (phrase,)
    best = Clause(BEST.format(whole=whole, where=wanted.sql), (*held, *driven.values, limit))
    return Selection(numbers, (best,), limit)


def _streamed(wanted: Clause, shown: str, phrase: str | None) -> tuple[Clause, ...]:
    """What is wanted in the order of the corpus: those that hold the phrase, then the others."""
    if phrase is None:
        return (Clause(STREAMED.format(where=wanted.sql), (shown, *wanted.values)),)
    others = joined("AND", (wanted, Clause(f"m.number NOT IN ({HOLDING})", (phrase,))))
    return (
        Clause(STREAMED.format(where=wanted.sql), (phrase, *wanted.values)),
        Clause(STREAMED.format(where=others.sql), (shown, *others.values)),
    )


def _looked_at(database: Database, where: Clause, asked: Asked, shown: str | None) -> Selection:
    """Where a match need not show anything, every mandate is looked at; what is shown ranks those that show some."""
    listed = _listed(where, asked)
    if shown is None or asked.sort in SORTS or (asked.sort is None and _many(database, _holding(shown))):
        return listed
    ranked = Clause(RANKED.format(where=where.sql), (shown, *where.values, _limit(asked)))
    return listed._replace(records=(ranked,))


def _holding(shown: str) -> Clause:
    return Clause("words WHERE words MATCH ?", (shown,))


def _many(database: Database, source: Clause) -> bool:
    """Whether there are so many that ranking them would take longer than anyone waits for the first."""
    return database.count(SOME.format(source.sql), (*source.values, MOST_RANKED + 1)) > MOST_RANKED
