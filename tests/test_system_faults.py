"""Calls of the system that fail, or are a process's last, under strace: what is there is old or new and whole, and the
same command then ends where an undisturbed one ends. What libraries write is reached as well as what we write."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from invented import typed
from stand import Stand, made
from test_faults import ENVIRONMENT, NEW, OLD, arguments, assert_whole
from testsite.server import SiteServer

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed"),
]
CALLS: Final = ("write", "pwrite64", "fsync", "rename", "unlink", "mkdir", "openat")
KINDS: Final = ("error=ENOSPC", "error=EIO", "signal=KILL")
SAMPLED: Final = 2
# 4711 fsync(5</tmp/data/parsed/.seal.json.new>) = 0
CALLED: Final = re.compile(r"(?P<thread>\d+) +(?P<call>\w+)\((?P<told>.*)")
QUIET: Final = {**ENVIRONMENT, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}


class Point(NamedTuple):
    """The `nth` such call of a thread."""

    call: str
    nth: int


class Work(NamedTuple):
    """A corpus `before` and `after` a command, and what of it people see; there may be states between the two."""

    command: Callable[[Path], list[str]]
    before: Path
    after: Path
    shown: Callable[[Path], str]
    in_steps: bool = False


def traced(command: list[str], *options: str) -> subprocess.CompletedProcess[str]:
    line = ["strace", "-f", "-qq", "-y", *options, sys.executable, "-m", "mandates_cli", *command]
    return subprocess.run(line, env=QUIET, capture_output=True, encoding="utf-8", timeout=300, check=False)


def points(work: Work, data: Path) -> dict[str, list[Point]]:
    """The calls that change `data`, by name, in the order of each thread."""
    log = data.with_name(f"{data.name}.calls")
    shutil.copytree(work.before, data)
    done = traced(work.command(data), "-e", f"trace={','.join(CALLS)}", "-o", str(log))
    assert done.returncode == 0, done.stderr
    counts: dict[tuple[str, str], int] = {}
    found: dict[str, list[Point]] = {}
    for line in log.read_text("utf-8", "replace").splitlines():
        called = CALLED.match(line)
        if called is None:
            continue
        key = called["thread"], called["call"]
        counts[key] = counts.get(key, 0) + 1
        changes = called["call"] != "openat" or "O_CREAT" in called["told"]
        if changes and str(data) in called["told"]:
            found.setdefault(called["call"], []).append(Point(called["call"], counts[key]))
    shutil.rmtree(data)
    return found


def listed(data: Path) -> str:
    code, out, err = typed("list", "--json", "--data-dir", str(data))
    assert code == 0, err
    return out


def exported(data: Path) -> str:
    return (data / "out" / "mandates.csv").read_text()


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Stand:
    return made(tmp_path_factory.mktemp("stand"))


@pytest.fixture(scope="module")
def parse(stand: Stand) -> Work:
    return Work(lambda data: ["parse", "--data-dir", str(data)], stand.due, stand.new, listed)


@pytest.fixture(scope="module")
def import_(stand: Stand) -> Work:
    return Work(lambda data: ["import", str(stand.third), "--data-dir", str(data)], stand.old, stand.new, listed)


@pytest.fixture(scope="module")
def export(stand: Stand, tmp_path_factory: pytest.TempPathFactory) -> Work:
    def command(data: Path) -> list[str]:
        return ["export", str(data / "out" / "mandates.csv"), "--data-dir", str(data)]

    before, after = (Path(shutil.copytree(stand.new, tmp_path_factory.mktemp("export") / n)) for n in ("old", "new"))
    for folder in (before, after):
        (folder / "out").mkdir()
    (before / "out" / "mandates.csv").write_text("what stood there\n")
    assert typed(*command(after))[0] == 0
    return Work(command, before, after, exported)


@pytest.fixture(scope="module")
def fetch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Work]:
    folder = tmp_path_factory.mktemp("fetch")
    with SiteServer(OLD) as server:

        def command(data: Path) -> list[str]:
            return arguments(data, server.url)

        assert typed(*command(folder / "before"))[0] == 0
        server.files = NEW
        after = Path(shutil.copytree(folder / "before", folder / "after"))
        assert typed(*command(after))[0] == 0
        # What came before the fault is kept, so that there are states between the two.
        yield Work(command, folder / "before", after, listed, in_steps=True)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", ["parse", "import_", "export", "fetch"])
def test_a_call_of_the_system_goes_wrong(what: str, kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    work: Work = request.getfixturevalue(what)
    old, new = work.shown(work.before), work.shown(work.after)
    data = tmp_path / "data"
    for found in points(work, data).values():
        for point in random.sample(found, min(SAMPLED, len(found))):
            shutil.copytree(work.before, data)
            fault = (
                "-e",
                f"trace={point.call}",
                "-e",
                f"inject={point.call}:{kind}:when={point.nth}",
                "-o",
                os.devnull,
            )
            done = traced(work.command(data), *fault)
            told = f"{point}: {done.stderr}"
            killed = kind == "signal=KILL"
            assert done.returncode in ((-signal.SIGKILL, 128 + signal.SIGKILL) if killed else (0, 3, 74)), told
            assert "Traceback" not in done.stderr, told
            if not killed:
                assert not list(data.rglob("*.tmp")), told
            shown = work.shown(data)
            assert shown in (old, new) or work.in_steps, told
            if done.returncode == 0:
                assert shown == new, told
            assert typed(*work.command(data))[0] == 0, told
            assert work.shown(data) == new, told
            assert_whole(data)
            shutil.rmtree(data)
