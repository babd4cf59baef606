"""What is counted, and what an answer rests on: commitments before mandates, and how much of the site was read."""

import csv
import io
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from conftest import Run
from invented import Made, record, site_records, typed, written_to
from mandates_cli.corpus import Corpus
from mandates_cli.model import Mandate

LIMA = "2018-lima-commitment"
GREEN = "2022-green-future"
WATER = ("environment/water-resources",)


def twinned(english: Made, spanish: Made) -> list[Mandate]:
    pair = [record(english), record(spanish)]
    return [
        Mandate.model_validate(
            {**one.model_dump(exclude={"commitment"}), "twin": {"id": other.id, "score": 0.9, "evidence": ()}}
        )
        for one, other in (pair, pair[::-1])
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Five commitments: three in both languages, one in English, one in Spanish and of no known summit."""
    made = [
        *twinned(
            Made("ports", "en", 2018, LIMA, ("security",), "Inspect each of the ports."),
            Made("puertos", "es", 2018, LIMA, ("security",), "Inspeccionar cada uno de los puertos del general."),
        ),
        *twinned(
            Made("trees", "en", 2022, GREEN, WATER, "Plant general trees.", (("a", "oaks"),)),
            Made("arboles", "es", 2022, GREEN, WATER, "Plantar árboles.", (("a", "robles"),)),
        ),
        *twinned(
            Made("clinics", "en", 2022, GREEN, ("health",), "Open general clinics in the gender ward."),
            Made("clinicas", "es", 2022, GREEN, ("health",), "Abrir clínicas."),
        ),
        record(Made("alone", "en", 2022, GREEN, ("health", "environment"), "Teach in general.")),
        record(Made("solo", "es", None, None, ("health",), "Enseñar en general.")),
    ]
    return str(written_to(tmp_path_factory.mktemp("made"), made))


def ids(folder: str, *args: str) -> list[str]:
    code, out, err = typed(*args, "--data-dir", folder)
    assert code == 0, err
    return [json.loads(line)["id"] for line in out.splitlines()]


def told(folder: str, *args: str, code: int = 0) -> str:
    found, _, err = typed(*args, "--data-dir", folder)
    assert found == code, err
    return err


def test_a_commitment_is_named_for_its_english_mandate(folder: str) -> None:
    with Corpus.open(folder) as corpus:
        assert {m.id: m.commitment for m in corpus.list()} == {
            "2018-ports": "2018-ports", "2018-puertos": "2018-ports",
            "2022-trees": "2022-trees", "2022-arboles": "2022-trees",
            "2022-clinics": "2022-clinics", "2022-clinicas": "2022-clinics",
            "2022-alone": "2022-alone", "unknown-solo": "unknown-solo",
        }  # fmt: skip


def test_parsed_pages_give_their_commitments(site_folder: Path) -> None:
    records = Corpus.open(site_folder).list()
    by_id = {m.id: m for m in records}
    assert {m.language for m in records if m.commitment != m.id} == {"es"}
    for mandate in records:
        english = mandate.language == "en" or mandate.twin is None
        assert mandate.commitment == (mandate.id if english or mandate.twin is None else mandate.twin.id)
        assert mandate.twin is None or by_id[mandate.twin.id].commitment == mandate.commitment


@pytest.fixture(scope="module")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_to(tmp_path_factory.mktemp("site"), site_records())


def test_records_from_before_there_were_commitments_have_theirs(folder: str, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in typed("list", "--data-dir", folder)[1].splitlines()]
    (tmp_path / "parsed").mkdir()
    lines = (json.dumps({key: value for key, value in row.items() if key != "commitment"}) + "\n" for row in rows)
    (tmp_path / "parsed" / "mandates.jsonl").write_text("".join(lines), "utf-8")
    assert [json.loads(line) for line in typed("list", "--data-dir", str(tmp_path))[1].splitlines()] == rows


@pytest.mark.parametrize(
    ("args", "wanted"),
    [
        (["list"], ["2018-ports", "2022-trees", "2022-clinics", "2022-alone", "unknown-solo"]),
        (["list", "--lang", "es"], ["2018-puertos", "2022-arboles", "2022-clinicas", "unknown-solo"]),
        (["list", "--summit", "2022", "--sort", "id"], ["2022-alone", "2022-clinics", "2022-trees"]),
        (["list", "--limit", "2"], ["2018-ports", "2022-trees"]),
        # Of twins of which one matches, that one is shown: it holds the words.
        (["search", "puertos"], ["2018-puertos"]),
        (["search", "ports OR puertos"], ["2018-ports"]),
        (["search", "text:/general/", "--sort", "id"],
         ["2018-puertos", "2022-alone", "2022-clinics", "2022-trees", "unknown-solo"]),
        (["search", "lang:es", "--sort", "id"], ["2018-puertos", "2022-arboles", "2022-clinicas", "unknown-solo"]),
    ],
)  # fmt: skip
def test_one_mandate_a_commitment(folder: str, args: list[str], wanted: list[str]) -> None:
    assert ids(folder, *args, "--commitments") == wanted


def test_one_mandate_a_commitment_in_a_large_corpus(folder: str) -> None:
    pytest.importorskip("tantivy", reason="pip install 'mandates-cli[scale]'")
    with Corpus.open(folder) as small, Corpus.open(folder) as large:
        large.__dict__["_large"] = True
        assert large.engine is not None
        for query in ("ports OR puertos", "general OR plantar", "general NOT summit:2022", "general summit:none"):
            one, other = (c.search(query, commitments=True, sort="id") for c in (small, large))
            assert [m.id for m in one] == [m.id for m in other]
            assert {m.id for m in large.search(query, commitments=True)} == {m.id for m in one}
            assert len(large.search(query, commitments=True, limit=1)) == 1


def test_the_same_from_python(folder: str) -> None:
    with Corpus.open(folder) as corpus:
        assert len(corpus.list()) == 8
        assert len(corpus.list(commitments=True)) == 5
        assert [m.id for m in corpus.search("general", summit="none")] == ["unknown-solo"]


def test_one_mandate_for_each_commitment_of_a_site(site_folder: Path) -> None:
    with Corpus.open(site_folder) as corpus:
        records = corpus.list()
        chosen = corpus.list(commitments=True)
    assert Counter(m.commitment for m in chosen) == Counter({m.commitment for m in records})
    assert all(m.id == m.commitment for m in chosen)


# Counts.


def test_counts_are_in_commitments_first(folder: str) -> None:
    assert told(folder, "list", "-f", "table") == "5 commitments: 4 in English, 4 in Spanish\n"
    assert told(folder, "list", "--summit", "2022", "-f", "table") == "3 commitments: 3 in English, 2 in Spanish\n"
    assert told(folder, "list", "--commitments", "-f", "table") == "5 commitments: 4 in English, 1 in Spanish\n"
    assert told(folder, "search", "ports", "-f", "table") == "1 commitment: 1 in English\n"
    assert told(folder, "search", "ports", "--kwic", "-f", "table") == "1 hit in 1 commitment: 1 in English\n"


def table(folder: str, *args: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(typed(*args, "-f", "csv", "--data-dir", folder)[1])))


def test_every_unit_has_its_column(folder: str) -> None:
    summits = {row["year"]: row for row in table(folder, "summits")}
    units = ("commitments", "mandates", "placements")
    assert [summits["2022"][unit] for unit in units] == ["3", "5", "6"]
    themes = {row["slug"]: row for row in table(folder, "themes")}
    # One on a theme and one on its sub-theme, in two languages.
    assert [themes["environment"][unit] for unit in units] == ["2", "3", "3"]
    documents = {row["id"]: row for row in table(folder, "documents")}
    assert [documents[LIMA][unit] for unit in units] == ["1", "2", "2"]
    found = json.loads(typed("search", "oaks OR ports OR label:a", "--count", "--json", "--data-dir", folder)[1])
    assert found == [{"commitments": 2, "mandates": 3, "placements": 3, "items": 2}]


def test_facets_roll_sub_themes_up_as_the_filter_does(folder: str) -> None:
    facets = {(row["facet"], row["value"]): row for row in table(folder, "search", "general OR plantar", "--facets")}
    for slug in ("environment", "environment/water-resources", "health"):
        row = facets["theme", slug]
        listed = ids(folder, "search", "general OR plantar", "--theme", slug)
        assert row["mandates"] == str(len(listed))
        assert row["commitments"] == str(len(ids(folder, "search", "general OR plantar", "-t", slug, "--commitments")))
    assert facets["summit", ""]["mandates"] == "1"


# What is of no known summit.


def test_mandates_of_no_known_summit_are_reached(folder: str) -> None:
    assert ids(folder, "list", "--summit", "none") == ["unknown-solo"]
    assert ids(folder, "search", "general summit:none") == ["unknown-solo"]
    assert ids(folder, "list", "--summit", "none", "--summit", "2018") == ["2018-ports", "2018-puertos", "unknown-solo"]
    assert "unknown-solo" not in ids(folder, "search", "general -summit:none")
    assert "unknown-solo" in ids(folder, "search", "general -summit:2018")


@pytest.mark.parametrize("args", [["summits"], ["trace", "--dropped-since", "2018"], ["trace", "--recurring", "2"]])
def test_what_leaves_them_out_says_so(folder: str, args: list[str]) -> None:
    assert "1 mandate" in told(folder, *args)
    assert "of no known summit" in told(folder, *args)


# Claims that something is not there.


def test_nothing_is_said_to_be_dropped_where_no_later_summit_is(folder: str) -> None:
    err = told(folder, "trace", "--dropped-since", "2022", code=2)
    assert "no mandate of a summit after 2022" in err
    assert told(folder, "trace", "--dropped-since", "2018").startswith(
        "1 commitment that no summit after 2018 took up (no similar wording in the 5 mandates of 1 summit): "
        "1 in English, 1 in Spanish\n"
    )


def test_claims_of_absence_say_in_what(folder: str) -> None:
    none = "No commitment is among those; looked in 8 mandates of 2 summits.\n"
    assert told(folder, "trace", "--recurring", "3").startswith(none)
    assert "No mandate matches; looked in 8 mandates of 2 summits; " in told(folder, "search", "zebras")
    assert told(folder, "list", "--theme", "oas").startswith("No mandate of 8 mandates of 2 summits passes")
    assert "looked for in 8 mandates of 2 summits" in told(folder, "trace", "2018-ports")
    dropped = json.loads(typed("trace", "--dropped-since", "2018", "--json", "--data-dir", folder)[1])
    assert {(row["looked_in_mandates"], row["looked_in_summits"]) for row in dropped} == {(5, 1)}
    traced = json.loads(typed("trace", "2018-ports", "--json", "--data-dir", folder)[1])
    assert [(row["looked_in_mandates"], row["looked_in_summits"]) for row in traced] == [(8, 2)]
    between = json.loads(typed("diff", "2018", "2022", "--json", "--data-dir", folder)[1])
    assert {row["looked_in"] for row in between if row["change"] == "dropped"} == {5}
    assert {row["looked_in"] for row in between if row["change"] == "new"} == {2}


def test_the_figures_of_a_theme_are_of_that_theme(folder: str) -> None:
    rows = table(folder, "diff", "2018", "2022", "--stat", "--theme", "health")
    assert [(row["theme"], row["new_commitments"], row["new_mandates"]) for row in rows] == [("health", "2", "3")]
    rows = table(folder, "diff", "2018", "2022", "--stat", "--theme", "environment/water-resources")
    assert [(row["theme"], row["new_commitments"]) for row in rows] == [("environment/water-resources", "1")]
    assert {row["theme"] for row in table(folder, "diff", "2018", "2022", "--stat")} == {
        "environment", "health", "security",
    }  # fmt: skip


# How much of the site was read.


def test_a_person_is_told_how_little_of_the_site_the_shipped_page_is(run: Run) -> None:
    line = "The corpus holds 1 of {known} known pages of the site; 'mandates fetch' brings the rest."
    info = json.loads(run("info", "--json").stdout)[0]
    known = sum(counts["known"] for counts in info["coverage"].values())
    assert known > 100
    assert {language: counts["read"] for language, counts in info["coverage"].items()} == {"en": 1, "es": 0}
    for args in (["list"], ["search", "crime"], ["summits"], ["themes"], ["documents"], ["diff", "2018", "2022"]):
        assert line.format(known=known) in run(*args, "-f", "table").stderr
        assert "known pages of the site" not in run(*args).stderr, "a program is not told"
    assert f"(1 of {known} known pages)" in run("search", "zebras").stderr


def test_pages_that_were_read_are_counted_once(run: Run, tmp_path: Path) -> None:
    """A page with an address, one without that is of the same theme, and one that no table knows."""
    page = Path(__file__).parent / "pages" / "security-public-policies.txt"
    folder = tmp_path / "data"
    site = "http://www.summit-americas.org/sisca/"
    run("import", str(page), "--url", f"{site}sec_pub_pol.html", "--data-dir", str(folder))
    before = json.loads(run("info", "--json", "--data-dir", str(folder)).stdout)[0]["coverage"]
    shutil.copy(page, tmp_path / "saved.txt")
    run("import", str(tmp_path / "saved.txt"), "--data-dir", str(folder))
    assert json.loads(run("info", "--json", "--data-dir", str(folder)).stdout)[0]["coverage"] == before
    run("import", str(page), "--url", f"{site}sec_new.html", "--data-dir", str(folder))
    after = json.loads(run("info", "--json", "--data-dir", str(folder)).stdout)[0]["coverage"]
    assert after["en"] == {"known": before["en"]["known"] + 1, "read": before["en"]["read"] + 1}


def test_a_corpus_whose_coverage_was_not_written_down_says_nothing_of_it(folder: str) -> None:
    assert json.loads(typed("info", "--json", "--data-dir", folder)[1])[0]["coverage"] == {}
    assert "known page" not in told(folder, "search", "zebras", "-f", "table")
