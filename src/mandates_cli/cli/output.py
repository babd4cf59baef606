"""The one place that prints."""

import contextlib
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from mandates_cli.corpus.location import at_home
from mandates_cli.errors import MandatesError, UsageError
from mandates_cli.render import formats
from mandates_cli.render.answer import Answer
from mandates_cli.render.formats import WithText
from mandates_cli.render.screen import Screen, escaped, harmless, shown_lines
from mandates_cli.wording import worded

if TYPE_CHECKING:
    from typing import TextIO

    from mandates_cli.render.progress import Bar

OUTPUT_FAILED: Final = 74
UNWRITTEN: Final = "The output could not be written: {reason}; free space or choose another place."
ENDINGS: Final[dict[str, WithText]] = {
    ".json": "json", ".jsonl": "jsonl", ".csv": "csv", ".tsv": "tsv", ".md": "md", ".txt": "text",
}  # fmt: skip
# By people; the others by programs.
READ: Final = ("table", "md", "text")
WITH_BOM: Final = ("csv", "tsv")
# By which Excel knows UTF-8.
BOM: Final = "\ufeff"
T = TypeVar("T")


class Counted(Iterator[T]):
    """An iterator that knows how many it gave."""

    def __init__(self, items: Iterable[T]) -> None:
        self._items = iter(items)
        self.count = 0

    def __next__(self) -> T:
        item = next(self._items)
        self.count += 1
        return item


class OutputError(MandatesError):
    """stdout or a file cannot take what we have for it (exit 74, EX_IOERR)."""

    exit_code = OUTPUT_FAILED


class Output(NamedTuple):
    """How an answer is wanted. A `file` is written whole or not at all; without one it goes to stdout. `pager` and
    `bom` say whether a screen reader and a byte order mark are wanted, where they make sense."""

    format: WithText
    fields: str | None
    no_color: bool
    file: Path | None = None
    bom: bool = False
    pager: bool = False

    @property
    def table(self) -> bool:
        """Whether a person reads it on a screen."""
        return self.format == "table"

    @property
    def drawn(self) -> bool:
        """Whether a person reads it as we think best; a table of the columns asked for is not that."""
        return self.table and self.fields is None


def chosen(
    format: WithText | None,
    json: bool,
    fields: str | None,
    no_color: bool,
    output: str | None = None,
    bom: bool = False,
    no_pager: bool = False,
    text: bool = False,
) -> Output:
    """The format that is asked for, else that of the file's ending, else what suits stdout. `text` says that the
    command has one in plain text.

    Raises UsageError for an ending or a format that files do not have.
    """
    file = None if output in (None, "-") else at_home(Path(output or ""))
    if json:
        format = "json"
    if format is None and file is not None:
        format = _by_ending(file, text)
    if format is None:
        format = "table" if output is None and sys.stdout and sys.stdout.isatty() else "jsonl"
    if file is not None and format == "table":
        template = "A table is for a screen; for {file} choose csv, tsv, md, json or jsonl with --format."
        raise UsageError(template, file=file)
    if bom and format not in WITH_BOM:
        raise UsageError("--bom is for csv and tsv, and this is {format}; leave it out.", format=format)
    return Output(format, fields, no_color, file, bom, not no_pager)


def _by_ending(file: Path, text: bool) -> WithText | None:
    """Null where the name has no ending. Raises UsageError for one that no format has."""
    known = {ending: format for ending, format in ENDINGS.items() if text or format != "text"}
    ending = file.suffix.lower()
    if ending and ending not in known:
        template = (
            "No format is called for by {ending}; end the name in {known}, or choose one with --format"
            " ('mandates export' writes files for Excel, Word, SQL and browsers)."
        )
        raise UsageError(template, ending=ending, known=", ".join(known))
    return known.get(ending)


class Given(NamedTuple):
    """`own` says that it was drawn or reported in its own way, not as rows; `tall` that it scrolls off a terminal."""

    own: bool
    tall: bool


def give(answer: Answer, out: Output) -> Given:
    """The answer, in the format and at the place that were asked for."""
    screen = _screen(out)
    if out.fields is not None:
        answer = answer.of(out.fields)
    lines = 0

    def counted(pieces: Iterable[str]) -> Iterator[str]:
        nonlocal lines
        for piece in pieces:
            lines += piece.count("\n")
            yield piece

    pieces = counted(formats.written(answer, out.format, screen))
    put(chain((BOM,), pieces) if out.bom else pieces, out)
    return Given(formats.drawing(answer, out.format) is not None, lines >= screen.height)


def put(pieces: Iterable[str], out: Output) -> None:
    """Text to the place that was asked for."""
    pieces = _harmless(pieces, out)
    if out.file is not None:
        _write_file(out.file, pieces)
    elif out.table and out.pager and sys.stdout is not None and sys.stdout.isatty():
        _show(pieces, _screen(out).height)
    else:
        write(pieces)


def _harmless(pieces: Iterable[str], out: Output) -> Iterable[str]:
    """What people read, in which nothing acts but our colours; and data, where a terminal would obey them. In a pipe
    and in a file data are as they are."""
    if out.format in READ:
        color = _screen(out).color
        return (harmless(piece, color) for piece in pieces)
    if not _on_terminal(out):
        return pieces
    if out.format in ("json", "jsonl"):
        return map(escaped, pieces)
    return ("\t".join(map(shown_lines, piece.split("\t"))) for piece in pieces)


def _on_terminal(out: Output) -> bool:
    if out.file is None:
        return sys.stdout is not None and sys.stdout.isatty()
    try:
        if not out.file.is_char_device():
            return False
        handle = os.open(out.file, os.O_WRONLY | os.O_NOCTTY)
    except OSError:
        return False  # as writing to it will say
    try:
        return os.isatty(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def until_left() -> Iterator[None]:
    """A reader that went away from a pipe has seen enough."""
    try:
        yield
    except BrokenPipeError:
        raise SystemExit(0) from None


@contextlib.contextmanager
def writing(path: Path | str) -> Iterator[None]:
    """Raises OutputError where what is written to a file cannot be."""
    try:
        with until_left():
            yield
    except OSError as error:
        template = "Cannot write {path} ({reason}); what was there is whole: free space, or choose another place."
        raise OutputError(template, path=path, reason=error.strerror) from error


def _write_file(path: Path, pieces: Iterable[str]) -> None:
    from mandates_cli import outlet
    from mandates_cli.cli import signals

    with writing(path), signals.cleaned_up():
        outlet.write(path, (piece.encode() for piece in pieces))


def _show(pieces: Iterable[str], height: int) -> None:
    """On the terminal; what is taller than it through a pager. Who leaves that early has seen enough."""
    from mandates_cli.cli import pager

    coming, first, lines = iter(pieces), [], 0
    for piece in coming:
        first.append(piece)
        lines += piece.count("\n")
        # The last line is the prompt's.
        if lines >= height:
            break
    started = pager.started() if lines >= height else None
    if started is None:
        write(chain(first, coming))
    elif not pager.shown(chain(first, coming), started, sys.stdout.encoding):
        raise SystemExit(0)


def prepare_streams() -> None:
    """Characters that a stream cannot show are spelled out, so that every text can be written."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not _utf8(stream):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _utf8(stream: "TextIO") -> bool:
    return (stream.encoding or "").lower().replace("-", "") == "utf8"


def write(pieces: Iterable[str | bytes]) -> None:
    """Data to stdout. A reader that went away (`| head`) ends the program quietly."""
    try:
        if sys.stdout is None:
            raise OSError(9, "stdout is closed")
        for piece in pieces:
            if isinstance(piece, str):
                sys.stdout.write(piece)
            else:
                sys.stdout.buffer.write(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise SystemExit(0) from None
    except OSError as error:
        if sys.stdout is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise OutputError(UNWRITTEN, reason=error.strerror) from error


def say(template: str, /, **facts: object) -> None:
    """Counts, hints and errors to stderr. Where it is closed or full, the work goes on without them."""
    if sys.stderr is None:
        return
    try:
        print(_broken(shown_lines(worded(template, **facts))), file=sys.stderr)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _broken(text: str) -> str:
    """Between words, where a terminal would break in the midst of them. What is indented points to a place."""
    if not sys.stderr.isatty():
        return text
    import textwrap

    columns = os.get_terminal_size(sys.stderr.fileno()).columns or 80
    width = shutil.get_terminal_size((columns, 24)).columns
    wrap = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False).fill
    return "\n".join(line if line.startswith(" ") else wrap(line) for line in text.split("\n"))


def _screen(out: Output) -> Screen:
    size = shutil.get_terminal_size((100, 24))
    color = out.file is None and not _plain(out) and sys.stdout is not None and sys.stdout.isatty()
    ascii_only = out.file is None and sys.stdout is not None and not _utf8(sys.stdout)
    return Screen(max(size.columns, 20), color, size.lines, ascii_only)


def _plain(out: Output) -> bool:
    return out.no_color or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"


class View:
    """What a person sees while a run lasts, where there is no terminal to draw on: only what must be said."""

    def asking(self, page: str) -> None: ...
    def done(self, received: int, total: int) -> None: ...
    def say(self, text: str, /) -> None:
        say(text)


@contextlib.contextmanager
def progress(out: Output) -> "Iterator[View | Bar]":
    """A bar on stderr, where that is a terminal that can move its cursor."""
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") in (None, "dumb"):
        yield View()
        return
    from mandates_cli.render.progress import Bar

    columns = os.get_terminal_size(sys.stderr.fileno()).columns or _screen(out).width
    with Bar(sys.stderr, Screen(columns, color=not _plain(out))) as bar:
        yield bar
