"""Runs of several threads that end early, and yet in order."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from mandates_cli.cli import signals


@contextmanager
def stoppable() -> Iterator[threading.Event]:
    """An event that is set when the run ends, however it does; a request to terminate ends it like Ctrl-C."""
    stop = threading.Event()
    with signals.cleaned_up():
        try:
            yield stop
        finally:
            stop.set()
