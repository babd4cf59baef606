"""Two summits side by side: what returned, what is new, what was not taken up again."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from mandates_cli.compare.lineage import Between
from mandates_cli.render.answer import Answer, Row, flat
from mandates_cli.render.flow import beside, flowed
from mandates_cli.render.formats.md import line
from mandates_cli.render.lineage import marked, said, shared_text
from mandates_cli.render.marks import code, in_markdown, markdown
from mandates_cli.render.screen import Screen, cells, clipped, shown, styled
from mandates_cli.rows import MandateRow
from mandates_cli.wording import worded

MOST: Final = 8
WORDS: Final = {"returned": "returned", "new": "new", "dropped": "not taken up again"}
FIELDS: Final = flat(
    "change", "id", "language", "summit", "document", "themes", "text",
    "older_id", "older_text", "kind", "score", "shared", "looked_in",
)  # fmt: skip


def summed(found: Between[MandateRow]) -> str:
    """How many commitments of each summit returned, are new, or were not taken up again, and in how many mandates that
    was looked for."""
    took, taken = (_commitments(r.newer for r in found.returned), _commitments(r.older for r in found.returned))
    # Where a mandate returned, its commitment did, whatever became of the twin.
    new, dropped = _commitments(found.new) - took, _commitments(found.dropped) - taken
    return worded(
        "{older} has {before:commitment}, {taken:,} returned in {newer} and {dropped:,} not taken up again;"
        " {newer} has {after:commitment}, {took:,} from {older} and {new:,} new"
        " (by similar wording, in {older_mandates:mandate} of {older} and {newer_mandates:mandate} of {newer})",
        older=str(found.older), before=len(taken | dropped), taken=len(taken), dropped=len(dropped),
        newer=str(found.newer), after=len(took | new), took=len(took), new=len(new),
        older_mandates=found.looked_in[0], newer_mandates=found.looked_in[1],
    )  # fmt: skip


def _commitments(records: Iterable[MandateRow]) -> set[str]:
    return {record["commitment"] for record in records}


def counts(found: Between[MandateRow], most: int | None, themes: Sequence[str] = ()) -> Answer:
    """A row a theme; `themes` are slugs, where only these are asked for."""
    units = [f"{change}_{unit}" for change in WORDS for unit in ("commitments", "mandates")]
    return Answer(flat("theme", *units), _by_theme(found, themes)[:most])


def answer(found: Between[MandateRow], most: int | None, themes: Sequence[str] = ()) -> Answer:
    """A row a mandate of either summit; what returned is one row for the two. `looked_in` is the number of mandates in
    which one that is new or dropped was looked for."""
    rows: list[Row] = []
    for one in found.returned:
        older = {"older_id": one.older["id"], "older_text": one.older["text"]}
        how = {"kind": one.weakest.kind, "score": one.weakest.score, "shared": one.links[-1].shared}
        rows.append({**one.newer, "change": "returned", **older, **how})
    for change, records in (("new", found.new), ("dropped", found.dropped)):
        looked_in = found.looked_in[change == "dropped"]
        rows += [{**record, "change": change, "shared": [], "looked_in": looked_in} for record in records]
    return Answer(
        FIELDS, rows[:most],
        drawn=lambda screen: drawn(found, screen, most, themes), report=lambda _: _report(found, most, themes),
    )  # fmt: skip


def _by_theme(found: Between[MandateRow], wanted: Sequence[str] = ()) -> list[Row]:
    """Of each theme (or of each `wanted` one), the commitments and mandates that returned (of the newer summit), are
    new, or were dropped; one on two themes counts in both, and a theme covers its sub-themes."""
    newer = {returned.newer["id"]: returned.newer for returned in found.returned}
    ids: dict[str, dict[str, list[MandateRow]]] = {}
    for change, records in (("returned", newer.values()), ("new", found.new), ("dropped", found.dropped)):
        for record in records:
            for theme in _themes(record, wanted):
                ids.setdefault(theme, {}).setdefault(change, []).append(record)
    rows: list[Row] = []
    for theme, held in sorted(ids.items()):
        row: dict[str, object] = {"theme": theme}
        for change in WORDS:
            of_change = held.get(change, [])
            row |= {f"{change}_commitments": len(_commitments(of_change)), f"{change}_mandates": len(of_change)}
        rows.append(row)
    return rows


def _themes(record: MandateRow, wanted: Sequence[str]) -> set[str]:
    if wanted:
        return {slug for slug in wanted if any(f"{theme}/".startswith(f"{slug}/") for theme in record["themes"])}
    return {theme.partition("/")[0] for theme in record["themes"]} or {"none"}


def drawn(
    found: Between[MandateRow], screen: Screen, most: int | None = None, themes: Sequence[str] = ()
) -> Iterator[str]:
    """Counts, then what returned with the shared words marked, what was dropped, and what is new: so many of each."""
    most = MOST if most is None else most
    yield from flowed([("bold", f"{found.older} → {found.newer}: {summed(found)}")], screen)
    rows = _by_theme(found, themes)
    wide = max((len(str(row["theme"])) for row in rows), default=0)
    if rows:
        yield from flowed([("dim", "commitments by theme")], screen, 2)
    for row in rows:
        numbers = ", ".join(f"{row[f'{change}_commitments']:>4,} {words}" for change, words in WORDS.items())
        yield from beside(("", str(row["theme"]).ljust(wide)), ("", numbers), screen, 4, "  ")
    yield from _headed("returned", _pairs(found), found, screen)
    for returned in found.returned[:most]:
        through = " → ".join((returned.older["id"], *(link.newer for link in returned.links)))
        yield from flowed([("", f"{through} "), ("dim", said(returned.weakest))], screen, 2)
        yield from shared_text(returned.newer, returned.links[-1], screen, 4)
    yield from _more(found.returned, most, screen)
    for change, records in (("dropped", found.dropped), ("new", found.new)):
        yield from _headed(change, _mandates(records), found, screen)
        for record in records[:most]:
            id = shown(record["id"])
            yield f"  {id}  {clipped(record['text'], screen.width - cells(id) - 4)}\n"
        yield from _more(records, most, screen)


def _headed(change: str, listed: str, found: Between[MandateRow], screen: Screen) -> Iterator[str]:
    if listed:
        yield "\n" + styled(f"{WORDS[change]} in {found.newer}: {listed}", "head", screen) + "\n"


# What is listed is one mandate a line, and elsewhere counted in commitments.
def _pairs(found: Between[MandateRow]) -> str:
    return worded("{pairs:pair of mandates}", pairs=len(found.returned)) if found.returned else ""


def _mandates(records: Sequence[MandateRow]) -> str:
    return worded("{mandates:mandate}", mandates=len(records)) if records else ""


def _more(found: Sequence[object], most: int, screen: Screen) -> Iterator[str]:
    if len(found) > most:
        text = worded("… and {more:,} more: --limit and -f md show more, --theme narrows", more=len(found) - most)
        yield from flowed([("", text)], screen, 2)


def _report(found: Between[MandateRow], most: int | None, themes: Sequence[str]) -> Iterator[str]:
    """The same in Markdown, whole unless `most` says how many of each."""
    yield f"## {found.older} → {found.newer}\n\n{summed(found)}.\n\n"
    yield line(["commitments by theme", *WORDS.values()]) + f"|{' --- |' * (len(WORDS) + 1)}\n"
    for row in _by_theme(found, themes):
        yield line([markdown(str(row["theme"])), *(str(row[f"{change}_commitments"]) for change in WORDS)])
    yield f"\n### Returned: {_pairs(found) or 'none'}\n\n"
    for returned in found.returned[:most]:
        text = in_markdown(marked(returned.newer["text"], returned.links[-1].shared))
        yield f"- {code(returned.older['id'])} → {code(returned.newer['id'])} ({said(returned.weakest)}): {text}\n"
    for change, records in (("dropped", found.dropped), ("new", found.new)):
        yield f"\n### {WORDS[change].capitalize()}: {_mandates(records) or 'none'}\n\n"
        yield from (f"- {code(record['id'])}: {markdown(record['text'])}\n" for record in records[:most])
