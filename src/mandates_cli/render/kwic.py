"""Concordance lines: the hit in a column of its own, with as much on either side as the width leaves."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from textwrap import wrap
from typing import Final

from rich.cells import cell_len, set_cell_size

from mandates_cli.query.concordance import Line, Wording
from mandates_cli.render.flow import styled
from mandates_cli.render.plain import markdown as escaped
from mandates_cli.render.shown import shown

MARK: Final = ("\x1b[1;31m", "\x1b[0m")
# Columns of context on either side, below which the id moves to a line of its own.
LEAST: Final = 12
YEAR: Final = 4
# Lines whose widths set the columns for all: more are not held back.
LOOKED_AT: Final = 1_000


def kwic(lines: Iterable[Line], width: int, color: bool) -> Iterator[str]:
    """One line a hit: summit, left context, hit, right context, id. Hits begin in one column."""
    coming = iter(lines)
    first = list(islice(coming, LOOKED_AT))
    if not first:
        return
    ids = max(cell_len(line.record["id"]) for line in first)
    hits = min(max(cell_len(shown(line.hit)) for line in first), width // 2)
    both = width - YEAR - 1 - hits - ids - 2
    below = both < 2 * LEAST
    side = max((both + ids + 2 if below else both) // 2, 0)
    for line in chain(first, coming):
        hit = shown(line.hit)
        left, right = _cut(line.left, side), set_cell_size(shown(line.right), max(side + hits - cell_len(hit), 0))
        start, end = MARK if color else ("", "")
        context = f"{line.record['summit'] or '':{YEAR}} {left}{start}{hit}{end}{right}"
        yield f"{context.rstrip()}\n{'':{YEAR}} {line.record['id']}\n" if below else f"{context}  {line.record['id']}\n"


def _cut(text: str, columns: int) -> str:
    """The end of a text, in so many columns."""
    end = shown(text[-columns:]) if columns else ""
    while cell_len(end) > columns:
        end = end[1:]
    return " " * (columns - cell_len(end)) + end


def precedents(wordings: Sequence[Wording], width: int, color: bool) -> str:
    """Each wording with its references, oldest first."""
    wrapped = partial(wrap, width=width, break_long_words=False, break_on_hyphens=False)
    out = []
    for wording in wordings:
        out += [styled(line, "bold", color) for line in wrapped(shown(wording.text))]
        for year, cited, id in _references(wording):
            reference = f"{year}  {shown(cited)}  {shown(id)}"
            out += wrapped(reference, initial_indent=" " * YEAR, subsequent_indent=" " * (2 * YEAR + 2))
        out.append("")
    return "\n".join(out)


def precedents_as_markdown(wordings: Sequence[Wording]) -> str:
    out = []
    for wording in wordings:
        out.append(f"- **{escaped(wording.text)}**")
        out += [f"    - {year}  {escaped(cited)}  {escaped(id)}" for year, cited, id in _references(wording)]
        out.append("")
    return "\n".join(out)


def _references(wording: Wording) -> Iterator[tuple[int | str, str, str]]:
    """Year, citation and id of each use."""
    for record in wording.records:
        yield record["summit"] or "?", (record["citation"] or {}).get("text") or "no citation", record["id"]
