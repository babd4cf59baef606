"""The command that brings the site into the corpus."""

import datetime as dt
import math
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple, Optional

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.corpus import Location, Row, location
from mandates_cli.errors import CorpusError, NetworkError, PageError, UsageError
from mandates_cli.render.answer import Answer
from mandates_cli.render.fields import flat
from mandates_cli.render.screen import Screen

if TYPE_CHECKING:
    from mandates_cli.compare import MandateChange
    from mandates_cli.fetch import RawStore
    from mandates_cli.fetch.crawl import Result
    from mandates_cli.pipeline.build import Built, Readings
    from mandates_cli.render.run import ChangeRow

# An interrupted run is taken up again for so long; after that the pages it has may have changed.
RESUMES: Final = dt.timedelta(hours=24)
LEAST_RATE: Final = 0.001
LONGEST_TIMEOUT: Final = 3_600
COUNTED: Final = ("new", "changed", "unchanged", "gone", "drifted", "failed")
CONTACT: Final = "MANDATES_CONTACT"
SITE: Final = "Site"


class Asked(NamedTuple):
    """How the run was asked for."""

    sites: list[str]
    themes: Sequence[str]
    langs: Sequence[str]
    refresh: bool
    rate: float
    connections: int
    timeout: float
    contact: str | None


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
    if not (rate == 0 or LEAST_RATE <= rate < math.inf):
        raise UsageError(f"--rate takes requests a second, from {LEAST_RATE} on; 0 sets no limit.")
    if not 0 < timeout <= LONGEST_TIMEOUT:
        raise UsageError(f"--timeout takes seconds, {LONGEST_TIMEOUT:,} at most.")
    if offline and (dry_run or refresh):
        raise UsageError("--offline asks nothing; leave it out, or --dry-run and --refresh.")
    asked = Asked(site or [], filters.theme, filters.lang, refresh, rate, connections, timeout, contact)
    where = location.to_write(data_dir)
    if dry_run:
        output.give(Answer(flat("page", "last_seen", "url"), _would_ask(where, asked)), out)
        return
    from mandates_cli.fetch import RawStore
    from mandates_cli.fetch.snapshots import recent
    from mandates_cli.pipeline import build

    with build.one_writer(where, patience=0.5):
        store = RawStore(where.raw)
        readings = build.Readings(build.known(where))
        run = Run((), "", 0.0) if offline else _run(store, asked, out, readings)
        empty = not store.state()
        built = None if empty or build.is_current(where, store) else build.build(where, store, readings)
        two = recent(store)
        earlier = bool(two.latest and two.latest.name == run.name and two.previous)
    _told(run, built, where, out, earlier)
    _ended(run, where, empty)


class Run(NamedTuple):
    """`name` is that of the snapshot, empty where nothing was asked."""

    results: "tuple[Result, ...]"
    name: str
    seconds: float


def _wanted(asked: Asked) -> Callable[[str], bool]:
    """Whether a page passes the filters. Raises UnknownName for one that no table holds."""
    from mandates_cli import registry
    from mandates_cli.corpus.index import LANGUAGES
    from mandates_cli.corpus.selection import unknown

    tables = registry.load()
    slugs = sorted(theme.slug for theme in tables.themes)
    for name in asked.themes:
        if name not in slugs:
            raise unknown("theme", name, slugs, "'mandates themes'")
    for name in asked.langs:
        if name not in LANGUAGES:
            raise unknown("language", name, LANGUAGES, "'mandates info'")

    def wanted(page: str) -> bool:
        theme = tables.theme_of_path(page)
        of_theme = theme and any(f"{theme.slug}/".startswith(f"{name}/") for name in asked.themes)
        return bool(of_theme or not asked.themes) and (not asked.langs or tables.language_of_path(page) in asked.langs)

    return wanted


def _would_ask(where: Location, asked: Asked) -> list[Row]:
    from mandates_cli import registry
    from mandates_cli.fetch import RawStore
    from mandates_cli.pipeline import build

    store, wanted = RawStore(where.raw), _wanted(asked)
    newest = store.newest()
    scope = build.scope(asked.sites)
    return [
        {
            "page": page,
            "last_seen": seen.seen.isoformat(timespec="seconds") if (seen := newest.get(page)) else None,
            "url": scope.address(scope.site.mirrors[0], page),
        }
        for page in scope.known({*registry.load().pages(), *store.met()})
        if wanted(page)
    ]


def _run(store: "RawStore", asked: Asked, out: output.Output, readings: "Readings") -> Run:
    """Crawl, and write the run down as a snapshot."""
    from mandates_cli import registry
    from mandates_cli.fetch.client import Client, prepare
    from mandates_cli.fetch.crawl import Crawl, Plan
    from mandates_cli.fetch.mirrors import Mirrors
    from mandates_cli.fetch.pace import Pace
    from mandates_cli.model import Counts, Snapshot
    from mandates_cli.pipeline import build

    agent, scope, began = _user_agent(asked.contact), build.scope(asked.sites), time.monotonic()
    filters = " ".join([*(f"theme:{t}" for t in sorted(asked.themes)), *(f"lang:{x}" for x in sorted(asked.langs))])
    now = build.now()
    old = None if asked.refresh else store.unfinished(now - RESUMES, filters)
    snapshot = old or Snapshot(
        name=store.new_name(now.date()), source="fetch", scope=filters, started=now, finished=now, complete=False,
        pages=Counts(), missed=store.missed(filters),
    )  # fmt: skip
    plan = Plan(snapshot.name, filters, registry.load().pages(), _wanted(asked), asked.refresh, asked.connections)
    with output.progress(out) as view, _stoppable() as stop:
        pace = Pace(asked.rate, time.monotonic, stop.wait)
        mirrors = Mirrors(scope, pace, now=build.now, jitter=random.random, told=view.say)
        prepare()
        crawl = Crawl(
            plan, scope, store, get=mirrors.get, client=lambda: Client(agent, asked.timeout), examine=readings.examine,
            now=build.now, asking=view.asking,
        )  # fmt: skip
        if old is None:
            store.record(snapshot)
        results = []
        try:
            for result in crawl.results():
                results.append(result)
                view.done(result.received, crawl.total)
        except BaseException:
            kept = sum(r.change in ("new", "changed", "unchanged") for r in results)
            view.say(f"{_pages(kept)} kept; the same command goes on from there.")
            raise
    counts = Counter(r.change for r in results)
    pages = Counts(**{name: counts[name] for name in Counts.model_fields})  # type: ignore[index]
    # What asking again soon cannot mend waits for the next run, and makes this one no less complete.
    complete = not any(result.heals for result in results)
    missed = tuple(sorted(r.page for r in results if r.change in ("failed", "absent") and not r.known))
    ended = {"finished": build.now(), "complete": complete, "pages": pages, "missed": missed}
    store.record(snapshot.model_copy(update=ended))
    return Run(tuple(sorted(results)), snapshot.name, time.monotonic() - began)


def _user_agent(contact: str | None) -> str:
    from mandates_cli import __version__

    if contact is None:
        if sys.stderr and sys.stderr.isatty():
            output.say(f"Hint: --contact, or {CONTACT}, tells the site's owner whom to write to.")
    elif not contact.isascii() or not contact.isprintable() or set(contact) & set("()\\"):
        raise UsageError(f"--contact {contact!r} cannot stand in a request; give a plain e-mail or web address.")
    return f"mandates-cli/{__version__} (corpus of the Summits of the Americas{f'; {contact}' if contact else ''})"


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


def _rows(run: Run, changes: "Sequence[MandateChange]") -> "list[ChangeRow]":
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


def _told(run: Run, built: "Built | None", where: Location, out: output.Output, earlier: bool) -> None:
    """`earlier` says whether there is a snapshot to compare the new one with."""
    from mandates_cli.render.run import FIELDS, counted, lines, size

    rows = _rows(run, built.changes if built else ())
    counts = Counter(r.change for r in run.results)
    received = size(sum(r.received for r in run.results))
    heads = []
    if run.name:
        heads.append(f"{run.name}: {counted({n: counts[n] for n in COUNTED})} ({received} in {run.seconds:,.1f} s)")
    if built:
        heads.append(f"{built}: {where.truth.parent}")

    def drawn(screen: Screen) -> Iterator[str]:
        yield from (f"{head}\n" for head in heads)
        yield from lines(rows, screen.width)

    if not output.give(Answer(FIELDS, rows, drawn=drawn), out).own:
        for head in heads:
            output.say(head)
    elif run.name and earlier and built and built.changes:
        output.say("'mandates diff previous latest' shows what changed, word by word.")


def _ended(run: Run, where: Location, empty: bool) -> None:
    """Raise what a script must know of: pages that failed, before pages that drifted, before no page at all."""
    failed = [r for r in run.results if r.change == "failed"]
    drifted = [r for r in run.results if r.change == "drifted"]
    if failed:
        raise NetworkError(
            f"{len(failed):,} of {_pages(len(run.results))} failed ({failed[0].page}: {failed[0].reason}); what came is"
            " kept, and 'mandates fetch' asks for the rest again."
        )
    if drifted:
        kept = where.raw / "aside"
        came = f"See what came in {kept}; a page that is right is taken with 'mandates import FILE --url URL'."
        moved = "Look at the site: it may have moved; --site names another."
        aside = came if any(r.url for r in drifted) else moved
        raise PageError(
            f"{_pages(len(drifted))} no longer look as expected ({drifted[0].page}: {drifted[0].reason}); their records"
            f" stay as they were. {aside}"
        )
    if run.name and all(r.change in ("absent", "other") for r in run.results):
        raise PageError("No Mandates page was found there; check --site and the filters.")
    if empty:
        raise CorpusError(f"No pages in {where.raw}; leave --offline out to fetch them.")


def _pages(count: int) -> str:
    return f"{count:,} page{'' if count == 1 else 's'}"
