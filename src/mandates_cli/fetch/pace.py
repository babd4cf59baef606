"""When a host may be asked again: one schedule for the pace, for Crawl-delay, for retries and for Retry-After."""

import datetime as dt
import math
import threading
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Final

# Without a pace to go by.
SHORTEST_BACKOFF: Final = 0.05


class Interrupted(Exception):
    """The run was stopped while it waited."""


class Pace:
    """Shared by all threads. `rate` is requests a second to a host, 0 for no limit.

    `clock` gives seconds; `sleep` returns true where the run was stopped meanwhile.
    """

    def __init__(self, rate: float, clock: Callable[[], float], sleep: Callable[[float], bool]) -> None:
        self._gap = 1 / rate if rate > 0 else 0.0
        self._gaps: dict[str, float] = {}
        self._next: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()

    def slow_down(self, host: str, seconds: float) -> None:
        """Keep at least so many seconds between two requests to `host` (its Crawl-delay)."""
        with self._lock:
            self._gaps[host] = max(self._gaps.get(host, 0.0), seconds)
            if host in self._last:
                self._next[host] = max(self._next.get(host, 0.0), self._last[host] + seconds)

    def hold(self, host: str, seconds: float) -> None:
        """Ask `host` nothing for so many seconds from now: the backoff, or what its Retry-After asks for."""
        with self._lock:
            self._next[host] = max(self._next.get(host, 0.0), self._clock() + seconds)

    def backoff(self, attempt: int, jitter: float) -> float:
        """Seconds before the try after try number `attempt`: the pace's gap, doubled each time; `jitter` is in 0..1."""
        return max(self._gap, SHORTEST_BACKOFF) * float(2 ** (attempt - 1)) * (1 + jitter)

    def turn(self, host: str) -> None:
        """Wait until `host` may be asked. Raises Interrupted."""
        while True:
            with self._lock:
                now = self._clock()
                due = self._next.get(host, now)
                if due <= now:
                    self._last[host] = now
                    self._next[host] = now + max(self._gap, self._gaps.get(host, 0.0))
                    return
            if self._sleep(due - now):
                raise Interrupted


def retry_after(value: str | None, now: dt.datetime) -> float | None:
    """Seconds that a Retry-After header asks for, in either of its forms; null for none or nonsense."""
    if value is None:
        return None
    # "12\x1e" is a number to isdecimal() once it is stripped, and none to float().
    seconds = value.strip()
    if seconds.isascii() and seconds.isdecimal():
        return float(seconds) if len(seconds) < 12 else math.inf
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max((when.replace(tzinfo=when.tzinfo or dt.UTC) - now).total_seconds(), 0.0)
