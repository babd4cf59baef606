"""Search by meaning: the vectors of a corpus' passages, and which mandates lie nearest to a question.

Vectors are derived and disposable. They live where the index lives, each known by the digest of its text: where a
corpus was updated, only what is new is encoded.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from mandates_cli.corpus.derived import Derived
from mandates_cli.corpus.encoder import Encoder
from mandates_cli.corpus.location import Location
from mandates_cli.rows import loaded, passages

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]

# Number and JSON of every mandate, in the order of the corpus.
Records: TypeAlias = Callable[[], Iterator[tuple[int, str]]]

VERSION: Final = "2"
# A ranking by meaning has no end of its own.
LIMIT: Final = 20
DIGEST: Final = 16
BLOCK: Final = 4_096
# A vector is kept as integers up to this one: read thirty times faster than half precision, at half its size, and
# cosines are right to three places.
MOST: Final = 127
TINY: Final = 1e-9
# Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009), of the first so many of each ranking.
RRF: Final = 60
WINDOW: Final = 100


class Vectors(NamedTuple):
    """A row for each passage, in the order of the corpus: the number of its mandate, the digest of its text, and its
    vector as small integers and what they are to be multiplied by."""

    mandates: "Array"
    digests: "Array"
    matrix: "Array"
    scales: "Array"


def vectors(location: Location, stamp: str, records: Records, encoder: Encoder, told: Callable[[int], None]) -> Vectors:
    """The vectors of a corpus whose index has this stamp; `told` hears how many texts are to be encoded first.

    Where they cannot be kept, they are made again each time.
    """
    # The encoder's name comes first and the corpus' state last: what an encoder made of texts that stay is used again.
    derived = Derived(location, ".vectors.npz", f"{VERSION} {encoder.name} {stamp}")
    if path := derived.current():
        return _read(path)
    before = derived.whole(f"{VERSION} {encoder.name} ")
    made: list[Vectors] = []

    def make(path: Path) -> None:
        made.append(_made(records, encoder, _read(before) if before else None, told))
        _write(path, made[0])

    path = derived.made(make)
    if made:
        return made[0]
    return _read(path) if path else _made(records, encoder, None, told)


def nearest(held: Vectors, question: "Array", numbers: Sequence[int]) -> list[tuple[int, float]]:
    """Of the mandates of these numbers: number and cosine of its nearest passage, the nearest first."""
    import numpy as np

    if not len(held.mandates):
        return []
    # Block by block, since integers are made fractions to be multiplied.
    starts = range(0, len(held.matrix), BLOCK)
    cosines = np.concatenate([held.matrix[i : i + BLOCK].astype(np.float32) @ question for i in starts]) * held.scales
    firsts = np.flatnonzero(np.diff(held.mandates, prepend=-1))
    best, of = np.maximum.reduceat(cosines, firsts), held.mandates[firsts]
    allowed = np.isin(of, np.asarray(numbers, dtype=of.dtype))
    best, of = best[allowed], of[allowed]
    order = np.argsort(-best, kind="stable")
    return list(zip(of[order].tolist(), best[order].tolist(), strict=True))


def fused(*rankings: Sequence[int]) -> list[int]:
    """One ranking of several, by the sum of 1 / (60 + rank)."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, number in enumerate(ranking, 1):
            scores[number] = scores.get(number, 0.0) + 1 / (RRF + rank)
    return sorted(scores, key=lambda number: (-scores[number], number))


def _read(path: Path) -> Vectors:
    import numpy as np

    with np.load(path, allow_pickle=False) as held:
        return Vectors(*(held[name] for name in Vectors._fields))


def _write(path: Path, made: Vectors) -> None:
    import numpy as np

    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **made._asdict())


def _made(records: Records, encoder: Encoder, before: Vectors | None, told: Callable[[int], None]) -> Vectors:
    """`before` holds vectors of the same encoder, which are used again for the texts that are still there."""
    import numpy as np

    known = {digest.tobytes(): row for row, digest in enumerate(before.digests)} if before else {}
    numbers, digests, new = [], [], dict[bytes, str]()
    for number, text in _passages(records()):
        digest = blake2b(text.encode(), digest_size=DIGEST).digest()
        numbers.append(number)
        digests.append(digest)
        if digest not in known:
            new[digest] = text
    if new:
        told(len(new))
    encoded = encoder.encode(list(new.values())) if new else np.empty((0, encoder.dimension), dtype=np.float32)
    scales = np.maximum(np.abs(encoded).max(axis=1, initial=0), TINY) / MOST
    matrix = np.rint(encoded / scales[:, None]).astype(np.int8)
    if before:
        matrix, scales = np.concatenate([before.matrix, matrix]), np.concatenate([before.scales, scales])
    first = len(before.matrix) if before else 0
    known |= {digest: row for row, digest in enumerate(new, first)}
    order = np.asarray([known[digest] for digest in digests], dtype=np.intp)
    return Vectors(
        np.asarray(numbers, dtype=np.int32),
        np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, DIGEST),
        matrix[order],
        scales[order].astype(np.float32),
    )


def _passages(records: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lead-in, items and footnotes of each mandate, each by itself: that finds more than whole texts do."""
    for number, raw in records:
        for _, text in passages(loaded(raw)):
            yield number, text
