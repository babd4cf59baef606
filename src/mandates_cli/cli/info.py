"""Which corpus is read, and what is in it."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypedDict

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.corpus import Corpus
from mandates_cli.render.answer import Answer, Row, cell
from mandates_cli.render.fields import flat
from mandates_cli.render.screen import Screen
from mandates_cli.wording import worded

if TYPE_CHECKING:
    from mandates_cli.model import Snapshot


class SnapshotRow(TypedDict):
    """`pages` counts them by what became of them; what there is none of is left out."""

    name: str
    source: str
    scope: str
    finished: str
    complete: bool
    pages: Mapping[str, int]


def info(*, out: o.Output, data_dir: o.DataDir = None) -> None:
    """Which corpus is read, its snapshots, versions and counts."""
    from mandates_cli import __version__
    from mandates_cli.fetch import RawStore
    from mandates_cli.model import Counts

    corpus = Corpus.open(data_dir)
    store = RawStore(corpus.where.raw)
    seen = max((sighting.seen for sighting in store.sightings()), default=None)
    snapshots = [_row(snapshot) for snapshot in store.snapshots()]
    facts = {
        **corpus.info(),
        "snapshots": snapshots,
        "last_seen": seen.isoformat(timespec="seconds") if seen else None,
        "version": __version__,
    }

    def drawn(screen: Screen) -> Iterator[str]:
        from mandates_cli.render.formats.table import table

        rows: list[Row] = [{"fact": key, "value": cell(facts, key)} for key in facts if key != "snapshots"]
        rows += [{"fact": "snapshot", "value": _in_words(snapshot)} for snapshot in snapshots]
        yield table(rows, ("fact", "value"), screen)

    fields = {**flat(*facts), "snapshots": {**SnapshotRow.__annotations__, "pages": flat(*Counts.model_fields)}}
    output.give(Answer(fields, [facts], drawn=drawn), out)


def _row(snapshot: "Snapshot") -> SnapshotRow:
    return {
        "name": snapshot.name,
        "source": snapshot.source,
        "scope": snapshot.scope,
        "finished": snapshot.finished.isoformat(timespec="seconds"),
        "complete": snapshot.complete,
        "pages": {name: count for name, count in snapshot.pages.model_dump().items() if count},
    }


def _in_words(snapshot: SnapshotRow) -> str:
    notes = [snapshot["source"], snapshot["scope"], "" if snapshot["complete"] else "incomplete"]
    return worded(
        "{name}  {pages}  ({notes}, {finished})",
        name=snapshot["name"],
        pages=", ".join(f"{count} {name}" for name, count in snapshot["pages"].items()) or "no pages",
        notes=", ".join(filter(None, notes)),
        finished=snapshot["finished"],
    )
