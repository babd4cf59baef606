"""What happened to mandates and on pages: for a terminal, as Markdown for a report, and as rows."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from mandates_cli.compare.course import Event
from mandates_cli.render.answer import Answer, Row, flat
from mandates_cli.render.diff import SIGNS, labelled, pieces, titled
from mandates_cli.render.flow import flowed
from mandates_cli.render.marks import code, in_markdown, markdown
from mandates_cli.render.screen import Screen, cells, clipped, shown, styled
from mandates_cli.rows import PartialRow
from mandates_cli.wording import worded

FIELDS: Final = flat(
    "of", "change", "seen", "after", "snapshot", "id", "label", "old", "new", "pages", "language", "summit", "document"
)
ON_SCREEN: Final = ("of", "change", "seen", "id", "old", "new")
# The column of days, and what stands beside it.
INDENT: Final = 12


class Course(NamedTuple):
    """What happened to one mandate, or on one page: `of` is its id or address."""

    of: str
    is_page: bool
    events: Sequence[Event]

    @property
    def stands(self) -> bool:
        return self.events[-1].kind != "left"

    @property
    def head(self) -> str:
        """`first seen 2010-05-03, last seen 2015-05-03`"""
        last = self.events[-1]
        template = "first seen {first}, last seen {last}" + ("" if self.stands else "; not there on {left}")
        until = last.seen if self.stands else last.after or ""
        return worded(template, first=day(self.events[0].seen), last=day(until), left=day(last.seen))


def day(moment: str) -> str:
    return moment[:10]


def answer(courses: Sequence[Course]) -> Answer:
    """A row a change; a mandate or page that stands has a last one that says when it was last seen."""
    return Answer(
        FIELDS, (row for course in courses for row in _rows(course)), ON_SCREEN,
        drawn=lambda screen: _drawn(courses, screen), report=lambda _: _report(courses),
    )  # fmt: skip


def _rows(course: Course) -> Iterator[Row]:
    for event in course.events:
        record = dict(event.record or {})
        row = {
            "of": course.of, "change": event.kind, "seen": event.seen, "after": event.after,
            "snapshot": event.snapshot, "id": record.get("id"), "label": None, "old": None, "new": None,
            "pages": list(event.pages), **{name: record.get(name) for name in ("language", "summit", "document")},
        }  # fmt: skip
        if event.kind == "left":
            yield row | {"old": record.get("text")}
        elif event.kind == "last-seen":
            yield row
        elif event.kind != "changed":
            yield row | {"new": record.get("text")}
        for kind, label, old, new in event.differences:
            yield row | {"change": kind, "label": label, "old": old, "new": new}


def _drawn(courses: Sequence[Course], screen: Screen) -> Iterator[str]:
    for number, course in enumerate(courses):
        if number:
            yield "\n"
        record = next((event.record for event in course.events if event.record and not course.is_page), None)
        of = f"{course.of} ({record['language']})" if record else course.of
        yield styled(of, "head", screen) + "\n"
        yield from flowed([("", course.head)], screen, 2)
        for seen, events in groupby(course.events, key=lambda event: (event.seen, event.after)):
            yield from _drawn_day(course, seen, list(events), screen)


def _drawn_day(course: Course, seen: tuple[str, str | None], events: Sequence[Event], screen: Screen) -> Iterator[str]:
    told = [event for event in events if event.kind != "last-seen"]
    if not told:
        return
    moment, after = seen
    since = f"before that last seen {day(after)}" if after and day(after) != day(moment) else ""
    yield f"\n{styled(day(moment), 'bold', screen)}  {styled(since, 'dim', screen)}".rstrip() + "\n"
    for event in told:
        yield from _drawn_event(course, event, screen)


def _drawn_event(course: Course, event: Event, screen: Screen) -> Iterator[str]:
    if event.kind != "changed":
        yield from flowed([("", _said(course, event))], screen, INDENT)
    if event.kind in ("first-seen", "returned") and event.record and not event.differences:
        yield from flowed([("", event.record["text"])], screen, INDENT)
    if course.is_page and event.record:
        yield from _drawn_change(event, event.record, screen)
        return
    for difference in event.differences:
        yield from flowed(labelled(difference, screen), screen, INDENT)


def _drawn_change(event: Event, record: PartialRow, screen: Screen) -> Iterator[str]:
    """What came to a page, left it or was corrected on it."""
    first = event.differences[0].kind
    sign, style = SIGNS.get(first, ("~", "bold"))
    room = screen.width - INDENT - cells(shown(record["id"])) - 4
    yield f"{'':{INDENT}}{styled(f'{sign} ' + record['id'], style, screen)}  {clipped(record['text'], room)}\n"
    for difference in event.differences if first not in SIGNS else ():
        yield from flowed(labelled(difference, screen), screen, INDENT + 2)


def _said(course: Course, event: Event) -> str:
    """`first seen on /sisca/sec.html`"""
    if event.kind == "left":
        return "left the site" if course.is_page else worded("left {pages}", pages=", ".join(event.pages))
    word = event.kind.replace("-", " ")
    return word if course.is_page else worded("{word} on {pages}", word=word, pages=", ".join(event.pages))


def _report(courses: Sequence[Course]) -> Iterator[str]:
    """The same for a report: what is gone struck through, what is new bold."""
    for number, course in enumerate(courses):
        yield ("\n" if number else "") + f"## {markdown(course.of)}\n\n{markdown(course.head)}\n"
        for seen, events in groupby(course.events, key=lambda event: day(event.seen)):
            told = [event for event in events if event.kind != "last-seen"]
            if told:
                yield f"\n### {markdown(seen)}\n\n"
            for event in told:
                yield from _reported(course, event)


def _reported(course: Course, event: Event) -> Iterator[str]:
    if event.kind != "changed":
        text = f": {markdown(event.record['text'])}" if event.record and event.kind == "first-seen" else ""
        yield f"- {markdown(_said(course, event))}{text}\n"
    of = f"{code(event.record['id'])} " if course.is_page and event.record else ""
    for difference in event.differences:
        yield f"- {of}{markdown(titled(difference))}: {in_markdown(pieces(difference))}\n"
