"""The schema of every answer, held against what the commands say."""

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from conftest import REAL_PAGE, Run
from invented import MADE, Made, record, written_to
from mandates_cli.cli import search
from mandates_cli.compare.diff import KINDS
from mandates_cli.model import Account, Counts, Diagnostic
from mandates_cli.query.dimensions import StatRow, TakenUpRow
from mandates_cli.render import between, diff, history, lineage, precedents
from mandates_cli.render import run as fetched
from mandates_cli.render.schema import ANSWERS, PAGES, names, schema

# What is asked, and the name of the schema that the answer has.
ASKED = [
    (["list"], "list"),
    (["search", "crime"], "search"),
    (["search", "cybercrime", "--kwic"], "search --kwic"),
    (["search", "crime OR cybercrime", "--facets"], "search --facets"),
    (["search", "cybercrime", "--count"], "search --count"),
    (["precedents", "cyber"], "precedents"),
    (["themes"], "themes"),
    (["summits"], "summits"),
    (["documents"], "documents"),
    (["bodies"], "bodies"),
    (["info"], "info"),
    (["trace", "cybercrime"], "trace"),
    (["trace", "--recurring", "2"], "trace --recurring"),
    (["trace", "--dropped-since", "2012"], "trace --dropped-since"),
    (["stats", "--by", "summit"], "stats"),
    (["stats", "--by", "theme,due", "--unit", "items"], "stats"),
    (["stats", "--taken-up"], "stats --taken-up"),
    (["diff", "2018", "2022"], "diff YEAR YEAR"),
    (["diff", "2018", "2022", "--stat"], "diff YEAR YEAR --stat"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    said = "Build regional laboratories that test drinking water in every island village"
    again = [
        Made("water", "en", 2018, "2018-lima-commitment", ("health",), f"{said}."),
        Made("waters", "en", 2022, "2022-green-future", ("health",), f"{said} by 2030."),
    ]
    return written_to(tmp_path / "made", [record(made) for made in [*MADE, *again]])


def held(run: Run, args: list[str], name: str, code: int = 0) -> int:
    """How many records the command gives; each is as the schema says."""
    of = json.loads(run("schema", *name.split()).stdout)
    rows = json.loads(run(*args, "--json", code=code).stdout)
    for row in rows:
        jsonschema.validate(row, of)
    return len(rows)


@pytest.mark.parametrize(("args", "name"), ASKED, ids=[" ".join(args) for args, _ in ASKED])
def test_answers_are_as_their_schema_says(run: Run, folder: Path, args: list[str], name: str) -> None:
    held(run, args, name)
    # Nothing is shown by an empty answer.
    assert held(run, [*args, "--data-dir", str(folder)], name)


def test_answers_of_one_mandate_of_states_and_of_pages_too(run: Run, folder: Path, tmp_path: Path) -> None:
    assert held(run, ["show", "2018-lima-commitment-7"], "show")
    other = written_to(tmp_path / "other", [record(made._replace(text=made.text + " Now.")) for made in MADE[3:]])
    assert held(run, ["diff", str(folder), str(other), "--all"], "diff")
    assert held(run, ["diff", str(folder), str(other), "--all", "--stat"], "diff --stat")
    page = tmp_path / "page.txt"
    page.write_text(REAL_PAGE.read_text("utf-8").replace("(Lima", "(Limes", 1), "utf-8")
    data = str(tmp_path / "data")
    run("import", str(page), "--data-dir", data)
    assert held(run, ["check", "--data-dir", data], "check")
    assert held(run, ["check", "--accounts", "--data-dir", data], "check --accounts")
    assert held(run, ["fetch", "--dry-run", "--data-dir", data], "fetch --dry-run")


def undescribed(part: object, path: str = "") -> Iterator[str]:
    if isinstance(part, dict):
        for name, field in part.get("properties", {}).items():
            if not field.get("description"):
                yield f"{path}.{name}"
        for name, inner in part.items():
            yield from undescribed(inner, f"{path}.{name}")


@pytest.mark.parametrize("name", ["", *names()])
def test_every_field_of_every_schema_is_described(run: Run, name: str) -> None:
    of = json.loads(run("schema", *name.split()).stdout)
    jsonschema.Draft202012Validator.check_schema(of)
    assert list(undescribed(of)) == []
    assert of["version"] == 1
    assert of["$id"].startswith("urn:mandates-cli:schema:")


def test_each_schema_has_an_id_of_its_own() -> None:
    ids = {schema(name, lambda: {"properties": {}, "required": []})["$id"] for name in ["", *names()]}
    assert len(ids) == 1 + len(names())


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("search --facets", search.FACETS),
        ("search --kwic", search.LINES),
        ("search --count", search.COUNTS),
        ("precedents", precedents.FIELDS),
        ("diff", diff.FIELDS),
        ("diff --stat", ["document", "differ", *KINDS]),
        ("diff YEAR YEAR", between.FIELDS),
        ("history", history.FIELDS),
        ("trace", lineage.FIELDS),
        ("trace --recurring", lineage.FAMILY),
        ("stats", StatRow.__annotations__),
        ("stats --taken-up", TakenUpRow.__annotations__),
        ("check", Diagnostic.model_fields),
        ("check --accounts", ["page", *Account.model_fields]),
        ("fetch", fetched.Change._fields),
    ],
)
def test_the_columns_of_an_answer_are_those_of_its_schema(name: str, fields: object) -> None:
    assert list(ANSWERS[name]) == list(fields)  # type: ignore[call-overload]
    assert list(PAGES) == list(Counts.model_fields)


def test_an_answer_is_named_as_it_is_asked_for(run: Run) -> None:
    for asked in ("search --facets", "search facets", "diff 2018 2022 --stat"):
        assert json.loads(run("schema", *asked.split()).stdout)["properties"]
    done = run("schema", "export", code=2)
    assert "there is a schema for: bodies, check, check --accounts" in done.stderr
