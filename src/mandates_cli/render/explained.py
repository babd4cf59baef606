"""How a query is understood."""

from collections.abc import Iterator, Sequence

from mandates_cli.query.forms import AS_WRITTEN, FOLDED, LANGUAGES, forms
from mandates_cli.query.phrase import phrases
from mandates_cli.query.tree import And, Field, Near, Node, Not, Or, Term
from mandates_cli.wording import agreeing


def explained(tree: Node) -> Iterator[str]:
    """The tree, a node a line, and under each term what it stands for; then what is ranked before the rest."""
    yield from _nodes(tree)
    for phrase in phrases(tree):
        yield f"first those that hold the phrase {' '.join(phrase.words)}{'*' if phrase.prefix else ''}\n"


def _nodes(tree: Node, depth: int = 0) -> Iterator[str]:
    parts: Sequence[Node] = ()
    lines = []
    if isinstance(tree, Term):
        lines = list(_term(tree))
    elif isinstance(tree, Field):
        lines = [f"{tree.name} is {tree.value}"]
    elif isinstance(tree, Near):
        lines = [f"NEAR/{tree.distance}: at most so many words between, in one passage"]
        parts = (*tree.left, *tree.right)
    elif isinstance(tree, Not):
        lines, parts = ["NOT"], [tree.part]
    elif isinstance(tree, (And, Or)):
        lines, parts = [tree.operator], tree.parts
    for line in lines:
        yield "  " * depth + line + "\n"
    for part in parts:
        yield from _nodes(part, depth + 1)


def _term(term: Term) -> Iterator[str]:
    yield f"{agreeing(len(term.words), 'word')} {' '.join(term.words)}{'*' if term.prefix else ''}"
    for kind in (AS_WRITTEN, FOLDED, *LANGUAGES):
        wordings = ", ".join(" ".join(form.words) for form in forms(term) if form.kind == kind)
        if wordings and kind in LANGUAGES:
            yield f"  {kind} stems: {wordings}"
        elif wordings and term.prefix:
            yield f"  begins with {wordings}"
