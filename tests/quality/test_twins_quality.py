"""A declaration that was written in both languages, and not for this: which of its articles are found to be twins."""

import csv
import json
import random
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pytest
from test_meaning import HERE

from mandates_cli import registry
from mandates_cli.parse import PageRecords, assemble, parse_page

CITED = {"en": "Declaration of Port of Spain, 2009", "es": "Declaración de Puerto España, 2009"}
CHAPTERS = {
    "en": ("Education, Cartagena, 2012", "Citizen Security, Cartagena, 2012"),
    "es": ("Educación, Cartagena, 2012", "Seguridad Ciudadana, Cartagena, 2012"),
}
HEADINGS = {
    ("democracy", "en"): "DEMOCRACY", ("democracy", "es"): "DEMOCRACIA",
    ("energy", "en"): "ENERGY: Improved Access to Energy", ("energy", "es"): "ENERGÍA: Mejor Acceso a la Energía",
}  # fmt: skip
RECALL = 0.9


class Article(NamedTuple):
    number: int
    en: str
    es: str


def articles() -> list[Article]:
    with (HERE / "articles.csv").open(encoding="utf-8", newline="") as file:
        return [Article(int(row["article"]), row["en"], row["es"]) for row in csv.DictReader(file)]


def page(theme: str, language: str, shown: Iterable[Article], cited: Sequence[str]) -> PageRecords:
    """A page of these articles; each is of one of the chapters that are cited, by its number."""
    texts = (f"  1. {getattr(a, language)} ({cited[a.number % len(cited)]})." for a in shown)
    return parse_page(
        "\n\n".join((HEADINGS[theme, language], *texts)).encode(),
        page=f"{theme}-{language}.txt", url=None, snapshot="", media_type="text/plain", declared_charset=None,
        registry=registry.load(),
    )  # fmt: skip


def judged(*pages: PageRecords) -> tuple[float, float]:
    """Precision and recall, of the articles that are on pages of both languages."""
    numbers = {text: article.number for article in articles() for text in (article.en, article.es)}
    mandates = {mandate.id: mandate for mandate in assemble(pages).mandates}
    shown: dict[str, set[int]] = {"en": set(), "es": set()}
    for mandate in mandates.values():
        shown[mandate.language].add(numbers[mandate.text])
    english = [mandate for mandate in mandates.values() if mandate.language == "en" and mandate.twin]
    right = sum(numbers[m.text] == numbers[mandates[m.twin.id].text] for m in english if m.twin)
    return right / max(len(english), 1), right / len(shown["en"] & shown["es"])


def shuffled(number: int) -> list[Article]:
    found = articles()
    random.Random(number).shuffle(found)
    return found


LAYOUTS = {
    "in order": lambda: (articles(), articles(), "democracy", None),
    "shuffled": lambda: (articles(), shuffled(1), "democracy", None),
    "another theme's": lambda: (articles(), shuffled(2), "energy", None),
    "half in Spanish": lambda: (articles(), shuffled(3)[:15], "democracy", None),
    "half in English": lambda: (shuffled(4)[:15], articles(), "energy", None),
    "halves that share ten": lambda: (articles()[:20], articles()[10:], "democracy", None),
    "of two chapters": lambda: (articles(), shuffled(5), "democracy", CHAPTERS),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_articles_are_twins_of_themselves_whatever_their_order(layout: str) -> None:
    english, spanish, theme, chapters = LAYOUTS[layout]()
    cited = chapters or {language: (label,) for language, label in CITED.items()}
    precision, recall = judged(page("democracy", "en", english, cited["en"]), page(theme, "es", spanish, cited["es"]))
    floor = json.loads((HERE / "floor.json").read_text("utf-8"))["twins"][layout]
    print(f"\ntwins {layout}  precision {precision:.3f} (floor 1)  recall {recall:.3f} (floor {floor})")
    assert precision == 1.0
    assert recall >= max(floor, RECALL)


def test_articles_of_which_the_other_page_has_none_have_no_twin() -> None:
    found = shuffled(6)
    cited = {language: (label,) for language, label in CITED.items()}
    pages = page("democracy", "en", found[:15], cited["en"]), page("democracy", "es", found[15:], cited["es"])
    assert [mandate for mandate in assemble(pages).mandates if mandate.twin] == []
