"""A query's tree as SQL over the index: what `query.matches` says, asked of FTS5."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeAlias

from mandates_cli.query.tree import And, Field, Near, Node, Not, Term, terms
from mandates_cli.query.words import alternatives, begun, stems

LANGUAGES: Final = ("en", "es")
HELD: Final = "m.number IN (SELECT p.mandate FROM words JOIN passage p ON p.number = words.rowid WHERE words MATCH ?{})"

# Condition on `mandate m`, and its values.
Clause: TypeAlias = tuple[str, list[object]]


class Matcher(NamedTuple):
    """`field` turns a property into a clause; `function` gives SQL one that it lacks."""

    field: Callable[[Field], Clause]
    function: Callable[[str, int, Callable[..., bool]], None]

    def clause(self, node: Node) -> Clause:
        if isinstance(node, Term):
            return HELD.format(""), [term(node)]
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
        """The index knows which passages hold both sides; how near they stand is counted in those."""
        from mandates_cli.query.matching import Passage

        name = f"near_{abs(hash(node))}"
        self.function(name, 2, lambda text, language: bool(Passage(text, language).near(node)))
        both = " AND ".join(f"({_any(side)})" for side in (node.left, node.right))
        return HELD.format(f" AND {name}(p.text, p.language)"), [both]


def any_term(tree: Node) -> str | None:
    """FTS5 syntax for any term a match can show, which ranks the matches; null where there is none to show."""
    return _any(list(terms(tree))) or None


def _any(found: Sequence[Term]) -> str:
    return " OR ".join(f"({term(t)})" for t in found)


def term(term: Term) -> str:
    """FTS5 syntax. Words are folded letters and digits, so quoting them is safe."""
    if term.prefix:
        wanted = (term.words,) if term.exact else begun(term.words)
        return " OR ".join(f'exact : "{" ".join(words)}" *' for words in wanted)
    if term.exact:
        return f'exact : "{" ".join(term.words)}"'
    return " OR ".join(
        f'{language} : "{" ".join(stems(words, language))}"'
        for language in LANGUAGES
        for words in alternatives(term.words)
    )
