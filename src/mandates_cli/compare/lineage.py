"""The same commitment at several summits: links between mandates of different summits, and what they make together."""

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Final, NamedTuple

from mandates_cli.compare.alignment import Aligned, Aligner, LinkKind
from mandates_cli.compare.candidates import Words, candidates
from mandates_cli.compare.diff import Record, whole
from mandates_cli.compare.references import Reference, Summits
from mandates_cli.folding import fold

# What a text that names the summit must share with one of its mandates: its subject, which may be a few words.
REFERRED_SHARE: Final = 0.4
REFERRED_WEIGHT: Final = 1.2


class Link(NamedTuple):
    """`newer` takes up `older`, both ids of one language. `score` is the share of the shorter text that the other
    holds, by the weight of its words; `shared` are the runs of words that say so, folded, in order."""

    older: str
    newer: str
    kind: LinkKind
    score: float
    shared: tuple[str, ...]


class Said(NamedTuple):
    """What of a mandate matters here. `text` is folded."""

    id: str
    language: str
    summit: int
    text: str


def said(records: Iterable[Record]) -> list[Said]:
    """Those whose summit is known."""
    return [Said(r["id"], r["language"], r["summit"], fold(whole(r))) for r in records if r["summit"] is not None]


def links(mandates: Iterable[Said], names: Mapping[int, Iterable[str]]) -> list[Link]:
    """Sorted by ids. `names` are the names of each summit and of what it adopted, as texts refer to them."""
    summits = Summits(names)
    ordered = sorted(mandates, key=lambda m: (m.language, m.summit, m.id))
    with _no_collection():
        found = [
            link
            for _, group in groupby(ordered, key=lambda m: m.language)
            for link in _of_one_language(list(group), summits)
        ]
    return sorted(found)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of small objects live until the end: looking for garbage among them takes longer than the work."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _of_one_language(mandates: Sequence[Said], summits: Summits) -> Iterator[Link]:
    references = {n: found for n, m in enumerate(mandates) if (found := summits.references(m.text))}
    words = Words((m.text for m in mandates), {n: [r.places for r in found] for n, found in references.items()})
    aligner = Aligner(words)
    named: dict[tuple[int, int], list[tuple[int, Aligned]]] = defaultdict(list)
    for older, newer in candidates(words, list(_by_summit(mandates))):
        aligned = aligner.aligned(older, newer)
        year = mandates[older].summit
        referring = [r for r in references.get(newer, ()) if r.year == year]
        if aligned.linked and not referring:
            yield _link(mandates[older], mandates[newer], aligned, referred=False)
        elif aligned.linked or any(_on_subject(r, aligned) for r in referring):
            named[newer, year].append((older, aligned))
    for (newer, _), named_by in named.items():
        best = max(aligned.newer for _, aligned in named_by)
        for older, aligned in named_by:
            if aligned.linked or aligned.newer == best:
                yield _link(mandates[older], mandates[newer], aligned, referred=True)


def _on_subject(reference: Reference, aligned: Aligned) -> bool:
    """Whether what is shared is what the text names the earlier summit for."""
    shared = {word for run in aligned.shared for word in run.split()}
    enough = aligned.weight >= REFERRED_WEIGHT and aligned.newer >= REFERRED_SHARE
    return enough and 2 * len(reference.subject & shared) >= len(reference.subject) > 0


def _link(older: Said, newer: Said, aligned: Aligned, referred: bool) -> Link:
    kind: LinkKind = "refers-back" if referred and aligned.kind != "verbatim" else aligned.kind
    return Link(older.id, newer.id, kind, round(aligned.score, 2), aligned.shared)


def _by_summit(mandates: Sequence[Said]) -> Iterator[range]:
    start = 0
    for _, group in groupby(mandates, key=lambda m: m.summit):
        end = start + sum(1 for _ in group)
        yield range(start, end)
        start = end
