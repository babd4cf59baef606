"""What a command has found, as one value: every format is made from it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, get_args, is_typeddict

from mandates_cli.errors import UsageError
from mandates_cli.render.screen import Screen, shown, shown_lines
from mandates_cli.rows import MandateRow

if TYPE_CHECKING:
    from mandates_cli.render.marks import Piece

Row: TypeAlias = Mapping[str, object]
Drawing: TypeAlias = Callable[[Screen], Iterable[str]]
# By name, what each field holds: a type; of one that is known by its own fields alone, these.
Fields: TypeAlias = Mapping[str, object]
MANDATE: Final[Fields] = MandateRow.__annotations__
# What may have several lines; any other value is a name of a kind, and has one.
PROSE: Final = frozenset(
    ("text", "chapeau", "closing", "notes", "items", "old", "new", "older_text", "text_en", "text_es", "wording")
)


class Sheet(NamedTuple):
    """The columns of a table of records that people read, and a record in these columns: `of` may know more names,
    which can be asked for."""

    columns: Sequence[str]
    of: Callable[[Row], Row]


class Answer(NamedTuple):
    """`fields` are those of every row, also where there is no row; what else a row holds is not shown. `asked` are the
    columns that were asked for, where not all; `on_screen` those of a table on a screen, where all rarely fit.

    What a person would rather read than rows is `drawn` for a terminal, the `report` in Markdown, and `prose` in plain
    text. `stored` are the rows as JSON texts, where the corpus has them; it and `rows` come from one source, so that
    only one can be read. A `sheet` says what tables show of rows that are no flat ones; `marked` is the column `text`
    of a row with its hits.
    """

    fields: Fields
    rows: Iterable[Row]
    on_screen: Sequence[str] = ()
    drawn: Drawing | None = None
    report: Drawing | None = None
    stored: Iterable[str] | None = None
    asked: Sequence[str] = ()
    sheet: Sheet | None = None
    marked: "Callable[[Row], Iterable[Piece]] | None" = None
    prose: Drawing | None = None

    @property
    def columns(self) -> Sequence[str]:
        return self.asked or list(self.fields)

    @property
    def flat_columns(self) -> Sequence[str]:
        """Those of a table."""
        return self.columns if self.asked or self.sheet is None else self.sheet.columns

    def of(self, asked: str) -> "Answer":
        """Rows of the paths in `asked`, separated by commas: `id,citation.text`. Raises UsageError for one that no
        record has."""
        known = dict(self.fields)
        for column in self.sheet.columns if self.sheet else ():
            known.setdefault(column, object)
        paths = [path.strip() for path in asked.split(",") if path.strip()]
        if not paths:
            raise UsageError("--fields names no field; choose from {known}.", known=", ".join(known))
        for path in paths:
            _check(known, path)
        return Answer(self.fields, self.rows, asked=paths, sheet=self.sheet, marked=self.marked)

    def picked(self, row: Row) -> list[object]:
        """What `columns` hold of a row: of a name that records and tables have, the record's."""
        of_record = all(column.partition(".")[0] in self.fields for column in self.columns)
        tabled = (
            {} if of_record else {name: held for name, held in self._tabled(row).items() if name not in self.fields}
        )
        return [tabled[column] if column in tabled else value(row, column.split(".")) for column in self.columns]

    def flattened(self, row: Row) -> list[object]:
        """What `flat_columns` hold of a row: texts, numbers and lists of them, wherever the sheet can say so."""
        tabled = self._tabled(row)
        return [tabled[column] if column in tabled else value(row, column.split(".")) for column in self.flat_columns]

    def _tabled(self, row: Row) -> Row:
        return self.sheet.of(row) if self.sheet else {}


def flat(*names: str) -> Fields:
    return dict.fromkeys(names, object)


def _check(fields: Fields, path: str) -> None:
    before = ""
    for name in path.split("."):
        if not fields:
            raise UsageError("--fields: {field} has no fields of its own; leave .{name} out.", field=before, name=name)
        if name not in fields:
            known = ", ".join(f"{before}.{field}" if before else field for field in fields)
            raise UsageError("--fields: no field {path!r}; choose from {known}.", path=path, known=known)
        fields, before = within(fields[name]), f"{before}.{name}" if before else name


def within(kind: object) -> Fields:
    """The fields of what a field holds, one record or a list of them: `list[ItemRow]` has label and text."""
    if isinstance(kind, Mapping):
        return kind
    if is_typeddict(kind):
        return dict(kind.__annotations__)
    for part in get_args(kind):
        if found := within(part):
            return found
    return {}


def value(row: object, path: Sequence[str]) -> object:
    """What a record has at that path. A list gives what each of its items has: `items.text` is a list of texts."""
    for number, name in enumerate(path):
        if isinstance(row, (list, tuple)):
            found: list[object] = []
            for item in row:
                inner = value(item, path[number:])
                found += inner if isinstance(inner, list) else [inner]
            return found
        row = row.get(name) if isinstance(row, Mapping) else None
    return row


def worded(found: object) -> str:
    """A value as people write it: lists are joined, and what has names of its own gives each before its value, as in
    `en (known 94, read 1), es (known 23, read 0)`."""
    if found is None:
        return ""
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, Mapping):
        named = (
            (name, f"({worded(inner)})" if isinstance(inner, Mapping) else worded(inner))
            for name, inner in found.items()
        )
        return ", ".join(f"{name} {text}" for name, text in named if text)
    if isinstance(found, (list, tuple)):
        return "; ".join(worded(part) for part in found if part is not None)
    return str(found)


def seen(found: object, column: str) -> str:
    """The value of that column, worded, for a screen."""
    text = worded(found)
    return shown_lines(text) if column.rpartition(".")[2] in PROSE else shown(text)


def cell(row: Row, column: str) -> str:
    return worded(value(row, column.split(".")))
