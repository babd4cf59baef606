"""The generated site against its truth: every mandate, item, citation and placement, in every shape of markup."""

import random
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

import pytest

from mandates_cli import registry
from mandates_cli.folding import fold
from mandates_cli.model import Language, Mandate
from mandates_cli.parse import Assembly, PageRecords, assemble, parse_page
from mandates_cli.parse.provenance import Source, verify
from seeds import seeds
from testsite import sources
from testsite.generator import Site, Theme, corrected, generate, older
from testsite.markup import SHAPES, as_text, files
from testsite.truth import Meant
from testsite.wording import worded

REGISTRY: Final = registry.load()
SEEDS: Final = seeds(8, 20)
TEXT: Final = "saved as text"
Row = tuple[object, ...]


def themes() -> list[Theme]:
    """Slug, file stem and headings of every theme with a page, as its pages show them."""
    titles = {t.slug: t.title for t in REGISTRY.themes}
    found: list[Theme] = []
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


class Built(NamedTuple):
    """A site, the bytes of its pages, and what was read from them."""

    site: Site
    data: dict[str, bytes]
    media_type: str
    pages: list[PageRecords]
    assembly: Assembly

    @property
    def mandates(self) -> list[Mandate]:
        return self.assembly.mandates


def build(site: Site, shape: str | None = None) -> Built:
    if shape == TEXT:
        data, media_type = {path: as_text(page) for path, page in site.pages.items()}, "text/plain"
    else:
        made, media_type = files(site, shape=shape), "text/html"
        data = {path: made[path] for path in site.pages}
    pages = [
        parse_page(
            body,
            page=path,
            url=None,
            snapshot=path,
            media_type=media_type,
            declared_charset=None,
            registry=REGISTRY,
        )
        for path, body in data.items()
    ]
    return Built(site, data, media_type, pages, assemble(pages))


@cache
def small(seed: int, shape: str | None = None) -> Built:
    return build(generate(seed, themes(), pages=16, placements=360), shape)


CASES = seeds(8, 20, None, prefix="seed ")
CASES += [pytest.param(20 + number, shape, id=shape) for number, shape in enumerate([*SHAPES, TEXT])]
each_case = pytest.mark.parametrize(("seed", "shape"), CASES)


def _bullets_last(items: Iterable[tuple[str | None, str]]) -> tuple[tuple[str | None, str], ...]:
    """Pages show some of a mandate's bare bullets, so that their order can be unknown; that of labels never is."""
    listed = list(items)
    return (*(i for i in listed if i[0]), *sorted(i for i in listed if not i[0]))


def comparable(mandate: Mandate) -> Row:
    cited = mandate.citation
    return (
        mandate.language,
        fold(mandate.chapeau or mandate.text),
        mandate.summit,
        mandate.document,
        mandate.section,
        _bullets_last((item.label, fold(item.text)) for item in mandate.items),
        mandate.missing_labels,
        (cited.year, fold(cited.place or ""), "" if cited.document else fold(cited.text)) if cited else None,
        tuple(other.document for other in mandate.also_cited),
        tuple(fold(note) for note in mandate.notes),
        mandate.themes,
        tuple(sorted(((p.page, p.position, tuple(i.label for i in p.items)) for p in mandate.placements), key=str)),
    )


def meaning(m: Meant) -> Row:
    """The same of what was meant."""
    return (
        m.language,
        fold(m.lead),
        m.summit,
        m.document,
        m.section,
        _bullets_last((label, fold(text)) for label, text in m.items),
        m.missing,
        (m.year, fold(m.place or ""), "" if m.document else fold(m.citation)) if m.citation else None,
        ("2018-lima-commitment",) if m.also else (),
        (fold(m.note),) if m.note else (),
        m.themes,
        m.placements,
    )


def meant(site: Site) -> set[Row]:
    return {meaning(m) for m in site.truth().values()}


def scored(kind: str, found: Iterable[object], true: Iterable[object]) -> str:
    """Precision and recall, and the first of what differs; empty where nothing does."""
    got, wanted = Counter(found), Counter(true)
    if got == wanted:
        return ""
    right = (got & wanted).total()
    precision, recall = right / max(got.total(), 1), right / max(wanted.total(), 1)
    wrong, lost = list((got - wanted).elements()), list((wanted - got).elements())
    shown = "".join(f"\n  + {x}" for x in wrong[:3]) + "".join(f"\n  - {x}" for x in lost[:3])
    return f"{kind}: precision {precision:.4f}, recall {recall:.4f}{shown}\n"


def compared(found: Iterable[Row], true: Iterable[Row]) -> str:
    """The score of each kind that is counted, where it is not perfect; a part counts with the lead it belongs to."""
    got, wanted = list(found), list(true)
    wholes = {
        2: "summits",
        3: "documents",
        4: "sections",
        6: "missing labels",
        7: "citations",
        8: "also cited",
        9: "notes",
    }
    said = scored("mandates", (row[:2] for row in got), (row[:2] for row in wanted))
    for number, kind in ((5, "items"), (11, "placements")):
        said += scored(kind, *([(*row[:2], x) for row in rows for x in row[number]] for rows in (got, wanted)))  # type: ignore[attr-defined]
    for number, kind in wholes.items():
        said += scored(kind, *([(*row[:2], row[number]) for row in rows] for rows in (got, wanted)))
    return said or scored("whole records", got, wanted)


@each_case
def test_records_equal_the_truth(seed: int, shape: str | None) -> None:
    built = small(seed, shape)
    assert not compared(map(comparable, built.mandates), map(meaning, built.site.truth().values()))


@each_case
def test_each_placement_says_what_its_page_shows(seed: int, shape: str | None) -> None:
    """To the character, blanks folded."""
    built = small(seed, shape)
    found: list[object] = []
    labels: dict[tuple[str, int], str | None] = {}
    for records in built.pages:
        for e in records.excerpts:
            labels[e.page, e.position] = e.label
            items = tuple((item.label, item.text) for item in e.items)
            cited, also = e.citation and e.citation.text, "; ".join(c.text for c in e.also_cited)
            found.append((e.page, e.position, e.text, items, cited, also, e.notes))
    true: list[object] = []
    for page in built.site.pages.values():
        for position, excerpt in enumerate(page.excerpts, 1):
            w = worded(page, excerpt)
            notes = (w.note,) if w.note else ()
            true.append((page.path, position, w.text, w.items, w.citation, w.also or "", notes))
    assert not scored("placements", found, true)
    for page in built.site.pages.values():
        for position, excerpt in enumerate(page.excerpts, 1):
            if printed := excerpt.commitment.printed:
                assert (labels[page.path, position] or "").lstrip("•–- ") == printed.to(page.language)


@each_case
def test_every_character_is_accounted_for(seed: int, shape: str | None) -> None:
    for records in small(seed, shape).pages:
        total, *counted = records.page.account.model_dump().values()
        assert total == sum(counted)
        assert min(counted) >= 0


@each_case
def test_diagnostics_name_what_is_odd_and_nothing_else(seed: int, shape: str | None) -> None:
    built = small(seed, shape)
    found = [(d.page, d.code, d.text) for records in built.pages for d in records.diagnostics]
    true: list[object] = []
    for page in built.site.pages.values():
        for excerpt in page.excerpts:
            said = worded(page, excerpt)
            if excerpt.title:
                true.append((page.path, "section-title", excerpt.title.to(page.language)))
            if said.citation is None:
                true.append((page.path, "no-citation", said.text))
            elif excerpt.commitment.source.document is None:
                true.append((page.path, "unresolved-citation", said.citation))
    assert not scored("diagnostics", found, true)
    assert not [d for d in built.assembly.diagnostics if d.code in ("same-chapeau", "near-duplicate")]


@each_case
def test_pages_are_known_by_what_they_show_or_by_their_file(seed: int, shape: str | None) -> None:
    built = small(seed, shape)
    for records in built.pages:
        page = built.site.pages[records.page.page]
        read = (records.page.language, records.page.theme, records.page.heading, records.page.placements)
        assert read == (page.language, page.theme, page.heading, len(page.excerpts)), page.path


@each_case
def test_every_text_is_cut_out_of_its_page_again(seed: int, shape: str | None) -> None:
    built = small(seed, shape)
    checked = verify(built.mandates, lambda path: Source(built.data[path], built.media_type, None))
    assert checked.faults == []
    assert checked.compared > 500
    assert checked.unplaced == 0


def twinned(built: Built) -> tuple[int, int, int]:
    """How many pairs are right, how many were claimed, and how many there are."""
    numbers = {meaning(m): m.number for m in built.site.truth().values()}
    number_of = {m.id: numbers.get(comparable(m)) for m in built.mandates}
    true = built.site.twins()
    claimed = [(number_of[m.id], number_of[m.twin.id]) for m in built.mandates if m.twin and m.language == "en"]
    return sum(one == other and one in true for one, other in claimed), len(claimed), len(true)


@each_case
def test_twins_are_found(seed: int, shape: str | None) -> None:
    built = small(seed, shape)
    right, claimed, true = twinned(built)
    score = f"precision {right / claimed:.4f}, recall {right / true:.4f}"
    assert right >= 0.99 * claimed, score
    assert right >= 0.95 * true, score
    twins = {m.id: m.twin.id for m in built.mandates if m.twin}
    assert all(twins[other] == one for one, other in twins.items())


def test_twins_are_found_among_many_candidates() -> None:
    """Two themes that hold a hundred commitments: of one document a page shows ten and more."""
    counts = [twinned(build(generate(seed, themes(), pages=4, placements=400))) for seed in range(6)]
    right, claimed, true = (sum(column) for column in zip(*counts, strict=True))
    score = f"precision {right / claimed:.4f}, recall {right / true:.4f}"
    assert right >= 0.99 * claimed, score
    assert right >= 0.95 * true, score


@pytest.mark.parametrize(
    "source", [*sources.NEWEST, *sources.RECENT, *sources.OLDER, *sources.UNKNOWN], ids=lambda s: s.labels[0].en
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_each_label_names_its_document_chapter_and_place(source: sources.Source, language: Language) -> None:
    """The place as the label's language writes it."""
    for label in source.labels:
        found = REGISTRY.resolve(label.to(language))
        section = getattr(found.section.name, language) if found and found.section else None
        assert (found and found.document.id, found and found.place, section) == (
            source.document,
            source.place and source.place.to(language),
            source.section and source.section.to(language),
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_records_and_ids_do_not_depend_on_the_order_of_pages(seed: int) -> None:
    built = small(seed)
    shuffled = list(built.pages)
    random.Random(seed).shuffle(shuffled)
    again = assemble(shuffled)
    assert again.mandates == built.mandates
    assert again.identities == built.assembly.identities
    assert len({m.id for m in built.mandates}) == len(built.mandates)


@pytest.mark.parametrize("seed", SEEDS)
def test_ids_outlive_an_update(seed: int) -> None:
    newer = small(seed)
    first = build(older(newer.site)).assembly
    second = assemble(newer.pages, first.identities, first.mandates)

    def ids(mandates: Iterable[Mandate]) -> dict[Row, str]:
        return {comparable(m)[:6]: m.id for m in mandates}

    before, after = ids(first.mandates), ids(second.mandates)
    assert len(before) == len(first.mandates)
    assert {key: after.get(key) for key in before} == before
    assert after == ids(newer.mandates), "ids do not depend on the way there"
    assert second.identities[: len(first.identities)] == first.identities


@pytest.mark.parametrize("seed", SEEDS)
def test_ids_outlive_a_corrected_wording(seed: int) -> None:
    first = small(seed)
    numbers = sorted({m.number for m in first.site.truth().values() if "," in m.lead})
    site = first.site
    for number in random.Random(seed).sample(numbers, 8):
        site = corrected(site, number)
    second = assemble(build(site).pages, first.assembly.identities, first.mandates)
    assert {m.id for m in second.mandates} == {m.id for m in first.mandates}
    old = {m.id: fold(m.text) for m in first.mandates}
    changed = {m.id for m in second.mandates if fold(m.text) != old[m.id]}
    assert changed == {m.id for m in second.mandates if " duly " in m.text}
    third = assemble(first.pages, second.identities, second.mandates)
    assert [(m.id, m.text) for m in third.mandates] == [(m.id, m.text) for m in first.mandates], "and going back"


def test_the_whole_site_is_as_large_as_the_real_one() -> None:
    site = generate(1, themes())
    assert len(site.pages) == 150
    assert 4_000 < sum(len(page.excerpts) for page in site.pages.values()) < 6_000
    assert {comparable(m) for m in build(site).mandates} == meant(site)
