"""A workbook for Excel: mandates to read, filter, print and fill in, their items, and what it all rests on."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from zipfile import ZIP_STORED, ZipFile

from lxml import etree
from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.writer.excel import ExcelWriter

from mandates_cli.export import Chosen, Told
from mandates_cli.export.office import grid, readme
from mandates_cli.export.office.captions import caption
from mandates_cli.export.office.entry import Entry, Names
from mandates_cli.export.office.looks import Looks
from mandates_cli.export.office.package import made, settle
from mandates_cli.export.office.worksheet import Worksheet
from mandates_cli.render.pairs import Pair

# So many mandates whose texts are cut are named.
NAMED: Final = 20


def write(path: Path, chosen: Chosen, told: Told) -> None:
    """Raises OSError, and UsageError for more rows than Excel takes."""
    book = Workbook(write_only=True)
    day = made(chosen)
    book.properties = DocumentProperties(
        creator=chosen.corpus.attribution()["authors"], title=readme.title(chosen), created=day, modified=day,
        description=str(chosen.corpus.version), language=chosen.language,
    )  # fmt: skip
    try:
        _fill(book, chosen, told)
        with tempfile.TemporaryFile(dir=path.parent) as unsettled:
            with ZipFile(unsettled, "w", ZIP_STORED) as archive:
                # Workbook.save would date it now.
                ExcelWriter(book, archive).write_data()
            settle(unsettled, path)
    except etree.SerialisationError as error:
        _abandon(book)
        raise _of_disk(error) from error


def _abandon(book: Workbook) -> None:
    """Its sheets are files that are still written to: left to themselves, they complain when they are closed."""
    for sheet in book.worksheets:
        for writer in (sheet._rows, sheet._writer and sheet._writer.xf):
            with contextlib.suppress(etree.SerialisationError):
                if writer:
                    writer.close()


def _of_disk(error: Exception) -> OSError:
    """lxml names what went wrong as `IO_ENOSPC`."""
    code: int = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
    return OSError(code, os.strerror(code))


def _fill(book: Workbook, chosen: Chosen, told: Told) -> None:
    language, looks = chosen.language, Looks.of(book)
    names, counts = Names.of(chosen), readme.Counts()
    columns = grid.mandates(language, chosen.parallel)
    captions = [(placed.caption, placed.width) for placed in columns]
    mandates = Worksheet(book, looks, caption("Mandates", language), captions, language)
    items = Worksheet(book, looks, caption("Items", language), grid.items(language, chosen.parallel), language)
    fields = [place for place, placed in enumerate(columns) if placed.column.name in grid.FIELDS]
    for pair in counts.over(chosen.pairs(told)):
        first, sides = _entries(pair, names)
        mandates.add(grid.cells(columns, first, sides), pair.row["id"], fields)
        for cells in grid.item_rows(first, sides if chosen.parallel else None):
            items.add(cells, pair.row["id"])
    about = Worksheet(book, looks, caption("Read me", language), [(readme.title(chosen), 30), ("", 110)], language)
    for name, text in _told(chosen, names, counts, [*mandates.cut, *items.cut]):
        about.tell(name, text)
    footer = str(chosen.corpus.version)
    mandates.finish(readme.title(chosen), footer, printed=max(fields) + 1)
    items.finish(readme.title(chosen), footer)
    about.finish(readme.title(chosen), footer, filters=False)


def _entries(pair: Pair, names: Names) -> tuple[Entry, dict[str, Entry]]:
    """The first of a pair, and each by its language."""
    entries = [Entry(row, names) for row in pair if row]
    return entries[0], {entry.row["language"]: entry for entry in entries}


def _told(chosen: Chosen, names: Names, counts: readme.Counts, cut: Sequence[str]) -> Iterator[tuple[str, str]]:
    language = chosen.language
    yield from readme.basis(chosen, counts)
    yield from readme.source(chosen, names)
    if ids := list(dict.fromkeys(cut)):
        more = ", …" if len(ids) > NAMED else ""
        yield caption("cut", language), f"{len(ids):,}: {', '.join(ids[:NAMED])}{more}"
    for column in grid.MANDATES:
        if column.says:
            yield caption(column.name, language), caption(column.says, language)
