"""What a mandate and its twin share, in words that people read."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final

from mandates_cli.folding import fold
from mandates_cli.model import Mandate, Placement
from mandates_cli.parse.translation import Text
from mandates_cli.registry import lookup

WORD: Final = re.compile(r"[^\W_]+")
# "the Amazon", "the “Amazon", but no word that begins a sentence; "OAS", "COVID-19". A pattern that begins with a
# character is looked for more quickly, so what stands before it comes second.
NAME: Final = re.compile(
    r"[A-ZÁÉÍÓÚÑ](?:(?:(?<=[^\W\d_] .)|(?<=[^\W\d_] [“\"(].))[\w-]{2,}|(?<=\b[A-Z])[A-Z]{2,}(?:-\d+)?\b)"
)
MOST_PAGES: Final = 3
MOST_WORDS: Final = 5


def evidence(
    ours: tuple[Mandate, Text],
    theirs: tuple[Mandate, Text],
    shown: Mapping[str, tuple[Placement, Placement]],
    numbers: frozenset[str],
    rank: Mapping[str, int],
    *,
    in_place: bool,
) -> Iterator[str]:
    """`shown` are their placements on the pages of themes that show both; `rank` has the
    senses that both languages have, those that tell most first."""
    (one, text), (other, counterpart) = ours, theirs
    if shown:
        yield f"pages: {', '.join(sorted(shown)[:MOST_PAGES])}"
    if words := _words(one, other, (text, counterpart), rank):
        yield f"words: {', '.join(words)}"
    if numbers:
        yield f"numbers: {', '.join(sorted(numbers))}"
    if (names := _names(one.text)) and (names := names & _names(other.text)):
        yield f"names: {', '.join(sorted(names)[:MOST_WORDS])}"
    if in_place:
        yield "place in the list"
    for _, (place, twin) in sorted(shown.items()):
        labels = labels_of(place)
        if labels and labels == labels_of(twin):
            bare = labels.count(None)
            named = [label for label in labels if label] + ([f"{bare} without a label"] if bare else [])
            yield f"items: {', '.join(named)}"
            break


def labels_of(placement: Placement) -> tuple[str | None, ...]:
    return tuple(item.label for item in placement.items)


def _names(text: str) -> frozenset[str]:
    return frozenset(map(lookup.fold, NAME.findall(text)))


def _words(one: Mandate, other: Mandate, texts: tuple[Text, Text], rank: Mapping[str, int]) -> Sequence[str]:
    """The words that tell most, each with its counterpart, as the two texts write them: education / educación."""
    ours, theirs = texts
    words, counterparts = ({s: word for word, found in text.words.items() for s in found} for text in texts)
    pairs: dict[str, str] = {}
    for sense in sorted(ours.senses & theirs.senses, key=rank.__getitem__):
        word, counterpart = words[sense], counterparts[sense]
        if word not in pairs and counterpart not in pairs.values():
            pairs[word] = counterpart
        if len(pairs) == MOST_WORDS:
            break
    written, beside = _as_written(one.text, pairs.keys()), _as_written(other.text, set(pairs.values()))
    return [
        f"{written.get(w, w)} / {beside.get(c, c)}" if w != c else written.get(w, w) for w, c in sorted(pairs.items())
    ]


def _as_written(text: str, words: Set[str]) -> dict[str, str]:
    """These folded words as the text first writes them."""
    found: dict[str, str] = {}
    for word in WORD.findall(text.replace("\u00ad", "")):
        folded = word.lower() if word.isascii() else fold(word)
        if folded in words and folded not in found:
            found[folded] = word
            if len(found) == len(words):
                break
    return found
