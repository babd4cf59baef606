"""A mandate is assembled from all its placements: a page shows only an excerpt."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Final, NamedTuple, TypeAlias, TypeVar

from mandates_cli import registry
from mandates_cli.folding import differing, fold, unspaced
from mandates_cli.model import Diagnostic, Identity, Item, Mandate, Page, Placement, Severity, Twin
from mandates_cli.parse import labels
from mandates_cli.parse.deadlines import not_handed
from mandates_cli.parse.disagreement import disagreements
from mandates_cli.parse.gaps import gaps
from mandates_cli.parse.identity import Key, Wording, identify
from mandates_cli.parse.lettering import Lettering, label_of, lettering, mislabelled
from mandates_cli.parse.likeness import likeness
from mandates_cli.parse.page import Excerpt, PageRecords
from mandates_cli.parse.registered import registered
from mandates_cli.parse.similar import near_duplicates
from mandates_cli.parse.twins import twins
from mandates_cli.parse.unread import unread_years
from mandates_cli.registry.lookup import Registry
from mandates_cli.wording import worded

# "Governments will:" says nothing by itself; such a chapeau joins nothing unless the items agree.
MIN_CHAPEAU_WORDS: Final = 4
# Two pages' wordings of one sub-item differ in a word or two; those of two sub-items in most.
SAME_ITEM: Final = 0.8
# With so many wordings of one label another is compared: more is no document's, and a page may hold thousands.
MAX_WORDINGS: Final = 50
# So many items of one mandate are put together of several pages.
MAX_ITEMS: Final = 2_000

Group: TypeAlias = list[Excerpt]
V = TypeVar("V", bound=Hashable)


class Assembly(NamedTuple):
    """`identities` is the table of ids with what is new in it."""

    mandates: list[Mandate]
    diagnostics: list[Diagnostic]
    identities: list[Identity]


def assemble(
    pages: Sequence[PageRecords],
    identities: Sequence[Identity] = (),
    earlier: Sequence[Mandate] = (),
    tables: Registry | None = None,
) -> Assembly:
    """The mandates of all pages, newest summit first; the order of the pages does not matter.

    `identities` and `earlier` are the table of ids and the mandates of the last time; `tables`, without a user's own
    rows the package's, know the summits and bodies that texts name.
    """
    tables = tables or registry.load()
    diagnostics: list[Diagnostic] = []
    groups = _groups(pages, diagnostics)
    ids, table = identify([wording(keys, group) for keys, group in groups.items()], identities, earlier)
    ordered = sorted(groups.items(), key=lambda pair: _rank(pair[1]))
    seen = {page.page.page: page.page for page in pages}
    mandates = []
    for (key, *_), group in ordered:
        mandates.append(joined(ids[key], group, seen))
        diagnostics += _variants(mandates[-1].lead, group)
        diagnostics += _crowded(group)
        diagnostics += mislabelled(group, lettering(group))
    folded = {mandate.id: fold(mandate.text) for mandate in mandates}
    paired = twins(mandates, folded)
    mandates = [_paired(mandate, paired.found.get(mandate.id)) for mandate in mandates]
    mandates = registered(mandates, tables)
    lines = {ids[key]: group[0].line for (key, *_), group in groups.items()}
    diagnostics += near_duplicates(mandates, folded, lines)
    diagnostics += disagreements(mandates, paired.but_for_numbers, lines, tables.language_names)
    diagnostics += unread_years(mandates, lines)
    diagnostics += not_handed(mandates, lines)
    diagnostics += gaps(mandates, tables.language_names)
    return Assembly(mandates, diagnostics, table)


def _paired(mandate: Mandate, twin: Twin | None) -> Mandate:
    if twin is None:
        return mandate
    commitment = mandate.id if mandate.language == "en" else twin.id
    return mandate.model_copy(update={"twin": twin, "commitment": commitment})


def _rank(group: Group) -> tuple[int, str, str, int]:
    first = group[0]
    return -(first.summit or 0), first.document or "~", first.page, first.position


def _groups(pages: Iterable[PageRecords], diagnostics: list[Diagnostic]) -> dict[tuple[Key, ...], Group]:
    """The placements of each mandate, by their keys."""
    alike: dict[Key, tuple[set[Key], Group]] = defaultdict(lambda: (set(), []))
    for page in sorted(pages, key=lambda records: records.page.page):
        for excerpt in page.excerpts:
            key = key_of(excerpt)
            keys, excerpts = alike[spaceless(key)]
            keys.add(key)
            excerpts.append(excerpt)
    groups: dict[tuple[Key, ...], Group] = {}
    for keys, excerpts in alike.values():
        parted = strands(keys, excerpts)
        groups |= parted
        for group in parted.values() if len(parted) > 1 else ():
            message = "the same lead-in has other items elsewhere; these are kept as mandates of their own"
            diagnostics.append(_diagnostic("same-chapeau", "warning", group[0], group[0].text, message))
    return groups


def spaceless(key: Key) -> Key:
    """What is the same where one page has "genderresponsive" and another "gender responsive"."""
    return tuple(map(unspaced, key))


def strands(spellings: Iterable[Key], excerpts: Group) -> dict[tuple[Key, ...], Group]:
    """The mandates, by their keys, whose placements these are: they have a spaceless key in common, and come in the
    order of their pages."""
    keys, parted = tuple(sorted(spellings)), _parted(excerpts)
    if len(parted) == 1:
        return {keys: parted[0]}
    found: dict[tuple[Key, ...], Group] = {}
    for group in parted:
        first = min(fold(f"{i.label or ''} {i.text}") for e in group for i in e.items)
        found[tuple((*key, first) for key in keys)] = group
    return found


def key_of(excerpt: Excerpt) -> Key:
    """What the placements of one mandate share."""
    source = excerpt.document or (fold(excerpt.citation.text) if excerpt.citation else "")
    words = fold(excerpt.text)
    says_little = excerpt.items and len(words.split()) < MIN_CHAPEAU_WORDS
    items = tuple(fold(f"{item.label or ''} {item.text}") for item in excerpt.items) if says_little else ()
    return (source, excerpt.language, words, *items)


def _parted(excerpts: Group) -> list[Group]:
    """One group, unless the same label stands for different items: then those that have an item in common."""
    if len(excerpts) == 1:
        return [excerpts]
    letters = lettering(excerpts)
    wordings = _wordings(excerpts, letters)
    if all(len(known) == 1 for known in wordings.values()):
        return [excerpts]
    # Which excerpts hang together: each points to an earlier one, and the first of a group to itself.
    earlier = [*range(len(excerpts))]
    first: dict[tuple[str, str], int] = {}
    for number, excerpt in enumerate(excerpts):
        for item in excerpt.items:
            if label := label_of(item, letters):
                wording = _nearest(fold(item.text), wordings[label])
                other = first.setdefault((label, wording), number)
                low, high = sorted((_root(earlier, other), _root(earlier, number)))
                earlier[high] = low
    groups: dict[int, Group] = defaultdict(list)
    for number, excerpt in enumerate(excerpts):
        groups[_root(earlier, number)].append(excerpt)
    return list(groups.values())


def _root(earlier: list[int], number: int) -> int:
    while earlier[number] != number:
        earlier[number] = earlier[earlier[number]]
        number = earlier[number]
    return number


def _nearest(folded: str, wordings: dict[str, None]) -> str:
    if folded in wordings:
        return folded
    return max(islice(wordings, MAX_WORDINGS), key=partial(likeness, folded))


def _wordings(excerpts: Group, letters: Lettering) -> dict[str, dict[str, None]]:
    """The wordings of each label's items that are not alike, in the order of the pages."""
    wordings: dict[str, dict[str, None]] = defaultdict(dict)
    for excerpt in excerpts:
        for item in excerpt.items:
            if label := label_of(item, letters):
                known, folded = wordings[label], fold(item.text)
                some = islice(known, MAX_WORDINGS)
                if folded not in known and not any(likeness(folded, other, SAME_ITEM) >= SAME_ITEM for other in some):
                    known[folded] = None
    return wordings


def wording(keys: tuple[Key, ...], group: Group) -> Wording:
    first = group[0]
    stem = first.document or str(first.summit or "unresolved")
    return Wording(keys, stem, first.document, first.language, fold(first.text), frozenset(e.page for e in group))


def _items(group: Group) -> tuple[Item, ...]:
    """Those of all pages; where these are too many, of the page that shows most."""
    items = _united(group)
    return items if len(items) <= MAX_ITEMS else _united([max(group, key=lambda excerpt: len(excerpt.items))])


def _crowded(group: Group) -> Iterator[Diagnostic]:
    if sum(len(excerpt.items) for excerpt in group) > MAX_ITEMS and len(_united(group)) > MAX_ITEMS:
        message = worded(
            "its pages show more than {most:,} items together; it has those of one of them", most=MAX_ITEMS
        )
        yield _diagnostic("doubtful", "warning", group[0], group[0].text, message)


def _united(group: Group) -> tuple[Item, ...]:
    """Each item once, in label order, as most pages write it. What stands below an item stays below it."""
    if not any(excerpt.items for excerpt in group):
        return ()
    letters = lettering(group)
    place = labels.order(label_of(item, letters) for excerpt in group for item in excerpt.items)
    # Pages show some of a mandate's bare bullets: each comes after all that any page shows before it.
    bare = labels.merged([unspaced(fold(item.text)) for item in excerpt.items if not item.label] for excerpt in group)
    texts: dict[tuple[str | None, str], Counter[str]] = defaultdict(Counter)
    ranks: dict[tuple[str | None, str], tuple[labels.Place, int, str]] = {}
    for excerpt in group:
        above: str | None = None
        for number, item in enumerate(excerpt.items, 1):
            above = label_of(item, letters) or above
            # A label tells an item; where it has none, its text and the label above it do.
            told = "" if item.label else unspaced(fold(item.text))
            texts[above, told][item.text] += 1
            among = 0 if item.label else number if above else bare[told]
            ranks.setdefault((above, told), (place(above), among, told))
    return tuple(
        Item(label=None if told else above, text=texts[above, told].most_common(1)[0][0])
        for above, told in sorted(ranks, key=ranks.__getitem__)
    )


def _variants(lead: str, group: Group) -> Iterator[Diagnostic]:
    for excerpt in group:
        if excerpt.text != lead:
            here, most = differing(excerpt.text, lead)
            message = worded("“{here}” is “{most}” on other pages", here=here, most=most)
            yield _diagnostic("variant", "note", excerpt, excerpt.text, message)


def joined(id: str, group: Group, seen: Mapping[str, Page]) -> Mandate:
    """One mandate of its placements."""
    first = group[0]
    items = _items(group)
    text = _commonest([excerpt.text for excerpt in group])
    citations = [excerpt.citation for excerpt in group if excerpt.citation]
    citation = _commonest(citations) if citations else None
    closings = [excerpt.closing for excerpt in group if excerpt.closing]
    closing = _commonest(closings) if closings else None
    lines = [text, *(f"{item.label}. {item.text}" if item.label else item.text for item in items)]
    lines += [closing] if closing else []
    return Mandate(
        id=id,
        language=first.language,
        summit=first.summit,
        document=first.document,
        section=first.section,
        text="\n".join(lines),
        chapeau=text if items else None,
        items=items,
        closing=closing,
        missing_labels=labels.missing(item.label for item in items),
        citation=citation,
        themes=tuple(sorted({e.theme for e in group if e.theme})),
        placements=tuple(_placement(e, seen[e.page], text, citation.text if citation else None) for e in group),
        notes=tuple(dict.fromkeys(note for e in group for note in e.notes)),
        also_cited=tuple({c.document or fold(c.text): c for e in group[::-1] for c in e.also_cited}.values()),
    )


def _commonest(values: Sequence[V]) -> V:
    """What most pages show; the first of those that as many do."""
    first = values[0]
    if all(value == first for value in values):
        return first
    return Counter(values).most_common(1)[0][0]


def _placement(excerpt: Excerpt, seen: Page, text: str, citation: str | None) -> Placement:
    cited = excerpt.citation.text if excerpt.citation else None
    return Placement(
        theme=excerpt.theme, page=excerpt.page, url=seen.url, position=excerpt.position, label=excerpt.label,
        items=excerpt.items, snapshot=seen.snapshot, text=excerpt.text if excerpt.text != text else None,
        citation=cited if cited != citation else None, closing=excerpt.closing, span=excerpt.span,
        closing_span=excerpt.closing_span, citation_span=excerpt.citation_span,
    )  # fmt: skip


def _diagnostic(code: str, severity: Severity, excerpt: Excerpt, text: str, message: str) -> Diagnostic:
    return Diagnostic(code=code, severity=severity, page=excerpt.page, line=excerpt.line, text=text, message=message)
