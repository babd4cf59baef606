"""The part of `fetch` that asks web archives for the past of the site."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple, TypeAlias

import typer

from mandates_cli.cli import options as o
from mandates_cli.cli import output
from mandates_cli.cli.stopping import stoppable
from mandates_cli.corpus import Location
from mandates_cli.errors import NetworkError, PageError, UsageError
from mandates_cli.query import days
from mandates_cli.render.answer import Answer, flat
from mandates_cli.wording import worded

if TYPE_CHECKING:
    from mandates_cli.fetch import RawStore
    from mandates_cli.pipeline.build import Built
    from mandates_cli.pipeline.retrieval import Past, Plan, Run
    from mandates_cli.pipeline.run import Request
    from mandates_cli.registry.lookup import Registry

# As in fetch/archives/epochs.py, which is heavy to import where a command only shows its options.
Every: TypeAlias = Literal["year", "quarter", "capture"]
# 2009, 2009-06, 2009-06-15
MOMENT: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
PLANNED: Final = ("page", "archive", "period", "seen", "url", "address", "status", "digest", "held")
# More than so many faults in one sentence helps nobody.
MOST: Final = 5
of_archives = partial(typer.Option, rich_help_panel="Archives")


class Asked(NamedTuple):
    """What was typed of archives."""

    sources: Sequence[str]
    since: str | None
    until: str | None
    every: Every | None
    address: str | None

    def past(self, live: "Request", tables: "Registry") -> "Past":
        """Raises UsageError for what cannot be understood."""
        from mandates_cli.pipeline import retrieval

        since = _day("--since", self.since) if self.since else None
        until = _day("--until", self.until, after=True) if self.until else None
        if since and until and since >= until:
            fault = "--since {since} lies after --until {until}; exchange the two."
            raise UsageError(fault, since=self.since, until=self.until)
        chosen = retrieval.archives(self.sources, tables, self.address)
        return retrieval.Past(chosen, live, since, until, self.every or "year")


def _asked(
    source: list[str] | None = None, since: str | None = None, until: str | None = None, every: Every | None = None,
    archive: str | None = None,
) -> Asked:  # fmt: skip
    if not source and (since or until or every or archive):
        raise UsageError(
            "--since, --until, --every and --archive say what an archive is asked for; name one with --from."
        )
    return Asked(source or (), since, until, every, archive)


OPTIONS: Final = {
    "source": Annotated[
        list[str] | None,
        of_archives("--from", metavar="ARCHIVE", help="Ask an archive for the past: wayback or commoncrawl; repeat."),
    ],
    "since": Annotated[
        str | None, of_archives("--since", metavar="DATE", help="From then on: 2009, 2009-06 or 2009-06-15.")
    ],
    "until": Annotated[str | None, of_archives("--until", metavar="DATE", help="Until then, that day included.")],
    "every": Annotated[
        Every | None,
        of_archives("--every", metavar="year|quarter|capture", help="States to lay down: one a year, if not told."),
    ],
    "archive": Annotated[
        str | None, of_archives("--archive", metavar="URL", help="A mirror of the archive to ask instead.")
    ],
}
Archives = Annotated[Asked, o.Group(_asked, OPTIONS)]


def _day(option: str, typed: str, *, after: bool = False) -> dt.datetime:
    """The first moment of a year, month or day; or the first after it."""
    match = MOMENT.fullmatch(typed)
    year, month, day = map(int, match.groups("0")) if match else (0, 0, 0)
    written = typed.count("-") + 1
    try:
        first = dt.datetime(year, month if written > 1 else 1, day if written > 2 else 1, tzinfo=dt.UTC)
        if not after:
            return first
        if written == 3:
            return first + dt.timedelta(days=1)
        return first.replace(year=year + 1) if written == 1 or month == 12 else first.replace(month=month + 1)
    except (ValueError, OverflowError):
        forms = " or ".join(days.meant(typed)) or "2009, 2009-06 or 2009-06-15"
        fault = "Cannot take {option} {typed!r} for a date; write {forms}."
        raise UsageError(fault, option=option, typed=typed, forms=forms) from None


def fetch(where: Location, past: "Past", tables: "Registry", out: output.Output, *, dry_run: bool) -> None:
    """Raises NetworkError and PageError as the site's own fetch does."""
    from mandates_cli.fetch import RawStore
    from mandates_cli.pipeline import build

    if dry_run:
        plans = _planned(RawStore(where.raw), past, tables, out)
        _ended(plans, (), where)
        return
    with build.one_writer(where, patience=0.5):
        store = RawStore(where.raw)
        runs = _run(store, past, tables, out)
        current = not store.state() or build.is_current(where, store)
        built = None if current else build.build(where, store)
    _give(runs, built, where, out)
    _ended([run.plan for run in runs], runs, where)


def _planned(store: "RawStore", past: "Past", tables: "Registry", out: output.Output) -> "list[Plan]":
    """What the archives list, and of it what a run would take, as rows."""
    from mandates_cli.pipeline import retrieval

    with output.progress(out) as view, stoppable() as stop:
        plans = list(retrieval.plans(store, past, tables, watcher=view, sleep=stop.wait))
    rows = [
        {"page": page.listed.page, "archive": plan.archive.name, "period": page.period,
         "seen": page.listed.seen.isoformat(), "url": page.listed.url, "address": page.listed.address,
         "status": page.listed.status, "digest": page.listed.digest, "held": page.held}
        for plan in plans for page in plan.pages
    ]  # fmt: skip
    output.give(Answer(flat(*PLANNED), rows), out)
    for line in (line for plan in plans for line in _listed(plan)):
        output.say(line)
    return plans


def _run(store: "RawStore", past: "Past", tables: "Registry", out: output.Output) -> "list[Run]":
    from mandates_cli.pipeline import retrieval

    with output.progress(out) as view, stoppable() as stop:

        def say(plan: "Plan") -> None:
            for line in _listed(plan):
                view.say(line)

        return list(retrieval.run(store, past, tables, told=say, watcher=view, sleep=stop.wait))


def _listed(plan: "Plan") -> Iterator[str]:
    from mandates_cli.fetch.tries import spelt

    captures, title = plan.listing.captures, plan.archive.title
    others = ", ".join(worded(f"{{n:{noun}}}", n=n) for noun, n in sorted(plan.listing.others.items()))
    passed_over = worded(" (passed over: {others})", others=others) if others else ""
    if not captures and plan.listing.faults:
        return
    if not captures:
        yield worded("{title} lists no capture of these pages in that time{others}.", title=title, others=passed_over)
        return
    first, last = min(c.seen for c in captures).date(), max(c.seen for c in captures).date()
    facts = {"title": title, "captures": len(captures), "pages": len({c.page for c in captures})}
    template = "{title}: {captures:capture} of {pages:page} from {first} to {last}{others}"
    yield worded(template, **facts, first=first, last=last, others=passed_over)
    took = worded(", which takes some {span}", span=spelt(plan.asked * plan.gap)) if plan.asked * plan.gap else ""
    facts = {"title": title, "states": plan.states, "pages": len(plan.pages), "asked": plan.asked, "took": took}
    yield worded("{title}: {states:state} with {pages:page} in all, {asked:capture} to be asked for{took}", **facts)


def _give(runs: "Sequence[Run]", built: "Built | None", where: Location, out: output.Output) -> None:
    from mandates_cli.render.past import Taken, answer

    heads = [_head(run) for run in runs if run.results]
    if built:
        heads.append(f"{built}: {where.truth.parent}")
    found = [
        Taken(
            "page", laid.change, laid.listed.page, run.plan.archive.name, laid.listed.seen.isoformat(), laid.snapshot,
            laid.listed.url, laid.listed.address, laid.received, laid.known, laid.reason,
        )
        for run in runs for laid in run.results
    ]  # fmt: skip
    changes = built.changes if built else ()
    found += [Taken("mandate", change.change, change.id, text=change.text) for change in changes]
    if not output.give(answer(heads, found), out).own:
        for head in heads:
            output.say(head)


def _head(run: "Run") -> str:
    from mandates_cli.render.run import parts, size

    changes: Counter[str] = Counter(laid.change for laid in run.results)
    snapshots = sorted({laid.snapshot for laid in run.results if laid.snapshot})
    return worded(
        "{archive}: {captures:capture} in {snapshots:snapshot}: {parts} ({received} in {seconds:,.1f} s)",
        archive=run.plan.archive.title, captures=len(run.results), snapshots=len(snapshots), parts=parts(changes),
        received=size(sum(laid.received for laid in run.results)), seconds=run.seconds,
    )  # fmt: skip


def _ended(plans: "Sequence[Plan]", runs: "Sequence[Run]", where: Location) -> None:
    """Raise what a script must know of: what did not come, before what is not as expected."""
    for plan in plans:
        lost = next((fault for fault in plan.listing.faults if fault.unconnected), None)
        if lost and not any(run.results for run in runs):
            template = "Cannot reach the {title}: {reason}. Are you online? Nothing was changed."
            raise NetworkError(template, title=plan.archive.title, reason=lost)
    faults = [worded("{title}: {fault}", title=p.archive.title, fault=f) for p in plans for f in p.listing.faults]
    results = [(run.plan.archive, laid) for run in runs for laid in run.results]
    failed = [(archive, laid) for archive, laid in results if laid.change == "failed"]
    if failed:
        archive, first = failed[0]
        template = "{title}: {failed:capture} did not come ({first.page} of {first.seen:%Y-%m-%d}: {reason})"
        facts = {"title": archive.title, "failed": len(failed), "first": first.listed, "reason": first.reason}
        faults.append(worded(template, **facts))
    if faults:
        again = "{faults}; what came is kept, and the same command asks for the rest."
        raise NetworkError(again, faults="; ".join(faults[:MOST]) + ("; …" if len(faults) > MOST else ""))
    wrong = [laid for _, laid in results if laid.change in ("drifted", "refused")]
    if wrong:
        raise PageError(
            "{wrong:capture} not taken ({first.page} of {first.seen:%Y-%m-%d}: {reason}); the rest is kept."
            " What came of them is in {folder}; a page that is right is taken with 'mandates import FILE --url URL'.",
            wrong=len(wrong), first=wrong[0].listed, reason=wrong[0].reason, folder=where.raw / "aside",
        )  # fmt: skip
