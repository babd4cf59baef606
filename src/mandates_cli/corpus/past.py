"""Every mandate that the site ever showed, by its id, as the build wrote it down. Read without the models."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final, cast

from mandates_cli.corpus.aliases import aliases
from mandates_cli.corpus.location import Location
from mandates_cli.errors import CorpusError, UnknownName
from mandates_cli.rows import LifetimeRow

# How each line begins.
ID: Final = b'{"id":"'
MOST_NAMED: Final = 5


def lifetimes(where: Location, beginning: str = "") -> Iterator[LifetimeRow]:
    """Those whose ids begin so, in their order. Raises CorpusError where there is no history, or it is damaged."""
    wanted = ID + beginning.casefold().encode(errors="replace")
    try:
        with where.history.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.startswith(wanted):
                    yield _row(line, where.history, number)
    except FileNotFoundError as error:
        message = "{folder} was parsed by an older version, which wrote no history; run 'mandates parse'."
        raise CorpusError(message, folder=where.folder) from error
    except OSError as error:
        message = "Cannot read {path} ({reason}); run 'mandates parse' to make it again."
        raise CorpusError(message, path=where.history, reason=error.strerror) from error


def _row(line: bytes, path: Path, number: int) -> LifetimeRow:
    try:
        row = json.loads(line)
        if not row["phases"]:
            raise ValueError("no phases")
    except (ValueError, KeyError, TypeError) as error:
        message = "{path}:{number} is damaged; 'mandates parse' makes it anew."
        raise CorpusError(message, path=path, number=number) from error
    return cast(LifetimeRow, row)


def lifetime(where: Location, name: str) -> LifetimeRow | None:
    """That of the id, or of the only one that begins so, or of the wording that another corpus would give that id; null
    where there is none. Raises UnknownName where several ids begin so."""
    found = list(lifetimes(where, name)) if name else []
    exact = [row for row in found if row["id"] == name.casefold()]
    if not found:
        found = [row for id in aliases(where.identities, name.casefold()) for row in lifetimes(where, id)]
    if exact or len(found) == 1:
        return (exact or found)[0]
    if not found:
        return None
    ids = tuple(row["id"] for row in found)
    shown = ", ".join(ids[:MOST_NAMED]) + (", …" if len(ids) > MOST_NAMED else "")
    raise UnknownName("{name!r} begins more than one id: {ids}. Add a few characters.", name, ids, ids=shown)
