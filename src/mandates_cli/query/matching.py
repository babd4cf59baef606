"""What a query matches, in plain Python: the meaning that the index must agree with."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, TypeAlias

from mandates_cli.query.tree import And, Field, Near, Node, Not, Or, Term, terms
from mandates_cli.query.words import Token, alternatives, begun, stems, tokens, words_of

# First and last word of a hit, counted from 0.
Hit: TypeAlias = tuple[int, int]
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

    @cached_property
    def stems(self) -> list[str]:
        return stems(self.words, self.language)

    def hits(self, term: Term) -> list[Hit]:
        """Where a term stands."""
        if term.prefix:
            ends = (term.words,) if term.exact else begun(term.words)
            return sorted({hit for *before, end in ends for hit in self._begun(before, end)})
        if term.exact:
            return list(_runs(self.words, term.words))
        wanted = _stemmed(term.words, self.language)
        return sorted({hit for run in wanted if run[0] in self.stems for hit in _runs(self.stems, run)})

    def _begun(self, before: Sequence[str], end: str) -> Iterator[Hit]:
        size = len(before)
        for at, word in enumerate(self.words):
            if word.startswith(end) and at >= size and self.words[at - size : at] == before:
                yield at - size, at

    def near(self, node: Near) -> list[Hit]:
        """The hits of both sides that stand near one another; two that overlap are not two."""
        found = set()
        lefts, rights = ([hit for term in side for hit in self.hits(term)] for side in (node.left, node.right))
        for left in lefts:
            for right in rights:
                first, second = sorted((left, right))
                if first[1] < second[0] and second[0] - first[1] - 1 <= node.distance:
                    found |= {left, right}
        return sorted(found)


class Folded(Passage):
    """A passage whose text is folded words with a space between them."""

    @cached_property
    def words(self) -> list[str]:
        return self.text.split()


@cache
def _stemmed(typed: tuple[str, ...], language: str) -> tuple[list[str], ...]:
    """The stems of what words stand for."""
    return tuple(stems(found, language) for found in alternatives(typed))


def _runs(held: Sequence[str], wanted: Sequence[str]) -> Iterator[Hit]:
    """Where `wanted` stands side by side in `held`."""
    size = len(wanted)
    for at, word in enumerate(held):
        if word == wanted[0] and (size == 1 or list(held[at : at + size]) == list(wanted)):
            yield at, at + size - 1


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


__all__ = ["Hit", "Passage", "matches", "shows", "spans", "terms"]
