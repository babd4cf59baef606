"""What a warm search takes on a large corpus, by SQLite's FTS5 and by tantivy, and that both find as many.

Usage: scale.py [RECORDS | FOLDER], 100,000 generated records unless told; a folder holds a corpus made before.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from search import QUERIES, lines

from mandates_cli.corpus import Corpus, scale
from mandates_cli.query import parse
from mandates_cli.query.oracle import spans

SECONDS, MOST = 3.0, 300
BAR = 20.0


def corpus(argument: str, folder: Path) -> Path:
    if Path(argument).is_dir():
        return Path(argument)
    truth = folder / "parsed" / "mandates.jsonl"
    truth.parent.mkdir()
    with truth.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines(int(argument.replace(",", ""))))
    return folder


def without_engine(folder: Path) -> Corpus:
    opened = Corpus.open(folder)
    opened.engine = None
    return opened


def memory() -> dict[str, int]:
    """MB of this process' own memory; files that are mapped are the system's."""
    rows = (line.split() for line in Path("/proc/self/status").read_text("ascii").splitlines())
    return {row[0].rstrip(":"): int(row[1]) // 1024 for row in rows if row[0] in ("RssAnon:", "RssFile:")}


def warm(opened: Corpus, name: str) -> Iterator[float]:
    """Milliseconds of processor time of one query after another: the first 20 mandates with their hits."""
    query, filters = QUERIES[name]
    tree = parse(query)
    until = time.perf_counter() + SECONDS
    for number in range(MOST):
        start = time.process_time()
        for raw in opened.raw(filters, tree):
            spans(tree, json.loads(raw))
        yield (time.process_time() - start) * 1000
        if number > 4 and time.perf_counter() > until:
            return


def main(argument: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = corpus(argument, Path(name))
        plain = without_engine(folder)
        start = time.perf_counter()
        scaled = Corpus.open(folder)
        if scaled.engine is None:
            sys.exit("Needs tantivy and at least 100,000 records.")
        made = time.perf_counter() - start
        held = sum(path.stat().st_size for path in (folder / "parsed" / "index.tantivy").iterdir())
        print(f"{plain.count():,} records; {scale.name()}: {held / 1e6:,.0f} MB, opened or made in {made:.1f} s")
        print(f"own memory in MB, opened: {memory()}")
        print(f"\n{'cpu ms, first 20':<24}{'matches':>9}{'FTS5 p50':>10}{'p95':>9}{'tantivy p50':>13}{'p95':>9}")
        worst = 0.0
        for name, (query, filters) in QUERIES.items():
            tree = parse(query)
            matches = scaled.count(filters, tree)
            if matches != plain.count(filters, tree):
                sys.exit(f"{name}: not the same number of matches.")
            figures = []
            for opened in (plain, scaled):
                taken = list(warm(opened, name))
                figures += [statistics.median(taken), statistics.quantiles(taken, n=20)[-1]]
            if "filtered" in name:
                worst = max(worst, figures[3])
            print(f"{name:<24}{matches:>9,}{figures[0]:>10.2f}{figures[1]:>9.2f}{figures[2]:>13.2f}{figures[3]:>9.2f}")
        print(f"own memory in MB, after all: {memory()}")
        met = "met" if worst < BAR else "NOT met"
        print(f"bar: p95 of filtered queries under {BAR:g} ms: {worst:.1f} ms, {met}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "100,000")
