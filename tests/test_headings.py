"""What stands above a page's items: which line is its heading, and what is none of its items though it is a list."""

import pytest

from test_parse import LIMA, balanced, parsed

ITEM = f"  1. Mend the harbour lamps. {LIMA}\n"


@pytest.mark.parametrize(
    ("heading", "theme", "language"),
    [
        ("HEALTH: Snake Bites", "health", "en"),
        ("HEALTH – Snake Bites", "health", "en"),
        ("Health: Snake Bites", "health", "en"),
        ("SALUD: Mordeduras de Serpiente", "health", "es"),
        ("MIGRACION: Aves", "migration", "es"),
    ],
)
def test_an_unknown_sub_theme_has_its_parent_and_a_warning(heading: str, theme: str, language: str) -> None:
    records = parsed(f"{heading}\n{ITEM}")
    assert (records.page.heading, records.page.theme, records.page.language) == (heading, theme, language)
    (warning,) = records.diagnostics
    assert (warning.code, warning.severity, warning.text) == ("unknown-theme", "warning", heading)
    assert warning.message.endswith(f"taken as {theme}")


@pytest.mark.parametrize(
    ("page", "heading", "theme"),
    [
        pytest.param("/sisca/health_bites_sp.html", "", "health", id="by the file name"),
        pytest.param("/sisca/health_bites.html", "SECURITY: Snakes", "security", id="the heading before the file name"),
        pytest.param("/sisca/health_nutrition.html", "HEALTH: Snakes", "health/nutrition", id="a known file name"),
        pytest.param("/sisca/health_nutrition.html", "SECURITY: Snakes", "security", id="of another theme"),
        pytest.param("/sisca/bites.html", "BITES: Snakes", None, id="neither"),
    ],
)
def test_heading_and_file_name_tell_together(page: str, heading: str, theme: str | None) -> None:
    assert parsed(f"{heading}\n{ITEM}", page).page.theme == theme


@pytest.mark.parametrize(
    "sentence",
    ["Education: the ministers met in the town of the lamps and told what they had mended.", "Education: see below"],
)
def test_a_sentence_that_begins_with_a_theme_is_no_heading(sentence: str) -> None:
    records = parsed(f"SECURITY: Public Policies\n\n{sentence}\n\n{ITEM}")
    assert records.page.heading == "SECURITY: Public Policies"
    assert [d.code for d in records.diagnostics] == ["stray-text"]


def html(*pieces: str) -> str:
    return f"<html><body>{''.join(pieces)}</body></html>"


def listed(*entries: str, tag: str = "ul") -> str:
    return f"<{tag}>{''.join(f'<li>{entry}</li>' for entry in entries)}</{tag}>"


SECURITY = "SECURITY: Public Policies"
ITEMS = f"<ol><li>Mend the harbour lamps. {LIMA}</li><li>Count the poles. {LIMA}</li></ol>"
TEXTS = ["Mend the harbour lamps.", "Count the poles."]
LINK = '<a href="/x.html">{}</a>'
NOTICE = "We keep some crumbs of your visit. You may refuse them."
TOOLBAR = (
    '<div id="wm-ipp-base"><div>12 captures</div>'
    + listed("8 Apr 2004 - 10 Nov 2023", "<a href='/about'>About this capture</a>", "MAR", "2015", "2016")
    + "</div>"
)
TITLE = "<p>Organization of American States Summits of the Americas</p><p>Follow-up and Implementation: Mandates</p>"
ABOVE = {
    "breadcrumbs": listed(LINK.format("Home"), "Public Policies", tag="ol"),
    "a cookie notice": listed(NOTICE, "Accept", "Refuse"),
    "a language switch": listed("English | Español"),
    "languages, one linked": listed("English", LINK.format("Español")),
    "an archive's toolbar": TOOLBAR,
    "a numbered menu": listed("Home", "Follow-up", "Contact", tag="ol"),
    "numbers typed": "<p>1. Home</p><p>2. Follow-up</p><p>3. Contact</p>",
    "an entry that is not linked": listed(LINK.format("Home"), "Follow-up", LINK.format("Contact")),
    "menus below menus": listed("Themes" + listed("Agriculture", "Health", "Security"), "Contact"),
    "a table of contents": listed("Mandates of 2022", "Mandates of 2018: Lima", "Declaration of Miami, 1994", tag="ol"),
    "two lists": listed("English", "Español") + "<p>News</p>" + listed(NOTICE, tag="ol"),
    "a list that never closes": "<ul><li>Home<li>Contact",
}


@pytest.mark.parametrize("above", ABOVE.values(), ids=list(ABOVE))
@pytest.mark.parametrize(
    "heading",
    [
        pytest.param(f"<h2>{SECURITY}</h2>", id="a heading"),
        pytest.param(f"<p><b>{SECURITY}</b></p>", id="a paragraph"),
        pytest.param(f"{TITLE}<p>{SECURITY}</p><p>MANDATES</p>", id="the page's lines"),
        pytest.param(f"<p>MANDATES</p><p>{SECURITY}</p>", id="below the word Mandates"),
    ],
)
def test_a_list_above_the_heading_holds_no_items(above: str, heading: str) -> None:
    records = parsed(html(above, heading, ITEMS), "page.html", "text/html")
    assert (records.page.heading, records.page.theme) == (SECURITY, "security/public-policies")
    assert [excerpt.text for excerpt in records.excerpts] == TEXTS
    assert balanced(records)
    assert {d.code for d in records.diagnostics} <= {"stray-text"}


@pytest.mark.parametrize("above", ABOVE.values(), ids=list(ABOVE))
def test_a_list_between_the_title_and_the_heading_holds_none_either(above: str) -> None:
    records = parsed(html(TITLE, above, f"<h3>{SECURITY}</h3>", ITEMS), "page.html", "text/html")
    assert records.page.heading == SECURITY
    assert [excerpt.text for excerpt in records.excerpts] == TEXTS
    assert balanced(records)


def test_the_heading_below_a_list_tells_the_language() -> None:
    cited = "(Compromiso de Lima. Perú, 2018)"
    items = f"<ol><li>Reparar las lámparas. {cited}</li></ol>"
    records = parsed(html(ABOVE["breadcrumbs"], "<h2>SEGURIDAD: Políticas Públicas</h2>", items), "p.html", "text/html")
    assert (records.page.language, records.page.theme) == ("es", "security/public-policies")
    assert [d.text for d in records.diagnostics] == ["Public Policies"]


@pytest.mark.parametrize(
    "menu",
    [
        "  • Home\n  • Contact\n\n",
        "1. Home\n2. Follow-up\n\n",
        "• Home\n• Contact\n",
        "   * Home\n\n   * Contact\n\n\n",
        "  • Home\n  • Contact\n",
        "1. Skip to what this page holds.\n2. Skip to its foot.\n\n",
        f"  • {NOTICE}\n\n",
    ],
)
@pytest.mark.parametrize("heading", [f"{SECURITY}\n\n", f"{SECURITY}\nMANDATES\n\n", f"MANDATES\n{SECURITY}\n\n"])
def test_a_menu_in_text_holds_no_items(menu: str, heading: str) -> None:
    records = parsed(f"{menu}{heading}{ITEM}")
    assert (records.page.heading, [e.text for e in records.excerpts]) == (SECURITY, ["Mend the harbour lamps."])
    assert balanced(records)


@pytest.mark.parametrize(
    "contents",
    [
        pytest.param(listed("2022", "2018", tag="ol") + "<h3>2018</h3>", id="years"),
        pytest.param(listed("Mandates of 2022: Los Angeles", "2018") + "<h3>2018</h3>", id="sections"),
        pytest.param(listed("Los Angeles", "Lima", "2001-2022") + "<p>MANDATES</p>", id="places"),
        pytest.param(listed("Lima Commitment. Peru, 2018", "Declaration of Miami, 1994"), id="documents"),
        pytest.param(listed("2022", "2018", "Lima"), id="no heading below"),
    ],
)
def test_a_table_of_contents_below_the_heading_holds_no_items(contents: str) -> None:
    records = parsed(html(f"<h2>{SECURITY}</h2>", contents, ITEMS), "page.html", "text/html")
    assert records.page.heading == SECURITY
    assert [excerpt.text for excerpt in records.excerpts] == TEXTS
    assert {d.code for d in records.diagnostics} <= {"stray-text", "section-title"}
    assert balanced(records)


def test_an_unknown_heading_is_found_below_a_menu() -> None:
    records = parsed(html(listed("Home", "Contact"), "<h2>FERRIES: Small Boats</h2>", ITEMS), "p.html", "text/html")
    assert records.page.heading == "FERRIES: Small Boats"
    assert [excerpt.text for excerpt in records.excerpts] == TEXTS


CITED = f"Mend it all. {LIMA}"
UNCITED = "Mend the harbour lamps, by night and by day, and tell the pilots so."
KEPT = {
    "cited above a second heading": (html(f"<ol><li>{CITED}</li></ol><h2>{SECURITY}</h2>{ITEMS}"), 3),
    "cited below a menu, above a second": (
        html(listed("Home"), "<h2>HEALTH</h2>", f"<ol><li>{CITED}</li></ol><h2>{SECURITY}</h2>{ITEMS}"),
        3,
    ),
    "not cited, above a second heading": (
        html("<h2>HEALTH</h2>", listed(UNCITED), f"<h2>{SECURITY}</h2>", ITEMS),
        3,
    ),
    "no heading": (html(listed(UNCITED, tag="ol"), ITEMS), 3),
    "no heading, a theme's name within an item": (
        html(f"<ol><li>{UNCITED}<p>EDUCATION</p><p>Teach it. {LIMA}</p></li></ol>"),
        1,
    ),
    "a theme's name within an item": (
        html(f"<h2>{SECURITY}</h2><ol><li>{UNCITED}<p>EDUCATION</p><p>Teach it. {LIMA}</p></li></ol>"),
        1,
    ),
    "nothing cited": (html(f"<h2>{SECURITY}</h2>", listed(UNCITED, "Count them, every one.")), 2),
    "nothing cited, a footer": (
        html(listed(UNCITED), "<p>© Summits of the Americas</p><p>MANDATES</p>", listed("Contact us, please.")),
        2,
    ),
}


@pytest.mark.parametrize(("page", "items"), KEPT.values(), ids=list(KEPT))
def test_items_above_a_heading_stay_items(page: str, items: int) -> None:
    records = parsed(page, "/sisca/sec.html", "text/html")
    assert len(records.excerpts) == items
    assert balanced(records)


@pytest.mark.parametrize(
    "page",
    [
        f"<h2>{SECURITY}</h2><ol><li>{CITED}</li></ol><ol><li>{UNCITED}</li></ol><p>HEALTH</p><ol><li>{CITED}</li></ol>",
        f"<h2>{SECURITY}</h2><ol><li>{CITED}</li></ol><ol><li>{UNCITED}</li></ol><h3>2018</h3><ol><li>{CITED}</li></ol>",
    ],
)
def test_a_title_below_an_item_that_is_not_cited_is_no_part_of_it(page: str) -> None:
    records = parsed(html(page), "page.html", "text/html")
    assert [excerpt.text for excerpt in records.excerpts] == ["Mend it all.", UNCITED, "Mend it all."]
    assert [d.code for d in records.diagnostics] == ["stray-text", "no-citation"]


BARE = {
    "between": (f"{ITEM}\n  7.\n\n  9. Mend the pier. {LIMA}\n", ["7."]),
    "after another": (f"{ITEM}\n  7.\n\n  8.\n", ["7.", "8."]),
    "at the end": (f"{ITEM}\n  012)\n", ["012)"]),
    "with labels below it": (f"{ITEM}\n  7.\n    a)\n    b) {LIMA}\n", ["7. a Lima Commitment. Peru, 2018"]),
}


@pytest.mark.parametrize(("shown", "labels"), BARE.values(), ids=BARE)
def test_a_label_that_stands_before_nothing_is_no_mandate(shown: str, labels: list[str]) -> None:
    records = parsed(f"{SECURITY}\n\n{shown}")
    assert balanced(records)
    assert all(excerpt.text for excerpt in records.excerpts)
    assert [excerpt.position for excerpt in records.excerpts] == list(range(1, len(records.excerpts) + 1))
    strays = [d for d in records.diagnostics if d.code == "stray-text"]
    assert [d.text for d in strays] == labels
    lines = f"{SECURITY}\n\n{shown}".split("\n")
    assert [lines[d.line - 1].strip() for d in strays if d.line] == [label.split()[0] for label in labels]


def test_a_label_alone_in_its_line_has_the_text_below_it() -> None:
    (excerpt,) = parsed(f"{SECURITY}\n\n  7.\n  Mend the pier. {LIMA}\n").excerpts
    assert (excerpt.label, excerpt.text) == ("7.", "Mend the pier.")
