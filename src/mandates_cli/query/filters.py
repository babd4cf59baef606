"""Filters, as a person types them and as they are asked.

A criterion is a property that a mandate must have, its names resolved to values (`query/names.py`). Each engine says
it in its own terms: SQL (`corpus/sql/clauses.py`), tantivy (`corpus/scale.py`), and Python, here, for whatever is in no
index. A new filter is a field of `Filters`, a criterion, and a line in each of those.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias

from mandates_cli.errors import UsageError
from mandates_cli.rows import PartialRow

SORTS = ("summit", "document", "theme", "due", "id")

# How a mandate names a body; `asks` is about the first.
ROLES: Final = ("asked", "partner", "named")
ASKED: Final = ROLES[0]


class Filters(NamedTuple):
    """As typed. Values of one kind widen (any of them), kinds narrow (all of them). With `commitments`, of two twins
    that pass only the English one is wanted."""

    summit: Sequence[str] = ()
    theme: Sequence[str] = ()
    document: Sequence[str] = ()
    lang: Sequence[str] = ()
    page: Sequence[str] = ()
    limit: int | None = None
    sort: str | None = None
    commitments: bool = False
    asks: Sequence[str] = ()
    due: Sequence[str] = ()

    def checked(self) -> "Filters":
        """Raises UsageError for a limit or an order that cannot be."""
        if self.limit is not None and self.limit < 0:
            raise UsageError("--limit counts mandates and cannot be negative; leave it out for all of them.")
        if self.sort not in (None, "rank", *SORTS):
            raise UsageError("Cannot sort by {key!r}; choose one of {keys}.", key=self.sort, keys=", ".join(SORTS))
        return self


class Facts(NamedTuple):
    """What criteria look at, of a mandate or of a page. `asked` are the bodies that it asks, `due` the years of its
    deadlines, null among them for one that ends in no certain year."""

    language: str
    summit: int | None = None
    document: str | None = None
    themes: Collection[str] = ()
    pages: Collection[str] = ()
    asked: Collection[str] = ()
    due: Collection[int | None] = ()


def facts_of(row: PartialRow) -> Facts:
    pages = {placement["page"] for placement in row.get("placements", ())}
    asked = {one["body"] for one in row.get("addressees", ()) if one["role"] == ASKED}
    due = {one["year"] for one in row.get("deadlines", ())}
    return Facts(row["language"], row.get("summit"), row.get("document"), row.get("themes", ()), pages, asked, due)


# Values of two kinds may be equal as tuples: `name`, which is the option's, keeps them apart.
class Summits(NamedTuple):
    """First and last years, both included; `unknown` admits what is of no known summit."""

    ranges: tuple[tuple[int, int], ...]
    unknown: bool = False
    name: str = "summit"

    def admits(self, facts: Facts) -> bool:
        year = facts.summit
        return self.unknown if year is None else any(first <= year <= last for first, last in self.ranges)


class Themes(NamedTuple):
    """Slugs; those of sub-themes are among them."""

    slugs: tuple[str, ...]
    name: str = "theme"

    def admits(self, facts: Facts) -> bool:
        return not set(self.slugs).isdisjoint(facts.themes)


class Documents(NamedTuple):
    ids: tuple[str, ...]
    name: str = "document"

    def admits(self, facts: Facts) -> bool:
        return facts.document in self.ids


class Languages(NamedTuple):
    codes: tuple[str, ...]
    name: str = "lang"

    def admits(self, facts: Facts) -> bool:
        return facts.language in self.codes


class Pages(NamedTuple):
    pages: tuple[str, ...]
    name: str = "page"

    def admits(self, facts: Facts) -> bool:
        return not set(self.pages).isdisjoint(facts.pages)


class Asks(NamedTuple):
    """Slugs of bodies, any of which is asked."""

    bodies: tuple[str, ...]
    name: str = "asks"

    def admits(self, facts: Facts) -> bool:
        return not set(self.bodies).isdisjoint(facts.asked)


class Due(NamedTuple):
    """First and last years, both included, in which a deadline may end; `every` admits all, also those of no certain
    year."""

    ranges: tuple[tuple[int, int], ...]
    every: bool = False
    name: str = "due"

    def admits(self, facts: Facts) -> bool:
        return any(map(self.holds, facts.due))

    def holds(self, year: int | None) -> bool:
        """Whether a deadline of that year is one of these."""
        if self.every or year is None:
            return self.every
        return any(first <= year <= last for first, last in self.ranges)


Criterion: TypeAlias = Summits | Themes | Documents | Languages | Pages | Asks | Due


def admitted(criteria: Iterable[Criterion], facts: Facts) -> bool:
    return all(criterion.admits(facts) for criterion in criteria)
