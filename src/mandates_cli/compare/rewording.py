"""Two wordings of one text, word by word."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from mandates_cli.folding import fold

# What is looked at of two texts grows with both of their lengths, in time and memory.
MAX_PAIRS: Final = 400_000_000

Side: TypeAlias = Literal["both", "old", "new"]


class Segment(NamedTuple):
    """A run of words: in both wordings (as the newer one writes them), only in the older, or only in the newer."""

    side: Side
    text: str


def compared(old: str, new: str, *, exact: bool = False) -> tuple[Segment, ...]:
    """What became of each word. Case, accents and punctuation make no difference unless `exact`."""
    from rapidfuzz.distance import LCSseq

    ours, theirs = old.split(), new.split()
    key = str if exact else _word
    left, right = ([key(word) for word in words] for words in (ours, theirs))
    if len(left) * len(right) > MAX_PAIRS:
        return _by_ends(ours, theirs, left, right)
    segments: list[Segment] = []
    gone: list[str] = []
    came: list[str] = []
    for step in LCSseq.opcodes(left, right):
        if step.tag == "equal":
            segments += _changed(gone, came)
            segments.append(Segment("both", " ".join(theirs[step.dest_start : step.dest_end])))
            gone, came = [], []
        else:
            gone += ours[step.src_start : step.src_end]
            came += theirs[step.dest_start : step.dest_end]
    return (*segments, *_changed(gone, came))


def _by_ends(
    ours: Sequence[str], theirs: Sequence[str], left: Sequence[str], right: Sequence[str]
) -> tuple[Segment, ...]:
    """Texts longer than any mandate's: what they begin and end with alike, and all between as another."""
    most = min(len(left), len(right))
    start = next((n for n in range(most) if left[n] != right[n]), most)
    end = next((n for n in range(most - start) if left[-n - 1] != right[-n - 1]), most - start)
    middle = _changed(ours[start : len(ours) - end], theirs[start : len(theirs) - end])
    common = (theirs[:start], theirs[len(theirs) - end :])
    before, after = ((Segment("both", " ".join(words)),) if words else () for words in common)
    return (*before, *middle, *after)


def _word(word: str) -> str:
    """What is nothing but punctuation stands for itself."""
    return fold(word) or word


def _changed(gone: Sequence[str], came: Sequence[str]) -> Iterator[Segment]:
    """What stands between two runs of common words: the old before the new."""
    if gone:
        yield Segment("old", " ".join(gone))
    if came:
        yield Segment("new", " ".join(came))
