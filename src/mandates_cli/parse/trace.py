"""Where a text stands in the decoded page: what the reader saw is found again in what was served.

The reader sees elements; this sees only characters, tags and entities, so that each proves the other.
"""

import html
import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import Final, NamedTuple, TypeAlias

from mandates_cli.parse.outline import INVISIBLE, hides

# Offsets in the decoded page; numbers of visible characters.
Span: TypeAlias = tuple[int, int]
Run: TypeAlias = tuple[int, int]
Pieces: TypeAlias = tuple[list[int], list[Span] | None]

# What shows no text: comments, declarations, and elements that are read as raw text; any other tag.
SILENT: Final = re.compile(
    r"<!--.*?(?:-->|$)"
    r"|<(script|style|title|textarea|noscript|template|select|iframe|noframes|noembed)\b.*?(?:</\1\s*>|$)"
    r"""|<[a-zA-Z/!?](?:[^>=]|=\s*(?:"[^"]*"|'[^']*')?)*(?:>|$)""",
    re.DOTALL | re.IGNORECASE,
)
# Words, parted by what is invisible, and entities by themselves.
PIECE: Final = re.compile(r"&(?:#[xX]?[0-9a-fA-F]+|\w+);?|[^\s&\u00ad\ufeff\u200b]+|&")
WORD: Final = re.compile(r"[^\s\u00ad\ufeff\u200b]+")


def compact(text: str) -> str:
    """The visible characters of `text`."""
    joined = "".join(text.split())
    return joined.translate(INVISIBLE) if hides(joined) else joined


class Segment(NamedTuple):
    """Text between two tags: where it begins among the page's visible characters, and in the page."""

    at: int
    start: int
    raw: str


class Trace:
    """The visible characters of a decoded page, with their places. Asked for text in page order, it is linear."""

    def __init__(self, source: str, media_type: str | None) -> None:
        self._source = source
        self._segments: list[Segment] = []
        shown: list[str] = []
        at = 0
        for start, raw in _texts(source) if media_type == "text/html" else ((0, source),):
            seen = compact(html.unescape(raw) if media_type == "text/html" and "&" in raw else raw)
            if seen:
                self._segments.append(Segment(at, start, raw))
                shown.append(seen)
                at += len(seen)
        self._html = media_type == "text/html"
        self._shown = "".join(shown)
        self._starts = [segment.at for segment in self._segments]
        self._pieces: dict[int, Pieces] = {}
        self._next = 0

    def __len__(self) -> int:
        """How many characters the page shows."""
        return len(self._shown)

    def find(self, text: str) -> Run | None:
        """The next place that shows `text`, which is clean, in visible characters; null where no place does."""
        wanted = text.replace(" ", "")
        found = self._shown.find(wanted, self._next) if wanted else -1
        if found >= 0:
            self._next = found + len(wanted)
        elif wanted:
            # A browser moves text that stands between table cells.
            found = self._shown.find(wanted)
        return (found, found + len(wanted)) if found >= 0 else None

    def within(self, run: Run, text: str, last: bool = False) -> Run | None:
        """Where `text`, which is clean, stands first or last in a run."""
        wanted = text.replace(" ", "")
        found = (self._shown.rfind if last else self._shown.find)(wanted, *run)
        return (found, found + len(wanted)) if wanted and found >= 0 else None

    def span_of(self, run: Run | None, text: str) -> Span | None:
        """The offsets of a text that should stand in `run`; null where something else stands between its pieces."""
        if run is None or run[1] <= run[0] or self._shown[slice(*run)] != text.replace(" ", ""):
            return None
        return self.span(run)

    def span(self, run: Run) -> Span:
        """Offsets in the decoded page."""
        return self._place(run[0], 0), self._place(run[1] - 1, 1)

    def line(self, run: Run) -> int:
        """The line of the decoded page on which a place begins, counted from 1."""
        return self.line_at(self._place(run[0], 0))

    def line_at(self, offset: int) -> int:
        return bisect_right(self._breaks, offset) + 1

    @cached_property
    def _breaks(self) -> list[int]:
        return [match.end() for match in re.finditer("\n", self._source)]

    def _place(self, at: int, end: int) -> int:
        """The offset in the page where visible character number `at` begins, or ends (`end` is 0 or 1)."""
        number = bisect_right(self._starts, at) - 1
        segment = self._segments[number]
        at -= segment.at
        pieces = self._pieces.get(number)
        if pieces is None:
            pieces = self._pieces[number] = _pieces(segment.raw, self._html)
        ends, spans = pieces
        piece = bisect_right(ends, at)
        at -= ends[piece - 1] if piece else 0
        if spans is None:
            return segment.start + len(segment.raw) - len(segment.raw.split(None, piece)[-1]) + at + end
        start, stop = spans[piece]
        shown = ends[piece] - (ends[piece - 1] if piece else 0)
        if shown != stop - start:  # an entity stands for what it shows as a whole
            return segment.start + (stop if end else start)
        return segment.start + start + at + end


def _pieces(raw: str, is_html: bool) -> Pieces:
    """The words and entities of a segment: how many characters are shown by the end of each, and where each stands;
    words alone need no places."""
    if not (is_html and "&" in raw) and not hides(raw):
        return list(accumulate(map(len, raw.split()))), None
    found = list((PIECE if is_html else WORD).finditer(raw))
    shown = (len(compact(html.unescape(m[0]))) if is_html and m[0][0] == "&" else len(m[0]) for m in found)
    return list(accumulate(shown)), [match.span() for match in found]


def _texts(source: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for match in SILENT.finditer(source):
        if match.start() > at:
            found.append((at, source[at : match.start()]))
        at = match.end()
    found.append((at, source[at:]))
    return found


def cut(source: str, media_type: str | None, span: Span) -> str:
    """What the page shows between two offsets, blanks folded."""
    piece = source[slice(*span)]
    if media_type == "text/html":
        piece = "".join(html.unescape(raw) for _, raw in _texts(piece))
    return compact(piece)
