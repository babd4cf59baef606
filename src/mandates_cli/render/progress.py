"""A bar for a terminal while a run lasts."""

from typing import TextIO

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from mandates_cli.render.console import console
from mandates_cli.render.run import size
from mandates_cli.render.screen import Screen, shown


class Bar:
    """Pages done of those known so far, bytes received, and the page being asked for. Safe to call from any thread."""

    def __init__(self, file: TextIO, screen: Screen) -> None:
        self._progress = Progress(
            BarColumn(bar_width=20), MofNCompleteColumn(), TextColumn("{task.fields[received]}", markup=False),
            TimeRemainingColumn(), TextColumn("{task.fields[page]}", markup=False),
            console=console(file, screen, terminal=True), transient=True,
        )  # fmt: skip
        self._task = self._progress.add_task("", total=None, received="", page="")
        self._received = 0

    def asking(self, page: str) -> None:
        self._progress.update(self._task, page=shown(page))

    def done(self, received: int, total: int) -> None:
        self._received += received
        so_far = size(self._received) if self._received else ""
        self._progress.update(self._task, advance=1, total=total, received=so_far)

    def say(self, text: str) -> None:
        """A line above the bar."""
        self._progress.console.print(Text(shown(text)))

    def __enter__(self) -> "Bar":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()
