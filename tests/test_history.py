"""An export taken elsewhere is the same corpus: snapshots, names, dates, ids; and what is there already stays."""

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from conftest import Take
from mandates_cli import Corpus
from mandates_cli.fetch import RawStore, warc
from mandates_cli.model import Counts, Identity, Snapshot
from mandates_cli.pipeline.history import UNKNOWN, merged
from test_saved import (
    FILES,
    FIRST,
    HISTORY,
    HOST,
    MAY,
    NOVEMBER,
    PAGES,
    Record,
    answered,
    called,
    shown,
    state,
    tree,
    written,
)
from test_saved import warc as archive

DAY = dt.timedelta(days=1)
WORDING = "Mend the harbour lamps of {} on the northern coast, before the winter comes. (Lima Commitment. Peru, 2018)"
ADDRESS = f"{HOST}/sisca/lamps.html"


def lamps(bays: str) -> bytes:
    return f"<h2>MANDATES</h2><ol><li>{WORDING.format(bays)}</ol>".encode()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus that has seen everything, `data`, and what it is exported as, `x.warc.gz`."""
    home = tmp_path_factory.mktemp("whole")
    written(home / "old.warc.gz", archive(HISTORY))
    called(home, "import", "old.warc.gz", "--data-dir", "data")
    for days, bays in enumerate(["evry bay", "every bay"]):
        written(home / "lamps.html", lamps(bays), MAY + days * DAY)
        called(home, "import", "lamps.html", "--url", ADDRESS, "--data-dir", "data")
    for folder, page in zip("ab", PAGES, strict=False):
        written(home / folder / "page.html", FILES[page], NOVEMBER)
        called(home, "import", folder, "--data-dir", "data")
    store = RawStore(home / "data" / "raw")
    before = store.state()
    after = NOVEMBER + DAY
    name = store.new_name(after.date())
    nothing = {"status": 404, "sha256": None, "size": 0, "file": None, "shape": None}
    news, drift = b"<h1>News</h1>", b"<h1>Moved</h1>"
    as_seen = {
        PAGES[1]: {"verdict": "gone"} | nothing,
        PAGES[2]: {"verdict": "drift", "lacks": ("no heading",)} | store.keep(drift, PAGES[2], None, "drift"),
        PAGES[3]: {"status": 304},
    }
    for page, fields in as_seen.items():
        store.add(before[page].model_copy(update={"seen": after, "snapshot": name, **fields}))
    kept = store.keep(news, "/sisca/news.html", "text/html", "other")
    store.note(
        "/sisca/news.html", name, "other", after, asked=f"{HOST}/sisca/news.html", answered=f"{HOST}/sisca/news.html",
        status=200, kept=kept,
    )  # fmt: skip
    for complete in (False, True):
        for finished in (after, after + DAY):
            counts = Counts(gone=1, drifted=1, unchanged=1, failed=1)
            store.record(
                Snapshot(
                    name=name, source="fetch", scope="theme security", started=after, finished=finished,
                    complete=complete, pages=counts, missed=("/sisca/lost.html",),
                )
            )  # fmt: skip
    called(home, "parse", "--data-dir", "data")
    called(home, "export", "x.warc.gz", "--data-dir", "data")
    return home


@pytest.fixture(scope="module")
def elsewhere(whole: Path) -> Path:
    """Another corpus, of the export alone."""
    called(whole, "import", "x.warc.gz", "--data-dir", "elsewhere")
    return whole / "elsewhere"


def test_the_files_of_a_corpus_come_back_to_the_byte(whole: Path, elsewhere: Path) -> None:
    there, here = tree(whole / "data"), tree(elsewhere)
    assert here.keys() == there.keys()
    # Of a run, its beginning and its end are written down; the end travels.
    assert {name for name in there if here[name] != there[name]} == {"raw/snapshots.jsonl"}


def test_info_and_list_say_the_same(whole: Path, elsewhere: Path) -> None:
    for command in (["list", "--json"], ["check", "--json"]):
        asked = [called(whole, *command, "--data-dir", data, code=None).stdout for data in ("data", "elsewhere")]
        assert asked[0] == asked[1] != b""
    infos = [json.loads(called(whole, "info", "--json", "--data-dir", d).stdout)[0] for d in ("data", "elsewhere")]
    assert {**infos[0], "folder": ""} == {**infos[1], "folder": ""}
    assert len(infos[0]["snapshots"]) == 6


def test_states_in_between_come_back(whole: Path, elsewhere: Path) -> None:
    for day in range(-1, 5):
        for moment in (MAY, NOVEMBER):
            at = moment + day * DAY
            assert shown(elsewhere, at) == shown(whole / "data", at)
    assert called(whole, "diff", "previous", "latest", "--json", "--data-dir", "data").stdout == (
        called(whole, "diff", "previous", "latest", "--json", "--data-dir", "elsewhere").stdout
    )


def test_an_export_of_it_holds_the_same(whole: Path, elsewhere: Path) -> None:
    called(whole, "export", "again.warc.gz", "--data-dir", "elsewhere")
    first, again = (contents(whole / name) for name in ("x.warc.gz", "again.warc.gz"))
    assert first == again


def contents(path: Path) -> list[tuple[str, ...]]:
    with path.open("rb") as file:
        return [
            (
                record.rec_type,
                str(record.rec_headers.get_header("WARC-Target-URI")),
                str(record.rec_headers.get_header("WARC-Date")) if record.rec_type in ("response", "resource") else "",
                record.content_stream().read().decode("latin-1"),
            )
            for record in ArchiveIterator(file, check_digests="raise")
        ]


def test_a_corrected_wording_keeps_its_first_id(whole: Path, elsewhere: Path, tmp_path: Path) -> None:
    def id_of(data: Path) -> str:
        (mandate,) = Corpus.open(data).search("harbour")
        assert "every bay" in mandate.text
        return mandate.id

    written(tmp_path / "lamps.html", lamps("every bay"))
    called(tmp_path, "import", "lamps.html", "--url", ADDRESS, "--data-dir", "data")
    assert id_of(elsewhere) == id_of(whole / "data") != id_of(tmp_path / "data")


def test_an_export_taken_again_changes_nothing(whole: Path, elsewhere: Path) -> None:
    for data in (whole / "data", elsewhere):
        before = tree(data)
        assert b" 0 of " in b" " + called(whole, "import", "x.warc.gz", "--data-dir", str(data)).stderr
        assert tree(data) == before


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A corpus with a snapshot, a saved file and a wording of its own whose names the export uses too."""
    written(tmp_path / "c" / "page.html", FILES[PAGES[5]], MAY)
    written(tmp_path / "mine.html", lamps("each bay"), MAY)
    called(tmp_path, "import", "mine.html", "--url", f"{HOST}/sisca/mine.html", "c", "--data-dir", "data", code=2)
    called(tmp_path, "import", "mine.html", "--url", f"{HOST}/sisca/mine.html", "--data-dir", "data")
    called(tmp_path, "import", "c", "--data-dir", "data")
    return tmp_path / "data"


def test_what_a_corpus_has_stays_where_an_export_is_taken(whole: Path, full: Path) -> None:
    # Items of the same mandate may be added.
    before = {m.id: m.chapeau or m.text for m in Corpus.open(full).list()}
    ids, raw = (full / "parsed" / "ids.jsonl").read_bytes(), (full / "raw" / "manifest.jsonl").read_bytes()
    ours, theirs = (RawStore(folder / "raw").snapshots() for folder in (full, whole / "data"))
    called(full.parent, "import", str(whole / "x.warc.gz"), "--data-dir", "data")
    after = RawStore(full / "raw").snapshots()
    assert {s.name for s in ours} < {s.name for s in after}
    assert len({s.name for s in after}) == len(ours) + len(theirs)
    assert [s for s in after if s.name in {o.name for o in ours}] == ours
    unnamed = [s.model_copy(update={"name": ""}) for s in after]
    assert all(s.model_copy(update={"name": ""}) in unnamed for s in theirs)
    assert (full / "parsed" / "ids.jsonl").read_bytes().startswith(ids)
    assert (full / "raw" / "manifest.jsonl").read_bytes().startswith(raw)
    now = {m.id: m.chapeau or m.text for m in Corpus.open(full).list()}
    assert before.items() <= now.items()
    assert {m.id for m in Corpus.open(whole / "data").list()} <= now.keys()


def test_two_files_of_one_name_stay_two_pages(whole: Path, full: Path) -> None:
    called(full.parent, "import", str(whole / "x.warc.gz"), "--data-dir", "data")
    nameless = {page: content for page, content in shown(full).items() if not page.startswith("/")}
    assert nameless == {"page.html": FILES[PAGES[5]], "page.html.2": FILES[PAGES[0]], "b/page.html": FILES[PAGES[1]]}


def test_an_export_taken_twice_into_a_full_corpus_is_taken_once(whole: Path, full: Path) -> None:
    said = [called(full.parent, "import", str(whole / "x.warc.gz"), "--data-dir", "data").stderr for _ in range(2)]
    before = tree(full)
    called(full.parent, "import", str(whole / "x.warc.gz"), "--data-dir", "data")
    assert tree(full) == before
    assert b" 0 of " in b" " + said[1]


def edited(path: Path, to: Path, leave: str, more: Record | None = None) -> Path:
    """An archive without the records of an address, as a tool for archives would write it."""
    with path.open("rb") as file, to.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for record in ArchiveIterator(file):
            if record.rec_headers.get_header("WARC-Target-URI") != leave:
                writer.write_record(record)
        if more:
            writer.write_record(more(writer))
    return to


def test_what_somebody_took_out_of_an_export_is_not_missed_and_what_was_added_is_taken(
    whole: Path, take: Take, data: Path, tmp_path: Path
) -> None:
    added = answered(f"{HOST}/sisca/added.html", FILES[FIRST], NOVEMBER)
    take(edited(whole / "x.warc.gz", tmp_path / "x.warc.gz", ADDRESS, added))
    expected = state(whole / "data").keys() - {"/sisca/lamps.html"} | {"/sisca/added.html"}
    assert state(data).keys() == expected


def test_what_somebody_mended_in_an_export_is_taken_as_mended(
    whole: Path, take: Take, data: Path, tmp_path: Path
) -> None:
    mended = answered(ADDRESS, lamps("each bay"), MAY + DAY)
    take(edited(whole / "x.warc.gz", tmp_path / "x.warc.gz", ADDRESS, mended))
    assert shown(data)["/sisca/lamps.html"] == lamps("each bay")


def test_an_export_without_its_history_is_an_archive_like_any_other(
    whole: Path, take: Take, data: Path, tmp_path: Path
) -> None:
    take(edited(whole / "x.warc.gz", tmp_path / "x.warc.gz", warc.HISTORY))
    assert state(data).keys() == state(whole / "data").keys()


@pytest.mark.parametrize("spoilt", [b"{}", b'{"snapshots": [], "sightings": [], "identities": [], "more": 1}', b"\xff"])
def test_a_history_that_makes_no_sense_is_said_and_the_pages_are_taken(
    take: Take, data: Path, tmp_path: Path, spoilt: bytes
) -> None:
    pieces = warc.written([], spoilt, "a later version", compress=True)
    pages = archive([answered(HOST + FIRST, FILES[FIRST])])
    assert UNKNOWN in take(written(tmp_path / "x.warc.gz", b"".join(pieces) + pages), code=5)
    assert shown(data) == {FIRST: FILES[FIRST]}


def test_a_name_in_a_history_leads_nowhere(whole: Path, take: Take, data: Path, tmp_path: Path) -> None:
    """The file of a sighting is chosen here, whatever the archive says."""
    store = RawStore(whole / "data" / "raw")
    sighting = store.state()[FIRST].model_copy(update={"file": "../../evil.html"})
    told = {"snapshots": [], "identities": [], "sightings": [sighting.model_dump(mode="json")]}
    pieces = warc.written([(sighting, FILES[FIRST])], json.dumps(told).encode(), "someone", compress=True)
    take(written(tmp_path / "x.warc.gz", b"".join(pieces)))
    assert shown(data) == {FIRST: FILES[FIRST]}
    assert not list(tmp_path.rglob("evil*"))


@pytest.fixture
def twice(tmp_path: Path) -> Path:
    """A corpus of two snapshots, `data`, whose export `1.warc.gz` another took, `b`; the later one was forgotten since,
    and `2.warc.gz` made."""
    for days, bays in enumerate(["evry bay", "every bay"]):
        written(tmp_path / "lamps.html", lamps(bays), MAY + days * DAY)
        called(tmp_path, "import", "lamps.html", "--url", ADDRESS, "--data-dir", "data")
    written(tmp_path / "other.html", lamps("each bay"), MAY + DAY)
    called(tmp_path, "import", "other.html", "--data-dir", "data")
    called(tmp_path, "export", "1.warc.gz", "--data-dir", "data")
    called(tmp_path, "import", "1.warc.gz", "--data-dir", "b")
    for snapshot in RawStore(tmp_path / "data" / "raw").snapshots()[1:]:
        called(tmp_path, "forget", snapshot.name, "--data-dir", "data")
    called(tmp_path, "export", "2.warc.gz", "--data-dir", "data")
    return tmp_path


@pytest.mark.parametrize("data", ["b", "new"])
def test_what_was_forgotten_is_so_where_the_next_export_is_taken(twice: Path, data: str) -> None:
    if data == "b":
        assert len(shown(twice / data)) == 2
    called(twice, "import", "2.warc.gz", "--data-dir", data)
    theirs, ours = (RawStore(twice / folder / "raw") for folder in ("data", data))
    assert ours.snapshots() == theirs.snapshots()
    assert shown(twice / data) == shown(twice / "data") == {"/sisca/lamps.html": lamps("evry bay")}
    before = tree(twice / data)
    assert b" 0 of " in b" " + called(twice, "import", "2.warc.gz", "--data-dir", data).stderr
    assert tree(twice / data) == before


def test_what_was_forgotten_comes_back_with_an_earlier_export(twice: Path) -> None:
    names = {s.name for s in RawStore(twice / "data" / "raw").snapshots(forgotten=True)}
    called(twice, "import", "1.warc.gz", "--data-dir", "data")
    assert shown(twice / "data") == shown(twice / "b")
    snapshots = RawStore(twice / "data" / "raw").snapshots()
    assert len(snapshots) == 3
    assert not {s.name for s in snapshots[1:]} & names, "a name that was forgotten is not given again"


def test_a_page_that_was_forgotten_alone_comes_back_into_its_snapshot(twice: Path) -> None:
    before = RawStore(twice / "b" / "raw").snapshots()
    called(twice, "forget", "lamps.html", "--data-dir", "b")
    assert shown(twice / "b")["/sisca/lamps.html"] == lamps("evry bay")
    called(twice, "import", "1.warc.gz", "--data-dir", "b")
    assert shown(twice / "b")["/sisca/lamps.html"] == lamps("every bay")
    assert len(RawStore(twice / "b" / "raw").snapshots()) == len(before)


def test_a_page_that_was_forced_in_comes_back(tmp_path: Path) -> None:
    notes = b"<ol><li>Buy bread and milk on the way home.</ol>"
    written(tmp_path / "notes.html", notes, MAY)
    called(tmp_path, "import", "notes.html", "--data-dir", "data", code=5)
    called(tmp_path, "import", "notes.html", "--force", "--data-dir", "data")
    called(tmp_path, "export", "x.warc.gz", "--data-dir", "data")
    called(tmp_path, "import", "x.warc.gz", "--data-dir", "elsewhere")
    assert shown(tmp_path / "elsewhere") == {"notes.html": notes}


def test_a_dry_run_lists_the_pages_of_an_export_and_writes_nothing(whole: Path, twice: Path) -> None:
    rows = json.loads(called(whole, "import", "x.warc.gz", "--dry-run", "--json", "--data-dir", "none").stdout)
    assert not (whole / "none").exists()
    assert {row["page"] for row in rows} >= state(whole / "data").keys()
    assert {row["change"] for row in rows} == {"new", "changed", "gone"}
    before = tree(twice)
    rows = json.loads(called(twice, "import", "2.warc.gz", "--dry-run", "--json", "--data-dir", "b").stdout)
    changes = [(row["page"], row["change"]) for row in rows]
    assert changes == [("/sisca/lamps.html", "same"), ("/sisca/lamps.html", "changed"), ("other.html", "gone")]
    assert tree(twice) == before


TABLES = st.lists(
    st.builds(lambda digest, id: Identity(digest=digest, id=id), st.sampled_from("abcdef"), st.sampled_from("123456")),
    max_size=8,
)


@given(TABLES, TABLES)
def test_a_merged_table_changes_no_id_and_gives_none_twice(ours: list[Identity], theirs: list[Identity]) -> None:
    table = merged(ours, theirs)
    assert table[: len(ours)] == ours
    for row in table[len(ours) :]:
        assert row in theirs
        assert row.digest not in {r.digest for r in ours}
        meant_here = {r.digest for r in ours if r.id == row.id}
        assert not meant_here or meant_here & {r.digest for r in theirs if r.id == row.id}
    assert merged(table, theirs) == table
    assert merged([], ours) == ours


def test_two_exports_at_once_are_as_one_after_the_other(whole: Path, full: Path, tmp_path: Path) -> None:
    called(tmp_path, "export", "full.warc", "--data-dir", "data")
    paths = [str(tmp_path / "full.warc"), str(whole / "x.warc.gz")]
    called(tmp_path, "import", *paths, "--data-dir", "once")
    for path in paths:
        called(tmp_path, "import", path, "--data-dir", "twice")
    assert tree(tmp_path / "once") == tree(tmp_path / "twice")
