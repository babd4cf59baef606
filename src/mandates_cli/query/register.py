"""Deadlines and addressees of records: which of them were asked for, and how they are said in a cell."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple, Self, TypeVar

from mandates_cli.query.filters import ASKED, Asks, Due
from mandates_cli.query.names import Asked
from mandates_cli.query.tree import leaves
from mandates_cli.query.years import LAST_YEAR
from mandates_cli.rows import AddresseeRow, DeadlineRow, MandateRow, PartialAddresseeRow, PartialDeadlineRow

# What stands for the year of a deadline that ends in no certain one.
NO_YEAR: Final = "no year"
R = TypeVar("R", DeadlineRow, AddresseeRow)


class Wanted(NamedTuple):
    """The deadlines and the addressees that a question is about; of what it asks under a NOT, none."""

    due: tuple[Due, ...] = ()
    asks: tuple[Asks, ...] = ()

    @classmethod
    def of(cls, asked: Asked) -> Self:
        """An order by deadlines is about all of them, unless some are asked for."""
        criteria = [*asked.criteria, *(leaves(asked.tree) if asked.tree is not None else ())]
        due = tuple(one for one in criteria if isinstance(one, Due))
        if asked.sort == "due" and not due:
            due = (Due((), every=True),)
        return cls(due, tuple(one for one in criteria if isinstance(one, Asks)))

    def deadlines(self, row: MandateRow) -> list[DeadlineRow]:
        """The earliest first, those of no certain year last."""
        found = [one for one in row["deadlines"] if any(due.holds(one["year"]) for due in self.due)]
        return sorted(found, key=lambda one: one["year"] or LAST_YEAR)

    def addressees(self, row: MandateRow) -> list[AddresseeRow]:
        asked = [one for one in row["addressees"] if one["role"] == ASKED]
        return [one for one in asked if any(one["body"] in asks.bodies for asks in self.asks)]

    def spans(self, row: MandateRow) -> Iterator[tuple[int, int]]:
        """Where their words stand in the text."""
        for one in (*self.deadlines(row), *self.addressees(row)):
            start, end = one["span"]
            yield start, end


class Said(NamedTuple):
    """The rows of one kind that say the same: the first of them, and the labels of the items that they are of; none
    where the mandate itself says it."""

    row: Any
    labels: Sequence[str]


def said(rows: Iterable[R], *same: str) -> list[Said]:
    """Rows that are alike in the fields `same` as one."""
    alike: dict[tuple[object, ...], list[R]] = {}
    for row in rows:
        alike.setdefault(tuple(row[name] for name in same), []).append(row)  # type: ignore[literal-required]
    found = []
    for group in alike.values():
        labels = [row["label"] for row in group]
        found.append(Said(group[0], [] if None in labels else list(dict.fromkeys(filter(None, labels)))))
    return found


def deadline_cells(rows: Iterable[PartialDeadlineRow]) -> list[str]:
    """`2030: by 2030`, each once."""
    return list(dict.fromkeys(f"{row['year'] or NO_YEAR}: {row['text']}" for row in rows))


def addressee_cells(rows: Iterable[PartialAddresseeRow]) -> list[str]:
    """`paho asked: PAHO`, each once."""
    return list(dict.fromkeys(f"{row['body']} {row['role']}: {row['text']}" for row in rows))


def deadlines_in(cells: Iterable[str]) -> list[PartialDeadlineRow]:
    """What `deadline_cells` said."""
    parts = (cell.partition(": ") for cell in cells)
    return [
        {"text": text, "year": int(year) if len(year) == 4 and year.isdecimal() else None} for year, _, text in parts
    ]


def addressees_in(cells: Iterable[str]) -> list[PartialAddresseeRow]:
    """What `addressee_cells` said."""
    found: list[PartialAddresseeRow] = []
    for cell in cells:
        who, _, text = cell.partition(": ")
        body, _, role = who.rpartition(" ")
        found.append({"body": body, "text": text, "role": role})
    return found
