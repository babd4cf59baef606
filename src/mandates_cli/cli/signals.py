"""Requests to end, by other programs and by a terminal that closes."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def cleaned_up() -> Iterator[None]:
    """A request to terminate ends what is done meanwhile like Ctrl-C, so that nothing is left behind."""

    def ended(number: int, _: object) -> None:
        sys.exit(128 + number)

    # Under nohup a hang-up is to be ignored, and stays so.
    signals = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) is not signal.SIG_IGN]
    before = [signal.signal(number, ended) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)
