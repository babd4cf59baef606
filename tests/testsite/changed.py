"""A later state of a site with planted changes, and what they are."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from testsite.commitments import Commitment
from testsite.generator import Site
from testsite.pages import Excerpt, Page
from testsite.sources import NEWEST, OLDER, RECENT
from testsite.words import Language


class Planted(NamedTuple):
    """What changed in which commitment, in one language; `label` is the item's."""

    kind: str
    language: Language
    number: int
    label: str | None = None


LANGUAGES: Final[tuple[Language, ...]] = ("en", "es")
Change = Callable[[Excerpt, Page], Excerpt | None]


def changed(site: Site, seed: int, each: int = 4) -> tuple[Site, Site, set[Planted]]:
    """The state before, the state after, and what differs: so many commitments for each kind of change."""
    rng = random.Random(seed)
    planter = _Planter(site, rng)
    before, after = site, site
    for commitment in planter.some(each, _any):
        before = edited(before, commitment.number, _dropped)
        planter.planted |= planter.of("added", commitment)
    for commitment in planter.some(each, _any):
        after = edited(after, commitment.number, _dropped)
        planter.planted |= planter.of("removed", commitment)
    for commitment in planter.some(each, lambda c: not c.empty and all("," in c.lead(x)[0] for x in LANGUAGES)):
        after = edited(
            after, commitment.number, lambda e, _: replace(e, commitment=replace(e.commitment, corrected=True))
        )
        planter.planted |= planter.of("text", commitment)
    for commitment in planter.some(each, lambda c: bool(c.source.document) and not c.uncited and not c.also):
        after = edited(after, commitment.number, _cited(rng, commitment))
        planter.planted |= planter.of("citation", commitment)
    for commitment in planter.some(each, lambda c: len(planter.shown(c)) > 2 and planter.lettered(c)):
        label = rng.choice(sorted(planter.shown(commitment)))
        after = edited(after, commitment.number, _without(label))
        planter.planted |= {p._replace(label=label) for p in planter.of("item-removed", commitment, label)}
    for commitment in planter.some(each, lambda c: len(planter.shown(c)) > 2 and planter.lettered(c)):
        label = rng.choice(sorted(planter.shown(commitment)))
        before = edited(before, commitment.number, _without(label))
        planter.planted |= {p._replace(label=label) for p in planter.of("item-added", commitment, label)}
    for commitment in planter.some(each, lambda c: not c.labels):
        after = planter.moved(after, commitment)
    return before, after, planter.planted


class _Planter:
    def __init__(self, site: Site, rng: random.Random) -> None:
        self.site = site
        self.rng = rng
        self.planted: set[Planted] = set()
        self.free: dict[int, Commitment] = {
            e.commitment.number: e.commitment for page in site.pages.values() for e in page.excerpts
        }

    def some(self, count: int, fits: Callable[[Commitment], bool]) -> list[Commitment]:
        """Commitments that nothing was planted in yet."""
        numbers = sorted(number for number, commitment in self.free.items() if fits(commitment))
        return [self.free.pop(number) for number in self.rng.sample(numbers, min(count, len(numbers)))]

    def excerpts(self, commitment: Commitment) -> Iterator[tuple[Page, Excerpt]]:
        for page in self.site.pages.values():
            yield from ((page, e) for e in page.excerpts if e.commitment.number == commitment.number)

    def of(self, kind: str, commitment: Commitment, label: str | None = None) -> set[Planted]:
        """In each language that shows the commitment, or that item of it."""
        shown = {page.language for page, e in self.excerpts(commitment) if label is None or label in e.shown}
        return {Planted(kind, language, commitment.number) for language in shown}

    def shown(self, commitment: Commitment) -> set[str]:
        """Labels of which no page shows that one alone."""
        found = [set(e.shown) for _, e in self.excerpts(commitment)]
        return set.union(set(), *found) - {label for labels in found if len(labels) == 1 for label in labels}

    def lettered(self, commitment: Commitment) -> bool:
        return (
            bool(commitment.subs) and commitment.subs[0].kind == "letter" and not any(s.below for s in commitment.subs)
        )

    def moved(self, site: Site, commitment: Commitment) -> Site:
        """From one of the pages that show it to one of the same language that does not."""
        page, excerpt = self.rng.choice(list(self.excerpts(commitment)))
        held = {p.path for p, _ in self.excerpts(commitment)}
        others = [p for p in site.pages.values() if p.language == page.language and p.path not in held]
        target = self.rng.choice(others)
        pages = dict(site.pages)
        pages[page.path] = replace(pages[page.path], excerpts=_left(pages[page.path], commitment.number))
        pages[target.path] = replace(pages[target.path], excerpts=(*pages[target.path].excerpts, excerpt))
        self.planted.add(Planted("placement", page.language, commitment.number))
        return replace(site, pages=pages)


def edited(site: Site, number: int, change: Change) -> Site:
    def mended(page: Page) -> Page:
        kept = (change(e, page) if e.commitment.number == number else e for e in page.excerpts)
        return replace(page, excerpts=tuple(e for e in kept if e))

    return replace(site, pages={path: mended(page) for path, page in site.pages.items()})


def _any(_: Commitment) -> bool:
    return True


def _left(page: Page, number: int) -> tuple[Excerpt, ...]:
    return tuple(e for e in page.excerpts if e.commitment.number != number)


def _dropped(_: Excerpt, __: Page) -> None:
    return None


def _cited(rng: random.Random, commitment: Commitment) -> Change:
    """Another document of any summit but 2022, whose block is set apart, or the other way round."""
    block = NEWEST if commitment.year == 2022 else (*RECENT, *OLDER)
    other = rng.choice([s for s in block if s.document != commitment.source.document])
    return lambda e, _: replace(e, commitment=replace(e.commitment, source=other))


def _without(label: str) -> Change:
    return lambda e, _: replace(e, shown=tuple(key for key in e.shown if key != label))
