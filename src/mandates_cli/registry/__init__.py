"""What is known of summits, documents, themes and the site: tables with a source in each row, and look-ups in them.

Look-ups compare folded texts, and what the tables do not hold is answered with null, never with a guess.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from mandates_cli import folding
from mandates_cli.model import Document, Language, Section, Site, Summit, Theme

SPANISH_SUFFIX: Final = "_sp"

# Pages repeat their menus, headings and citations.
fold = lru_cache(4096)(folding.fold)


class Resolved(NamedTuple):
    """What a citation names. `place` is the summit's city or country as the citation's language writes it."""

    document: Document
    section: Section | None
    place: str | None


@dataclass(frozen=True)
class Registry:
    summits: tuple[Summit, ...]
    documents: tuple[Document, ...]
    themes: tuple[Theme, ...]
    site: Site

    def pages(self) -> tuple[str, ...]:
        """The paths of the pages that are known, sorted."""
        return tuple(sorted({path for theme in self.themes for path in theme.paths}))

    @cached_property
    def _years(self) -> Mapping[str, Summit]:
        return {str(summit.year): summit for summit in self.summits}

    @cached_property
    def _names(self) -> Mapping[tuple[int, str], tuple[Document, Section | None]]:
        """Document titles and section names by summit and folded name."""
        named: dict[tuple[int, str], tuple[Document, Section | None]] = {}
        for document in self.documents:
            for name in document.title.all():
                named[document.summit, fold(name)] = (document, None)
            for section in document.sections:
                for name in section.name.all():
                    named[document.summit, fold(name)] = (document, section)
        return named

    def year_in(self, label: str) -> int | None:
        """The summit year that stands last in `label`."""
        last = fold(label).rpartition(" ")[2]
        return int(last) if last in self._years else None

    def is_place(self, label: str) -> bool:
        """Whether `label` names where a summit met and nothing that it adopted: "Panama City, 2015"."""
        words, _, year = fold(label).rpartition(" ")
        return words in self._places.get(year, ())

    @cached_property
    def _places(self) -> Mapping[str, frozenset[str]]:
        return {
            str(summit.year): frozenset(map(fold, (*summit.tails, *summit.city.all(), *summit.country.all())))
            for summit in self.summits
        }

    def resolve(self, label: str) -> Resolved | None:
        """The document and section that a citation's text names."""
        if label not in self._resolved:
            self._resolved[label] = self._look_up(label)
        return self._resolved[label]

    @cached_property
    def _resolved(self) -> dict[str, Resolved | None]:
        return {}

    def _look_up(self, label: str) -> Resolved | None:
        year = self.year_in(label)
        if year is None:
            return None
        summit = self._years[str(year)]
        words = fold(label).removesuffix(str(year)).strip()
        shorter = (words.removesuffix(f" {fold(tail)}") for tail in summit.tails)
        # A tail can be the end of a title too ("Declaration of Port of Spain"), so the whole is tried first.
        found = next((self._names[year, name] for name in (words, *shorter) if (year, name) in self._names), None)
        return Resolved(*found, place=_place_in(label, summit)) if found else None

    @cached_property
    def _headings(self) -> Mapping[str, tuple[Theme, Language | None]]:
        known: dict[str, tuple[Theme, Language | None]] = {}
        titles = {theme.slug: theme.title for theme in self.themes}
        for theme in self.themes:
            parent = titles.get(theme.slug.partition("/")[0])
            for heading in theme.headings:
                known[fold(heading)] = (theme, None)
            if theme.title is None or parent is None:
                continue
            forms: tuple[tuple[Language, tuple[str, ...], str], ...] = (
                ("en", (theme.title.en, *theme.title.en_aliases), parent.en),
                ("es", (theme.title.es, *theme.title.es_aliases), parent.es),
            )
            for language, names, root in forms:
                for name in names:
                    known[fold(f"{root}: {name}" if "/" in theme.slug else name)] = (theme, language)
        return known

    def theme_of_heading(self, heading: str) -> Theme | None:
        found = self._headings.get(fold(heading))
        return found[0] if found else None

    def language_of_heading(self, heading: str) -> Language | None:
        """The language of a heading; a sub-theme that is not known still tells by its root."""
        folded = fold(heading)
        root = fold(heading.partition(":")[0])
        for known in (folded, root):
            if (found := self._headings.get(known)) and found[1]:
                return found[1]
        return None

    @cached_property
    def _stems(self) -> Mapping[str, Theme]:
        return {theme.stem: theme for theme in self.themes if theme.stem}

    def theme_of_path(self, path: str) -> Theme | None:
        """The theme that a page's file name stands for, with or without language suffix, folder and host."""
        return self._stems.get(_file_name(path).removesuffix(SPANISH_SUFFIX))


def language_of_path(path: str) -> Language:
    """A Spanish page's file name says so."""
    return "es" if _file_name(path).endswith(SPANISH_SUFFIX) else "en"


def _file_name(path: str) -> str:
    return urlsplit(path).path.rpartition("/")[2].partition(".")[0]


def _place_in(label: str, summit: Summit) -> str | None:
    """The name of the summit's city or country that stands last: as written, the longer where two stand there."""
    words = f" {fold(label)} "
    names = (*summit.city.all(), *summit.country.all())
    held = [name for name in names if f" {fold(name)} " in words]
    ends = {name: words.rfind(f" {fold(name)} ") + len(fold(name)) for name in held}
    return max(held, key=lambda name: (ends[name], len(fold(name)), name in label), default=None)


def _rows(table: str) -> Iterable[Mapping[str, Any]]:
    text = files(__package__).joinpath(f"{table}.toml").read_text("utf-8")
    rows: Iterable[Mapping[str, Any]] = tomllib.loads(text)[table]
    return rows


@cache
def load() -> Registry:
    return Registry(
        summits=tuple(Summit.model_validate({"number": None} | dict(row)) for row in _rows("summits")),
        documents=tuple(Document.model_validate(row) for row in _rows("documents")),
        themes=tuple(
            Theme.model_validate({"stem": None, "title": None, "headings": ()} | dict(row)) for row in _rows("themes")
        ),
        site=Site.model_validate(*_rows("site")),
    )


__all__ = ["Registry", "Resolved", "language_of_path", "load"]
