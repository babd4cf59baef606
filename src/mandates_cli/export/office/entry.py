"""What is known of a mandate, in the words that a reader of these files wants."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple, Self

from mandates_cli.export import Chosen
from mandates_cli.export.office.captions import caption
from mandates_cli.render.references.reference import Library, Reference
from mandates_cli.render.sheet import Known, named
from mandates_cli.rows import AddresseeRow, DeadlineRow, MandateRow


class Names(NamedTuple):
    """By slug, in `language`, the one that we write in; `seen` is the day by page of a mandate."""

    language: str
    library: Library
    themes: Mapping[str, str]
    bodies: Mapping[str, str]
    languages: Mapping[str, str]
    seen: Callable[[MandateRow], Mapping[str, date]]

    @classmethod
    def of(cls, chosen: Chosen) -> Self:
        corpus, language = chosen.corpus, chosen.language
        tables = corpus.tables()
        known = Known.of(tables.summits(), tables.documents())
        return cls(
            language,
            Library(known, corpus.attribution(), str(corpus.version), language),
            _titles({row["slug"]: named(row["title"], language) for row in tables.themes() if row["title"]}),
            {row["slug"]: named(row["name"], language) for row in tables.bodies()},
            {row["code"]: named(row["name"], language) for row in tables.languages()},
            lambda row: corpus.seen(row, each=True),
        )


class Entry:
    def __init__(self, row: MandateRow, names: Names) -> None:
        self.row = row
        self._names = names

    @cached_property
    def cited(self) -> Reference:
        return self._names.library.of(self.row, self._names.seen(self.row))

    @property
    def summit(self) -> str | None:
        """`Ninth Summit of the Americas`"""
        found = self._names.library.known.summit(self.row)
        return named(found["name"], self._names.language) if found else None

    @property
    def document(self) -> str | None:
        """The official title, in the text's own language."""
        return next(iter(self.titles([self.row["language"]])), None)

    def titles(self, languages: Sequence[str]) -> list[str]:
        """The official titles in these languages, each once."""
        found = self._names.library.known.document(self.row)
        return list(dict.fromkeys(named(found["title"], language) for language in languages)) if found else []

    @property
    def citation(self) -> str | None:
        return self.row["citation"]["text"] if self.row["citation"] else None

    @property
    def themes(self) -> str:
        return "; ".join(self._names.themes.get(slug, slug) for slug in self.row["themes"])

    @property
    def numbers(self) -> str:
        """As printed, each once."""
        return "; ".join(dict.fromkeys(placed["label"] for placed in self.row["placements"] if placed["label"]))

    @property
    def other_pages(self) -> str:
        pages = dict.fromkeys(placed["url"] or placed["page"] for placed in self.row["placements"])
        return "\n".join(page for page in pages if page not in (self.cited.url, self.cited.page))

    @property
    def deadlines(self) -> str:
        """`2030 “by 2030”; c: “every year”`, each once."""
        return "; ".join(dict.fromkeys(_due(due) for due in self.row.get("deadlines") or () if not due["inherited"]))

    @property
    def addressees(self) -> str:
        """`Pan American Health Organization (asked)`, each once."""
        return "; ".join(dict.fromkeys(map(self._body, self.row.get("addressees") or ())))

    def _body(self, found: AddresseeRow) -> str:
        name = self._names.bodies.get(found["body"], found["body"])
        return f"{name} ({caption(found['role'], self._names.language)})"


def _titles(titles: Mapping[str, str]) -> dict[str, str]:
    """A sub-theme after its theme: `Security: Public Policies`"""
    parents = {slug: titles.get(slug.rpartition("/")[0]) for slug in titles}
    return {slug: f"{parents[slug]}: {title}" if parents[slug] else title for slug, title in titles.items()}


def _due(due: DeadlineRow) -> str:
    label = f"{due['label']}: " if due["label"] else ""
    year = f"{due['year']} " if due["year"] else ""
    return f"{label}{year}“{due['text']}”"
