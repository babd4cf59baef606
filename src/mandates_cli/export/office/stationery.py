"""The empty document that a report is written into: its looks, header and footer."""

from datetime import datetime
from typing import Final

from docx import Document
from docx.document import Document as Empty
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from mandates_cli.export.office.captions import caption
from mandates_cli.export.office.wordml import TAGS, elements, field, paragraph, run, tab

# Of paragraphs, and of the characters of an address and of a name.
TEXT, ITEM, SUBITEM, NOTE, REFERENCE, FACT, FIRST, SECOND, ADDRESS, NAME = (
    "Mandate", "MandateItem", "MandateSubitem", "MandateNote", "MandateReference", "MandateFact", "ContentsFirst",
    "ContentsSecond", "MandateAddress", "Strong",
)  # fmt: skip
FACE: Final = "Calibri"
INK, GREY, BLUE = RGBColor(0x1F, 0x38, 0x64), RGBColor(0x59, 0x59, 0x59), RGBColor(0x05, 0x63, 0xC1)
MARGIN, EDGE = Inches(1), Inches(6.5)
# Size, indent and the space after, in points.
STYLES: Final = {
    TEXT: (11, 0, 4), ITEM: (11, 18, 3), SUBITEM: (11, 36, 3), NOTE: (9, 0, 3), REFERENCE: (8.5, 0, 14),
    FACT: (11, 0, 4), FIRST: (11, 0, 2), SECOND: (10, 14, 1),
}  # fmt: skip


def blank(title: str, author: str, version: str, language: str, made: datetime) -> Empty:
    document = Document()
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.comments = title, author, author, version
    about.created = about.modified = made
    about.language = language
    _page(document)
    _styles(document, language)
    _margins(document, title, version, language)
    # Page numbers of the contents are known to a program once it has laid out the pages.
    document.settings.element.find(qn("w:compat")).addprevious(*elements("<w:updateFields w:val='true'/>"))
    return document


def _page(document: Empty) -> None:
    section = document.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN


def _styles(document: Empty, language: str) -> None:
    styles = document.styles
    styles["Normal"].font.name = FACE
    for tag in styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), TAGS[language])
    for name in ("Title", "Heading 1", "Heading 2"):
        styles[name].font.color.rgb = INK
    for name, (size, indent, after) in STYLES.items():
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.font.size = Pt(size)
        form = style.paragraph_format
        form.left_indent, form.space_after, form.line_spacing = Pt(indent), Pt(after), 1.1
        # A text and what is said of it stay on one page, but for its middle.
        form.keep_with_next, form.widow_control = name in (TEXT, NOTE), True
    for name in (NOTE, REFERENCE):
        styles[name].font.color.rgb = GREY
    for name in (FIRST, SECOND):
        styles[name].paragraph_format.tab_stops.add_tab_stop(EDGE, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    styles[FIRST].font.bold = True
    styles[FIRST].paragraph_format.space_before = Pt(6)
    address = styles.add_style(ADDRESS, WD_STYLE_TYPE.CHARACTER)
    address.font.color.rgb, address.font.underline = BLUE, True


def _margins(document: Empty, title: str, version: str, language: str) -> None:
    section = document.sections[0]
    pages = [field("PAGE", "1"), run(f" {caption('of', language)} ", language), field("NUMPAGES", "1")]
    footer = [run(version, language), tab(), run(f"{caption('in page', language)} ", language), *pages]
    for part, style, runs in (
        (section.header, "Header", [run(title, language)]),
        (section.footer, "Footer", footer),
    ):
        part.is_linked_to_previous = False
        part._element[:] = elements(paragraph(style, *runs))
    stops = document.styles["Footer"].paragraph_format.tab_stops
    while len(stops):
        del stops[0]
    stops.add_tab_stop(EDGE, WD_TAB_ALIGNMENT.RIGHT)
