"""What a text is drawn on, and what is written there: width, colours, and the characters that it can show."""

import re
from functools import cache
from typing import Final, NamedTuple

# What a terminal obeys, what ends a line, what turns the order of what stands beside it, and what shows nothing: the
# kinds Cc, Cf, Cs, Zl and Zp of Unicode, and what it calls default ignorable.
HIDDEN: Final = (
    r"[\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd"
    r"\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Marks upon one letter past the number that Unicode's Stream-Safe Text Format allows: they paint over other lines.
MOST_MARKS: Final = 30
STACKED: Final = r"[\u0300-\u034e\u0350-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{31,}"

STYLES: Final = {
    "": "", "head": "\x1b[1;36m", "bold": "\x1b[1m", "dim": "\x1b[2m", "old": "\x1b[31m", "new": "\x1b[32m",
    "shared": "\x1b[1;33m", "hit": "\x1b[1;31m", "bar": "\x1b[36m", "peak": "\x1b[7;36m",
}  # fmt: skip
END: Final = "\x1b[0m"
# What stands in place of what is not known, as a summit's year.
UNKNOWN: Final = "–"


class Screen(NamedTuple):
    """Columns and lines. With `ascii` no other character can be written."""

    width: int
    color: bool
    height: int = 24
    ascii: bool = False


def shown(text: str) -> str:
    """Text of unknown origin on one line, what acts or hides spelled out: `\\x1b`, `\\u202e`."""
    if text.isascii():
        return text if text.isprintable() else _hidden().sub(_spelled, text)
    return _stacked().sub(_unstacked, _hidden().sub(_spelled, text))


# Compiled when there is something to look for: most texts are plain, and few commands can wait.
@cache
def _hidden() -> re.Pattern[str]:
    return re.compile(HIDDEN)


@cache
def _colors() -> re.Pattern[str]:
    return re.compile(r"(\x1b\[[\d;]*m)")


@cache
def _stacked() -> re.Pattern[str]:
    return re.compile(STACKED)


def harmless(drawn: str, color: bool) -> str:
    """What is drawn, in which nothing acts but ends of lines and, with `color`, colours. Whoever draws spells out by
    `shown` what is not ours; this holds where one forgot."""
    if not color:
        return shown_lines(drawn)
    return "".join(part if number % 2 else shown_lines(part) for number, part in enumerate(_colors().split(drawn)))


def escaped(json: str) -> str:
    """JSON in which nothing acts; whoever reads it gets the same values."""
    return json if json.isascii() and json.isprintable() else _hidden().sub(_as_json, json)


def _as_json(found: re.Match[str]) -> str:
    """Half a code of UTF-16 at a time; what is between records stays."""
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return found[0] if found[0] == "\n" else "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _spelled(found: re.Match[str]) -> str:
    return spelled(found[0])


def _unstacked(found: re.Match[str]) -> str:
    return found[0][:MOST_MARKS] + spelled(found[0][MOST_MARKS:])


def shown_lines(text: str) -> str:
    """The same of a text whose lines are its own."""
    return "\n".join(map(shown, text.split("\n")))


def spelled(characters: str) -> str:
    return "".join(map(_code, map(ord, characters)))


def _code(code: int) -> str:
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return f"\\u{code:04x}" if code > 0xFF else f"\\x{code:02x}"


def styled(text: str, style: str, screen: Screen) -> str:
    return f"{STYLES[style]}{shown(text)}{END}" if screen.color and style and text else shown(text)


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
