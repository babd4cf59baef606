"""What a text is drawn on, and what is written there: width, colours, and the characters that it can show."""

from typing import Final, NamedTuple

from mandates_cli.render.shown import shown

STYLES: Final = {
    "": "", "head": "\x1b[1;36m", "bold": "\x1b[1m", "dim": "\x1b[2m", "old": "\x1b[31m", "new": "\x1b[32m",
    "shared": "\x1b[1;33m", "hit": "\x1b[1;31m",
}  # fmt: skip
END: Final = "\x1b[0m"


class Screen(NamedTuple):
    """Columns and lines. With `ascii` no other character can be written."""

    width: int
    color: bool
    height: int = 24
    ascii: bool = False


def styled(text: str, style: str, color: bool) -> str:
    return f"{STYLES[style]}{shown(text)}{END}" if color and style and text else shown(text)


def cells(text: str) -> int:
    """Columns that it takes on a terminal."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def clipped(text: str, width: int) -> str:
    """One line, cut where it does not fit."""
    line = shown(" ".join(text.split()))
    if cells(line) <= max(width, 1):
        return line
    line = line[: max(width - 1, 0)]
    while cells(line) > width - 1 and line:
        line = line[:-1]
    return line.rstrip() + "…"
