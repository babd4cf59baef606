"""A text and its twin in the other language, item beside item."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from mandates_cli.render.screen import Screen, shown, shown_lines
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
        table.add_column(Text(shown(f"{side['language']}  {side['id']}")), ratio=1, overflow="fold")
    table.add_row(Text(shown_lines(lead(row))), Text(shown_lines(lead(twin))))
    for ours, theirs in items(row, twin):
        table.add_row(Text(shown_lines(line(ours))), Text(shown_lines(line(theirs))))
    if row["closing"] or twin["closing"]:
        table.add_row(Text(shown_lines(row["closing"] or "")), Text(shown_lines(twin["closing"] or "")))
    return drawn(screen, Padding(table, (0, 0, 0, 2)))


def items(row: MandateRow | None, twin: MandateRow | None) -> Iterator[tuple[ItemRow | None, ItemRow | None]]:
    """Those of both, each beside the other's of its label."""
    ours, theirs = (_labelled(side["items"] if side else ()) for side in (row, twin))
    return ((ours.get(key), theirs.get(key)) for key in together([*ours], [*theirs]))


def line(item: ItemRow | None) -> str:
    """As it is read."""
    if item is None:
        return ""
    return f"{shown(item['label'])}. {item['text']}" if item["label"] else f"• {item['text']}"


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


def _labelled(items: Iterable[ItemRow]) -> dict[Key, ItemRow]:
    """By label, and by number among those of the same label."""
    found: dict[Key, ItemRow] = {}
    for item in items:
        label = item["label"]
        number = sum(other == label for other, _ in found)
        found[label, number] = item
    return found
