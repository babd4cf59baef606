"""A user's own summits, documents and themes, in DATA/registry beside the corpus: added, replacing, or refused."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from conftest import REAL_PAGE, Run
from mandates_cli import registry
from mandates_cli.corpus import Location
from mandates_cli.errors import CorpusError
from mandates_cli.fetch import RawStore
from mandates_cli.pipeline.build import build, is_current
from mandates_cli.registry import tables

PUNTA_CANA = """
[[summits]]
year = 2026
number = "X"
kind = "ordinary"
name = { en = "Tenth Summit of the Americas", es = "Décima Cumbre de las Américas" }
city = { en = "Punta Cana", es = "Punta Cana" }
country = { en = "Dominican Republic", es = "República Dominicana" }
starts = 2026-12-01
ends = 2026-12-02
tails = ["Punta Cana"]
source = "a user"
"""
DECLARATION = """
[[documents]]
id = "2026-declaration"
summit = 2026
title = { en = "Declaration of Punta Cana", es = "Declaración de Punta Cana" }
source = "a user"
"""


def folder(tmp_path: Path, **written: str) -> Path:
    for name, text in written.items():
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    return tmp_path


def test_a_summit_and_what_it_adopted_are_added(tmp_path: Path) -> None:
    found = registry.load(folder(tmp_path, summits=PUNTA_CANA, documents=DECLARATION))
    assert [summit.year for summit in found.summits][-2:] == [2022, 2026]
    resolved = found.resolve("Declaration of Punta Cana, 2026")
    assert resolved
    assert (resolved.document.id, resolved.place) == ("2026-declaration", "Punta Cana")
    assert registry.load().resolve("Declaration of Punta Cana, 2026") is None


def test_a_row_takes_the_place_of_the_one_with_its_name(tmp_path: Path) -> None:
    text = (
        '[[themes]]\nslug = "trade"\ncode = "trade"\ntitle = { en = "Commerce", es = "Comercio" }\nsource = "a user"\n'
    )
    found = registry.load(folder(tmp_path, themes=text))
    assert [theme.title.en for theme in found.themes if theme.slug == "trade" and theme.title] == ["Commerce"]
    assert len(found.themes) == len(registry.load().themes)


@pytest.mark.parametrize("own", [None, "missing", "empty"])
def test_without_tables_of_ones_own_the_package_s_hold(tmp_path: Path, own: str | None) -> None:
    (tmp_path / "empty").mkdir()
    where = tmp_path / own if own else None
    assert registry.load(where) is registry.load()
    assert tables.checksum(where) == tables.checksum()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        pytest.param("summits", "[[summits]]\nyear = ", "summits.toml is not valid TOML", id="syntax"),
        pytest.param("summits", "\udcff", "summits.toml is not valid TOML", id="encoding"),
        pytest.param("summits", "[summits]\nyear = 2026\n", "each below a line [[summits]]", id="no row"),
        pytest.param("documents", PUNTA_CANA, "each below a line [[documents]]", id="another table's row"),
        pytest.param(
            "summits", PUNTA_CANA.replace("2026-12-01", '"soon"'), "row 1 (year = 2026): starts: ", id="a wrong date"
        ),
        pytest.param(
            "documents",
            DECLARATION.replace('source = "a user"', ""),
            "row 1 (id = '2026-declaration'): source: Field required",
            id="no source",
        ),
        pytest.param("documents", DECLARATION, "id = '2026-declaration': there is no summit 2026", id="no such summit"),
        pytest.param(
            "documents",
            DECLARATION.replace("summit = 2026", "summit = 2018").replace(
                "Declaration of Punta Cana", "Lima Commitment"
            ),
            "'Lima Commitment' already names 2018-lima-commitment",
            id="a name that is taken",
        ),
        pytest.param(
            "themes",
            '[[themes]]\nslug = "housing/rent"\ncode = "ho"\nsource = "a user"\n',
            "slug = 'housing/rent': there is no theme 'housing'",
            id="a sub-theme without its theme",
        ),
        pytest.param(
            "bodies",
            '[[bodies]]\nslug = "opa"\nname = { en = "Office of Ports", es = "Oficina de Puertos" }\n'
            'acronyms = ["OPS"]\nsource = "a user"\n',
            "slug = 'opa': 'OPS' already names paho",
            id="an acronym that is taken",
        ),
        pytest.param("summit", PUNTA_CANA, "summit.toml is named like no table", id="no such table"),
    ],
)
def test_a_wrong_row_is_named_with_its_file(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / f"{name}.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(CorpusError) as raised:
        registry.load(tmp_path)
    assert said in str(raised.value)
    assert str(tmp_path) in str(raised.value)


def test_the_checksum_changes_with_any_table(tmp_path: Path) -> None:
    sums = {tables.checksum(), tables.checksum(folder(tmp_path, summits=PUNTA_CANA))}
    sums.add(tables.checksum(folder(tmp_path, documents=DECLARATION)))
    sums.add(tables.checksum(folder(tmp_path, summits=PUNTA_CANA.replace("ordinary", "special"))))
    assert len(sums) == 4


def test_a_page_that_cites_a_summit_of_the_user_is_resolved(run: Run, empty: Path) -> None:
    page = empty / "page.txt"
    page.write_text(
        REAL_PAGE.read_text("utf-8").replace("Lima Commitment. Peru, 2018", "Declaration of Punta Cana, 2026")
    )
    data = empty / "data"
    own = data / "registry"
    own.mkdir(parents=True)
    folder(own, summits=PUNTA_CANA, documents=DECLARATION)
    run("import", str(page), "--data-dir", str(data))
    where = Location(data, "option")
    records = where.truth.read_text("utf-8")
    assert '"summit":2026,"document":"2026-declaration"' in records
    assert is_current(where, RawStore(where.raw))
    folder(own, documents=DECLARATION.replace("2026-declaration", "2026-punta-cana"))
    assert not is_current(where, RawStore(where.raw)), "the records are remade when a table changes"


def test_pages_may_be_read_side_by_side(run: Run, empty: Path) -> None:
    run("import", str(REAL_PAGE), "--data-dir", str(empty))
    where = Location(empty, "option")
    records = where.truth.read_bytes()
    shutil.rmtree(where.workings)
    with ThreadPoolExecutor(2) as pool:
        build(where, RawStore(where.raw), map=pool.map)
    assert where.truth.read_bytes() == records
