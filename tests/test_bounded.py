"""Files that people name and that are none: pipes, devices, and what has no end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
