"""The files that the tables stand in: the package's, and a user's own of the same names beside the corpus.

What is derived from them is made anew when `checksum` changes. Reading commands ask for it, so that nothing heavy is
imported here.
"""

import zlib
from pathlib import Path
from typing import Final

from mandates_cli.errors import CorpusError

PACKAGE: Final = Path(__file__).parent
NAMES: Final = (
    "summits", "documents", "themes", "bodies", "languages", "skeleton", "labels", "site", "attribution", "archives",
)  # fmt: skip


def own(folder: Path | None) -> list[Path]:
    """The user's tables, sorted. Raises CorpusError for a file that is named like no table."""
    found = sorted(folder.glob("*.toml")) if folder else []
    for path in found:
        if path.stem not in NAMES:
            raise CorpusError(
                "{path} is named like no table; the tables are {names}.",
                path=path,
                names=", ".join(f"{name}.toml" for name in NAMES),
            )
    return found


def read(path: Path) -> bytes:
    """Raises CorpusError where a table cannot be read."""
    if path.exists() and not path.is_file():
        raise CorpusError("{path} is no file; remove it.", path=path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(
            "Cannot read {path} ({reason}); check the file or remove it.", path=path, reason=error.strerror
        ) from error


def checksum(folder: Path | None = None) -> str:
    """Of the package's tables and the user's in `folder`: eight hexadecimal digits, others once a byte has changed."""
    found = 0
    for path in [*(PACKAGE / f"{name}.toml" for name in NAMES), *own(folder)]:
        found = zlib.crc32(path.name.encode() + b"\n" + read(path), found)
    return f"{found:08x}"
