"""What happened to a mandate, or on a page, from one state to the next."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias, cast

from mandates_cli.compare.diff import Difference, diff, differences
from mandates_cli.rows import LifetimeRow, PartialRow, PhaseRow

Turn: TypeAlias = Literal["first-seen", "left", "returned", "last-seen"]


class Event(NamedTuple):
    """`seen` is the moment at which it was found so; what it was before was last found at `after`. `record` has the id
    of a mandate; null where it is the page that came, left or was last seen. Of `differences` there are some where
    something changed."""

    kind: Turn | Literal["changed"]
    seen: str
    after: str | None
    snapshot: str | None
    pages: Sequence[str]
    record: PartialRow | None
    differences: Sequence[Difference] = ()


class Shown(NamedTuple):
    """What a page showed for a time; `records` is null where it had left the site."""

    first_seen: str
    last_seen: str
    snapshot: str
    records: Sequence[PartialRow] | None


def of_mandate(lifetime: LifetimeRow) -> Iterator[Event]:
    """When it came, what was corrected, when it left and when it returned, oldest first."""
    before: PhaseRow | None = None
    for phase in lifetime["phases"]:
        record = _record(lifetime, phase)
        at = (phase["first_seen"], before["last_seen"] if before else None, phase["snapshot"], phase["pages"], record)
        found = differences(_record(lifetime, before), record) if before else ()
        if before is None:
            yield Event("first-seen", *at)
        elif before["left"]:
            yield Event("returned", *at, found)
        elif found:
            yield Event("changed", *at, found)
        if phase["left"]:
            yield Event("left", phase["left"], phase["last_seen"], None, phase["pages"], record)
        before = phase
    if lifetime["stands"] and before:
        record = _record(lifetime, before)
        yield Event("last-seen", lifetime["last_seen"], None, None, before["pages"], record)


def _record(lifetime: LifetimeRow, phase: PhaseRow) -> PartialRow:
    """The mandate as it was, as `diff` compares it."""
    told = {key: value for key, value in lifetime.items() if key not in ("phases", "stands")}
    placements = [{"page": page} for page in phase["pages"]]
    return cast(PartialRow, {**told, **phase, "placements": placements})


def of_page(page: str, states: Iterable[Shown]) -> Iterator[Event]:
    """When the page came and left, and which mandates came, left or changed on it."""
    before: Shown | None = None
    state = None
    for state in states:
        at = (state.first_seen, before.last_seen if before else None, state.snapshot, [page])
        if state.records is None:
            yield Event("left", *at, None)
        else:
            shown = before.records if before else None
            if shown is None:
                yield Event("returned" if before else "first-seen", *at, None)
            for change in diff(shown or (), state.records).changes:
                yield Event("changed", *at, change.record, change.differences)
        before = state
    if state and state.records is not None:
        yield Event("last-seen", state.last_seen, None, None, [page], None)
