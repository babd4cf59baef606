"""Lists as a page saved as text shows them: indented, a blank line after each, a bullet before a typed letter."""

from collections.abc import Iterator, Sequence

from testsite.wording import Node


def as_text(nodes: Sequence[Node]) -> str:
    return "".join(line for node in nodes for line in _lines(node, 1, 1))


def _lines(node: Node, number: int, depth: int) -> Iterator[str]:
    margin = "  " * (2 * depth - 1)
    marker = {
        "printed": f"• {node.label}",
        "number": f"{number}.",
        "letter": f"• {node.label}.",
        "roman": f"{node.label}.",
        "bullet": "•",
    }[node.kind]
    first, *others = node.paragraphs
    yield f"{margin}{marker} {first}\n\n"
    for text in others:
        yield f"{margin}{' ' * (len(marker) + 1)}{text}\n\n"
    for n, inner in enumerate(node.below, 1):
        yield from _lines(inner, n, depth + 1)
