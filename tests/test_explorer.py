"""The page in a browser, opened as a file: its answers are those of the commands, and it asks for nothing."""

import csv
import io
import json
import random
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import pytest

import exports
from exports import HOSTILE, exported, records
from invented import site_records, typed, written_to
from mandates_cli.corpus import Corpus, Filters
from mandates_cli.errors import QueryError, UsageError
from mandates_cli.query import parse
from mandates_cli.query.forms import forms
from mandates_cli.query.tree import Term
from mandates_cli.query.words import stem, words_of
from test_search_table import cases

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
CHROMIUM: Final = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium to open the page in")
# The page does without regular expressions, and says so.
UNKNOWN: Final = "text:/"
LISTED: Final = 200
AXE: Final = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
LEVELS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Opened(NamedTuple):
    """A page, and all that it asked for or complained of."""

    page: Any
    file: Path
    requests: list[str]
    complaints: list[str]

    def go(self, hash: str = "") -> None:
        self.page.goto(f"file://{self.file}#about-to-change")
        self.page.goto(f"file://{self.file}{hash}")
        self.page.wait_for_function("() => globalThis.app?.wording")

    def ids(self) -> list[str]:
        return list(self.page.eval_on_selector_all("[data-id]", "all => all.map(one => one.dataset.id)"))

    def found(self, query: str, exact: bool = False) -> list[str] | str:
        """Ids of all that a query finds, or the name of what is wrong with it."""
        asked: list[str] | str = self.page.evaluate(
            """([query, exact]) => {
                try { return app.corpus.index.search(query, exact).numbers.map(n => app.corpus.mandates[n].id); }
                catch (error) { if (error instanceof QueryError) return error.key; throw error; }
            }""",
            [query, exact],
        )
        return asked


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = written_to(tmp_path_factory.mktemp("corpus"), [*exports.mandates(), *site_records()])
    old = {"digest": "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "id": "2022-split"}
    (folder / "parsed" / "ids.jsonl").write_text(json.dumps(old) + "\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def corpus(folder: Path) -> Corpus:
    return Corpus.open(folder)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def opened(browser: Any, folder: Path) -> Opened:
    file = folder / "explorer.html"
    exported(folder, file)
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], accept_downloads=True)
    page = context.new_page()
    found = Opened(page, file, [], [])
    page.on("request", lambda request: found.requests.append(request.url))
    page.on("console", lambda message: found.complaints.append(message.text))
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.on("dialog", lambda dialog: found.complaints.append(dialog.message))
    found.go()
    return found


@pytest.fixture(autouse=True)
def quiet(opened: Opened) -> Iterator[None]:
    """Nothing is asked for but the file, and nothing goes wrong."""
    yield
    assert {url.partition("#")[0] for url in opened.requests} == {f"file://{opened.file}"}
    assert opened.complaints == []


def expected(corpus: Corpus, query: str, exact: bool = False) -> list[str] | None:
    """Null where the query is refused."""
    try:
        return [row["id"] for row in corpus.rows(Filters(), parse(query, exact))]
    except (QueryError, UsageError):
        return None


def made_up(seed: int, size: int) -> list[str]:
    """Queries of words, beginnings, phrases and properties in the texts, joined in every way."""
    chance = random.Random(seed)
    texts = [re.findall(r"[^\W_]+", mandate.text) for mandate in site_records()]

    def leaf() -> str:
        words = chance.choice(texts)
        at, many = chance.randrange(len(words)), chance.randint(1, 4)
        forms = (
            words[at], f"{words[at]}s", f"{words[at][:many]}*", f'"{" ".join(words[at : at + many])}"',
            " ".join(words[at : at + many]), chance.choice(PROPERTIES),
            f"({words[at]} OR {chance.choice(words)}) NEAR/{chance.randint(0, 12)} {chance.choice(words)}",
        )  # fmt: skip
        return chance.choice(forms)

    def tree(depth: int) -> str:
        if not depth or chance.random() < 0.4:
            return leaf()
        one, other = tree(depth - 1), tree(depth - 1)
        return chance.choice((f"({one} {other})", f"({one} OR {other})", f"NOT ({one})", f"{one} -({other})"))

    return [tree(2) for _ in range(size)]


PROPERTIES: Final = (
    "summit:IX", "summit:2018", "summit:..2009", "summit:Lima", "theme:security", "theme:salud", "document:declaration",
    "lang:es", "lang:Spanish", "label:a", "due:any", "due:2020..2035", "asks:oas",
)  # fmt: skip


# Searching.


def test_the_table_of_queries_finds_what_the_command_finds(opened: Opened, corpus: Corpus) -> None:
    for case in cases():
        if UNKNOWN in case.query:
            assert opened.found(case.query) == "no regex"
            continue
        found, wanted = opened.found(case.query, bool(case.exact)), expected(corpus, case.query, bool(case.exact))
        assert wanted is not None
        assert sorted(found) == sorted(wanted), case.query


def test_queries_made_at_random_find_the_same(opened: Opened, corpus: Corpus) -> None:
    for query in made_up(11, 250):
        found, wanted = opened.found(query), expected(corpus, query)
        assert wanted is not None
        assert sorted(found) == sorted(wanted), query
        if "NEAR" not in query:
            assert found == wanted, f"in the same order: {query}"


@pytest.mark.parametrize(
    "query",
    ['"', "'", '"open', "(open", "shut)", "()", "crime OR", "AND", "NOT", "- crime", "crime NEAR/3", "--", "*",
     "summit:",
     "summit:1066", "summit:2022..1994", "theme:nope", "lang:xx", "asks:nobody", "due:soon", "NEAR/999 x", "a" * 1001,
     "(" * 40 + "a" + ")" * 40, "c NEAR (a b)", "summit:Americas", "document:", "constructor", "__proto__ toString"],
)  # fmt: skip
def test_what_the_command_refuses_the_page_refuses_in_a_sentence(opened: Opened, corpus: Corpus, query: str) -> None:
    wanted, found = expected(corpus, query), opened.found(query)
    assert isinstance(found, str) == (wanted is None)
    if wanted is None:
        for language in ("en", "es"):
            opened.go(f"#q={quote(query)}&ui={language}")
            assert opened.ids() == []
            assert len(opened.page.locator("main .error").inner_text()) > 10


def test_every_word_has_the_stem_that_the_index_gives_it(opened: Opened) -> None:
    words = sorted({word for language in ("en", "es") for word in lexicon(language)})
    for language in ("en", "es"):
        found = opened.page.evaluate(
            """([words, language]) => {
                const fresh = new Words(app.corpus.rules);
                return words.map(word => fresh.stem(word, language));
            }""",
            [words, language],
        )
        assert found == [stem(word, language) for word in words]
    some = words[::97]
    for prefix in (False, True):
        found = opened.page.evaluate(
            """([words, prefix]) => words.map(word => app.corpus.words.forms({ words: [word], prefix })
                .map(form => [form.kind, form.words, form.prefix]))""",
            [some, prefix],
        )
        wanted = [[[f.kind, [*f.words], f.prefix] for f in forms(Term((word,), prefix=prefix))] for word in some]
        assert found == wanted


@cache
def lexicon(language: str) -> list[str]:
    lines = (Path(__file__).parent / "quality" / f"lexicon.{language}.txt").read_text("utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for form in line.split() for word in words_of(form)]


def test_hits_stand_in_the_page_and_are_lit(opened: Opened, corpus: Corpus) -> None:
    wanted = expected(corpus, "lighthouse lane")
    opened.go("#q=lighthouse%20lane")
    assert opened.ids() == wanted
    assert opened.page.locator("mark.hit").all_inner_texts()[:2] == ["lighthouse", "lanes"]
    opened.page.fill("input[type=search]", "cyber-crime")
    opened.page.wait_for_selector("[data-id*=cyber]")
    assert sorted(opened.ids()) == sorted(expected(corpus, "cyber-crime") or ())
    assert opened.page.evaluate("location.hash") == "#q=cyber-crime"


def test_more_hits_than_a_page_holds_stand_on_several(opened: Opened, corpus: Corpus) -> None:
    wanted = [row["id"] for row in corpus.rows()]
    opened.go()
    assert opened.ids() == wanted[:LISTED]
    opened.page.click(".paging a >> nth=-1")
    opened.page.wait_for_function("() => location.hash.includes('from')")
    assert opened.ids() == wanted[LISTED:]


# Filters and addresses.


@pytest.mark.parametrize(
    ("hash", "args"),
    [
        ("#summit=2018", ["--summit", "2018"]),
        ("#summit=2018&summit=none", ["--summit", "2018", "--summit", "none"]),
        ("#summit=2015..2018&lang=es", ["--summit", "2015..2018", "--lang", "es"]),
        ("#theme=security", ["--theme", "security"]),
        ("#document=lima", ["--document", "lima"]),
        ("#asks=oas", ["--asks", "oas"]),
        ("#due=any&lang=en", ["--due", "any", "--lang", "en"]),
        ("#due=2030", ["--due", "2030"]),
    ],
)
def test_an_address_filters_as_the_options_do(opened: Opened, folder: Path, hash: str, args: list[str]) -> None:
    opened.go(hash)
    wanted = [row["id"] for row in records(folder, *args)]
    assert opened.ids() == wanted[:LISTED]


def test_a_filter_narrows_and_says_how_many_pass(opened: Opened, folder: Path) -> None:
    opened.go("#lang=es")
    box = opened.page.locator("[data-kind=summit] li", has_text="2018")
    count = int(box.locator(".count").inner_text())
    box.locator("input").check()
    opened.page.wait_for_function("() => location.hash.includes('summit=2018')")
    wanted = [row["id"] for row in records(folder, "--lang", "es", "--summit", "2018")]
    assert opened.ids() == wanted
    assert len(wanted) == count
    opened.page.click(".chips a >> nth=0")
    opened.page.wait_for_function("() => !location.hash.includes('summit')")
    assert len(opened.ids()) > len(wanted)


def test_back_and_forward_lead_where_one_was(opened: Opened) -> None:
    opened.go("#q=lighthouse")
    listed = opened.ids()
    opened.page.click(f"[data-id='{listed[0]}'] h3 a")
    opened.page.wait_for_selector("#mandate")
    assert opened.ids() == [listed[0]]
    opened.page.go_back()
    opened.page.wait_for_selector("#results")
    assert opened.ids() == listed
    assert opened.page.input_value("input[type=search]") == "lighthouse"
    opened.page.go_forward()
    opened.page.wait_for_selector("#mandate")
    assert opened.ids() == [listed[0]]


def test_a_mandate_has_an_address_that_old_ids_lead_to(opened: Opened, folder: Path) -> None:
    opened.go("#id=2022-split")
    assert opened.ids() == ["2022-split"]
    assert opened.page.locator(".twin a").inner_text() == "2022-medidas"
    assert "d, e" in opened.page.locator(".missing").inner_text()
    for name in ("2022-0a1b2c", "2022-0A1B2C3d", "2022-spl"):
        opened.go(f"#id={name}")
        code, out, _ = typed("show", name, "--json", "--data-dir", str(folder))
        assert code == 0
        assert opened.ids() == [json.loads(out)[0]["id"]] == ["2022-split"]
    opened.go("#id=nothing-of-the-kind")
    assert opened.ids() == []
    assert "nothing-of-the-kind" in opened.page.locator(".error").inner_text()


# What a page of a mandate says.


def test_a_lineage_stands_by_summit_with_the_shared_words_lit(opened: Opened) -> None:
    opened.go("#id=2022-newer")
    steps = opened.page.locator(".lineage li")
    assert [step.split("\n")[0] for step in steps.all_inner_texts()] == ["2018", "2022"]
    assert opened.page.locator(".lineage mark.shared").first.inner_text().startswith("Preserve every lighthouse")
    opened.go("#id=2022-cyber-one")
    assert opened.page.locator(".lineage li").count() == 0


def test_deadlines_and_bodies_are_lit_in_the_text(opened: Opened) -> None:
    opened.go("#id=2022-note")
    assert opened.page.locator("blockquote mark.due").all_inner_texts() == ["Keep", "the ", "whale"]
    assert opened.page.locator("blockquote mark.body").first.inner_text() == "whale"
    assert opened.page.locator("blockquote .text").first.inner_text() == "Keep the whale register."


@pytest.mark.parametrize("language", ["en", "es"])
def test_copies_are_what_cite_gives(opened: Opened, folder: Path, language: str) -> None:
    for id in ("2022-split", "2022-medidas", "2009-hostile-3", "unknown-unknown"):
        opened.go(f"#id={id}&ui={language}")
        for format in ("text", "bibtex", "ris"):
            opened.page.click(f".copy-{format}")
            opened.page.wait_for_selector(f".copy-{format}.done")
            copied = opened.page.evaluate("navigator.clipboard.readText()")
            code, out, _ = typed("cite", id, "-f", format, "--lang", language, "--data-dir", str(folder))
            assert (code, copied.strip()) == (0, out.strip())


def test_the_list_as_csv_is_that_of_the_command(opened: Opened, folder: Path) -> None:
    for hash, args in (("#lang=en", ["list", "--lang", "en"]), ("#q=coopera*", ["search", "coopera*"])):
        opened.go(hash)
        with opened.page.expect_download() as waited:
            opened.page.click("button.csv")
        held = Path(waited.value.path()).read_bytes().decode()
        code, out, _ = typed(*args, "-f", "csv", "--data-dir", str(folder))
        assert code == 0
        assert cells(held) == cells(out)


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


# Looks.


def test_the_overview_leads_to_what_it_counts(opened: Opened, folder: Path) -> None:
    opened.go()
    cell = opened.page.locator("#overview table").first.locator("td a").first
    count = int(cell.inner_text())
    cell.click()
    opened.page.wait_for_function("() => location.hash.includes('theme')")
    found = {row["id"]: row for row in records(folder)}
    assert len({found[id]["commitment"] for id in opened.ids()}) == count


def test_the_interface_speaks_both_languages(opened: Opened) -> None:
    opened.go("#q=lighthouse")
    opened.page.click(".switch")
    opened.page.wait_for_function("() => document.documentElement.lang === 'es'")
    assert "mandatos" in opened.page.locator("#tally").inner_text()
    words = opened.page.evaluate("Object.entries(app.corpus.interface).map(([code, all]) => Object.keys(all).sort())")
    assert words[0] == words[1]


@pytest.mark.skipif(not AXE.exists(), reason="npm install axe-core brings what judges access")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_axe_finds_no_barrier(opened: Opened, language: str, scheme: str) -> None:
    opened.page.emulate_media(color_scheme=scheme)
    for hash in ("#", "#q=lighthouse&summit=2022", "#q=nosuchword", "#id=2022-split", "#id=2022-newer", "#q=%22"):
        opened.go(f"{hash}&ui={language}")
        opened.page.evaluate(AXE.read_text("utf-8"))
        found = opened.page.evaluate(f"axe.run(document, {{ runOnly: {json.dumps(LEVELS)} }})")
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []


@pytest.mark.parametrize("hash", ["", "#q=lighthouse", "#id=2022-split"])
def test_nothing_is_wider_than_a_small_screen(opened: Opened, hash: str) -> None:
    opened.page.set_viewport_size({"width": 320, "height": 640})
    opened.go(hash)
    width = opened.page.evaluate("document.documentElement.scrollWidth")
    opened.page.set_viewport_size({"width": 1280, "height": 720})
    assert width <= 320


def test_a_mandate_can_be_printed(opened: Opened) -> None:
    opened.go("#id=2022-split")
    assert opened.page.pdf().startswith(b"%PDF")
    opened.page.emulate_media(media="print")
    assert not opened.page.locator("form").is_visible()
    assert opened.page.locator("blockquote").first.is_visible()
    opened.page.emulate_media(media="screen")


def test_hostile_texts_are_texts(opened: Opened) -> None:
    for number, text in enumerate(HOSTILE):
        opened.go(f"#id=2009-hostile-{number}")
        shown = opened.page.evaluate("document.querySelector('blockquote .text').textContent")
        assert shown == text
    assert opened.page.evaluate("document.querySelectorAll('main script, main img, main [onclick]').length") == 0


# The file.


def test_the_same_corpus_is_the_same_file(folder: Path, opened: Opened) -> None:
    again = folder / "again.html"
    exported(folder, again)
    assert again.read_bytes() == opened.file.read_bytes()


def test_a_part_says_that_it_is_one(opened: Opened, browser: Any, folder: Path) -> None:
    file = folder / "part.html"
    exported(folder, file, "--lang", "es", "--summit", "2022")
    page = browser.new_page()
    page.goto(f"file://{file}")
    page.wait_for_selector("[data-id]")
    assert page.evaluate("document.documentElement.lang") == "es"
    assert "lang es" in page.locator(".coverage").inner_text()
    ids = page.eval_on_selector_all("[data-id]", "all => all.map(one => one.dataset.id)")
    assert ids == [row["id"] for row in records(folder, "--lang", "es", "--summit", "2022")]
    page.goto(f"file://{file}#id=2022-medidas")
    page.wait_for_selector("#mandate")
    assert "2022-split" in page.locator("#mandate").inner_text()
    page.close()


def test_nothing_in_it_names_another_place(opened: Opened) -> None:
    text = opened.file.read_text("utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"<(?:script|img|iframe|link)[^>]+(?:src|href)=(?!\"data:)", text)
    assert json.dumps("</script>") not in text
