"""What real programs made of an invented page, tests/pages/saved: each gives the records of the page itself."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from invented import typed

SAVED: Final = Path(__file__).parent / "pages" / "saved"
PRINTS: Final = sorted(SAVED.glob("pdftotext*"))
FILES: Final = sorted(path for path in SAVED.iterdir() if path.suffix != ".md" and path not in PRINTS)
ADDRESS: Final = "http://www.summit-americas.org/sisca/sec.html"


def records(path: Path, data: Path) -> list[dict[str, Any]]:
    """The mandates of an empty corpus that the file was imported into, without where and how they are printed."""
    code, _, err = typed("import", str(path), "--url", ADDRESS, "--data-dir", str(data))
    assert code == 0, err
    lines = (data / "parsed" / "mandates.jsonl").read_text("utf-8").splitlines()
    told = ("placements", "first_seen", "last_seen")
    return [{key: value for key, value in json.loads(line).items() if key not in told} for line in lines]


def test_the_page_shows_seven_mandates(tmp_path: Path) -> None:
    found = {
        row["document"]: [item["label"] for item in row["items"]] for row in records(SAVED / "page.html", tmp_path)
    }
    assert found == {
        "1996-plan-of-action": [],
        "2001-plan-of-action": [None, None],
        "2012-mandates": ["1", "2"],
        "2018-lima-commitment": [],
        "2022-democratic-governance": ["c", "f"],
        "2022-digital-transformation": [],
        "2022-green-future": [],
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_a_program_saved_gives_the_records_of_the_page(path: Path, tmp_path: Path) -> None:
    assert records(path, tmp_path / "saved") == records(SAVED / "page.html", tmp_path / "page")


@pytest.mark.parametrize("path", PRINTS, ids=lambda path: path.name)
def test_a_print_has_all_words_and_labels(path: Path, tmp_path: Path) -> None:
    """Its bullets are drawn: the two sub-items without a label are one text."""

    def said(mandates: list[dict[str, Any]]) -> list[object]:
        told = (
            (
                mandate["document"],
                mandate["citation"]["text"].replace("InterAmerican", "Inter-American"),
                mandate["text"].split(),
                [item["label"] for item in mandate["items"] if item["label"]],
            )
            for mandate in mandates
        )
        return sorted(told, key=str)

    found, page = records(path, tmp_path / "saved"), records(SAVED / "page.html", tmp_path / "page")
    assert said(found) == said(page)


def test_the_readme_says_which_program_saved_each() -> None:
    said = (SAVED / "README.md").read_text("utf-8")
    assert [path.name for path in (*FILES, *PRINTS) if f"`{path.name}`" not in said] == []
