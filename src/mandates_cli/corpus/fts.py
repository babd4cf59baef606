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


class Stemmed(NamedTuple):
    """FTS5 syntax for passages by stems; `same` says that it finds no others than those that match."""

    syntax: str
    same: bool


class Matcher(NamedTuple):
    """`field` turns a property into a clause; `function` gives SQL one that it lacks, and says its name; `words` are
    those of the corpus that begin so, and whether others share their stems."""

    field: Callable[[Field], Clause]
    function: Callable[[object, int, Callable[..., bool]], str]
    words: Callable[[str], tuple[Sequence[str], bool]]

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
        """Where the engine cannot count how near both sides stand, it finds the passages to look at."""
        native = near(node)
        stemmed = None if native else self._near_by_stems(node)
        if stemmed and stemmed.same:
            native = stemmed.syntax
        if native:
            return HELD.format("", ""), [native]
        from mandates_cli.query.oracle import Folded

        name = self.function(node, 2, lambda folded, language: bool(Folded(folded, language).near(node)))
        both = " AND ".join(f"({_any(side)})" for side in (node.left, node.right))
        joined = " CROSS JOIN passage p ON p.number = words.rowid"
        return HELD.format(joined, f" AND {name}(p.folded, p.language)"), [stemmed.syntax if stemmed else both]

    def _near_by_stems(self, node: Near) -> "Stemmed | None":
        """The passages where the stems of both sides are near: all that match, and few others. Null where there are too
        many stems, or one word could be both sides."""
        left, right = (self._stemmed(side) for side in (node.left, node.right))
        syntax = _near_pairs(left[0], right[0], node.distance) if left and right else None
        return Stemmed(syntax, left[1] and right[1]) if syntax and left and right else None

    def _stemmed(self, side: Sequence[Term]) -> tuple[list[Phrase], bool] | None:
        """What a side stands for in the columns of stems, and whether that is all they stand for; null where too many
        words begin so."""
        found: list[Phrase] = []
        same = True
        for phrase in (phrase for term in side for phrase in phrases(term)):
            if phrase.column in LANGUAGES:
                found.append(phrase)
                continue
            *before, last = phrase.words
            ends, others = self.words(last) if phrase.prefix else ([last], True)
            if len(ends) > MOST_PAIRS:
                return None
            same = same and not (ends and (others or before))
            found += [Phrase(lang, tuple(stems((*before, end), lang))) for end in ends for lang in LANGUAGES]
        return found, same

    def shown(self, tree: Node) -> str | None:
        """FTS5 syntax for whatever a match can show, which ranks the matches; null where there is nothing to show."""
        if isinstance(tree, Near):
            if native := near(tree):
                return native
            if stemmed := self._near_by_stems(tree):
                return stemmed.syntax
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
    if columns != {phrase.column for phrase in right} or ("exact" in columns and len(columns) > 1):
        return None
    return _near_pairs(left, right, node.distance)


def _near_pairs(left: Sequence[Phrase], right: Sequence[Phrase], distance: int) -> str | None:
    pairs = dict.fromkeys((one, other) for one in left for other in right if one.column == other.column)
    if not 0 < len(pairs) <= MOST_PAIRS or any(_overlap(one, other) for one, other in pairs):
        return None
    return " OR ".join(f"{one.column} : NEAR({one} {other}, {distance})" for one, other in pairs)


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
