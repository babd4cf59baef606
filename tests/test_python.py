"""What Python users rely on beside the records: types, a name for a corpus, and data frames."""

import csv
import io
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from conftest import Run
from invented import MADE, record, written_to
from mandates_cli import Corpus, Filters, MandatesError
from mandates_cli.corpus.frame import COLUMNS
from mandates_cli.render import sheet

PROGRAM = """
from mandates_cli import Corpus, Filters

with Corpus.open() as corpus:
    texts: list[str] = [mandate.text for mandate in corpus.search("crime", summit=[2018, "IX"], commitments=True)]
    number: int = corpus.count(Filters(theme=("security",), limit=3))
    year: int | None = corpus.get("2018").summit
    corpus.list(sumit=2018)
    wrong: str = corpus.get("2018").summit
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written_to(tmp_path / "made", [record(made) for made in MADE])


def test_a_type_checker_knows_what_a_corpus_gives(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file=", "program.py"],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    found = [line for line in done.stdout.splitlines() if line.startswith("program.py")]
    assert [line.split(":")[1] for line in found if "error" in line] == ["8", "9"], done.stdout


def test_a_corpus_says_what_it_is_open_or_closed(folder: Path) -> None:
    with Corpus.open(folder) as corpus:
        assert repr(corpus).startswith(f"<Corpus: {len(MADE)} mandates of ")
        assert repr(corpus).endswith(f", {folder}>")
    assert repr(corpus) == f"<Corpus: closed, {folder}>"


def test_filters_are_public(folder: Path) -> None:
    corpus = Corpus.open(folder)
    assert corpus.count(Filters(summit=("2018",))) == len(corpus.list(summit=2018)) > 0


def test_a_data_frame_holds_the_columns_of_the_tables(folder: Path, run: Run) -> None:
    assert COLUMNS == sheet.COLUMNS
    corpus = Corpus.open(folder)
    if not (find_spec("pandas") or find_spec("polars")):
        with pytest.raises(MandatesError, match="needs pandas or polars"):
            corpus.to_dataframe()
        return
    frame = corpus.to_dataframe("crime", summit=2012)
    rows = list(csv.DictReader(io.StringIO(
        run("search", "crime", "--summit", "2012", "-f", "csv", "--data-dir", str(folder)).stdout
    )))  # fmt: skip
    assert list(frame.columns) == list(rows[0])
    for name in COLUMNS:
        # What pandas has for a missing value is equal to nothing.
        held = ["" if value is None or str(value) in ("<NA>", "nan") else str(value) for value in frame[name]]
        assert held == [row[name] for row in rows]
