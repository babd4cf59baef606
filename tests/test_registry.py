"""The tables of summits, documents, themes and bodies: complete, unambiguous, each row with its source."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from mandates_cli import registry
from mandates_cli.folding import fold

DATA = Path(__file__).parent / "data"
REGISTRY = registry.load()


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_has_its_source_and_its_own_name() -> None:
    keyed = (REGISTRY.summits, "year"), (REGISTRY.documents, "id"), (REGISTRY.themes, "slug"), (REGISTRY.bodies, "slug")
    for table, key in keyed:
        assert all(row.source.strip() for row in table)
        assert max(Counter(getattr(row, key) for row in table).values()) == 1


def test_the_eleven_summits_and_the_twenty_five_themes() -> None:
    assert [s.year for s in REGISTRY.summits] == [1994, 1996, 1998, 2001, 2004, 2005, 2009, 2012, 2015, 2018, 2022]
    assert sum("/" not in t.slug for t in REGISTRY.themes) == 25
    assert {t.slug.partition("/")[0] for t in REGISTRY.themes} <= {t.slug for t in REGISTRY.themes}


def test_no_name_means_two_things_at_one_summit() -> None:
    for summit in REGISTRY.summits:
        named: dict[str, str] = {}
        for document in (d for d in REGISTRY.documents if d.summit == summit.year):
            for meaning, names in (
                (document.id, document.title.all()),
                *((f"{document.id} {s.name.en}", s.name.all()) for s in document.sections),
            ):
                for name in names:
                    assert named.setdefault(fold(name), meaning) == meaning


def test_no_name_and_no_acronym_means_two_bodies() -> None:
    named: dict[str, str] = {}
    for body in REGISTRY.bodies:
        for name in (*body.name.all(), *body.acronyms):
            assert named.setdefault(fold(name), body.slug) == body.slug


@pytest.mark.parametrize(
    "acronyms",
    """OAS OEA, IDB BID, PAHO OPS, ECLAC CEPAL, IICA, CABEI BCIE, CAF, CDB BDC, IOM OIM, ILO OIT, UNDP PNUD, OECD OCDE,
    CITEL, CICTE, CICAD, CIM, REMJA, MESICIC, IACHR CIDH, IIN, JSWG GTCC, SIRG GRIC, UNESCO, UNICEF, WHO OMS, FAO,
    UNODC, UN ONU, IMF FMI, WTO OMC, UNHCR ACNUR, CAN""".split(","),
)
def test_a_body_s_slug_is_its_english_acronym(acronyms: str) -> None:
    slug = acronyms.split()[0].lower()
    (body,) = (body for body in REGISTRY.bodies if body.slug == slug)
    assert set(acronyms.split()) <= set(body.acronyms)


@pytest.mark.parametrize("row", rows("citations.csv"), ids=lambda row: row["label"])
def test_every_label_seen_on_the_site_resolves(row: dict[str, str]) -> None:
    resolved = REGISTRY.resolve(row["label"])
    assert resolved
    assert resolved.document.summit == int(row["summit"])
    assert resolved.place


@pytest.mark.parametrize(
    ("label", "document"),
    [
        ("Nuestro Futuro Sostenible y Verde, IX Cumbre de las Américas, Los Angeles, 2022", "2022-green-future"),
        ("Our Sustainable and Green Future , IX Summit of the Americas,  Los Angeles 2022", "2022-green-future"),
        (
            "Regional Program for Digital Transformation, IX Summit of the Americas, Los Angeles, 2022",
            "2022-digital-transformation",
        ),
        ("Declaration of Quebec, 2001", "2001-declaration"),
        ("lima commitment. Peru 2018", "2018-lima-commitment"),
        # A print that is turned into text loses the hyphen at a line's end.
        (
            "InterAmerican Action Plan on Democratic Governance, IX Summit of the Americas, Los Angeles, 2022",
            "2022-democratic-governance",
        ),
    ],
)
def test_variants_resolve(label: str, document: str) -> None:
    resolved = REGISTRY.resolve(label)
    assert resolved
    assert resolved.document.id == document


@pytest.mark.parametrize(
    "label",
    [
        "OAS",
        "JSWG",
        "IHR",
        "2005",
        "2006-2016",
        "XXXV-O/05",
        "Budapest Convention",
        "Plan of Nowhere, Lima, 2018",
        "Education, 2012",
        "",
    ],
)
def test_what_is_no_document_does_not_resolve(label: str) -> None:
    assert REGISTRY.resolve(label) is None


@pytest.mark.parametrize("row", rows("pages.csv"), ids=lambda row: row["path"])
def test_every_known_page_and_heading_has_its_theme_and_language(row: dict[str, str]) -> None:
    theme = REGISTRY.theme_of_path(row["path"])
    assert theme
    assert theme.code == row["theme_code"]
    assert row["path"] in theme.paths
    if row["heading_seen"]:
        assert REGISTRY.theme_of_heading(row["heading_seen"]) == theme
        assert REGISTRY.language_of_heading(row["heading_seen"]) == row["language"]


def test_an_unknown_page_or_heading_has_no_theme() -> None:
    assert REGISTRY.theme_of_path("/sisca/sec_nowhere.html") is None
    assert REGISTRY.theme_of_heading("SECURITY: Nowhere") is None
    assert REGISTRY.language_of_heading("SEGURIDAD: Ninguna parte") == "es"


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("HEALTH: Snake Bites", "health"),
        ("HEALTH: Child Health", "health"),
        ("SALUD: Mordeduras de Serpiente", "health"),
        ("Health : snake bites", "health"),
        ("HEALTH:Snake Bites", "health"),
        ("HEALTH – Snake Bites", "health"),
        ("HEALTH—Snake Bites", "health"),
        ("HEALTH - Snake-Bites", "health"),
        ("MIGRACION: Aves", "migration"),
        ("ASUNTOS DE GÉNERO: Faros", "gender"),
        ("JUSTICE AND RULE OF LAW: Lamps: Oil", "justice"),
    ],
)
def test_a_sub_theme_that_no_table_knows_has_its_parent(heading: str, slug: str) -> None:
    theme = REGISTRY.parent_of_heading(heading)
    assert theme
    assert theme.slug == slug


@pytest.mark.parametrize(
    "heading",
    ["HEALTH", "HEALTH:", "HEALTH Snake Bites", "WEALTH: Snake Bites", "Snake Bites: HEALTH", "SELF-HEALTH: X", ""],
)
def test_what_names_no_theme_before_a_sub_theme_has_no_parent(heading: str) -> None:
    assert REGISTRY.parent_of_heading(heading) is None


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("/sisca/health_bites.html", "health"),
        ("/sisca/health_bites_sp.html", "health"),
        ("health_snake-bites.txt", "health"),
        ("https://www.summit-americas.org/sisca/sum_follow_up_two.html", "summit-follow-up"),
        ("/sisca/healthy.html", None),
        ("/sisca/my_health.html", None),
        ("/sisca/sisca_ini_en.html", None),
        ("/sisca/_bites.html", None),
    ],
)
def test_a_file_name_tells_the_parent_of_its_sub_theme(path: str, slug: str | None) -> None:
    theme = REGISTRY.parent_of_path(path)
    assert (theme.slug if theme else None) == slug
