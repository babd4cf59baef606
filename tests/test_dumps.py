"""One page, saved as text by the programs that people have, gives the records of its markup."""

from pathlib import Path

import pytest

from mandates_cli import registry
from mandates_cli.parse import parse_page
from mandates_cli.parse.dump import heading, links

FOLDER = Path(__file__).parent / "data" / "dumps"
REGISTRY = registry.load()


def records(data: bytes, media_type: str) -> list[object]:
    read = parse_page(
        data, page="a.html", url=None, snapshot="", media_type=media_type, declared_charset=None, registry=REGISTRY
    )
    assert not [d for d in read.diagnostics if d.severity == "error"]
    return [
        read.page.theme,
        *((e.text, e.document, e.citation, [(item.label, item.text) for item in e.items]) for e in read.excerpts),
    ]


PAGE = records((FOLDER / "page.html").read_bytes(), "text/html")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_a_dump_gives_the_records_of_its_page(path: Path) -> None:
    assert len(PAGE) == 8
    assert records(path.read_bytes(), "text/plain") == PAGE


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("x\n\nReferences\n\n   1. http://a.org/\n   2. mailto:b\n", 2),
        ("x\n\nReferencias\n\n   Enlaces visibles:\n   1. http://a.org/\n\n   Enlaces ocultos:\n   2. #c\n", 2),
        ("x\nReferences:\n\n[1] http://a.org/\n", 1),
        ("x\nLinks:\n1. Image: file:///a.gif\n2. file:///b.html\n", 1),
        # Items, and a section of a page that has that name.
        ("x\nReferences\n\n   1. Mend the lamps.\n", 5),
        ("x\nReferences\n", 3),
        ("x\n   1. http://a.org/\n", 3),
        ("References\n1. http://a.org/\nx\n", 4),
        ("", 1),
    ],
)
def test_addresses_at_the_end_are_told_from_items(text: str, start: int) -> None:
    assert links(text.split("\n")).start == start


def test_numbers_of_links_are_cut_where_an_address_has_them() -> None:
    linked = links(["Links:", "2. a.html", "12. b.html"])
    assert linked.cut("[2]Paint the [12]poles [3] by [2019] and [sic]") == (
        "Paint the poles [3] by [2019] and [sic]",
        "[2][12]",
    )
    assert links(["x"]).cut("[1]Paint the poles [12]") == ("[1]Paint the poles [12]", "")


@pytest.mark.parametrize(
    ("text", "left", "target"),
    [
        ("the poles <https://a.org/x.html> of", "the poles of", "<https://a.org/x.html>"),
        ("the poles <x.html#a>, and", "the poles, and", "<x.html#a>"),
        ("fewer than <5> of a < b > c", "fewer than <5> of a < b > c", ""),
    ],
)
def test_targets_of_links_are_cut(text: str, left: str, target: str) -> None:
    assert links([]).cut(text) == (left, target)


@pytest.mark.parametrize(
    ("text", "alone", "title"),
    [
        ("***** SECURITY: Public Policies *****", False, "SECURITY: Public Policies"),
        ("## SECURITY", True, "SECURITY"),
        ("## SECURITY ##", True, "SECURITY"),
        ("# the wicks", False, None),
        ("* the wicks", True, None),
        ("*the wicks*", True, None),
        ("* * *", True, None),
        ("*** the wicks **", True, None),
    ],
)
def test_headings_of_dumps(text: str, alone: bool, title: str | None) -> None:
    found = heading(text, alone)
    assert (found.text if found else None) == title
