"""Saved pages on their way into the store."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import PurePath
from typing import Literal, TypeAlias

from mandates_cli.errors import PageError
from mandates_cli.fetch.answer import GONE, REDIRECTS, WHOLE
from mandates_cli.fetch.capture import Capture
from mandates_cli.fetch.judge import Examine
from mandates_cli.fetch.scope import Scope, page_of
from mandates_cli.fetch.store import RawStore
from mandates_cli.model import Counts, Look, Snapshot
from mandates_cli.wording import escaped, worded

Became: TypeAlias = Literal["new", "changed", "same", "gone", "passed over"]


@dataclass
class Intake:
    """What became of the captures, each counted once.

    `same` are those whose bytes the store already showed at their date; `gone` are answers that a page which it showed
    was not there; `passed over` is what else an archive holds; `refused` has a sentence for each saved file that is
    not a Mandates page. `older` of the new and changed ones are not the current state of their page.
    """

    became: Counter[Became] = field(default_factory=Counter)
    older: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def taken(self) -> int:
        return self.became.total() - self.became["passed over"]


# A capture, its page, and what that holds: null for an answer that says that the page had left.
Taken: TypeAlias = tuple[Capture, str, Look | None]


def take(captures: Iterable[Capture], store: RawStore, scope: Scope, examine: Examine, now: dt.datetime) -> Intake:
    """Store what looks like a Mandates page. Saved files are one snapshot a date, an archive is one snapshot; each is
    named for its newest capture."""
    intake = Intake()
    by_day: dict[dt.date | None, list[Taken]] = {}
    dated = (replace(capture, seen=min(capture.seen, now)) for capture in captures)
    for one in _sorted_out(dated, store, scope, examine, intake):
        saved = one[0].status is None
        by_day.setdefault(one[0].seen.date() if saved else None, []).append(one)
    for taken in sorted(by_day.values(), key=lambda taken: taken[-1][0].seen):
        _store_together(taken, store, intake)
    return intake


def _store_together(taken: list[Taken], store: RawStore, intake: Intake) -> None:
    """Store what makes one snapshot, oldest first."""
    first, last = taken[0][0].seen, taken[-1][0].seen
    name = store.new_name(last.date())
    became = Counter(_store(one, name, store, intake) for one in taken)
    intake.became += became
    if became["new"] or became["changed"] or became["gone"]:
        pages = Counts(new=became["new"], changed=became["changed"], unchanged=became["same"], gone=became["gone"])
        store.record(Snapshot(name=name, source="import", started=first, finished=last, complete=True, pages=pages))


def _sorted_out(
    captures: Iterable[Capture], store: RawStore, scope: Scope, examine: Examine, intake: Intake
) -> Iterator[Taken]:
    """Those to be written down, oldest first."""
    nameless = _Nameless(store)
    paged = [(capture, _page(capture, scope, nameless)) for capture in captures]
    for capture, page in sorted(paged, key=lambda one: (one[0].seen, one[0].url or one[1])):
        if capture.status in GONE | REDIRECTS and page.startswith(scope.site.folder):
            yield capture, page, None
        elif look := _looked(capture, page, scope, examine, intake):
            yield capture, page, look


def _page(capture: Capture, scope: Scope, nameless: "_Nameless") -> str:
    if capture.url is None:
        return nameless.page(capture)
    return scope.page(capture.url) or page_of(capture.name, capture.url)


class _Nameless:
    """Which page a capture without an address is.

    The same file is the same page, and so are the same bytes below the same name. Another file of that name is another
    page, called by as much of its path as tells it apart; what was piped in, by a number.
    """

    def __init__(self, store: RawStore) -> None:
        nameless = {page: s for page, s in store.newest().items() if s.final_url is None}
        self._pages = {s.origin: page for page, s in nameless.items() if s.origin}
        # What an archive called by a name is whatever file has that name.
        self._bytes = {page: s.sha256 if s.origin else None for page, s in nameless.items()}

    def page(self, capture: Capture) -> str:
        origin = capture.origin
        if capture.path is None or origin is None:
            return capture.name
        if origin not in self._pages:
            digest = hashlib.sha256(capture.data).hexdigest()
            page = next(name for name in _names(capture.path) if self._bytes.get(name) in (None, digest))
            self._pages[origin], self._bytes[page] = page, digest
        return self._pages[origin]


def _names(path: PurePath) -> Iterator[str]:
    """`page.html`, `en/page.html` and so on to the whole path; then `page.html.2`."""
    parts = [escaped(part) for part in path.relative_to(path.anchor).parts]
    yield from ("/".join(parts[start:]) for start in range(len(parts) - 1, -1, -1))
    yield from (f"{parts[-1]}.{number}" for number in count(2))


def _looked(capture: Capture, page: str, scope: Scope, examine: Examine, intake: Intake) -> Look | None:
    """A saved file was handed over for what it is, so it needs a mandate; an archive holds all sorts of pages."""
    archived = capture.status is not None
    if archived and (capture.status not in WHOLE or not page.startswith(scope.site.folder)):
        intake.became["passed over"] += 1
        return None
    try:
        look = examine(capture.data, page, capture.charset)
        if not look.shape.items or (archived and not look.shape.citations):
            raise PageError("it shows no mandate; check that it is a whole Mandates page.")
    except PageError as error:
        if archived:
            intake.became["passed over"] += 1
        else:
            intake.refused.append(worded("{name} was not taken: {reason}", name=capture.name, reason=error))
        return None
    return look


def _store(one: Taken, snapshot: str, store: RawStore, intake: Intake) -> Became:
    capture, page, look = one
    before, current = store.shown(page, capture.seen), store.shown(page)
    url, seen = capture.url, capture.seen
    note = partial(store.note, page, snapshot, seen=seen, asked=url, answered=url, status=capture.status)
    if look is None:
        # An archive's 404, or its redirect, says that a page had left, where it was known.
        if before is None:
            return "passed over"
        note("moved" if capture.status in REDIRECTS else "gone")
        return "gone"
    kept = store.keep(capture.data, page, look.media_type, "page")
    if before and before.sha256 == kept["sha256"]:
        return "same"
    if current and current.seen > seen:
        intake.older += 1
    note(
        "page", headers=capture.headers, media_type=look.media_type, charset=capture.charset, look=look, kept=kept,
        origin=None if url else capture.origin,
    )  # fmt: skip
    return "changed" if before else "new"
