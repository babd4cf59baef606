"""Excel and Word files, as openpyxl, python-docx and LibreOffice read them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

import invented
from exports import HOSTILE, exported, mandates, records
from invented import Made, typed, written_to
from mandates_cli.export.office.legible import MOST, cut, fit, in_cell, units

FILTERS = ([], ["--lang", "es"], ["--summit", "2018..2022", "--limit", "3"], ["--limit", "0"])
ENGLISH = ("Mandates", "Items", "Read me")
WORDS = ("Mandate", "MandateItem", "MandateSubitem")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_to(tmp_path_factory.mktemp("corpus"), mandates())


def sheet(path: Path, name: str) -> list[dict[str, Any]]:
    """Its rows by the captions of their columns."""
    book = openpyxl.load_workbook(path)
    head, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def quoted(path: Path) -> list[str]:
    """The texts that a report quotes: each begins after a reference, or a heading."""
    texts: list[list[str]] = [[]]
    for paragraph in Document(str(path)).paragraphs:
        if paragraph.style.style_id in WORDS:
            texts[-1].append(paragraph.text)
        elif texts[-1]:
            texts.append([])
    return ["\n".join(lines) for lines in texts if lines]


@pytest.mark.parametrize("args", FILTERS, ids=" ".join)
def test_a_workbook_holds_what_passes_the_filters_to_the_character(
    folder: Path, tmp_path: Path, args: list[str]
) -> None:
    exported(folder, tmp_path / "x.xlsx", *args)
    spanish = "--lang" in args
    names = ("Mandatos", "Incisos", "Léame") if spanish else ENGLISH
    assert tuple(openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames) == names
    found, listed = sheet(tmp_path / "x.xlsx", names[0]), records(folder, *args)
    text, commitment = ("Texto", "Compromiso") if spanish else ("Text", "Commitment")
    assert [(row["Id"], row[text], row[commitment]) for row in found] == [
        (row["id"], fit(row["text"]), row["commitment"]) for row in listed
    ]
    items = [(row["Id"], row[text]) for row in sheet(tmp_path / "x.xlsx", names[1])]
    assert items == [(row["id"], fit(item["text"])) for row in listed for item in row["items"]]


@pytest.mark.parametrize("args", FILTERS, ids=" ".join)
def test_a_report_holds_what_passes_the_filters_to_the_character(folder: Path, tmp_path: Path, args: list[str]) -> None:
    exported(folder, tmp_path / "x.docx", *args)
    # A bullet has no label, and the invented records give it one.
    expected = [fit(row["text"]).replace("\r", "\\x0d").replace("•. ", "") for row in records(folder, *args)]
    assert sorted(quoted(tmp_path / "x.docx")) == sorted(expected)
    told = "\n".join(paragraph.text for paragraph in Document(str(tmp_path / "x.docx")).paragraphs)
    assert all(re.search(rf"\. {re.escape(row['id'])}$", told, re.M) for row in records(folder, *args))


def test_no_cell_is_a_formula(folder: Path, tmp_path: Path) -> None:
    signs = ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", "#N/A", "TRUE"]
    made = [
        invented.record(Made(f"sign-{n}", "en", 2009, "2009-declaration", (), text, (("=1", text),)))
        for n, text in enumerate(signs)
    ]
    exported(written_to(tmp_path / "data", made), tmp_path / "x.xlsx")
    exported(folder, tmp_path / "y.xlsx")
    assert [row["Text"] for row in sheet(tmp_path / "x.xlsx", "Items")] == signs
    for name in ("x", "y"):
        for page in openpyxl.load_workbook(tmp_path / f"{name}.xlsx"):
            assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"inlineStr", "s", "n", "d"}
    marked = openpyxl.load_workbook(tmp_path / "x.xlsx")["Items"]
    assert all(row[4].quotePrefix for row in marked.iter_rows(min_row=2, max_row=7))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x1b[31m", "a\\x00b\\x1b[31m"),
        ("\ufffe\ud800", "\\ufffe\\ud800"),
        ("tab\tline\nreturn\r", "tab\tline\nreturn\r"),
        ("right\u202eleft \U000e0041 e\u0301", "right\u202eleft \U000e0041 e\u0301"),
    ],
)
def test_what_xml_cannot_hold_is_spelled_out(text: str, shown: str) -> None:
    assert fit(text) == shown


def test_a_code_of_excel_is_text() -> None:
    assert in_cell("_x0041_ _x41_ x0041_") == "_x005F_x0041_ _x41_ x0041_"


def test_a_text_longer_than_a_cell_is_cut_and_said(tmp_path: Path) -> None:
    long = "🜚 word " * 10_000
    made = [invented.record(Made("long", "en", 2009, "2009-declaration", (), long)), *mandates()[:1]]
    exported(written_to(tmp_path / "data", made), tmp_path / "x.xlsx")
    found = sheet(tmp_path / "x.xlsx", "Mandates")[0]["Text"]
    before, _, note = found.partition(" […] ")
    assert units(found) <= MOST
    assert long.startswith(before)
    assert len(before) > 28_000
    assert "mandates show 2009-long" in note
    about = dict(openpyxl.load_workbook(tmp_path / "x.xlsx")["Read me"].iter_rows(values_only=True))
    assert about["Texts that are cut"] == "1: 2009-long"


def test_half_a_character_is_not_left() -> None:
    assert cut("🜚🜚", 3) == "🜚"


def test_what_is_known_stands_in_its_column(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "x.xlsx")
    rows = {row["Id"]: row for row in sheet(tmp_path / "x.xlsx", "Mandates")}
    note, split, stray = rows["2022-note"], rows["2022-split"], rows["2033-stray"]
    assert note["Deadline"] == "2030 “Keep”; “the whale”"
    assert note["Addressees"] == "Organization of American States (asked); unheard-of (partner)"
    assert (split["Summit"], split["Year"]) == ("Ninth Summit of the Americas", 2022)
    assert split["Theme"] == "Security: Public Policies; Health"
    assert split["Missing items"] == "d; e"
    assert (stray["Year"], stray["Summit"], stray["Document"], stray["Theme"]) == (2033, None, None, "no/such-theme")
    assert all(row[name] is None for row in rows.values() for name in ("Responsible", "Action", "Status"))


def test_the_sheet_is_ready_to_filter_and_print(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "x.xlsx")
    page = openpyxl.load_workbook(tmp_path / "x.xlsx")["Mandates"]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == f"A1:T{len(mandates()) + 1}"
    assert (page.print_title_rows, page.page_setup.orientation) == ("$1:$1", "landscape")
    assert (page.sheet_properties.pageSetUpPr.fitToPage, page.page_setup.fitToHeight) == (True, 0)
    assert page.oddFooter.right.text == "&P / &N"
    assert page["F2"].alignment.wrap_text


def test_a_page_is_a_link(tmp_path: Path) -> None:
    made = mandates()[0]
    shown = made.placements[0].model_copy(update={"url": "http://example.org/sec.html?a=1&b=2"})
    data = written_to(tmp_path / "data", [made.model_copy(update={"placements": (shown,)})])
    exported(data, tmp_path / "x.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "x.xlsx")["Mandates"]["H2"]
    assert (cell.value, cell.hyperlink.target) == ("http://example.org/sec.html?a=1&b=2",) * 2
    exported(data, tmp_path / "x.docx")
    part = Document(str(tmp_path / "x.docx")).part
    assert "http://example.org/sec.html?a=1&b=2" in [rel.target_ref for rel in part.rels.values() if rel.is_external]


def test_both_say_which_corpus_and_what_part_of_it(folder: Path, tmp_path: Path) -> None:
    for ending in ("xlsx", "docx"):
        exported(folder, tmp_path / f"x.{ending}", "--summit", "2022")
    version = invented.typed("info", "--json", "--data-dir", str(folder), "--fields", "corpus_version")[1].split('"')[3]
    about = dict(openpyxl.load_workbook(tmp_path / "x.xlsx")["Read me"].iter_rows(values_only=True))
    told = "\n".join(paragraph.text for paragraph in Document(str(tmp_path / "x.docx")).paragraphs)
    listed = records(folder, "--summit", "2022")
    assert about["Version of the corpus"] == version
    assert about["Filters"] == "summit 2022"
    assert about["Mandates here"] == str(len(listed))
    assert about["Commitments here"] == str(len({row["commitment"] for row in listed}))
    for name in ("Version of the corpus", "Filters", "Mandates here", "How to cite the corpus", "Rights"):
        assert f"{name}: {about[name]}" in told


def test_a_report_has_headings_contents_and_page_numbers(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "x.docx", "--summit", "2018..2022")
    document = Document(str(tmp_path / "x.docx"))
    headings = [each.text for each in document.paragraphs if each.style.name in ("Heading 1", "Heading 2")]
    contents = [each for each in document.paragraphs if each.style.style_id.startswith("Contents")]
    assert "Ninth Summit of the Americas (IX)" in headings
    assert [each.text.partition("\t")[0] for each in contents] == headings
    places = {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))} - {None} == places
    codes = [code.text.strip() for code in document.sections[0].footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    told = [paragraph.text for paragraph in document.paragraphs]
    assert "Missing items, which no page read so far shows: d, e" in told
    assert "Footnote: See the Aracaju protocol." in told


def test_words_are_marked_as_of_their_language(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "x.docx", "--lang", "es")
    document = Document(str(tmp_path / "x.docx"))
    tags = {run._r.rPr.find(qn("w:lang")).get(qn("w:val")) for each in document.paragraphs for run in each.runs
            if run._r.rPr is not None}  # fmt: skip
    assert tags == {"es-ES"}
    exported(folder, tmp_path / "y.docx")
    tagged = {
        (each.style.style_id, run._r.rPr.find(qn("w:lang")).get(qn("w:val")))
        for each in Document(str(tmp_path / "y.docx")).paragraphs
        for run in each.runs
        if each.style.style_id in ("Mandate", "MandateNote")
    }
    assert tagged == {("Mandate", "en-US"), ("Mandate", "es-ES"), ("MandateNote", "en-US")}


def test_translations_stand_side_by_side(folder: Path, tmp_path: Path) -> None:
    split, medidas = (
        next(row for row in records(folder) if row["id"] == f"2022-{key}") for key in ("split", "medidas")
    )
    for args in ([], ["--lang", "en"], ["--lang", "es"]):
        exported(folder, tmp_path / "x.xlsx", "--parallel", *args)
        spanish = args[-1:] == ["es"]
        text, name = ("Texto", "Mandatos") if spanish else ("Text", "Mandates")
        rows = sheet(tmp_path / "x.xlsx", name)
        assert [(row[f"{text} (en)"], row[f"{text} (es)"]) for row in rows if row["Id (en)"] == "2022-split"] == [
            (split["text"], medidas["text"])
        ]
        ids = [id for row in rows for id in (row["Id (en)"], row["Id (es)"]) if id]
        assert len(ids) == len(set(ids))
        assert {row["id"] for row in records(folder, *args)} <= set(ids)
    exported(folder, tmp_path / "x.docx", "--parallel", "--document", "2022-democratic-governance")
    table = Document(str(tmp_path / "x.docx")).tables[0]
    cells = [tuple(cell.text for cell in row.cells) for row in table.rows]
    assert cells[0] == ("English", "Spanish")
    assert cells[1] == (split["chapeau"], medidas["chapeau"])
    assert cells[2] == ("a. publish reports on financial", "a. publicar informes de inteligencia")
    exported(folder, tmp_path / "x.csv", "--parallel", "--document", "2022-democratic-governance")
    assert "2022-split,2022-medidas" in (tmp_path / "x.csv").read_text("utf-8")


def test_formats_that_cannot_hold_two_texts_say_so(folder: Path, tmp_path: Path) -> None:
    code, out, err = typed("export", str(tmp_path / "x.sqlite"), "--parallel", "--data-dir", str(folder))
    assert (code, out) == (2, "")
    assert err == "mandates: --parallel is for xlsx, docx, md, csv, tsv, and this is sqlite; leave it out.\n"


@pytest.mark.parametrize(("ending", "library"), [("xlsx", "openpyxl"), ("docx", "docx")])
def test_where_the_library_is_missing_the_extra_is_named(
    folder: Path, tmp_path: Path, ending: str, library: str
) -> None:
    code = (
        f"import sys; sys.modules['{library}'] = None\nfrom mandates_cli.cli import main\n"
        f"sys.argv = ['mandates', 'export', 'x.{ending}', '--data-dir', {str(folder)!r}]\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2
    assert done.stderr.endswith("pip install 'mandates-cli[office]'\n")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    ("ending", "kind"), [("xlsx", "csv:Text - txt - csv (StarCalc):44,34,76"), ("docx", "txt:Text (encoded):UTF8")]
)
def test_libreoffice_reads_the_same_texts(folder: Path, tmp_path: Path, ending: str, kind: str) -> None:
    exported(folder, tmp_path / f"x.{ending}", "--lang", "es")
    line = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", kind]
    subprocess.run([*line, f"x.{ending}"], cwd=tmp_path, check=False, capture_output=True, timeout=100)
    made = tmp_path / f"x.{kind.partition(':')[0]}"
    if not made.exists():
        pytest.skip("this LibreOffice has no program for it")
    told = made.read_text("utf-8-sig")
    assert all(row["id"] in told and row["text"].split("\n")[0] in told for row in records(folder, "--lang", "es"))


def test_hostile_texts_come_back(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "x.xlsx", "--summit", "2009")
    rows = {row["Id"]: row for row in sheet(tmp_path / "x.xlsx", "Mandates")}
    for number, text in enumerate(HOSTILE):
        assert rows[f"2009-hostile-{number}"]["Footnotes"] == fit(text)
