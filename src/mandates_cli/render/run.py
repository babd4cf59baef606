"""What a fetch did, for a person."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from mandates_cli.render.plain import Row
from mandates_cli.render.shown import shown

# More than a screen of names helps nobody; `--json` has them all.
MOST: Final = 10
PAGE_CHANGES: Final = ("new", "changed", "gone", "drifted", "failed")
MANDATE_CHANGES: Final = ("new", "changed", "vanished")


def counted(counts: Mapping[str, int]) -> str:
    """`150 pages: 3 new, 12 changed, 135 unchanged`; what there is none of is left out."""
    parts = [f"{n:,} {name}" for name, n in counts.items() if n]
    total = sum(counts.values())
    return f"{total:,} page{'' if total == 1 else 's'}: {', '.join(parts) or 'none'}"


def size(count: int) -> str:
    return (
        f"{count:,} bytes" if count < 10_000 else f"{count / 1e3:,.0f} kB" if count < 10e6 else f"{count / 1e6:,.1f} MB"
    )


def lines(rows: Sequence[Row], width: int) -> Iterator[str]:
    """The changes, kind by kind, each a line; long lists end with how many more there are."""
    for kind, changes in (("page", PAGE_CHANGES), ("mandate", MANDATE_CHANGES)):
        of_kind = [row for row in rows if row["kind"] == kind]
        if kind == "mandate":
            numbers = [sum(row["change"] == change for row in of_kind) for change in changes]
            if of_kind:
                yield "mandates: " + ", ".join(f"{n:,} {c}" for n, c in zip(numbers, changes, strict=True)) + "\n"
        for change in changes:
            named = _grouped(row for row in of_kind if row["change"] == change)
            yield from (_line(row, width) for row in named[:MOST])
            if len(named) > MOST:
                yield f"  {change:<10}… and {len(named) - MOST:,} more\n"


def _grouped(rows: Iterable[Row]) -> list[Row]:
    """Rows that are so for one reason stand as one."""
    by_reason: dict[str, list[Row]] = {}
    for row in rows:
        by_reason.setdefault(row["reason"] or row["id"], []).append(row)
    return [row | {"id": row["id"] + (f" and {len(more):,} more" if more else "")} for row, *more in by_reason.values()]


def _line(row: Row, width: int) -> str:
    unknown = "not in the registry" if row["change"] == "new" and row["known"] is False else ""
    note = row["reason"] or row["text"] or unknown
    line = shown(f"  {row['change']:<10}{row['id']}  {' '.join(note.split())}").rstrip()
    # A reason is read to its end; a text only serves to recognise the mandate.
    return line + "\n" if row["reason"] or len(line) <= width else line[: width - 1].rstrip() + "…\n"
