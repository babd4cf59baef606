"""Words of a text that stand out: by colour (`screen.STYLES` says which), between signs, or in Markdown.

A quotation is never altered: the texts of its pieces are together the text to the character, and signs stand around
words. Take them away, and it is there again.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from mandates_cli.render.screen import shown, shown_lines

# A style of `screen.STYLES`, and a part of a text.
Piece: TypeAlias = tuple[str, str]
# Signs around words, by style: those of `git diff --word-diff` stand beside colours too.
CHANGED: Final = {"old": ("[-", "-]"), "new": ("{+", "+}")}
WITHOUT_COLOR: Final = {**CHANGED, "shared": ("[[", "]]"), "hit": ("[[", "]]")}
MARKDOWN: Final = {"old": ("~~", "~~"), "new": ("**", "**"), "shared": ("**", "**"), "hit": ("**", "**")}
TAGS: Final = {"**": ("<strong>", "</strong>"), "~~": ("<del>", "</del>")}
# Marks of Markdown as GitHub reads it; a "&" that may begin an entity, as in "&lt;"; "#" that ends a heading; and what
# makes a link of an address: http://, www., mailto:, a@b.
MARKUP: Final = re.compile(
    r"[\\`*_\[\]<>|~$]|&(?=[#\w]|\Z)|#(?=[#\s]*\Z)"
    r"|:(?=//)|(?<=\bwww)\.|(?:(?<=mailto)|(?<=xmpp)):|(?<=[\w.+-])@(?=\w)",
    re.IGNORECASE,
)
# What makes a heading, a rule, or an item of a list of the line that it begins.
BEGINNING: Final = re.compile(r"(?<![^\n])(\d{0,9})([#+-]|(?<=\d)[.)])")
# Blanks at an end, of which readers of Markdown take no notice.
EDGE: Final = re.compile(r"\A\s|\s\Z")
# An address that needs no escape between < and >.
ADDRESS: Final = re.compile(r"https?://[\w.,;:/?&=%#@!$'()+~-]+", re.ASCII)
TICKS: Final = re.compile("`+")


def hits(text: str, places: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    """The text cut at its hits. Of two that overlap the first counts."""
    at = 0
    for start, end in places:
        if start >= at:
            yield "", text[at:start]
            yield "hit", text[start:end]
            at = end
    yield "", text[at:]


def signed(pieces: Iterable[Piece], color: bool) -> Iterator[Piece]:
    """Blanks at the ends stay outside of signs: `** rule**` is not bold."""
    signs = CHANGED if color else WITHOUT_COLOR
    for style, text in pieces:
        before, words, after = _parted(text)
        opened, closed = signs.get(style, ("", "")) if words else ("", "")
        yield style, f"{before}{opened}{words}{closed}{after}"


def _parted(text: str) -> tuple[str, str, str]:
    """The blanks before the words of a piece, the words, and the blanks after."""
    words = text.strip()
    before, _, after = text.partition(words) if words else (text, "", "")
    return before, words, after


def in_markdown(pieces: Iterable[Piece]) -> str:
    told = ""
    parts = [(MARKDOWN.get(style, ("", ""))[0], *_parted(text)) for style, text in pieces]
    for number, (sign, before, words, after) in enumerate(parts):
        rest = "".join("".join(part[1:]) for part in parts[number + 1 : number + 2])
        told += inline(before)
        opened, closed = _signs(sign, told, inline(words), inline(after + rest)) if words and sign else ("", "")
        told += f"{opened}{inline(words)}{closed}{inline(after)}"
    return _edged(told)


def _signs(sign: str, before: str, words: str, after: str) -> tuple[str, str]:
    """Beside a letter, signs around what is no letter are read as asterisks, as in `a**(b)**c`: HTML is not."""
    begins = words[0].isalnum() or before.endswith("<br>") or not before[-1:].strip()
    ends = words[-1].isalnum() or after.startswith("<br>") or not after[:1].strip()
    return (sign, sign) if begins and ends and before[-1:] != sign[0] else TAGS[sign]


def markdown(text: str) -> str:
    """It reads in Markdown as it stands, wherever no line begins."""
    return _edged(inline(text))


def inline(text: str) -> str:
    """The same of a part of a text."""
    return shown_lines(MARKUP.sub(r"\\\g<0>", text)).replace("\n", "<br>")


def begun(text: str) -> str:
    """It reads in Markdown as it stands, where a line begins with it."""
    return markdown(text) if BEGINNING.match(text) is None else BEGINNING.sub(r"\1\\\2", markdown(text), count=1)


def code(name: str) -> str:
    """A name as code, which nothing in it ends."""
    text = shown(name)
    ticks = "`" * (max(map(len, TICKS.findall(text)), default=0) + 1)
    blank = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{ticks}{blank}{text}{blank}{ticks}"


def link(address: str) -> str:
    return f"<{address}>" if ADDRESS.fullmatch(address) else markdown(address)


def _edged(told: str) -> str:
    return EDGE.sub(lambda found: f"&#{ord(found[0])};", told)
