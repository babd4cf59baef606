"""Saved pages on their way into the store."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import PurePath
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from mandates_cli.errors import PageError
from mandates_cli.fetch.answer import GONE, REDIRECTS, WHOLE
from mandates_cli.fetch.capture import Capture
from mandates_cli.fetch.judge import Examine, spoiled
from mandates_cli.fetch.scope import Scope, page_of, query_of
from mandates_cli.fetch.store import RawStore
from mandates_cli.model import Counts, Look, Sighting, Snapshot
from mandates_cli.wording import escaped, worded

Became: TypeAlias = Literal["new", "changed", "same", "gone", "passed over"]
NO_MANDATE: Final = "it shows no mandate; check that it is a whole Mandates page, or take it all the same with --force."
NOT_OURS: Final = (
    "no title, theme or citation says that it is a Mandates page; check the file, or take it all the same with --force."
)
SPOILED: Final = "it shows {lacks}, and {page} stays as it was; compare the two, or take it all the same with --force."


class Fate(NamedTuple):
    """What becomes of one capture. `items` are those that its page shows, null where it was not read; `reason` says why
    it was refused. `before` is what the page showed until then, where this is its current state now."""

    page: str
    file: str
    seen: dt.datetime
    change: Became | Literal["older", "refused"]
    items: int | None = None
    reason: str | None = None
    before: Sighting | None = None


@dataclass
class Intake:
    """What became of the captures, each counted once.

    `same` are those whose bytes the store already showed at their date; `gone` are answers that a page which it showed
    was not there; `passed over` is what else an archive holds; `refused` has a sentence for each saved file that is
    not a Mandates page, or that lacks most of what its page showed before. `older` of the new and changed ones are not
    the current state of their page. `fates` are the captures one by one, as they were come to.
    """

    became: Counter[Became] = field(default_factory=Counter)
    older: int = 0
    refused: list[str] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)

    @property
    def taken(self) -> int:
        return self.became.total() - self.became["passed over"]

    def refuse(self, capture: Capture, page: str, reason: str) -> None:
        """A saved file by its name and the reason; what else an archive holds is passed over."""
        if capture.status is not None:
            self.became["passed over"] += 1
            self.fates.append(Fate(page, capture.name, capture.seen, "passed over"))
            return
        self.refused.append(worded("{name} was not taken: {reason}", name=capture.name, reason=reason))
        self.fates.append(Fate(page, capture.name, capture.seen, "refused", reason=reason))


# A capture, its page, and what that holds: null for an answer that says that the page had left.
Taken: TypeAlias = tuple[Capture, str, Look | None]


def take(
    captures: Iterable[Capture],
    store: RawStore,
    scope: Scope,
    examine: Examine,
    now: dt.datetime,
    *,
    known: Collection[str] = (),
    undated: Collection[PurePath] = (),
    force: bool = False,
    so_far: Intake | None = None,
) -> Intake:
    """Store what looks like a Mandates page, or with `force` any text. Saved files are one snapshot a date, an archive
    is one snapshot; each is named for its newest capture.

    `known` are the pages of the registry, `undated` the paths of files that make one snapshot whatever their dates.
    What became of the captures is added to `so_far`.
    """
    intake = so_far or Intake()
    groups: dict[dt.date | str, list[Taken]] = {}
    dated = (replace(capture, seen=min(capture.seen, now)) for capture in captures)
    for one in _sorted_out(dated, store, scope, examine, intake, known, force):
        capture = one[0]
        group: dt.date | str = capture.seen.date() if capture.status is None else "archive"
        groups.setdefault("undated" if capture.path in undated else group, []).append(one)
    for taken in sorted(groups.values(), key=lambda taken: taken[-1][0].seen):
        _store_together(taken, store, intake, force)
    return intake


def _store_together(taken: list[Taken], store: RawStore, intake: Intake, force: bool) -> None:
    """Store what makes one snapshot, oldest first. It is a complete state of the pages that it brings."""
    first, last = taken[0][0].seen, taken[-1][0].seen
    name = store.new_name(last.date())
    became: Counter[Became] = Counter()
    for one in taken:
        if fate := _store(one, name, store, intake, force):
            became[fate] += 1
    intake.became += became
    if name in store.names():  # a page that was seen as it was is a sighting too
        pages = Counts(new=became["new"], changed=became["changed"], unchanged=became["same"], gone=became["gone"])
        follows = max((s.place for s in store.newest().values() if s.snapshot == name), default=last)
        store.record(
            Snapshot(
                name=name, source="import", started=first, finished=last, complete=True, pages=pages,
                follows=follows if follows > last else None,
            )
        )  # fmt: skip


def _sorted_out(
    captures: Iterable[Capture],
    store: RawStore,
    scope: Scope,
    examine: Examine,
    intake: Intake,
    known: Collection[str],
    force: bool,
) -> Iterator[Taken]:
    """Those to be written down, oldest first."""
    nameless = _Nameless(store)
    paged = [(capture, _page(capture, scope, known, nameless)) for capture in captures]
    for capture, page in sorted(paged, key=lambda one: (one[0].seen, one[0].url or one[1])):
        if capture.status in GONE | REDIRECTS and page.startswith(scope.site.folder):
            yield capture, page, None
        elif look := _looked(capture, page, scope, examine, intake, force):
            yield capture, page, look


def _page(capture: Capture, scope: Scope, known: Collection[str], nameless: "_Nameless") -> str:
    return nameless.page(capture) if capture.url is None else addressed(capture, capture.url, scope, known)


def addressed(capture: Capture, url: str, scope: Scope, known: Collection[str]) -> str:
    """The page at an address. One of the registry is a file of the site, which is the same whatever is asked of it."""
    page = scope.page(url)
    if page is None:
        return page_of(capture.name, url)
    return page if page in known else page + query_of(url)


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


def _looked(capture: Capture, page: str, scope: Scope, examine: Examine, intake: Intake, force: bool) -> Look | None:
    """A saved file was handed over for what it is, so it need not cite; an archive holds all sorts of pages."""
    archived = capture.status is not None
    if archived and (capture.status not in WHOLE or not page.startswith(scope.site.folder)):
        intake.refuse(capture, page, "")
        return None
    try:
        look = examine(capture.data, page, capture.charset)
    except PageError as error:
        intake.refuse(capture, page, str(error))
        return None
    if (reason := refusal(look, archived=archived)) and not (force and not archived):
        intake.refuse(capture, page, reason)
        return None
    return look


def refusal(look: Look, *, archived: bool) -> str | None:
    """Why a page is not taken by itself."""
    if not look.shape.items or (archived and not look.shape.citations):
        return NO_MANDATE
    return None if look.ours else NOT_OURS


def _store(one: Taken, snapshot: str, store: RawStore, intake: Intake, force: bool) -> Became | None:
    """What became of it; null where it was refused."""
    capture, page, look = one
    url, seen, follows = capture.url, capture.seen, store.before(page, capture.seen)
    before, current = store.shown(page, follows or seen), store.shown(page)
    note = partial(
        store.note, page, snapshot, seen=seen, asked=url, answered=url, status=capture.status, follows=follows
    )

    def fated(became: Became, older: bool = False, replaced: Sighting | None = None) -> Became:
        items = look.shape.items if look else None
        shown = "older" if older else became
        intake.fates.append(Fate(page, capture.name, seen, shown, items, before=replaced))
        return became

    def taken(kept: Mapping[str, Any]) -> None:
        note(
            "page", headers=capture.headers, media_type=look.media_type if look else None, charset=capture.charset,
            look=look, kept=kept, origin=None if url else capture.origin,
        )  # fmt: skip

    if look is None:
        # An archive's 404, or its redirect, says that a page had left, where it was known.
        if before is None:
            return fated("passed over")
        note("moved" if capture.status in REDIRECTS else "gone")
        return fated("gone")
    if before and before.sha256 == hashlib.sha256(capture.data).hexdigest():
        kept = store.keep(capture.data, page, look.media_type, "page")
        if before.seen < seen:
            taken(kept)
        return fated("same")
    # What stands in an archive was taken once, or is history.
    missing = spoiled(look.shape, before.shape if before else None) if capture.path and not force else ()
    if missing and not _set_aside(store, page, capture):
        intake.refuse(capture, page, worded(SPOILED, lacks=", ".join(missing), page=page))
        return None
    older = current is not None and current.place > (follows or seen)
    intake.older += older
    taken(store.keep(capture.data, page, look.media_type, "page"))
    return fated("changed" if before else "new", older, None if older else before)


def _set_aside(store: RawStore, page: str, capture: Capture) -> bool:
    """Whether a fetch has put these bytes aside: who hands them over has looked at them."""
    newest = store.newest_of(page)
    return bool(newest and newest.verdict == "drift" and newest.sha256 == hashlib.sha256(capture.data).hexdigest())
