"""What a person sees while `mandates fetch` runs, in a real pseudo-terminal, and what a program reads in a pipe."""

import csv
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pexpect
import pyte
import pytest

from conftest import Run
from mandates_cli import registry
from test_site import themes
from testsite.faults import Fault
from testsite.generator import generate, older
from testsite.markup import files
from testsite.server import SiteServer

# pexpect forks, beside the threads of the server; the child is replaced at once.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

SITE = generate(3, themes(), pages=12, placements=60)
FILES = files(SITE)
ESCAPE = "\x1b"
COLOUR = re.compile(r"\x1b\[[\d;]*m")
# Beside the bar: pages done of those known, bytes, seconds left, the page that is asked for.
BAR = re.compile(r"━.* (\d+)/(\d+) +([\d,]+) bytes +[-\d:]+ +(/sisca/\S+)")
DEMOCRACY = ("--theme", "democracy", "--rate", "0")


class Seen(NamedTuple):
    """`frames` are the screens one after another, `raw` is what the terminal was sent."""

    frames: list[list[str]]
    raw: str
    code: int
    screen: pyte.Screen

    @property
    def last(self) -> list[str]:
        return self.frames[-1]


def plain(environment: Mapping[str, str]) -> dict[str, str]:
    return {k: v for k, v in environment.items() if k not in ("NO_COLOR", "COLUMNS", "TERM", "FORCE_COLOR")}


def watched(
    command: str, cwd: Path, env: Mapping[str, str], columns: int = 80, interrupt: Callable[[str], bool] | None = None
) -> Seen:
    """Run a shell command in a terminal; Ctrl-C is typed once `interrupt` holds of what was sent so far."""
    child = pexpect.spawn(
        "/bin/bash", ["-c", command], cwd=str(cwd), env=dict(env), encoding="utf-8", timeout=30,
        dimensions=(24, columns),
    )  # fmt: skip
    screen = pyte.Screen(columns, 24)
    stream = pyte.Stream(screen)
    raw, frames = "", [[""]]
    while True:
        try:
            piece = child.read_nonblocking(2**16, timeout=30)
        except pexpect.EOF:
            break
        raw += piece
        for drawn in re.split(r"(?=\r\x1b\[)", piece):  # what came at once was still seen one after another
            stream.feed(drawn)
            frames.append([line.rstrip() for line in screen.display if line.strip()])
        if interrupt and interrupt(raw):
            child.sendintr()
            interrupt = None
    child.close()
    return Seen(frames, raw, -1 if child.exitstatus is None else child.exitstatus, screen)


def fetching(url: str, *args: str) -> str:
    return " ".join(
        [sys.executable, "-m", "mandates_cli", "fetch", "--data-dir", "data", "--site", url, *DEMOCRACY, *args]
    )


@pytest.fixture
def terminal(environment: dict[str, str]) -> dict[str, str]:
    return plain(environment) | {"TERM": "xterm-256color"}


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer(FILES, latency=0.02) as running:
        yield running


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """A fetch of eight pages on a terminal of 80 columns, where the server is busy once."""
    home = tmp_path_factory.mktemp("terminal")
    env = plain(os.environ) | {"HOME": str(home), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
    with SiteServer(FILES, latency=0.1) as server:
        server.fail("/sisca/dem_corr.html", Fault.status(503), times=1)
        found = watched(fetching(server.url), home, env)
    assert found.code == 0, found.raw
    return found


def bars(seen: Seen) -> list[tuple[str, ...]]:
    return [match.groups() for frame in seen.frames for line in frame if (match := BAR.search(line))]


def test_a_bar_shows_pages_done_of_those_known_bytes_and_the_page_being_asked(seen: Seen) -> None:
    shown = bars(seen)
    counts = [(int(done), int(total)) for done, total, *_ in shown]
    assert len(set(counts)) > 3
    assert counts == sorted(counts)
    assert {total for _, total in counts} == {8}
    received = [int(size.replace(",", "")) for *_, size, _ in shown]
    assert received == sorted(received)
    assert received[-1] > 2_000
    pages = {page for *_, page in shown}
    assert len(pages) > 3
    assert pages <= set(registry.load().pages())


def test_there_is_never_more_than_one_bar_and_none_at_the_end(seen: Seen) -> None:
    assert max(sum("━" in line for line in frame) for frame in seen.frames) == 1
    assert not [line for line in seen.last if "━" in line]
    assert not seen.screen.cursor.hidden


def test_a_notice_stands_above_the_bar_and_stays(seen: Seen) -> None:
    notice = re.compile(r"127\.0\.0\.1:\d+: status 503; trying again in [\d.]+ s")
    both = [frame for frame in seen.frames if any(map(notice.match, frame)) and any("━" in line for line in frame)]
    assert both
    for frame in both:
        above, *_ = [bool(notice.match(line)) for line in frame if notice.match(line) or "━" in line]
        assert above
    assert sum(bool(notice.match(line)) for line in seen.last) == 1


def test_colour_is_for_the_bar_alone(seen: Seen) -> None:
    assert COLOUR.search(seen.raw)
    assert not any(map(COLOUR.search, summary(seen)))


def summary(seen: Seen) -> list[str]:
    """The lines that were written when the bar was gone, as they were written."""
    return [line.rstrip() for line in seen.raw.rpartition("\x1b[2K")[2].splitlines() if line.strip()]


def test_the_summary_names_what_came(seen: Seen) -> None:
    head, built, *rest = summary(seen)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d: 2 pages: 2 new \([\d,]+ bytes in [\d.]+ s\)", head)
    assert re.fullmatch(r"\d+ mandates in \d+ placements on 2 pages, 0 diagnostics: data/parsed", built)
    assert [line.split()[:2] for line in rest[:2]] == [["new", "/sisca/dem.html"], ["new", "/sisca/dem_sp.html"]]
    assert re.fullmatch(r"mandates: \d+ new, 0 changed, 0 vanished", rest[2])


def test_the_list_of_changes_fits_the_terminal(seen: Seen) -> None:
    listed = [line for line in summary(seen) if line.startswith("  ")]
    assert max(map(len, listed)) <= 80
    assert any(line.endswith("…") for line in listed)


def test_the_summary_fits_the_terminal(seen: Seen) -> None:
    assert max(map(len, summary(seen))) <= 80


def test_where_mandates_changed_the_summary_says_how_to_see_it(terminal: dict[str, str], empty: Path) -> None:
    """And only there: not when there is nothing to compare with, nor in a pipe."""
    hint = "'mandates diff previous latest' shows what changed, word by word."
    for pages, hints in ((files(older(SITE)), 0), (FILES, 1), (FILES, 0)):
        with SiteServer(pages) as running:
            found = watched(fetching(running.url), empty, terminal)
        assert found.code == 0, found.raw
        assert summary(found).count(hint) == hints
    with SiteServer(files(older(SITE))) as running:
        piped = watched(f"{fetching(running.url)} 2>&1 | cat", empty, terminal)
    assert "vanished" in piped.raw
    assert hint not in piped.raw


@pytest.mark.parametrize("how", ["environment", "option"])
def test_without_colour_there_is_a_bar_of_plain_characters(
    server: SiteServer, terminal: dict[str, str], empty: Path, how: str
) -> None:
    env, args = ({"NO_COLOR": "1"}, ()) if how == "environment" else ({}, ("--no-color",))
    found = watched(fetching(server.url, *args), empty, terminal | env)
    assert found.code == 0
    assert bars(found)
    assert not COLOUR.search(found.raw)


@pytest.mark.parametrize("term", ["dumb", None], ids=["dumb", "unset"])
def test_a_terminal_that_cannot_move_its_cursor_gets_text_alone(
    server: SiteServer, terminal: dict[str, str], empty: Path, term: str | None
) -> None:
    server.fail("/sisca/dem.html", Fault.status(503), times=1)
    env = {k: v for k, v in terminal.items() if k != "TERM"} | ({"TERM": term} if term else {})
    found = watched(f"{'' if term else 'unset TERM; '}{fetching(server.url)}", empty, env)
    assert found.code == 0
    assert ESCAPE not in found.raw
    assert "━" not in found.raw
    assert "status 503; trying again" in found.raw


def test_on_a_narrow_terminal_the_bar_stays_one_line(server: SiteServer, terminal: dict[str, str], empty: Path) -> None:
    found = watched(fetching(server.url), empty, terminal, 40)
    assert max(sum("━" in line for line in frame) for frame in found.frames) == 1
    assert tidy(found)


def test_with_stdout_elsewhere_the_bar_has_the_width_of_the_terminal(
    server: SiteServer, terminal: dict[str, str], empty: Path
) -> None:
    found = watched(f"{fetching(server.url)} > rows.jsonl", empty, terminal, 60)
    assert tidy(found)
    assert rows((empty / "rows.jsonl").read_text("utf-8"))


def tidy(found: Seen) -> bool:
    """Whether it ended well and left nothing of its bar behind."""
    return found.code == 0 and not [line for line in found.last if "━" in line]


def test_with_stdout_elsewhere_the_rows_go_there_and_the_counts_to_the_terminal(
    server: SiteServer, terminal: dict[str, str], empty: Path
) -> None:
    found = watched(f"{fetching(server.url)} > rows.jsonl", empty, terminal, 120)
    assert tidy(found)
    assert bars(found)
    assert any("2 pages: 2 new" in line for line in found.last)
    assert len(rows((empty / "rows.jsonl").read_text("utf-8"))) > 8


ATTACKS = "\x1b[2J\x1b]0;owned\x07\x1bc\x9b2J\x1b[8m\u202e\x08"


def harmless(raw: str) -> bool:
    """Whether a terminal was sent nothing but the bar's own sequences."""
    ours = re.sub(r"\x1b\[(?:\?25[lh]|2K|\d*A|[\d;]*m)", "", raw)
    return not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", ours)


def test_an_escape_sequence_in_a_page_cannot_act(server: SiteServer, terminal: dict[str, str], empty: Path) -> None:
    hostile = re.sub("<(?:li|dd)>", lambda tag: tag[0] + ATTACKS, FILES["/sisca/dem.html"].decode("utf-8"))
    named = f"<a href='dem{ATTACKS}.html'>x</a><a href='dem%1b[2J.html'>x</a>"
    server.files = FILES | {"/sisca/dem.html": f"<meta charset=utf-8>{named}{hostile}".encode()}
    found = watched(f"echo before; {fetching(server.url)}", empty, terminal)
    assert found.code == 0
    assert harmless(found.raw)
    assert found.last[0] == "before"
    assert found.screen.title == ""
    assert r"\x1b[2J" in found.raw
    assert not [hit.path for hit in server.hits if "%1b" in hit.path.lower()]


LOCATIONS = {
    "to-another-host": f"http://example.org/{ATTACKS.replace(chr(0x202E), '')}",
    "within-the-site": f"/sisca/{ATTACKS.replace(chr(0x202E), '')}.html",
    "eight-bit": "http://example.org/\x9b2J\x9d0;owned\x9c",
}


@pytest.mark.parametrize("location", LOCATIONS.values(), ids=LOCATIONS)
def test_an_escape_sequence_in_a_location_cannot_act(
    server: SiteServer, terminal: dict[str, str], empty: Path, location: str
) -> None:
    server.fail("/sisca/dem.html", Fault.redirect(location))
    found = watched(f"echo before; {fetching(server.url, '--lang', 'en')}", empty, terminal)
    assert found.code in (0, 4)
    assert harmless(found.raw)
    assert found.last[0] == "before"
    assert found.screen.title == ""


def test_ctrl_c_takes_the_bar_away_and_says_how_to_go_on(
    server: SiteServer, terminal: dict[str, str], empty: Path
) -> None:
    server.latency = 0.2
    found = watched(fetching(server.url), empty, terminal, interrupt=lambda raw: bool(re.search("[2-6]/8", raw)))
    assert found.code == 130
    assert not [line for line in found.last if "━" in line]
    assert not found.screen.cursor.hidden
    assert any("kept; the same command goes on from there." in line for line in found.last)
    assert "Traceback" not in found.raw


def rows(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_in_a_pipe_rows_are_json_lines_and_nothing_moves_a_cursor(server: SiteServer, run: Run) -> None:
    server.fail("/sisca/dem.html", Fault.status(503), times=1)
    done = run("fetch", "--site", server.url, *DEMOCRACY, "--data-dir", "data", env={"TERM": "xterm-256color"})
    assert {row["kind"] for row in rows(done.stdout)} == {"page", "mandate"}
    assert ESCAPE not in done.stdout + done.stderr
    assert "━" not in done.stderr
    assert "status 503; trying again" in done.stderr
    assert "2 pages: 2 new" in done.stderr
    assert "--contact" not in done.stderr, "a hint is for those who look"


def test_json_is_one_array_and_csv_has_its_rows(server: SiteServer, run: Run) -> None:
    fetch = ("fetch", "--site", server.url, *DEMOCRACY)
    array = json.loads(run(*fetch, "--data-dir", "a", "--json").stdout)
    table = list(csv.DictReader(io.StringIO(run(*fetch, "--data-dir", "b", "-f", "csv").stdout)))
    assert list(table[0]) == list(array[0])
    for name in ("kind", "change", "id", "text"):
        assert [row[name] for row in table] == [row[name] or "" for row in array]
    assert [row["bytes"] for row in table] == ["" if row["bytes"] is None else str(row["bytes"]) for row in array]


def test_a_reader_that_wants_one_row_ends_it_quietly(
    server: SiteServer, environment: dict[str, str], empty: Path
) -> None:
    command = f"({fetching(server.url)}; echo $? > code) 2> said | head -1 > row"
    watched(command, empty, environment)
    assert (empty / "code").read_text() in ("0\n", "141\n")
    assert len(rows((empty / "row").read_text("utf-8"))) == 1
    assert not re.search("Traceback|Broken|Exception", (empty / "said").read_text("utf-8"))
