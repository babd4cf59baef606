"""A query's tree as SQL over the index: what `query.matches` says, asked of FTS5."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeAlias

from mandates_cli.corpus.index import LANGUAGES, MANDATE
from mandates_cli.query.tree import And, Field, Near, Node, Not, Or, Term, terms
from mandates_cli.query.words import alternatives, begun, stems

HELD: Final = f"m.number IN (SELECT {MANDATE} FROM words{{}} WHERE words MATCH ?{{}})"
# So many pairs of phrases the engine looks for near one another; more are counted out in Python.
MOST_PAIRS: Final = 200

# Condition on `mandate m`, and its values.
Clause: TypeAlias = tuple[str, list[object]]


class Phrase(NamedTuple):
    """Words side by side in a column of the index; with `prefix` the last one is the beginning of a word."""

    column: str
    words: tuple[str, ...]
    prefix: bool = False

    def __str__(self) -> str:
        """As FTS5 has it. Words are folded letters and digits, so quoting them is safe."""
        return f'"{" ".join(self.words)}"{" *" if self.prefix else ""}'


class Matcher(NamedTuple):
    """`field` turns a property into a clause; `function` gives SQL one that it lacks, and says its name."""

    field: Callable[[Field], Clause]
    function: Callable[[object, int, Callable[..., bool]], str]

    def clause(self, node: Node) -> Clause:
        if isinstance(node, Term):
            return HELD.format("", ""), [_any([node])]
        if isinstance(node, Near):
            return self._near(node)
        if isinstance(node, Field):
            return self.field(node)
        if isinstance(node, Not):
            inner, values = self.clause(node.part)
            return f"NOT {inner}", values
        parts = [self.clause(part) for part in node.parts]
        operator = " AND " if isinstance(node, And) else " OR "
        return "(" + operator.join(c for c, _ in parts) + ")", [v for _, vs in parts for v in vs]

    def _near(self, node: Near) -> Clause:
        """Where the engine cannot count how near both sides stand, it finds the passages that hold both."""
        if native := near(node):
            return HELD.format("", ""), [native]
        from mandates_cli.query.matching import Folded

        name = self.function(node, 2, lambda folded, language: bool(Folded(folded, language).near(node)))
        both = " AND ".join(f"({_any(side)})" for side in (node.left, node.right))
        joined = " CROSS JOIN passage p ON p.number = words.rowid"
        return HELD.format(joined, f" AND {name}(p.folded, p.language)"), [both]


def shown(tree: Node) -> str | None:
    """FTS5 syntax for whatever a match can show, which ranks the matches; null where there is nothing to show."""
    if isinstance(tree, Near) and (native := near(tree)):
        return native
    return _any(list(terms(tree))) or None


def implied(tree: Node) -> bool:
    """Whether each match holds something of what a match can show."""
    if isinstance(tree, And):
        return any(map(implied, tree.parts))
    return all(map(implied, tree.parts)) if isinstance(tree, Or) else isinstance(tree, (Term, Near))


def beside(tree: Node) -> Node | None:
    """What is left to ask of mandates that hold what is `shown`; null for nothing."""
    if isinstance(tree, Term) or (isinstance(tree, Near) and near(tree)):
        return None
    if isinstance(tree, And) and len(list(terms(tree))) == 1:
        rest = tuple(part for part in tree.parts if not isinstance(part, Term))
        if len(rest) < len(tree.parts):
            return And(rest)
    return tree


def near(node: Near) -> str | None:
    """FTS5 syntax; null where it would not say the same: between columns, or of hits that may overlap."""
    left, right = (list(dict.fromkeys(p for term in side for p in phrases(term))) for side in (node.left, node.right))
    columns = {phrase.column for phrase in left}
    pairs = [(one, other) for one in left for other in right if one.column == other.column]
    if columns != {phrase.column for phrase in right} or ("exact" in columns and len(columns) > 1):
        return None
    if len(pairs) > MOST_PAIRS or any(_overlap(one, other) for one, other in pairs):
        return None
    return " OR ".join(f"{one.column} : NEAR({one} {other}, {node.distance})" for one, other in pairs)


def _overlap(one: Phrase, other: Phrase) -> bool:
    """Whether a word of the text could belong to hits of both."""
    return any(
        a == b or (begins_a and b.startswith(a)) or (begins_b and a.startswith(b))
        for a, begins_a in _words(one)
        for b, begins_b in _words(other)
    )


def _words(phrase: Phrase) -> list[tuple[str, bool]]:
    last = len(phrase.words) - 1
    return [(word, phrase.prefix and at == last) for at, word in enumerate(phrase.words)]


def _any(found: Sequence[Term]) -> str:
    """FTS5 syntax for any of the terms."""
    each = dict.fromkeys(phrase for term in found for phrase in phrases(term))
    return " OR ".join(f"{phrase.column} : {phrase}" for phrase in each)


def phrases(term: Term) -> list[Phrase]:
    """What a term stands for in the index."""
    if term.prefix:
        return [Phrase("exact", words, True) for words in ((term.words,) if term.exact else begun(term.words))]
    if term.exact:
        return [Phrase("exact", term.words)]
    return [
        Phrase(language, tuple(stems(words, language))) for language in LANGUAGES for words in alternatives(term.words)
    ]
