"""A fetch: pages of the site into data/raw, and the run written down as a snapshot.

tables = build.known(where)
with build.one_writer(where):
    store, readings = RawStore(where.raw), build.Readings(tables)
    run(store, Request(contact="me@example.org"), readings)
    build.build(where, store, readings)
"""

import contextlib
import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple, Protocol, TypedDict

from mandates_cli import __version__
from mandates_cli.errors import CorpusError, UsageError
from mandates_cli.fetch import RawStore
from mandates_cli.fetch.client import Client, prepare
from mandates_cli.fetch.crawl import Crawl, Result
from mandates_cli.fetch.mirrors import Mirrors
from mandates_cli.fetch.pace import Pace
from mandates_cli.fetch.peers import Peers
from mandates_cli.fetch.scope import Scope
from mandates_cli.model import Counts, Snapshot
from mandates_cli.pipeline import build, clock
from mandates_cli.pipeline.build import Readings, now
from mandates_cli.query.filters import Facts, Filters, admitted
from mandates_cli.registry.lookup import Registry
from mandates_cli.wording import worded

# An interrupted run is taken up again for so long; after that the pages it has may have changed.
RESUMES: Final = dt.timedelta(hours=24)
KEPT: Final = ("new", "changed", "unchanged")


class Request(NamedTuple):
    """What is asked for, and how: `rate` is requests a second to a host (0: no limit), `timeout` seconds for one
    request; `sites` are mirrors to ask in place of the site's own."""

    themes: Sequence[str] = ()
    langs: Sequence[str] = ()
    sites: Sequence[str] = ()
    refresh: bool = False
    rate: float = 1.0
    connections: int = 1
    timeout: float = 60.0
    contact: str | None = None

    def scope(self, tables: Registry) -> str:
        """The filters as a snapshot has them, however they were typed: `theme:security lang:en`."""
        names = build.names(tables)
        themes = {f"theme:{slug}" for name in self.themes for slug in names.themes_of(name)}
        return " ".join([*sorted(themes), *sorted({f"lang:{names.language(name)}" for name in self.langs})])


class Watcher(Protocol):
    """Who waits for a run: each page as it is asked for and as it is done (with the bytes it took and how many pages
    there are), and what they should know. Called from any thread."""

    def asking(self, page: str) -> None: ...
    def done(self, received: int, total: int) -> None: ...
    def say(self, text: str, /) -> None: ...


class Silent:
    def asking(self, page: str) -> None: ...
    def done(self, received: int, total: int) -> None: ...
    def say(self, text: str, /) -> None: ...


class Run(NamedTuple):
    """What became of each page, and how many became what. `name` is that of the snapshot, empty where nothing was
    asked."""

    results: tuple[Result, ...] = ()
    name: str = ""
    counts: Counts = Counts()
    seconds: float = 0.0


class Due(TypedDict):
    """A page that a run would ask for."""

    page: str
    last_seen: str | None
    url: str


def run(
    store: RawStore,
    request: Request,
    readings: Readings,
    *,
    watcher: Watcher = Silent(),  # noqa: B008 (it holds nothing)
    sleep: Callable[[float], bool] = threading.Event().wait,  # noqa: B008 (nobody sets it)
) -> Run:
    """Needs the corpus' lock. `sleep` returns true where the run was stopped meanwhile. Raises UsageError for what
    cannot be asked so, UnknownName for a filter that no table holds, and NetworkError where nobody answers."""
    began, tables = time.monotonic(), readings.tables
    agent, scope = user_agent(request.contact), Scope.of(tables.site, request.sites)
    narrowed, wants = request.scope(tables), wanted(request, tables)
    prepare()
    if told := clock.ahead(store, now()):
        watcher.say(told)
    old = None if request.refresh else store.unfinished(now() - RESUMES, narrowed, now())
    snapshot = old or _begun(store, narrowed)
    mirrors = Mirrors(scope, Pace(request.rate, time.monotonic, sleep), watcher.say)
    client = partial(Client, agent, request.timeout, peers=Peers())
    with contextlib.closing(client()) as first:
        mirrors.reach(first)
    crawl = Crawl(
        snapshot=snapshot, scope=scope, store=store, known=tables.pages(), wanted=wants, get=mirrors.get,
        client=client, examine=readings.examine, now=now, asking=watcher.asking,
        refresh=request.refresh, connections=request.connections,
    )  # fmt: skip
    if old is None:
        store.record(snapshot)
    with store.together():
        results = _watched(crawl, watcher)
    ended = _ended(snapshot, results)
    ended = ended.model_copy(update={"follows": _follows(store, ended.finished)})
    store.record(ended)
    return Run(tuple(sorted(results)), ended.name, ended.pages, time.monotonic() - began)


def _begun(store: RawStore, scope: str) -> Snapshot:
    moment = now()
    return Snapshot(
        name=store.new_name(moment.date()), source="fetch", scope=scope, started=moment, finished=moment,
        complete=False, pages=Counts(), missed=store.missed(scope), follows=_follows(store, moment),
    )  # fmt: skip


def _follows(store: RawStore, moment: dt.datetime) -> dt.datetime | None:
    """A run comes after all that is known, even where a clock has dated that later."""
    last = store.last_place()
    return last if last and last > moment else None


def _watched(crawl: Crawl, watcher: Watcher) -> list[Result]:
    results: list[Result] = []
    try:
        for result in crawl.results():
            results.append(result)
            watcher.done(result.received, crawl.total)
    except BaseException:
        with contextlib.suppress(CorpusError):
            crawl.store.commit()
        kept = sum(result.change in KEPT and result.page not in crawl.store.lost for result in results)
        watcher.say(worded("{kept:page} kept; the same command goes on from there.", kept=kept))
        raise
    return results


def _ended(snapshot: Snapshot, results: Sequence[Result]) -> Snapshot:
    counts: Counter[str] = Counter(result.change for result in results)
    missed = {result.page for result in results if result.change in ("failed", "absent") and not result.known}
    return snapshot.model_copy(
        update={
            "finished": now(),
            # What asking again soon cannot mend waits for the next run, and makes this one no less complete.
            "complete": not any(result.heals for result in results),
            "pages": Counts(**{change: counts[change] for change in Counts.model_fields}),
            "missed": tuple(sorted(missed)),
        }
    )


def due(store: RawStore, request: Request, tables: Registry) -> list[Due]:
    """The known pages that a run would ask for; links on them may lead to more."""
    scope, wants, newest = Scope.of(tables.site, request.sites), wanted(request, tables), store.newest()
    found: list[Due] = []
    for page in scope.known({*tables.pages(), *store.met()}):
        if wants(page):
            seen = newest[page].seen.isoformat(timespec="seconds") if page in newest else None
            found.append({"page": page, "last_seen": seen, "url": scope.site.mirrors[0] + page})
    return found


def wanted(request: Request, tables: Registry) -> Callable[[str], bool]:
    """Whether a page passes the filters. Raises UnknownName for one that no table holds."""
    criteria = build.names(tables).criteria(Filters(theme=request.themes, lang=request.langs))

    def passes(page: str) -> bool:
        theme = tables.theme_of_path(page) or tables.parent_of_path(page)
        return admitted(criteria, Facts(tables.language_of_path(page), themes=[theme.slug] if theme else []))

    return passes


def user_agent(contact: str | None) -> str:
    """Who asks, for the site's log. Raises UsageError for a contact that no header can hold."""
    about = "corpus of the Summits of the Americas"
    if contact is not None:
        if not contact.isascii() or not contact.isprintable() or set(contact) & set("()\\"):
            fault = "--contact {contact!r} is not a plain e-mail or web address; give one such as name@example.org."
            raise UsageError(fault, contact=contact)
        about += f"; {contact}"
    return f"mandates-cli/{__version__} ({about})"
