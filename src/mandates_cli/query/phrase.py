"""Words typed one after another: the phrase that they make, and those of them that carry what is meant.

`the rule of law` asks for four words. What it means is "rule of law", and where words stand apart, rule and law.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Final

from mandates_cli.query.spelling import table
from mandates_cli.query.tree import And, Near, Node, Not, Or, Property, Term
from mandates_cli.query.words import bare

# More words are no phrase of a text, but what someone looks for by its words.
MOST_WORDS: Final = 12


def phrases(tree: Node) -> list[Term]:
    """The phrases that words make which every match must hold."""
    runs = _runs(tree.parts) if isinstance(tree, And) else []
    return [phrase for run in runs if (phrase := _phrase(run))]


def meant(node: Node, whole: bool = True) -> Iterator[Term | Near | Property]:
    """What is asked for, left to right and none from under a NOT; of words in a row only those that carry meaning and,
    where `whole`, the phrase from the first of these to the last."""
    if isinstance(node, And):
        for run in _runs(node.parts):
            if whole and (phrase := _phrase(_between(run))):
                yield phrase
            yield from _carrying(run)
        for part in node.parts:
            if not isinstance(part, Term):
                yield from meant(part, whole)
    elif isinstance(node, Or):
        for part in node.parts:
            yield from meant(part, whole)
    elif not isinstance(node, Not):
        yield node


def carriers(tree: Node) -> Iterator[Term]:
    """The terms of which every match holds one, if it must hold any."""
    for leaf in meant(tree, whole=False):
        if isinstance(leaf, Near):
            yield from (*leaf.left, *leaf.right)
        elif isinstance(leaf, Term):
            yield leaf


def _runs(parts: Sequence[Node]) -> list[list[Term]]:
    """Terms that stand beside one another."""
    groups = [list(group) for _, group in groupby(parts, lambda part: isinstance(part, Term))]
    runs = [[part for part in group if isinstance(part, Term)] for group in groups]
    return [run for run in runs if run]


def _phrase(run: Sequence[Term]) -> Term | None:
    words = tuple(word for term in run for word in term.words)
    if len(run) < 2 or len(words) > MOST_WORDS or any(term.prefix for term in run[:-1]):
        return None
    return Term(words, run[-1].prefix, run[0].exact)


def _between(run: Sequence[Term]) -> Sequence[Term]:
    """From the first word that carries meaning to the last."""
    places = [at for at, term in enumerate(run) if not _is_function(term)]
    return run[places[0] : places[-1] + 1] if places else ()


def _carrying(run: Sequence[Term]) -> Sequence[Term]:
    """All, where no word carries meaning."""
    return [term for term in run if not _is_function(term)] or run


def _is_function(term: Term) -> bool:
    return not term.prefix and _function_words().issuperset(map(bare, term.words))


@cache
def _function_words() -> frozenset[str]:
    return frozenset((*table("function.en"), *table("function.es")))
