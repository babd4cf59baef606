"""Answers that several commands give, and what is said of them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from mandates_cli.errors import FieldError
from mandates_cli.render.answer import MANDATE, Answer, Fields, flat
from mandates_cli.render.screen import Screen
from mandates_cli.rows import loaded

if TYPE_CHECKING:
    from mandates_cli.query import Node

NONE_PASSES: Final = "No mandate passes these filters; 'mandates summits' and 'mandates themes' show what there is."


def mandates(raws: Iterable[str], tree: "Node | None" = None, added: Fields = flat()) -> Answer:  # noqa: B008 (empty)
    """What `tree` finds is marked; `added` are fields that these have beyond a mandate's own."""
    rows = map(loaded, raws)

    def drawn(screen: Screen) -> Iterator[str]:
        from mandates_cli.render.mandate import listed

        return listed(rows, screen, tree)

    return Answer({**MANDATE, **added}, rows, drawn=drawn, stored=raws)


@contextmanager
def pointed(query: str) -> Iterator[None]:
    """An error about a property in the query says where in the query it stands."""
    try:
        yield
    except FieldError as error:
        from mandates_cli.query.grammar import pointed

        raise pointed(error, query) from error
