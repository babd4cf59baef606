"""The engine for large corpora says what the index says, and is derived, whole or made anew like it."""

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mandates_cli.corpus.records
from conftest import Run
from invented import MADE, found, record, site_records, written_to
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.errors import FieldError, UnknownName, UsageError
from mandates_cli.query import parse
from test_search_table import Case, each_case, held, held_site, made_queries, meant, site_queries

pytest.importorskip("tantivy", reason="tantivy is not installed: pip install 'mandates-cli[scale]'")


@pytest.fixture(scope="module", autouse=True)
def every_corpus_is_large() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mandates_cli.corpus.records, "LARGE", 1)
        yield


def scaled(folder: Path) -> Corpus:
    corpus = Corpus.open(folder)
    assert corpus.engine is not None
    return corpus


def plain(folder: Path) -> Corpus:
    corpus = Corpus.open(folder)
    corpus.engine = None
    return corpus


@pytest.fixture(scope="module")
def made_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_to(tmp_path_factory.mktemp("made"), [record(made) for made in MADE])


@pytest.fixture(scope="module")
def made(made_folder: Path) -> Corpus:
    return scaled(made_folder)


@pytest.fixture(scope="module")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_to(tmp_path_factory.mktemp("site"), site_records())


@pytest.fixture(scope="module")
def site(site_folder: Path) -> Corpus:
    return scaled(site_folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written_to(tmp_path / "made", [record(made) for made in MADE])


@each_case
def test_every_row_of_the_table_has_the_same_answer(made: Corpus, made_folder: Path, case: Case) -> None:
    tree = parse(case.query, bool(case.exact))
    expected = found(plain(made_folder), case.query, bool(case.exact))
    assert found(made, case.query, bool(case.exact)) == expected
    assert made.count(tree=tree) == len(expected)
    assert made.engine is not None
    numbers = made.engine.numbers(made.asked(tree=tree))
    assert numbers is None or len(list(numbers)) == len(expected)


def test_most_rows_of_the_table_are_answered_by_the_engine_itself(made: Corpus) -> None:
    rows = [case for mark in [each_case.mark] for case in mark.args[1]]
    trees = [parse(row.query, bool(row.exact)) for row in rows]
    itself = [made.engine and made.engine.count(made.asked(tree=tree)) for tree in trees]
    assert sum(count is not None for count in itself) > 0.8 * len(rows)


@settings(deadline=None, max_examples=150)
@given(query=made_queries, exact=st.booleans())
def test_it_and_the_reference_matcher_agree(made: Corpus, query: str, exact: bool) -> None:
    tree = parse(query, exact)
    expected = meant(held([record(m) for m in MADE]), tree)
    assert found(made, query, exact) == expected
    assert made.count(tree=tree) == len(expected)


@settings(deadline=None, max_examples=100)
@given(query=site_queries, exact=st.booleans())
def test_they_agree_on_the_generated_site(site: Corpus, query: str, exact: bool) -> None:
    assert found(site, query, exact) == meant(held_site(), parse(query, exact))


@pytest.mark.parametrize("query", ["arms NEAR/9 arm*", "ar* NEAR/9 arms", "traffick* NEAR/3 trafficking", "a* NEAR b*"])
def test_one_word_is_not_near_itself(made: Corpus, query: str) -> None:
    for exact in (False, True):
        assert found(made, query, exact) == meant(held([record(m) for m in MADE]), parse(query, exact))


FILTERS = [
    Filters(),
    Filters(summit=("2012..2018",)),
    Filters(summit=("2022", "I"), lang=("en",)),
    Filters(theme=("security",)),
    Filters(document=("2018-lima",), lang=("en", "es")),
]


@pytest.mark.parametrize("filters", FILTERS, ids=str)
@pytest.mark.parametrize(
    "query", ["promot* OR promov*", "labour OR rural", "water NEAR/9 rural -lang:es", "summit:2018"]
)
def test_filters_sorts_counts_and_facets_are_the_same(
    site: Corpus, site_folder: Path, query: str, filters: Filters
) -> None:
    tree, default = parse(query), plain(site_folder)
    assert site.count(filters, tree) == default.count(filters, tree)
    assert site.counts(filters, tree) == default.counts(filters, tree)
    assert site.facets(filters, tree) == default.facets(filters, tree)
    for sort in ("summit", "document", "theme", "id"):
        by = filters._replace(sort=sort, limit=7)
        assert list(site.raw(by, tree)) == list(default.raw(by, tree))
    assert set(site.raw(filters, tree)) == set(default.raw(filters, tree))
    assert len(list(site.raw(filters._replace(limit=2), tree))) == min(2, default.count(filters, tree))


def test_pages_are_the_same_filters(site: Corpus, site_folder: Path) -> None:
    page = site_records()[0].placements[0].page
    tree, filters = parse("of OR de"), Filters(page=(page,))
    assert set(site.raw(filters, tree)) == set(plain(site_folder).raw(filters, tree))


def test_too_many_to_rank_come_in_the_order_of_the_corpus(
    site: Corpus, site_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mandates_cli.corpus import scale
    from mandates_cli.corpus.sql import selection

    monkeypatch.setattr(selection, "MOST_RANKED", 10)
    monkeypatch.setattr(scale, "PAGE", 7)
    tree = parse("of OR de")
    expected = list(plain(site_folder).raw(Filters(), tree))
    assert len(expected) > 20
    assert list(site.raw(Filters(), tree)) == expected
    assert list(site.raw(Filters(limit=9), tree)) == expected[:9]
    assert list(site.raw(Filters(limit=0), tree)) == []


def test_the_best_comes_first(site: Corpus) -> None:
    mandate = site.list(lang="en", limit=1)[0]
    words = mandate.text.replace("\n", " ")
    query = " OR ".join(dict.fromkeys(w for w in words.split() if w.isalpha() and w.islower()))
    assert site.search(query, limit=1, sort="rank")[0].id == mandate.id


def test_what_is_wrong_is_said_the_same_way(made: Corpus) -> None:
    with pytest.raises(FieldError):
        made.count(tree=parse("crime theme:nope"))
    with pytest.raises(UnknownName):
        made.count(Filters(document=("nope",)), parse("crime"))
    with pytest.raises(UsageError):
        list(made.raw(Filters(limit=-1), parse("crime")))


# Derived, whole, or made anew.


def held_in(folder: Path) -> Path:
    return folder / "parsed" / "index.tantivy"


def answers(corpus: Corpus) -> list[set[str]]:
    return [found(corpus, query) for query in ("cybercrime", "crim*", "arms NEAR/4 traffick*", "rise -maybe")]


def test_it_is_made_once_and_again_for_other_records(folder: Path) -> None:
    first = answers(scaled(folder))
    made = held_in(folder).stat().st_ino
    assert answers(scaled(folder)) == first
    assert held_in(folder).stat().st_ino == made
    written_to(folder, [record(made) for made in MADE[:5]])
    assert answers(scaled(folder)) == answers(plain(folder))
    assert held_in(folder).stat().st_ino != made
    left = {path.name for path in (folder / "parsed").iterdir() if "sqlite" not in path.name}
    assert left == {"mandates.jsonl", "index.tantivy", "index.tantivy.lock", "index.tantivy.sum"}


def test_damage_is_never_believed(folder: Path) -> None:
    expected = answers(scaled(folder))
    rng = random.Random(3)
    for number in range(25):
        files = sorted(path for path in held_in(folder).iterdir() if path.stat().st_size)
        path = rng.choice(files)
        data = bytearray(path.read_bytes())
        # Another file of that name: whoever cuts one that this process has open and mapped ends the process.
        path.unlink()
        if number % 5 == 1:
            path.write_bytes(data[:-1])
        elif number % 5:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
            path.write_bytes(data)
        assert answers(scaled(folder)) == expected


def test_what_a_killed_builder_left_is_swept(folder: Path) -> None:
    left = held_in(folder).with_name(".index.tantivy.abc.making")
    left.mkdir(parents=True)
    (left / "meta.json").write_text("{}")
    scaled(folder)
    assert not left.exists()


def test_one_builder_at_a_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mandates_cli.corpus import scale

    built: list[Path] = []
    build = scale._make
    monkeypatch.setattr(scale, "_make", lambda path, *rest: (built.append(path), build(path, *rest)))
    Corpus.open(folder)
    given: list[list[set[str]]] = []
    threads = [threading.Thread(target=lambda: given.append(answers(scaled(folder)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(built) == 1
    assert given == [answers(plain(folder))] * 4


def test_without_a_place_to_write_the_index_answers(folder: Path) -> None:
    expected = answers(plain(folder))
    (folder / "parsed" / "index.tantivy.lock").mkdir()
    corpus = Corpus.open(folder)
    assert corpus.engine is None
    assert answers(corpus) == expected


def test_info_names_the_engine_and_does_not_make_its_index(folder: Path, run: Run) -> None:
    assert str(Corpus.open(folder).info()["engine"]).startswith("tantivy")
    assert not (folder / "parsed" / "index.tantivy").exists()
    assert '"engine": "SQLite' in run("info", "--data-dir", str(folder)).stdout


def test_names_in_either_case_and_any_limit(made: Corpus) -> None:
    assert made.count(Filters(lang=("EN",)), parse("crime")) == made.count(Filters(lang=("en",)), parse("crime")) > 0
    assert found(made, "crime lang:EN") == found(made, "crime lang:en")
    assert len(list(made.raw(Filters(limit=10**30), parse("crime")))) == made.count(tree=parse("crime"))
