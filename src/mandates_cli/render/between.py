"""Two summits side by side: what returned, what is new, what was not taken up again."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from mandates_cli.compare.lineage import Between, Return
from mandates_cli.render.diff import View
from mandates_cli.render.flow import beside, clipped, flowed, styled
from mandates_cli.render.lineage import marked, said, shared_text
from mandates_cli.render.plain import Row, markdown
from mandates_cli.rows import MandateRow

MOST: Final = 8
WORDS: Final = {"returned": "returned", "new": "new", "dropped": "not taken up again"}


def summed(found: Between) -> str:
    """How many mandates of each summit returned, are new, or were not taken up again."""
    took, taken = {r.newer["id"] for r in found.returned}, {r.older["id"] for r in found.returned}
    before, after = len(taken) + len(found.dropped), len(took) + len(found.new)
    return (
        f"{found.older} has {before:,} mandates, {len(taken):,} returned in {found.newer} and {len(found.dropped):,}"
        f" not taken up again; {found.newer} has {after:,}, {len(took):,} from {found.older} and {len(found.new):,} new"
    )


def by_theme(found: Between) -> list[Row]:
    """Mandates of each theme that returned (of the newer summit), are new, or were dropped; one on two themes counts in
    both."""
    counts: dict[str, Counter[str]] = {}
    newer = {r.newer["id"]: r.newer for r in found.returned}
    for change, records in (("returned", newer.values()), ("new", found.new), ("dropped", found.dropped)):
        for record in records:
            for theme in {name.partition("/")[0] for name in record["themes"]} or {"none"}:
                counts.setdefault(theme, Counter())[change] += 1
    return [{"theme": theme} | {change: counts[theme][change] for change in WORDS} for theme in sorted(counts)]


def between(found: Between, view: View, most: int | None = None) -> Iterator[str]:
    """Counts, then what returned with the shared words marked, what was dropped, and what is new: so many of each."""
    most = MOST if most is None else most
    yield from flowed([("bold", f"{found.older} → {found.newer}: {summed(found)}")], view.width, 0, view.color)
    rows = by_theme(found)
    wide = max((len(row["theme"]) for row in rows), default=0)
    for row in rows:
        counts = ", ".join(f"{row[change]:>4,} {words}" for change, words in WORDS.items())
        yield from beside(("", row["theme"].ljust(wide)), ("", counts), view.width, 4, view.color, "  ")
    yield from _headed("returned", found.returned, found, view)
    for returned in found.returned[:most]:
        through = " → ".join((returned.older["id"], *(link.newer for link in returned.links)))
        yield from flowed([("", f"{through} "), ("dim", said(returned.weakest))], view.width, 2, view.color)
        yield from shared_text(returned.newer, returned.links[-1], view, 4)
    yield from _more(found.returned, most, view)
    for change, records in (("dropped", found.dropped), ("new", found.new)):
        yield from _headed(change, records, found, view)
        for record in records[:most]:
            yield f"  {record['id']}  {clipped(record['text'], view.width - len(record['id']) - 4)}\n"
        yield from _more(records, most, view)


def _headed(change: str, listed: Sequence[object], found: Between, view: View) -> Iterator[str]:
    if listed:
        yield "\n" + styled(f"{WORDS[change]} in {found.newer}: {len(listed):,}", "head", view.color) + "\n"


def _more(found: Sequence[object], most: int, view: View) -> Iterator[str]:
    if len(found) > most:
        text = f"… and {len(found) - most:,} more: --limit and -f md show more, --theme narrows"
        yield from flowed([("", text)], view.width, 2, view.color)


def between_markdown(found: Between, most: int | None) -> Iterator[str]:
    """The same for a report, whole unless `most` says how many of each."""
    yield f"## {found.older} → {found.newer}\n\n{summed(found)}.\n\n"
    yield f"| theme | {' | '.join(WORDS.values())} |\n|{' --- |' * (len(WORDS) + 1)}\n"
    yield from (f"| {' | '.join(str(cell) for cell in row.values())} |\n" for row in by_theme(found))
    yield f"\n### Returned: {len(found.returned):,}\n\n"
    yield from map(_returned, found.returned[:most])
    for change, records in (("dropped", found.dropped), ("new", found.new)):
        yield f"\n### {WORDS[change].capitalize()}: {len(records):,}\n\n"
        yield from (f"- `{record['id']}`: {markdown(record['text'])}\n" for record in records[:most])


def _returned(returned: Return) -> str:
    pieces = marked(returned.newer["text"], returned.links[-1].shared)
    text = " ".join(f"**{markdown(t.strip())}**" if shared else markdown(t.strip()) for shared, t in pieces)
    return f"- `{returned.older['id']}` → `{returned.newer['id']}` ({said(returned.weakest)}): {text}\n"


COLUMNS: Final = (
    "change", "id", "language", "summit", "document", "themes", "text",
    "older_id", "older_text", "kind", "score", "shared",
)  # fmt: skip


def between_rows(found: Between) -> list[Row]:
    """A row a mandate of either summit; what returned is one row for the two."""
    return [
        *(
            _row("returned", r.newer)
            | {"older_id": r.older["id"], "kind": r.weakest.kind, "score": r.weakest.score}
            | {"shared": list(r.links[-1].shared), "older_text": r.older["text"]}
            for r in found.returned
        ),
        *(_row("new", record) for record in found.new),
        *(_row("dropped", record) for record in found.dropped),
    ]


def _row(change: str, record: MandateRow) -> Row:
    named = {name: record[name] for name in ("id", "language", "summit", "document", "themes", "text")}
    return (
        {"change": change} | named | {"older_id": None, "older_text": None, "kind": None, "score": None, "shared": []}
    )
