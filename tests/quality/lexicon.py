"""Words and their forms, in files beside this one: what a search has to bring together. Making them anew:

pip install wordfreq simplemma
python tests/quality/lexicon.py
"""

import re
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
LANGUAGES: Final = ("en", "es")
MOST: Final = 40_000
SHORTEST: Final = 4
SPELLINGS: Final = re.compile("qu|z|gu|j")
ABOUT: Final = """\
# The commonest {most:,} words of wordfreq, by simplemma's lemma: a line is a lemma and those of its forms. Lemmas of
# fewer than two forms, or {shortest} letters, are left out. Made by lexicon.py.
# Sources: wordfreq 3.1 (Robyn Speer; data CC BY-SA 4.0), simplemma 2.0 (Adrien Barbaresi; MIT).
# This file is CC BY-SA 4.0.
"""


def lexicon(language: str) -> dict[str, list[str]]:
    """The forms of each lemma, the lemma too where it is one of the commonest words."""
    lines = (HERE / f"lexicon.{language}.txt").read_text("utf-8").splitlines()
    entries = (line.split() for line in lines if not line.startswith("#"))
    return {lemma: forms for lemma, *forms in entries}


def plurals(language: str) -> list[tuple[str, str]]:
    """Singulars and the plurals that spelling makes of them."""
    return [
        (lemma, form)
        for lemma, forms in lexicon(language).items()
        if lemma in forms
        for form in forms
        if form in _plurals(lemma, language)
    ]


def _plurals(word: str, language: str) -> tuple[str, ...]:
    bare = word[:-2] + word[-2:].translate(str.maketrans("áéíóú", "aeiou"))  # nación, naciones; bambú, bambúes
    endings = ((word, "s"), (word, "es"), (bare, "es"))
    changed = (word[:-1], "ces" if language == "es" else "ies") if word[-1] in "zy" else (word, "s")
    return tuple(start + end for start, end in (*endings, changed))


def unrelated(lemmas: list[str]) -> bool:
    """Whether the consonants of two of them begin alike for less than half of the longer: solo and solidaridad do so,
    encontrar and encuentro do not."""
    consonants = [re.sub("[aeiouh]", "", SPELLINGS.sub(_one_sound, lemma)) for lemma in lemmas]
    return any(2 * _alike(*pair) < max(map(len, pair)) for pair in combinations(consonants, 2))


def _alike(one: str, other: str) -> int:
    """With how many letters both begin."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _one_sound(match: re.Match[str]) -> str:
    return {"qu": "c", "z": "c", "gu": "g", "j": "g"}[match[0]]


def _make() -> None:
    import simplemma  # type: ignore[import-not-found]
    import wordfreq  # type: ignore[import-not-found]

    for language in LANGUAGES:
        forms = defaultdict(list)
        for word in wordfreq.top_n_list(language, MOST):
            lemma = simplemma.lemmatize(word, lang=language)
            if word.isalpha() and lemma.isalpha() and len(lemma) >= SHORTEST:
                forms[lemma.lower()].append(word)
        lines = (" ".join((lemma, *found)) for lemma, found in sorted(forms.items()) if len({*found, lemma}) > 1)
        text = ABOUT.format(most=MOST, shortest=SHORTEST) + "".join(f"{line}\n" for line in lines)
        (HERE / f"lexicon.{language}.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    _make()
