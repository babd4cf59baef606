"""The command that says what the corpus does not know or got wrong."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.corpus import Location, location
from mandates_cli.corpus.index import LANGUAGES
from mandates_cli.corpus.selection import unknown
from mandates_cli.errors import CorpusError, UsageError

if TYPE_CHECKING:
    from mandates_cli.model import Page
    from mandates_cli.parse.provenance import Provenance

ERRORS_FOUND: Final = 1


def check(
    theme: o.Themes = None,
    lang: o.Languages = None,
    page: o.Pages = None,
    accounts: Annotated[
        bool, typer.Option("--accounts", help="Where the characters of each page went, a row a page.")
    ] = False,
    provenance: Annotated[
        bool, typer.Option("--provenance", help="Cut every text out of the raw bytes again and compare.")
    ] = False,
    publisher: Annotated[
        bool, typer.Option("--publisher", help="Errata that the site's owner could act on, as Markdown.")
    ] = False,
    format: o.Formats = None,
    json: o.Json = False,
    fields: o.Fields = None,
    no_color: o.NoColor = False,
    data_dir: o.DataDir = None,
) -> None:
    """What the corpus does not know or got wrong, by page, with its place.

    Exit code 1 says that there are errors; warnings and notes leave it 0.

    Examples:

        mandates check

        mandates check --provenance

        mandates check --json | jq '.[] | select(.code == "no-citation")'

        mandates check --publisher > errata.md
    """
    from mandates_cli.corpus import jsonl
    from mandates_cli.model import Diagnostic, Page

    out = output.chosen(format, json, fields, no_color)
    where = location.to_read(data_dir)
    if not where.pages.is_file():
        raise CorpusError(f"{where.folder} was parsed by an older version; run 'mandates parse' to check it.")
    pages = _named(_about(jsonl.read(where.pages, Page), theme, lang), page)
    asked = {p.page for p in pages}
    if not pages:
        output.say("No page passes these filters; 'mandates check --accounts' lists them all.")
    found = [d for d in jsonl.read(where.diagnostics, Diagnostic) if d.page in asked]
    if provenance:
        verified = _verified(where)
        found += [d for d in verified.faults if d.page in asked]
        say = (
            f"{verified.compared:,} texts and citations cut out of the raw bytes again: {len(verified.faults):,} differ"
        )
        output.say(say + (f"; {verified.unplaced:,} stand in pieces" if verified.unplaced else ""))
    if publisher:
        from mandates_cli.render.errata import errata

        output.write(errata(found, {p.page: p.url for p in pages}))
    elif accounts:
        output.rows([{"page": p.page, **p.account.model_dump()} for p in pages], out)
    elif out.format is o.Format.table and fields is None:
        from mandates_cli.render.checked import checked

        output.write(checked(pages, found, output.width()))
    else:
        output.rows([d.model_dump(mode="json") for d in found], out)
    if any(d.severity == "error" for d in found):
        raise typer.Exit(ERRORS_FOUND)


def _about(records: "list[Page]", themes: list[str] | None, languages: list[str] | None) -> "list[Page]":
    """Those of these themes, sub-themes with them, and languages. Raises UnknownName."""
    from mandates_cli import registry

    known = sorted({theme.slug for theme in registry.load().themes})
    slugs = [theme.casefold().strip("/") for theme in themes or ()]
    for names, kind, values, command in (
        (slugs, "theme", known, "'mandates themes'"),
        (languages or (), "language", LANGUAGES, "'mandates info'"),
    ):
        for name in names:
            if name not in values:
                raise unknown(kind, name, values, command)
    return [
        record
        for record in records
        if (not slugs or any(f"{record.theme}/".startswith(f"{slug}/") for slug in slugs))
        and (not languages or record.language in languages)
    ]


def _named(records: "list[Page]", names: list[str] | None) -> "list[Page]":
    """Those of the pages named, by path or by file name. Raises UsageError for a page that has none."""
    if not names:
        return records
    for name in names:
        if not any(_is(record.page, name) for record in records):
            raise UsageError(f"No page {name!r} here; 'mandates check --accounts' lists them.")
    return [record for record in records if any(_is(record.page, name) for name in names)]


def _is(page: str, name: str) -> bool:
    return name in (page, page.rpartition("/")[2])


def _verified(where: Location) -> "Provenance":
    from mandates_cli.corpus import jsonl
    from mandates_cli.fetch import RawStore
    from mandates_cli.model import Mandate
    from mandates_cli.parse.provenance import Source, verify

    store = RawStore(where.raw)
    by_digest = {s.sha256: s for s in store.sightings() if s.file}

    def source(digest: str) -> Source:
        sighting = by_digest.get(digest)
        if sighting is None:
            raise CorpusError(f"{where.raw} has no bytes {digest[:12]}, which the records name; run 'mandates parse'.")
        return Source(store.bytes_of(sighting), sighting.media_type, sighting.charset)

    return verify(jsonl.read(where.truth, Mandate), source)
