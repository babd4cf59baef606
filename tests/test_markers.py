"""The rules about characters, lines, markers and depth, each with what it finds and what it leaves alone."""

import pytest

from mandates_cli import registry
from mandates_cli.parse.decode import mojibake
from mandates_cli.parse.html import read_html, tree_of
from mandates_cli.parse.markers import Marker, finder
from mandates_cli.parse.outline import clean
from mandates_cli.parse.skeleton import HEADING, is_skeleton
from mandates_cli.parse.text import read_text

REGISTRY = registry.load()


def find(text: str) -> Marker | None:
    return finder(tuple(label.word for label in REGISTRY.labels))(text)


@pytest.mark.parametrize(
    ("text", "printed", "label", "rest"),
    [
        ("• Strengthen", "•", None, "Strengthen"),
        ("•Strengthen", "•", None, "Strengthen"),
        ("▪ Strengthen", "▪", None, "Strengthen"),
        *((f"{glyph} Strengthen", glyph, None, "Strengthen") for glyph in "□‣⁃∙►❖✔☐−‐\uf0b7\uf0a7\uf0d8"),
        *(
            (f"{glyph} Strengthen", glyph, None, "Strengthen")
            for glyph in "▫▸▶◆◇★☆☑→⇒➔➜✦✱⦁∘◘‧･+§Øü‑‒―\uf0a8\uf06f\uf0fc"
        ),
        ("+ “Strengthen”", "+", None, "“Strengthen”"),
        ("+ (a) one", "+ (a)", "a", "one"),
        ("‣ c. The wool", "‣ c.", "c", "The wool"),
        ("– Strengthen", "–", None, "Strengthen"),
        ("— Strengthen", "—", None, "Strengthen"),
        ("- Strengthen", "-", None, "Strengthen"),
        ("•", "•", None, ""),
        ("1. Take steps", "1.", "1", "Take steps"),
        ("12) Promote", "12)", "12", "Promote"),
        ("1.Promote", "1.", "1", "Promote"),
        ("1.“Promote”", "1.", "1", "“Promote”"),
        ("1.", "1.", "1", ""),
        ("100. Promote", "100.", "100", "Promote"),
        ("• c. The development", "• c.", "c", "The development"),
        ("• a) Touch", "• a)", "a", "Touch"),
        ("c. The development", "c.", "c", "The development"),
        ("c.The development", "c.", "c", "The development"),
        ("c) la lana", "c)", "c", "la lana"),
        ("(c) The wool", "(c)", "c", "The wool"),
        ("B) The wool", "B)", "B", "The wool"),
        ("ñ) el farol", "ñ)", "ñ", "el farol"),
        ("ñ. El farol", "ñ.", "ñ", "El farol"),
        ("e. 2 schools", "e.", "e", "2 schools"),
        ("ii. To mend", "ii.", "ii", "To mend"),
        ("iii.To mend", "iii.", "iii", "To mend"),
        ("iv) To mend", "iv)", "iv", "To mend"),
        ("(iii) To mend", "(iii)", "iii", "To mend"),
        ("II. Preserving", "II.", "II", "Preserving"),
        ("II.4. Support", "II.4.", "II.4", "Support"),
        ("II.4 Support", "II.4", "II.4", "Support"),
        ("XL. Support", "XL.", "XL", "Support"),
        ("• 21.1 Promote", "• 21.1", "21.1", "Promote"),
        ("• 21.1. promote", "• 21.1.", "21.1", "promote"),
        ("• Initiative 61. Promote", "• Initiative 61.", "61", "Promote"),
        ("Initiative 61. Promote", "Initiative 61.", "61", "Promote"),
        ("Initiative27. Promote", "Initiative27.", "27", "Promote"),
        ("Initiative 61: Promote", "Initiative 61:", "61", "Promote"),
        ("Initiative 61 Promote", "Initiative 61", "61", "Promote"),
        ("Iniciativa 13.2. Medir", "Iniciativa 13.2.", "13.2", "Medir"),
        ("(4) Wash", "(4)", "4", "Wash"),
        ("1.- Mend", "1.-", "1", "Mend"),
        ("1.–Mend", "1.–", "1", "Mend"),
        ("1). Mend", "1).", "1", "Mend"),
        ("5°. Weigh", "5°.", "5", "Weigh"),
        ("5º) Weigh", "5º)", "5", "Weigh"),
        ("5º.- Weigh", "5º.-", "5", "Weigh"),
        ("7‑8. Hear", "7‑8.", "7-8", "Hear"),
        ("§ 1 The wool", "§ 1", "1", "The wool"),
        ("① The wool", "①", "1", "The wool"),
        ("21.1 Promote", "21.1", "21.1", "Promote"),
        ("1.1. Promote", "1.1.", "1.1", "Promote"),
        ("1.2.3 Promote", "1.2.3", "1.2.3", "Promote"),
        ("1.1.- Promote", "1.1.-", "1.1", "Promote"),
        ("a.- la lana", "a.-", "a", "la lana"),
        ("A.- La lana", "A.-", "A", "La lana"),
        ("(a.) the wool", "(a.)", "a", "the wool"),
        ("a.1 The wool", "a.1", "a.1", "The wool"),
        ("a.1) the wool", "a.1)", "a.1", "the wool"),
        ("xiv. To mend", "xiv.", "xiv", "To mend"),
        ("xlix) To mend", "xlix)", "xlix", "To mend"),
        ("(xxii) to mend", "(xxii)", "xxii", "to mend"),
        ("I) Support", "I)", "I", "Support"),
        ("I.- Support", "I.-", "I", "Support"),
        ("Artículo 5. Medir", "Artículo 5.", "5", "Medir"),
        ("Art. 5.- Medir", "Art. 5.-", "5", "Medir"),
        ("Paragraph 12: Weigh", "Paragraph 12:", "12", "Weigh"),
        # Enumerations that are none: nothing follows the first, or another kind of label does.
        ("1) Promote the study of rain", "1)", "1", "Promote the study of rain"),
        ("1) Promote wells (2) here", "1)", "1", "Promote wells (2) here"),
        ("2) Promote; 3) Mend", "2)", "2", "Promote; 3) Mend"),
        ("1) Mend 1) wells; 2) ports", "1)", "1", "Mend 1) wells; 2) ports"),
        # After a bullet, only the label is left to the sentence.
        ("• 1) The ferry; 2) the ford", "•", None, "1) The ferry; 2) the ford"),
        ("• 2.5 million goats", "•", None, "2.5 million goats"),
        ("• 3 goats", "•", None, "3 goats"),
        ("• U.S. ports", "•", None, "U.S. ports"),
        ("• e.g. ports", "•", None, "e.g. ports"),
        ("①Mend the lamps", "①", "1", "Mend the lamps"),
        ("xliv. Mend the lamps", "xliv.", "xliv", "Mend the lamps"),
        ("c.10. Mend the lamps", "c.10.", "c.10", "Mend the lamps"),
    ],
)
def test_markers_found(text: str, printed: str, label: str | None, rest: str) -> None:
    found = find(text)
    assert found is not None
    assert (found.printed, found.label, text[found.length :].strip()) == (printed, label, rest)


@pytest.mark.parametrize(
    "text",
    [
        "−5 degrees",
        "‐ish",
        "U.S. ports",
        "e.g. ports",
        "i.e. ports",
        "ii.example.org lists them",
        "a.m. trains",
        "2.5 million",
        "10.000 millones",
        "No. 5 of the list",
        "Art. 5 of the treaty",
        "2009 was a year of rain",
        "2009. A year of rain",
        "15-year plan",
        "3 goats",
        "-5 degrees",
        "well-known ports",
        "CD-ROM for schools",
        "(OAS) and others",
        "(2005) and later",
        "I shall",
        "I. the undersigned",
        "IX Summit of the Americas",
        "V Cumbre de las Américas",
        "A. Smith said",
        "Initiatives of the summit",
        "Initiative for the study of rain",
        "1) The ferry; 2) the ford",
        "a) Pilots, b) masters",
        "(i) Lamps and (ii) ropes",
        "(a) Lamps; (b) ropes",
        "A) Lamps; B) ropes",
        "I) Lamps; II) ropes",
        "I. M. Pei drew it",
        "3.5 GB of charts",
        "2.5 percent",
        "1º de enero de 2010",
        "3° C in winter",
        "2030 Agenda",
        "No. 5",
        "(2006-2016) and later",
        "[sic] the lamps",
        "civil. The",
        "mi. The",
        "1/2 of the wool",
        "5 - 10 years",
        "1-2 years",
        "+5 degrees",
        "Article 5 of the treaty says",
        "Párrafo 3 del tratado",
        # What only the lines around them tell.
        "(A) The lamps",
        "[1] The lamps",
        "1/ The lamps",
        "1 - The lamps",
        "1- The lamps",
        "1º The lamps",
        "(1) the lamps",
        "* the lamps",
        "o the lamps",
        "# the lamps",
        "AG/RES. 2141 (XXXV-O/05)",
        "",
    ],
)
def test_markers_left_alone(text: str) -> None:
    assert find(text) is None


@pytest.mark.parametrize(
    ("markup", "printed"),
    [
        ("<ol><li>x<li>x</ol>", ["1.", "2."]),
        ("<ol><li>x</ol><ol><li>x</ol>", ["1.", "1."]),
        ("<ol start=3><li>x<li>x</ol>", ["3.", "4."]),
        ("<ol start=0><li>x</ol>", ["0."]),
        ("<ol start=one><li>x</ol>", ["1."]),
        ("<ol><li value=7>x<li>x</ol>", ["7.", "8."]),
        ("<ol><li></li><li>x</ol>", ["2."]),
        ("<ol type=a><li>x<li>x</ol>", ["a.", "b."]),
        ("<ol type=a start=5><li>x<li value=8>x</ol>", ["e.", "h."]),
        ("<ol type=A start=3><li>x</ol>", ["C."]),
        ("<ol type=i start=3><li>x<li>x</ol>", ["iii.", "iv."]),
        ("<ol type=I start=9><li>x</ol>", ["IX."]),
        ("<ol type=1><li>x</ol>", ["1."]),
        ("<ol><li type=a>x<li>x</ol>", ["a.", "2."]),
        ("<ol><li>x<ol><li>x<li>x</ol><li>x</ol>", ["1.", "1.", "2.", "2."]),
        ("<ul><li>x<li>x</ul>", ["•", "•"]),
        ("<menu><li>x</menu>", ["•"]),
        ("<li>x", ["•"]),
        # What an author typed is what was meant; a bullet that the list draws stands before it.
        ("<ul><li>c. x</ul>", ["• c."]),
        ("<ul><li>• c. x</ul>", ["• c."]),
        ("<ul><li>Initiative 61. x</ul>", ["• Initiative 61."]),
        ("<ol><li>c. x</ol>", ["c."]),
        ("<ol type=a><li>c. x</ol>", ["c."]),
        ("<ol><li>(c) x</ol>", ["(c)"]),
        ("<ul><li>21.1 Promote</ul>", ["• 21.1"]),
        ("<ol reversed><li>x<li>x</ol>", ["2.", "1."]),
    ],
)
def test_lists_print_what_a_browser_does(markup: str, printed: list[str]) -> None:
    assert [block.marker for block in read_html(tree_of(markup), find)] == printed


@pytest.mark.parametrize(
    ("markup", "labels"),
    [
        ("<ol start=3><li>x</ol>", ["3"]),
        ("<ol type=a start=3><li>x</ol>", ["c"]),
        ("<ol type=i start=4><li>x</ol>", ["iv"]),
        ("<ul><li>x</ul>", [None]),
        ("<ul><li>c. x</ul>", ["c"]),
        ("<ol type=A start=3><li>x</ol>", ["C"]),
        ("<ol type=I start=4><li>x</ol>", ["IV"]),
        ("<ol type=i start=14><li>x</ol>", ["xiv"]),
    ],
)
def test_lists_label_their_items(markup: str, labels: list[str | None]) -> None:
    assert [block.label for block in read_html(tree_of(markup), find)] == labels


def outlined(text: str) -> list[tuple[int, str | None, str]]:
    return [(block.depth, block.label, block.text) for block in read_text(text, find)]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        pytest.param("  1. x\n  2. y\n", [(1, "1", "x"), (1, "2", "y")], id="beside"),
        pytest.param("  1. x\n     1. y\n  2. z\n", [(1, "1", "x"), (2, "1", "y"), (1, "2", "z")], id="deeper"),
        pytest.param("  1. x\n    a. y\n      2. z\n", [(1, "1", "x"), (2, "a", "y"), (3, "2", "z")], id="deepest"),
        pytest.param("    1. x\n  2. y\n    3. z\n", [(1, "1", "x"), (1, "2", "y"), (2, "3", "z")], id="shallower"),
        pytest.param("  1. x\n\ta. y\n", [(1, "1", "x"), (2, "a", "y")], id="a tab is four columns"),
        pytest.param("\u00a0\u00a01. x\n\u00a0\u00a0\u00a0a. y\n", [(1, "1", "x"), (2, "a", "y")], id="hard spaces"),
        pytest.param("  1. x\n     y\n", [(1, "1", "x y")], id="a wrapped line goes on"),
        pytest.param("  1. x\n  y\n", [(1, "1", "x y")], id="and need not be deeper"),
        pytest.param("  1. x\n\n     y\n", [(1, "1", "x"), (0, None, "y")], id="a blank line opens a block"),
        pytest.param("  1. x\ny\n", [(1, "1", "x"), (0, None, "y")], id="and so does the margin"),
        pytest.param("x\ny\n  z\n", [(0, None, "x"), (0, None, "y"), (0, None, "z")], id="no item to go on with"),
        pytest.param("  1. x\n  \u00a0 \n     y\n", [(1, "1", "x"), (0, None, "y")], id="hard spaces are a blank line"),
    ],
)
def test_depth_of_text(text: str, blocks: list[tuple[int, str | None, str]]) -> None:
    assert outlined(text) == blocks


@pytest.mark.parametrize(
    ("markup", "blocks"),
    [
        pytest.param("<ol><li>x<li>y</ol>", [(1, "1", "x"), (1, "2", "y")], id="beside"),
        pytest.param("<ol><li>x<ol><li>y</ol><li>z</ol>", [(1, "1", "x"), (2, "1", "y"), (1, "2", "z")], id="deeper"),
        pytest.param("<ol><li><ol><li>x</ol></ol>", [(1, "1", "x")], id="an item without text is none"),
        pytest.param("<ol><li>x</ol><ol><li>y</ol>", [(1, "1", "x"), (1, "1", "y")], id="one-item lists"),
        pytest.param("<ol><li>x<ol><li>y", [(1, "1", "x"), (2, "1", "y")], id="never closed"),
        pytest.param("1. x<br>2. y", [(1, "1", "x"), (1, "2", "y")], id="typed lines"),
        pytest.param("1. x<br>&nbsp;a. y", [(1, "1", "x"), (2, "a", "y")], id="indented by hard spaces"),
        pytest.param("<blockquote>a. y</blockquote>1. x", [(1, "a", "y"), (1, "1", "x")], id="indented by a quotation"),
        pytest.param("<p>1. x</p><blockquote>a. y</blockquote>", [(1, "1", "x"), (2, "a", "y")], id="quotation below"),
        pytest.param("<dl><dt>1. x<dd>a. y</dl>", [(1, "1", "x"), (2, "a", "y")], id="definitions"),
        pytest.param("<ol><li>x<br>y</ol>", [(1, "1", "x y")], id="a break ends a line only"),
        pytest.param("<ol><li>x<br><br>y</ol>", [(1, "1", "x"), (0, None, "y")], id="two end a paragraph"),
        pytest.param("<ol><li><p>x<p>y</ol>", [(1, "1", "x"), (0, None, "y")], id="paragraphs"),
        pytest.param("<ol><li>x<h3>y</h3></ol>", [(1, "1", "x"), (0, None, "y")], id="a heading"),
        pytest.param("<p>x <b>y</b><i>z</i></p>", [(0, None, "x yz")], id="inline elements part nothing"),
    ],
)
def test_depth_of_markup(markup: str, blocks: list[tuple[int, str | None, str]]) -> None:
    assert [(block.depth, block.label, block.text) for block in read_html(tree_of(markup), find)] == blocks


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\u00a0\u00a0b", "a b"),
        ("a\r\n\tb", "a b"),
        (" a ", "a"),
        ("a\u2003b", "a b"),
        ("a\u00adb", "ab"),
        ("a\u200b b", "a b"),
        ("\ufeffa", "a"),
        ("\u00ad", ""),
        ("“a” – b", "“a” – b"),
        ("a \u00ad b", "a b"),
        ("é \u200b b", "é b"),
    ],
)
def test_cleaned_text_has_single_blanks(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Organization of American States Summits of the Americas", "en"),
        ("Follow-up and Implementation: Mandates", "en"),
        ("Follow up and implementation – mandates", "en"),
        ("Click here for Related Ministerials", "en"),
        ("MANDATES", "en"),
        ("© Summits of the Americas", "en"),
        ("Organización de los Estados Americanos Cumbres de las Américas", "es"),
        ("Seguimiento e implementación: Mandatos", "es"),
        ("SEGUIMIENTO E IMPLEMENTACION: MANDATOS", "es"),
        ("Haga clic aquí para Ministeriales relacionadas", "es"),
        ("Mandatos", "es"),
        ("2", None),
        ("_______________________________________________", None),
        ("_____ _____", None),
        ("---", None),
        ("– – –", None),
        ("* * *", None),
    ],
)
def test_skeleton_found(text: str, language: str | None) -> None:
    assert is_skeleton(text, REGISTRY)
    assert REGISTRY.language_of_line(text) == language


@pytest.mark.parametrize(
    "text", ["1", "22", "2.", "2 goats", "–", "__", "*", "The Mandates", "Mandate", "Summits of the Americas, 2022", ""]
)
def test_skeleton_left_alone(text: str) -> None:
    assert not is_skeleton(text, REGISTRY)


@pytest.mark.parametrize(
    "text",
    [
        "DEMOCRACY",
        "EDUCACIÓN",
        "JUSTICE AND RULE OF LAW",
        "SECURITY: Public Policies",
        "DERECHOS HUMANOS: Derechos de Mujeres e Indígenas",
        "GENDER ISSUES: Gender Equity/Equality",
        "LABOR: Workers’ Organizations",
        "TRADE: Small and Medium-sized Enterprises “SME’s”",
    ],
)
def test_headings_found(text: str) -> None:
    assert HEADING.fullmatch(text)


@pytest.mark.parametrize(
    "text",
    ["Democracy", "Democracy: Corruption", "2", "---", "A", "12 34", "THE (OAS)", "Ring the bell late.", "DEMOCRACY:"],
)
def test_headings_left_alone(text: str) -> None:
    assert not HEADING.fullmatch(text)


@pytest.mark.parametrize(
    ("garbled", "meant"),
    [
        ("Ã±", "ñ"),
        ("Ã³", "ó"),
        ("Ã¡", "á"),
        ("Ã©", "é"),
        ("Ãº", "ú"),
        ("Ã\u00ad", "í"),
        ("Ã‘", "Ñ"),
        ("Ã“", "Ó"),
        ("Â°", "°"),
        ("Â¿", "¿"),
        ("Â\u00a0", "\u00a0"),
        ("â€œ", "“"),
        ("â€™", "’"),
        ("â€“", "–"),
        ("â€”", "—"),
        ("â€¦", "…"),
        ("Ã\u0081", "Á"),
        ("Ã\u008d", "Í"),
        ("â€\u009d", "”"),
    ],
)
def test_mojibake_found(garbled: str, meant: str) -> None:
    assert list(mojibake(f"un {garbled}rbol")) == [(3, garbled, meant)]


@pytest.mark.parametrize(
    "text",
    [
        "NAÇÃO",
        "SÃO PAULO",
        "CHÂTEAU",
        "PARÂMETRO",
        "Ângela",
        "Â.",
        "IRMÃ, IRMÃ.",
        "pâté de château",
        "à la carte",
        "½ °C « ñandú » ¿qué?",
        "Québec’s “río” – año…",
        "",
    ],
)
def test_mojibake_left_alone(text: str) -> None:
    assert list(mojibake(text)) == []
