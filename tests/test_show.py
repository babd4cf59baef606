"""Everything about a mandate, as it can be quoted."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from invented import Made, record, typed, written_to
from mandates_cli.model import Citation, Mandate, Placement, Twin
from mandates_cli.render.beside import Key, together
from mandates_cli.render.captions import CAPTIONS

PAGE = "/sisca/dem.html"
URL = f"http://www.summit-americas.org{PAGE}"
DIGEST = "ab" * 32
SHARED = "Bring clean water from the northern mountains to every village school"


def sighting(day: str, sha256: str | None = DIGEST, page: str = PAGE) -> str:
    return json.dumps({"page": page, "seen": f"{day}T09:00:00Z", "sha256": sha256}) + "\n"


def made(key: str, language: str, summit: int, document: str, text: str, **more: object) -> Mandate:
    cited = Citation(text=f"Cited as {key}, {summit}", year=summit, document=document)
    placement = Placement(
        theme="democracy", page=PAGE, url=URL, position=3, label="iii)", items=(), snapshot=DIGEST,
    )  # fmt: skip
    items = more.pop("items", ())
    one = record(Made(key, language, summit, document, ("democracy",), text, items))  # type: ignore[arg-type]
    return one.model_copy(update={"citation": cited, "placements": (placement,), **more})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    evidence = ("both are 3rd of their document on the pages of democracy", "both say 1998")
    twins = [Twin(id=id, score=0.91, evidence=evidence) for id in ("2022-agua", "2022-water")]
    items, cosas = (("b", "wells;"), ("d", "rivers_and_*ports*.")), (("a", "lagos;"), ("b", "pozos."))
    mandates = [
        made("rain", "en", 2018, "2018-lima-commitment", SHARED + "."),
        made("water", "en", 2022, "2022-green-future", SHARED + ", namely:", items=items, missing_labels=("a", "c"),
             twin=twins[0]),
        made("agua", "es", 2022, "2022-green-future", "Llevar agua limpia, a saber:", items=cosas, twin=twins[1],
             commitment="2022-water"),
    ]  # fmt: skip
    corpus = written_to(tmp_path_factory.mktemp("show"), mandates)
    (corpus / "raw").mkdir()
    seen = [
        sighting("2026-03-01"),
        sighting("2026-05-09"),
        sighting("2026-06-01", "cd" * 32),
        sighting("2026-07-01", None),
    ]
    seen.append(sighting("2026-08-01", page="/sisca/other.html"))
    (corpus / "raw" / "manifest.jsonl").write_text("".join(seen), "utf-8")
    return corpus


def shown(folder: Path, *args: str) -> str:
    code, out, err = typed("show", *args, "--data-dir", str(folder))
    assert (code, err) == (0, "")
    return out


def facts(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)


def test_text_says_where_it_stands(folder: Path) -> None:
    text = shown(folder, "2022-water", "-f", "text")
    paragraphs = text.split("\n\n")
    assert paragraphs[0] == f"{SHARED}, namely:\nb. wells;\nd. rivers_and_*ports*."
    document = "Our Sustainable Green Future"
    assert paragraphs[1].startswith(document)
    assert paragraphs[1].endswith("Ninth Summit of the Americas, Los Angeles, United States, 8–10 June 2022")
    told = facts(text)
    assert told["document"].endswith("(2022-green-future)")
    assert told["citation"] == "Cited as water, 2022"
    assert told["language"] == "English"
    assert told["missing items"] == "no page shows items a, c: theme pages show excerpts"
    assert told["page"] == f"position 3, printed “iii)”, seen 9 May 2026: {URL}"
    assert told["takes up"].startswith("2018, 2018-rain: “Bring clean water from the northern mountains to")
    assert told["twin"].endswith(
        "(likeness 0.91: both are 3rd of their document on the pages of democracy; both say 1998)"
    )
    assert paragraphs[-1] == "Spanish:\nLlevar agua limpia, a saber:\na. lagos;\nb. pozos.\n"
    assert "taken up by: 2022, 2022-water" in shown(folder, "2018-rain", "-f", "text")


def test_names_and_dates_are_in_the_language_of_the_text(folder: Path) -> None:
    source = shown(folder, "2022-agua", "-f", "text").split("\n\n")[1]
    assert source.startswith("Nuestro Futuro Sostenible y Verde, ")
    assert source.endswith("Novena Cumbre de las Américas, Los Ángeles, Estados Unidos, 8 al 10 de junio de 2022")


def test_what_is_said_of_it_is_in_the_language_asked_for(folder: Path) -> None:
    told = facts(shown(folder, "2022-agua", "--lang", "Español", "-f", "text"))
    assert told["documento"] == "Nuestro Futuro Sostenible y Verde (2022-green-future)"
    assert told["idioma"] == "español"
    assert told["página"].startswith("posición 3, impreso «iii)», visto el 9 de mayo de 2026: ")
    assert told["otras cumbres"].startswith("ninguna redacción similar (mandatos: ")
    assert told.keys().isdisjoint(facts(shown(folder, "2022-agua", "-f", "text")).keys() - {"id"})
    assert "- **gemelo**: 2022-water (semejanza 0.91: " in shown(folder, "2022-water", "--lang", "es", "-f", "md")
    assert "\ndocumento " in shown(folder, "2022-agua", "--lang", "es", "-f", "table")
    assert "\ndocument: " in shown(folder, "2022-agua", "--lang", "en", "-f", "text")


@pytest.mark.parametrize("language", CAPTIONS)
def test_captions_have_the_facts_of_their_english(language: str) -> None:
    for english, other in CAPTIONS[language].items():
        assert set(re.findall(r"\{(\w+)", other)) <= set(re.findall(r"\{(\w+)", english))


def test_markdown_is_prose(folder: Path) -> None:
    text = shown(folder, "2022-water", "2018-rain", "-f", "md")
    assert "| --- |" not in text
    assert "{" not in text
    quoted = f"> {SHARED}, namely:\n>\n> b. wells;\n>\n> d. rivers\\_and\\_\\*ports\\*.\n"
    assert text.startswith(f"## 2022-water\n\n{quoted}\n— ")
    assert f"- **page**: position 3, printed “iii)”, seen 9 May 2026: <{URL}>\n" in text
    assert "\n\n## 2018-rain\n" in text


def test_on_a_screen_everything_fits_and_nothing_is_lost(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (40, 80, 100, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        out = shown(folder, "2022-water", "-f", "table")
        assert max(map(len, out.splitlines())) <= max(width, len(URL) + 20)
        flat = " ".join(out.split())
        for said in ("Ninth Summit of the Americas", "no page shows items a, c", "seen 9 May 2026", "printed “iii)”"):
            assert said in flat


def test_json_stays_the_record(folder: Path) -> None:
    (row,) = json.loads(shown(folder, "2022-water", "--json"))
    assert Mandate.model_validate(row).id == "2022-water"
    assert shown(folder, "2022-water", "--fields", "id,twin.id", "-f", "text") == "id: 2022-water\ntwin.id: 2022-agua\n"


def test_without_raw_pages_the_day_is_left_out(tmp_path: Path) -> None:
    corpus = written_to(tmp_path, [made("rain", "en", 2018, "2018-lima-commitment", SHARED)])
    line = f"page: position 3, printed “iii)”: {URL}\n"
    assert line in shown(corpus, "2018-rain", "-f", "text")
    (corpus / "raw").mkdir()
    (corpus / "raw" / "manifest.jsonl").write_text(f'{{"page": "{DIGEST}\n', "utf-8")
    assert line in shown(corpus, "2018-rain", "-f", "text")
    assert "other summits: no similar wording in 1 mandate of 1 summit" in shown(corpus, "2018-rain", "-f", "text")


def test_what_is_not_known_is_not_made_up(tmp_path: Path) -> None:
    one = record(Made("whales", "en", None, None, (), "Count the whales.")).model_copy(update={"citation": None})
    text = shown(written_to(tmp_path, [one]), "unknown-whales", "-f", "text")
    assert text.startswith("Count the whales.\n\nno citation\n\nid: unknown-whales\ncitation: none\n")
    drawn = shown(written_to(tmp_path, [one]), "unknown-whales", "-f", "table")
    assert ["summit", "–"] in [line.split() for line in drawn.splitlines()]


ORDERS: Mapping[str, tuple[str, str, str]] = {
    "the-same": ("abc", "abc", "abc"),
    "only-in-the-other": ("ac", "abc", "abc"),
    "before-all": ("bc", "abc", "abc"),
    "nothing-in-common": ("bd", "ac", "abcd"),
    "no-order-of-letters": ("ba", "bca", "bca"),
    "first-of-the-other": ("ba", "cba", "cba"),
    "after-all": ("a", "abc", "abc"),
}


@pytest.mark.parametrize("order", ORDERS)
def test_items_of_a_twin_stand_in_one_order(order: str) -> None:
    ours, theirs, both = ([(label, 0) for label in labels] for labels in ORDERS[order])
    listed: list[Key] = together(list[Key](ours), list[Key](theirs))
    assert listed == both
