"""Fuzz one target: `python tests/fuzz/run.py TARGET --runs 100000`, or `all`; `--seconds 60` bounds each.

Where atheris is installed, coverage leads the way (`--guided`); otherwise inputs are made of the seeds, the same ones
for the same `--seed`. One input for each place that raises is written to build/fuzz/, and the exit code is 1 then.
"""

import argparse
import hashlib
import random
import site
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz.mutation import MOST, mutated

SEEDS = Path(__file__).parent / "seeds"
FOUND = Path(__file__).parents[2] / "build" / "fuzz"
LIBRARIES = (str(Path(traceback.__file__).parent), *site.getsitepackages())


def seeds(target: str) -> list[bytes]:
    """What the inputs of a target are made of; every target has some."""
    return [path.read_bytes() for path in sorted((SEEDS / target).iterdir())]


def inputs(target: str, seed: int) -> Iterator[bytes]:
    chance, kept = random.Random(f"{target} {seed}"), seeds(target)
    yield from (b"", *kept)
    while True:
        yield mutated(kept, chance)


class Outcome(NamedTuple):
    """`findings` holds one input for each place that raised."""

    tried: int
    findings: dict[str, bytes]


def run(target: str, runs: int, seconds: float, seed: int) -> Outcome:
    from fuzz.targets import tried

    end = time.monotonic() + seconds
    findings: dict[str, bytes] = {}
    for number, data in enumerate(inputs(target, seed)):
        if number == runs or (number % 100 == 0 and time.monotonic() > end):
            return Outcome(number, findings)
        try:
            tried(target, data)
        except Exception as error:
            findings.setdefault(place(error), data)
    raise AssertionError("inputs have no end")


def place(error: Exception) -> str:
    """`IndexError at outline.py:91`: the innermost line that is not a library's."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not frame.filename.startswith(LIBRARIES)]
    return f"{type(error).__name__} at {Path(own[-1].filename).name}:{own[-1].lineno}"


def told(target: str, findings: dict[str, bytes]) -> None:
    FOUND.mkdir(parents=True, exist_ok=True)
    for where, data in findings.items():
        path = FOUND / f"{target}-{hashlib.sha256(data).hexdigest()[:12]}"
        path.write_bytes(data)
        print(f"  {where}: {path}", flush=True)


def guided(target: str, runs: int, seconds: float, seed: int) -> None:
    """As libFuzzer does it; ends the process."""
    import atheris

    with atheris.instrument_imports(include=["mandates_cli"], enable_loader_override=False):
        from fuzz.targets import tried

    corpus = FOUND / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    options = [f"-runs={runs}", f"-max_total_time={seconds:.0f}", f"-seed={seed}", f"-max_len={MOST}", "-timeout=20"]
    places = [f"-artifact_prefix={FOUND}/{target}-", str(corpus), str(SEEDS / target)]
    atheris.Setup([sys.argv[0], *options, *places], lambda data: tried(target, data))
    atheris.Fuzz()


def main() -> None:
    targets = sorted(path.name for path in SEEDS.iterdir())
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("target", choices=[*targets, "all"])
    options.add_argument("--runs", type=int, default=100_000, help="inputs for each target")
    options.add_argument("--seconds", type=float, default=3_600, help="at most, for each target")
    options.add_argument("--seed", type=int, default=0, help="other inputs for another number")
    options.add_argument("--file", type=Path, help="try this input alone")
    options.add_argument("--guided", action="store_true", help="by coverage, with atheris; one target a process")
    asked = options.parse_args()
    if asked.file:
        from fuzz.targets import tried

        return tried(asked.target, asked.file.read_bytes())
    if asked.guided:
        guided(asked.target, asked.runs, asked.seconds, asked.seed)
    failed = False
    for target in targets if asked.target == "all" else [asked.target]:
        start = time.monotonic()
        count, findings = run(target, asked.runs, asked.seconds, asked.seed)
        print(f"{target:10} {count:>9,} inputs in {time.monotonic() - start:5.1f} s", flush=True)
        told(target, findings)
        failed = failed or bool(findings)
    sys.exit(failed)


if __name__ == "__main__":
    main()
