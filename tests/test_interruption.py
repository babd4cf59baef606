"""A fetch may end at any moment, or meet another one, a full disk or a damaged store: nothing is lost, nothing torn."""

import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import processes
from mandates_cli.fetch import RawStore
from seeds import seeds
from test_faults import (
    ENVIRONMENT,
    NEW,
    OLD,
    PAGES,
    arguments,
    assert_whole,
    current,
    fetch,
    journal,
    raw_files,
    records,
)
from testsite.faults import Answer, Fault
from testsite.server import SiteServer

BATCH = 3
# Long enough between two pages for a good part of the moments to fall there.
LATENCY = 0.01
# Seconds that nothing here comes near unless it hangs, and what a page that hangs is given: longer.
PATIENCE, HANGING = 30.0, 90.0
KEPT = r"\d pages? kept; the same command goes on from there\.\n"
# The command under a limit to the size of a file, which writing meets as it would meet a full disk.
LIMITED = """
import resource, sys
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from mandates_cli.cli import main
main()
"""
# The command without the right to pass over permissions (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH), which root has.
UNPRIVILEGED = """
import ctypes, os, sys
for capability in (1, 2):
    ctypes.CDLL(None).prctl(24, capability)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
Popen = subprocess.Popen[str]


@dataclass(frozen=True)
class Stand:
    """A server; the corpora of runs that nothing interrupted, of the older state, of the newer one, and of both in
    turn; and when such a run asks for its pages and when it ends, in seconds."""

    server: SiteServer
    old: Path
    clean: Path
    updated: Path
    requests: list[float]
    length: float


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    folder = tmp_path_factory.mktemp("stand")
    old, clean, updated = (folder / name for name in ("old", "clean", "updated"))
    with SiteServer(OLD, latency=LATENCY) as server:
        assert fetch(old, server.url).code == 0
        server.files = NEW
        shutil.copytree(old, updated)
        assert fetch(updated, server.url).code == 0
        server.hits.clear()
        began = time.monotonic()
        assert ended(started(clean, server))[0] == 0
        length = time.monotonic() - began
        requests = [hit.at - began for hit in server.hits if hit.path != "/robots.txt"]
        assert records(clean) == records(updated) != records(old)
        yield Stand(server, old, clean, updated, requests, length)


@pytest.fixture
def server(stand: Stand) -> Iterator[SiteServer]:
    stand.server.hits.clear()
    yield stand.server
    stand.server.heal()
    stand.server.latency, stand.server.files = LATENCY, NEW


@pytest.fixture
def data(stand: Stand, tmp_path: Path) -> Path:
    """The older state, as a run before would have left it."""
    return Path(shutil.copytree(stand.old, tmp_path / "data"))


def started(data: Path, server: SiteServer, connections: int = 1) -> Popen:
    """A fetch that was just started. What it writes to stdout is dropped, so that nobody need read it."""
    asked = arguments(data, server.url, connections=connections, timeout=HANGING)
    line = [sys.executable, "-m", "mandates_cli", *asked]
    return subprocess.Popen(line, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8")


def ended(process: Popen) -> tuple[int, str]:
    """Exit code, and what it wrote to stderr."""
    said = process.communicate(timeout=PATIENCE)[1]
    assert "Traceback" not in said
    return process.returncode, said


def command(
    *args: str, wrapper: tuple[str, ...] = ("-m", "mandates_cli"), code: int = 0
) -> "subprocess.CompletedProcess[str]":
    done = processes.run(*wrapper, *args, env=ENVIRONMENT)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def held(server: SiteServer, page: str, fault: Fault) -> threading.Event:
    """Is set once `page` is asked for, which then meets `fault`, once."""
    asked = threading.Event()

    def script(answer: Answer) -> Any:
        asked.set()
        return fault.script(answer)

    server.fail(page, Fault(f"held: {fault.name}", script), times=1)
    return asked


def until(holds: Callable[[], bool]) -> None:
    """Waits for what a process does with files, which tells nobody."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def last_snapshot(data: Path) -> dict[str, Any]:
    return next(reversed(journal(data, "snapshots.jsonl")), {"name": "", "complete": False})


def finished(data: Path) -> bool:
    """Whether the last run has ended, but for its parsing."""
    return bool(last_snapshot(data)["complete"])


def committed(data: Path) -> set[str]:
    """The pages that an unfinished run has already."""
    unfinished = "" if finished(data) else last_snapshot(data)["name"]
    return {sighting["page"] for sighting in journal(data) if sighting["snapshot"] == unfinished}


def assert_resumed(data: Path, stand: Stand, expected: Path) -> None:
    """The next run asks for no page that is there already, and ends where an undisturbed run would have."""
    before = committed(data)
    stand.server.heal()
    stand.server.hits.clear()
    stand.server.latency = 0.0
    done = fetch(data, stand.server.url)
    assert done.code == 0, done.said
    assert not {hit.path for hit in stand.server.hits} & before
    assert records(data) == records(expected)
    assert raw_files(data) == raw_files(expected)
    assert current(data) == current(expected)
    assert_whole(data)


class Moment:
    """A random moment of a run, from `before` seconds before it asks for its first page to the end of its parsing.

    It is that long after a request, so that a machine that is busier now than before hardly shifts it.
    """

    def __init__(self, rng: random.Random, stand: Stand, before: float = 0.0) -> None:
        seconds = rng.uniform(stand.requests[0] - before, stand.length)
        self._requests = sum(at <= seconds for at in stand.requests)
        self._rest = seconds - (stand.requests[self._requests - 1] if self._requests else 0.0)
        self._asked = threading.Semaphore(0)
        stand.server.plan, stand.server.latency = self._note, LATENCY

    def _note(self, _: str) -> None:
        self._asked.release()

    def come(self) -> None:
        for _ in range(self._requests):
            assert self._asked.acquire(timeout=PATIENCE)
        time.sleep(max(self._rest, 0.0))


@pytest.mark.parametrize("seed", seeds(2, 20))
def test_killed_at_any_moment_and_run_again(seed: int, stand: Stand, server: SiteServer, tmp_path: Path) -> None:
    rng, codes = random.Random(seed), []
    for number in range(BATCH):
        data, expected = tmp_path / f"{number}", stand.clean
        if number % 2:
            shutil.copytree(stand.old, data)
            expected = stand.updated
        moment = Moment(rng, stand, before=0.05)
        process = started(data, server, connections=1 + 3 * (seed % 2))
        moment.come()
        process.kill()
        codes.append(ended(process)[0])
        parsing = finished(data) and last_snapshot(data)["name"] == last_snapshot(expected)["name"]
        assert_resumed(data, stand, expected)
        if parsing:
            # There was nothing left to fetch: all is asked for once more, and nothing sent.
            assert {(hit.status, hit.sent) for hit in server.hits if hit.path in NEW} == {(304, 0)}
    assert -signal.SIGKILL in codes


@pytest.mark.parametrize("seed", seeds(2, 10))
def test_interrupted_at_any_moment_and_run_again(seed: int, stand: Stand, server: SiteServer, tmp_path: Path) -> None:
    rng = random.Random(seed)
    for number in range(BATCH):
        moment = Moment(rng, stand)
        process = started(tmp_path / f"{number}", server)
        moment.come()
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=PATIENCE)[1]
        # When all is said and done, Python no longer handles signals.
        assert process.returncode in (130, 0, -signal.SIGINT), said
        # Python drops an interrupt that comes while it clears an object away, and says so itself.
        assert "Exception ignored in" in said or ("Traceback" not in said and len(said.splitlines()) <= 2)
        assert_resumed(tmp_path / f"{number}", stand, stand.clean)


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    ids=lambda value: str(value),
)
def test_a_signal_ends_the_run_where_the_next_goes_on(
    number: signal.Signals, code: int, stand: Stand, server: SiteServer, data: Path
) -> None:
    asked = held(server, PAGES[3], Fault.hang())
    process = started(data, server)
    assert asked.wait(PATIENCE)
    until(lambda: committed(data) == set(PAGES[:3]))
    process.send_signal(number)
    ending, said = ended(process)  # which the page that hangs would not let it do
    assert ending == code
    assert re.fullmatch(rf"{KEPT}(mandates: interrupted; .*\n)?", said)
    assert committed(data) == set(PAGES[:3])
    assert records(data) == records(stand.old)
    assert_resumed(data, stand, stand.updated)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda value: str(value))
def test_a_signal_ends_the_wait_for_a_retry_after(
    number: signal.Signals, stand: Stand, server: SiteServer, data: Path
) -> None:
    server.fail(PAGES[3], Fault.status(503, {"Retry-After": "300"}))
    process = started(data, server)
    assert process.stderr
    assert "trying again in 5 min" in process.stderr.readline()
    process.send_signal(number)
    assert ended(process)[0] == 128 + number
    assert_resumed(data, stand, stand.updated)


def test_of_two_fetches_at_once_one_says_so(stand: Stand, server: SiteServer, data: Path) -> None:
    go = threading.Event()
    asked = held(server, PAGES[3], Fault("waits", lambda answer: [*answer.steps()] if go.wait(PATIENCE) else []))
    first = started(data, server)
    assert asked.wait(PATIENCE)
    hits = len(server.hits)
    code, said = ended(started(data, server))  # while the first still waits
    assert (code, said.count("\n")) == (3, 1)
    assert f"Another mandates command is writing {data}" in said
    assert len(server.hits) == hits
    go.set()
    assert ended(first)[0] == 0
    assert (records(data), raw_files(data)) == (records(stand.updated), raw_files(stand.updated))
    assert_whole(data)


def test_the_lock_goes_with_the_process_that_held_it(stand: Stand, server: SiteServer, data: Path) -> None:
    asked = held(server, PAGES[3], Fault.hang())
    process = started(data, server)
    assert asked.wait(PATIENCE)
    process.kill()
    process.communicate()
    assert_resumed(data, stand, stand.updated)


def test_a_search_during_fetches_sees_one_state_or_the_other(stand: Stand, server: SiteServer, data: Path) -> None:
    def listed(folder: Path) -> str:
        return command("list", "--fields", "id,text,placements", "--data-dir", str(folder)).stdout

    known = {listed(stand.old), listed(stand.updated)}
    seen: list[str] = []
    done = threading.Event()

    def reads() -> None:
        while not done.is_set():
            seen.append(listed(data))

    readers = [threading.Thread(target=reads) for _ in range(2)]
    for reader in readers:
        reader.start()
    server.latency = 0.0
    try:
        for files in (NEW, OLD, NEW):
            server.files = files
            assert fetch(data, server.url).code == 0
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert seen
    assert set(seen) <= known
    assert listed(data) == listed(stand.updated)
    assert_whole(data)


def lines_of(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize("name", ["manifest.jsonl", "snapshots.jsonl"])
def test_a_torn_last_line_was_never_written(name: str, stand: Stand, tmp_path: Path) -> None:
    *whole, last = lines_of(stand.updated / "raw" / name)
    others = {p.name: p.read_bytes() for p in (stand.updated / "raw").glob("*.jsonl") if p.name != name}
    known = RawStore(stand.updated / "raw")
    for cut in range(len(last)):
        raw = tmp_path / str(cut)
        raw.mkdir()
        for other, body in others.items():
            (raw / other).write_bytes(body)
        (raw / name).write_bytes(b"".join(whole) + last[:cut])
        store = RawStore(raw)
        if name == "manifest.jsonl":
            assert store.sightings() == known.sightings()[:-1]
            store.add(known.sightings()[-1])
        else:
            assert store.snapshots() != known.snapshots()
            store.record(known.snapshots()[-1])
        assert (raw / name).read_bytes() == b"".join(whole) + last


@pytest.mark.parametrize("name", ["manifest.jsonl", "snapshots.jsonl"])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0], ids=["no byte", "half", "all but its end"])
def test_a_fetch_goes_on_after_a_torn_line(
    name: str, share: float, stand: Stand, server: SiteServer, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(stand.updated, tmp_path / "data"))
    *whole, last = lines_of(data / "raw" / name)
    (data / "raw" / name).write_bytes(b"".join(whole) + last[: int((len(last) - 1) * share)])
    (data / "parsed" / "seal.json").unlink()  # which knows whole lines alone, and this one
    assert_resumed(data, stand, stand.updated)


@pytest.mark.parametrize("name", ["manifest.jsonl", "snapshots.jsonl"])
@pytest.mark.parametrize(
    "damage", [b"{}\n", b"\n", b"\xff\0\n", b'{"page": "x"\n'], ids=["empty", "blank", "binary", "cut"]
)
def test_a_damaged_line_is_named(name: str, damage: bytes, stand: Stand, server: SiteServer, data: Path) -> None:
    path = data / "raw" / name
    lines = lines_of(path)
    path.write_bytes(b"".join([lines[0], damage, *lines[1:]]))
    before = path.read_bytes()
    said = command(*arguments(data, server.url), code=3).stderr
    assert f"{path}:2 is damaged" in said
    assert "restore that line or delete it" in said
    assert said.count("\n") == 1
    assert server.hits == []
    assert path.read_bytes() == before
    path.write_bytes(b"".join(lines))
    assert_resumed(data, stand, stand.updated)


def body_of(data: Path, page: str) -> Path:
    return data / "raw" / next(s["file"] for s in reversed(journal(data)) if s["page"] == page)


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"cut")], ids=["missing", "cut"])
def test_a_raw_file_that_is_not_there_is_fetched_again(
    damage: Callable[[Path], None], stand: Stand, server: SiteServer, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(stand.updated, tmp_path / "data"))
    damage(body_of(data, PAGES[2]))
    said = command("parse", "--data-dir", str(data), code=3).stderr
    assert body_of(data, PAGES[2]).name in said
    assert "run 'mandates fetch" in said
    assert_resumed(data, stand, stand.updated)


def test_a_raw_file_that_was_altered_is_told_of_and_healed(stand: Stand, server: SiteServer, tmp_path: Path) -> None:
    data = Path(shutil.copytree(stand.updated, tmp_path / "data"))
    path = body_of(data, PAGES[2])
    path.write_bytes(path.read_bytes().replace(b"<html>", b"<HTML>"))
    said = command("parse", "--data-dir", str(data), code=3).stderr
    assert f"{path} is not what was stored" in said
    assert "run 'mandates fetch --refresh'" in said
    assert records(data) == records(stand.updated)
    command(*arguments(data, server.url), "--refresh")
    assert_resumed(data, stand, stand.updated)


def files_written(stand: Stand) -> dict[str, int]:
    """Sizes of what a run writes, by what it is."""
    raw, parsed = stand.clean / "raw", stand.clean / "parsed"
    return {
        "a snapshot": len(lines_of(raw / "snapshots.jsonl")[0]),
        "a sighting": len(lines_of(raw / "manifest.jsonl")[0]),
        "a page": len(NEW[PAGES[0]]),
        "the manifest": (raw / "manifest.jsonl").stat().st_size,
        "the records": (parsed / "mandates.jsonl").stat().st_size,
        "the index": (parsed / "index.sqlite").stat().st_size,
    }


# A moment without milliseconds is a few bytes shorter, so a lack of less might be none.
@pytest.mark.parametrize("short", [50, 150])
@pytest.mark.parametrize("what", ["a snapshot", "a sighting", "a page", "the manifest", "the records"])
def test_a_full_disk_ends_the_run_with_a_sentence(
    what: str, short: int, stand: Stand, server: SiteServer, tmp_path: Path
) -> None:
    data, limit = tmp_path / "data", files_written(stand)[what] - short
    said = command(*arguments(data, server.url), wrapper=("-c", LIMITED, str(limit)), code=3).stderr
    assert re.fullmatch(rf"({KEPT})?mandates: Cannot write .*\n", said)
    assert "File too large" in said
    assert_whole(data)
    assert_resumed(data, stand, stand.clean)


def test_a_line_that_did_not_fit_leaves_nothing(stand: Stand, server: SiteServer, tmp_path: Path) -> None:
    data, limit = tmp_path / "data", files_written(stand)["the manifest"] - 100
    command(*arguments(data, server.url), wrapper=("-c", LIMITED, str(limit)), code=3)
    manifest = data / "raw" / "manifest.jsonl"
    assert not manifest.exists() or manifest.read_bytes().endswith(b"\n")


def test_without_room_for_the_index_there_is_still_a_corpus(stand: Stand, server: SiteServer, tmp_path: Path) -> None:
    data, limit = tmp_path / "data", files_written(stand)["the index"] - 1
    command(*arguments(data, server.url), wrapper=("-c", LIMITED, str(limit)))
    assert records(data) == records(stand.clean)
    assert_whole(data)
    assert_resumed(data, stand, stand.clean)


def test_a_log_on_a_full_disk_does_not_end_the_run(stand: Stand, server: SiteServer, data: Path) -> None:
    server.fail(PAGES[3], Fault.status(503), times=1)
    with Path("/dev/full").open("w") as full:
        line = [sys.executable, "-m", "mandates_cli", *arguments(data, server.url)]
        done = subprocess.run(line, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=full, timeout=60, check=False)
    assert done.returncode == 0
    assert records(data) == records(stand.updated)


@pytest.fixture
def sealed(data: Path) -> Iterator[Callable[[str], Path]]:
    """Takes away the right to write in the corpus or a part of it, from root as well."""
    kept: dict[Path, int] = {}

    def seal(part: str) -> Path:
        for path in (data / part, *(data / part).rglob("*")):
            kept[path] = path.stat().st_mode
            path.chmod(0o555 if path.is_dir() else 0o444)
        probe = f"open({str(data / part / 'probe')!r}, 'w')"
        if subprocess.run([sys.executable, "-c", UNPRIVILEGED, "-c", probe], stderr=subprocess.DEVNULL).returncode == 0:
            pytest.skip("this user may write everywhere")
        return data

    yield seal
    for path, mode in kept.items():
        path.chmod(mode)


@pytest.mark.parametrize("part", [".", "raw", "parsed"])
def test_a_corpus_that_may_not_be_written_can_still_be_read(
    part: str, stand: Stand, server: SiteServer, sealed: Callable[[str], Path]
) -> None:
    data, unprivileged = sealed(part), ("-c", UNPRIVILEGED, "-m", "mandates_cli")
    before = {path: path.read_bytes() for path in (data / part).rglob("*") if path.is_file()}
    said = command(*arguments(data, server.url), wrapper=unprivileged, code=3).stderr
    assert "mandates: Cannot write" in said
    assert len(said.splitlines()) <= 2
    assert {path: path.read_bytes() for path in (data / part).rglob("*") if path.is_file()} == before
    assert records(data) == records(stand.old)
    listed = command("list", "--data-dir", str(data), wrapper=unprivileged).stdout
    assert listed == command("list", "--data-dir", str(stand.old)).stdout


def test_leftovers_that_cannot_be_removed_are_no_traceback(
    stand: Stand, server: SiteServer, data: Path, sealed: Callable[[str], Path]
) -> None:
    (data / "raw" / ".page.html.abc.tmp").write_bytes(b"half a pa")
    sealed("raw")
    wrapper = ("-c", UNPRIVILEGED, "-m", "mandates_cli")
    assert "mandates: Cannot write" in command(*arguments(data, server.url), wrapper=wrapper, code=3).stderr
