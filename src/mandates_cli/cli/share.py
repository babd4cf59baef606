"""Commands that give the corpus to other tools."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias, cast, get_args

import typer

from mandates_cli import atomic, outlet
from mandates_cli import export as exporting
from mandates_cli.cli import answers, output, signals
from mandates_cli.cli import options as o
from mandates_cli.corpus import location
from mandates_cli.errors import UsageError
from mandates_cli.export import Chosen
from mandates_cli.query import filters as filtering
from mandates_cli.render.formats import WithText

ExportFormat: TypeAlias = Literal[
    "json", "jsonl", "csv", "tsv", "md", "sqlite", "parquet", "html", "package", "xlsx", "docx", "warc"
]
TEXTS: Final = ("json", "jsonl", "csv", "tsv", "md")
# Those that can hold a text and its translation beside each other.
PARALLEL: Final = ("xlsx", "docx", "md", "csv", "tsv")
WARC: Final = (".warc", ".warc.gz")
# Fewer mandates than this are written before a bar could be read.
LONG: Final = 2_000


def export(
    *,
    path: Annotated[str, typer.Argument(metavar="FILE", help="What to write; its ending is the format.")] = "-",
    format: Annotated[
        ExportFormat | None,
        o.of_output("--format", "-f", metavar="FORMAT", help=f"{', '.join(get_args(ExportFormat))}."),
    ] = None,
    partition: Annotated[
        Literal["summit"] | None,
        o.of_output("--partition", metavar="summit", help="Parquet in a folder, with a folder for each summit."),
    ] = None,
    parallel: Annotated[
        bool, o.of_output("--parallel", help=f"English and Spanish side by side: {', '.join(PARALLEL)}.")
    ] = False,
    as_warc: Annotated[bool, o.of_output("--warc", help="Short for --format warc.")] = False,
    filters: o.Filters,
    as_of: o.AsOf = None,
    data_dir: o.DataDir = None,
) -> None:
    """Write the mandates that pass the filters, as a file for another program.

    The ending says which: .json, .jsonl, .csv, .tsv and .md as list gives them, .xlsx for Excel, .docx for a report in
    Word, .html for a page that opens by a double click and searches, filters, cites and prints without a network,
    .sqlite for tables with keys and full-text search, .parquet for data frames; a name without one is a folder, a data
    package of CSV tables with a codebook, or with -f parquet every table as Parquet. It is written whole or not at all,
    and is the same, byte for byte, for the same corpus.

    A .warc or .warc.gz holds every state of every page in data/raw, with addresses and dates; - is stdout.

    Examples:

        mandates export explorer.html

        mandates export mandates.sqlite

        mandates export security.csv --theme security --lang en

        mandates export seguridad.xlsx --theme security --lang es

        mandates export report.docx --summit 2022 --parallel

        mandates export package --summit 2018..2022

        mandates export tables -f parquet --partition summit

        mandates export summits.warc.gz
    """
    target = location.at_home(Path(path))
    wanted = "warc" if as_warc else format or _by_ending(path)
    if partition and wanted != "parquet":
        raise UsageError("--partition is for Parquet, and this is {format}; add --format parquet.", format=wanted)
    if parallel and wanted not in PARALLEL:
        template = "--parallel is for {known}, and this is {format}; leave it out."
        raise UsageError(template, known=", ".join(PARALLEL), format=wanted)
    if wanted == "warc" and as_of:
        raise UsageError("A WARC file holds every state of every page; leave --as-of out, or end FILE otherwise.")
    if wanted == "warc":
        _archive(path, target, filters, data_dir)
        return
    corpus = answers.opened(data_dir, as_of)
    tally = answers.Tally(corpus)
    total = sum(1 for _ in tally.over(corpus.rows(filters)))
    if wanted in TEXTS:
        out = output.chosen(cast("WithText", wanted), False, None, False, path)
        answered = answers.parallel if parallel else answers.mandates
        output.give(answered(corpus, corpus.raw(filters)), out)
    elif path == "-":
        raise UsageError("{format} is not text for stdout; name a file: mandates export FILE", format=wanted)
    else:
        with _progress(total) as told, output.writing(path), signals.cleaned_up():
            exporting.written(target, wanted, Chosen.of(corpus, filters, partition, parallel), told)
    output.say("{tally}: {path}", tally=tally, path=path)
    if not total and filters.limit != 0:
        output.say(answers.NONE_PASSES, basis=answers.basis(corpus))


def _by_ending(path: str) -> str:
    """Raises UsageError for an ending that no format has."""
    name = path.lower()
    if path == "-" or name.endswith(WARC):
        return "warc"
    ending = Path(name).suffix
    if not ending or name.endswith(os.sep):
        return "package"
    endings = {known: format for known, format in output.ENDINGS.items() if format in TEXTS} | exporting.endings()
    if ending not in endings:
        template = "No format is called for by {path}; end the name in {known}, or choose one with --format."
        raise UsageError(template, path=path, known=", ".join([*endings, *WARC]))
    return endings[ending]


@contextlib.contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar for what hears how many of so many mandates are written, where it takes long."""
    if total < LONG:
        yield lambda _: None
        return
    with output.progress(output.Output("jsonl", None, no_color=False)) as view:
        yield lambda _: view.done(0, total)


def _archive(path: str, target: Path, filters: filtering.Filters, data_dir: Path | None) -> None:
    from mandates_cli.pipeline import archive

    if filters != filtering.Filters():
        raise UsageError("A WARC file holds whole pages and takes no filters; leave them out, or end FILE otherwise.")
    if path == "-" and sys.stdout and sys.stdout.isatty():
        raise UsageError(
            "A WARC file is not text for a terminal; name a file: mandates export x.warc for pages, x.csv for mandates."
        )
    pieces, captures, pages = archive.archived(location.to_read(data_dir), compress=path.endswith(".gz"))
    if path == "-":
        output.write(pieces)
    else:
        with atomic.writing(target), output.until_left(), signals.cleaned_up():
            outlet.write(target, pieces)
    output.say("{captures:capture} of {pages:page}: {path}", captures=captures, pages=pages, path=path)
