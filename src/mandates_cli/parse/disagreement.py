"""Twins, and pairs that are none only for their numbers, that disagree on a number or a date: one is mistranslated.

Compared are the parts that say the same: the leads, the items of one label, what closes them. A page shows an excerpt,
so a number that only one of them has is no fault in itself: both must have one that the other lacks. Only a year by
which something is due is missed by itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from mandates_cli.model import Diagnostic, Language, Mandate
from mandates_cli.parse.figures import Figure, figures, in_words
from mandates_cli.parse.parts import Part, parts
from mandates_cli.wording import worded

# Words of the text that are shown on either side of a number.
AROUND: Final = 3
BESIDE: Final = 60
DIGIT: Final = re.compile(r"\d")
DISAGREE: Final = "the {language} text says “{other}” ({place}, {id})"
LACKING: Final = "the {language} text says no such date ({place}, {id})"


class Told(NamedTuple):
    """A part with what of its numbers in digits the other says in no way."""

    mandate: Mandate
    part: Part
    left: list[Figure]

    def words(self, figure: Figure) -> str:
        """The number with the words around it."""
        text, (start, end) = _text(self.mandate, self.part), figure.span
        before, after = text[max(0, start - BESIDE) : start].split(" "), text[end : end + BESIDE].split(" ")
        return " ".join(before[-AROUND - 1 :]) + text[start:end] + " ".join(after[: AROUND + 1])

    def missed(self, twin: "Told") -> list[Figure]:
        """Those in a date by which something is due, where the twin's part has no deadline that may be the same."""
        within = [one for one in twin.mandate.deadlines if twin.part.start <= one.span[0] < twin.part.end]
        if any(one.kind != "recurring" for one in within):
            return []
        dates = {at for one in self.mandate.deadlines if one.kind == "date" for at in range(*one.span)}
        return [figure for figure in self.left if self.part.start + figure.span[0] in dates]


def disagreements(
    mandates: Sequence[Mandate],
    others: Iterable[tuple[str, str]],
    lines: Mapping[str, int | None],
    languages: Mapping[Language, str],
) -> Iterator[Diagnostic]:
    """One for each number in which an English text and its Spanish one differ, at the place of the text that has it.

    `others` are pairs of ids besides the twins; `lines` are those of the mandates' first placements, by id; `languages`
    are their names, for people.
    """
    known = {mandate.id: mandate for mandate in mandates}
    twins = [(mandate.id, mandate.twin.id) for mandate in mandates if mandate.twin and mandate.language == "en"]
    for one, other in (*twins, *others):
        if DIGIT.search(known[one].text) or DIGIT.search(known[other].text):
            for ours, theirs in _compared(known[one], known[other]):
                yield from _differing(ours, theirs, lines, languages)


def _compared(one: Mandate, other: Mandate) -> Iterator[tuple[Told, Told]]:
    """The parts that both have, with what of their numbers the other text says in no way: another part of it may say
    what the same part does not."""
    ours, theirs = (figures(mandate.text, mandate.language) for mandate in (one, other))
    if not (_besides(ours, _values(theirs)) or _besides(theirs, _values(ours))):
        return
    heard, said = _values(theirs) | in_words(other.text), _values(ours) | in_words(one.text)
    shown, others = _named(one), _named(other)
    for name in shown:
        if name in others:
            yield _told(one, shown[name], heard), _told(other, others[name], said)


def _values(found: Iterable[Figure]) -> frozenset[float]:
    return frozenset(chain.from_iterable(figure.values for figure in found))


def _besides(found: Iterable[Figure], said: frozenset[float]) -> list[Figure]:
    return [figure for figure in found if said.isdisjoint(figure.values)]


def _told(mandate: Mandate, part: Part, said: frozenset[float]) -> Told:
    return Told(mandate, part, _besides(figures(_text(mandate, part), mandate.language), said))


def _text(mandate: Mandate, part: Part) -> str:
    return mandate.text[part.start : part.end]


def _named(mandate: Mandate) -> dict[tuple[str, str | None], Part]:
    """The parts that another text may have too: an item without a label may be any of the other's."""
    lead, *others = parts(mandate)
    found = {("lead", lead.label): lead}
    for part in others:
        if part.label or not part.item:
            found["item" if part.item else "closing", part.label] = part
    return found


def _differing(
    ours: Told, theirs: Told, lines: Mapping[str, int | None], languages: Mapping[Language, str]
) -> Iterator[Diagnostic]:
    for one, other in zip(ours.left, theirs.left, strict=False):
        yield _diagnostic(ours, one, theirs, other, lines, languages)
    if not (ours.left and theirs.left):
        for told, twin in ((ours, theirs), (theirs, ours)):
            for figure in told.missed(twin):
                yield _diagnostic(told, figure, twin, None, lines, languages)


def _diagnostic(
    told: Told, figure: Figure, twin: Told, other: Figure | None, lines: Mapping[str, int | None],
    languages: Mapping[Language, str],
) -> Diagnostic:  # fmt: skip
    mandate, against = told.mandate, twin.mandate
    page, line = against.placements[0].page, lines.get(against.id)
    place = page if line is None else f"{page}:{line}"
    template = LACKING if other is None else DISAGREE
    facts = {"language": languages[against.language], "place": place, "id": against.id}
    message = worded(template, other=twin.words(other) if other else "", **facts)
    return Diagnostic(
        code="twins-disagree", severity="warning", page=mandate.placements[0].page, line=lines.get(mandate.id),
        text=told.words(figure), message=message,
    )  # fmt: skip
