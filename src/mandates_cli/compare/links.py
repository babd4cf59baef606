"""The same commitment at several summits: links between mandates of different summits, and what they make together."""

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Final, NamedTuple

from mandates_cli.compare.alignment import STEM, Aligned, Aligner, LinkKind
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
        aligned, year = aligner.aligned(older, newer), mandates[older].summit
        referring = references.get(newer, ())
        told = [reference for reference in referring if reference.subject]
        on_subject = _on_subject(told, mandates[older])
        linked = aligned.linked and (on_subject or not told)
        if any(reference.year == year for reference in referring):
            if linked or (on_subject and _enough(aligned)):
                named[newer, year].append((older, aligned))
        elif linked:
            yield _link(mandates[older], mandates[newer], aligned, referred=False)
    for (newer, _), named_by in named.items():
        best = max(aligned.newer for _, aligned in named_by)
        for older, aligned in named_by:
            if aligned.linked or aligned.newer == best:
                yield _link(mandates[older], mandates[newer], aligned, referred=True)


def _enough(aligned: Aligned) -> bool:
    return bool(aligned.shared) and aligned.weight >= REFERRED_WEIGHT and aligned.newer >= REFERRED_SHARE


def _on_subject(referring: Iterable[Reference], older: Said) -> bool:
    """Whether the older text is about what the newer one names an earlier summit for."""
    stems = {word[:STEM] for word in older.text.split()}
    return any(2 * sum(word[:STEM] in stems for word in r.subject) >= len(r.subject) for r in referring)


def _link(older: Said, newer: Said, aligned: Aligned, referred: bool) -> Link:
    kind: LinkKind = "refers-back" if referred and aligned.kind != "verbatim" else aligned.kind
    return Link(older.id, newer.id, kind, round(aligned.score, 2), aligned.shared)


def _by_summit(mandates: Sequence[Said]) -> Iterator[range]:
    start = 0
    for _, group in groupby(mandates, key=lambda m: m.summit):
        end = start + sum(1 for _ in group)
        yield range(start, end)
        start = end
