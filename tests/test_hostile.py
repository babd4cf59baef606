"""A corpus that somebody made to harm: every text in its records and tables holds what a terminal obeys, or what a
program takes for its own. Whatever is shown of it is text."""

import io
import json
import os
import re
import shutil
import sys
import tty
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Final, NamedTuple

import pyte
import pytest
from pydantic import BaseModel

import hostile
from conftest import Run
from hostile import FORGED, MARKUP, PAYLOADS, filled
from invented import typed
from mandates_cli.cli import main
from mandates_cli.model import Diagnostic, Document, Mandate, Page, Sighting, Snapshot, Summit
from mandates_cli.render.screen import HIDDEN, MOST_MARKS, STYLES, shown, shown_lines

ACTS: Final = re.compile(HIDDEN)
COLOR: Final = re.compile(
    "|".join(map(re.escape, {*STYLES.values(), "\x1b[0m", "\x1b[1m", "\x1b[2m"} - {""})) + r"|\x1b\[[\d;]+m"
)
# So wide that no line is broken but where a text has an end of line.
WIDE: Final = "2000"
COMMANDS: Final = [
    "list", "list --fields id,summit_name,document_title,citation,placements,items,notes,twin,themes",
    "list --theme PREFIX", "search harbours*", "search harbours* --kwic", "search harbours* --facets",
    "precedents keep", "show ID", "show ID --lang es", "show ID --fields id,text,notes,placements.page",
    "themes", "summits", "documents", "bodies", "info", "diff 2018 2022", "diff 2018 2022 --stat",
    "diff FILE FOLDER --all", "diff FOLDER FILE --stat", "trace ID", "trace harbours*", "trace --recurring 2",
    "trace --dropped-since 2018", "stats --by document", "stats --by theme,body", "stats --by summit --taken-up",
    "check", "check --accounts", "check --publisher", "cite ID", "cite ID -f bibtex", "cite ID -f ris",
    "cite ID -f csl", "history ID",
]  # fmt: skip
# Those that say for themselves what they write.
OWN: Final = ("--publisher", "cite")
FORMATS: Final = ("table", "md", "text")
DATA: Final = ("json", "jsonl", "csv", "tsv")
# One of so many in every run; all of them in a long one.
EVERY: Final = [*PAYLOADS.values(), *MARKUP.values()]
SIZES: Final = [pytest.param(8, id="some"), pytest.param(1, id="all", marks=pytest.mark.soak)]


class Planted(NamedTuple):
    """A corpus, the same without data/raw, a file of records and an id."""

    folder: Path
    bare: Path
    file: Path
    id: str

    def asked(self, command: str) -> list[str]:
        """The arguments, without the corpus."""
        known = {"FOLDER": str(self.folder), "FILE": str(self.file), "ID": self.id, "PREFIX": "harbours"}
        return [known.get(word, word) for word in command.split()]


@pytest.fixture(scope="module", params=SIZES)
def planted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    folder = tmp_path_factory.mktemp("planted")
    hostile.corpus(folder / "data", EVERY[:: request.param])
    lines = (folder / "data" / "parsed" / "mandates.jsonl").read_text("utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    changed = [
        {**row, "language": f"\x1b[2J{FORGED}", "document": None, "text": row["text"].replace("keep", "hold"),
         "chapeau": None, "items": []}
        for row in rows[::2]
    ]  # fmt: skip
    file = folder / "other\n\x1b[2Jforged.json"
    file.write_text(json.dumps([*changed, *rows[3::6]]), "utf-8")
    shutil.copytree(folder / "data", folder / "bare", ignore=shutil.ignore_patterns("raw"))
    return Planted(folder / "data", folder / "bare", file, rows[4]["id"].removesuffix(FORGED))


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def on_terminal(*args: str) -> str:
    """What a terminal is sent, in this process."""
    out, err = Terminal(io.BytesIO(), "utf-8", newline=""), io.TextIOWrapper(io.BytesIO(), "utf-8")
    kept, sys.argv = sys.argv, ["mandates", *args]
    try:
        with suppress(SystemExit), redirect_stdout(out), redirect_stderr(err):
            main()
    finally:
        sys.argv = kept
    out.flush()
    assert isinstance(out.buffer, io.BytesIO)
    return out.buffer.getvalue().decode()


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for held in value.values():
            yield from texts(held)
    elif isinstance(value, (list, tuple)):
        for held in value:
            yield from texts(held)


@pytest.mark.parametrize("kind", [Mandate, Page, Diagnostic, Sighting, Snapshot, Summit, Document])
def test_every_text_of_a_record_is_hostile(kind: type[BaseModel]) -> None:
    told = list(texts(filled(kind, "\x1b")))
    schema = json.dumps(kind.model_json_schema())
    assert schema.count('"type": "string"') - schema.count('"enum"') - schema.count('"format"') <= len(told) + 1
    assert {text for text in told if not text.startswith("\x1b")} <= {"en", "error", "page", "fetch", "date", "asked"}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_that_people_read_acts(
    planted: Planted, command: str, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = any(word in command for word in OWN)
    if (own and format != "table") or (format == "text" and not command.startswith("show")):
        pytest.skip("this command has no such format")
    monkeypatch.setenv("COLUMNS", WIDE)
    asked = [*planted.asked(command), *([] if own else ["-f", format])]
    # The pages that the manifest tells of are not there: that is what `check` would say, and no more.
    folder = planted.bare if command.startswith("check") else planted.folder
    code, out, err = typed(*asked, "--data-dir", str(folder))
    assert code in (0, 1) or "PREFIX" in command, err
    assert set(ACTS.findall(out + err)) == {"\n"}
    assert not re.search(r"^[\s|>*#-]{0,8}forged", out + err, re.MULTILINE)


@pytest.mark.parametrize("command", [one for one in COMMANDS if "cite" not in one and "publisher" not in one])
def test_a_terminal_is_sent_nothing_but_text_and_our_colours(
    planted: Planted, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"COLUMNS": "80", "PAGER": "cat", "TERM": "xterm"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    sent = on_terminal(*planted.asked(command), "-f", "table", "--data-dir", str(planted.folder))
    assert set(ACTS.findall(COLOR.sub("", sent))) <= {"\n"}


def test_what_stood_on_a_terminal_stays(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PAGER", "cat")
    for command in ("list --fields id,themes,text -n 9", "show ID", "list -n 3 --json", "list -n 3 -f csv"):
        screen = pyte.Screen(80, 2_000)
        stream = pyte.Stream(screen)
        stream.feed("a line that stood here\r\n")
        sent = on_terminal(*planted.asked(command), "--data-dir", str(planted.folder))
        stream.feed(sent.replace("\n", "\r\n"))
        assert screen.display[0].rstrip() == "a line that stood here"
        assert (screen.title, screen.margins, screen.mode) == ("", None, pyte.Screen(80, 24).mode)
        assert screen.charset == 0


@pytest.mark.parametrize("format", DATA)
@pytest.mark.parametrize("command", ["list", "list --fields id,text,placements", "search harbours* --kwic", "info"])
def test_data_on_a_terminal_do_not_act_and_are_exact_in_a_pipe(planted: Planted, command: str, format: str) -> None:
    asked = (*planted.asked(command), "-f", format, "--data-dir", str(planted.folder))
    code, piped, _ = typed(*asked)
    assert code == 0
    sent = on_terminal(*asked)
    # A tab moves on, and no more.
    assert set(ACTS.findall(sent)) <= {"\n", "\t"}
    assert ACTS.search(piped.replace("\n", "").replace("\t", ""))
    if format == "json":
        assert json.loads(sent) == json.loads(piped)
    if format == "jsonl":
        assert [*map(json.loads, sent.splitlines())] == [*map(json.loads, piped.split("\n")[:-1])]


@pytest.mark.parametrize("format", DATA)
def test_nor_where_the_terminal_is_named(planted: Planted, format: str) -> None:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    with ThreadPoolExecutor(1) as pool, os.fdopen(ours, "rb", buffering=0) as screen:
        reading = pool.submit(until_closed, screen)
        code, _, said = typed("list", "-f", format, "-o", os.ttyname(theirs), "--data-dir", str(planted.folder))
        os.close(theirs)
        sent = reading.result().decode()
    assert (code, said) == (0, "")
    assert len(sent) > 1_000
    assert set(ACTS.findall(sent)) <= {"\n", "\t"}


def until_closed(screen: io.FileIO) -> bytes:
    """All that comes to a terminal; whoever reads on after the last writer has gone is told of an error."""
    held = b""
    with suppress(OSError):
        while piece := screen.read(2**16):
            held += piece
    return held


TYPED_WRONG: Final = [
    "show P", "cite P", "trace P", "list --summit P", "list --theme P", "list --lang P", "list --fields P",
    "list --sort P", "search (P", "search text:/(P/", "search nosuchfield:P", "list -o x.P", "diff P 2018",
    "diff ./P 2018", "schema P", "list --data-dir P", "import P", "export x.P", "stats --by P", "P",
]  # fmt: skip
# A query, and names of files that can be written.
MAY_BE: Final = ("trace P", "search nosuchfield:P", "list -o x.P", "export x.P")
PLANTED: Final = [
    pytest.param("".join(PAYLOADS.values()).replace("\0", ""), id="all at once"), "{0}", "{x.__class__} %s", "[/x]",
    "\nmandates: forged", *(pytest.param(one, marks=pytest.mark.soak) for one in PAYLOADS.values()),
]  # fmt: skip


@pytest.mark.parametrize("payload", PLANTED, ids=ascii)
@pytest.mark.parametrize("line", TYPED_WRONG)
def test_an_error_repeats_nothing_that_acts(
    payload: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = typed(*(word.replace("P", f"{payload}zzz") for word in line.split()))
    assert (out, "Traceback" in err) == ("", False), err
    assert (code == 0) <= (line in MAY_BE)
    assert set(ACTS.findall(err)) <= {"\n"}
    assert "\nmandates: forged" not in err


def test_what_is_hidden_is_what_unicode_says() -> None:
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not [
        c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) in kinds and not ACTS.match(c)
    ]
    for payload in PAYLOADS.values():
        assert ACTS.search(payload) or len(payload) > MOST_MARKS
        assert not ACTS.search(shown(payload))
        assert shown_lines(f"a\n{payload}") == f"a\n{shown(payload)}"
    assert shown("Ñandú “x” – ½ 日本 e\u0301 \uf0b7") == "Ñandú “x” – ½ 日本 e\u0301 \uf0b7"
    assert shown("e" + "\u0301" * 1000).count("\u0301") == MOST_MARKS


@pytest.mark.parametrize("words", ["show ", "list --theme "])
def test_only_plain_names_complete_a_line(planted: Planted, run: Run, words: str) -> None:
    """zsh evaluates what it is offered."""
    env = {"_MANDATES_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": f"mandates {words}"}
    done = run(env={**env, "MANDATES_DATA_DIR": str(planted.folder)})
    assert done.stderr == ""
    assert set(ACTS.findall(done.stdout)) <= {"\n"}
    assert not re.search(r"[$`\\]", done.stdout)
