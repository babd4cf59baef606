"""Which id a mandate has: made from document and wording, and kept when the wording is corrected.

The table of ids remembers every wording that ever had one, so that no id is used twice.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from mandates_cli.folding import fold
from mandates_cli.model import Identity, Mandate
from mandates_cli.parse.likeness import likeness

ID_DIGITS: Final = 6
DIGEST_DIGITS: Final = 32
# A corrected wording keeps most of its words; two commitments of one page share far fewer.
MIN_LIKENESS: Final = 0.75

Key: TypeAlias = tuple[str, ...]


class Wording(NamedTuple):
    """What an id is made for: `stem` begins it, `text` and `pages` tell whether it is an earlier one corrected. The
    first of `keys` makes the id; the others are what pages that space words otherwise would make it of."""

    keys: tuple[Key, ...]
    stem: str
    document: str | None
    language: str
    text: str
    pages: frozenset[str]

    @property
    def key(self) -> Key:
        return self.keys[0]

    @property
    def digest(self) -> str:
        return _digest(self.key)

    @property
    def digests(self) -> list[str]:
        return [_digest(key) for key in self.keys]


def _digest(key: Key) -> str:
    return hashlib.sha256("|".join(key).encode()).hexdigest()[:DIGEST_DIGITS]


def identify(
    wordings: Iterable[Wording], table: Sequence[Identity], earlier: Sequence[Mandate]
) -> tuple[dict[Key, str], list[Identity]]:
    """The id of each wording, and the table with those that are new. The order of the wordings does not matter."""
    known = {row.digest: row.id for row in table}
    newest = {row.id: row.digest for row in table if known[row.digest] == row.id}
    leads = {mandate.id: mandate.lead for mandate in earlier}
    ordered = sorted(wordings, key=lambda w: w.digest)
    holders: dict[str, list[Wording]] = defaultdict(list)
    for wording in ordered:
        if id := next((known[digest] for digest in wording.digests if digest in known), None):
            holders[id].append(wording)
    ids = {_holder(held, leads.get(id), newest[id]).key: id for id, held in holders.items()}
    fresh = [w for w in ordered if w.key not in ids]
    left = (
        Held(m.id, m.document, m.language, fold(m.lead), {placement.page for placement in m.placements})
        for m in earlier
        if m.id not in holders
    )
    ids |= continued(fresh, left)
    ids |= named([w for w in fresh if w.key not in ids], taken={*known.values(), *ids.values()})
    new = {w.digest: ids[w.key] for w in fresh}
    spaced = {digest: ids[w.key] for w in ordered for digest in w.digests if digest not in known}
    return ids, [*table, *(Identity(digest=digest, id=id) for digest, id in (spaced | new).items())]


def _holder(held: Sequence[Wording], lead: str | None, newest: str) -> Wording:
    """Which of several wordings keeps their id: old and corrected stand side by side. The one that had it last does,
    else the newer one."""
    last = None if lead is None else fold(lead)
    return max(held, key=lambda wording: (wording.text == last, newest in wording.digests))


class Held(NamedTuple):
    """A wording that has an id, as far as others may continue it."""

    id: str
    document: str | None
    language: str
    text: str
    pages: Collection[str]


def continued(fresh: Iterable[Wording], left: Iterable[Held]) -> dict[Key, str]:
    """The id of what each wording continues: same language and document, a page in common, like words."""
    by_page: dict[tuple[str, str], list[Held]] = defaultdict(list)
    for held in left:
        for page in held.pages:
            by_page[held.language, page].append(held)
    scored: list[tuple[float, Key, str]] = []
    for wording in fresh:
        near = {held.id: held for page in wording.pages for held in by_page.get((wording.language, page), ())}
        for held in near.values():
            if None in (wording.document, held.document) or wording.document == held.document:
                score = likeness(held.text, wording.text, MIN_LIKENESS)
                if score >= MIN_LIKENESS:
                    scored.append((-score, wording.key, held.id))
    return _paired(scored)


def _paired(scored: Sequence[tuple[float, Key, str]]) -> dict[Key, str]:
    """Each wording with the id it is most like to, the best pairs first."""
    pairs: dict[Key, str] = {}
    given: set[str] = set()
    best = Counter((score, key) for score, key, _ in scored)
    for score, key, id in sorted(scored):
        # What is as like to one as to another continues neither.
        if best[score, key] == 1 and key not in pairs and id not in given:
            pairs[key] = id
            given.add(id)
    return pairs


def named(wordings: Sequence[Wording], taken: set[str]) -> Mapping[Key, str]:
    """New ids. Where the short ones of two would be equal, or one is taken, all of those take more digits."""
    ids: dict[Key, str] = {}
    digits, pending = ID_DIGITS, wordings
    while pending:
        alike = defaultdict(list)
        for wording in pending:
            alike[f"{wording.stem}-{wording.digest[:digits]}"].append(wording)
        free = {name: ws[0] for name, ws in alike.items() if len(ws) == 1 and name not in taken}
        ids |= {wording.key: name for name, wording in free.items()}
        pending = [w for w in pending if w.key not in ids]
        digits += 2
    return ids
