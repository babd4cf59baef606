"""The same commitment in the other language: which pairs are found, and where the answer is none."""

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from conftest import Run
from mandates_cli import registry
from mandates_cli.folding import fold
from mandates_cli.model import Mandate
from mandates_cli.parse import PageRecords, assemble, parse_page
from mandates_cli.parse.senses import MEANINGS, senses
from mandates_cli.parse.twins import twins
from steps import growth
from test_terminal import screen_of

CITED = {"en": "Declaration of Port of Spain, 2009", "es": "Declaración de Puerto España, 2009"}
HEADINGS = {
    ("democracy", "en"): "DEMOCRACY",
    ("democracy", "es"): "DEMOCRACIA",
    ("education", "en"): "EDUCATION",
    ("energy", "en"): "ENERGY: Improved Access to Energy",
    ("energy", "es"): "ENERGÍA: Mejor Acceso a la Energía",
}
FISH = (
    "Strengthen transnational cooperation on river fish by 2030.",
    "Fortalecer la cooperación transnacional sobre peces de río para 2030.",
)
MUSIC = ("Protect indigenous musical instruments.", "Proteger los instrumentos musicales indígenas.")
BUDGET = (
    "Publish the budget of each municipality in the Gazette of Oxbow.",
    "Publicar el presupuesto de cada municipio en la Gaceta de Oxbow.",
)
BELLS = ("Ring the bells late.", "Tocar las campanas tarde.")


def text_of(theme: str, language: str, texts: Sequence[str], cited: str | None = None) -> str:
    """A page. A text whose sub-items stand on lines of their own, `c. ...`, is an item with sub-items."""
    items = ("\n\n    • ".join(text.split("\n")) + f" ({cited or CITED[language]})" for text in texts)
    return HEADINGS[theme, language] + "\n" + "\n\n".join(f"  1. {item}" for item in items) + "\n"


def page(theme: str, language: str, *texts: str, cited: str | None = None) -> PageRecords:
    return parse_page(
        text_of(theme, language, texts, cited).encode(),
        page=f"{theme}-{language}.txt",
        url=None,
        snapshot="",
        media_type="text/plain",
        declared_charset=None,
        registry=registry.load(),
    )


def pairs(*pages: PageRecords) -> dict[str, str | None]:
    """The Spanish text beside each English one. Every twin is a twin both ways, of the same likeness."""
    mandates = {mandate.id: mandate for mandate in assemble(pages).mandates}
    for mandate in mandates.values():
        if mandate.twin:
            back = mandates[mandate.twin.id].twin
            assert back is not None
            assert (back.id, back.score, back.evidence) == (mandate.id, mandate.twin.score, mandate.twin.evidence)
            assert mandates[mandate.twin.id].language != mandate.language
    english = [mandate for mandate in mandates.values() if mandate.language == "en"]
    return {m.text: mandates[m.twin.id].text if m.twin else None for m in english}


def evidence(*pages: PageRecords) -> tuple[str, ...]:
    (mandate,) = [m for m in assemble(pages).mandates if m.language == "en"]
    assert mandate.twin is not None
    return mandate.twin.evidence


ALL = (FISH, MUSIC, BUDGET)


def test_every_pair_of_two_pages_is_found() -> None:
    found = pairs(page("democracy", "en", *(en for en, _ in ALL)), page("democracy", "es", *(es for _, es in ALL)))
    assert found == dict(ALL)


def test_the_order_of_pages_does_not_matter() -> None:
    pages = [page("democracy", "en", *(en for en, _ in ALL)), page("democracy", "es", *(es for _, es in ALL))]
    pages.append(page("energy", "en", MUSIC[0], BELLS[0]))
    first = assemble(pages).mandates
    for seed in range(4):
        random.Random(seed).shuffle(pages)
        assert assemble(pages).mandates == first


def test_twins_may_stand_on_the_pages_of_two_themes() -> None:
    english = page("democracy", "en", *(en for en, _ in ALL), BELLS[0])
    assert pairs(english, page("energy", "es", *(es for _, es in reversed(ALL)))) == dict(ALL) | {BELLS[0]: None}


def test_twins_may_be_of_a_document_that_no_table_knows() -> None:
    english = page("democracy", "en", FISH[0], MUSIC[0], cited="Plan of Nowhere, Lima, 2018")
    spanish = page("energy", "es", MUSIC[1], FISH[1], cited="Plan de Nada, Lima, 2018")
    assert pairs(english, spanish) == dict((FISH, MUSIC))


def test_of_two_texts_of_one_document_the_numbers_tell() -> None:
    english = [FISH[0], FISH[0].replace("2030", "2035")]
    spanish = [FISH[1].replace("2030", "2035"), FISH[1]]
    found = pairs(page("democracy", "en", *english), page("energy", "es", *spanish))
    assert found == {english[0]: spanish[1], english[1]: spanish[0]}


def test_a_lead_in_tells_where_pages_show_other_items() -> None:
    english = "Guard the songs and dances of all who live by the river, above all:\nc. drums;\nd. flutes."
    spanish = (
        "Proteger las canciones y danzas de quienes viven junto al río, sobre todo:\ne. campanas viejas de bronce."
    )
    assert pairs(page("democracy", "en", english), page("democracy", "es", spanish)) == {english: spanish}


def test_an_order_that_differs_hinders_nothing() -> None:
    spanish = page("democracy", "es", *(es for _, es in reversed(ALL)))
    assert pairs(page("democracy", "en", *(en for en, _ in ALL)), spanish) == dict(ALL)


@pytest.mark.parametrize("missing", range(3))
def test_what_is_missing_on_one_side_has_no_twin(missing: int) -> None:
    shown = [pair for number, pair in enumerate(ALL) if number != missing]
    english, spanish = (page("democracy", language, *(p[n] for p in ALL)) for n, language in enumerate(("en", "es")))
    less = page("democracy", "es", *(es for _, es in shown))
    assert pairs(english, less) == dict(ALL) | {ALL[missing][0]: None}
    less = page("democracy", "en", *(en for en, _ in shown))
    assert pairs(less, spanish) == dict(shown)


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        pytest.param(page("democracy", "en", FISH[0]), page("democracy", "en", MUSIC[0]), id="no Spanish page"),
        pytest.param(
            page("democracy", "en", FISH[0]),
            page("democracy", "es", FISH[1], cited="Plan de Acción de Québec, 2001"),
            id="of another document",
        ),
        pytest.param(
            page("democracy", "en", FISH[0], cited="Plan of Nowhere, Lima, 2018"),
            page("democracy", "es", FISH[1], cited="Plan de Nada, Lima, 2019"),
            id="of unknown documents of two years",
        ),
        pytest.param(page("democracy", "en", BELLS[0]), page("democracy", "es", MUSIC[1]), id="alone, but unlike"),
        pytest.param(
            page("democracy", "en", FISH[0]),
            page("democracy", "es", FISH[1].replace("2030", "2035")),
            id="the same words by another year",
        ),
        pytest.param(
            page("democracy", "en", "We will:\nc. build bridges;\nd. mend roofs."),
            page("energy", "es", "Nos comprometemos a:\na. tocar tambores;\nb. cantar."),
            id="a lead-in that says nothing",
        ),
    ],
)
def test_no_twin(english: PageRecords, spanish: PageRecords) -> None:
    assert set(pairs(english, spanish).values()) == {None}


def test_two_that_are_alike_in_both_languages_are_told_by_their_order() -> None:
    english = [f"Support musical instruction in the {side} institutions." for side in ("north", "south")]
    spanish = [f"Apoyar la instrucción musical en las instituciones del {lado}." for lado in ("norte", "sur")]
    found = pairs(page("democracy", "en", FISH[0], *english), page("democracy", "es", FISH[1], *spanish))
    assert found == {FISH[0]: FISH[1]} | dict(zip(english, spanish, strict=True))


def test_two_candidates_that_are_alike_leave_none() -> None:
    spanish = [FISH[1], FISH[1].replace("peces", "un pez")]
    found = pairs(page("democracy", "en", FISH[0]), page("democracy", "es", *spanish))
    assert found == {FISH[0]: None}


def test_the_evidence_is_told() -> None:
    assert evidence(page("democracy", "en", FISH[0]), page("democracy", "es", FISH[1])) == (
        "pages: democracy",
        "words: cooperation / cooperación, fish / peces, river / río, Strengthen / Fortalecer, "
        "transnational / transnacional",
        "numbers: 2030",
        "place in the list",
    )
    assert "names: oxbow" in evidence(page("democracy", "en", BUDGET[0]), page("democracy", "es", BUDGET[1]))
    lettered = evidence(
        page("democracy", "en", "Protect the music of the rivers, as follows:\nc. drums;\nd. flutes."),
        page("democracy", "es", "Proteger la música de los ríos, como sigue:\nc. tambores;\nd. flautas."),
    )
    assert "items: c, d" in lettered
    bulleted = evidence(
        page("democracy", "en", "Protect the music of the rivers, as follows:\n• drums;\n• flutes."),
        page("democracy", "es", "Proteger la música de los ríos, como sigue:\n• tambores;\n• flautas."),
    )
    assert "items: 2 without a label" in bulleted


@pytest.fixture
def data(tmp_path: Path, run: Run) -> str:
    """A corpus of a page in both languages: one mandate with items, one without twin."""
    english = ["Protect the music of the rivers, as follows:\nc. drums;\nd. flutes.", BELLS[0]]
    return imported(run, tmp_path, english, ["Proteger la música de los ríos, como sigue:\nc. tambores;\nd. flautas."])


def imported(run: Run, folder: Path, english: Sequence[str], spanish: Sequence[str]) -> str:
    """A corpus of both pages of a theme."""
    site = folder / "www.summit-americas.org" / "sisca"
    site.mkdir(parents=True)
    (site / "dem.txt").write_text(text_of("democracy", "en", english), "utf-8")
    (site / "dem_sp.txt").write_text(text_of("democracy", "es", spanish), "utf-8")
    run("import", str(site.parent), "--data-dir", str(folder / "data"))
    return str(folder / "data")


def listed(run: Run, data: str) -> dict[str, Mandate]:
    records = [Mandate.model_validate(row) for row in json.loads(run("list", "--json", "--data-dir", data).stdout)]
    return {record.text.partition("\n")[0]: record for record in records}


ENGLISH, SPANISH = "Protect the music", "Proteger la música"


def test_show_puts_twins_side_by_side_where_there_is_room(
    data: str, run: Run, environment: dict[str, str], empty: Path
) -> None:
    wanted = listed(run, data)["Protect the music of the rivers, as follows:"].id
    terminal = environment | {"TERM": "xterm-256color"}
    lines, _ = screen_of(["show", wanted, "--data-dir", data], terminal, empty, 120)
    assert any(ENGLISH in line and SPANISH in line and line.index(ENGLISH) < line.index(SPANISH) for line in lines)
    assert any("c. drums;" in line and "c. tambores;" in line for line in lines)
    assert any("d. flutes." in line and "d. flautas." in line for line in lines)
    assert max(map(len, lines)) <= 120
    assert sum(line.lstrip().startswith("twin") for line in lines) == 1


def test_show_puts_bare_bullets_side_by_side_too(
    tmp_path: Path, run: Run, environment: dict[str, str], empty: Path
) -> None:
    english = "Protect the music of the rivers, as follows:\ndrums;\nflutes."
    data = imported(run, tmp_path, [english], ["Proteger la música de los ríos, como sigue:\ntambores;\nflautas."])
    wanted = listed(run, data)["Protect the music of the rivers, as follows:"].id
    lines, _ = screen_of(["show", wanted, "--data-dir", data], environment | {"TERM": "xterm-256color"}, empty, 120)
    for text in ("drums;", "flutes.", "tambores;", "flautas."):
        assert any(text in line for line in lines)


def test_show_puts_twins_one_below_the_other_on_a_narrow_terminal(
    data: str, run: Run, environment: dict[str, str], empty: Path
) -> None:
    wanted = listed(run, data)["Protect the music of the rivers, as follows:"].id
    lines, _ = screen_of(["show", wanted, "--data-dir", data], environment | {"TERM": "xterm-256color"}, empty, 60)
    (english,) = [number for number, line in enumerate(lines) if ENGLISH in line]
    (spanish,) = [number for number, line in enumerate(lines) if SPANISH in line]
    assert english < spanish
    assert any(line.startswith("es  2") for line in lines[english:spanish]), "the twin is named above its text"
    assert any("c. drums;" in line for line in lines[english:spanish])
    assert any("c. tambores;" in line for line in lines[spanish:])
    assert max(map(len, lines)) <= 60


def test_show_takes_a_language(data: str, run: Run) -> None:
    mandates = listed(run, data)
    english = mandates["Protect the music of the rivers, as follows:"]
    assert english.twin is not None

    def shown(*args: str) -> str:
        return str(json.loads(run("show", *args, "--data-dir", data).stdout)["id"])

    assert shown(english.id, "--lang", "es") == english.twin.id
    assert shown(english.twin.id, "--lang", "en") == english.id
    assert shown(english.id, "--lang", "en") == english.id
    assert "no twin in 'es'" in run("show", mandates[BELLS[0]].id, "--lang", "es", "--data-dir", data, code=2).stderr
    assert "pt" in run("show", english.id, "--lang", "pt", "--data-dir", data, code=2).stderr


def test_show_of_a_mandate_without_twin_shows_it_alone(
    data: str, run: Run, environment: dict[str, str], empty: Path
) -> None:
    wanted = listed(run, data)[BELLS[0]]
    assert wanted.twin is None
    lines, _ = screen_of(["show", wanted.id, "--data-dir", data], environment | {"TERM": "xterm-256color"}, empty, 120)
    assert any(line.strip() == BELLS[0] for line in lines)
    assert not any(line.lstrip().startswith("twin") or SPANISH in line for line in lines)


def test_the_record_holds_the_twin(data: str, run: Run) -> None:
    records = {record.id: record for record in listed(run, data).values()}
    (english, spanish) = (record for record in records.values() if record.twin)
    assert english.twin is not None
    assert records[english.twin.id] == spanish
    (shown,) = json.loads(run("show", english.id, "--json", "--data-dir", data).stdout)
    assert shown["twin"] == english.twin.model_dump(mode="json")


def test_each_row_of_the_table_of_meanings_has_words_of_both_languages() -> None:
    rows = [row for line in MEANINGS.read_text("utf-8").splitlines() if line[:1] not in "#" for row in line.split(";")]
    assert len(rows) > 500
    for row in rows:
        english, spanish = row.split("=")
        for word in (*english.split(), *spanish.split()):
            assert fold(word) == fold(word).replace(" ", ""), row
            assert len(word) > 3 or not word.endswith("-"), row
        assert english.strip(), row
        assert spanish.strip(), row


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("nation", "nación"),
        ("physical", "físico"),
        ("equality", "igualdad"),
        ("state", "Estado"),
        ("school", "escuela"),
        ("immigrants", "inmigrantes"),
        ("prohibited", "prohibidas"),
        ("arbitrary", "arbitrariamente"),
        ("rights", "derechos"),
        ("water", "agua"),
        ("children", "niñas"),
        ("OAS", "OEA"),
    ],
)
def test_words_that_mean_the_same_share_a_sense(english: str, spanish: str) -> None:
    assert senses(fold(english), "en") & senses(fold(spanish), "es")


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        pytest.param("children", "ninguno", id="ñ folded"),
        pytest.param("international", "interferencia", id="a common prefix"),
        pytest.param("birth", "nación", id="a short root"),
        pytest.param("art", "artículo", id="a short beginning"),
        pytest.param("networks", "reducir", id="a shorter beginning"),
        pytest.param("of", "de", id="words that only join"),
        pytest.param("sale", "sal", id="false friends"),
    ],
)
def test_other_words_share_none(english: str, spanish: str) -> None:
    assert not senses(fold(english), "en") & senses(fold(spanish), "es")


ALIKE: dict[str, tuple[str, str]] = {
    "but for a number": ("Mend the roof of town {}.", "Reparar el techo de la ciudad {}."),
    "but for a name": ("Mend roofs with t{}wn.", "Reparar techos con c{}dad."),
    "in their order": ("Ab{} cd{} late.", "Gh{} ij{} tarde."),
}


@pytest.mark.parametrize("alike", ALIKE.values(), ids=list(ALIKE))
def test_twice_as_many_mandates_in_both_languages_take_about_twice_the_work(alike: tuple[str, str]) -> None:
    def pairing(size: int) -> Callable[[], object]:
        pages = [
            page("democracy", language, *(text.format(*[number] * 2) for number in range(size)))
            for language, text in zip(("en", "es"), alike, strict=True)
        ]
        mandates = assemble(pages).mandates
        folded = {mandate.id: fold(mandate.text) for mandate in mandates}
        return lambda: twins(mandates, folded)

    assert growth(pairing, 150) < 5.5
