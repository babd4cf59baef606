"""`parse --jobs N`: pages read by several processes are what one reads, and what goes wrong with one is told."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from invented import typed
from mandates_cli.errors import CorpusError
from mandates_cli.model import Sighting
from mandates_cli.pipeline.workers import Job, Workers, processors
from test_readings import PARSED, saved

NAMES = (*PARSED, "history.jsonl")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("jobs")
    assert typed("import", str(saved(home)), "--data-dir", str(home / "data"))[0] == 0
    return home / "data"


def jobs(count: int) -> list[Job]:
    seen = "2026-11-24T10:00:00Z"
    sighting = Sighting.model_validate(
        dict.fromkeys(Sighting.model_fields)
        | {"page": "x", "snapshot": "x", "seen": seen, "verdict": "page", "size": 0, "lacks": (), "headers": {}}
    )
    return [(sighting, f"{number}".encode()) for number in range(count)]


def doubled(job: Job) -> bytes:
    return job[1] * 2


def slow(job: Job) -> bytes:
    time.sleep(60)
    return job[1]


def killed(job: Job) -> bytes:
    if job[1] == b"40":
        os.kill(os.getpid(), signal.SIGKILL)
    return job[1]


def test_what_several_give_comes_in_the_order_of_the_jobs() -> None:
    assert list(Workers(2)(doubled, jobs(100))) == [data * 2 for _, data in jobs(100)]


def test_for_few_jobs_no_process_is_started() -> None:
    assert not Workers(2, few=3).are_worth(3)
    assert Workers(2, few=3).are_worth(4)
    assert not Workers(1, few=0).are_worth(4)
    assert processors() >= 1


def test_a_process_that_is_killed_is_told_of() -> None:
    with pytest.raises(CorpusError, match=r"A process that read pages ended \(signal 9\), perhaps for want of memory"):
        list(Workers(2)(killed, jobs(100)))


def test_records_do_not_depend_on_the_number_of_processes(data: Path) -> None:
    before = {name: (data / "parsed" / name).read_bytes() for name in NAMES}
    shutil.rmtree(data / "cache")
    for name in NAMES:
        if name != "ids.jsonl":
            (data / "parsed" / name).unlink()
    assert typed("parse", "--jobs", "2", "--data-dir", str(data))[0] == 0
    assert {name: (data / "parsed" / name).read_bytes() for name in NAMES} == before


SLOW = """
import sys
sys.path[:0] = {path!r}
from mandates_cli.pipeline.workers import Workers
from test_workers import jobs, slow
if __name__ == "__main__":
    from mandates_cli.cli import main, get
    import mandates_cli.pipeline.build as build
    build.build = lambda *_, **named: print(list(named["map"](slow, jobs(10))))
    sys.argv = ["mandates", "parse", "--jobs", "2", "--data-dir", {data!r}]
    main()
"""


def children(pid: int) -> set[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return set(map(int, found.read_text().split())) if found.exists() else set()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_an_interrupt_ends_all_processes_at_once(data: Path, tmp_path: Path) -> None:
    script = tmp_path / "slow.py"
    script.write_text(SLOW.format(path=sys.path, data=str(data)))
    with subprocess.Popen([sys.executable, script], stderr=subprocess.PIPE, start_new_session=True) as process:
        while len(children(process.pid)) < 3:  # two that read, and one of Python's own
            assert process.poll() is None
            time.sleep(0.02)
        time.sleep(0.3)
        started = children(process.pid)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said in (b"", b"mandates: interrupted; nothing was left half-written.\n")
    for pid in started:
        while Path(f"/proc/{pid}").exists():  # the test's own time limit ends this
            time.sleep(0.02)
