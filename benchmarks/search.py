"""What a search takes, cold beside other tools and warm by kind of query, on corpora of generated records.

Usage: search.py [RECORDS...], 5,000 and 100,000 unless told.
"""

import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from startup import BAR, LEAST, SCRIPTS, build, environment, run

from mandates_cli.corpus import Corpus, Filters

ROUNDS = 11
COLD = 5_000
# Queries of a kind go on for so long, or so often.
SECONDS, MOST = 3.0, 200
BARS = {10_000: 5.0, 100_000: 50.0}
# How often a planted word stands in a record.
PLANTED = {"cybercrime": 0.004, "aracaju": 0.0005}
VOCABULARY = 50_000

# The command without the extra for large corpora, which `scale.py` measures.
ALONE = "import sys; sys.modules['tantivy'] = None; from mandates_cli.__main__ import main; main()"

QUERIES = {
    "rare word": ("aracaju", Filters(limit=20)),
    "word in 0.4 %": ("cybercrime", Filters(limit=20)),
    "frequent word": ("labour", Filters(limit=20)),
    "frequent, filtered": ("labour", Filters(summit=("2015..2022",), lang=("en",), limit=20)),
    "0.4 %, filtered": ("cybercrime", Filters(summit=("2012..2022",), theme=("justice",), limit=20)),
    "phrase, filtered": ('"labour inspectors"', Filters(summit=("2012..2022",), limit=20)),
    "NEAR, filtered": ("labour NEAR/5 inspect*", Filters(lang=("en",), limit=20)),
    "prefix, filtered": ("cyb*", Filters(theme=("health",), limit=20)),
    "words and NOT": ("labour cooperation -summit:2018", Filters(limit=20)),
    "words in a row, filtered": ("labour inspectors", Filters(lang=("en",), limit=20)),
    "a phrase's words": ("the inspectors of labour", Filters(limit=20)),
    "OR, filtered": ("cybercrime OR aracaju", Filters(lang=("en",), limit=20)),
    "everything": ("summit:1994..2022", Filters(limit=20)),
}


def lines(count: int) -> Iterator[str]:
    """Records: those of a generated site again and again, each with invented words whose frequencies follow Zipf."""
    from test_site import build as read
    from test_site import themes
    from testsite.generator import generate

    rng = random.Random(1)
    patterns = [m.model_dump(mode="json") for m in read(generate(1, themes())).mandates]
    for number in range(count):
        record = dict(patterns[number % len(patterns)])
        words = [f"vo{min(int(rng.paretovariate(0.6)), VOCABULARY):x}" for _ in range(12)]
        words += [word for word, share in PLANTED.items() if rng.random() < share]
        said = f" {' '.join(words)}."
        record["id"] = f"{record['id']}-{number:x}"
        record["twin"] = None
        if record["items"]:
            record["items"] = [*record["items"], {"label": None, "text": said.strip()}]
            record["text"] += f"\n•{said}"
        else:
            record["text"] += said
        yield json.dumps(record, ensure_ascii=False)


class Ended(NamedTuple):
    """Seconds of the clock and of the processor, and peak memory in MB."""

    taken: float
    cpu: float
    peak: float


def ended(command: Sequence[str], env: dict[str, str], folder: Path) -> Ended:
    start = time.perf_counter()
    process = subprocess.Popen(command, env=env, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return Ended(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def first_line(command: Sequence[str], env: dict[str, str], folder: Path) -> float:
    """Milliseconds until the first line; then the reader goes away."""
    start = time.perf_counter()
    with subprocess.Popen(command, env=env, cwd=folder, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        taken = time.perf_counter() - start
        process.stdout.close()
    return taken * 1000


def cold(folder: Path, data: Path, env: dict[str, str]) -> None:
    """Whole commands, process start to end, in interleaved rounds."""
    truth = data / "parsed" / "mandates.jsonl"
    mandates, sqlite = str(SCRIPTS / "mandates"), str(SCRIPTS / "sqlite-utils")
    least, database = folder / "least.py", folder / "mandates.db"
    least.write_text(LEAST, encoding="utf-8")
    run([sys.executable, __file__, "--database", str(truth), str(database)], env, folder)
    grep = shutil.which("rg") or "grep"
    here = ["--data-dir", str(data)]
    commands = {
        "least Typer program": [sys.executable, str(least)],
        "search": [mandates, "search", "cybercrime", *here],
        "search -n 20": [mandates, "search", "cybercrime", "-n", "20", *here],
        "search --kwic": [mandates, "search", "cybercrime", "--kwic", *here],
        "search --facets": [mandates, "search", "cybercrime", "--facets", *here],
        "precedents": [mandates, "precedents", "cybercrime", *here],
        "list -n 20": [mandates, "list", "-n", "20", *here],
        "sqlite-utils search": [sqlite, "search", str(database), "mandates", "cybercrime"],
        f"{Path(grep).name} on the lines": [grep, "-ci", "cybercrime", str(truth)],
    }
    taken: dict[str, list[Ended]] = {name: [] for name in commands}
    for number in range(ROUNDS + 1):
        for name, command in commands.items():
            one = ended(command, env, folder)
            if number:  # the first fills caches
                taken[name].append(one)
    median = {name: statistics.median(one.taken for one in all) for name, all in taken.items()}
    cpu = {name: statistics.median(one.cpu for one in all) for name, all in taken.items()}
    base, other = cpu["least Typer program"], cpu["sqlite-utils search"]
    print(f"\n{'cold':<24}{'ms':>8}{'cpu ms':>9}{'x least':>10}{'x sqlite-utils':>17}{'peak MB':>10}")
    for name in commands:
        peak = max(one.peak for one in taken[name])
        print(
            f"{name:<24}{median[name] * 1000:>8.1f}{cpu[name] * 1000:>9.1f}{cpu[name] / base:>10.2f}"
            f"{cpu[name] / other:>17.2f}{peak:>10.0f}"
        )
    print(f"ratios are of processor time; bar: search at most {BAR} x least: {_met(cpu['search'] <= BAR * base)}")


def streamed(folder: Path, data: Path, env: dict[str, str]) -> None:
    print(f"\n{'… | head -1':<24}{'ms to a line':>14}{'peak MB to the end':>20}")
    for name, words in {
        "search, all": ["search", "summit:1994..2022"],
        "search, frequent word": ["search", "labour"],
        "search --kwic, frequent": ["search", "labour", "--kwic"],
        "list": ["list"],
        "search, no match": ["search", "cybercrine"],
    }.items():
        command = [sys.executable, "-c", ALONE, *words, "--data-dir", str(data)]
        print(f"{name:<24}{first_line(command, env, folder):>14.0f}{ended(command, env, folder).peak:>20.0f}")


def warm(data: Path, count: int) -> None:
    """Queries of an open corpus: the first 20 mandates with their hits."""
    from mandates_cli.query import parse
    from mandates_cli.query.oracle import spans

    corpus = Corpus.open(data)
    corpus.engine = None
    opened = _peak()
    print(f"\n{'warm, first 20, marked':<24}{'matches':>9}{'p50 ms':>9}{'p95 ms':>9}{'cpu p95':>9}{'rounds':>8}")
    worst = 0.0
    for name, (query, filters) in QUERIES.items():
        tree = parse(query)
        clock: list[float] = []
        cpu: list[float] = []
        until = time.perf_counter() + SECONDS
        while len(clock) < MOST and (len(clock) < 5 or time.perf_counter() < until):
            start, used = time.perf_counter(), time.process_time()
            for raw in corpus.raw(filters, tree):
                spans(tree, json.loads(raw))
            cpu.append((time.process_time() - used) * 1000)
            clock.append((time.perf_counter() - start) * 1000)
        matches = corpus.count(filters, tree)
        middle, late, busy = statistics.median(clock), _p95(clock), _p95(cpu)
        worst = max(worst, busy if "filtered" in name else 0.0)
        print(f"{name:<24}{matches:>9,}{middle:>9.2f}{late:>9.2f}{busy:>9.2f}{len(clock):>8}")
    print(f"peak {opened:.0f} MB when opened, {_peak():.0f} MB after all")
    if count in BARS:
        print(f"bar: p95 of filtered queries under {BARS[count]:g} ms: {worst:.1f} ms, {_met(worst < BARS[count])}")


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _met(met: bool) -> str:
    return "met" if met else "NOT met"


def main(counts: Sequence[int]) -> None:
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            data, env = folder / "corpus", environment(folder)
            truth = data / "parsed" / "mandates.jsonl"
            truth.parent.mkdir(parents=True)
            run([sys.executable, __file__, "--lines", str(truth), str(count)], env, folder)
            made = ended([str(SCRIPTS / "mandates"), "list", "-n", "1", "--data-dir", str(data)], env, folder)
            size = (truth.parent / "index.sqlite").stat().st_size
            print(
                f"\n== {count:,} records, {truth.stat().st_size / 1e6:,.0f} MB; index {size / 1e6:,.0f} MB, made in"
                f" {made.taken:.1f} s ({made.cpu:.1f} s of processor), peak {made.peak:.0f} MB"
            )
            if count <= COLD:
                cold(folder, data, env)
            streamed(folder, data, env)
            print(run([sys.executable, __file__, "--warm", str(data), str(count)], env, folder), end="", flush=True)


# What takes memory is done in processes of its own: a process begins with the peak of its parent.
if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--warm", folder, number]:
            warm(Path(folder), int(number))
        case ["--lines", path, number]:
            with Path(path).open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines(int(number)))
        case ["--database", path, database]:
            with Path(path).open(encoding="utf-8") as file:
                build(Path(database), list(map(json.loads, file)))
        case numbers:
            main([int(n.replace(",", "")) for n in numbers] or [COLD, 100_000])
