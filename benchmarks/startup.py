"""How long a whole command takes, next to the least a Typer program takes and to `sqlite-utils search`."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15
BAR = 1.25
WORDS = "cybercrime"
LEAST = """\
import json
import sqlite3

import typer

app = typer.Typer()


@app.command()
def main() -> None:
    print(json.dumps({"sqlite": sqlite3.sqlite_version}))


app()
"""
SCRIPTS = Path(sys.executable).parent  # not resolved: the scripts are beside the environment's own python


def environment(folder: Path) -> dict[str, str]:
    """This environment, but with empty user folders, so that the shipped corpus is the one read."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("MANDATES_DATA_DIR", "PYTHONDONTWRITEBYTECODE")
    }
    return kept | {"XDG_CACHE_HOME": str(folder / "cache"), "XDG_DATA_HOME": str(folder / "data")}


def run(command: list[str], env: dict[str, str], folder: Path) -> str:
    done = subprocess.run(command, env=env, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr.decode(errors='replace')}")
    return done.stdout.decode("utf-8")


def build(path: Path, records: list[dict[str, object]]) -> None:
    """The same records as a database that sqlite-utils can search."""
    import sqlite_utils

    database = sqlite_utils.Database(path)
    table = database.table("mandates")
    table.insert_all(records, pk="id", alter=True)
    table.enable_fts(["text"], tokenize="porter")
    database.close()


def measured(commands: dict[str, list[str]], env: dict[str, str], folder: Path) -> dict[str, float]:
    """Median milliseconds of each command; a round runs each once, so that slow moments fall on all."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(ROUNDS + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            run(command, env, folder)
            if number:  # the first round fills caches and builds the index
                times[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(taken) for name, taken in times.items()}


def main() -> None:
    mandates, sqlite = str(SCRIPTS / "mandates"), str(SCRIPTS / "sqlite-utils")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = environment(folder)
        least = folder / "least.py"
        least.write_text(LEAST, encoding="utf-8")
        records = json.loads(run([mandates, "list", "--json"], env, folder))
        database = folder / "mandates.db"
        build(database, records)
        commands = {
            "least Typer program": [sys.executable, str(least)],
            "mandates search": [mandates, "search", WORDS, "--json"],
            "mandates list": [mandates, "list", "--json"],
            "sqlite-utils search": [sqlite, "search", str(database), "mandates", WORDS],
        }
        for label in ("mandates search", "sqlite-utils search"):
            if not json.loads(run(commands[label], env, folder)):
                sys.exit(f"{label} found nothing: the comparison would mean nothing.")
        medians = measured(commands, env, folder)

    base, other = medians["least Typer program"], medians["sqlite-utils search"]
    print(f"{len(records)} records, Python {sys.version.split()[0]}, median of {ROUNDS} interleaved rounds\n")
    print(f"{'command':<22}{'ms':>8}{'x least':>10}{'x sqlite-utils':>17}")
    for label, taken in medians.items():
        print(f"{label:<22}{taken:>8.1f}{taken / base:>10.2f}{taken / other:>17.2f}")
    ours = [medians["mandates search"], medians["mandates list"]]
    met = max(ours) <= BAR * base and max(ours) < other
    print(f"\nbar: at most {BAR} x least, and ahead of sqlite-utils search: {'met' if met else 'NOT met'}")


if __name__ == "__main__":
    main()
