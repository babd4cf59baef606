"""Links, pipes and devices that somebody planted in a corpus, and locks: nothing is harmed, and nothing hangs."""

import errno
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

import processes
from conftest import Run, Take
from invented import typed
from mandates_cli import atomic
from mandates_cli.fetch import RawStore
from test_import import page, written

TEMPORARY = ".dem_corr-4f63ba504ae8.html.k3x_9abc.tmp"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    code, _, said = typed("import", str(written(folder / "x.txt", page(3))), "--data-dir", str(folder / "data"))
    assert code == 0, said
    return folder / "data"


@pytest.fixture
def corpus(made: Path, data: Path) -> Path:
    return Path(shutil.copytree(made, data))


def test_only_what_a_writer_left_is_swept(tmp_path: Path) -> None:
    ours = [
        TEMPORARY, ".coverage.json.k3x_9abc.tmp", ".source.00000000.tmp", ".mandates.jsonl.zzzzzzzz.tmp",
        ".index.checked.k3x_9abc.tmp", "..ids.jsonl.4f63ba504ae8.new.k3x_9abc.tmp",
    ]  # fmt: skip
    others = [".notes.tmp", ".x.html.abc.tmp", "mandates.jsonl.k3x_9abc.tmp", ".Thesis.docx.k3x_9abc.tmp", ".tmp"]
    for name in (*ours, *others):
        (tmp_path / name).touch()
    (tmp_path / ".pages.jsonl.k3x_9abc.tmp").mkdir()
    (tmp_path / ".ids.jsonl.k3x_9abc.tmp").symlink_to(tmp_path / ".notes.tmp")
    atomic.sweep(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {*others, ".pages.jsonl.k3x_9abc.tmp", ".ids.jsonl.k3x_9abc.tmp"}


@pytest.mark.parametrize("part", ["raw", "raw/aside", "parsed"])
def test_nothing_is_swept_behind_a_link(take: Take, corpus: Path, tmp_path: Path, part: str) -> None:
    victim = tmp_path / "victim"
    if (corpus / part).exists():
        (corpus / part).rename(victim)
    victim.mkdir(exist_ok=True)
    (victim / TEMPORARY).write_text("mine")
    (corpus / part).symlink_to(victim)
    take(written(tmp_path / "in" / "x.txt", page(4), 2))
    assert (victim / TEMPORARY).read_text() == "mine"


def test_a_corpus_may_stand_behind_a_link(take: Take, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "disk")
    (tmp_path / "disk" / "raw").mkdir()
    (tmp_path / "disk" / "raw" / TEMPORARY).touch()
    take(written(tmp_path / "in" / "x.txt", page(3)))
    assert set(RawStore(tmp_path / "disk" / "raw").state()) == {"x.txt"}
    assert not (tmp_path / "disk" / "raw" / TEMPORARY).exists()


@pytest.mark.parametrize("kind", ["link", "hard-link", "pipe", "file"])
def test_a_lock_that_is_not_ours_is_left_alone(take: Take, corpus: Path, tmp_path: Path, kind: str) -> None:
    victim, lock = tmp_path / "victim", corpus / ".lock"
    victim.write_text("mine")
    lock.unlink(missing_ok=True)
    if kind == "link":
        lock.symlink_to(victim)
    elif kind == "hard-link":
        lock.hardlink_to(victim)
    elif kind == "pipe":
        os.mkfifo(lock)
    else:
        lock.write_text("mine")
    said = take(written(tmp_path / "in" / "x.txt", page(4), 2), code=3)
    assert f"{lock} is not the file that mandates locks; remove it" in said
    assert victim.read_text() == "mine"


def pipe(path: Path) -> None:
    os.mkfifo(path)


def plugged(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


PLANTED: dict[str, Callable[[Path], None]] = {
    "pipe": pipe,
    "socket": plugged,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "folder": Path.mkdir,
    "loop": lambda path: path.symlink_to(path.name),
}


# Each in one place, and what would be waited for in all.
PLACES = [
    *((name, kind) for name in ("manifest.jsonl", "the page") for kind in PLANTED),
    *((name, kind) for name in ("snapshots.jsonl", "intent.json") for kind in ("pipe", "device")),
]


@pytest.mark.parametrize(("name", "kind"), PLACES, ids=map(" ".join, PLACES))
def test_what_is_no_file_is_refused(
    take: Take, run: Run, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    path = corpus / "raw" / name
    if name == "the page":
        path = next((corpus / "raw").glob("*.txt"))
    path.unlink(missing_ok=True)
    monkeypatch.chdir(path.parent)  # the path of a socket is short
    PLANTED[kind](Path(path.name))
    if name != "the page":
        assert path.name in take(written(tmp_path / "in" / "x.txt", page(4), 2), code=3)
    else:
        assert path.name in run("parse", "--data-dir", str(corpus), code=3).stderr


@pytest.mark.parametrize("planted", [*PLANTED.values(), lambda path: path.symlink_to("nowhere")])
@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "unsealed"])
def test_a_table_of_ids_that_is_no_file_is_not_written_over(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, planted: Callable[[Path], None], sealed: bool
) -> None:
    path = corpus / "parsed" / "ids.jsonl"
    path.unlink()
    if not sealed:
        (path.parent / "seal.json").unlink()
    monkeypatch.chdir(path.parent)
    planted(Path(path.name))
    before = path.lstat()
    told = f"{path} is no file; mend it, put back a copy of the file, or remove it"
    for command in ("check", "parse") if not sealed else ("check",):
        code, _, said = typed(command, "--data-dir", str(corpus))
        assert code == 3
        assert told in said
        assert path.lstat() == before


READERS = ["search cannon", *(pytest.param(command, marks=pytest.mark.soak) for command in (
    "list --as-of 2026", "info", "check", "parse", "fetch --offline", "diff previous latest", "cite --dataset",
    "forget latest", "export out.warc.gz",
))]  # fmt: skip


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "unsealed"])
@pytest.mark.parametrize("command", READERS)
def test_a_pipe_in_place_of_any_file_is_not_waited_for(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, sealed: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    assert typed("search", "cannon", "--data-dir", str(made))[0] == 0  # which makes an index
    files = [path.relative_to(made) for path in made.rglob("*") if path.is_file()]
    assert len(files) > 12
    for path in (*files, Path("registry/bodies.toml"), Path("registry/themes.toml")):
        data = shutil.copytree(made, tmp_path / "data" / path.name)
        if not sealed:
            (data / "parsed" / "seal.json").unlink(missing_ok=True)
        (data / path).parent.mkdir(exist_ok=True)
        (data / path).unlink(missing_ok=True)
        pipe(data / path)
        code, _, said = typed(*command.split(), "--data-dir", str(data))
        assert code in (0, 1, 2, 3, 5), said


@pytest.mark.parametrize("name", ["manifest.jsonl", "snapshots.jsonl"])
def test_nothing_is_added_to_what_a_link_leads_to(take: Take, corpus: Path, tmp_path: Path, name: str) -> None:
    path, victim = corpus / "raw" / name, tmp_path / "victim"
    path.unlink()
    victim.touch()
    path.symlink_to(victim)
    said = take(written(tmp_path / "in" / "y.txt", page(4), 2), code=3)
    assert str(path) in said
    assert victim.read_bytes() == b""


# The command where the file system has no locks.
WITHOUT_LOCKS = """
import fcntl, os, sys
number = int(sys.argv.pop(1))
def flock(*_):
    raise OSError(number, os.strerror(number))
fcntl.flock = flock
from mandates_cli.cli import main
main()
"""


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EIO])
def test_where_there_are_no_locks_nothing_is_written(corpus: Path, environment: dict[str, str], number: int) -> None:
    before = {path: path.read_bytes() for path in corpus.rglob("*") if path.is_file()}
    args = ("parse", "--data-dir", str(corpus))
    done = processes.run("-c", WITHOUT_LOCKS, str(number), *args, env=environment)
    assert done.returncode == 3
    assert os.strerror(number) in done.stderr
    assert "choose a writable folder" in done.stderr
    assert done.stderr.count("\n") == 1
    assert {path: path.read_bytes() for path in corpus.rglob("*") if path.is_file()} == before


# The command without the right to pass over permissions, which root has.
UNPRIVILEGED = """
import ctypes, os, sys
for capability in (1, 2):
    ctypes.CDLL(None).prctl(24, capability)
os.execv(sys.executable, [sys.executable, "-m", "mandates_cli", *sys.argv[1:]])
"""


@pytest.mark.parametrize("mode", [0o000, 0o444, 0o111])
def test_a_folder_that_cannot_be_looked_into_is_said(environment: dict[str, str], tmp_path: Path, mode: int) -> None:
    shut = tmp_path / "in" / "shut"
    written(shut / "y.txt", page(4))
    written(tmp_path / "in" / "x.txt", page(3))
    shut.chmod(mode)
    args = ("import", str(tmp_path / "in"), "--data-dir", str(tmp_path / "data"))
    done = processes.run("-c", UNPRIVILEGED, *args, env=environment)
    shut.chmod(0o755)
    if "y.txt" in RawStore(tmp_path / "data" / "raw").state():
        pytest.skip("this user may read everywhere")
    assert done.returncode == 5
    assert f"The folder {shut} cannot be read (Permission denied)" in done.stderr
    assert set(RawStore(tmp_path / "data" / "raw").state()) == {"x.txt"}
