"""A seal, what passes for one, and what is said of files that are not what it says."""

import json
import os
import shutil
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from invented import MADE, record
from mandates_cli import Corpus
from mandates_cli.corpus import Location, generation, jsonl, seal
from mandates_cli.corpus.generation import Generation
from mandates_cli.corpus.location import opened
from mandates_cli.corpus.seal import Seal, Sealed
from mandates_cli.errors import CorpusError

# As it is written: what other versions wrote must be found, and read.
WRITTEN: Final = b"""{
  "format": 1,
  "sum": "d4bd286a",
  "files": {
    "ids.jsonl": {
      "size": 4,
      "sha256": "27dd8ed44a83ff94d557f9fd0412ed5a8cbca69ea04922d88c01184a07300a5a"
    },
    "mandates.jsonl": {
      "size": 0,
      "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    }
  },
  "journals": {}
}
"""


def test_a_seal_is_what_it_always_was() -> None:
    ids = Sealed.of([b"tw", b"o\n"])
    made = Seal({"mandates.jsonl": Sealed.of([]), "ids.jsonl": ids}, {})
    assert made.written() == WRITTEN
    assert seal.loaded(WRITTEN, Path("seal.json")) == made
    assert seal.staged(Path("parsed"), "ids.jsonl", ids) == Path("parsed/.ids.jsonl.27dd8ed44a83.new")


Change = Callable[[dict[str, Any]], object]


def resealed(change: Change) -> bytes:
    """With the sum that a forger writes."""
    found = json.loads(WRITTEN)
    change(found)
    body = {part: found.get(part) for part in ("files", "journals")}
    found["sum"] = f"{zlib.crc32(json.dumps(body, sort_keys=True).encode()):08x}"
    return json.dumps(found).encode()


def as_row(**changed: object) -> Change:
    return lambda found: found["files"]["ids.jsonl"].update(changed)


def named(name: str) -> Change:
    return lambda found: found["files"].update({name: found["files"]["ids.jsonl"]})


DIGEST: Final = "27dd8ed44a83ff94d557f9fd0412ed5a8cbca69ea04922d88c01184a07300a5a"
NONE: Final = {
    "nothing": b"",
    "cut": WRITTEN[:-4],
    "another size": WRITTEN.replace(b'"size": 4', b'"size": 5'),
    "another sum": WRITTEN.replace(b'"sum": "', b'"sum": "0'),
    "a list": b"[]",
    "a later format": resealed(lambda found: found.update(format=2)),
    "no journals": resealed(lambda found: found.pop("journals")),
    "files in a list": resealed(lambda found: found.update(files=[])),
    "a row that is none": resealed(lambda found: found["files"].update({"ids.jsonl": 4})),
    "a row with more": resealed(as_row(mode=4)),
    "a size in words": resealed(as_row(size="4")),
    "a size that is no whole number": resealed(as_row(size=4.0)),
    "a size that is yes": resealed(as_row(size=True)),
    "a digest that leads elsewhere": resealed(as_row(sha256=f"/../../{DIGEST[7:]}")),
    "a digest in capitals": resealed(as_row(sha256=DIGEST.upper())),
    "a short digest": resealed(as_row(sha256=DIGEST[1:])),
    "a long digest": resealed(as_row(sha256=f"{DIGEST}0")),
    "a hidden name": resealed(named(".ids")),
    "no name": resealed(named("")),
    "a name with a line end": resealed(named("ids\n")),
    "a name of other letters": resealed(named("ídes")),
    "a long name": resealed(named("i" * 101)),
}


@pytest.mark.parametrize("data", NONE.values(), ids=NONE)
def test_what_is_no_seal_is_told(data: bytes) -> None:
    with pytest.raises(CorpusError, match=r"^seal\.json is damaged or of a later version; 'mandates parse' makes it"):
        seal.loaded(data, Path("seal.json"))


@pytest.mark.parametrize(("how", "reason"), [("a folder", "Is a directory"), ("nothing to read", "Too many levels")])
def test_a_seal_that_cannot_be_read_is_told(where: Location, how: str, reason: str) -> None:
    altered(where.seal, how)
    with pytest.raises(CorpusError, match=rf"^Cannot read {where.seal} \({reason}.*\); check its permissions\.$"):
        Generation.opened(where)


@pytest.mark.parametrize("name", ["i", "i" * 100, "ids_2.jsonl-old"])
def test_a_name_of_a_file_may_be(name: str) -> None:
    assert name in seal.loaded(resealed(named(name)), Path("seal.json")).files


def test_a_generation_is_told_by_its_files_alone() -> None:
    def of(journals: bytes, **files: bytes) -> str:
        return Seal({name: Sealed.of([data]) for name, data in files.items()}, {"m": Sealed.of([journals])}).generation

    assert of(b"", a=b"1", b=b"2") == of(b"3", b=b"2", a=b"1")
    assert len({of(b"", a=one, b=other) for one in (b"1", b"2") for other in (b"1", b"2")}) == 4


RECORDS: Final = {"mandates.jsonl": [record(made).model_dump_json() for made in MADE[:3]], "ids.jsonl": [], "kept": []}
JOURNAL: Final = b"one\ntwo\n"


def written(path: Path, data: bytes) -> Sealed:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return Sealed.of([data])


@pytest.fixture
def where(tmp_path: Path) -> Location:
    """A sealed corpus of three mandates."""
    found = Location(tmp_path / "data", "option")
    files = {name: written(found.parsed / name, b"".join(jsonl.ended(rows))) for name, rows in RECORDS.items()}
    written(found.seal, Seal(files, {"manifest.jsonl": written(found.raw / "manifest.jsonl", JOURNAL)}).written())
    return found


def altered(path: Path, how: str) -> None:
    data = path.read_bytes()
    path.unlink()
    match how:
        case "longer":
            path.write_bytes(data + b"x")
        case "shorter":
            path.write_bytes(data[:-1])
        case "another":
            path.write_bytes(data[:-1] + b"x")
        case "a folder":
            path.mkdir()
        case "nothing to read":
            path.symlink_to(path)


@pytest.mark.parametrize("name", ["parsed/mandates.jsonl", "raw/manifest.jsonl"])
@pytest.mark.parametrize("how", ["longer", "shorter", "another", "a folder", "nothing to read", "gone"])
def test_a_file_that_is_not_what_was_sealed_is_found(
    where: Location, monkeypatch: pytest.MonkeyPatch, name: str, how: str
) -> None:
    monkeypatch.setattr(seal, "PIECE", 3)
    held = Generation.opened(where)
    altered(where.folder / name, how)
    grown = name.startswith("raw") and how == "longer"
    assert held.altered() == held.altered(trusting=False) == ([] if grown else [where.folder / name])
    assert held.altered_journals() == ([where.folder / name] if name.startswith("raw") and not grown else [])


@pytest.mark.parametrize("target", ["pages.jsonl", "nowhere"], ids=["a circle", "nowhere"])
def test_a_link_that_leads_to_no_file_is_told_without_a_seal_too(where: Location, target: str) -> None:
    where.seal.unlink()
    where.pages.symlink_to(target)
    assert Generation.at(where).altered() == [where.pages]
    with pytest.raises(CorpusError, match=rf"^{where.pages} is no file; 'mandates parse' makes it anew\.$"):
        Generation.opened(where)


def test_a_pipe_is_no_empty_file(where: Location) -> None:
    where.identities.unlink()
    os.mkfifo(where.identities)
    kept = os.open(where.identities, os.O_RDWR)  # so that nobody who opens it would wait
    assert Generation.at(where).altered() == [where.identities]
    os.close(kept)


def test_journals_are_asked_for_where_they_are_needed(where: Location) -> None:
    shutil.rmtree(where.raw)
    held = Generation.opened(where)
    assert held.altered() == []
    assert held.altered_journals() == [where.raw / "manifest.jsonl"]


@pytest.mark.parametrize(("after", "noted"), [(1_900_000_000, False), (2_100_000_000, True)])
def test_what_was_written_lately_is_looked_at_again(
    where: Location, monkeypatch: pytest.MonkeyPatch, after: int, noted: bool
) -> None:
    newest = max(path.stat().st_ctime_ns for path in where.folder.rglob("*"))
    monkeypatch.setattr(time, "time_ns", lambda: newest + after)
    Generation.opened(where)
    assert Generation.at(where).altered() == []
    assert (where.parsed / "index.checked").exists() == noted


@pytest.mark.parametrize("how", ["another", "longer", "shorter"])
def test_what_was_noted_is_taken_by_readers_and_not_by_check(where: Location, how: str) -> None:
    held = Generation.opened(where)
    assert held.seal is not None
    altered(where.truth, how)
    status = where.truth.stat()
    times = f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
    note = f"{held.seal.generation}\n{held.seal.files['mandates.jsonl'].sha256} {times}"
    (where.parsed / "index.checked").write_text(note)
    assert held.altered() == []
    assert held.altered(trusting=False) == [where.truth]
    with pytest.raises(CorpusError, match=r"mandates\.jsonl(:\d)? is not"):
        held.check_truth()


def published(where: Location, **files: bytes) -> None:
    held = Generation.at(where).seal
    assert held is not None
    sealed = {name: written(where.parsed / name, data) for name, data in files.items()}
    written(where.seal, held._replace(files={**held.files, **sealed}).written())


def journalled(where: Location) -> None:
    held = Generation.at(where).seal
    assert held is not None
    written(where.seal, held._replace(journals={}).written())


@pytest.mark.parametrize(
    ("change", "stands"),
    [
        (Generation.at, True),
        (journalled, True),
        (lambda where: published(where, kept=b"x"), False),
        (lambda where: where.seal.unlink(), False),
    ],
    ids=["nothing", "its journals", "its files", "its seal gone"],
)
def test_records_stand_until_others_are_published(
    where: Location, change: Callable[[Location], None], stands: bool
) -> None:
    held = Generation.opened(where)
    change(where)
    assert held.stands == stands


def test_what_is_read_beside_an_open_corpus_is_of_its_generation(where: Location) -> None:
    with Corpus.open(where.folder) as corpus:
        corpus.check_stands()
        published(where, kept=b"x")
        with pytest.raises(CorpusError, match=r"published anew while they were read; run this again\.$"):
            corpus.check_stands()


def test_records_without_a_seal_stand_until_they_have_one(where: Location) -> None:
    data = where.seal.read_bytes()
    where.seal.unlink()
    altered(where.truth, "another")
    held = Generation.opened(where)
    assert (held.stands, held.altered(), held.altered_journals()) == (True, [], [])
    held.check_truth()
    where.seal.write_bytes(data)
    assert not held.stands


def line(path: Path, text: str) -> None:
    path.write_text(f"{path.read_text('utf-8')}{text}\n", "utf-8")


AGAIN: Final = "'mandates parse' makes it anew"
IDS_AGAIN: Final = "mend it, put back a copy of the file, or remove it to let ids of corrected wordings begin anew"
COPY: Final = "put back a copy of it, or remove {parsed}/seal.json and run 'mandates parse' to take it as it stands"
UNLIKE: Final = "is not what was written ('mandates check' tells more)"
# What is done, how the sentence begins, and how it ends.
TOLD: Final[dict[str, tuple[Callable[[Location], object], str, str]]] = {
    "missing": (lambda where: where.truth.unlink(), "{parsed}/mandates.jsonl is missing", AGAIN),
    "a folder": (lambda where: altered(where.truth, "a folder"), "{parsed}/mandates.jsonl is no file", AGAIN),
    "no record": (
        lambda where: line(where.truth, "{"), "{parsed}/mandates.jsonl:4 is not a valid mandate (the line: ", AGAIN
    ),
    "twice": (
        lambda where: line(where.truth, RECORDS["mandates.jsonl"][1]),
        "{parsed}/mandates.jsonl:4 repeats line 2", AGAIN,
    ),
    "one word": (
        lambda where: where.truth.write_text(where.truth.read_text("utf-8").replace("crime", "time"), "utf-8"),
        f"{{parsed}}/mandates.jsonl {UNLIKE}", AGAIN,
    ),
    "no records at all": (lambda where: line(where.parsed / "kept", "x"), f"{{parsed}}/kept {UNLIKE}", AGAIN),
    "ids": (
        lambda where: line(where.identities, "{}"), "{parsed}/ids.jsonl:1 is not a valid identity (digest: ", IDS_AGAIN
    ),
    "the first of two": (
        lambda where: (line(where.truth, "{"), line(where.parsed / "kept", "x")), f"{{parsed}}/kept {UNLIKE}", AGAIN
    ),
    "a journal": (
        lambda where: altered(where.raw / "manifest.jsonl", "shorter"),
        "{raw}/manifest.jsonl:1 is not a valid sighting (the line: ", COPY,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("damage", "begin", "end"), TOLD.values(), ids=TOLD)
def test_what_is_damaged_is_told_with_its_place_and_a_way_out(
    where: Location, damage: Callable[[Location], object], begin: str, end: str
) -> None:
    damage(where)
    with pytest.raises(CorpusError) as raised:
        Generation.opened(where)
    told, _, remedy = str(raised.value).rpartition("; ")
    assert told.startswith(begin.format(parsed=where.parsed, raw=where.raw))
    assert told == begin.format(parsed=where.parsed, raw=where.raw) or begin.endswith(": ")
    assert remedy == f"{end.format(parsed=where.parsed)}."


def test_the_shipped_records_are_installed_anew(where: Location) -> None:
    altered(where.truth, "another")
    with pytest.raises(CorpusError, match=r"; reinstall mandates-cli\.$"):
        Generation.opened(where._replace(origin="shipped"))


def interrupted(where: Location) -> Path:
    """One record more, beside its place."""
    rows = [*RECORDS["mandates.jsonl"], RECORDS["mandates.jsonl"][0]]
    published(where, **{"mandates.jsonl": b"".join(jsonl.ended(rows))})
    held = Generation.at(where).seal
    assert held is not None
    beside = seal.staged(where.parsed, "mandates.jsonl", held.files["mandates.jsonl"])
    where.truth.rename(beside)
    where.truth.write_text("of the generation before")
    return beside


def test_a_file_that_takes_its_place_before_it_is_opened_is_read_there(where: Location) -> None:
    with opened(where.parsed / ".mandates.jsonl.0123456789ab.new") as file:
        assert file.read() == where.truth.read_bytes()
    with pytest.raises(FileNotFoundError):
        opened(where.parsed / "mandates.new")


def test_files_beside_their_places_are_read_and_told_of(where: Location) -> None:
    beside = interrupted(where)
    found = Generation.opened(where)
    assert found.where.staged == {"mandates.jsonl": beside}
    assert found.where.truth == beside
    found.check_truth()
    with pytest.raises(CorpusError, match=rf"{beside.name}:4 repeats line 1"):
        raise found.fault(beside)
    line(where.identities, "{}")
    with pytest.raises(CorpusError, match=r"ids\.jsonl:1 is not a valid identity"):
        Generation.opened(where)


def meanwhile(monkeypatch: pytest.MonkeyPatch, path: Path, act: Callable[[], object]) -> None:
    """Do something just before the file is read for the first time."""
    read, left = Sealed.of_file, [act]

    def reading(sealed: Sealed, read_path: Path) -> bool:
        if read_path == path and left:
            left.pop()()
        return read(sealed, read_path)

    monkeypatch.setattr(Sealed, "of_file", reading)


@pytest.mark.parametrize("look", [Generation.opened, lambda where: Generation.at(where).check_truth()])
def test_a_file_that_takes_its_place_meanwhile_is_no_damage(
    where: Location, monkeypatch: pytest.MonkeyPatch, look: Callable[[Location], object]
) -> None:
    beside = interrupted(where)
    meanwhile(monkeypatch, beside, lambda: beside.replace(where.parsed / "mandates.jsonl"))
    look(where)
    assert not beside.exists()


def test_records_that_are_published_meanwhile_are_those_that_are_opened(
    where: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, where.identities, lambda: published(where, **{"ids.jsonl": b"{}\n", "kept": b"x"}))
    found = Generation.opened(where)
    assert found.stands
    assert found.seal is not None
    assert found.seal.files["kept"] == Sealed.of([b"x"])


def test_a_file_that_was_lengthened_without_end_is_not_read(where: Location) -> None:
    held = Generation.opened(where)
    size = where.truth.stat().st_size
    os.truncate(where.truth, 2 * size + generation.MUCH)
    assert not held.is_endless(where.truth)
    os.truncate(where.truth, 2 * size + generation.MUCH + 1)
    assert held.is_endless(where.truth)
    assert "is not what was written" in str(held.fault(where.truth))
    os.truncate(where.raw / "manifest.jsonl", 2 * size + 2 * generation.MUCH)
    assert not held.is_endless(where.raw / "manifest.jsonl"), "journals grow"
    assert not Generation(where).is_endless(where.truth)
