"""What a name stands for: one rule for every command, filter and property of a query.

Names are compared without case, accents and punctuation. A summit is named by year, number, city or name, or words of
these (`query/summits.py`), and what is of no known summit by `none`; a theme by slug or title; a document by its id,
words of it, its beginning, its title, or words of both; a language by its code or name; a page by its address or file
name; a body by its slug, an acronym or a name, of it or an organ. English and Spanish are equal.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from mandates_cli.errors import FieldError, UnknownName, UsageError
from mandates_cli.folding import fold
from mandates_cli.query.filters import Asks, Criterion, Documents, Due, Filters, Languages, Pages, Summits, Themes
from mandates_cli.query.naming import forms_of, unknown
from mandates_cli.query.summits import SummitNames
from mandates_cli.query.tree import And, Field, Label, Node, Not, Or, Pattern
from mandates_cli.query.years import span
from mandates_cli.rows import BodyRow, DocumentRow, LanguageRow, SummitRow, ThemeRow

# What names the mandates of no known summit.
NO_SUMMIT: Final = "none"
# What stands for every deadline, also those of no certain year.
ANY: Final = "any"


def _within(words: str, text: str) -> bool:
    """Whether folded words stand side by side in a folded text."""
    return f" {words} " in f" {text} "


class _Document(NamedTuple):
    """Folded: its id, and its titles in both languages."""

    id: str
    titles: Sequence[str]


# Whether a folded name is a document's; the first of these that finds one decides.
DOCUMENT_NAMED: Final[tuple[Callable[[str, _Document], bool], ...]] = (
    lambda name, document: document.id == name,
    lambda name, document: _within(name, document.id),
    lambda name, document: document.id.startswith(name),
    lambda name, document: name in document.titles,
    lambda name, document: any(_within(name, title) for title in document.titles),
    lambda name, document: set(name.split()) <= set(" ".join((document.id, *document.titles)).split()),
)


class Tables(NamedTuple):
    """Where names are looked up; each table is read when a name of its kind is first asked about."""

    summits: Callable[[], Iterable[SummitRow]]
    documents: Callable[[], Iterable[DocumentRow]]
    themes: Callable[[], Iterable[ThemeRow]]
    languages: Callable[[], Iterable[LanguageRow]]
    pages: Callable[[], Iterable[str]]
    bodies: Callable[[], Iterable[BodyRow]]


class Asked(NamedTuple):
    """A question with its names resolved, once, for SQL, tantivy and Python alike."""

    criteria: tuple[Criterion, ...] = ()
    tree: Node | None = None
    limit: int | None = None
    sort: str | None = None
    commitments: bool = False


class Names:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def asked(self, filters: Filters, tree: Node | None = None) -> Asked:
        """Raises what `criteria` and `resolved` raise, and UsageError for a limit or an order that cannot be."""
        filters.checked()
        resolved = self.resolved(tree) if tree is not None else None
        return Asked(self.criteria(filters), resolved, filters.limit, filters.sort, filters.commitments)

    def criteria(self, filters: Filters) -> tuple[Criterion, ...]:
        """Raises UnknownName for a name that no table holds, UsageError for a range that runs backwards."""
        found: list[Criterion] = []
        if filters.summit:
            known = [name for name in filters.summit if fold(name) != NO_SUMMIT]
            ranges = tuple(years for name in known for years in self.years(name))
            found.append(Summits(ranges, unknown=len(known) < len(filters.summit)))
        if filters.document:
            found.append(Documents(_united(map(self.documents, filters.document))))
        if filters.lang:
            found.append(Languages(tuple(map(self.language, filters.lang))))
        if filters.theme:
            found.append(Themes(_united(map(self.themes, filters.theme))))
        if filters.page:
            found.append(Pages(_united(map(self.pages, filters.page))))
        if filters.asks:
            found.append(Asks(_united(map(self.bodies, filters.asks))))
        if filters.due:
            spans = tuple(span(name) for name in filters.due if fold(name) != ANY)
            found.append(Due(spans, every=len(spans) < len(filters.due)))
        return tuple(found)

    def resolved(self, tree: Node) -> Node:
        """The tree with what its properties stand for. Raises FieldError for a value that no table holds."""
        if isinstance(tree, Field):
            try:
                return self._property(tree)
            except UsageError as error:
                raise FieldError(str(error), tree) from error
        if isinstance(tree, Not):
            return Not(self.resolved(tree.part))
        if isinstance(tree, And):
            return And(tuple(map(self.resolved, tree.parts)))
        if isinstance(tree, Or):
            return Or(tuple(map(self.resolved, tree.parts)))
        return tree

    def _property(self, field: Field) -> Criterion | Label | Pattern:
        if field.name == "label":
            return Label(field.value.casefold())
        if field.name == "text":
            from mandates_cli.query.patterns import compiled  # few queries need the library

            compiled(field.value)
            return Pattern(field.value)
        return self.criteria(Filters(**{field.name: (field.value,)}))[0]  # type: ignore[arg-type]

    def known(self, kind: str) -> list[str]:
        """What a filter of that kind (`theme`, `summit`, `document`, `lang` or `asks`) accepts, in its shortest
        form."""
        if kind == "summit":
            return self._summits.known
        tables = {"theme": "_themes", "document": "_documents", "lang": "_languages", "asks": "_bodies"}
        return sorted(getattr(self, tables[kind]))

    def years(self, name: str, parts: bool = True) -> Sequence[tuple[int, int]]:
        """First and last years, as `SummitNames.ranges` gives them."""
        return self._summits.ranges(name, parts)

    @cached_property
    def _summits(self) -> SummitNames:
        return SummitNames(self._tables.summits())

    def documents(self, name: str) -> Sequence[str]:
        """The ids that the first of DOCUMENT_NAMED finds: `declaration` stands for several documents,
        `2018-lima-commitment` for one."""
        wanted = fold(name)
        for is_named in DOCUMENT_NAMED:
            found = sorted(id for id, known in self._documents.items() if wanted and is_named(wanted, known))
            if found:
                return found
        raise unknown("document", name, sorted(self._documents), "'mandates documents'")

    @cached_property
    def _documents(self) -> Mapping[str, _Document]:
        return {
            row["id"]: _Document(fold(row["id"]), list(map(fold, forms_of(row["title"]))))
            for row in self._tables.documents()
        }

    def themes(self, name: str) -> Sequence[str]:
        """The slugs of the themes of that name, with those of their sub-themes."""
        roots = self.themes_of(name)
        return sorted(slug for slug in self._themes if any(f"{slug}/".startswith(f"{root}/") for root in roots))

    def themes_of(self, name: str) -> Sequence[str]:
        """The slugs of the themes of that slug, else of that title."""
        wanted = fold(name)
        named = [slug for slug in self._themes if fold(slug) == wanted]
        if not named:
            named = [slug for slug, titles in self._themes.items() if wanted in titles]
        if not named:
            raise unknown("theme", name, sorted(self._themes), "'mandates themes'")
        return named

    @cached_property
    def _themes(self) -> Mapping[str, list[str]]:
        """Folded titles by slug."""
        rows = self._tables.themes()
        return {row["slug"]: list(map(fold, forms_of(row["title"]))) if row["title"] else [] for row in rows}

    def bodies(self, name: str) -> Sequence[str]:
        """The slug of the body of that slug, else of that acronym or name."""
        wanted = fold(name)
        found = [slug for slug in self._bodies if fold(slug) == wanted]
        found = found or [slug for slug, forms in self._bodies.items() if wanted in forms]
        if len(found) > 1:
            message = "No body {name!r} alone: it may be {slugs}."
            raise UnknownName(message, name, tuple(found), slugs=" or ".join(found))
        if not found:
            forms = {form: slug for slug, forms in self._bodies.items() for form in forms}
            raise unknown("body", name, sorted(self._bodies), "'mandates bodies'", forms)
        return found

    @cached_property
    def _bodies(self) -> Mapping[str, list[str]]:
        """Folded acronyms and names, and those of organs, by slug."""
        rows = self._tables.bodies()
        return {
            row["slug"]: list(map(fold, (*row["acronyms"], *forms_of(row["name"]), *row["organs"]))) for row in rows
        }

    def language(self, name: str) -> str:
        wanted = fold(name)
        for code, names in self._languages.items():
            if wanted == code or wanted in names:
                return code
        raise unknown("language", name, list(self._languages), "'mandates info'")

    @cached_property
    def _languages(self) -> Mapping[str, list[str]]:
        """Folded names by code."""
        return {row["code"]: list(map(fold, forms_of(row["name"]))) for row in self._tables.languages()}

    def pages(self, name: str) -> Sequence[str]:
        """The pages of that path or file name; scheme and host, where they are given, do not matter."""
        path = re.sub(r"^https?://[^/]+", "", name)
        found = [page for page in self._pages if path in (page, page.rpartition("/")[2])]
        if not found:
            raise unknown("page", name, self._pages, "'mandates check --accounts'")
        return found

    @cached_property
    def _pages(self) -> Sequence[str]:
        return sorted(self._tables.pages())


def _united(found: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(sorted({name for names in found for name in names}))
