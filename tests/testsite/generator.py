"""Lays out a site from a seed: pages, menus, two languages, an older and a newer state, and what is true of them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from testsite.commitments import Commitment, commitments
from testsite.pages import Excerpt, Page
from testsite.truth import Key, Meant, gather, twins
from testsite.words import TITLES, Language

Theme = tuple[str, str, str | None, str | None]
OTHERS: Final = {
    "/sisca/sisca_news.html": "<html><body><h1>NEWS</h1><p>Nothing new under the sun.</p></body></html>",
    "/sisca/cs_ind_sp.html": "<html><body><p>Seguimiento e implementación: Mandatos</p><h1>ENLACES</h1>"
    '<ul><li><a href="http://example.org/">Un enlace</a></li></ul></body></html>',
}
# The parts of the skeleton that a page may lack, the heading (6) apart.
PARTS: Final = (1, 2, 3, 4, 5, 7)


@dataclass(frozen=True)
class Site:
    pages: dict[str, Page]
    others: dict[str, str] = field(default_factory=dict)

    def truth(self) -> dict[Key, Meant]:
        """Mandates by language and commitment: what the records must say."""
        return gather(self.pages.values())

    def twins(self) -> set[int]:
        """Commitments whose two languages are twins."""
        return twins(self.pages.values())


def generate(
    seed: int, themes: Sequence[Theme], pages: int = 150, placements: int = 5_000, *, drafted: bool = False
) -> Site:
    """The newer state. `themes` are (slug, file stem, English heading, Spanish heading); half the pages are Spanish."""
    rng = random.Random(seed)
    return laid_out(rng, seed, themes[: pages // 2], commitments(rng, max(placements // 4, 1), drafted=drafted))


def laid_out(rng: random.Random, seed: int, chosen: Sequence[Theme], made: Sequence[Commitment]) -> Site:
    """A site that shows these commitments, each on one to three of the themes."""
    on_theme: dict[str, list[Commitment]] = {stem: [] for _, stem, _, _ in chosen}
    stems = list(on_theme)
    for commitment in made:
        for stem in rng.sample(stems, min(rng.choice((1, 1, 2, 2, 3, 3)), len(stems))):
            on_theme[stem].append(commitment)
    laid: dict[str, Page] = {}
    for theme in chosen:
        links = _links(theme, chosen)
        for page in _both_pages(rng, theme, on_theme[theme[1]] or [rng.choice(made)], links):
            laid[page.path] = replace(page, shape=seed + len(laid))
    return Site(laid, OTHERS)


def _links(theme: Theme, chosen: Sequence[Theme]) -> tuple[tuple[str, str], ...]:
    """Addresses and texts of the menu: all the roots, and the pages of the same one, in both languages."""
    root = theme[0].partition("/")[0]
    near = [other for other in chosen if other[0].partition("/")[0] == root or "/" not in other[0]]
    return tuple(
        (f"/sisca/{stem}{suffix}.html", (heading or stem).rpartition(": ")[2])
        for _, stem, english, spanish in near
        for suffix, heading in (("", english), ("_sp", spanish))
    )


def _both_pages(
    rng: random.Random, theme: Theme, held: Sequence[Commitment], links: tuple[tuple[str, str], ...]
) -> tuple[Page, Page]:
    """Two pages that are no perfect mirrors: each lacks some of what is held, shows other letters now and then, and may
    order documents in its own way."""
    slug, stem, english, spanish = theme
    excerpts = [_excerpt(rng, commitment) for commitment in held]
    order = _order(rng, excerpts)
    sides: list[Page] = []
    languages: tuple[tuple[Language, str, str | None], ...] = (("en", "", english), ("es", "_sp", spanish))
    for language, suffix, heading in languages:
        shown = [_other(rng, excerpt) for excerpt in excerpts if rng.random() < 0.95] or excerpts[:1]
        own = order if language == "en" or rng.random() < 0.7 else _order(rng, excerpts)
        ordered = tuple(sorted(shown, key=lambda e: own[e.commitment.number]))
        lacking = frozenset(part for part in PARTS if rng.random() < 0.12)
        if rng.random() < 0.04:
            lacking, heading = frozenset(PARTS), None
        if rng.random() < 0.1:
            heading = None
        sides.append(Page(f"/sisca/{stem}{suffix}.html", language, slug, heading, ordered, links, 0, lacking))
    return sides[0], sides[1]


def _excerpt(rng: random.Random, commitment: Commitment) -> Excerpt:
    """Letters and bullets are shown in part, now and then none; what says nothing by itself, and numbers, as a whole."""
    title = rng.choice(TITLES) if rng.random() < 0.02 else None
    keys = commitment.labels
    if keys and not commitment.empty and commitment.subs[0].kind in ("letter", "bullet"):
        count = 0 if rng.random() < 0.06 and not commitment.uncited else rng.randrange(1, min(4, len(keys)) + 1)
        kept = set(rng.sample(commitment.labels, count))
        keys = tuple(key for key in keys if key in kept)
    return Excerpt(commitment, keys, title)


def _other(rng: random.Random, excerpt: Excerpt) -> Excerpt:
    return replace(_excerpt(rng, excerpt.commitment), title=excerpt.title) if rng.random() < 0.1 else excerpt


def _order(rng: random.Random, excerpts: Sequence[Excerpt]) -> dict[int, tuple[int, float, float, int]]:
    """Newest summit first, its documents in this page's order, and mostly the order of the document within."""
    documents: dict[str, float] = {}
    places = {}
    shuffled = rng.random() < 0.15
    for number in sorted(e.commitment.number for e in excerpts):
        places[number] = (rng.random() if shuffled else 0.0, number)
    return {
        e.commitment.number: (
            -e.commitment.year,
            documents.setdefault(e.commitment.source.labels[0].en, rng.random()),
            *places[e.commitment.number],
        )
        for e in excerpts
    }


def older(site: Site) -> Site:
    """The state before 2022 was added."""
    return replace(
        site,
        pages={
            path: replace(page, excerpts=kept)
            for path, page in site.pages.items()
            if (kept := tuple(e for e in page.excerpts if e.commitment.year < 2022))
        },
    )


def corrected(site: Site, number: int) -> Site:
    """The same state with one commitment's wording corrected, on every page of it."""

    def mended(excerpt: Excerpt) -> Excerpt:
        if excerpt.commitment.number != number:
            return excerpt
        return replace(excerpt, commitment=replace(excerpt.commitment, corrected=True))

    return replace(
        site, pages={p: replace(page, excerpts=tuple(map(mended, page.excerpts))) for p, page in site.pages.items()}
    )
