"""A fetch of the past: what web archives keep of the site into data/raw, laid down as snapshots of their own dates.

tables = build.known(where)
with build.one_writer(where):
    store, asked = RawStore(where.raw), Past(archives(["wayback"], tables), Request(contact="me@example.org"))
    for done in run(store, asked, tables):
        print(done.plan.archive.title, len(done.results))
    build.build(where, store)
"""

import contextlib
import datetime as dt
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from mandates_cli.errors import UsageError
from mandates_cli.fetch import RawStore
from mandates_cli.fetch.answer import Answer
from mandates_cli.fetch.archives import commoncrawl, wayback
from mandates_cli.fetch.archives.content import Content
from mandates_cli.fetch.archives.epochs import Every, State, states
from mandates_cli.fetch.archives.laying import Laid, Layer
from mandates_cli.fetch.archives.listing import Listed, Listing, Pages, listing, prefixes, widened, within
from mandates_cli.fetch.client import Client, prepare
from mandates_cli.fetch.pace import Pace
from mandates_cli.fetch.tries import Tries
from mandates_cli.model import Archive, Look
from mandates_cli.parse import look
from mandates_cli.pipeline.run import Request, Silent, Watcher, user_agent, wanted
from mandates_cli.registry.lookup import Registry
from mandates_cli.wording import worded

# An archive that lets nobody connect has locked us out, or we are offline.
CONNECTING: Final = 2
# https://web.archive.org, http://127.0.0.1:8080/, http://[::1]:8080
ORIGIN: Final = re.compile(r"(https?://(?:[\w.-]+|\[[\da-f:]+\])(?::\d{1,5})?)/?", re.ASCII | re.IGNORECASE)
KEPT_HEADERS: Final = frozenset((*wayback.KEPT, *commoncrawl.KEPT))


class Past(NamedTuple):
    """What is asked of archives, in this order: captures from `since` on and before `until`, of the pages that `live`
    wants, as one state a year, a quarter or a change. `live` says how, too: its rate, timeout and contact; with
    `refresh` what was refused before is asked for again."""

    archives: Sequence[Archive]
    live: Request
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    every: Every = "year"


class Planned(NamedTuple):
    """A page of a state, as the archive lists it. `held` says that its bytes are here, or need not be asked for."""

    listed: Listed
    period: str
    held: bool


class Plan(NamedTuple):
    """`gap` is the number of seconds from one request to the next, at least."""

    archive: Archive
    gap: float
    listing: Listing
    pages: Sequence[Planned]
    states: int

    @property
    def asked(self) -> int:
        return sum(not page.held for page in self.pages)


class Run(NamedTuple):
    """What became of an archive's captures, and of its index."""

    plan: Plan
    results: tuple[Laid, ...]
    seconds: float


def archives(names: Sequence[str], tables: Registry, address: str | None = None) -> list[Archive]:
    """Those of the table, each once; all at another `address` where one is given, which sets its own limits. Raises
    UsageError for what is none."""
    known: dict[str, Archive] = {archive.name: archive for archive in tables.archives}
    for name in names:
        if name not in known:
            raise UsageError("--from {name!r} is no archive; give {known}.", name=name, known=" or ".join(known))
    found = [known[name] for name in dict.fromkeys(names)]
    if address is None:
        return found
    match = ORIGIN.fullmatch(address)
    if match is None:
        fault = "--archive {address!r} is no address of a server; write it like {example}."
        raise UsageError(fault, address=address, example="https://web.archive.org")
    origin = match[1]
    return [
        archive.model_copy(
            update={
                "index": origin + urlsplit(archive.index).path,
                "captures": origin + urlsplit(archive.captures).path,
                "gap": 0.0,
                "rest": 0.0,
            }
        )
        for archive in found
    ]


def plans(
    store: RawStore,
    past: Past,
    tables: Registry,
    *,
    watcher: Watcher = Silent(),  # noqa: B008 (it holds nothing)
    sleep: Callable[[float], bool] = threading.Event().wait,  # noqa: B008 (nobody sets it)
) -> Iterator[Plan]:
    """What a run would take; the indexes are asked. Raises UsageError and UnknownName as `run` does."""
    with _asking(past, watcher, sleep) as askers:
        for asker in askers:
            yield _planned(asker, store, past, tables)[0]


def run(
    store: RawStore,
    past: Past,
    tables: Registry,
    *,
    told: Callable[[Plan], None] = lambda _: None,
    watcher: Watcher = Silent(),  # noqa: B008 (it holds nothing)
    sleep: Callable[[float], bool] = threading.Event().wait,  # noqa: B008 (nobody sets it)
) -> Iterator[Run]:
    """Archive by archive; `told` is called with what each lists. Needs the corpus' lock. What was yielded, and whatever
    was asked for before it ends, is stored. `sleep` returns true where the run was stopped meanwhile. Raises UsageError
    for what cannot be asked so, and UnknownName for a filter that no table holds."""
    with _asking(past, watcher, sleep) as askers:
        for asker in askers:
            began = time.monotonic()
            plan, chosen, layer = _planned(asker, store, past, tables)
            told(plan)
            results = _watched(layer, chosen, watcher)
            yield Run(plan, tuple(results), time.monotonic() - began)


class _Asker(NamedTuple):
    """One archive, asked one request at a time."""

    archive: Archive
    gap: float
    client: Client
    tries: Tries
    watcher: Watcher

    def ask(self, url: str, headers: Mapping[str, str]) -> Answer:
        return self.tries.answer(self.client, url, headers, connecting=CONNECTING)

    def listed(self, past: Past, tables: Registry, pages: Pages) -> Listing:
        self.watcher.asking(worded("the index of the {title}", title=self.archive.title))
        asked = prefixes(tables.site)
        wants = wanted(past.live, tables)
        if self.archive.name == "wayback":
            return listing(wayback.rows(self.archive, asked, self.ask), pages, wants)
        return listing(commoncrawl.rows(self.archive, asked, self.ask, past.since, past.until), pages, wants)

    def content(self, listed: Listed, pages: Pages, folder: str) -> Content:
        self.watcher.asking(f"{listed.page} {listed.seen:%Y-%m-%d}")
        if self.archive.name == "wayback":
            return wayback.content_of(listed, self.ask, pages)
        return commoncrawl.content_of(listed, self.ask, pages, folder)


@contextlib.contextmanager
def _asking(past: Past, watcher: Watcher, sleep: Callable[[float], bool]) -> Iterator[list[_Asker]]:
    agent, live = user_agent(past.live.contact), past.live
    prepare()
    with contextlib.closing(Client(agent, live.timeout, KEPT_HEADERS)) as client:
        found = []
        for archive in past.archives:
            gap = max(archive.gap, 1 / live.rate if live.rate else 0.0)
            pace = Pace(1 / gap if gap else 0.0, time.monotonic, sleep)
            found.append(_Asker(archive, gap, client, Tries(pace, watcher.say, archive.rest), watcher))
        yield found


def _planned(asker: _Asker, store: RawStore, past: Past, tables: Registry) -> tuple[Plan, list[State], Layer]:
    pages = Pages(widened(tables.site), {*tables.pages(), *store.met()})
    found = asker.listed(past, tables, pages)
    found.captures = list(within(found.captures, past.since, past.until))
    chosen = states(found.captures, past.every)

    def examine(data: bytes, page: str, charset: str | None) -> Look:
        return look(data, page=page, charset=charset, registry=tables).look

    layer = Layer(
        store=store, archive=asker.archive, scope=past.live.scope(tables), every=past.every,
        known=frozenset(tables.pages()), content=lambda one: asker.content(one, pages, tables.site.folder),
        examine=examine, told=asker.watcher.say, refresh=past.live.refresh, whole=not found.faults,
    )  # fmt: skip
    planned = [
        Planned(choice[0], state.period, layer.needs_nothing(choice)) for state in chosen for choice in state.choices
    ]
    return Plan(asker.archive, asker.gap, found, planned, len(chosen)), chosen, layer


def _watched(layer: Layer, chosen: Sequence[State], watcher: Watcher) -> list[Laid]:
    results: list[Laid] = []
    total = layer.left(chosen)
    try:
        for laid in layer.results(chosen):
            results.append(laid)
            watcher.done(laid.received, total)
    except BaseException:
        kept = sum(laid.change != "failed" for laid in results)
        watcher.say(worded("{kept:capture} kept; the same command goes on from there.", kept=kept))
        raise
    return results
