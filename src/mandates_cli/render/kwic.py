"""Concordance lines: the hit in a column of its own, with as much on either side as the width leaves."""

from collections.abc import Sequence
from typing import Final

from mandates_cli.query.concordance import Line, Wording
from mandates_cli.render.shown import shown

MARK: Final = ("\x1b[1;31m", "\x1b[0m")
LEAST: Final = 12


def kwic(lines: Sequence[Line], width: int, color: bool) -> str:
    """One line a hit: summit, left context, hit, right context, id. Hits begin in one column."""
    if not lines:
        return ""
    ids = max(len(line.record["id"]) for line in lines)
    longest = max(len(line.hit) for line in lines)
    side = max((width - ids - longest - 10) // 2, LEAST)
    return "".join(_line(line, side, side + longest, color) for line in lines)


def _line(line: Line, side: int, rest: int, color: bool) -> str:
    hit = shown(line.hit)
    start, end = MARK if color else ("", "")
    left = shown(line.left)[-side:].rjust(side)
    right = shown(line.right)[: rest - len(hit)].ljust(rest - len(hit))
    return f"{line.record['summit'] or '    '} {left}{start}{hit}{end}{right}  {line.record['id']}\n"


def precedents(wordings: Sequence[Wording], markdown: bool) -> str:
    """Each wording with its references, oldest first."""
    out = []
    for wording in wordings:
        out.append(f"- **{wording.text}**" if markdown else wording.text)
        for record in wording.records:
            cited = (record["citation"] or {}).get("text") or "no citation"
            out.append(f"    {'- ' if markdown else ''}{record['summit'] or '?'}  {cited}  {record['id']}")
        out.append("")
    return shown("\n".join(out))
