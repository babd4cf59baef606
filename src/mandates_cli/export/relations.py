"""The tables that are made of one mandate after the other."""

from collections.abc import Iterable, Iterator
from typing import Final

from mandates_cli.export.columns import Cells, Column, Table
from mandates_cli.rows import CitationRow, MandateRow

OF_MANDATE: Final = Column("mandate", "text", "Id of the mandate.", of="mandates")
NUMBER: Final = Column("number", "integer", "Counts from 1 within the mandate.")
LABEL: Final = Column(
    "label", "text", "Label of the item that says so, such as c or c.1.", "the mandate itself, and no item, says so"
)
SPAN: Final = (
    Column("starts", "integer", "Offset in the mandate's text, in characters from 0, where the words begin."),
    Column("ends", "integer", "Offset in the mandate's text where the words end; that character is not theirs."),
)
UNSEEN: Final = "the tables were made of archives by parse --engine daft, or the records by an older version"
UNRESOLVED: Final = "the citation names no document that the tables know, or there is none"


def _mandates(row: MandateRow) -> Iterator[Cells]:
    citation: CitationRow | None = row["citation"]
    text, year, place = (citation["text"], citation["year"], citation["place"]) if citation else (None, None, None)
    yield (
        row["id"], row["commitment"], row["language"], row["summit"], row["document"], row["section"], row["text"],
        row["chapeau"], row.get("closing"), row["missing_labels"], text, year, place,
        row.get("first_seen"), row.get("last_seen"),
    )  # fmt: skip


def _commitments(row: MandateRow) -> Iterator[Cells]:
    yield row["commitment"], row["summit"], row["document"]


def _items(row: MandateRow) -> Iterator[Cells]:
    for number, item in enumerate(row["items"], 1):
        yield row["id"], number, item["label"], item["text"]


def _placements(row: MandateRow) -> Iterator[Cells]:
    for number, placed in enumerate(row["placements"], 1):
        starts, ends = placed["span"] or (None, None)
        yield (
            row["id"], number, placed["page"], placed["position"], placed["theme"], placed["label"], placed["url"],
            placed["snapshot"], placed["text"], placed["citation"], placed["closing"], starts, ends,
        )  # fmt: skip


def _placement_items(row: MandateRow) -> Iterator[Cells]:
    for placement, placed in enumerate(row["placements"], 1):
        for number, item in enumerate(placed["items"], 1):
            yield row["id"], placement, number, item["label"], item["text"]


def _mandate_themes(row: MandateRow) -> Iterator[Cells]:
    return ((row["id"], theme) for theme in dict.fromkeys(row["themes"]))


def _twins(row: MandateRow) -> Iterator[Cells]:
    if twin := row.get("twin"):
        yield row["id"], twin["id"], twin["score"], twin["evidence"]


def _deadlines(row: MandateRow) -> Iterator[Cells]:
    for number, due in enumerate(row.get("deadlines") or (), 1):
        yield (
            row["id"], number, due["kind"], due["year"], due["text"], due["target"], due["label"], due["inherited"],
            *due["span"],
        )  # fmt: skip


def _addressees(row: MandateRow) -> Iterator[Cells]:
    for number, named in enumerate(row.get("addressees") or (), 1):
        yield row["id"], number, named["body"], named["role"], named["text"], named["label"], *named["span"]


def _notes(row: MandateRow) -> Iterable[Cells]:
    return ((row["id"], number, note) for number, note in enumerate(row["notes"], 1))


def _also_cited(row: MandateRow) -> Iterator[Cells]:
    for number, cited in enumerate(row.get("also_cited") or (), 1):
        yield row["id"], number, cited["text"], cited["year"], cited["place"], cited["document"]


MANDATES: Final = Table(
    "mandates",
    "The mandates that were chosen, with their texts: each is one commitment in one language.",
    "A row is a mandate. The same promise in English and in Spanish is two rows; to count promises, count distinct"
    " commitments.",
    ("id",),
    (
        Column("id", "text", "Made from document and text, and kept for good."),
        Column("commitment", "text", "The promise, whatever the language: the id of its English mandate, else its own.",
               of="commitments"),
        Column("language", "text", "Language of the text: en or es."),
        Column("summit", "integer", "Year of the summit that adopted it.", UNRESOLVED, "summits"),
        Column("document", "text", "The document that it is from.", UNRESOLVED, "documents"),
        Column("section", "text", "The chapter that the citation names.", "the citation names no chapter"),
        Column("text", "text", "The whole readable text, verbatim: the chapeau, each item on a line of its own after"
               " its label, and what stands below them."),
        Column("chapeau", "text", "What stands before the items.", "the mandate has no items"),
        Column("closing", "text", "The paragraph below the items.", "there is none"),
        Column("missing_items", "list", "Labels of items that the document has and no page read so far shows.",
               "no item is known to be missing"),
        Column("citation", "text", "The closing parenthesis, verbatim.", "the page shows none"),
        Column("citation_year", "integer", "The year that it names.", "it names none"),
        Column("citation_place", "text", "The place that it names.", "it names none"),
        Column("first_seen", "text", "Day on which a page was first seen to show it, in whatever wording.", UNSEEN),
        Column("last_seen", "text", "Day on which a page was last seen to show it, before the records were made.",
               UNSEEN),
    ),
    _mandates,
)  # fmt: skip
COMMITMENTS: Final = Table(
    "commitments",
    "What was promised, whatever the language: a mandate, or two that are each other's translation.",
    "A row is a commitment with at least one mandate in this export. This is the count that people mean.",
    ("id",),
    (
        Column("id", "text", "The id of its English mandate, which may not be in this export, else of its mandate."),
        Column("summit", "integer", "Year of the summit that adopted it.", UNRESOLVED, "summits"),
        Column("document", "text", "The document that it is from.", UNRESOLVED, "documents"),
    ),
    _commitments,
)
ITEMS: Final = Table(
    "items",
    "The lettered or numbered sub-items of each mandate, joined from all the pages that show it.",
    "A row is an item of a mandate of one language. Items that no page shows have no row: see missing_items.",
    ("mandate", "number"),
    (OF_MANDATE, NUMBER, Column("label", "text", "Its label, such as c or c.1.", "a bullet, which has no label"),
     Column("text", "text", "Its words, verbatim, without the label.")),
    _items,
)  # fmt: skip
PLACEMENTS: Final = Table(
    "placements",
    "Where each mandate stands: each appearance on a page of the site.",
    "A row is one appearance. A mandate on three theme pages has three rows, so this is no count of mandates.",
    ("mandate", "number"),
    (
        OF_MANDATE, NUMBER,
        Column("page", "text", "The page.", of="pages"),
        Column("position", "integer", "Counts the page's items from 1."),
        Column("theme", "text", "The page's theme.", "the page is of no known theme", "themes"),
        Column("label", "text", "The marker as printed; no identity, since pages number anew.", "none is printed"),
        Column("url", "text", "Address of the page.", "the page was saved, and its address is not known"),
        Column("sha256", "text", "SHA-256 of the page's bytes as they were read."),
        Column("text", "text", "What this page shows, where it differs from the mandate's text.",
               "it shows the mandate's text, or some of its items"),
        Column("citation", "text", "What this page shows, where it differs from the mandate's citation.",
               "it shows the same"),
        Column("closing", "text", "What this page shows below the items.", "it shows nothing there"),
        Column("starts", "integer", "Offset in the decoded page where the text begins.", "it is not known"),
        Column("ends", "integer", "Offset in the decoded page where the text ends.", "it is not known"),
    ),
    _placements,
)  # fmt: skip
PLACEMENT_ITEMS: Final = Table(
    "placement_items",
    "The items that each page shows of a mandate: pages show excerpts.",
    "A row is an item as one page shows it, so an item on three pages has three rows.",
    ("mandate", "placement", "number"),
    (
        OF_MANDATE,
        Column("placement", "integer", "Number of the placement within the mandate, as in placements."),
        Column("number", "integer", "Counts from 1 within the placement."),
        Column("label", "text", "Its label.", "a bullet, which has no label"),
        Column("text", "text", "Its words as this page has them, verbatim."),
    ),
    _placement_items,
)
MANDATE_THEMES: Final = Table(
    "mandate_themes",
    "The themes whose pages show each mandate.",
    "A row is a mandate under one theme. A mandate under two themes has two rows, so sums over themes exceed the count"
    " of mandates.",
    ("mandate", "theme"),
    (OF_MANDATE, Column("theme", "text", "Slug of the theme or sub-theme.", of="themes")),
    _mandate_themes,
)
TWINS: Final = Table(
    "twins",
    "For each mandate, the one that says the same in the other language, and what speaks for it.",
    "A row is a mandate whose twin was found, so a pair that is wholly in the export has two rows.",
    ("mandate",),
    (
        OF_MANDATE,
        Column("twin", "text", "Id of the mandate in the other language.", of="mandates", loose=True),
        Column("score", "number", "How alike the two are, from 0 to 1."),
        Column("evidence", "list", "What the two share.", "nothing by itself; their order on the pages decided"),
    ),
    _twins,
)
DEADLINES: Final = Table(
    "deadlines",
    "By when something is to be done, in the words that say so.",
    "A row is a phrase, and an item that has its chapeau's deadline has a row too (inherited): count distinct mandates,"
    " or rows that are not inherited.",
    ("mandate", "number"),
    (
        OF_MANDATE, NUMBER,
        Column("kind", "text", "date, event (a meeting), period (from the summit's date) or recurring."),
        Column("year", "integer", "The year in which it ends.", "no year follows with certainty"),
        Column("text", "text", "The words that say so, verbatim."),
        Column("target", "text", "The quantity beside them, verbatim.", "none stands beside them"),
        LABEL,
        Column("inherited", "boolean", "Whether the item has it from its chapeau."),
        *SPAN,
    ),
    _deadlines,
)  # fmt: skip
ADDRESSEES: Final = Table(
    "addressees",
    "The bodies that mandates name, and in which role. Governments are asked everything and are not listed.",
    "A row is one mention: a body that a mandate names twice has two rows.",
    ("mandate", "number"),
    (
        OF_MANDATE, NUMBER,
        Column("body", "text", "Slug of the body.", of="bodies"),
        Column("role", "text", "asked to do it, partner in doing it, or named in another way."),
        Column("text", "text", "The words that name it, verbatim."),
        LABEL, *SPAN,
    ),
    _addressees,
)  # fmt: skip
NOTES: Final = Table(
    "notes",
    "The footnotes of mandates.",
    "A row is a footnote.",
    ("mandate", "number"),
    (OF_MANDATE, NUMBER, Column("text", "text", "Its words, verbatim.")),
    _notes,
)
ALSO_CITED: Final = Table(
    "also_cited",
    "Citations that stand before the last one, which is the mandate's own.",
    "A row is a citation.",
    ("mandate", "number"),
    (
        OF_MANDATE, NUMBER,
        Column("text", "text", "The citation, verbatim."),
        Column("year", "integer", "The year that it names.", "it names none"),
        Column("place", "text", "The place that it names.", "it names none"),
        Column("document", "text", "The document that it names.", "it names none that the tables know", "documents"),
    ),
    _also_cited,
)  # fmt: skip
EACH: Final = (
    MANDATES, COMMITMENTS, ITEMS, PLACEMENTS, PLACEMENT_ITEMS, MANDATE_THEMES, TWINS, DEADLINES, ADDRESSEES, NOTES,
    ALSO_CITED,
)  # fmt: skip
