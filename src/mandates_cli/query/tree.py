"""A query is a small tree of values with equality."""

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias


class Term(NamedTuple):
    """Folded words that stand side by side. With `prefix`, the last one is the beginning of a word, matched as
    written; otherwise inflections of each word match too."""

    words: tuple[str, ...]
    prefix: bool = False


class And(NamedTuple):
    parts: "tuple[Node, ...]"
    operator: str = "AND"


class Or(NamedTuple):
    parts: "tuple[Node, ...]"
    operator: str = "OR"


class Not(NamedTuple):
    part: "Node"


Node: TypeAlias = Term | And | Or | Not


def terms(node: Node) -> Iterator[Term]:
    """The terms a match can show, left to right: none from under a NOT."""
    if isinstance(node, Term):
        yield node
    elif not isinstance(node, Not):
        for part in node.parts:
            yield from terms(part)
