"""What a browser shows of a page is what is read: held to the table that a real Chromium filled."""

import json
from pathlib import Path
from typing import Any

import pytest

from mandates_cli import registry
from mandates_cli.errors import PageError
from mandates_cli.parse import PageRecords, assemble, parse_page
from mandates_cli.parse.html import read_html, tree_of
from mandates_cli.parse.markers import finder
from mandates_cli.parse.outline import clean
from mandates_cli.parse.places import Trace, compact
from mandates_cli.parse.provenance import Source, verify
from mandates_cli.parse.stylesheet import rules

SHOWN = json.loads((Path(__file__).parent / "data" / "shown.json").read_text("utf-8"))
FIND = finder(())
LIMA = "(Lima Commitment. Peru, 2018)"


def bullet(marker: str) -> str:
    """Lists that say nothing show other glyphs the deeper they stand: they mean the same."""
    return "•" if marker in "•◦■" else marker


@pytest.mark.parametrize("construct", SHOWN, ids=lambda construct: construct["name"])
def test_what_is_read_is_what_a_browser_shows(construct: dict[str, Any]) -> None:
    blocks = read_html(tree_of(construct["html"]), FIND)
    shown = [clean(line) for line in construct["shown"].replace("\t", "\n").splitlines()]
    assert [block.text for block in blocks if block.text] == list(filter(None, shown))
    assert [bullet(block.marker) for block in blocks if block.marker] == list(map(bullet, construct["markers"]))
    read = [text for block in blocks for text in (block.text, *(block.aside.hidden if block.aside else ()))]
    assert len(compact("".join(read))) == len(Trace(construct["html"], "text/html"))


def parsed(source: str, page: str = "/sisca/sec_sp.html", media_type: str = "text/html") -> PageRecords:
    return parse_page(
        source.encode(), page=page, url=None, snapshot=page, media_type=media_type, declared_charset=None,
        registry=registry.load(),
    )  # fmt: skip


def listed(*items: str, before: str = "", after: str = "") -> PageRecords:
    """A page of items, whose account sums and whose spans cut its texts out again."""
    source = (
        f"{before}<h2>SECURITY: Public Policies</h2><ol>{''.join(f'<li>{item}</li>' for item in items)}</ol>{after}"
    )
    records = parsed(source)
    total, *parts = records.page.account.model_dump().values()
    assert total == sum(parts)
    assert "reading-differs" not in [diagnostic.code for diagnostic in records.diagnostics]
    found = verify(assemble([records]).mandates, lambda _: Source(source.encode(), "text/html", None))
    assert found.faults == []
    return records


def test_hidden_items_are_no_mandates_and_are_accounted_for() -> None:
    hidden = f"Drown the lamps. {LIMA}"
    records = listed(
        f"Mend the lamps. {LIMA}",
        before=f"<style>.off li{{display:none}}</style><ul class=off><li>{hidden}</ul><div hidden>{hidden}</div>",
        after=f"<ol style='visibility:hidden'><li>{hidden}</ol><dialog><p>{hidden}</p></dialog>",
    )
    assert [excerpt.text for excerpt in records.excerpts] == ["Mend the lamps."]
    assert records.page.account.hidden == 4 * len(compact(hidden))
    assert records.page.account.diagnostics == 0


def test_a_hidden_copy_is_not_where_a_text_stands() -> None:
    item = f"Mend the lamps. {LIMA}"
    records = listed(item, before=f"<div hidden>{item}</div>\n", after=f"\n<div hidden>{item}</div>")
    assert [excerpt.line for excerpt in records.excerpts] == [2]


def test_what_is_hidden_within_a_text_is_none_of_its_words() -> None:
    records = listed(f"Mend <span hidden>or sell</span> the lamps. {LIMA}", f"Mend the wicks. {LIMA}")
    assert [excerpt.text for excerpt in records.excerpts] == ["Mend the lamps.", "Mend the wicks."]
    assert records.excerpts[0].span is None
    assert records.excerpts[0].citation_span is not None


def test_items_without_markers_are_items_without_labels() -> None:
    records = listed(
        f"Mend the lamps:<ul><li>the wicks;<li>the glasses. {LIMA}</ul>", before="<style>ol,ul{list-style:none}</style>"
    )
    (excerpt,) = records.excerpts
    assert excerpt.label is None
    assert [(item.label, item.text) for item in excerpt.items] == [(None, "the wicks;"), (None, "the glasses.")]


@pytest.mark.parametrize(
    "how", ["style='list-style-type: lower-alpha'", "style='list-style:lower-latin inside'", "class=letters", "type=a"]
)
def test_sub_items_have_the_labels_that_a_browser_prints(how: str) -> None:
    before = "<style>@media screen { ol.letters > li { list-style-type: lower-alpha } }</style>"
    records = listed(f"Mend the lamps:<ol {how}><li>the wicks;<li>the glasses. {LIMA}</ol>", before=before)
    assert [item.label for item in records.excerpts[0].items] == ["a", "b"]


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("Mend lamps<sup>1</sup> and wells.", "Mend lamps and wells."),
        ("Mend lamps.<sup>1</sup>", "Mend lamps."),
        ("Mend lamps <sup>1</sup>and wells.", "Mend lamps and wells."),
        ("Mend lamps<sup>[1]</sup> and wells.", "Mend lamps and wells."),
        ("Mend lamps<sup>1, 2</sup> and wells.", "Mend lamps and wells."),
        ("Mend lamps<sup><a href='#fn1'>1</a></sup> and wells.", "Mend lamps and wells."),
        ("Mend lamps<a href='#fn1'><sup>1</sup></a> and wells.", "Mend lamps and wells."),
        ("Mend lamps<a href='sec.html#_ftn1'>[1]</a> and wells.", "Mend lamps and wells."),
        ("Mend lamps<a href='#_ftn1'>1</a> and wells.", "Mend lamps and wells."),
        ("Mend lamps¹ and wells.", "Mend lamps and wells."),
        ("Mend lamps.&sup1;", "Mend lamps."),
        ("Mend lamps of 2018<sup>1</sup> and wells.", "Mend lamps of 2018 and wells."),
        ("Mend “lamps”<sup>1</sup> (all)<sup>2</sup>.", "Mend “lamps” (all)."),
    ],
)
def test_the_mark_of_a_note_is_none_of_the_words(item: str, text: str) -> None:
    records = listed(f"{item} {LIMA}")
    assert [excerpt.text for excerpt in records.excerpts] == [text]
    assert records.page.account.markers > 0


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("Measure CO<sub>2</sub> in wells.", "Measure CO2 in wells."),
        ("Dig 5 m<sup>2</sup> of wells.", "Dig 5 m2 of wells."),
        ("Dig 5 km<sup>2</sup> of wells.", "Dig 5 km2 of wells."),
        ("Dig 5 km² of wells, 3 m³ each.", "Dig 5 km² of wells, 3 m³ each."),
        ("Plant 10<sup>6</sup> trees.", "Plant 106 trees."),
        ("La construcciÃ³n que reparÃ³ â€¹laâ€º lámpara.", "La construcciÃ³n que reparÃ³ â€¹laâ€º lámpara."),
        ("The 1<sup>st</sup> well.", "The 1st well."),
        ("El N<sup>o</sup> 5 y la 1<sup>a</sup> vez.", "El No 5 y la 1a vez."),
        ("Read <a href='#annex'>the annex</a> and <a href='#3'>3</a>.", "Read the annex and 3."),
        ("Agree.<sup>TM</sup>", "Agree.TM"),
    ],
)
def test_what_is_raised_and_no_mark_stays_a_word(item: str, text: str) -> None:
    assert [excerpt.text for excerpt in listed(f"{item} {LIMA}").excerpts] == [text]


@pytest.mark.parametrize(
    ("mark", "note", "said"),
    [
        ("<sup>1</sup>", "<p><sup>1</sup> As agreed.</p>", "1 As agreed."),
        ("¹", "<p>¹ As agreed.</p>", "¹ As agreed."),
        ("<a href='#_ftn1'>[1]</a>", "<p><a href='#_ftnref1' name=_ftn1>[1]</a> As agreed.</p>", "[1] As agreed."),
        ("<a href='#fn1'><sup>1</sup></a>", "<hr><ol><li id=fn1><p>As agreed.</p></ol>", "As agreed."),
    ],
)
def test_a_note_belongs_to_the_item_that_has_its_mark(mark: str, note: str, said: str) -> None:
    records = listed(f"Mend lamps{mark}. {LIMA}", f"Mend wells. {LIMA}", after=note)
    assert [(excerpt.text, excerpt.notes) for excerpt in records.excerpts] == [
        ("Mend lamps.", (said,)),
        ("Mend wells.", ()),
    ]
    assert records.page.account.diagnostics == 0


def test_a_mark_after_a_citation_does_not_hide_it() -> None:
    records = listed(f"Mend lamps. {LIMA}<sup>3</sup>", f"Mend wells. {LIMA}<a href='#_ftn4'>[4]</a>")
    assert [excerpt.document for excerpt in records.excerpts] == 2 * ["2018-lima-commitment"]


PICTURE = "data:image/png;base64," + 5 * 2**20 * "A"


@pytest.mark.parametrize(
    "before",
    [
        f"<img src='{PICTURE}'>",
        f"<img src={PICTURE}>",
        f'<img srcset="{PICTURE} 1x, {PICTURE} 2x">',
        f"<link rel=icon href='{PICTURE}'>",
        f"<div style='background:url({PICTURE})'></div>",
        f"<style>@font-face{{src:url({PICTURE})}}.off{{display:none}}</style><p class=off>Gone</p>",
        f"<svg><path d='{'M 1 2 ' * 50_000}'></path></svg>",
    ],
    ids=["src", "unquoted", "srcset", "icon", "style", "font", "path"],
)
def test_a_page_with_its_pictures_inside_is_taken(before: str) -> None:
    records = listed(f"Mend the lamps. {LIMA}", before=before)
    assert [excerpt.text for excerpt in records.excerpts] == ["Mend the lamps."]
    assert records.page.account.diagnostics == 0


@pytest.mark.parametrize(
    "data",
    [
        "<p " + "a " * 100_000 + ">",
        "<p " + "".join(f"a{n}='' " for n in range(100_000)) + ">",
        "<p " + '="' * 100_000 + ">",
        f"<img src='{PICTURE}>",
        "<a='" * 100_000,
        "<style>" + "*{display:block}" * 20_000 + "</style>" + "<p>x</p>" * 3_000,
        "x" * 9 * 2**20 + "data:",
    ],
    ids=["attributes", "empty values", "quotes", "never closed", "never ended", "rules", "text"],
)
def test_what_would_take_too_long_is_refused(data: str) -> None:
    with pytest.raises(PageError):
        parsed(data)


@pytest.mark.parametrize(
    ("sheet", "selectors"),
    [
        (".a{display:none}.b , #c{color:red;DISPLAY : none ! important}", [".a", ".b , #c"]),
        ("p{color:red}li{margin:0}", []),
        ("@media print{.a{display:none}}.b{visibility:hidden}", [".b"]),
        ("@media screen and (min-width:600px){.a{display:none}}@media (max-width:40em){.b{display:none}}", [".a"]),
        ("@font-face{src:url(x);display:none}@page{display:none}.a{display:none}", [".a"]),
        (".a{color:red;.b{display:none}&.c{display:none}}", [".a .b", ".a.c"]),
        ("/* .a{display:none} */.b:after{content:'}.c{display:none}'}", []),
        ("<!-- .a{display:none} -->", [".a"]),
        (".a{display:none", [".a"]),
        (".a{display:bogus}.b{visibility:none}", []),
        ("{" * 1000 + "a{display:none}", []),
    ],
)
def test_rules_that_hold_on_a_screen(sheet: str, selectors: list[str]) -> None:
    assert [rule.selector for rule in rules(sheet)] == selectors
