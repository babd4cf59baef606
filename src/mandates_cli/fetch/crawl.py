"""From the known pages along the links to all of them, each asked once, by a few threads; one thread stores."""

import contextlib
import datetime as dt
import hashlib
import queue
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from mandates_cli.errors import MandatesError, NetworkError, PageError
from mandates_cli.fetch.answer import REDIRECTS, Answer, Fault, declared
from mandates_cli.fetch.client import Client
from mandates_cli.fetch.judge import Examine, lacks, left_at_once, verdict
from mandates_cli.fetch.scope import Scope
from mandates_cli.fetch.store import RawStore
from mandates_cli.model import Look, Sighting, Snapshot, Verdict
from mandates_cli.wording import worded

# The site has some 150; a menu that makes up addresses would have no end.
MAX_PAGES: Final = 2_000
# So many sightings are written down together, or those of so many seconds: one wait for the disk serves them all.
MOST_WAITING: Final = 24
LONGEST_WAITING: Final = 1.0

Change = Literal["new", "changed", "unchanged", "gone", "absent", "other", "drifted", "failed"]


class Result(NamedTuple):
    """What became of a page. `reason` says why where something is wrong, `url` who answered; `known` is whether the
    registry has the page, `heals` whether asking again soon may mend a failure."""

    page: str
    change: Change
    url: str | None
    received: int
    reason: str | None
    known: bool
    heals: bool = False


Outcome: TypeAlias = Answer | BaseException


@dataclass(kw_only=True, eq=False)
class Crawl:
    """Iterate over `results` once. `known` are the pages that the registry has; `wanted` says which ones a run wants;
    `asking` is called, from any thread, with each page as it is asked for."""

    snapshot: Snapshot
    scope: Scope
    store: RawStore
    known: Collection[str]
    wanted: Callable[[str], bool]
    get: Callable[[Client, str, Sighting | None], Answer]
    client: Callable[[], Client]
    examine: Examine
    now: Callable[[], dt.datetime]
    asking: Callable[[str], None]
    refresh: bool = False
    connections: int = 1

    def __post_init__(self) -> None:
        name, store = self.snapshot.name, self.store
        self._before = store.state(without=[name])
        self._newest = store.newest()
        self._seen = {p: s for p, s in self._newest.items() if s.snapshot == name and not self.refresh}
        # What a finished run saw, it followed; otherwise the links of unchanged pages are looked at again.
        finished = {s.name for s in store.snapshots() if s.complete and s.scope in ("", self.snapshot.scope)}
        self._followed = {p for p, s in self._newest.items() if s.snapshot in finished}
        self._asked: set[str] = set()
        self._waiting = 0
        self._left: list[tuple[str, Answer]] = []
        self._tasks: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[str, Outcome]] = queue.SimpleQueue()

    @property
    def total(self) -> int:
        """How many pages have been asked for or are about to be."""
        return len(self._asked)

    def results(self) -> Iterator[Result]:
        """Ask, store and judge. What was yielded is stored, and on the disk within LONGEST_WAITING seconds or once the
        store commits; whenever it ends, the next run goes on from there."""
        for _ in range(self.connections):
            threading.Thread(target=self._work, daemon=True).start()
        try:
            for page in self.scope.known({*self.known, *self.store.met()}):
                if self.wanted(page):
                    yield from self._want(page)
            while self._waiting:
                page, outcome = self._next()
                self._waiting -= 1
                yield from self._settled(page, outcome)
            yield from self._departed()
        finally:
            for _ in range(self.connections):
                self._tasks.put(None)

    def _next(self) -> tuple[str, Outcome]:
        """The next page that was asked for. What waits for the disk waits no longer than it may, whether one comes or
        not."""
        left = None
        if self.store.since is not None:
            left = self.store.since + LONGEST_WAITING - time.monotonic()
            if left <= 0 or self.store.waiting >= MOST_WAITING:
                self.store.commit()
                left = None
        try:
            return self._done.get(timeout=left)
        except queue.Empty:
            self.store.commit()
            return self._done.get()

    def _work(self) -> None:
        """One thread's share of the asking. Whatever ends it is handed over: the main thread waits for its answers."""
        try:
            with contextlib.closing(self.client()) as client:
                while (page := self._tasks.get()) is not None:
                    self.asking(page)
                    self._done.put((page, self._outcome(client, page)))
        except BaseException as error:
            self._done.put(("", error))

    def _outcome(self, client: Client, page: str) -> Answer | Fault:
        try:
            return self.get(client, page, self._validators(page))
        except Fault as fault:
            return fault

    def _validators(self, page: str) -> Sighting | None:
        """The sighting that a 304 would speak of: its bytes must be here.

        What drifted is asked for anew: it may have been spoiled on its way, or be read better by now.
        """
        newest = self._newest.get(page)
        if newest is None or newest.file is None or newest.verdict == "drift" or self.refresh:
            return None
        return newest if self.store.holds(newest) else None

    def _want(self, page: str) -> Iterator[Result]:
        """Ask for a page once, unless this run already has."""
        if page.casefold() in self._asked:
            return
        self._asked.add(page.casefold())
        if len(self._asked) > MAX_PAGES:
            beyond = worded("not asked for: a run asks for {most:page} at most", most=MAX_PAGES)
            yield self._none(page, "failed", beyond)
            return
        if seen := self._seen.get(page):
            yield self._seen_as(seen)
            yield from self._follow_stored(seen)
            return
        self._waiting += 1
        self._tasks.put(page)

    def _settled(self, page: str, outcome: Outcome) -> Iterator[Result]:
        if isinstance(outcome, Fault):
            yield self._none(page, "failed", outcome.reason)._replace(heals=outcome.heals)
        elif isinstance(outcome, MandatesError):
            raise outcome
        elif isinstance(outcome, BaseException):
            fault = "The run broke off ({kind}: {error}); what came is kept. Run it again; report this if it stays so."
            raise NetworkError(fault, kind=type(outcome).__name__, error=outcome) from outcome
        elif outcome.status == 304:
            yield from self._same(page, outcome)
        elif outcome.status == 200:
            yield from self._came(page, outcome)
        elif page in self._before:
            self._left.append((page, outcome))
        else:
            yield self._none(page, "absent", _why_left(outcome), outcome.received)
        if isinstance(outcome, Answer) and outcome.status in REDIRECTS:
            yield from self._follow(outcome.url, (outcome.url,))

    def _same(self, page: str, answer: Answer) -> Iterator[Result]:
        known, seen = self._newest[page], self.now()
        sighting = known.model_copy(
            update={
                "snapshot": self.snapshot.name, "seen": seen, "status": 304, "url": answer.asked,
                "final_url": answer.url, "headers": {**known.headers, **answer.headers},
                "follows": self.store.before(page, seen, fetched=True),
            }
        )  # fmt: skip
        self.store.add(sighting)
        yield self._seen_as(sighting, answer.received)
        if page not in self._followed:
            yield from self._follow_stored(sighting)

    def _came(self, page: str, answer: Answer) -> Iterator[Result]:
        before = self._before.get(page)
        media_type, charset = declared(answer.headers)
        look, missing = self._looked(answer, page, charset, before)
        same = before is not None and before.sha256 == hashlib.sha256(answer.body).hexdigest()
        judged = verdict(() if same else missing, expected=before is not None or page in self.known)
        kept = self.store.keep(answer.body, page, look.media_type if look else None, judged)
        sighting = self._note(
            page, judged, answer, media_type=look.media_type if look else media_type,
            charset=charset, look=look, lacks=missing if judged == "drift" else (), kept=kept,
        )  # fmt: skip
        yield self._seen_as(sighting, answer.received)
        yield from self._follow(answer.url, look.links if look else ())

    def _note(self, page: str, verdict: Verdict, answer: Answer, **found: Any) -> Sighting:
        seen = self.now()
        return self.store.note(
            page, self.snapshot.name, verdict, seen, asked=answer.asked, answered=answer.url, status=answer.status,
            headers=answer.headers, follows=self.store.before(page, seen, fetched=True), **found,
        )  # fmt: skip

    def _looked(
        self, answer: Answer, page: str, charset: str | None, before: Sighting | None
    ) -> tuple[Look | None, tuple[str, ...]]:
        """What the page holds, and what it lacks of a Mandates page."""
        try:
            look = self.examine(answer.body, page, charset)
        except PageError as error:
            return None, (str(error),)
        return look, lacks(look.shape, before.shape if before else None)

    def _departed(self) -> Iterator[Result]:
        """Pages that have left, unless so many have at once that the site itself must have moved."""
        left, current = sorted(self._left), len([p for p in self._before if p.casefold() in self._asked])
        moved_away = left_at_once(len(left), current)
        state = self.store.state()
        for page, answer in left:
            reason, moved = _why_left(answer), answer.status in REDIRECTS
            target = self.scope.page(answer.url)
            if moved and (target not in state or target in dict(left)):
                elsewhere = worded("{reason}, which is not a Mandates page", reason=reason)
                yield self._none(page, "failed", elsewhere, answer.received)
            elif moved_away:
                at_once = "{reason}, as do {left} of {current:page} at once"
                everywhere = worded(at_once, reason=reason, left=len(left), current=current)
                yield self._none(page, "drifted", everywhere, answer.received)
            else:
                sighting = self._note(page, "moved" if moved else "gone", answer)
                yield self._seen_as(sighting, answer.received, reason)

    def _change(self, sighting: Sighting) -> Change:
        """What a sighting means next to the state before this run."""
        before = self._before.get(sighting.page)
        if sighting.verdict == "page":
            if before is None:
                return "new"
            return "unchanged" if before.sha256 == sighting.sha256 else "changed"
        changes: Mapping[str, Change] = {"drift": "drifted", "gone": "gone", "moved": "gone", "other": "other"}
        return changes[sighting.verdict]

    def _seen_as(self, sighting: Sighting, received: int = 0, reason: str | None = None) -> Result:
        """The result for a page that was written down."""
        page, reason = sighting.page, ", ".join(sighting.lacks) or reason
        return Result(page, self._change(sighting), sighting.final_url, received, reason, page in self.known)

    def _none(self, page: str, change: Change, reason: str, received: int = 0) -> Result:
        """The result for a page of which there is nothing to write down."""
        return Result(page, change, None, received, reason, page in self.known)

    def _follow(self, base: str, links: Collection[str]) -> Iterator[Result]:
        for link in links:
            page = self.scope.page(link, base)
            if page and self.wanted(page):
                yield from self._want(page)

    def _follow_stored(self, sighting: Sighting) -> Iterator[Result]:
        if sighting.file is None or sighting.final_url is None:
            return
        try:
            look = self.examine(self.store.bytes_of(sighting), sighting.page, sighting.charset)
        except MandatesError:
            return
        yield from self._follow(sighting.final_url, look.links)


def _why_left(answer: Answer) -> str:
    if answer.status >= 400:
        return worded("status {status}", status=answer.status)
    return worded("moved to {url}", url=answer.url)
