"""Where a text stands in the decoded page: what the reader saw is found again in what was served.

The reader sees elements; this sees only characters, tags and entities, so that each proves the other.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Final, TypeAlias

from mandates_cli.folding import INVISIBLE, MARKS, MOST_MARKS, hides, seen

# Offsets in the decoded page; numbers of visible characters.
Span: TypeAlias = tuple[int, int]
Run: TypeAlias = tuple[int, int]
# Text between two tags, or an entity: its offset, how it is written, whether it stands for other characters, which have
# one place together, and what it shows.
Segment: TypeAlias = tuple[int, str, bool, str]

# What shows no text: comments, declarations, and elements that are read as raw text; any other tag.
# The first alternative is the last one again for most tags, those without attributes: it makes reading faster.
SILENT: Final = re.compile(
    r"<(?:[/a-hj-mo-ru-zA-HJ-MO-RU-Z][^>=]*+>"
    r"|!--.*?(?:-->|$)"
    r"|(?i:(script|style|title|textarea|noscript|template|select|iframe|noframes|noembed)\b.*?(?:</\1\s*>|$))"
    r"""|[a-zA-Z/!?][^>=]*+(?:=\s*+(?:"[^"]*"|'[^']*')?[^>=]*+)*+(?:>|$))""",
    re.DOTALL,
)
ENTITY: Final = r"&(?:#[xX]?[0-9a-fA-F]+|\w+);?"
ENTITIES: Final = re.compile(f"({ENTITY})")
# A letter with its accents, or accents alone: "n\u0303"; or what shows nothing.
TOGETHER: Final = re.compile(
    rf"((?:[^\s{INVISIBLE}{MARKS}][{INVISIBLE}]*)?[{MARKS}][{MARKS}{INVISIBLE}]*|[{INVISIBLE}]+)"
)
# "&#x00000303;", with a tag around it.
MAX_ENTITY: Final = 40
MAX_SEGMENT: Final = 4096
# So many characters, and so many times those of its page, may be looked through for texts that stand nowhere.
SOUGHT: Final = 50_000_000
SOUGHT_AGAIN: Final = 100
# Ends at a blank, where there is one near, so that no entity and no accented letter falls apart.
CUT: Final = re.compile(r".{1,2048}\S{0,2048}\s?", re.DOTALL)
LINE_END: Final = re.compile(r"\r\n?|\n")
ACCENT: Final = re.compile(f"[{MARKS}]")


def compact(text: str) -> str:
    """The visible characters of `text`."""
    return seen("".join(text.split()))


class Trace:
    """The visible characters of a decoded page, with their places. Asked for text in page order, it is linear."""

    def __init__(self, source: str, media_type: str | None) -> None:
        self._source = source
        self._segments = _segments(source, is_html=media_type == "text/html")
        shown = [text for _, _, _, text in self._segments]
        self._shown = "".join(shown)
        if hides(self._shown):
            self._segments = _together(source, self._segments)
            shown = [text for _, _, _, text in self._segments]
            self._shown = "".join(shown)
        # How many visible characters stand before each segment, and how many there are.
        self._starts = [0, *accumulate(map(len, shown))]
        self._next = 0
        self._left = SOUGHT + SOUGHT_AGAIN * len(self._shown)

    def __len__(self) -> int:
        """How many characters the page shows."""
        return len(self._shown)

    def find(self, text: str) -> Run | None:
        """The next place that shows `text`, which is clean, in visible characters; null where no place does, and where
        looking for texts in vain has taken too long."""
        wanted = text.replace(" ", "")
        found = self._sought(wanted, self._next, len(self)) if wanted else -1
        if found >= 0:
            self._next = found + len(wanted)
        elif wanted:
            # A browser moves text that stands between table cells.
            found = self._sought(wanted, 0, len(self))
        return (found, found + len(wanted)) if found >= 0 else None

    def here(self, text: str) -> Run | None:
        """The place that comes next, where that shows `text`."""
        wanted = text.replace(" ", "")
        if not wanted or not self._shown.startswith(wanted, self._next):
            return None
        start, self._next = self._next, self._next + len(wanted)
        return start, self._next

    def _sought(self, wanted: str, start: int, stop: int) -> int:
        if self._left < 0:
            return -1
        found = self._shown.find(wanted, start, stop)
        if found != start:
            self._left -= (found if found >= 0 else stop) - start
        return found

    def find_all(self, pieces: Iterable[str]) -> Run | None:
        """From the first to the last of the pieces into which a text falls; null where one of them stands nowhere."""
        runs = [self.find(piece) for piece in pieces]
        first, last = runs[0], runs[-1]
        return (first[0], last[1]) if first and last and first[1] <= last[1] else None

    def pass_over(self, hidden: Iterable[str], text: str) -> None:
        """Go on after those hidden texts that stand before a text, lest it be found in them."""
        wanted, limit = text.replace(" ", ""), -1
        for passed in (text.replace(" ", "") for text in hidden):
            if limit < self._next:
                limit = self._sought(wanted, self._next, len(self)) if wanted else len(self)
            found = self._sought(passed, self._next, limit + len(passed) if limit >= 0 else len(self))
            if found >= 0:
                self._next = found + len(passed)

    def within(self, run: Run, text: str, last: bool = False) -> Run | None:
        """Where `text`, which is clean, stands first or last in a run."""
        wanted = text.replace(" ", "")
        found = (self._shown.rfind if last else self._shown.find)(wanted, *run)
        return (found, found + len(wanted)) if wanted and found >= 0 else None

    def span_of(self, run: Run | None, text: str) -> Span | None:
        """The offsets of a text that was found in `run`; null where something else stands between its pieces."""
        if run is None or not text or run[1] - run[0] != len(text) - text.count(" "):
            return None
        return self._verbatim(run, text) or (self._place(run[0], 0), self._place(run[1] - 1, 1))

    def _verbatim(self, run: Run, text: str) -> Span | None:
        """The offsets of a text that one segment shows as it is written, at its beginning or near its end: most do."""
        number = bisect_right(self._starts, run[0]) - 1
        start, raw, stands_for, _ = self._segments[number]
        after = self._starts[number + 1] - run[1]
        if after < 0 or stands_for:
            return None
        if run[0] == self._starts[number]:
            found = start + len(raw) - len(raw.lstrip())
            return (found, found + len(text)) if raw.startswith(text, found - start) else None
        found = raw.rfind(text)
        if found < 0:
            return None
        stop = found + len(text)
        return (start + found, start + stop) if len("".join(raw[stop:].split())) == after else None

    def line(self, run: Run) -> int:
        """The line of the decoded page on which a place begins, counted from 1."""
        return self.line_at(self._place(run[0], 0))

    def line_at(self, offset: int) -> int:
        return bisect_right(self._breaks, offset) + 1

    @cached_property
    def _breaks(self) -> list[int]:
        return [match.end() for match in LINE_END.finditer(self._source)]

    def _place(self, at: int, end: int) -> int:
        """The offset in the page where visible character number `at` begins, or ends (`end` is 0 or 1)."""
        number = bisect_right(self._starts, at) - 1
        start, raw, stands_for, _ = self._segments[number]
        if stands_for:
            return start + (len(raw) if end else 0)
        if at + 1 == self._starts[number + 1]:
            return start + len(raw.rstrip()) - 1 + end
        begin, offset = 0, at - self._starts[number]
        while begin < offset:  # as many characters on as blanks were passed
            shown = len("".join(raw[begin:offset].split()))
            begin, offset = offset, 2 * offset - begin - shown
        while raw[offset].isspace():
            offset += 1
        return start + offset + end


@lru_cache(1024)
def _shown(piece: str) -> str:
    """What an entity shows; nothing for what is invisible."""
    return compact(html.unescape(piece))


def _segments(source: str, is_html: bool) -> list[Segment]:
    """Those that show something."""
    found: list[Segment] = []
    for start, raw in _short(_texts(source) if is_html else _lines(source)):
        if is_html and "&" in raw:
            found += _pieces(start, ENTITIES.split(raw), _shown)
        else:
            found.append((start, raw, False, "".join(raw.split())))
    return found


def _short(texts: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """A place in a text is found by walking through it, so a long one is cut: the whole page may stand in one `pre`."""
    for start, raw in texts:
        if len(raw) <= MAX_SEGMENT:
            yield start, raw
            continue
        for piece in CUT.finditer(raw):
            if not piece[0].isspace():
                yield start + piece.start(), piece[0]


def _pieces(start: int, pieces: Iterable[str], shown: Callable[[str], str]) -> Iterator[Segment]:
    """Every other piece stands for what `shown` says."""
    for number, piece in enumerate(pieces):
        between = number % 2 == 0
        if text := "".join(piece.split()) if between else shown(piece):
            yield start, piece, not between and len(text) != len(piece), text
        start += len(piece)


def _together(source: str, segments: Iterable[Segment]) -> list[Segment]:
    """The segments where a letter and its accents have one place together, and what shows nothing has none."""
    found: list[Segment] = []
    for segment in segments:
        start, raw, stands_for, _ = segment
        for piece in (segment,) if stands_for else _pieces(start, TOGETHER.split(raw), compact):
            apart = not found or found[-1][1][-1].isspace() or source[piece[0] - 1].isspace() or _is_full(found[-1])
            if ACCENT.match(piece[3]) and not apart:
                piece = _joined(source, found, piece)
            found.append(piece)
    return found


def _is_full(segment: Segment) -> bool:
    """Whether a letter has all the accents that it can."""
    return segment[2] and len(segment[1]) > MOST_MARKS * MAX_ENTITY


def _joined(source: str, before: list[Segment], accents: Segment) -> Segment:
    """Accents together with their letter, which is taken off the end of what stands before: `n&#771;`, `n<b>&#771;`."""
    start, raw, stands_for, text = before.pop()
    if not stands_for:
        if len(text) > 1:
            before.append((start, raw[:-1], False, text[:-1]))
        start, text = start + len(raw) - 1, text[-1]
    return start, source[start : accents[0] + len(accents[1])], True, compact(text + accents[3])


def _lines(source: str) -> list[tuple[int, str]]:
    return [(match.start(), match[0]) for match in re.finditer(r"[^\n]+", source) if not match[0].isspace()]


def _texts(source: str) -> list[tuple[int, str]]:
    """What stands between tags, where it is not blank."""
    found, at = [], 0
    for match in SILENT.finditer(source):
        start, end = match.span()
        if start > at and not (raw := source[at:start]).isspace():
            found.append((at, raw))
        at = end
    if rest := source[at:].rstrip():
        found.append((at, rest))
    return found


def cut(source: str, media_type: str | None, span: Span) -> str:
    """What the page shows between two offsets, blanks folded."""
    piece = source[slice(*span)]
    if media_type == "text/html":
        piece = "".join(html.unescape(raw) for _, raw in _texts(piece))
    return compact(piece)
