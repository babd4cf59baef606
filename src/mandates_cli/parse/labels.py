"""The labels of sub-items: their order, and which are missing."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import Final, TypeAlias

LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
SPANISH: Final = "abcdefghijklmnñopqrstuvwxyz"
NUMERALS: Final = tuple(
    f"{tens}{ones}" for tens in ("", "x", "xx", "xxx", "xl") for ones in " i ii iii iv v vi vii viii ix".split(" ")
)[1:]
ROMAN: Final = {numeral: number for number, numeral in enumerate(NUMERALS, 1)}

# How many items a list may lack: `<ol start="99999">` says nothing of so many.
MAX_MISSING: Final = 100

# Numbers, then letters, then whatever else, then what has no label; for each step of `c.1`.
Place: TypeAlias = tuple[tuple[int, int, str], ...]


def order(labels: Iterable[str | None]) -> Callable[[str | None], Place]:
    """Where a label stands among the others: they tell whether `v` is a letter or a five."""
    roman = _roman(label for label in labels if label)

    def place(label: str | None) -> Place:
        if label is None:
            return ((3, 0, ""),)
        return tuple(_step(step.casefold(), roman) for step in label.split("."))

    return place


def _step(step: str, roman: bool) -> tuple[int, int, str]:
    if step.isdecimal():
        return (0, int(step), "")
    if roman and step in ROMAN:
        return (1, ROMAN[step], "")
    if len(step) == 1 and step in SPANISH:
        return (1, SPANISH.index(step), "")
    return (2, len(step), step)


def _roman(labels: Iterable[str]) -> bool:
    """Whether labels are roman numerals: one of them is nothing else."""
    steps = [label.partition(".")[0].casefold() for label in labels]
    return any(len(step) > 1 and step in ROMAN for step in steps) and all(s in ROMAN or s.isdecimal() for s in steps)


def kind(label: str) -> tuple[str, bool, bool]:
    """Labels of one kind can follow one another: those below the same label, numbers, letters of one case."""
    above, _, step = label.rpartition(".")
    return above, step.isdecimal(), step.isupper()


def follows(label: str, other: str) -> bool:
    """Whether `other` is the next label of the same kind, as a number, a letter or a numeral."""
    if kind(label) != kind(other):
        return False
    step, following = (written.rpartition(".")[2].casefold() for written in (label, other))
    if step.isdecimal():
        return int(following) == int(step) + 1
    return any((step, following) in pairwise(known) for known in (LETTERS, SPANISH, NUMERALS))


def missing(labels: Iterable[str | None]) -> tuple[str, ...]:
    """Labels before the last one shown that no page shows, where they are no more than MAX_MISSING. An ñ is missed only
    where the list has one."""
    shown = {label.partition(".")[0] for label in labels if label}
    upper = any(map(str.isupper, shown))
    for letters in (NUMERALS, LETTERS, SPANISH) if upper else (LETTERS, SPANISH, NUMERALS):
        known = [*map(str.upper, letters)] if upper else [*letters]
        if shown and shown <= set(known):
            last = max(map(known.index, shown))
            return tuple(label for label in known[:last] if label not in shown)
    if shown and all(label.isdecimal() for label in shown):
        numbers = set(map(int, shown))
        if not leaps(numbers):
            return tuple(str(n) for n in range(1, max(numbers)) if n not in numbers)
    return ()


def leaps(numbers: Collection[int]) -> bool:
    """Whether more labels are missing before the last one than a list can lack."""
    return max(numbers, default=0) - len(numbers) > MAX_MISSING


def merged(sequences: Iterable[Sequence[str]]) -> dict[str, int]:
    """A place for each text, after all that stand before it in any sequence; the alphabet decides what they leave open
    or tell both ways."""
    after: dict[str, set[str]] = defaultdict(set)
    texts: set[str] = set()
    for sequence in sequences:
        texts.update(sequence)
        for one, other in pairwise(sequence):
            if one != other:
                after[one].add(other)
    waiting = Counter(other for others in after.values() for other in others)
    ready = [text for text in texts if not waiting[text]]
    heapify(ready)
    places: dict[str, int] = {}
    for left in sorted(texts):
        if not ready and left not in places:
            ready = [left]
        while ready:
            text = heappop(ready)
            places[text] = len(places)
            for other in after[text]:
                waiting[other] -= 1
                if not waiting[other] and other not in places:
                    heappush(ready, other)
    return places
