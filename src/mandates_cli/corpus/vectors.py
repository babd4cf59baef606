"""Search by meaning: the vectors of a corpus' passages, and which mandates lie nearest to a question.

Vectors are derived and disposable. They live where the index lives, each known by the digest of its text: where a
corpus was updated, only what is new is encoded.
"""

import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from mandates_cli import atomic
from mandates_cli.corpus import index
from mandates_cli.corpus.encoder import Encoder
from mandates_cli.corpus.location import Location
from mandates_cli.errors import CorpusError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]

# Number and JSON of every mandate, in the order of the corpus.
Records: TypeAlias = Callable[[], Iterator[tuple[Any, ...]]]

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
    vector as small integers and what they are to be multiplied by. `stamp` names the state of the corpus."""

    encoder: str
    stamp: str
    mandates: "Array"
    digests: "Array"
    matrix: "Array"
    scales: "Array"


def vectors(location: Location, stamp: str, records: Records, encoder: Encoder, told: Callable[[int], None]) -> Vectors:
    """The vectors of a corpus whose index has this stamp; `told` hears how many texts are to be encoded first.

    Where they cannot be kept, they are made again each time.
    """
    import filelock

    path = index.place(location).with_suffix(".vectors.npz")
    found = _current(path, encoder.name, stamp)
    if found:
        return found
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(f"{path}.lock"):
            found = _current(path, encoder.name, stamp)
            if found is None:
                found = _made(records, encoder, stamp, _read(path), told)
                _write(path, found)
    except (OSError, CorpusError):
        found = found or _made(records, encoder, stamp, None, told)
    return found


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


def _current(path: Path, encoder: str, stamp: str) -> Vectors | None:
    held = _read(path)
    return held if held and (held.encoder, held.stamp) == (encoder, stamp) else None


def _read(path: Path) -> Vectors | None:
    """Null where there is nothing whole. Each array has a checksum, which is looked at before the array is."""
    import numpy as np

    try:
        with zipfile.ZipFile(path) as archive:
            if archive.testzip() is not None:
                return None
        with np.load(path, allow_pickle=False) as held:
            encoder, stamp = (str(held[name]) for name in ("encoder", "stamp"))
            return Vectors(encoder, stamp, held["mandates"], held["digests"], held["matrix"], held["scales"])
    except (OSError, EOFError, ValueError, KeyError, RuntimeError, zipfile.BadZipFile):  # as encrypted, of a new kind
        return None


def _write(path: Path, made: Vectors) -> None:
    import numpy as np

    buffer = BytesIO()
    np.savez(buffer, allow_pickle=False, **{name: np.asarray(value) for name, value in made._asdict().items()})
    atomic.write(path, [buffer.getvalue()])


def _made(
    records: Records,
    encoder: Encoder,
    stamp: str,
    before: Vectors | None,
    told: Callable[[int], None],
) -> Vectors:
    import numpy as np

    reusable = before is not None and before.encoder == encoder.name
    rows = {d.tobytes(): row for row, d in enumerate(before.digests)} if before and reusable else {}
    numbers, digests, new = [], [], dict[bytes, str]()
    for number, text in _passages(records()):
        digest = blake2b(text.encode(), digest_size=DIGEST).digest()
        numbers.append(number)
        digests.append(digest)
        if digest not in rows:
            new[digest] = text
    if new:
        told(len(new))
    encoded = encoder.encode(list(new.values())) if new else np.empty((0, encoder.dimension), dtype=np.float32)
    scales = np.maximum(np.abs(encoded).max(axis=1, initial=0), TINY) / MOST
    matrix = np.rint(encoded / scales[:, None]).astype(np.int8)
    if before and reusable:
        rows |= {digest: row for row, digest in enumerate(new, len(before.matrix))}
        matrix, scales = np.concatenate([before.matrix, matrix]), np.concatenate([before.scales, scales])
    else:
        rows = {digest: row for row, digest in enumerate(new)}
    order = np.asarray([rows[digest] for digest in digests], dtype=np.intp)
    return Vectors(
        encoder.name,
        stamp,
        np.asarray(numbers, dtype=np.int32),
        np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, DIGEST),
        matrix[order],
        scales[order].astype(np.float32),
    )


def _passages(records: Iterator[tuple[Any, ...]]) -> Iterator[tuple[int, str]]:
    """The lead-in, items and footnotes of each mandate, each by itself: that finds more than whole texts do."""
    for number, raw in records:
        record = json.loads(raw)
        yield number, record["chapeau"] or record["text"]
        for text in (*(item["text"] for item in record["items"]), *record["notes"]):
            yield number, text
