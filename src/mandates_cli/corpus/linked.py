"""The links of a corpus, computed once and kept beside the index: derived from the records, and disposable."""

import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from mandates_cli import atomic
from mandates_cli.compare.links import Link
from mandates_cli.compare.phrases import checksum
from mandates_cli.corpus import index
from mandates_cli.corpus.location import Location
from mandates_cli.errors import CorpusError

VERSION: Final = "1"


def links(where: Location, stamp: str, made: Callable[[], Iterable[Link]]) -> list[Link]:
    """The links on file, where they were made from what `stamp` says and with the tables of phrases as they are; else
    those of `made`, which are then kept."""
    stamp = f"{VERSION} {checksum()} {stamp}"
    path = index.place(where).with_suffix(".lineage.json")
    kept = _kept(path, stamp)
    if kept is None:
        kept = list(made())
        _keep(path, stamp, kept)
    return kept


def _kept(path: Path, stamp: str) -> list[Link] | None:
    """Null where the file is missing, stale or damaged."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if head != _head(stamp, body):
        return None
    return [Link(older, newer, kind, score, tuple(shared)) for older, newer, kind, score, shared in json.loads(body)]


def _keep(path: Path, stamp: str, found: Iterable[Link]) -> None:
    """Where the file cannot be written, the next command computes them again."""
    body = json.dumps(list(found), ensure_ascii=False).encode()
    try:
        atomic.write(path, [_head(stamp, body), b"\n", body])
    except CorpusError:
        return


def _head(stamp: str, body: bytes) -> bytes:
    return f"{stamp} {zlib.crc32(body):08x}".encode()


def names(summits: Iterable[Mapping[str, object]], documents: Iterable[Mapping[str, object]]) -> dict[int, list[str]]:
    """How texts name each summit and what it adopted, from the rows of their tables."""
    found: dict[int, list[str]] = {}
    for year, row, parts in (
        *((s["year"], s, ("name", "city")) for s in summits),
        *((d["summit"], d, ("title",)) for d in documents),
    ):
        for part in parts:
            forms = row[part]
            assert isinstance(year, int)
            assert isinstance(forms, dict)
            found.setdefault(year, []).extend([forms["en"], forms["es"], *forms["en_aliases"], *forms["es_aliases"]])
    return found
