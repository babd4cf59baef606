"""What a fetch takes over the server's own time, next to `wget --mirror` and to the least that threads can do."""

import datetime as dt
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from test_site import themes
from testsite.generator import generate
from testsite.markup import files
from testsite.server import ROBOTS, Hit, SiteServer

ROUNDS, CONNECTIONS, LATENCY, BAR = 5, 4, 0.05, 1.15
IDLE = 1.025  # where nothing else runs, the least client takes 1.02 x ideal
# One pace for both: mandates counts the gap from request to request, wget its wait from an answer to the next request.
# So the server's time and wget's wait together are the gap.
GAP, PACED_LATENCY = 0.05, 0.02
# With one connection a part of the site will do: these themes, which are the pages so named.
SOME = ("democracy", "environment", "labor")
NAMED, FIRST = "/sisca/(dem|env|lab)[_.]", "/sisca/dem.html"
MANDATES = Path(sys.executable).parent / "mandates"  # not resolved: it is beside the environment's own python
# The command where each wait for the disk takes so many seconds longer.
SYNC = 0.002
SLOW = f"""
import os, time
fsync = os.fsync
os.fsync = lambda handle: (time.sleep({SYNC}), fsync(handle))
from mandates_cli.cli import main
main()
"""
COLUMNS = {
    "": "<31", "pages": ">6", "requests": ">10", "ideal s": ">9.2f", "crawl s": ">9.2f", "x ideal": ">9.3f",
    "ms over": ">9.2f", "fetch x ideal": ">15.3f", "least-most": ">12", "process s": ">11.2f", "before": ">8.2f",
    "after": ">7.2f", "ms over it": ">12.2f",
}  # fmt: skip


class Run(NamedTuple):
    """Seconds. `crawl` is from the first request to the last answer, as the server saw it, `before` and `after` the
    rest of the process; `fetch` is from the run's beginning until all was stored, in its own account."""

    hits: list[Hit]
    ideal: float
    crawl: float
    fetch: float
    before: float
    after: float

    @property
    def pages(self) -> list[str]:
        return sorted(hit.path for hit in self.hits if hit.status in (200, 304) and hit.path != ROBOTS)


def serve(pipe: Connection, site: dict[str, bytes]) -> None:
    """In a process of its own: each message is the latency from now on, each answer the requests before it."""
    with SiteServer(site, robots=b"User-agent: *\nDisallow:\n") as server:
        pipe.send(server.url)
        while (latency := pipe.recv()) is not None:
            pipe.send(server.hits)
            server.hits, server.latency = [], latency


class Bench:
    """`thrifty` is whether fetches of an unchanged site only asked, `syncs` how many seconds an fsync took."""

    def __init__(self, folder: Path, pipe: Connection, site: dict[str, bytes]) -> None:
        self.folder, self.pipe, self.site, self.url = folder, pipe, site, pipe.recv()
        self.thrifty, self.syncs = True, list[float]()
        kept = {k: v for k, v in os.environ.items() if not k.startswith("MANDATES_") and "proxy" not in k.lower()}
        self.env = kept | {f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CACHE", "CONFIG", "DATA")}

    def round(self, number: int) -> dict[str, Run]:
        """Each once, so that slow moments fall on all."""
        whole, slow, some, paced = (self.folder / f"{number}-{name}" for name in ("whole", "slow", "some", "paced"))
        cold = self.mandates(whole, CONNECTIONS)
        stored = stamps(whole)
        warm = self.mandates(whole, CONNECTIONS)
        self.thrifty &= self.only_asked(warm) and stored == stamps(whole)
        return {
            f"mandates, {CONNECTIONS} connections": cold,
            "  again, nothing changed": warm,
            f"  each fsync {SYNC * 1000:.0f} ms slower": self.mandates(slow, CONNECTIONS, slowly=True),
            "  least client, same requests": self.least([hit.path for hit in cold.hits]),
            "mandates, 1 connection": self.mandates(some, 1, SOME),
            "  wget --mirror": self.wget(some, 0.0),
            f"mandates, {1 / GAP:.0f} requests a second": self.mandates(paced, 1, SOME, GAP),
            f"  wget --mirror --wait {GAP - PACED_LATENCY:g}": self.wget(paced, GAP - PACED_LATENCY),
        }

    def mandates(
        self, data: Path, connections: int, of: Sequence[str] = (), gap: float = 0.0, *, slowly: bool = False
    ) -> Run:
        program = [sys.executable, "-c", SLOW] if slowly else [str(MANDATES)]
        command = [*program, "fetch", "--site", self.url, "--data-dir", str(data)]
        command += ["--connections", str(connections), "--rate", f"{1 / gap if gap else 0:g}"]
        run = self.timed(lambda: self.process(command + [f"--theme={slug}" for slug in of]), connections, gap)
        snapshot = json.loads((data / "raw" / "snapshots.jsonl").read_bytes().splitlines()[-1])
        began, ended = (dt.datetime.fromisoformat(snapshot[key]) for key in ("started", "finished"))
        return run._replace(fetch=(ended - began).total_seconds())

    def wget(self, folder: Path, wait: float) -> Run:
        command = ["wget", "--mirror", "--quiet", "--execute=robots=on", f"--accept-regex={NAMED}", f"--wait={wait:g}"]
        command += [f"--directory-prefix={folder / 'wget'}", self.url + FIRST]
        return self.timed(lambda: self.process(command), 1, GAP if wait else 0.0)

    def process(self, command: list[str]) -> None:
        done = subprocess.run(command, env=self.env, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode:
            sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr.decode(errors='replace')}")

    def least(self, paths: list[str]) -> Run:
        """By threads that do nothing else: what this server on this machine can give."""
        mine = threading.local()

        def connect() -> None:
            mine.connection = HTTPConnection(self.url.removeprefix("http://"))

        def ask(path: str) -> None:
            mine.connection.request("GET", path)
            mine.connection.getresponse().read()

        def ask_all() -> None:
            with ThreadPoolExecutor(CONNECTIONS, initializer=connect) as pool:
                list(pool.map(ask, paths))

        return self.timed(ask_all, CONNECTIONS, 0.0)

    def timed(self, act: Callable[[], None], connections: int, gap: float) -> Run:
        self.sync()
        latency = PACED_LATENCY if gap else LATENCY
        self.pipe.send(latency)
        self.pipe.recv()
        start = time.monotonic()  # one clock for all processes
        act()
        end = time.monotonic()
        self.pipe.send(latency)
        hits: list[Hit] = self.pipe.recv()
        first, last = hits[0].at, hits[-1].at + latency
        ideal = (len(hits) - 1) * gap + latency if gap else len(hits) / connections * latency
        return Run(hits, ideal, last - first, last - first, first - start, end - last)

    def only_asked(self, run: Run) -> bool:
        """Whether each page had one conditional request, and nothing but a head in answer."""
        asked = [hit for hit in run.hits if hit.path in self.site]
        whole = [hit for hit in asked if "if-none-match" not in hit.headers or (hit.status, hit.sent) != (304, 0)]
        return len(asked) == len(self.site) and not whole

    def sync(self) -> None:
        with (self.folder / "synced").open("ab", buffering=0) as file:
            file.write(bytes(10_000))
            start = time.perf_counter()
            os.fsync(file.fileno())
            self.syncs.append(time.perf_counter() - start)


def stamps(data: Path) -> dict[Path, int]:
    """When the pages and records were written; only journals grow with each run."""
    written = [*(data / "raw").rglob("*.html"), *(data / "parsed").iterdir()]
    return {path: path.stat().st_mtime_ns for path in written}


def row(name: str, runs: list[Run]) -> tuple[str | float, ...]:
    """Medians, one for each of COLUMNS; `ms over` is what a request takes beyond the ideal."""
    first, ideal, ratios = runs[0], runs[0].ideal, sorted(run.fetch / run.ideal for run in runs)
    crawl, fetch, before, after = (statistics.median(column) for column in zip(*(run[2:] for run in runs), strict=True))
    whole = statistics.median(run.before + run.crawl + run.after for run in runs)
    over, whole_over = (1000 * (taken - ideal) / len(first.hits) for taken in (crawl, whole))
    counted = (name, len(first.pages), len(first.hits), ideal, crawl, crawl / ideal, over)
    return (*counted, fetch / ideal, f"{ratios[0]:.2f}-{ratios[-1]:.2f}", whole, before, after, whole_over)


def main() -> None:
    site = files(generate(1, themes()))
    here, there = multiprocessing.Pipe()
    multiprocessing.get_context("spawn").Process(target=serve, args=(there, site), daemon=True).start()
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), here, site)
        rounds = [bench.round(number) for number in range(ROUNDS + 1)][1:]  # the first one fills caches
    here.send(None)
    table = {name: [r[name] for r in rounds] for name in rounds[0]}
    cold, warm, waiting, least, *slow = table.values()
    for runs in table.values():
        pages = sorted(site) if runs in (cold, warm, waiting, least) else slow[0][0].pages
        if any(run.pages != pages or len(run.hits) != len(runs[0].hits) for run in runs):
            sys.exit(f"Not all fetched the same {len(pages)} pages: the comparison would mean nothing.")
    times = (1000 * seconds for seconds in (LATENCY, PACED_LATENCY, statistics.median(bench.syncs)))
    print("{:.0f} ms an answer, {:.0f} where paced, {:.1f} an fsync;".format(*times), f"median of {ROUNDS} rounds\n")
    print("".join(f"{head:{spec.partition('.')[0]}}" for head, spec in COLUMNS.items()))
    for name, runs in table.items():
        print("".join(f"{value:{spec}}" for value, spec in zip(row(name, runs), COLUMNS.values(), strict=True)))
    if (busy := statistics.median(run.crawl / run.ideal for run in least)) > IDLE:
        print(f"\nThe machine is busy, even the least client took {busy:.2f} x ideal: run it again.")
    met = all(statistics.median(run.fetch / run.ideal for run in runs) <= BAR for runs in (cold, warm, waiting))
    print(f"\nbar: fetch with {CONNECTIONS} connections at most {BAR} x ideal: {'met' if met else 'NOT met'};", end=" ")
    print(f"unchanged pages only asked about, once: {'met' if bench.thrifty else 'NOT met'}")


if __name__ == "__main__":
    main()
