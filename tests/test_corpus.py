"""The corpus as Python users hold it: from several threads, closed, and with records of whatever age."""

import json
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from conftest import REAL_PAGE, Run
from invented import MADE, record, written_to
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.errors import CorpusError
from mandates_cli.query import parse


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written_to(tmp_path / "made", [record(made) for made in MADE])


def in_threads(ask: object, times: int = 8) -> list[object]:
    given: list[object] = []

    def run() -> None:
        try:
            given.append(ask())  # type: ignore[operator]
        except Exception as error:
            given.append(error)

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def test_any_thread_may_ask(folder: Path) -> None:
    corpus = Corpus.open(folder)
    queries = ("crime", "text:/cyber/", "traffick* NEAR/8 (arms OR persons)", "NOT crime")

    def asked() -> list[int]:
        return [corpus.count(tree=parse(query)) for query in queries for _ in range(5)]

    before = (folder / "parsed" / "index.sqlite").stat().st_ino
    assert in_threads(asked) == [asked()] * 8
    assert (folder / "parsed" / "index.sqlite.sum").exists()
    assert (folder / "parsed" / "index.sqlite").stat().st_ino == before


def test_a_hit_of_one_thread_is_read_on_in_another(folder: Path) -> None:
    corpus = Corpus.open(folder)
    half = corpus.raw(Filters(), parse("lang:en"))
    first = next(half)
    (rest,) = in_threads(lambda: list(half), times=1)
    assert [first, *rest] == list(corpus.raw(Filters(), parse("lang:en")))  # type: ignore[misc]


def test_an_index_in_memory_is_asked_by_any_thread(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("mandates_cli.corpus.derived.os.access", lambda *_: False)  # root may write anywhere
    corpus = Corpus.open(folder)
    assert not (folder / "parsed" / "index.sqlite").exists()
    assert in_threads(lambda: corpus.count(tree=parse("crime"))) == [corpus.count(tree=parse("crime"))] * 8


def test_closed_it_says_so_and_its_index_stays(folder: Path) -> None:
    with Corpus.open(folder) as corpus:
        rows = corpus.raw(Filters(), parse("lang:en"))
        next(rows)
    for ask in (lambda: next(rows), corpus.count, lambda: corpus.search("crime")):
        with pytest.raises(CorpusError, match="was closed"):
            ask()
    assert (folder / "parsed" / "index.sqlite.sum").exists()


def test_it_can_be_closed_while_other_threads_ask(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = Corpus.open(folder)
    asking, closed = threading.Barrier(5), threading.Event()

    def found(*_: object) -> bool:
        if not closed.is_set():
            asking.wait(20)  # SQLite is at work in the connection of each
        assert closed.wait(20)
        return False

    monkeypatch.setattr("mandates_cli.query.patterns.found", found)
    closer = threading.Thread(target=lambda: (asking.wait(20), corpus.close(), closed.set()))
    closer.start()
    given = in_threads(lambda: corpus.search("text:/cyber/"), times=4)
    closer.join()
    assert set(map(str, given)) <= {"[]", "This corpus was closed; open it again."}
    with pytest.raises(CorpusError, match="was closed"):
        corpus.search("crime")


def test_an_interruption_is_one_at_any_moment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> bool:
        raise KeyboardInterrupt

    class Interrupted(sqlite3.Connection):
        def create_function(self, name: str, narg: int, _: object, **more: object) -> None:
            super().create_function(name, narg, interrupted, **more)  # type: ignore[arg-type]

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=Interrupted))
    corpus = Corpus.open(folder)
    with pytest.raises(KeyboardInterrupt):
        corpus.count(tree=parse("text:/cyber/"))


def test_a_keyword_that_is_no_filter_is_not_passed_over(folder: Path) -> None:
    corpus = Corpus.open(folder)
    for ask in (corpus.list, lambda **typed: corpus.search("crime", **typed)):
        with pytest.raises(TypeError, match="sumit"):
            ask(sumit=2018)  # type: ignore[operator]


def test_a_record_without_its_defaults_is_whole_again(folder: Path) -> None:
    truth = folder / "parsed" / "mandates.jsonl"
    defaulted = ("notes", "also_cited", "twin")
    short = []
    for line in truth.read_text("utf-8").splitlines():
        row = json.loads(line)
        short.append(json.dumps({name: value for name, value in row.items() if name not in defaulted}))
    whole = list(Corpus.open(folder).raw())
    truth.write_text("\n".join(short) + "\n", "utf-8")
    read = [json.loads(raw) for raw in Corpus.open(folder).raw()]
    assert all(set(row) >= set(defaulted) for row in read)
    assert [row["id"] for row in read] == [json.loads(raw)["id"] for raw in whole]


def test_queries_leave_nothing_behind_on_the_connection(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    class Counting(sqlite3.Connection):
        def create_function(self, name: str, *rest: object, **more: object) -> None:
            made.append(name)
            super().create_function(name, *rest, **more)  # type: ignore[arg-type]

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=Counting))
    corpus = Corpus.open(folder)
    for number in range(20):
        corpus.count(tree=parse(f"text:/cyber{number}?/ OR (a{number} b NEAR c)".replace(" b", "")))
    assert len(made) == len(set(made)) == 2


def test_the_themes_are_counted_in_a_few_statements(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    connect = sqlite3.connect

    def traced(*args: object, **more: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **more)  # type: ignore[call-overload]
        connection.set_trace_callback(asked.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", traced)
    corpus = Corpus.open(folder)
    asked.clear()
    assert len(corpus.themes()) > 50
    assert len(asked) < 5
    asked.clear()
    assert len(corpus.known("theme")) > 50
    assert not any("placement" in statement for statement in asked)


def test_who_asks_for_words_is_not_made_to_wait_for_names(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> list[str]:
        raise AssertionError("all ids were compared")

    monkeypatch.setattr("difflib.get_close_matches", never)
    assert not Corpus.open(folder).begun("cyber crime")


def test_who_has_no_home_reads_the_shipped_corpus(run: Run) -> None:
    env = {"HOME": "", "XDG_DATA_HOME": "", "XDG_CACHE_HOME": ""}
    assert run("search", "cybercrime", "--fields", "id", env=env).stdout.count("\n") == 3
    assert "choose a folder with --data-dir" in run("import", str(REAL_PAGE), env=env, code=3).stderr


def test_a_tilde_is_the_home(run: Run, environment: dict[str, str]) -> None:
    run("import", str(REAL_PAGE), "--data-dir=~/corpus")
    assert (Path(environment["HOME"]) / "corpus" / "raw").is_dir()
    assert run("list", env={"MANDATES_DATA_DIR": "~/corpus"}).stdout.count("\n") == 20


def test_nor_does_who_has_no_entry_in_the_password_file(environment: dict[str, str], empty: Path) -> None:
    code = (
        "import os, pwd, sys\n"
        "def unknown(*_): raise KeyError('no such user')\n"
        "pwd.getpwuid = unknown\n"
        "from mandates_cli.__main__ import main\n"
        "sys.argv[1:] = ['list', '--fields', 'id']\n"
        "main()"
    )
    env = {name: value for name, value in environment.items() if name != "HOME"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=empty, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 20)
