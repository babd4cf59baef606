"""The mandates that pass the filters, as files for other programs: whole or not at all, and always the same bytes."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from conftest import REAL_PAGE
from exports import exported, mandates, records
from invented import typed, written_to
from mandates_cli.export import FORMATS
from test_interruption import LIMITED

DATA = REAL_PAGE.parents[2] / "data"
FILTERS = (["--lang", "es"], ["--summit", "2018..2022", "--limit", "3"], ["--theme", "health", "--commitments"])
TEXTS = ("json", "jsonl", "csv", "tsv", "md")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_to(tmp_path_factory.mktemp("corpus"), mandates())


def ids(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [id for (id,) in connection.execute("SELECT id FROM mandates ORDER BY rowid")]


@pytest.mark.parametrize("format", TEXTS)
@pytest.mark.parametrize("args", [[], *FILTERS], ids=" ".join)
def test_texts_are_those_of_list(folder: Path, tmp_path: Path, format: str, args: list[str]) -> None:
    file = tmp_path / f"x.{format}"
    said = exported(folder, file, *args)
    listed = typed("list", "-f", format, "--data-dir", str(folder), *args)[1]
    assert file.read_bytes() == listed.encode()
    assert typed("export", "-", "-f", format, "--data-dir", str(folder), *args)[1] == listed
    assert said.endswith(f": {file}\n")


@pytest.mark.parametrize("args", [[], *FILTERS], ids=" ".join)
def test_a_file_holds_what_passes_the_filters(folder: Path, tmp_path: Path, args: list[str]) -> None:
    exported(folder, tmp_path / "x.sqlite", *args)
    assert ids(tmp_path / "x.sqlite") == [row["id"] for row in records(folder, *args)]


def test_counts_are_of_commitments_first(folder: Path, tmp_path: Path) -> None:
    said = exported(folder, tmp_path / "x.sqlite", "--theme", "security/public-policies")
    assert said == f"2 commitments: 2 in English, 1 in Spanish: {tmp_path / 'x.sqlite'}\n"


def test_where_nothing_passes_the_file_is_empty_and_it_is_said(folder: Path, tmp_path: Path) -> None:
    said = exported(folder, tmp_path / "x.sqlite", "--summit", "1998", "--lang", "es")
    assert ids(tmp_path / "x.sqlite") == []
    assert said.splitlines()[1].startswith("No mandate of ")


@pytest.mark.parametrize("format", FORMATS)
def test_two_exports_are_the_same_bytes_wherever_they_are(folder: Path, tmp_path: Path, format: str) -> None:
    other = written_to(tmp_path / "elsewhere" / "data", mandates())
    exported(folder, tmp_path / "one", "-f", format)
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Chatham", "LC_ALL": "C"}
    line = [sys.executable, "-m", "mandates_cli", "export", "two", "-f", format, "--data-dir", str(other)]
    subprocess.run(line, cwd=tmp_path, env=environment, check=True, capture_output=True)
    assert held(tmp_path / "one") == held(tmp_path / "two")


def held(path: Path) -> dict[str, bytes]:
    """The files of a folder, or the file."""
    files = [path] if path.is_file() else sorted(found for found in path.rglob("*") if found.is_file())
    return {str(found.relative_to(path)): found.read_bytes() for found in files}


@pytest.mark.parametrize("format", FORMATS)
def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path, format: str) -> None:
    path = tmp_path / "place" / "x"
    exported(DATA, path, "-f", format)
    before = held(path)
    line = ["20000", "export", str(path), "-f", format, "--data-dir", str(DATA)]
    done = subprocess.run([sys.executable, "-c", LIMITED, *line], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (74, "")
    assert done.stderr.startswith(f"mandates: Cannot write {path} (")
    assert done.stderr.count("\n") == 1
    assert held(path) == before
    assert [found.name for found in path.parent.iterdir()] == ["x"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["x.xyz"], "No format is called for by x.xyz; end the name in .json, .jsonl, .csv, .tsv, .md, .sqlite,"),
        (["-", "-f", "sqlite"], "sqlite is not text for stdout; name a file"),
        (["x.warc", "--summit", "2022"], "A WARC file holds whole pages and takes no filters"),
        (["x.sqlite", "--summit", "1900"], "No summit"),
        (["x.sqlite", "--limit", "-1"], "--limit counts mandates"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = typed("export", *args, "--data-dir", str(DATA))
    assert (code, out) == (2, "")
    assert err.startswith(f"mandates: {said}")
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_a_file_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").mkdir()
    code, _, err = typed("export", str(tmp_path / "x.sqlite"), "--data-dir", str(DATA))
    assert code == 74
    assert err.startswith(f"mandates: Cannot write {tmp_path / 'x.sqlite'} (Is a directory);")


def test_what_a_link_leads_to_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "link.sqlite").symlink_to(tmp_path / "file.sqlite")
    exported(DATA, tmp_path / "link.sqlite")
    assert (tmp_path / "link.sqlite").is_symlink()
    assert len(ids(tmp_path / "file.sqlite")) == 20


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe.sqlite"
    os.mkfifo(fifo)
    line = [sys.executable, "-c", "import sys, pathlib; print(len(pathlib.Path(sys.argv[1]).read_bytes()))", str(fifo)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as reader:
        exported(DATA, fifo)
        size = int(reader.communicate(timeout=60)[0])
    exported(DATA, tmp_path / "file.sqlite")
    assert size == (tmp_path / "file.sqlite").stat().st_size
    assert fifo.is_fifo()


def test_a_file_that_was_there_is_replaced(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "x.sqlite")
    exported(folder, tmp_path / "x.sqlite", "--lang", "es")
    assert ids(tmp_path / "x.sqlite") == [row["id"] for row in records(folder, "--lang", "es")]
    assert (tmp_path / "x.sqlite").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", ["it's [1]*? 100% #é\n.x", "x" * 240, "-"], ids=["signs", "long", "dash"])
def test_any_name_will_do(tmp_path: Path, format: str, name: str) -> None:
    path = tmp_path / name / name
    exported(DATA, path, "-f", format)
    assert held(path)


@pytest.mark.parametrize("format", FORMATS)
def test_a_name_that_is_no_text_is_taken_or_said(tmp_path: Path, format: str) -> None:
    path = tmp_path / "ca\udcf1on" / "x"
    code, out, err = typed("export", str(path), "-f", format, "--data-dir", str(DATA))
    assert (out, err.count("\n")) == ("", 1)
    assert held(path) if code == 0 else (code, list(path.parent.iterdir())) == (74, [])


@pytest.mark.parametrize("line", ["{", '{"page": 1}', "null"])
def test_a_damaged_list_of_pages_is_said_with_its_line(tmp_path: Path, line: str) -> None:
    folder = written_to(tmp_path / "data", mandates())
    (folder / "parsed" / "pages.jsonl").write_text(line + "\n")
    code, out, err = typed("export", str(tmp_path / "x.sqlite"), "--data-dir", str(folder))
    assert (code, out) == (3, "")
    assert err.startswith(f"mandates: {folder / 'parsed' / 'pages.jsonl'}:1 is not a valid page (")


def test_filters_are_said_in_the_file(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "x.sqlite", "--summit", "2018..2022", "--theme", "health", "--limit", "3")
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as connection:
        about = dict(connection.execute("SELECT name, value FROM about"))
    assert about["filters"] == "summit 2018..2022, theme health, limit 3"
    assert json.loads(about["datasette"])["title"] == about["title"]
