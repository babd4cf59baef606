"""data/raw under its journal: what was stored stays readable, and no page chooses where it lands."""

import datetime as dt
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mandates_cli.corpus.sightings import days
from mandates_cli.errors import CorpusError
from mandates_cli.fetch import RawStore
from mandates_cli.fetch.journal import Journal
from mandates_cli.model import Counts, Sighting, Snapshot, Verdict

START = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
PAGE = "/sisca/dem.html"


def on(day: int) -> dt.datetime:
    return START + dt.timedelta(days=day)


def digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def sighting(day: int, content: str | None, verdict: Verdict = "page", **more: Any) -> Sighting:
    """A page seen on a day with that content; without content, a sighting that brought no bytes."""
    fields: dict[str, Any] = {
        "page": PAGE, "snapshot": f"run {day}", "url": f"http://h{PAGE}", "final_url": f"http://h{PAGE}",
        "seen": on(day), "status": 200 if content else 404, "verdict": verdict,
        "sha256": digest(content) if content else None, "size": len(content or ""),
        "file": f"{content}.html" if content else None, "media_type": "text/html", "charset": None,
        "encoding": "utf-8", "shape": None,
    }  # fmt: skip
    return Sighting(**fields | more)


def snapshot(name: str, day: int = 0, *, complete: bool = True, **more: Any) -> Snapshot:
    fields: dict[str, Any] = {
        "source": "fetch", "started": on(day), "finished": on(day), "complete": complete, "pages": Counts(),
    }  # fmt: skip
    return Snapshot(name=name, **fields | more)


@pytest.fixture
def store(tmp_path: Path) -> RawStore:
    return RawStore(tmp_path)


def reopened(store: RawStore) -> RawStore:
    return RawStore(store.folder)


def names(journal: Journal[Snapshot]) -> list[str]:
    return [record.name for record in journal.records]


def test_what_was_appended_is_read_back_in_order_by_the_next_process(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "journal.jsonl"
    journal = Journal(path, Snapshot)
    written = [snapshot("b"), snapshot("a"), snapshot("línea")]
    for record in written:
        journal.append(record)
    assert journal.records == written
    assert Journal(path, Snapshot).records == written
    assert path.read_bytes().count(b"\n") == 3


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"name":"torn'], ids=["absent", "empty", "torn", "torn-later"])
def test_a_journal_without_a_whole_line_is_empty_and_can_be_written(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "journal.jsonl"
    if content is not None:
        path.write_bytes(content)
    journal = Journal(path, Snapshot)
    assert journal.records == []
    journal.append(snapshot("first"))
    assert names(Journal(path, Snapshot)) == ["first"]


def test_a_last_line_torn_anywhere_is_as_if_it_had_not_begun(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    for name in ("a", "b"):
        Journal(path, Snapshot).append(snapshot(name))
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    for end in range(first, len(whole)):
        path.write_bytes(whole[:end])
        assert names(Journal(path, Snapshot)) == ["a"]
    for end in (first, first + 1, len(whole) - 1):
        path.write_bytes(whole[:end])
        Journal(path, Snapshot).append(snapshot("b"))
        assert path.read_bytes() == whole


def test_a_torn_line_longer_than_a_block_is_taken_off(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    Journal(path, Snapshot).append(snapshot("a"))
    whole = path.read_bytes()
    for size in (4095, 4096, 4097, 20_000):
        path.write_bytes(whole + b"x" * size)
        Journal(path, Snapshot).append(snapshot("b"))
        assert names(Journal(path, Snapshot)) == ["a", "b"]
        assert path.read_bytes().startswith(whole + b"{")


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda line: line[:40],
    "not-json": lambda line: line.replace(b":", b";", 1),
    "field-missing": lambda line: line.replace(b'"name"', b'"title"'),
    "nul": lambda line: line.replace(b"2026", b"20\x0026", 1),
    "not-utf-8": lambda line: line.replace(b'"name":"', b'"name":"\xff'),
    "lone-surrogate": lambda line: line.replace(b'"name":"', b'"name":"\\ud800'),
    "byte-order-mark": lambda line: b"\xef\xbb\xbf" + line,
    "blank": lambda _: b"",
    "nan": lambda line: line.replace(b'"new":0', b'"new":NaN'),
    "digits": lambda line: line.replace(b'"new":0', b'"new":' + b"9" * 5_000),
    "deep": lambda _: b"[" * 100_000,
    "another-kind": lambda _: sighting(0, "x").model_dump_json().encode(),
    "later-version": lambda line: line.replace(b'{"name"', b'{"colour":"red","name"'),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damage_in_the_middle_names_file_and_line_and_stops_every_use(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "journal.jsonl"
    for name in "abc":
        Journal(path, Snapshot).append(snapshot(name))
    lines = path.read_bytes().splitlines()
    lines[1] = damage(lines[1])
    path.write_bytes(b"\n".join(lines) + b"\n")
    before = path.read_bytes()
    journal = Journal(path, Snapshot)
    with pytest.raises(CorpusError, match=re.escape(f"{path}:2 is damaged")) as caught:
        _ = journal.records
    assert len(str(caught.value)) < 500
    with pytest.raises(CorpusError):
        journal.append(snapshot("d"))
    assert path.read_bytes() == before


def test_line_ends_of_another_system_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    for name in "ab":
        Journal(path, Snapshot).append(snapshot(name))
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert names(Journal(path, Snapshot)) == ["a", "b"]


@settings(deadline=None)
@given(st.data())
def test_a_journal_of_random_damage_gives_written_records_or_says_where(data: st.DataObject) -> None:
    written = [snapshot(name) for name in "abc"]
    whole = b"".join(s.model_dump_json().encode() + b"\n" for s in written)
    at = data.draw(st.integers(0, len(whole) - 1))
    piece = data.draw(st.binary(max_size=3))
    cut = data.draw(st.integers(0, 3))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl"
        path.write_bytes(whole[:at] + piece + whole[at + cut :])
        said, found = None, []
        try:
            found = Journal(path, Snapshot).records
        except CorpusError as error:
            said = re.search(r":(\d+) is damaged", str(error))
    ahead = whole[:at].count(b"\n")
    assert int(said[1]) > ahead if said else found[:ahead] == written[:ahead]


@pytest.mark.parametrize("place", ["folder", "below-a-file"])
def test_a_place_that_holds_no_file_is_said_with_its_name(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    path = tmp_path / "folder" if place == "folder" else tmp_path / "file" / "journal.jsonl"
    with pytest.raises(CorpusError, match=re.escape(str(path))):
        Journal(path, Snapshot).append(snapshot("a"))


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from mandates_cli.corpus.sightings import days
from mandates_cli.errors import CorpusError
from mandates_cli.fetch.journal import Journal
from mandates_cli.model import Snapshot
path, most = Path(sys.argv[1]), int(sys.argv[2])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
journal = Journal(path, Snapshot)
try:
    journal.append(journal.records[0])
except CorpusError as error:
    print(error)
print(len(journal.records), len(Journal(path, Snapshot).records))
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes, list[str]]:
    """A journal before and after a line for which the disk had only half the room, and what was said."""
    path = tmp_path_factory.mktemp("full") / "journal.jsonl"
    Journal(path, Snapshot).append(snapshot("a"))
    before = path.read_bytes()
    command = [sys.executable, "-c", FULL_DISK, str(path), str(len(before) * 3 // 2)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return before, path.read_bytes(), done.stdout.splitlines()


def test_a_full_disk_is_said_and_costs_no_record(filled: tuple[bytes, bytes, list[str]]) -> None:
    before, after, (said, counts) = filled
    assert "File too large" in said
    assert "free space" in said
    assert counts == "1 1"
    assert after.startswith(before)


def test_after_a_full_disk_the_file_ends_as_before(filled: tuple[bytes, bytes, list[str]]) -> None:
    before, after, _ = filled
    assert after == before


def kept(store: RawStore, data: bytes, page: str = PAGE, verdict: Verdict = "page") -> Path:
    """The file that a page's bytes went to."""
    stored = store.keep(data, page, "text/html", verdict)
    assert stored["sha256"] == hashlib.sha256(data).hexdigest()
    assert stored["size"] == len(data)
    return store.folder / str(stored["file"])


def test_each_content_is_written_once_whatever_page_shows_it(store: RawStore) -> None:
    path = kept(store, b"<p>one", "/sisca/dem.html")
    written = path.stat().st_mtime_ns
    assert kept(store, b"<p>one", "/sisca/sec.html") == path
    assert kept(store, b"<p>two", "/sisca/dem.html") != path
    assert path.stat().st_mtime_ns == written
    assert path.name == f"dem-{digest('<p>one')[:12]}.html"
    assert len(list(store.folder.iterdir())) == 2


def test_the_next_process_finds_the_file_by_the_manifest(store: RawStore) -> None:
    stored = store.keep(b"<p>one", "/sisca/dem.html", "text/html", "page")
    store.add(sighting(0, None, status=200, **stored))
    assert kept(reopened(store), b"<p>one", "/sisca/moved.html").name == stored["file"]


@pytest.mark.parametrize("damage", [b"", b"<p>on", b"<p>oni", None], ids=["emptied", "cut", "flipped", "deleted"])
def test_a_damaged_file_is_noticed_and_keeping_the_bytes_again_repairs_it(
    store: RawStore, damage: bytes | None
) -> None:
    stored = store.keep(b"<p>one", PAGE, "text/html", "page")
    seen = sighting(0, None, status=200, **stored)
    store.add(seen)
    path = store.folder / str(stored["file"])
    path.unlink() if damage is None else path.write_bytes(damage)
    with pytest.raises(CorpusError, match=re.escape(str(path))):
        store.bytes_of(seen)
    assert store.holds(seen) is (damage == b"<p>oni"), "by its size only: a 304 must not cost reading every page"
    assert kept(reopened(store), b"<p>one") == path
    assert reopened(store).bytes_of(seen) == b"<p>one"


def test_bytes_kept_aside_are_no_page_until_they_are_kept_as_one(store: RawStore) -> None:
    aside = kept(store, b"<p>one", verdict="drift")
    assert aside.parent == store.folder / "aside"
    assert kept(store, b"<p>one", verdict="other") == aside
    assert kept(store, b"<p>one").parent == store.folder
    assert aside.is_file()


# Found among the hashes of the first 60 million numbers in ten seconds: a site could do so too.
SAME_DIGITS = (b"<p>26110063</p>", b"<p>54180985</p>")


def test_contents_whose_hashes_begin_alike_do_not_replace_each_other(store: RawStore) -> None:
    first, second = (kept(store, data) for data in SAME_DIGITS)
    assert first != second
    assert (first.read_bytes(), second.read_bytes()) == SAME_DIGITS


SAFE = re.compile(r"(?:aside/)?[a-z0-9_][a-z0-9_-]{0,100}\.(?:html|txt)")
HOSTILE = [
    "../../etc/passwd", "/../../../etc/passwd.html", "/sisca/../../x.html", "..", ".", "", "/", "//", "/sisca/",
    "%2e%2e%2fetc%2fpasswd", "/sisca/%2e%2e/%2e%2e/x.html", "..%5c..%5cx.html", "..\\..\\windows\\win.ini",
    "C:\\windows\\x.html", "C:x.html", "\\\\server\\share\\x.html", "/etc/passwd", "file:///etc/passwd",
    "/sisca/x\0.html", "\0", "/sisca/CON.html", "NUL", "aux.txt", "COM1.html", "x.html.", "x.html ", " x.html",
    ".htaccess", ".x.tmp", "-rf.html", "--help", "x;rm -rf ~.html", "x;y.html", "$(id).html", "`id`.html",
    "a" * 4096 + ".html", "/".join("ab" * 1000), "ñandú.html", "n\u0303.html", "\u202ehtml.exe", "\u2028.html",
    "日本語.html", "x?a=/etc/passwd", "x.html#/../y", "host:8080/x.html", "x.html/", "*.html", "\x1b[2J.html",
    "manifest.jsonl", "/sisca/snapshots.jsonl", "aside/x.html", "\ud800.html",
]  # fmt: skip


def named_safely(folder: Path, page: str, data: bytes, verdict: Verdict) -> Path:
    store = RawStore(folder)
    path = kept(store, data, page, verdict)
    assert SAFE.fullmatch(path.relative_to(folder).as_posix())
    assert path.resolve().is_relative_to(folder.resolve())
    assert path.read_bytes() == data
    return path


@pytest.mark.parametrize("page", HOSTILE, ids=[ascii(page)[:30] for page in HOSTILE])
def test_no_page_chooses_where_its_bytes_land(tmp_path: Path, page: str) -> None:
    folder = tmp_path / "data" / "raw"
    first = named_safely(folder, page, b"one", "page")
    second = named_safely(folder, page, b"two", "page")
    aside = named_safely(folder, page, b"one", "other")
    assert len({first, second, aside}) == 3
    assert sorted(p for p in tmp_path.rglob("*") if p.is_file()) == sorted((first, second, aside))


PIECES = st.sampled_from(["../", "%2e%2e/", "..\\", "/", "\0", "CON", ".", ".html", ";", "\u202e", "a", "É", " ", ":"])


@settings(deadline=None)
@given(
    st.one_of(st.text(), st.text(st.characters(codec=None)), st.lists(PIECES).map("".join)),
    st.binary(max_size=8),
    st.sampled_from(["page", "other", "drift"]),
)
@example("/sisca/dem.html", b"", "page")
def test_any_page_name_gives_a_safe_child_of_the_folder(page: str, data: bytes, verdict: Verdict) -> None:
    with TemporaryDirectory() as folder:
        named_safely(Path(folder) / "raw", page, data, verdict)


OUTSIDE = ["../secret", "/etc/passwd", "aside/../../secret", "./../secret", "inside/../../secret", "link"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_manifest_that_names_a_file_outside_is_refused_when_read(tmp_path: Path, name: str) -> None:
    store = RawStore(tmp_path / "raw")
    (tmp_path / "secret").write_bytes(b"x")
    store.add(sighting(0, "x", file=name))
    (store.folder / "link").symlink_to(tmp_path / "secret")
    opened = reopened(store)
    with pytest.raises(CorpusError, match="outside"):
        opened.bytes_of(opened.sightings()[0])


@pytest.mark.parametrize(("name", "verdict"), [("../secret", "page"), ("aside/../../secret", "other")])
def test_a_manifest_that_names_a_file_outside_is_not_obeyed_when_writing(
    tmp_path: Path, name: str, verdict: Verdict
) -> None:
    store = RawStore(tmp_path / "raw")
    (tmp_path / "secret").write_bytes(b"mine")
    store.add(sighting(0, "x", file=name))
    with suppress(CorpusError):
        reopened(store).keep(b"x", PAGE, "text/html", verdict)
    assert (tmp_path / "secret").read_bytes() == b"mine"


NO_FILES = {
    "folder": "folder",
    "the-folder-itself": ".",
    "empty": "",
    "too-long": "x" * 5_000,
    "nul": "a\0b",
    "loop": "loop",
}


@pytest.mark.parametrize("name", NO_FILES.values(), ids=NO_FILES)
def test_a_manifest_that_names_no_file_is_said_in_a_sentence(store: RawStore, name: str) -> None:
    seen = sighting(0, "x", file=name)
    store.add(seen)
    (store.folder / "folder").mkdir()
    (store.folder / "loop").symlink_to("loop")
    with pytest.raises(CorpusError):
        store.bytes_of(seen)
    assert store.holds(seen) is False


def test_a_sighting_without_bytes_says_so(store: RawStore) -> None:
    with pytest.raises(CorpusError, match="No bytes of"):
        store.bytes_of(sighting(0, None, "gone"))
    assert store.holds(sighting(0, None, "gone")) is False


def test_current_pages_are_there_with_their_bytes(store: RawStore) -> None:
    for day, page in enumerate(("/sisca/b.html", "/sisca/a.html")):
        store.add(sighting(day, None, page=page, status=200, **store.keep(page.encode(), page, "text/html", "page")))
    opened = reopened(store)
    assert {page: opened.bytes_of(seen) for page, seen in opened.state().items()} == {
        "/sisca/a.html": b"/sisca/a.html",
        "/sisca/b.html": b"/sisca/b.html",
    }


Seen = tuple[int, str | None, Verdict]
HISTORIES: dict[str, tuple[list[Seen], int | None]] = {
    "never-seen": ([], None),
    "once": ([(0, "a", "page")], 0),
    "newest-content": ([(0, "a", "page"), (1, "b", "page")], 1),
    "same-content-is-its-newest-sighting": ([(0, "a", "page"), (1, "a", "page"), (2, "a", "page")], 2),
    "an-old-content-again-is-seen-anew": ([(0, "a", "page"), (1, "b", "page"), (2, "a", "page")], 2),
    "gone": ([(0, "a", "page"), (1, None, "gone")], None),
    "moved": ([(0, "a", "page"), (1, None, "moved")], None),
    "returned": ([(0, "a", "page"), (1, None, "gone"), (2, "a", "page")], 2),
    "gone-before-it-was-a-page": ([(0, None, "gone"), (1, "a", "page")], 1),
    "drift-is-never-current": ([(0, "a", "page"), (1, "b", "drift")], 0),
    "other-is-never-current": ([(0, "a", "page"), (1, "b", "other")], 0),
    "only-drift": ([(0, "a", "drift")], None),
    "only-other": ([(0, "a", "other")], None),
    "taken-after-drift": ([(0, "a", "page"), (1, "b", "drift"), (2, "b", "page")], 2),
    "back-after-drift": ([(0, "a", "page"), (1, "b", "drift"), (2, "a", "page")], 2),
    "drift-after-gone": ([(0, "a", "page"), (1, None, "gone"), (2, "b", "drift")], None),
    "written-out-of-time-order": ([(2, "c", "page"), (0, "a", "page"), (1, "b", "page")], 2),
    "gone-written-before-an-older-sighting": ([(2, None, "gone"), (0, "a", "page")], None),
    "gone-older-than-the-page": ([(2, "a", "page"), (1, None, "gone")], 2),
    "two-at-one-moment-the-later-written": ([(1, "a", "page"), (1, "b", "page")], 1),
}  # fmt: skip


def filled_with(store: RawStore, seen: Iterable[Seen]) -> RawStore:
    for day, content, verdict in seen:
        store.add(sighting(day, content, verdict))
    return store


@pytest.mark.parametrize(("seen", "day"), HISTORIES.values(), ids=HISTORIES)
def test_what_a_page_shows_now(store: RawStore, seen: list[Seen], day: int | None) -> None:
    for opened in (filled_with(store, seen), reopened(store)):
        shown = opened.shown(PAGE)
        assert (shown and shown.seen) == (None if day is None else on(day))
        assert opened.state() == ({PAGE: shown} if shown else {})


STAYS: list[Seen] = [(0, "a", "page"), (2, "b", "page"), (4, None, "gone"), (6, "a", "page"), (8, "x", "drift")]


@pytest.mark.parametrize(
    ("at", "day"), [(-1, None), (0, 0), (1, 0), (2, 2), (3, 2), (4, None), (5, None), (6, 6), (9, 6)]
)
def test_what_a_page_showed_at_a_moment(store: RawStore, at: int, day: int | None) -> None:
    for seen in (STAYS, STAYS[::-1]):
        with TemporaryDirectory() as folder:
            shown = filled_with(RawStore(Path(folder)), seen).shown(PAGE, on(at))
        assert (shown and shown.seen) == (None if day is None else on(day))


@pytest.mark.parametrize(
    ("without", "day"), [("run 6", None), ("run 8", 6), ("run 4", 6), ("run 0", 6), ("", 6), ("none", 6)]
)
def test_what_a_page_shows_without_a_snapshot(store: RawStore, without: str, day: int | None) -> None:
    shown = filled_with(store, STAYS).shown(PAGE, without=[without])
    assert (shown and shown.seen) == (None if day is None else on(day))


def test_leaving_out_the_run_in_which_a_page_left_brings_it_back(store: RawStore) -> None:
    filled_with(store, [(0, "a", "page"), (1, None, "gone")])
    assert store.state() == {}
    assert store.state(without=["run 1"])[PAGE].seen == on(0)


def test_states_know_pages_apart(store: RawStore) -> None:
    store.add(sighting(0, "a", page="/sisca/a.html"))
    store.add(sighting(1, "b", page="/sisca/b.html"))
    store.add(sighting(2, None, "gone", page="/sisca/a.html"))
    assert set(store.state()) == {"/sisca/b.html"}
    assert set(store.state(on(1))) == {"/sisca/a.html", "/sisca/b.html"}
    assert set(store.newest()) == {"/sisca/a.html", "/sisca/b.html"}
    assert store.newest()["/sisca/a.html"].verdict == "gone"


VERDICTS: list[Verdict] = ["page", "gone", "moved", "drift", "other"]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(VERDICTS)), max_size=8), st.randoms())
def test_the_order_in_which_sightings_were_written_does_not_matter(
    seen: list[tuple[str, Verdict]], random: Any
) -> None:
    """As long as no two are of one moment."""
    dated: list[Seen] = [
        (day, None if verdict in ("gone", "moved") else content, verdict) for day, (content, verdict) in enumerate(seen)
    ]
    shuffled = random.sample(dated, len(dated))
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        straight, mixed = filled_with(RawStore(Path(one)), dated), filled_with(RawStore(Path(other)), shuffled)
        for day in range(-1, len(dated) + 1):
            assert straight.state(on(day)) == mixed.state(on(day))
        assert straight.state() == mixed.state() == straight.state(on(len(dated)))
        assert straight.newest() == mixed.newest()


def test_a_snapshot_has_one_last_word_and_they_come_oldest_first(store: RawStore) -> None:
    store.record(snapshot("b", 0, complete=False, finished=on(0)))
    store.record(snapshot("a", 1))
    store.record(snapshot("b", 0, finished=on(2)))
    assert [(s.name, s.complete) for s in reopened(store).snapshots()] == [("a", True), ("b", True)]


def test_a_snapshot_has_its_days_name_then_numbers(store: RawStore) -> None:
    day = on(0).date()
    assert store.new_name(day) == "2026-11-24"
    store.record(snapshot("2026-11-24"))
    assert store.new_name(day) == "2026-11-24.2"
    store.add(sighting(0, "a", snapshot="2026-11-24.2"))
    assert store.new_name(day) == "2026-11-24.3", "a run killed before it was written down has used its name"
    assert reopened(store).new_name(day) == "2026-11-24.3"
    assert store.new_name(on(1).date()) == "2026-11-25"


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(1, 6), max_size=6))
def test_a_new_name_is_new(taken: list[int]) -> None:
    used = {"2026-11-24" if n == 1 else f"2026-11-24.{n}" for n in taken}
    with TemporaryDirectory() as folder:
        store = RawStore(Path(folder))
        for name in used:
            store.record(snapshot(name))
        for _ in range(3):
            name = store.new_name(on(0).date())
            assert name not in used
            used.add(name)
            store.record(snapshot(name))


A_FILTER = "theme:security"
TAKEN_UP: dict[str, tuple[list[Snapshot], str | None]] = {
    "none": ([], None),
    "interrupted": ([snapshot("a", complete=False)], "a"),
    "finished": ([snapshot("a")], None),
    "finished-later": ([snapshot("a", complete=False), snapshot("a")], None),
    "the-newest-of-two": ([snapshot("a", -1, complete=False), snapshot("b", 0, complete=False)], "b"),
    "an-older-one-does-not-count": ([snapshot("a", -1, complete=False), snapshot("b", 0)], None),
    "too-old": ([snapshot("a", -3, complete=False)], None),
    "begun-just-then": ([snapshot("a", -2, complete=False)], None),
    "another-scope": ([snapshot("a", complete=False, scope="")], None),
    "an-import": ([snapshot("a", complete=False, source="import")], None),
    "an-import-after-it": ([snapshot("a", -1, complete=False), snapshot("b", 0, source="import")], "a"),
    "another-scope-after-it": ([snapshot("a", -1, complete=False), snapshot("b", 0, scope="")], "a"),
}


@pytest.mark.parametrize(("runs", "name"), TAKEN_UP.values(), ids=TAKEN_UP)
def test_which_run_is_taken_up_again(store: RawStore, runs: list[Snapshot], name: str | None) -> None:
    for run in runs:
        store.record(run if "scope" in run.model_fields_set else run.model_copy(update={"scope": A_FILTER}))
    found = store.unfinished(since=on(-2), scope=A_FILTER)
    assert (found and found.name) == name


def test_damage_in_either_file_is_said_and_nothing_is_made_of_the_rest(store: RawStore) -> None:
    store.add(sighting(0, "a"))
    store.record(snapshot("a"))
    uses: dict[str, Callable[[RawStore], object]] = {
        "manifest.jsonl": lambda s: s.state(),
        "snapshots.jsonl": lambda s: s.snapshots(),
    }
    for name, use in uses.items():
        path = store.folder / name
        whole = path.read_bytes()
        path.write_bytes(b"{}\n" + whole)
        with pytest.raises(CorpusError, match=re.escape(f"{path}:1 is damaged")):
            use(reopened(store))
        with pytest.raises(CorpusError, match=name):
            reopened(store).new_name(on(0).date())
        path.write_bytes(whole)


def kept_page(store: RawStore, content: bytes, page: str = PAGE) -> Sighting:
    stored = store.keep(content, page, "text/html", "page")
    return store.note(page, "run", "page", on(0), asked=None, answered=None, status=200, kept=stored)


def on_disk(store: RawStore) -> list[str]:
    return sorted(path.name for path in store.folder.rglob("*") if path.is_file())


def test_what_is_written_together_comes_to_the_disk_at_the_end(store: RawStore) -> None:
    with store.together():
        seen = [kept_page(store, b"<p>one"), kept_page(store, b"<p>two", "/sisca/sec.html")]
        store.record(snapshot("run"))
        assert store.waiting == 2
        assert store.bytes_of(seen[0]) == b"<p>one"
        assert store.holds(seen[1])
        assert reopened(store).sightings() == []
        assert {path.suffix for path in store.folder.iterdir()} == {".tmp"}
    assert (store.waiting, store.since) == (0, None)
    assert reopened(store).sightings() == seen
    assert names(store._snapshots) == ["run"]
    assert len(on_disk(store)) == 4


def test_what_an_error_ends_leaves_nothing_but_what_was_committed(store: RawStore) -> None:
    def fails() -> None:
        with store.together():
            kept_page(store, b"<p>one")
            store.commit()
            kept_page(store, b"<p>two")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fails()
    assert [reopened(store).bytes_of(s) for s in reopened(store).sightings()] == [b"<p>one"]
    assert store.lost == {PAGE}
    assert on_disk(store) == [f"dem-{digest('<p>one')[:12]}.html", "manifest.jsonl"]


def test_a_file_that_is_shown_again_by_then_does_not_go(store: RawStore) -> None:
    seen = kept_page(store, b"<p>one")
    with store.together():
        store.forget([seen])
        again = kept_page(store, b"<p>one")
    assert reopened(store).bytes_of(again) == b"<p>one"
    with store.together():
        store.forget([again])
    assert on_disk(store) == [f"dem-{digest('<p>one')[:12]}.html", "manifest.jsonl"]
    assert [p.parent.name for p in store.folder.rglob("*.html")] == ["aside"]


@pytest.fixture
def broken_off(store: RawStore) -> RawStore:
    """As a run leaves it that is killed between the two files that it adds to."""
    with store.together():
        kept_page(store, b"<p>one")
        store.record(snapshot("a"))
    added = [
        ["manifest.jsonl", 0, (store.folder / "manifest.jsonl").read_text()],
        ["snapshots.jsonl", 0, (store.folder / "snapshots.jsonl").read_text()],
    ]
    (store.folder / "intent.json").write_text(json.dumps({"added": added, "removed": []}))
    return store


@pytest.mark.parametrize("left", [None, 0, 1, 40, -1], ids=["no-file", "empty", "a-byte", "half-a-line", "all-but-one"])
def test_what_a_killed_run_was_about_to_write_is_taken_up(broken_off: RawStore, left: int | None) -> None:
    path = broken_off.folder / "snapshots.jsonl"
    whole = path.read_bytes()
    path.unlink() if left is None else path.write_bytes(whole[:left])
    for _ in range(2):
        reopened(broken_off).take_up()
        assert path.read_bytes() == whole
        assert not (broken_off.folder / "intent.json").exists()


def test_what_came_after_it_stays(broken_off: RawStore) -> None:
    later = reopened(broken_off)
    later.record(snapshot("b"))
    reopened(broken_off).take_up()
    assert [s.name for s in reopened(broken_off).snapshots()] == ["a", "b"]


UNFIT: dict[str, Callable[[RawStore], object]] = {
    "no-json": lambda s: (s.folder / "intent.json").write_text("{"),
    "another-form": lambda s: (s.folder / "intent.json").write_text('{"added": 3}'),
    "a-journal-that-was-cut": lambda s: (s.folder / "intent.json").write_text(
        '{"added": [["snapshots.jsonl", 100000, "{}\\n"]], "removed": []}'
    ),
    "other-lines": lambda s: (s.folder / "snapshots.jsonl").write_text('{"name":"another"}\n'),
    "a-name-outside": lambda s: (s.folder / "intent.json").write_text(
        '{"added": [["../secret", 0, "x\\n"]], "removed": []}'
    ),
    "a-file-outside": lambda s: (s.folder / "intent.json").write_text('{"added": [], "removed": ["../secret"]}'),
    "a-name-with-half-a-character": lambda s: (s.folder / "intent.json").write_text(
        '{"added": [["snapshots.jsonl", 0, "{}\\n"]], "removed": ["\\ud800"]}'
    ),
    "an-end-beyond-all": lambda s: (s.folder / "intent.json").write_text(
        '{"added": [["snapshots.jsonl", 1e999, "{}\\n"]], "removed": []}'
    ),
    "an-end-before-the-beginning": lambda s: (s.folder / "intent.json").write_text(
        '{"added": [["snapshots.jsonl", -1, "{}\\n"]], "removed": []}'
    ),
    "a-pipe": lambda s: ((s.folder / "intent.json").unlink(), os.mkfifo(s.folder / "intent.json")),
}


@pytest.mark.parametrize("unfit", UNFIT.values(), ids=UNFIT)
def test_what_cannot_be_taken_up_is_said_and_nothing_is_changed(
    broken_off: RawStore, unfit: Callable[[RawStore], object]
) -> None:
    (broken_off.folder.parent / "secret").write_text("mine")
    unfit(broken_off)
    before = [path.read_bytes() for path in sorted(broken_off.folder.glob("*.jsonl"))]
    with pytest.raises(CorpusError, match=r"intent\.json"):
        reopened(broken_off).take_up()
    assert [path.read_bytes() for path in sorted(broken_off.folder.glob("*.jsonl"))] == before
    assert (broken_off.folder.parent / "secret").read_text() == "mine"


def fetched(store: RawStore, day: int, content: str, run: str) -> Sighting:
    moment = on(day)
    seen = sighting(day, content, snapshot=run, follows=store.before(PAGE, moment, fetched=True))
    store.add(seen)
    return seen


def test_what_is_fetched_comes_after_what_a_wrong_clock_dated(store: RawStore) -> None:
    for day, content in ((2_000, "a"), (1, "b"), (2, "c"), (-20_000, "d"), (3, "e")):
        fetched(store, day, content, content)
        for opened in (store, reopened(store)):
            shown = opened.shown(PAGE)
            assert shown
            assert (shown.file, shown.seen) == (f"{content}.html", on(day))
    fetched(store, 2_001, "f", "f")
    assert [s.file for s in reopened(store)._by_page[PAGE]] == [f"{content}.html" for content in "abcdef"]


def test_each_such_run_has_a_state_of_its_own(store: RawStore) -> None:
    for day, name in ((2_000, "a"), (1, "b"), (2, "c")):
        last = store.last_place()
        fetched(store, day, name, name)
        store.record(snapshot(name, day, follows=last if last and last > on(day) else None))
    opened = reopened(store)
    assert [s.name for s in opened.snapshots()] == ["a", "b", "c"]
    assert [opened.state_of(s)[PAGE].file for s in opened.snapshots()] == ["a.html", "b.html", "c.html"]


def test_what_was_saved_before_stays_before_and_after_stays_after(store: RawStore) -> None:
    fetched(store, 2_000, "a", "a")
    fetched(store, 10, "b", "b")
    assert store.before(PAGE, on(5)) is None, "older than what was seen then"
    assert store.before(PAGE, on(11)) == on(2_000), "newer than it, whatever the first clock said"


def test_a_run_that_a_wrong_clock_began_is_not_taken_up(store: RawStore) -> None:
    store.record(snapshot("a", 2_000, complete=False))
    assert store.unfinished(on(-1), "", on(0)) is None
    store.record(snapshot("b", 0, complete=False, follows=on(2_000)))
    found = store.unfinished(on(-1), "", on(0))
    assert found
    assert found.name == "b"


def test_the_day_that_is_quoted_is_not_one_that_was_forgotten(store: RawStore) -> None:
    store.add(sighting(0, "a"))
    store.add(sighting(2_000, "a"))
    assert days(store.folder) == {(PAGE, digest("a")): on(2_000).date()}
    store.forget([s for s in store.sightings() if s.seen == on(2_000)])
    assert days(store.folder, [digest("a")]) == days(store.folder) == {(PAGE, digest("a")): on(0).date()}
