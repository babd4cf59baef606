"""The tables that mandates refer to. They are whole whatever the filters, so that what has no mandate is seen to have
none; what a mandate names and they lack gets a row of its key alone."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from mandates_cli.compare.links import Link
from mandates_cli.corpus import Corpus, jsonl
from mandates_cli.corpus.sightings import days
from mandates_cli.export.columns import Cells, Column, Table
from mandates_cli.fetch import RawStore
from mandates_cli.model import Page
from mandates_cli.rows import NamesRow

ALONE: Final = "mandates name it and the tables of names do not know it"
ENGLISH, SPANISH = "in English", "in Spanish"
LINKS: Final = Table(
    "links",
    "Which mandates take up mandates of earlier summits, found by comparing their words (see the linking method).",
    "A row is a link between two mandates of one language. A mandate may have several; to count commitments that were"
    " taken up, join mandates and count distinct commitments.",
    ("older", "newer"),
    (
        Column("older", "text", "Id of the mandate that is taken up.", of="mandates", loose=True),
        Column("newer", "text", "Id of the mandate that takes it up.", of="mandates", loose=True),
        Column("kind", "text", "How: verbatim, reworded, narrowed, extended, re-dated or refers-back."),
        Column("score", "number", "Share of the shorter text, by the weight of its words, that the other holds: 0 to"
               " 1."),
        Column("shared", "list", "Runs of words, folded to lower case without accents, that both texts have.", "none"),
    ),
)  # fmt: skip
BODIES: Final = Table(
    "bodies",
    "Institutions that texts name.",
    "A row is a body that the tables know, whether a mandate names it or not.",
    ("slug",),
    (
        Column("slug", "text", "The English acronym in lower case."),
        Column("name_en", "text", "Name in English.", ALONE),
        Column("name_es", "text", "Name in Spanish.", ALONE),
        Column("acronyms", "list", "Acronyms in both languages.", "it has none"),
    ),
)
PAGES: Final = Table(
    "pages",
    "The pages of the site that the corpus holds: what every count rests on.",
    "A row is a page of one language that was read, whether it shows a mandate of this export or not.",
    ("page",),
    (
        Column("page", "text", "Address without scheme and host, or the name of a saved file."),
        Column("url", "text", "Address.", "the page was saved, and its address is not known"),
        Column("language", "text", "Language of the page: en or es.", ALONE),
        Column("theme", "text", "Slug of its theme.", "it is of no known theme", "themes"),
        Column("heading", "text", "Its heading, verbatim.", "it has none"),
        Column("encoding", "text", "Encoding in which it was read.", ALONE),
        Column("placements", "integer", "Mandates that it shows, each appearance counted; all, not those of this"
               " export.", ALONE),
        Column("sha256", "text", "SHA-256 of its bytes.", ALONE),
        Column("seen", "text", "Last day on which it was seen with these bytes, as YYYY-MM-DD.",
               "the raw pages are not there to tell"),
    ),
)  # fmt: skip
CHANGES: Final = {
    "new": "Pages that came for the first time.", "changed": "Pages whose content changed.",
    "unchanged": "Pages that are as they were.", "gone": "Pages that the site no longer has.",
    "drifted": "Pages that no longer look as expected.", "failed": "Pages that did not come.",
}  # fmt: skip
SNAPSHOTS: Final = Table(
    "snapshots",
    "The site as each run saw it: fetches, imports, and states that an archive has.",
    "A row is a run. Runs that were taken back are left out.",
    ("name",),
    (
        Column("name", "text", "Its name, a date."),
        Column("source", "text", "fetch, import, or the archive: wayback, commoncrawl."),
        Column("scope", "text", "The filters of a run that did not want every page.", "it wanted every page"),
        Column("started", "text", "When it began, as ISO 8601 in UTC."),
        Column("finished", "text", "When it ended, as ISO 8601 in UTC."),
        Column("complete", "boolean", "Whether it ended with no page left to ask for again."),
        *(Column(name, "integer", says) for name, says in CHANGES.items()),
    ),
)
DOCUMENTS: Final = Table(
    "documents",
    "What each summit adopted.",
    "A row is a document that the tables know, whether a mandate is from it or not.",
    ("id",),
    (
        Column("id", "text", "Its id, which --document takes."),
        Column("summit", "integer", "Year of the summit that adopted it.", ALONE, "summits"),
        Column("title_en", "text", "Official title in English.", ALONE),
        Column("title_es", "text", "Official title in Spanish.", ALONE),
    ),
)
SUMMITS: Final = Table(
    "summits",
    "The summits.",
    "A row is a summit that the tables know, whether the corpus has a mandate of it or not.",
    ("year",),
    (
        Column("year", "integer", "Its year, by which it is known."),
        Column("number", "text", "Roman numeral of an ordinary summit.", "it is no ordinary summit"),
        Column("kind", "text", "ordinary, or what else it was.", ALONE),
        Column("name_en", "text", "Name in English.", ALONE),
        Column("name_es", "text", "Name in Spanish.", ALONE),
        Column("city_en", "text", "City, in English.", ALONE),
        Column("city_es", "text", "City, in Spanish.", ALONE),
        Column("country_en", "text", "Country, in English.", ALONE),
        Column("country_es", "text", "Country, in Spanish.", ALONE),
        Column("starts", "text", "First day, as YYYY-MM-DD.", ALONE),
        Column("ends", "text", "Last day, as YYYY-MM-DD.", ALONE),
    ),
)
THEMES: Final = Table(
    "themes",
    "The themes under which the site shows mandates, and their sub-themes.",
    "A row is a theme or a sub-theme that the tables know, whether a mandate is under it or not.",
    ("slug",),
    (
        Column("slug", "text", "Its name here; that of a sub-theme is its theme's, a slash and its own."),
        Column("parent", "text", "Slug of the theme that a sub-theme is of.", "it is no sub-theme", "themes"),
        Column("code", "text", "Its code in the site's file names.", ALONE),
        Column("title_en", "text", "Title in English.", "it is known by its file name alone"),
        Column("title_es", "text", "Title in Spanish.", "it is known by its file name alone"),
    ),
)
# In this order: what a later one refers to stands before it.
LOOKUPS: Final = (PAGES, SNAPSHOTS, BODIES, DOCUMENTS, SUMMITS, THEMES)


def linked(found: Iterable[Link]) -> Iterator[Cells]:
    return ((link.older, link.newer, link.kind, link.score, link.shared) for link in found)


def known(corpus: Corpus) -> Iterator[tuple[Table, Cells]]:
    """Every row of LOOKUPS, in that order."""
    tables = corpus.tables()
    yield from ((PAGES, cells) for cells in _pages(corpus))
    yield from ((SNAPSHOTS, cells) for cells in _snapshots(corpus.where.raw))
    for body in tables.bodies():
        yield BODIES, (body["slug"], *_both(body["name"]), body["acronyms"])
    for document in tables.documents():
        yield DOCUMENTS, (document["id"], document["summit"], *_both(document["title"]))
    for summit in tables.summits():
        places = (*_both(summit["name"]), *_both(summit["city"]), *_both(summit["country"]))
        yield SUMMITS, (summit["year"], summit["number"], summit["kind"], *places, summit["starts"], summit["ends"])
    for theme in tables.themes():
        yield THEMES, (theme["slug"], parent(theme["slug"]), theme["code"], *_both(theme["title"]))


def parent(slug: str) -> str | None:
    return slug.rpartition("/")[0] or None


def _both(names: NamesRow | None) -> tuple[str | None, str | None]:
    return (names["en"], names["es"]) if names else (None, None)


def _pages(corpus: Corpus) -> Iterator[Cells]:
    """As the build wrote them down; without that, what placements name is all that is known."""
    if not corpus.where.pages.exists():
        return
    pages = jsonl.read(corpus.where.pages, Page)
    corpus.check_stands()
    seen = days(corpus.where.raw)
    for page in sorted(pages, key=lambda page: page.page):
        day = seen.get((page.page, page.snapshot))
        yield (
            page.page, page.url, page.language, page.theme, page.heading, page.encoding, page.placements, page.snapshot,
            day.isoformat() if day else None,
        )  # fmt: skip


def _snapshots(raw: Path) -> Iterator[Cells]:
    for run in RawStore(raw).snapshots():
        times = (run.started.isoformat(timespec="seconds"), run.finished.isoformat(timespec="seconds"))
        pages = run.pages.model_dump()
        yield run.name, run.source, run.scope or None, *times, run.complete, *(pages[name] for name in CHANGES)
