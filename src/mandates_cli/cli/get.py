"""Commands that bring saved pages into the corpus."""

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Final, cast

import typer

from mandates_cli import bounded
from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.cli.output import say
from mandates_cli.corpus import location
from mandates_cli.errors import PageError, UsageError
from mandates_cli.render.answer import Answer, flat
from mandates_cli.wording import worded

if TYPE_CHECKING:
    from mandates_cli.fetch.intake import Became, Intake
    from mandates_cli.render.progress import Bar

MOST_JOBS: Final = 256
# Fewer pages than this are read before a bar could be.
LONG: Final = 200
# Of what is piped in, so much is held in memory.
HELD: Final = 2**20


def import_(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH...", help="Saved pages (.html, .mhtml, .txt), WARC files, folders of them, or -."),
    ] = None,
    *,
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help="Where the one page was saved from.")] = None,
    urls: Annotated[
        Path | None,
        typer.Option(
            "--urls",
            metavar="TABLE",
            readable=False,  # what cannot be read is said in words of ours
            help="Where many were: CSV or TSV with file,address,date. Files are sought beside the table, then here.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Take also what does not look like a Mandates page, or lost most of it.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be taken, and take nothing.")] = False,
    out: o.Output,
    data_dir: o.DataDir = None,
) -> None:
    """Take saved pages into data/raw, then parse.

    Addresses and dates are those that the saving program noted: a browser, wget, HTTrack, SingleFile, a WARC file.

    Examples:

        mandates import ~/Downloads/sec.html --url http://www.summit-americas.org/sisca/sec.html

        mandates import www.summit-americas.org/

        mandates import wayback-2019.warc.gz

        mandates import --urls origins.csv --dry-run
    """
    from mandates_cli.fetch import RawStore, table
    from mandates_cli.fetch.capture import Notice
    from mandates_cli.pipeline import build, clock, take

    if url is not None and urls is not None:
        raise UsageError("--url names the origin of one page and --urls those of many; leave one of them out.")
    origins = table.read(location.at_home(urls)) if urls else {}
    paths = paths or list(map(str, origins))
    if not paths:
        raise UsageError("Nothing to import; name files or folders, or a table of files with --urls.")
    now, where = build.now(), location.to_write(data_dir)
    readings = build.Readings(build.known(where))
    site = readings.tables.site
    became: Counter[Became] = Counter()
    captures, damages = take.found(map(_opened, paths), site, now, became)
    notices = [one for one in damages if isinstance(one, Notice)]
    for notice in notices:
        say(notice)
    if not captures and not became and len(damages) == len(notices):
        raise UsageError("No .html, .txt or .warc file in {paths}; name the files themselves.", paths=", ".join(paths))
    if url is not None:
        captures = [take.saved_from(captures, url, site)]
    captures = take.originating(captures, origins)
    how = take.How(force, frozenset(path for path, origin in origins.items() if origin.seen is None))
    if told := clock.ahead(RawStore(where.raw), now):
        say(told)
    if told := clock.behind(captures, now):
        say(told)
    if dry_run:
        intake = take.rehearsed(where, captures, readings, now, how)
        output.give(_planned(intake), out)
    else:
        intake, built = take.take(where, captures, readings, now, lambda intake: _told(intake, where.raw), how)
        for loss in take.losses(where, intake, readings):
            say(loss)
        if built:
            say(f"{built}: {where.truth.parent}")
    if passed_over := intake.became["passed over"] + became["passed over"]:
        say("{passed_over:other page} passed over", passed_over=passed_over)
    faults = [*(one for one in damages if one not in notices), *intake.refused]
    if not intake.taken and not intake.refused:
        faults.append(worded("No Mandates page in {paths}; nothing was changed.", paths=", ".join(paths)))
    if faults:
        raise PageError("\n".join(faults))


def _opened(path: str) -> Path | bytes | BinaryIO:
    """A path, what a pipe as of `<(…)` gives, or what standard input holds, on the disk where that is much."""
    from mandates_cli.fetch import form

    if path != "-":
        place = location.at_home(Path(path))
        return bounded.read(place, form.MAX_FILE) if place.is_fifo() else place
    if sys.stdin is None:
        raise UsageError("Standard input is closed; pipe a page into it, or name a file.")
    held = tempfile.SpooledTemporaryFile(HELD)  # noqa: SIM115 (whoever reads it closes it)
    try:
        head = sys.stdin.buffer.read(form.HEAD)
        held.write(head)
        if form.may_be_large(head):
            shutil.copyfileobj(sys.stdin.buffer, held)
        else:
            held.write(bounded.piped(sys.stdin.buffer, "standard input", form.MAX_FILE))
        held.seek(0)
    except OSError as error:
        fault = "Cannot hold what was piped in ({reason}); save it to a file, and import that."
        raise UsageError(fault, reason=error.strerror) from error
    return cast(BinaryIO, held)


def _planned(intake: "Intake") -> Answer:
    rows = [
        {"page": f.page, "file": f.file, "seen": f.seen.isoformat(timespec="seconds"), "change": f.change,
         "items": f.items, "reason": f.reason}
        for f in intake.fates
    ]  # fmt: skip
    return Answer(flat("page", "file", "seen", "change", "items", "reason"), rows)


def _told(intake: "Intake", folder: Path) -> None:
    became = intake.became
    gone = f", {became['gone']:,} gone" if became["gone"] else ""
    template = "{fresh:,} of {taken:page} new or changed{gone}, kept in {folder}"
    say(template, fresh=became["new"] + became["changed"], taken=intake.taken, gone=gone, folder=folder)
    if intake.older:
        say("{older:,} of them older than what is known; the newer state stays the current one", older=intake.older)


def parse(
    archives: Annotated[
        list[Path] | None, typer.Argument(metavar="WARC...", help="With --engine daft: archives to read instead.")
    ] = None,
    *,
    engine: Annotated[
        str | None, typer.Option("--engine", metavar="daft", help="Read archives by Daft, on one machine or several.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FOLDER", help="With --engine daft: where tables go.")
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", metavar="N", min=1, max=MOST_JOBS, help="Processes that read. Default: one a processor."
        ),
    ] = None,
    data_dir: o.DataDir = None,
) -> None:
    """Make data/parsed from data/raw again.

    Pages that were read before, by the same version and tables, are not read again. The records do not depend on the
    number of processes; few pages are read by one, unless --jobs says otherwise.

    With --engine daft: make tables as Parquet of WARC files that are too many for one machine; nothing is kept in data.

    Examples:

        mandates parse

        mandates parse --engine daft crawl/*.warc.gz -o tables
    """
    if engine is not None or archives or output is not None:
        from mandates_cli.cli import distributed

        distributed.parse(archives or [], engine, output, jobs, data_dir)
        return
    from mandates_cli.fetch import RawStore
    from mandates_cli.pipeline import build
    from mandates_cli.pipeline.workers import Workers, processors

    where = location.to_write(data_dir)
    with build.one_writer(where), _progress() as told:
        workers = Workers(jobs, few=0) if jobs else Workers(processors())
        built = build.build(where, RawStore(where.raw), map=workers, told=told)
    say(f"{built}: {where.truth.parent}")


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """A bar that hears for each page how many are to be read, where they take long."""
    with ExitStack() as stack:
        view: output.View | Bar | None = None

        def told(total: int) -> None:
            nonlocal view
            if total >= LONG:
                view = view or stack.enter_context(output.progress(output.Output("jsonl", None, no_color=False)))
                view.done(0, total)

        yield told
