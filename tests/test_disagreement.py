"""Where a text and its twin differ in a number or a date: what is told, and what is left alone."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from conftest import Run, Take
from mandates_cli.model import Diagnostic
from mandates_cli.parse import assemble
from test_twins import ALL, BELLS, FISH, MUSIC, page, text_of

SCHOOLS = (
    "Build {} rural schools and train {} teachers of music and history in the island provinces{}.",
    "Construir {} escuelas rurales y capacitar a {} docentes de música e historia en las provincias insulares{}.",
)


def told(*texts: tuple[str, str]) -> list[Diagnostic]:
    """What is told of pages that list these, between others that agree."""
    everything = [FISH, *texts, MUSIC]
    pages = [page("democracy", code, *(pair[n] for pair in everything)) for n, code in enumerate(("en", "es"))]
    return [one for one in assemble(pages).diagnostics if one.code == "twins-disagree"]


def schools(ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, str]:
    return SCHOOLS[0].format(*ours), SCHOOLS[1].format(*theirs)


FOUND = [
    pytest.param(("1,000", "20", ""), ("2,000", "20", ""), "1,000", "2,000", id="a count"),
    pytest.param(("1,000", "20", ""), ("10.000", "20", ""), "1,000", "10.000", id="a zero too many"),
    pytest.param(("40", "20", " by 2010"), ("40", "20", " para el 2012"), "2010", "2012", id="a year"),
    pytest.param(("40", "20", " by 10 May 2010"), ("40", "20", " antes del 10 de marzo de 2010"), "May", "marzo",
                 id="a month"),
    pytest.param(("40", "20", ", 50 percent of them"), ("40", "20", ", el 15 por ciento"), "50", "15", id="a share"),
    pytest.param(("3 million", "20", ""), ("3 mil", "20", ""), "3 million", "3 mil", id="a unit"),
    pytest.param(("40", "20", " by 2010"), ("40", "20", ""), "2010", None, id="a date that is missing"),
]  # fmt: skip
LEFT_ALONE = [
    pytest.param(("1,000", "20", ""), ("1.000", "20", ""), id="each language's sign for thousands"),
    pytest.param(("1,000", "20", ""), ("1,000", "20", ""), id="the other language's sign"),
    pytest.param(("1,000", "20", ""), ("mil", "20", ""), id="a number in words"),
    pytest.param(("1.5 million", "20", ""), ("1,5 millones de", "20", ""), id="a decimal sign"),
    pytest.param(("2 billion", "20", ""), ("2.000 millones de", "20", ""), id="a thousand millions"),
    pytest.param(("twenty", "20", ""), ("20", "veinte", ""), id="words and digits"),
    pytest.param(("40", "20", " in a decade"), ("40", "20", " en 10 años"), id="a decade"),
    pytest.param(("40", "20", ", half of them by 2010"), ("40", "20", ", el 50% para el 2010"), id="a half"),
    pytest.param(("40", "20", ", and may reach 2 islands"), ("40", "20", ", y llegar a 2 islas"), id="no month"),
    pytest.param(("40", "20", " in the 21st century"), ("40", "20", " en el siglo XXI"), id="a century"),
    pytest.param(("40", "20", ", as COVID-19 requires"), ("40", "20", ", como exige la COVID-19"), id="a name"),
    pytest.param(("40", "20", ""), ("40", "20", ", con 3 maestros"), id="a number that only one has"),
    pytest.param(("40", "20", " (see the 2003 census)"), ("40", "20", ""), id="a year that is no deadline"),
]


@pytest.mark.parametrize(("ours", "theirs", "english", "spanish"), FOUND)
def test_a_number_that_the_other_text_contradicts_is_told(
    ours: Sequence[str], theirs: Sequence[str], english: str, spanish: str | None
) -> None:
    (one,) = told(schools(ours, theirs))
    assert (one.page, one.severity) == ("democracy-en.txt", "warning")
    assert one.line is not None
    assert english in one.text
    assert (spanish or "no such date") in one.message
    assert "the Spanish text says" in one.message
    assert "democracy-es.txt:" in one.message


@pytest.mark.parametrize(("ours", "theirs"), LEFT_ALONE)
def test_what_both_texts_may_mean_alike_is_left_alone(ours: Sequence[str], theirs: Sequence[str]) -> None:
    assert told(schools(ours, theirs)) == []


def test_texts_that_differ_in_their_only_number_are_no_twins_and_told() -> None:
    """Words and place say that they are the same commitment; a number alone keeps them apart."""
    only = (
        "Plant mangrove forests along every island coast by 2010.",
        "Plantar bosques de manglar en cada costa insular para 2015.",
    )
    (one,) = told(only)
    assert "2010" in one.text
    assert "2015" in one.message
    pages = [page("democracy", code, *(pair[n] for pair in (FISH, only, MUSIC))) for n, code in enumerate(("en", "es"))]
    assert all(mandate.twin is None for mandate in assemble(pages).mandates if "201" in mandate.text)
    other = (only[0], "Celebrar elecciones libres antes de 2015 con observadores.")
    assert told(other) == []


def test_items_are_compared_by_label_and_found_wherever_they_are() -> None:
    """A page shows an excerpt, and another language may letter its items otherwise."""
    ours = "Improve the ferries of the islands, to include:\na. 12 harbours in the north;\nb. 300 life boats."
    theirs = (
        "Mejorar los transbordadores de las islas, que incluyan:\na. 12 puertos en el norte;\nb. 500 botes salvavidas."
    )
    (one,) = told((ours, theirs))
    assert "300" in one.text
    assert "500" in one.message
    moved = (
        "Mejorar los transbordadores de las islas, que incluyan:\na. 300 botes salvavidas;\nb. 12 puertos en el norte."
    )
    assert told((ours, moved)) == []
    shown = (
        "Mejorar los transbordadores de las islas, que incluyan:\na. 12 puertos en el norte;\nc. 500 botes salvavidas."
    )
    assert told((ours, shown)) == []


def test_the_publisher_is_told_with_both_texts_and_places(take: Take, run: Run, data: Path, tmp_path: Path) -> None:
    pair = schools(("40", "20", " by 2010"), ("40", "20", " para el 2012"))
    for number, code in enumerate(("en", "es")):
        texts = [each[number] for each in (*ALL, pair, BELLS)]
        (tmp_path / f"democracy-{code}.txt").write_text(text_of("democracy", code, texts), "utf-8")
        take(tmp_path / f"democracy-{code}.txt")
    (row,) = [
        d for d in json.loads(run("check", "--json", "--data-dir", str(data)).stdout) if d["code"] == "twins-disagree"
    ]
    assert row["severity"] == "warning"
    report = run("check", "--publisher", "--data-dir", str(data)).stdout
    entry = report[report.index("- Line ", report.index("2010") - 80) :]
    assert "by 2010" in entry
    assert "para el 2012" in entry
    assert "democracy-es.txt" in entry
    assert "differ in a number or a date. Check which is right." in entry
