"""What closes a mandate below its sub-items, and a title above its lead-in: neither is part of an item."""

import pytest

from mandates_cli.model import Mandate
from mandates_cli.parse import assemble
from mandates_cli.parse.provenance import Source, verify
from test_parse import LIMA, balanced, parsed

LEAD, CLOSING = "Seeing that the tasks are:", "Minding the lakes, they will do so"
ITEMS = ("Keeping lakes clean;", "Counting the fish,")


def read(page: str, media_type: str = "text/plain") -> Mandate:
    """The one mandate of a page, every text of which is cut out of the page again."""
    records = parsed(page, media_type=media_type)
    assert balanced(records)
    (mandate,) = assemble([records]).mandates
    proof = verify([mandate], lambda _: Source(page.encode(), media_type, None))
    assert (proof.faults, proof.unplaced) == ([], 0)
    return mandate


TEXTS = {
    "at the lead-in's depth": "  • {lead}\n\n    • {a}\n    • {b}\n    {closing} {cited}.\n",
    "after a blank line": "  1. {lead}\n\n    • {a}\n\n    • {b}\n\n    {closing} {cited}\n",
    "as deep as the lead-in's marker": "  1. {lead}\n    a. {a}\n    b. {b}\n  {closing} {cited}\n",
    "at the margin": "  1. {lead}\n\n    • {a}\n    • {b}\n\n{closing} {cited}\n",
    "all lead-ins at the margin": "1. {lead}\n\n    • {a}\n    • {b}\n\n{closing} {cited}\n",
    "its citation in a line of its own": "  1. {lead}\n    • {a}\n    • {b}\n    {closing}\n    {cited}\n",
    "deeper items": "  1. {lead}\n        a. {a}\n        b. {b}\n\n     {closing} {cited}\n",
}
MARKUP = {
    "in the item": "<ol><li>{lead}<ul><li>{a}</li><li>{b}</li></ul>{closing} {cited}</li></ol>",
    "a paragraph in the item": "<ol><li>{lead}<ul><li>{a}</li><li>{b}</li></ul><p>{closing} {cited}</p></li></ol>",
    "a paragraph below the lists": "<ol><li>{lead}<ul><li>{a}</li><li>{b}</li></ul></li></ol><p>{closing} {cited}</p>",
    "lists beside one another": "<ol><li>{lead}</li></ol><ul><li>{a}</li><li>{b}</li></ul><p>{closing} {cited}</p>",
    "a list within a list": "<ol><li>{lead}</li><ul><li>{a}</li><li>{b}</li></ul><p>{closing} {cited}</p></ol>",
    "a typed lead-in": "<p>1. {lead}</p><ul><li>{a}</li><li>{b}</li></ul><p>{closing} {cited}</p>",
    "its citation apart": "<ol><li>{lead}<ul><li>{a}</li><li>{b}</li></ul><p>{closing}</p><p>{cited}</p></li></ol>",
}
PAGES = [pytest.param(f"HEALTH\n{shape}", "text/plain", id=name) for name, shape in TEXTS.items()]
PAGES += [pytest.param(f"<h2>HEALTH</h2>{shape}", "text/html", id=name) for name, shape in MARKUP.items()]


@pytest.mark.parametrize(("page", "media_type"), PAGES)
def test_what_stands_below_the_sub_items_closes_the_mandate(page: str, media_type: str) -> None:
    filled = page.format(lead=LEAD, a=ITEMS[0], b=ITEMS[1], closing=CLOSING, cited=LIMA)
    mandate = read(filled, media_type)
    assert mandate.chapeau == LEAD
    assert tuple(item.text for item in mandate.items) == ITEMS
    assert mandate.closing == CLOSING
    assert mandate.text.splitlines()[0] == LEAD
    assert mandate.text.splitlines()[-1] == CLOSING
    assert mandate.citation
    assert mandate.citation.document == "2018-lima-commitment"


KEPT = {
    "its next line": ("  1. Mend:\n    a. a roof;\n    b. a wall\n       by night. {cited}\n", "a wall by night."),
    "its next line, as deep as its label": (
        "  1. Mend:\n    a. a roof of the house that stands on the quay;\n    b. each wall of the house that stands"
        "\n    by the water. {cited}\n",
        "each wall of the house that stands by the water.",
    ),
    "its next line, where a name had no room": (
        "  1. Mend what has been said to be broken in each port:\n    b. each wall that was raised with help of the"
        "\n    Organization of Pilots by night.\n    {cited}\n",
        "each wall that was raised with help of the Organization of Pilots by night.",
    ),
    "its own paragraph": ("  1. Mend:\n    b. a wall.\n\n       Do it soon. {cited}\n", "a wall. Do it soon."),
    "lines at the margin": ("  1. Mend:\n\n    b. each wall of the\nhouse by night. {cited}\n",
                            "each wall of the house by night."),
    "all at one depth": ("1. Mend:\n\nb. a wall.\n\nDo it soon. {cited}\n", "a wall. Do it soon."),
}  # fmt: skip


@pytest.mark.parametrize(("page", "last"), KEPT.values(), ids=list(KEPT))
def test_what_goes_on_in_the_last_sub_item_closes_nothing(page: str, last: str) -> None:
    mandate = read("HEALTH\n" + page.format(cited=LIMA))
    assert (mandate.items[-1].text, mandate.closing) == (last, None)


def test_a_paragraph_among_the_sub_items_is_told() -> None:
    page = f"HEALTH\n  1. Mend:\n\n    • a roof;\n\n    And also:\n\n    • a wall. {LIMA}\n"
    records = parsed(page)
    (mandate,) = assemble([records]).mandates
    assert [item.text for item in mandate.items] == ["a roof; And also:", "a wall."]
    assert mandate.closing is None
    assert [(d.code, d.text) for d in records.diagnostics] == [("doubtful", "And also:")]


def test_a_paragraph_below_the_items_of_a_sub_item_is_told() -> None:
    page = (
        f"<ol><li>Mend:<ul><li>piers:<ul><li>of wood;</li></ul>Do so soon.</li><li>a wall. {LIMA}</li></ul></li></ol>"
    )
    records = parsed(f"<h2>HEALTH</h2>{page}", media_type="text/html")
    (mandate,) = assemble([records]).mandates
    assert [item.text for item in mandate.items] == ["piers:", "of wood; Do so soon.", "a wall."]
    assert [(d.code, d.text) for d in records.diagnostics] == [("doubtful", "Do so soon.")]


def test_a_citation_below_the_sub_items_closes_without_words() -> None:
    mandate = read(f"HEALTH\n  1. Mend:\n\n    • a roof;\n\n    • a wall.\n\n    {LIMA}\n")
    assert (mandate.items[-1].text, mandate.closing) == ("a wall.", None)


def test_pages_with_and_without_the_closing_make_one_mandate() -> None:
    page = f"HEALTH\n  1. Mend the whole pier:\n\n    • {{}}\n\n    {{}}{LIMA}\n"
    pages = [
        parsed(page.format("a. a roof;", ""), "a.txt"),
        parsed(page.format("b. a wall,", "And do so soon. "), "b.txt"),
    ]
    (mandate,) = assemble(pages).mandates
    assert [(item.label, item.text) for item in mandate.items] == [("a", "a roof;"), ("b", "a wall,")]
    assert mandate.text == "Mend the whole pier:\na. a roof;\nb. a wall,\nAnd do so soon."
    assert [placement.closing for placement in mandate.placements] == [None, "And do so soon."]


@pytest.mark.parametrize(
    ("page", "media_type"),
    [
        (f"HEALTH\n  • II.9. Lakes and Ponds\n    {LEAD}\n    • {ITEMS[0]} {LIMA}\n", "text/plain"),
        (f"HEALTH\n  • II.9. Lakes and Ponds:\n    {LEAD}\n    • {ITEMS[0]} {LIMA}\n", "text/plain"),
        (f"HEALTH\n  • Lakes and Ponds\n\n    {LEAD}\n    • {ITEMS[0]} {LIMA}\n", "text/plain"),
        (f"<h2>SALUD</h2><ul><li>II.9. Lagos y lagunas<br>{LEAD}<ul><li>{ITEMS[0]} {LIMA}</ul></ul>", "text/html"),
        (f"<h2>HEALTH</h2><ol><li><p>Lakes and Ponds</p><p>{LEAD}</p><ul><li>{ITEMS[0]} {LIMA}</ul></ol>", "text/html"),
    ],
)
def test_a_title_above_the_lead_in_is_no_part_of_it(page: str, media_type: str) -> None:
    records = parsed(page, media_type=media_type)
    (mandate,) = assemble([records]).mandates
    assert (mandate.chapeau, [item.text for item in mandate.items]) == (LEAD, [ITEMS[0]])
    assert [d.code for d in records.diagnostics] == ["section-title"]
    assert balanced(records)


@pytest.mark.parametrize(
    "first",
    ["Mend the walls", "Mend the Walls.", "In each of the Ports that the Pilots of the Bay Keep", "Lakes and Ponds:"],
)
def test_a_first_line_that_may_be_a_sentence_stays_in_the_text(first: str) -> None:
    assert read(f"HEALTH\n  1. {first}\n\n     They do so soon. {LIMA}\n").text == f"{first} They do so soon."


def test_a_name_that_a_narrow_page_parts_is_no_title() -> None:
    page = f"HEALTH\n  1. Inter-American\n     Bank of Pilots\n     lends boats.\n     {LIMA}\n"
    assert read(page).text == "Inter-American Bank of Pilots lends boats."
