"""One sub-item under several labels: a page letters some of a mandate's sub-items otherwise than the others do."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from mandates_cli.folding import fold, unspaced
from mandates_cli.model import Diagnostic, PlacedItem
from mandates_cli.parse.page import Excerpt
from mandates_cli.wording import worded

# A label as printed and the words beside it, with the label that they have elsewhere.
Lettering: TypeAlias = Mapping[tuple[str | None, str], str]


def lettering(group: Sequence[Excerpt]) -> Lettering:
    """Of the placements of one mandate. Words that one page shows under two labels are two sub-items, and so are those
    of which each label stands for other words too: then nothing is said."""
    if len(group) == 1:
        return {}
    shown: dict[str, dict[str, list[Excerpt]]] = defaultdict(lambda: defaultdict(list))
    words: dict[str, set[str]] = defaultdict(set)
    above = {item.label.rpartition(".")[0] for excerpt in group for item in excerpt.items if item.label}
    for excerpt in group:
        for item in excerpt.items:
            if item.label and "." not in item.label and item.label not in above:
                said = _words(item)
                shown[said][item.label].append(excerpt)
                words[item.label].add(said)
    found: dict[tuple[str | None, str], str] = {}
    for said, by_label in shown.items():
        if len(by_label) == 1:
            continue
        free = [label for label in by_label if len(words[label]) == 1]
        pages = {label: {excerpt.page for excerpt in excerpts} for label, excerpts in by_label.items()}
        if free and sum(map(len, pages.values())) == len(set().union(*pages.values())):
            # That of most pages; else of the page that shows more of the mandate, where it is likelier right.
            best = min(free, key=lambda x: (-len(pages[x]), -max(len(e.items) for e in by_label[x]), x))
            found |= {(label, said): best for label in by_label}
    return found


def label_of(item: PlacedItem, letters: Lettering) -> str | None:
    """The label of a sub-item in its mandate."""
    return letters.get((item.label, _words(item)), item.label) if letters else item.label


def mislabelled(group: Sequence[Excerpt], letters: Lettering) -> Iterator[Diagnostic]:
    """A warning where a page prints another label."""
    if not letters:
        return
    first = {item.label: excerpt.page for excerpt in reversed(group) for item in excerpt.items}
    for excerpt in group:
        for item in excerpt.items:
            if (label := label_of(item, letters)) != item.label:
                message = worded("“{here}.” is “{there}.” on {page}", here=item.label, there=label, page=first[label])
                yield Diagnostic(
                    code="item-label", severity="warning", page=excerpt.page, line=excerpt.line, text=item.text,
                    message=message,
                )  # fmt: skip


def _words(item: PlacedItem) -> str:
    return unspaced(fold(item.text))
