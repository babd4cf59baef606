"""How a query is understood."""

from collections.abc import Iterator, Sequence

from mandates_cli.query import Field, Near, Node, Not, Term, alternatives, begun, stems


def explained(tree: Node, depth: int = 0) -> Iterator[str]:
    """The tree, a node a line, and under each term what it stands for."""
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
    else:
        lines, parts = [tree.operator], tree.parts
    for line in lines:
        yield "  " * depth + line + "\n"
    for part in parts:
        yield from explained(part, depth + 1)


def _term(term: Term) -> Iterator[str]:
    yield f"{'words' if len(term.words) > 1 else 'word'} {' '.join(term.words)}{'*' if term.prefix else ''}"
    if term.prefix:
        beginnings = [term.words] if term.exact else begun(term.words)
        yield f"  begins with {', '.join(map(' '.join, beginnings))}"
    elif not term.exact:
        for language in ("en", "es"):
            forms = dict.fromkeys(" ".join(stems(words, language)) for words in alternatives(term.words))
            yield f"  {language} stems: {', '.join(forms)}"
