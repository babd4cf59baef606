"""Which corpus is read, and what is in it; and what its records look like."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.corpus import Corpus
from mandates_cli.render.answer import Answer, Row, cell, flat
from mandates_cli.render.screen import UNKNOWN, Screen

if TYPE_CHECKING:
    from mandates_cli.model import Snapshot

SNAPSHOT: Final = ("name", "source", "scope", "finished", "complete")


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

        rows: list[Row] = [{"fact": key, "value": cell(facts, key) or UNKNOWN} for key in facts if key != "snapshots"]
        rows += [{"fact": "snapshot", "value": _in_words(snapshot)} for snapshot in snapshots]
        yield table(rows, ("fact", "value"), screen)

    fields = {**flat(*facts), "snapshots": {**flat(*SNAPSHOT), "pages": flat(*Counts.model_fields)}}
    output.give(Answer(fields, [facts], drawn=drawn), out)


def _row(snapshot: "Snapshot") -> dict[str, Any]:
    """Of its pages, by what became of them, what there is none of is left out."""
    row = {name: getattr(snapshot, name) for name in SNAPSHOT}
    row["finished"] = snapshot.finished.isoformat(timespec="seconds")
    row["pages"] = {name: count for name, count in snapshot.pages.model_dump().items() if count}
    return row


def _in_words(row: Mapping[str, Any]) -> str:
    pages = ", ".join(f"{count} {name}" for name, count in row["pages"].items())
    notes = [row["source"], row["scope"], "" if row["complete"] else "incomplete", row["finished"]]
    return f"{row['name']}  pages: {pages or 'none'}  ({', '.join(filter(None, notes))})"


def schema(
    command: Annotated[
        list[str] | None, typer.Argument(metavar="COMMAND", help="A command, with what changes its answer.")
    ] = None,
) -> None:
    """JSON Schema of the record of a mandate, or of the records that a command gives.

    A record is a line of jsonl, and a member of the json array.

    Examples:

        mandates schema > mandate.schema.json

        mandates schema search --facets

        mandates schema diff YEAR YEAR --stat
    """
    from mandates_cli.render.schema import schema

    def mandate() -> dict[str, Any]:
        from mandates_cli.model import Mandate

        return Mandate.model_json_schema(mode="serialization")

    output.write([json.dumps(schema(" ".join(command or ()), mandate), indent=2, ensure_ascii=False) + "\n"])
