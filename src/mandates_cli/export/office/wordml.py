"""Paragraphs and tables as WordprocessingML. Texts come in by `run` alone, which escapes them.

A report of thousands of mandates made of elements one by one takes python-docx minutes.
"""

from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

from mandates_cli.export.office.legible import fit

# For the spelling checker.
TAGS: Final = {"en": "en-US", "es": "es-ES"}
BREAKS: Final = {"\t": "</w:t><w:tab/><w:t xml:space='preserve'>", "\n": "</w:t><w:br/><w:t xml:space='preserve'>"}
# Twentieths of a point, over both columns.
WIDE: Final = 9_360
RULE: Final = "<w:top w:val='single' w:sz='4' w:space='0' w:color='A6A6A6'/>"


def elements(xml: str) -> list[BaseOxmlElement]:
    return list(parse_xml(f"<w:body {nsdecls('w', 'r')}>{xml}</w:body>"))


def run(text: str, language: str, style: str = "") -> str:
    looks = f"<w:rStyle w:val={quoteattr(style)}/>" if style else ""
    held = escape(fit(text).replace("\r", "\\x0d"), BREAKS)
    tag = quoteattr(TAGS.get(language, language))
    return f"<w:r><w:rPr>{looks}<w:lang w:val={tag}/></w:rPr><w:t xml:space='preserve'>{held}</w:t></w:r>"


def paragraph(style: str, *runs: str, new_page: bool = False) -> str:
    before = "<w:pageBreakBefore/>" if new_page else ""
    return f"<w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/>{before}</w:pPr>{''.join(runs)}</w:p>"


def tab() -> str:
    return "<w:r><w:tab/></w:r>"


def field(code: str, shown: str) -> str:
    """What the program computes; until it does, `shown`."""
    kinds = [f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>" for kind in ("begin", "separate", "end")]
    told = f"<w:r><w:instrText xml:space='preserve'> {code} </w:instrText></w:r>"
    return f"{kinds[0]}{told}{kinds[1]}<w:r><w:t>{escape(shown)}</w:t></w:r>{kinds[2]}"


def bookmark(number: int, runs: str) -> str:
    return f"<w:bookmarkStart w:id='{number}' w:name='{place(number)}'/>{runs}<w:bookmarkEnd w:id='{number}'/>"


def place(number: int) -> str:
    return f"part{number}"


def to_place(number: int, runs: str) -> str:
    return f"<w:hyperlink w:anchor='{place(number)}' w:history='1'>{runs}</w:hyperlink>"


def to_address(relation: str, runs: str) -> str:
    return f"<w:hyperlink r:id={quoteattr(relation)} w:history='1'>{runs}</w:hyperlink>"


def table(head: Sequence[str], rows: Iterable[str]) -> str:
    """Of as many columns as `head` has paragraphs, which stand on each page of it."""
    width = WIDE // len(head)
    columns = f"<w:gridCol w:w='{width}'/>" * len(head)
    cells = "".join(_cell(held, width) for held in head)
    return (
        f"<w:tbl><w:tblPr><w:tblW w:w='{WIDE}' w:type='dxa'/><w:tblLayout w:type='fixed'/></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid><w:tr><w:trPr><w:tblHeader/></w:trPr>{cells}</w:tr>{''.join(rows)}</w:tbl>"
    )


def table_row(cells: Sequence[str], ruled: bool = False) -> str:
    """`cells` hold paragraphs; an empty one holds none. `ruled` draws a line above. It is not split between pages."""
    width = WIDE // len(cells)
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(_cell(held, width, ruled) for held in cells)}</w:tr>"


def _cell(held: str, width: int, ruled: bool = False) -> str:
    borders = f"<w:tcBorders>{RULE}</w:tcBorders>" if ruled else ""
    return f"<w:tc><w:tcPr><w:tcW w:w='{width}' w:type='dxa'/>{borders}</w:tcPr>{held or '<w:p/>'}</w:tc>"
