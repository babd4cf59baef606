"""What a query of several words means: its phrase first, and of words apart those that carry meaning."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from invented import MADE, Made, record, typed, written_to
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.corpus.sql import selection
from mandates_cli.query import parse, spans
from mandates_cli.query.concordance import lines
from mandates_cli.query.phrase import carriers, meant, phrases
from mandates_cli.rows import MandateRow, loaded

PADDING = "Ministers of each state meet, and of all that was said they keep a record."
# Words apart in short texts, where they weigh most, and the phrase in longer ones.
APART = [
    Made("apart-law", "en", 1994, None, (), "A rule of thumb, a law of nature: rule law of law, rule."),
    Made("apart-two", "en", 1998, None, (), "The law of the sea has a rule."),
    Made("apart-items", "en", 2001, None, (), "Keep:", (("a", "each rule"), ("b", "of law"))),
]
TOGETHER = [
    Made("phrase-first", "en", 2012, None, (), f"{PADDING} Uphold the rule of law. {PADDING} {PADDING}"),
    Made("phrase-item", "en", 2018, None, (), PADDING, (("a", PADDING), ("b", f"defend rules of law. {PADDING}"))),
    Made("phrase-last", "en", 2022, None, (), f"{PADDING} {PADDING} {PADDING} Such is the Rule of Law."),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = [*APART[:2], *TOGETHER[:2], *APART[2:], *TOGETHER[2:]]
    return written_to(tmp_path_factory.mktemp("phrases"), map(record, made))


@pytest.fixture(params=["SQLite", "tantivy"])
def corpus(request: pytest.FixtureRequest, folder: Path) -> Iterator[Corpus]:
    with Corpus.open(folder) as opened:
        if request.param == "tantivy":
            pytest.importorskip("tantivy", reason="pip install 'mandates-cli[scale]'")
            opened.__dict__["_large"] = True
            assert opened.engine is not None
        yield opened


def found(corpus: Corpus, query: str, **filters: object) -> list[str]:
    return [row["id"].partition("-")[2] for row in corpus.rows(Filters(**filters), parse(query))]  # type: ignore[arg-type]


@pytest.mark.parametrize("query", ["rule of law", "summit:1994..2022 rule of law", "rule of law -whales"])
@pytest.mark.parametrize("sort", [None, "rank"])
@pytest.mark.parametrize("most_ranked", [20_000, 2])
def test_who_holds_the_phrase_comes_first(
    corpus: Corpus, query: str, sort: str | None, most_ranked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "MOST_RANKED", most_ranked)
    every = found(corpus, query, sort=sort)
    assert len(every) == len(set(every)) == 6
    assert {id.partition("-")[0] for id in every[:3]} == {"phrase"}
    for limit in range(7):
        assert found(corpus, query, sort=sort, limit=limit) == every[:limit]


def test_the_last_word_of_a_phrase_may_be_a_beginning(corpus: Corpus) -> None:
    assert set(found(corpus, "rule of la*")[:2]) == {"phrase-first", "phrase-last"}


@pytest.mark.parametrize("commitments", [False, True])
def test_the_phrase_changes_no_set_and_no_other_order(corpus: Corpus, commitments: bool) -> None:
    for query in ("rule of law", "law of rule", "of the", "of rule -sea", "rule law OR ministers of each state"):
        every = set(found(corpus, query, commitments=commitments))
        assert every
        assert corpus.count(Filters(commitments=commitments), parse(query)) == len(every)
        assert set(found(corpus, query, sort="id", commitments=commitments)) == every
    by_id = [row["id"] for row in corpus.rows(Filters(sort="id"), parse("rule of law"))]
    assert by_id == sorted(by_id)


def words(terms: Iterator[object]) -> list[str]:
    return [" ".join(getattr(term, "words", [str(term)])) for term in terms]


@pytest.mark.parametrize(
    ("query", "shown", "ranked"),
    [
        pytest.param("rule of law", ["rule of law", "rule", "law"], ["rule of law"], id="between"),
        pytest.param("the rule of law", ["rule of law", "rule", "law"], ["the rule of law"], id="before"),
        pytest.param("to prevent", ["prevent"], ["to prevent"], id="one that carries"),
        pytest.param("estado de derecho", ["estado de derecho", "estado", "derecho"], ["estado de derecho"], id="es"),
        pytest.param("of the", ["of", "the"], ["of the"], id="none carries"),
        pytest.param("of", ["of"], [], id="alone"),
        pytest.param('"of the"', ["of the"], [], id="a phrase as typed"),
        pytest.param("cyber-crime law", ["cyber crime law", "cyber crime", "law"], ["cyber crime law"], id="hyphen"),
        pytest.param("rule -of law", ["rule", "law"], [], id="not side by side"),
        pytest.param("arms OR of", ["arms", "of"], [], id="either alone"),
        pytest.param("law* of", ["law"], [], id="a beginning ends a phrase"),
    ],
)
def test_words_in_a_row_mean_a_phrase_and_what_carries_it(query: str, shown: list[str], ranked: list[str]) -> None:
    tree = parse(query)
    assert words(meant(tree)) == shown
    assert words(iter(phrases(tree))) == ranked
    assert set(words(carriers(tree))) <= set(shown)


@pytest.mark.parametrize("word", "not no without sin contra shall all each it us who un sobre".split())
def test_words_that_change_a_meaning_or_are_names_too_are_shown(word: str) -> None:
    assert word in words(meant(parse(f"{word} rights")))


def row(text: str) -> MandateRow:
    return loaded(record(MADE[0]._replace(text=text)).model_dump_json())


@pytest.mark.parametrize(
    ("query", "text", "hits"),
    [
        ("rule of law", "The rule of law of the sea.", ["rule of law"]),
        ("rule of law", "Of the rules, the law of the sea.", ["rules", "law"]),
        ("crime NEAR/5 police", "Police of the State and crime.", ["Police of the State and crime"]),
        ("crime NEAR/3 police", "Police and crime, crime and police.", ["Police and crime", "crime and police"]),
        ("(crime OR theft) NEAR/9 police", "Police stop theft. A crime.", ["Police stop theft"]),
        ("text:/by 20[0-9][0-9]/", "Halve it by 2030, and end it by 2050.", ["by 2030", "by 2050"]),
        ("text:/STATES?/", "Each State, all states.", ["State", "states"]),
        ("text:/x*/", "No such letter.", []),
        ("police text:/by \\d+/", "Police by 2030.", ["Police", "by 2030"]),
        ("police -text:/by \\d+/", "Police at 9.", ["Police"]),
    ],
)
def test_a_line_has_what_is_meant_for_its_hit(query: str, text: str, hits: list[str]) -> None:
    found = list(lines([row(text)], parse(query)))
    assert [line.hit for line in found] == hits
    assert all(line.left + line.hit + line.right == text for line in found)


def test_what_stands_near_is_two_places_in_a_list() -> None:
    text = "Police of the State and crime."
    assert [text[a:b] for a, b in spans(parse("crime NEAR/5 police"), row(text))] == ["Police", "crime"]


def test_lists_mark_no_function_words_and_what_a_pattern_holds(folder: Path) -> None:
    _, out, _ = typed("search", "the rule of law", "--data-dir", str(folder), "-f", "table")
    assert "the [[rule of law]]" in " ".join(out.split())
    assert not any(f"[[{word}]]" in out for word in ("of", "the", "The", "Of"))
    _, out, _ = typed("search", "text:/thumb|sea/", "--data-dir", str(folder), "-f", "table")
    assert "of [[thumb]]," in out


def test_only_items_with_a_word_that_carries_meaning_are_counted(corpus: Corpus) -> None:
    counts = corpus.counts(Filters(), parse("rule of law"))
    expected = 0
    for each, item in product([record(made) for made in (*APART, *TOGETHER)], range(2)):
        if item < len(each.items):
            expected += bool(spans(parse("rule of law"), row(each.items[item].text)))
    assert counts["items"] == expected == 3
