"""An import or a fetch undone: what was known before is current again, and nothing is thrown away."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Run
from mandates_cli.corpus import Location
from mandates_cli.fetch import RawStore
from mandates_cli.pipeline import build, forget
from test_import import page, written

Take = Callable[..., str]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def call(run: Run, data: Path) -> Callable[..., str]:
    """Runs a command on `data`: what it said, or what it gave where that is something."""

    def caller(*args: object, code: int = 0) -> str:
        done = run(*map(str, args), "--data-dir", str(data), code=code)
        return done.stdout or done.stderr

    return caller


@pytest.fixture
def corpus(call: Take, tmp_path: Path) -> Path:
    """Two states of a page and one of another: snapshots 1970-01-02 and 1970-01-03."""
    for name in "ab":
        written(tmp_path / f"{name}.txt", page(4, name), 1)
    call("import", tmp_path / "a.txt", tmp_path / "b.txt")
    call("import", written(tmp_path / "a.txt", page(6, "a"), 2))
    return tmp_path


def shown(data: Path) -> dict[str, int]:
    state = RawStore(data / "raw").state()
    return {name: seen.shape.items for name, seen in state.items() if seen.shape}


def names(data: Path) -> list[str]:
    return [snapshot.name for snapshot in RawStore(data / "raw").snapshots()]


@pytest.mark.parametrize("operand", ["a.txt", "1970-01-03"])
def test_the_state_before_is_current_again(corpus: Path, call: Take, data: Path, operand: str) -> None:
    manifest = (data / "raw" / "manifest.jsonl").read_bytes()
    before = RawStore(data / "raw").state()["a.txt"]
    bytes_before = RawStore(data / "raw").bytes_of(before)
    assert "1 page forgotten (1 as before again, 0 gone)" in call("forget", operand)
    assert shown(data) == {"a.txt": 4, "b.txt": 4}
    assert names(data) == ["1970-01-02"]
    assert len(call("list").splitlines()) == 8
    assert (data / "raw" / "manifest.jsonl").read_bytes().startswith(manifest), "the journal only grows"
    assert not (data / "raw" / str(before.file)).exists()
    assert [path.read_bytes() for path in (data / "raw" / "aside").iterdir()] == [bytes_before]
    assert "one snapshot only" in call("diff", "previous", "latest", code=2)


def test_what_was_forgotten_can_be_imported_again(corpus: Path, call: Take, data: Path) -> None:
    call("forget", "1970-01-03")
    call("import", corpus / "a.txt")
    assert shown(data) == {"a.txt": 6, "b.txt": 4}
    assert names(data) == ["1970-01-02", "1970-01-03.2"]
    store = RawStore(data / "raw")
    assert all(store.bytes_of(sighting) for sighting in store.sightings())


def test_ids_are_kept_through_it(corpus: Path, call: Take, data: Path) -> None:
    def ids() -> list[str]:
        return [json.loads(line)["id"] for line in call("list", "--sort", "id").splitlines()]

    before = ids()
    call("forget", "a.txt", "b.txt")
    call("forget", "a.txt")
    call("import", corpus / "a.txt", corpus / "b.txt")
    assert ids() == before


def test_bytes_that_another_page_shows_stay(call: Take, data: Path, tmp_path: Path) -> None:
    for name in "ab":
        call("import", written(tmp_path / f"{name}.txt", page(3), 1))
    call("forget", "a.txt")
    store = RawStore(data / "raw")
    assert [store.bytes_of(s) for s in store.state().values()] == [page(3).encode()]


def test_all_forgotten_is_an_empty_corpus(corpus: Path, call: Take, data: Path) -> None:
    assert "No page is left" in call("forget", "1970-01-02", "1970-01-03")
    assert not (data / "parsed" / "history.jsonl").exists()
    assert shown(data) == {}
    assert names(data) == []
    assert "No corpus in" in call("list", code=3)
    call("import", corpus / "b.txt")
    assert shown(data) == {"b.txt": 4}


def test_a_dry_run_forgets_nothing(corpus: Path, call: Take, data: Path) -> None:
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    rows = json.loads(call("forget", "1970-01-02", "--dry-run", "--json"))
    assert [(row["page"], row["snapshot"]) for row in rows] == [("a.txt", "1970-01-02"), ("b.txt", "1970-01-02")]
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


UNKNOWN = {
    "a-page": ("c.txt", "No page or snapshot 'c.txt'. Did you mean"),
    "a-snapshot": ("1970-01-04", "Did you mean 1970-01-0"),
    "nothing-like-it": ("qqq", "'mandates info' lists them"),
}


@pytest.mark.parametrize(("operand", "said"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_not_there_is_said_and_nothing_forgotten(
    corpus: Path, call: Take, data: Path, operand: str, said: str
) -> None:
    assert said in call("forget", "a.txt", operand, code=2)
    assert shown(data) == {"a.txt": 6, "b.txt": 4}


def test_a_name_that_two_pages_have_is_not_guessed_at(call: Take, data: Path, tmp_path: Path) -> None:
    for host in ("one", "two"):
        call("import", written(tmp_path / "x.txt", page(3)), "--url", f"http://example.org/{host}/x.html")
    assert "names 2 pages" in call("forget", "x.html", code=2)
    call("forget", "http://example.org/one/x.html")
    assert shown(data) == {"/two/x.html": 3}


def test_a_run_that_was_killed_before_the_records_were_made_is_mended_by_parse(
    corpus: Path, call: Take, data: Path
) -> None:
    store = RawStore(data / "raw")
    store.forget(forget.found(["a.txt"], store, build.known(Location(data, "option"))).sightings)
    assert len(call("list").splitlines()) == 10
    call("parse")
    assert len(call("list").splitlines()) == 8


def test_it_can_be_done_from_python(corpus: Path, data: Path) -> None:
    where = Location(data, "option")
    with build.one_writer(where):
        store = RawStore(where.raw)
        built = forget.forget(where, store, forget.found(["b.txt"], store, build.known(where)))
    assert built
    assert built.mandates == 6
    assert list((data / "raw" / "aside").iterdir())
