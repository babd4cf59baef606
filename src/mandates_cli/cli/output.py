"""The one place that prints."""

import contextlib
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from mandates_cli.errors import MandatesError
from mandates_cli.render import formats
from mandates_cli.render.answer import Answer
from mandates_cli.render.formats import Format
from mandates_cli.render.screen import Screen, shown
from mandates_cli.wording import worded

if TYPE_CHECKING:
    from typing import TextIO

    from mandates_cli.render.progress import Bar

OUTPUT_FAILED: Final = 74
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
    """stdout cannot take what we have for it (exit 74, EX_IOERR)."""

    exit_code = OUTPUT_FAILED


class Output(NamedTuple):
    """How an answer is wanted."""

    format: Format
    fields: str | None
    no_color: bool

    @property
    def table(self) -> bool:
        """Whether a person reads it on a screen."""
        return self.format == "table"

    @property
    def drawn(self) -> bool:
        """Whether a person reads it as we think best; a table of the columns asked for is not that."""
        return self.table and self.fields is None


def chosen(format: Format | None, json: bool, fields: str | None, no_color: bool) -> Output:
    if json:
        format = "json"
    if format is None:
        format = "table" if sys.stdout and sys.stdout.isatty() else "jsonl"
    return Output(format, fields, no_color)


class Given(NamedTuple):
    """`own` says that it was drawn or reported in its own way, not as rows; `tall` that it scrolls off a terminal."""

    own: bool
    tall: bool


def give(answer: Answer, out: Output) -> Given:
    """The answer on stdout, in the format that was asked for."""
    screen = _screen(out)
    if out.fields is not None:
        answer = answer.of(out.fields)
    lines = 0

    def counted(pieces: Iterable[str]) -> Iterator[str]:
        nonlocal lines
        for piece in pieces:
            lines += piece.count("\n")
            yield piece

    write(counted(formats.written(answer, out.format, screen)))
    return Given(formats.drawing(answer, out.format) is not None, lines >= screen.height)


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
        template = "The output could not be written: {reason}; free space or choose another place."
        raise OutputError(template, reason=error.strerror) from error


def say(template: str, /, **facts: object) -> None:
    """Counts, hints and errors to stderr. Where it is closed or full, the work goes on without them."""
    if sys.stderr is None:
        return
    try:
        print(shown(worded(template, **facts)), file=sys.stderr)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _screen(out: Output) -> Screen:
    size = shutil.get_terminal_size((100, 24))
    color = not _plain(out) and sys.stdout is not None and sys.stdout.isatty()
    ascii_only = sys.stdout is not None and not _utf8(sys.stdout)
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
