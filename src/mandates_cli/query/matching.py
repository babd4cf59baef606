"""What a query matches, in plain Python: the meaning that the index must agree with."""

from collections.abc import Sequence

from mandates_cli.query.tree import And, Node, Not, Or, Term, terms
from mandates_cli.query.words import stems, tokens


def _places(term: Term, exact: Sequence[str], stemmed: Sequence[str], language: str) -> list[int]:
    size = len(term.words)
    starts = range(len(exact) - size + 1)
    if term.prefix:
        *head, last = term.words
        return [i for i in starts if list(exact[i : i + size - 1]) == head and exact[i + size - 1].startswith(last)]
    wanted = stems(term.words, language)
    return [i for i in starts if list(stemmed[i : i + size]) == wanted]


def matches(node: Node, passages: Sequence[str], language: str) -> bool:
    """Whether a mandate of these passages (chapeau or text, and items) matches; a phrase stays in one."""
    if isinstance(node, And):
        return all(matches(part, passages, language) for part in node.parts)
    if isinstance(node, Or):
        return any(matches(part, passages, language) for part in node.parts)
    if isinstance(node, Not):
        return not matches(node.part, passages, language)
    for passage in passages:
        exact = [t.word for t in tokens(passage)]
        if _places(node, exact, stems(exact, language), language):
            return True
    return False


def spans(node: Node, text: str, language: str) -> list[tuple[int, int]]:
    """Where the query's terms stand in `text`, as (start, end) offsets, sorted."""
    found = tokens(text)
    exact = [t.word for t in found]
    stemmed = stems(exact, language)
    hits = {
        (found[i].start, found[i + len(term.words) - 1].end)
        for term in terms(node)
        for i in _places(term, exact, stemmed, language)
    }
    return sorted(hits)
