"""Differences between two states of the corpus: for a terminal, as Markdown for a report, and as rows."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from mandates_cli.compare.diff import KINDS, Change, Comparison, Difference, Kind
from mandates_cli.compare.rewording import compared
from mandates_cli.render.answer import Answer, Row, flat
from mandates_cli.render.flow import flowed
from mandates_cli.render.marks import Piece, code, in_markdown, markdown, signed
from mandates_cli.render.screen import Screen, cells, clipped, shown, styled
from mandates_cli.rows import PartialRow
from mandates_cli.wording import agreeing, worded

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
WORD: Final = re.compile(r"\S+")
FIELDS: Final = flat("change", "id", "old_id", "language", "summit", "document", "themes", "label", "old", "new")


def counts(found: Comparison[PartialRow], limit: int | None) -> Answer:
    """A row a document: how many of its mandates differ, and in what way."""
    rows: list[Row] = []
    for document, changes in _by_document(found.changes):
        numbers = Counter(kind for change in changes for kind in change.kinds)
        rows.append({"document": document, "differ": len(changes), **{str(kind): numbers[kind] for kind in KINDS}})
    return Answer(flat("document", "differ", *KINDS), rows[:limit], ("document", "differ", *found.counts()))


def answer(names: Sequence[str], head: str, found: Comparison[PartialRow], whole: bool = False) -> Answer:
    """A row a difference. `whole` draws long lists to their end."""
    return Answer(
        FIELDS, _rows(found), drawn=lambda screen: comparison(head, found, screen, whole),
        report=lambda _: _report(names, head, found),
    )  # fmt: skip


def _rows(found: Comparison[PartialRow]) -> Iterator[Row]:
    for change in found.changes:
        record = {**change.record, "old_id": change.old["id"] if change.old else None}
        for kind, label, old, new in change.differences:
            yield {**record, "change": kind, "label": label, "old": old, "new": new}


def heading(
    names: Sequence[str], found: Comparison[PartialRow], left_out: Mapping[str, int], limit: int | None = None
) -> str:
    """What against what, how many mandates differ and in what way, and what is not shown."""
    number, compared = len(found.changes), found.compared
    told = worded("no difference in {compared:mandate}", compared=compared)
    if number:
        of = worded("{number:,} of {compared:mandate}", number=number, compared=compared)
        told = f"{of} {agreeing(number, 'differs')}: {_counted(found.counts())}"
    lines = [f"{_against(names)}: {told}"]
    if limit is not None and limit < number:
        lines.append(worded("shown: the first {limit:,}; --limit shows more", limit=limit))
    if left_out:
        lines.append(worded("not shown: {kinds}; --all shows them", kinds=_counted(left_out)))
    return "\n".join(lines)


def _against(names: Sequence[str]) -> str:
    return " → ".join(map(shown, names))


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {IN_WORDS.get(kind, kind)}" for kind, count in counts.items())


def comparison(head: str, found: Comparison[PartialRow], screen: Screen, whole: bool = False) -> Iterator[str]:
    """The heading, then the mandates that differ by document, each with its changes word by word. `whole` shows long
    lists to their end."""
    for number, line in enumerate(head.splitlines()):
        yield from flowed([("dim" if number else "bold", line)], screen)
    for document, changes in _by_document(found.changes):
        yield "\n" + styled(document or NO_DOCUMENT, "head", screen) + "\n"
        for kind, of_kind in groupby(changes, key=_first_kind):
            listed = list(of_kind)
            most = len(listed) if whole or kind not in SIGNS else MOST
            for change in listed[:most]:
                yield from _change(change, screen, whole)
            if more := listed[most:]:
                yield from flowed([("", _more(len(more), kind, document))], screen, 2)


def _more(number: int, kind: str, document: str | None) -> str:
    how = "-f md and -f csv show" if document is None else f"--document {document} shows"
    return worded("… and {number:,} more {kind}: {how} them all", number=number, kind=kind, how=how)


def _by_document(changes: Iterable[Change[PartialRow]]) -> Iterator[tuple[str | None, list[Change[PartialRow]]]]:
    """Newest summit first; in a document what changed before what came and what left."""
    ordered = sorted(changes, key=lambda c: (-(c.record.get("summit") or 0), c.record.get("document") or "~", _rank(c)))
    for document, found in groupby(ordered, key=lambda c: c.record.get("document")):
        yield document, list(found)


def _rank(change: Change[PartialRow]) -> tuple[int, str]:
    return ("changed", "added", "removed").index(_first_kind(change)), change.record["id"]


def _first_kind(change: Change[PartialRow]) -> str:
    if change.old is None:
        return "added"
    return "removed" if change.new is None else "changed"


def _change(change: Change[PartialRow], screen: Screen, whole: bool) -> Iterator[str]:
    record, kind = change.record, _first_kind(change)
    sign, style = SIGNS.get(kind, ("~", "bold"))
    themes = ", ".join(record.get("themes") or ())
    head = f"{sign} {record['id']}"
    if change.old and change.new and change.old["id"] != change.new["id"]:
        head = f"{sign} {change.old['id']} → {record['id']}"
    rest = clipped(f"({record['language']}) {themes}", screen.width - cells(shown(head)) - 4)
    yield f"  {styled(head, style, screen)}  {styled(rest, 'dim', screen)}\n"
    if kind != "changed":
        yield f"    {clipped(record['text'], screen.width - 4)}\n"
        return
    for difference in change.differences:
        most = None if whole or None not in (difference.old, difference.new) else PIECE
        yield from flowed(labelled(difference, screen), screen, 4, most)


def titled(difference: Difference) -> str:
    """`text`, `text of item c`, `citation`, `item added d`, `pages`."""
    kind, label = difference.kind, difference.label
    if kind == "placement":
        return "pages"
    if kind in WORDED and label:
        return f"{kind} of {label if label in ('citation', 'closing', 'note') else f'item {label}'}"
    return kind.replace("-", " ") + (f" {label}" if label and kind in ("item-added", "item-removed") else "")


def labelled(difference: Difference, screen: Screen) -> list[Piece]:
    """`text: [-old-] {+new+}`"""
    return [("dim", f"{titled(difference)}:"), ("", " "), *signed(pieces(difference), screen.color)]


def pieces(difference: Difference) -> list[Piece]:
    """Words that changed with some around them; what is wholly new or gone is one piece."""
    old, new = difference.old, difference.new
    if old is not None and new is not None and difference.kind not in ("placement", "item-relabelled"):
        return _trimmed(reworded(old, new, exact=difference.kind == "typography"))
    gone, came = old or "", new or ""
    between = " " if gone and came else ""
    return [(style, text) for style, text in (("old", gone), ("new", between + came)) if text]


def reworded(old: str, new: str, *, exact: bool) -> list[Piece]:
    """`new` to the character, and between its words those of `old` that went, with a blank to part them."""
    ours, theirs = [list(WORD.finditer(text)) for text in (old, new)]
    was = now = end = 0
    found: list[Piece] = []
    for side, text in compared(old, new, exact=exact):
        count = len(text.split())
        if side == "old":
            gone = old[ours[was].start() : ours[was + count - 1].end()]
            found.append(("old", f" {gone}" if found else f"{gone} "))
            was += count
            continue
        now += count
        was += count if side == "both" else 0
        stop = theirs[now - 1].end()
        found.append(("" if side == "both" else "new", new[end:stop]))
        end = stop
    return [*found, ("", new[end:])] if new[end:] else found


def _trimmed(found: Sequence[Piece]) -> list[Piece]:
    """Long runs of unchanged words cut down to those beside a change."""
    kept = []
    for number, (style, text) in enumerate(found):
        words = list(WORD.finditer(text))
        first, last = number == 0, number == len(found) - 1
        if style == "" and len(words) > AROUND * (1 if first or last else 2) + 2:
            before = "" if first else text[: words[AROUND - 1].end()] + " "
            after = "" if last else " " + text[words[-AROUND].start() :]
            text = f"{before}…{after}"
        kept.append((style, text))
    return kept


def _report(names: Sequence[str], head: str, found: Comparison[PartialRow]) -> Iterator[str]:
    """The same for a report: what is gone struck through, what is new bold."""
    paragraphs = head.removeprefix(f"{_against(names)}: ").splitlines()
    yield f"## {markdown(names[0])} → {markdown(names[1])}\n"
    yield from (f"\n{text}\n" for text in paragraphs)
    for document, changes in _by_document(found.changes):
        yield f"\n### {markdown(document or NO_DOCUMENT)}\n\n"
        for change in changes:
            record, kind = change.record, _first_kind(change)
            head = f"- {code(record['id'])} ({markdown(record['language'])}) {kind}"
            if kind == "changed":
                yield head + "\n"
                yield from (f"    - {markdown(titled(d))}: {in_markdown(pieces(d))}\n" for d in change.differences)
            else:
                style = "old" if kind == "removed" else ""
                yield f"{head}: {in_markdown([(style, record['text'])])}\n"
