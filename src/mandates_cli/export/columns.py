"""The relational tables of an export: what each holds, counts and refers to. SQLite, Parquet, the data package and its
codebook are all made from these."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from mandates_cli.rows import MandateRow

Type: TypeAlias = Literal["text", "integer", "number", "boolean", "list"]
Cell: TypeAlias = str | int | float | bool | Sequence[str] | None
Cells: TypeAlias = tuple[Cell, ...]
# Between the texts of a list, where a format has no lists.
JOINT: Final = "; "


class Column(NamedTuple):
    """`missing` says what it means that there is no value; empty for a column that always has one.

    `of` is the table to whose key it refers. Where that is `loose`, it may name a mandate that the filters left out,
    and is declared as a reference only in an export of everything.
    """

    name: str
    type: Type
    says: str
    missing: str = ""
    of: str = ""
    loose: bool = False


class Table(NamedTuple):
    """`counted` says what a row is, for whoever counts rows. `rows` are those of one mandate; without it the table is
    filled once, after the mandates."""

    name: str
    says: str
    counted: str
    key: Sequence[str]
    columns: Sequence[Column]
    rows: Callable[[MandateRow], Iterable[Cells]] | None = None

    @property
    def title(self) -> str:
        return self.name.replace("_", " ").capitalize()

    @property
    def described(self) -> str:
        return f"{self.says} {self.counted}"


def described(column: Column) -> str:
    """What a value says, and what it means that there is none."""
    several = f" Several are joined by {JOINT!r}." if column.type == "list" else ""
    return column.says + several + (f" Empty: {column.missing}." if column.missing else "")


def joined(cell: Cell) -> str | int | float | bool | None:
    """For formats without lists: the texts of one joined, and nothing for an empty one."""
    return JOINT.join(cell) or None if isinstance(cell, (list, tuple)) else cell  # type: ignore[return-value]
