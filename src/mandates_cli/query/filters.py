"""Filters: what a person asks for by name."""

from collections.abc import Sequence
from typing import NamedTuple


class Filters(NamedTuple):
    """Values of one kind widen (any of them), kinds narrow (all of them)."""

    summit: Sequence[str] = ()
    theme: Sequence[str] = ()
    document: Sequence[str] = ()
    lang: Sequence[str] = ()
    page: Sequence[str] = ()
    limit: int | None = None
    sort: str | None = None
