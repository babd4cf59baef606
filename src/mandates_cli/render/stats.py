"""Counts by one or two dimensions, and how much was taken up again, as a person reads them on a terminal."""

from collections.abc import Iterator, Sequence

from mandates_cli.query.dimensions import Dimension, StatRow, TakenUpRow, Unit, Value, margin, ordered
from mandates_cli.render import bars, heatmap
from mandates_cli.render.bars import Bar
from mandates_cli.render.heatmap import Grid
from mandates_cli.render.legend import Legend
from mandates_cli.render.screen import Screen, cells


def drawn(
    rows: Sequence[StatRow], by: Sequence[Dimension], unit: Unit, legend: Legend, screen: Screen
) -> Iterator[str]:
    """Bars of one dimension, a heat map of two; nothing where there is no row."""
    if not rows:
        return iter(())
    if len(by) > 1:
        return heatmap.drawn(_grid(rows, by, unit, legend), screen)
    one = by[0]
    found = [Bar(_label(legend, one, row[one]), row[unit], f"{row[unit]:,}", part(row[one], one)) for row in rows]
    return bars.drawn(found, (legend.word(one), legend.word(unit)), screen)


def part(value: Value, by: Dimension) -> bool:
    """Whether it is counted in another row too, or is not known."""
    return value is None or (by == "theme" and "/" in str(value))


def _label(legend: Legend, by: Dimension, value: Value) -> str:
    """What can be typed, but for summits and languages, which are known by more; a sub-theme stands below its theme."""
    if value is not None and part(value, by):
        return "/" + str(value).partition("/")[2]
    return legend.name(by, value) if by in ("summit", "language") else legend.key(by, value)


def _grid(rows: Sequence[StatRow], by: Sequence[Dimension], unit: Unit, legend: Legend) -> Grid:
    one, other = by
    down, across = (ordered(each, margin(rows, each, unit)) for each in by)
    return Grid(
        f"{legend.word(one)} / {legend.word(other)}",
        legend.word(unit),
        [_label(legend, one, value) for value in down],
        [legend.key(other, value) for value in across],
        {(down.index(row[one]), across.index(row[other])): row[unit] for row in rows},
        known=(len(down) - (None in down), len(across) - (None in across)),
    )


def taken_up(rows: Sequence[TakenUpRow], legend: Legend, screen: Screen) -> Iterator[str]:
    """Each with what that rests on. The longest bar that there can be is all of a summit."""
    heads = legend.word("taken_up"), legend.word("looked in")
    texts = [(legend.taken_up(row), legend.looked_in(row)) for row in rows]
    wide = max((cells(text) for text, _ in (heads, *texts)), default=0)
    said = [f"{text.rjust(wide)}  {basis.rjust(cells(heads[1]))}" for text, basis in (heads, *texts)]
    found = [
        Bar(legend.name("summit", row["summit"]), row["share"], text, row["share"] is None)
        for row, text in zip(rows, said[1:], strict=True)
    ]
    return bars.drawn(found, (legend.word("summit"), said[0]), screen, most=1) if rows else iter(())
