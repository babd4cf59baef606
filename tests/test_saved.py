"""Pages that people and archives saved, in and out: address, date and bytes survive, and damage is said."""

import datetime as dt
import gzip
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import processes
from conftest import REAL_PAGE, Run, Take
from mandates_cli import Corpus
from mandates_cli.errors import UsageError
from mandates_cli.fetch import RawStore
from mandates_cli.fetch.capture import Capture
from mandates_cli.fetch.saved import origin, read, replayed
from mandates_cli.model import Sighting
from test_site import comparable, meant, themes
from testsite.generator import generate, older
from testsite.markup import files

DOMAIN = "www.summit-americas.org"
HOST = f"http://{DOMAIN}"
ARCHIVE = "https://web.archive.org/web/20190503101500"
NOON = dt.datetime(2020, 2, 2, 12, tzinfo=dt.UTC)
MAY = dt.datetime(2019, 5, 3, 10, 15, tzinfo=dt.UTC)
NOVEMBER = dt.datetime(2023, 11, 24, 8, 0, tzinfo=dt.UTC)

SITE = generate(4, themes(), pages=10, placements=80)
PAGES = sorted(SITE.pages)
FILES = files(SITE)
OLD = files(older(SITE))
FIRST = PAGES[0]


def written(path: Path, data: bytes, modified: dt.datetime = NOON) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (modified.timestamp(), modified.timestamp()))
    return path


def called(home: Path, *args: str, stdin: bytes = b"", code: int | None = 0) -> "subprocess.CompletedProcess[bytes]":
    """As the fixture `run`, for bytes in and out, and for fixtures of the module. `code` null takes any."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MANDATES_", "XDG_"))}
    env = kept | {"HOME": str(home), "LC_ALL": "C.UTF-8"}
    done = processes.run_bytes("-m", "mandates_cli", *args, cwd=home, env=env, stdin=stdin)
    assert code in (None, done.returncode), done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done


def state(data: Path, at: dt.datetime | None = None) -> dict[str, Sighting]:
    return RawStore(data / "raw").state(at)


def shown(data: Path, at: dt.datetime | None = None) -> dict[str, bytes]:
    store = RawStore(data / "raw")
    return {page: store.bytes_of(sighting) for page, sighting in store.state(at).items()}


def tree(folder: Path) -> dict[str, bytes]:
    """Every file that holds something people would miss."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if path.suffix in (".html", ".txt", ".jsonl")}


def records(data: Path) -> set[tuple[object, ...]]:
    return {comparable(mandate) for mandate in Corpus.open(data).list()}


class Way(NamedTuple):
    """How a page is saved: its file, what the saving program writes into it, and what is then known of it."""

    file: str
    note: str
    url: str
    seen: dt.datetime = NOON

    def of(self, page: str) -> "Way":
        file, note, url = (text.replace("{page}", page) for text in (self.file, self.note, self.url))
        return Way(file, note, url, self.seen)


BROWSER = "<!-- saved from url=(0046){} -->\r\n"
SINGLE_FILE = "<!--\n Page saved with SingleFile \n url: {} \n saved date: {} \n-->"
HTTRACK = "<!-- Mirrored from {} by HTTrack Website Copier/3.x [XR&CO'2014], {} -->"
HERE, SECURE = f"http://{DOMAIN}{{page}}", f"https://{DOMAIN}{{page}}"
WAYS = {
    "browser": Way("page 1.html", BROWSER.format(HERE), HERE),
    "browser-by-https": Way("2.htm", f"<!DOCTYPE html>\r\n{BROWSER.format(SECURE)}", SECURE),
    "browser-in-the-archive": Way("3.html", BROWSER.format(f"{ARCHIVE}/{HERE}"), HERE, MAY),
    "single-file": Way("4.html", SINGLE_FILE.format(HERE, "Fri Nov 24 2023 08:00:00 GMT+0000 (UTC)"), HERE, NOVEMBER),
    "single-file-elsewhere": Way(
        "5.HTML", SINGLE_FILE.format(f"{HERE}?x=1", "Fri Nov 24 2023 02:30:00 GMT-0530"), f"{HERE}?x=1", NOVEMBER
    ),
    "single-file-in-the-archive": Way(
        "6.html", SINGLE_FILE.format(f"{ARCHIVE}if_/{SECURE}", "Fri Nov 24 2023 08:00:00 GMT+0000"), SECURE, MAY
    ),
    "httrack": Way("7.html", HTTRACK.format(f"{DOMAIN}{{page}}", "Fri, 24 Nov 2023 08:00:00 GMT"), HERE, NOVEMBER),
    "wget": Way(f"{DOMAIN}{{page}}", "", HERE),
    "wget-with-a-port": Way("127.0.0.1:8080{page}", "", "http://127.0.0.1:8080{page}"),
    "note-before-folder": Way("www.cumbre-americas.org{page}", BROWSER.format(HERE), HERE),
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of a folder in which each page was saved in its own way."""
    home = tmp_path_factory.mktemp("saved")
    for way, page in zip(WAYS.values(), PAGES, strict=True):
        file, note, *_ = way.of(page)
        written(home / "downloads" / file, note.encode() + FILES[page])
    said = called(home, "import", "downloads", "--data-dir", "data").stderr.decode()
    assert "10 of 10 pages new or changed" in said
    return home / "data"


@pytest.mark.parametrize(("way", "page"), list(zip(WAYS.values(), PAGES, strict=True)), ids=WAYS)
def test_a_saved_page_tells_where_and_when_it_was(saved: Path, way: Way, page: str) -> None:
    sighting = state(saved)[page]
    assert (sighting.final_url, sighting.seen, sighting.status) == (way.of(page).url, way.seen, None)


def test_saved_pages_give_the_records_of_the_site(saved: Path) -> None:
    assert records(saved) == meant(SITE)
    snapshots = [(s.name, s.source, s.pages.new) for s in RawStore(saved / "raw").snapshots()]
    assert snapshots == [("2019-05-03", "import", 2), ("2020-02-02", "import", 5), ("2023-11-24", "import", 3)]


def test_the_address_given_by_hand_counts_and_a_replay_gives_the_date(take: Take, data: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "x.html", b"<!-- saved from url=(0020)http://example.org/ -->" + FILES[FIRST])
    take(path, "--url", f"https://{DOMAIN}{FIRST}")
    take(path, "--url", f"{ARCHIVE}/{HOST}{PAGES[1]}")
    found = {s.page: (s.final_url, s.seen) for s in state(data).values()}
    assert found == {FIRST: (f"https://{DOMAIN}{FIRST}", NOON), PAGES[1]: (f"{HOST}{PAGES[1]}", MAY)}


REPLAYS = {
    "replay": f"{ARCHIVE}/{HOST}/x.html",
    "by-http": f"{ARCHIVE.replace('https', 'http')}/{HOST}/x.html",
    "as-it-was": f"{ARCHIVE}id_/{HOST}/x.html",
    "in-a-frame": f"{ARCHIVE}if_/{HOST}/x.html",
    "page-without-scheme": f"{ARCHIVE}/{DOMAIN}/x.html",
    "archive-without-scheme": pytest.param(f"{ARCHIVE.removeprefix('https://')}/{HOST}/x.html"),
}
NO_REPLAYS = {
    "the-page-itself": f"{HOST}/x.html",
    "a-year-alone": f"https://web.archive.org/web/2019/{HOST}/x.html",
    "all-dates": f"https://web.archive.org/web/*/{HOST}/x.html",
    "no-such-day": f"https://web.archive.org/web/20199999000000/{HOST}/x.html",
    "nothing-replayed": f"{ARCHIVE}/",
    "another-archive": f"https://archive.example/web/20190503101500/{HOST}/x.html",
    "an-address-within": f"{HOST}/x.html?from={ARCHIVE}/{HOST}/y.html",
}


@pytest.mark.parametrize("url", REPLAYS.values(), ids=REPLAYS)
def test_replay_addresses_found(url: str) -> None:
    assert replayed(url) == (f"{HOST}/x.html", MAY)


@pytest.mark.parametrize("url", NO_REPLAYS.values(), ids=NO_REPLAYS)
def test_replay_addresses_left_alone(url: str) -> None:
    assert replayed(url) == (url, None)


NOTED = b"<!-- saved from url=(0046)http://www.summit-americas.org/sisca/x.html -->"
ORIGINS: dict[str, tuple[bytes, str, str | None]] = {
    "note": (NOTED, "/home/me/x.html", f"{HOST}/sisca/x.html"),
    "note-behind-a-doctype": (b"\xef\xbb\xbf<!DOCTYPE html>\r\n" + NOTED, "/home/me/x.html", f"{HOST}/sisca/x.html"),
    "host-and-folder": (b"", "/home/me/www.oas.example/sisca/a/b.html", "http://www.oas.example/sisca/a/b.html"),
    "the-folder-below-another-such": (b"", f"/sisca/old/{DOMAIN}/sisca/x.html", f"{HOST}/sisca/x.html"),
    "no-note": (b"<p>saved from url", "/home/me/x.html", None),
    "note-in-the-text": (b"<p>&lt;!-- saved from url=(0020)http://example.org/ --&gt;", "/home/me/x.html", None),
    "note-far-below": (b" " * 5_000 + NOTED, "/home/me/x.html", None),
    "folder-without-host": (b"", "/home/me/sisca/x.html", None),
    "folder-of-no-host": (b"", "/home/localhost/sisca/x.html", None),
    "host-without-folder": (b"", f"/home/me/{DOMAIN}/x.html", None),
    "folder-alone": (b"", "/sisca/x.html", None),
}


@pytest.mark.parametrize(("content", "path", "url"), ORIGINS.values(), ids=ORIGINS)
def test_where_a_file_says_that_it_is_from(content: bytes, path: str, url: str | None) -> None:
    assert origin(content, Path(path), "/sisca/") == (url, None)


MOMENT = "20190503101500"
STAMPED = {
    "waybackpack": f"/home/me/wbp/{MOMENT}/{DOMAIN}/sisca/x.html",
    "raw": f"/home/me/{MOMENT}id_/{DOMAIN}/sisca/x.html",
    "wayback-machine-downloader": f"/home/me/websites/{DOMAIN}/{MOMENT}/sisca/x.html",
    "wget-of-the-archive": f"/home/me/web.archive.org/web/{MOMENT}/http:/{DOMAIN}/sisca/x.html",
    "wget-of-a-raw-capture": f"/home/me/web.archive.org/web/{MOMENT}if_/https:/{DOMAIN}/sisca/x.html",
    "wget-on-windows": f"C:/web.archive.org/web/{MOMENT}/http%3A/{DOMAIN}/sisca/x.html",
    "wget-without-its-host": f"web/{MOMENT}/{DOMAIN}/sisca/x.html",
    "later-below": f"/20091124080000/{DOMAIN}/{MOMENT}/sisca/x.html",
}
NOT_STAMPED = {
    "no-digits": f"/home/me/{DOMAIN}/sisca/x.html",
    "thirteen": f"/home/me/{MOMENT[:-1]}/{DOMAIN}/sisca/x.html",
    "fifteen": f"/home/me/{MOMENT}0/{DOMAIN}/sisca/x.html",
    "no-such-day": f"/home/me/20199999000000/{DOMAIN}/sisca/x.html",
    "more-than-digits": f"/home/me/{MOMENT}-backup/{DOMAIN}/sisca/x.html",
    "farther-up": f"/home/me/{MOMENT}/old/{DOMAIN}/sisca/x.html",
    "the-file": f"/home/me/{DOMAIN}/sisca/{MOMENT}.html",
}


@pytest.mark.parametrize("path", STAMPED.values(), ids=STAMPED)
def test_a_folder_of_14_digits_beside_the_host_says_when(path: str) -> None:
    assert origin(b"", Path(path), "/sisca/") == (f"{HOST}/sisca/x.html", MAY)


@pytest.mark.parametrize("path", NOT_STAMPED.values(), ids=NOT_STAMPED)
def test_other_digits_in_a_path_are_no_date(path: str) -> None:
    url, seen = origin(b"", Path(path), "/sisca/")
    assert (url or "").startswith(f"{HOST}/sisca/")
    assert seen is None


def test_a_moment_without_a_host_is_no_origin() -> None:
    assert origin(b"", Path(f"/home/me/{MOMENT}/sisca/x.html"), "/sisca/") == (None, None)


def test_a_downloaded_web_archive_is_a_snapshot_a_date(take: Take, data: Path, tmp_path: Path) -> None:
    page = next(p for p in PAGES if p in OLD and OLD[p] != FILES[p])
    folder = tmp_path / "wbp"
    moments = {"20190503101500": OLD[page], "20231124080000": FILES[page], "20231124090000": FILES[page]}
    for moment, content in moments.items():
        written(folder / moment / f"{DOMAIN}{page}", content, NOON)
    # Whoever touches a file makes it no newer.
    written(folder / "20190503101500" / f"{DOMAIN}{page}", OLD[page], NOVEMBER + dt.timedelta(days=300))
    take(folder)
    store = RawStore(data / "raw")
    assert [(s.name, s.pages.new, s.pages.changed, s.pages.unchanged) for s in store.snapshots()] == [
        ("2019-05-03", 1, 0, 0), ("2023-11-24", 0, 1, 1)
    ]  # fmt: skip
    assert shown(data, MAY) == {page: OLD[page]}
    assert shown(data) == shown(data, NOVEMBER) == {page: FILES[page]}
    before = tree(data)
    assert "0 of 3 pages new or changed" in take(folder)
    assert tree(data) == before


DATES = "origin() lets strptime's ValueError and astimezone's OverflowError through"
SCHEMES = "origin() believes any note; only http and https addresses are ones"
BAD_NOTES = {
    "no-such-day": (HTTRACK.format(f"{DOMAIN}/x.html", "Fri, 99 Nov 2023 08:00:00 GMT"), DATES),
    "no-such-month": (SINGLE_FILE.format(f"{HOST}/x.html", "Fri Nop 24 2023 08:00:00 GMT+0000"), DATES),
    "no-such-zone": (SINGLE_FILE.format(f"{HOST}/x.html", "Fri Nov 24 2023 08:00:00 GMT+9999"), DATES),
    "before-time-began": (SINGLE_FILE.format(f"{HOST}/x.html", "Mon Jan 01 0001 00:00:00 GMT+0100"), DATES),
    "mark-of-the-web": ("<!-- saved from url=(0014)about:internet -->", SCHEMES),
    "local-file": ("<!-- saved from url=(0016)file:///C:/x.html -->", SCHEMES),
}


@pytest.mark.parametrize(
    "note",
    [note for note, _ in BAD_NOTES.values()],
    ids=BAD_NOTES,
)
def test_a_note_that_makes_no_sense_is_no_note(note: str) -> None:
    url, seen = origin(note.encode(), Path("/home/me/x.html"), "/sisca/")
    assert url in (None, f"{HOST}/x.html")
    assert seen is None


def test_a_date_to_come_is_taken_for_now(tmp_path: Path) -> None:
    path = written(tmp_path / "x.html", FILES[FIRST], NOVEMBER)
    (capture,) = read(path, "/sisca/", NOON)
    assert isinstance(capture, Capture)
    assert capture.seen == NOON


def test_a_page_on_stdin(take: Take, data: Path) -> None:
    take("-", stdin=f"<!-- saved from url=(0046){HOST}{FIRST} -->" + FILES[FIRST].decode("cp1252"))
    assert set(state(data)) == {FIRST}


SAME_NAME = {
    "one-command": [["a/page.html", "b/page.html"]],
    "one-folder": [["."]],
    "several-commands": [["a/page.html"], ["b/page.html"]],
    "archivebox": [["archive"]],
}


@pytest.mark.parametrize("commands", SAME_NAME.values(), ids=SAME_NAME)
def test_files_of_one_name_and_no_address_are_different_pages(
    run: Run, tmp_path: Path, commands: list[list[str]]
) -> None:
    folder = tmp_path / "saved"
    names = ["archive/1600000000.1/output.html", "archive/1600000001.2/output.html"]
    names = names if commands == [["archive"]] else ["a/page.html", "b/page.html"]
    for name, page in zip(names, PAGES, strict=False):
        written(folder / name, FILES[page])
    data = tmp_path / "data"
    for paths in commands * 2:
        run("import", *paths, "--data-dir", str(data), cwd=folder)
    first = Path(names[0]).name
    expected = {first: FILES[PAGES[0]], "/".join(Path(names[1]).parts[-2:]): FILES[PAGES[1]]}
    assert shown(data) == expected


def test_what_is_piped_in_twice_is_two_pages(take: Take, data: Path) -> None:
    for lamp in ("old", "new", "big", "new"):
        take("-", stdin=f"<ol><li>Mend the {lamp} lamps. (Lima Commitment. Peru, 2018)</ol>")
    assert set(state(data)) == {"stdin", "stdin.2", "stdin.3"}


def test_the_same_file_saved_again_is_a_new_state_of_its_page(take: Take, data: Path, tmp_path: Path) -> None:
    page = next(p for p in PAGES if p in OLD and OLD[p] != FILES[p])
    other = next(p for p in PAGES if p != page)
    written(tmp_path / "a" / "page.html", FILES[other])
    path = written(tmp_path / "b" / "page.html", OLD[page], MAY)
    take(tmp_path / "a", path)
    written(path, FILES[page])
    take(tmp_path / "b" / ".." / "b" / "page.html")
    assert shown(data) == {"page.html": FILES[other], "b/page.html": FILES[page]}
    assert shown(data, MAY) == {"b/page.html": OLD[page]}


def test_a_copy_is_no_other_page(take: Take, data: Path, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        written(tmp_path / folder / "page.html", FILES[FIRST])
        take(tmp_path / folder)
    assert set(state(data)) == {"page.html"}


def test_a_file_that_was_refused_takes_no_name_from_the_next_import(take: Take, data: Path, tmp_path: Path) -> None:
    written(tmp_path / "a" / "page.html", b"<h1>News</h1>")
    path = written(tmp_path / "b" / "page.html", FILES[FIRST])
    take(tmp_path / "a", path, code=5)
    (page,) = state(data)
    written(path, FILES[PAGES[1]], NOVEMBER)
    take(path)
    assert shown(data) == {page: FILES[PAGES[1]]}


def test_names_survive_the_way_through_an_archive(take: Take, run: Run, data: Path, tmp_path: Path) -> None:
    for folder, page in zip("ab", PAGES, strict=False):
        written(tmp_path / "saved" / folder / "page.html", FILES[page])
    take(tmp_path / "saved")
    run("export", str(tmp_path / "x.warc"), "--data-dir", str(data))
    run("import", str(tmp_path / "x.warc"), "--data-dir", str(tmp_path / "again"))
    assert shown(tmp_path / "again") == shown(data)


def test_no_path_of_the_machine_is_written_down(take: Take, data: Path, tmp_path: Path) -> None:
    take(written(tmp_path / "a" / "page.html", FILES[FIRST]))
    assert str(tmp_path) not in (data / "raw" / "manifest.jsonl").read_text()


def test_an_older_page_imported_later_is_history_and_says_so(take: Take, data: Path, tmp_path: Path) -> None:
    page = next(p for p in PAGES if p in OLD and OLD[p] != FILES[p])
    new, old = written(tmp_path / "new.html", FILES[page]), written(tmp_path / "old.html", OLD[page])
    assert "older than" not in take(new, "--url", HOST + page)
    parsed = unseen(data)
    assert "1 of them older than what is known" in take(old, "--url", f"{ARCHIVE}/{HOST}{page}")
    assert shown(data) == {page: FILES[page]}
    assert shown(data, MAY) == {page: OLD[page]}
    assert shown(data, MAY - dt.timedelta(seconds=1)) == {}
    assert unseen(data) == parsed, "all that changes is since when they are known"


def unseen(data: Path) -> list[str]:
    """The records without the days on which they were seen."""
    lines = (data / "parsed" / "mandates.jsonl").read_text("utf-8").splitlines()
    return [line.partition(',"first_seen":')[0] for line in lines]


LEFTOVERS = [
    "._sec.html", "~$sec.htm", "__MACOSX/._sec.html", "__MACOSX/deep/sec.html", ".AppleDouble/sec.html",
    ".Trash/sec.html", "@eaDir/sec.html", "$RECYCLE.BIN/sec.html", "sec_files/saved_resource.html",
    "sec_files/deep/ad.html",
    "sec_archivos/header.htm", "sec.files/header.htm", "sec-files/ad.html", "gone_files/saved_resource(1).html",
    "deep/._z.txt", "deep/.sec.warc.gz", "hts-log.txt", "mirror/hts-cache/new.zip", "hts-cache/doit.html",
    "cookies.txt", "hts-in_progress.lock",
]  # fmt: skip
NO_LEFTOVERS = [
    "_sec.html", "~sec.html", "$sec.html", "sec.html~.html", "MACOSX/sec.html", "my_files/sec.html", "files/sec.html",
    "_files/sec.html", "archivos/sec.html", "sec2_files/sec.html", "saved_resources.html", "a.b/sec.html",
    "hts-cached/sec.html", "hts-log.html", "our-cookies.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", LEFTOVERS)
def test_what_programs_leave_beside_a_page_is_passed_over(tmp_path: Path, name: str) -> None:
    page, _ = (
        written(tmp_path / ".saved" / "sec.html", FILES[FIRST]),
        written(tmp_path / ".saved" / name, b"\0\5\x16\7"),
    )
    (capture,) = read(page.parent, "/sisca/", NOON)
    assert isinstance(capture, Capture)
    assert capture.data == FILES[FIRST]


@pytest.mark.parametrize("name", NO_LEFTOVERS)
def test_files_that_are_called_almost_like_leftovers_are_read(tmp_path: Path, name: str) -> None:
    page, _ = written(tmp_path / "sec.html", FILES[FIRST]), written(tmp_path / name, FILES[FIRST])
    assert len(list(read(page.parent, "/sisca/", NOON))) == 2


def test_a_folder_with_leftovers_is_taken_without_a_word_about_them(take: Take, data: Path, tmp_path: Path) -> None:
    for name in LEFTOVERS:
        written(tmp_path / "saved" / name, b"\0\5\x16\7")
    written(tmp_path / "saved" / "sec.html", FILES[FIRST])
    assert "1 of 1 page new or changed" in take(tmp_path / "saved")
    assert set(state(data)) == {"sec.html"}


def test_a_leftover_that_is_named_by_hand_is_looked_at(take: Take, tmp_path: Path) -> None:
    assert "._sec.html was not taken" in take(written(tmp_path / "._sec.html", b"\0\5\x16\7"), code=5)


def test_bad_files_beside_good_ones_are_named_and_the_good_ones_taken(take: Take, data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "downloads"
    good = {folder / "a.html": FIRST, folder / "deep" / "er" / "z.HTM": PAGES[1]}
    for path, page in good.items():
        written(path, FILES[page])
    bad = {"b.html": b"%PDF-1.7", "c.html": b"<h1>News</h1>", "d.txt": b"", "e.warc": b"no archive"}
    for name, content in bad.items():
        written(folder / name, content)
    written(folder / "picture.jpg", b"\xff\xd8\xff")
    said = take(folder, code=5)
    assert {s.page for s in state(data).values()} == {"a.html", "z.HTM"}
    assert "2 of 2 pages new or changed" in said
    assert all(f"{name} was not taken" in said or f"{name}: " in said for name in bad)
    assert "picture.jpg" not in said


def test_a_folder_without_a_page_is_a_usage_error(take: Take, data: Path, tmp_path: Path) -> None:
    written(tmp_path / "downloads" / "picture.jpg", b"\xff\xd8\xff")
    assert "No .html, .txt or .warc file in" in take(tmp_path / "downloads", code=2)
    assert not data.exists()


@pytest.mark.parametrize(
    ("path", "why"), [("absent.html", "no file or folder"), (os.devnull, "neither")], ids=["absent", "device"]
)
def test_what_cannot_be_read_is_a_usage_error(path: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        list(read(Path(path), "/sisca/", NOON))


def test_an_address_given_by_hand_that_is_none_is_a_usage_error(take: Take, tmp_path: Path) -> None:
    assert "--url" in take(written(tmp_path / "x.html", FILES[FIRST]), "--url", "http://[::1", code=2)


Record = Callable[[Any], Any]


def warc(records: Iterable[Record], *, compress: bool = True) -> bytes:
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=compress)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "a crawler"}))
    for record in records:
        writer.write_record(record(writer))
    return file.getvalue()


def answered(
    url: str,
    body: bytes,
    date: dt.datetime = MAY,
    status: str = "200 OK",
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, str] | None = None,
) -> Record:
    fields = {"WARC-Date": date.strftime("%Y-%m-%dT%H:%M:%SZ"), **(more or {})}

    def record(writer: Any) -> Any:
        sent = {"Content-Type": "text/html", "Server": "Apache", **(headers or {})}
        head = StatusAndHeaders(status, list(sent.items()), protocol="HTTP/1.1")
        return writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), length=len(body), http_headers=head, warc_headers_dict=fields
        )

    return record


def noted(kind: str, url: str, body: bytes, media_type: str, date: dt.datetime = MAY) -> Record:
    fields = {"WARC-Date": date.strftime("%Y-%m-%dT%H:%M:%SZ")}
    return lambda writer: writer.create_warc_record(
        url, kind, payload=io.BytesIO(body), length=len(body), warc_content_type=media_type, warc_headers_dict=fields
    )


def asked(writer: Any) -> Any:
    head = StatusAndHeaders(f"GET {FIRST} HTTP/1.1", [("Host", "www.summit-americas.org")], is_http_request=True)
    return writer.create_warc_record(HOST + FIRST, "request", http_headers=head)


def seen_again(writer: Any) -> Any:
    return writer.create_revisit_record(
        HOST + FIRST, "sha1:AAAA", HOST + FIRST, "2019-05-03T10:15:00Z",
        http_headers=StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": "2019-06-03T10:15:00Z"},
    )  # fmt: skip


def chunked(body: bytes) -> bytes:
    pieces = [body[n : n + 700] for n in range(0, len(body), 700)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


GZIPPED = {"Content-Encoding": "gzip"}
CHUNKED = {"Transfer-Encoding": "chunked"}
CODED: list[tuple[Callable[[bytes], bytes], dict[str, str]]] = [
    (lambda body: body, {"ETag": '"1"'}),
    (chunked, CHUNKED),
    (gzip.compress, GZIPPED),
    (lambda body: chunked(gzip.compress(body)), GZIPPED | CHUNKED),
]


def every_kind() -> list[Record]:
    pages = [
        answered(HOST + page, coded(FILES[page]), headers=headers)
        for page, (coded, headers) in zip(PAGES, CODED, strict=False)
    ]
    return [
        asked,
        *pages,
        noted("resource", f"https://www.cumbre-americas.org{PAGES[4]}", FILES[PAGES[4]], "text/html", NOVEMBER),
        seen_again,
        noted("metadata", HOST + FIRST, b"outlink: x", "application/warc-fields"),
        answered(HOST + PAGES[5], FILES[PAGES[5]], status="404 Not Found"),
        answered(HOST + PAGES[6], b"", status="301 Moved Permanently", headers={"Location": "/sisca/x.html"}),
        answered(f"{HOST}/sisca/sisca_news.html", FILES["/sisca/sisca_news.html"]),
        answered(f"{HOST}/elsewhere/page.html", FILES[PAGES[7]]),
        answered("http://example.org/page.html", FILES[PAGES[8]]),
        answered(f"{HOST}/sisca/report.pdf", b"%PDF-1.7", headers={"Content-Type": "application/pdf"}),
    ]


@pytest.fixture(scope="module", params=[True, False], ids=["gzip", "plain"])
def archived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A corpus of an archive that holds every kind of record, and what was said."""
    home = tmp_path_factory.mktemp("archived")
    name = "x.warc.gz" if request.param else "renamed.html"
    written(home / name, warc(every_kind(), compress=request.param))
    return home / "data", called(home, "import", name, "--data-dir", "data").stderr.decode()


def test_of_an_archive_the_mandates_pages_are_taken(archived: tuple[Path, str]) -> None:
    data, said = archived
    assert shown(data) == {page: FILES[page] for page in PAGES[:5]}
    assert "5 of 5 pages new or changed" in said
    assert "6 other pages passed over" in said
    assert "mandates in" in said


def test_addresses_dates_and_statuses_are_those_of_the_archive(archived: tuple[Path, str]) -> None:
    found = {page: (s.final_url, s.seen, s.status) for page, s in state(archived[0]).items()}
    assert found == {page: (HOST + page, MAY, 200) for page in PAGES[:4]} | {
        PAGES[4]: (f"https://www.cumbre-americas.org{PAGES[4]}", NOVEMBER, None)
    }


HISTORY = [
    *(answered(HOST + page, body, MAY) for page, body in OLD.items()),
    *(
        answered(HOST + page, coded(body), NOVEMBER, headers=headers)
        for (page, body), (coded, headers) in zip(FILES.items(), cycle(CODED), strict=False)
    ),
]


def test_captures_of_two_dates_give_both_states_and_taking_them_again_nothing(
    take: Take, data: Path, tmp_path: Path
) -> None:
    path = written(tmp_path / "history.warc.gz", warc(HISTORY[::-1]))
    take(path)
    assert shown(data, MAY) == {page: OLD[page] for page in PAGES if page in OLD}
    assert shown(data, NOVEMBER) == shown(data) == {page: FILES[page] for page in PAGES}
    assert shown(data, MAY - dt.timedelta(seconds=1)) == {}
    assert records(data) == meant(SITE)
    (snapshot,) = RawStore(data / "raw").snapshots()
    assert (snapshot.started, snapshot.finished) == (MAY, NOVEMBER)
    before = tree(data)
    assert "0 of " in take(path)
    assert tree(data) == before


def flipped(archive: bytes, at: int) -> bytes:
    return archive[:at] + bytes([archive[at] ^ 1]) + archive[at + 1 :]


def two(case: str) -> list[Record]:
    """Two pages whose names are the case's own."""
    return [answered(f"{HOST}/sisca/{case}_{n}.html", FILES[page]) for n, page in enumerate(PAGES[:2], 1)]


PACKED, PLAIN = warc(two("x")), warc(two("x"), compress=False)
Spoil = Callable[[bytes], bytes]
# What is done to an archive of two pages, which of them are whole then, and what is said of it.
DAMAGED: dict[str, tuple[Spoil, list[int], str]] = {
    "cut.warc.gz": (lambda a: a[:-40], [1], "cut short"),
    "cut_at_the_beginning.warc.gz": (lambda a: a[:20], [], "cut short"),
    "rest.warc.gz": (lambda a: a + b"rest", [1, 2], "damaged"),
    "flipped.warc.gz": (lambda a: flipped(a, len(a) - 300), [1], "damaged"),
    "cut.warc": (lambda a: a[:-40], [1], "cut short"),
    "cut_at_the_last_byte.warc": (lambda a: a[:-1], [1, 2], "cut short"),
    "flipped.warc": (lambda a: flipped(a, a.rindex(b"</p>") - 9), [1], "damaged"),
    "no_date.warc": (lambda a: a.replace(b"WARC-Date: 2019-05-03T10:15:00Z", b"WARC-Date: soon", 1), [2], "no date"),
    "empty.warc": (lambda _: b"", [], "cut short"),
    "text.warc": (lambda _: b"Dear all,\r\n\r\n", [], "Unknown archive format"),
    "text.warc.gz": (lambda _: b"Dear all,\n", [], "Unknown archive format"),
    "mail.warc.gz": (lambda _: gzip.compress(b"Dear all,\n"), [], "Unknown archive format"),
}


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], list[str]]:
    """The pages that were taken of all damaged archives together, and what was said."""
    home = tmp_path_factory.mktemp("damaged")
    for name, (spoil, _, _) in DAMAGED.items():
        written(home / "archives" / name, spoil(warc(two(name), compress=name.endswith(".gz"))))
    said = called(home, "import", "archives", "--data-dir", "data", code=5).stderr.decode()
    return set(state(home / "data")), said.splitlines()


@pytest.mark.parametrize(("name", "whole", "why"), [(name, *more[1:]) for name, more in DAMAGED.items()], ids=DAMAGED)
def test_what_is_whole_in_a_damaged_archive_is_taken_and_the_damage_said(
    damaged: tuple[set[str], list[str]], name: str, whole: list[int], why: str
) -> None:
    pages, said = damaged
    assert {page for page in pages if f"/{name}_" in page} == {f"/sisca/{name}_{n}.html" for n in whole}
    assert why in " ".join(line for line in said if line.startswith(f"mandates: {name}: "))


HALF = len(FILES[FIRST]) // 2
ENDS_EARLY: dict[str, tuple[bytes, dict[str, str], dict[str, str]]] = {
    "gzip-body": (gzip.compress(FILES[FIRST])[:-300], GZIPPED, {}),
    "chunked-body": (chunked(FILES[FIRST])[:HALF], CHUNKED, {}),
    "shorter-than-its-length": (FILES[FIRST][:HALF], {"Content-Length": str(len(FILES[FIRST]))}, {}),
    "cut-by-the-crawler": (FILES[FIRST][:HALF], {}, {"WARC-Truncated": "length"}),
}


@pytest.fixture(scope="module")
def half_got(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The pages that were taken of an archive whose crawler got none of them to its end."""
    home = tmp_path_factory.mktemp("half")
    half = [
        answered(f"{HOST}/sisca/{name}.html", body, headers=headers, more=more)
        for name, (body, headers, more) in ENDS_EARLY.items()
    ]
    written(home / "x.warc.gz", warc([*half, answered(HOST + FIRST, FILES[FIRST])]))
    called(home, "import", "x.warc.gz", "--data-dir", "data", code=None)
    return set(state(home / "data"))


@pytest.mark.parametrize("name", ENDS_EARLY)
def test_a_page_of_which_the_crawler_got_half_is_not_taken(half_got: set[str], name: str) -> None:
    assert FIRST in half_got
    assert f"/sisca/{name}.html" not in half_got


def test_what_crawlers_note_beside_the_pages_is_passed_over(take: Take, data: Path, tmp_path: Path) -> None:
    notes = [
        noted("resource", "metadata://gnu.org/software/wget/warc/MANIFEST.txt", b"<urn:uuid:1>", "text/plain"),
        noted("response", f"dns:{DOMAIN}", b"20190503101500 192.0.2.1", "text/dns"),
    ]
    take(written(tmp_path / "x.warc.gz", warc([*notes, *two("x")])))
    assert set(state(data)) == {"/sisca/x_1.html", "/sisca/x_2.html"}


SECOND = PLAIN.rindex(b"WARC/1.0")
ODD = {
    "status-without-number": (
        warc([answered(f"{HOST}/x.html", b"x", status="OK"), *two("x")]), "int() of it fails, which ends the archive",
    ),
    "date-before-time-began": (
        PLAIN.replace(b"2019-05-03T10:15:00Z", b"0001-01-01T00:00:00+01:00", 1), "astimezone raises OverflowError",
    ),
    "a-line-between-records": (PLAIN[: SECOND - 4] + b"x\r\n" + PLAIN[SECOND:], "nothing begins at that line"),
}  # fmt: skip


@pytest.mark.parametrize(
    "archive",
    [archive for archive, _ in ODD.values()],
    ids=ODD,
)
def test_an_odd_record_costs_no_more_than_itself(
    tmp_path: Path, archive: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    found = list(read(written(tmp_path / "x.warc", archive), "/sisca/", NOON))
    assert f"{HOST}/sisca/x_2.html" in [capture.url for capture in found if isinstance(capture, Capture)]
    assert capsys.readouterr().err == ""


def test_a_record_without_address_is_damage(tmp_path: Path) -> None:
    archive = PLAIN.replace(b"WARC-Target-URI", b"WARC-Target-URL", 1)
    (damage, *_) = read(written(tmp_path / "x.warc", archive), "/sisca/", NOON)
    assert isinstance(damage, str)
    assert damage.startswith("x.warc: ")


def test_an_archive_without_a_mandates_page_changes_nothing(take: Take, data: Path, tmp_path: Path) -> None:
    others = [answered(f"{HOST}/sisca/sisca_news.html", FILES["/sisca/sisca_news.html"]), asked]
    path = written(tmp_path / "x.warc.gz", warc(others))
    said = take(path, code=5)
    assert "1 other page passed over" in said
    assert f"No Mandates page in {path}; nothing was changed." in said
    assert tree(data) == {}


@pytest.mark.parametrize("archive", [PLAIN, PACKED], ids=["plain", "gzip"])
def test_an_archive_on_stdin(tmp_path: Path, archive: bytes) -> None:
    called(tmp_path, "import", "-", "--data-dir", "data", stdin=archive)
    assert set(state(tmp_path / "data")) == {"/sisca/x_1.html", "/sisca/x_2.html"}


class Exported(NamedTuple):
    data: Path
    gzip: Path
    plain: Path
    said: str


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A corpus of archived, saved and nameless pages in two states, and what it is exported as."""
    home = tmp_path_factory.mktemp("exported")
    written(home / "x.warc.gz", warc(HISTORY))
    written(home / "Página ñ.txt", REAL_PAGE.read_bytes())
    written(home / "www.cumbre-americas.org" / "sisca" / "saved.html", FILES[FIRST])
    called(home, "import", "x.warc.gz", "Página ñ.txt", "www.cumbre-americas.org", "--data-dir", "data")
    said = called(home, "export", "out.warc.gz", "--data-dir", "data").stderr.decode()
    called(home, "export", "out.warc", "--data-dir", "data")
    return Exported(home / "data", home / "out.warc.gz", home / "out.warc", said)


def captures(file: io.BufferedIOBase | io.BytesIO) -> list[tuple[str, str, dt.datetime, bytes]]:
    """Type, address, date and page of every record, as the other library reads them."""
    return [
        (
            record.rec_type,
            record.rec_headers.get_header("WARC-Target-URI"),
            dt.datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")),
            record.content_stream().read(),
        )
        for record in ArchiveIterator(file, check_digests="raise")
        if record.rec_type not in ("warcinfo", "metadata")
    ]


def test_an_export_holds_every_state_with_addresses_and_dates(exported: Exported) -> None:
    store = RawStore(exported.data / "raw")
    expected = [
        (
            "response" if s.status else "resource",
            s.final_url or "urn:mandates:page:P%C3%A1gina%20%C3%B1.txt",
            s.seen,
            store.bytes_of(s),
        )
        for s in store.sightings()
    ]
    assert len(expected) > len(store.state())
    for path in (exported.gzip, exported.plain):
        with path.open("rb") as file:
            assert captures(file) == expected
    assert f"{len(expected)} captures of {len(store.state())} pages" in exported.said


def test_an_export_is_compressed_record_by_record_where_its_name_says_so(exported: Exported) -> None:
    assert exported.gzip.read_bytes().startswith(b"\x1f\x8b")
    assert exported.plain.read_bytes().startswith(b"WARC/1.1\r\n")
    assert exported.gzip.stat().st_size < exported.plain.stat().st_size / 2
    assert exported.gzip.read_bytes().count(b"\x1f\x8b\x08") >= len(RawStore(exported.data / "raw").sightings())


def test_an_export_to_stdout_is_the_archive_and_nothing_else(exported: Exported, tmp_path: Path) -> None:
    done = called(tmp_path, "export", "-", "--warc", "--data-dir", str(exported.data))
    assert done.stdout.startswith(b"WARC/1.1\r\n")
    with exported.plain.open("rb") as file:
        assert captures(io.BytesIO(done.stdout)) == captures(file)
    assert b"captures of" in done.stderr


def test_a_page_of_unknown_origin_is_known_by_its_file(exported: Exported) -> None:
    sighting = state(exported.data)["Página ñ.txt"]
    assert (sighting.final_url, sighting.seen, sighting.media_type) == (None, NOON, "text/plain")


@pytest.mark.parametrize("form", ["gzip", "plain"])
def test_the_other_librarys_check_finds_nothing_wrong(
    exported: Exported, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        warcio(["check", "-v", str(getattr(exported, form))])
    assert not ended.value.code
    said = capsys.readouterr().out
    assert "digest pass" in said
    assert "no digest" not in said


@pytest.mark.parametrize("form", ["gzip", "plain"])
def test_an_export_taken_elsewhere_gives_the_same_records(
    exported: Exported, take: Take, data: Path, form: str
) -> None:
    take(getattr(exported, form))
    truth = Path("parsed", "mandates.jsonl")
    assert (data / truth).read_bytes() == (exported.data / truth).read_bytes()
    for at in (MAY, NOON, NOVEMBER, None):
        assert shown(data, at) == shown(exported.data, at)


def test_an_export_taken_again_changes_nothing(exported: Exported, tmp_path: Path) -> None:
    before = tree(exported.data)
    called(tmp_path, "import", str(exported.plain), "--data-dir", str(exported.data))
    assert tree(exported.data) == before


def test_a_file_saved_between_two_milliseconds_comes_back_as_what_it_is(tmp_path: Path) -> None:
    written(tmp_path / "x.html", FILES[FIRST], NOON + dt.timedelta(microseconds=1_500))
    called(tmp_path, "import", "x.html", "--data-dir", "data")
    called(tmp_path, "export", "x.warc", "--data-dir", "data")
    *_, capture = read(tmp_path / "x.warc", "/sisca/", NOVEMBER)
    assert isinstance(capture, Capture)
    assert (capture.name, capture.seen) == ("x.html", state(tmp_path / "data")["x.html"].seen)


def test_the_headers_of_an_export_speak_of_the_bytes_below_them(exported: Exported) -> None:
    with exported.plain.open("rb") as file:
        for record in ArchiveIterator(file, no_record_parse=True):
            head, _, body = record.raw_stream.read().partition(b"\r\n\r\n")
            if record.rec_type == "response":
                assert b"-encoding:" not in head.lower()
                assert head.lower().count(b"content-length:") == 1
                assert b"content-length: %d" % len(body) in head.lower()


GONE, DRIFTED = PAGES[1:3]


@pytest.fixture(scope="module")
def elsewhere(exported: Exported, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where an export was taken of a corpus in which one page left and one no longer looked as expected."""
    home = tmp_path_factory.mktemp("elsewhere")
    for name, content in tree(exported.data).items():
        written(home / "data" / name, content)
    store = RawStore(home / "data" / "raw")
    before = store.state()
    gone = {"verdict": "gone", "status": 404, "sha256": None, "size": 0, "file": None, "shape": None}
    drift = {"verdict": "drift", "lacks": ("no heading",)} | store.keep(REAL_PAGE.read_bytes(), DRIFTED, None, "drift")
    for page, fields in ((GONE, gone), (DRIFTED, drift)):
        store.add(before[page].model_copy(update={"seen": NOVEMBER + dt.timedelta(days=1)} | fields))
    assert store.state().keys() == before.keys() - {GONE}
    assert store.state()[DRIFTED] == before[DRIFTED]
    called(home, "export", "x.warc", "--data-dir", "data")
    called(home, "import", "x.warc", "--data-dir", "new")
    return home / "new"


def test_a_page_that_left_stays_away_where_an_export_is_taken(elsewhere: Path) -> None:
    assert GONE not in state(elsewhere)


def test_a_page_that_drifted_stays_as_it_was_where_an_export_is_taken(elsewhere: Path) -> None:
    assert shown(elsewhere)[DRIFTED] == FILES[DRIFTED]


NO_PLACES = {"a-folder": "folder.warc", "below-a-file": "file/x.warc"}


@pytest.mark.parametrize("path", NO_PLACES.values(), ids=NO_PLACES)
def test_an_export_that_cannot_be_written_leaves_nothing(exported: Exported, run: Run, empty: Path, path: str) -> None:
    (empty / "folder.warc").mkdir()
    (empty / "file").touch()
    said = run("export", path, "--data-dir", str(exported.data), code=3).stderr
    assert said.startswith(f"mandates: Cannot write {path} (")
    assert sorted(p.name for p in empty.rglob("*")) == ["file", "folder.warc"]


def test_an_export_is_whole_or_the_one_before(exported: Exported, run: Run, empty: Path) -> None:
    (empty / "x.warc").write_bytes(b"before")
    copy = empty / "data"
    for name, content in tree(exported.data).items():
        written(copy / name, content)
    next((copy / "raw").glob("*.html")).write_bytes(b"not what was stored")
    assert "not what was stored" in run("export", "x.warc", "--data-dir", str(copy), code=3).stderr
    assert (empty / "x.warc").read_bytes() == b"before"
    assert sorted(p.name for p in empty.iterdir()) == ["data", "x.warc"]


def test_a_name_that_no_format_ends_in_is_a_usage_error(run: Run, empty: Path) -> None:
    assert ".warc" in run("export", "x.pdf", code=2).stderr
    assert list(empty.iterdir()) == []


def test_an_export_without_a_corpus_says_where_to_get_one(run: Run, tmp_path: Path) -> None:
    assert "mandates fetch" in run("export", "x.warc", "--data-dir", str(tmp_path / "none"), code=3).stderr


WITHOUT_WARCIO = """
import sys
sys.modules["warcio"] = None
from mandates_cli.cli import main
main()
"""


def without_warcio(cwd: Path, *args: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_WARCIO, *args], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_without_the_extra_archives_are_read_and_not_written(tmp_path: Path, exported: Exported) -> None:
    done = without_warcio(tmp_path, "export", "y.warc", "--data-dir", str(exported.data))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "mandates: To write WARC files, install what it needs: pip install 'mandates-cli[warc]'\n"
    assert list(tmp_path.iterdir()) == []
    written(tmp_path / "x.warc", PLAIN)
    assert without_warcio(tmp_path, "import", "x.warc", "--data-dir", "data").returncode == 0
    assert set(state(tmp_path / "data")) == {"/sisca/x_1.html", "/sisca/x_2.html"}
