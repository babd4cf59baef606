"""What people want written: pipes and devices stay what they are, files are whole or the ones before, and a writer that
was killed leaves nothing for long."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from invented import typed
from mandates_cli import outlet
from processes import ENVIRONMENT
from test_export import DATA, exported
from test_records import record
from test_saved import called, written

COMMAND = [sys.executable, "-m", "mandates_cli"]
FORMATS = ("csv", "sqlite", "docx")


def shell(folder: Path, script: str) -> "subprocess.CompletedProcess[bytes]":
    """`$@` is the command."""
    line = ["bash", "-c", script, "bash", *COMMAND]
    return subprocess.run(line, cwd=folder, env=ENVIRONMENT, capture_output=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with its pages."""
    home = tmp_path_factory.mktemp("archived")
    written(home / "x.warc", record("a"))
    called(home, "import", "x.warc", "--data-dir", "data")
    return home / "data"


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_is_written_into_a_pipe_and_the_pipe_stays(tmp_path: Path, format: str) -> None:
    exported(DATA, tmp_path / "file", "-f", format)
    assert pumped(tmp_path, "export", "-f", format, "--data-dir", str(DATA)) == (tmp_path / "file").read_bytes()


def test_so_is_an_archive(archived: Path, tmp_path: Path) -> None:
    assert pumped(tmp_path, "export", "-f", "warc", "--data-dir", str(archived)).startswith(b"WARC/1.1\r\n")


def pumped(folder: Path, command: str, *args: str) -> bytes:
    """What the command, in this process, writes into a pipe that is its FILE."""
    fifo = folder / "pipe"
    os.mkfifo(fifo)
    with (folder / "pumped").open("wb") as file, subprocess.Popen(["cat", str(fifo)], stdout=file) as reader:
        try:
            said = typed(command, str(fifo), *args)
            assert said[0] == 0, said
            reader.wait(timeout=60)
        finally:
            reader.kill()
    assert fifo.is_fifo()
    return (folder / "pumped").read_bytes()


@pytest.mark.parametrize(
    "command", ["export /dev/null -f csv", "export /dev/null -f sqlite", "list -o /dev/null -f md"]
)
def test_what_nobody_wants_is_written_to_no_file(command: str) -> None:
    code, out, _ = typed(*command.split(), "--data-dir", str(DATA))
    assert (code, out) == (0, "")
    assert Path("/dev/null").is_char_device()


def test_what_a_shell_opened_is_written_on(tmp_path: Path) -> None:
    line = (
        'echo first > x; "$@" list -n 1 --json -o /dev/stdout >> x; "$@" list -n 1 -f csv -o /dev/fd/3 3>> x;'
        ' "$@" export >(cat > y) -f sqlite; "$@" list -f csv -o >(head -1 > z); sleep 0.5'
    )
    done = shell(tmp_path, line)
    assert (done.returncode, done.stdout) == (0, b"")
    assert "Cannot write" not in done.stderr.decode()
    lines = (tmp_path / "x").read_text("utf-8").splitlines()
    assert (lines[0], lines[1], lines[4][:3]) == ("first", "[", "id,")
    assert json.loads(lines[2])
    assert (tmp_path / "y").read_bytes().startswith(b"SQLite format 3\0")
    assert (tmp_path / "z").read_text("utf-8").startswith("id,")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x", "y", "z"]


@pytest.mark.parametrize("format", ["csv", "sqlite"])
def test_links_that_lead_in_a_circle_are_said(tmp_path: Path, format: str) -> None:
    (tmp_path / "x").symlink_to("x")
    code, out, err = typed("export", str(tmp_path / "x"), "-f", format, "--data-dir", str(DATA))
    assert (code, out) == (74, "")
    assert err.startswith(f"mandates: Cannot write {tmp_path / 'x'} (Too many levels of symbolic links);")
    assert (tmp_path / "x").is_symlink()


def test_a_link_to_no_file_gets_one(tmp_path: Path) -> None:
    (tmp_path / "x.csv").symlink_to("y.csv")
    exported(DATA, tmp_path / "x.csv")
    assert (tmp_path / "y.csv").read_text("utf-8").startswith("id,")
    assert (tmp_path / "x.csv").is_symlink()


# Writes half of a file, says so, and waits for the signal.
WRITER = """
import sys, time
from pathlib import Path
from mandates_cli import cli, outlet
from mandates_cli.cli import signals

def chunks():
    yield b"half"
    print(flush=True)
    time.sleep(60)

def write(*_, **__):
    with signals.cleaned_up():
        outlet.write(Path("x.csv"), chunks())

cli.application = lambda *_: write
cli.main()
"""


@pytest.fixture
def halfway(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A writer that has written half of x.csv, where there was one."""
    (tmp_path / "x.csv").write_text("before", "utf-8")
    line = [sys.executable, "-c", WRITER]
    pipe = subprocess.PIPE
    with subprocess.Popen(line, cwd=tmp_path, env=ENVIRONMENT, stdout=pipe, stderr=pipe) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"\n"
        yield writer
        writer.kill()


SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


@pytest.mark.parametrize(("number", "code"), SIGNALS, ids=[number.name for number, _ in SIGNALS])
def test_a_writer_that_is_told_to_end_leaves_nothing(
    tmp_path: Path, halfway: "subprocess.Popen[bytes]", number: signal.Signals, code: int
) -> None:
    assert len(list(tmp_path.iterdir())) == 2
    halfway.send_signal(number)
    said = halfway.communicate(timeout=60)[1]
    assert halfway.returncode == code
    assert said == (b"mandates: interrupted; nothing was left half-written.\n" if code == 130 else b"")
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]
    assert (tmp_path / "x.csv").read_text("utf-8") == "before"


def test_what_a_killed_writer_left_the_next_one_removes_and_a_living_one_keeps(
    tmp_path: Path, halfway: "subprocess.Popen[bytes]"
) -> None:
    (left,) = (path for path in tmp_path.iterdir() if path.name != "x.csv")
    outlet.write(tmp_path / "y.csv", [b"whole"])
    assert left.is_dir()
    halfway.kill()
    halfway.wait()
    assert (tmp_path / "x.csv").read_text("utf-8") == "before"
    outlet.write(tmp_path / "y.csv", [b"whole"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.csv", "y.csv"]


def test_nothing_is_removed_that_no_writer_left(tmp_path: Path) -> None:
    kept = tmp_path / "elsewhere"
    (kept / "mine").mkdir(parents=True)
    (tmp_path / ".mandates.abcdefgh.tmp").symlink_to(kept)
    (tmp_path / ".mandates.backup.of.mine.tmp").mkdir()
    (tmp_path / ".mandates.ijklmnop.tmp").write_text("mine", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    outlet.sweep(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_a_killed_writer_was_about_to_replace_comes_back(tmp_path: Path) -> None:
    exported(DATA, tmp_path / "package")
    left = tmp_path / ".mandates.abcdefgh.tmp"
    (left / outlet.OLD).mkdir(parents=True)
    (tmp_path / "package").rename(left / outlet.OLD / "package")
    outlet.sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["package"]
    assert (tmp_path / "package" / "datapackage.json").is_file()


@pytest.mark.parametrize("name", ["x.csv", "x.sqlite", "package"])
def test_four_exporters_to_one_name_leave_one_whole_export(tmp_path: Path, name: str) -> None:
    line = '"$@" export ' + name + f" --data-dir '{DATA}'"
    done = shell(tmp_path, f'for n in 1 2 3 4; do {line} & pids+=" $!"; done; for p in $pids; do wait $p || exit; done')
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]
    exported(DATA, tmp_path / f"alone{Path(name).suffix}")
    assert tree(tmp_path / name) == tree(tmp_path / f"alone{Path(name).suffix}")


def tree(path: Path) -> list[bytes]:
    return [one.read_bytes() for one in sorted([path, *path.rglob("*")]) if one.is_file()]


@pytest.mark.soak
@pytest.mark.parametrize("format", ["csv", "sqlite", "xlsx", "package"])
def test_an_export_may_be_killed_at_any_moment(tmp_path: Path, format: str) -> None:
    rng = random.Random(format)
    for number in [signal.SIGTERM, signal.SIGINT, signal.SIGKILL] * 10:
        line = [*COMMAND, "export", "x", "-f", format, "--data-dir", str(DATA)]
        with subprocess.Popen(line, cwd=tmp_path, env=ENVIRONMENT, stderr=subprocess.DEVNULL) as process:
            time.sleep(rng.uniform(0.1, 1.0))
            process.send_signal(number)
            process.wait(timeout=60)
        left = [path.name for path in tmp_path.iterdir() if path.name != "x"]
        assert left == [] or number == signal.SIGKILL
        exported(DATA, tmp_path / "x", "-f", format)
        assert [path.name for path in tmp_path.iterdir()] == ["x"]
