"""By when a mandate is to be done and which bodies it names, gathered from its marked words."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from testsite.marked import Mark, marks, plain

KINDS: Final = ("date", "event", "period", "recurring")
ROLES: Final = ("asked", "partner", "named")
# The month of each summit, and the year of the one after it: null where that was a special one, or none is known.
MONTHS: Final = {1994: 12, 1996: 12, 1998: 4, 2001: 4, 2004: 1, 2005: 11, 2009: 4, 2012: 4, 2015: 4, 2018: 4, 2022: 6}
NEXT: Final = {1996: 1998, 1998: 2001, 2004: 2005, 2005: 2009, 2009: 2012, 2012: 2015, 2015: 2018, 2018: 2022}


class Line(NamedTuple):
    """The lead or an item of a mandate: its label, and its paragraphs with their marks."""

    label: str | None
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(map(plain, self.paragraphs))


class Due(NamedTuple):
    """`line` is the text of the lead or item in which the words stand, the `nth` time that they do."""

    line: str
    words: str
    nth: int
    kind: str
    year: int | None
    target: str | None
    label: str | None
    inherited: bool = False


class Mentioned(NamedTuple):
    line: str
    words: str
    nth: int
    body: str
    role: str
    label: str | None


def dues(lead: Line, items: Iterable[Line], summit: int | None, *, governs: bool) -> tuple[Due, ...]:
    """Those of the chapeau's last sentence hold for each item that has no date, event or period of its own. `governs` says
    whether they do."""
    of_lead = list(_dues(lead, summit))
    found = list(of_lead)
    handed_down = [due for due in of_lead if governs]
    for item in items:
        own = list(_dues(item, summit))
        found += own
        if any(due.kind != "recurring" for due in own):
            continue
        quantity = next((mark.words for part in item.paragraphs for mark in _quantities(part)), None)
        found += [due._replace(target=quantity or due.target, label=item.label, inherited=True) for due in handed_down]
    return tuple(found)


def mentions(lines: Iterable[Line]) -> tuple[Mentioned, ...]:
    found = []
    for line in lines:
        for mark, nth in _marks(line):
            role, _, body = mark.says.partition(" ")
            if role in ROLES:
                found.append(Mentioned(line.text, mark.words, nth, body, role, line.label))
    return tuple(found)


def _dues(line: Line, summit: int | None) -> Iterator[Due]:
    for mark, nth in _marks(line):
        kind, _, end = mark.says.partition(" ")
        if kind in KINDS:
            yield Due(line.text, mark.words, nth, kind, _year(end, summit), _target(line, mark), line.label)


def _marks(line: Line) -> Iterator[tuple[Mark, int]]:
    """With how often the words of each have stood in the line up to it."""
    before = 0
    for paragraph in line.paragraphs:
        for mark in marks(paragraph):
            yield mark, line.text.count(mark.words, 0, before + mark.start) + 1
        before += len(plain(paragraph)) + 1


def _quantities(paragraph: str) -> list[Mark]:
    return [mark for mark in marks(paragraph) if mark.says == "target"]


def _target(line: Line, deadline: Mark) -> str | None:
    """The nearest of the same paragraph, which is one sentence where it has a quantity."""

    def apart(quantity: Mark) -> int:
        first, then = sorted((quantity, deadline), key=lambda mark: mark.start)
        return then.start - first.start - len(first.words)

    beside = next(part for part in line.paragraphs if deadline in marks(part))
    quantities = sorted(_quantities(beside), key=apart)
    return quantities[0].words if quantities else None


def _year(end: str, summit: int | None) -> int | None:
    if end.startswith("+"):
        if summit is None:
            return None
        months = int(end[1:-1]) if end.endswith("m") else 12 * int(end[1:])
        return summit + (MONTHS[summit] - 1 + months) // 12
    if end == "next":
        return NEXT.get(summit) if summit else None
    return int(end) if end else None
