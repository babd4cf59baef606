"""What a query matches, in plain Python: the meaning that the index must agree with."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from mandates_cli.query.spelling import american, british
from mandates_cli.query.tree import And, Field, Near, Node, Not, Or, Term, terms
from mandates_cli.query.words import Token, alternatives, stems, tokens

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
        return [token.word for token in self.tokens]

    @cached_property
    def stems(self) -> list[str]:
        return stems(self.words, self.language)

    def hits(self, term: Term) -> list[Hit]:
        """Where a term stands."""
        if term.prefix:
            return sorted({hit for end in beginnings(term) for hit in self._begun(term.words[:-1], end)})
        if term.exact:
            return self._runs(self.words, term.words)
        found = {
            hit for words in alternatives(term.words) for hit in self._runs(self.stems, stems(words, self.language))
        }
        return sorted(found)

    def _runs(self, held: Sequence[str], wanted: Sequence[str]) -> list[Hit]:
        size, first = len(wanted), wanted[0]
        return [
            (i, i + size - 1)
            for i, word in enumerate(held)
            if word == first and list(held[i : i + size]) == list(wanted)
        ]

    def _begun(self, before: Sequence[str], end: str) -> Iterator[Hit]:
        size = len(before)
        for i in range(len(self.words) - size):
            if self.words[i + size].startswith(end) and self.words[i : i + size] == list(before):
                yield i, i + size

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


def beginnings(term: Term) -> tuple[str, ...]:
    """The beginnings of the last word of a prefix term, in both spellings."""
    last = term.words[-1]
    return (last,) if term.exact else tuple(dict.fromkeys((last, american(last), british(last))))


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


def spans(node: Node, text: str, language: str) -> list[tuple[int, int]]:
    """Where the query's terms stand in `text`, as (start, end) offsets, sorted. Lines are passages."""
    found: set[tuple[int, int]] = set()
    at = 0
    for line in text.split("\n"):
        passage = Passage(line, language)
        for shown in shows(node):
            hits = passage.near(shown) if isinstance(shown, Near) else passage.hits(shown)
            found |= {(at + passage.tokens[a].start, at + passage.tokens[b].end) for a, b in hits}
        at += len(line) + 1
    return sorted(found)


def shows(node: Node) -> Iterator[Term | Near]:
    """What of a query a match can show: its terms, and those near one another only there; none from under a NOT."""
    if isinstance(node, (Term, Near)):
        yield node
    elif isinstance(node, (And, Or)):
        for part in node.parts:
            yield from shows(part)


__all__ = ["Hit", "Passage", "beginnings", "matches", "shows", "spans", "terms"]
