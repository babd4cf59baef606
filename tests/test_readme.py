"""The commands of README.md and docs/, as a reader types them on a terminal of 80 columns, and what they print.

A block of commands is a session: it begins in an empty folder with a home of its own, so on the shipped corpus, and a
line works on what the lines before it made. A recipe is one session, with its programs. Saved pages and tables that a
session takes up are those of a made-up site, which answers `mandates fetch` too, and changes after each. What installs
something (`pip`), and what needs a program that is not installed, is left out. Output is compared where it is printed;
`...` or `…` in a line stands for any text, alone in a line for any lines.
"""

import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

import pexpect
import pytest

import processes
from test_site import themes
from testsite.generator import generate, older
from testsite.markup import files
from testsite.server import SiteServer

# pexpect forks, beside the threads of the server; the child is replaced at once.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

ROOT: Final = Path(__file__).parents[1]
SITE: Final = generate(3, [theme for theme in themes() if theme[0].startswith(("health", "security"))], placements=120)
NEW, OLD = files(SITE), files(older(SITE))
BLOCK: Final = re.compile(r"^```(console|python|text)\n(.*?)^```", re.M | re.S)
ESCAPE: Final = re.compile(r"\x1b\[[\d;?]*[A-Za-z]|\x1b[=>]")
# The first word of a command and of each part of a pipe: `jq` in "mandates list --json | jq length".
PROGRAM: Final = re.compile(r"(?:^|\||&&|;)\s*([\w-]+)(?=(?:[^']*'[^']*')*[^']*$)")
# "mandates themes        # also: summits"
INSTALLERS: Final = {"pip"}
IMPORTED: Final = re.compile(r"^(?:import|from) (\w+)", re.M)
COMMENT: Final = re.compile(r"\s# .*")
# Hands its terminal, or its pipes, to the one that forks: starting Python takes longer than most commands.
MANDATES: Final = """#!{python} -IS
import json, os, socket, sys
args = sys.argv[1:]
if args[:1] == ["fetch"]:
    args[1:1] = ["--site", {site!r}, "--rate", "0"]
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect({server!r})
    socket.send_fds(connection, [b"\\n"], [0, 1, 2])
    asked = dict(args=["-m", "mandates_cli", *args], cwd=os.getcwd(), env=dict(os.environ))
    connection.sendall(json.dumps(asked).encode())
    connection.shutdown(socket.SHUT_WR)
    pid, code = connection.makefile()
sys.exit(int(code))
"""


class Step(NamedTuple):
    """`printed` is empty where the page leaves out what is printed. A program is run by Python."""

    command: str
    printed: tuple[str, ...] = ()
    program: str | None = None


def steps(kind: str, block: str) -> list[Step]:
    if kind == "python":
        return [Step("python program.py", program=block)]
    found: list[Step] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(Step(line[2:]))
        else:
            found[-1] = found[-1]._replace(printed=(*found[-1].printed, line))
    return found


def sessions(page: Path) -> list[list[Step]]:
    """Programs outside of recipes are tested apart."""
    blocks = BLOCK.findall(page.read_text("utf-8"))
    if page.parent.name != "recipes":
        return [steps(kind, block) for kind, block in blocks if kind == "console"]
    found: list[Step] = []
    for kind, block in blocks:
        if kind == "text":  # what the program above prints
            found[-1] = found[-1]._replace(printed=tuple(block.splitlines()))
        else:
            found += steps(kind, block)
    return [found] if found else []


PAGES: Final = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SESSIONS: Final = [
    pytest.param(session, id=f"{page.relative_to(ROOT)}-{number}")
    for page in PAGES
    for number, session in enumerate(sessions(page), 1)
]


def expected(printed: tuple[str, ...]) -> re.Pattern[str]:
    lines = [re.sub(r"(?:\\\.\\\.\\\.|…)+", ".*", re.escape(line.rstrip())) + "\n" for line in printed]
    return re.compile("".join(r"(?:.*\n)*?" if line == ".*\n" else line for line in lines))


def runs(step: Step) -> bool:
    if step.program is not None:
        return all(find_spec(name) is not None for name in IMPORTED.findall(step.program))
    programs = PROGRAM.findall(COMMENT.sub("", step.command))
    return programs[0] not in INSTALLERS and all(map(shutil.which, set(programs) - {"mandates"}))


@pytest.fixture
def site() -> Iterator[SiteServer]:
    with SiteServer(OLD) as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, site: SiteServer, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a reader who has installed the program."""
    program = tmp_path / "bin" / "mandates"
    program.parent.mkdir()
    program.write_text(MANDATES.format(site=site.url, python=sys.executable, server=processes.server()))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    # With the Python that runs, and whatever is installed beside it.
    path = os.pathsep.join([str(program.parent), str(Path(sys.executable).parent), environment["PATH"]])
    return {**environment, "PATH": path, "TERM": "xterm-256color", "COLUMNS": "80"}


@pytest.fixture
def saved(empty: Path) -> Path:
    """The folder, with pages that the reader has saved."""
    pages = [page for page in OLD if page.startswith("/sisca/health")]
    (empty / "saved-pages").mkdir()
    for page in pages:
        (empty / "saved-pages" / Path(page).name).write_bytes(OLD[page])
    (empty / "sec.html").write_bytes(OLD["/sisca/sec.html"])
    rows = [f"saved-pages/{Path(page).name},http://www.summit-americas.org{page},2026-06-30\n" for page in pages]
    (empty / "origins.csv").write_text("file,address,date\n" + "".join(rows))
    return empty


@pytest.mark.parametrize("session", SESSIONS)
def test_what_the_page_says_is_what_a_reader_gets(
    session: list[Step], site: SiteServer, desk: dict[str, str], saved: Path
) -> None:
    for step in session:
        if not runs(step):
            continue
        command, printed, program = step
        if program is not None:
            (saved / "program.py").write_text(program, "utf-8")
        said, code = pexpect.run(
            "/bin/bash", args=["-o", "pipefail", "-c", command], cwd=str(saved), env=desk, encoding="utf-8", timeout=60,
            withexitstatus=True,
        )  # fmt: skip
        shown = "".join(line.rstrip() + "\n" for line in ESCAPE.sub("", said).splitlines())
        assert code == 0, f"$ {command}\n{shown}"
        if printed:
            assert expected(printed).fullmatch(shown), f"$ {command}\n{shown}"
        if "mandates fetch" in command and "--dry-run" not in command:
            site.files = NEW


PROGRAMS: Final = [
    pytest.param(block, id=f"{page.relative_to(ROOT)}-{number}")
    for page in PAGES
    if page.parent.name != "recipes"
    for number, (kind, block) in enumerate(BLOCK.findall(page.read_text("utf-8")), 1)
    if kind == "python"
]


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs_run(program: str, environment: dict[str, str], empty: Path) -> None:
    """On the shipped corpus; `newer` is another one."""
    shutil.copytree(ROOT / "data", empty / "newer")
    done = processes.run("-c", program, env=environment, cwd=empty)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("printed", "shown", "fits"),
    [
        (("a", "b"), "a\nb\n", True),
        (("a",), "a\nb\n", False),
        (("a", "..."), "a\nb\nc\n", True),
        (("a", "…", "c"), "a\nc\n", True),
        (("a … c",), "a b c\n", True),
        (("a … c",), "a b\nc\n", False),
        (("a.b",), "a-b\n", False),
    ],
)
def test_output_fits_what_is_printed(printed: tuple[str, ...], shown: str, fits: bool) -> None:
    assert bool(expected(printed).fullmatch(shown)) == fits


@pytest.mark.parametrize(
    ("command", "program"),
    [
        ("mandates list | no-such-program -c", "no-such-program"),
        ("mandates list --json | jq '.[] | .id' | sort", "jq"),
        ("mandates search '\"a b\" | OR c' && mandates list", "mandates"),
    ],
)
def test_the_programs_of_a_command_are_known(command: str, program: str) -> None:
    assert program in PROGRAM.findall(command)
    assert not {"OR", "id", "list"} & set(PROGRAM.findall(command))
