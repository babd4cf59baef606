"""A forked command is a process like one that was started: what goes in, what comes out, and how it ends."""

import subprocess
import time
from pathlib import Path

import pytest

import processes

ECHO = "import os, sys; print(sys.argv[1:], os.getcwd(), os.environ.get('X'), sys.stdin.read()); sys.exit(7)"


@pytest.mark.parametrize("more", [{}, {"PYTHONHASHSEED": "1"}], ids=["forked", "started"])
def test_it_has_arguments_folder_environment_input_and_exit_code(more: dict[str, str], tmp_path: Path) -> None:
    done = processes.run(
        "-c", ECHO, "a b", "é", env={**processes.ENVIRONMENT, "X": "y", **more}, cwd=tmp_path, stdin="ñ"
    )
    assert (done.returncode, done.stdout, done.stderr) == (7, f"['a b', 'é'] {tmp_path} y ñ\n", "")


def test_what_one_changes_no_other_sees() -> None:
    code = "import os, sys; sys.modules['json'] = os.environ['X'] = 'changed'"
    assert processes.run("-c", code, env=processes.ENVIRONMENT).returncode == 0
    code = "import json, os; print(json.dumps(os.environ.get('X')))"
    assert processes.run("-c", code, env=processes.ENVIRONMENT).stdout == "null\n"


def test_an_error_and_a_signal_end_it_as_they_would() -> None:
    failed = processes.run("-c", "1 / 0", env=processes.ENVIRONMENT)
    assert failed.returncode == 1
    assert failed.stderr.endswith("ZeroDivisionError: division by zero\n")
    assert processes.run("-c", "import os; os.kill(os.getpid(), 9)", env=processes.ENVIRONMENT).returncode == -9


def test_more_than_a_pipe_holds_goes_through() -> None:
    text = "x" * 2**20
    done = processes.run(
        "-c", "import sys; t = sys.stdin.read(); print(t, t, file=sys.stderr)", env=processes.ENVIRONMENT, stdin=text
    )
    assert done.stderr == f"{text} {text}\n"


def test_one_that_does_not_end_is_ended(tmp_path: Path) -> None:
    code = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(600)"
    with pytest.raises(subprocess.TimeoutExpired):
        processes.run("-c", code, env=processes.ENVIRONMENT, cwd=tmp_path, timeout=2)
    pid = int((tmp_path / "pid").read_text())
    while Path(f"/proc/{pid}").exists():  # until it is buried; a time out ends the wait for ever
        time.sleep(0.01)
