"""What Rich draws. Text of the corpus reaches it as `Text` only: markup in it would be obeyed and lost."""

import io
from typing import TextIO

from rich.console import Console, RenderableType

from mandates_cli.render.screen import Screen


def style(name: str, screen: Screen) -> str:
    return name if screen.color else ""


def console(file: TextIO, screen: Screen, terminal: bool) -> Console:
    return Console(
        file=file, width=screen.width, force_terminal=terminal, color_system="standard" if screen.color else None,
        no_color=not screen.color, highlight=False, emoji=False, markup=False, legacy_windows=False,
    )  # fmt: skip


def drawn(screen: Screen, *parts: RenderableType) -> str:
    file = io.StringIO()
    on = console(file, screen, screen.color)
    for part in parts:
        on.print(part)
    # Rich pads lines to the width; that hurts whoever copies from the screen.
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"
