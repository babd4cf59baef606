"""Many archives together give what one machine makes of them: the same mandates, ids, twins, links and pages."""

import datetime as dt
import io
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import processes
from invented import typed
from mandates_cli import registry
from mandates_cli.cluster.shown import Held, current, parted, read
from mandates_cli.corpus import jsonl
from mandates_cli.model import Mandate
from mandates_cli.parse import PageRecords, assemble
from test_site import themes
from testsite.generator import generate, older
from testsite.markup import files

HOSTS = ("http://www.summit-americas.org", "https://www.cumbre-americas.org")
FIRST = dt.datetime(2010, 1, 1, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
# Of the past, which the plan does not go through.
DAYS = ("first_seen", "last_seen")
# Whom every mandate asks that says so: a body that the package does not list.
OWN = """
[[bodies]]
slug = "governments"
name = { en = "Governments", es = "Los Gobiernos" }
acronyms = []
organs = []
source = "invented"
"""
NO_MANDATES = b"<html><body><h1>Events</h1><p>Nothing is cited here.</p></body></html>"


def states() -> list[dict[str, bytes]]:
    """What a small site was like, five times: pages change, and others come."""
    site, other = (generate(seed, themes(), pages=6, placements=70) for seed in (5, 8))
    return [files(state) for state in (older(site), site, older(other), other, site)]


def archived(folder: Path, number: int, seed: int) -> list[Path]:
    """The states in so many archives, in no order, as crawlers find pages: some had left, moved or were no page."""
    rng = random.Random(seed)
    captures = []
    for state, pages in enumerate(states()):
        for path, data in pages.items():
            moment = FIRST + dt.timedelta(days=90 * state + rng.randrange(9), seconds=rng.randrange(60))
            status, body = rng.choices([(200, data), (404, b"gone"), (302, b""), (200, NO_MANDATES)], (12, 1, 1, 1))[0]
            captures.append((moment, rng.choice(HOSTS) + path, status, body))
    rng.shuffle(captures)
    folder.mkdir()
    paths = [folder / f"{name}.warc.gz" for name in range(number)]
    for name, path in enumerate(paths):
        with path.open("wb") as out:
            writer = WARCWriter(out, gzip=True, warc_version="1.1")
            for moment, url, status, body in captures[name::number]:
                head = StatusAndHeaders(f"{status} said", [("Content-Type", "text/html")], protocol="HTTP/1.1")
                record = writer.create_warc_record(
                    url, "response", payload=io.BytesIO(body), length=len(body), http_headers=head,
                    warc_headers_dict={"WARC-Date": f"{moment:%Y-%m-%dT%H:%M:%SZ}"},
                )  # fmt: skip
                writer.write_record(record)
    return paths


def imported(paths: Sequence[Path], data: Path) -> None:
    assert typed("import", *map(str, paths), "--data-dir", str(data))[0] == 0


def joined(paths: Iterable[Path]) -> list[Mandate]:
    """What the plan does, step by step in this process."""
    tables = registry.load()
    pages: dict[str, list[Held]] = defaultdict(list)
    for number, path in enumerate(paths):
        for held in read(path, number, tables, NOW):
            assert isinstance(held, Held), held
            pages[held.page].append(held)
    parts: dict[str, list[PageRecords]] = defaultdict(list)
    for held_of_page in pages.values():
        if found := current(held_of_page[::-1]):
            for document, part in parted(found.records):
                parts[document].append(part)
    return [mandate for each in parts.values() for mandate in assemble(each, tables=tables).mandates]


def by_id(mandates: Iterable[Mandate]) -> Mapping[str, Mandate]:
    found = {mandate.id: mandate.model_copy(update=dict.fromkeys(DAYS)) for mandate in mandates}
    assert found
    return found


@pytest.mark.parametrize("seed", range(3))
def test_archives_give_what_their_import_gives(tmp_path: Path, seed: int) -> None:
    paths = archived(tmp_path / "archives", 4, seed)
    imported(paths, tmp_path / "data")
    told = jsonl.read(tmp_path / "data" / "parsed" / "mandates.jsonl", Mandate)
    assert by_id(joined(paths)) == by_id(told)


def rows(folder: Path, table: str) -> list[tuple[object, ...]]:
    """A table, whole or split by summit, by its columns' names."""
    held = f"{folder / table}.parquet" if (folder / f"{table}.parquet").exists() else f"{folder / table}/*/*.parquet"
    source = f"read_parquet('{held}', hive_partitioning = true)"
    columns = sorted(row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM {source}").fetchall() if row[0] not in DAYS)
    named = ", ".join(f'"{column}"' for column in columns)
    return sorted(duckdb.sql(f"SELECT {named} FROM {source}").fetchall(), key=repr)


def test_tables_made_by_daft_are_those_of_an_export(tmp_path: Path) -> None:
    pytest.importorskip("daft")
    paths = archived(tmp_path / "archives", 3, 7)
    tables_of_own = tmp_path / "data" / "registry" / "bodies.toml"
    tables_of_own.parent.mkdir(parents=True)
    tables_of_own.write_text(OWN)
    own = ("--data-dir", str(tmp_path / "data"))
    line = ["parse", "--engine", "daft", *map(str, paths), "-o", str(tmp_path / "daft"), "--jobs", "1", *own]
    done = processes.run("-m", "mandates_cli", *line, env=processes.ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    imported(paths, tmp_path / "data")
    split = ("-f", "parquet", "--partition", "summit")
    assert typed("export", str(tmp_path / "local"), *split, *own)[0] == 0
    tables = {path.name.removesuffix(".parquet") for path in (tmp_path / "local").iterdir()}
    tables -= {"snapshots", "datapackage.json", "codebook.md"}
    assert "links" in tables
    assert any("governments" in row for row in rows(tmp_path / "daft", "addressees"))
    for table in tables:
        assert rows(tmp_path / "daft", table) == rows(tmp_path / "local", table), table


def test_archives_without_a_page_are_told_of_and_nothing_is_written(tmp_path: Path) -> None:
    pytest.importorskip("daft")
    empty, folder = tmp_path / "empty.warc", tmp_path / "tables"
    empty.write_bytes(b"")
    line = ["parse", "--engine", "daft", str(empty), "-o", str(folder), "--jobs", "1", "--data-dir", str(tmp_path)]
    done = processes.run("-m", "mandates_cli", *line, env=processes.ENVIRONMENT)
    assert (done.returncode, folder.exists()) == (5, False)
    assert done.stderr.endswith(f"No Mandates page in {empty}; nothing was written.\n")
