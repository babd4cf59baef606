"""What a program drew around a page's own words: the running lines of a print, the borders of a table."""

import pytest

from mandates_cli import registry
from mandates_cli.parse import PageRecords, assemble, parse_page
from mandates_cli.parse.frames import unframed
from mandates_cli.parse.provenance import Source, verify

LIMA = "(Lima Commitment. Peru, 2018)"


def printed(*sheets: str, above: str = "03/05/2019 Mandates", below: str = "{} of 3") -> str:
    """Each sheet between its running lines, a form feed after each."""
    return "".join(
        f"{above.format(number)}\n\n{sheet}\n\n{below.format(number)}\n\f" for number, sheet in enumerate(sheets, 1)
    )


def parsed(text: str) -> PageRecords:
    records = parse_page(
        text.encode(),
        page="sec.txt",
        url=None,
        snapshot="",
        media_type="text/plain",
        declared_charset=None,
        registry=registry.load(),
    )
    total, *parts = records.page.account.model_dump().values()
    assert total == sum(parts)
    assert verify(assemble([records]).mandates, lambda _: Source(text.encode(), "text/plain", None)).faults == []
    return records


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("03/05/2019 Mandates", "http://www.example.org/sec.html {}/3"),
        ("03/05/2019\n\nMandates", "http://www.example.org/sec.html\n\n{}/3"),
        ("03/05/2019 Mandates\nhttp://www.example.org/sec.html {}/3", ""),
        ("", "Page {}"),
        ("- {} -", ""),
    ],
    ids=["one line", "lines of their own", "all above", "a number", "between dashes"],
)
def test_an_item_goes_on_over_the_sheets_of_a_print(above: str, below: str) -> None:
    sheets = ("SECURITY\n1. Mend the lamps of", f"every harbour. {LIMA}\n2. Count the herons of the", f"river. {LIMA}")
    found = parsed(printed(*sheets, above=above, below=below))
    assert [excerpt.text for excerpt in found.excerpts] == [
        "Mend the lamps of every harbour.",
        "Count the herons of the river.",
    ]
    assert found.diagnostics == ()


def test_sheets_are_counted_from_any_number() -> None:
    sheets = f"1. Mend the lamps of\n\n7\n\fevery harbour. {LIMA}\n\n8\n\f"
    assert [excerpt.text for excerpt in parsed(sheets).excerpts] == ["Mend the lamps of every harbour."]


def test_a_sentence_that_ends_with_its_sheet_ends_its_paragraph() -> None:
    found = parsed(printed(f"1. Mend the lamps. {LIMA}", "  © Summits of the Americas"))
    assert [(excerpt.text, excerpt.document) for excerpt in found.excerpts] == [
        ("Mend the lamps.", "2018-lima-commitment")
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"1. Mend the lamps. {LIMA}\n\f2. Count the herons. {LIMA}\n",
        f"1. Mend the lamps. {LIMA}\n",
        f"1. Mend 3 lamps. {LIMA}\n\f1. Mend 3 lamps. {LIMA}\n",
        "",
        "\f\f",
        "+-",
        "\n+-no border-+\n| Mend the lamps |",
        "+5 degrees | -5 degrees\n+-5 degrees",
    ],
)
def test_what_is_the_pages_own_is_left_alone(text: str) -> None:
    assert unframed(text) == (text, 0)


def test_a_row_with_text_where_a_border_should_be_keeps_it() -> None:
    assert unframed("+----+----+\n| Mend the lamps |\n+----+----+") == ("| Mend the lamps |", 22)


def test_a_table_is_read_cell_by_cell() -> None:
    """As pandoc draws a layout table."""
    table = """\
+-----------------------+------------+
|                       | MANDATES   |
+:=====================:+============+
| SECURITY              | Seen in    |
|                       | 2019       |
| 1.  Mend the lamps of |            |
|     every harbour,    |            |
|     to include:       |            |
|     -   c. ropes.     |            |
|         (Lima         |            |
|         Commitment.   |            |
|         Peru, 2018)   |            |
+-----------------------+------------+

© Summits of the Americas
"""
    found = parsed(table)
    (excerpt,) = found.excerpts
    assert found.page.heading == "SECURITY"
    assert (excerpt.text, [(item.label, item.text) for item in excerpt.items], excerpt.document) == (
        "Mend the lamps of every harbour, to include:",
        [("c", "ropes.")],
        "2018-lima-commitment",
    )
