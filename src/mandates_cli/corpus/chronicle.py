"""Every mandate that the site ever showed, by its id, as the build wrote it down. Read without the models."""

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Final, cast

from mandates_cli.corpus.aliases import aliases
from mandates_cli.corpus.location import Location, opened
from mandates_cli.errors import CorpusError
from mandates_cli.query.naming import several
from mandates_cli.rows import LifetimeRow

# How each line begins.
ID: Final = b'{"id":"'


class Chronicle:
    """A corpus' history. Raises CorpusError where there is none, or it is damaged."""

    def __init__(self, where: Location) -> None:
        self._where = where
        self._asked = 0

    def beginning(self, prefix: str = "") -> Iterator[LifetimeRow]:
        """Those whose ids begin so, in their order."""
        wanted = ID + json.dumps(prefix.casefold(), ensure_ascii=False)[1:-1].encode(errors="replace")
        return (self._row(line, number) for number, line in self._lines(wanted) if line.startswith(wanted))

    def _lines(self, wanted: bytes) -> Iterable[tuple[int, bytes]]:
        """Who asks once reads the file by; who asks again has it at hand. Lines are sorted by their ids."""
        self._asked += 1
        if self._asked == 1:
            return self._read()
        return islice(enumerate(self._held, 1), bisect_left(self._held, wanted), bisect_left(self._held, wanted + b"~"))

    def _read(self) -> Iterator[tuple[int, bytes]]:
        path = self._where.history
        try:
            with opened(path) as lines:
                yield from enumerate(lines, 1)
        except FileNotFoundError as error:
            message = "{folder} was parsed by an older version, which wrote no history; run 'mandates parse'."
            raise CorpusError(message, folder=self._where.folder) from error
        except OSError as error:
            message = "Cannot read {path} ({reason}); run 'mandates parse' to make it again."
            raise CorpusError(message, path=path, reason=error.strerror) from error

    @cached_property
    def _held(self) -> Sequence[bytes]:
        return [line for _, line in self._read()]

    def _row(self, line: bytes, number: int) -> LifetimeRow:
        try:
            row = json.loads(line)
            if not row["phases"]:
                raise ValueError("no phases")
        except (ValueError, KeyError, TypeError) as error:
            message = "{path}:{number} is damaged; 'mandates parse' makes it anew."
            raise CorpusError(message, path=self._where.history, number=number) from error
        return cast(LifetimeRow, row)

    def named(self, name: str) -> LifetimeRow | None:
        """That of the id, or of the only one that begins so, or of the wording that another corpus would give that id;
        null where there is none. Raises UnknownName where several ids begin so."""
        found = list(self.beginning(name)) if name else []
        if not found:
            found = [row for id in aliases(self._where.identities, name.casefold()) for row in self.beginning(id)]
        exact = [row for row in found if row["id"] == name.casefold()]
        if exact or len(found) == 1:
            return (exact or found)[0]
        if not found:
            return None
        raise several(name, [row["id"] for row in found])
