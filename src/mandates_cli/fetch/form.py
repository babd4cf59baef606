"""In which form somebody saved a page: told by the bytes, and in a folder by the ending first."""

import gzip
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias, cast

from mandates_cli.fetch.answer import MAX_BYTES
from mandates_cli.fetch.members import GZIP, TEARS
from mandates_cli.wording import worded

# Mails have long headers.
HEAD: Final = 65_536
WARC: Final = (b"WARC/", b"filedesc://")
ZIP: Final = b"PK\x03\x04"
# Of a frame, and of one that holds the dictionary for the others.
ZSTD: Final = (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")
ARCHIVES: Final = (".warc", ".warc.gz", ".arc", ".arc.gz")
# A page with its pictures, or a mail with several.
MAX_FILE: Final = 2**28
TOO_LARGE: Final = "is larger than {most} MiB, which no Mandates page is; save the page alone."
HTML: Final = (".html", ".htm", ".shtml", ".shtm", ".xhtml", ".xht")
MEDIA_TYPES: Final = {**dict.fromkeys(HTML, "text/html"), ".txt": "text/plain"}
# A server's programs have these endings, and the pages that they made.
MADE: Final = (".asp", ".aspx", ".cfm", ".cgi", ".do", ".jsp", ".jspx", ".php", ".phtml")
PACKED: Final = tuple(f"{ending}.gz" for ending in (*MEDIA_TYPES, *MADE))
READ: Final = (*MEDIA_TYPES, *PACKED, *ARCHIVES, ".mhtml", ".mht", ".eml")
LOOKED_INTO: Final = (*MADE, ".wacz")
# What else holds pages, or looks as if it did.
UNREAD: Final = (
    ".7z", ".azw3", ".chm", ".doc", ".docx", ".epub", ".maff", ".markdown", ".md", ".mobi", ".msg", ".odt", ".pdf",
    ".rar", ".rtf", ".tar", ".tar.gz", ".tgz", ".wacz", ".warc.zst", ".webarchive", ".zim", ".zip",
)  # fmt: skip
# They may hold the text of a page, and are read where a person names them.
TEXTS: Final = (".markdown", ".md")
MARKUP: Final = re.compile(
    rb"\s*+(?:\xef\xbb\xbf\s*+)?(?:<\?xml[^>]*>\s*+)?(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
WACZ: Final = re.compile(r"archive/.+\.warc(?:\.gz)?")

# What is raised for a package that is damaged, encrypted, or packed in a way that the library does not know.
UNREADABLE: Final = (*TEARS, NotImplementedError, RuntimeError, struct.error)
# As the format wants it, and as other programs do it. Others may take gigabytes to unpack a few bytes.
PACKINGS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN: Final = "is cut short or damaged; get it again."

# An archive with its name inside the file, or what is wrong with it, to follow both names.
Part: TypeAlias = tuple[tuple[str, ...], BinaryIO | str]
# Archives; the bytes of a page; or what is wrong, to follow the file's name.
Form: TypeAlias = Iterator[Part] | bytes | str


def is_read(path: Path) -> bool:
    """Whether a file in a folder is one that somebody saved as a page or an archive of pages."""
    name = _plain(path.name)
    if not name.endswith(LOOKED_INTO):
        return name.endswith(READ)
    try:
        with path.open("rb") as file:
            return MARKUP.match(file.read(HEAD)) is not None or _is_wacz(file)
    except OSError:
        return True


def unread(name: str) -> str | None:
    """The ending of what looks as if it held pages, but is not read."""
    found = (ending for ending in UNREAD if _plain(name).endswith(ending))
    return max(found, key=len, default=None)


def media_type(name: str) -> str | None:
    plain = _plain(name)
    return next((kind for ending, kind in MEDIA_TYPES.items() if plain.endswith(ending)), None)


def unpacked(name: str) -> str:
    """`sec.html` for `sec.html.gz`."""
    return name[: -len(".gz")] if name.lower().endswith(PACKED) else name


def _plain(name: str) -> str:
    """Its ending last: wget keeps the query, `sec.html?t=14`."""
    return name.lower().partition("?")[0]


def of(file: BinaryIO, name: str) -> Form:
    head = file.read(HEAD)
    file.seek(0)
    packed = head.startswith(GZIP)
    if (_begun(file) if packed else head).startswith(WARC) or _plain(name).endswith(ARCHIVES):
        return iter([((), file)])
    if head.startswith(ZSTD):
        return "is compressed with zstd, which is not read; unpack it first: zstd -d FILE."
    if _is_wacz(file):
        return _inside(file)
    if head.startswith(ZIP) and _plain(name).endswith(".wacz") and not _is_whole(file):
        return BROKEN
    if packed:
        return _unpacked(file)
    ending = unread(name)
    if ending and ending not in TEXTS and not MARKUP.match(head):
        return worded("was not taken: {ending} files are not read; save the page as .html or .mhtml.", ending=ending)
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > MAX_FILE:
        return worded(TOO_LARGE, most=MAX_FILE >> 20)
    return file.read()


def may_be_large(head: bytes) -> bool:
    """Whether what begins so can be an archive of many pages."""
    return head.startswith((GZIP, ZIP, *WARC))


def _begun(file: BinaryIO) -> bytes:
    try:
        return gzip.GzipFile(fileobj=file, mode="rb").read(len(max(WARC, key=len)))
    except (EOFError, zlib.error, OSError):
        return b""
    finally:
        file.seek(0)


def _unpacked(file: BinaryIO) -> bytes | str:
    try:
        data = gzip.GzipFile(fileobj=file, mode="rb").read(MAX_BYTES + 1)
    except (EOFError, zlib.error, OSError):
        return BROKEN
    if len(data) > MAX_BYTES:
        return worded(TOO_LARGE, most=MAX_BYTES >> 20)
    return data


def _is_wacz(file: BinaryIO) -> bool:
    return any(map(WACZ.fullmatch, _names(file) or ()))


def _is_whole(file: BinaryIO) -> bool:
    return _names(file) is not None


def _names(file: BinaryIO) -> list[str] | None:
    """What a package holds; null where it is none, or its table is damaged."""
    file.seek(0)
    try:
        return zipfile.ZipFile(file).namelist() if file.read(len(ZIP)) == ZIP else None
    except (*UNREADABLE, OSError):
        return None
    finally:
        file.seek(0)


def _inside(file: BinaryIO) -> Iterator[Part]:
    """The archives of a package. What is whole in a damaged one is read, so its checksum is compared afterwards."""
    with zipfile.ZipFile(file) as packed:
        for one in packed.infolist():
            if not WACZ.fullmatch(one.filename):
                continue
            inside, unchecked = (one.filename,), copy(one)
            unchecked.CRC = None  # type: ignore[assignment]  # as the library has it where a package names none
            if one.compress_type not in PACKINGS:
                yield inside, "is packed in another way than packages are; pack it anew."
                continue
            try:
                archive = packed.open(unchecked)
            except UNREADABLE:
                yield inside, "cannot be read; get the package again."
                continue
            with archive:
                yield inside, cast(BinaryIO, archive)
            if not _agrees(packed, one):
                yield inside, "is damaged (its checksum is another one); what is whole of it is taken."


def _agrees(packed: zipfile.ZipFile, one: zipfile.ZipInfo) -> bool:
    try:
        with packed.open(one) as archive:
            while archive.read(HEAD):
                pass
    except UNREADABLE:
        return False
    return True
