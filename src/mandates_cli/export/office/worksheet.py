"""A sheet of a workbook, written row by row."""

from collections.abc import Iterable, Sequence
from datetime import date
from math import ceil
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from mandates_cli.errors import UsageError
from mandates_cli.export.office.captions import caption
from mandates_cli.export.office.grid import Link, Value
from mandates_cli.export.office.legible import MOST, cut, in_cell, units
from mandates_cli.export.office.looks import Looks

# What a sheet of Excel takes; it will not open one that holds more.
ROWS, LINKS, ADDRESS = 1_048_576, 65_530, 2_079
# With these it takes what is typed for a formula, in the full-width forms too.
SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Of Excel's paper sizes; inches.
LEGAL, MARGIN = 5, 0.4
# Prose in these looks: letters to each unit that a column is wide, those lost where a line breaks between words, and
# points to a line. No row of Excel is higher than that.
DENSITY, LOST, LEADING, HIGHEST = 1.3, 4, 13.5, 409.0


class Worksheet:
    """`captions` with widths are its head, which stays in sight and is printed on each page. `cut` are the ids of
    mandates of which a text is longer than a cell."""

    def __init__(
        self, book: Workbook, looks: Looks, title: str, captions: Sequence[tuple[str, int]], language: str
    ) -> None:
        self.sheet = book.create_sheet(title)
        self.rows = 0
        self.cut: dict[str, None] = {}
        self._looks = looks
        self._widths = [width for _, width in captions]
        self._links = 0
        self._language = language
        for place, width in enumerate(self._widths, 1):
            self.sheet.column_dimensions[get_column_letter(place)].width = width
        # These are written before the first row.
        self.sheet.freeze_panes = "A2"
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self._append([self._cell(name, looks.head) for name, _ in captions])

    def add(self, values: Iterable[Value], id: str = "", fields: Sequence[int] = ()) -> None:
        """A row of the mandate of that id; `fields` are the places of the cells that the reader fills."""
        made = [self._made(value, id) for value in values]
        for place in fields:
            made[place] = self._cell(None, self._looks.field)
        self._append(made)

    def tell(self, name: str, text: str) -> None:
        """A row of a name and what it is."""
        self._append([self._cell(in_cell(name), self._looks.name), self._made(text, "")])

    def _append(self, cells: Sequence[Cell]) -> None:
        if self.rows == ROWS:
            template = "A sheet of Excel holds {most:,} rows, and these are more; narrow the filters, or write .sqlite."
            raise UsageError(template, most=ROWS)
        self.rows += 1
        lines = max(_lines(cell.value, width) for cell, width in zip(cells, self._widths, strict=True))
        self.sheet.row_dimensions[self.rows].height = min(lines * LEADING + 2, HIGHEST)
        self.sheet.append(cells)

    def _made(self, value: Value, id: str) -> Cell:
        looks = self._looks
        if isinstance(value, Link):
            cell = self._cell(self._text(value.text, id), looks.text)
            if value.address and len(value.address) <= ADDRESS and self._links < LINKS:
                self._links += 1
                cell = self._cell(cell.value, looks.link)
                cell.hyperlink = value.address
            return cell
        if isinstance(value, str):
            text = self._text(value, id)
            return self._cell(text, looks.sign if text.startswith(SIGNS) else looks.text)
        return self._cell(value, looks.day if isinstance(value, date) else looks.text)

    def _cell(self, value: str | int | date | None, like: Cell) -> Cell:
        cell = WriteOnlyCell(self.sheet, value)
        if isinstance(value, str):
            # It takes "=1" for a formula and "#N/A" for an error.
            cell.data_type = "s"
        cell._style = like._style
        return cell

    def _text(self, text: str, id: str) -> str:
        found = in_cell(text)
        if units(found) <= MOST:
            return found
        self.cut[id] = None
        note = caption("cut off", self._language, most=MOST, id=id)
        return cut(found, MOST - units(note)) + note

    def finish(self, header: str, footer: str, printed: int | None = None, filters: bool = True) -> None:
        """How it is filtered and printed: so many columns, all unless told, on as many pages as it takes."""
        sheet, last = self.sheet, max(self.rows, 1)
        if filters:
            sheet.auto_filter.ref = f"A1:{get_column_letter(len(self._widths))}{last}"
        sheet.print_area = f"A1:{get_column_letter(printed or len(self._widths))}{last}"
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = LEGAL
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.page_margins.left = sheet.page_margins.right = MARGIN
        sheet.oddHeader.left.text = header.replace("&", "&&")
        sheet.oddFooter.left.text = footer.replace("&", "&&")
        sheet.oddFooter.right.text = "&P / &N"


def _lines(value: object, width: int) -> int:
    """How many lines it takes in a cell so wide; programs do not find that out by themselves."""
    if not isinstance(value, str):
        return 1
    letters = max(width * DENSITY - LOST, 1)
    return sum(max(ceil(len(line) / letters), 1) for line in value.split("\n"))
