"""The query language: what it parses to, what it refuses, and that index and reference matcher agree."""

from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mandates_cli.corpus import Corpus, Filters
from mandates_cli.errors import QueryError, UsageError
from mandates_cli.model import Mandate
from mandates_cli.query import And, Field, Near, Node, Not, Or, Passage, Term, matches, parse, spans, written

DATA = Path(__file__).parent.parent / "data"


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("cybercrime", Term(("cybercrime",))),
        ("Corrupción", Term(("corrupcion",))),
        ("a b", And((Term(("a",)), Term(("b",))))),
        ("a AND b", And((Term(("a",)), Term(("b",))))),
        ('"a b"', Term(("a", "b"))),
        ("“a b”", Term(("a", "b"))),
        ("«a b»", Term(("a", "b"))),
        ("a OR b c", Or((Term(("a",)), And((Term(("b",)), Term(("c",))))))),
        ("-a", Not(Term(("a",)))),
        ("NOT (a b)", Not(And((Term(("a",)), Term(("b",)))))),
        ("cyber*", Term(("cyber",), prefix=True)),
        ("cyber-crime", Term(("cyber", "crime"))),
        ("don't", Term(("don", "t"))),
        ("AG/RES. 2141", And((Term(("ag", "res")), Term(("2141",))))),
        ("or", Term(("or",))),
        ("a NEAR/5 b", Near((Term(("a",)),), (Term(("b",)),), 5)),
        ("a* NEAR (b OR c)", Near((Term(("a",), prefix=True),), (Term(("b",)), Term(("c",))), 10)),
        ("summit:2015..2022 a", And((Field("summit", "2015..2022"), Term(("a",))))),
        ('theme:"health"', Field("theme", "health")),
        ("text:/a b\\/c/", Field("text", "a b\\/c")),
        ("http://x", Term(("http", "x"))),
    ],
)
def test_parses(query: str, tree: Node) -> None:
    assert parse(query) == tree


@pytest.mark.parametrize(
    ("query", "column"),
    [
        ("", 0),
        ('say "this', 4),
        ("(a", 0),
        ("a )", 2),
        ("OR a", 0),
        ("a OR", 4),
        ("NOT", 3),
        ("***", 0),
        ("()", 1),
        ("a NEAR/5", 8),
        ("NEAR/5 a", 0),
        ("a NEAR/500 b", 2),
        ("(a b) NEAR c", 0),
        ("(a OR (b c)) NEAR d", 0),
        ("d NEAR (a OR -b)", 7),
        ("summit:", 0),
        ("a text:/b", 2),
        ("text:b", 0),
    ],
)
def test_points_at_the_fault(query: str, column: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.column == column


@pytest.mark.parametrize("query", ["a –b", "a —b", "a −b", "a ‑b", "a -\u200bb", "a\u200b -b"])
def test_a_dash_and_what_shows_nothing_are_as_they_look(query: str) -> None:
    assert parse(query) == parse("a -b")


@pytest.mark.parametrize("query", ["a–b", "cyber‑crime", '"a – b"'])
def test_a_dash_within_words_excludes_nothing(query: str) -> None:
    assert not any(isinstance(part, Not) for part in getattr(parse(query), "parts", ()))


def test_many_parentheses_side_by_side_are_not_deep() -> None:
    assert parse(" ".join(["(a OR b)"] * 40)) == And((Or((Term(("a",)), Term(("b",)))),) * 40)


def test_refuses_what_is_too_deep_or_too_long() -> None:
    for query in ("(" * 3000, "(" * 60 + "a" + ")" * 60, "a" * 100_000):
        with pytest.raises(QueryError):
            parse(query)


def test_spans_mark_inflections_in_the_text_as_given() -> None:
    text = "Compromiso sobre educación; los compromísos"
    record = {"text": text, "chapeau": None, "items": [], "language": "es"}
    assert [text[a:b] for a, b in spans(parse("compromiso"), record)] == ["Compromiso", "compromísos"]


def test_a_phrase_does_not_span_items() -> None:
    assert held('"b c"', "a b c")
    assert not held('"b c"', "a b", "c d")
    assert not held("b NEAR/9 c", "a b", "c d")


def held(query: str, *passages: str, language: str = "en") -> bool:
    return matches(parse(query), [Passage(text, language) for text in passages], lambda _: False)


WORDS = [
    "cybercrime",
    "cybercrimes",
    "security",
    "digital",
    "corruption",
    "traffick*",
    "cyb*",
    '"police and"',
    "regional",
    "xyzzy",
    "los",
    "cyber-crime",
    "organis*",
    "traffick* NEAR/8 (arms OR persons)",
    "summit:2018",
    "summit:2012..2018",
    "lang:es",
    "label:c",
    "document:mandates",
]
leaves = st.sampled_from(WORDS)
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: f"({p[0]} {p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]} OR {p[1]})"),
        inner.map(lambda q: f"NOT ({q})"),
    ),
    max_leaves=6,
)


def passages(m: Mandate) -> list[Passage]:
    texts = [m.chapeau or m.text, *(item.text for item in m.items), *m.notes]
    return [Passage(text, m.language) for text in texts]


def has(m: Mandate, field: Field) -> bool:
    if field.name == "summit":
        first, _, last = field.value.partition("..")
        return m.summit is not None and int(first) <= m.summit <= int(last or first)
    if field.name == "document":
        return m.document is not None and field.value in m.document.split("-")
    return {"lang": m.language == field.value, "label": field.value in [i.label for i in m.items]}[field.name]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    import shutil

    folder = tmp_path_factory.mktemp("corpus")
    shutil.copytree(DATA, folder, dirs_exist_ok=True)
    return Corpus.open(folder)


@settings(deadline=None)
@given(query=queries)
def test_index_and_reference_matcher_agree(corpus: Corpus, query: str) -> None:
    tree = parse(query)
    assert parse(written(tree)) == tree
    expected = {m.id for m in corpus.list() if matches(tree, passages(m), partial(has, m))}
    assert {m.id for m in corpus.search(query)} == expected
    assert corpus.count(tree=tree) == len(expected)
    assert corpus.count(Filters(), parse(f"({query}) OR NOT ({query})")) == corpus.count()


@settings(deadline=None)
@given(query=st.text())
def test_any_text_is_a_query_or_a_query_error(corpus: Corpus, query: str) -> None:
    try:
        corpus.search(query)
    except UsageError as error:
        if isinstance(error, QueryError):
            assert 0 <= error.column <= len(error.query)  # noqa: PT017 (either outcome is right)


@pytest.mark.parametrize(
    "query", ["traffick* NEAR/8 (arms OR persons)", "text:/cyber/", "NOT " * 20 + "a", "a text:/(.|x)+Q/"]
)
def test_counts_and_facets_ask_the_same_query_again(corpus: Corpus, query: str) -> None:
    tree = parse(query)
    try:
        found = list(corpus.raw(Filters(), tree))
        assert corpus.counts(Filters(), tree)["mandates"] == len(found)
        assert sum(row["mandates"] for row in corpus.facets(Filters(), tree) if row["facet"] == "language") == len(
            found
        )
    except UsageError:
        assert "NOT" in query or "Q" in query
    assert corpus.count() == 20
