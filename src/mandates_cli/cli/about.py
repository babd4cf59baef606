"""Commands about the corpus itself."""

import json as json_
from typing import TYPE_CHECKING

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.corpus import Corpus, Row

if TYPE_CHECKING:
    from mandates_cli.model import Snapshot


def schema() -> None:
    """JSON Schema of the mandate record."""
    from mandates_cli.model import Mandate

    output.write([json_.dumps(Mandate.model_json_schema(mode="serialization"), indent=2, ensure_ascii=False) + "\n"])


def _snapshot(snapshot: "Snapshot") -> Row:
    pages = {name: count for name, count in snapshot.pages.model_dump().items() if count}
    return {
        "name": snapshot.name,
        "source": snapshot.source,
        "scope": snapshot.scope,
        "finished": snapshot.finished.isoformat(timespec="seconds"),
        "complete": snapshot.complete,
        "pages": pages,
    }


def _in_words(snapshot: Row) -> str:
    pages = ", ".join(f"{count} {name}" for name, count in snapshot["pages"].items()) or "no pages"
    notes = [snapshot["source"], snapshot["scope"], "" if snapshot["complete"] else "incomplete"]
    return f"{snapshot['name']}  {pages}  ({', '.join(filter(None, notes))}, {snapshot['finished']})"


def info(
    format: o.Formats = None,
    json: o.Json = False,
    fields: o.Fields = None,
    no_color: o.NoColor = False,
    data_dir: o.DataDir = None,
) -> None:
    """Which corpus is read, its snapshots, versions and counts."""
    from mandates_cli import __version__
    from mandates_cli.fetch import RawStore

    corpus = Corpus.open(data_dir)
    store = RawStore(corpus.where.raw)
    seen = max((s.seen for s in store.sightings()), default=None)
    facts = corpus.info() | {
        "snapshots": [_snapshot(s) for s in store.snapshots()],
        "last_seen": seen.isoformat(timespec="seconds") if seen else None,
        "version": __version__,
    }
    out = output.chosen(format, json, fields, no_color)
    if out.format is o.Format.table and fields is None:
        snapshots = facts.pop("snapshots")
        plain = [{"fact": key, "value": str(value)} for key, value in facts.items()]
        output.rows(plain + [{"fact": "snapshot", "value": _in_words(s)} for s in snapshots], out)
    else:
        output.rows([facts], out)
