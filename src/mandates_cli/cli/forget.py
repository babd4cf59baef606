"""The command that undoes an import or a fetch."""

from typing import Annotated

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.cli.output import say
from mandates_cli.corpus import location
from mandates_cli.render.answer import Answer, flat


def forget(
    operands: Annotated[
        list[str], typer.Argument(metavar="PAGE|SNAPSHOT...", help="A page's last state, or all that a run brought.")
    ],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List what would be forgotten, and forget nothing.")
    ] = False,
    out: o.Output,
    data_dir: o.DataDir = None,
) -> None:
    """Undo an import or a fetch: what it brought is out of the records, and what was known before is current again.

    The bytes are kept in data/raw/aside. 'mandates info' lists snapshots.

    Examples:

        mandates forget sec.html

        mandates forget 2026-11-24.2 --dry-run
    """
    where = location.to_write(data_dir)
    from mandates_cli.fetch import RawStore
    from mandates_cli.pipeline import build
    from mandates_cli.pipeline import forget as undo

    tables = build.known(where)
    if dry_run:
        found = undo.found(operands, RawStore(where.raw), tables)
        rows = [
            {"page": s.page, "snapshot": s.snapshot, "seen": s.seen.isoformat(timespec="seconds"), "url": s.final_url}
            for s in found.sightings
        ]
        output.give(Answer(flat("page", "snapshot", "seen", "url"), rows), out)
        return
    with build.one_writer(where):
        store = RawStore(where.raw)
        found = undo.found(operands, store, tables)
        built = undo.forget(where, store, found)
    pages = {sighting.page for sighting in found.sightings}
    back = len(pages & store.state().keys())
    template = "{pages:page} forgotten ({back:,} as before again, {gone:,} gone); the bytes are kept in {folder}"
    say(template, pages=len(pages), back=back, gone=len(pages) - back, folder=store.folder / "aside")
    if built:
        say(f"{built}: {where.truth.parent}")
    else:
        say("No page is left in {folder}; 'mandates fetch' or 'mandates import PATH' brings some.", folder=where.folder)
