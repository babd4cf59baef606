"""What the corpus does not know or got wrong."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.corpus import Filters, Location, location
from mandates_cli.errors import CorpusError
from mandates_cli.query.filters import Facts, admitted

if TYPE_CHECKING:
    from mandates_cli.corpus.generation import Generation
    from mandates_cli.model import Diagnostic, Page
    from mandates_cli.pipeline.remade import Make

ERRORS_FOUND: Final = 1
REMOVED: Final = "{path} was damaged; it is made anew when it is next asked for."
KEPT: Final = "{path} is damaged and cannot be removed here; remove it, since searches may still answer from it."


def check(
    *,
    filters: o.PageFilters,
    accounts: Annotated[
        bool, typer.Option("--accounts", help="What became of the characters of each page, one row per page.")
    ] = False,
    provenance: Annotated[
        bool, typer.Option("--provenance", help="Read every mandate out of the raw bytes again, and compare the two.")
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
    from mandates_cli.render import checked

    held, make = _inspected(location.to_read(data_dir))
    where = held.where
    pages = _pages(filters, where)
    if not pages:
        output.say("No page passes these filters; 'mandates check --accounts' lists them all.")
    found = [*_told(where), *(_verified(held, make) if provenance else ())]
    asked = {page.page for page in pages}
    found = [diagnostic for diagnostic in found if diagnostic.page in asked]
    if publisher:
        output.put(checked.errata(found, {page.page: page.url for page in pages}), out)
    else:
        output.give(checked.accounts(pages) if accounts else checked.diagnostics(pages, found), out)
    if any(diagnostic.severity == "error" for diagnostic in found):
        raise typer.Exit(ERRORS_FOUND)


def _pages(filters: Filters, where: Location) -> "list[Page]":
    """Those that pass. Raises UnknownName for a name that no table holds, and for a page that is not among them."""
    from mandates_cli.corpus import jsonl
    from mandates_cli.model import Page
    from mandates_cli.pipeline import build

    if not where.pages.is_file():
        template = "{folder} was parsed by an older version; run 'mandates parse' to check it."
        raise CorpusError(template, folder=where.folder)
    pages = list(jsonl.read(where.pages, Page))
    criteria = build.names(build.known(where), [page.page for page in pages]).criteria(filters)
    facts = [Facts(page.language, themes=[page.theme] if page.theme else [], pages=[page.page]) for page in pages]
    return [page for page, fact in zip(pages, facts, strict=True) if admitted(criteria, fact)]


def _inspected(where: Location) -> "tuple[Generation, Make]":
    """The corpus, whole, and what makes its records again. Raises CorpusError where a file is not what was written."""
    from mandates_cli.corpus import derived
    from mandates_cli.pipeline import build, inspection

    make = partial(build.made, build.Readings(build.known(where)))
    held = inspection.inspected(where, make)
    if held.seal is None:
        unsealed = "{folder} has no seal, so that damage would not be seen; 'mandates parse' makes one."
        output.say(unsealed, folder=where.folder)
    for path, removed in derived.rotten(where).items():
        output.say(REMOVED if removed else KEPT, path=path)
    return held, make


def _told(where: Location) -> "list[Diagnostic]":
    from mandates_cli.corpus import jsonl
    from mandates_cli.model import Diagnostic

    return jsonl.read(where.diagnostics, Diagnostic)


def _verified(held: "Generation", make: "Make") -> "Sequence[Diagnostic]":
    """What records say and their pages do not. Tells how much was compared."""
    from mandates_cli.corpus import jsonl
    from mandates_cli.fetch import RawStore
    from mandates_cli.model import Mandate
    from mandates_cli.parse.provenance import Source, verify
    from mandates_cli.pipeline import remade

    where = held.where
    store = RawStore(where.raw)
    by_digest = {sighting.sha256: sighting for sighting in store.sightings() if sighting.file}

    def source(digest: str) -> Source:
        sighting = by_digest.get(digest)
        if sighting is None:
            template = "{folder} lacks a page that the records name ({digest}); run 'mandates parse'."
            raise CorpusError(template, folder=where.raw, digest=digest[:12])
        return Source(store.bytes_of(sighting), sighting.media_type, sighting.charset)

    mandates = jsonl.read(where.truth, Mandate)
    again = remade.remade(held, make, remade.identities(where)).mandates
    verified = verify(mandates, source, again)
    template = (
        "{compared:,} texts and citations cut out of the raw bytes again, {mandates:mandate} read again:"
        " {faults:,} differ"
    )
    if verified.unplaced:
        template += "; {unplaced:,} stand in pieces"
    counts = {"compared": verified.compared, "mandates": len(mandates)}
    output.say(template, **counts, faults=len(verified.faults), unplaced=verified.unplaced)
    return verified.faults
