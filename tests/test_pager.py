"""A long answer on a terminal goes through a pager; a short one, and one in a pipe, does not."""

import sys
from pathlib import Path

import pexpect
import pytest

from conftest import Run
from invented import site_records, written_to
from test_terminal import screen_of

# A pager that says so, and shows what it is given.
SAYS = "sh -c 'echo PAGED; cat'"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(written_to(tmp_path_factory.mktemp("paged"), site_records()))


@pytest.fixture
def terminal(environment: dict[str, str]) -> dict[str, str]:
    return {k: v for k, v in environment.items() if k not in ("PAGER", "NO_COLOR")} | {"TERM": "xterm-256color"}


def told(folder: str, terminal: dict[str, str], *args: str, cwd: Path) -> list[str]:
    return screen_of([*args, "--data-dir", folder], terminal, cwd)[0]


def test_a_long_answer_is_paged_and_counted_after(folder: str, terminal: dict[str, str], empty: Path) -> None:
    env = terminal | {"PAGER": SAYS}
    asked = ("list", "--limit", "12")
    paged = told(folder, env, *asked, cwd=empty)
    assert paged[0] == "PAGED"
    assert "commitment" in paged[-1]
    assert paged[1:] == told(folder, env, *asked, "--no-pager", cwd=empty)


@pytest.mark.parametrize("more", [[], ["--kwic"]], ids=["mandates", "lines"])
def test_an_answer_with_its_facets_is_paged_as_one(
    folder: str, terminal: dict[str, str], empty: Path, more: list[str]
) -> None:
    asked = ["search", "the", "--facets", *more, "--data-dir", folder]
    _, raw = screen_of(asked, terminal | {"PAGER": SAYS}, empty)
    assert raw.count("PAGED") == 1
    assert raw.index("PAGED") < raw.index("commitments") < raw.index(" in English")


@pytest.mark.parametrize("args", [["list", "--limit", "1"], ["list", "--limit", "0"], ["list", "--json", "-n", "30"],
                                  ["info"]])  # fmt: skip
def test_what_fits_or_is_data_is_not_paged(folder: str, terminal: dict[str, str], empty: Path, args: list[str]) -> None:
    assert "PAGED" not in told(folder, terminal | {"PAGER": SAYS}, *args, cwd=empty)


@pytest.mark.parametrize(
    "more",
    [{"PAGER": "cat"}, {"PAGER": ""}, {"PAGER": "no-such-pager"}, {"PAGER": "'"}, {"PAGER": SAYS, "TERM": "dumb"},
     {"MANDATES_PAGER": "cat", "PAGER": SAYS}],
    ids=["cat", "none", "not-there", "half-quoted", "dumb", "of-our-own"],
)  # fmt: skip
def test_without_a_pager_it_is_printed(
    folder: str, terminal: dict[str, str], empty: Path, more: dict[str, str]
) -> None:
    lines = told(folder, terminal | more, "list", "-n", "12", cwd=empty)
    assert lines == told(folder, terminal | more, "list", "-n", "12", "--no-pager", cwd=empty)


def test_a_pipe_is_never_paged(folder: str, terminal: dict[str, str], run: Run) -> None:
    assert "PAGED" not in run("list", "-f", "table", "--data-dir", folder, env={"PAGER": SAYS}).stdout


def test_who_leaves_early_hears_nothing(folder: str, terminal: dict[str, str], empty: Path) -> None:
    lines = told(folder, terminal | {"PAGER": "head -n 1"}, "list", cwd=empty)
    assert len(lines) == 1


def test_less_waits_and_q_leaves_it(folder: str, terminal: dict[str, str], empty: Path) -> None:
    child = pexpect.spawn(
        sys.executable, ["-m", "mandates_cli", "list", "--data-dir", folder], env=terminal, cwd=str(empty),
        timeout=60, encoding="utf-8", dimensions=(24, 80),
    )  # fmt: skip
    child.expect(":")
    child.expect("\x1b\\[K")
    child.sendintr()  # stops a search in the pager, and neither of the two programs
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, "Traceback" in str(child.before)) == (0, False)
