"""One address asked for as often as may help, at the pace of its host."""

import datetime as dt
from collections.abc import Callable, Mapping
from random import random
from typing import Final
from urllib.parse import urlsplit

from mandates_cli.fetch.answer import Answer, Fault
from mandates_cli.fetch.client import Client
from mandates_cli.fetch.pace import Pace, retry_after
from mandates_cli.fetch.scope import DEFAULT_PORTS
from mandates_cli.wording import worded

TRIES: Final = 4
LONGEST_WAIT: Final = 600.0
TOO_MANY: Final = 429


class Tries:
    """Shared by all threads. `told` is called with what a person who waits should know. `rest` is for how many seconds
    a host is left alone that was asked too much and does not say for how long."""

    def __init__(self, pace: Pace, told: Callable[[str], None], rest: float = 0.0) -> None:
        self._pace, self._told, self._rest = pace, told, rest

    def answer(
        self, client: Client, url: str, headers: Mapping[str, str], unframed_end: bytes | None = None,
        connecting: int = TRIES,
    ) -> Answer:  # fmt: skip
        """Raises Fault, and Interrupted. `connecting` is how often a host is tried to which there is no connection."""
        host = host_of(url)
        for attempt in range(1, TRIES + 1):
            self._pace.turn(host)
            try:
                return _ended(client.get(url, headers), unframed_end)
            except Fault as fault:
                if not fault.heals or attempt == (connecting if fault.unconnected else TRIES):
                    raise
                asked = retry_after(fault.retry_after, dt.datetime.now(dt.UTC))
                if asked is None:
                    asked = self._rest if fault.status == TOO_MANY else 0.0
                wait = max(self._pace.backoff(attempt, random()), asked)  # noqa: S311 (no secret)
                span = spelt(wait)
                if wait > LONGEST_WAIT:
                    alone = "{reason}, and wants to be left alone for {span}"
                    raise Fault(alone, reason=fault, span=span, heals=True) from fault
                self._pace.hold(host, wait)
                self._told(worded("{host}: {reason}; trying again in {span}", host=host, reason=fault, span=span))
        raise AssertionError("every try returns or raises")


def _ended(answer: Answer, end: bytes | None) -> Answer:
    if end and answer.status == 200 and not answer.framed and end not in answer.body[-2_000:].lower():
        raise Fault("the body may be cut: nothing says how long it is, and it ends without </html>", heals=True)
    return answer


def host_of(url: str) -> str:
    """What is paced: a host, whichever scheme it is asked by, unless it stands on a port of its own."""
    parts = urlsplit(url)
    return str(parts.hostname) if parts.port in (None, *DEFAULT_PORTS.values()) else parts.netloc


def spelt(seconds: float) -> str:
    """A time as a person reads it: 1.5 s, 90 s, 25 min."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return "hours"
