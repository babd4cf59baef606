"""What was read of a page once is not read again: by another run, from another command, for another state."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from invented import typed
from mandates_cli.corpus import Location
from mandates_cli.fetch import RawStore
from mandates_cli.pipeline import readings
from mandates_cli.pipeline.build import build
from test_site import themes
from testsite.generator import generate
from testsite.markup import files

SITE = generate(5, themes(), pages=6, placements=40)
PARSED = ("mandates.jsonl", "pages.jsonl", "diagnostics.jsonl", "ids.jsonl")


def saved(folder: Path) -> Path:
    """The pages of a site, as a browser saves them."""
    for path, data in files(SITE).items():
        if path in SITE.pages:
            file = folder / "www.summit-americas.org" / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    return folder / "www.summit-americas.org"


@pytest.fixture
def where(tmp_path: Path) -> Location:
    assert typed("import", str(saved(tmp_path)), "--data-dir", str(tmp_path / "data"))[0] == 0
    return Location(tmp_path / "data", "option")


def read(where: Location) -> int:
    """How many pages a build reads."""
    count = 0
    own = readings.parse_page

    def counted(*args: Any, **named: Any) -> Any:
        nonlocal count
        count += 1
        return own(*args, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readings, "parse_page", counted)
        build(where, RawStore(where.raw))
    return count


def parsed(where: Location) -> dict[str, bytes]:
    return {name: (where.truth.parent / name).read_bytes() for name in PARSED}


def test_a_page_that_was_taken_is_never_read_again(where: Location) -> None:
    before = parsed(where)
    assert read(where) == 0
    assert parsed(where) == before


def test_what_is_kept_may_be_lost(where: Location) -> None:
    before = parsed(where)
    (where.workings / readings.FILE).unlink()
    assert read(where) == len(SITE.pages)
    assert read(where) == 0
    assert parsed(where) == before


def test_other_tables_read_every_page_anew(where: Location) -> None:
    where.registry.mkdir()
    (where.registry / "labels.toml").write_text(
        '[[labels]]\nword = "Initiative"\nlanguage = "en"\nsource = "invented"\n'
    )
    assert read(where) == len(SITE.pages)
    assert read(where) == 0


@pytest.mark.parametrize("damage", ["UPDATE kept SET body = x'00' || body", "UPDATE kept SET checksum = 1"])
def test_what_is_damaged_is_read_anew(where: Location, damage: str) -> None:
    before = parsed(where)
    with sqlite3.connect(where.workings / readings.FILE) as connection:
        connection.execute(f"{damage} WHERE rowid % 2")
    assert read(where) == len(SITE.pages) / 2
    assert read(where) == 0
    assert parsed(where) == before


@pytest.mark.parametrize("size", [0, 1, 3_000, 40_000])
def test_a_file_that_is_damaged_is_made_anew(where: Location, size: int) -> None:
    before = parsed(where)
    file = where.workings / readings.FILE
    file.write_bytes(b"\xff" * size + file.read_bytes()[size:] if size else b"")
    read(where)
    assert parsed(where) == before
    assert read(where) == 0


def test_where_nothing_can_be_kept_pages_are_read(where: Location) -> None:
    before = parsed(where)
    (where.workings / readings.FILE).unlink()
    (where.workings / readings.FILE).mkdir()
    assert read(where) == len(SITE.pages)
    assert parsed(where) == before


def test_rules_are_those_of_the_code() -> None:
    assert readings.rules() == readings.rules()
    assert len(readings.rules().split()[-1]) == 8
