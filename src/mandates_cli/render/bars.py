"""Counts as bars on a terminal, each beside its number."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from mandates_cli.render.screen import Screen, cells, clipped, styled

EIGHTHS: Final = " ▏▎▍▌▋▊▉"
FULL: Final = "█"
ASCII: Final = "#"
# Labels take at most this share of the screen, bars at least so many columns.
LABELS: Final = 0.45
LEAST: Final = 8
GAP: Final = 2


class Bar(NamedTuple):
    """`length` is null where nothing can be said. `said` stands before the bar; a `quiet` one is part of others, or of
    what is not known."""

    label: str
    length: float | None
    said: str
    quiet: bool = False


def drawn(bars: Sequence[Bar], heads: tuple[str, str], screen: Screen, most: float | None = None) -> Iterator[str]:
    """A line each below `heads`; the longest bar, or one of `most`, takes the room that is left."""
    numbers = max(cells(text) for text in (heads[1], *(bar.said for bar in bars)))
    longest = max(cells(text) for text in (heads[0], *(bar.label for bar in bars)))
    labels = min(longest, max(int(screen.width * LABELS), 10), max(screen.width - numbers - LEAST - 2 * GAP, 6))
    room = max(screen.width - labels - numbers - 2 * GAP, 1)
    largest = most or max((bar.length or 0 for bar in bars), default=0) or 1
    yield styled(f"{padded(heads[0], labels)}{heads[1].rjust(numbers + GAP)}", "bold", screen) + "\n"
    for bar in bars:
        label = padded(bar.label, labels)
        said = bar.said.rjust(numbers + GAP)
        drawn = styled(_bar((bar.length or 0) / largest, room, screen), "dim" if bar.quiet else "bar", screen)
        yield f"{styled(label, 'dim' if bar.quiet else '', screen)}{said}{' ' * GAP}{drawn}".rstrip() + "\n"


def padded(label: str, width: int) -> str:
    """Cut or filled to the width."""
    text = clipped(label, width)
    return text + " " * (width - cells(text))


def _bar(share: float, room: int, screen: Screen) -> str:
    """What is more than nothing is seen."""
    if screen.ascii:
        return ASCII * max(round(share * room), int(share > 0))
    eighths = max(round(share * room * 8), int(share > 0))
    return FULL * (eighths // 8) + EIGHTHS[eighths % 8].strip()
