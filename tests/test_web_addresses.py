"""Which addresses are taken, wherever they were noted, and that none becomes more than an address where it goes on."""

import io
import json
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from invented import typed
from mandates_cli.fetch import RawStore, saved, warc
from mandates_cli.fetch.capture import Capture
from mandates_cli.fetch.scope import web
from mandates_cli.pipeline.history import UNKNOWN
from test_saved import HOST, NOON, called, state, written

PAGE = b"MANDATES\n\n1. Mend the harbour lamps. (Lima Commitment. Peru, 2018)\n"
TAKEN = [
    f"{HOST}/sisca/x.html", "https://www.cumbre-americas.org/", "http://127.0.0.1:8080/x?a=//b#c", "HTTP://EXAMPLE.ORG",
    "http://[::1]/x", "http://example.org/caf\u00e9", "http://example.org/a%20b", "http://cumbre-am\u00e9ricas.org/",
]  # fmt: skip
REFUSED = {
    "scheme-alone": "http:", "no-host": "http://", "no-host-but-a-path": "http:///sisca/x.html",
    "no-slashes": "http:www.summit-americas.org", "another-scheme": "httpx://www.summit-americas.org/x.html",
    "a-file": "file:///etc/passwd", "a-script": "javascript:alert(1)", "none": "", "a-word": "summit",
    "a-space": f"{HOST}/sisca/a b.html", "spaces-around": f" {HOST}/ ", "a-tab": f"{HOST}/\tx",
    "a-line-end": f"{HOST}/x\r\nWARC-Type: warcinfo",
    "a-line-feed": f"{HOST}/x\n", "another-line-end": f"{HOST}/\u2028x",
    "nothing": f"{HOST}/\0x", "an-escape": f"{HOST}/\x1b[2Jx", "c1": f"{HOST}/\x9b2Jx", "backwards": f"{HOST}/\u202ex",
    "a-user": "http://me@www.summit-americas.org/", "a-secret": "http://me:secret@www.summit-americas.org/",
    "no-port": "http://example.org:port/", "too-high-a-port": "http://example.org:99999/", "a-bracket": "http://[x/",
    "a-host-with-signs": "http://a<b>/", "too-long": f"{HOST}/{'x' * 9_000}",
}  # fmt: skip


@pytest.mark.parametrize("url", TAKEN)
def test_web_addresses_found(url: str) -> None:
    assert web(url)


@pytest.mark.parametrize("url", REFUSED.values(), ids=REFUSED)
def test_web_addresses_left_alone(url: str) -> None:
    assert not web(url)


@pytest.mark.parametrize("url", REFUSED.values(), ids=REFUSED)
def test_no_other_address_is_given_by_hand(tmp_path: Path, url: str) -> None:
    written(tmp_path / "x.txt", PAGE)
    code, out, err = typed("import", str(tmp_path / "x.txt"), "--url", url, "--data-dir", str(tmp_path / "data"))
    assert (code, out) == (2, "")
    assert err.startswith("mandates: --url '")
    assert "is not a web address; write it like https://www.summit-americas.org/sisca/dem.html." in err
    assert err.count("\n") == 1
    assert not (tmp_path / "data").exists()


def noted(way: str, url: str) -> bytes:
    if way == "comment":
        return f"<!-- saved from url=(0046){url} -->".encode()
    headers = (
        f"From: <Saved by Blink>\nSnapshot-Content-Location: {url}\nMIME-Version: 1.0\nContent-Type: text/html\n\n"
    )
    return headers.encode() + PAGE


@pytest.mark.parametrize("way", ["comment", "mail"])
@pytest.mark.parametrize("url", REFUSED.values(), ids=REFUSED)
def test_no_other_address_is_taken_from_a_note(tmp_path: Path, way: str, url: str) -> None:
    for one in saved.read(written(tmp_path / "x.html", noted(way, url)), "/sisca/", NOON):
        assert isinstance(one, Capture)
        assert one.url is None or web(one.url)


@pytest.mark.parametrize("way", ["comment", "mail"])
@pytest.mark.parametrize("url", [f"{HOST}/sisca/x.html", "https://example.org/caf%C3%A9"])
def test_a_noted_address_is_taken(tmp_path: Path, way: str, url: str) -> None:
    (one,) = saved.read(written(tmp_path / "x.html", noted(way, url)), "/sisca/", NOON)
    assert isinstance(one, Capture)
    assert one.url == url


EVIL = f"{HOST}/sisca/x.html\r\nWARC-Type: warcinfo\r\n\r\nHTTP/1.1 200 OK"


@pytest.fixture
def forged(tmp_path: Path) -> Path:
    """A corpus in whose manifest somebody wrote lines into every text that an archive has in its headers."""
    written(tmp_path / "x.txt", PAGE)
    called(tmp_path, "import", "x.txt", "--url", f"{HOST}/sisca/x.html", "--data-dir", "data")
    store = RawStore(tmp_path / "data" / "raw")
    (sighting,) = store.sightings()
    evil = {"url": EVIL, "final_url": EVIL, "media_type": "text/plain\r\nEvil: 1"}
    headers = {"server": "x\r\nEvil: 1", "etag\r\nEvil": "1", "date": "x\u2028y", "last-modified": "then"}
    for seen, status in ((NOON, None), (NOON.replace(year=2021), 200)):
        store.add(sighting.model_copy(update={**evil, "seen": seen, "status": status, "headers": headers}))
    return tmp_path


def test_no_text_of_a_manifest_becomes_a_header_of_an_archive(forged: Path) -> None:
    called(forged, "export", "x.warc", "--data-dir", "data")
    with (forged / "x.warc").open("rb") as file:
        records = [(one.rec_type, one.rec_headers.headers, one.http_headers) for one in ArchiveIterator(file)]
    assert [kind for kind, *_ in records] == ["warcinfo", "metadata", "resource", "resource", "response"]
    for _, headers, answer in records:
        assert "Evil" not in [name for name, _ in headers]
        assert answer is None or [name for name, _ in answer.headers] == ["Last-Modified", "Content-Length"]


def test_such_a_history_is_refused_where_it_is_taken(forged: Path) -> None:
    called(forged, "export", "x.warc", "--data-dir", "data")
    assert UNKNOWN in called(forged, "import", "x.warc", "--data-dir", "new", code=5).stderr.decode()
    assert all(web(sighting.final_url or "") for sighting in state(forged / "new").values())


def test_of_what_is_exported_the_headers_are_lines(forged: Path) -> None:
    store = RawStore(forged / "data" / "raw")
    pieces = list(warc.written([(s, PAGE) for s in store.sightings()], json.dumps({}).encode(), "x", compress=False))
    for record in pieces[1:]:
        head = record.partition(b"\r\n\r\n")[0].split(b"\r\n")
        assert all(line.startswith((b"WARC", b"Content-")) for line in head)
    assert len(list(ArchiveIterator(io.BytesIO(b"".join(pieces))))) == 2 + len(store.sightings())
