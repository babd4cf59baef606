"""The same commitment at several summits: links between mandates of different summits, and what they make together."""

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Final, NamedTuple

from mandates_cli.compare.alignment import STEM, Aligned, Aligner, LinkKind
from mandates_cli.compare.candidates import Words, candidates
from mandates_cli.compare.references import Reference, Summits
from mandates_cli.folding import fold
from mandates_cli.rows import MandateRow, whole

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


def said(rows: Iterable[MandateRow]) -> list[Said]:
    """Those whose summit is known."""
    known = [(row["summit"], row) for row in rows if row["summit"] is not None]
    return [Said(row["id"], row["language"], summit, fold(whole(row))) for summit, row in known]


def links(mandates: Iterable[Said], names: Mapping[int, Iterable[str]]) -> list[Link]:
    """Sorted by ids. `names` are the names of each summit and of what it adopted, as texts refer to them."""
    summits = Summits(names)
    ordered = sorted(mandates, key=lambda m: (m.language, m.summit, m.id))
    found: list[Link] = []
    with _no_collection():
        for _, group in groupby(ordered, key=lambda m: m.language):
            found += _of_one_language(list(group), summits)
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
    references = [summits.references(mandate.text) for mandate in mandates]
    # "Reaffirm the Declaration of Lima" is what each text that refers to Lima says: no evidence of a common subject.
    passed_over = {number: [reference.places for reference in found] for number, found in enumerate(references)}
    words = Words((m.text for m in mandates), passed_over)
    referring: dict[tuple[int, int], list[tuple[int, Aligned]]] = defaultdict(list)
    for older, newer, aligned, named in _alike(mandates, references, words):
        if named:
            referring[newer, mandates[older].summit].append((older, aligned))
        else:
            yield _link(mandates[older], mandates[newer], aligned, referred=False)
    for (newer, _), referred in referring.items():
        for older, aligned in _meant(referred):
            yield _link(mandates[older], mandates[newer], aligned, referred=True)


def _alike(
    mandates: Sequence[Said], references: Sequence[Sequence[Reference]], words: Words
) -> Iterator[tuple[int, int, Aligned, bool]]:
    """An older and a newer text, what they share, and whether the newer one names the older one's summit."""
    aligner = Aligner(words)
    for older, newer in candidates(words, list(_by_summit(mandates))):
        aligned = aligner.aligned(older, newer)
        named = any(reference.year == mandates[older].summit for reference in references[newer])
        on_subject = _on_subject(references[newer], mandates[older])
        linked = aligned.linked and on_subject is not False
        if linked or (named and on_subject and _enough(aligned)):
            yield older, newer, aligned, named


def _meant(referred: Sequence[tuple[int, Aligned]]) -> Iterator[tuple[int, Aligned]]:
    """Of the mandates of a summit that a text names, those that are like it, and the one that holds most of it."""
    most = max(aligned.newer for _, aligned in referred)
    for older, aligned in referred:
        if aligned.linked or aligned.newer == most:
            yield older, aligned


def _enough(aligned: Aligned) -> bool:
    return bool(aligned.shared) and aligned.weight >= REFERRED_WEIGHT and aligned.newer >= REFERRED_SHARE


def _on_subject(referring: Iterable[Reference], older: Said) -> bool | None:
    """Whether the older text is about what the newer one names an earlier summit for, if it says for what."""
    subjects = [reference.subject for reference in referring if reference.subject]
    if not subjects:
        return None
    stems = {word[:STEM] for word in older.text.split()}
    return any(2 * sum(word[:STEM] in stems for word in subject) >= len(subject) for subject in subjects)


def _link(older: Said, newer: Said, aligned: Aligned, referred: bool) -> Link:
    kind: LinkKind = "refers-back" if referred and aligned.kind != "verbatim" else aligned.kind
    return Link(older.id, newer.id, kind, round(aligned.score, 2), aligned.shared)


def _by_summit(mandates: Sequence[Said]) -> Iterator[range]:
    start = 0
    for _, group in groupby(mandates, key=lambda m: m.summit):
        end = start + sum(1 for _ in group)
        yield range(start, end)
        start = end
