"""An import: saved pages into data/raw, then parsed."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from mandates_cli.corpus import Location
from mandates_cli.errors import UsageError
from mandates_cli.fetch import RawStore, intake, saved
from mandates_cli.fetch.capture import Capture, Damage
from mandates_cli.fetch.intake import Intake
from mandates_cli.fetch.scope import Scope
from mandates_cli.model import Site
from mandates_cli.pipeline import history
from mandates_cli.pipeline.build import Built, Readings, build, one_writer
from mandates_cli.wording import escaped


def found(paths: Iterable[Path | bytes | BinaryIO], site: Site, now: dt.datetime) -> tuple[list[Capture], list[Damage]]:
    """The captures in files, folders, and what was piped in, and a sentence for each that is damaged. `now` dates what
    comes without a date."""
    read: list[Capture | Damage] = []
    for path in paths:
        if isinstance(path, Path):
            read += saved.read(path, site.folder, now)
            continue
        with BytesIO(path) if isinstance(path, bytes) else path as piped:
            read += saved.opened(piped, Path("stdin"), site.folder, now)
    captures = [one for one in read if isinstance(one, Capture)]
    return captures, [one for one in read if not isinstance(one, Capture)]


def saved_from(captures: Sequence[Capture], url: str, site: Site) -> Capture:
    """The one capture, as seen at that address. Raises UsageError where there are more, or it is not an address."""
    if len(captures) != 1:
        fault = "--url names one page, but {count:,} were given; import them one at a time."
        raise UsageError(fault, count=len(captures))
    address, moment = saved.replayed(escaped(url))
    if not saved.web(address):
        fault = "--url {url!r} is not a web address; write it like {example}."
        raise UsageError(fault, url=url, example=f"{site.mirrors[0]}{site.folder}dem.html")
    return replace(captures[0], url=address, seen=moment or captures[0].seen)


def take(
    where: Location,
    captures: Iterable[Capture],
    readings: Readings,
    now: dt.datetime,
    told: Callable[[Intake], None] = lambda _: None,
) -> tuple[Intake, Built | None]:
    """Store the captures, and build where that changes anything; `told` is called between the two."""
    with one_writer(where):
        store = RawStore(where.raw)
        restored = history.restored(store, captures, now)
        history.remember(where, restored.tables)
        taken = intake.take(restored.left, store, Scope.of(readings.tables.site), readings.examine, now)
        taken.became += restored.became
        taken.refused += restored.faults
        if not taken.taken:
            return taken, None
        told(taken)
        return taken, build(where, store, readings)
