"""`-o FILE`: whole or not at all, in the format that its name asks for."""

import csv
import io
import json
import os
import stat
from pathlib import Path

import pytest

import processes
from conftest import REAL_PAGE, Run
from invented import typed
from test_interruption import UNPRIVILEGED

DATA = str(REAL_PAGE.parents[2] / "data")


def asked(*args: str) -> tuple[int, str, str]:
    return typed("list", "--summit", "2018", "--data-dir", DATA, *args)


@pytest.mark.parametrize("ending", ["json", "jsonl", "csv", "tsv", "md", "CSV"])
def test_the_ending_is_the_format(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"mandates.{ending}"
    assert asked("-o", str(file)) == (0, "", "")
    assert file.read_text("utf-8") == asked("-f", ending.lower())[1]
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize(
    ("args", "format"),
    [
        (["-o", "x.txt", "-f", "csv"], "csv"),
        (["-o", "x.csv", "--json"], "json"),
        (["-o", "x"], "jsonl"),
        (["-o", "x.xlsx", "-f", "tsv"], "tsv"),
    ],
    ids=["-f-wins", "--json-wins", "no-ending", "unknown-ending-with-f"],
)
def test_a_format_that_is_asked_for_wins(tmp_path: Path, args: list[str], format: str) -> None:
    option, name, *more = args
    assert asked(option, str(tmp_path / name), *more) == (0, "", "")
    assert (tmp_path / name).read_text("utf-8") == asked("-f", format)[1]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["-o", "x.xyz"], ".xyz; end the name in .json, .jsonl, .csv, .tsv, .md,"),
        (["-o", "x.txt"], ".txt; end the name in .json, .jsonl, .csv, .tsv, .md,"),
        (["-o", "x.csv", "-f", "table"], "A table is for a screen"),
        (["--bom", "-o", "x.json"], "--bom is for csv and tsv"),
        (["--bom", "-f", "md"], "--bom is for csv and tsv"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = asked(*args)
    assert (code, out) == (2, "")
    assert said in err
    assert list(tmp_path.iterdir()) == []


def test_text_is_for_what_reads_as_prose(tmp_path: Path) -> None:
    file = tmp_path / "quotation.txt"
    show = ("show", "2018-lima-commitment-73", "--data-dir", DATA)
    assert typed(*show, "-o", str(file)) == (0, "", "")
    assert file.read_text("utf-8") == typed(*show, "-f", "text")[1]


def test_a_dash_is_standard_output() -> None:
    assert asked("-o", "-") == asked("-f", "jsonl")


def test_home_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert asked("-o", "~/mandates.csv")[0] == 0
    assert (tmp_path / "mandates.csv").is_file()


def test_excel_is_told_of_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "mandates.csv"
    assert asked("--bom", "-o", str(file))[0] == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,commitment,")
    piped = asked("--bom", "-f", "tsv")[1]
    assert piped.startswith("\ufeffid\t")
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    assert all(row["summit"] == "2018" for row in rows)


def test_what_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "mandates.csv"
    file.write_text("mine", "utf-8")
    code, out, err = asked("-o", str(file), "--fields", "nope")
    assert (code, out, file.read_text("utf-8")) == (2, "", "mine")
    assert [path.name for path in tmp_path.iterdir()] == ["mandates.csv"]
    (tmp_path / "folder.csv").mkdir()
    code, out, err = asked("-o", str(tmp_path / "folder.csv"))
    assert (code, out) == (74, "")
    assert err.startswith(f"mandates: Cannot write {tmp_path / 'folder.csv'} (")
    assert err.count("\n") == 1


def test_a_link_and_a_pipe_stay_what_they_are(tmp_path: Path, run: Run) -> None:
    (tmp_path / "real.csv").write_text("old", "utf-8")
    (tmp_path / "link.csv").symlink_to("real.csv")
    assert asked("-o", str(tmp_path / "link.csv"))[0] == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text("utf-8").startswith("id,")
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    run("list", "-n", "1", "-o", str(tmp_path / "pipe"), "--json")
    assert json.loads(os.read(reader, 100_000))
    os.close(reader)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@pytest.mark.parametrize(
    "command", ["check --publisher", "search crime --explain", "search crime --kwic", "diff 2018 2022", "info"]
)
def test_every_answer_can_be_a_file(tmp_path: Path, command: str) -> None:
    file = tmp_path / "answer.md"
    code, out, _ = typed(*command.split(), "-o", str(file), "--data-dir", DATA)
    assert (code, out) == (0, "")
    assert file.read_text("utf-8") == typed(*command.split(), "-f", "md", "--data-dir", DATA)[1]


def test_who_wants_a_workbook_of_a_list_is_told_of_export(run: Run, empty: Path) -> None:
    assert "'mandates export' writes files for Excel" in run("list", "-o", "x.xlsx", code=2).stderr
    assert list(empty.iterdir()) == []


def test_a_folder_that_may_not_be_looked_into_is_said(tmp_path: Path, environment: dict[str, str]) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o600)
    asked = ("-m", "mandates_cli", "list", "-o", str(locked / "x.csv"), "--data-dir", DATA)
    done = processes.run("-c", UNPRIVILEGED, *asked, env=environment)
    assert done.returncode == 74
    assert done.stderr.startswith(f"mandates: Cannot write {locked / 'x.csv'} (Permission denied);")
