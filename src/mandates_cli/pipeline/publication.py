"""The records as they reach data/parsed: all of a generation, or none.

Each file is written beside the one that it is to replace; then the new seal takes the place of the old one, which
commits all of them; then each takes its place. What is interrupted before the seal changes nothing, and what is
interrupted after it is finished by the next writer: until then, readers find the files beside.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from mandates_cli import atomic
from mandates_cli.corpus import Location, jsonl, seal
from mandates_cli.corpus.generation import Generation
from mandates_cli.corpus.seal import Seal, Sealed
from mandates_cli.errors import CorpusError
from mandates_cli.fetch.store import MANIFEST, SNAPSHOTS

# ".mandates.jsonl.4f63ba504ae8.new"
STAGED: Final = re.compile(rf"\..+\.[0-9a-f]{{{seal.DIGITS}}}\.new")
UNFINISHED: Final = (
    "The new records are whole, but {path} is not in its place ({reason}); readers find it, and the next command that"
    " writes there puts it in."
)


def publish(where: Location, files: Mapping[str, Sequence[str]]) -> Generation:
    """Lines of each file, by its name, sealed with data/raw as it is. Needs the corpus' lock.

    Raises CorpusError where the disk does not take them; then the old ones are there, or all of the new ones.
    """
    sealed = {name: Sealed.of(jsonl.ended(lines)) for name, lines in files.items()}
    _commit(where, Seal(sealed, _journals(where)), files)
    return Generation.opened(where)


def amend(where: Location, name: str, lines: Sequence[str]) -> None:
    """Publish one file anew; the others stay. Without a seal it is written alone. Needs the corpus' lock."""
    old = Generation.at(where).seal
    if old is None:
        atomic.write(where.parsed / name, jsonl.ended(lines))
        return
    _commit(where, old._replace(files={**old.files, name: Sealed.of(jsonl.ended(lines))}), {name: lines})


def seal_journals(where: Location) -> None:
    """Seal what was added to data/raw, where no page of it is another one. Needs the corpus' lock."""
    old = Generation.at(where).seal
    journals = _journals(where)
    if old and old.journals != journals:
        atomic.write(where.seal, [old._replace(journals=journals).written()])


def finish(where: Location) -> None:
    """Put each file of an interrupted publication in its place, and remove what was never committed. Needs the corpus'
    lock. A seal that is none is left to the build."""
    try:
        found = Generation.at(where)
    except CorpusError:
        return
    for name, path in found.where.staged.items():
        with atomic.writing(where.parsed / name):
            path.replace(where.parsed / name)
    for left in _staged(where):
        with atomic.writing(where.parsed):
            left.unlink(missing_ok=True)


def _commit(where: Location, new: Seal, files: Mapping[str, Sequence[str]]) -> None:
    beside = {name: seal.staged(where.parsed, name, new.files[name]) for name in files}
    try:
        for name, path in beside.items():
            with atomic.writing(where.parsed / name):
                atomic.replace(path, jsonl.ended(files[name]))
        atomic.write(where.seal, [new.written()])
    except BaseException:
        # The disk may have taken the seal and failed after that.
        if seal.text(where.seal) != new.written():
            for path in beside.values():
                path.unlink(missing_ok=True)
        raise
    for name, path in beside.items():
        try:
            path.replace(where.parsed / name)
        except OSError as error:
            raise CorpusError(UNFINISHED, reason=error.strerror, path=where.parsed / name) from error


def _journals(where: Location) -> dict[str, Sealed]:
    """Those of data/raw as they are, by name."""
    return {name: found for name in (MANIFEST, SNAPSHOTS) if (found := _so_far(where.raw / name))}


def _so_far(journal: Path) -> Sealed | None:
    """A journal to the end of its last whole line; null where there is none."""
    try:
        data = journal.read_bytes()
    except FileNotFoundError:
        return None
    return Sealed.of([data[: data.rfind(b"\n") + 1]])


def _staged(where: Location) -> Iterator[Path]:
    if where.parsed.is_dir():
        yield from (Path(entry) for entry in os.scandir(where.parsed) if STAGED.fullmatch(entry.name))
