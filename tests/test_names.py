"""One rule for every name, whoever asks: the index, tantivy, Python, `check` and `fetch`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Run
from invented import labelled, written_to
from mandates_cli import registry
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.errors import FieldError, UnknownName, UsageError
from mandates_cli.model import Mandate
from mandates_cli.query import parse
from mandates_cli.query.filters import admitted, facts_of
from mandates_cli.query.grammar import pointed
from test_search_table import site_records

# What a person may type, and what it stands for.
FOUND: list[tuple[str, str, str]] = [
    ("summit", "2022", "2022"),
    ("summit", "IX", "2022"),
    ("summit", "ix", "2022"),
    ("summit", "Lima", "2018"),
    ("summit", "Los Ángeles", "2022"),
    ("summit", "los angeles", "2022"),
    ("summit", "Octava Cumbre de las Américas", "2018"),
    ("summit", "2015..VIII", "2015..2018"),
    ("summit", "..Miami", "..1994"),
    ("summit", "2015-2022", "2015..2022"),
    ("summit", "2015–2022", "2015..2022"),
    ("summit", "2015 - 2022", "2015..2022"),
    ("summit", "VII-IX", "2015..2022"),
    ("summit", "vii..ix", "2015..2022"),
    ("summit", "2016..2020", "2018"),
    ("summit", "2013-2021", "2015..2018"),
    ("summit", "9", "2022"),
    ("summit", "8th Summit", "2018"),
    ("summit", "Ninth Summit", "2022"),
    ("summit", "the ninth summit", "2022"),
    ("summit", "IX Cumbre", "2022"),
    ("summit", "cumbre de lima", "2018"),
    ("summit", "Summit of Los Angeles", "2022"),
    ("summit", "Cumbre de Los Ángeles 2022", "2022"),
    ("summit", "Lima 2018", "2018"),
    ("summit", "Panamá", "2015"),
    ("summit", "Quebec", "2001"),
    ("theme", "Education", "education"),
    ("theme", "EDUCACION", "education"),
    ("theme", "education/", "education"),
    ("theme", "human rights", "human-rights"),
    ("theme", "Salud", "health"),
    ("document", "lima", "2018-lima-commitment"),
    ("document", "LIMA commitment", "2018-lima-commitment"),
    ("document", "Compromiso de Lima", "2018-lima-commitment"),
    ("document", "2018-li", "2018-lima-commitment"),
    ("document", "Lima 2018", "2018-lima-commitment"),
    ("document", "commitment, Lima", "2018-lima-commitment"),
    ("lang", "EN", "en"),
    ("lang", "English", "en"),
    ("lang", "Español", "es"),
    ("lang", "castellano", "es"),
    ("lang", "Spanish", "es"),
    ("lang", "inglés", "en"),
    ("asks", "OEA", "oas"),
    ("asks", "oea", "oas"),
    ("asks", "Organization of American States", "oas"),
    ("asks", "organizacion de los estados americanos", "oas"),
    ("due", "2025-2030", "2025..2030"),
    ("due", "2025–2030", "2025..2030"),
    ("due", " 2025 .. 2030 ", "2025..2030"),
    ("due", "2025...2030", "2025..2030"),
    ("due", "2030..", "2030..9999"),
    ("due", "..2025", "0000..2025"),
    ("due", "2026", "2026..2026"),
    ("due", "ANY", "any"),
]
LEFT_ALONE = [
    ("summit", "2023", "Did you mean 2022?"),
    ("summit", "2022..2015", "runs backwards"),
    ("summit", "2022-2015", "write 2015..2022"),
    ("summit", "Americas", "No summit 'Americas'"),
    ("summit", "Summit of the Americas", "No summit 'Summit of the Americas'"),
    ("summit", "Ninth Summit of Lima", "No summit"),
    ("summit", "City", "it may be 2001 or 2015"),
    ("summit", "lim", "No summit 'lim'"),
    ("summit", "2022-lima", "No summit"),
    ("summit", "10", "No summit '10'"),
    ("theme", "secur", "Did you mean"),
    ("theme", "", "No theme ''"),
    ("document", "lim", "No document 'lim'"),
    ("document", "-", "No document '-'"),
    ("lang", "fr", "No language 'fr'"),
    ("page", "/sisca/nope.html", "No page"),
    ("asks", "oass", "Did you mean oas "),
    ("asks", "Organisation of American States", "Did you mean oas "),
    ("asks", "", "No body ''"),
    ("due", "2030..2025", "The range 2030..2025 runs backwards; write 2025..2030."),
    ("due", "2030-2025", "write 2025..2030"),
    ("due", "soon", "No year 'soon'; give one (2025), a range (2025..2030), or any."),
    ("due", "20305", "No year '20305'"),
    ("due", "", "No year ''"),
]


# Years of the first words of every sixth mandate; null for one that ends in none.
YEARS: tuple[int | None, ...] = (2024, 2025, 2026, 2030, 2031, None)


def with_register(mandates: list[Mandate]) -> list[Mandate]:
    """Each third mandate with a deadline, its years in turn, and a body, its roles in turn; each ninth with two; the
    others with neither."""
    made = []
    for number, mandate in enumerate(mandates):
        first, second = mandate.text.split()[:2]
        years = (YEARS[number // 3 % 6], YEARS[number // 9 % 6])[: 2 if number % 9 == 0 else 1]
        due = [(words, "date", year) for words, year in zip((first, second), years, strict=False)]
        role = ("asked", "partner", "named")[number // 3 % 3]
        made.append(labelled(mandate, due, [(first, "oas", role)]) if number % 3 == 0 else labelled(mandate))  # type: ignore[arg-type, list-item]
    return made


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus.open(written_to(tmp_path_factory.mktemp("site"), with_register(site_records())))


@pytest.fixture(scope="module")
def scaled(corpus: Corpus) -> Corpus:
    pytest.importorskip("tantivy", reason="pip install 'mandates-cli[scale]'")
    large = Corpus.open(corpus.where.folder)
    large.__dict__["_large"] = True
    assert large.engine is not None
    return large


def filters(kind: str, name: str) -> Filters:
    return Filters()._replace(**{kind: (name,)})  # type: ignore[arg-type]


def ids(corpus: Corpus, kind: str, name: str, query: str | None = None) -> set[str]:
    return {row["id"] for row in corpus.rows(filters(kind, name), parse(query) if query else None)}


@pytest.mark.parametrize(("kind", "name", "same"), FOUND)
def test_a_name_is_what_it_stands_for_to_every_engine(
    corpus: Corpus, scaled: Corpus, kind: str, name: str, same: str
) -> None:
    expected = ids(corpus, kind, same)
    assert ids(corpus, kind, name) == expected
    criteria = corpus.asked(filters(kind, name)).criteria
    assert {row["id"] for row in corpus.rows() if admitted(criteria, facts_of(row))} == expected
    everything = "the OR de OR a OR to"
    words = ids(corpus, kind, same, everything)
    assert words
    assert ids(scaled, kind, name, everything) == ids(corpus, kind, name, everything) == words
    in_query = f'{kind}:"{name}" ({everything})'
    assert {row["id"] for row in scaled.rows(tree=parse(in_query))} == words
    assert {row["id"] for row in corpus.rows(tree=parse(in_query))} == words
    assert {row["id"] for row in corpus.rows(tree=parse(f"NOT ({in_query})"))}.isdisjoint(words)


@pytest.mark.parametrize(("kind", "name", "said"), LEFT_ALONE)
def test_what_no_table_holds_is_refused_by_all(corpus: Corpus, kind: str, name: str, said: str) -> None:
    refused: list[Callable[[], object]] = [
        lambda: corpus.raw(filters(kind, name)),
        lambda: corpus.count(filters(kind, name), parse("crime")),
        lambda: corpus.passing(filters(kind, name), []),
    ]
    for ask in refused:
        with pytest.raises(UsageError) as caught:
            ask()
        assert said in str(caught.value)


def test_a_wrong_name_in_a_query_is_pointed_at(corpus: Corpus) -> None:
    with pytest.raises(FieldError):
        corpus.raw(tree=parse("crime theme:nope"))


@pytest.mark.parametrize("query", ["theme:health theme:nope crime", 'theme:health crime theme:"nope"', "theme:nope"])
def test_the_caret_stands_below_the_wrong_value_of_several(corpus: Corpus, query: str) -> None:
    with pytest.raises(FieldError) as caught:
        corpus.raw(tree=parse(query))
    assert pointed(caught.value, query).column == query.index("nope")


def test_a_page_is_named_by_address_path_or_file_name(corpus: Corpus) -> None:
    page = next(corpus.rows())["placements"][0]["page"]
    expected = ids(corpus, "page", page)
    assert expected
    assert ids(corpus, "page", page.rpartition("/")[2]) == expected
    assert ids(corpus, "page", f"http://www.example.org{page}") == expected


def test_a_theme_has_its_sub_themes(corpus: Corpus) -> None:
    def slugs(name: str) -> tuple[str, ...]:
        (criterion,) = corpus.asked(filters("theme", name)).criteria
        return criterion.slugs  # type: ignore[union-attr]

    assert slugs("SECURITY: Public Policies") == slugs("security/public-policies") == ("security/public-policies",)
    assert set(slugs("Seguridad")) > {"security", "security/public-policies"}


def test_a_part_of_a_name_stands_for_all_documents_that_have_it(corpus: Corpus) -> None:
    (criterion,) = corpus.asked(filters("document", "declaration")).criteria
    assert len(criterion.ids) > 1  # type: ignore[union-attr]
    assert all("declaration" in id.split("-") for id in criterion.ids)  # type: ignore[union-attr]


def test_a_users_own_summit_is_one(tmp_path: Path) -> None:
    folder = written_to(tmp_path, site_records()[:5])
    (folder / "registry").mkdir()
    row = registry.load().summits[-1].model_dump(mode="json")
    own = {"year": 2031, "number": "XII", "kind": "ordinary", "source": "invented"}
    own |= {"name": "X", "city": "Bridgetown", "country": "Barbados"}
    assert row.keys() >= own.keys()
    named = "".join(f'{key} = {{ en = "{own[key]}", es = "{own[key]}" }}\n' for key in ("name", "city", "country"))
    plain = "".join(f"{key} = {json.dumps(own[key])}\n" for key in ("year", "number", "kind", "source"))
    dates = 'starts = 2031-05-01\nends = 2031-05-02\ntails = ["Bridgetown"]\n'
    assert Corpus.open(folder).count(filters("summit", "..2022")) > 0
    with pytest.raises(UnknownName):
        Corpus.open(folder).count(filters("summit", "Bridgetown"))
    (folder / "registry" / "summits.toml").write_text(f"[[summits]]\n{plain}{named}{dates}", "utf-8")
    assert Corpus.open(folder).count(filters("summit", "Bridgetown")) == 0
    assert Corpus.open(folder).summits()[-1]["city"] == "Bridgetown"


def test_a_deadline_of_no_certain_year_is_due_in_none_but_any(corpus: Corpus) -> None:
    every, certain = ids(corpus, "due", "any"), ids(corpus, "due", "..")
    unsure = {row["id"] for row in corpus.rows() if {one["year"] for one in row["deadlines"]} == {None}}
    assert unsure
    assert every == certain | unsure
    assert certain.isdisjoint(unsure)
    assert ids(corpus, "due", "2027..2029") == set()


def test_a_body_is_asked_where_that_is_its_role(corpus: Corpus) -> None:
    rows = [row for row in corpus.rows() if row["addressees"]]
    roles = {row["id"]: row["addressees"][0]["role"] for row in rows}
    assert {*roles.values()} == {"asked", "partner", "named"}
    assert ids(corpus, "asks", "oas") == {id for id, role in roles.items() if role == "asked"}


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        (["--theme", "EDUCACION"], ["--theme", "education"]),
        (["--theme", "Human Rights"], ["--theme", "human-rights"]),
        (["--theme", "agricultura", "--lang", "Español"], ["--theme", "agriculture", "--lang", "es"]),
        (["--lang", "EN"], ["--lang", "en"]),
    ],
)
def test_fetch_takes_names_by_the_same_rule(run: Run, tmp_path: Path, typed: list[str], same: list[str]) -> None:
    asked = [run("fetch", "--dry-run", "--data-dir", str(tmp_path), *args).stdout for args in (typed, same)]
    assert asked[0] == asked[1] != ""


@pytest.mark.parametrize(
    ("typed", "pages"),
    [
        (["--theme", "Seguridad"], 1),
        (["--theme", "SECURITY: Public Policies"], 1),
        (["--theme", "salud"], 0),
        (["--lang", "English"], 1),
        (["--lang", "ES"], 0),
        (["--page", "security-public-policies.txt"], 1),
    ],
)
def test_check_takes_names_by_the_same_rule(run: Run, typed: list[str], pages: int) -> None:
    assert len(run("check", "--accounts", *typed).stdout.splitlines()) == pages


@pytest.mark.parametrize("command", [["check", "--theme", "secur"], ["fetch", "--dry-run", "--theme", "secur"]])
def test_they_refuse_what_no_table_holds(run: Run, command: list[str]) -> None:
    assert "No theme 'secur'. Did you mean" in run(*command, code=2).stderr
