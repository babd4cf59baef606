"""What belongs in one place is in no other: SQL, facts about the site, plurals, and, in tests, no clock at all."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mandates_cli import registry
from mandates_cli.wording import PLURALS
from source import ROOT, SOURCE, files, name, syntax, texts

WITH_SQL = ("corpus/sql/", "export/sql/")
STATEMENT = re.compile(
    r"\s*(?:SELECT|INSERT|CREATE|UPDATE|DELETE|DROP|ALTER|PRAGMA|WITH|ATTACH|BEGIN|VACUUM|ANALYZE)\b "
)
CLAUSE = re.compile(r"\b(?:FROM \w+|WHERE \S|GROUP BY|ORDER BY \w|MATCH \?|IN \(SELECT)")
# Of the site: its folder, endings and hosts, and the words that its pages have around the mandates.
OF_THE_SITE = re.compile(r"sisca|_sp\b|summit-americas|cumbre-americas|Initiative|Iniciativa|Mandatos")
COUNTED = re.compile(r"\{[a-z_]+:([a-z][a-z ]+)\}")
CLOCKS = {"process_time", "perf_counter", "process_time_ns", "perf_counter_ns"}


def sql(source: Path) -> list[str]:
    return [
        f"{name(path, source)}:{line}"
        for path in files(source)
        for line, text in texts(path)
        if not name(path, source).startswith(WITH_SQL) and (STATEMENT.match(text) or CLAUSE.search(text))
    ]


def of_the_tables() -> re.Pattern[str]:
    """Ids and titles of documents, and names of cities."""
    tables = registry.load()
    names = {document.id for document in tables.documents}
    names |= {form for document in tables.documents for form in document.title.all()}
    names |= {form for summit in tables.summits for form in summit.city.all()}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})\b")


def facts(source: Path) -> list[str]:
    named = of_the_tables()
    return [
        f"{name(path, source)}:{line} {found[0]}"
        for path in files(source)
        for line, text in texts(path)
        if path.relative_to(source).parts[0] != "registry" and (found := OF_THE_SITE.search(text) or named.search(text))
    ]


def plurals(source: Path) -> list[str]:
    """Where a word, or its ending, is chosen by whether a count is one."""
    return [
        f"{name(path, source)}:{node.lineno}"
        for path in files(source)
        for node in ast.walk(syntax(path))
        if name(path, source) != "wording.py" and isinstance(node, ast.IfExp) and of_one(node)
    ]


def of_one(node: ast.IfExp) -> bool:
    test = node.test
    of_count = isinstance(test, ast.Compare) and any(
        isinstance(other, ast.Constant) and other.value == 1 for other in (test.left, *test.comparators)
    )
    return of_count and all(
        isinstance(way, ast.Constant) and isinstance(way.value, str) for way in (node.body, node.orelse)
    )


def nouns(source: Path) -> list[str]:
    """Where a template counts something that wording.py has no plural of."""
    return [
        f"{name(path, source)}:{line} {noun}"
        for path in files(source)
        for line, text in texts(path)
        for noun in COUNTED.findall(text)
        if noun not in PLURALS
    ]


def clocks(folder: Path) -> Iterator[str]:
    for path in files(folder):
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Name | ast.Attribute | ast.alias):
                used = {ast.Name: "id", ast.Attribute: "attr", ast.alias: "name"}[type(node)]
                if getattr(node, used) in CLOCKS:
                    yield f"{name(path, folder)}:{node.lineno}"


def test_sql_is_only_in_the_files_named_for_it() -> None:
    assert sql(SOURCE) == []


def test_facts_about_the_site_are_only_in_the_registry() -> None:
    assert facts(SOURCE) == []


def test_no_plural_is_made_by_hand() -> None:
    assert plurals(SOURCE) == []


def test_what_is_counted_has_a_plural() -> None:
    assert nouns(SOURCE) == []


def test_no_test_depends_on_how_fast_a_machine_is() -> None:
    """Growth is shown by counting calls (tests/steps.py), speed by benchmarks/."""
    assert list(clocks(ROOT / "tests")) == []


SAMPLE = '''
"""SELECT of a docstring, in Lima."""
from time import perf_counter as now
def a(n):
    "FROM docstring WHERE it may"
    run("SELECT 1 FROM x")
    run(f"{n} ORDER BY summit")
    fits = "Select from what you want", "with all that follows"
    option(help="such as Lima")
    return "/sisca/a", "x_sp.html", "Cartagena", "Limassol", "2018-lima-commitment", "a_split"
def b(n):
    import time
    time.process_time()
    return f"{n} page{'' if n == 1 else 's'}", "are" if n > 1 else "is", "a" if n == 2 else "b"
def c():
    return "{n:page} of {m:gnu}"
'''


@pytest.mark.parametrize(
    ("rule", "lines"),
    [(sql, [6, 7]), (facts, [10, 10, 10, 10]), (plurals, [14, 14]), (nouns, [16]), (clocks, [3, 13])],
    ids=["sql", "facts", "plurals", "nouns", "clocks"],
)
def test_a_planted_violation_is_found(rule: object, lines: list[int], tmp_path: Path) -> None:
    assert callable(rule)
    (tmp_path / "x.py").write_text(SAMPLE)
    assert [int(place.partition(":")[2].partition(" ")[0]) for place in rule(tmp_path)] == lines
