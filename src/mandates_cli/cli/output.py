"""The one place that prints."""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from mandates_cli.cli.options import Format
from mandates_cli.corpus import Row
from mandates_cli.errors import MandatesError
from mandates_cli.render.plain import as_written, columns_of, rendered
from mandates_cli.render.shown import shown

if TYPE_CHECKING:
    from mandates_cli.render.progress import Bar
    from mandates_cli.render.table import Screen

OUTPUT_FAILED: Final = 74
T = TypeVar("T", str, bytes)
U = TypeVar("U")


class Counted(Iterator[U]):
    """An iterator that knows how many it gave."""

    def __init__(self, items: Iterable[U]) -> None:
        self._items = iter(items)
        self.count = 0

    def __next__(self) -> U:
        item = next(self._items)
        self.count += 1
        return item


class OutputError(MandatesError):
    """stdout cannot take what we have for it (exit 74, EX_IOERR)."""

    exit_code = OUTPUT_FAILED


class Output(NamedTuple):
    format: Format
    fields: str | None
    no_color: bool


def chosen(format: Format | None, as_json: bool, fields: str | None, no_color: bool) -> Output:
    if as_json:
        format = Format.json
    if format is None:
        format = Format.table if sys.stdout and sys.stdout.isatty() else Format.jsonl
    return Output(format, fields, no_color)


def prepare_streams() -> None:
    """No text can fail for want of a character: those a stream cannot show are spelled out."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and (stream.encoding or "").lower().replace("-", "") != "utf8":
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def write(pieces: Iterable[str]) -> None:
    """Data to stdout. A reader that went away (`| head`) ends the program quietly."""
    _sent(pieces, lambda piece: sys.stdout.write(piece))


def write_bytes(pieces: Iterable[bytes]) -> None:
    _sent(pieces, lambda piece: sys.stdout.buffer.write(piece))


def _sent(pieces: Iterable[T], send: Callable[[T], int]) -> None:
    try:
        if sys.stdout is None:
            raise OSError(9, "stdout is closed")
        for piece in pieces:
            send(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise SystemExit(0) from None
    except OSError as error:
        if sys.stdout is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise OutputError(
            f"The output could not be written: {error.strerror}; free space or choose another place."
        ) from error


def say(text: str) -> None:
    """Counts, hints and errors to stderr; where that takes nothing more, the work goes on without a word."""
    if sys.stderr is None:
        return
    try:
        print(shown(text), file=sys.stderr)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def mandates_counted(count: int) -> str:
    return f"{count:,} mandate{'' if count == 1 else 's'}"


def colored(output: Output) -> bool:
    plain = output.no_color or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return not plain and sys.stdout is not None and sys.stdout.isatty()


def _screen(output: Output) -> "Screen":
    from mandates_cli.render.table import Screen

    return Screen(width=width(), color=colored(output))


def taller(text: str) -> bool:
    """Whether it scrolls off a terminal."""
    import shutil

    return text.count("\n") >= shutil.get_terminal_size((100, 24)).lines


def width() -> int:
    import shutil

    return max(shutil.get_terminal_size((100, 24)).columns, 20)


class View:
    """What a person sees while a run lasts, where there is no terminal to draw on: only what must be said."""

    def asking(self, page: str) -> None:
        pass

    def done(self, received: int, total: int) -> None:
        pass

    def say(self, text: str) -> None:
        say(text)


@contextlib.contextmanager
def progress(output: Output) -> "Iterator[View | Bar]":
    """A bar on stderr, where that is a terminal that can move its cursor."""
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") in (None, "dumb"):
        yield View()
        return
    from mandates_cli.render.progress import Bar
    from mandates_cli.render.table import Screen

    plain = output.no_color or "NO_COLOR" in os.environ
    columns = os.get_terminal_size(sys.stderr.fileno()).columns or width()
    with Bar(sys.stderr, Screen(width=columns, color=not plain)) as bar:
        yield bar


def _ascii_json(raws: Iterable[str]) -> Iterable[str]:
    """JSON for a stream that is not UTF-8: escaped, so that it stays JSON and loses nothing."""
    if sys.stdout is None or (sys.stdout.encoding or "").lower().replace("-", "") == "utf8":
        return raws
    return (json.dumps(json.loads(raw)) for raw in raws)


def mandates(
    raws: Iterator[str],
    output: Output,
    spans: Callable[[Row], list[tuple[int, int]]] | None = None,
    added: Sequence[str] = (),
) -> int:
    """Write the mandates; how many there were. `added` names the fields that these have beyond a mandate's own."""
    counted = Counted(raws)
    if output.format is Format.table and output.fields is None:
        from mandates_cli.render.table import mandates_table

        write(mandates_table(map(json.loads, counted), _screen(output), spans))
    elif output.format in (Format.json, Format.jsonl) and output.fields is None:
        write(as_written(_ascii_json(counted), output.format.value))
    else:
        _picked(map(json.loads, counted), output, (*MANDATE_COLUMNS, *added))
    return counted.count


MANDATE_COLUMNS: Final = (
    "id",
    "language",
    "summit",
    "document",
    "section",
    "text",
    "chapeau",
    "items",
    "missing_labels",
    "citation",
    "themes",
    "placements",
    "notes",
    "also_cited",
    "twin",
)


def _picked(rows: Iterator[Row], output: Output, columns: Sequence[str]) -> None:
    names = columns_of(dict.fromkeys(columns), output.fields)
    if output.format is Format.table:
        from mandates_cli.render.table import rows_table

        write([rows_table(list(rows), names, _screen(output))])
    elif output.format in (Format.json, Format.jsonl):
        picked = (piece for piece in rendered(rows, "jsonl", names))
        write(as_written(_ascii_json(p.rstrip("\n") for p in picked), output.format.value))
    else:
        write(rendered(rows, output.format.value, names))


def rows(
    found: Iterable[Row], output: Output, on_screen: str | None = None, columns: Sequence[str] | None = None
) -> None:
    """`on_screen` names the columns of a table where none are asked for: all of them rarely fit. `columns` are those
    that every row has; without them the first row tells."""
    if columns is None:
        found = list(found)
        columns = list(found[0]) if found else []
    if output.format is Format.table and output.fields is None:
        output = output._replace(fields=on_screen)
    _picked(iter(found), output, columns)


def details(raws: Sequence[str], output: Output, twin: Callable[[str], str]) -> None:
    """`twin` gives the record of an id in the other language."""
    if output.format is Format.table and output.fields is None:
        from mandates_cli.render.table import details as drawn

        screen = _screen(output)
        for row in map(json.loads, raws):
            other = json.loads(twin(row["twin"]["id"])) if row["twin"] else None
            write([drawn(row, screen, other)])
    else:
        mandates(iter(raws), output)
