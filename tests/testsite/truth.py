"""What the records of a site must say, gathered from what was meant and never from markup."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from testsite.commitments import LETTERS, Commitment, labelled
from testsite.due import Due, Line, Mentioned, dues, mentions
from testsite.pages import Page
from testsite.words import Both, Language

Key = tuple[Language, int]
Item = tuple[str | None, str]
Placed = tuple[str, int, tuple[str | None, ...]]


@dataclass(frozen=True)
class Meant:
    """A mandate: one commitment in one language, as far as the pages together show it. `citation` is null where none is
    shown, `place` and `document` where no table knows it; `placements` are page, position and labels shown."""

    language: Language
    number: int
    lead: str
    items: tuple[Item, ...]
    missing: tuple[str, ...]
    citation: str | None
    also: str | None
    year: int | None
    summit: int | None
    document: str | None
    section: str | None
    place: str | None
    note: str | None
    themes: tuple[str, ...]
    placements: tuple[Placed, ...]
    deadlines: tuple[Due, ...]
    mentions: tuple[Mentioned, ...]


def gather(pages: Iterable[Page]) -> dict[Key, Meant]:
    commitments: dict[Key, Commitment] = {}
    shown: dict[Key, set[str]] = defaultdict(set)
    placements: dict[Key, list[Placed]] = defaultdict(list)
    themes: dict[Key, set[str]] = defaultdict(set)
    for page in pages:
        for position, excerpt in enumerate(page.excerpts, 1):
            key = (page.language, excerpt.commitment.number)
            commitments[key] = excerpt.commitment
            shown[key] |= set(excerpt.shown)
            labels = tuple(label for label, _ in labelled(excerpt.commitment.shown(excerpt.shown)))
            placements[key].append((page.path, position, labels))
            themes[key].add(page.theme)
    return {
        key: _meant(key[0], commitment, shown[key], tuple(sorted(themes[key])), tuple(sorted(placements[key], key=str)))
        for key, commitment in commitments.items()
    }


def twins(pages: Iterable[Page]) -> set[int]:
    """Commitments that pages of both languages show: the numbers of their twins."""
    shown: dict[Language, set[int]] = {"en": set(), "es": set()}
    for page in pages:
        shown[page.language] |= {excerpt.commitment.number for excerpt in page.excerpts}
    return shown["en"] & shown["es"]


def _meant(
    language: Language,
    commitment: Commitment,
    shown: set[str],
    themes: tuple[str, ...],
    placements: tuple[Placed, ...],
) -> Meant:
    source, cited = commitment.source, not commitment.uncited
    lead = Line(None, commitment.marked(language))
    items = [Line(label, (sub.marked(language),)) for label, sub in labelled(commitment.shown(tuple(shown)))]
    summit = source.summit if cited else None

    def said(both: Both | None) -> str | None:
        return both.to(language) if both else None

    return Meant(
        language=language,
        number=commitment.number,
        lead=lead.text,
        items=tuple((item.label, item.text) for item in items),
        missing=_missing(commitment, shown),
        citation=said(source.labels[0]) if cited else None,
        also=said(commitment.also.labels[0]) if commitment.also else None,
        year=source.year if cited else None,
        summit=summit,
        document=source.document if cited else None,
        section=said(source.section) if cited else None,
        place=said(source.place) if cited else None,
        note=said(commitment.note),
        themes=themes,
        placements=placements,
        deadlines=dues(lead, items, summit, governs=commitment.paragraphs[-1].governs),
        mentions=mentions([lead, *items]),
    )


def _missing(commitment: Commitment, shown: set[str]) -> tuple[str, ...]:
    """The letters before the last one shown that no page shows. Other sub-items are shown whole or bear no label."""
    letters = {sub.key for sub in commitment.subs if sub.kind == "letter"} & shown
    return tuple(x for x in LETTERS if letters and x < max(letters) and x not in letters)
