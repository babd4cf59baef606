"""Words of a public lexicon: whether forms of one word have one stem, and others have not."""

import json
from collections.abc import Iterable

import pytest
from lexicon import HERE, LANGUAGES, lexicon, plurals, unrelated

from mandates_cli.folding import fold
from mandates_cli.query.words import stem

# What must hold, whatever the floor says.
PLURALS = 0.998


def words(language: str) -> dict[str, float]:
    """Shares: plurals that meet their singulars, lemmas all of whose forms meet, stems that join no unrelated ones."""
    pairs = plurals(language)
    forms = {lemma: {stem(fold(form), language) for form in forms} for lemma, forms in lexicon(language).items()}
    lemmas: dict[str, list[str]] = {}
    for lemma in forms:
        lemmas.setdefault(stem(fold(lemma), language), []).append(fold(lemma))
    return {
        "plurals": share(stem(fold(one), language) == stem(fold(other), language) for one, other in pairs),
        "lemmas": share(len(stems) == 1 for stems in forms.values()),
        "apart": share(not unrelated(found) for found in lemmas.values()),
    }


def share(held: Iterable[bool]) -> float:
    found = list(held)
    return round(sum(found) / len(found), 4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_of_one_word_meet_and_other_words_do_not(language: str) -> None:
    found, floor = words(language), json.loads((HERE / "floor.json").read_text("utf-8"))[f"words {language}"]
    figures = "  ".join(f"{what} {value:.4f} (floor {floor[what]})" for what, value in found.items())
    print(f"\nwords {language}  {figures}")
    assert found["plurals"] >= PLURALS
    assert {what: value for what, value in found.items() if value < floor[what]} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lexicon_is_long(language: str) -> None:
    assert len(plurals(language)) > 4_000
    assert len(lexicon(language)) > 5_000
