"""How long an export takes, format by format, beside `list` to JSON and `sqlite-utils insert` of the same records, and
whether its memory grows with the corpus.

Usage: export.py [RECORDS], 5,000 unless told; as many again four times over show the memory.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from search import Ended, ended
from startup import SCRIPTS, environment, run

ROUNDS = 3
FORMATS = {
    "json": ["x.json"], "csv": ["x.csv"], "md": ["x.md"], "sqlite": ["x.sqlite"], "parquet": ["x.parquet"],
    "data package": ["x"], "all as Parquet": ["y", "-f", "parquet"],
    "by summit": ["z", "-f", "parquet", "--partition", "summit"],
}  # fmt: skip
# Seconds of processor for 5,000 mandates; and how much more memory four times as many may take.
BAR, GROWTH = 3.0, 1.6
INSERT = "sqlite-utils insert"


def corpus(folder: Path, count: int, env: dict[str, str]) -> Path:
    """So many records, with index and links."""
    data = folder / f"corpus-{count}"
    truth = data / "parsed" / "mandates.jsonl"
    truth.parent.mkdir(parents=True)
    run([sys.executable, str(Path(__file__).with_name("search.py")), "--lines", str(truth), str(count)], env, folder)
    id = run(
        [str(SCRIPTS / "mandates"), "list", "-n", "1", "-f", "csv", "--fields", "id", "--data-dir", str(data)],
        env,
        folder,
    )
    run([str(SCRIPTS / "mandates"), "trace", id.split()[-1], "--data-dir", str(data)], env, folder)
    return data


def measured(folder: Path, data: Path, env: dict[str, str], rounds: int) -> dict[str, list[Ended]]:
    mandates = str(SCRIPTS / "mandates")
    lines = folder / "lines.jsonl"
    commands = {name: [mandates, "export", *words, "--data-dir", str(data)] for name, words in FORMATS.items()}
    commands["list --json"] = [mandates, "list", "--json", "-o", str(folder / "list.json"), "--data-dir", str(data)]
    run([mandates, "list", "-o", str(lines), "--data-dir", str(data)], env, folder)
    commands[INSERT] = [
        str(SCRIPTS / "sqlite-utils"), "insert", "u.sqlite", "mandates", str(lines), "--nl", "--pk", "id", "--replace",
    ]  # fmt: skip
    taken: dict[str, list[Ended]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, line in commands.items():
            taken[name].append(ended(line, env, folder))
    return taken


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = environment(folder)
        taken = measured(folder, corpus(folder, count, env), env, ROUNDS)
        larger = measured(folder, corpus(folder, 4 * count, env), env, 1)
    print(f"{'':<20}{'cpu s':>8}{'x insert':>10}{'peak MB':>9}{'at x 4':>9}")
    met = True
    floor = statistics.median(one.cpu for one in taken[INSERT])
    for name, all in taken.items():
        cpu, peak = statistics.median(one.cpu for one in all), max(one.peak for one in all)
        grown = larger[name][0].peak
        if name in FORMATS:
            met &= cpu <= BAR * count / 5_000 and grown <= GROWTH * peak
        print(f"{name:<20}{cpu:>8.2f}{cpu / floor:>10.2f}{peak:>9.0f}{grown:>9.0f}")
    print("bars met" if met else "bars missed")
    sys.exit(not met)


if __name__ == "__main__":
    main(int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 5_000)
