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
    matches(text, known)
