"""Pages before any markup: which excerpts they show, in which order, and which parts of the skeleton they lack."""

from dataclasses import dataclass

from testsite.commitments import Commitment
from testsite.words import Both, Language


@dataclass(frozen=True)
class Excerpt:
    """A commitment on a page, with the keys of the sub-items shown there. `title` stands as an item before it."""

    commitment: Commitment
    shown: tuple[str, ...]
    title: Both | None = None


@dataclass(frozen=True)
class Page:
    """`heading` is null where the page shows none. `lacking` are the other parts of the skeleton that it does not have,
    by their number in the description of the pages. `shape` chooses the markup."""

    path: str
    language: Language
    theme: str
    heading: str | None
    excerpts: tuple[Excerpt, ...]
    links: tuple[tuple[str, str], ...]
    shape: int
    lacking: frozenset[int] = frozenset()
