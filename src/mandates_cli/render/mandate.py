"""Mandates for a person: one below the other, or everything about one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from mandates_cli.render.marks import Piece, hits, signed
from mandates_cli.render.screen import UNKNOWN, Screen, shown
from mandates_cli.rows import ItemRow, MandateRow, lead

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.padding import Padding

    from mandates_cli.query import Node

SIDE_BY_SIDE: Final = 90


def listed(rows: Iterable[MandateRow], screen: Screen, tree: "Node | None" = None) -> Iterator[str]:
    """A line with id, summit and themes, below it the text wrapped to the width, the hits of a query marked."""
    from rich.padding import Padding
    from rich.text import Text

    from mandates_cli.render.console import drawn, style

    for row in rows:
        head = Text(shown(row["id"]), style("bold cyan", screen))
        head.append(f"  {row['summit'] or UNKNOWN}", style("green", screen))
        head.append(f"  {shown(', '.join(row['themes']))}", style("dim", screen))
        score = row.get("score")
        if isinstance(score, float):  # a search by meaning adds it
            head.append(f"  score {score:.2f}", style("yellow", screen))
        text = Text()
        for kind, piece in signed(marked(row, tree), screen.color):
            text.append(shown(piece), style("bold red", screen) if kind else "")
        yield drawn(screen, head, Padding(text, (0, 0, 1, 2)))


def marked(row: MandateRow, tree: "Node | None") -> Iterator[Piece]:
    """The text of a mandate with what a query hits in it."""
    return hits(row["text"], _spans(tree, row) if tree else ())


def _spans(tree: "Node", row: MandateRow) -> Sequence[tuple[int, int]]:
    from mandates_cli.query.oracle import spans

    return spans(tree, row)


def details(row: MandateRow, twin: MandateRow | None, screen: Screen) -> str:
    """Everything about one mandate, beside its twin where there is one and the screen is wide enough."""
    from rich.table import Table
    from rich.text import Text

    from mandates_cli.render.console import drawn, style

    parts: list[RenderableType] = [Text(shown(row["id"]), style("bold cyan", screen))]
    if twin and screen.width >= SIDE_BY_SIDE:
        parts.append(_paragraph(_beside(row, twin, screen)))
    else:
        parts.append(_paragraph(Text(shown(row["text"]))))
    if twin and screen.width < SIDE_BY_SIDE:
        named = Text(f"{twin['language']}  {shown(twin['id'])}", style("dim", screen))
        parts += [named, _paragraph(Text(shown(twin["text"])))]
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style=style("dim", screen))
    table.add_column(overflow="fold")
    for name, fact in _facts(row):
        if fact:
            table.add_row(Text(name), Text(shown(fact)))
    return drawn(screen, *parts, table, Text(""))


def _paragraph(part: "RenderableType") -> "Padding":
    from rich.padding import Padding

    return Padding(part, (1, 0, 1, 2))


def _facts(row: MandateRow) -> Iterator[tuple[str, str | None]]:
    """A record that was written before a field was added lacks it; those fields have defaults."""
    citation, twin = row["citation"], row.get("twin")
    yield "summit", str(row["summit"] or "")
    yield "document", row["document"]
    yield "section", row["section"]
    yield "language", row["language"]
    yield "themes", "; ".join(row["themes"])
    yield "citation", citation["text"] if citation else None
    yield "also cited", "; ".join(other["text"] for other in row.get("also_cited") or ())
    yield "missing items", "; ".join(row["missing_labels"])
    yield "notes", "; ".join(row.get("notes") or ())
    if twin:
        yield "twin", f"{twin['id']} ({twin['score']}: {'; '.join(twin['evidence'])})"
    for placement in row["placements"]:
        page = placement["url"] or placement["page"]
        yield "placement", f"{page}, position {placement['position']}, snapshot {placement['snapshot'][:12]}"


def _beside(row: MandateRow, twin: MandateRow, screen: Screen) -> "RenderableType":
    """A text and its twin in the other language, item beside item."""
    from rich.table import Table
    from rich.text import Text

    from mandates_cli.render.console import style

    table = Table(box=None, pad_edge=False, show_header=True, header_style=style("dim", screen), expand=True)
    for side in (row, twin):
        table.add_column(Text(f"{side['language']}  {side['id']}"), ratio=1, overflow="fold")
    table.add_row(Text(shown(lead(row))), Text(shown(lead(twin))))
    ours, theirs = _labelled(row["items"]), _labelled(twin["items"])
    for key in dict.fromkeys((*ours, *theirs)):
        table.add_row(Text(shown(ours.get(key, ""))), Text(shown(theirs.get(key, ""))))
    if row["closing"] or twin["closing"]:
        table.add_row(Text(shown(row["closing"] or "")), Text(shown(twin["closing"] or "")))
    return table


def _labelled(items: Iterable[ItemRow]) -> dict[tuple[str | None, int], str]:
    """Items as they are read, by label, and by number among those of the same label."""
    found: dict[tuple[str | None, int], str] = {}
    for item in items:
        label = item["label"]
        number = sum(other == label for other, _ in found)
        found[label, number] = f"{label}. {item['text']}" if label else f"• {item['text']}"
    return found
