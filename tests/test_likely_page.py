"""The real page is known as text only. Three pages in plain markup that a text extractor turns into that very text, so
that the real one is likely among such: tests/pages/likely. They must give the records of the text."""

from pathlib import Path

import pytest

from mandates_cli import registry
from mandates_cli.parse import PageRecords, assemble, parse_page
from mandates_cli.parse.provenance import Source, verify

PAGES = Path(__file__).parent / "pages"
LIKELY = sorted((PAGES / "likely").glob("*.html"))


def read(path: Path) -> PageRecords:
    return parse_page(
        path.read_bytes(),
        page="/sisca/sec.html",
        url=None,
        snapshot="the page",
        media_type="text/html" if path.suffix == ".html" else "text/plain",
        declared_charset=None,
        registry=registry.load(),
    )


TEXT = read(PAGES / "security-public-policies.txt")


@pytest.mark.parametrize("path", LIKELY, ids=lambda path: path.stem)
def test_markup_gives_the_records_of_its_text(path: Path) -> None:
    records = read(path)
    placed = {"span": True, "citation_span": True, "label": True, "items": {"__all__": {"span"}}}
    left_out = {"placements": {"__all__": placed}}
    found, expected = (
        [mandate.model_dump(exclude=left_out) for mandate in assemble([page]).mandates] for page in (records, TEXT)
    )
    assert found == expected
    assert len(found) == 20
    assert not records.diagnostics


@pytest.mark.parametrize("path", LIKELY, ids=lambda path: path.stem)
def test_its_list_numbers_go_on_where_the_text_begins_anew(path: Path) -> None:
    """The text form says 1 for every item, as a list of its own; the markup shows the number it starts from."""
    labels = [excerpt.label for excerpt in read(path).excerpts]
    assert labels == [f"{number}." for number in range(1, len(labels) + 1)]


@pytest.mark.parametrize("path", LIKELY, ids=lambda path: path.stem)
def test_every_text_of_it_is_cut_out_again(path: Path) -> None:
    mandates = assemble([read(path)]).mandates
    proof = verify(mandates, lambda _: Source(path.read_bytes(), "text/html", None))
    assert (proof.unplaced, proof.faults) == (0, [])
