"""What the tables of an export hold, row by row, as the mandates come: nothing but keys is kept in memory."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from mandates_cli.export import Chosen, Told
from mandates_cli.export.columns import Cell, Cells, Table
from mandates_cli.export.lookups import LINKS, LOOKUPS, known, linked
from mandates_cli.export.relations import COMMITMENTS, EACH

# In the order in which people want to see them.
TABLES: Final = (*EACH[:-2], LINKS, *EACH[-2:], *LOOKUPS)
FILLED_ONCE: Final = {table.name: table for table in LOOKUPS}


class Named:
    """The keys of LOOKUPS that rows refer to, in the order in which they came."""

    def __init__(self) -> None:
        self.keys: dict[str, dict[Cell, None]] = defaultdict(dict)
        self._places = {
            table.name: [(place, column.of) for place, column in enumerate(table.columns) if column.of in FILLED_ONCE]
            for table in TABLES
        }

    def note(self, table: Table, cells: Cells) -> None:
        for place, of in self._places[table.name]:
            if cells[place] is not None:
                self.keys[of][cells[place]] = None


def contents(chosen: Chosen, told: Told) -> Iterator[tuple[Table, Cells]]:
    """Each row with its table; a table's rows in a fixed order, but not all in a row."""
    named, ids, commitments = Named(), set[Cell](), set[Cell]()
    for row in chosen.rows(told):
        ids.add(row["id"])
        for table in EACH:
            assert table.rows is not None, "these are made of mandates"
            for cells in table.rows(row):
                if table is COMMITMENTS:
                    if cells[0] in commitments:
                        continue
                    commitments.add(cells[0])
                named.note(table, cells)
                yield table, cells
    for cells in linked(chosen.corpus.links()):
        if not ids.isdisjoint(cells[:2]):
            yield LINKS, cells
    yield from _looked_up(chosen, named)


def _looked_up(chosen: Chosen, named: Named) -> Iterator[tuple[Table, Cells]]:
    there: dict[str, set[Cell]] = defaultdict(set)
    for table, cells in known(chosen.corpus):
        there[table.name].add(cells[0])
        named.note(table, cells)
        yield table, cells
    for table in LOOKUPS:
        for key in named.keys[table.name]:
            if key not in there[table.name]:
                yield table, _of_key(table, key)


def _of_key(table: Table, key: Cell) -> Cells:
    return (key, *(None for _ in table.columns[1:]))


def declared(table: Table, chosen: Chosen) -> list[tuple[str, str, str]]:
    """Column, table and key of each reference that holds in this export."""
    keys = {each.name: each.key for each in TABLES}
    return [
        (column.name, column.of, keys[column.of][0])
        for column in table.columns
        if column.of and (chosen.whole or not column.loose)
    ]
