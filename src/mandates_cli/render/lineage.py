"""A commitment from summit to summit, and families of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from mandates_cli.compare.lineage import Family, Lineage, Step
from mandates_cli.compare.links import Link
from mandates_cli.query.words import tokens
from mandates_cli.render.answer import Answer, Row, flat
from mandates_cli.render.flow import beside, flowed
from mandates_cli.render.marks import Piece, signed
from mandates_cli.render.screen import UNKNOWN, Screen, cells, clipped, shown, styled
from mandates_cli.rows import MandateRow
from mandates_cli.wording import worded

KIND: Final = {"refers-back": "refers back"}
# Lines of a text: the mandate asked for, those it is linked to, and these again where they are all there is.
ASKED_FOR: Final = 6
LINKED: Final = 3
WHOLE: Final = 4
FIELDS: Final = flat(
    "of", "depth", "id", "language", "summit", "document", "link", "kind", "score", "shared", "text",
    "looked_in_mandates", "looked_in_summits",
)  # fmt: skip
FAMILY: Final = flat(
    "commitment", "language", "first", "last", "summits", "mandates", "kinds", "themes", "text",
    "looked_in_mandates", "looked_in_summits",
)  # fmt: skip


def marked(text: str, shared: Iterable[str]) -> list[Piece]:
    """`text` in pieces, of which those are "shared" that are one of the runs of folded words, in this order."""
    words = tokens(text)
    pieces, at, end = [], 0, 0
    for run in (run.split() for run in shared):
        for start in range(at, len(words) - len(run) + 1):
            if all(words[start + n].word == word for n, word in enumerate(run)):
                at = start + len(run)
                first, last = words[start].start, words[at - 1].end
                pieces += [("", text[end:first]), ("shared", text[first:last])]
                end = last
                break
    return [(style, piece) for style, piece in (*pieces, ("", text[end:])) if piece]


def answer(found: Sequence[Lineage[MandateRow]], mandates: int, summits: int) -> Answer:
    """A row a mandate, oldest summit first; `depth` is 0 for the one asked for, negative before it. Its like was looked
    for in so many mandates of so many summits."""
    looked_in = {"looked_in_mandates": mandates, "looked_in_summits": summits}

    def drawn(screen: Screen) -> Iterator[str]:
        for number, one in enumerate(found):
            if number:
                yield "\n"
            yield from lineage(one, screen, whole=len(found) == 1)

    return Answer(FIELDS, ({**row, **looked_in} for one in found for row in _rows(one)), drawn=drawn)


def _rows(found: Lineage[MandateRow]) -> Iterator[Row]:
    for step in found.earlier:
        yield _row(step.record, step.link, -step.depth, found)
    yield {**found.record, "of": found.record["id"], "depth": 0, "shared": []}
    for step in found.later:
        yield _row(step.record, step.link, step.depth, found)


def _row(record: MandateRow, link: Link, depth: int, found: Lineage[MandateRow]) -> Row:
    to = link.newer if record["id"] == link.older else link.older
    how = {"link": to, "kind": link.kind, "score": link.score, "shared": link.shared}
    return {**record, "of": found.record["id"], "depth": depth, **how}


def lineage(found: Lineage[MandateRow], screen: Screen, whole: bool = False) -> Iterator[str]:
    """Oldest summit at the top. Indented is what is further from the mandate asked for; a link stands with the end that
    is further from it. `whole` shows the text asked for to its end, and more of the others."""
    record = found.record
    yield from flowed([("bold", f"{record['id']}: {_where(found)}")], screen)
    yield "\n"
    for step in found.earlier:
        yield from _step(step, screen, "┌", WHOLE if whole else LINKED)
    yield f"{record['summit'] or UNKNOWN:<4}  {styled('● ' + record['id'], 'head', screen)}\n"
    yield from flowed([("", record["text"])], screen, 8, None if whole else ASKED_FOR)
    for step in found.later:
        yield from _step(step, screen, "└", WHOLE if whole else LINKED)


def _where(found: Lineage[MandateRow]) -> str:
    if not (found.earlier or found.later):
        return "at no other summit"
    first, *_, last = years = found.summits
    return worded(
        "{earlier:,} earlier and {later:later mandate}, {summits:summit}, {first} to {last}",
        earlier=len(found.earlier), later=len(found.later), summits=len(years), first=first, last=last,
    )  # fmt: skip


def _step(step: Step[MandateRow], screen: Screen, corner: str, most: int) -> Iterator[str]:
    """`2005  ┌ id  reworded (0.82) in 2012-…` and the text with the shared words marked."""
    record, link = step.record, step.link
    if record["id"] == link.older:
        to, other = "in", link.newer
    else:
        to, other = "to" if link.kind == "refers-back" else "from", link.older
    indent = 6 + 2 * step.depth
    named, how = ("head", f"{corner} {record['id']}"), ("dim", f"{said(link)} {to} {other}")
    yield from beside(named, how, screen, indent + 2, str(record["summit"]).ljust(indent))
    yield from shared_text(record, link, screen, indent + 2, most)


def said(link: Link) -> str:
    """`reworded (0.82)`"""
    return f"{KIND.get(link.kind, link.kind)} ({link.score:.2f})"


def shared_text(record: MandateRow, link: Link, screen: Screen, indent: int, most: int = LINKED) -> Iterator[str]:
    yield from flowed(signed(marked(record["text"], link.shared), screen.color), screen, indent, most)


def of_families(found: Sequence[Family[MandateRow]], looked_in: tuple[int, int] | None = None) -> Answer:
    """A row a family, with the newest of its wordings. In so many mandates of so many summits
    (`looked_in`) later wordings were looked for and not found."""
    searched = dict(zip(("looked_in_mandates", "looked_in_summits"), looked_in or (None, None), strict=True))
    rows: list[Row] = []
    for family in found:
        years, ids = family.summits, [record["id"] for record in family.records]
        told = {"first": years[0], "last": years[-1], "summits": years, "mandates": ids}
        rows.append({**family.records[-1], **told, **searched, "kinds": [link.kind for link in family.links]})
    return Answer(FAMILY, rows, drawn=lambda screen: families(found, screen))


def families(found: Sequence[Family[MandateRow]], screen: Screen) -> Iterator[str]:
    """A family a block: its summits, how each took up the one before, and the newest wording."""
    for family in found:
        newest = family.records[-1]
        years = " ".join(map(str, family.summits))
        head = worded("{summits:summit}: {years}", summits=len(family.summits), years=years)
        kinds = Counter(KIND.get(link.kind, link.kind) for link in family.links)
        links = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
        yield from beside(("bold", head), ("", f"({links})" if links else ""), screen, 2)
        room = screen.width - cells(shown(newest["id"])) - 4
        rest = clipped(f"({newest['language']}) {', '.join(newest['themes'])}", room)
        yield f"  {styled(newest['id'], 'head', screen)}  {styled(rest, 'dim', screen)}\n"
        yield from flowed([("", newest["text"])], screen, 4, 2)
