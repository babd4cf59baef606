"""The command that brings the site into the corpus."""

import math
import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from mandates_cli.cli import archives, output
from mandates_cli.cli import options as o
from mandates_cli.cli.stopping import stoppable
from mandates_cli.corpus import Location, location
from mandates_cli.errors import CorpusError, NetworkError, PageError, UsageError
from mandates_cli.render.answer import Answer, flat
from mandates_cli.wording import worded

if TYPE_CHECKING:
    from mandates_cli.fetch import RawStore
    from mandates_cli.fetch.crawl import Result
    from mandates_cli.pipeline.build import Built, Readings
    from mandates_cli.pipeline.run import Request, Run

LEAST_RATE: Final = 0.001
LONGEST_TIMEOUT: Final = 3_600
CONTACT: Final = "MANDATES_CONTACT"


def fetch(
    *,
    filters: o.SiteFilters,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Ask for every page anew, changed or not (with --from: what was refused).")
    ] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nothing; parse what is in data/raw.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List what would be asked for, and ask nothing (with --from: the index).")
    ] = False,
    past: archives.Archives,
    site: Annotated[
        list[str] | None, o.of_site("--site", metavar="URL", help="A mirror to ask instead; repeat for more.")
    ] = None,
    rate: Annotated[
        float, o.of_site("--rate", metavar="N", min=0, help="Requests a second to a host; 0: no limit.")
    ] = 1.0,
    connections: Annotated[
        int, o.of_site("--connections", metavar="N", min=1, max=8, help="At most N at once, up to 8.")
    ] = 1,
    timeout: Annotated[float, o.of_site("--timeout", metavar="S", min=0.1, help="Seconds for one request.")] = 60.0,
    contact: Annotated[
        str | None,
        o.of_site(
            "--contact",
            metavar="WHO",
            envvar=CONTACT,
            help="Your e-mail or web address, told to the site or archive with each request.",
        ),
    ] = None,
    out: o.Output,
    data_dir: o.DataDir = None,
) -> None:
    """Bring every Mandates page of the site into data/raw, then parse what changed.

    The first run asks for some 150 pages, one a second. Later ones only ask whether pages have changed. A run that was
    interrupted, or in which pages failed, is taken up again by the next one within a day.

    With --from, the past of the site comes from web archives: one state a year, each a snapshot of its own date.

    Examples:

        mandates fetch

        mandates fetch --theme security --lang en

        mandates fetch --from wayback --since 2009 --until 2024-06

        mandates fetch --json | jq -r '.[] | select(.kind == "mandate") | .id'
    """
    _check(rate, timeout, offline, dry_run or refresh)
    where = location.to_write(data_dir)
    from mandates_cli.fetch import RawStore
    from mandates_cli.pipeline import build, run

    request = run.Request(filters.theme, filters.lang, site or (), refresh, rate, connections, timeout, contact)
    tables = build.known(where)
    if past.sources:
        _live_only(site, connections, offline)
        _hint(contact)
        archives.fetch(where, past.past(request, tables), tables, out, dry_run=dry_run)
        return
    if dry_run:
        output.give(Answer(flat("page", "last_seen", "url"), run.due(RawStore(where.raw), request, tables)), out)
        return
    with build.one_writer(where, patience=0.5):
        store, readings = RawStore(where.raw), build.Readings(tables)
        with readings.kept_in(where):
            done = run.Run() if offline else _run(store, request, readings, out)
            built = _built(where, store, readings)
    _told(done, built, where, store, out)
    _ended(done, store)


def _check(rate: float, timeout: float, offline: bool, asking: bool) -> None:
    if not (rate == 0 or LEAST_RATE <= rate < math.inf):
        raise UsageError("--rate takes requests a second, at least {least}; 0 sets no limit.", least=LEAST_RATE)
    if not 0 < timeout <= LONGEST_TIMEOUT:
        raise UsageError("--timeout takes seconds, at most {most:,}.", most=LONGEST_TIMEOUT)
    if offline and asking:
        raise UsageError("--offline asks nothing; leave it out, or --dry-run and --refresh.")


def _live_only(site: list[str] | None, connections: int, offline: bool) -> None:
    """Raises UsageError for an option that archives do not have."""
    typed = {"--site": site, "--connections": connections > 1, "--offline": offline}
    if wrong := ", ".join(option for option, given in typed.items() if given):
        raise UsageError("{options} is for the site itself; leave it out with --from.", options=wrong)


def _hint(contact: str | None) -> None:
    if contact is None and sys.stderr and sys.stderr.isatty():
        output.say("Hint: --contact, or {variable}, tells who is asked whom to write to.", variable=CONTACT)


def _run(store: "RawStore", request: "Request", readings: "Readings", out: output.Output) -> "Run":
    from mandates_cli.pipeline import run

    _hint(request.contact)
    with output.progress(out) as view, stoppable() as stop:
        return run.run(store, request, readings, watcher=view, sleep=stop.wait)


def _built(where: Location, store: "RawStore", readings: "Readings") -> "Built | None":
    """data/raw parsed; null where nothing is there, or nothing new."""
    from mandates_cli.pipeline import build, publication

    if not store.state():
        return None
    if build.is_current(where, store):
        publication.seal_journals(where)
        return None
    return build.build(where, store, readings)


def _told(run: "Run", built: "Built | None", where: Location, store: "RawStore", out: output.Output) -> None:
    from mandates_cli.render.run import Change, answer

    heads = _heads(run, built, where)
    found = [Change("page", r.change, r.page, r.url, r.received, r.known, r.reason) for r in run.results]
    changes = built.changes if built else ()
    found += [Change("mandate", change.change, change.id, text=change.text) for change in changes]
    if not output.give(answer(heads, found), out).own:
        for head in heads:
            output.say(head)
    elif changes and _comparable(run, store):
        output.say("'mandates diff previous latest' shows what changed, word by word.")


def _heads(run: "Run", built: "Built | None", where: Location) -> list[str]:
    from mandates_cli.render.run import counted, size

    heads = []
    if run.name:
        pages = counted(run.counts.model_dump())
        received = size(sum(result.received for result in run.results))
        template = "{name}: {pages} ({received} in {seconds:,.1f} s)"
        heads.append(worded(template, name=run.name, pages=pages, received=received, seconds=run.seconds))
    if built:
        heads.append(f"{built}: {where.truth.parent}")
    return heads


def _comparable(run: "Run", store: "RawStore") -> bool:
    """Whether the run brought a state that can be compared with the one before."""
    from mandates_cli.fetch.snapshots import recent

    latest, previous, _ = recent(store)
    return latest is not None and latest.name == run.name and previous is not None


def _ended(run: "Run", store: "RawStore") -> None:
    """Raise what a script must know of: pages that failed, before pages that drifted, before no page at all."""
    by_change: dict[str, list[Result]] = {}
    for result in run.results:
        by_change.setdefault(result.change, []).append(result)
    if failed := by_change.get("failed"):
        raise NetworkError(
            "{failed:,} of {asked:page} failed ({first.page}: {first.reason}); what came is kept, and 'mandates fetch'"
            " asks for the rest again.",
            failed=len(failed), asked=len(run.results), first=failed[0],
        )  # fmt: skip
    if drifted := by_change.get("drifted"):
        came = "See what came in {folder}; a page that is right is taken with 'mandates import FILE --url URL'."
        vanished = "Look at the site: it may have moved; --site names another."
        raise PageError(
            "{pages:page no longer looks} as expected ({first.page}: {first.reason}); the records stay as they were. "
            + (came if any(result.url for result in drifted) else vanished),
            pages=len(drifted), first=drifted[0], folder=store.folder / "aside",
        )  # fmt: skip
    if run.name and not set(by_change) - {"absent", "other"}:
        raise PageError("No Mandates page was found there; check --site and the filters.")
    if not store.state():
        raise CorpusError("No pages in {folder}; leave --offline out to fetch them.", folder=store.folder)
