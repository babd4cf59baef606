"""What Python users rely on beside the records: types, a name for a corpus, and data frames."""

import csv
import gc
import io
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from conftest import Run
from invented import MADE, Made, record, written_to
from mandates_cli import Corpus, Filters, MandatesError
from mandates_cli.corpus.frame import COLUMNS
from mandates_cli.model import Mandate
from mandates_cli.render import sheet

PROGRAM = """
from mandates_cli import Corpus, Filters

with Corpus.open() as corpus:
    texts: list[str] = [mandate.text for mandate in corpus.search("crime", summit=[2018, "IX"], commitments=True)]
    number: int = corpus.count(Filters(theme=("security",), limit=3))
    year: int | None = corpus.get("2018").summit
    narrowed = corpus.list(filters=Filters(theme=("security",)), lang="en")
    later: list[str] = [step.record.text for step in corpus.trace("2018").later]
    titles: list[str | None] = [record.document for family in corpus.families() for record in family.records]
    dropped: list[str] = [mandate.id for mandate in corpus.between(2018, 2022, theme="security").dropped]
    for change in corpus.diff(corpus).changes:
        texts.append(change.record.citation.text if change.record.citation else change.record.text)
    corpus.list(sumit=2018)
    wrong: str = corpus.get("2018").summit
    corpus.trace("2018").record["id"]
"""


ROADS = "Build rural roads that link mountain villages with markets, and mend the bridges which floods carried away"


@pytest.fixture
def kept(tmp_path: Path) -> Corpus:
    """Rural roads at two summits, and what one of them alone says."""
    made = [
        Made("roads", "en", 2012, "2012-mandates", (), f"{ROADS}."),
        Made("ships", "en", 2012, "2012-mandates", (), "Paint the ferries of each lagoon before the winter rains."),
        Made("roads", "en", 2022, "2022-health-resilience", (), f"{ROADS}, by 2030."),
        Made("whales", "en", 2022, "2022-health-resilience", (), "Keep a register of whales that calve in bays."),
    ]
    return Corpus.open(written_to(tmp_path / "kept", [record(one) for one in made]))


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
    assert [line.split(":")[1] for line in found if "error" in line] == ["14", "15", "16"], done.stdout


def test_a_corpus_says_what_it_is_open_or_closed(folder: Path) -> None:
    with Corpus.open(folder) as corpus:
        assert repr(corpus).startswith(f"<Corpus: {len(MADE)} mandates of ")
        assert repr(corpus).endswith(f", {folder}>")
    assert repr(corpus) == f"<Corpus: closed, {folder}>"


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="what is open is only to be seen in /proc")
def test_a_corpus_that_nobody_closes_ends_with_its_last_name(folder: Path) -> None:
    def opened() -> int:
        return sum(
            "index.sqlite" in str(held.readlink()) for held in Path("/proc/self/fd").iterdir() if held.is_symlink()
        )

    gc.collect()
    before = opened()
    corpus = Corpus.open(folder)
    assert corpus.list(limit=1)
    assert opened() == before + 1
    del corpus
    gc.collect()
    assert opened() == before


def test_filters_are_a_value_that_keywords_change(folder: Path) -> None:
    corpus = Corpus.open(folder)
    lima = Filters(summit=("2018",), lang=("es",))
    assert corpus.count(lima) == len(corpus.list(filters=lima)) > 0
    assert corpus.list(filters=lima) == corpus.list(summit=2018, lang="es")
    assert corpus.list(filters=lima, lang="en") == corpus.list(summit=2018, lang="en")
    assert corpus.list(filters=lima, lang=None) == corpus.list(summit=2018)
    assert corpus.search("crimen", filters=lima, limit=1) == corpus.search("crimen", summit=2018, lang="es", limit=1)
    assert corpus.list(filters=Filters(summit="Lima")) == corpus.list(summit=2018)
    with pytest.raises(TypeError, match="sumit"):
        corpus.list(sumit=2018)  # type: ignore[call-arg]


def test_what_is_compared_comes_as_mandates(kept: Corpus, folder: Path) -> None:
    lineage = kept.trace("2022-roads")
    assert lineage.record == kept.get("2022-roads")
    assert [(step.record, step.depth) for step in lineage.earlier] == [(kept.get("2012-roads"), 1)]
    assert lineage.summits == (2012, 2022)
    families = {family.records[0].id: family for family in kept.families()}
    assert families["2012-roads"].records == (kept.get("2012-roads"), kept.get("2022-roads"))
    assert sum(len(family.records) for family in families.values()) == kept.count()
    between = kept.between(2012, 2022)
    assert [(one.older.id, one.newer.id) for one in between.returned] == [("2012-roads", "2022-roads")]
    assert [mandate.id for mandate in between.dropped] == ["2012-ships"]
    assert kept.between(2012, 2022, document="2022-health-resilience") == between._replace(dropped=(), new=between.new)
    changes = kept.diff(Corpus.open(folder)).changes
    assert {type(change.record) for change in changes} == {Mandate}
    assert kept.diff(kept).changes == ()


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
