"""Saved pages on their way into the store."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from mandates_cli.errors import PageError
from mandates_cli.fetch.answer import GONE, REDIRECTS
from mandates_cli.fetch.capture import Capture
from mandates_cli.fetch.judge import Examine
from mandates_cli.fetch.scope import Scope, page_of
from mandates_cli.fetch.store import RawStore
from mandates_cli.model import Counts, Look, Snapshot
from mandates_cli.wording import worded


@dataclass
class Intake:
    """What became of the captures, each counted once.

    `same` are those whose bytes the store already showed at their date; `gone` are answers that a page which it showed
    was not there; `passed_over` is what else an archive holds; `refused` has a sentence for each saved file that is
    not a Mandates page. `older` of the new and changed ones are not the current state of their page.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    older: int = 0
    passed_over: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def taken(self) -> int:
        return self.new + self.changed + self.same + self.gone


# A capture, its page, and what that holds: null for an answer that says that the page had left.
Taken: TypeAlias = tuple[Capture, str, Look | None]


def take(captures: Iterable[Capture], store: RawStore, scope: Scope, examine: Examine, now: dt.datetime) -> Intake:
    """Store what looks like a Mandates page; together the captures are one snapshot, named for the newest of them."""
    intake = Intake()
    taken = list(_sorted_out(captures, scope, examine, intake))
    if not taken:
        return intake
    first, last = (min(taken[place][0].seen, now) for place in (0, -1))
    name = store.new_name(last.date())
    for one in taken:
        _store(one, min(one[0].seen, now), name, store, intake)
    if intake.new or intake.changed or intake.gone:
        pages = Counts(new=intake.new, changed=intake.changed, unchanged=intake.same, gone=intake.gone)
        store.record(Snapshot(name=name, source="import", started=first, finished=last, complete=True, pages=pages))
    return intake


def _sorted_out(captures: Iterable[Capture], scope: Scope, examine: Examine, intake: Intake) -> Iterator[Taken]:
    """Those to be written down, oldest first."""
    for capture in sorted(captures, key=lambda c: (c.seen, c.url or c.name)):
        on_site = scope.page(capture.url) if capture.url else None
        page = on_site or page_of(capture.name, capture.url)
        look = _looked(capture, page, scope, examine, intake)
        left = capture.status in GONE | REDIRECTS and page.startswith(scope.site.folder)
        if look or left:
            yield capture, page, look


def _looked(capture: Capture, page: str, scope: Scope, examine: Examine, intake: Intake) -> Look | None:
    """A saved file was handed over for what it is, so it needs a mandate; an archive holds all sorts of pages."""
    archived = capture.status is not None
    if archived and (capture.status != 200 or not page.startswith(scope.site.folder)):
        intake.passed_over += 1
        return None
    try:
        look = examine(capture.data, page, capture.charset)
        if not look.shape.items or (archived and not look.shape.citations):
            raise PageError("it shows no mandate; check that it is a whole Mandates page.")
    except PageError as error:
        if archived:
            intake.passed_over += 1
        else:
            intake.refused.append(worded("{name} was not taken: {reason}", name=capture.name, reason=error))
        return None
    return look


def _store(one: Taken, seen: dt.datetime, snapshot: str, store: RawStore, intake: Intake) -> None:
    capture, page, look = one
    before, current = store.shown(page, seen), store.shown(page)
    url = capture.url
    note = partial(store.note, page, snapshot, seen=seen, asked=url, answered=url, status=capture.status)
    if look is None:
        # An archive's 404, or its redirect, says that a page had left, where it was known.
        if before:
            intake.passed_over -= 1
            intake.gone += 1
            note("moved" if capture.status in REDIRECTS else "gone")
        return
    kept = store.keep(capture.data, page, look.media_type, "page")
    if before and before.sha256 == kept["sha256"]:
        intake.same += 1
        return
    if before:
        intake.changed += 1
    else:
        intake.new += 1
    if current and current.seen > seen:
        intake.older += 1
    note("page", headers=capture.headers, media_type=look.media_type, charset=capture.charset, look=look, kept=kept)
