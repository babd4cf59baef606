"""An import: saved pages into data/raw, then parsed."""

import contextlib
import datetime as dt
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path, PurePath
from typing import BinaryIO, Final, NamedTuple

from mandates_cli.corpus import Location
from mandates_cli.errors import CorpusError, UsageError
from mandates_cli.fetch import RawStore, form, intake, saved
from mandates_cli.fetch.capture import PASSED_OVER, Capture, Damage
from mandates_cli.fetch.intake import Became, Intake
from mandates_cli.fetch.rehearsal import Rehearsal
from mandates_cli.fetch.scope import Scope, web
from mandates_cli.fetch.spool import Spool
from mandates_cli.fetch.store import MANIFEST
from mandates_cli.fetch.table import Origin
from mandates_cli.folding import fold
from mandates_cli.model import Sighting, Site
from mandates_cli.parse.likeness import likeness
from mandates_cli.pipeline import history
from mandates_cli.pipeline.build import Built, Readings, build, one_writer
from mandates_cli.wording import escaped, worded

# Saved pages that one import takes: each is known by a few hundred bytes until it is stored.
MOST: Final = 200_000
CORRECTED: Final = 0.7
LOST: Final = "{page} no longer shows {gone} of its {mandates:mandate}; 'mandates diff previous latest' shows which."


def losses(where: Location, intake: Intake, readings: Readings) -> list[str]:
    """A sentence for each page that no longer shows mandates which it showed before this import."""
    store, told = RawStore(where.raw), []
    state = store.state()
    for page, before in {fate.page: fate.before for fate in reversed(intake.fates) if fate.before}.items():
        if page not in state:
            continue
        old, new = (_texts(readings, store, sighting) for sighting in (before, state[page]))
        if gone := _gone(old - new, new - old):
            told.append(worded(LOST, page=page, gone=gone, mandates=len(old)))
    return told


def _gone(left: set[str], came: set[str]) -> int:
    """How many of the texts that left are not those that came, corrected."""
    gone = 0
    for text in sorted(left):
        corrected = next((other for other in sorted(came) if likeness(text, other, CORRECTED) >= CORRECTED), None)
        came = came - {corrected} if corrected else came
        gone += corrected is None
    return gone


def _texts(readings: Readings, store: RawStore, sighting: Sighting) -> set[str]:
    """What a page's mandates say, folded."""
    return {fold(excerpt.text) for excerpt in readings.read(store, sighting).excerpts}


class How(NamedTuple):
    """`force` takes also what does not look like a Mandates page, or lost most of what its page showed. `undated` are
    the paths of files that are one snapshot whatever their dates."""

    force: bool = False
    undated: Collection[PurePath] = frozenset()


def found(
    paths: Iterable[Path | bytes | BinaryIO], site: Site, now: dt.datetime, became: "Counter[Became] | None" = None
) -> tuple[list[Capture], list[Damage]]:
    """The captures in files, folders, and what was piped in, and a sentence for each that is damaged. `now` dates what
    comes without a date. What an archive holds of other pages is counted in `became`, and not kept."""
    captures: list[Capture] = []
    damages: list[Damage] = []
    for one in _read(paths, site, now):
        if not isinstance(one, Capture):
            damages.append(one)
        elif one.content or one.status != PASSED_OVER:
            captures.append(one)
            if len(captures) > MOST:
                raise UsageError("There are more than {most:,} saved pages; import them in parts.", most=MOST)
        elif became is not None:
            became["passed over"] += 1
    return captures, damages


def _read(paths: Iterable[Path | bytes | BinaryIO], site: Site, now: dt.datetime) -> Iterator[Capture | Damage]:
    spool = Spool()
    for path in paths:
        if isinstance(path, Path):
            yield from saved.read(path, site.folder, now, spool)
            continue
        with BytesIO(path) if isinstance(path, bytes) else path as piped:
            yield from saved.opened(piped, Path("stdin"), site.folder, now, spool)


def saved_from(captures: Sequence[Capture], url: str, site: Site) -> Capture:
    """The one capture, as seen at that address. Raises UsageError where there are more, or it is not an address."""
    if len(captures) != 1:
        fault = "--url names one page, but {count:,} were given; import them one at a time."
        raise UsageError(fault, count=len(captures))
    address, moment = saved.replayed(escaped(url))
    if not web(address):
        fault = "--url {url!r} is not a web address; write it like {example}."
        raise UsageError(fault, url=url, example=f"{site.mirrors[0]}{site.folder}dem.html")
    return replace(captures[0], url=address, seen=moment or captures[0].seen)


def originating(captures: Iterable[Capture], table: Mapping[Path, Origin]) -> list[Capture]:
    """The captures, those of files in `table` with the address and date that it gives them. Raises UsageError for a
    file of it that is no single page."""
    files: dict[PurePath, Path] = {path.with_name(form.unpacked(path.name)): path for path in table}
    found, placed = [], set()
    for capture in captures:
        file = _file(capture, files)
        if file and file in placed:
            fault = "{path} holds more than one page, but line {line} of the table gives it one address; leave it out."
            raise UsageError(fault, path=file, line=table[file].line)
        if file:
            placed.add(file)
            origin = table[file]
            capture = replace(capture, url=origin.url, seen=origin.seen or capture.seen, path=file)
        found.append(capture)
    return found


def _file(capture: Capture, files: Mapping[PurePath, Path]) -> Path | None:
    """The file that it came from: a page of a mail stands below it."""
    path = capture.path
    return (files.get(path) or files.get(path.parent)) if path else None


def rehearsed(where: Location, captures: Iterable[Capture], readings: Readings, now: dt.datetime, how: How) -> Intake:
    """What `take` would do; nothing is written."""
    store = Rehearsal(where.raw)
    return _taken(history.restored(store, captures, now), store, readings, now, how)


def _taken(restored: history.Restored, store: RawStore, readings: Readings, now: dt.datetime, how: How) -> Intake:
    scope, known = Scope.of(readings.tables.site), frozenset(readings.tables.pages())
    return intake.take(
        restored.left, store, scope, readings.examine, now, known=known, undated=how.undated, force=how.force,
        so_far=restored.intake,
    )  # fmt: skip


def _guard(where: Location) -> None:
    """Raises CorpusError for records whose pages are not here: a build would leave none of them."""
    if where.truth.is_file() and not (where.raw / MANIFEST).is_file():
        fault = (
            "{folder} has records, but not the pages they were made from; choose another folder with --data-dir, or"
            " replace them with --force."
        )
        raise CorpusError(fault, folder=where.folder)


def take(
    where: Location,
    captures: Iterable[Capture],
    readings: Readings,
    now: dt.datetime,
    told: Callable[[Intake], None] = lambda _: None,
    how: How = How(),  # noqa: B008 (it holds nothing)
) -> tuple[Intake, Built | None]:
    """Store the captures, and build where that changes anything; `told` is called between the two. Raises CorpusError
    for records whose pages are not here, unless forced."""
    if not how.force:
        _guard(where)
    elif not (where.raw / MANIFEST).is_file():
        where.seal.unlink(missing_ok=True)  # which knows the history that these pages begin anew
    fresh = not where.folder.exists()
    with one_writer(where), readings.kept_in(where):
        store = RawStore(where.raw)
        with store.together():
            restored = history.restored(store, captures, now)
            taken = _taken(restored, store, readings, now, how)
        history.remember(where, restored.tables)
        if taken.taken:
            told(taken)
            return taken, build(where, store, readings)
    if fresh:
        _removed(where)
    return taken, None


def _removed(where: Location) -> None:
    """The folder that was made for the lock and what was looked over; what else stands in it by now stays."""
    shutil.rmtree(where.workings, ignore_errors=True)
    (where.folder / ".lock").unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        where.folder.rmdir()
