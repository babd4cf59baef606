"""The index is derived: made again when it must be, by one at a time, and never believed when it is damaged."""

import contextlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import Run
from invented import MADE, found, record, site_records, written_to
from mandates_cli.corpus import Corpus, Filters, derived, index, location
from mandates_cli.corpus.location import Location
from mandates_cli.corpus.sql import PASSAGE_BITS
from mandates_cli.errors import CorpusError
from mandates_cli.query import parse

QUERIES = (
    '"rule of law"',
    "cybercrime",
    "crim*",
    "summit:2022 NOT label:a",
    "arms NEAR/4 traffick*",
    "lang:es",
    "text:/o/",
)


def here(folder: Path, origin: str = "option") -> Location:
    return Location(folder, origin)


def files(folder: Path) -> set[str]:
    return {path.name for path in (folder / "parsed").iterdir()}


def answers(corpus: Corpus) -> list[object]:
    return [
        [sorted(found(corpus, query)) for query in QUERIES],
        list(corpus.raw(Filters())),
        corpus.facets(Filters(), parse("crime")),
        corpus.themes(),
        corpus.summits(),
        corpus.documents(),
        list(corpus.nearest(parse("cybercrine"))),
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written_to(tmp_path / "made", [record(made) for made in MADE])


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[object]]:
    """A folder with a good index, and what it answers."""
    folder = written_to(tmp_path_factory.mktemp("clean"), [record(made) for made in MADE])
    corpus = Corpus.open(folder)
    given = answers(corpus)
    corpus.close()
    return folder, given


def identity(folder: Path) -> tuple[int, int]:
    status = (folder / "parsed" / "index.sqlite").stat()
    return status.st_ino, status.st_mtime_ns


def opened(folder: Path) -> tuple[int, int]:
    """Open the corpus and say which index file is there then."""
    Corpus.open(folder).close()
    return identity(folder)


# When it is made again.


def test_it_is_made_once(folder: Path) -> None:
    first = opened(folder)
    assert files(folder) == {"mandates.jsonl", "index.sqlite", "index.sqlite.lock", "index.sqlite.sum"}
    assert opened(folder) == first


def test_it_is_made_again_when_the_records_are_others(folder: Path) -> None:
    first = opened(folder)
    written_to(folder, [record(made) for made in MADE[:5]])
    assert opened(folder) != first
    assert Corpus.open(folder).count() == 5


def test_it_is_made_again_when_they_are_as_long_and_later(folder: Path) -> None:
    first = opened(folder)
    truth = folder / "parsed" / "mandates.jsonl"
    truth.write_bytes(truth.read_bytes().replace(b"cybercrime", b"cyberfraud"))
    assert opened(folder) != first
    assert found(Corpus.open(folder), "cyberfraud") == {"2022-cyber-one"}


def test_it_is_made_again_for_another_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = opened(folder)
    monkeypatch.setattr(index, "VERSION", "another")
    assert opened(folder) != first


@pytest.mark.parametrize("left", [None, "", "0 00000000", "not a sum at all", "\udcff"])
def test_it_is_made_again_when_its_sum_differs(folder: Path, left: str | None) -> None:
    first = opened(folder)
    path = folder / "parsed" / "index.sqlite.sum"
    if left is None:
        path.unlink()
    else:
        path.write_bytes(left.encode("utf-8", "surrogateescape"))
    assert opened(folder) != first
    assert opened(folder) == identity(folder)


@pytest.mark.parametrize("left", [b"", b"SQLite format 3\0", b"\0" * 5000, None])
def test_it_is_made_again_when_it_is_no_database_or_gone(folder: Path, left: bytes | None) -> None:
    opened(folder)
    path = folder / "parsed" / "index.sqlite"
    if left is None:
        path.unlink()
    else:
        path.write_bytes(left)
    assert found(Corpus.open(folder), "cyber-crime") == {"2012-cyber-two", "2018-cyber-dash", "2022-cyber-one"}


def test_an_older_index_with_a_good_sum_is_not_believed(folder: Path, clean: tuple[Path, list[object]]) -> None:
    """Such as one that was copied along with other records."""
    written_to(folder, [record(made) for made in MADE[:5]])
    for name in ("index.sqlite", "index.sqlite.sum"):
        shutil.copy2(clean[0] / "parsed" / name, folder / "parsed" / name)
    assert Corpus.open(folder).count() == 5


def test_a_folder_is_moved_with_its_index(folder: Path, tmp_path: Path) -> None:
    first = opened(folder)
    moved = tmp_path / "a folder? with #marks & 100%"
    folder.rename(moved)
    assert opened(moved) == first


# Damage.


@pytest.mark.parametrize("seed", range(6))
def test_flipped_bytes_never_give_a_wrong_answer(clean: tuple[Path, list[object]], tmp_path: Path, seed: int) -> None:
    """Ten copies a seed, each with 1 to 40 random bytes changed and its times kept, as on a worn disk."""
    folder, given = clean
    data = (folder / "parsed" / "index.sqlite").read_bytes()
    rng = random.Random(seed)
    copy = shutil.copytree(folder, tmp_path / "copy")
    path = copy / "parsed" / "index.sqlite"
    status = path.stat()
    for _ in range(10):
        harmed = bytearray(data)
        for at in rng.sample(range(len(data)), rng.choice((1, 5, 20, 40))):
            harmed[at] ^= rng.randrange(1, 256)
        path.write_bytes(harmed)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        corpus = Corpus.open(copy)
        assert answers(corpus) == given
        corpus.close()
        assert path.read_bytes() != bytes(harmed)


@pytest.mark.parametrize("cut", [1, 4096, 100_000])
def test_nor_does_a_cut_off_file(clean: tuple[Path, list[object]], tmp_path: Path, cut: int) -> None:
    copy = shutil.copytree(clean[0], tmp_path / "copy")
    os.truncate(copy / "parsed" / "index.sqlite", cut)
    assert answers(Corpus.open(copy)) == clean[1]


def test_nor_does_a_large_one(
    clean: tuple[Path, list[object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived, "READ_WHOLE", 1_000)
    copy = shutil.copytree(clean[0], tmp_path / "copy")
    path = copy / "parsed" / "index.sqlite"
    (copy / "parsed" / "index.sqlite.sum").unlink()
    opened(copy)
    data, status = path.read_bytes(), path.stat()
    path.write_bytes(data.replace(b"cybercrime", b"cyberxrime"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert answers(Corpus.open(copy)) == clean[1]


@pytest.mark.parametrize("name", ["index.sqlite", "index.sqlite.sum"])
@pytest.mark.parametrize("planted", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "device"])
def test_a_pipe_or_a_device_in_its_place_is_not_waited_for(folder: Path, name: str, planted: Any) -> None:
    first = opened(folder)
    path = folder / "parsed" / name
    path.unlink()
    planted(path)
    assert opened(folder) != first
    assert path.is_file()
    assert not path.is_symlink()


def test_a_folder_in_the_place_of_a_seal_is_removed_and_a_link_to_one_is_not_followed(folder: Path) -> None:
    first = opened(folder)
    seal, victim = folder / "parsed" / "index.sqlite.sum", folder / "victim"
    seal.unlink()
    (seal / "inside").mkdir(parents=True)
    second = opened(folder)
    assert second != first
    assert opened(folder) == second
    seal.unlink()
    (victim / "mine").mkdir(parents=True)
    seal.symlink_to(victim)
    assert opened(folder) != second
    assert seal.is_file()
    assert not seal.is_symlink()
    assert (victim / "mine").is_dir()


def test_records_that_repeat_an_id_are_refused_by_line(folder: Path) -> None:
    truth = folder / "parsed" / "mandates.jsonl"
    lines = truth.read_bytes().splitlines(keepends=True)
    truth.write_bytes(b"".join([*lines, lines[3]]))
    with pytest.raises(CorpusError, match=f"mandates.jsonl:{len(lines) + 1} repeats the id"):
        Corpus.open(folder)
    assert not [name for name in files(folder) if name.endswith((".making", ".sqlite"))]


def test_a_record_with_too_many_items_to_number_is_refused(tmp_path: Path) -> None:
    items = [("a", "Plant trees.")] * (1 << PASSAGE_BITS)
    with pytest.raises(CorpusError, match=r"mandates\.jsonl:1 has more than 4,094 items"):
        Corpus.open(written_to(tmp_path, [record(MADE[0]._replace(items=tuple(items)))]))


# Folders that cannot be written.


@pytest.fixture
def readable() -> Iterator[Path]:
    """A folder that every user may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


# Root may write everywhere, so it becomes nobody; who could not load Python any more has by then built an index once.
AS_ANOTHER = """
import contextlib, io, os, sys
from mandates_cli.cli import main

def run(*args):
    sys.argv = ["mandates", *args]
    with contextlib.suppress(SystemExit):
        main()

with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), "utf-8")):
    run("search", "cyber-crime", "--data-dir", sys.argv[1])
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
run("search", "cyber-crime", "--data-dir", FOLDER)
"""


def as_another(readable: Path, folder: Path, cache: Path) -> "subprocess.CompletedProcess[str]":
    """A search in `folder` by a user who may not write there."""
    with tempfile.TemporaryDirectory() as warm:
        written_to(Path(warm), [record(made) for made in MADE])
        env = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "MANDATES_"))}
        return subprocess.run(
            [sys.executable, "-c", AS_ANOTHER.replace("FOLDER", repr(str(folder))), warm],
            env=env | {"HOME": str(readable / "home"), "XDG_CACHE_HOME": str(cache)},
            cwd=readable, capture_output=True, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip


def locked(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


def unlocked(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.parametrize("with_index", [True, False])
@pytest.mark.parametrize("with_cache", [True, False])
def test_a_read_only_folder_is_read(readable: Path, with_index: bool, with_cache: bool) -> None:
    """A corpus on a shared disk comes with its index; without one each reader makes it, where there is a cache."""
    folder = written_to(readable / "corpus", [record(made) for made in MADE])
    if with_index:
        opened(folder)
    before = files(folder)
    locked(folder)
    cache = readable / "cache"
    cache.mkdir()
    cache.chmod(0o777 if with_cache else 0o555)
    for _ in range(2):
        done = as_another(readable, folder, cache)
        assert (done.returncode, done.stderr) == (0, "")
        assert len(done.stdout.splitlines()) == 3
    made = sorted(path.suffix for path in cache.rglob("*") if path.is_file())
    unlocked(folder)
    assert files(folder) == before
    assert made == ([".lock", ".sqlite", ".sum"] if with_cache and not with_index else [])


def test_the_shipped_corpus_stays_as_installed(run: Run, tmp_path: Path) -> None:
    shipped = location.shipped()
    before = {path: path.stat().st_mtime_ns for path in shipped.rglob("*") if "index.sqlite" not in path.name}
    cache = tmp_path / "cache"
    for _ in range(2):
        run("search", "cybercrime", env={"XDG_CACHE_HOME": str(cache)})
    assert {path: path.stat().st_mtime_ns for path in shipped.rglob("*") if "index.sqlite" not in path.name} == before
    assert sorted(path.suffix for path in cache.rglob("index-*")) == [".checked", ".lock", ".sqlite", ".sum"]


# Several at once.


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough records that making their index takes a while."""
    pattern = site_records()
    made = [m.model_copy(update={"id": f"{m.id}-{n}"}) for n in range(10) for m in pattern]
    return written_to(tmp_path_factory.mktemp("many"), made)


def without_index(folder: Path, to: Path) -> Path:
    (to / "parsed").mkdir(parents=True)
    shutil.copy2(folder / "parsed" / "mandates.jsonl", to / "parsed" / "mandates.jsonl")
    return to


def started(folder: Path, *args: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "mandates_cli", *args, "--data-dir", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def test_two_that_build_at_once_make_one_index(many: Path, tmp_path: Path) -> None:
    folder = without_index(many, tmp_path / "two")
    both = [started(folder, "search", "--count", "inspector*") for _ in range(3)]
    said = [process.communicate(timeout=60) for process in both]
    assert {process.returncode for process in both} == {0}
    assert len(set(said)) == 1
    assert said[0][1] == ""
    assert json.loads(said[0][0])["mandates"] > 100
    assert files(folder) == {"mandates.jsonl", "index.sqlite", "index.sqlite.lock", "index.sqlite.sum"}
    assert opened(folder) == identity(folder)


def building(folder: Path, process: "subprocess.Popen[str]") -> Path:
    """Wait until a temporary index is being written."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for path in (folder / "parsed").glob(".index.*.making/*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_size > 0:
                    return path
        assert process.poll() is None, process.communicate()
        time.sleep(0.002)
    raise AssertionError("no index was begun")


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_killed_while_building_the_next_builds_it(many: Path, tmp_path: Path, sign: signal.Signals) -> None:
    folder = without_index(many, tmp_path / "killed")
    process = started(folder, "search", "--count", "inspector*")
    building(folder, process)
    process.send_signal(sign)
    process.communicate(timeout=30)
    assert process.returncode != 0
    assert "index.sqlite" not in files(folder)
    corpus = Corpus.open(folder)
    assert corpus.count() == 10 * len(site_records())
    assert identity(folder)


def test_what_a_killed_builder_left_is_removed_by_the_next(many: Path, tmp_path: Path) -> None:
    folder = without_index(many, tmp_path / "killed")
    process = started(folder, "search", "--count", "inspector*")
    building(folder, process)
    process.kill()
    process.communicate(timeout=30)
    opened(folder)
    assert not [name for name in files(folder) if name.endswith(".making")]


def test_records_replaced_while_they_are_indexed_are_indexed_again(many: Path, tmp_path: Path) -> None:
    folder = without_index(many, tmp_path / "replaced")
    process = started(folder, "search", "--count", "inspector*")
    building(folder, process)
    written_to(folder, [record(made) for made in MADE])
    process.communicate(timeout=60)
    assert process.returncode == 0
    corpus = Corpus.open(folder)
    assert corpus.count() == len(MADE)
    assert found(corpus, "aracaju") == {"2022-note"}


def test_a_reader_keeps_its_state_while_the_records_are_replaced(folder: Path) -> None:
    corpus = Corpus.open(folder)
    half = corpus.raw(Filters(), parse("lang:en"))
    next(half)
    written_to(folder, [record(made) for made in MADE[:3]])
    assert Corpus.open(folder).count() == 3
    assert len(list(half)) == sum(made.language == "en" for made in MADE) - 1
    assert corpus.count() == len(MADE)
    assert answers(corpus)


def test_a_query_cannot_write(folder: Path) -> None:
    connection = index.Index(here(folder)).connect()
    for statement in (
        "DELETE FROM mandate",
        "DROP TABLE passage",
        "CREATE TABLE t (x)",
        "INSERT INTO words VALUES (1, 2, 3)",
    ):
        with pytest.raises(sqlite3.OperationalError, match=r"readonly|read-only"):
            connection.execute(statement)
    connection.close()


def test_it_has_the_mode_of_other_files(folder: Path) -> None:
    opened(folder)
    path = folder / "parsed" / "index.sqlite"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# Other tools.


def with_sqlite(path: Path, sql: str) -> list[str]:
    """What the sqlite3 command prints, or Python's module of that name where there is none."""
    if shutil.which("sqlite3"):
        done = subprocess.run(
            ["sqlite3", "-readonly", str(path), sql], capture_output=True, encoding="utf-8", check=True
        )
        return done.stdout.splitlines()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return ["|".join(map(str, row)) for row in connection.execute(sql)]


def test_the_sqlite3_command_searches_it(folder: Path) -> None:
    opened(folder)
    path = folder / "parsed" / "index.sqlite"
    matched = "FROM mandate_fts JOIN mandate ON number = mandate_fts.rowid WHERE mandate_fts MATCH "
    assert with_sqlite(path, f"SELECT id {matched} '\"rule of law\"'") == ["1998-quotes"]
    assert with_sqlite(path, f"SELECT id {matched} 'proteccion OR crimenes'") == ["2018-crimenes"]
    assert with_sqlite(path, f"SELECT snippet(mandate_fts, 0, '[', ']', '', 5) {matched} 'quebec'") == [
        "The [Québec] office meets at"
    ]
    assert with_sqlite(path, "SELECT count(*) FROM mandate") == [str(len(MADE))]
    assert with_sqlite(path, "SELECT json_extract(record, '$.citation.year') FROM mandate WHERE id = '2022-note'") == [
        "2022"
    ]


def sqlite_utils(*args: str) -> "subprocess.CompletedProcess[str]":
    command = shutil.which("sqlite-utils", path=str(Path(sys.executable).parent)) or "sqlite-utils"
    return subprocess.run([command, *args], capture_output=True, encoding="utf-8", check=False)


def test_sqlite_utils_searches_its_texts(folder: Path) -> None:
    opened(folder)
    path = str(folder / "parsed" / "index.sqlite")
    done = sqlite_utils("search", path, "mandate_fts", "quebec")
    assert done.returncode == 0, done.stderr
    assert [row["text"] for row in json.loads(done.stdout)] == [
        "The Québec office meets at São José, before naïve façades."
    ]


def test_sqlite_utils_searches_its_mandates(folder: Path) -> None:
    opened(folder)
    done = sqlite_utils("search", str(folder / "parsed" / "index.sqlite"), "mandate", "quebec")
    assert done.returncode == 0, done.stderr
    assert [row["id"] for row in json.loads(done.stdout)] == ["2004-accents"]


# https://github.com/simonw/datasette, utils/__init__.py: how Datasette finds the full-text table of a table.
DATASETTE = """
SELECT name FROM sqlite_master WHERE rootpage = 0 AND (
    sql LIKE '%VIRTUAL TABLE%USING FTS%content="mandate"%'
    OR sql LIKE '%VIRTUAL TABLE%USING FTS%content=[mandate]%'
    OR (tbl_name = 'mandate' AND sql LIKE '%VIRTUAL TABLE%USING FTS%')
)
"""


def test_datasette_finds_its_full_text_table(folder: Path) -> None:
    opened(folder)
    assert with_sqlite(folder / "parsed" / "index.sqlite", DATASETTE) == ["mandate_fts"]


def test_the_full_text_table_has_the_mandates_for_its_content(folder: Path) -> None:
    opened(folder)
    (sql,) = with_sqlite(
        folder / "parsed" / "index.sqlite",
        "SELECT replace(sql, char(10), ' ') FROM sqlite_master WHERE name = 'mandate_fts'",
    )
    assert re.search(r"USING fts5", sql)
    assert re.search(r"content\s*=\s*[\[\"']mandate[\]\"']", sql)
    assert "content_rowid='number'" in sql


@pytest.mark.parametrize("seed", range(12))
def test_what_is_damaged_while_it_is_open_is_said_and_made_anew(folder: Path, seed: int) -> None:
    written_to(folder, site_records())
    expected = answers(Corpus.open(folder))
    corpus = Corpus.open(folder)
    path = folder / "parsed" / "index.sqlite"
    data, chance = bytearray(path.read_bytes()), random.Random(seed)
    for _ in range(5_000):
        data[chance.randrange(8192, len(data))] = chance.randrange(256)
    path.write_bytes(data)
    with pytest.raises(CorpusError, match=r"was damaged .*; run this again: it is made anew\."):
        answers(corpus)
    assert answers(Corpus.open(folder)) == expected
