"""What data/parsed holds; and what of it data/raw makes again where it is damaged, to the byte, as the seal shows."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from mandates_cli.corpus import Location, jsonl
from mandates_cli.corpus.generation import IDS_ANEW, Generation
from mandates_cli.corpus.location import IDENTITIES
from mandates_cli.corpus.seal import Seal, Sealed
from mandates_cli.errors import CorpusError
from mandates_cli.fetch import RawStore
from mandates_cli.fetch.store import MANIFEST, SNAPSHOTS
from mandates_cli.model import Diagnostic, Identity, Mandate, Page

# Each snapshot is read anew for that.
MOST_REPLAYED: Final = 100


class Made(NamedTuple):
    """The records of a state; `history` and `coverage` as JSON."""

    mandates: Sequence[Mandate]
    diagnostics: Sequence[Diagnostic]
    pages: Sequence[Page]
    identities: Sequence[Identity]
    history: Sequence[str]
    coverage: str

    def files(self) -> dict[str, list[str]]:
        """The lines of each file of data/parsed."""
        records = {
            "diagnostics.jsonl": self.diagnostics, "pages.jsonl": self.pages, "ids.jsonl": self.identities,
            "mandates.jsonl": self.mandates,
        }  # fmt: skip
        told = {name: jsonl.raws(of) for name, of in records.items()}
        return {**told, "history.jsonl": [*self.history], "coverage.json": [self.coverage]}


# Of what a store shows, with a table of ids and the mandates of the last time.
Make: TypeAlias = Callable[[RawStore, Sequence[Identity], Sequence[Mandate]], Made]


class Earlier(RawStore):
    """The store as it was when it was sealed; and, one by one, as it was after each of its snapshots."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        super().__init__(folder)
        for journal, name in ((self._manifest, MANIFEST), (self._snapshots, SNAPSHOTS)):
            sealed = seal.journals.get(name)
            if sealed:
                with journal.path.open("rb") as file:
                    del journal.records[file.read(sealed.size).count(b"\n") :]

    def ends(self) -> list[int]:
        """After how many sightings each snapshot was there."""
        told = [sighting.snapshot for sighting in self._manifest.records]
        return [end for end in range(1, len(told) + 1) if end == len(told) or told[end] != told[end - 1]]

    def until(self, end: int) -> None:
        del self._manifest.records[end:]


class Former(NamedTuple):
    """What a build begins with: the mandates of the last time, the table of ids, and the names of the files that were
    damaged and are made anew."""

    mandates: Sequence[Mandate]
    identities: Sequence[Identity]
    damaged: tuple[str, ...]


def former(where: Location, make: Make) -> Former:
    """Raises CorpusError where that is damaged which cannot be made again: a journal, or a table of ids that knows more
    than data/raw tells."""
    try:
        held = Generation.at(where)
    except CorpusError:
        return Former(_readable(where), identities(where), (where.seal.name,))
    if held.seal is None:
        return Former(_readable(where), identities(where), ())
    altered = held.altered(trusting=False)
    for journal in altered:
        if journal.parent == where.raw:
            raise held.fault(journal)
    damaged = tuple(sorted(path.name for path in altered))
    table = _identities(held, make) if held.where.identities in altered else identities(held.where)
    if held.where.truth in altered:
        return Former(remade(held, make, table).mandates, table, damaged)
    return Former(jsonl.read(held.where.truth, Mandate), table, damaged)


def remade(held: Generation, make: Make, table: Sequence[Identity]) -> Made:
    """What the pages make that were there when the records were sealed; without a seal, those that are there."""
    where = held.where
    store = Earlier(where.raw, held.seal) if held.seal else RawStore(where.raw)
    return make(store, table, ())


def identities(where: Location) -> list[Identity]:
    """The table of ids. Raises CorpusError where it is damaged."""
    path = where.identities
    if path.is_file():
        return jsonl.read(path, Identity, IDS_ANEW)
    if os.path.lexists(path):
        raise Generation(where).fault(path)
    return []


def _identities(held: Generation, make: Make) -> Sequence[Identity]:
    """The table that was sealed, where the snapshots one after another make it again to the byte; none where the file
    was removed, which is how a user has ids begin anew."""
    assert held.seal is not None
    path = held.where.identities
    so_far = Made((), (), (), (), (), "")
    ends = Earlier(held.where.raw, held.seal).ends()
    for end in ends if len(ends) <= MOST_REPLAYED else ():
        store = Earlier(held.where.raw, held.seal)
        store.until(end)
        so_far = make(store, so_far.identities, so_far.mandates)
    if Sealed.of(jsonl.ended(jsonl.raws(so_far.identities))) == held.seal.files[IDENTITIES.name]:
        return so_far.identities
    if os.path.lexists(path):
        raise held.fault(path)
    return []


def _readable(where: Location) -> list[Mandate]:
    """The records so far; none where they cannot be read, since they are about to be made anew."""
    try:
        return jsonl.read(where.truth, Mandate) if where.truth.is_file() else []
    except CorpusError:
        return []
