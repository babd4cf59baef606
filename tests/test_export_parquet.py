"""Parquet, as DuckDB, Polars and pandas read it."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import polars
import pytest

from exports import exported, mandates, records
from invented import typed, written_to
from mandates_cli.export.contents import TABLES

FILTERS = ([], ["--lang", "es"], ["--summit", "2022"], ["--limit", "0"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_to(tmp_path_factory.mktemp("corpus"), mandates())


def asked(statement: str, *values: object) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(statement, values).fetchall()


@pytest.mark.parametrize("args", FILTERS, ids=" ".join)
def test_duckdb_and_polars_read_what_passes_the_filters(folder: Path, tmp_path: Path, args: list[str]) -> None:
    file = tmp_path / "it's.parquet"
    exported(folder, file, *args)
    listed = [(row["id"], row["text"]) for row in records(folder, *args)]
    assert asked("SELECT id, text FROM read_parquet(?)", str(file)) == listed
    assert polars.read_parquet(file).select("id", "text").rows() == listed


@pytest.mark.skipif(not (find_spec("pyarrow") or find_spec("fastparquet")), reason="pandas reads Parquet by pyarrow")
def test_pandas_reads_it(folder: Path, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    exported(folder, tmp_path / "x.parquet")
    assert list(pandas.read_parquet(tmp_path / "x.parquet")["id"]) == [row["id"] for row in records(folder)]


def test_lists_are_lists(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "x.parquet")
    frame = polars.read_parquet(tmp_path / "x.parquet")
    rows = {row["id"]: row for row in frame.to_dicts()}
    for record in records(folder):
        row = rows[record["id"]]
        assert (row["items"], row["themes"], row["notes"]) == (record["items"], record["themes"], record["notes"])
        assert row["missing_items"] == record["missing_labels"]
        assert row["summit"] == record["summit"]
    dated = rows["2022-note"]
    assert dated["deadlines"][0]["year"] == 2030
    assert dated["deadlines"][0]["span"] == {"starts": 0, "ends": 4}
    assert [each["body"] for each in dated["addressees"]] == ["oas", "unheard-of"]
    assert (rows["2022-split"]["twin"], rows["2022-split"]["summit_name"]) == (
        "2022-medidas",
        "Ninth Summit of the Americas",
    )


def test_columns_are_those_of_the_table_that_list_writes(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "x.parquet")
    head = typed("list", "-f", "csv", "--limit", "0", "--data-dir", str(folder))[1].strip().split(",")
    assert set(head) <= set(polars.read_parquet(tmp_path / "x.parquet").columns)


def test_it_says_which_corpus_it_is_of(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "x.parquet")
    kept = {
        key.decode(): value.decode()
        for key, value in asked("SELECT key, value FROM parquet_kv_metadata(?)", str(tmp_path / "x.parquet"))
    }
    assert kept["version"] == json.loads(typed("info", "--json", "--data-dir", str(folder))[1])[0]["corpus_version"]
    assert kept["filters"] == "everything"


@pytest.mark.parametrize("args", FILTERS, ids=" ".join)
def test_a_folder_holds_every_table(folder: Path, tmp_path: Path, args: list[str]) -> None:
    exported(folder, tmp_path / "tables", "-f", "parquet", *args)
    exported(folder, tmp_path / "package", *args)
    for table in TABLES:
        file = tmp_path / "tables" / f"{table.name}.parquet"
        (count,) = asked("SELECT count(*) FROM read_parquet(?)", str(file))
        assert polars.read_parquet(file).columns == [column.name for column in table.columns]
        assert count[0] == rows(tmp_path / "package" / "codebook.md", table.name)
    assert polars.read_parquet(tmp_path / "tables" / "mandates.parquet")["id"].to_list() == [
        row["id"] for row in records(folder, *args)
    ]


def rows(codebook: Path, name: str) -> int:
    section = codebook.read_text("utf-8").partition(f"## {name}\n")[2]
    return int(section.partition("Rows: ")[2].partition(".")[0].replace(",", ""))


def test_tables_are_split_by_summit(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "tables", "--format", "parquet", "--partition", "summit")
    place = tmp_path / "tables"
    every = (
        f"read_parquet('{place}/mandates/**/*.parquet', hive_partitioning = true, hive_types = {{'summit': BIGINT}})"
    )
    listed = records(folder)
    assert sorted(asked(f"SELECT id, summit FROM {every}")) == sorted((row["id"], row["summit"]) for row in listed)
    frame = polars.scan_parquet(place / "mandates" / "summit=2018" / "*.parquet").select("id").collect()
    assert frame["id"].to_list() == [row["id"] for row in listed if row["summit"] == 2018]
    items = f"read_parquet('{place}/items/**/*.parquet', hive_partitioning = true, hive_types = {{'summit': BIGINT}})"
    assert asked(f"SELECT count(*) FROM {items} WHERE summit = 2022") == [
        (sum(len(row["items"]) for row in listed if row["summit"] == 2022),)
    ]
    (resource,) = [r for r in json.loads((place / "datapackage.json").read_text())["resources"] if r["name"] == "items"]
    assert all((place / path).is_file() for path in resource["path"])
    exported(folder, place, "-f", "parquet", "--lang", "es")
    assert not (place / "mandates").exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["x.sqlite", "--partition", "summit"], "--partition is for Parquet, and this is sqlite;"),
        (["x", "--partition", "summit"], "--partition is for Parquet, and this is package;"),
    ],
)
def test_what_cannot_be_split_is_said(tmp_path: Path, args: list[str], said: str) -> None:
    code, out, err = typed("export", *args)
    assert (code, out) == (2, "")
    assert err.startswith(f"mandates: {said}")


def test_where_the_library_is_missing_the_extra_is_named(folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['duckdb'] = None\nfrom mandates_cli.cli import main\n"
        f"sys.argv = ['mandates', 'export', 'x.parquet', '--data-dir', {str(folder)!r}]\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "mandates: To write parquet, install what it needs: pip install 'mandates-cli[parquet]'\n"
    assert list(tmp_path.iterdir()) == []
