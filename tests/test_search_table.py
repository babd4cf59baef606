"""What queries find in a corpus of invented texts: a table of cases, the algebra, and any string at all."""

import csv
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Final, Literal, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Run
from invented import ENGINE, KEYS, MADE, assert_an_answer, found, record, site_records, typed, written_to
from mandates_cli.corpus import Corpus
from mandates_cli.corpus.sql import selection
from mandates_cli.errors import QueryError, UsageError
from mandates_cli.model import Mandate
from mandates_cli.query import Field, Node, Passage, matches, parse, patterns

TABLE = Path(__file__).parent / "data" / "queries.csv"


@pytest.fixture(scope="module")
def made_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_to(tmp_path_factory.mktemp("made"), [record(made) for made in MADE])


@pytest.fixture(scope="module")
def made(made_folder: Path) -> Corpus:
    return Corpus.open(made_folder)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus.open(written_to(tmp_path_factory.mktemp("site"), site_records()))


# What the reference matcher says, of a corpus held as plain values.

Held = list[tuple[Mandate, list[Passage]]]


def held(mandates: Sequence[Mandate]) -> Held:
    return [
        (m, [Passage(text, m.language) for text in (m.chapeau or m.text, *(i.text for i in m.items), *m.notes)])
        for m in mandates
    ]


NUMERALS = {"I": 1994, "II": 1998, "III": 2001, "IV": 2005, "V": 2009}
NUMERALS |= {"VI": 2012, "VII": 2015, "VIII": 2018, "IX": 2022}


def year(name: str, otherwise: int) -> int:
    return NUMERALS.get(name.upper()) or int(name or otherwise)


def has(mandate: Mandate, field: Field) -> bool:
    name, value = field
    if name == "summit":
        first, dots, last = value.partition("..")
        end = year(last, 9999) if dots else year(first, 0)
        return mandate.summit is not None and year(first, 0) <= mandate.summit <= end
    if name == "theme":
        slug = value.lower()
        return any(p.theme and (p.theme == slug or p.theme.startswith(f"{slug}/")) for p in mandate.placements)
    if name == "document":
        return mandate.document is not None and (value == mandate.document or value in mandate.document.split("-"))
    if name == "label":
        return any(item.label == value.lower() for item in mandate.items)
    return mandate.language == value if name == "lang" else bool(re.search(value, mandate.text, re.IGNORECASE))


def meant(mandates: Held, tree: Node) -> set[str]:
    return {m.id for m, passages in mandates if matches(tree, passages, partial(has, m))}


class Case(NamedTuple):
    """`must_not` is * for every other mandate."""

    query: str
    exact: str
    must: str
    must_not: str
    reason: str


def cases() -> Iterator[Case]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Case(**row)


each_case = pytest.mark.parametrize(
    "case", list(cases()), ids=lambda case: f"{case.query} {case.exact}".strip().encode("unicode_escape").decode()
)


@each_case
def test_a_query_finds_what_it_must_and_nothing_it_must_not(made: Corpus, case: Case) -> None:
    keys = {id.partition("-")[2] for id in found(made, case.query, bool(case.exact))}
    must = set(case.must.split())
    must_not = set(KEYS) - must if case.must_not == "*" else set(case.must_not.split())
    assert must <= keys, case.reason
    assert not keys & must_not, case.reason


@each_case
def test_the_reference_matcher_says_the_same_of_every_row(made: Corpus, case: Case) -> None:
    tree = parse(case.query, bool(case.exact))
    assert found(made, case.query, bool(case.exact)) == meant(held([record(made) for made in MADE]), tree)


def test_the_table_is_whole() -> None:
    rows = list(cases())
    known = {*KEYS, "*"}
    assert len(rows) >= 60
    assert len({(row.query, row.exact) for row in rows}) == len(rows)
    assert all(row.reason and {*row.must.split(), *row.must_not.split()} <= known for row in rows)
    assert len(set(KEYS)) == len(KEYS)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("cybercrime", 3),
        ("cyber-crime", 3),
        ('"financial intelligence units"', 1),
        ("traffick* NEAR/8 (arms OR persons)", 2),
        ("summit:2018 corruption", 3),
        ("protección", 0),
    ],
)
def test_the_real_page(run: Run, query: str, count: int) -> None:
    done = run("search", "--", query)
    assert len(done.stdout.splitlines()) == count
    assert ("No mandate matches" in done.stderr) == (count == 0)


# Queries made at random from the words of a corpus.


Corpora = Literal["made", "site"]
TEXTS: Final = {
    "made": cache(lambda: [record(made).text for made in MADE]),
    "site": cache(lambda: [mandate.text for mandate in site_records()]),
}


@cache
def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


@st.composite
def leaves(draw: st.DrawFn, corpus: Corpora) -> str:
    """A property, or what stands in a text: a word, a plural, a beginning, a phrase (over items too), words near."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return draw(st.sampled_from(FIELDS))
    plain = [draw(plains(corpus)) for _ in range(draw(st.integers(1, 3)) if kind > 7 else 1)]
    if kind > 7:
        side = plain[0] if len(plain) == 1 else f"({' OR '.join(plain)})"
        return f"{side} NEAR/{draw(st.integers(0, 12))} {draw(plains(corpus))}"
    return plain[0]


@st.composite
def plains(draw: st.DrawFn, corpus: Corpora) -> str:
    texts = TEXTS[corpus]()
    words = words_of(texts[draw(st.integers(0, len(texts) - 1))])
    at, size = draw(st.integers(0, len(words) - 1)), draw(st.integers(1, 4))
    forms = (words[at], f"{words[at]}s", f"{words[at][:size]}*", f'"{" ".join(words[at : at + size])}"')
    return draw(st.sampled_from(forms))


def trees(leaf: st.SearchStrategy[str], most: int = 5) -> st.SearchStrategy[str]:
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda p: f"({p[0]} {p[1]})"),
            st.tuples(inner, inner).map(lambda p: f"({p[0]} OR {p[1]})"),
            inner.map(lambda q: f"NOT ({q})"),
            inner.map(lambda q: f"-({q})"),
        ),
        max_leaves=most,
    )


FIELDS = [
    "summit:IX", "summit:2018", "summit:..2009", "summit:2012..", "summit:2005..2015", "theme:security", "theme:health",
    "theme:education", "document:declaration", "document:lima", "lang:es", "lang:en", "label:a", "label:C",
    "text:/[aeiou]{3}/", "text:/\\d{4}/", "text:/^b\\./",
]  # fmt: skip
made_queries = st.deferred(lambda: trees(leaves("made"), most=4))
site_queries = st.deferred(lambda: trees(leaves("site")))


@settings(deadline=None, max_examples=60)
@given(a=made_queries, b=made_queries, c=made_queries, exact=st.booleans())
def test_queries_obey_their_algebra(made: Corpus, a: str, b: str, c: str, exact: bool) -> None:
    every = {record(made).id for made in MADE}
    ask = cache(lambda query: frozenset(found(made, query, exact)))
    assert ask(f"({a}) OR NOT ({a})") == every
    assert ask(f"({a}) NOT ({a})") == set()
    assert ask(f"NOT NOT ({a})") == ask(a)
    assert ask(f"NOT ({a})") == every - ask(a)
    assert ask(f"({a}) AND ({b})") == ask(f"({b}) ({a})") == ask(a) & ask(b)
    assert ask(f"({a}) OR ({b})") == ask(f"({b}) OR ({a})") == ask(a) | ask(b)
    assert ask(f"({a}) (({b}) OR ({c}))") == ask(f"(({a}) ({b})) OR (({a}) ({c}))")
    assert ask(f"({a}) OR (({b}) ({c}))") == ask(f"(({a}) OR ({b})) (({a}) OR ({c}))")
    assert ask(f"-(({a}) OR ({b}))") == ask(f"-({a}) -({b})")
    assert ask(f"-(({a}) ({b}))") == ask(f"-({a}) OR -({b})")
    assert made.count(tree=parse(a, exact)) == len(ask(a))


@settings(deadline=None, max_examples=100)
@given(query=made_queries, exact=st.booleans())
def test_exact_never_finds_more(made: Corpus, query: str, exact: bool) -> None:
    if "NOT" not in query and "-(" not in query:
        assert found(made, query, exact=True) <= found(made, query)


@settings(deadline=None, max_examples=150)
@given(query=site_queries, exact=st.booleans())
def test_index_and_reference_matcher_agree_on_the_generated_site(site: Corpus, query: str, exact: bool) -> None:
    tree = parse(query, exact)
    assert found(site, query, exact) == meant(held_site(), tree)


@cache
def held_site() -> Held:
    return held(site_records())


def test_matches_that_are_too_many_to_rank_come_in_the_corpus_order(
    site: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = {mandate.id: number for number, mandate in enumerate(site_records())}
    for query in ("coopera*", "labour OR red", "labour NEAR/9 inspectors", "coopera* -label:a", "red OR lang:en"):
        tree = parse(query)
        ranked = [m.id for m in site.search(query)]
        with monkeypatch.context() as patch:
            patch.setattr(selection, "MOST_RANKED", 3)
            streamed = [m.id for m in site.search(query)]
            assert [m.id for m in site.search(query, limit=5)] == streamed[:5]
            assert [m.id for m in site.search(query, sort="rank")] == ranked
        assert streamed == sorted(ranked, key=numbers.__getitem__)
        assert site.count(tree=tree) == len(streamed) > 5


def test_from_python_a_property_is_pointed_at(made: Corpus) -> None:
    with pytest.raises(QueryError, match="No theme 'nope'") as caught:
        made.search('whales theme:"nope"')
    assert caught.value.column == len('whales theme:"')


# Any string at all.

LEXEMES = st.one_of(
    st.sampled_from(
        '( ) " “ ” OR AND NOT NEAR NEAR/3 NEAR/999 - * ^ : + { } crime cyber* "rule of" "rule of* -law text:/cri.e/'
        " text:/ text:// text:/[/ text:/(/ summit:2018 summit: summit:IX..2022 summit:.. summit:2022..1994 theme:health"
        ' theme:"security" theme:nope document:lima lang:es lang:xx label:c en:crime rowid:1 words MATCH \' ; -- \\ `'
        " % _ don't C++ 1.2 \x00 \ud800 \u202e \u00ad ½ 日 İ e\u0301".split(" ")
    ),
    st.text(max_size=5),
)


@settings(deadline=None, max_examples=250)
@given(query=st.one_of(st.text(), st.lists(LEXEMES, max_size=12).map(" ".join), st.lists(LEXEMES).map("".join)))
def test_any_string_gives_records_or_one_error(made_folder: Path, query: str) -> None:
    assert_an_answer(query, *typed("search", "--data-dir", str(made_folder), "--", query))


@settings(deadline=None, max_examples=150)
@given(query=st.text(st.sampled_from("\"()-*:/.\\'ab NORTEAD1\u00ad"), max_size=40))
def test_any_mixture_of_marks_gives_records_or_an_error(made: Corpus, query: str) -> None:
    try:
        made.search(query)
    except UsageError as error:
        assert not ENGINE.search(str(error).partition("\n")[0])  # noqa: PT017 (either outcome is right)


TYPED = """\
'; DROP TABLE mandate; --
" OR 1=1 --
cybercrime UNION SELECT * FROM meta
rowid:1
en:cybercrime
{en exact}: crime
-en : crime
col-name
it's
C++
1.2
public/private
^crime
crime + cyber
NEAR(crime cyber, 5)
NEAR
"
""
*
a*b
**crime**
AND
crime AND
crime OR OR cyber
NOT
( crime
crime )
()
crime NEAR/3
crime NEAR/0 crime
text:/[/
text:/a
summit:
theme:""
label:"
``
$(id)
%s%n
\\
-
--
--- crime
日本 OR español
crimen\u202e
""".splitlines()


@pytest.mark.parametrize("query", [*TYPED, "", " ", "(" * 3000, "a" * 100_000, "\t\n", "\udcff crime"], ids=repr)
def test_what_was_typed_gives_records_or_one_error(run: Run, made_folder: Path, query: str) -> None:
    for code in (0, 2):
        try:
            done = run("search", "--data-dir", str(made_folder), "--", query, code=code)
        except AssertionError:
            continue
        assert_an_answer(query, code, done.stdout, done.stderr)
        return
    pytest.fail(f"neither an answer nor an error: {query!r}")


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        ("theme:nope", 0, 10),
        ("crime summit:2021", 6, 17),
        ("summit:XX crime", 0, 9),
        ("document:nope OR crime", 0, 13),
        ("lang:fr", 0, 7),
        ('crime "open', 6, 7),
        ("crime - cyber", 6, 7),
        ("crime OR", 6, 9),
        ('theme:"nope"', 0, 12),
        ("summit:2015..2099", 0, 17),
        ("crime summit:2022..2015", 6, 23),
        ("crime text:/(/", 6, 14),
        ("x:2021 summit:2021", 7, 18),
        ("\ttheme:nope", 1, 11),
    ],
)
def test_an_error_points_into_the_query(made_folder: Path, query: str, start: int, end: int) -> None:
    code, out, err = typed("search", "--data-dir", str(made_folder), "--", query)
    assert (code, out) == (2, "")
    said = err.splitlines()
    assert len(said) == 3
    assert said[1] == f"  {query}".replace("\t", " ")
    assert start <= said[2].index("^") - 2 < end


@pytest.mark.parametrize(
    "query",
    [
        "NOT " * 10 + "crime",
        "(" * 49 + "crime" + ")" * 49,
        "NOT (guards OR " * 8 + "crime" + ")" * 8,
        pytest.param("NOT " * 40 + "crime"),
        pytest.param(
            "NOT (guards OR " * 20 + "crime" + ")" * 20,
        ),
    ],
    ids=lambda query: f"{query[:16]}…{query.count('NOT')}",
)
def test_nesting_is_answered_or_refused_and_does_not_harm_the_index(
    made_folder: Path, made: Corpus, query: str
) -> None:
    assert made.list()
    before = (made_folder / "parsed" / "index.sqlite.sum").read_bytes()
    assert_an_answer(query, *typed("search", "--data-dir", str(made_folder), "--", query))
    assert (made_folder / "parsed" / "index.sqlite.sum").read_bytes() == before


# Regular expressions that never end, or that ask for all the memory there is.

EVIL = r"(.|\w)+\d"


def limited(folder: Path, query: str) -> None:
    """It ends with one error, in a process that may take 2 GB."""
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30));"
        "from mandates_cli.cli import main; sys.argv = ['mandates', *sys.argv[1:]]; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "search", "--data-dir", str(folder), "--", query],
        env=os.environ, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("mandates: text:/")


@pytest.mark.parametrize(
    "query",
    [
        f"text:/{EVIL}/",
        f"NOT text:/{EVIL}/",
        pytest.param(
            f"crime text:/{EVIL}/",
        ),
        "text:/(?R)/",
        "text:/(a(?1)?b)/",
        "text:/x{100000000}/",
        "text:/x{99999999999}/",
        "text:/x{,99999999999}/",
        "text:/(?:(?:x{1000}){1000}){100}/",
        "text:/x{1000}{1000}/",
    ],
)
def test_an_evil_regular_expression_ends_with_an_error(made_folder: Path, query: str) -> None:
    limited(made_folder, query)


def test_the_second_is_for_the_whole_query(tmp_path: Path) -> None:
    """A pattern that takes a tenth of a second on each text would take minutes on them all."""
    text = "Promote and strengthen cooperation among States to prevent, prosecute, investigate and try " * 3
    mandates = [record(MADE[0]._replace(key=f"m{n}", text=text + "x" * n)) for n in range(400)]
    Corpus.open(written_to(tmp_path, mandates))
    command = [sys.executable, "-m", "mandates_cli", "search", r"text:/(?:(?:.+)+)+\d/", "--data-dir", str(tmp_path)]
    subprocess.run(command, capture_output=True, timeout=30, check=False)


def test_nor_is_it_used_up_by_queries_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = Corpus.open(written_to(tmp_path, [record(made) for made in MADE[:2]]))
    clock = count(0, 0.3)  # a look at it every 0.3 s: 0.6 s for two texts
    monkeypatch.setattr(patterns, "time", SimpleNamespace(thread_time=lambda: next(clock)))
    for _ in range(4):
        assert len(found(corpus, "text:/cyber/")) == 2


def test_a_fault_of_one_query_does_not_stick_to_the_next(made: Corpus) -> None:
    with pytest.raises(UsageError):
        found(made, f"text:/{EVIL}/")
    assert len(found(made, "text:/cyber.?crime/")) == 3
    with pytest.raises(QueryError):
        found(made, "(")


@pytest.mark.parametrize(
    "args",
    [
        ["search", "crime", "--limit", "9" * 30],
        ["search", "crime", "--summit", "\udcff"],
        ["search", "crime", "--theme", "\udcff"],
        ["search", "crime", "--page", "\udcff"],
        ["list", "--limit", "9" * 30],
        ["show", "\udcff"],
    ],
    ids=ascii,
)
def test_any_value_of_an_option_is_taken_or_refused(made_folder: Path, args: list[str]) -> None:
    code, out, err = typed(*args, "--data-dir", str(made_folder))
    assert (code, bool(out)) == ((0, True) if "--limit" in args else (2, False))
    assert err == "" or err.startswith("mandates: No ")


def test_names_are_taken_in_either_case(made: Corpus) -> None:
    assert found(made, "lang:ES") == found(made, "lang:es")
    assert len(made.list(lang="EN")) == len(made.list(lang="en"))


def test_an_interrupt_within_a_regular_expression_is_one(made_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 20)
    corpus, before = Corpus.open(made_folder), signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.3, signal.pthread_kill, (threading.get_ident(), signal.SIGINT))
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            found(corpus, f"text:/{EVIL}/")
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, before)
