"""Pictures of the terminal as SVG: what commands answer in an empty folder, on the shipped corpus."""

import os
import re
import sys
import tempfile
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Final

import pexpect
from rich import _export_format
from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

ROOT: Final = Path(__file__).parents[1]
WIDTH: Final = 80
# A file a picture; the folder's own sessions make the files that later lines read.
PICTURES: Final[Mapping[str, tuple[str, ...]]] = {
    "search.svg": ("mandates search cybercrime --limit 2",),
    "show.svg": ("mandates show 2022-democratic-governance-7c",),
    "kwic.svg": ("mandates search 'corrupt*' --summit 2018 --kwic --limit 8",),
    "asks.svg": ("mandates list --asks JSWG",),
    "stats.svg": ("mandates stats --by document,summit",),
    "export.svg": (
        "mandates export mandates.sqlite",
        'sqlite3 -box mandates.sqlite "SELECT year, name_en, commitments FROM commitments_by_summit WHERE commitments"',
    ),
}
# Fonts of the reader's own: a picture asks nothing of the network.
FORMAT: Final = re.sub(r"@font-face \{\{.*?\}\}\n", "", _export_format.CONSOLE_SVG_FORMAT, flags=re.S).replace(
    "Fira Code, monospace", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace"
)
RETURN: Final = re.compile(r"\r+\n")
# A line that is drawn over, as progress is.
DRAWN_OVER: Final = re.compile(r"^.*\r(?!\n)", re.M)


def pictures() -> dict[str, str]:
    """By file name."""
    return {name: picture(name, commands) for name, commands in PICTURES.items()}


def picture(name: str, commands: tuple[str, ...]) -> str:
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True, color_system="standard")
    with tempfile.TemporaryDirectory() as folder:
        for command in commands:
            typed = Text.assemble(("$ ", "dim"), (command, "bold"))
            for line in [typed, *Text.from_ansi(_answer(command, Path(folder)).rstrip("\n")).split(allow_blank=True)]:
                # As a terminal breaks what is longer than its lines.
                for piece in line.divide(range(WIDTH, len(line), WIDTH)):
                    console.print(piece, soft_wrap=True)
    return console.export_svg(title="mandates", theme=SVG_EXPORT_THEME, code_format=FORMAT, unique_id=Path(name).stem)


def _answer(command: str, folder: Path) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MANDATES_", "XDG_", "NO_COLOR"))}
    env = kept | {"HOME": str(folder / "home"), "LC_ALL": "C.UTF-8", "PAGER": "cat", "TERM": "xterm-256color"}
    program = f"{sys.executable} -m mandates_cli"
    said, code = pexpect.run(
        "/bin/sh", args=["-c", re.sub("^mandates", program, command)], cwd=str(folder), encoding="utf-8", timeout=60,
        env=env | {"COLUMNS": str(WIDTH), "PYTHONPATH": str(ROOT / "src")}, withexitstatus=True,
    )  # fmt: skip
    if code:
        raise SystemExit(f"{command}: exit {code}\n{said}")
    return DRAWN_OVER.sub("", RETURN.sub("\n", said))
