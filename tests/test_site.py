"""The generated site against its truth: every mandate, item, citation and placement."""

import pytest

from mandates_cli import registry
from mandates_cli.folding import fold
from mandates_cli.model import Mandate
from mandates_cli.parse import assemble, parse_page
from testsite.generator import Site, generate
from testsite.markup import files

REGISTRY = registry.load()


def themes() -> list[tuple[str, str, str | None, str | None]]:
    """Slug, file stem and headings of every theme with a page, as its pages show them."""
    titles = {t.slug: t.title for t in REGISTRY.themes}
    found = []
    for theme in sorted(REGISTRY.themes, key=lambda t: "/" in t.slug):
        root = titles[theme.slug.partition("/")[0]]
        if theme.stem is None or root is None:
            continue
        if theme.title is None:
            found.append((theme.slug, theme.stem, None, None))
        elif "/" in theme.slug:
            pair = (f"{root.en.upper()}: {theme.title.en}", f"{root.es.upper()}: {theme.title.es}")
            found.append((theme.slug, theme.stem, *pair))
        else:
            found.append((theme.slug, theme.stem, theme.title.en.upper(), theme.title.es.upper()))
    return found


def records(site: Site) -> list[Mandate]:
    return assemble(
        parse_page(
            data,
            page=path,
            url=None,
            snapshot="",
            media_type="text/html",
            declared_charset=None,
            registry=REGISTRY,
        )
        for path, data in files(site).items()
        if path in site.pages
    ).mandates


def comparable(mandate: Mandate) -> tuple[object, ...]:
    return (
        mandate.language,
        mandate.summit,
        mandate.document,
        mandate.section,
        fold(mandate.chapeau or mandate.text),
        tuple((item.label, fold(item.text)) for item in mandate.items),
        mandate.missing_labels,
        fold(mandate.citation.text) if mandate.citation else None,
        mandate.themes,
        tuple(sorted((p.page, p.position, tuple(i.label for i in p.items)) for p in mandate.placements)),
    )


def meant(site: Site) -> set[tuple[object, ...]]:
    return {
        (
            t["language"],
            t["summit"],
            t["document"],
            t["section"],
            fold(t["lead"]),
            tuple((label, fold(text)) for label, text in t["items"].items()),
            t["missing"],
            fold(t["citation"]),
            t["themes"],
            tuple(sorted(t["placements"])),
        )
        for t in site.truth().values()
    }


@pytest.mark.parametrize("seed", range(20))
def test_records_equal_the_truth(seed: int) -> None:
    site = generate(seed, themes(), pages=40, placements=600)
    found = [comparable(m) for m in records(site)]
    assert len(found) == len(set(found))
    expected = meant(site)
    assert set(found) - expected == set()
    assert expected - set(found) == set()


def test_the_whole_site_is_as_large_as_the_real_one() -> None:
    site = generate(1, themes())
    assert len(site.pages) == 150
    assert 4_000 < sum(len(page.excerpts) for page in site.pages.values()) < 6_000
    assert {comparable(m) for m in records(site)} == meant(site)
