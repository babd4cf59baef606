"""An import, or a fetch, undone: what it brought counts no longer, and what was known before it is current again.

with build.one_writer(where):
    store = RawStore(where.raw)
    forget(where, store, found(["page.html", "2026-11-24"], store, build.known(where)))
"""

from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import NamedTuple

from mandates_cli import atomic
from mandates_cli.corpus import Location
from mandates_cli.errors import UnknownName, UsageError
from mandates_cli.fetch import RawStore
from mandates_cli.fetch.store import OUTSIDE
from mandates_cli.model import Sighting, Snapshot
from mandates_cli.pipeline import build
from mandates_cli.pipeline.build import Built
from mandates_cli.query.names import Names
from mandates_cli.query.naming import unknown
from mandates_cli.registry.lookup import Registry


class Found(NamedTuple):
    """What is to be forgotten. `snapshots` are those of which nothing is left then."""

    sightings: list[Sighting]
    snapshots: list[Snapshot]


def found(operands: Collection[str], store: RawStore, tables: Registry) -> Found:
    """What each operand means: a snapshot by its name, or the last state of a page, named as `--page` takes it.

    Raises UnknownName for what is neither, and UsageError for a name that several pages have.
    """
    by_name = {snapshot.name: snapshot for snapshot in store.snapshots()}
    names = build.names(tables, store.newest())
    sightings = store.sightings()
    wanted: dict[int, Sighting] = {}
    for operand in operands:
        if operand in by_name:
            chosen = [s for s in sightings if s.snapshot == operand]
        else:
            chosen = _last_state(_page(operand, names, list(by_name)), sightings)
        wanted |= {id(s): s for s in chosen}
    left = {s.snapshot for s in sightings if id(s) not in wanted}
    touched = {*operands, *(s.snapshot for s in wanted.values())} - left
    return Found(list(wanted.values()), [by_name[name] for name in by_name if name in touched])


def _page(operand: str, names: Names, snapshots: Sequence[str]) -> str:
    try:
        pages = names.pages(operand)
    except UnknownName as error:
        known = [*error.nearest, *snapshots]
        raise unknown("page or snapshot", operand, known, "'mandates info'") from error
    if len(pages) > 1:
        fault = "{operand} names {count:page}; write one of them whole: {pages}."
        raise UsageError(fault, operand=operand, count=len(pages), pages=", ".join(pages))
    return pages[0]


def _last_state(page: str, sightings: Sequence[Sighting]) -> list[Sighting]:
    """Those that showed the page as it is now, or that it had left, back to where it was something else."""
    seen = sorted((s for s in sightings if s.page == page), key=attrgetter("place"))
    last: list[Sighting] = []
    content = None
    for sighting in reversed(seen):
        if sighting.verdict in OUTSIDE:
            last.append(sighting)
            continue
        content = content or (sighting.sha256 or sighting.verdict)
        if (sighting.sha256 or sighting.verdict) != content:
            break
        last.append(sighting)
    return last


def forget(where: Location, store: RawStore, found: Found) -> Built | None:
    """Write it down and build anew; null where no page is left, and then no record is. Needs the corpus' lock."""
    store.forget(found.sightings, found.snapshots)
    if store.state():
        return build.build(where, store)
    for derived in (where.truth, where.history, where.pages, where.diagnostics, where.source, where.seal):
        with atomic.writing(derived):
            derived.unlink(missing_ok=True)
    return None
