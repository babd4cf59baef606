"""What to say where a clock is wrong, or was."""

import datetime as dt
from collections.abc import Iterable
from operator import attrgetter
from typing import Final

from mandates_cli.fetch import RawStore
from mandates_cli.fetch.capture import Capture
from mandates_cli.wording import worded

AHEAD: Final = (
    "The clock says {now}, but {late:sighting is} dated later, up to {last} (snapshot {snapshot}): it was ahead then,"
    " or is behind now. What is fetched counts as newer all the same, what is imported does not. If it was ahead,"
    " 'mandates forget {snapshot}' takes out what bears that date; if it is behind, set it."
)
BEHIND: Final = (
    "The clock says {now}, but {late:capture is} dated later, up to {last}; taken as of now. If the clock is behind,"
    " set it, undo this with 'mandates forget', and import again."
)
# Clocks of two machines are never the same.
TOLERANCE: Final = dt.timedelta(minutes=1)


def ahead(store: RawStore, now: dt.datetime) -> str | None:
    """A sentence about sightings that are dated after this moment; null where none is."""
    late = [sighting for sighting in store.sightings() if sighting.seen > now]
    if not late:
        return None
    last = max(late, key=attrgetter("seen"))
    return worded(AHEAD, now=_minute(now), late=len(late), last=_minute(last.seen), snapshot=last.snapshot)


def behind(captures: Iterable[Capture], now: dt.datetime) -> str | None:
    """The same about captures that are about to be taken."""
    late = [capture.seen for capture in captures if capture.seen > now + TOLERANCE]
    return worded(BEHIND, now=_minute(now), late=len(late), last=_minute(max(late))) if late else None


def _minute(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
