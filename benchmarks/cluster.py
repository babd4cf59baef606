"""Many captures in WARC files: what Daft takes with one worker and two, next to a pool of processes and an import.

Usage: cluster.py [PAGES [STATES]], 150 pages in 20 states unless told, in four archives. All four must give the same
records.
"""

import datetime as dt
import io
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from test_site import themes
from testsite.generator import generate, older
from testsite.markup import files

ARCHIVES = 4
HOST = "http://www.summit-americas.org"
FIRST = dt.datetime(2005, 1, 1, tzinfo=dt.UTC)
SAMPLED = 0.1


class Taken(NamedTuple):
    seconds: float
    processor: float
    megabytes: float


def archives(folder: Path, pages: int, states: int) -> tuple[list[Path], int]:
    """The states one after the other, each capture in any of the archives; and how many captures there are."""
    rng = random.Random(1)
    paths = [folder / f"{number}.warc.gz" for number in range(ARCHIVES)]
    opened = [path.open("wb") for path in paths]
    writers = [WARCWriter(file, gzip=True, warc_version="1.1") for file in opened]
    captures = 0
    for state in range(states):
        site = generate(state // 2, themes(), pages=pages, placements=33 * pages)
        for path, data in files(site if state % 2 else older(site)).items():
            moment = FIRST + dt.timedelta(days=270 * state, seconds=captures % 1000)
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            writer = rng.choice(writers)
            record = writer.create_warc_record(
                HOST + path, "response", payload=io.BytesIO(data), length=len(data), http_headers=head,
                warc_headers_dict={"WARC-Date": f"{moment:%Y-%m-%dT%H:%M:%SZ}"},
            )  # fmt: skip
            writer.write_record(record)
            captures += 1
    for file in opened:
        file.close()
    return paths, captures


def tree(pid: int) -> list[int]:
    """A process and those below it."""
    below = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        below += [one for child in task.read_text().split() for one in tree(int(child))]
    return [pid, *below]


def held(pid: int) -> int:
    """Pages of memory, those shared between processes counted by share."""
    total = 0
    for one in tree(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue
    return total


def taken(*command: str) -> Taken:
    """Seconds, seconds of processor time, and the peak of memory in MB, of a command with its processes."""
    start, before = time.perf_counter(), os.times()
    process = subprocess.Popen([sys.executable, *command], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    most, done = [0], threading.Event()

    def sample() -> None:
        while not done.wait(SAMPLED):
            try:
                most[0] = max(most[0], held(process.pid))
            except OSError:
                continue

    sampler = threading.Thread(target=sample)
    sampler.start()
    _, said = process.communicate()
    done.set()
    sampler.join()
    if process.returncode:
        sys.exit(said)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Taken(time.perf_counter() - start, used, most[0] / 1024)


def pooled(jobs: int, paths: list[Path]) -> None:
    """The functions that Daft calls, called by a pool of processes; its records are printed to nowhere."""
    with ProcessPoolExecutor(jobs) as pool:
        pages = defaultdict(list)
        for found in pool.map(read_whole, enumerate(paths)):
            for page, one in found:
                pages[page].append(one)
        parts = defaultdict(list)
        for chosen in pool.map(choose, pages.values(), chunksize=16):
            for document, part in chosen:
                parts[document].append(part)
        for records in pool.map(join, parts.values()):
            sys.stdout.writelines(f"{record}\n" for record in records)


def read_whole(numbered: tuple[int, Path]) -> list[tuple[str, bytes]]:
    from mandates_cli import registry
    from mandates_cli.cluster.shown import Held, packed, read

    number, path = numbered
    found = read(path, number, registry.load(), dt.datetime.now(dt.UTC))
    return [(one.page, packed(one)) for one in found if isinstance(one, Held)]


def choose(held: list[bytes]) -> list[tuple[str, bytes]]:
    from mandates_cli.cluster.shown import current, packed, parted, unpacked

    found = current(map(unpacked, held))
    return [(document, packed(part)) for document, part in parted(found.records)] if found else []


def join(parts: list[bytes]) -> list[str]:
    from mandates_cli.cluster.shown import unpacked
    from mandates_cli.parse import assemble

    return [mandate.model_dump_json() for mandate in assemble([*map(unpacked, parts)]).mandates]


def same(daft: Path, local: Path) -> bool:
    """Whether both folders have the same mandates and links, ids included."""
    import duckdb

    found = []
    for folder in (daft, local):
        mandates = duckdb.sql(
            f"SELECT id, text, citation FROM read_parquet('{folder}/mandates/*/*.parquet')"
        ).fetchall()
        links = duckdb.sql(f"SELECT older, newer, kind FROM read_parquet('{folder}/links.parquet')").fetchall()
        found.append((sorted(mandates, key=repr), sorted(links)))
    return bool(found[0] == found[1] and found[0][0])


def main(pages: int = 150, states: int = 20) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        paths, captures = archives(folder, pages, states)
        names = [*map(str, paths)]
        size = sum(path.stat().st_size for path in paths) / 2**20
        print(
            f"{captures:,} captures in {len(paths)} archives, {size:.0f} MB; {len(os.sched_getaffinity(0))} processors"
        )
        print(f"{'':16}{'s':>8}{'s of CPU':>10}{'MB':>8}{'captures/s':>12}")
        data, tables = str(folder / "data"), folder / "daft2"
        runs: dict[str, Callable[[], Taken]] = {
            "import": lambda: taken("-m", "mandates_cli", "import", *names, "--data-dir", data),
            "pool of 1": lambda: taken(__file__, "pool", "1", *names),
            "pool of 2": lambda: taken(__file__, "pool", "2", *names),
        }
        for jobs in "12":
            line = ("-m", "mandates_cli", "parse", "--engine", "daft", *names, "-j", jobs, "-o", f"{folder}/daft{jobs}")
            runs[f"daft, {jobs} worker{'s' * (jobs > '1')}"] = lambda line=line: taken(*line)
        for name, run in runs.items():
            found = run()
            rate = captures / found.seconds
            print(
                f"{name:16}{found.seconds:>8.1f}{found.processor:>10.1f}{found.megabytes:>8.0f}{rate:>12.0f}",
                flush=True,
            )
        local = folder / "local"
        taken("-m", "mandates_cli", "export", str(local), "-f", "parquet", "--partition", "summit", "--data-dir", data)
        equal = same(tables, local)
        print("the same mandates and links" if equal else "OTHER mandates or links")
        shutil.rmtree(folder / "data")
        sys.exit(not equal)


if __name__ == "__main__":
    if sys.argv[1:2] == ["pool"]:
        pooled(int(sys.argv[2]), [*map(Path, sys.argv[3:])])
    else:
        main(*map(int, sys.argv[1:]))
