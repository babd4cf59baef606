"""Change the program a little, many times, and see whether its quick tests notice:
`python tests/mutants/run.py parse.citation query.words --sample 60`. Without names, all the subjects.

The tests are imported once. For each mutant a process is forked, which takes the change over and runs the tests that
reach the changed line, the quickest first. Those that live are written to build/mutants/, by subject.
"""

import argparse
import gc
import importlib
import os
import pickle
import random
import signal
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/house")]

import processes
from mutants.edits import Mutant, mutant, places

# What is changed, and the tests that it concerns (`tests/test_NAME.py`), those that say most about it first.
PARSING = "citations closings goldens identity lettering nesting parse undated"
ASKING = "characters names phrase query register spelling"
SUBJECTS = {
    "parse.citation": PARSING,
    "parse.item": f"item headings {PARSING}",
    "parse.labels": f"neighbours {PARSING}",
    "parse.lettering": "lettering identity",
    "parse.markers": f"markers neighbours {PARSING}",
    "parse.identity": "identity lettering disagreement",
    "parse.deadlines": "deadlines",
    "parse.dated": "dates deadlines",
    "parse.calendar": "deadlines",
    "parse.periods": "dates deadlines",
    "query.grammar": f"query {ASKING}",
    "query.filters": f"names {ASKING}",
    "query.oracle": f"oracle {ASKING}",
    "query.words": f"spelling {ASKING}",
    "query.cells": "files_written sheets export",
    "compare.diff": "diff changes",
    "compare.alignment": "alignment lineage",
    "compare.partners": "partners diff changes",
    "corpus.seal": "generation seal publication",
    "corpus.generation": "generation seal publication",
}
# Seconds of work. Tests that take longer are left out, and so are those that would take a mutant beyond so many in all.
SLOW, MOST = 1.5, 3.0
CACHED = type(cache(len))
BUILD = ROOT / "build/mutants"


class Reach(NamedTuple):
    """What one test took, in seconds, and the lines of the subjects that it came by; null where a command did it."""

    took: float
    lines: set[tuple[str, int]] | None

    def reaches(self, path: str, mutant: Mutant) -> bool:
        if self.lines is None:
            return True
        return any(place == path for place, _ in self.lines) if mutant.outer else (path, mutant.line) in self.lines


def path_of(subject: str) -> Path:
    return ROOT / "src/mandates_cli" / f"{subject.replace('.', '/')}.py"


class Campaign:
    """Runs in the place of the tests, once pytest has collected them."""

    def __init__(self, subjects: Sequence[str], sample: int, seed: int) -> None:
        self.subjects, self.sample, self.seed = subjects, sample, seed
        self.paths = {str(path_of(subject)) for subject in subjects}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        gc.freeze()
        reaches: list[Reach | None] = forked(lambda: [self.reach(item) for item in session.items], 600, True) or []
        print(f"{sum(map(bool, reaches))} of {len(session.items)} tests are quick and pass", flush=True)
        BUILD.mkdir(parents=True, exist_ok=True)
        for subject in self.subjects:
            self.judged(subject, session.items, reaches)
        return True

    def reach(self, item: pytest.Item) -> Reach | None:
        lines: set[tuple[str, int]] = set()
        launched: list[bool] = []

        def line(frame: FrameType, event: str, _: object) -> Any:
            lines.add((frame.f_code.co_filename, frame.f_lineno))
            return line

        def call(frame: FrameType, event: str, _: object) -> Any:
            return line(frame, event, _) if frame.f_code.co_filename in self.paths else None

        launch(launched)
        sys.settrace(call)
        start = work()
        passed = passes(item)
        took = work() - start
        sys.settrace(None)
        return Reach(took, None if launched else lines) if passed and took < SLOW else None

    def judged(self, subject: str, items: Sequence[pytest.Item], reaches: Sequence[Reach | None]) -> None:
        path = path_of(subject)
        source = path.read_text(encoding="utf-8")
        every = places(source)
        chosen = sorted(random.Random(self.seed).sample(range(len(every)), min(self.sample, len(every))))
        swap = Swap(f"mandates_cli.{subject}", path, source)
        counts: dict[str, int] = defaultdict(int)
        with (BUILD / f"{subject}.txt").open("w", encoding="utf-8") as lived:
            for change in (mutant(source, *every[number]) for number in chosen):
                tests = reaching(subject, change, items, reaches)
                outcome = forked(lambda tests=tests, change=change: first_failing(swap, change, tests), 3 * MOST)
                what = outcome or "timeout"
                counts[what.partition(" ")[0]] += 1
                if what.startswith("lived"):
                    lived.write(f"{change.line}: {change.what}  [{what}]\n")
                    lived.flush()
        sound = sum(counts.values()) - counts["invalid"]
        killed = counts["killed"] + counts["timeout"]
        print(f"| `{subject}` | {len(every)} | {sound} | {killed} | {killed / max(sound, 1):.0%} |", flush=True)


def reaching(
    subject: str, mutant: Mutant, items: Sequence[pytest.Item], reaches: Sequence[Reach | None]
) -> list[pytest.Item]:
    """As far as there is time. A constant is reached by whatever reaches its module."""
    path, names = str(path_of(subject)), SUBJECTS[subject].split()
    able = []
    for reach, item in zip(reaches, items, strict=True):
        name = item.path.stem.removeprefix("test_")
        if reach and name in names and reach.reaches(path, mutant):
            able.append((names.index(name), reach.took, item.nodeid, item))
    found, spent = [], 0.0
    for _, took, _, item in sorted(able):
        spent += took
        if spent > MOST:
            break
        found.append(item)
    return found


def first_failing(swap: "Swap", mutant: Mutant, tests: Sequence[pytest.Item]) -> str:
    try:
        if not swap.put(mutant):
            return "invalid same code"
    except Exception as error:
        return f"invalid {error!r}"
    launch([])
    for item in tests:
        if not passes(item):
            return f"killed by {item.nodeid}"
    return f"lived through {len(tests)}"


def work() -> float:
    """Seconds that this process and the commands it ran were at work, however busy the machine is."""
    return sum(os.times()[:4])


def passes(item: pytest.Item) -> bool:
    from _pytest.runner import runtestprotocol

    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


class Swap:
    """A module whose functions and constants are replaced where they are, so that whoever imported them has the new."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self.module = importlib.import_module(name)
        self.path = str(path)
        self.old = compile(source, self.path, "exec")
        self.caches: list[Any] = []
        self.functions: dict[CodeType, list[FunctionType]] = defaultdict(list)
        gc.unfreeze()
        for one in gc.get_objects():
            if isinstance(one, FunctionType) and one.__code__.co_filename == self.path:
                self.functions[one.__code__].append(one)
            elif isinstance(one, CACHED) and one.__module__.startswith("mandates_cli"):
                self.caches.append(one)
        gc.freeze()

    def put(self, mutant: Mutant) -> bool:
        """Whether anything was replaced."""
        new = compile(mutant.tree, self.path, "exec")
        for kept in self.caches:
            kept.cache_clear()
        if mutant.outer:
            return self.constants(new)
        replaced = 0
        for before, after in changed(self.old, new):
            for function in self.functions[before]:
                function.__code__ = after
                replaced += 1
        return bool(replaced)

    def constants(self, new: CodeType) -> bool:
        fresh = ModuleType(self.module.__name__)
        fresh.__file__ = self.path
        sys.modules[fresh.__name__], kept = fresh, self.module
        try:
            exec(new, vars(fresh))
        finally:
            sys.modules[fresh.__name__] = kept
        old, replaced = dict(vars(kept)), 0
        for name, value in vars(fresh).items():
            if (
                name.startswith("__")
                or isinstance(value, FunctionType | type | ModuleType)
                or hasattr(value, "cache_clear")
            ):
                continue
            if name in old and type(value) is type(old[name]) and value != old[name]:
                for module in list(sys.modules.values()):
                    if vars(module).get(name) is old[name]:
                        setattr(module, name, value)
                        replaced += 1
        return bool(replaced)


def changed(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The outermost functions that differ; a function within one goes with it."""
    for before, after in zip(codes(old), codes(new), strict=True):
        if before == after:
            continue
        if before.co_flags & 2:  # it has names of its own: a function, no class
            yield before, after
        else:
            yield from changed(before, after)


def codes(code: CodeType) -> list[CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def launch(told: list[bool]) -> None:
    """Commands are forked from here, where the change is, and not by the server of the tests."""

    def run(*args: str, env: Mapping[str, str], cwd: Path | None = None, stdin: str = "", timeout: float = 60) -> Any:
        told.append(True)
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            given.write(stdin.encode())
            given.seek(0)
            if not (pid := os.fork()):
                sys.settrace(None)
                asked = {"args": args, "cwd": str(cwd or Path.cwd()), "env": dict(env)}
                streams = [os.dup(stream.fileno()) for stream in (given, out, err)]
                way, what, *arguments = processes.command(asked, streams)
                sys.argv[:] = [way, *arguments]
                sys.stdin, sys.stdout, sys.stderr = (
                    os.fdopen(number, mode, encoding="utf-8", closefd=False) for number, mode in enumerate("rww")
                )
                os._exit(processes.ended(way, what))
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            out.seek(0)
            err.seek(0)
            return processes.subprocess.CompletedProcess(args, code, out.read().decode(), err.read().decode())

    processes.run = run


def forked(work: Callable[[], Any], seconds: float, talks: bool = False) -> Any:
    """What `work` returned in a process of its own; None where it worked longer, or died."""
    with tempfile.TemporaryFile() as answer:
        if not (pid := os.fork()):
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_PROF, seconds)
            if not talks:
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, 1)
                os.dup2(nowhere, 2)
            answer.write(pickle.dumps(work()))
            answer.flush()
            os._exit(0)
        os.waitpid(pid, 0)
        answer.seek(0)
        held = answer.read()
        return pickle.loads(held) if held else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("subjects", nargs="*", default=list(SUBJECTS))
    parser.add_argument("--sample", type=int, default=60, help="changes of each, if it has more")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    names = sorted({name for subject in asked.subjects for name in SUBJECTS[subject].split()})
    options = "-q -s -p no:randomly -p no:cacheprovider -p no:xdist --timeout=0".split()
    os.chdir(ROOT)
    campaign = Campaign(asked.subjects, asked.sample, asked.seed)
    sys.exit(pytest.main([*options, *(f"tests/test_{name}.py" for name in names)], plugins=[campaign]))


if __name__ == "__main__":
    main()
