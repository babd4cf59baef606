"""The seal of data/parsed: what each file of the records is, and what the journals of data/raw were by then.

A publication is committed by the renaming of its seal. Until then, and until each has taken its place, its files stand
beside the old ones, under names that their digests make: whoever meets that state reads them there.
"""

import json
import re
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from mandates_cli import bounded
from mandates_cli.errors import CorpusError, UsageError

FORMAT: Final = 1
PIECE: Final = 2**20
# Of a dozen files a seal says some 1,500 bytes.
MOST: Final = 2**20
# Of a digest, so many digits tell the files of two generations apart.
DIGITS: Final = 12
# mandates.jsonl
NAME: Final = re.compile(r"\w[\w.-]{0,99}", re.ASCII)
DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class Sealed(NamedTuple):
    """`size` in bytes: of a journal, of which more may follow, those that were there."""

    size: int
    sha256: str

    @classmethod
    def of(cls, chunks: Iterable[bytes]) -> Self:
        import hashlib

        digest, size = hashlib.sha256(), 0
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
        return cls(size, digest.hexdigest())

    def of_file(self, path: Path) -> bool:
        """Whether the file begins with these bytes. Raises OSError."""
        return Sealed.of(_beginning(path, self.size)) == self


class Seal(NamedTuple):
    """`files` of data/parsed and `journals` of data/raw, by name."""

    files: Mapping[str, Sealed]
    journals: Mapping[str, Sealed]

    @property
    def generation(self) -> str:
        """Tells these records from all others."""
        return ".".join(sealed.sha256[:8] for _, sealed in sorted(self.files.items()))

    def written(self) -> bytes:
        body = {"files": _rows(self.files), "journals": _rows(self.journals)}
        return json.dumps({"format": FORMAT, "sum": _sum(body), **body}, indent=2).encode("ascii") + b"\n"


def staged(parsed: Path, name: str, sealed: Sealed) -> Path:
    """Where a file of a publication stands until it has its place."""
    return parsed / f".{name}.{sealed.sha256[:DIGITS]}.new"


def text(path: Path) -> bytes | None:
    """Null where there is no seal: an earlier version made the corpus. Raises CorpusError for one that is there and
    cannot be read."""
    try:
        return bounded.read(path, MOST)
    except UsageError:
        return b""  # a pipe, or too much: no seal, as will be said
    except FileNotFoundError:
        return None
    except OSError as error:
        fault = "Cannot read {path} ({reason}); check its permissions."
        raise CorpusError(fault, path=path, reason=error.strerror) from error


def loaded(data: bytes, path: Path) -> Seal:
    """Raises CorpusError for what is not a whole seal."""
    try:
        found = json.loads(data)
        body = {"files": found["files"], "journals": found["journals"]}
        if found["format"] != FORMAT or found["sum"] != _sum(body):
            raise ValueError
        return Seal(_read(body["files"]), _read(body["journals"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        fault = "{path} is damaged or of a later version; 'mandates parse' makes it anew."
        raise CorpusError(fault, path=path) from error


def _read(rows: Mapping[str, Any]) -> dict[str, Sealed]:
    """Raises what `loaded` words. A seal that somebody else wrote leads to no file elsewhere."""
    found = {name: Sealed(**row) for name, row in rows.items()}
    for name, sealed in found.items():
        if not NAME.fullmatch(name) or type(sealed.size) is not int or not DIGEST.fullmatch(sealed.sha256):
            raise ValueError
    return found


def _rows(files: Mapping[str, Sealed]) -> dict[str, dict[str, int | str]]:
    return {name: sealed._asdict() for name, sealed in sorted(files.items())}


def _sum(body: Mapping[str, object]) -> str:
    return f"{zlib.crc32(json.dumps(body, sort_keys=True).encode()):08x}"


def _beginning(path: Path, size: int) -> Iterable[bytes]:
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(min(size, PIECE)):
            yield chunk
            size -= len(chunk)
