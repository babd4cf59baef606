"""Two summits side by side: what returned, what is new, what was not taken up again."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from mandates_cli.compare.lineage import Between
from mandates_cli.render.answer import Answer, Row, flat
from mandates_cli.render.flow import beside, flowed
from mandates_cli.render.formats.md import line
from mandates_cli.render.lineage import marked, said, shared_text
from mandates_cli.render.marks import in_markdown, markdown
from mandates_cli.render.screen import Screen, clipped, styled
from mandates_cli.wording import worded

MOST: Final = 8
WORDS: Final = {"returned": "returned", "new": "new", "dropped": "not taken up again"}
FIELDS: Final = flat(
    "change", "id", "language", "summit", "document", "themes", "text",
    "older_id", "older_text", "kind", "score", "shared",
)  # fmt: skip


def summed(found: Between) -> str:
    """How many mandates of each summit returned, are new, or were not taken up again."""
    took, taken = {r.newer["id"] for r in found.returned}, {r.older["id"] for r in found.returned}
    dropped, new = len(found.dropped), len(found.new)
    return worded(
        "{older} has {before:mandate}, {taken:,} returned in {newer} and {dropped:,} not taken up again;"
        " {newer} has {after:,}, {took:,} from {older} and {new:,} new",
        older=found.older, before=len(taken) + dropped, taken=len(taken), dropped=dropped,
        newer=found.newer, after=len(took) + new, took=len(took), new=new,
    )  # fmt: skip


def counts(found: Between, most: int | None) -> Answer:
    return Answer(flat("theme", *WORDS), _by_theme(found)[:most])


def answer(found: Between, most: int | None) -> Answer:
    """A row a mandate of either summit; what returned is one row for the two."""
    rows: list[Row] = []
    for one in found.returned:
        older = {"older_id": one.older["id"], "older_text": one.older["text"]}
        how = {"kind": one.weakest.kind, "score": one.weakest.score, "shared": one.links[-1].shared}
        rows.append({**one.newer, "change": "returned", **older, **how})
    for change, records in (("new", found.new), ("dropped", found.dropped)):
        rows += [{**record, "change": change, "shared": []} for record in records]
    return Answer(
        FIELDS, rows[:most],
        drawn=lambda screen: drawn(found, screen, most), report=lambda _: _report(found, most),
    )  # fmt: skip


def _by_theme(found: Between) -> list[Row]:
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


def drawn(found: Between, screen: Screen, most: int | None = None) -> Iterator[str]:
    """Counts, then what returned with the shared words marked, what was dropped, and what is new: so many of each."""
    most = MOST if most is None else most
    yield from flowed([("bold", f"{found.older} → {found.newer}: {summed(found)}")], screen)
    rows = _by_theme(found)
    wide = max((len(str(row["theme"])) for row in rows), default=0)
    for row in rows:
        numbers = ", ".join(f"{row[change]:>4,} {words}" for change, words in WORDS.items())
        yield from beside(("", str(row["theme"]).ljust(wide)), ("", numbers), screen, 4, "  ")
    yield from _headed("returned", found.returned, found, screen)
    for returned in found.returned[:most]:
        through = " → ".join((returned.older["id"], *(link.newer for link in returned.links)))
        yield from flowed([("", f"{through} "), ("dim", said(returned.weakest))], screen, 2)
        yield from shared_text(returned.newer, returned.links[-1], screen, 4)
    yield from _more(found.returned, most, screen)
    for change, records in (("dropped", found.dropped), ("new", found.new)):
        yield from _headed(change, records, found, screen)
        for record in records[:most]:
            yield f"  {record['id']}  {clipped(record['text'], screen.width - len(record['id']) - 4)}\n"
        yield from _more(records, most, screen)


def _headed(change: str, listed: Sequence[object], found: Between, screen: Screen) -> Iterator[str]:
    if listed:
        yield "\n" + styled(f"{WORDS[change]} in {found.newer}: {len(listed):,}", "head", screen) + "\n"


def _more(found: Sequence[object], most: int, screen: Screen) -> Iterator[str]:
    if len(found) > most:
        text = worded("… and {more:,} more: --limit and -f md show more, --theme narrows", more=len(found) - most)
        yield from flowed([("", text)], screen, 2)


def _report(found: Between, most: int | None) -> Iterator[str]:
    """The same in Markdown, whole unless `most` says how many of each."""
    yield f"## {found.older} → {found.newer}\n\n{summed(found)}.\n\n"
    yield line(["theme", *WORDS.values()]) + f"|{' --- |' * (len(WORDS) + 1)}\n"
    yield from (line(map(str, row.values())) for row in _by_theme(found))
    yield f"\n### Returned: {len(found.returned):,}\n\n"
    for returned in found.returned[:most]:
        text = in_markdown(marked(returned.newer["text"], returned.links[-1].shared))
        yield f"- `{returned.older['id']}` → `{returned.newer['id']}` ({said(returned.weakest)}): {text}\n"
    for change, records in (("dropped", found.dropped), ("new", found.new)):
        yield f"\n### {WORDS[change].capitalize()}: {len(records):,}\n\n"
        yield from (f"- `{record['id']}`: {markdown(record['text'])}\n" for record in records[:most])
