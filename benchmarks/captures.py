"""A history of many captures: what `mandates parse` takes with one process and with two, what it takes again when
nothing is to be read, and whether memory grows with mandates and not with captures.

Usage: captures.py [CAPTURES], 10,000 unless told. Seconds on the clock, so it wants two idle cores.
"""

import datetime as dt
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mandates_cli.model import Counts, Shape, Sighting, Snapshot

PAGES = 20
ITEMS = 20
# So many corrections are spread over the days, however many these are.
CORRECTIONS = 400
# Two processes are so many times as fast as one; a tenth of the captures of as many mandates take no less memory.
FASTER = 1.7
FLAT = 1.5
WORDS = "river school harbour forest market council bridge library seed lamp road archive ferry mill almond".split()


def sentence(rng: random.Random) -> str:
    return " ".join(["Improve", *rng.choices(WORDS, k=24)]) + " in every town. (Lima Commitment. Peru, 2018)"


def laid(folder: Path, captures: int) -> None:
    """20 pages, each captured on so many days with bytes of its own."""
    rng = random.Random(1)
    texts = [[sentence(rng) for _ in range(ITEMS)] for _ in range(PAGES)]
    folder.mkdir(parents=True)
    with (folder / "manifest.jsonl").open("w") as manifest, (folder / "snapshots.jsonl").open("w") as snapshots:
        for state in range(captures // PAGES):
            seen = dt.datetime(2000, 1, 1, tzinfo=dt.UTC) + state * dt.timedelta(days=1)
            for number, items in enumerate(texts):
                if rng.random() < CORRECTIONS / captures:
                    place = rng.randrange(ITEMS)
                    words = items[place].split()
                    words[rng.randrange(1, 24)] = rng.choice(WORDS)
                    items[place] = " ".join(words)
                name = f"/sisca/sec_{number}.html"
                data = f"<h1>SECURITY</h1><ol>{''.join(f'<li>{text}' for text in items)}</ol>{state}".encode()
                digest = hashlib.sha256(data).hexdigest()
                file = f"{digest[:2]}/sec_{number}-{digest[:12]}.html"
                (folder / file).parent.mkdir(exist_ok=True)
                (folder / file).write_bytes(data)
                sighting = Sighting(
                    page=name, snapshot=f"{seen:%Y-%m-%d}", url=None, final_url=f"http://example.org{name}", seen=seen,
                    status=200, verdict="page", sha256=digest, size=len(data), file=file, media_type="text/html",
                    charset=None, encoding="utf-8", shape=Shape(heading="SECURITY", items=ITEMS, citations=ITEMS),
                )  # fmt: skip
                manifest.write(sighting.model_dump_json() + "\n")
            run = Snapshot(
                name=f"{seen:%Y-%m-%d}", source="fetch", started=seen, finished=seen, complete=True, pages=Counts()
            )
            snapshots.write(run.model_dump_json() + "\n")


def parsed(data: Path, jobs: int) -> tuple[float, float]:
    """Seconds and peak memory, in MB, of the command."""
    began = time.monotonic()
    command = [sys.executable, "-m", "mandates_cli", "parse", "--jobs", str(jobs), "--data-dir", str(data)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
    assert status == 0
    return time.monotonic() - began, used.ru_maxrss / 1024


def main() -> None:
    captures = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print(f"{'captures':>9}{'processes':>11}{'s':>9}{'MB':>7}  of them read")
    with tempfile.TemporaryDirectory() as folder:
        peaks = []
        for count in (captures // 10, captures):
            data = Path(folder, str(count))
            laid(data / "raw", count)
            taken = {}
            for jobs in (1, 2):
                shutil.rmtree(data / "cache", ignore_errors=True)
                taken[jobs], peak = parsed(data, jobs)
                print(f"{count:>9,}{jobs:>11}{taken[jobs]:>9.1f}{peak:>7.0f}  all")
            again, peak = parsed(data, 1)
            peaks.append(peak)
            print(f"{count:>9,}{1:>11}{again:>9.1f}{peak:>7.0f}  none")
        # What is not reading is not shared among processes: it is what a parse that reads nothing takes.
        ratio = (taken[1] - again) / (taken[2] - again)
        mandates = sum(1 for _ in (data / "parsed" / "history.jsonl").open())
    print(f"\n{mandates:,} mandates in the history; two processes read {ratio:.2f} times as fast as one")
    print(f"bar: {FASTER} times as fast with two processes: {'met' if ratio >= FASTER else 'NOT met'}")
    print(f"bar: memory within {FLAT} of that of a tenth: {'met' if peaks[1] <= FLAT * peaks[0] else 'NOT met'}")


if __name__ == "__main__":
    main()
