"""Pages to records: the real page, its shapes, and the rules that get there with what they find and leave alone."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mandates_cli import registry
from mandates_cli.errors import PageError
from mandates_cli.model import Mandate
from mandates_cli.parse import PageRecords, assemble, parse_page
from mandates_cli.parse.citation import match
from mandates_cli.parse.decode import decode
from mandates_cli.parse.places import compact, cut

PAGES = Path(__file__).parent / "pages"
SHAPES = ("one-item-lists.html", "one-long-list.html", "nested-bullets.html", "old-table.html")


def parsed(data: bytes | str, page: str = "page.txt", media_type: str = "text/plain") -> PageRecords:
    raw = data.encode() if isinstance(data, str) else data
    return parse_page(
        raw,
        page=page,
        url=None,
        snapshot="",
        media_type=media_type,
        declared_charset=None,
        registry=registry.load(),
    )


def page(name: str) -> PageRecords:
    return parsed((PAGES / name).read_bytes(), name, "text/html" if name.endswith(".html") else "text/plain")


def balanced(records: PageRecords) -> bool:
    total, *parts = records.page.account.model_dump().values()
    return total == sum(parts) and min(parts) >= 0


@pytest.mark.parametrize("name", ["security-public-policies.txt", *SHAPES])
def test_every_shape_of_the_real_page_gives_the_expected_records(name: str) -> None:
    records = page(name)
    lines = (PAGES / "security-public-policies.expected.jsonl").read_text("utf-8").splitlines()
    found = [
        json.loads(m.model_dump_json(exclude={"placements", "first_seen", "last_seen"}))
        for m in assemble([records]).mandates
    ]
    assert found == [json.loads(line) for line in lines]
    assert records.page.heading == "SECURITY: Public Policies"
    assert records.diagnostics == ()
    assert balanced(records)
    assert records.page.account.texts == 5964


def test_the_real_page_in_numbers() -> None:
    mandates = assemble([page("security-public-policies.txt")]).mandates
    assert [sum(m.summit == year for m in mandates) for year in (2022, 2018, 2012)] == [13, 3, 4]
    assert len({m.document for m in mandates}) == 5
    assert all(m.citation and m.citation.document for m in mandates)
    (lettered,) = [m for m in mandates if m.items]
    assert [item.label for item in lettered.items] == ["c"]
    assert lettered.missing_labels == ("a", "b")


LIMA = "(Lima Commitment. Peru, 2018)"


def lettered(*labels: str, chapeau: str = "Strengthen the work of electoral bodies:", theme: str = "DEMOCRACY") -> str:
    lines = [f"    • {label}. Do what {label} says;" for label in labels]
    return f"{theme}\n  1. {chapeau}\n\n" + "\n\n".join(lines) + f" {LIMA}\n"


def test_a_mandate_is_united_from_its_pages_in_any_order() -> None:
    pages = [parsed(lettered("e"), "a.txt"), parsed(lettered("g", "h"), "b.txt"), parsed(lettered("f"), "c.txt")]
    (mandate,) = assemble(pages).mandates
    assert [i.label for i in mandate.items] == ["e", "f", "g", "h"]
    assert mandate.missing_labels == ("a", "b", "c", "d")
    assert [p.page for p in mandate.placements] == ["a.txt", "b.txt", "c.txt"]
    for seed in range(5):
        random.Random(seed).shuffle(pages)
        assert assemble(pages).mandates == [mandate]


def test_typography_does_not_part_a_mandate_and_an_empty_chapeau_does_not_join_two() -> None:
    typed = [
        parsed(f"DEMOCRACY\n  1. {t} {LIMA}\n", n)
        for t, n in (("Protect, the press.", "a"), ("Protect the “press”", "b"))
    ]
    assert len(assemble(typed).mandates) == 1
    empty = [parsed(lettered(x, chapeau="Governments will:"), x) for x in "ab"]
    assert len(assemble(empty).mandates) == 2


def test_ids_outlive_page_position_and_punctuation() -> None:
    first = assemble([parsed(f"DEMOCRACY\n  1. Protect the press. {LIMA}\n", "a")]).mandates
    later = assemble([parsed(f"SECURITY\n  1. Other words. {LIMA}\n\n  4. Protect: the press {LIMA}.\n", "z")]).mandates
    assert first[0].id in {m.id for m in later}
    assert first[0].id.startswith("2018-lima-commitment-")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (f"Do it. {LIMA}", "Lima Commitment. Peru, 2018"),
        (f"Do it.{LIMA}.", "Lima Commitment. Peru, 2018"),
        ("Do it;  ( Plan of Action Miami, 1994) .", "Plan of Action Miami, 1994"),
        ("Do it (Plan of Action Miami, 1994", "Plan of Action Miami, 1994"),
        (
            "Do (OAS) it: (Poverty, Inequality, and Inequity, Cartagena, 2012);",
            "Poverty, Inequality, and Inequity, Cartagena, 2012",
        ),
        ("Hazlo. (Declaración de Puerto España, 2009)", "Declaración de Puerto España, 2009"),
        ("Do it (Plan (revised) of Action Miami, 1994)", "Plan (revised) of Action Miami, 1994"),
    ],
)
def test_citations_found(text: str, label: str) -> None:
    found = match(text)
    assert found
    assert found.label.strip() == label
    assert found.body.startswith(("Do", "Hazlo"))
    assert "19" not in found.body
    assert "20" not in found.body


@pytest.mark.parametrize(
    "text",
    [
        "the work of the Joint Summit Working Group (JSWG)",
        "the Regulations (IHR) (2005)",
        "the Decade (2006-2016)",
        "the convention (1999)",
        "AG/RES. 2141 (XXXV-O/05)",
        "Convention on Cybercrime (Budapest Convention)",
        "a national figure (Public Defender, Citizen’s Advocate or Human Rights Prosecutor or Commissioner)",
        'as in the "Declaration of Santiago, 1998"',
        "(Lima Commitment. Peru, 2018) and then more words",
        "",
        ")",
        "(",
    ],
)
def test_citations_left_alone(text: str) -> None:
    assert match(text) is None


def test_what_the_tables_do_not_know_is_kept_with_a_diagnostic() -> None:
    records = parsed("DEMOCRACY\n  1. Do this. (Plan of Nowhere, Lima, 2018)\n\n  1. Do that.\n")
    (named,), (bare,) = ([m for m in assemble([records]).mandates if bool(m.citation) == x] for x in (True, False))
    assert named.citation is not None
    assert (named.citation.text, named.citation.year, named.citation.document) == (
        "Plan of Nowhere, Lima, 2018",
        2018,
        None,
    )
    assert named.summit == 2018
    assert (bare.text, bare.citation) == ("Do that.", None)
    assert {d.code: d.line for d in records.diagnostics} == {"unresolved-citation": 2, "no-citation": 4}


def test_paragraphs_of_an_item_stay_together_and_stray_text_is_kept() -> None:
    records = parsed(
        f"DEMOCRACY\n\nAn introduction.\n\n  1. First paragraph.\n\n     Second one. {LIMA}\n\nAn afterword.\n"
    )
    assert assemble([records]).mandates[0].text == "First paragraph. Second one."
    assert [d.text for d in records.diagnostics] == ["An introduction.", "An afterword."]
    assert balanced(records)


def test_a_paragraph_that_ends_like_a_citation_does_not_end_its_item() -> None:
    first = "Follow up on the Seventh Summit of the Americas (Panama City, 2015)."
    records = parsed(
        f"<h1>DEMOCRACY</h1><ol><li><p>{first}</p><p>Do so soon. {LIMA}</p></li></ol>", media_type="text/html"
    )
    (mandate,) = assemble([records]).mandates
    assert mandate.text == f"{first} Do so soon."
    assert mandate.document == "2018-lima-commitment"
    assert balanced(records)


def test_where_a_summit_met_is_no_citation() -> None:
    place = "Follow up on the Seventh Summit (Panama City, 2015);"
    records = parsed(f"DEMOCRACY\n  1. Work together:\n\n    • a. {place}\n\n    • b. Do so soon. {LIMA}\n")
    (mandate,) = assemble([records]).mandates
    assert [(item.label, item.text) for item in mandate.items] == [("a", place), ("b", "Do so soon.")]


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n   "], ids=["line", "dos", "indented"])
def test_a_word_that_a_soft_hyphen_parts_at_the_end_of_a_line_is_one(end: str) -> None:
    page = f"DEMOCRACY\n  1. Mend the secu\u00ad{end}rity of ports\u00ad here. {LIMA}\n"
    records = parsed(page)
    (mandate,) = assemble([records]).mandates
    assert mandate.text == "Mend the security of ports here."
    assert balanced(records)


@pytest.mark.parametrize(
    ("wrapped", "whole"),
    [
        ("the Inter-\n     American ports", "the Inter-American ports"),
        ("the Inter-\r\nAmerican ports", "the Inter-American ports"),
        ("resolution AG/\n     RES. 2141", "resolution AG/RES. 2141"),
        ("finance and/\n     or planning", "finance and/or planning"),
        ("pre-\n     and post-war ports", "pre- and post-war ports"),
        ("las zonas pre-\n     y posbélicas", "las zonas pre- y posbélicas"),
        ("the years 2020-\n     2030", "the years 2020-2030"),
        ("ports –\n     old and new –", "ports – old and new –"),
    ],
)
def test_a_word_that_a_line_was_wrapped_within_is_one(wrapped: str, whole: str) -> None:
    records = parsed(f"DEMOCRACY\n  1. Mend {wrapped}. {LIMA}\n")
    (mandate,) = assemble([records]).mandates
    assert mandate.text == f"Mend {whole}."
    assert balanced(records)


def test_unclosed_lists_do_not_swallow_the_items_after_them() -> None:
    items = "".join(f"<ol><li>Do thing {n}. {LIMA}" for n in range(50))
    assert len(parsed(f"<h1>DEMOCRACY</h1>{items}", media_type="text/html").excerpts) == 50


@pytest.mark.parametrize(
    ("data", "declared", "text", "source"),
    [
        ("“é”".encode(), None, "“é”", "strict"),
        (b"\xef\xbb\xbf\xc3\xa9", "iso-8859-1", "é", "bom"),
        ("é".encode("utf-16"), None, "é", "bom"),
        ("“é”".encode("cp1252"), "ISO-8859-1", "“é”", "declared"),
        ("<meta charset='windows-1252'>“é”".encode("cp1252"), None, "<meta charset='windows-1252'>“é”", "meta"),
        ("“é”".encode("cp1252"), "utf-8", "“é”", "fallback"),
        (b"+ADw-", "utf-7", "+ADw-", "strict"),
        (b"abc", "zlib_codec", "abc", "strict"),
    ],
)
def test_bytes_are_decoded_by_evidence(data: bytes, declared: str | None, text: str, source: str) -> None:
    found = decode(data, declared)
    assert (found.text, found.source) == (text, source)


SPANISH = "Reparar las lámparas según la región. (Compromiso de Lima. Perú, 2018)"


@pytest.mark.parametrize("stray", [b"\x96", b"\xa0", b"\xed\xa0\xbd\xed\xb8\x80"], ids=["dash", "blank", "surrogates"])
@pytest.mark.parametrize("before", ["", "<meta charset=utf-8>"], ids=["plain", "declared"])
def test_a_stray_byte_does_not_change_how_a_page_is_read(stray: bytes, before: str) -> None:
    found = decode(f"{before}{SPANISH}".encode() + stray + SPANISH.encode())
    assert found.encoding == "utf-8"
    assert found.text.replace("\ufffd", "") == before + 2 * SPANISH
    assert decode(f"{before}{SPANISH}".encode("cp1252") + stray).encoding == "windows-1252"


def test_a_stray_byte_is_an_error_with_its_place() -> None:
    page = f"<h2>SALUD</h2>\n<ol><li>{SPANISH}</li></ol>".encode().replace(b"las ", b"las\x96 ")
    records = parsed(page, media_type="text/html")
    assert [(d.code, d.severity, d.line) for d in records.diagnostics] == [("undecodable", "error", 2)]
    assert [excerpt.document for excerpt in records.excerpts] == ["2018-lima-commitment"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param("<meta charset=koi8-r>é".encode(), True, id="unknown"),
        pytest.param("<meta charset=utf-8>é.".encode("cp1252"), True, id="not what the bytes are in"),
        pytest.param(b"<meta charset=koi8-r>e", False, id="makes no difference"),
        pytest.param("<meta charset=utf-8>é".encode(), False, id="right"),
        pytest.param("<meta charset=iso-8859-1>’".encode("cp1252"), False, id="as browsers read it"),
        pytest.param("é".encode("cp1252"), False, id="none declared"),
    ],
)
def test_an_encoding_that_is_not_the_declared_one_is_told(data: bytes, told: bool) -> None:
    codes = [d.code for d in parsed(b"<h2>HEALTH</h2>" + data, media_type="text/html").diagnostics]
    assert ("other-encoding" in codes) is told


def test_a_nul_in_a_text_is_told_with_its_place() -> None:
    page = "<h2>HEALTH</h2>" + " " * 1024 + "\n<p>Mend\0 it.</p>"
    assert ("undecodable", 2) in [(d.code, d.line) for d in parsed(page, media_type="text/html").diagnostics]


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7", b"\x89PNG\r\n", b"a\0b", b"<div>" * 40_000, b"<p " + b"a " * 100_000 + b">", b"x" * 9 * 2**20],
    ids=["pdf", "png", "nul", "deep", "attributes", "large"],
)
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(PageError):
        parsed(data, media_type="text/html")


def test_a_page_without_items_says_so() -> None:
    assert [(d.code, d.severity) for d in parsed("DEMOCRACY\nMANDATES\n").diagnostics] == [("no-items", "error")]


PIECES = [
    "DEMOCRACY",
    "  1. ",
    "    • c. ",
    "• ",
    "a) ",
    LIMA,
    "words: ",
    "\n",
    "\n\n",
    "\xa0",
    "(",
    ")",
    "<ol>",
    "<li>",
    "</li>",
    "<br>",
    "<p>",
    "2",
]


@settings(deadline=None)
@given(
    st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)), st.sampled_from(["text/plain", "text/html"])
)
@example("<li>" + LIMA, "text/html")
def test_any_text_parses_and_its_account_sums(text: str, media_type: str) -> None:
    try:
        records = parsed(text, media_type=media_type)
    except PageError:
        return
    assert balanced(records)
    for mandate in assemble([records]).mandates:
        assert Mandate.model_validate_json(mandate.model_dump_json()) == mandate


CITED = "(Declaration of Port of Spain, 2009)"


def test_so_many_items_as_a_number_says_are_not_missed() -> None:
    text = f"<h2>HEALTH</h2><ol><li>Mend:<ol start=99999><li>a roof. {CITED}</li></ol></li></ol>"
    made = assemble([parsed(text, "page.html", "text/html")])
    assert [(item.label, item.text) for item in made.mandates[0].items] == [("99999", "a roof.")]
    assert made.mandates[0].missing_labels == ()
    assert "more than 100 items are missing" in " ".join(note.message for note in made.diagnostics)


def test_citations_beyond_any_mandates_stay_in_its_text() -> None:
    records = parsed(f"<h2>HEALTH</h2><ol><li>Mend a roof. {CITED * 50}</li></ol>", "page.html", "text/html")
    (excerpt,) = records.excerpts
    assert excerpt.text == "Mend a roof. " + CITED * 30
    assert balanced(records)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("wrap", ["{}", "<pre>{}</pre>"])
def test_places_in_one_long_text_are_true(wrap: str, end: str) -> None:
    lines = [f"{n}. Mend roof{'&nbsp;' * (n % 5)} number {n} of caf\u0301e Peñón. {CITED}" for n in range(1, 400)]
    text = wrap.format(end.join(["HEALTH", *lines]))
    media_type = "text/plain" if wrap == "{}" else "text/html"
    records = parsed(text, "page.txt", media_type)
    assert len(records.excerpts) == 399 or media_type == "text/html"
    for number, excerpt in enumerate(records.excerpts, 2):
        assert excerpt.span is not None
        assert compact(excerpt.text) == cut(text, media_type, excerpt.span)
        assert excerpt.line == number


NESTED = [("a", "by day:"), ("a.1", "at dawn;"), ("a.2", "at noon;"), ("b", "by night.")]


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        (("1. Keep the shores:", "a. by day:", "1. at dawn;", "2. at noon;", "b. by night. @"), NESTED),
        # No colon: a letter after a number is below it all the same.
        (("1. Keep the shores", "a. by day:", "1. at dawn;", "2. at noon;", "b. by night. @"), NESTED),
        (("a. Keep the shores:", "1. by day;", "2. by night. @"), [("1", "by day;"), ("2", "by night.")]),
        (("1. Keep the shores:", "• by day;", "• by night. @"), [(None, "by day;"), (None, "by night.")]),
        (("1. Keep the shores. @", "2. Paint. @"), []),
        (("a. Keep the shores. @", "b. Paint. @"), []),
    ],
)  # fmt: skip
def test_where_lists_are_flat_labels_tell_what_is_below(
    lines: tuple[str, ...], items: list[tuple[str | None, str]]
) -> None:
    written = "".join(f"<p>{line}</p>" for line in ("SECURITY", *lines)).replace("@", LIMA)
    first = parsed(written, "page.html", "text/html").excerpts[0]
    assert [(item.label, item.text) for item in first.items] == items
