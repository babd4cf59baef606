"""Ids across people: what a fresh corpus calls a corrected wording finds the mandate in an older corpus too."""

import json
from pathlib import Path

import pytest

from conftest import Run
from mandates_cli import Corpus

URL = "http://www.summit-americas.org/sisca/dem.html"
PAGE = """Follow-up and Implementation: Mandates

DEMOCRACY

MANDATES

  1. {} (Lima Commitment. Peru, 2018)

  2. Lower the tolls on mountain passes, so that wool may reach the coast. (Lima Commitment. Peru, 2018)
"""
TYPO = "Mend the ferries at Oxbow before the witner rains begin, and paint their names."
CORRECTED = TYPO.replace("witner", "winter")


def brought(run: Run, folder: Path, page: Path, *texts: str) -> dict[str, str]:
    """Ids by text after each state of the page was imported."""
    for text in texts:
        page.write_text(PAGE.format(text), "utf-8")
        run("import", str(page), "--url", URL, "--data-dir", str(folder))
    return {
        row["text"]: row["id"] for row in map(json.loads, run("list", "--data-dir", str(folder)).stdout.splitlines())
    }


@pytest.fixture
def older(run: Run, tmp_path: Path) -> Path:
    assert set(brought(run, tmp_path / "old", tmp_path / "dem.txt", TYPO, CORRECTED)) >= {CORRECTED}
    return tmp_path / "old"


def test_the_id_of_a_fresh_corpus_is_understood_by_an_older_one(run: Run, older: Path, tmp_path: Path) -> None:
    fresh = brought(run, tmp_path / "new", tmp_path / "dem.txt", CORRECTED)[CORRECTED]
    old = {row["text"]: row["id"] for row in map(json.loads, run("list", "--data-dir", str(older)).stdout.splitlines())}
    assert fresh != old[CORRECTED]
    for command in ("show", "trace"):
        done = run(command, fresh, "--data-dir", str(older))
        assert json.loads(done.stdout.splitlines()[0])["id"] == old[CORRECTED]
    assert "has no twin" in run("show", fresh, "--lang", "es", "--data-dir", str(older), code=2).stderr


def test_corpora_that_call_a_mandate_otherwise_are_compared_as_one(run: Run, older: Path, tmp_path: Path) -> None:
    """Its words have changed so much since that they alone would not say so."""
    fresh = tmp_path / "new"
    brought(run, fresh, tmp_path / "dem.txt", CORRECTED)
    reworded = "Keep every small boat of the lagoon in good repair."
    truth = fresh / "parsed" / "mandates.jsonl"
    truth.write_text(truth.read_text("utf-8").replace(CORRECTED, reworded), "utf-8")
    (fresh / "parsed" / "seal.json").unlink()
    for old, new, words in ((older, fresh, [CORRECTED, reworded]), (fresh, older, [reworded, CORRECTED])):
        (change,) = map(json.loads, run("diff", str(old), str(new)).stdout.splitlines())
        assert (change["change"], [change["old"], change["new"]]) == ("text", words)
        assert change["old_id"] != change["id"]
    (change,) = Corpus.open(older).diff(Corpus.open(fresh)).changes
    assert change.kinds == {"text"}


@pytest.mark.parametrize(
    "name", ["2018-lima-commitment-ffffff", "2022-green-future-{digits}", "2018-lima-commitment", "{digits}"]
)
def test_what_no_corpus_would_call_it_is_unknown(run: Run, older: Path, tmp_path: Path, name: str) -> None:
    fresh = brought(run, tmp_path / "new", tmp_path / "dem.txt", CORRECTED)[CORRECTED]
    done = run("show", name.format(digits=fresh.rpartition("-")[2]), "--data-dir", str(older), code=2)
    assert "No mandate" in done.stderr or "begins more than one id" in done.stderr


def test_a_table_that_cannot_be_read_is_no_traceback(run: Run, older: Path) -> None:
    (older / "parsed" / "ids.jsonl").write_bytes(b"\xff{not json\n")
    (older / "parsed" / "seal.json").unlink()
    done = run("show", "2018-lima-commitment-abcdef", "--data-dir", str(older), code=2)
    assert done.stderr.startswith("mandates: No mandate '2018-lima-commitment-abcdef'.")
