"""A folder: a Frictionless data package and its codebook, or every table as Parquet."""

import csv
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from exports import exported, mandates, records
from invented import typed, written_to
from mandates_cli.export.codebook import ACCURACY
from mandates_cli.export.contents import TABLES

FLOOR = Path(__file__).parent / "quality" / "floor.json"
FILTERS = ([], ["--lang", "es"], ["--summit", "2022"], ["--limit", "0"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_to(tmp_path_factory.mktemp("corpus"), mandates())


@pytest.fixture(scope="module")
def package(folder: Path) -> Path:
    exported(folder, folder / "package")
    return folder / "package"


def descriptor(package: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((package / "datapackage.json").read_text("utf-8"))
    return found


def table(package: Path, name: str) -> list[dict[str, str]]:
    with (package / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize("args", FILTERS, ids=" ".join)
def test_frictionless_finds_it_valid_references_and_digests_included(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str]
) -> None:
    from frictionless import Package

    exported(folder, tmp_path / "package", *args)
    monkeypatch.chdir(tmp_path)
    report = Package("package/datapackage.json").validate()
    assert report.flatten(["type", "note"]) == []
    assert {task.name for task in report.tasks} == {"codebook", *(table.name for table in TABLES)}


def test_frictionless_finds_what_was_changed(package: Path, tmp_path: Path) -> None:
    from frictionless import validate

    shutil.copytree(package, tmp_path / "package")
    with (tmp_path / "package" / "commitments.csv").open("a") as file:
        file.write("1998-more,1902,\n")
    found = {note for (note,) in validate(tmp_path / "package" / "datapackage.json").flatten(["type"])}
    assert {"hash-count", "byte-count", "foreign-key"} <= found


def test_texts_are_those_of_the_records_to_the_character(folder: Path, package: Path) -> None:
    assert {row["id"]: row["text"] for row in table(package, "mandates")} == {
        row["id"]: row["text"] for row in records(folder)
    }
    assert [row["text"] for row in table(package, "notes")] == [n for row in records(folder) for n in row["notes"]]


@pytest.mark.parametrize("args", FILTERS, ids=" ".join)
def test_it_holds_what_passes_the_filters(folder: Path, tmp_path: Path, args: list[str]) -> None:
    exported(folder, tmp_path / "package", *args)
    assert [row["id"] for row in table(tmp_path / "package", "mandates")] == [r["id"] for r in records(folder, *args)]


def test_every_column_is_described_and_every_file_sealed(package: Path) -> None:
    found = descriptor(package)
    for resource in found["resources"]:
        data = (package / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
    described = {resource["name"]: resource for resource in found["resources"]}
    for each in TABLES:
        fields = described[each.name]["schema"]["fields"]
        assert [field["name"] for field in fields] == list(table_head(package, each.name))
        assert all(field["description"] for field in fields)
        assert each.counted in described[each.name]["description"]
    assert (
        found["version"]
        == json.loads(typed("info", "--json", "--data-dir", str(package.parent))[1])[0]["corpus_version"]
    )
    assert "MIT" in found["rights"]


def table_head(package: Path, name: str) -> list[str]:
    return (package / f"{name}.csv").read_text("utf-8").partition("\n")[0].split(",")


def test_the_codebook_has_every_column_and_count(package: Path) -> None:
    book = (package / "codebook.md").read_text("utf-8")
    for each in TABLES:
        section = book.partition(f"## {each.name}\n")[2].partition("\n## ")[0]
        assert f"Rows: {len(table(package, each.name)):,}." in section
        assert [line.split(" | ")[0][2:] for line in section.splitlines() if line.startswith("| ")][2:] == [
            column.name for column in each.columns
        ]


def scored_once() -> dict[str, dict[str, float]]:
    """What was found on unseen labels, by what was looked for: later their floors rose with the rules."""
    table = (FLOOR.parent / "register.md").read_text("utf-8").partition("## The blind half")[2]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:1] == "|"]
    rows = {name.split(" ")[0]: figures for name, _, _, *figures in cells if name}
    return {name: dict(zip(("precision", "recall"), map(float, figures), strict=True))
            for name, figures in rows.items() if name in ("deadlines", "addressees")}  # fmt: skip


def test_the_codebook_claims_what_is_measured() -> None:
    floor = json.loads(FLOOR.read_text("utf-8"))
    for row in json.loads(ACCURACY.read_text("utf-8"))["figures"]:
        name, _, part = row["floor"].partition(": ")
        if " blind" in name:
            held = scored_once()[row["what"]]
        else:
            held = floor[name] if not part else {"precision": 1.0, "recall": floor[name][part]}
        told = [figure for figure in ("precision", "recall", "kind") if figure in held]
        assert told
        assert {figure: row[figure] for figure in told} == {figure: held[figure] for figure in told}


def test_a_folder_that_holds_something_else_stays_as_it_is(folder: Path, tmp_path: Path) -> None:
    for name, held in {"mine": ["notes.txt"], "mixed": ["notes.txt", "datapackage.json", "mandates.csv"]}.items():
        (tmp_path / name).mkdir()
        if len(held) > 1:
            exported(folder, tmp_path / name)
        (tmp_path / name / "notes.txt").write_text("mine")
        before = {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        code, out, err = typed("export", str(tmp_path / name), "--data-dir", str(folder))
        assert (code, out) == (2, "")
        assert err == (
            f"mandates: {tmp_path / name} holds files that no export wrote, such as notes.txt; choose a new name for"
            " the folder.\n"
        )
        assert {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} == before


def test_an_empty_folder_and_an_older_export_are_replaced(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    exported(folder, tmp_path / "package")
    exported(folder, tmp_path / "package", "-f", "parquet")
    exported(folder, tmp_path / "package", "--lang", "es")
    assert {row["language"] for row in table(tmp_path / "package", "mandates")} == {"es"}
    assert {path.suffix for path in (tmp_path / "package").iterdir()} == {".csv", ".md", ".json"}
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def test_a_file_in_its_place_is_not_taken_for_a_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "package").write_text("mine")
    code, _, err = typed("export", str(tmp_path / "package"), "--data-dir", str(folder))
    assert code == 74
    assert err.startswith(f"mandates: Cannot write {tmp_path / 'package'} (Not a directory);")
    assert (tmp_path / "package").read_text() == "mine"
