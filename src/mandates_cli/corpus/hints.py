"""What would widen a search that found nothing, and what a search found in place of what was typed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from mandates_cli.corpus.database import Database
from mandates_cli.corpus.sql.entries import is_word, same_stem, words_like
from mandates_cli.query.filters import Filters
from mandates_cli.query.forms import LANGUAGES
from mandates_cli.query.spelling import american
from mandates_cli.query.tree import And, Field, Node, terms, written
from mandates_cli.query.words import bare, stem, stems

FILTERS: Final = ("summit", "theme", "document", "lang", "page", "asks", "due")
# Words so short are like too many; how alike two must be for one to be suggested for the other (0 to 1).
SHORTEST: Final = 4
LIKE: Final = 0.75

Count = Callable[[Filters, "Node | None"], int]


def relaxed(filters: Filters, tree: Node, count: Count) -> list[tuple[str, int]]:
    """Each filter, and property in the query, without which some mandates would match, and how many."""
    parts = tree.parts if isinstance(tree, And) else (tree,)
    fields = list(dict.fromkeys(part for part in parts if isinstance(part, Field)))
    ways = list(_without_a_filter(filters, tree))
    ways += [(written(field), filters, _without(parts, [field])) for field in fields]
    found = [(name, number) for name, others, rest in ways if (number := count(others, rest))]
    if not found and len(ways) > 1 and (number := count(Filters(), _without(parts, fields))):
        found = [("the filters", number)]
    return found


def _without_a_filter(filters: Filters, tree: Node) -> Iterator[tuple[str, Filters, Node | None]]:
    for name in FILTERS:
        if getattr(filters, name):
            wider: dict[str, Any] = {name: ()}
            yield f"--{name}", filters._replace(**wider), tree


def _without(parts: Sequence[Node], gone: Sequence[Field]) -> Node | None:
    kept = tuple(part for part in parts if part not in gone)
    return And(kept) if len(kept) > 1 else next(iter(kept), None)


def nearest(database: Database, tree: Node) -> list[str]:
    """Words of the corpus that are like those of the query that it lacks."""
    from difflib import get_close_matches  # a search that finds something does without

    asked = [bare(word) for term in terms(tree) for word in term.words]
    found = [one + other for one, other in pairwise(asked) if is_word(database, one + other)]
    for word in dict.fromkeys(asked):
        if len(word) >= SHORTEST and not is_word(database, word):
            near = get_close_matches(word, words_like(database, word), 2, LIKE)
            found += [other for other in near if not _meet(word, other)]
    return list(dict.fromkeys(found))


def stand_ins(database: Database, tree: Node) -> Mapping[str, Sequence[str]]:
    """Words of the query that no text has, each with those of its stem that were found in its place. Of a plural for
    its singular, or another spelling, nothing needs to be said."""
    asked = {bare(term.words[0]) for term in terms(tree) if len(term.words) == 1 and not (term.exact or term.prefix)}
    found: dict[str, Sequence[str]] = {}
    for word in sorted(asked):
        if not is_word(database, word):
            others = same_stem(database, word, {language: stem(word, language) for language in LANGUAGES})
            if others and not any(_expected(word, other) for other in others):
                found[word] = others
    return found


def _expected(word: str, other: str) -> bool:
    """Whether the one is the other in the plural, or spelt otherwise."""
    one, two = sorted((american(word), american(other)), key=len)
    plurals = {f"{one}s", f"{one}es", *([f"{one[:-1]}ies"] if one.endswith("y") else [])}
    return one == two or two in plurals or (one.endswith("z") and two == f"{one[:-1]}ces")


def _meet(word: str, other: str) -> bool:
    """Whether the one was looked for with the other."""
    return any(len({*stems((word, other), language)}) == 1 for language in LANGUAGES)
