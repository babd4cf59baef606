"""Two summits side by side: what returned, what is new, what was not taken up again."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from mandates_cli.compare.lineage import Between, Return
from mandates_cli.render.answer import Row
from mandates_cli.render.fields import flat
from mandates_cli.render.flow import beside, flowed
from mandates_cli.render.lineage import marked, said, shared_text
from mandates_cli.render.marks import in_markdown, markdown
from mandates_cli.render.screen import Screen, clipped, styled
from mandates_cli.rows import MandateRow
from mandates_cli.wording import worded

MOST: Final = 8
WORDS: Final = {"returned": "returned", "new": "new", "dropped": "not taken up again"}


def summed(found: Between) -> str:
    """How many mandates of each summit returned, are new, or were not taken up again."""
    took, taken = {r.newer["id"] for r in found.returned}, {r.older["id"] for r in found.returned}
    return worded(
        "{older} has {before:mandate}, {taken:,} returned in {newer} and {dropped:,} not taken up again;"
        " {newer} has {after:,}, {took:,} from {older} and {new:,} new",
        older=found.older,
        newer=found.newer,
        before=len(taken) + len(found.dropped),
        after=len(took) + len(found.new),
        taken=len(taken),
        took=len(took),
        dropped=len(found.dropped),
        new=len(found.new),
    )


BY_THEME: Final = flat("theme", *WORDS)


def by_theme(found: Between) -> list[Row]:
    """Mandates of each theme that returned (of the newer summit), are new, or were dropped; one on two themes counts in
    both."""
    newer = {returned.newer["id"]: returned.newer for returned in found.returned}
    counts: dict[str, Counter[str]] = {}
    for change, records in (("returned", newer.values()), ("new", found.new), ("dropped", found.dropped)):
        for record in records:
            themes = {name.partition("/")[0] for name in record["themes"]}
            for theme in themes or {"none"}:
                counts.setdefault(theme, Counter())[change] += 1
    return [{"theme": theme, **{change: counts[theme][change] for change in WORDS}} for theme in sorted(counts)]


def between(found: Between, screen: Screen, most: int | None = None) -> Iterator[str]:
    """Counts, then what returned with the shared words marked, what was dropped, and what is new: so many of each."""
    most = MOST if most is None else most
    yield from flowed(
        [("bold", f"{found.older} → {found.newer}: {summed(found)}")], screen.width, 0, screen.color
    )  # fmt: skip
    yield from _by_theme(found, screen)
    yield from _headed("returned", found.returned, found, screen)
    for returned in found.returned[:most]:
        through = " → ".join((returned.older["id"], *(link.newer for link in returned.links)))
        yield from flowed([("", f"{through} "), ("dim", said(returned.weakest))], screen.width, 2, screen.color)
        yield from shared_text(returned.newer, returned.links[-1], screen, 4)
    yield from _more(found.returned, most, screen)
    for change, records in (("dropped", found.dropped), ("new", found.new)):
        yield from _headed(change, records, found, screen)
        for record in records[:most]:
            yield f"  {record['id']}  {clipped(record['text'], screen.width - len(record['id']) - 4)}\n"
        yield from _more(records, most, screen)


def _by_theme(found: Between, screen: Screen) -> Iterator[str]:
    rows = by_theme(found)
    wide = max((len(str(row["theme"])) for row in rows), default=0)
    for row in rows:
        counts = ", ".join(f"{row[change]:>4,} {words}" for change, words in WORDS.items())
        theme = str(row["theme"]).ljust(wide)
        yield from beside(("", theme), ("", counts), screen.width, 4, screen.color, "  ")


def _headed(change: str, listed: Sequence[object], found: Between, screen: Screen) -> Iterator[str]:
    if listed:
        yield "\n" + styled(f"{WORDS[change]} in {found.newer}: {len(listed):,}", "head", screen.color) + "\n"


def _more(found: Sequence[object], most: int, screen: Screen) -> Iterator[str]:
    if len(found) > most:
        text = worded("… and {more:,} more: --limit and -f md show more, --theme narrows", more=len(found) - most)
        yield from flowed([("", text)], screen.width, 2, screen.color)


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
    text = in_markdown(marked(returned.newer["text"], returned.links[-1].shared))
    return f"- `{returned.older['id']}` → `{returned.newer['id']}` ({said(returned.weakest)}): {text}\n"


FIELDS: Final = flat(
    "change", "id", "language", "summit", "document", "themes", "text",
    "older_id", "older_text", "kind", "score", "shared",
)  # fmt: skip


def between_rows(found: Between) -> list[Row]:
    """A row a mandate of either summit; what returned is one row for the two."""
    returned = [
        _row("returned", r.newer) | {"older_id": r.older["id"], "older_text": r.older["text"]}
        | {"kind": r.weakest.kind, "score": r.weakest.score, "shared": list(r.links[-1].shared)}
        for r in found.returned
    ]  # fmt: skip
    new = [_row("new", record) for record in found.new]
    return [*returned, *new, *(_row("dropped", record) for record in found.dropped)]


def _row(change: str, record: MandateRow) -> dict[str, object]:
    return {
        "change": change, "id": record["id"], "language": record["language"], "summit": record["summit"],
        "document": record["document"], "themes": record["themes"], "text": record["text"],
        "older_id": None, "older_text": None, "kind": None, "score": None, "shared": [],
    }  # fmt: skip
