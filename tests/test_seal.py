"""data/parsed is one thing: what is damaged there is seen, told with its place, and mended."""

import hashlib
import json
import os
import random
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from invented import typed
from mandates_cli import Corpus
from mandates_cli.corpus import generation
from mandates_cli.errors import CorpusError
from mandates_cli.model import Identity
from stand import JOURNALS, PARSED, Stand, files, made, said
from testsite.damaged import MUTATIONS


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Stand:
    return made(tmp_path_factory.mktemp("stand"))


@pytest.fixture
def data(stand: Stand, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stand.new, tmp_path / "data"))


def forged(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def cut(path: Path, *numbers: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for number, line in enumerate(lines, 1) if number not in numbers))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda path: cut(path, 2, 3), ":2 is not what was written (2 mandates missing)"),
        (lambda path: forged(path, "by night", "NOT by night"), "is not what was written (1 mandate altered)"),
        (lambda path: path.write_bytes(path.read_bytes() * 2), ":7 is not what was written (6 mandates too many)"),
        (lambda path: path.write_bytes(b"".join(sorted(path.read_bytes().splitlines(True)))), "(in another order)"),
        (lambda path: path.write_bytes(path.read_bytes().rstrip()), ":6 is not what was written"),
        (Path.unlink, " is missing"),
    ],
    ids=["lines gone", "a word", "lines twice", "another order", "no last line end", "gone"],
)
def test_altered_records_are_never_an_answer(
    stand: Stand, data: Path, damage: Callable[[Path], object], told: str
) -> None:
    path = data / "parsed" / "mandates.jsonl"
    damage(path)
    for command in (["list"], ["search", "cannon"], ["diff", str(data), str(stand.old)], ["info"], ["trace", "2009"]):
        complaint = said(*command, "--data-dir", data, code=3)
        assert str(path) in complaint
        assert "'mandates parse' makes it anew" in complaint
        assert complaint.count("\n") == 1
    assert told in said("check", "--data-dir", data, code=3)
    assert (
        "(made anew, since it was damaged: mandates.jsonl)" in typed("fetch", "--offline", "--data-dir", str(data))[2]
    )
    assert files(data) == files(stand.new)
    said("check", "--provenance", "--data-dir", data)


@pytest.mark.parametrize("name", JOURNALS)
def test_a_journal_that_was_altered_is_not_gone_on_with(stand: Stand, data: Path, name: str) -> None:
    path = data / "raw" / name
    whole = path.read_bytes()
    forged(
        path, "2023-11-14" if name == "manifest.jsonl" else '"import"', "2023-11-13" if name[0] == "m" else '"fetch"'
    )
    for command in (["list"], ["parse"], ["fetch", "--offline"], ["import", stand.third], ["check"]):
        complaint = said(*command, "--data-dir", data, code=3)
        assert f"{path} is not what was written" in complaint
        assert f"put back a copy of it, or remove {data / 'parsed' / 'seal.json'}" in complaint
    altered = path.read_bytes()
    (data / "parsed" / "seal.json").unlink()
    said("parse", "--data-dir", data)
    assert path.read_bytes() == altered
    path.write_bytes(whole)
    (data / "parsed" / "seal.json").unlink()
    said("parse", "--data-dir", data)
    assert files(data) == files(stand.new)


def test_what_was_added_to_data_raw_since_is_no_damage(stand: Stand, tmp_path: Path) -> None:
    due = shutil.copytree(stand.due, tmp_path / "due")
    assert said("list", "--data-dir", due) == said("list", "--data-dir", stand.old)
    said("check", "--provenance", "--data-dir", due)
    said("parse", "--data-dir", due)
    assert files(due) == files(stand.new)


def test_a_table_of_ids_is_made_again_where_the_pages_tell_all_of_it(stand: Stand, data: Path) -> None:
    """Of two snapshots, one after the other."""
    cut(data / "parsed" / "ids.jsonl", 1)
    assert "put back a copy of the file" in said("list", "--data-dir", data, code=3)
    said("parse", "--data-dir", data)
    assert files(data) == files(stand.new)


def test_a_table_of_ids_that_knows_more_is_not_made_up(stand: Stand, data: Path) -> None:
    table = data / "parsed" / "ids.jsonl"
    row = json.loads(table.read_text("utf-8").splitlines()[0])
    earlier = Identity(digest="0" * len(row["digest"]), id=row["id"])
    table.write_text(table.read_text("utf-8") + earlier.model_dump_json() + "\n", "utf-8")
    (data / "parsed" / "seal.json").unlink()
    said("parse", "--data-dir", data)
    whole = table.read_bytes()
    cut(table, 1)
    for command in (["parse"], ["fetch", "--offline"], ["list"], ["check"]):
        complaint = said(*command, "--data-dir", data, code=3)
        assert f"{table} is not what was written" in complaint
        assert "remove it to let ids of corrected wordings begin anew" in complaint
    table.write_bytes(whole)
    assert said("list", "--data-dir", data) == said("list", "--data-dir", stand.new)
    table.unlink()
    assert "since it was damaged: ids.jsonl" in typed("parse", "--data-dir", str(data))[2]
    assert said("list", "--data-dir", data) == said("list", "--data-dir", stand.new), "those in use stay"


@pytest.mark.parametrize("name", ["../../elsewhere", "a" * 300, "nul\0", ".."])
@pytest.mark.parametrize("part", ["files", "journals"])
def test_a_seal_that_names_what_no_corpus_has_is_none(data: Path, part: str, name: str) -> None:
    """Whoever forges one writes its sum too."""
    path = data / "parsed" / "seal.json"
    seal = json.loads(path.read_bytes())
    seal[part][name] = {"size": 0, "sha256": hashlib.sha256(b"").hexdigest()}
    body = {kind: seal[kind] for kind in ("files", "journals")}
    seal["sum"] = f"{zlib.crc32(json.dumps(body, sort_keys=True).encode()):08x}"
    path.write_text(json.dumps(seal))
    with pytest.raises(CorpusError, match=r"seal\.json is damaged or of a later version"):
        Corpus.open(data)


def test_a_corpus_without_a_seal_is_read_and_told_of(stand: Stand, data: Path) -> None:
    (data / "parsed" / "seal.json").unlink()
    assert said("list", "--data-dir", data) == said("list", "--data-dir", stand.new)
    code, _, told = typed("check", "--data-dir", str(data))
    assert (code, told) == (0, f"{data} has no seal, so that damage would not be seen; 'mandates parse' makes one.\n")
    said("fetch", "--offline", "--data-dir", data)
    assert "no seal" not in typed("check", "--data-dir", str(data))[2]


@pytest.mark.parametrize(
    "name", ["parsed/seal.json", "parsed/mandates.jsonl", "parsed/diagnostics.jsonl", "raw/manifest.jsonl"]
)
def test_a_pipe_in_place_of_a_file_is_told_and_not_waited_for(data: Path, name: str) -> None:
    path = data / name
    path.unlink()
    os.mkfifo(path)
    for command in (["list"], ["check"]):
        assert str(path) in typed(*command, "--data-dir", str(data))[2]


def test_a_page_that_is_not_what_was_stored_is_told_by_check(data: Path) -> None:
    """Also one of an earlier state, which no record of now is made from, and without --provenance."""
    page = next((data / "raw").glob("sec_arms-*.html"))
    page.write_bytes(page.read_bytes().replace(b"Melt", b"Cast"))
    other = next((data / "raw").glob("dem_corr-*.html"))
    other.unlink()
    code, out, err = typed("check", "--data-dir", str(data))
    assert (code, out) == (3, "")
    assert f"{page} is not what was stored" in err
    assert f"Cannot read {other}" in err


def test_a_device_in_place_of_the_seal_is_not_read_without_end(data: Path) -> None:
    seal = data / "parsed" / "seal.json"
    seal.unlink()
    seal.symlink_to("/dev/zero")
    assert "seal.json is damaged" in typed("list", "--data-dir", str(data))[2]


def test_records_are_read_without_the_pages(stand: Stand, data: Path) -> None:
    shutil.rmtree(data / "raw")
    assert said("list", "--fields", "id,text", "--data-dir", data) == said(
        "list", "--fields", "id,text", "--data-dir", stand.new
    )
    assert "manifest.jsonl is missing" in said("parse", "--data-dir", data, code=3)
    assert "--force" in said("import", stand.third, "--data-dir", data, code=3)
    said("import", stand.third, "--force", "--data-dir", data)
    assert said("list", "--fields", "id", "--data-dir", data).count("\n") == 2


def test_a_whole_corpus_is_read_once_and_then_looked_at(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generation, "LATELY", 0)
    Corpus.open(data).close()

    def read(*_: object) -> bool:
        raise AssertionError("a file was read that nobody touched")

    monkeypatch.setattr(generation.Sealed, "of_file", read)
    Corpus.open(data).close()
    os.utime(data / "parsed" / "pages.jsonl")
    with pytest.raises(AssertionError):
        Corpus.open(data)


# Mutations: of each file, in the ways of a worn disk, a bad editor and a bad merge.


def mutated(folder: Path, name: str, mutation: str, rng: random.Random) -> bool:
    """Whether the file is another one now."""
    path = next(folder.glob(f"*/{name}"))
    whole = path.read_bytes()
    MUTATIONS[mutation](path, rng)
    return not path.is_file() or path.read_bytes() != whole


EVERY: Final = [
    (name, mutation) for name in (*PARSED, "seal.json", "source", *JOURNALS, "*.html") for mutation in MUTATIONS
]
FEW: Final = random.Random(4).sample(EVERY, 24)


def rounds() -> list[Any]:
    few = [pytest.param(*case, 0, id="-".join(case)) for case in FEW]
    return few + [
        pytest.param(*case, seed, id=f"{'-'.join(case)}-{seed}", marks=pytest.mark.soak)
        for case in EVERY
        for seed in range(1, 6)
    ]


@pytest.mark.parametrize(("name", "mutation", "seed"), rounds())
def test_a_mutation_is_told_or_changes_nothing(
    stand: Stand, data: Path, name: str, mutation: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not mutated(data, name, mutation, random.Random(f"{name} {mutation} {seed}")):
        return
    monkeypatch.chdir(data.parent)
    clean = stand.new
    for command in (["list"], ["check", "--json"], ["search", "spoons", "--json"]):
        code, out, err = typed(*command, "--data-dir", str(data))
        assert "Traceback" not in err
        if code == 0:
            assert out == typed(*command, "--data-dir", str(clean))[1]
        else:
            assert (code, out) == (3, "")
            assert name.strip("*") in err
    code, _, err = typed("fetch", "--offline", "--data-dir", str(data))
    if code == 0:
        assert files(data) == files(clean)
    else:
        assert code == 3, err
        assert "Traceback" not in err
        assert name.strip("*") in err or "parsed" in err
