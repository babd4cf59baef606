"""Bytes to text by a ladder of evidence: byte order mark, declaration, meta element, strict UTF-8, windows-1252.

Guessing libraries change texts, so none is used.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from mandates_cli.errors import PageError

MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
LABELS: Final = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    # Browsers read these labels as windows-1252, and pages that declare them hold its curly quotes.
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
    "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252",
    "latin1": "windows-1252",
    "latin-1": "windows-1252",
    "windows-1252": "windows-1252",
    "cp1252": "windows-1252",
}
META: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
OTHER_KINDS: Final = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"SQLite")


# UTF-8 read as windows-1252: "Ã³" for "ó", "â€™" for "’".
CONTINUES: Final = "".join(bytes([code]).decode("windows-1252", "ignore") for code in range(0x80, 0xC0))
GARBLED: Final = re.compile(f"[ÂÃ][{re.escape(CONTINUES)}]|â[{re.escape(CONTINUES)}]{{2}}")


class Decoded(NamedTuple):
    """`source` is the rung that decided: bom, declared, meta, strict or fallback."""

    text: str
    encoding: str
    source: str


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Raises PageError for bytes that are no text."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(encoding, "replace"), encoding, "bom")
    if data.startswith(OTHER_KINDS) or b"\0" in data[:1024]:
        raise PageError("This is no text or HTML page but a binary file; save the page as .html or .txt.")
    meta = META.search(data[:2048])
    rungs = (
        (declared, "declared"),
        (meta[1].decode("ascii") if meta else None, "meta"),
        ("utf-8", "strict"),
    )
    for label, source in rungs:
        encoding = LABELS.get((label or "").strip().lower(), "")
        if encoding == "windows-1252":
            return Decoded(data.decode("windows-1252", "replace"), encoding, source)
        if encoding:
            try:
                return Decoded(data.decode(encoding), encoding, source)
            except UnicodeDecodeError:
                continue
    return Decoded(data.decode("windows-1252", "replace"), "windows-1252", "fallback")


def mojibake(text: str) -> Iterator[tuple[str, str]]:
    """What looks like UTF-8 that was read as windows-1252, and what it would have been."""
    for match in GARBLED.finditer(text):
        try:
            yield match[0], match[0].encode("windows-1252").decode("utf-8")
        except UnicodeError:
            continue
