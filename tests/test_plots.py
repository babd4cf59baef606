"""Pictures of counts: read back as SVG, PNG, and HTML in a browser."""

import json
import re
import shutil
import struct
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from invented import MADE, labelled, record, typed, written_to
from mandates_cli import Corpus

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = [record(made) for made in MADE]
    made[0] = labelled(made[0], [("Prevent", "date", 2030)], [("Prevent", "oas", "asked")])
    return written_to(tmp_path_factory.mktemp("plots"), made)


def plotted(folder: Path, path: Path, *args: str) -> list[dict[str, object]]:
    """The rows that are given beside the picture."""
    code, out, err = typed("stats", *args, "--plot", str(path), "--json", "--data-dir", str(folder))
    assert code == 0, err
    assert err.splitlines()[-1] == str(path)
    rows: list[dict[str, object]] = json.loads(out)
    return rows


def texts(path: Path) -> list[str]:
    """Each line of text in a picture."""
    return [line for found in ElementTree.parse(path).iter(f"{SVG}text") for line in found.itertext()]


@pytest.mark.parametrize(
    ("args", "title", "word"),
    [
        (["--by", "summit"], "Commitments by summit", "2009 V Port of Spain"),
        (["--by", "theme,summit", "--unit", "items"], "Items by theme and summit", "Security"),
        (["--by", "body", "--lang", "es"], "Compromisos por organismo", "ningún organismo"),
        (["--by", "due", "--unit", "mandates", "--lang", "en"], "Mandates by deadline", "no deadline"),
        (["--by", "document,language"], "Commitments by document and language", "Spanish"),
        (["--by", "summit", "--taken-up"], "Commitments that later summits took up", "taken up"),
    ],
)  # fmt: skip
def test_a_picture_says_what_it_counts_of_what_and_from_where(
    folder: Path, tmp_path: Path, args: list[str], title: str, word: str
) -> None:
    rows = plotted(folder, tmp_path / "plot.svg", *args)
    said = texts(tmp_path / "plot.svg")
    assert said.index(title) >= 0
    assert word in said
    unit = next(name for name in rows[0] if name in ("commitments", "mandates", "items"))
    unit = {"commitments": "compromisos"}.get(unit, unit) if "es" in args else unit
    assert unit in said, "an axis or a legend has the unit"
    with Corpus.open(folder) as corpus:
        source = " ".join(line for line in said if "Corpus" in line)
        assert str(corpus.version) in source
    basis = " ".join(said)
    assert re.search(r"(Commitments|Compromisos): \d+ · (mandates|mandatos): \d+", basis)
    assert ("Filters: lang en" in said) is ("en" in args)
    assert ("Filtros: lang es" in said) is ("es" in args)


HOSTILE = ("</script><script>document.title='x'</script>", "\x1b[31m\x00red \u202e&<b>", "a\nb", "\\n' + alert(1) + '")


def test_names_of_unknown_origin_cannot_act(tmp_path: Path) -> None:
    made = [labelled(record(MADE[0]), addressees=[("Prevent", body, "asked") for body in HOSTILE])]
    folder = written_to(tmp_path / "hostile", made)
    for ending in ("svg", "png", "html"):
        rows = plotted(folder, tmp_path / f"plot.{ending}", "--by", "body,summit")
        assert {row["body"] for row in rows} == {*HOSTILE}
    said = " ".join(texts(tmp_path / "plot.svg"))
    assert "<script>" in said
    assert "\\x1b[31m\\x00red" in said
    assert "<script>document" not in (tmp_path / "plot.html").read_text("utf-8")


def test_each_count_stands_in_the_picture(folder: Path, tmp_path: Path) -> None:
    for by in ("theme", "document,summit"):
        rows = plotted(folder, tmp_path / "plot.svg", "--by", by)
        group = ElementTree.parse(tmp_path / "plot.svg").iter(f"{SVG}g")
        marks = [g for g in group if "mark-text" in g.get("class", "") and "marks" in g.get("class", "")]
        said = ["".join(text.itertext()) for mark in marks for text in mark.iter(f"{SVG}text")]
        assert sorted(said) == sorted(str(row["commitments"]) for row in rows)


def test_the_same_corpus_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    for ending in ("svg", "png", "html"):
        both = [tmp_path / f"{name}.{ending}" for name in ("one", "two")]
        for path in both:
            plotted(folder, path, "--by", "theme,summit")
        assert both[0].read_bytes() == both[1].read_bytes()


def test_a_png_has_room_for_what_it_shows(folder: Path, tmp_path: Path) -> None:
    plotted(folder, tmp_path / "plot.png", "--by", "summit")
    data = (tmp_path / "plot.png").read_bytes()
    width, height = struct.unpack(">II", data[16:24])
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert 800 < width < 3000
    assert 500 < height < 3000


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_a_page_opens_offline_and_asks_for_nothing(folder: Path, tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    path = tmp_path / "plot.html"
    plotted(folder, path, "--by", "theme,summit", "--lang", "es")
    said: list[str] = []
    requests: list[str] = []
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_selector("svg .mark-rect")
        assert page.title() == "Compromisos por tema y cumbre"
        assert "Filtros: lang es" in page.text_content("svg")
        browser.close()
    assert said == []
    assert requests == [path.as_uri()]


def test_a_picture_is_whole_or_not_there(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = typed("stats", "--by", "summit", "--plot", str(tmp_path), "--data-dir", str(folder))
    assert (code, out) == (2, "")
    assert "end the name in .svg, .png, .html" in err
    (tmp_path / "plot.svg").mkdir()
    code, _, err = typed("stats", "--by", "summit", "--plot", str(tmp_path / "plot.svg"), "--data-dir", str(folder))
    assert code == 74
    assert err.startswith(f"mandates: Cannot write {tmp_path / 'plot.svg'} (")
    monkeypatch.setattr(sys, "path", [path for path in sys.path if "site-packages" not in path])
    monkeypatch.delitem(sys.modules, "vl_convert", raising=False)
    code, out, err = typed("stats", "--by", "summit", "--plot", "x.svg", "--data-dir", str(folder))
    assert (code, out) == (2, "")
    assert "pip install 'mandates-cli[plot]'" in err
    assert not Path("x.svg").exists()
