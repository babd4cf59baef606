"""Pages in the form of a mail, and files of every ending: read by what they hold, or named."""

import base64
import datetime as dt
import gzip
import quopri
import tracemalloc
from email.message import EmailMessage
from pathlib import Path

import pytest

from conftest import Run, Take
from mandates_cli import Corpus
from mandates_cli.fetch import form, saved
from mandates_cli.fetch.capture import Capture, Damage
from mandates_cli.fetch.mhtml import is_mail
from test_saved import HOST, NOVEMBER, records, shown, state, written

URL = f"{HOST}/sisca/sec.html"
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><h2>SECURITY: Public Policies</h2><ol>
<li>Mend the miners’ harbour lamps in every port of the northern coast. (Lima Commitment. Peru, 2018)</li>
<li>Count the lamps of every bay with a stéady hand = {}. (Lima Commitment. Peru, 2018)</li>
</ol></body></html>
""".format("long " * 30).encode()
DATE = "Fri, 24 Nov 2023 02:30:00 -0530"


def qp(data: bytes) -> bytes:
    return quopri.encodestring(data)


def base(data: bytes) -> bytes:
    return base64.encodebytes(data)


def part(headers: str, body: bytes) -> bytes:
    return headers.strip().encode() + b"\n\n" + body + b"\n"


def mail(headers: str, *parts: bytes, boundary: str = "----Multipart--abc----", ended: bool = True) -> bytes:
    """Lines end as on the wire."""
    head = headers.strip().encode() + b"\nMIME-Version: 1.0\n"
    whole = b"".join(b"\n--" + boundary.encode() + b"\n" + one for one in parts)
    end = b"\n--" + boundary.encode() + b"--\n" if ended else b""
    return (head + whole + end).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def related(
    *parts: bytes, more: str = "", ended: bool = True, kind: str = 'multipart/related; type="text/html"'
) -> bytes:
    boundary = '\n\tboundary="----Multipart--abc----"'
    return mail(f"From: <Saved by Blink>\nDate: {DATE}\n{more}Content-Type: {kind};{boundary}", *parts, ended=ended)


ROOT = f"Content-Type: text/html\nContent-Location: {URL}"
PICTURE = part(
    "Content-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: a.png", base(b"\x89PNG" * 99)
)
FRAME = part(
    "Content-Type: text/html\nContent-ID: <frame-2>\nContent-Location: http://ads.example/", b"<p>An advertisement"
)
CHROMIUM = related(
    part(f"{ROOT}\nContent-ID: <frame-1>\nContent-Transfer-Encoding: quoted-printable", qp(PAGE)), FRAME, PICTURE,
    more=f"Snapshot-Content-Location: {URL}\nSubject: =?utf-8?Q?Cumbre?=\n",
)  # fmt: skip
ONE = mail(f"From: <Saved by Microsoft>\nDate: {DATE}\n{ROOT}\nContent-Transfer-Encoding: base64", ended=False)
ONE += b"\r\n" + base(PAGE)
WORD = related(
    part(
        "Content-Location: file:///C:/1/sec.htm\nContent-Transfer-Encoding: quoted-printable\nContent-Type: text/html",
        qp(PAGE),
    ),
    PICTURE,
)
SHOWN: dict[str, tuple[bytes, str | None]] = {
    "chromium": (CHROMIUM, URL),
    "chromium-binary": (related(part(f"{ROOT}\nContent-Transfer-Encoding: binary", PAGE), PICTURE), URL),
    "unix-lines": (CHROMIUM.replace(b"\r\n", b"\n"), URL),
    "base64": (related(part(f"{ROOT}\nContent-Transfer-Encoding: base64", base(PAGE)), PICTURE), URL),
    "one-part": (ONE, URL),
    "word": (WORD, None),
    "frame-first": (
        related(
            FRAME,
            part(f"{ROOT}\nContent-ID: <the-page>\nContent-Transfer-Encoding: 8bit", PAGE),
            kind='multipart/related; start="<the-page>"',
        ),
        URL,
    ),
    "picture-first": (related(PICTURE, part(ROOT, PAGE)), URL),
    "address-of-the-mail": (related(part("Content-Type: text/html", PAGE), more=f"Content-Location: {URL}\n"), URL),
    "address-in-two-lines": (
        related(part("Content-Type: text/html", PAGE), more=f"Snapshot-Content-Location: {HOST}/sisca\n /sec.html\n"),
        URL,
    ),
    "in-the-archive": (
        related(part(ROOT, PAGE), more=f"Snapshot-Content-Location: https://web.archive.org/web/20231124080000/{URL}\n"),
        URL,
    ),
    "saved-twice": (
        related(part("Content-Type: text/html", f"<!-- saved from url=(0046){URL} -->\n".encode() + PAGE)),
        URL,
    ),
    "words-and-page": (
        related(
            part("Content-Type: text/plain", b"See the page."),
            part(f"{ROOT}\nContent-Transfer-Encoding: quoted-printable", qp(PAGE)),
            kind="multipart/alternative",
        ),
        URL,
    ),
    "of-a-mailbox": (b"From - Fri Nov 24 08:00:00 2023\r\n" + CHROMIUM, URL),
}  # fmt: skip


def unix(data: bytes) -> str:
    return data.decode().replace("\r\n", "\n").strip().removeprefix(f"<!-- saved from url=(0046){URL} -->\n")


def found(path: Path) -> list[Capture | Damage]:
    return list(saved.read(path, "/sisca/", NOVEMBER + dt.timedelta(days=9)))


@pytest.mark.parametrize("name", ["page.mhtml", "page.MHT", "page.eml", "page.html", "page"])
@pytest.mark.parametrize(("content", "url"), SHOWN.values(), ids=SHOWN)
def test_of_a_mail_the_page_that_it_shows_is_read(tmp_path: Path, content: bytes, url: str | None, name: str) -> None:
    (capture,) = found(written(tmp_path / name, content))
    assert isinstance(capture, Capture)
    assert (capture.url, capture.seen, unix(capture.data)) == (url, NOVEMBER, unix(PAGE))


def test_a_page_in_a_mail_gives_the_records_of_the_page(take: Take, data: Path, tmp_path: Path, run: Run) -> None:
    take(written(tmp_path / "saved" / "page.mhtml", CHROMIUM))
    assert {page: s.seen for page, s in state(data).items()} == {"/sisca/sec.html": NOVEMBER}
    run("import", str(written(tmp_path / "sec.html", PAGE)), "--url", URL, "--data-dir", str(tmp_path / "plain"))
    assert records(data) == records(tmp_path / "plain")
    assert len(records(data)) == 2


def test_the_encoding_is_the_parts(take: Take, data: Path, tmp_path: Path) -> None:
    page = PAGE.decode().encode("windows-1252")
    take(written(tmp_path / "page.mht", related(part('Content-Type: text/html; charset="windows-1252"', page))))
    assert {(s.charset, s.encoding) for s in state(data).values()} == {("windows-1252", "windows-1252")}
    assert any("stéady" in mandate.text for mandate in Corpus.open(data).list())


def with_files(*files: tuple[str, bytes], text: str = "Dear all, see the pages.") -> bytes:
    message = EmailMessage()
    message["Subject"], message["Date"] = "Los mandatos de la cumbre", DATE
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_pages_that_were_sent_along_are_pages_of_their_own(take: Take, data: Path, tmp_path: Path) -> None:
    other = PAGE.replace(b"lamps", b"boats")
    files = [("page.html", PAGE), ("página ñ.htm", other), ("photo.png", b"\x89PNG"), ("whole.mht", CHROMIUM)]
    take(written(tmp_path / "mail.eml", with_files(*files)))
    assert shown(data).keys() == {"page.html", "página ñ.htm", "/sisca/sec.html"}
    assert shown(data)["página ñ.htm"] == other
    assert {s.seen for s in state(data).values()} == {NOVEMBER}


def test_a_name_that_was_sent_along_leads_nowhere(tmp_path: Path) -> None:
    (capture,) = found(written(tmp_path / "mail.eml", with_files(("../../page.html", PAGE))))
    assert isinstance(capture, Capture)
    assert capture.name == "page.html"


def test_a_name_in_an_encoding_that_cannot_be_is_taken_as_it_stands(tmp_path: Path) -> None:
    named = b"Content-Disposition: attachment; filename*=u\0f-8''a%20b.html"
    mail = with_files(("page.html", PAGE)).replace(b'Content-Disposition: attachment; filename="page.html"', named)
    (capture,) = found(written(tmp_path / "mail.eml", mail))
    assert isinstance(capture, Capture)
    assert (capture.name, capture.data) == ("a b.html", PAGE)


@pytest.mark.parametrize("value", [b"*=u\0f-8''x", b"*" + b"9" * 5_000 + b"=x"], ids=["encoding", "number"])
@pytest.mark.parametrize("name", [b"charset", b"boundary", b"start"])
def test_what_a_mail_says_of_itself_in_vain_is_passed_over(tmp_path: Path, name: bytes, value: bytes) -> None:
    told = CHROMIUM.replace(b"multipart/related;", b"multipart/related; %b%b;" % (name, value), 1)
    assert told != CHROMIUM
    assert len(found(written(tmp_path / "x.mhtml", told))) == 1


QP = part(f"{ROOT}\nContent-Transfer-Encoding: quoted-printable", qp(PAGE))
NO_PAGE = "holds no page; save the page as .html."
DAMAGED: dict[str, tuple[bytes, list[str]]] = {
    "cut-in-the-page": (CHROMIUM[:900], ["is cut short in the page; save the page again."]),
    "cut-in-a-picture": (CHROMIUM[:-200], ["page", "is cut short behind the page; the page is taken."]),
    "base64-cut": (
        related(part(f"{ROOT}\nContent-Transfer-Encoding: base64", base(PAGE)[:-6])),
        ["is damaged in the page; save the page again."],
    ),
    "unknown-encoding": (
        related(part(f"{ROOT}\nContent-Transfer-Encoding: x-uuencode", PAGE)),
        ["is damaged in the page; save the page again."],
    ),
    "no-boundary": (CHROMIUM.replace(b"----Multipart--abc----", b"-", 1), [NO_PAGE]),
    "pictures-alone": (related(PICTURE, PICTURE), [NO_PAGE]),
    "nothing": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n", [NO_PAGE]),
}  # fmt: skip


@pytest.mark.parametrize(("content", "said"), DAMAGED.values(), ids=DAMAGED)
def test_what_is_wrong_with_a_mail_is_said(tmp_path: Path, content: bytes, said: list[str]) -> None:
    got = found(written(tmp_path / "x.mhtml", content))
    assert ["page" if isinstance(one, Capture) else one.removeprefix("x.mhtml ") for one in got] == said


def test_a_picture_in_a_page_costs_no_more_than_its_own_size(tmp_path: Path) -> None:
    picture = part("Content-Type: image/png\nContent-Transfer-Encoding: base64", base(bytes(20 * 2**20)))
    path = written(tmp_path / "x.mhtml", related(QP, picture))
    del picture
    tracemalloc.start()
    (capture,) = found(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(capture, Capture)
    assert peak < 1.2 * path.stat().st_size


MAILS = {
    "lf": b"A: b\nMIME-Version: 1.0\n\nx",
    "crlf": b"Content-Type: text/html\r\n\r\n",
    "folded": b"A: b\n c\nmime-version: 1.0\n",
}
NO_MAILS = {
    "html": b"<!DOCTYPE html>\n<p>MIME-Version: 1.0",
    "text": b"SECURITY: Public Policies\n\n1. Mend the lamps.\n",
    "note": b"Note: a page\n\nMIME-Version: 1.0\n",
    "comment": b"<!-- saved from url=(0046)http://example.org/ -->\nMIME-Version: 1.0\n\n",
    "empty": b"",
}


@pytest.mark.parametrize("head", MAILS.values(), ids=MAILS)
def test_mails_found(head: bytes) -> None:
    assert is_mail(head)


@pytest.mark.parametrize("head", NO_MAILS.values(), ids=NO_MAILS)
def test_mails_left_alone(head: bytes) -> None:
    assert not is_mail(head)


READ = [
    "a.html", "a.HTM", "a.xhtml", "a.xht", "a.shtml", "a.txt", "a.mhtml", "a.mht", "a.eml", "a.aspx", "a.php", "a.asp",
    "a.jsp", "a.cfm", "a.html.gz", "a.htm.gz", "a.html?t=14", "a.php?id=3&x=1", "a.warc", "a.warc.gz", "a.arc.gz",
]  # fmt: skip
NOT_READ = ["a.js", "a.css", "a.png", "a.csv", "a.json", "a.html.bak", "htmlx", "a.xml", "a.log", "html"]


@pytest.mark.parametrize("name", READ)
def test_endings_that_are_read_in_a_folder(tmp_path: Path, name: str) -> None:
    assert form.is_read(written(tmp_path / name, PAGE))


@pytest.mark.parametrize("name", NOT_READ)
def test_endings_that_are_passed_over_in_silence(tmp_path: Path, name: str) -> None:
    written(tmp_path / name, PAGE)
    assert found(tmp_path) == []


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "filler", [b" ", b"<!---->", b"<!-- a -->\n", b"<!--", b"<?xml >", b"A: b\n", b"A", b" A\n", b"\n--x"]
)
def test_the_beginning_of_a_file_is_told_in_one_pass(filler: bytes) -> None:
    head = filler * (form.HEAD // len(filler))
    assert form.MARKUP.match(head) is None
    assert not is_mail(head)


@pytest.mark.parametrize("content", [b"<?php echo 1; ?>", b"<%@ Page %>", b"#!/bin/sh\n"])
def test_the_source_of_a_servers_program_is_no_page(tmp_path: Path, content: bytes) -> None:
    written(tmp_path / "index.php", content)
    assert found(tmp_path) == []


@pytest.mark.parametrize("name", ["a.html.gz", "a.htm.gz", "a.TXT.GZ", "a.php.gz", "a", "a.bin"])
def test_a_compressed_page_is_unpacked(tmp_path: Path, name: str) -> None:
    (capture,) = found(written(tmp_path / name, gzip.compress(PAGE)))
    assert isinstance(capture, Capture)
    assert capture.data == PAGE
    assert capture.name == name.removesuffix(".gz").removesuffix(".GZ")


def test_a_compressed_page_that_is_cut_is_said(tmp_path: Path) -> None:
    assert found(written(tmp_path / "a.html.gz", gzip.compress(PAGE)[:-9])) == [
        "a.html.gz is cut short or damaged; get it again."
    ]


def test_the_address_of_a_page_by_query_is_in_its_place(tmp_path: Path) -> None:
    (capture,) = found(written(tmp_path / "www.summit-americas.org" / "sisca" / "sec.html?t=14", PAGE))
    assert isinstance(capture, Capture)
    assert capture.url == f"{URL}?t=14"


def test_what_looks_like_a_page_and_is_not_read_is_named(take: Take, data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    for name in ("a.webarchive", "b.WEBARCHIVE", "deep/c.pdf", "d.warc.zst", "e.wacz", "f.png", "._g.pdf", "h.tar.gz"):
        written(folder / name, b"bplist00")
    written(folder / "page.html", PAGE)
    said = take(folder)
    sentence = (
        "6 files not read (2 .webarchive, 1 .warc.zst, 1 .wacz, 1 .pdf, 1 .tar.gz); save them as .html or .mhtml."
    )
    assert sorted(sentence.split()) == sorted(said.split(f"{folder}: ")[1].splitlines()[0].split())
    assert set(state(data)) == {"page.html"}


def test_a_folder_with_nothing_that_is_read_names_what_it_has(take: Take, data: Path, tmp_path: Path) -> None:
    written(tmp_path / "saved" / "a.pdf", b"%PDF-1.7")
    said = take(tmp_path / "saved", code=2)
    assert "1 file not read (1 .pdf)" in said
    assert "No .html, .txt or .warc file in" in said
    assert not data.exists()


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.webarchive", "a.zip", "a.tar"])
def test_a_file_that_is_not_read_says_so_where_it_is_named(tmp_path: Path, name: str) -> None:
    ending = Path(name).suffix
    (said,) = found(written(tmp_path / name, b"\0\1"))
    assert said == f"{name} was not taken: {ending} files are not read; save the page as .html or .mhtml."


@pytest.mark.parametrize("name", ["a.doc", "a.epub", "a.pdf", "a.md"])
def test_what_is_a_page_in_truth_is_read_where_it_is_named(tmp_path: Path, name: str) -> None:
    (capture,) = found(written(tmp_path / name, PAGE))
    assert isinstance(capture, Capture)
