"""What a fetch did, for a person."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypedDict

from mandates_cli.render.fields import Fields
from mandates_cli.render.shown import shown
from mandates_cli.wording import worded

# More than a screen of names helps nobody; `--json` has them all.
MOST: Final = 10
PAGE_CHANGES: Final = ("new", "changed", "gone", "drifted", "failed")
MANDATE_CHANGES: Final = ("new", "changed", "vanished")


class ChangeRow(TypedDict):
    """What became of a page or a mandate; `known` says whether the registry holds the page."""

    kind: str
    change: str
    id: str
    url: str | None
    bytes: int | None
    known: bool | None
    reason: str | None
    text: str | None


FIELDS: Final[Fields] = ChangeRow.__annotations__


def counted(counts: Mapping[str, int]) -> str:
    """`150 pages: 3 new, 12 changed, 135 unchanged`; what there is none of is left out."""
    parts = [f"{number:,} {name}" for name, number in counts.items() if number]
    return worded("{pages:page}: {parts}", pages=sum(counts.values()), parts=", ".join(parts) or "none")


def size(count: int) -> str:
    if count < 10_000:
        return worded("{count:byte}", count=count)
    return f"{count / 1e3:,.0f} kB" if count < 10e6 else f"{count / 1e6:,.1f} MB"


def lines(rows: Sequence[ChangeRow], width: int) -> Iterator[str]:
    """The changes, kind by kind, each a line; long lists end with how many more there are."""
    yield from _listed([row for row in rows if row["kind"] == "page"], PAGE_CHANGES, width)
    mandates = [row for row in rows if row["kind"] == "mandate"]
    if mandates:
        numbers = (f"{sum(row['change'] == change for row in mandates):,} {change}" for change in MANDATE_CHANGES)
        yield f"mandates: {', '.join(numbers)}\n"
    yield from _listed(mandates, MANDATE_CHANGES, width)


def _listed(rows: Sequence[ChangeRow], changes: Sequence[str], width: int) -> Iterator[str]:
    for change in changes:
        named = _grouped(row for row in rows if row["change"] == change)
        yield from (_line(row, width) for row in named[:MOST])
        if len(named) > MOST:
            yield worded("  {change:<10}… and {more:,} more", change=change, more=len(named) - MOST) + "\n"


def _grouped(rows: Iterable[ChangeRow]) -> list[ChangeRow]:
    """Rows that are so for one reason stand as one."""
    by_reason: dict[str, list[ChangeRow]] = {}
    for row in rows:
        by_reason.setdefault(row["reason"] or row["id"], []).append(row)
    grouped: list[ChangeRow] = []
    for row, *more in by_reason.values():
        id = worded("{id} and {more:,} more", id=row["id"], more=len(more)) if more else row["id"]
        grouped.append({**row, "id": id})
    return grouped


def _line(row: ChangeRow, width: int) -> str:
    unknown = "not in the registry" if row["change"] == "new" and row["known"] is False else ""
    note = row["reason"] or row["text"] or unknown
    line = shown(f"  {row['change']:<10}{row['id']}  {' '.join(note.split())}").rstrip()
    # A reason is read to its end; a text only serves to recognise the mandate.
    return line + "\n" if row["reason"] or len(line) <= width else line[: width - 1].rstrip() + "…\n"
