"""Items that end with a document's name without a year, as older pages have them: where they end, and where not."""

import pytest

from mandates_cli.parse import assemble
from test_parse import balanced, parsed

NAMED, PLAN = "(Declaration of Nuevo León)", "(Plan of Action Québec)"
CITED = "(Plan of Action Québec, 2001)"


def test_an_older_page_gives_its_items_with_the_numbers_that_it_prints() -> None:
    page = (
        f"MIGRATION: Migrant Human Rights\n\n  22. Halve the cost. {NAMED}.\n\n"
        f"  196. Match the figures;{PLAN}.\n\n  9. Keep the shores:\n\n    a. by day;\n\n    b. by night. {NAMED}\n"
    )
    records = parsed(page)
    assert records.diagnostics == ()
    assert balanced(records)
    shown = [(e.label, e.text, e.document, e.summit, e.citation and e.citation.year) for e in records.excerpts]
    assert shown == [
        ("22.", "Halve the cost.", "2004-declaration", 2004, 2004),
        ("196.", "Match the figures;", "2001-plan-of-action", 2001, 2001),
        ("9.", "Keep the shores:", "2004-declaration", 2004, 2004),
    ]
    assert [item.text for item in records.excerpts[2].items] == ["by day;", "by night."]


@pytest.mark.parametrize(
    ("after", "media_type"),
    [
        pytest.param("", "text/plain", id="nothing"),
        pytest.param("\n  1. Count the poles. (Declaration of Port of Spain)\n", "text/plain", id="an item"),
        pytest.param("\n    9. Count them. (Declaration of Port of Spain)\n", "text/plain", id="deeper"),
        pytest.param("\nPlan of Action\n", "text/plain", id="a title"),
        pytest.param("\nThey went home in the evening.\n", "text/plain", id="text outside the list"),
        pytest.param("\n2\n\n© Summits of the Americas\n", "text/plain", id="the foot of the page"),
        pytest.param("<p>They went home in the evening.</p>", "text/html", id="a paragraph outside"),
        pytest.param("<h3>Plan of Action</h3>", "text/html", id="a heading"),
    ],
)
def test_an_item_ends_with_a_name_where_nothing_more_of_it_follows(after: str, media_type: str) -> None:
    item = f"  1. Halve the cost. {NAMED}.\n" if media_type == "text/plain" else f"<ol><li>Halve it. {NAMED}</li></ol>"
    records = parsed(f"{'HEALTH' if media_type == 'text/plain' else '<h2>HEALTH</h2>'}\n{item}{after}", "p", media_type)
    assert records.excerpts[0].document == "2004-declaration"
    assert NAMED not in records.excerpts[0].text
    assert balanced(records)


@pytest.mark.parametrize(
    ("page", "text"),
    [
        pytest.param(
            f"<ol><li><p>Heed the word {NAMED}.</p><p>Do so soon. {CITED}</p></li></ol>",
            f"Heed the word {NAMED}. Do so soon.",
            id="a paragraph follows",
        ),
        pytest.param(
            f"<ol><li>Heed:<ul><li>the word {NAMED};</li><li>the deed. {CITED}</li></ul></li></ol>",
            f"Heed:\nthe word {NAMED};\nthe deed.",
            id="a sub-item follows",
        ),
        pytest.param(
            f"<ol><li>Heed the word {NAMED} and the deed. {CITED}</li></ol>",
            f"Heed the word {NAMED} and the deed.",
            id="within a sentence",
        ),
        pytest.param(
            f"<ol><li>Heed the word (Declaration of Human Rights). {CITED}</li></ol>",
            "Heed the word (Declaration of Human Rights).",
            id="another declaration before the citation",
        ),
    ],
)
def test_a_name_within_an_item_is_part_of_it(page: str, text: str) -> None:
    records = parsed(f"<h2>HEALTH</h2>{page}", media_type="text/html")
    (mandate,) = assemble([records]).mandates
    assert (mandate.text, mandate.document) == (text, "2001-plan-of-action")
    assert balanced(records)


def test_a_name_before_the_citation_is_cited_too() -> None:
    (mandate,) = assemble([parsed(f"HEALTH\n  1. Halve the cost. {NAMED} {CITED}\n")]).mandates
    assert (mandate.text, [other.document for other in mandate.also_cited]) == ("Halve the cost.", ["2004-declaration"])


def test_a_name_that_no_document_has_is_kept_and_told() -> None:
    records = parsed("HEALTH\n  1. Halve the cost. (Declaration of Lima).\n")
    (mandate,) = assemble([records]).mandates
    assert mandate.citation
    assert mandate.citation.model_dump() == {
        "text": "Declaration of Lima", "year": None, "place": None, "document": None,
    }  # fmt: skip
    assert [d.code for d in records.diagnostics] == ["unresolved-citation"]
