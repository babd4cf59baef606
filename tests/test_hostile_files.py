"""Files made of a corpus that holds what programs take for their own: whoever opens them gets text."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote
from zipfile import ZipFile

import bibtexparser
import openpyxl
import pytest
import rispy
from docx import Document
from selectolax.lexbor import LexborHTMLParser

import hostile
from exports import exported
from hostile import MARKUP, PAYLOADS, SCRIPTS
from invented import typed
from mandates_cli.export.office.legible import fit
from mandates_cli.render.references.bibtex import SPECIAL
from mandates_cli.render.references.reference import UNSAFE, line
from mandates_cli.rows import MandateRow, opening

EVERY: Final = [*PAYLOADS.values(), *MARKUP.values(), *SCRIPTS]
SIZES: Final = [pytest.param(6, id="some"), pytest.param(1, id="all", marks=pytest.mark.soak)]
COMMAND: Final = re.compile(r"\\(text[a-z]+)\{\}|\\([$&#_%])")
CHARACTERS: Final = {made: chr(character) for character, made in SPECIAL.items()}


class Planted(NamedTuple):
    folder: Path
    rows: list[MandateRow]


@pytest.fixture(scope="module", params=SIZES)
def planted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    folder = hostile.corpus(tmp_path_factory.mktemp("files") / "data", EVERY[:: request.param])
    told = (folder / "parsed" / "mandates.jsonl").read_text("utf-8").split("\n")
    return Planted(folder, [json.loads(row) for row in told if row])


def cited(planted: Planted, format: str) -> str:
    ids = [row["id"] for row in planted.rows]
    code, out, err = typed("cite", "-f", format, "--data-dir", str(planted.folder), "--", *ids)
    assert (code, err) == (0, "")
    return out


def read(value: str) -> str:
    """A value of BibTeX, its commands undone."""
    return COMMAND.sub(lambda found: CHARACTERS[found[0]], value.removeprefix("{").removesuffix("}"))


def test_bibtex_is_read_back_to_the_character(planted: Planted) -> None:
    found = bibtexparser.parse_string(cited(planted, "bibtex"))
    assert not found.failed_blocks
    assert [entry.key for entry in found.entries] == [UNSAFE.sub("-", row["id"]) for row in planted.rows]
    for entry, row in zip(found.entries, planted.rows, strict=True):
        assert row["citation"]
        assert read(str(entry["title"])) == line(row["citation"]["text"])
        assert line(opening(row)) in read(str(entry["annote"]))


def test_ris_is_read_back_to_the_character(planted: Planted) -> None:
    text = cited(planted, "ris")
    assert all(re.match(r"[A-Z][A-Z0-9]  - |$", one) for one in text.split("\n"))
    for entry, row in zip(rispy.loads(text), planted.rows, strict=True):
        assert row["citation"]
        assert entry["title"] == line(row["citation"]["text"]).strip()
        assert any(line(opening(row)) in note for note in entry["notes"])


def test_csl_and_plain_references_are_read_back_to_the_character(planted: Planted) -> None:
    entries = json.loads(cited(planted, "csl"))
    told = cited(planted, "text").removesuffix("\n").split("\n")
    for entry, sentence, row in zip(entries, told, planted.rows, strict=True):
        assert row["citation"]
        assert entry["title"] == line(row["citation"]["text"])
        assert line(row["citation"]["text"])[1:] in sentence
        assert entry["id"] == UNSAFE.sub("-", row["id"])


def elements(html: str) -> Iterator[tuple[object, ...]]:
    for node in LexborHTMLParser(html).css("*"):
        yield node.tag, *sorted((name, value) for name, value in node.attributes.items() if name != "content")


def test_the_page_has_no_element_that_is_not_ours(planted: Planted, tmp_path: Path) -> None:
    plain = hostile.corpus(tmp_path / "plain", ["x"])
    exported(planted.folder, tmp_path / "x.html")
    exported(plain, tmp_path / "plain.html")
    found, expected = ((tmp_path / name).read_text("utf-8") for name in ("x.html", "plain.html"))
    assert Counter(elements(found)) == Counter(elements(expected))


def test_cells_of_a_workbook_are_texts_and_links_lead_to_the_web(planted: Planted, tmp_path: Path) -> None:
    exported(planted.folder, tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert all(cell.hyperlink.target.startswith(("http://", "https://")) for cell in cells if cell.hyperlink)
    held = {cell.value for cell in cells}
    # A file of XML has one kind of line end.
    assert {fit(row["text"]).replace("\r", "\n") for row in planted.rows} <= {
        str(text).replace("\r", "\n") for text in held
    }


def test_a_report_has_the_texts_and_asks_for_nothing(planted: Planted, tmp_path: Path) -> None:
    exported(planted.folder, tmp_path / "x.docx")
    told = "\n".join(paragraph.text for paragraph in Document(str(tmp_path / "x.docx")).paragraphs)
    for row in planted.rows:
        for item in row["items"]:
            # A file of XML keeps no carriage return; it is spelled out.
            text = fit(item["text"]).replace("\r", "\\x0d")
            assert " ".join(text.split()) in " ".join(told.split())
    with ZipFile(tmp_path / "x.docx") as archive:
        links = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".rels"))
        fields = archive.read("word/document.xml").decode()
    assert not re.findall(r'Target="(?!https?://|[\w./-]+")[^"]*" TargetMode="External"', links)
    assert {name.strip().split()[0] for name in re.findall(r"<w:instrText[^>]*>([^<]*)", fields)} <= {
        "TOC",
        "PAGEREF",
        "HYPERLINK",
        "PAGE",
    }


@pytest.mark.soak
def test_a_browser_that_opens_the_page_runs_and_asks_for_nothing(planted: Planted, tmp_path: Path) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
    import shutil

    if (chromium := shutil.which("chromium")) is None:
        pytest.skip("there is no chromium to open the page in")
    exported(planted.folder, tmp_path / "x.html")
    told: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("dialog", lambda dialog: told.append(dialog.message))
        page.on("request", lambda request: told.append(request.url) if not request.url.startswith("file:") else None)
        page.on("console", lambda message: told.append(message.text))
        for hash in ("", "#q=harbours*", "#view=overview", f"#id={quote(planted.rows[1]['id'])}"):
            page.goto("about:blank")
            page.goto(f"file://{tmp_path}/x.html{hash}")
            page.wait_for_function("() => globalThis.app?.wording")
            assert (
                page.evaluate("document.querySelectorAll('main script, main img, main svg, main iframe').length") == 0
            )
            links = page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href') ?? '#')")
            assert all(re.match(r"#|https?://", link) for link in links)
            names = page.evaluate("[...document.querySelectorAll('main *')].flatMap(e => e.getAttributeNames())")
            assert not [name for name in names if name.startswith("on")]
        browser.close()
    assert told == []
