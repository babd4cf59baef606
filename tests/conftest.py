"""The command as a user runs it: a process of its own, in an empty folder, with a home of its own."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import processes

# Whoever runs the tests in the background has them ignore Ctrl-C and hang-ups, and the commands would inherit that.
for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, handler)

# A busy machine makes no example wrong.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

Run = Callable[..., "subprocess.CompletedProcess[str]"]
REAL_PAGE = Path(__file__).parent / "pages" / "security-public-policies.txt"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MANDATES_", "XDG_", "NO_COLOR", "COLUMNS"))}
    # On a terminal a long answer waits for a key, where a test does not ask for a pager.
    return kept | {"HOME": str(tmp_path / "home"), "LC_ALL": "C.UTF-8", "PAGER": "cat"}


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


@pytest.fixture
def run(environment: Mapping[str, str], empty: Path) -> Run:
    def runner(
        *args: str, cwd: Path = empty, code: int = 0, env: Mapping[str, str] | None = None, stdin: str = ""
    ) -> "subprocess.CompletedProcess[str]":
        done = processes.run("-m", "mandates_cli", *args, cwd=cwd, env={**environment, **(env or {})}, stdin=stdin)
        assert done.returncode == code, f"exit {done.returncode}: {done.stderr}"
        assert "Traceback" not in done.stderr
        return done

    return runner


Take = Callable[..., str]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def take(run: Run, data: Path) -> Take:
    """Imports into `data`; what it said."""

    def taker(*args: object, code: int = 0, stdin: str = "") -> str:
        return run("import", *map(str, args), "--data-dir", str(data), code=code, stdin=stdin).stderr

    return taker
