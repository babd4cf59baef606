"""Counts as a picture for a report: bars or a heat map with title, unit, basis and source, in SVG, PNG or HTML.

It is described in Vega-Lite, and `vl-convert` alone draws it, with fonts and scripts of its own: nothing is asked of
any network. The same corpus gives the same bytes.
"""

import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from mandates_cli import outlet
from mandates_cli.corpus.coverage import total
from mandates_cli.errors import UsageError
from mandates_cli.export import Chosen, check_library
from mandates_cli.query.dimensions import Dimension, StatRow, TakenUpRow, Unit, Value, margin, ordered
from mandates_cli.render.legend import Legend
from mandates_cli.render.screen import shown
from mandates_cli.render.stats import part

Spec: TypeAlias = dict[str, Any]
# The one that vl-convert is asked for, so that a newer one draws the same.
VEGA_LITE: Final = "6.4"
DARK, LIGHT, INK, GREY, PALE = "#1f6f8b", "#a9cdd8", "#222222", "#666666", "#e9e9e9"
FONT: Final = "Liberation Sans, Arial, Helvetica, sans-serif"
# In pixels: bars, rows and columns, and what a second line of a name takes.
WIDTH, ROW, COLUMN, SECOND = 480, 24, 56, 12
# Characters of a line: of a name beside bars or rows, of one above a column, of one that is turned there, and of what
# stands above and below.
NAME, HEAD, TURNED, LINE = 54, 11, 40, 120
# The editor that others would open is on the network.
ACTIONS: Final = {"export": True, "source": False, "compiled": False, "editor": False}
# In no name and in no script.
LESS: Final = "\ufdd0"
CUT: Final = " …"
BELOW: Final = "\u203a "  # before a sub-theme


class Picture(NamedTuple):
    """`rows` counted `by` one or two dimensions in a unit, or else what was taken up again."""

    chosen: Chosen
    legend: Legend
    by: Sequence[Dimension]
    unit: Unit
    rows: Sequence[StatRow] = ()
    taken_up: Sequence[TakenUpRow] = ()


def check(path: str) -> None:
    """Raises UsageError for an ending that is no picture's, and where the library is missing."""
    if _ending(path) not in DRAWERS:
        template = "No picture is called for by {path}; end the name in {known}."
        raise UsageError(template, path=path, known=", ".join(DRAWERS))
    check_library("a picture", "vl_convert", "plot")


def _ending(path: str | Path) -> str:
    return Path(path).suffix.lower()


def written(path: Path, picture: Picture) -> None:
    """Whole or not at all. Raises OSError."""
    drawn = DRAWERS[_ending(path)](spec(picture))
    outlet.write(path, [drawn])


def _svg(spec: Spec) -> bytes:
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    # It counts the gradients of all that a process draws; of ours, each has one at most.
    return re.sub(r"\bgradient_\d+", "gradient_0", drawn).encode()


def _png(spec: Spec) -> bytes:
    import vl_convert

    return vl_convert.vegalite_to_png(spec, vl_version=VEGA_LITE, scale=2)


def _html(spec: Spec) -> bytes:
    import vl_convert

    # It writes the texts into a script as they are, and one may say </script>.
    safe = json.dumps(spec).replace("<", LESS)
    page = vl_convert.vegalite_to_html(safe, vl_version=VEGA_LITE, bundle=True).replace(LESS, r"\u003c")
    head = f'<html lang="{spec["usermeta"]["language"]}">'
    page = page.replace("<title>Chart</title>", f"<title>{spec['description']}</title>", 1)
    return page.replace("<html>", head, 1).encode()


DRAWERS: Final[Mapping[str, Callable[[Spec], bytes]]] = {".svg": _svg, ".png": _png, ".html": _html}


def spec(picture: Picture) -> Spec:
    draw = _taken_up if picture.taken_up else _bars if len(picture.by) == 1 else _map
    legend = picture.legend
    heading = legend.word("heading taken_up") if picture.taken_up else legend.heading(picture.by, picture.unit)
    basis = [line for text in _basis(picture) for line in textwrap.wrap(_begun(text), LINE)]
    small = {"anchor": "start", "fontWeight": "normal", "color": GREY, "fontSize": 10}
    source = {
        "text": textwrap.wrap(_source(picture), LINE),
        "orient": "bottom",
        "frame": "bounds",
        "offset": 14,
        **small,
    }
    return {
        "$schema": f"https://vega.github.io/schema/vega-lite/v{VEGA_LITE}.json",
        "description": _begun(heading),
        "background": "white",
        "padding": 16,
        "title": {
            "text": _begun(heading), "subtitle": basis, "anchor": "start", "fontSize": 16,
            "subtitleFontSize": 11, "subtitleColor": GREY, "offset": 14, "color": INK,
        },
        "vconcat": [{"title": source, **draw(picture)}],
        "config": {
            "font": FONT, "view": {"stroke": None}, "axis": {"labelColor": INK, "titleColor": GREY, "labelLimit": 400},
        },
        "usermeta": {"language": legend.language, "embedOptions": {"actions": ACTIONS}},
    }  # fmt: skip


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _basis(picture: Picture) -> Iterator[str]:
    """What was counted: the filters, how much that is, and how little of the site."""
    chosen, legend = picture.chosen, picture.legend
    yield legend.said("filters", said=shown(chosen.said)) if chosen.said else legend.word("everything")
    counts = chosen.corpus.counts(chosen.filters)
    units = dict.fromkeys(("commitments", "mandates", picture.unit))
    parts = [f"{legend.word(unit)}: {legend.number(counts[unit])}" for unit in units]
    if coverage := total(chosen.corpus.coverage):
        read, known = map(legend.number, coverage)
        parts.append(legend.said("read", read=read, known=known))
    yield " · ".join(parts)
    if picture.taken_up:
        yield legend.word("similar")
    elif sum(row[picture.unit] for row in picture.rows) != counts[picture.unit]:
        yield legend.several(picture.by, picture.unit)


def _source(picture: Picture) -> str:
    corpus, language = picture.chosen.corpus, picture.legend.language
    publisher = corpus.attribution()["publisher"]
    named = publisher["es"] if language == "es" else publisher["en"]
    return picture.legend.said("source", publisher=named, version=str(corpus.version))


def _names(picture: Picture, by: Dimension, values: Sequence[Value], width: int, lines: int = 2) -> dict[Value, str]:
    """What each is called, in so many lines at most, none twice."""
    legend = picture.legend
    called: dict[Value, str] = {}
    for value in values:
        name = legend.key(by, value) if by == "summit" and width < NAME else legend.name(by, value)
        below = BELOW if value is not None and part(value, by) else ""
        wrapped = textwrap.wrap(below + shown(name), width, max_lines=lines, placeholder=CUT, break_long_words=False)
        called[value] = "\n".join(wrapped)
    often = Counter(called.values())
    return {value: name if often[name] == 1 else shown(legend.key(by, value)) for value, name in called.items()}


def _axis(lined: Spec, **more: object) -> Spec:
    """Names in one line or two; `lined` is what differs with two."""
    second = {
        name: {"condition": {"test": "indexof(datum.value, '\\n') > 0", "value": two}, "value": one}
        for name, (one, two) in lined.items()
    }
    return {
        "labelExpr": "split(datum.value, '\\n')", "title": None, "ticks": False, "domain": False, "labelPadding": 6,
        **second, **more,
    }  # fmt: skip


# Vega centres the first line alone.
BESIDE: Final[Spec] = {"labelOffset": (0, -SECOND / 2)}
ABOVE: Final[Spec] = {"labelPadding": (6, 6 + SECOND)}


def _counted(title: str) -> Spec:
    """The axis of counts: whole numbers, from 0."""
    return {"title": title, "format": "d", "tickMinStep": 1, "tickCount": 6, "gridColor": "#e4e4e4", "domain": False}


def _height(names: Iterable[str]) -> Spec:
    return {"step": ROW + SECOND * any("\n" in name for name in names)}


def _bars(picture: Picture) -> Spec:
    by, unit, legend = picture.by[0], picture.unit, picture.legend
    names = _names(picture, by, [row[by] for row in picture.rows], NAME)
    values = [
        {"name": names[row[by]], "count": row[unit], "said": legend.number(row[unit]), "part": part(row[by], by)}
        for row in picture.rows
    ]
    y = {"field": "name", "type": "nominal", "sort": None, "axis": _axis(BESIDE)}
    x = {"field": "count", "type": "quantitative", "axis": _counted(legend.word(unit))}
    color = {"condition": {"test": "datum.part", "value": LIGHT}, "value": DARK}
    return {
        "width": WIDTH, "height": _height(names.values()), "data": {"values": values},
        "encoding": {"y": y, "x": x},
        "layer": [{"mark": "bar", "encoding": {"color": color}}, _beside("said")],
    }  # fmt: skip


def _beside(field: str) -> Spec:
    return {
        "mark": {"type": "text", "align": "left", "dx": 4, "color": INK},
        "encoding": {"text": {"field": field, "type": "nominal"}},
    }


def _map(picture: Picture) -> Spec:
    """What is not known has a number and no colour: often it is so much that no other could be told from the next."""
    one, other = picture.by
    unit, legend = picture.unit, picture.legend
    down, across = (ordered(each, margin(picture.rows, each, unit)) for each in picture.by)
    rows = _names(picture, one, down, NAME)
    columns = _names(picture, other, across, HEAD)
    level = not any(CUT in name or max(map(len, name.split("\n"))) > HEAD for name in columns.values())
    if not level:
        columns = _names(picture, other, across, TURNED, lines=1)
    values: list[Spec] = [
        {
            "row": rows[row[one]], "column": columns[row[other]], "count": row[unit],
            "said": legend.number(row[unit]), "apart": None in (row[one], row[other]),
        }
        for row in picture.rows
    ]  # fmt: skip
    largest = max((value["count"] for value in values if not value["apart"]), default=0)
    head = _axis(ABOVE, labelAngle=0) if level else _axis({}, labelAngle=-45, labelAlign="left")
    color = {
        "condition": {"test": "datum.apart", "value": PALE},
        "field": "count", "type": "quantitative", "scale": {"scheme": "blues", "domain": [0, largest]},
        "legend": {"title": legend.word(unit), "format": "d", "tickMinStep": 1} if largest else None,
    }  # fmt: skip
    dark = f"!datum.apart && datum.count > {largest * 0.55}"
    ink = {"condition": {"test": dark, "value": "white"}, "value": INK}
    return {
        "width": {"step": COLUMN}, "height": _height(rows.values()), "data": {"values": values},
        "view": {"fill": "#f8f8f8"},
        "encoding": {
            "y": {"field": "row", "type": "nominal", "sort": [*rows.values()], "axis": _axis(BESIDE)},
            "x": {"field": "column", "type": "nominal", "sort": [*columns.values()], "axis": {**head, "orient": "top"}},
        },
        "layer": [
            {"mark": {"type": "rect", "stroke": "white"}, "encoding": {"color": color}},
            {"mark": {"type": "text"}, "encoding": {"text": {"field": "said", "type": "nominal"}, "color": ink}},
        ],
    }  # fmt: skip


def _taken_up(picture: Picture) -> Spec:
    """All commitments of a summit in light, before them in dark those taken up."""
    legend = picture.legend
    names = _names(picture, "summit", [row["summit"] for row in picture.taken_up], NAME)
    for row in picture.taken_up:
        if basis := legend.looked_in(row):
            names[row["summit"]] += f"\n{legend.word('looked in')}: {basis}"
    values = [
        {
            "name": names[row["summit"]], "all": row["commitments"], "taken": row["taken_up"] or 0,
            "said": legend.taken_up(row),
        }
        for row in picture.taken_up
    ]  # fmt: skip
    x = {"field": "all", "type": "quantitative", "axis": _counted(legend.word("commitments"))}
    scale = {"domain": [legend.word("taken_up"), legend.word("all")], "range": [DARK, LIGHT]}

    def bar(field: str, word: str) -> Spec:
        datum = {"datum": legend.word(word), "scale": scale, "legend": {"title": None, "orient": "top"}}
        return {"mark": "bar", "encoding": {"x": {**x, "field": field}, "color": datum}}

    return {
        "width": WIDTH, "height": _height(names.values()), "data": {"values": values},
        "encoding": {"y": {"field": "name", "type": "nominal", "sort": None, "axis": _axis(BESIDE)}, "x": x},
        "layer": [bar("all", "all"), bar("taken", "taken_up"), _beside("said")],
    }  # fmt: skip
