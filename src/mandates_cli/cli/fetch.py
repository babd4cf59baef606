"""The command that brings the site into the corpus."""

import math
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final, Optional

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.corpus import Location, location
from mandates_cli.errors import CorpusError, NetworkError, PageError, UsageError
from mandates_cli.render.answer import Answer
from mandates_cli.render.fields import flat
from mandates_cli.render.screen import Screen
from mandates_cli.wording import worded

if TYPE_CHECKING:
    from mandates_cli.compare import MandateChange
    from mandates_cli.fetch import RawStore
    from mandates_cli.fetch.crawl import Result
    from mandates_cli.pipeline.build import Built, Readings
    from mandates_cli.pipeline.run import Request, Run
    from mandates_cli.render.run import ChangeRow

LEAST_RATE: Final = 0.001
LONGEST_TIMEOUT: Final = 3_600
COUNTED: Final = ("new", "changed", "unchanged", "gone", "drifted", "failed")
CONTACT: Final = "MANDATES_CONTACT"
SITE: Final = "Site"


def fetch(
    *,
    filters: o.SiteFilters,
    refresh: Annotated[bool, typer.Option("--refresh", help="Ask for every page anew, changed or not.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nothing; parse what is in data/raw.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be asked for, and ask nothing.")] = False,
    site: Annotated[
        Optional[list[str]],  # noqa: UP045 (typer reads it)
        typer.Option("--site", metavar="URL", rich_help_panel=SITE, help="A mirror to ask instead; repeat for more."),
    ] = None,
    rate: Annotated[
        float, typer.Option("--rate", metavar="N", min=0, rich_help_panel=SITE,
                            help="Requests a second to a host; 0: no limit.")
    ] = 1.0,
    connections: Annotated[
        int, typer.Option("--connections", metavar="N", min=1, max=8, rich_help_panel=SITE, help="At most N at once.")
    ] = 1,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="S", min=0.1, rich_help_panel=SITE, help="Seconds for one request.")
    ] = 60.0,
    contact: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--contact", metavar="WHO", envvar=CONTACT, rich_help_panel=SITE,
                     help="Your e-mail or web address, told to the site with each request."),
    ] = None,
    out: o.Output,
    data_dir: o.DataDir = None,
) -> None:  # fmt: skip
    """Bring every Mandates page of the site into data/raw, then parse what changed.

    The first run asks for some 150 pages, one a second. Later ones only ask whether pages have changed. A run that was
    interrupted, or in which pages failed, is taken up again by the next one within a day.

    Examples:

        mandates fetch

        mandates fetch --theme security --lang en

        mandates fetch --json | jq -r '.[] | select(.kind == "mandate") | .id'
    """
    _check_numbers(rate, timeout)
    if offline and (dry_run or refresh):
        raise UsageError("--offline asks nothing; leave it out, or --dry-run and --refresh.")
    where = location.to_write(data_dir)
    from mandates_cli.fetch import RawStore
    from mandates_cli.fetch.snapshots import recent
    from mandates_cli.pipeline import build, run

    request = run.Request(filters.theme, filters.lang, site or (), refresh, rate, connections, timeout, contact)
    tables = build.known(where)
    if dry_run:
        output.give(Answer(flat("page", "last_seen", "url"), run.due(RawStore(where.raw), request, tables)), out)
        return
    with build.one_writer(where, patience=0.5):
        store, readings = RawStore(where.raw), build.Readings(tables)
        done = run.Run() if offline else _run(store, request, readings, out)
        empty = not store.state()
        built = None if empty or build.is_current(where, store) else build.build(where, store, readings)
        states = recent(store)
    comparable = states.latest is not None and states.latest.name == done.name and states.previous is not None
    _told(done, built, where, out, comparable)
    _ended(done, where, empty)


def _check_numbers(rate: float, timeout: float) -> None:
    if not (rate == 0 or LEAST_RATE <= rate < math.inf):
        raise UsageError("--rate takes requests a second, at least {least}; 0 sets no limit.", least=LEAST_RATE)
    if not 0 < timeout <= LONGEST_TIMEOUT:
        raise UsageError("--timeout takes seconds, at most {most:,}.", most=LONGEST_TIMEOUT)


def _run(store: "RawStore", request: "Request", readings: "Readings", out: output.Output) -> "Run":
    from mandates_cli.pipeline import run

    if request.contact is None and sys.stderr and sys.stderr.isatty():
        output.say("Hint: --contact, or {variable}, tells the site's owner whom to write to.", variable=CONTACT)
    with output.progress(out) as view, _stoppable() as stop:
        return run.run(store, request, readings, watcher=view, sleep=stop.wait)


@contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """An event that is set when the run ends, however it does; a request to terminate ends it like Ctrl-C."""
    stop = threading.Event()

    def ended(number: int, _: object) -> None:
        sys.exit(128 + number)

    # Under nohup a hang-up is to be ignored, and stays so.
    signals = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) is not signal.SIG_IGN]
    before = [signal.signal(number, ended) for number in signals]
    try:
        yield stop
    finally:
        stop.set()
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


def _rows(run: "Run", changes: "Sequence[MandateChange]") -> "list[ChangeRow]":
    pages: list[ChangeRow] = [
        {
            "kind": "page", "change": r.change, "id": r.page, "url": r.url, "bytes": r.received, "known": r.known,
            "reason": r.reason, "text": None,
        }
        for r in run.results
    ]  # fmt: skip
    mandates: list[ChangeRow] = [
        {
            "kind": "mandate", "change": c.change, "id": c.id, "url": None, "bytes": None, "known": None,
            "reason": None, "text": c.text,
        }
        for c in changes
    ]  # fmt: skip
    return pages + mandates


def _told(run: "Run", built: "Built | None", where: Location, out: output.Output, comparable: bool) -> None:
    """`comparable` says whether the run brought a state that can be compared with the one before."""
    from mandates_cli.render.run import FIELDS, lines

    rows = _rows(run, built.changes if built else ())
    heads = _heads(run, built, where)

    def drawn(screen: Screen) -> Iterator[str]:
        yield from (f"{head}\n" for head in heads)
        yield from lines(rows, screen.width)

    if not output.give(Answer(FIELDS, rows, drawn=drawn), out).own:
        for head in heads:
            output.say(head)
    elif comparable and built and built.changes:
        output.say("'mandates diff previous latest' shows what changed, word by word.")


def _heads(run: "Run", built: "Built | None", where: Location) -> list[str]:
    from mandates_cli.render.run import counted, size

    heads = []
    if run.name:
        counts = Counter(result.change for result in run.results)
        heads.append(
            worded(
                "{name}: {pages} ({received} in {seconds:,.1f} s)",
                name=run.name,
                pages=counted({change: counts[change] for change in COUNTED}),
                received=size(sum(result.received for result in run.results)),
                seconds=run.seconds,
            )
        )
    if built:
        heads.append(f"{built}: {where.truth.parent}")
    return heads


def _ended(run: "Run", where: Location, empty: bool) -> None:
    """Raise what a script must know of: pages that failed, before pages that drifted, before no page at all."""
    failed = [result for result in run.results if result.change == "failed"]
    drifted = [result for result in run.results if result.change == "drifted"]
    if failed:
        raise NetworkError(
            "{failed:,} of {asked:page} failed ({first.page}: {first.reason}); what came is kept, and 'mandates fetch'"
            " asks for the rest again.",
            failed=len(failed), asked=len(run.results), first=failed[0],
        )  # fmt: skip
    if drifted:
        raise _drift(drifted, where)
    if run.name and all(result.change in ("absent", "other") for result in run.results):
        raise PageError("No Mandates page was found there; check --site and the filters.")
    if empty:
        raise CorpusError("No pages in {folder}; leave --offline out to fetch them.", folder=where.raw)


def _drift(drifted: "Sequence[Result]", where: Location) -> PageError:
    came = "See what came in {folder}; a page that is right is taken with 'mandates import FILE --url URL'."
    vanished = "Look at the site: it may have moved; --site names another."
    return PageError(
        "{pages:page no longer looks} as expected ({first.page}: {first.reason}); the records stay as they were. "
        + (came if any(result.url for result in drifted) else vanished),
        pages=len(drifted), first=drifted[0], folder=where.raw / "aside",
    )  # fmt: skip
