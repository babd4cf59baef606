"""Captures laid down in the store: each content asked for once, in the order of dates, as a snapshot for each state."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from mandates_cli.errors import PageError
from mandates_cli.fetch.answer import Fault, declared
from mandates_cli.fetch.archives.content import Content, Refused, plain
from mandates_cli.fetch.archives.epochs import Every, State, period
from mandates_cli.fetch.archives.known import Known
from mandates_cli.fetch.archives.listing import Listed
from mandates_cli.fetch.judge import Examine, lacks, left_at_once, verdict
from mandates_cli.fetch.store import NO_BYTES, RawStore
from mandates_cli.model import Archive, Archived, Counts, Look, Sighting, Snapshot, Verdict
from mandates_cli.wording import worded

# Captures of one page and state that are asked for, where one after the other is no page.
CHOICES: Final = 3
# So many captures in a row that cannot be had for now, and the archive is left alone for the rest of the run.
STRIKES: Final = 2
EARLIER: Final = dt.timedelta(microseconds=1)
KEPT: Final = ("content-type", "content-language")
MOVED_AWAY: Final = (
    "{archive}, {period}: {left:page} of {current} were not there at once, which is a site that moved; they stay as"
    " they were."
)

LaidChange: TypeAlias = Literal["new", "changed", "unchanged", "gone", "other", "drifted", "refused", "failed"]


class Laid(NamedTuple):
    """What became of one capture; `snapshot` is null where nothing of its state has come. `reason` says why where
    something is wrong; `known` is whether the registry has the page."""

    snapshot: str | None
    listed: Listed
    change: LaidChange
    received: int
    reason: str | None
    known: bool


@dataclass(kw_only=True, eq=False)
class Layer:
    """One archive's captures on their way into the store. `known` are the pages that the registry has, `scope` the
    filters as a snapshot has them; `content` brings a capture, and raises Fault. `whole` says that all of the index was
    there: otherwise no state is complete. With `refresh` what was refused is asked for again."""

    store: RawStore
    archive: Archive
    scope: str
    every: Every
    known: Collection[str]
    content: Callable[[Listed], Content]
    examine: Examine
    told: Callable[[str], None]
    refresh: bool
    whole: bool

    def __post_init__(self) -> None:
        self._state_now: State
        self._snapshot: Snapshot | None = None
        self._down: Fault | None = None
        self._strikes = 0
        self._known = Known(self.store, self.archive.name)

    def left(self, states: Sequence[State]) -> int:
        """How many pages of states are not laid down yet."""
        return sum(bool(self._untried(choice)) for state in states for choice in state.choices)

    def needs_nothing(self, choice: Sequence[Listed]) -> bool:
        """Whether a page of a state is laid down, or can be without asking."""
        untried = self._untried(choice)
        return not untried or untried[0].gone or self._known.holding(untried[0].digest) is not None

    def _untried(self, choice: Sequence[Listed]) -> Sequence[Listed]:
        """What of a choice may be tried, best first; nothing where the page is settled."""
        for number, listed in enumerate(choice[:CHOICES]):
            sighting = self._known.settled.get((listed.page, listed.seen))
            refused = sighting is not None and bool(sighting.lacks)
            if sighting is None or (refused and self.refresh):
                return choice[number:CHOICES]
            if not refused:
                return ()
        return ()

    def results(self, states: Sequence[State]) -> Iterator[Laid]:
        """Ask, store and judge. What was yielded is stored; whenever it ends, the next run goes on from there."""
        for state in states:
            yield from self._state(state)

    def _state(self, state: State) -> Iterator[Laid]:
        """A snapshot is begun with the first page that comes."""
        self._state_now, self._snapshot = state, self._unfinished(state)
        results: list[Laid] = []
        for choice in state.choices:
            if not choice[0].gone:
                for laid in self._choice(choice):
                    results.append(laid)
                    yield laid
        for listed in self._left(state):
            self._note(listed, "gone")
            results.append(self._laid(listed, "gone", 0, worded("status {status}", status=listed.status)))
            yield results[-1]
        if self._snapshot:
            self._end(self._snapshot, state, results)

    def _unfinished(self, state: State) -> Snapshot | None:
        """The snapshot of that period in which something is still to come."""
        mine = (s for s in self.store.snapshots() if s.source == self.archive.name and s.scope == self.scope)
        return next((s for s in mine if not s.complete and period(s.finished, self.every) == state.period), None)

    def _begun(self, state: State) -> Snapshot:
        snapshot = Snapshot(
            name=self.store.new_name(state.last.date()), source=self.archive.name, scope=self.scope,
            started=state.first, finished=state.last, complete=False, pages=Counts(),
        )  # fmt: skip
        self.store.record(snapshot)
        return snapshot

    def _end(self, snapshot: Snapshot, state: State, results: Sequence[Laid]) -> None:
        counts: Counter[str] = Counter(map(self._change, self._known.of_snapshot[snapshot.name]))
        counts["failed"] = counts.pop("refused", 0) + sum(laid.change == "failed" for laid in results)
        ended = snapshot.model_copy(
            update={
                "started": min(snapshot.started, state.first),
                "finished": max(snapshot.finished, state.last),
                "complete": self.whole and not any(laid.change == "failed" for laid in results),
                "pages": Counts(**{change: counts[change] for change in Counts.model_fields}),
            }
        )
        if ended != snapshot:
            self.store.record(ended)

    def _left(self, state: State) -> list[Listed]:
        """The pages that were not there in the end, unless so many were not at once that the site must have moved."""
        gone = [choice[0] for choice in state.choices if choice[0].gone and self._untried(choice)]
        shown = [listed for listed in gone if self._before(listed.page, listed.seen)]
        current = len(self.store.state(state.last)) if shown else 0
        if left_at_once(len(shown), current):
            facts = {"archive": self.archive.title, "period": state.period, "left": len(shown), "current": current}
            self.told(worded(MOVED_AWAY, **facts))
            return []
        return [listed for listed in shown if self._known.had_shown(listed)]

    def _choice(self, choice: Sequence[Listed]) -> Iterator[Laid]:
        """One capture after the other, until one is a page."""
        for listed in self._untried(choice):
            try:
                content, held = self._found(listed)
            except Refused as fault:
                self._note(listed, "other", lacking=(fault.reason,))
                yield self._laid(listed, "refused", 0, fault.reason)
                continue
            except Fault as fault:
                yield self._laid(listed, "failed", 0, fault.reason)
                return
            sighting = self._came(listed, content, held)
            reason = ", ".join(sighting.lacks) or None
            yield self._laid(listed, self._change(sighting), content.received, reason)
            if not sighting.lacks:
                return

    def _found(self, listed: Listed) -> tuple[Content, Sighting | None]:
        """Its bytes: those that are here below that digest, with the sighting that brought them, or the archive's."""
        if held := self._known.holding(listed.digest):
            return Content(self.store.bytes_of(held), held.headers, 0, None), held
        if self._down:
            raise Fault("not asked for: {reason}", reason=self._down.reason, heals=True)
        try:
            content = self.content(listed)
        except Fault as fault:
            self._strikes = 0 if isinstance(fault, Refused) else self._strikes + 1
            if self._strikes == STRIKES:
                self._down = fault
            raise
        self._strikes = 0
        return content, None

    def _came(self, listed: Listed, content: Content, held: Sighting | None) -> Sighting:
        page, before = listed.page, self._before(listed.page, listed.seen)
        media_type, charset = declared(content.headers)
        digest = hashlib.sha256(content.data).hexdigest()
        same = before is not None and before.sha256 == digest
        look, missing = self._looked(listed, content, charset, before, held)
        judged: Verdict = verdict(() if same else missing, expected=before is not None or page in self.known)
        if content.doubt:
            judged, missing = "drift", (content.doubt,)
        kept = self.store.keep(content.data, page, look.media_type if look else None, judged)
        return self._note(
            listed, judged, media_type=look.media_type if look else media_type, charset=charset, look=look,
            lacking=missing if judged == "drift" else (), kept=kept, doubted=bool(content.doubt),
            headers={name: content.headers[name] for name in KEPT if name in content.headers},
        )  # fmt: skip

    def _looked(
        self, listed: Listed, content: Content, charset: str | None, before: Sighting | None, held: Sighting | None
    ) -> tuple[Look | None, tuple[str, ...]]:
        """What the page holds, and what it lacks of a Mandates page."""
        last = before.shape if before else None
        if held and held.page == listed.page and held.charset == charset and held.shape:
            known = Look(
                shape=held.shape, ours=True, links=(), encoding=held.encoding or "", media_type=held.media_type or ""
            )
            return known, lacks(known.shape, last)
        try:
            look = self.examine(content.data, listed.page, charset)
        except PageError as error:
            return None, (str(error),)
        return look, lacks(look.shape, last)

    def _note(
        self, listed: Listed, judged: Verdict, *, media_type: str | None = None,
        charset: str | None = None, look: Look | None = None, lacking: tuple[str, ...] = (),
        kept: Mapping[str, Any] = NO_BYTES, headers: Mapping[str, str] = {}, doubted: bool = False,
    ) -> Sighting:  # fmt: skip
        digest = None if doubted else plain(listed.digest)
        archived = Archived(archive=self.archive.name, url=listed.address, span=listed.span, digest=digest)
        self._snapshot = self._snapshot or self._begun(self._state_now)
        sighting = Sighting(
            page=listed.page, snapshot=self._snapshot.name, url=listed.url, final_url=listed.url, seen=listed.seen,
            status=listed.status, verdict=judged, media_type=media_type, charset=charset,
            encoding=look.encoding if look else None, shape=look.shape if look else None, lacks=lacking,
            headers=dict(headers), archived=archived, **kept,
        )  # fmt: skip
        self.store.add(sighting)
        self._known.remember(sighting)
        return sighting

    def _before(self, page: str, seen: dt.datetime) -> Sighting | None:
        """What the page showed before this capture; another archive may have seen it in the same moment."""
        own = [self._snapshot.name] if self._snapshot else []
        other = self.store.shown(page, seen, without=own)
        return other if other and other.seen == seen else self.store.shown(page, seen - EARLIER)

    def _change(self, sighting: Sighting) -> LaidChange:
        """What a sighting means next to what the page showed before."""
        before = self._before(sighting.page, sighting.seen)
        if sighting.verdict == "page":
            if before is None:
                return "new"
            return "unchanged" if before.sha256 == sighting.sha256 else "changed"
        if sighting.verdict == "other" and sighting.lacks:
            return "refused"
        changes: Mapping[str, LaidChange] = {"drift": "drifted", "gone": "gone", "other": "other"}
        return changes[sighting.verdict]

    def _laid(self, listed: Listed, change: LaidChange, received: int, reason: str | None) -> Laid:
        snapshot = self._snapshot.name if self._snapshot else None
        return Laid(snapshot, listed, change, received, reason, listed.page in self.known)
