"""The SQLite file, as sqlite3, sqlite-utils and Datasette read it."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from exports import HOSTILE, exported, mandates, records
from invented import typed, written_to
from mandates_cli.export.contents import TABLES
from mandates_cli.export.sql.views import QUERIES, VIEWS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_to(tmp_path_factory.mktemp("corpus"), mandates())


@pytest.fixture(scope="module")
def file(folder: Path) -> Path:
    exported(folder, folder / "mandates.sqlite")
    return folder / "mandates.sqlite"


@pytest.fixture
def connection(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file)) as opened:
        yield opened


def test_texts_are_those_of_the_records(folder: Path, connection: sqlite3.Connection) -> None:
    listed = records(folder)
    assert dict(connection.execute("SELECT id, text FROM mandates")) == {row["id"]: row["text"] for row in listed}
    items = {(row["id"], item["label"], item["text"]) for row in listed for item in row["items"]}
    assert set(connection.execute("SELECT mandate, label, text FROM items")) == items
    notes = {(row["id"], note) for row in listed for note in row["notes"]}
    assert set(connection.execute("SELECT mandate, text FROM notes")) == notes
    assert len(notes) == len(HOSTILE) + 1


@pytest.mark.parametrize("args", [[], ["--lang", "es"], ["--summit", "2022"], ["--limit", "0"]], ids=" ".join)
def test_references_hold_whatever_is_filtered(folder: Path, tmp_path: Path, args: list[str]) -> None:
    exported(folder, tmp_path / "x.sqlite", *args)
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for view in VIEWS:
            connection.execute(f"SELECT * FROM {view}").fetchall()


def test_what_leads_out_of_the_filters_is_kept_and_is_no_reference(folder: Path, tmp_path: Path) -> None:
    exported(folder, tmp_path / "x.sqlite", "--summit", "2022")
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as connection:
        links = connection.execute("SELECT older, older_text, newer FROM taken_up").fetchall()
        assert ("2018-older", None, "2022-newer") in links
        of = {row[2] for row in connection.execute("PRAGMA foreign_key_list (links)")}
    assert of == set()


def test_everything_links_to_mandates(connection: sqlite3.Connection) -> None:
    links = connection.execute("SELECT older, newer, score, shared FROM links").fetchall()
    (found,) = [link for link in links if link[0] == "2018-older"]
    assert found[1] == "2022-newer"
    assert "lighthouse" in found[3]
    assert {row[2] for row in connection.execute("PRAGMA foreign_key_list (links)")} == {"mandates"}


def test_a_name_that_the_tables_do_not_know_is_there_by_itself(connection: sqlite3.Connection) -> None:
    assert connection.execute("SELECT * FROM summits WHERE year = 2033").fetchone()[1:] == (None,) * 10
    assert connection.execute("SELECT name_en FROM bodies WHERE slug = 'unheard-of'").fetchall() == [(None,)]
    assert connection.execute("SELECT title_en FROM themes WHERE slug = 'no/such-theme'").fetchall() == [(None,)]


def test_commitments_are_counted_by_summit(folder: Path, connection: sqlite3.Connection) -> None:
    expected: dict[int | None, set[str]] = {}
    for row in records(folder):
        expected.setdefault(row["summit"], set()).add(row["commitment"])
    counts = dict(connection.execute("SELECT year, commitments FROM commitments_by_summit"))
    assert {year: count for year, count in counts.items() if count} == {y: len(c) for y, c in expected.items()}
    exported(folder, folder / "few.sqlite", "--summit", "1998")
    with closing(sqlite3.connect(folder / "few.sqlite")) as few:
        counts = dict(few.execute("SELECT year, commitments FROM commitments_by_summit"))
    assert counts == {row["year"]: int(row["year"] == 1998) for row in summits(folder)}


def summits(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(typed("summits", "--json", "--data-dir", str(folder))[1])
    return found


def test_the_register_holds_words_bodies_and_reference(connection: sqlite3.Connection) -> None:
    connection.row_factory = sqlite3.Row
    (row,) = connection.execute("SELECT * FROM register").fetchall()
    assert (row["mandate"], row["due"]) == ("2022-note", 2030)
    assert (row["deadlines"], row["asked"], row["named"]) == ("Keep; the whale", "oas", "unheard-of")
    assert row["citation"] == "Invented Commitment of 2022"


def test_sides_stand_side_by_side(connection: sqlite3.Connection) -> None:
    rows = connection.execute("SELECT text_en, text_es FROM side_by_side WHERE id = '2022-split'").fetchall()
    assert [(english[:4], spanish[:5]) for english, spanish in rows] == [("Take", "Tomar")]
    assert connection.execute("SELECT count(*) FROM side_by_side").fetchone()[0] == len(mandates()) - 1


@pytest.mark.parametrize(("words", "id"), [("lighthouse", "2018-older"), ("ninez", "2015-ninez")])
def test_words_are_found_without_accents(connection: sqlite3.Connection, words: str, id: str) -> None:
    numbers = "SELECT rowid FROM mandates_fts WHERE mandates_fts MATCH ?"
    found = connection.execute(f"SELECT id FROM mandates WHERE rowid IN ({numbers})", (words,)).fetchall()
    assert (id,) in found


def test_sqlite_utils_sees_keys_and_searches(file: Path) -> None:
    opened = sqlite_utils.Database(file)
    assert {table.name: table.pks for table in opened.tables if table.name in {t.name for t in TABLES}} == {
        table.name: list(table.key) for table in TABLES
    }
    assert [row["id"] for row in opened["mandates"].search("whale", columns=["id"])] == ["2022-note"]
    opened.close()


@pytest.fixture(scope="module")
def answers(file: Path) -> dict[str, Any]:
    """What Datasette says to some addresses."""
    from datasette.app import Datasette

    # It asks for this as it is imported, of the whole process; other tests take a raised error for noise then.
    sqlite3.enable_callback_tracebacks(False)
    with closing(sqlite3.connect(file)) as connection:
        (metadata,) = connection.execute("SELECT value FROM about WHERE name = 'datasette'").fetchone()
    asked = {
        "home": "/mandates.json",
        "table": "/mandates/mandates.json?_facet=language&_size=max&_shape=objects&_labels=on",
        "search": "/mandates/mandates.json?_search=whale&_shape=array",
        "row": "/mandates/mandates/2022-note.json?_shape=array",
        **{name: f"/mandates/{name}.json?_shape=array" for name in VIEWS},
        "find": "/mandates/find.json?words=whale&_shape=array",
        "find what is no syntax": "/mandates/find.json?words=whale+don't+(&_shape=array",
        "due": "/mandates/due.json?first=2025&last=2030&_shape=array",
        "asked_of": "/mandates/asked_of.json?body=oas&_shape=array",
        "theme_by_summit": "/mandates/theme_by_summit.json?theme=health&_shape=array",
        "html": "/mandates/mandates",
    }

    async def answered() -> dict[str, Any]:
        served = Datasette([str(file)], metadata=json.loads(metadata))
        found = {name: await served.client.get(path) for name, path in asked.items()}
        assert {name: answer.status_code for name, answer in found.items()} == dict.fromkeys(asked, 200)
        return {name: answer.text if name == "html" else answer.json() for name, answer in found.items()}

    return asyncio.run(answered())


def test_datasette_shows_what_the_records_hold(folder: Path, answers: dict[str, Any]) -> None:
    assert {row["id"]: row["text"] for row in answers["table"]["rows"]} == {
        row["id"]: row["text"] for row in records(folder)
    }
    assert {facet["value"] for facet in answers["table"]["facet_results"]["language"]["results"]} == {"en", "es"}
    assert [row["id"] for row in answers["search"]] == ["2022-note"]
    assert [row["id"] for row in answers["row"]] == ["2022-note"]


def test_datasette_answers_the_questions_of_ours(answers: dict[str, Any]) -> None:
    assert [row["id"] for row in answers["find"]] == ["2022-note"]
    assert (
        [row["mandate"] for row in answers["due"]] == ["2022-note"] == [row["mandate"] for row in answers["asked_of"]]
    )
    assert {row["year"]: row["commitments"] for row in answers["theme_by_summit"]}[2018] == 1


def test_datasette_shows_titles_descriptions_and_names(answers: dict[str, Any]) -> None:
    described = {query["name"] for query in answers["home"]["queries"]}
    assert described == set(QUERIES)
    assert "each is one commitment in one language" in answers["html"]
    assert "The promise, whatever the language" in answers["html"]
    assert "Lima Commitment" in answers["html"] or "Digital" in answers["html"]
    assert "<script>alert(1)" not in answers["html"]
