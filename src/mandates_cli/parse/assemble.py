"""A mandate is assembled from all its placements: a page shows only an excerpt."""

import hashlib
import string
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from mandates_cli.folding import fold
from mandates_cli.model import Item, Mandate, Placement
from mandates_cli.parse.page import Excerpt, PageRecords

# "Governments will:" says nothing by itself; such a chapeau joins nothing unless the items agree.
MIN_CHAPEAU_WORDS: Final = 4
ID_DIGITS: Final = 6

Key: TypeAlias = tuple[str, ...]


def _key(excerpt: Excerpt) -> Key:
    """What two placements of one mandate share."""
    source = excerpt.document or (fold(excerpt.citation.text) if excerpt.citation else "")
    words = fold(excerpt.text)
    says_little = excerpt.items and len(words.split()) < MIN_CHAPEAU_WORDS
    items = tuple(fold(f"{item.label or ''} {item.text}") for item in excerpt.items) if says_little else ()
    return (source, excerpt.language, words, *items)


def _ids(groups: dict[Key, list[Excerpt]]) -> dict[Key, str]:
    """Ids from document and text; where two would be equal, all of those take more digits."""
    digests = {key: hashlib.sha256("|".join(key).encode()).hexdigest() for key in groups}
    stems = {key: found[0].document or str(found[0].summit or "unresolved") for key, found in groups.items()}
    ids: dict[Key, str] = {}
    digits, pending = ID_DIGITS, set(groups)
    while pending:
        named = defaultdict(list)
        for key in pending:
            named[f"{stems[key]}-{digests[key][:digits]}"].append(key)
        ids |= {keys[0]: name for name, keys in named.items() if len(keys) == 1}
        pending = {key for keys in named.values() if len(keys) > 1 for key in keys}
        digits += 2
    return ids


def _order(label: str | None) -> tuple[int, int, str]:
    if label is None:
        return (2, 0, "")
    return (0, int(label), "") if label.isdecimal() else (1, len(label), label.casefold())


def _united(excerpts: Sequence[Excerpt]) -> tuple[Item, ...]:
    """Each labelled item once, as first shown, in label order; bare bullets by their text, last."""
    found: dict[str, Item] = {}
    for excerpt in excerpts:
        for item in excerpt.items:
            found.setdefault(item.label or fold(item.text), item)
    return tuple(sorted(found.values(), key=lambda item: _order(item.label)))


def missing(labels: Iterable[str | None]) -> tuple[str, ...]:
    """Letters, or numbers, before the highest one shown that no page shows."""
    shown = [label for label in labels if label]
    if not shown:
        return ()
    if all(label in string.ascii_lowercase for label in shown):
        return tuple(c for c in string.ascii_lowercase if c < max(shown) and c not in shown)
    if all(label.isdecimal() for label in shown):
        return tuple(str(n) for n in range(1, max(map(int, shown))) if str(n) not in shown)
    return ()


def _mandate(id: str, excerpts: Sequence[Excerpt]) -> Mandate:
    first = excerpts[0]
    items = _united(excerpts)
    lines = [first.text, *(f"{item.label}. {item.text}" if item.label else item.text for item in items)]
    return Mandate(
        id=id,
        language=first.language,
        summit=first.summit,
        document=first.document,
        section=first.section,
        text="\n".join(lines),
        chapeau=first.text if items else None,
        items=items,
        missing_labels=missing(item.label for item in items),
        citation=first.citation,
        themes=tuple(sorted({e.theme for e in excerpts if e.theme})),
        placements=tuple(
            Placement(
                theme=e.theme, page=e.page, url=e.url, position=e.position, label=e.label, items=e.items,
                snapshot=e.snapshot,
            )
            for e in excerpts
        ),
    )  # fmt: skip


def assemble(pages: Iterable[PageRecords]) -> list[Mandate]:
    """The mandates of all pages, newest summit first; the order of the pages does not matter."""
    groups: dict[Key, list[Excerpt]] = defaultdict(list)
    for page in sorted(pages, key=lambda page: page.page):
        for excerpt in page.excerpts:
            groups[_key(excerpt)].append(excerpt)
    ids = _ids(groups)
    order = sorted(
        groups.items(),
        key=lambda pair: (
            -(pair[1][0].summit or 0), pair[1][0].document or "~", pair[1][0].page, pair[1][0].position,
        ),
    )  # fmt: skip
    return [_mandate(ids[key], excerpts) for key, excerpts in order]
