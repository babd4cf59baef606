"""What archives hold beside plain answers: bodies in every coding, odd addresses, references, older forms."""

import base64
import gzip
import hashlib
import io
import random
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders

from conftest import Take
from mandates_cli.fetch import saved
from mandates_cli.fetch.answer import MAX_BYTES
from mandates_cli.fetch.capture import PASSED_OVER, Capture, Damage, Notice
from mandates_cli.fetch.codings import body
from test_saved import HOST, MAY, NOVEMBER, answered, called, chunked, noted, state, warc, written

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

NOON = NOVEMBER
PAGE = b"<!DOCTYPE html>\r\n<p>" + b"\xc3\xb1 Mend the harbour lamps. " * 40
TEXT = b"Mend the harbour lamps. (Lima Commitment. Peru, 2018)\r\n"


def raw_deflate(data: bytes) -> bytes:
    made = zlib.compressobj(wbits=-15)
    return made.compress(data) + made.flush()


def twice(data: bytes) -> bytes:
    return gzip.compress(gzip.compress(data))


def plain(data: bytes) -> bytes:
    return data


Coded = Callable[[bytes], bytes]
DECODED: dict[str, tuple[Coded, str]] = {
    "gzip": (gzip.compress, "gzip"),
    "x-gzip": (gzip.compress, "x-gzip"),
    "in-capitals": (gzip.compress, "GZip"),
    "deflate": (zlib.compress, "deflate"),
    "deflate-without-envelope": (raw_deflate, "deflate"),
    "gzip-twice": (twice, "gzip, gzip"),
    "gzip-twice-said-once": (twice, "gzip"),
    "gzip-not-said": (gzip.compress, ""),
    "brotli": (brotli.compress, "br"),
    "zstandard": (zstd.compress, "zstd"),
    "one-in-another": (lambda data: brotli.compress(gzip.compress(data)), "gzip,br"),
    "identity": (plain, "identity"),
    "decoded-already-gzip": (plain, "gzip"),
    "decoded-already-deflate": (plain, "deflate"),
    "decoded-already-brotli": (plain, "br"),
    "decoded-already-zstandard": (plain, "zstd"),
    "decoded-already-of-an-unknown-one": (plain, "exi"),
    "decoded-already-half": (gzip.compress, "gzip, gzip"),
}


@pytest.mark.parametrize("page", [PAGE, TEXT], ids=["html", "text"])
@pytest.mark.parametrize(("coded", "named"), DECODED.values(), ids=DECODED)
def test_a_body_is_decoded_as_its_headers_say(coded: Coded, named: str, page: bytes) -> None:
    assert body(coded(page), {"content-encoding": named}) == (page, None)
    in_chunks = {"content-encoding": named, "transfer-encoding": "chunked"}
    assert body(chunked(coded(page)), in_chunks) == (page, None)


COMPRESSED = brotli.compress(bytes(range(256)) * 9)
NOT_DECODED: dict[str, tuple[bytes, str, str]] = {
    "unknown": (COMPRESSED, "compress", "coded as compress, which is not read"),
    "no-gzip": (b"\0\1\2" * 99, "gzip", "it is no gzip"),
    "no-deflate": (b"\xff\1\2" * 99, "deflate", "it is no deflate"),
    "no-brotli": (b"\xff\1\2" * 99, "br", "it is no br"),
    "no-zstandard": (b"\xff\1\2" * 99, "zstd", "it is no zstd"),
    "gzip-cut": (gzip.compress(PAGE)[:-9], "gzip", "has no end"),
    "deflate-cut": (zlib.compress(PAGE)[:-9], "deflate", "has no end"),
    "brotli-cut": (brotli.compress(PAGE)[:-9], "br", "has no end"),
    "zstandard-cut": (zstd.compress(PAGE)[:-9], "zstd", "has no end"),
}


@pytest.mark.parametrize(("raw", "named", "why"), NOT_DECODED.values(), ids=NOT_DECODED)
def test_a_body_that_cannot_be_decoded_says_why(raw: bytes, named: str, why: str) -> None:
    assert why in (body(raw, {"content-encoding": named}).fault or "")


@pytest.mark.parametrize("coded", [gzip.compress, zlib.compress, brotli.compress, zstd.compress])
@pytest.mark.parametrize("named", ["gzip", "deflate", "br", "zstd"])
def test_no_body_becomes_larger_than_a_page_may_be(coded: Coded, named: str) -> None:
    assert len(body(coded(bytes(3 * MAX_BYTES)), {"content-encoding": named}).data) <= MAX_BYTES + 1


@pytest.mark.parametrize(("library", "named"), [("brotli", "br"), ("backports", "zstd"), ("compression", "zstd")])
def test_without_the_extra_the_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, library: str, named: str
) -> None:
    for module in (library, f"{library}.zstd"):
        monkeypatch.setitem(sys.modules, module, None)
    if library == ("backports" if sys.version_info >= (3, 14) else "compression"):
        pytest.skip("of another Python")
    fault = body(COMPRESSED, {"content-encoding": named}).fault or ""
    assert "pip install 'mandates-cli[codings]'" in fault
    assert body(PAGE, {"content-encoding": named}) == (PAGE, None)


def found(path: Path) -> list[Capture | Damage]:
    return list(saved.read(path, "/sisca/", NOON))


def pages(path: Path) -> dict[str | None, Capture]:
    return {one.url: one for one in found(path) if isinstance(one, Capture) and one.data}


def test_a_body_of_an_unknown_coding_is_named_and_the_others_are_taken(tmp_path: Path) -> None:
    records = [
        answered(f"{HOST}/sisca/a.html", COMPRESSED, headers={"Content-Encoding": "compress"}),
        answered(f"{HOST}/sisca/b.html", PAGE),
    ]
    (fault, capture) = found(written(tmp_path / "x.warc.gz", warc(records)))
    assert fault == (
        f"x.warc.gz: the record of {HOST}/sisca/a.html is coded as compress, which is not read;"
        " save the page from a browser."
    )
    assert isinstance(capture, Capture)


@pytest.mark.parametrize("page", ["photo.html", "photo.jpg", "404.html", "moved.html", "elsewhere.html"])
def test_of_what_is_no_page_no_byte_is_read(tmp_path: Path, page: str) -> None:
    url = f"{HOST}/{page}" if page == "elsewhere.html" else f"{HOST}/sisca/{page}"
    kind = {"Content-Type": "image/jpeg"} if "photo" in page else {}
    status = {"404.html": "404 Not Found", "moved.html": "302 Found"}.get(page, "200 OK")
    # Whoever decoded it would call it damaged.
    record = answered(url, b"\xff\1\2" * 99, status=status, headers={"Content-Encoding": "gzip", **kind})
    (capture,) = found(written(tmp_path / "x.warc.gz", warc([record])))
    assert isinstance(capture, Capture)
    assert (capture.url, capture.data) == (url, b"")


REPLAY = "https://web.archive.org/web/20231124080000"
ADDRESSES = {
    "two-slashes": (f"{HOST}//sisca/x.html", f"{HOST}/sisca/x.html", MAY),
    "a-dot": (f"{HOST}/./sisca/x.html", f"{HOST}/sisca/x.html", MAY),
    "both": (f"{HOST}/.//sisca//./x.html", f"{HOST}/sisca/x.html", MAY),
    "not-in-the-query": (f"{HOST}/sisca/x.html?a=//b/./c", f"{HOST}/sisca/x.html?a=//b/./c", MAY),
    "replayed": (f"{REPLAY}id_/{HOST}/sisca/x.html", f"{HOST}/sisca/x.html", NOVEMBER),
    "escaped": (f"{HOST}/%73isca/x.html", f"{HOST}/%73isca/x.html", MAY),
}  # fmt: skip


@pytest.mark.parametrize(("noted", "url", "seen"), ADDRESSES.values(), ids=ADDRESSES)
def test_the_address_and_the_date_of_a_record_are_the_pages(tmp_path: Path, noted: str, url: str, seen: object) -> None:
    (capture,) = pages(written(tmp_path / "x.warc.gz", warc([answered(noted, PAGE)]))).values()
    assert (capture.url, capture.seen) == (url, seen)


def test_what_a_web_archive_itself_answers_is_no_news_of_the_site(tmp_path: Path) -> None:
    url = f"{REPLAY}/{HOST}/sisca/x.html"
    records = [answered(url, b"", status=status) for status in ("302 Found", "404 Not Found")]
    assert [one.url for one in found(written(tmp_path / "x.warc", warc(records))) if isinstance(one, Capture)] == [
        url
    ] * 2


def test_a_page_with_status_203_is_a_page(tmp_path: Path) -> None:
    record = answered(f"{HOST}/sisca/x.html", PAGE, status="203 Non-Authoritative Information")
    (capture,) = pages(written(tmp_path / "x.warc.gz", warc([record]))).values()
    assert capture.status == 203


OF_PAGE = "sha1:" + base64.b32encode(hashlib.sha1(PAGE).digest()).decode()


def seen_again(digest: str, status: str = "200 OK", kind: str = "text/html") -> Callable[[Any], Any]:
    head = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
    return lambda writer: writer.create_revisit_record(
        f"{HOST}/sisca/x.html", digest, f"{HOST}/sisca/x.html", "2019-05-03T10:15:00Z", http_headers=head,
        warc_headers_dict={"WARC-Date": "2023-11-24T08:00:00Z"},
    )  # fmt: skip


def test_what_was_seen_again_has_the_bytes_that_it_refers_to(tmp_path: Path) -> None:
    path = written(tmp_path / "x.warc", warc([answered(f"{HOST}/sisca/x.html", PAGE), seen_again(OF_PAGE)]))
    both = [(one.url, one.data, one.seen, one.status) for one in found(path) if isinstance(one, Capture)]
    assert both == [(f"{HOST}/sisca/x.html", PAGE, seen, 200) for seen in (MAY, NOVEMBER)]


def test_what_refers_to_another_archive_is_said(tmp_path: Path) -> None:
    records = [answered(f"{HOST}/sisca/y.html", PAGE), seen_again("sha1:AAAA")]
    _, notice = found(written(tmp_path / "x.warc.gz", warc(records)))
    assert isinstance(notice, Notice)
    assert notice == "x.warc.gz: 1 page not taken, whose bytes are in an earlier archive; import that one too."


@pytest.mark.parametrize(("status", "kind"), [("404 Not Found", "text/html"), ("200 OK", "image/png")])
def test_what_refers_to_no_page_is_not_missed(tmp_path: Path, status: str, kind: str) -> None:
    assert found(written(tmp_path / "x.warc.gz", warc([seen_again("sha1:AAAA", status, kind)]))) == []


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "text/css"])
def test_a_saved_file_that_is_no_page_is_passed_over(tmp_path: Path, kind: str) -> None:
    (capture,) = found(written(tmp_path / "x.warc", warc([noted("resource", f"{HOST}/x", b"x" * 999, kind)])))
    assert isinstance(capture, Capture)
    assert (capture.data, capture.status) == (b"", PASSED_OVER)


def test_a_text_made_of_a_page_is_not_the_page(tmp_path: Path) -> None:
    record = noted("conversion", f"{HOST}/sisca/x.html", TEXT, "text/plain")
    assert pages(written(tmp_path / "x.warc.gz", warc([record]))) == {}
    assert len(found(tmp_path / "x.warc.gz")) == 1


def arc() -> bytes:
    block = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n\n"
    head = b"filedesc://x.arc 0.0.0.0 20190503101500 text/plain %d\n" % len(block)
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(PAGE)
    url = f"{HOST}/sisca/x.html 192.0.2.1 20190503101500 text/html {len(answer)}\n".encode()
    return head + block + b"\n" + url + answer + b"\n"


def altered(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def zipped(files: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return file.getvalue()


ARCHIVE = warc([answered(f"{HOST}/sisca/x.html", PAGE)])
UNPACKED = warc([answered(f"{HOST}/sisca/x.html", PAGE)], compress=False)
OTHER_FORMS = {
    "x.arc": arc(),
    "x.arc.gz": gzip.compress(arc()[: arc().index(HOST.encode())]) + gzip.compress(arc()[arc().index(HOST.encode()) :]),
    "x.wacz": zipped({"datapackage.json": b"{}", "archive/data.warc.gz": ARCHIVE, "pages/pages.jsonl": b""}),
    "x.zip": zipped({"archive/data.warc": UNPACKED}),
    "by-another-name": ARCHIVE,
    "x.html": UNPACKED,
    "of-1998.warc": UNPACKED.replace(b"WARC/1.0", b"WARC/0.18"),
}


@pytest.mark.parametrize(("name", "archive"), OTHER_FORMS.items(), ids=OTHER_FORMS)
def test_other_forms_of_archives_are_read(tmp_path: Path, name: str, archive: bytes) -> None:
    (capture,) = found(written(tmp_path / name, archive))
    assert isinstance(capture, Capture)
    assert (capture.url, capture.seen, capture.data) == (f"{HOST}/sisca/x.html", MAY, PAGE)


def test_an_archive_in_zstandard_says_how_to_unpack_it(tmp_path: Path) -> None:
    (damage,) = found(written(tmp_path / "x.warc.zst", zstd.compress(UNPACKED)))
    assert damage == "x.warc.zst is compressed with zstd, which is not read; unpack it first: zstd -d FILE."


def test_the_damage_inside_a_package_is_named_by_both_names(tmp_path: Path) -> None:
    damage, *_ = found(written(tmp_path / "x.wacz", zipped({"archive/data.warc.gz": ARCHIVE[:-30]})))
    assert str(damage).startswith("x.wacz/archive/data.warc.gz: ")


TWO = warc([answered(f"{HOST}/sisca/{name}.html", PAGE) for name in ("x", "y")], compress=False)
PACKAGE = zipped({"archive/a.warc": UNPACKED, "archive/b.warc": TWO}, zipfile.ZIP_STORED)
DIGEST = (
    f"/archive/b.warc: the record of {HOST}/sisca/y.html is damaged (its digest is another one); get the archive again."
)
ANOTHER = "is damaged (its checksum is another one); what is whole of it is taken."
PACKAGES: dict[str, tuple[bytes, list[str]]] = {
    "a byte of a page": (altered(PACKAGE, PACKAGE.rindex(b"lamps")), ["x", "x", DIGEST, f"/archive/b.warc {ANOTHER}"]),
    "the beginning of one": (
        altered(PACKAGE, PACKAGE.index(b"PK\3\4", 4)), ["x", "/archive/b.warc cannot be read; get the package again."]
    ),
    "its table": (PACKAGE[:-30], [" is cut short or damaged; get it again."]),
    "packed in another way": (
        zipped({"archive/a.warc": TWO}, zipfile.ZIP_BZIP2),
        ["/archive/a.warc is packed in another way than packages are; pack it anew."],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("package", "said"), PACKAGES.values(), ids=PACKAGES)
def test_what_is_whole_of_a_damaged_package_is_taken_and_the_rest_is_named(
    tmp_path: Path, package: bytes, said: list[str]
) -> None:
    got = [
        str(one.url)[-6:-5] if isinstance(one, Capture) else one.removeprefix("x.wacz")
        for one in found(written(tmp_path / "x.wacz", package))
    ]
    assert got == said


def test_pages_in_every_coding_and_at_odd_addresses_are_imported(take: Take, data: Path, tmp_path: Path) -> None:
    records = [
        answered(f"{HOST}/sisca/{name}.html", coded(TEXT), headers={"Content-Encoding": named})
        for name, (coded, named) in DECODED.items()
    ]
    odd = [f"{HOST}//sisca/a.html", f"{HOST}/./sisca/b.html", f"{REPLAY}/{HOST}/sisca/c.html", f"{HOST}/%73isca/d.html"]
    records += [answered(url, TEXT, status="203 From a proxy") for url in odd]
    records += [answered(f"{HOST}/sisca/bad.html", COMPRESSED, headers={"Content-Encoding": "compress"})]
    said = take(written(tmp_path / "x.warc.gz", warc(records)), code=5)
    assert "bad.html is coded as compress" in said
    assert state(data).keys() == {f"/sisca/{name}.html" for name in [*DECODED, "a", "b", "c", "d"]}


@pytest.mark.parametrize("compress", [True, False], ids=["gzip", "plain"])
def test_what_is_piped_in_may_be_large(tmp_path: Path, compress: bool) -> None:
    picture = answered(
        f"{HOST}/sisca/x.jpg", random.Random(1).randbytes(3 * 2**20), headers={"Content-Type": "image/jpeg"}
    )
    archive = warc([picture, answered(f"{HOST}/sisca/x.html", TEXT), picture], compress=compress)
    called(tmp_path, "import", "-", "--data-dir", "data", stdin=archive)
    assert state(tmp_path / "data").keys() == {"/sisca/x.html"}


def test_where_nothing_more_can_be_held_the_sentence_says_so(tmp_path: Path) -> None:
    command = f"ulimit -f 100; head -c 3000000 /dev/zero | {sys.executable} -m mandates_cli import - --data-dir data"
    # Python ignores the signal, so that the system says that the file is too large.
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert (
        done.stderr == "mandates: Cannot hold what was piped in (File too large); save it to a file, and import that.\n"
    )
