"""Commands that give the corpus to other tools."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from mandates_cli import atomic
from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.corpus import location
from mandates_cli.errors import UsageError


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
    from mandates_cli.pipeline import archive

    if path == "-" and sys.stdout and sys.stdout.isatty():
        raise UsageError("A WARC file is not text for a terminal; name a file: mandates export x.warc")
    if not (as_warc or path == "-" or path.endswith((".warc", ".warc.gz"))):
        template = "{path} does not end in .warc or .warc.gz; add --warc, or write records with 'mandates list -f csv'."
        raise UsageError(template, path=path)
    pieces, captures, pages = archive.archived(location.to_read(data_dir), compress=path.endswith(".gz"))
    if path == "-":
        output.write(pieces)
    else:
        atomic.write(location.at_home(Path(path)), pieces)
    output.say("{captures:capture} of {pages:page}: {path}", captures=captures, pages=pages, path=path)
