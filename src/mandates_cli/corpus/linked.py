"""The links of a corpus, computed once and kept beside the index."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from mandates_cli.compare.links import Link
from mandates_cli.compare.phrases import checksum
from mandates_cli.corpus.derived import Derived
from mandates_cli.corpus.location import Location
from mandates_cli.query.naming import forms_of
from mandates_cli.rows import DocumentRow, SummitRow

VERSION: Final = "2"


def links(where: Location, stamp: str, compute: Callable[[], Iterable[Link]]) -> list[Link]:
    """The links on file, where they were made from what `stamp` says and with the tables of phrases as they are; else
    those of `compute`, which are then kept."""
    derived = Derived(where, ".lineage.json", f"{VERSION} {checksum()} {stamp}")
    if path := derived.current():
        return _read(path)
    found = list(compute())
    derived.made(lambda path: _write(path, found))
    return found


def _read(path: Path) -> list[Link]:
    rows = json.loads(path.read_bytes())
    return [Link(older, newer, kind, score, tuple(shared)) for older, newer, kind, score, shared in rows]


def _write(path: Path, found: Iterable[Link]) -> None:
    path.write_text(json.dumps(list(found), ensure_ascii=False), "utf-8")


def names(summits: Iterable[SummitRow], documents: Iterable[DocumentRow]) -> dict[int, list[str]]:
    """How texts name each summit and what it adopted."""
    found: dict[int, list[str]] = {}
    for summit in summits:
        found.setdefault(summit["year"], []).extend([*forms_of(summit["name"]), *forms_of(summit["city"])])
    for document in documents:
        found.setdefault(document["summit"], []).extend(forms_of(document["title"]))
    return found
