"""What the corpus does not know or got wrong."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.corpus import Filters, Location, location
from mandates_cli.corpus.index import LANGUAGES
from mandates_cli.corpus.selection import unknown
from mandates_cli.errors import CorpusError, UsageError
from mandates_cli.render.answer import Answer
from mandates_cli.render.fields import flat

if TYPE_CHECKING:
    from mandates_cli.model import Diagnostic, Page

ERRORS_FOUND: Final = 1


def check(
    *,
    filters: o.PageFilters,
    accounts: Annotated[
        bool, typer.Option("--accounts", help="What became of the characters of each page, one row per page.")
    ] = False,
    provenance: Annotated[
        bool, typer.Option("--provenance", help="Cut every text out of the raw bytes again, and compare the two.")
    ] = False,
    publisher: Annotated[
        bool, typer.Option("--publisher", help="What the site's owner could correct, as Markdown.")
    ] = False,
    out: o.Output,
    data_dir: o.DataDir = None,
) -> None:
    """What the corpus does not know or got wrong, by page, with its place.

    The exit code is 1 if there are errors; warnings and notes leave it at 0.

    Examples:

        mandates check

        mandates check --provenance

        mandates check --json | jq '.[] | select(.code == "no-citation")'

        mandates check --publisher > errata.md
    """
    from mandates_cli.corpus import jsonl
    from mandates_cli.model import Diagnostic, Page

    where = location.to_read(data_dir)
    if not where.pages.is_file():
        raise CorpusError(
            "{folder} was parsed by an older version; run 'mandates parse' to check it.", folder=where.folder
        )
    pages = _named(_about(jsonl.read(where.pages, Page), filters), filters.page)
    if not pages:
        output.say("No page passes these filters; 'mandates check --accounts' lists them all.")
    everything = [*jsonl.read(where.diagnostics, Diagnostic), *(_verified(where) if provenance else ())]
    asked = {page.page for page in pages}
    found = [diagnostic for diagnostic in everything if diagnostic.page in asked]
    if publisher:
        from mandates_cli.render.errata import errata

        output.write(errata(found, {page.page: page.url for page in pages}))
    elif accounts:
        output.give(_accounts(pages), out)
    else:
        output.give(_diagnostics(pages, found), out)
    if any(diagnostic.severity == "error" for diagnostic in found):
        raise typer.Exit(ERRORS_FOUND)


def _accounts(pages: "Sequence[Page]") -> Answer:
    from mandates_cli.model import Account

    rows = ({"page": page.page, **page.account.model_dump()} for page in pages)
    return Answer(flat("page", *Account.model_fields), rows)


def _diagnostics(pages: "Sequence[Page]", found: "Sequence[Diagnostic]") -> Answer:
    from mandates_cli.model import Diagnostic
    from mandates_cli.render.checked import checked

    rows = (diagnostic.model_dump(mode="json") for diagnostic in found)
    return Answer(flat(*Diagnostic.model_fields), rows, drawn=lambda screen: checked(pages, found, screen.width))


def _about(records: "list[Page]", filters: Filters) -> "list[Page]":
    """The pages of these themes, with their sub-themes, and languages. Raises UnknownName."""
    from mandates_cli import registry

    slugs = [theme.casefold().strip("/") for theme in filters.theme]
    known = sorted({theme.slug for theme in registry.load().themes})
    _check("theme", slugs, known, "'mandates themes'")
    _check("language", filters.lang, LANGUAGES, "'mandates info'")

    def of_theme(page: "Page") -> bool:
        return not slugs or any(f"{page.theme}/".startswith(f"{slug}/") for slug in slugs)

    return [page for page in records if of_theme(page) and (not filters.lang or page.language in filters.lang)]


def _check(kind: str, names: Sequence[str], known: Sequence[str], command: str) -> None:
    for name in names:
        if name not in known:
            raise unknown(kind, name, known, command)


def _named(records: "list[Page]", names: Sequence[str]) -> "list[Page]":
    """The pages of these names, paths or file names. Raises UsageError for a name that no page has."""
    if not names:
        return records
    for name in names:
        if not any(_is(record.page, name) for record in records):
            raise UsageError("No page {name!r} here; 'mandates check --accounts' lists them.", name=name)
    return [record for record in records if any(_is(record.page, name) for name in names)]


def _is(page: str, name: str) -> bool:
    return name in (page, page.rpartition("/")[2])


def _verified(where: Location) -> "Sequence[Diagnostic]":
    """Texts that are not in the raw bytes where the records say. Tells how many were compared."""
    from mandates_cli.corpus import jsonl
    from mandates_cli.fetch import RawStore
    from mandates_cli.model import Mandate
    from mandates_cli.parse.provenance import Source, verify

    store = RawStore(where.raw)
    by_digest = {sighting.sha256: sighting for sighting in store.sightings() if sighting.file}

    def source(digest: str) -> Source:
        sighting = by_digest.get(digest)
        if sighting is None:
            raise CorpusError(
                "{folder} lacks a page that the records name ({digest}); run 'mandates parse'.",
                folder=where.raw,
                digest=digest[:12],
            )
        return Source(store.bytes_of(sighting), sighting.media_type, sighting.charset)

    verified = verify(jsonl.read(where.truth, Mandate), source)
    template = "{compared:,} texts and citations cut out of the raw bytes again: {faults:,} differ"
    if verified.unplaced:
        template += "; {unplaced:,} stand in pieces"
    output.say(template, compared=verified.compared, faults=len(verified.faults), unplaced=verified.unplaced)
    return verified.faults
