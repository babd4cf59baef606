"""Whatever the machine around it is like, a command gives the same records, or says in one sentence why it cannot."""

import errno
import itertools
import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest

from conftest import REAL_PAGE
from invented import site_records, written_to
from mandates_cli.cli import COMMANDS

DATA: Final = str(REAL_PAGE.parents[2] / "data")
ID: Final = "2022-democratic-governance-7c"
# What may be otherwise, and in which ways: a variable that is null is not set.
AROUND: Final[Mapping[str, tuple[object, ...]]] = {
    "LC_ALL": ("C.UTF-8", "POSIX", "es_AR.ISO-8859-1"),
    "PYTHONIOENCODING": (None, "ascii", "latin-1", "cp1252"),
    "TERM": ("xterm-256color", "dumb", None),
    "NO_COLOR": (None, "1"),
    "FORCE_COLOR": (None, "1"),
    "COLUMNS": ("20", "80", "400"),
    "stdout": ("pipe", "terminal", ">out", ">/dev/full", ">&-"),
    "stdin": ("</dev/null", "<&-", "</dev/zero"),
    "HOME": (None, "/proc/nowhere", "."),
    "TZ": ("UTC", "Pacific/Chatham", "no/such"),
    "PYTHONHASHSEED": ("0", "1", "random"),
    "PYTHONOPTIMIZE": (None, "1"),
    "umask": ("022", "077"),
    "command": ("list -n 4", "search cybercrime -f table", "themes -f md", f"show {ID} -f text", "info -f csv",
                "diff 2018 2022 --json"),
}  # fmt: skip
Row = dict[str, object]


def pairwise() -> list[Row]:
    """Rows in which each way of each thing meets each way of every other, some pairs oftener than once."""
    names = list(AROUND)
    left = {
        ((one, a), (other, b))
        for one, other in itertools.combinations(names, 2)
        for a, b in itertools.product(AROUND[one], AROUND[other])
    }
    rows: list[Row] = []
    while left:
        (one, a), (other, b) = min(left, key=repr)
        row: Row = {one: a, other: b}
        for name in names:
            if name not in row:
                row[name] = max(AROUND[name], key=lambda way, name=name: (_gain(row, name, way, left), str(way)))  # type: ignore[misc]
        left -= {((x, row[x]), (y, row[y])) for x, y in itertools.combinations(names, 2)}
        rows.append(row)
    return rows


def _gain(row: Row, name: str, way: object, left: set[tuple[tuple[str, object], tuple[str, object]]]) -> int:
    return sum(((name, way), held) in left or (held, (name, way)) in left for held in row.items())


ROWS: Final = pairwise()
SOME: Final = 8


def told(row: Row, environment: Mapping[str, str], cwd: Path) -> tuple[int, bytes, str]:
    """Exit code, what reached stdout, and stderr."""
    env = {name: value for name, value in environment.items() if name not in AROUND}
    env |= {name: str(row[name]) for name in AROUND if name.isupper() and row[name] is not None}
    redirected = str(row["stdout"]) if str(row["stdout"]).startswith(">") else ""
    line = f'umask {row["umask"]}; exec "$@" {row["stdin"]} {redirected}'
    args = ["bash", "-c", line, "bash", sys.executable, "-m", "mandates_cli", *str(row["command"]).split()]
    args += ["--data-dir", DATA]
    if row["stdout"] != "terminal":
        done = subprocess.run(args, env=env, cwd=cwd, capture_output=True, timeout=120, check=False)
        out = (cwd / "out").read_bytes() if redirected == ">out" else done.stdout
        return done.returncode, out, done.stderr.decode("utf-8", "replace")
    ours, theirs = os.openpty()
    with subprocess.Popen(args, env=env, cwd=cwd, stdout=theirs, stderr=subprocess.PIPE) as process:
        os.close(theirs)
        sent = b""
        with suppress(OSError):  # a terminal whose other side is closed
            while piece := os.read(ours, 1 << 16):
                sent += piece
        os.close(ours)
        assert process.stderr
        err = process.stderr.read().decode("utf-8", "replace")
    return process.returncode, sent, err


@pytest.mark.parametrize(
    "row",
    [pytest.param(row, id=str(number), marks=[pytest.mark.soak] * (number >= SOME)) for number, row in enumerate(ROWS)],
)
def test_a_command_works_wherever_it_is_run(row: Row, environment: dict[str, str], empty: Path) -> None:
    code, out, err = told(row, environment, empty)
    assert "Traceback" not in err, err
    assert "Exception ignored" not in err, err
    if row["stdout"] in (">/dev/full", ">&-"):
        assert (code, out) == (74, b""), err
        assert "mandates: The output could not be written" in err
        return
    assert code == 0, err
    plain = row["stdout"] != "terminal" or row["NO_COLOR"] or row["TERM"] == "dumb"
    assert not (plain and b"\x1b" in out)
    encoding = row["PYTHONIOENCODING"] or "utf-8"
    text = out.decode(str(encoding)).replace("\r\n", "\n")
    command = str(row["command"])
    if command.startswith("list") and row["stdout"] != "terminal":
        assert [json.loads(line)["summit"] for line in text.splitlines()] == [2022] * 4
    elif command.endswith("--json"):
        json.loads(text)
    assert text.strip(), (code, out, err)


def test_every_two_ways_meet() -> None:
    for (one, ways), (other, others) in itertools.combinations(AROUND.items(), 2):
        assert {(row[one], row[other]) for row in ROWS} == set(itertools.product(ways, others))
    assert len(ROWS) >= 24


# A command each; those that need more than a word.
LINES: Final = [
    {"search": "search cybercrime", "precedents": "precedents cybercrime", "history": f"history {ID}",
     "show": f"show {ID}", "trace": f"trace {ID}", "cite": f"cite {ID}", "diff": "diff 2018 2022 -f md",
     "stats": "stats --by summit", "export": "export -", "schema": "schema list", "help": "help list"}.get(name, name)
    for name, *_ in COMMANDS
    if name not in ("fetch", "import", "forget", "parse")
]  # fmt: skip


@pytest.mark.parametrize("where", [pytest.param(">&-", id="closed"), pytest.param(">/dev/full", id="full")])
@pytest.mark.parametrize(
    "line", [pytest.param(line, marks=[] if line in ("list", "help list") else pytest.mark.soak) for line in LINES]
)
def test_what_cannot_be_written_is_said_by_every_command(
    line: str, where: str, environment: dict[str, str], empty: Path
) -> None:
    args = ["bash", "-c", f'exec "$@" {where}', "bash", sys.executable, "-m", "mandates_cli", *line.split()]
    done = subprocess.run(args, env=environment, cwd=empty, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 74, done.stderr
    assert done.stderr.count("mandates: The output could not be written") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.soak
@pytest.mark.parametrize(
    "line",
    ["list", "list -f csv", "list -f md", "list -f table", "search the", "search the --kwic", "search the -f table",
     "precedents the", "trace --dropped-since 1994", "diff 2018 2022", "themes -f table", "bodies",
     "stats --by theme,body", "list --json", "export -f jsonl -", "cite -"],
)  # fmt: skip
def test_head_is_enough_for_every_list(line: str, environment: dict[str, str], tmp_path: Path) -> None:
    folder = written_to(tmp_path / "data", site_records())
    ids = "\n".join(record.id for record in site_records())
    shell = 'set -o pipefail; "$@" | head -1; exit ${PIPESTATUS[0]}'
    args = ["bash", "-c", shell, "bash", sys.executable, "-m", "mandates_cli", *line.split(), "--data-dir", str(folder)]
    done = subprocess.run(args, env=environment, input=ids, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (0, 141)
    assert len(done.stdout.splitlines()) <= 1
    assert "Traceback" not in done.stderr
    assert "Broken pipe" not in done.stderr


@pytest.mark.parametrize(
    "line",
    ["list -n 1", *(pytest.param(line, marks=pytest.mark.soak) for line in (
        "diff a.json b.json", "export x.csv", "import .", "parse", "fetch --offline", "check", "info", ""))],
)  # fmt: skip
@pytest.mark.parametrize("state", ["gone", "few files"])
def test_a_folder_that_is_gone_and_too_many_files(
    line: str, state: str, environment: dict[str, str], tmp_path: Path
) -> None:
    """The last line is a completion."""
    folder = tmp_path / "gone"
    folder.mkdir()

    def before() -> None:
        os.chdir(folder)
        if state == "gone":
            folder.rmdir()
        else:
            resource.setrlimit(resource.RLIMIT_NOFILE, (6, 6))

    more = {} if line else {"_MANDATES_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "mandates list --theme "}
    args = [sys.executable, "-m", "mandates_cli", *line.split()]
    done = subprocess.run(
        args, env=environment | more, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
        preexec_fn=before,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, os.strerror(errno.EMFILE)
    assert done.returncode in (0, 1, 2, 3, 5, 74)
    assert bool(done.stderr) >= (done.returncode > 1)


@pytest.mark.skipif(sys.version_info < (3, 13), reason="sqlite3 tells of what is left open from 3.13 on")
@pytest.mark.parametrize("line", ["list", "search zzz", "show nosuch", "diff 2018 2022 -f md", "stats --by theme"])
def test_nothing_is_left_open(line: str, environment: dict[str, str], empty: Path) -> None:
    args = [sys.executable, "-X", "dev", "-m", "mandates_cli", *line.split()]
    done = subprocess.run(args, env=environment, cwd=empty, capture_output=True, text=True, timeout=60, check=False)
    assert "ResourceWarning" not in done.stderr
