"""Processes that read pages side by side, one for each processor. What they give is what one alone would.

with_all = Workers(4)
build(where, store, map=with_all)
"""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Final, TypeAlias, cast

from mandates_cli.errors import CorpusError
from mandates_cli.model import Sighting

# A process takes half a second to start; fewer pages than this are read sooner than that.
FEW: Final = 200
# What one is given at a time: so many pages, or bytes of them.
PAGES: Final = 32
BYTES: Final = 2**20
AHEAD: Final = 2
ENDED: Final = (
    "A process that read pages ended ({how}), perhaps for want of memory; what was read is kept: run this again, or"
    " with --jobs 1."
)

# A page's bytes, and how and when they were seen.
Job: TypeAlias = tuple[Sighting, bytes]
Read: TypeAlias = Callable[[Job], bytes]
# Applies a function to each job, in their order: `map`, or that of a pool of processes.
Map: TypeAlias = Callable[[Read, Iterable[Job]], Iterable[bytes]]


@dataclass(frozen=True)
class Workers:
    """As `map` does, with so many processes. For at most `few` jobs they are not worth their start."""

    count: int
    few: int = FEW

    def are_worth(self, jobs: int) -> bool:
        return self.count > 1 and jobs > self.few

    def __call__(self, read: Read, jobs: Iterable[Job]) -> Iterator[bytes]:
        """Raises CorpusError where a process ends before its work does."""
        with contextlib.closing(_Crew(self.count, read)) as crew:
            yield from crew.results(_portions(jobs))


def processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Crew:
    """Each process is at work on one portion and has the next one by it."""

    def __init__(self, count: int, read: Read) -> None:
        # Started afresh: a fork would copy the locks that other threads hold.
        context = multiprocessing.get_context("spawn")
        self._processes: dict[Connection, BaseProcess] = {}
        try:
            for _ in range(count):
                ours, theirs = context.Pipe()
                process = context.Process(target=_work, args=(theirs,), daemon=True)
                with _deaf():
                    process.start()
                theirs.close()
                self._processes[ours] = process
                ours.send(read)
        except BaseException:
            self.close()
            raise

    def results(self, portions: Iterator[list[Job]]) -> Iterator[bytes]:
        """In the order of the jobs."""
        given: dict[Connection, deque[int]] = {connection: deque() for connection in self._processes}
        done: dict[int, list[bytes]] = {}
        number = taken = 0
        idle = [*given] * AHEAD
        while True:
            # Nobody runs far ahead of a portion that takes long: what waits for it is held in memory.
            while idle and number - taken < 4 * len(given) and (portion := next(portions, None)) is not None:
                connection = idle.pop(0)
                self._tell(connection, portion)
                given[connection].append(number)
                number += 1
            if number == taken:
                return
            busy = [connection for connection in given if given[connection]]
            for connection in cast("list[Connection]", wait(busy)):
                done[given[connection].popleft()] = self._heard(connection)
                idle.append(connection)
            while taken in done:
                yield from done.pop(taken)
                taken += 1

    def _tell(self, connection: Connection, portion: list[Job]) -> None:
        try:
            connection.send(portion)
        except OSError as error:
            raise self._ended(connection) from error

    def _heard(self, connection: Connection) -> list[bytes]:
        try:
            found: list[bytes] = connection.recv()
        except (EOFError, OSError) as error:
            raise self._ended(connection) from error
        return found

    def _ended(self, connection: Connection) -> CorpusError:
        process = self._processes[connection]
        process.join(1)
        code = process.exitcode or 0
        return CorpusError(ENDED, how=f"signal {-code}" if code < 0 else f"exit code {code}")

    def close(self) -> None:
        for connection, process in self._processes.items():
            process.kill()
            connection.close()
        for process in self._processes.values():
            process.join()


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """What is started within does not hear Ctrl-C, which a terminal sends to all: the one who started it ends it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which lets the signal in again as it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _portions(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    portion: list[Job] = []
    size = 0
    for job in jobs:
        portion.append(job)
        size += len(job[1])
        if len(portion) == PAGES or size >= BYTES:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _work(connection: Connection) -> None:
    """Until there is no more, or nobody is there to hear of it."""
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        read: Read = connection.recv()
        portions: SimpleQueue[list[Job] | None] = SimpleQueue()
        threading.Thread(target=_listen, args=(connection, portions), daemon=True).start()
        while (portion := portions.get()) is not None:
            connection.send([read(job) for job in portion])


def _listen(connection: Connection, portions: "SimpleQueue[list[Job] | None]") -> None:
    """The next portion is taken in while one is worked on, so that whoever gives it need not wait."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            portions.put(connection.recv())
    portions.put(None)
