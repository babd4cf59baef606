"""What a person sees: the command in a real pseudo-terminal, read back from an emulated screen."""

import sys

import pexpect
import pyte
import pytest


def screen_of(args: list[str], environment: dict[str, str], cwd: object, columns: int = 80) -> tuple[list[str], str]:
    env = environment | {"COLUMNS": str(columns)}
    output = pexpect.run(
        " ".join([sys.executable, "-m", "mandates_cli", *args]),
        env=env,
        cwd=str(cwd),
        timeout=60,
        encoding="utf-8",
        dimensions=(24, columns),
    )
    screen = pyte.Screen(columns, 200)
    pyte.Stream(screen).feed(output)
    return [line.rstrip() for line in screen.display if line.strip()], output


@pytest.fixture
def terminal(environment: dict[str, str]) -> dict[str, str]:
    return {k: v for k, v in environment.items() if k != "NO_COLOR"} | {"TERM": "xterm-256color"}


def test_search_wraps_to_the_terminal_and_marks_hits(terminal: dict[str, str], empty: object) -> None:
    lines, raw = screen_of(["search", "cybercrime"], terminal, empty, 70)
    assert max(map(len, lines)) <= 70
    assert "3 commitments: 3 in English" in lines
    assert sum("2022-digital-transformation-" in line and "security/public-policies" in line for line in lines) == 3
    assert "\x1b[1;31mcybercrimes\x1b[0m" in raw


@pytest.mark.parametrize("plain", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["NO_COLOR", "dumb"])
def test_plain_terminals_get_no_escape(terminal: dict[str, str], empty: object, plain: dict[str, str]) -> None:
    _, raw = screen_of(["search", "cybercrime"], terminal | plain, empty)
    assert "\x1b" not in raw
    assert "[[cybercrimes]]" in raw
    assert "\x1b" not in screen_of(["themes", "--no-color"], terminal, empty)[1]


def test_an_escape_sequence_in_a_page_cannot_act(
    terminal: dict[str, str], empty: object, tmp_path: object, run: object
) -> None:
    from pathlib import Path

    from conftest import REAL_PAGE

    page = Path(str(tmp_path)) / "page.txt"
    page.write_text(
        REAL_PAGE.read_text("utf-8").replace("Take steps", "Take \x1b[2J\x1bc\u202e[bold]steps[/x]"), "utf-8"
    )
    run("import", str(page), "--data-dir", str(tmp_path) + "/data")  # type: ignore[operator]
    lines, raw = screen_of(["list", "--data-dir", str(tmp_path) + "/data"], terminal, empty)
    assert "\x1b[2J" not in raw
    assert "\x1bc" not in raw
    assert "\u202e" not in raw
    assert any("[bold]steps[/x]" in line for line in lines)


@pytest.mark.parametrize("columns", [40, 80, 100])
@pytest.mark.parametrize(
    "args", [["search", "cybercrime"], ["trace", "--dropped-since", "2022"], ["diff", "2018", "2022", "--stat"]]
)
def test_what_is_said_is_broken_between_words(
    terminal: dict[str, str], empty: object, args: list[str], columns: int
) -> None:
    wide = " ".join(screen_of(args, terminal, empty, 250)[0]).split()
    lines, raw = screen_of(args, terminal, empty, columns)
    assert set(" ".join(lines[-4:]).split()) <= set(wide)
    assert max(map(len, raw.splitlines()[-4:])) <= columns


def test_a_caret_stays_below_its_place(terminal: dict[str, str], empty: object) -> None:
    query = "ships " * 20 + ")"
    lines, raw = screen_of(["search", "--", f"'{query}'"], terminal, empty, 60)
    assert lines[0].startswith("mandates: ")
    assert f"  {query}" in raw
    assert raw.splitlines()[-1].endswith("^")
