"""Golden pairs: for each phenomenon a page, or a few that belong together, beside the records that a person expects."""

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from mandates_cli import registry
from mandates_cli.model import Diagnostic, Mandate
from mandates_cli.parse import Assembly, PageRecords, assemble, parse_page
from mandates_cli.parse.provenance import Source, verify

PHENOMENA: Final = Path(__file__).parent / "pages" / "phenomena"
EXPECTED: Final = ".expected.jsonl"
REGISTRY: Final = registry.load()


def pages_of(folder: Path, name: str) -> dict[str, Path]:
    """Files by page: a folder is a piece of a site where it holds `sisca`, else some saved pages."""
    inside = folder / name
    if inside.is_dir():
        files = {path.relative_to(inside).as_posix(): path for path in sorted(inside.rglob("*.*"))}
        return {f"/{page}" if page.startswith("sisca/") else page: path for page, path in files.items()}
    return {path.name: path for path in (folder / f"{name}.html", folder / f"{name}.txt") if path.exists()}


def names(folder: Path) -> set[str]:
    """Every phenomenon that has a page, whether or not it has an expectation."""
    inside = (path for path in folder.iterdir() if path.suffix in (".html", ".txt") or path.is_dir())
    return {path.name if path.is_dir() else path.stem for path in inside}


def expected(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{name}{EXPECTED}").read_text("utf-8").splitlines()]


def media_type(page: str) -> str:
    return "text/html" if page.endswith(".html") else "text/plain"


def parsed(files: Mapping[str, Path]) -> list[PageRecords]:
    """Each page under its name; `snapshot` is the name too, so that `verify` finds the file."""
    return [
        parse_page(
            path.read_bytes(),
            page=page,
            url=None,
            snapshot=page,
            media_type=media_type(page),
            declared_charset=None,
            registry=REGISTRY,
        )
        for page, path in files.items()
    ]


SHOWN: Final = {
    "id", "language", "summit", "document", "section", "text", "chapeau", "missing_labels", "citation", "notes",
    "also_cited",
}  # fmt: skip


TOLD: Final = {"page", "language", "theme", "heading", "encoding", "account"}


def readable(mandate: Mandate) -> dict[str, Any]:
    """A mandate as the expectation has it: without what its pages tell, or what counts characters."""
    placements = []
    for placement in mandate.placements:
        row = placement.model_dump(mode="json", include={"page", "position", "label"})
        row["items"] = [item.label for item in placement.items]
        differing = placement.model_dump(mode="json", include={"text", "citation"}, exclude_none=True)
        placements.append(row | differing)
    items = [[item.label, item.text] for item in mandate.items]
    return mandate.model_dump(mode="json", include=SHOWN) | {"items": items, "placements": placements}


def told(diagnostics: list[Diagnostic]) -> list[list[Any]]:
    return sorted(([d.code, d.page, d.line] for d in diagnostics), key=str)


def found(records: list[PageRecords], files: Mapping[str, Path], assembly: Assembly) -> list[dict[str, Any]]:
    provenance = verify(
        assembly.mandates, lambda page: Source(files[page].read_bytes(), media_type(page), charset=None)
    )
    assert provenance.faults == []
    pages = [record.page.model_dump(mode="json", include=TOLD, exclude_defaults=True) for record in records]
    diagnostics = [*(d for record in records for d in record.diagnostics), *assembly.diagnostics]
    return [
        *sorted(map(readable, assembly.mandates), key=lambda row: str(row["id"])),
        *pages,
        {"diagnostics": told(diagnostics), "unplaced": provenance.unplaced},
    ]


@pytest.mark.parametrize(
    "name",
    sorted(names(PHENOMENA)),
)
def test_a_page_becomes_what_a_person_expects(name: str) -> None:
    files = pages_of(PHENOMENA, name)
    records = parsed(files)
    wanted = expected(PHENOMENA, name)
    mandates = sorted((row for row in wanted if "id" in row), key=lambda row: str(row["id"]))
    assert found(records, files, assemble(records)) == [*mandates, *(row for row in wanted if "id" not in row)]
    for record in records:
        total, *parts = record.page.account.model_dump().values()
        assert total == sum(parts)


@pytest.mark.parametrize("name", sorted(name for name in names(PHENOMENA) if (PHENOMENA / name).is_dir()))
def test_the_order_of_pages_does_not_matter(name: str) -> None:
    records = parsed(pages_of(PHENOMENA, name))
    first = assemble(records)
    for seed in range(4):
        random.Random(seed).shuffle(records)
        again = assemble(records)
        assert again.mandates == first.mandates
        assert told(again.diagnostics) == told(first.diagnostics)


def test_every_page_has_an_expectation_and_every_expectation_a_page() -> None:
    assert {path.name.removesuffix(EXPECTED) for path in PHENOMENA.glob(f"*{EXPECTED}")} == names(PHENOMENA)


def test_a_page_without_an_expectation_fails(tmp_path: Path) -> None:
    (tmp_path / "new.html").write_text("<h2>DEMOCRACY</h2>", "utf-8")
    assert names(tmp_path) == {"new"}
    with pytest.raises(FileNotFoundError):
        expected(tmp_path, "new")


def test_the_readme_says_what_each_proves() -> None:
    lines = (PHENOMENA / "README.md").read_text("utf-8").splitlines()
    assert sorted(line.split("`")[1] for line in lines if line.startswith("| `")) == sorted(names(PHENOMENA))


@pytest.mark.parametrize("name", sorted(names(PHENOMENA)))
def test_every_expectation_accounts_for_each_character(name: str) -> None:
    """The sums that a person wrote down, apart from what the program says."""
    for row in expected(PHENOMENA, name):
        if "account" in row:
            total, *parts = row["account"].values()
            assert total == sum(parts)
