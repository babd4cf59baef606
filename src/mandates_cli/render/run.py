"""What a fetch did, for a person."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from mandates_cli.render.answer import Answer, flat
from mandates_cli.render.screen import Screen, shown
from mandates_cli.wording import worded

# More than a screen of names helps nobody; `--json` has them all.
MOST: Final = 10
PAGE_CHANGES: Final = ("new", "changed", "gone", "drifted", "refused", "failed")
MANDATE_CHANGES: Final = ("new", "changed", "vanished")


class Change(NamedTuple):
    """What became of a page or a mandate; `known` says whether the registry holds the page."""

    kind: str
    change: str
    id: str
    url: str | None = None
    bytes: int | None = None
    known: bool | None = None
    reason: str | None = None
    text: str | None = None


def answer(heads: Sequence[str], found: Sequence[Change]) -> Answer:
    """`heads` stand above what is drawn."""

    def drawn(screen: Screen) -> Iterator[str]:
        yield from (f"{head}\n" for head in heads)
        yield from lines(found, screen.width)

    return Answer(flat(*Change._fields), (change._asdict() for change in found), drawn=drawn)


def counted(counts: Mapping[str, int]) -> str:
    """`150 pages: 3 new, 12 changed, 135 unchanged`; what there is none of is left out."""
    return worded("{pages:page}: {parts}", pages=sum(counts.values()), parts=parts(counts))


def parts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in counts.items() if number) or "none"


def size(count: int) -> str:
    if count < 10_000:
        return worded("{count:byte}", count=count)
    return f"{count / 1e3:,.0f} kB" if count < 10e6 else f"{count / 1e6:,.1f} MB"


def lines(found: Sequence[Change], width: int) -> Iterator[str]:
    """The changes, kind by kind, each a line; long lists end with how many more there are."""
    yield from _listed([each for each in found if each.kind == "page"], PAGE_CHANGES, width)
    mandates = [each for each in found if each.kind == "mandate"]
    if mandates:
        numbers = Counter(each.change for each in mandates)
        yield f"mandates: {', '.join(f'{numbers[change]:,} {change}' for change in MANDATE_CHANGES)}\n"
    yield from _listed(mandates, MANDATE_CHANGES, width)


def _listed(found: Sequence[Change], kinds: Sequence[str], width: int) -> Iterator[str]:
    for change in kinds:
        named = _grouped(each for each in found if each.change == change)
        yield from (_line(each, width) for each in named[:MOST])
        if len(named) > MOST:
            yield worded("  {change:<10}… and {more:,} more", change=change, more=len(named) - MOST) + "\n"


def _grouped(found: Iterable[Change]) -> list[Change]:
    """Those that are so for one reason stand as one."""
    by_reason: dict[str, list[Change]] = {}
    for each in found:
        by_reason.setdefault(each.reason or each.id, []).append(each)
    grouped = []
    for first, *more in by_reason.values():
        id = worded("{id} and {more:,} more", id=first.id, more=len(more)) if more else first.id
        grouped.append(first._replace(id=id))
    return grouped


def _line(each: Change, width: int) -> str:
    unknown = "not in the registry" if each.change == "new" and each.known is False else ""
    note = each.reason or each.text or unknown
    line = shown(f"  {each.change:<10}{each.id}  {' '.join(note.split())}").rstrip()
    # A reason is read to its end; a text only serves to recognise the mandate.
    return line + "\n" if each.reason or len(line) <= width else line[: width - 1].rstrip() + "…\n"
