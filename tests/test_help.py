"""Finding the way: help, version, and commands that do not exist."""

import re

import pytest

import mandates_cli
from conftest import Run
from mandates_cli.cli import COMMANDS
from mandates_cli.cli.help import MEANT

NAMES = [name for name, *_ in COMMANDS]


def words(help: str) -> set[str]:
    return set(re.sub("[─-╿]", " ", help).split())


@pytest.mark.parametrize("name", ["", *NAMES])
def test_help_breaks_no_word_and_is_the_same_by_either_way(run: Run, name: str) -> None:
    command = [name] if name else []
    wide = run(*command, "--help", env={"COLUMNS": "250"}).stdout
    for columns in ("80", "100"):
        narrow = run("help", *command, env={"COLUMNS": columns}).stdout
        assert words(narrow) == words(wide)
        assert "…" not in narrow
        assert not re.search(r"<str>|x[<>]=", narrow)
        assert max(map(len, narrow.splitlines())) <= int(columns)
        assert narrow == run(*command, "-h", env={"COLUMNS": columns}).stdout


def test_the_version_is_said_whichever_way_it_is_asked(run: Run) -> None:
    for asked in ("version", "-V", "--version"):
        assert run(asked).stdout == f"mandates {mandates_cli.__version__}\n"


@pytest.mark.parametrize(
    ("typed", "said"),
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
def test_an_unknown_command_points_to_the_right_one(run: Run, typed: str, said: str) -> None:
    for args in ([typed, "whatever"], ["help", typed]):
        done = run(*args, code=2)
        assert done.stdout == ""
        assert done.stderr.count("\n") == 1
        assert said in done.stderr


def test_what_is_pointed_to_exists(run: Run) -> None:
    assert not MEANT.keys() & set(NAMES)
    options = {name: words(run(name, "--help").stdout) for name in NAMES}
    for meant in MEANT.values():
        name, *rest = meant.split()
        assert options[name] >= {word for word in rest if word.startswith("-")}
