"""A citation at the end of a text: what is found, what is left alone, and what only a known name decides."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mandates_cli import registry
from mandates_cli.parse.citation import Match, match, matches

LABELS = Path(__file__).parent / "data" / "citations.csv"
MIAMI = "Plan of Action Miami, 1994"
SPAIN = "Declaration of Port of Spain, 2009"


def known(label: str) -> bool:
    return label in (MIAMI, SPAIN)


def labels() -> Iterator[str]:
    with LABELS.open(encoding="utf-8") as file:
        yield from (row["label"] for row in csv.DictReader(file))


@pytest.mark.parametrize("label", list(labels()))
@pytest.mark.parametrize(
    "frame", [" ({}).", " ({})", "({})", "  ( {} ) .", "; ({});", ": ({})", " ({}.)", " [{}]", " ({}", "” ({})"]
)
def test_every_label_seen_is_found_in_every_frame(label: str, frame: str) -> None:
    found = match("Mend the ferry (FERRY) by 2030" + frame.format(label))
    assert found is not None
    assert found.label.strip(" .") == label
    assert found.body.rstrip(";:”") == "Mend the ferry (FERRY) by 2030"
    assert found.year == int(label[-4:])


@pytest.mark.parametrize(
    ("text", "body", "label"),
    [
        pytest.param(f"Mend it. ({MIAMI})", "Mend it.", MIAMI, id="plain"),
        pytest.param(f"Mend it.* ({MIAMI})*", "Mend it.*", MIAMI, id="a footnote's mark after it"),
        pytest.param(f"“Mend it ({MIAMI}).”", "“Mend it", MIAMI, id="within quotation marks"),
        pytest.param(f"«Mend it ({MIAMI})».", "«Mend it", MIAMI, id="within guillemets"),
        pytest.param(
            "Mend it (Plan (revised) of Action Miami, 1994)",
            "Mend it",
            "Plan (revised) of Action Miami, 1994",
            id="parentheses within",
        ),
        pytest.param("Mend it (Plan of Action, Lima; 2018)", "Mend it", "Plan of Action, Lima; 2018", id="a semicolon"),
        pytest.param(
            "Mend it (Lima Commitment.2018)", "Mend it", "Lima Commitment.2018", id="no blank before the year"
        ),
        pytest.param(f"({MIAMI})", "", MIAMI, id="nothing before it"),
        pytest.param(f"Mend it ({MIAMI}", "Mend it", MIAMI, id="never closed"),
        pytest.param(f"Mend (OAS) it ({MIAMI}.", "Mend (OAS) it", MIAMI, id="never closed, after an acronym"),
        pytest.param(
            "Mend it (Book of Cradles, Geneva, 1973)", "Mend it", "Book of Cradles, Geneva, 1973", id="unknown"
        ),
    ],
)
def test_citations_found(text: str, body: str, label: str) -> None:
    assert match(text) == Match(body, label, int(label[-4:]))


@pytest.mark.parametrize(
    "text",
    [
        "the Joint Lamp Group (JLG)",
        "the Fever Rules (FR) (2005)",
        "the Decade (2006-2016)",
        "the Treaty (1999)",
        "the Treaty of (Rome 1957",
        "AG/RES. 2141 (XXXV-O/05)",
        "the Convention on Ropes (Hemp Convention)",
        "one voice (Harbour Defender, Pilot’s Advocate or Mooring Prosecutor or Commissioner)",
        'as in the "Declaration of Santiago, 1998"',
        "as in the Declaration of Santiago, 1998",
        f"({MIAMI}) and then some",
        f"as asked ({MIAMI}), by 2030",
        "by the year 2030",
        "in 1998)",
        "(Plan of Action Miami, 94)",
        "(Plan of Action Miami, 1894)",
        "(Plan of Action, 1994-1998)",
        "(Plan of Action 1994/95)",
        "(Plan of Action Miami, 1994]",
        ")",
        "(",
        "",
        "1994",
        "(((((((((",
        ")))))))))",
    ],
)
def test_citations_left_alone(text: str) -> None:
    assert match(text) is None
    assert matches(text) == []


@pytest.mark.parametrize(
    ("text", "body"),
    [
        pytest.param(f"Mend it. {SPAIN})", "Mend it.", id="never opened, after a sentence"),
        pytest.param(f"Mend “it” {SPAIN}).", "Mend “it”", id="never opened, after quotation marks"),
        pytest.param(f"{SPAIN})", "", id="never opened, alone"),
        pytest.param(SPAIN, "", id="without parentheses, alone"),
        pytest.param(f"{SPAIN}.", "", id="without parentheses, alone, with a full stop"),
    ],
)
def test_a_known_name_decides(text: str, body: str) -> None:
    assert match(text) is None
    assert match(text, known) == Match(body, SPAIN, 2009)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"Mend it as in the {SPAIN})", id="within a sentence"),
        pytest.param(f"Mend it. {SPAIN}", id="without parentheses, after a sentence"),
        pytest.param("Mend it. Declaration of Nowhere, 2009)", id="not known"),
    ],
)
def test_a_known_name_within_a_sentence_is_no_citation(text: str) -> None:
    assert match(text, known) is None


@pytest.mark.parametrize(
    ("text", "body", "found"),
    [
        pytest.param(f"Mend it. ({MIAMI}) ({SPAIN}).", "Mend it.", [SPAIN, MIAMI], id="side by side"),
        pytest.param(f"Mend it. ({MIAMI}); ({SPAIN}).", "Mend it.", [SPAIN, MIAMI], id="with a semicolon"),
        pytest.param(f"Mend it ({MIAMI}) and so on ({SPAIN})", f"Mend it ({MIAMI}) and so on", [SPAIN], id="apart"),
        pytest.param(f"Mend it (FR) (2005) ({SPAIN})", "Mend it (FR) (2005)", [SPAIN], id="after a year"),
        pytest.param(f"Mend it. ({MIAMI}; {SPAIN})", "Mend it.", [f"{MIAMI}; {SPAIN}"], id="two in one parenthesis"),
        (f"Mend it as ruled (Rules of Fever, 2005) ({SPAIN})", "Mend it as ruled (Rules of Fever, 2005)", [SPAIN]),
    ],
)
def test_all_citations_at_the_end_the_last_first(text: str, body: str, found: list[str]) -> None:
    several = matches(text, known)
    assert [one.label for one in several] == found
    assert several[-1].body == body


def test_the_registry_resolves_what_is_found() -> None:
    for label in labels():
        found = match(f"Mend it. ({label}).")
        assert found is not None
        assert registry.load().resolve(found.label) is not None


@pytest.mark.parametrize(
    ("label", "document"),
    [
        pytest.param("Declaration of Nuevo León", "2004-declaration", id="a declaration"),
        pytest.param("Declaration of Nuevo Leon", "2004-declaration", id="an accent missing"),
        pytest.param("DECLARATION OF PORT OF SPAIN", "2009-declaration", id="capitals"),
        pytest.param("Declaration of Commitment of Port of Spain", "2009-declaration", id="its whole title"),
        pytest.param("Plan of Action Québec", "2001-plan-of-action", id="a plan"),
        pytest.param("Plan of Action, Quebec City", "2001-plan-of-action", id="with a comma"),
        pytest.param("Plan of Action of Santiago", "1998-plan-of-action", id="with of"),
        pytest.param("Plan of Action, Fourth Summit of the Americas", "2005-plan-of-action", id="the summit's name"),
        pytest.param("Plan de Acción de Quebec", "2001-plan-of-action", id="in Spanish"),
        pytest.param("Declaración de Puerto España", "2009-declaration", id="a declaration in Spanish"),
        pytest.param("Education, Plan of Action Québec", "2001-plan-of-action", id="a chapter before it"),
        pytest.param("Education – Plan of Action Québec", "2001-plan-of-action", id="a chapter and a dash"),
        pytest.param("Declaration of Quebec City, Canada", "2001-declaration", id="city and country"),
        pytest.param("Labour, Trade, Plan of Action Miami", "1994-plan-of-action", id="a chapter with a comma"),
        pytest.param("Education, Panama City", "2015-mandates-for-action", id="a chapter and the place"),
        pytest.param("Lima Commitment. Peru", "2018-lima-commitment", id="the country"),
        pytest.param("Declaration of Principles", "1994-declaration", id="a name that one document has"),
        pytest.param("Declaration of Lima", None, id="no such document"),
        pytest.param("Plan de Acción de Cartagena", None, id="no such plan"),
    ],
)
@pytest.mark.parametrize("frame", [" ({}).", ";({}).", " ({})", " ( {} ) .", " [{}]", " ({}.)", "” ({});"])
def test_a_name_without_a_year_is_a_citation(label: str, document: str | None, frame: str) -> None:
    tables = registry.load()
    found = match("Mend the ferry (FERRY)" + frame.format(label), named=tables.cites)
    assert found is not None
    assert (found.label, found.year) == (label, None)
    assert found.body.rstrip(";”") == "Mend the ferry (FERRY)"
    resolved = tables.resolve(label)
    assert (resolved.document.id if resolved else None) == document


@pytest.mark.parametrize(
    "text",
    [
        "one voice (Harbour Defender, Pilot’s Advocate or Mooring Prosecutor or Commissioner)",
        "the Convention on Ropes (Budapest Convention)",
        "the Joint Lamp Group (OAS)",
        "as all have (Declaration of Human Rights).",
        "as was planned (Plan of Action).",
        "as was planned (Plan de Acción).",
        "the schools (Education)",
        "the clinics (Health, Peru)",
        "where they met (Panama City).",
        "where they met (Santiago)",
        "when they met (Third Summit of the Americas)",
        "as they said (the Declaration of Santiago)",
        "as they said (see the Plan of Action Québec).",
        "as they said (Declaration of Santiago de los Caballeros)",
        "as they said (Declaration of Nuevo León) and again",
        "Mend it. Declaration of Nuevo León",
        "Mend it. Declaration of Nuevo León).",
        "Mend it (Declaration of Nuevo León",
        "Mend it (Declaration of Nuevo León]",
        "as in the “Declaration of Santiago, 1998”",
        "()",
        ")",
        "",
    ],
)
def test_what_names_no_document_without_a_year_is_left_alone(text: str) -> None:
    assert match(text, named=registry.load().cites) is None
    assert matches(text, named=registry.load().cites) == []


PIECES = st.sampled_from(
    ["(", ")", "[", "]", " ", ", ", ". ", "1994", "2022", "Plan of Action", "OAS", "é", "“", "*", SPAIN]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_what_is_found_ends_the_text(text: str) -> None:
    for found in matches(text, known):
        assert text.startswith(found.body)
        assert found.label in text[len(found.body) :]
        assert found.label.rstrip(" .;:,").endswith(str(found.year))


@pytest.mark.parametrize(
    "text",
    ["(" * 500_000, ")" * 500_000, "(a) " * 200_000 + "1994)", "x, " * 200_000 + "1994)", "(a 19" * 100_000 + ")"],
    ids=lambda text: text[:5],
)
def test_no_text_takes_for_ever(text: str) -> None:
    """What grows with the square of its length would take longer than any test may."""
    matches(text, known, named=known)
