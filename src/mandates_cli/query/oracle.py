"""The oracle: what a query matches, in plain Python. Every engine must say what it says.

It also reads the texts that no index can answer for: words near one another across forms, and hits to be shown.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias

from mandates_cli.query.forms import AS_WRITTEN, FOLDED, Form, forms
from mandates_cli.query.patterns import Budget, found, places
from mandates_cli.query.phrase import meant
from mandates_cli.query.tree import And, Field, Label, Near, Node, Not, Or, Pattern, Property, Term
from mandates_cli.query.words import Token, as_written, bare, stem, tokens
from mandates_cli.rows import ItemRow, MandateRow, lead

# First and last word of a hit, counted from 0.
Hit: TypeAlias = tuple[int, int]
# Whether a word of the text is one that is looked for; a run is words side by side.
Is: TypeAlias = Callable[[str], bool]
Run: TypeAlias = tuple[Is, ...]
HasField: TypeAlias = Callable[[Property], bool]


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
        return as_written(self.text)

    def hits(self, term: Term) -> set[Hit]:
        """Where a term stands."""
        words, followed_by = self.words, beginners(term, self.language)
        starts = [(at, rests) for at, rests in enumerate(map(followed_by.__getitem__, words)) if rests]
        return {
            (at, at + len(rest))
            for at, rests in starts
            for rest in rests
            if at + len(rest) < len(words) and all(is_(words[at + n]) for n, is_ in enumerate(rest, 1))
        }

    def near(self, node: Near) -> set[Hit]:
        """The hits of both sides that stand near one another; two that overlap are not two."""
        return {hit for pair in self.pairs(node) for hit in pair}

    def near_whole(self, node: Near) -> set[Hit]:
        """From one side to the other; of two such hits, of which one holds the other, the shorter."""
        ends: dict[int, int] = {}
        for (start, _), (_, end) in self.pairs(node):
            ends[start] = min(end, ends.get(start, end))
        kept: list[Hit] = []
        for start, end in sorted(ends.items(), reverse=True):
            if not kept or end < kept[-1][1]:
                kept.append((start, end))
        return set(kept)

    def pairs(self, node: Near) -> set[tuple[Hit, Hit]]:
        """The hits of both sides that stand near one another, in the order of the text."""
        lefts = [hit for term in node.left for hit in self.hits(term)]
        rights = [hit for term in node.right for hit in self.hits(term)] if lefts else []
        found = set()
        for left in lefts:
            for right in rights:
                first, second = (left, right) if left <= right else (right, left)
                if first[1] < second[0] and second[0] - first[1] - 1 <= node.distance:
                    found.add((first, second))
        return found


class Folded(Passage):
    """A passage whose text is words as written with a space between them."""

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
    return Beginners([_run(form) for form in forms(term) if form.kind in (AS_WRITTEN, FOLDED, language)])


def _run(form: Form) -> Run:
    """A test for each word of a form."""
    *before, last = form.words
    if form.kind == FOLDED:
        return (*map(_is_folded, before), _begins_folded(last))
    if form.kind != AS_WRITTEN:
        return tuple(_inflects(word, form.kind) for word in form.words)
    return (*map(_is, before), _begins_with(last) if form.prefix else _is(last))


def _is(wanted: str) -> Is:
    return lambda word: word == wanted


def _begins_with(beginning: str) -> Is:
    return lambda word: word.startswith(beginning)


def _is_folded(wanted: str) -> Is:
    return lambda word: bare(word) == wanted


def _begins_folded(beginning: str) -> Is:
    return lambda word: bare(word).startswith(beginning)


def _inflects(stemmed: str, language: str) -> Is:
    return lambda word: stem(bare(word), language) == stemmed


def matches(node: Node, passages: Sequence[Passage], field: HasField) -> bool:
    """Whether a mandate of these passages matches; `field` says whether it has a property."""
    if isinstance(node, And):
        return all(matches(part, passages, field) for part in node.parts)
    if isinstance(node, Or):
        return any(matches(part, passages, field) for part in node.parts)
    if isinstance(node, Not):
        return not matches(node.part, passages, field)
    if isinstance(node, Near):
        return any(passage.near(node) for passage in passages)
    if isinstance(node, Term):
        return any(passage.hits(node) for passage in passages)
    return field(node)


def spans(node: Node, row: MandateRow, whole: bool = False) -> list[tuple[int, int]]:
    """Where what the query means stands in a record's text, as (start, end) offsets: by start, the longer first. What
    stands near one another is two places or, with `whole`, one from the first word to the last."""
    shown = list(shows(node))
    found = {place for one in shown if isinstance(one, Pattern) for place in places(one.pattern, row["text"])}
    for at, passage in _passages(row):
        for one in shown:
            if isinstance(one, Near):
                hits = passage.near_whole(one) if whole else passage.near(one)
            else:
                hits = passage.hits(one) if isinstance(one, Term) else set()
            found |= {(at + passage.tokens[a].start, at + passage.tokens[b].end) for a, b in hits}
    return sorted(found, key=lambda span: (span[0], -span[1]))


def _passages(row: MandateRow) -> Iterator[tuple[int, Passage]]:
    """The passages of the text and where they begin; labels stand between them, and footnotes are no part of it."""
    text, at = row["text"], 0
    for part in (lead(row), *(item["text"] for item in row["items"]), row.get("closing")):
        if part and (start := text.find(part, at)) >= 0:
            yield start, Passage(part, row["language"])
            at = start + len(part)


def shows(node: Node) -> Iterator[Term | Near | Pattern]:
    """What of a query a match can show: its terms, those near one another only there, and what its patterns hold."""
    for leaf in meant(node):
        if isinstance(leaf, Field) and leaf.name == "text":
            yield Pattern(leaf.value)
        elif isinstance(leaf, (Term, Near, Pattern)):
            yield leaf


def of_items(node: Node) -> list[Term | Near | Label | Pattern]:
    """What of a query an item can hold or be."""
    return [leaf for leaf in meant(node) if isinstance(leaf, (Term, Near, Label, Pattern))]


def matching_items(node: Node, row: MandateRow, budget: Budget) -> int:
    """How many items of a mandate that matches hold something of the query, or have a label that it asks for."""
    wanted = of_items(node)
    return sum(any(_is_of(leaf, item, row["language"], budget) for leaf in wanted) for item in row["items"])


def _is_of(leaf: Term | Near | Label | Pattern, item: ItemRow, language: str, budget: Budget) -> bool:
    if isinstance(leaf, Label):
        return (item["label"] or "").casefold() == leaf.label
    if isinstance(leaf, Pattern):
        return found(leaf.pattern, item["text"], budget)
    passage = Passage(item["text"], language)
    return bool(passage.near(leaf) if isinstance(leaf, Near) else passage.hits(leaf))


__all__ = ["Hit", "Passage", "matches", "shows", "spans"]
