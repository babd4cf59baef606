"""Bytes to validated records, next to lxml and BeautifulSoup doing no more than building their trees; what
`mandates parse` as a whole takes beside that, and beside one that asks neither by when nor whom; and whether reading
stays linear in pages with flat memory.

Usage: parse.py [PAGES], the number of pages of the last row (10,000 unless told). Processor time, medians.
"""

import os
import resource
import shutil
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
# Deadlines and addressees, of what a parse takes that knows of neither, modules included.
REGISTERED = 1.10
PLAIN = """
import sys, types
def stub(name, **names):
    sys.modules["mandates_cli.parse." + name] = module = types.ModuleType(name)
    vars(module).update(names)
stub("deadlines", not_handed=lambda *_: ())
stub("registered", registered=lambda mandates, _: list(mandates))
stub("unread", unread_years=lambda *_: ())
"""
RUN = """
from mandates_cli.cli import main
main()
"""


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


def of_command(*arguments: str, first: str = "") -> float:
    """Seconds of processor time that `mandates` takes, from its start to its end, where `first` is run before."""
    # Installed packages hold their bytecode.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", f"{first}{RUN}", *arguments]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def whole(pages: dict[str, bytes]) -> tuple[float, float, float]:
    """What `mandates parse` takes of these pages, what reading them takes, and how many times as long a parse takes
    that asks by when and whom: medians of rounds that alternate."""
    with tempfile.TemporaryDirectory() as folder:
        for path, data in pages.items():
            file = Path(folder, "www.summit-americas.org", path.lstrip("/"))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        data_dir = Path(folder, "data")
        of_command("import", str(Path(folder, "www.summit-americas.org")), "--data-dir", str(data_dir))
        parse = ("parse", "--data-dir", str(data_dir))
        rounds = [(of_command(*parse), seconds(records, pages), *both(data_dir)) for _ in range(ROUNDS)]
    command, reading, asking, plain = (statistics.median(column) for column in zip(*rounds, strict=True))
    return command, reading, asking / plain


def both(data_dir: Path) -> tuple[float, float]:
    """A parse of pages that were not read before, and the same of one that asks neither by when nor whom."""
    taken = []
    for first in ("", PLAIN):
        shutil.rmtree(data_dir / "cache", ignore_errors=True)
        taken.append(of_command("parse", "--data-dir", str(data_dir), first=first))
    return taken[0], taken[1]


def shipped() -> float:
    """How many times as long the shipped corpus takes with deadlines and addressees."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder, "data")
        shutil.copytree(Path(__file__).parents[1] / "data", data_dir)
        rounds = [both(data_dir) for _ in range(ROUNDS)]
    asking, plain = (statistics.median(column) for column in zip(*rounds, strict=True))
    return asking / plain


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

    command, reading, asking = whole(pages)
    registered = {"these pages": asking, "the shipped corpus": shipped()}
    print(f"\nreading / {SOUP}: {taken[SOUP] / ours:.2f} times its rate")
    print(f"mandates parse / reading: {command:.2f} s / {reading:.2f} s = {command / reading:.2f}")
    for name, ratio in registered.items():
        print(f"mandates parse / the same without deadlines and addressees, {name}: {ratio:.2f}")

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
        f"deadlines and addressees within {REGISTERED} times a parse without": max(registered.values()) <= REGISTERED,
        f"the rate the same within {LINEAR} at any size": max(rates) / min(rates) <= LINEAR,
    }
    print()
    for bar, met in bars.items():
        print(f"bar: {bar}: {'met' if met else 'NOT met'}")


if __name__ == "__main__":
    main()
