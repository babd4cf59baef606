"""What a run is about to change in several files of data/raw: all of it happens, or none.

It is written down first, in a file of its own. Where the run is killed after that, the next one that may write there
carries it out; before that, nothing has happened.
"""

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from mandates_cli import atomic
from mandates_cli.errors import CorpusError
from mandates_cli.fetch import journal

INTENT: Final = "intent.json"
REMEDY: Final = "put back a copy of that folder, or remove that file to do without what the run brought"


class Addition(NamedTuple):
    """Whole lines for a journal, by its name, which until then ends at `end`."""

    name: str
    end: int
    lines: bytes


def carry_out(folder: Path, added: Mapping[str, bytes], removed: Collection[str] = ()) -> None:
    """Add whole lines to journals and then remove files, all by name. Raises CorpusError where the disk does not take
    the lines; the journals then end as before."""
    additions = [Addition(name, journal.ending(folder / name), lines) for name, lines in added.items() if lines]
    path = folder / INTENT
    # One line needs no other to make sense.
    several = sum(lines.count(b"\n") for _, _, lines in additions) + len(removed) > 1
    if several:
        written = {"added": [(name, end, lines.decode()) for name, end, lines in additions], "removed": [*removed]}
        atomic.write(path, [json.dumps(written).encode()])
    try:
        for addition in additions:
            journal.write(folder / addition.name, addition.lines)
    except CorpusError:
        with suppress(OSError):  # what cannot be undone is finished by the next run
            for name, end, _ in additions:
                if journal.ending(folder / name) > end:
                    journal.cut(folder / name, end)
            path.unlink(missing_ok=True)
        raise
    _remove(folder, removed)
    if several:
        with atomic.writing(path):
            path.unlink()


def take_up(folder: Path) -> None:
    """Carry out what a run that was killed was about to do. Needs the corpus' lock.

    Raises CorpusError where the files have been changed since.
    """
    path = folder / INTENT
    try:
        written = json.loads(atomic.read(path))
        additions = [Addition(str(name), int(end), str(lines).encode()) for name, end, lines in written["added"]]
        if any(addition.end < 0 for addition in additions):
            raise ValueError
        removed = [str(name) for name in written["removed"]]
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise CorpusError("{path} cannot be read; {remedy}.", path=path, remedy=REMEDY) from error
    for name in (*(addition.name for addition in additions), *removed):
        _child(folder, name)
    for addition in additions:
        _complete(folder, addition)
    _remove(folder, removed)
    with atomic.writing(path):
        path.unlink()


def _complete(folder: Path, addition: Addition) -> None:
    """Add what is not there yet. Behind the end stands the beginning of the lines, where power failed with gaps of
    zeros; or all of them, and perhaps what was added since."""
    path = _child(folder, addition.name)
    try:
        found = atomic.read(path)
    except FileNotFoundError:
        found = b""
    except OSError as error:
        fault = "Cannot read {path} ({reason}); check its permissions."
        raise CorpusError(fault, path=path, reason=error.strerror) from error
    behind = found[addition.end :]
    if behind.startswith(addition.lines):
        return
    torn = len(behind) <= len(addition.lines) and all(a in (0, b) for a, b in zip(behind, addition.lines, strict=False))
    if len(found) < addition.end or not torn:
        fault = "{path} is not as {intent} says that a run left it; {remedy}."
        raise CorpusError(fault, path=path, intent=folder / INTENT, remedy=REMEDY)
    if behind:
        with atomic.writing(path):
            journal.cut(path, addition.end)
    journal.write(path, addition.lines)


def _remove(folder: Path, names: Collection[str]) -> None:
    for name in names:
        path = _child(folder, name)
        with atomic.writing(path):
            path.unlink(missing_ok=True)


def _child(folder: Path, name: str) -> Path:
    """Raises CorpusError for what is not directly in that folder."""
    if name != Path(name).name or name in ("", ".", "..") or not name.isprintable():
        raise CorpusError("{path} names {name!r}; {remedy}.", path=folder / INTENT, name=name, remedy=REMEDY)
    return folder / name
