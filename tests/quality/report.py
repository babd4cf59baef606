"""What a change of the method gains and loses on the labelled pairs, next to the outcome on record.

Usage: report.py [--accept] [--raise]
"""

import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

from judged import HERE, measured, outcome


def main() -> None:
    floor = json.loads((HERE / "floor.json").read_text("utf-8"))
    found = measured()
    print(f"{'':<20}{'precision':>16}{'recall':>16}{'kind':>16}     (floor)")
    for name, figures in found.items():
        cells = (f"{value:.3f} ({floor.get(name, {}).get(what, 0):.3f})" for what, value in figures.items())
        print(f"{name:<20}" + "".join(f"{cell:>16}" for cell in cells))
    now, before = outcome(), json.loads((HERE / "outcome.json").read_text("utf-8"))
    for what, names in now.items():
        gained, given_up = (
            sorted(set(before.get(what, ())) - set(names)),
            sorted(set(names) - set(before.get(what, ()))),
        )
        print(f"\n{what}: {len(names)} ({len(gained)} fewer, {len(given_up)} more)")
        print("".join(f"  gain {name}\n" for name in gained) + "".join(f"  LOSS {name}\n" for name in given_up), end="")
    if "--accept" in sys.argv:
        _write("outcome.json", now)
    if "--raise" in sys.argv:
        best = {n: {w: max(v, floor.get(n, {}).get(w, 0)) for w, v in fs.items()} for n, fs in found.items()}
        _write("floor.json", floor | best)


def _write(name: str, value: object) -> None:
    (HERE / name).write_text(json.dumps(value, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
