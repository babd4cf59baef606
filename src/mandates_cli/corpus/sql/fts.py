"""Terms in the syntax of FTS5, as far as it can say what they stand for."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final

from mandates_cli.query.forms import AS_WRITTEN, FOLDED, LANGUAGES, Form, forms
from mandates_cli.query.tree import And, Near, Node, Or, Term, terms

# So many pairs of phrases the engine looks for near one another; more are counted out in Python.
MOST_PAIRS: Final = 200
MOST_TILDES: Final = 4


def any_of(found: Iterable[Term]) -> str:
    """Any of the terms. A form's kind is its column in the table of words."""
    return " OR ".join(f"{form.kind} : {_phrase(form)}" for form in _forms(found))


def _phrase(form: Form) -> str:
    """Words are folded letters and digits, so quoting them is safe."""
    return f'"{" ".join(form.words)}"{" *" if form.prefix else ""}'


def near(node: Near) -> str | None:
    """Null where it would not say the same: between columns, or of hits that may overlap."""
    left, right = _forms(node.left), _forms(node.right)
    kinds = {form.kind for form in left}
    if kinds != {form.kind for form in right} or (len(kinds) > 1 and not kinds <= {*LANGUAGES}):
        return None
    return near_pairs(left, right, node.distance)


def _forms(side: Iterable[Term]) -> list[Form]:
    return list(dict.fromkeys(written for term in side for form in forms(term) for written in _written(form)))


def _written(form: Form) -> list[Form]:
    """The table holds words with their ñ, so a folded beginning is looked for with and without it."""
    if form.kind != FOLDED:
        return [form]
    letters = " ".join(form.words)
    places = [at for at, letter in enumerate(letters) if letter == "n"]
    # No word has several ñ but the shortest (ñandú, ñoño), so long ones are asked for one of them.
    most = len(places) if len(places) <= MOST_TILDES else 1
    chosen = (some for size in range(most + 1) for some in combinations(places, size))
    return [Form(AS_WRITTEN, tuple(_with_tildes(letters, some).split()), form.prefix) for some in chosen]


def _with_tildes(letters: str, places: Sequence[int]) -> str:
    return "".join("ñ" if at in places else letter for at, letter in enumerate(letters))


def near_pairs(left: Sequence[Form], right: Sequence[Form], distance: int) -> str | None:
    """Null where there are too many pairs, or one word could be both."""
    pairs = dict.fromkeys((one, other) for one in left for other in right if one.kind == other.kind)
    if not 0 < len(pairs) <= MOST_PAIRS or any(_overlap(one, other) for one, other in pairs):
        return None
    return " OR ".join(f"{one.kind} : NEAR({_phrase(one)} {_phrase(other)}, {distance})" for one, other in pairs)


def _overlap(one: Form, other: Form) -> bool:
    """Whether a word of the text could belong to hits of both."""
    return any(
        a == b or (begins_a and b.startswith(a)) or (begins_b and a.startswith(b))
        for a, begins_a in _words(one)
        for b, begins_b in _words(other)
    )


def _words(form: Form) -> list[tuple[str, bool]]:
    """The words of a form, and whether each is the beginning of one."""
    last = len(form.words) - 1
    return [(word, form.prefix and at == last) for at, word in enumerate(form.words)]


def implied(tree: Node) -> bool:
    """Whether each match holds something of what a match can show."""
    if isinstance(tree, And):
        return any(map(implied, tree.parts))
    if isinstance(tree, Or):
        return all(map(implied, tree.parts))
    return isinstance(tree, (Term, Near))


def beside(tree: Node) -> Node | None:
    """What is left to ask of mandates that hold what a match can show; null for nothing."""
    if isinstance(tree, Term) or (isinstance(tree, Near) and near(tree)):
        return None
    if isinstance(tree, And) and len(list(terms(tree))) == 1:
        rest = tuple(part for part in tree.parts if not isinstance(part, Term))
        if len(rest) < len(tree.parts):
            return And(rest)
    return tree
