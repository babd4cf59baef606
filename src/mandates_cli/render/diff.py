"""Differences between two states of the corpus: for a terminal, and as Markdown for a report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from mandates_cli.compare.diff import KINDS, Change, Comparison, Difference, Kind
from mandates_cli.compare.rewording import Segment, compared
from mandates_cli.render.flow import clipped, flowed, styled
from mandates_cli.render.plain import Row, markdown

# Words of unchanged text shown on either side of a change.
AROUND: Final = 6
# More of one kind in one document than a screen helps with; the machine formats have them all.
MOST: Final = 8
# Lines of an item that came or left.
PIECE: Final = 2
IN_WORDS: Final[Mapping[str, str]] = {
    "text": "text changed", "citation": "citation corrected", "item-added": "item added",
    "item-removed": "item removed", "item-relabelled": "item relabelled", "placement": "pages changed",
}  # fmt: skip
WORDED: Final[frozenset[Kind]] = frozenset(("text", "typography"))
SIGNS: Final[Mapping[str, tuple[str, str]]] = {"added": ("+", "new"), "removed": ("-", "old")}
NO_DOCUMENT: Final = "no known document"


class View(NamedTuple):
    """How to show it. `whole` shows long lists to their end."""

    width: int
    color: bool
    whole: bool = False


def heading(
    names: tuple[str, str], found: Comparison, left_out: Mapping[str, int], limit: int | None = None
) -> Iterator[str]:
    """What against what, how many mandates differ and in what way, and what is not shown."""
    yield f"{names[0]} → {names[1]}: "
    if found.changes:
        of = f"{len(found.changes):,} of {_mandates(found.compared)}"
        yield f"{of} {'differs' if len(found.changes) == 1 else 'differ'}: {_counted(found.counts())}\n"
    else:
        yield f"no difference in {_mandates(found.compared)}\n"
    if limit is not None and limit < len(found.changes):
        yield f"shown: the first {limit:,}; --limit shows more\n"
    if left_out:
        yield f"not shown: {_counted(left_out)}; --all shows them\n"


def comparison(head: str, found: Comparison, view: View) -> Iterator[str]:
    """The heading, then the mandates that differ by document, each with its changes word by word."""
    yield from (
        line
        for n, text in enumerate(head.splitlines())
        for line in flowed([("dim" if n else "bold", text)], view.width, 0, view.color)
    )
    for document, changes in by_document(found.changes):
        yield "\n" + styled(document or NO_DOCUMENT, "head", view.color) + "\n"
        for kind, of_kind in groupby(changes, key=_first_kind):
            listed = list(of_kind)
            most = None if view.whole or kind not in SIGNS else MOST
            for change in listed[:most]:
                yield from _change(change, view)
            if most and len(listed) > most:
                how = f"--document {document} shows" if document else "-f md and -f csv show"
                text = f"… and {len(listed) - most:,} more {kind}: {how} them all"
                yield from flowed([("", text)], view.width, 2, view.color)


def by_document(changes: Iterable[Change]) -> Iterator[tuple[str | None, list[Change]]]:
    """Newest summit first; in a document what changed before what came and what left."""
    ordered = sorted(changes, key=lambda c: (-(c.record.get("summit") or 0), c.record.get("document") or "~", _rank(c)))
    for document, found in groupby(ordered, key=lambda c: c.record.get("document")):
        yield document, list(found)


def _rank(change: Change) -> tuple[int, str]:
    return ("changed", "added", "removed").index(_first_kind(change)), change.record["id"]


def _first_kind(change: Change) -> str:
    return "added" if change.old is None else "removed" if change.new is None else "changed"


def _change(change: Change, view: View) -> Iterator[str]:
    record, kind = change.record, _first_kind(change)
    sign, style = SIGNS.get(kind, ("~", "bold"))
    themes = ", ".join(record.get("themes") or ())
    head = f"{sign} {record['id']}"
    if change.old and change.new and change.old["id"] != change.new["id"]:
        head = f"{sign} {change.old['id']} → {record['id']}"
    rest = clipped(f"({record['language']}) {themes}", view.width - len(head) - 4)
    yield f"  {styled(head, style, view.color)}  {styled(rest, 'dim', view.color)}\n"
    if kind != "changed":
        yield f"    {clipped(record['text'], view.width - 4)}\n"
        return
    for difference in change.differences:
        most = None if view.whole or None not in (difference.old, difference.new) else PIECE
        yield from flowed(_parts(difference), view.width, 4, view.color, most)


def _parts(difference: Difference) -> Iterator[tuple[str, str]]:
    """What differs, in styles, in the notation of `git diff --word-diff`."""
    yield "dim", f"{titled(difference)}:"
    for segment in _segments(difference):
        yield "", " "
        if segment.side == "both":
            yield "", segment.text
        else:
            yield segment.side, f"[-{segment.text}-]" if segment.side == "old" else f"{{+{segment.text}+}}"


def titled(difference: Difference) -> str:
    """`text`, `text of item c`, `citation`, `item added d`, `pages`."""
    kind, label = difference.kind, difference.label
    if kind == "placement":
        return "pages"
    if kind in WORDED and label:
        return f"{kind} of {label if label in ('citation', 'note') else f'item {label}'}"
    return kind.replace("-", " ") + (f" {label}" if label and kind in ("item-added", "item-removed") else "")


def _segments(difference: Difference) -> list[Segment]:
    """Words that changed with some around them; what is wholly new or gone is one piece."""
    old, new = difference.old, difference.new
    if old is None or new is None or difference.kind in ("placement", "item-relabelled"):
        return [*([Segment("old", old)] if old else []), *([Segment("new", new)] if new else [])]
    return trimmed(compared(old, new, exact=difference.kind == "typography"))


def trimmed(segments: Sequence[Segment], around: int = AROUND) -> list[Segment]:
    """Long runs of unchanged words cut down to those beside a change."""
    found = []
    for number, segment in enumerate(segments):
        words = segment.text.split()
        first, last = number == 0, number == len(segments) - 1
        if segment.side == "both" and len(words) > around * (1 if first or last else 2) + 2:
            before = [] if first else words[:around]
            after = [] if last else words[-around:]
            segment = segment._replace(text=" ".join((*before, "…", *after)))
        found.append(segment)
    return found


def markdown_of(names: tuple[str, str], head: str, found: Comparison) -> Iterator[str]:
    """The same for a report: what is gone struck through, what is new bold."""
    paragraphs = head.removeprefix(f"{names[0]} → {names[1]}: ").splitlines()
    yield f"## {markdown(names[0])} → {markdown(names[1])}\n"
    yield from (f"\n{text}\n" for text in paragraphs)
    for document, changes in by_document(found.changes):
        yield f"\n### {markdown(document or NO_DOCUMENT)}\n\n"
        for change in changes:
            record, kind = change.record, _first_kind(change)
            yield f"- `{record['id']}` ({record['language']}) {kind}"
            if kind == "changed":
                yield "\n"
                yield from (f"    - {titled(d)}: {' '.join(map(_marked, _segments(d)))}\n" for d in change.differences)
            else:
                yield f": {_struck(record['text']) if kind == 'removed' else markdown(record['text'])}\n"


def _marked(segment: Segment) -> str:
    if segment.side == "both":
        return markdown(segment.text)
    return _struck(segment.text) if segment.side == "old" else f"**{markdown(segment.text)}**"


def _struck(text: str) -> str:
    return f"~~{markdown(text)}~~"


COLUMNS: Final = ("change", "id", "old_id", "language", "summit", "document", "themes", "label", "old", "new")
COUNTED: Final = ("document", "differ", *KINDS)


def rows(found: Comparison) -> list[Row]:
    """A row a difference."""
    return [
        {
            "change": d.kind, "id": change.record["id"], "old_id": change.old["id"] if change.old else None,
            **{name: change.record.get(name) for name in ("language", "summit", "document", "themes")},
            "label": d.label, "old": d.old, "new": d.new,
        }
        for change in found.changes
        for d in change.differences
    ]  # fmt: skip


def stat(found: Comparison) -> list[Row]:
    """A row a document: how many of its mandates differ, and in what way."""
    return [
        {"document": document, "differ": len(changes)} | {k: sum(k in c.kinds for c in changes) for k in KINDS}
        for document, changes in by_document(found.changes)
    ]


def _mandates(count: int) -> str:
    return f"{count:,} mandate{'' if count == 1 else 's'}"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {IN_WORDS.get(kind, kind)}" for kind, count in counts.items())
