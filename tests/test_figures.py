"""Questions whose true answer the generator knows: each command and format gives that number, with its unit."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from invented import typed, written_to
from test_site import REGISTRY, Built, build, generate, themes
from testsite.truth import Meant

Passes = Callable[[Meant], bool]


class Question(NamedTuple):
    """Filters as typed, the same as a query, and what of the truth they select."""

    filters: list[str]
    query: str
    passes: Passes


def of_summit(*years: int) -> Passes:
    return lambda meant: meant.summit in years


def of_theme(slug: str) -> Passes:
    return lambda meant: any(f"{theme}/".startswith(f"{slug}/") for theme in meant.themes)


def both(one: Passes, other: Passes) -> Passes:
    return lambda meant: one(meant) and other(meant)


def english(meant: Meant) -> bool:
    return meant.language == "en"


def spanish(meant: Meant) -> bool:
    return meant.language == "es"


def unknown(meant: Meant) -> bool:
    return meant.summit is None


def documents() -> list[str]:
    return sorted({meant.document for meant in site().site.truth().values() if meant.document})


@cache
def site() -> Built:
    """A site all of whose twins are found: how many are is measured elsewhere."""
    return build(generate(1, themes(), pages=40, placements=500))


YEARS: Final = (1994, 1996, 1998, 2001, 2004, 2005, 2009, 2012, 2015, 2018, 2022)
SLUGS: Final = ("agriculture", "democracy", "education", "health", "security", "environment", "justice")
QUESTIONS: Final = [
    *(Question(["--summit", str(year)], f"summit:{year}", of_summit(year)) for year in YEARS),
    Question(["--summit", "IX"], "summit:IX", of_summit(2022)),
    Question(["--summit", "Lima", "--lang", "es"], "summit:Lima lang:es", both(of_summit(2018), spanish)),
    Question(["--summit", "2015..2022"], "summit:2015..2022", of_summit(2015, 2018, 2022)),
    Question(["--summit", "..2001"], "summit:..2001", of_summit(1994, 1996, 1998, 2001)),
    Question(["--summit", "none"], "summit:none", unknown),
    Question(["--summit", "none", "--lang", "en"], "summit:none lang:en", both(unknown, english)),
    Question(["--lang", "en"], "lang:en", english),
    Question(["--lang", "Español"], "lang:Español", spanish),
    *(Question(["--theme", slug], f"theme:{slug}", of_theme(slug)) for slug in SLUGS),
    Question(["--theme", "Salud"], "theme:Salud", of_theme("health")),
    Question(["--theme", "security", "--summit", "2018"], "theme:security summit:2018",
             both(of_theme("security"), of_summit(2018))),
    Question(["--theme", "health", "--lang", "es"], "theme:health lang:es", both(of_theme("health"), spanish)),
    *(Question(["--document", id], f"document:{id}", lambda meant, id=id: meant.document == id)  # type: ignore[misc]
      for id in documents()[:10]),
    Question([], "lang:en OR lang:es", lambda _: True),
]  # fmt: skip


class Figures(NamedTuple):
    commitments: int
    mandates: int
    placements: int
    items: int
    english: int
    spanish: int


def figures(found: Iterable[Meant]) -> Figures:
    chosen, twins = list(found), site().site.twins()
    commitments = {meant.number if meant.number in twins else (meant.language, meant.number) for meant in chosen}
    return Figures(
        len(commitments),
        len(chosen),
        sum(len(meant.placements) for meant in chosen),
        sum(len(meant.items) for meant in chosen),
        sum(map(english, chosen)),
        sum(map(spanish, chosen)),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(written_to(tmp_path_factory.mktemp("figures"), site().mandates))


def test_there_are_forty_questions() -> None:
    assert len(QUESTIONS) >= 40
    asked = [figures(filter(question.passes, site().site.truth().values())) for question in QUESTIONS]
    assert sum(figure.mandates > 0 for figure in asked) >= 35, "most have something to count"


def answer(folder: str, *args: str) -> tuple[str, str]:
    code, out, err = typed(*args, "--data-dir", folder)
    assert code == 0, err
    return out, err


def tally(true: Figures) -> str:
    parts = [(true.english, "English"), (true.spanish, "Spanish")]
    each = ", ".join(f"{count:,} in {language}" for count, language in parts if count)
    return f"{true.commitments:,} commitment{'s' * (true.commitments != 1)}: {each}"


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.query)
def test_every_command_and_format_gives_the_true_number(folder: str, question: Question) -> None:
    true = figures(filter(question.passes, site().site.truth().values()))
    counted = json.loads(answer(folder, "search", "--count", question.query)[0])
    assert counted == {
        "commitments": true.commitments, "mandates": true.mandates,
        "placements": true.placements, "items": true.items,
    }  # fmt: skip
    filters = question.filters
    assert len(answer(folder, "list", *filters, "-f", "jsonl")[0].splitlines()) == true.mandates
    assert len(json.loads(answer(folder, "list", *filters, "--json")[0])) == true.mandates
    one_each = answer(folder, "list", *filters, "--commitments", "-f", "csv")[0]
    assert len(list(csv.DictReader(io.StringIO(one_each)))) == true.commitments
    said = answer(folder, "list", *filters, "-f", "table")[1]
    assert said.startswith(f"{tally(true)}\n" if true.mandates else "No mandate ")
    said = answer(folder, "search", question.query, "-f", "table")[1]
    assert said.startswith(f"{tally(true)}\n" if true.mandates else "No mandate ")


def columns(folder: str, command: str, key: str) -> dict[str, tuple[int, ...]]:
    rows = csv.DictReader(io.StringIO(answer(folder, command, "-f", "csv")[0]))
    return {row[key]: tuple(int(row[unit]) for unit in ("commitments", "mandates", "placements")) for row in rows}


def test_listings_and_info_give_the_true_numbers(folder: str) -> None:
    meant = list(site().site.truth().values())
    for year, counts in columns(folder, "summits", "year").items():
        assert counts == figures(filter(of_summit(int(year)), meant))[:3]
    for id, counts in columns(folder, "documents", "id").items():
        assert counts == figures(m for m in meant if m.document == id)[:3]
    for slug, (commitments, mandates, _) in columns(folder, "themes", "slug").items():
        assert (commitments, mandates) == figures(filter(of_theme(slug), meant))[:2]
    told = json.loads(answer(folder, "info", "--json")[0])[0]
    whole = figures(meant)
    assert (told["commitments"], told["mandates"], told["placements"], told["items"]) == whole[:4]


def test_facets_give_the_true_numbers(folder: str) -> None:
    meant = list(site().site.truth().values())
    for row in map(json.loads, answer(folder, "search", "--facets", "lang:en OR lang:es")[0].splitlines()):
        value = row["value"]
        passes: dict[str, Passes] = {
            "summit": lambda m, value=value: m.summit == value,  # type: ignore[misc]
            "document": lambda m, value=value: m.document == value,  # type: ignore[misc]
            "language": lambda m, value=value: m.language == value,  # type: ignore[misc]
            "theme": of_theme(str(value)),
        }
        assert (row["commitments"], row["mandates"]) == figures(filter(passes[row["facet"]], meant))[:2], row


def test_the_tables_know_the_summits_that_are_asked_about() -> None:
    assert {summit.year for summit in REGISTRY.summits} >= set(YEARS)


@pytest.mark.parametrize("path", [Path("mandates.csv"), Path("mandates.tsv")])
def test_a_table_for_a_spreadsheet_counts_the_same(folder: str, path: Path) -> None:
    out, _ = answer(folder, "list", "-f", path.suffix[1:])
    rows = list(csv.DictReader(io.StringIO(out), delimiter="," if path.suffix == ".csv" else "\t"))
    true = figures(site().site.truth().values())
    assert (len({row["commitment"] for row in rows}), len(rows)) == true[:2]
