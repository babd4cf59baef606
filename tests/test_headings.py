"""What stands above a page's items: which line is its heading, and what is none of its items though it is a list."""

import pytest

from test_parse import LIMA, parsed

ITEM = f"  1. Mend the harbour lamps. {LIMA}\n"


@pytest.mark.parametrize(
    ("heading", "theme", "language"),
    [
        ("HEALTH: Snake Bites", "health", "en"),
        ("HEALTH – Snake Bites", "health", "en"),
        ("Health: Snake Bites", "health", "en"),
        ("SALUD: Mordeduras de Serpiente", "health", "es"),
        ("MIGRACION: Aves", "migration", "es"),
    ],
)
def test_an_unknown_sub_theme_has_its_parent_and_a_warning(heading: str, theme: str, language: str) -> None:
    records = parsed(f"{heading}\n{ITEM}")
    assert (records.page.heading, records.page.theme, records.page.language) == (heading, theme, language)
    (warning,) = records.diagnostics
    assert (warning.code, warning.severity, warning.text) == ("unknown-theme", "warning", heading)
    assert warning.message.endswith(f"taken as {theme}")


@pytest.mark.parametrize(
    ("page", "heading", "theme"),
    [
        pytest.param("/sisca/health_bites_sp.html", "", "health", id="by the file name"),
        pytest.param("/sisca/health_bites.html", "SECURITY: Snakes", "security", id="the heading before the file name"),
        pytest.param("/sisca/health_nutrition.html", "HEALTH: Snakes", "health/nutrition", id="a known file name"),
        pytest.param("/sisca/health_nutrition.html", "SECURITY: Snakes", "security", id="of another theme"),
        pytest.param("/sisca/bites.html", "BITES: Snakes", None, id="neither"),
    ],
)
def test_heading_and_file_name_tell_together(page: str, heading: str, theme: str | None) -> None:
    assert parsed(f"{heading}\n{ITEM}", page).page.theme == theme


def test_a_sentence_that_begins_with_a_theme_is_no_heading() -> None:
    sentence = "Education: the ministers met in the town of the lamps and told what they had mended."
    records = parsed(f"SECURITY: Public Policies\n\n{sentence}\n\n{ITEM}")
    assert records.page.heading == "SECURITY: Public Policies"
    assert [d.code for d in records.diagnostics] == ["stray-text"]
