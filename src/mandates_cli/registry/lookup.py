"""The tables as one value, and look-ups in them.

Look-ups compare folded texts, and what the tables do not hold is answered with null, never with a guess.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from mandates_cli import folding
from mandates_cli.model import (
    Archive,
    Attribution,
    Body,
    Document,
    LabelWord,
    Language,
    NamedLanguage,
    Section,
    Site,
    SkeletonLine,
    Summit,
    Theme,
)

# A line of the skeleton may be spaced and punctuated in other ways, but never to more than twice its length.
LONGEST_LINE: Final = 2

# What parts a theme from its sub-theme: "HEALTH: Child Health", "HEALTH – Child Health"; not "PEACE-KEEPING".
BELOW_ROOT: Final = re.compile(r"\s*:\s*|\s+[-‐‑–—−]+\s+|\s*[–—]\s*")

# "Education, Plan of Action Québec", "Education. Plan of Action Québec", "Education – Plan of Action Québec"
AFTER_CHAPTER: Final = re.compile(r"[,.;]|\s[-–—]\s")

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
    bodies: tuple[Body, ...]
    languages: tuple[NamedLanguage, ...]
    skeleton: tuple[SkeletonLine, ...]
    labels: tuple[LabelWord, ...]
    site: Site
    attribution: Attribution
    archives: tuple[Archive, ...]

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
            return self._look_up_undated(label)
        summit = self._years[str(year)]
        words = fold(label).removesuffix(str(year)).strip()
        # A tail can be the end of a title too ("Declaration of Port of Spain"), so the whole is tried first.
        names = [words, *(words.removesuffix(f" {fold(tail)}") for tail in summit.tails)]
        for known, written in ((self._names, names), (self._run_together, [name.replace(" ", "") for name in names])):
            for name in written:
                if (year, name) in known:
                    return Resolved(*known[year, name], place=_place_in(label, summit))
        return None

    @cached_property
    def _run_together(self) -> Mapping[tuple[int, str], tuple[Document, Section | None]]:
        """The names without their blanks: the text of a print has lost hyphens, as in "InterAmerican Action Plan"."""
        return {(year, name.replace(" ", "")): meant for (year, name), meant in self._names.items()}

    def _look_up_undated(self, label: str) -> Resolved | None:
        """Of a label without a year, where its name, or what follows a chapter's, is one document's only: "Education,
        Plan of Action Québec"."""
        starts = (0, *(match.end() for match in AFTER_CHAPTER.finditer(label)))
        names = (fold(label[start:]) for start in starts)
        found = next((self._undated[name] for name in names if name in self._undated), None)
        if found is None:
            return None
        document, section = found
        return Resolved(document, section, _place_in(label, self._years[str(document.summit)]))

    @cached_property
    def _undated(self) -> Mapping[str, tuple[Document, Section | None]]:
        """What names one document of all summits: a title, a title or a chapter with the summit's place or name."""
        told: dict[str, dict[str, tuple[Document, Section | None]]] = defaultdict(dict)
        for (year, name), (document, section) in self._names.items():
            summit = self._years[str(year)]
            met = {fold(place) for place in (*summit.tails, *summit.city.all())}
            fulls = {f"{name} {place}" for place in (*met, *map(fold, summit.name.all()))}
            placed = {full for full in (name, *fulls) if any(full.endswith(f" {place}") for place in met)}
            fulls |= {f"{full} {fold(country)}" for full in placed for country in summit.country.all()}
            for full in fulls if section else fulls | {name}:
                told[full][document.id] = (document, section)
        return {name: next(iter(meant.values())) for name, meant in told.items() if len(meant) == 1}

    def cites(self, label: str) -> bool:
        """Whether a label without a year names a document, or is built as the names of documents are, with the place of
        another summit: "Declaration of Lima"."""
        if label not in self._cited:
            self._cited[label] = self.year_in(label) is None and (bool(self.resolve(label)) or self._built(fold(label)))
        return self._cited[label]

    @cached_property
    def _cited(self) -> dict[str, bool]:
        return {}

    def _built(self, words: str) -> bool:
        return any(words.startswith(f"{begin} ") and words[len(begin) + 1 :] in self._cities for begin in self._begins)

    @cached_property
    def _cities(self) -> frozenset[str]:
        return frozenset(fold(name) for summit in self.summits for name in summit.city.all())

    @cached_property
    def _begins(self) -> frozenset[str]:
        """What stands before a place in the names of documents: "plan of action", "declaration of"."""
        ends = [(name, f" {city}") for _, name in self._names for city in self._cities]
        return frozenset(name.removesuffix(end) for name, end in ends if name.endswith(end))

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

    def parent_of_heading(self, heading: str) -> Theme | None:
        """The theme that a heading puts before its sub-theme, known or not: health for "HEALTH: Bites"."""
        root = BELOW_ROOT.split(heading, 1)
        found = self._headings.get(fold(root[0])) if len(root) > 1 and root[1] else None
        return found[0] if found and "/" not in found[0].slug else None

    def language_of_heading(self, heading: str) -> Language | None:
        """The language of a heading; a sub-theme that is not known still tells by its root."""
        for name in (heading, BELOW_ROOT.split(heading, 1)[0]):
            if (found := self._headings.get(fold(name))) and found[1]:
                return found[1]
        return None

    @cached_property
    def _stems(self) -> Mapping[str, Theme]:
        return {theme.stem: theme for theme in self.themes if theme.stem}

    def theme_of_path(self, path: str) -> Theme | None:
        """The theme that a page's file name stands for, with or without language suffix, folder and host."""
        return self._stems.get(self._stem_in(path))

    def parent_of_path(self, path: str) -> Theme | None:
        """The theme that a file name begins with, whatever sub-theme follows: health for `health_bites_sp.html`."""
        stem = self._stem_in(path)
        parents = (theme for root, theme in self._roots.items() if stem.startswith(f"{root}_"))
        return next(parents, None)

    @cached_property
    def _roots(self) -> Mapping[str, Theme]:
        return {theme.stem or theme.code: theme for theme in self.themes if "/" not in theme.slug}

    def _stem_in(self, path: str) -> str:
        name = _file_name(path)
        return name.removesuffix(self._written_in(name).suffix)

    def language_of_path(self, path: str) -> Language:
        """A page's file name says in which language it is: all but English ones end with a suffix."""
        return self._written_in(_file_name(path)).code

    def _written_in(self, file_name: str) -> NamedLanguage:
        fitting = (language for language in self.languages if file_name.endswith(language.suffix))
        return max(fitting, key=lambda language: len(language.suffix))

    @cached_property
    def language_names(self) -> Mapping[Language, str]:
        """What people who read English call the languages, by code."""
        return {language.code: language.name.en for language in self.languages}

    @cached_property
    def _lines(self) -> Mapping[str, Language]:
        return {fold(line.text): line.language for line in self.skeleton}

    @cached_property
    def _longest_line(self) -> int:
        return LONGEST_LINE * max(map(len, self._lines))

    def language_of_line(self, text: str) -> Language | None:
        """The language of a line that every page repeats; null for any other line."""
        return self._lines.get(fold(text)) if len(text) <= self._longest_line else None

    def is_title(self, text: str) -> bool:
        """Whether a line that every page repeats says that mandates stand below it. A single word does so only as pages
        print it, in capitals and bare: "MANDATES", but not "# Mandates"."""
        return fold(text) in self._titles and (" " in fold(text) or (text.isalpha() and text.isupper()))

    @cached_property
    def _titles(self) -> frozenset[str]:
        return frozenset(fold(line.text) for line in self.skeleton if line.title)


def _file_name(path: str) -> str:
    return urlsplit(path).path.rpartition("/")[2].partition(".")[0]


def _place_in(label: str, summit: Summit) -> str | None:
    """The name of the summit's city or country that stands last: as written, the longer where two stand there."""
    words = f" {fold(label)} "
    names = (*summit.city.all(), *summit.country.all())
    held = [name for name in names if f" {fold(name)} " in words]
    ends = {name: words.rfind(f" {fold(name)} ") + len(fold(name)) for name in held}
    return max(held, key=lambda name: (ends[name], len(fold(name)), name in label), default=None)
