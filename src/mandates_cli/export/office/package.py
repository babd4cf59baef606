"""The files that Excel and Word read are ZIP archives, which hold when they were made: here, always the same."""

import zipfile
from datetime import datetime, time
from pathlib import Path
from typing import IO, Final

from mandates_cli.export import Chosen
from mandates_cli.export.office.readme import dated

# ZIP begins then.
EARLIEST: Final = (1980, 1, 1, 0, 0, 0)


def made(chosen: Chosen) -> datetime:
    """The day of the corpus, in place of the hour at which the file is written."""
    day = dated(chosen)
    return datetime.combine(day, time()) if day else datetime(*EARLIEST)


def settle(source: IO[bytes], path: Path) -> None:
    """The archive, its members as they are and dated alike. Raises OSError."""
    with zipfile.ZipFile(source) as found, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for member in found.infolist():
            entry = zipfile.ZipInfo(member.filename, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with found.open(member) as held, written.open(entry, "w", force_zip64=member.file_size > 2**31) as kept:
                while piece := held.read(2**20):
                    kept.write(piece)
