"""The columns of the sheets, and what stands in them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple, TypeAlias

from mandates_cli.export.office.captions import caption
from mandates_cli.export.office.entry import Entry
from mandates_cli.render import beside
from mandates_cli.render.pairs import LANGUAGES


class Link(NamedTuple):
    """`address` is empty where the page is known by its name alone."""

    text: str
    address: str


Value: TypeAlias = str | int | date | Link | None


class Column(NamedTuple):
    """`width` in characters. `says` names the caption that explains it, where it needs one. A column of `each` language
    stands twice where texts stand beside their translations."""

    name: str
    width: int
    of: Callable[[Entry], Value]
    says: str = ""
    each: bool = False


class Placed(NamedTuple):
    """A column where it stands, with the language whose mandate it tells; without one it tells the first."""

    column: Column
    caption: str
    width: int
    side: str | None = None


def _page(entry: Entry) -> Link | None:
    cited = entry.cited
    return Link(cited.url or cited.page, cited.url) if cited.page else None


# What stands to the right of the reader's own is for looking up, and is not printed.
MANDATES: Final = (
    Column("number", 8, lambda entry: entry.numbers, "number says"),
    Column("summit", 13, lambda entry: entry.summit),
    Column("year", 6, lambda entry: entry.row["summit"], "year says"),
    Column("document", 18, lambda entry: entry.document, "document says"),
    Column("theme", 14, lambda entry: entry.themes, "theme says"),
    Column("text", 66, lambda entry: entry.row["text"], "text says", each=True),
    Column("citation", 18, lambda entry: entry.citation, "citation says", each=True),
    Column("page", 16, _page, "page says", each=True),
    Column("seen", 11, lambda entry: entry.cited.seen, "seen says"),
    Column("missing", 9, lambda entry: "; ".join(entry.row["missing_labels"]), "missing says", each=True),
    Column("deadline", 12, lambda entry: entry.deadlines, "deadline says"),
    Column("addressees", 15, lambda entry: entry.addressees, "addressees says"),
    Column("responsible", 13, lambda _: None, "responsible says"),
    Column("action", 17, lambda _: None),
    Column("status", 10, lambda _: None),
    Column("id", 34, lambda entry: entry.row["id"], "id says", each=True),
    Column("commitment", 34, lambda entry: entry.row["commitment"], "commitment says"),
    Column("language", 10, lambda entry: entry.row["language"]),
    Column("notes", 30, lambda entry: "\n".join(entry.row["notes"]), each=True),
    Column("other pages", 40, lambda entry: entry.other_pages),
)
# The reader fills these.
FIELDS: Final = ("responsible", "action", "status")
# The share of its width that a column has beside that of the other language, and what it needs.
BESIDE, LEAST = 0.72, 9


def mandates(language: str, parallel: bool) -> list[Placed]:
    """The columns of that sheet, from left to right, worded in `language`."""
    placed: list[Placed] = []
    for column in MANDATES:
        name = caption(column.name, language)
        if parallel and column.each:
            width = max(round(column.width * BESIDE), LEAST)
            placed += [Placed(column, f"{name} ({side})", width, side) for side in LANGUAGES]
        else:
            placed.append(Placed(column, name, column.width))
    return placed


def cells(columns: Iterable[Placed], first: Entry, sides: Mapping[str, Entry]) -> Iterator[Value]:
    """A row of that sheet: of a pair the `first` passed the filters, and `sides` are both, by language."""
    for placed in columns:
        entry = sides.get(placed.side) if placed.side else first
        yield placed.column.of(entry) if entry else None


def items(language: str, parallel: bool) -> list[tuple[str, int]]:
    """The captions of that sheet and the widths of its columns."""
    text = caption("text", language)
    texts = [(f"{text} ({side})", 60) for side in LANGUAGES] if parallel else [(text, 90)]
    named = (("id", 34), ("year", 7), ("document", 28), ("item", 10))
    return [*((caption(name, language), width) for name, width in named), *texts]


def item_rows(first: Entry, sides: Mapping[str, Entry] | None) -> Iterator[list[Value]]:
    """A row an item; where there are `sides`, the items of one label share a row."""
    head: list[Value] = [first.row["id"], first.row["summit"], first.document]
    if sides is None:
        yield from ([*head, item["label"], item["text"]] for item in first.row["items"])
        return
    english, spanish = (sides[side].row if side in sides else None for side in LANGUAGES)
    for ours, theirs in beside.items(english, spanish):
        label = next(item["label"] for item in (ours, theirs) if item)
        yield [*head, label, ours["text"] if ours else None, theirs["text"] if theirs else None]
