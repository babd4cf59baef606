"""By when a mandate is to be done, in its own words."""

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from mandates_cli.model import Deadline, Diagnostic, Language, Mandate, Span
from mandates_cli.parse.calendar import Calendar
from mandates_cli.parse.dated import dates
from mandates_cli.parse.events import events
from mandates_cli.parse.idioms import Due, Text
from mandates_cli.parse.inherited import governs
from mandates_cli.parse.parts import Part, parts
from mandates_cli.parse.periods import periods
from mandates_cli.parse.recurring import recurring
from mandates_cli.parse.targets import Sentences, quantities
from mandates_cli.wording import worded

# What parts a sentence, and how many characters it counts for.
JOINTS: Final = re.compile(r",|;| and | or | y | o ")
JOINT: Final = 50
# So many deadlines of a chapeau its items have too: each is one row more for each of them.
MAX_HANDED: Final = 4


def deadlines(mandate: Mandate, calendar: Calendar) -> tuple[Deadline, ...]:
    """The deadlines of a mandate and of its items, in the order of its text; what an item has from the chapeau stands
    before its own. Of a chapeau's they have the first MAX_HANDED."""
    language, text = mandate.language, Text.of(mandate.text)
    found = _found(text, language, mandate.summit, calendar)
    if not found:
        return ()
    lead, *others = parts(mandate)
    within = Sentences.of(text, language, found)
    governing = {due[:2] for due in found if mandate.items and _handed_down(text, within, lead, due, language)}
    asked = {part: _asked(within, part, found) for part in (lead, *others)}
    beside = [span for sentences in asked.values() for span in sentences.values()]
    if governing:
        beside += [part[:2] for part in others if part.item]
    wanted = _free(list(quantities(text, language, sorted(beside), found)), found)
    rows = _own(text.written, lead, asked[lead], wanted)
    handed = [row for row in rows if row.span in governing][:MAX_HANDED]
    for part in others:
        own = _own(text.written, part, asked[part], wanted)
        rows += [*_inherited(text.written, part, handed, own, wanted), *own] if part.item else own
    return tuple(rows)


def not_handed(mandates: Iterable[Mandate], lines: Mapping[str, int | None]) -> Iterator[Diagnostic]:
    """A warning for each mandate whose items may lack deadlines of its chapeau, at its first place; `lines` has its
    line by id."""
    for mandate in mandates:
        handed = {one.span for one in mandate.deadlines if one.inherited}
        own = sum(one.span[1] <= len(mandate.lead) for one in mandate.deadlines if not one.inherited)
        if len(handed) == MAX_HANDED < own:
            message = worded("of the deadlines of its lead-in the items have the first {most} only", most=MAX_HANDED)
            yield Diagnostic(
                code="doubtful", severity="warning", page=mandate.placements[0].page, line=lines.get(mandate.id),
                text=mandate.lead, message=message,
            )  # fmt: skip


def _inherited(
    text: str, part: Part, handed: Sequence[Deadline], own: Sequence[Deadline], wanted: Sequence[Span]
) -> Iterator[Deadline]:
    """What an item has from the chapeau: all of it, or nothing where it has a date, event or period of its own."""
    if any(row.kind != "recurring" for row in own):
        return
    quantity = next(iter(_between(wanted, part.start, part.end)), None)
    for row in handed:
        target = text[slice(*quantity)] if quantity else row.target
        yield row.model_copy(update={"label": part.label, "inherited": True, "target": target})


def _free(spans: Sequence[Span], found: Sequence[Due]) -> list[Span]:
    """The quantities that are no part of a deadline: not the "two years" of "within two years"."""
    starts = [due.start for due in found]
    free = []
    for span in spans:
        last = bisect_left(starts, span[1]) - 1
        if last < 0 or found[last].end <= span[0]:
            free.append(span)
    return free


def _between(spans: Sequence[Span], first: int, last: int) -> Sequence[Span]:
    """Of spans that are in order those that begin in a stretch."""
    return spans[bisect_left(spans, (first, 0)) : bisect_left(spans, (last, 0))]


def _found(text: Text, language: Language, since: int | None, calendar: Calendar) -> list[Due]:
    """The phrases that say by when, in order; of those that share words the one that begins first, then the longest."""
    found = [
        *dates(text, language, since, calendar),
        *events(text, language, since, calendar),
        *periods(text, language, since, calendar),
        *recurring(text, language),
    ]
    kept: list[Due] = []
    for due in sorted(found, key=lambda due: (due.start, -due.end)):
        if not kept or due.start >= kept[-1].end:
            kept.append(due)
    return kept


def _asked(within: Sentences, part: Part, found: Sequence[Due]) -> dict[Due, Span]:
    """The deadlines that stand in a part, each with what is asked for together with it."""
    dues = found[bisect_left(found, (part.start,)) : bisect_left(found, (part.end,))]
    return {due: within.asked(due.start, due.end, part.start, part.end) for due in dues}


def _own(text: str, part: Part, asked: Mapping[Due, Span], wanted: Sequence[Span]) -> list[Deadline]:
    """The rows of the deadlines that stand in a part. A quantity is of the nearest of those that are asked for
    together with it."""
    together: dict[Span, list[Due]] = defaultdict(list)
    for due, (first, last) in asked.items():
        for span in _between(wanted, first, last):
            if span[1] <= last and (span[1] <= due.start or due.end <= span[0]):
                together[span].append(due)
    beside: dict[Due, list[Span]] = {due: [] for due in asked}
    for span, near in together.items():
        beside[near[_nearest(text, span, near)]].append(span)
    rows = []
    for due, spans in beside.items():
        target = spans[_nearest(text, due, spans)] if spans else None
        rows.append(
            Deadline(
                text=text[due.start : due.end],
                kind=due.kind,
                year=due.year,
                target=text[slice(*target)] if target else None,
                label=part.label,
                span=(due.start, due.end),
            )
        )
    return rows


def _nearest(text: str, one: Due | Span, others: Sequence[Due | Span]) -> int:
    """The number of the phrase that is nearest: in characters, and each joint between them keeps two further apart."""
    # A joint only adds: what is further off in characters alone than another with its joints need not be looked at.
    best, least = 0, math.inf
    for far, number in sorted((max(one[0], other[0]) - min(one[1], other[1]), n) for n, other in enumerate(others)):
        if far > least:
            break
        other = others[number]
        joints = JOINTS.findall(text, min(one[1], other[1]), max(one[0], other[0]))
        if (far + JOINT * len(joints), number) < (least, best):
            best, least = number, far + JOINT * len(joints)
    return best


def _handed_down(text: Text, within: Sentences, lead: Part, due: Due, language: Language) -> bool:
    """Whether a deadline of the chapeau governs the items: it stands in the last sentence, and over them."""
    if due.start >= lead.end:
        return False
    first, last = within.around(due.start, due.end, lead.start, lead.end)
    return last == lead.end and governs(text.written[first : due.start], text.written[due.end : last], language)
