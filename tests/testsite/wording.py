"""How a page words an excerpt: the differences in typography that placements of one mandate show, and its citation."""

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from testsite.commitments import Kind, Sub, labelled
from testsite.pages import Excerpt, Page
from testsite.sources import Source
from testsite.words import Language

# What the text ends with, what stands between it and the parenthesis, at the inner edges of that, and after it.
STOPS: Final = (".", ".", ".", ";", ":", "")
SPACES: Final = (" ", " ", " ", "\xa0", "", "  ")
OPENINGS: Final = ("(", "(", "(", "( ")
CLOSINGS: Final = (")", ").", ").", ");", ".)", ") .")
UNCLOSED: Final = ("", ".")
BETWEEN: Final = (" ", ". ", "; ", "")


@dataclass(frozen=True)
class Node:
    """An item or sub-item as an author set it: `number` items bear a number that identifies nothing, `printed` ones the
    label of an older plan."""

    kind: Kind | Literal["printed"]
    label: str
    paragraphs: tuple[str, ...]
    below: tuple["Node", ...] = ()


@dataclass(frozen=True)
class Wording:
    """What a page shows of an excerpt, exactly, blanks folded; `node` is the same as it is to be set. `paragraphs` make
    up the text, which is the chapeau where there are items."""

    node: Node
    paragraphs: tuple[str, ...]
    items: tuple[tuple[str | None, str], ...]
    citation: str | None
    also: str | None
    note: str | None

    @property
    def text(self) -> str:
        return " ".join(self.paragraphs)


def worded(page: Page, excerpt: Excerpt, seed: int = 0) -> Wording:
    """The same whatever else the page shows, so that an excerpt stays as it is when others come before it."""
    commitment, language = excerpt.commitment, page.language
    rng = random.Random(f"{seed} {page.path} {commitment.number}")
    note = f"* {commitment.note.to(language)}." if commitment.note else None
    cited = None if commitment.uncited else _label(rng, commitment.source, language)
    also = _label(rng, commitment.also, language) if commitment.also else None
    subs = commitment.shown(excerpt.shown)
    printed = commitment.printed.to(language) if commitment.printed else ""
    bare = Node(
        "printed" if printed else "number",
        printed,
        tuple(_noisy(rng, text) for text in commitment.lead(language)),
        tuple(_node(rng, sub, language) for sub in subs),
    )
    if cited and not (commitment.labels and not subs):  # a chapeau keeps its colon
        stop = rng.choice(STOPS) + ("*" if note else "")
        bare = _at_end(bare, lambda said: (*said[:-1], said[-1][:-1] + stop))
    lead, *texts = (tuple(map(folded, node.paragraphs)) for node in _all(bare))
    full = bare
    if cited:
        closing = _citation(rng, cited, also)
        full = _at_end(bare, lambda said: _closed(rng, said, closing, note))
    items = zip((label for label, _ in labelled(subs)), map(" ".join, texts), strict=True)
    return Wording(full, lead, tuple(items), cited, also, note)


def folded(text: str) -> str:
    return " ".join(text.split())


def _node(rng: random.Random, sub: Sub, language: Language) -> Node:
    below = tuple(_node(rng, inner, language) for inner in sub.below)
    return Node(sub.kind, sub.label or "", (_noisy(rng, sub.text(language)),), below)


def _all(node: Node) -> Iterator[Node]:
    yield node
    for inner in node.below:
        yield from _all(inner)


def _at_end(node: Node, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Node:
    """The node with its last paragraphs changed, those of its last sub-item where it has some."""
    if node.below:
        return replace(node, below=(*node.below[:-1], _at_end(node.below[-1], change)))
    return replace(node, paragraphs=change(node.paragraphs))


def _noisy(rng: random.Random, text: str) -> str:
    """Differences that a mandate's placements show, in quotes, spacing and punctuation."""
    kind = rng.randrange(14)
    if kind == 0:
        return text.replace("“", '"').replace("”", '"').replace("’", "'")
    if kind == 1:
        return text.replace("’", "`").replace("—", "–")
    if kind == 2:
        return text.replace(" ", "  ", 1)
    if kind == 3:
        return text.replace(", ", ",\xa0", 1)
    if kind == 4:
        return text.replace(", ", " ", 1)
    if kind == 5:
        return text.replace(", ", "; ", 1)
    return text.replace("–", "-") if kind == 6 else text


def _label(rng: random.Random, source: Source, language: Language) -> str:
    label = (source.labels[0] if rng.random() < 0.85 else rng.choice(source.labels)).to(language)
    if rng.random() < 0.08:
        return "".join(c for c in unicodedata.normalize("NFD", label) if not unicodedata.combining(c))
    return label


def _citation(rng: random.Random, cited: str, also: str | None) -> str:
    """In parentheses. Now and then the last one is not closed."""
    closings = UNCLOSED if rng.random() < 0.02 else CLOSINGS
    one = f"{rng.choice(OPENINGS)}{cited}{rng.choice(closings)}"
    return f"({also}){rng.choice(BETWEEN)}{one}" if also else one


def _closed(rng: random.Random, said: tuple[str, ...], citation: str, note: str | None) -> tuple[str, ...]:
    """The paragraphs with the citation, mostly in the last one, and the footnote after it, before it, or before it in
    one paragraph with it."""
    *others, last = said
    ended = f"{last}{rng.choice(SPACES)}{citation}"
    if note:
        forms = ((*others, ended, note), (*said, note, citation), (*said, f"{note} {citation}"))
        return rng.choice(forms)
    return (*said, citation) if rng.random() < 0.06 else (*others, ended)
