"""Bytes to text by a ladder of evidence: byte order mark, declaration, meta element, strict UTF-8, windows-1252.

Guessing libraries change texts, so none is used.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from mandates_cli.errors import PageError

MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Browsers read the labels of the second row as windows-1252, and pages that declare them hold its curly quotes.
LABELS: Final = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **dict.fromkeys("us-ascii ascii iso-8859-1 iso8859-1 latin1 latin-1 windows-1252 cp1252".split(), "windows-1252"),
}
META: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
OTHER_KINDS: Final = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"SQLite")


def _c1(error: UnicodeError) -> tuple[str, int]:
    """Five bytes have no character in windows-1252; browsers keep them as control characters."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("mandates_c1", _c1)


def _western(data: bytes) -> str:
    return data.decode("windows-1252", "mandates_c1")


# UTF-8 read as windows-1252: "Ã³" for "ó", "â€™" for "’".
CONTINUES: Final = re.escape(_western(bytes(range(0x80, 0xC0))))
GARBLED: Final = re.compile(f"[ÂÃ][{CONTINUES}]|â[{CONTINUES}]{{2}}")
LOST: Final = re.compile("[\ufffd\0\x80-\x9f]")


# A character of several bytes, and any byte that is no ASCII.
SEVERAL: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIGH: Final = re.compile(rb"[\x80-\xff]")


def _is_spoiled(data: bytes) -> bool:
    """Whether it is UTF-8 but for some bytes: most of what is no ASCII is whole characters. In windows-1252 next to
    none is: only `Ó”` and its like would seem so."""
    whole = SEVERAL.findall(data)
    return len(whole) > len(HIGH.findall(data)) - sum(map(len, whole))


class Decoded(NamedTuple):
    """`source` is the rung that decided: bom, declared, meta, strict or fallback. `refused` was declared, but is
    unknown or not what the bytes are in."""

    text: str
    encoding: str
    source: str
    refused: str | None = None


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Raises PageError for bytes that are no text."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(encoding, "replace"), encoding, "bom")
    if data.startswith(OTHER_KINDS) or b"\0" in data[:1024]:
        raise PageError("This is a binary file, not a text or HTML page; save the page as .html or .txt.")
    meta = META.search(data[:2048])
    rungs = (
        (declared, "declared"),
        (meta[1].decode("ascii") if meta else None, "meta"),
        ("utf-8", "strict"),
    )
    refused: str | None = None
    for label, source in rungs:
        encoding = LABELS.get((label or "").strip().lower(), "")
        text = _read(data, encoding) if encoding else None
        if text is not None:
            return Decoded(text, encoding, source, refused)
        if source != "strict":
            refused = refused or label
    return Decoded(_western(data), "windows-1252", "fallback", refused)


def _read(data: bytes, encoding: str) -> str | None:
    """The text of bytes in windows-1252, or in UTF-8; null where they are not in it."""
    if encoding == "windows-1252":
        return _western(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        # A page that was cut, or into which an editor put a byte of its own.
        lacks_little = error.reason == "unexpected end of data" or _is_spoiled(data)
        return data.decode(encoding, "replace") if lacks_little else None


def mojibake(text: str) -> Iterator[tuple[int, str, str]]:
    """What looks like UTF-8 that was read as windows-1252: where, how it stands, and what it would have been."""
    if not any(first in text for first in "ÂÃâ"):
        return
    for match in GARBLED.finditer(text):
        try:
            yield match.start(), match[0], b"".join(map(_byte, match[0])).decode("utf-8")
        except UnicodeError:
            continue


def _byte(character: str) -> bytes:
    return character.encode("latin-1" if "\x80" <= character <= "\x9f" else "windows-1252")


def lost(text: str) -> Iterator[int]:
    """Where a character stands for bytes that the encoding does not have."""
    return (match.start() for match in LOST.finditer(text)) if not text.isascii() or "\0" in text else iter(())
