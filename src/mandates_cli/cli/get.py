"""Commands that bring saved pages into the corpus."""

import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli.output import say
from mandates_cli.corpus import location
from mandates_cli.errors import PageError, UsageError

if TYPE_CHECKING:
    from mandates_cli.fetch.capture import Capture, Damage


def import_(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Saved pages (.html, .txt), WARC files, folders of them, or -."),
    ],
    url: Annotated[Optional[str], typer.Option("--url", help="Where the one page was saved from.")] = None,  # noqa: UP045
    data_dir: o.DataDir = None,
) -> None:
    """Take saved pages into data/raw, then parse.

    Addresses and dates are those that the saving program noted: a browser, wget, HTTrack, SingleFile, a WARC file.

    Examples:

        mandates import ~/Downloads/sec.html --url http://www.summit-americas.org/sisca/sec.html

        mandates import www.summit-americas.org/

        mandates import wayback-2019.warc.gz
    """
    from mandates_cli.fetch import RawStore, saved
    from mandates_cli.fetch.capture import Capture
    from mandates_cli.fetch.intake import take
    from mandates_cli.pipeline import build

    now, scope = build.now(), build.scope()
    found = [c for path in paths for c in _read(path, scope.site.folder, now)]
    captures = [c for c in found if isinstance(c, Capture)]
    faults = [c for c in found if isinstance(c, str)]
    if not found:
        raise UsageError(f"No .html, .txt or .warc file in {', '.join(paths)}; name the files themselves.")
    if url is not None:
        if len(captures) != 1:
            raise UsageError(f"--url names one page, but {len(captures)} were given; import them one at a time.")
        inner, stamp = saved.replayed(url)
        if not saved.web(inner):
            raise UsageError(f"--url {url!r} is no web address; write it like {scope.site.mirrors[0]}/sisca/dem.html.")
        captures = [replace(captures[0], url=inner, seen=stamp or captures[0].seen)]
    where = location.to_write(data_dir)
    with build.one_writer(where):
        store = RawStore(where.raw)
        readings = build.Readings(build.known(where))
        intake = take(captures, store, scope, readings.examine, now)
        if intake.taken:
            pages = f"{intake.taken:,} page{'' if intake.taken == 1 else 's'}"
            gone = f", {intake.gone:,} gone" if intake.gone else ""
            say(f"{intake.new + intake.changed:,} of {pages} new or changed{gone}, kept in {where.raw}")
            if intake.older:
                say(f"{intake.older:,} of them older than what is known; the newer state stays the current one")
            say(f"{build.build(where, store, readings)}: {where.truth.parent}")
        if intake.passed_over:
            say(f"{intake.passed_over:,} other page{'' if intake.passed_over == 1 else 's'} passed over")
    if not intake.taken and not intake.refused:
        faults.append(f"No Mandates page in {', '.join(paths)}; nothing was changed.")
    if faults or intake.refused:
        raise PageError("\n".join([*faults, *intake.refused]))


def parse(data_dir: o.DataDir = None) -> None:
    """Make data/parsed from data/raw again."""
    from mandates_cli.fetch import RawStore
    from mandates_cli.pipeline import build

    where = location.to_write(data_dir)
    with build.one_writer(where):
        say(f"{build.build(where, RawStore(where.raw))}: {where.truth.parent}")


def _read(path: str, folder: str, now: dt.datetime) -> "Iterator[Capture | Damage]":
    from mandates_cli.fetch import saved

    if path == "-":
        if sys.stdin is None:
            raise UsageError("Standard input is closed; pipe a page into it, or name a file.")
        return saved.read_stream(sys.stdin.buffer.read(), folder, now)
    return saved.read(Path(path), folder, now)
