"""Finding the way: help, version, and commands that do not exist."""

import re

import pytest

import mandates_cli
import processes
from conftest import Run
from invented import typed
from mandates_cli.cli import COMMANDS
from mandates_cli.cli.help import MEANT

NAMES = [name for name, *_ in COMMANDS]


def words(help: str) -> set[str]:
    return set(re.sub("[─-╿]", " ", help).split())


def helped(*args: str) -> str:
    code, out, err = typed(*args)
    assert (code, err) == (0, "")
    return out


@pytest.mark.parametrize("name", ["", *NAMES])
def test_help_breaks_no_word_and_is_the_same_by_either_way(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    command = [name] if name else []
    monkeypatch.setenv("COLUMNS", "250")
    wide = helped(*command, "--help")
    for columns in ("80", "100"):
        monkeypatch.setenv("COLUMNS", columns)
        narrow = helped("help", *command)
        assert words(narrow) == words(wide)
        assert "…" not in narrow
        assert not re.search(r"<str>|x[<>]=", narrow)
        assert max(map(len, narrow.splitlines())) <= int(columns)
        assert narrow == helped(*command, "-h")


ALL_HELP = """
import contextlib, sys
from mandates_cli.cli import COMMANDS, main
for line in (["--help"], ["schema"], *([name, "--help"] for name, *_ in COMMANDS)):
    sys.argv[1:] = line
    with contextlib.suppress(SystemExit):
        main()
"""


def test_help_and_schema_need_no_docstrings(environment: dict[str, str]) -> None:
    done = [processes.run("-c", ALL_HELP, env={**environment, **more}) for more in ({}, {"PYTHONOPTIMIZE": "2"})]
    assert [(one.returncode, one.stderr) for one in done] == [(0, "")] * 2
    assert done[0].stdout == done[1].stdout
    assert len(done[0].stdout) > 20_000


def test_the_version_is_said_whichever_way_it_is_asked(run: Run) -> None:
    for asked in ("version", "-V", "--version"):
        assert run(asked).stdout == f"mandates {mandates_cli.__version__}\n"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("bibtex", "mandates cite ID -f bibtex"),
        ("heatmap", "mandates stats --by A,B"),
        ("Docs", "mandates documents"),
        ("grep", "mandates search QUERY"),
        ("ls", "mandates list"),
        ("serach", "Did you mean search?"),
        ("cybercrime", "mandates search cybercrime"),
    ],
)
def test_an_unknown_command_points_to_the_right_one(word: str, said: str) -> None:
    for args in ([word, "whatever"], ["help", word]):
        code, out, err = typed(*args)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        assert said in err


def test_what_is_pointed_to_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not MEANT.keys() & set(NAMES)
    monkeypatch.setenv("COLUMNS", "250")
    options = {name: words(helped(name, "--help")) for name in NAMES}
    for meant in MEANT.values():
        name, *rest = meant.split()
        assert options[name] >= {word for word in rest if word.startswith("-")}
