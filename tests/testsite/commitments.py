"""What was meant: commitments in both languages, whole, as their documents hold them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from testsite.drafts import Drafted, Drafter
from testsite.marked import plain
from testsite.sources import LIMA, NEWEST, OLDER, RECENT, UNKNOWN, Source
from testsite.words import EMPTY_CHAPEAUX, NOTES, Both, Language, Sentence, name

LETTERS: Final = "abcdefghijk"
Kind = Literal["letter", "number", "roman", "bullet"]
LABELS: Final[dict[Kind, tuple[str | None, ...]]] = {
    "letter": tuple(LETTERS),
    "number": ("1", "2", "3", "4", "5"),
    "roman": ("i", "ii", "iii", "iv", "v", "vi"),
    "bullet": (None, None, None, None),
}


@dataclass(frozen=True)
class Sub:
    """A sub-item, with those below it. `label` is null for a bare bullet; `key` tells it from its siblings."""

    kind: Kind
    key: str
    label: str | None
    sentence: Sentence | Drafted
    below: tuple["Sub", ...] = ()

    def marked(self, language: Language) -> str:
        return self.sentence.chapeau(language) if self.below else self.sentence.text(language, ";")

    def text(self, language: Language) -> str:
        return plain(self.marked(language))


@dataclass(frozen=True)
class Commitment:
    """`paragraphs` is the text, or the chapeau where there are sub-items; `empty` replaces a chapeau by one that says
    nothing. `printed` is the label that it has in an older plan, `also` a second document that says the same, `note` a
    footnote to it. `uncited` ones show no citation anywhere."""

    number: int
    source: Source
    paragraphs: tuple[Sentence | Drafted, ...]
    subs: tuple[Sub, ...] = ()
    empty: Both | None = None
    printed: Both | None = None
    also: Source | None = None
    note: Both | None = None
    uncited: bool = False
    corrected: bool = False

    @property
    def year(self) -> int:
        return self.source.year

    @property
    def labels(self) -> tuple[str, ...]:
        """The keys of all its sub-items in the document."""
        return tuple(sub.key for sub in self.subs)

    def lead(self, language: Language) -> tuple[str, ...]:
        """Its paragraphs."""
        return tuple(map(plain, self.marked(language)))

    def marked(self, language: Language) -> tuple[str, ...]:
        if self.empty:
            return (self.empty.to(language),)
        said = [s.chapeau(language) if self.subs else s.text(language) for s in self.paragraphs]
        if self.corrected:
            said[0] = said[0].replace(",", ", duly", 1)
        return tuple(said)

    def shown(self, keys: tuple[str, ...]) -> tuple[Sub, ...]:
        return tuple(sub for sub in self.subs if sub.key in keys)


def labelled(subs: tuple[Sub, ...], above: str = "") -> Iterator[tuple[str | None, Sub]]:
    """Sub-items with the labels that records must give them, `c.1` for the first below `c`."""
    for sub in subs:
        label = f"{above}.{sub.label}" if above and sub.label else sub.label
        yield label, sub
        yield from labelled(sub.below, label or "")


def commitments(rng: random.Random, count: int, *, drafted: bool = False) -> list[Commitment]:
    """No two say the same in either language, so that each is known by its words. Where they are `drafted`, most say by
    when they are to be done, or whom they ask."""
    made: list[Commitment] = []
    said: set[tuple[str, ...]] = set()
    while len(made) < count:
        one = _commitment(rng, len(made), drafted=drafted and rng.random() < 0.8)
        first = [one.subs[0].text(x) if one.empty else one.lead(x)[0] for x in ("en", "es")]
        if not said & {(x,) for x in first}:
            said |= {(x,) for x in first}
            made.append(one)
    return made


def _commitment(rng: random.Random, number: int, *, drafted: bool) -> Commitment:
    source = _source(rng)
    kind = _kind(rng, source)
    printed = _printed(rng, source)
    if kind:
        empty = rng.choice(EMPTY_CHAPEAUX) if source.year <= 2005 and rng.random() < 0.5 else None
        uncited = kind == "letter" and source.year < 2022 and rng.random() < 0.15
        drafter = Drafter(rng, source.year, placed=not uncited) if drafted else None
        subs = _subs(rng, kind, drafter, deep=not uncited)
        lead = drafter.lead_in() if drafter else Sentence.made(rng)
        return Commitment(number, source, (lead,), subs, empty, printed, uncited=uncited)
    if source.year < 2022 and rng.random() < 0.008:
        return Commitment(number, source, (_unlike_a_citation(rng),), printed=printed, uncited=True)
    placed = source.summit is not None
    made = Drafter(rng, source.year, placed).whole if drafted else partial(Sentence.made, rng)
    paragraphs = tuple(made() for _ in range(rng.choice((2, 3)) if rng.random() < 0.06 else 1))
    also = LIMA if source is not LIMA and rng.random() < 0.02 else None
    note = _note(rng) if rng.random() < 0.03 else None
    return Commitment(number, source, paragraphs, printed=printed, also=also, note=note)


def _unlike_a_citation(rng: random.Random) -> Sentence:
    """A sentence whose end cannot be taken for the citation that its item does not have."""
    while (sentence := Sentence.made(rng)).text("en").endswith(")."):
        pass
    return sentence


def _note(rng: random.Random) -> Both:
    written, delegation = rng.choice(NOTES), name(rng)
    return Both(written.en.format(delegation), written.es.format(delegation))


def _source(rng: random.Random) -> Source:
    sources = rng.choices((NEWEST, RECENT, OLDER, UNKNOWN), (0.4, 0.42, 0.175, 0.005))[0]
    return rng.choice(sources)


def _kind(rng: random.Random, source: Source) -> Kind | None:
    if source in NEWEST:
        weights = (0.35, 0.05, 0.02, 0.04)
    elif source in UNKNOWN:
        return None
    else:
        weights = (0.04, 0.08, 0.01, 0.06)
    kinds: tuple[Kind | None, ...] = ("letter", "number", "roman", "bullet", None)
    return rng.choices(kinds, (*weights, 1 - sum(weights)))[0]


def _subs(rng: random.Random, kind: Kind, drafter: Drafter | None, *, deep: bool = False) -> tuple[Sub, ...]:
    labels = LABELS[kind]
    made = []
    for number, label in enumerate(labels[: rng.randrange(2, len(labels) + 1)], 1):
        below = _subs(rng, "number", drafter)[:3] if deep and kind == "letter" and rng.random() < 0.06 else ()
        sentence = drafter.item() if drafter and not below else Sentence.made(rng)
        made.append(Sub(kind, label or f"•{number}", label, sentence, below))
    return tuple(made)


def _printed(rng: random.Random, source: Source) -> Both | None:
    if source not in OLDER or rng.random() < 0.4:
        return None
    number = rng.randrange(1, 66)
    if source.year != 1996:
        part = f"{number}.{rng.randrange(1, 10)}"
        return Both(part, part)
    space = rng.choice((" ", " ", ""))
    return Both(f"Initiative{space}{number}.", f"Iniciativa{space}{number}.")
