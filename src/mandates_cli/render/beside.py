"""A text and its twin in the other language, item beside item."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from mandates_cli.render.screen import Screen, shown
from mandates_cli.rows import ItemRow, MandateRow, lead

# An item's label, and its number among those of the same label.
Key: TypeAlias = tuple[str | None, int]


def beside(row: MandateRow, twin: MandateRow, screen: Screen) -> str:
    """Under the language and id of each."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from mandates_cli.render.console import drawn, style

    table = Table(box=None, pad_edge=False, show_header=True, header_style=style("dim", screen), expand=True)
    for side in (row, twin):
        table.add_column(Text(f"{side['language']}  {side['id']}"), ratio=1, overflow="fold")
    table.add_row(Text(shown(lead(row))), Text(shown(lead(twin))))
    ours, theirs = _labelled(row["items"]), _labelled(twin["items"])
    for key in together([*ours], [*theirs]):
        table.add_row(Text(shown(ours.get(key, ""))), Text(shown(theirs.get(key, ""))))
    if row["closing"] or twin["closing"]:
        table.add_row(Text(shown(row["closing"] or "")), Text(shown(twin["closing"] or "")))
    return drawn(screen, Padding(table, (0, 0, 0, 2)))


def together(ours: Sequence[Key], theirs: Sequence[Key]) -> list[Key]:
    """All of both, each where it stands: in the order of their labels where both are, else what only the other list has
    after what it follows there."""
    if all(list(side) == sorted(side, key=_rank) for side in (ours, theirs)):
        return sorted({*ours, *theirs}, key=_rank)
    found = list(ours)
    at = 0
    for key in theirs:
        if key in found:
            at = found.index(key) + 1
        else:
            found.insert(at, key)
            at += 1
    return found


def _rank(key: Key) -> tuple[int, str, int]:
    """`b` before `aa`, `9` before `10`."""
    label, number = key
    return len(label or ""), label or "", number


def _labelled(items: Iterable[ItemRow]) -> dict[Key, str]:
    """Items as they are read, by label, and by number among those of the same label."""
    found: dict[Key, str] = {}
    for item in items:
        label = item["label"]
        number = sum(other == label for other, _ in found)
        found[label, number] = f"{label}. {item['text']}" if label else f"• {item['text']}"
    return found
