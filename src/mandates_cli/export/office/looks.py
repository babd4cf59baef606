"""How cells of a workbook look."""

from typing import Final, NamedTuple, Self

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

TOP: Final = Alignment(horizontal="left", vertical="top", wrap_text=True)
CENTRED: Final = Alignment(vertical="center", wrap_text=True)
THIN: Final = Side("thin", "D0D7DE")
GRID: Final = Border(THIN, THIN, THIN, THIN)
INK, HEAD, FIELD, ADDRESS = "FFFFFF", "1F3864", "FFF9E5", "0563C1"
DAY: Final = "yyyy-mm-dd"
FACE, SIZE = "Calibri", 10


class Looks(NamedTuple):
    """Cells whose looks others take: to make each of thousands anew is slow. A `sign` is a text that would be taken for
    a formula once somebody edits it, a `field` is for the reader to fill."""

    head: Cell
    text: Cell
    sign: Cell
    day: Cell
    link: Cell
    field: Cell
    name: Cell

    @classmethod
    def of(cls, book: Workbook) -> Self:
        sheet = book.create_sheet("looks")
        made = cls(*(WriteOnlyCell(sheet) for _ in cls._fields))
        book.remove(sheet)
        for cell in made:
            cell.alignment, cell.border, cell.font = TOP, GRID, Font(FACE, SIZE)
        made.head.font, made.head.fill = Font(FACE, SIZE, bold=True, color=INK), PatternFill("solid", HEAD)
        made.head.alignment = CENTRED
        made.sign.quotePrefix = True
        made.day.number_format = DAY
        made.link.font = Font(FACE, SIZE, color=ADDRESS, underline="single")
        made.field.fill = PatternFill("solid", FIELD)
        made.name.font = Font(FACE, SIZE, bold=True)
        return made
