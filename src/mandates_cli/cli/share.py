"""Commands that give the corpus to other tools."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.corpus import location
from mandates_cli.errors import CorpusError, UsageError


def export(
    path: Annotated[str, typer.Argument(metavar="PATH", help="NAME.warc, NAME.warc.gz, or - for stdout.")] = "-",
    as_warc: Annotated[bool, typer.Option("--warc", help="A WARC file, whatever PATH is called.")] = False,
    data_dir: o.DataDir = None,
) -> None:
    """Write every state of every Mandates page in data/raw as a WARC file, with addresses and dates.

    Records go out with list: mandates list -f csv > mandates.csv

    Examples:

        mandates export summits.warc.gz

        mandates export --warc > summits.warc
    """
    from mandates_cli import __version__, atomic
    from mandates_cli.fetch import RawStore, warc

    if path == "-" and sys.stdout and sys.stdout.isatty():
        raise UsageError(
            "A WARC file is no text for a terminal; name a file, or send it on: mandates export --warc > x.warc"
        )
    if not (as_warc or path == "-" or path.endswith((".warc", ".warc.gz"))):
        raise UsageError(f"{path} ends like no WARC file; add --warc, or write records with 'mandates list -f csv'.")
    where = location.to_read(data_dir)
    store = RawStore(where.raw)
    kept = ("page", "gone", "moved")
    shown = [s for s in store.sightings() if s.verdict in kept and s.status != 304]
    if not shown:
        raise CorpusError(f"No pages in {where.raw} to export; bring some with 'mandates fetch'.")
    captures = ((s, store.bytes_of(s) if s.file else b"") for s in shown)
    pieces = warc.written(captures, f"mandates-cli/{__version__}", compress=path.endswith(".gz"))
    if path == "-":
        output.write_bytes(pieces)
    else:
        atomic.write(Path(path), pieces)
    pages = len({s.page for s in shown})
    captures_of = f"{len(shown):,} capture{'' if len(shown) == 1 else 's'} of {pages:,} page{'' if pages == 1 else 's'}"
    output.say(f"{captures_of}: {path}")
