"""A commitment from summit to summit, and families of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from mandates_cli.compare.lineage import Family, Lineage, Step
from mandates_cli.compare.links import Link
from mandates_cli.query.words import tokens
from mandates_cli.render.diff import View
from mandates_cli.render.flow import beside, clipped, flowed, styled
from mandates_cli.render.plain import Row
from mandates_cli.rows import MandateRow

KIND: Final = {"refers-back": "refers back"}


def marked(text: str, shared: Iterable[str]) -> list[tuple[bool, str]]:
    """`text` in pieces, and whether each is one of the runs of words that are shared."""
    words = tokens(text)
    spans, at = [], 0
    for run in (run.split() for run in shared):
        for start in range(at, len(words) - len(run) + 1):
            if all(words[start + n].word == word for n, word in enumerate(run)):
                at = start + len(run)
                spans.append((words[start].start, words[at - 1].end))
                break
    pieces, end = [], 0
    for first, last in spans:
        pieces += [(False, text[end:first]), (True, text[first:last])]
        end = last
    return [(is_shared, piece) for is_shared, piece in (*pieces, (False, text[end:])) if piece.strip()]


def lineage(found: Lineage, view: View) -> Iterator[str]:
    """Oldest summit at the top. Indented is what is further from the mandate asked for; a link stands with the end that
    is further from it."""
    record, summits = found.record, found.summits
    if found.earlier or found.later:
        span = f"{len(summits):,} summits, {summits[0]} to {summits[-1]}"
        where = f"{len(found.earlier):,} earlier and {len(found.later):,} later mandates, {span}"
    else:
        where = "at no other summit"
    yield from flowed([("bold", f"{record['id']}: {where}")], view.width, 0, view.color)
    yield "\n"
    for step in found.earlier:
        yield from _step(step, view, "┌")
    yield f"{record['summit'] or '????'}  {styled('● ' + record['id'], 'head', view.color)}\n"
    yield from flowed([("", record["text"])], view.width, 8, view.color, None if view.whole else 6)
    for step in found.later:
        yield from _step(step, view, "└")


def _step(step: Step, view: View, corner: str) -> Iterator[str]:
    """`2005  ┌ id  reworded (0.82) in 2012-…` and the text with the shared words marked."""
    record, link = step.record, step.link
    other = link.newer if record["id"] == link.older else link.older
    indent = 6 + 2 * step.depth
    to = "in" if other == link.newer else "to" if link.kind == "refers-back" else "from"
    named, how = ("head", f"{corner} {record['id']}"), ("dim", f"{said(link)} {to} {other}")
    yield from beside(named, how, view.width, indent + 2, view.color, str(record["summit"]).ljust(indent))
    yield from shared_text(record, link, view, indent + 2)


def said(link: Link) -> str:
    """`reworded (0.82)`"""
    return f"{KIND.get(link.kind, link.kind)} ({link.score:.2f})"


def shared_text(record: MandateRow, link: Link, view: View, indent: int) -> Iterator[str]:
    parts = [
        ("shared" if shared else "", piece if view.color or not shared else f"*{piece}*")
        for shared, piece in marked(record["text"], link.shared)
    ]
    yield from flowed(parts, view.width, indent, view.color, 4 if view.whole else 3)


COLUMNS: Final = (
    "of", "depth", "id", "language", "summit", "document", "link", "kind", "score", "shared", "text",
)  # fmt: skip
FAMILY: Final = ("language", "first", "last", "summits", "mandates", "kinds", "themes", "text")


def lineage_rows(found: Lineage) -> list[Row]:
    """A row a mandate, oldest summit first; `depth` is 0 for the one asked for, negative before it."""
    rows = [_row(step.record, step.link, -step.depth, found) for step in found.earlier]
    rows.append(_row(found.record, None, 0, found))
    return rows + [_row(step.record, step.link, step.depth, found) for step in found.later]


def _row(record: MandateRow, link: Link | None, depth: int, found: Lineage) -> Row:
    other = link and (link.newer if record["id"] == link.older else link.older)
    return {
        "of": found.record["id"], "depth": depth,
        **{name: record[name] for name in ("id", "language", "summit", "document")},
        "link": other, "kind": link and link.kind, "score": link and link.score,
        "shared": list(link.shared) if link else [], "text": record["text"],
    }  # fmt: skip


def families(found: Sequence[Family], view: View) -> Iterator[str]:
    """A family a block: its summits, how each took up the one before, and the newest wording."""
    for family in found:
        newest = family.records[-1]
        summits = " ".join(map(str, family.summits))
        kinds = ", ".join(f"{n} {KIND.get(kind, kind)}" for kind, n in Counter(x.kind for x in family.links).items())
        head = f"{len(family.summits)} summit{'' if len(family.summits) == 1 else 's'}: {summits}"
        yield from beside(("bold", head), ("", f"({kinds})" if kinds else ""), view.width, 2, view.color)
        rest = clipped(f"({newest['language']}) {', '.join(newest['themes'])}", view.width - len(newest["id"]) - 4)
        yield f"  {styled(newest['id'], 'head', view.color)}  {styled(rest, 'dim', view.color)}\n"
        yield from flowed([("", newest["text"])], view.width, 4, view.color, 2)


def family_rows(found: Sequence[Family]) -> list[Row]:
    return [
        {
            "language": f.records[-1]["language"], "first": f.summits[0], "last": f.summits[-1],
            "summits": list(f.summits), "mandates": [r["id"] for r in f.records],
            "kinds": [x.kind for x in f.links], "themes": f.records[-1]["themes"], "text": f.records[-1]["text"],
        }
        for f in found
    ]  # fmt: skip
