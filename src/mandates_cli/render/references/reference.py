"""What a reference says, as one value that every format is made from."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple

from mandates_cli.render import dates
from mandates_cli.render.screen import shown
from mandates_cli.render.sheet import Known, named
from mandates_cli.rows import AttributionRow, MandateRow, PlacementRow, SummitRow, opening

# In a key of BibTeX nothing else is safe everywhere: 2022-green-future-4f1c9a.b
UNSAFE: Final = re.compile(r"[^A-Za-z0-9.-]+")
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"chapter": "chapter", "item": "item", "items": "items", "position": "position", "printed": "printed",
           "seen": "seen", "mandate": "mandate", "corpus": "corpus", "version": "version", "texts": "texts by"},
    "es": {"chapter": "capítulo", "item": "inciso", "items": "incisos", "position": "posición", "printed": "impreso",
           "seen": "visto el", "mandate": "mandato", "corpus": "corpus", "version": "versión",
           "texts": "textos de"},
}  # fmt: skip


class Event(NamedTuple):
    """A summit. `name` is without the numeral, `number` null where it has none."""

    name: str
    number: str | None
    place: str
    first: date
    last: date

    @property
    def title(self) -> str:
        """`Ninth Summit of the Americas (IX)`"""
        return f"{self.name} ({self.number})" if self.number else self.name


class Reference(NamedTuple):
    """A document as one mandate of it is cited, or the corpus.

    Texts are single lines without control characters. `language` is that of the text, `words` that of all that is
    worded here; `title` is the official one, else what the page cites, else what the pages are called, and `translated`
    the official one in the other language. `document` says that the title names a document. `page` is shown where
    there is no `url`; `opening` begins the mandate's text; `origin` is the corpus with its version. What is not known
    is null or empty.
    """

    kind: Literal["document", "page", "corpus"]
    key: str
    words: str
    language: str
    title: str
    publisher: str
    origin: str
    version: str
    author: str = ""
    translated: str = ""
    genre: str = ""
    event: Event | None = None
    year: int | None = None
    section: str = ""
    items: Sequence[str] = ()
    url: str = ""
    page: str = ""
    position: int | None = None
    printed: str = ""
    seen: date | None = None
    mandate: str = ""
    opening: str = ""

    def word(self, name: str) -> str:
        return WORDS[self.words][name]

    @property
    def days(self) -> str:
        """`8–10 June 2022`, the year where no more is known, or nothing."""
        if self.event:
            return dates.days(self.event.first, self.event.last, self.words)
        return str(self.year or "")

    @property
    def within(self) -> list[str]:
        """The chapter and the items: `chapter Education`, `items b, d`"""
        parts = [f"{self.word('chapter')} {self.section}"] if self.section else []
        if self.items:
            several = len(self.items) > 1
            parts.append(f"{self.word('items' if several else 'item')} {', '.join(self.items)}")
        return parts

    @property
    def where(self) -> list[str]:
        """Where the page shows the mandate, and when it did: `position 3`, `printed “iii)”`, `seen 9 May 2026`"""
        parts = [f"{self.word('position')} {self.position}"] if self.position else []
        if self.printed:
            parts.append(f"{self.word('printed')} “{self.printed}”")
        if self.seen:
            parts.append(f"{self.word('seen')} {dates.day(self.seen, self.words)}")
        return parts

    @property
    def which(self) -> str:
        """`mandate 2022-green-future-4f1c9a, corpus 2026-11-26-3f9a1c2b`"""
        return f"{self.word('mandate')} {self.mandate}, {self.word('corpus')} {self.version}"


class Library(NamedTuple):
    """What references are made with besides a record: `version` is the corpus', `words` the language to word them in,
    en or es."""

    known: Known
    attribution: AttributionRow
    version: str
    words: str = "en"

    def of(self, row: MandateRow, seen: Mapping[str, date], items: Sequence[str] = ()) -> Reference:
        """To the document of a mandate, or of those of its items; `seen` is the day by page."""
        language = row["language"]
        base = self._base(row["id"], language)._replace(
            section=line(row["section"]),
            items=[*map(line, items)],
            mandate=line(row["id"]),
            opening=line(opening(row)),
        )
        if placement := _shown(row, seen, items):
            base = base._replace(
                url=_address(placement["url"]),
                page=line(placement["page"]),
                position=placement["position"],
                printed=line(placement["label"]),
                seen=seen.get(placement["page"]),
            )
        key = UNSAFE.sub("-", ".".join([row["id"], *(_plain(label) for label in items)]))
        return self._titled(base._replace(key=key), row)

    def of_corpus(self) -> Reference:
        """To the corpus itself."""
        base = self._base(f"mandates-{self.version}", self.words)
        year = self.version[:4]
        return base._replace(
            kind="corpus",
            author=line(self.attribution["authors"]),
            title=base.origin,
            year=int(year) if year.isdecimal() else None,
        )

    def _base(self, key: str, language: str) -> Reference:
        whose = self.attribution
        return Reference(
            "page", key, self.words, language, line(named(whose["series"], language)),
            line(named(whose["publisher"], self.words)), line(named(whose["title"], self.words)), self.version,
        )  # fmt: skip

    def _titled(self, base: Reference, row: MandateRow) -> Reference:
        document, summit, citation = self.known.document(row), self.known.summit(row), row["citation"]
        if summit:
            event = self._event(summit)
            base = base._replace(event=event, author=event.name, year=event.last.year)
        elif citation:
            base = base._replace(year=citation["year"])
        if document:
            title, other = (line(named(document["title"], language)) for language in (base.language, self.words))
            genre = line(named(self.attribution["genre"], self.words))
            return base._replace(kind="document", title=title, translated=other if other != title else "", genre=genre)
        if citation:
            return base._replace(kind="document", title=line(citation["text"]))
        return base

    def _event(self, summit: SummitRow) -> Event:
        city, country = (line(named(summit[name], self.words)) for name in ("city", "country"))
        return Event(
            line(named(summit["name"], self.words)), line(summit["number"]) or None, f"{city}, {country}",
            date.fromisoformat(summit["starts"]), date.fromisoformat(summit["ends"]),
        )  # fmt: skip


def line(text: str | None) -> str:
    """One line; control characters, and those that hide, are spelled out."""
    return shown(" ".join((text or "").split()))


def _shown(row: MandateRow, seen: Mapping[str, date], items: Sequence[str]) -> PlacementRow | None:
    """The placement to cite: it shows the items, has an address, and was seen last; null where there is none."""

    def rank(placement: PlacementRow) -> tuple[int, bool, str]:
        labels = {item["label"] for item in placement["items"]}
        day = seen.get(placement["page"])
        return len(labels & {*items}), bool(_address(placement["url"])), day.isoformat() if day else ""

    # Of equals the first one.
    return max(row["placements"], key=rank, default=None)


def _address(url: str | None) -> str:
    """An address of the web as every format can hold it; nothing where it is none."""
    if not url or not url.startswith(("http://", "https://")):
        return ""
    # What would end a field, a line or an address there is written as an address does.
    return "".join(c if c.isprintable() and c not in ' {}\\<>"' else _escaped(c) for c in url)


def _escaped(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode(errors="replace"))


def _plain(label: str) -> str:
    return "".join(c for c in label if c.isascii() and c.isalnum()) or "item"
