"""No command but fetch asks for anything outside: no socket is opened and no other program started."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from mandates_cli import export
from mandates_cli.cli import COMMANDS

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = Path(__file__).parent / "pages" / "security-public-policies.txt"
ID: Final = "2022-democratic-governance-a4b78c"
FORMATS: Final = ("table", "json", "jsonl", "csv", "tsv", "md")
# What each command is asked, in a folder that holds a corpus, `data`, and a page, `page.txt`.
ASKED: Final[dict[str, Sequence[str]]] = {
    "import": ("import page.txt --data-dir new", "import page.txt --data-dir new --dry-run"),
    "forget": ("forget page.txt --data-dir new",),
    "parse": ("parse --data-dir data",),
    "check": ("check", "check --accounts", "check --provenance"),
    "search": (*(f"search violence -f {format}" for format in FORMATS), "search crime --kwic", "search crime --facets"),
    "list": (*(f"list -f {format}" for format in FORMATS), "list -o list.csv --bom"),
    "precedents": ("precedents violence",),
    "show": (f"show {ID}", f"show {ID} -f text", f"show {ID} -f md"),
    "themes": ("themes",),
    "summits": ("summits",),
    "documents": ("documents",),
    "bodies": ("bodies",),
    "history": (f"history {ID}", "history security-public-policies.txt"),
    "diff": ("diff data data", "diff 2018 2022"),
    "trace": (f"trace {ID}", "trace --recurring 2"),
    "stats": ("stats --by summit", "stats --by summit,theme", "stats --by summit --plot plot.svg"),
    "cite": ("cite --dataset", *(f"cite {ID} -f {format}" for format in ("text", "bibtex", "csl", "ris"))),
    "export": (
        *(f"export {name}{ending}" for name, made in export.FORMATS.items() for ending in made.endings or ("",)),
        "export pages.warc.gz",
    ),
    "schema": ("schema", "schema list"),
    "info": ("info",),
    "help": ("help", "help search"),
    "version": ("version",),
}  # fmt: skip
# Runs what it is given, line by line, and tells what each did that leaves the process.
WATCHED: Final = """
import contextlib, importlib, io, json, pkgutil, sys, traceback
LEAVES = ("socket.", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.startfile", "webbrowser.")
seen = []
def watch(event, args):
    if event.startswith(LEAVES) and event != "socket.gethostname":
        seen.append(f"{event} {args}")
        raise OSError("nothing is asked for here")
sys.addaudithook(watch)
told = {}
for module in pkgutil.walk_packages(importlib.import_module("mandates_cli").__path__, "mandates_cli."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
told["import"] = (0, "", list(seen))
from mandates_cli.cli import main
for line in sys.argv[1:]:
    seen.clear()
    sys.argv[1:] = line.split()
    code, out, err = 0, io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
    err.flush()
    told[line] = (code, err.buffer.getvalue().decode(), list(seen))
print(json.dumps(told))
"""
LINES: Final = [line for lines in ASKED.values() for line in lines]
EXTRAS: Final = ("duckdb", "openpyxl", "docx", "vl_convert", "warcio")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("index*", "*.lock"))
    shutil.copy(PAGE, tmp_path / "page.txt")
    return tmp_path


def test_every_command_but_fetch_is_asked_here() -> None:
    assert {name for name, *_ in COMMANDS} == {*ASKED, "fetch"}
    assert {name for name in export.FORMATS if not any(f"export {name}" in line for line in LINES)} == set()


def test_no_command_but_fetch_leaves_the_process(folder: Path) -> None:
    for library in EXTRAS:
        pytest.importorskip(library)
    asks = "fetch --site http://127.0.0.1:9 --data-dir fetched"
    line = [sys.executable, "-c", WATCHED, *LINES, asks]
    done = subprocess.run(line, cwd=folder, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    # The watch sees what there is to see.
    code, _, seen = told.pop(asks)
    assert code == 4
    assert any(each.startswith("socket.") for each in seen)
    assert {line: seen for line, (_, _, seen) in told.items() if seen} == {}
    assert {line: (code, said) for line, (code, said, _) in told.items() if code} == {}


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_no_library_of_theirs_opens_a_socket_either(folder: Path) -> None:
    """What is written in C or Rust is not seen from within."""
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    trace = folder / "trace"
    for asked in LINES:
        watched = ["strace", "-f", "-qq", "-e", "trace=socket,connect,sendto", "-o", str(trace)]
        done = subprocess.run(
            [*watched, sys.executable, "-m", "mandates_cli", *asked.split()],
            cwd=folder, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{asked}: {done.stderr}"
        assert [each for each in trace.read_text("utf-8", "replace").splitlines() if "AF_INET" in each] == [], asked
