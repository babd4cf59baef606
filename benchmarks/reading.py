"""What the commands take that only read a large corpus, beside `list` of its first 20 mandates and of all.

Usage: reading.py [RECORDS], 100,000 unless told.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from search import Ended, ended
from startup import SCRIPTS, environment, run

ROUNDS = 5
LIST = "list"


def main(count: int) -> None:
    mandates = str(SCRIPTS / "mandates")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data, env = folder / "corpus", environment(folder)
        truth = data / "parsed" / "mandates.jsonl"
        truth.parent.mkdir(parents=True)
        run(
            [sys.executable, str(Path(__file__).with_name("search.py")), "--lines", str(truth), str(count)], env, folder
        )
        here = ["--data-dir", str(data)]
        env["MANDATES_DATA_DIR"] = str(data)  # which completion reads
        id = run(
            [mandates, "search", "cybercrime", "-n", "1", "--fields", "id", "-f", "csv", *here], env, folder
        ).split()[-1]
        made = ended([mandates, "trace", id, *here], env, folder)
        print(f"{count:,} mandates; the first trace, which makes the links, {made.cpu:.1f} s of processor")
        typed = "mandates list --theme "
        completion = {"_MANDATES_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": "3"}
        commands = {
            LIST: [LIST], "list -n 20": [LIST, "-n", "20"], "show": ["show", id], "themes": ["themes"],
            "summits": ["summits"], "documents": ["documents"], "trace ID": ["trace", id],
            "trace QUERY": ["trace", "cybercrime", "-n", "3"], "precedents": ["precedents", "cybercrime"],
            "info": ["info"], "--theme <TAB>": [],
        }  # fmt: skip
        taken: dict[str, list[Ended]] = {name: [] for name in commands}
        for number in range(ROUNDS + 1):
            for name, words in commands.items():
                line, more = ([mandates, *words, *here], {}) if words else ([mandates], completion)
                one = ended(line, env | more, folder)
                if number:  # the first fills caches
                    taken[name].append(one)
    cpu = {name: statistics.median(one.cpu for one in all) for name, all in taken.items()}
    print(f"\n{'':<16}{'cpu ms':>9}{'x list':>9}{'peak MB':>10}")
    for name, all in taken.items():
        peak = max(one.peak for one in all)
        print(f"{name:<16}{cpu[name] * 1000:>9.0f}{cpu[name] / cpu[LIST]:>9.2f}{peak:>10.0f}")
    slow = [name for name in commands if cpu[name] > cpu[LIST]]
    print(f"bar missed by {', '.join(slow)}" if slow else "bar met")
    sys.exit(bool(slow))


if __name__ == "__main__":
    main(int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 100_000)
