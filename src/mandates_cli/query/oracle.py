"""What a query matches, in plain Python: the meaning that the index must agree with."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

from mandates_cli.query.tree import And, Field, Near, Node, Not, Or, Term
from mandates_cli.query.words import Token, alternatives, begun, stem, tokens, words_of

# First and last word of a hit, counted from 0.
Hit: TypeAlias = tuple[int, int]
# Whether a word of the text is one that is looked for; a run is words side by side.
Is: TypeAlias = Callable[[str], bool]
Run: TypeAlias = tuple[Is, ...]
HasField: TypeAlias = Callable[[Field], bool]


@dataclass(frozen=True)
class Passage:
    """A text that phrases do not leave: a chapeau, a sub-item, a footnote, or a whole mandate without items."""

    text: str
    language: str

    @cached_property
    def tokens(self) -> list[Token]:
        return tokens(self.text)

    @cached_property
    def words(self) -> list[str]:
        return words_of(self.text)

    def hits(self, term: Term) -> list[Hit]:
        """Where a term stands."""
        words, followed_by = self.words, beginners(term, self.language)
        starts = [(at, rests) for at, rests in enumerate(map(followed_by.__getitem__, words)) if rests]
        return sorted(
            {
                (at, at + len(rest))
                for at, rests in starts
                for rest in rests
                if at + len(rest) < len(words) and all(is_(words[at + n]) for n, is_ in enumerate(rest, 1))
            }
        )

    def near(self, node: Near) -> list[Hit]:
        """The hits of both sides that stand near one another; two that overlap are not two."""
        lefts = [hit for term in node.left for hit in self.hits(term)]
        rights = [hit for term in node.right for hit in self.hits(term)] if lefts else []
        found = set()
        for left in lefts:
            for right in rights:
                first, second = (left, right) if left <= right else (right, left)
                if first[1] < second[0] and second[0] - first[1] - 1 <= node.distance:
                    found |= {left, right}
        return sorted(found)


class Folded(Passage):
    """A passage whose text is folded words with a space between them."""

    @cached_property
    def words(self) -> list[str]:
        return self.text.split()


class Beginners(dict[str, tuple[Run, ...]]):
    """What must follow a word for a hit to begin with it, for each word that was asked about."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = runs

    def __missing__(self, word: str) -> tuple[Run, ...]:
        found = self[word] = tuple(run[1:] for run in self.runs if run[0](word))
        return found


@lru_cache
def beginners(term: Term, language: str) -> Beginners:
    if term.exact or term.prefix:
        typed = begun(term.words) if term.prefix and not term.exact else (term.words,)
        runs = [tuple(map(_is, words)) for words in typed]
        if term.prefix:
            runs = [(*run[:-1], _begins_with(words[-1])) for run, words in zip(runs, typed, strict=True)]
        return Beginners(runs)
    return Beginners([tuple(_inflects(word, language) for word in words) for words in alternatives(term.words)])


def _is(wanted: str) -> Is:
    return lambda word: word == wanted


def _begins_with(beginning: str) -> Is:
    return lambda word: word.startswith(beginning)


def _inflects(wanted: str, language: str) -> Is:
    stemmed = stem(wanted, language)
    return lambda word: stem(word, language) == stemmed


def matches(node: Node, passages: Sequence[Passage], field: HasField) -> bool:
    """Whether a mandate of these passages matches; `field` says whether it has a property."""
    if isinstance(node, And):
        return all(matches(part, passages, field) for part in node.parts)
    if isinstance(node, Or):
        return any(matches(part, passages, field) for part in node.parts)
    if isinstance(node, Not):
        return not matches(node.part, passages, field)
    if isinstance(node, Field):
        return field(node)
    if isinstance(node, Near):
        return any(passage.near(node) for passage in passages)
    return any(passage.hits(node) for passage in passages)


def spans(node: Node, record: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Where the query's terms stand in a record's text, as (start, end) offsets: by start, the longer first."""
    found: set[tuple[int, int]] = set()
    for at, passage in _passages(record):
        for shown in shows(node):
            hits = passage.near(shown) if isinstance(shown, Near) else passage.hits(shown)
            found |= {(at + passage.tokens[a].start, at + passage.tokens[b].end) for a, b in hits}
    return sorted(found, key=lambda span: (span[0], -span[1]))


def _passages(record: Mapping[str, Any]) -> Iterator[tuple[int, Passage]]:
    """Passages and where they begin in the text; the labels of items stand between them."""
    text, at = record["text"], 0
    for part in (record["chapeau"] or text, *(item["text"] for item in record["items"])):
        if (start := text.find(part, at)) >= 0:
            yield start, Passage(part, record["language"])
            at = start + len(part)


def shows(node: Node) -> Iterator[Term | Near]:
    """What of a query a match can show: its terms, and those near one another only there; none from under a NOT."""
    if isinstance(node, (Term, Near)):
        yield node
    elif isinstance(node, (And, Or)):
        for part in node.parts:
            yield from shows(part)


__all__ = ["Hit", "Passage", "matches", "shows", "spans"]
