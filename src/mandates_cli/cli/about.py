"""Commands about the corpus itself."""

import json as json_

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.corpus import Corpus


def schema() -> None:
    """JSON Schema of the mandate record."""
    from mandates_cli.model import Mandate

    output.write([json_.dumps(Mandate.model_json_schema(mode="serialization"), indent=2, ensure_ascii=False) + "\n"])


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
    sightings = RawStore(corpus.where.raw).sightings()
    seen = max((s.seen for s in sightings), default=None)
    facts = corpus.info() | {
        "snapshots": len(sightings),
        "last_seen": seen.isoformat() if seen else None,
        "version": __version__,
    }
    out = output.chosen(format, json, fields, no_color)
    if out.format is o.Format.table and fields is None:
        output.rows([{"fact": key, "value": str(value)} for key, value in facts.items()], out)
    else:
        output.rows([facts], out)
