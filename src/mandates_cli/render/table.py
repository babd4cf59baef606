"""Tables and details for a person. Corpus text reaches Rich only as `Text`: markup in it would be obeyed and lost."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mandates_cli.render.plain import Row, _cell, _value
from mandates_cli.render.shown import shown


class Screen(NamedTuple):
    width: int
    color: bool


Spans = Callable[[Row], list[tuple[int, int]]]


def _drawn(screen: Screen, *parts: RenderableType) -> str:
    file = io.StringIO()
    console = Console(
        file=file,
        width=screen.width,
        force_terminal=screen.color,
        color_system="standard" if screen.color else None,
        no_color=not screen.color,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(part)
    # Rich pads lines to the width; that hurts whoever copies from the screen.
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def _style(screen: Screen, style: str) -> str:
    return style if screen.color else ""


def _marked(row: Row, spans: Spans | None, screen: Screen) -> Text:
    """Hits are bold; without colour they stand between asterisks."""
    text, hits = row["text"], spans(row) if spans else []
    built, at = Text(), 0
    for start, end in hits:
        if start < at:
            continue
        built.append(shown(text[at:start]))
        built.append(
            shown(text[start:end]) if screen.color else f"*{shown(text[start:end])}*", _style(screen, "bold red")
        )
        at = end
    return built.append(shown(text[at:]))


def mandates_table(rows: Iterable[Row], screen: Screen, spans: Spans | None = None) -> Iterator[str]:
    """One block a mandate: a line with id, summit and themes, below it the text wrapped to the width."""
    for row in rows:
        head = Text(shown(row["id"]), _style(screen, "bold cyan"))
        head.append(f"  {row['summit'] or '?'}", _style(screen, "green"))
        head.append(f"  {shown(', '.join(row['themes']))}", _style(screen, "dim"))
        if "score" in row:
            head.append(f"  score {row['score']:.2f}", _style(screen, "yellow"))
        yield _drawn(screen, head, Padding(_marked(row, spans, screen), (0, 0, 1, 2)))


def rows_table(rows: Sequence[Row], columns: Sequence[str], screen: Screen) -> str:
    table = Table(box=None, pad_edge=False, header_style=_style(screen, "bold"))
    for column in columns:
        number = all(isinstance(_value(row, column), int) for row in rows)
        # A name that is to be typed again is not broken.
        table.add_column(
            Text(column), justify="right" if number else "left", overflow="fold", no_wrap=column in ("id", "slug")
        )
    for row in rows:
        table.add_row(*(Text(shown(_cell(_value(row, column)))) for column in columns))
    return _drawn(screen, table)


# Narrower columns are harder to read side by side than one below the other.
SIDE_BY_SIDE: Final = 90


def _labelled(items: Sequence[Row]) -> dict[tuple[str | None, int], str]:
    """Texts by label, and by number among those of the same label."""
    found: dict[tuple[str | None, int], str] = {}
    for item in items:
        found[item["label"], sum(label == item["label"] for label, _ in found)] = item["text"]
    return found


def _beside(row: Row, twin: Row, screen: Screen) -> RenderableType:
    """A text and its twin in the other language, item beside item."""
    table = Table(box=None, pad_edge=False, show_header=True, header_style=_style(screen, "dim"), expand=True)
    for side in (row, twin):
        table.add_column(Text(f"{side['language']}  {side['id']}"), ratio=1, overflow="fold")
    table.add_row(*(Text(shown(side["chapeau"] or side["text"])) for side in (row, twin)))
    ours, theirs = (_labelled(side["items"]) for side in (row, twin))
    for key in dict.fromkeys((*ours, *theirs)):
        label = f"{key[0]}. " if key[0] else "• "
        table.add_row(*(Text(shown(label + side[key])) if key in side else Text("") for side in (ours, theirs)))
    return table


def details(row: Row, screen: Screen, twin: Row | None = None) -> str:
    """Everything about one mandate, beside its twin where there is one and the screen is wide enough."""
    citation: Row = row["citation"] or {}
    facts: list[tuple[str, Any]] = [
        ("summit", row["summit"]),
        ("document", row["document"]),
        ("section", row["section"]),
        ("language", row["language"]),
        ("themes", row["themes"]),
        ("citation", citation.get("text")),
        ("also cited", [other["text"] for other in row["also_cited"]]),
        ("missing items", row["missing_labels"]),
        ("notes", row["notes"]),
        (
            "twin",
            f"{row['twin']['id']} ({row['twin']['score']}: {'; '.join(row['twin']['evidence'])})"
            if row["twin"]
            else None,
        ),
    ]
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style=_style(screen, "dim"))
    table.add_column(overflow="fold")
    for name, value in facts:
        if value not in (None, []):
            table.add_row(Text(name), Text(shown(_cell(value))))
    for placement in row["placements"]:
        page = placement["url"] or placement["page"]
        where = f"{page}, position {placement['position']}, snapshot {placement['snapshot'][:12]}"
        table.add_row(Text("placement"), Text(shown(where)))
    head = Text(shown(row["id"]), _style(screen, "bold cyan"))
    wide = twin is not None and screen.width >= SIDE_BY_SIDE
    text: RenderableType = _beside(row, twin, screen) if twin and wide else Text(shown(row["text"]))
    parts: list[RenderableType] = [head, Padding(text, (1, 0, 1, 2))]
    if twin and not wide:
        named = Text(f"{twin['language']}  {shown(twin['id'])}", _style(screen, "dim"))
        parts += [named, Padding(Text(shown(twin["text"])), (1, 0, 1, 2))]
    return _drawn(screen, *parts, table, Text(""))
