"""A query is a small tree of values with equality."""

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from mandates_cli.query.filters import Criterion


class Term(NamedTuple):
    """Folded words that stand side by side in one passage; exact ones keep their ñ.

    With `prefix` the last one is the beginning of a word. With `exact` they stand as written; otherwise inflections,
    spellings and hyphen variants match too.
    """

    words: tuple[str, ...]
    prefix: bool = False
    exact: bool = False


class Near(NamedTuple):
    """A term of each side stands in one passage, in either order, with at most `distance` words between them."""

    left: "tuple[Term, ...]"
    right: "tuple[Term, ...]"
    distance: int


class Field(NamedTuple):
    """A property of the mandate rather than its words: `name` is one of FIELDS, `value` as typed. Before a query is
    asked, names are resolved: a criterion, a label or a pattern stands in its place."""

    name: str
    value: str


class Label(NamedTuple):
    """An item has this label, which is in lower case."""

    label: str


class Pattern(NamedTuple):
    """A regular expression, in any case, that the text holds."""

    pattern: str
    name: str = "text"


class And(NamedTuple):
    parts: "tuple[Node, ...]"
    operator: str = "AND"


class Or(NamedTuple):
    parts: "tuple[Node, ...]"
    operator: str = "OR"


class Not(NamedTuple):
    part: "Node"


Property: TypeAlias = Field | Criterion | Label | Pattern
Node: TypeAlias = Term | Near | And | Or | Not | Property

FIELDS = ("summit", "theme", "document", "lang", "asks", "due", "label", "text")


def leaves(node: Node) -> "Iterator[Term | Near | Property]":
    """What is asked for, left to right: none from under a NOT."""
    if isinstance(node, (And, Or)):
        for part in node.parts:
            yield from leaves(part)
    elif not isinstance(node, Not):
        yield node


def properties(node: Node) -> "Iterator[Property]":
    """Every property that is asked about, also under a NOT."""
    if isinstance(node, (And, Or)):
        for part in node.parts:
            yield from properties(part)
    elif isinstance(node, Not):
        yield from properties(node.part)
    elif not isinstance(node, (Term, Near)):
        yield node


def terms(node: Node) -> Iterator[Term]:
    """The terms a match can show, left to right."""
    for leaf in leaves(node):
        if isinstance(leaf, Term):
            yield leaf
        elif isinstance(leaf, Near):
            yield from (*leaf.left, *leaf.right)


def written(node: Node, inner: bool = False) -> str:
    """The tree of a query, as typed, as a query that parses to it again."""
    if isinstance(node, Term):
        words = " ".join(node.words)
        return (f'"{words}"' if len(node.words) > 1 else words) + ("*" if node.prefix else "")
    if isinstance(node, Near):
        left, right = (_any(side) for side in (node.left, node.right))
        return _enclosed(f"{left} NEAR/{node.distance} {right}", inner)
    if isinstance(node, Field):
        return f"text:/{node.value}/" if node.name == "text" else f'{node.name}:"{node.value}"'
    if isinstance(node, Not):
        return f"NOT {written(node.part, inner=True)}"
    assert isinstance(node, (And, Or)), "names were resolved already"
    joint = " OR " if isinstance(node, Or) else " "
    return _enclosed(joint.join(written(part, inner=True) for part in node.parts), inner)


def _any(side: tuple[Term, ...]) -> str:
    return written(side[0]) if len(side) == 1 else f"({' OR '.join(map(written, side))})"


def _enclosed(text: str, inner: bool) -> str:
    return f"({text})" if inner else text
