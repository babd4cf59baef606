"""A query's tree as SQL over the index: what `query.matches` says, asked of FTS5."""

from mandates_cli.corpus.selection import LANGUAGES
from mandates_cli.query import And, Node, Not, Term, stems, terms


def any_term(tree: Node) -> str | None:
    """FTS5 syntax for any term a match can show, which ranks the matches; null where there is none to show."""
    return " OR ".join(f"({_term(t)})" for t in terms(tree)) or None


def clause(node: Node) -> tuple[str, list[str]]:
    """A condition on `mandate m`, and its values."""
    if isinstance(node, Term):
        return "m.number IN (SELECT rowid FROM words WHERE words MATCH ?)", [_term(node)]
    if isinstance(node, Not):
        inner, values = clause(node.part)
        return f"NOT {inner}", values
    parts = [clause(part) for part in node.parts]
    operator = " AND " if isinstance(node, And) else " OR "
    return "(" + operator.join(c for c, _ in parts) + ")", [v for _, vs in parts for v in vs]


def _term(term: Term) -> str:
    """FTS5 syntax. Words are folded letters and digits, so quoting them is safe."""
    if term.prefix:
        return f'exact : "{" ".join(term.words)}" *'
    return " OR ".join(f'{language} : "{" ".join(stems(term.words, language))}"' for language in LANGUAGES)
