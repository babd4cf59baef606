"""Words in styles, wrapped to a width."""

from collections.abc import Iterable, Iterator
from typing import Final

from mandates_cli.render.shown import shown

STYLES: Final = {
    "": "", "head": "\x1b[1;36m", "bold": "\x1b[1m", "dim": "\x1b[2m", "old": "\x1b[31m", "new": "\x1b[32m",
    "shared": "\x1b[1;33m",
}  # fmt: skip
END: Final = "\x1b[0m"


def styled(text: str, style: str, color: bool) -> str:
    return f"{STYLES[style]}{shown(text)}{END}" if color and style and text else shown(text)


def clipped(text: str, width: int) -> str:
    """One line, cut where it does not fit."""
    line = shown(" ".join(text.split()))
    return line if len(line) <= max(width, 1) else line[: max(width - 1, 0)].rstrip() + "…"


def flowed(
    parts: Iterable[tuple[str, str]], width: int, indent: int, color: bool, most: int | None = None
) -> Iterator[str]:
    """Lines of at most `width` columns, each part in its style; after `most` lines the rest is left out."""
    room = max(width - indent, 10)
    line: list[tuple[str, str]] = []
    used, count = 0, 0
    for style, text in parts:
        for word in text.split():
            bare = shown(word)
            if used and used + 1 + len(bare) > room:
                count += 1
                if most is not None and count == most:
                    yield _line([*line, ("", "…")], indent, color)
                    return
                yield _line(line, indent, color)
                line, used = [], 0
            line.append((style, word))
            used += len(bare) + (used > 0)
    if line:
        yield _line(line, indent, color)


def _line(words: list[tuple[str, str]], indent: int, color: bool) -> str:
    """Neighbours of one style are coloured together, the blanks between them too."""
    runs: list[tuple[str, list[str]]] = []
    for style, word in words:
        if runs and runs[-1][0] == style:
            runs[-1][1].append(word)
        else:
            runs.append((style, [word]))
    return " " * indent + " ".join(styled(" ".join(found), style, color) for style, found in runs) + "\n"
