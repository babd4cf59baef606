"""The bytes of an archive of records, unpacked piece by piece: of a plain file, or of a gzip file member by member.

Nothing is held but the piece that is being looked at. After a member that is damaged the next sound one is looked for.
"""

import contextlib
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

GZIP: Final = b"\x1f\x8b"
PIECE: Final = 2**16
# The first line of a record.
# WARC/1.0
# http://www.summit-americas.org/sisca/dem.html 192.0.2.1 20190503101500 text/html 5026
# Not: WARC-Type: response
LINE: Final = 4_096
BEGIN: Final = (
    rb"(?:WARC/\d\.\d{1,2}[ \t]*\r?\n"
    rb"|[a-z]{3,10}:[^\r\n]{1,3800} [^ \r\n]{1,100} \d{8,14} [^ \r\n]{0,100} \d{1,18}\r?\n)"
)
STARTS: Final = re.compile(BEGIN)
NEXT: Final = re.compile(rb"\n" + BEGIN)
BLANK: Final = b"\r\n"
# The header of a member: deflate, any flags, time, how well it is packed, on which system.
MEMBER: Final = re.compile(rb"\x1f\x8b\x08[\0-\x1f].{4}[\0\x02\x04][\0-\x0d\xff]", re.DOTALL)
HEADER: Final = 10
# How zlib is told that it has one.
GZIPPED: Final = 31
LOOKED_AT: Final = 1_024
# What is read once more to find what stands behind some damage, at most: a forged file could ask for it without end.
SEARCHED: Final = 2**28
CUT: Final = "is cut short"
DAMAGED: Final = "is damaged"
# What is raised within a package that is damaged; it may ask for a seek before its beginning.
TEARS: Final = (zipfile.BadZipFile, zlib.error, EOFError, ValueError)


class Torn(Exception):
    """What is packed is damaged, or ends too early. Its text says so, to follow the name of a record."""


class Stream:
    """Bytes with a look ahead. `more` gives the next piece, empty at the end, or raises Torn; `back` is told an offset
    and how far was read, and says whether that piece is next now. `torn` is why nothing more comes."""

    def __init__(self, more: Callable[[], bytes], back: Callable[[int, int], bool] = lambda _, __: False) -> None:
        self._more = more
        self._back = back
        self._held = b""
        self._at = 0
        self._before = 0
        self.torn: Torn | None = None

    @property
    def at(self) -> int:
        return self._before + self._at

    def _filled(self, size: int) -> bool:
        """Whether so many bytes are still there. What is there may be read before Torn is raised."""
        while self.torn is None and len(self._held) - self._at < size:
            try:
                piece = self._more()
            except Torn as torn:
                self.torn = torn
                break
            if not piece:
                break
            self._before += self._at
            self._held = self._held[self._at :] + piece
            self._at = 0
        if self.torn and self._at == len(self._held):
            raise self.torn
        return len(self._held) - self._at >= size

    def peek(self, size: int) -> bytes:
        self._filled(size)
        return self._held[self._at : self._at + size]

    def read(self, most: int) -> bytes:
        """A piece of at most so many bytes, empty at the end."""
        if self._at == len(self._held):
            self._filled(1)
        piece = self._held[self._at : self._at + most]
        self._at += len(piece)
        return piece

    def line(self, most: int) -> bytes:
        """With its end, where that comes within `most` bytes."""
        size = 0
        while True:
            end = self._held.find(b"\n", self._at + size, self._at + most)
            size = len(self._held) - self._at
            if end >= 0 or size >= most or not self._filled(size + 1):
                return self.read(end + 1 - self._at if end >= 0 else most)

    def blank(self) -> bytes:
        """The ends of lines that stand here, or the last few of them."""
        found = b""
        while piece := self.peek(LINE):
            rest = piece.lstrip(BLANK)
            found = (found + piece[: len(piece) - len(rest)])[-len(BLANK) * 2 :]
            self._at += len(piece) - len(rest)
            if rest:
                break
        return found

    def starts(self) -> bool:
        """Whether a record begins here."""
        return STARTS.match(self.peek(LINE)) is not None

    def seek_record(self) -> bool:
        """Goes to the next line with which a record begins. Whether there is one."""
        while True:
            self._filled(PIECE)
            if found := NEXT.search(self._held, self._at):
                self._at = found.start() + 1
                return True
            self._at = max(self._at, len(self._held) - LINE)
            if not self._filled(len(self._held) - self._at + 1):
                self._at = len(self._held)
                return False

    def back(self, offset: int) -> None:
        """Goes there again, where that is to be had."""
        if self._back(offset, self._before + len(self._held)):
            self._held, self._at, self._before = b"", 0, offset


def piece(file: BinaryIO) -> bytes:
    """The next one of the file, empty at its end. Where a package is damaged, that is the end: its checksum tells."""
    try:
        return file.read(PIECE)
    except TEARS:
        return b""


def is_packed(head: bytes) -> bool:
    """Whether what begins so is a gzip file, perhaps one whose first bytes are damaged."""
    is_plain = STARTS.match(head.lstrip(BLANK)) or NEXT.search(head)
    return head.startswith(GZIP) or (not is_plain and MEMBER.search(head) is not None)


def plain(file: BinaryIO) -> Stream:
    """What is not packed, from its beginning."""
    left = SEARCHED
    if not isinstance(file, zipfile.ZipExtFile):
        left += 2 * file.seek(0, os.SEEK_END)
    file.seek(0)

    def back(offset: int, reached: int) -> bool:
        nonlocal left
        # Within a package the way back begins at its beginning.
        left -= reached if isinstance(file, zipfile.ZipExtFile) else reached - offset
        if left >= 0:
            file.seek(offset)
        return left >= 0

    return Stream(lambda: piece(file), back)


class Members:
    """The members of a gzip file, one after another."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        self._file = file
        self._read = 0
        # What is not unpacked yet, and what was lately, of this member.
        self._rest = b""
        self._lately = b""
        self._inflater = zlib.decompressobj(GZIPPED)
        self._is_torn = False
        self._is_found = False
        self._searched = 0
        self.offset = 0

    def streams(self) -> Iterator[Stream]:
        """One for each, which begins at `offset` in the file. What stands between them and is none makes a torn one."""
        while self._begins():
            self.offset = self._read - len(self._rest)
            self._inflater, self._lately, self._is_torn = zlib.decompressobj(GZIPPED), self._rest, False
            stream = Stream(self._more)
            yield stream
            with contextlib.suppress(Torn):
                while stream.read(PIECE):
                    pass
            self._is_found = self._is_torn
            if self._is_torn and not self._found():
                return

    def _begins(self) -> bool:
        """Whether anything follows. Files are filled up with zeros."""
        while not (rest := self._rest.lstrip(b"\0")):
            self._rest = b""
            if not self._next():
                return False
        self._rest = rest
        return True

    def _next(self) -> bytes:
        """The next piece of the file, behind the rest."""
        following = piece(self._file)
        self._read += len(following)
        self._rest += following
        return following

    def _more(self) -> bytes:
        while not self._inflater.eof and not self._is_torn:
            is_end = False
            if not self._rest:
                is_end = not self._next()
                self._lately = self._lately[-PIECE:] + self._rest
            try:
                unpacked = self._inflater.decompress(self._rest, PIECE)
            except zlib.error:
                self._is_torn = True
                raise Torn(DAMAGED) from None
            self._rest = self._inflater.unused_data or self._inflater.unconsumed_tail
            self._searched += len(unpacked) if self._is_found else 0
            if unpacked:
                return unpacked
            if is_end and not self._inflater.eof:
                self._is_torn = True
                raise Torn(CUT)
        return b""

    def _found(self) -> bool:
        """Goes to the next member that begins with a record. What is unpacked wrongly may have run into it."""
        self._rest, at = self._lately[1:], 0
        while self._searched < SEARCHED:
            found = MEMBER.search(self._rest, at)
            at = found.start() if found else max(at, len(self._rest) - HEADER + 1)
            if len(self._rest) - at < LOOKED_AT:
                self._rest, at = self._rest[at:], 0
                if self._next():
                    continue
            if found is None:
                break
            self._searched += LOOKED_AT
            if _begins_record(self._rest[at : at + LOOKED_AT]):
                self._rest = self._rest[at:]
                return True
            at += 1
        return False


def _begins_record(member: bytes) -> bool:
    try:
        return STARTS.match(zlib.decompressobj(GZIPPED).decompress(member, LINE).lstrip(BLANK)) is not None
    except zlib.error:
        return False
