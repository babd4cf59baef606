"""Bytes to validated records, next to lxml and BeautifulSoup doing no more than building their trees; what
`mandates parse` as a whole takes beside that; and whether reading stays linear in pages with flat memory.

Usage: parse.py [PAGES], the number of pages of the last row (10,000 unless told). Processor time, medians.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import lxml.html
from bs4 import BeautifulSoup

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from mandates_cli import registry
from mandates_cli.parse import parse_page
from test_site import themes
from testsite.generator import generate
from testsite.markup import files

ROUNDS = 7
SOUP = "BeautifulSoup on lxml: tree only"
# Reading is so many times as fast as the soup; the whole command takes at most so many times its reading.
FASTER = 1.4
WHOLE = 2.5
LINEAR = 1.25


def records(path: str, data: bytes) -> int:
    """Items, sub-items included, of one page."""
    read = parse_page(
        data, page=path, url=None, snapshot="", media_type="text/html", declared_charset=None, registry=registry.load()
    )
    return sum(1 + len(excerpt.items) for excerpt in read.excerpts)


def seconds(work: Callable[[str, bytes], object], pages: dict[str, bytes]) -> float:
    start = time.process_time()
    for path, data in pages.items():
        work(path, data)
    return time.process_time() - start


def of_command(*arguments: str) -> float:
    """Seconds of processor time that `mandates` takes, from its start to its end."""
    # Installed packages hold their bytecode.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = os.times()
    command = [sys.executable, "-m", "mandates_cli", *arguments]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def whole(pages: dict[str, bytes]) -> tuple[float, float]:
    """What `mandates parse` takes of these pages, and what reading them takes: medians of rounds that alternate."""
    with tempfile.TemporaryDirectory() as folder:
        for path, data in pages.items():
            file = Path(folder, "www.summit-americas.org", path.lstrip("/"))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        data_dir = ("--data-dir", str(Path(folder, "data")))
        of_command("import", str(Path(folder, "www.summit-americas.org")), *data_dir)
        rounds = [(of_command("parse", *data_dir), seconds(records, pages)) for _ in range(ROUNDS)]
    command, reading = (statistics.median(column) for column in zip(*rounds, strict=True))
    return command, reading


def many(pages: dict[str, bytes], count: int) -> Iterator[tuple[str, bytes]]:
    """So many pages, each with bytes of its own."""
    listed = list(pages.items())
    for number in range(count):
        path, data = listed[number % len(listed)]
        yield path, data.replace(b"</body>", b"<p>%d</p></body>" % number)


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    site = generate(1, themes())
    pages = {path: data for path, data in files(site).items() if path in site.pages}
    items = sum(records(path, data) for path, data in pages.items())
    peers: dict[str, Callable[[str, bytes], object]] = {
        "mandates: bytes to records": records,
        "lxml: tree only": lambda _, data: lxml.html.fromstring(data),
        SOUP: lambda _, data: BeautifulSoup(data, "lxml"),
        "BeautifulSoup on html.parser: tree only": lambda _, data: BeautifulSoup(data, "html.parser"),
    }
    rounds = [{name: seconds(work, pages) for name, work in peers.items()} for _ in range(ROUNDS)]
    taken = {name: statistics.median(row[name] for row in rounds) for name in peers}
    ours = taken["mandates: bytes to records"]
    size = sum(map(len, pages.values())) / 1e6
    print(f"{len(pages)} pages, {items:,} items, {size:.1f} MB; one core, medians of {ROUNDS}\n")
    print(f"{'':<42}{'s':>8}{'items/s':>12}{'x ours':>9}")
    for name, took in taken.items():
        print(f"{name:<42}{took:>8.3f}{items / took:>12,.0f}{took / ours:>9.2f}")

    command, reading = whole(pages)
    print(f"\nreading / {SOUP}: {taken[SOUP] / ours:.2f} times its rate")
    print(f"mandates parse / reading: {command:.2f} s / {reading:.2f} s = {command / reading:.2f}")

    print(f"\n{'pages':>8}{'items/s':>12}{'peak MB':>10}")
    rates = []
    for count in (most // 100, most // 10, most):
        start, found = time.process_time(), 0
        for path, data in many(pages, count):
            found += records(path, data)
        rates.append(found / (time.process_time() - start))
        print(f"{count:>8,}{rates[-1]:>12,.0f}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>10,.0f}")
    bars = {
        f"reading at {FASTER} times the rate of BeautifulSoup's tree": taken[SOUP] / ours >= FASTER,
        f"mandates parse within {WHOLE} times its reading": command / reading <= WHOLE,
        f"the rate the same within {LINEAR} at any size": max(rates) / min(rates) <= LINEAR,
    }
    print()
    for bar, met in bars.items():
        print(f"bar: {bar}: {'met' if met else 'NOT met'}")


if __name__ == "__main__":
    main()
