"""What people name and is no file: pipes, devices, what has no end, names too long, folders of others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from invented import typed
from mandates_cli import bounded
from mandates_cli.errors import UsageError
from processes import ENVIRONMENT, run


def mandates(*args: str) -> list[str]:
    return [sys.executable, "-m", "mandates_cli", *args]


def test_a_pipe_without_a_writer_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "records.jsonl"
    os.mkfifo(pipe)
    done = run("-m", "mandates_cli", "diff", str(pipe), str(pipe), env=ENVIRONMENT)
    assert done.returncode == 2
    assert "is a pipe that nobody writes to" in done.stderr


def test_a_page_that_a_command_writes_into_a_pipe_is_imported(tmp_path: Path) -> None:
    page = Path(__file__).parent / "pages" / "security-public-policies.txt"
    line = f"{sys.executable} -m mandates_cli import <(cat {page}) --data-dir {tmp_path / 'data'}"
    done = subprocess.run(["/bin/bash", "-c", line], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert (done.returncode, "20 mandates" in done.stderr) == (0, True), done.stderr


def test_what_a_command_writes_into_a_pipe_is_read() -> None:
    command = '"$@" diff --json --all <("$@" list --json) <("$@" list -f csv)'
    done = subprocess.run(["bash", "-c", command, "bash", *mandates()], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "[\n]\n"), done.stderr


def test_a_writer_may_take_its_time() -> None:
    command = 'exec 3< <(sleep 0.3; "$@" list); "$@" diff --json /dev/fd/3 /dev/fd/3 2>&1; true'
    done = subprocess.run(["bash", "-c", command, "bash", *mandates()], capture_output=True, text=True, check=False)
    # Of one pipe read twice the second reading finds nothing.
    assert '"removed"' in done.stdout


def test_what_has_no_end_is_refused_with_the_limit() -> None:
    with Path("/dev/zero").open("rb") as zeros, pytest.raises(UsageError, match="zeros gives more than 3 MiB"):
        bounded.piped(zeros, "zeros", 3 * 2**20)


def test_no_page_without_an_end_is_imported(tmp_path: Path) -> None:
    command = 'exec "$@" import --data-dir data - < /dev/zero'
    done = subprocess.run(
        ["bash", "-c", command, "bash", *mandates()], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "mandates: standard input gives more than 256 MiB; save it to a file first.\n"


@pytest.mark.parametrize(
    "command", ["list --data-dir {}", "diff {} latest", "import {}", "fetch --data-dir {}", "show {}"]
)
def test_a_name_that_no_file_can_have_is_said_in_one_sentence(tmp_path: Path, command: str) -> None:
    name = "x" * 300
    done = run("-m", "mandates_cli", *command.format(name).split(), env=ENVIRONMENT, cwd=tmp_path)
    assert done.returncode in (2, 3)
    assert done.stderr.startswith("mandates: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_folder_of_others_in_the_way_hides_no_corpus(tmp_path: Path) -> None:
    (tmp_path / "data" / "parsed").mkdir(parents=True)
    (tmp_path / "data" / "parsed" / "mandates.jsonl").touch()
    (tmp_path / "data").chmod(0o600)
    code = (
        "import os, runpy, sys; from pathlib import Path; import mandates_cli.cli, mandates_cli.corpus.location as l;"
        " os.setuid(65534); print(l.holds_corpus(Path('data')))"
    )
    done = run("-c", code, env=ENVIRONMENT, cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("False\n", "")


@pytest.mark.parametrize("args", [[], ["--help"], ["list", "--help"]])
@pytest.mark.parametrize("out", [">&-", ">/dev/full"])
def test_help_that_cannot_be_written_is_an_error(args: list[str], out: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f'"$@" {out}', "bash", *mandates(*args)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 74
    assert done.stderr.startswith("mandates: ")


KINDS = {
    "no-file": "absent.x",
    "a-folder": "folder",
    "a-link-to-nothing": "dangling",
    "links-in-a-circle": "loop",
    "below-links-in-a-circle": "loop/x.jsonl",
    "a-pipe": "pipe",
    "a-device": os.devnull,
    "a-file-that-was-never-filled": "sparse.jsonl",
    "the-longest-name": "x" * 255,
    "too-long-a-name": "x" * 256,
    "too-long-a-path": "/".join(["x" * 99] * 50),
}


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder in which what KINDS names stands."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "sparse.jsonl").open("wb") as file:
        file.truncate(2**30)


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize("command", ["import {}", "import --urls {}", "diff {} latest", "diff latest {}"])
@pytest.mark.parametrize("name", KINDS.values(), ids=KINDS)
def test_what_is_no_file_of_text_is_said_in_a_sentence(command: str, name: str) -> None:
    code, out, err = typed(*command.format(name).split(), *["--data-dir", "new"] * command.startswith("import"))
    if (name, command[:4]) == (os.devnull, "diff"):
        assert code == 0 or err.startswith("mandates: ")  # of an empty state, as `list` writes it, or of no table
        return
    assert out == ""
    assert code in (2, 3, 5)
    assert err.startswith("mandates: ")
    assert err.count("\n") == 1 + (code == 5)
    assert not Path("new").exists()


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize("command", ["list", "parse", "import in.txt"])
@pytest.mark.parametrize("name", ["loop", "loop/x.jsonl", "pipe", "x" * 256])
def test_what_is_no_folder_is_no_corpus(command: str, name: str) -> None:
    Path("in.txt").write_text("SECURITY\n\n  1. Mend the lamps. (Declaration of Port of Spain, 2009)\n")
    code, out, err = typed(*command.split(), "--data-dir", name)
    assert (code, out) == (3, "")
    assert err.startswith("mandates: ")
    assert err.count("\n") == 1


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize("command", ["list", "check", "parse", "import in.txt", "fetch --offline"])
@pytest.mark.parametrize("place", ["loop", "data/parsed"])
def test_links_in_a_circle_are_said(command: str, place: str) -> None:
    Path("in.txt").write_text("SECURITY\n\n  1. Mend the lamps. (Declaration of Port of Spain, 2009)\n")
    Path("data").mkdir()
    Path("data/parsed").symlink_to("parsed")
    code, out, err = typed(*command.split(), "--data-dir", place.split("/")[0])
    assert (code, out) == (3, "")
    told = f"Links at {place} lead in a circle; remove them, or choose another folder with --data-dir."
    assert err == f"mandates: {told}\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("command", ["import {}", "import --urls {}", "diff {} latest"])
def test_a_file_of_others_is_said_to_be_unreadable(tmp_path: Path, command: str) -> None:
    (tmp_path / "x.jsonl").write_text("mine", "utf-8")
    (tmp_path / "x.jsonl").chmod(0)
    asked = [*command.format("x.jsonl").split(), *["--data-dir", "new"] * command.startswith("import")]
    done = run(*UNPRIVILEGED, *asked, env=ENVIRONMENT, cwd=tmp_path)
    assert done.returncode in (2, 3)
    assert done.stderr.startswith("mandates: Cannot read x.jsonl (Permission denied); check ")
    assert done.stderr.count("\n") == 1


# The command without the right to pass over permissions (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH), which root has.
UNPRIVILEGED = (
    "-c",
    "import ctypes, os, sys; [ctypes.CDLL(None).prctl(24, capability) for capability in (1, 2)];"
    " os.execv(sys.executable, [sys.executable, '-m', 'mandates_cli', *sys.argv[1:]])",
)


@pytest.mark.parametrize("command", ["cite", "history"])
def test_ids_without_an_end_are_refused(command: str) -> None:
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run(mandates(command, "-"), stdin=endless, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Line 1 of standard input is too long for an id" in done.stderr
