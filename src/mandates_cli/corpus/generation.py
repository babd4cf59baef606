"""The records as one generation: whole, of one publication, and what was sealed.

Each opening compares sizes and times; a file that was touched since it was last found whole is read and its digest
compared. What was found whole is noted beside the index.
"""

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, Self

from mandates_cli.corpus import seal as seals
from mandates_cli.corpus.derived import Derived, times
from mandates_cli.corpus.location import TRUTH, Location
from mandates_cli.corpus.seal import Seal, Sealed
from mandates_cli.errors import CorpusError

# What was written to this lately (nanoseconds) may be written to again without another time.
LATELY: Final = 2 * 10**9
# Of what is more than this, and more than twice as long as it was, no line is sought that is wrong.
MUCH: Final = 2**24
ANEW: Final = "'mandates parse' makes it anew"
# The one file that data/raw cannot make again: ids of corrected wordings are nowhere else.
IDS_ANEW: Final = "mend it, put back a copy of the file, or remove it to let ids of corrected wordings begin anew"
REINSTALL: Final = "reinstall mandates-cli"
ALTERED: Final = "{path} is not what was written ('mandates check' tells more); {remedy}."


class Superseded(CorpusError):
    """Other records were published while these were read."""

    def __init__(self) -> None:
        super().__init__("The records were published anew while they were read; run this again.")


class Generation(NamedTuple):
    """`where` knows the places of its files; `seal` is null, and so is its `text`, for a corpus of an earlier
    version."""

    where: Location
    seal: Seal | None = None
    text: bytes | None = None

    @classmethod
    def at(cls, where: Location) -> Self:
        """As its seal says, without a look at its files. Raises CorpusError for a seal that is none."""
        text = seals.text(where.seal)
        if text is None:
            return cls(where)
        seal = seals.loaded(text, where.seal)
        beside = {name: seals.staged(where.parsed, name, sealed) for name, sealed in seal.files.items()}
        return cls(where._replace(staged={name: path for name, path in beside.items() if path.exists()}), seal, text)

    @classmethod
    def opened(cls, where: Location) -> Self:
        """Raises CorpusError with the file, its line where that can be told, and what to do, for one that is not what
        was sealed."""
        while True:
            found = cls.at(where)
            altered = found.altered()
            # A file may have taken its place between two looks at it.
            moved = altered and cls.at(where).where.staged != found.where.staged
            if found.stands and not moved:
                break
        if altered:
            raise found.fault(altered[0])
        return found

    @property
    def stands(self) -> bool:
        """Whether no other one was published meanwhile: what was read of this one was of this one alone."""
        text = seals.text(self.where.seal)
        if text == self.text or text is None or self.seal is None:
            return text == self.text
        return seals.loaded(text, self.where.seal).generation == self.seal.generation

    def altered(self, *, trusting: bool = True) -> list[Path]:
        """The files that are not what was sealed. `trusting` those that nothing was written to since they were."""
        if self.seal is None:
            return [path for path in _named(self.where) if os.path.lexists(path) and not path.is_file()]
        notes = Derived(self.where, ".checked", self.seal.generation)
        known = set(notes.noted().split("\n")) if trusting else set()
        wrong: list[Path] = []
        whole: dict[str, Path] = {}
        for path, sealed, grows in self._parts(self.seal):
            line = _line(path, sealed)
            if line in known or _holds(path, sealed, grows=grows):
                whole[line] = path
            else:
                wrong.append(path)
        settled = {line for line, path in whole.items() if line in known or _settled(path)}
        if not wrong and settled - known:
            notes.note("\n".join(sorted(settled)))
        return wrong

    def altered_journals(self) -> list[Path]:
        """Those of data/raw among them, also where all of it is gone, and whatever was noted; nothing is written."""
        journals = self.seal.journals if self.seal else {}
        found = ((self.where.raw / name, sealed) for name, sealed in journals.items())
        return [path for path, sealed in found if not _holds(path, sealed, grows=True)]

    def check_truth(self) -> None:
        """Before anything is made of them: the records, byte for byte. Raises CorpusError as `opened` does."""
        sealed = self.seal.files.get(TRUTH.name) if self.seal else None
        # The second look is for records that took their place during the first.
        if sealed and not any(_holds(self.where.truth, sealed, grows=False) for _ in range(2)):
            raise self.fault(self.where.truth)

    def _parts(self, seal: Seal) -> Iterator[tuple[Path, Sealed, bool]]:
        """Each file with what it was, and whether it may have grown since. Records are read without data/raw too."""
        for name, sealed in seal.files.items():
            yield self.where.place(name), sealed, False
        if self.where.raw.is_dir():
            for name, sealed in seal.journals.items():
                yield self.where.raw / name, sealed, True

    def fault(self, path: Path) -> CorpusError:
        """What to say of a file that is not what was sealed."""
        remedy = self.remedy(path)
        if not path.is_file():
            template = "{path} is no file; {remedy}." if os.path.lexists(path) else "{path} is missing; {remedy}."
            return CorpusError(template, path=path, remedy=remedy)
        from mandates_cli.corpus import jsonl

        name = next((name for name, staged in self.where.staged.items() if staged == path), path.name)
        told = None if self.is_endless(path) else jsonl.fault(path, name, remedy)
        return told or CorpusError(ALTERED, path=path, remedy=remedy)

    def is_endless(self, path: Path) -> bool:
        """Whether so much stands there that it is not to be read, such as a file that was lengthened by nothing."""
        known = {self.where.place(name): sealed for name, sealed in self.seal.files.items()} if self.seal else {}
        return path in known and path.stat().st_size > 2 * known[path].size + MUCH

    def remedy(self, path: Path) -> str:
        if self.where.origin == "shipped":
            return REINSTALL
        if path.parent == self.where.raw:
            return (
                f"put back a copy of it, or remove {self.where.seal} and run 'mandates parse' to take it as it stands"
            )
        return IDS_ANEW if path == self.where.identities else ANEW


def _named(where: Location) -> tuple[Path, ...]:
    """The files that one without a seal may have."""
    records = (where.truth, where.identities, where.history, where.diagnostics, where.pages, where.coverage)
    return (*records, where.raw / "manifest.jsonl", where.raw / "snapshots.jsonl")


def _line(path: Path, sealed: Sealed) -> str:
    """What is noted of a file that is whole: it is so while this stays."""
    try:
        return f"{sealed.sha256} {times(path)}"
    except OSError:
        return path.name


def _settled(path: Path) -> bool:
    try:
        return time.time_ns() - path.stat().st_ctime_ns > LATELY
    except OSError:
        return False


def _holds(path: Path, sealed: Sealed, *, grows: bool) -> bool:
    """Whether it is a file, and what was sealed."""
    try:
        status = path.stat()
        fits = status.st_size >= sealed.size if grows else status.st_size == sealed.size
        return fits and stat.S_ISREG(status.st_mode) and sealed.of_file(path)
    except OSError:
        return False
