"""Every step that a fetch or an import does on the disk fails, or is its last: what is there is whole, and the same
command then ends where an undisturbed one ends."""

import os
import random
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import processes
from mandates_cli.fetch import RawStore
from test_faults import ENVIRONMENT, NEW, OLD, arguments, assert_whole, current, journal, raw_files, records
from testsite.server import SiteServer

KINDS = ("kill", "EIO", "ENOSPC")
# The command with one step on the disk that goes wrong.
FAULTY = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv.pop(1))
import disk
kind, at, root, count = (sys.argv.pop(1) for _ in range(4))
disk.failing(kind, int(at), Path(root), Path(count))
from mandates_cli.cli import main
main()
"""
HEAD = "Follow-up and Implementation: Mandates\n\nSECURITY\n\n"
CITED = "(Lima Commitment. Peru, 2018)."


class Case(NamedTuple):
    """A corpus `before` a command, and `after` one that nothing disturbed; `steps` is how many that one did. `same`
    fails where two corpora differ."""

    command: Callable[[Path], list[str]]
    before: Path
    after: Path
    steps: int
    same: Callable[[Path, Path], None]


def done(command: list[str], data: Path, kind: str = "EIO", at: int = 0) -> "tuple[int, str]":
    """Exit code and what it said; at step 0 nothing fails."""
    count = data.with_name(f"{data.name}.count")
    tests = str(Path(__file__).parent)
    ended = processes.run("-c", FAULTY, tests, kind, str(at), str(data), str(count), *command, env=ENVIRONMENT)
    return ended.returncode, ended.stderr


def case(folder: Path, command: Callable[[Path], list[str]], before: Path, same: Callable[[Path, Path], None]) -> Case:
    after = Path(shutil.copytree(before, folder / "after")) if before.exists() else folder / "after"
    code, said = done(command(after), after)
    assert code == 0, said
    return Case(command, before, after, int((folder / "after.count").read_text()), same)


def fetched_alike(data: Path, after: Path) -> None:
    assert records(data) == records(after)
    assert raw_files(data) == raw_files(after)
    assert current(data) == current(after)


@pytest.fixture(scope="module")
def fetch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("fetch")
    with SiteServer(OLD) as server:

        def command(data: Path) -> list[str]:
            return arguments(data, server.url, connections=2)

        assert done(command(folder / "before"), folder / "before")[0] == 0
        server.files = NEW
        yield case(folder, command, folder / "before", fetched_alike)


def written(path: Path, items: range, day: int) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD + "".join(f"1. Mend lamp {item} of the square {CITED}\n\n" for item in items))
    os.utime(path, (86_400 * day, 86_400 * day))


def history(data: Path) -> dict[str, bytes]:
    return {str(p.relative_to(data)): p.read_bytes() for p in (data / "raw").rglob("*") if p.is_file()}


def imported_alike(data: Path, after: Path) -> None:
    """The same history, to the byte."""
    assert history(data) == history(after)
    assert records(data) == records(after)


@pytest.fixture(scope="module")
def import_(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Three dates, one of them older than what is known; a page that changed, and one that came in two states."""
    folder = tmp_path_factory.mktemp("import")

    def command(data: Path) -> list[str]:
        return ["import", str(folder / "in"), "--data-dir", str(data)]

    written(folder / "in" / "a.txt", range(1, 4), 20)
    assert done(command(folder / "before"), folder / "before")[0] == 0
    written(folder / "in" / "a.txt", range(1, 5), 30)
    written(folder / "in" / "b.txt", range(5, 8), 10)
    for day, number in ((10, 3), (30, 4)):
        (folder / "in" / str(day)).mkdir()
        written(folder / "in" / str(day) / "c.txt", range(10, 10 + number), day)
    return case(folder, command, folder / "before", imported_alike)


def check(case: Case, data: Path, kind: str, at: int) -> None:
    shutil.copytree(case.before, data)
    code, said = done(case.command(data), data, kind, at)
    if kind == "kill":
        assert code == -signal.SIGKILL
    else:
        # What can be made again, as the index, need not be written.
        assert code in (0, 3), said
        assert "Traceback" not in said
        assert not list(data.rglob("*.tmp"))
    assert journal(data)[: len(journal(case.before))] == journal(case.before)
    store = RawStore(data / "raw")
    for sighting in store.sightings():
        if sighting.file:
            store.bytes_of(sighting)
    again, told = done(case.command(data), data)
    assert again == 0, told
    case.same(data, case.after)
    assert_whole(data)
    shutil.rmtree(data)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", ["fetch", "import_"])
def test_a_few_steps_go_wrong(what: str, kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    found: Case = request.getfixturevalue(what)
    for at in random.sample(range(1, found.steps + 1), 2):
        check(found, tmp_path / f"{kind} {at}", kind, at)


@pytest.mark.soak
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", ["fetch", "import_"])
def test_each_step_goes_wrong(what: str, kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    found: Case = request.getfixturevalue(what)
    for at in range(1, found.steps + 1):
        check(found, tmp_path / f"{kind} {at}", kind, at)
