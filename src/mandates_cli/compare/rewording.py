"""Two wordings of one text, word by word."""

from typing import Final, Literal, NamedTuple, TypeAlias

from mandates_cli.folding import fold

Side: TypeAlias = Literal["both", "old", "new"]
CHANGED: Final[tuple[Side, ...]] = ("old", "new")


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
    segments: list[Segment] = []
    for step in LCSseq.opcodes(left, right):
        gone = " ".join(ours[step.src_start : step.src_end])
        came = " ".join(theirs[step.dest_start : step.dest_end])
        if step.tag == "equal":
            segments.append(Segment("both", came))
            continue
        segments += [Segment("old", gone)] if gone else []
        segments += [Segment("new", came)] if came else []
    return _joined(segments)


def _word(word: str) -> str:
    """What is nothing but punctuation stands for itself."""
    return fold(word) or word


def _joined(segments: list[Segment]) -> tuple[Segment, ...]:
    """Changes that nothing parts become one of each side, the old before the new."""
    joined: list[Segment] = []
    held: dict[Side, list[str]] = {"old": [], "new": []}

    def release() -> None:
        joined.extend(Segment(side, " ".join(held[side])) for side in CHANGED if held[side])
        for side in CHANGED:
            held[side] = []

    for segment in segments:
        if segment.side == "both":
            release()
            joined.append(segment)
        else:
            held[segment.side].append(segment.text)
    release()
    return tuple(joined)
