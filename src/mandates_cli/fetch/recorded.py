"""The records of a WARC file (ISO 28500), or of the ARC files before it, one after another.

Each stands for itself: what is wrong with one is said of that one, and the next sound one is looked for.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final, NamedTuple

from mandates_cli.fetch import members
from mandates_cli.fetch.capture import Damage
from mandates_cli.fetch.members import BLANK, CUT, DAMAGED, LINE, PIECE, STARTS, Stream, Torn
from mandates_cli.wording import worded

# The headers of a record, or of the answer in it, at most.
MAX_HEAD: Final = 2**18
# Content-Length: 5026
LENGTH: Final = re.compile(r"[0-9]{1,15}")
# HTTP/1.1 200 OK
# Not a number: HTTP/1.1 OK
STATUS: Final = re.compile(rb"HTTP/\d(?:\.\d)?(?:[ \t]+(?P<code>\d{3})(?!\d))?", re.IGNORECASE)
HEADER: Final = re.compile(r"(?P<name>[^\s:]+)[ \t]*:[ \t]*(?P<value>.*)")
HTTP: Final = ("response", "revisit")
# sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ, in base 32, base 64 or hexadecimal
DIGEST: Final = re.compile(r"(?P<kind>[\w-]{3,10}):(?P<value>[\w+/=-]+)")
HASHES: Final = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
# Of an address that nobody typed, so much is shown.
SHOWN: Final = 200
# The ends of lines after a record of a WARC file, at the least.
ENDS: Final = 2
ARCHIVE_CUT: Final = "the archive is cut short; what came before is taken."
LOST: Final = "what stands at byte {at:,} is no record; what is whole is taken."
UNKNOWN: Final = "Unknown archive format: it begins with no WARC or ARC record; get the archive again."


def called(url: str) -> str:
    """A record, to be followed by what is wrong with it."""
    return f"the record of {url if len(url) <= SHOWN else f'{url[:SHOWN]}…'}"


class Answer(NamedTuple):
    """What a server said before the page. `status` is null where it is no number; names of headers are in lower
    case."""

    status: int | None
    headers: Mapping[str, str]


class Record:
    """`headers` are its own, their names in lower case. Its block is read once, and not held. `is_told` says that what
    is wrong with it was said."""

    def __init__(self, headers: Mapping[str, str], stream: Stream, place: int, length: int) -> None:
        self.headers = headers
        self._place = place
        self._begins = stream.at
        self._is_read = False
        self.is_told = False
        self._stream = stream
        self._left = length
        self._is_asked = False
        self._answer: Answer | None = None
        self._fault: str | None = None
        self._is_checked = False
        self._block = _Digest.of(headers.get("warc-block-digest"))
        # Of a record that only refers to a page it is the digest of that.
        own = self.kind != "revisit" and "warc-segment-number" not in headers and self._block is None
        self._payload = _Digest.of(headers.get("warc-payload-digest")) if own else None

    @property
    def kind(self) -> str:
        return self.headers.get("warc-type", "").lower()

    @property
    def url(self) -> str:
        """Empty where it has none. wget writes <http://...>."""
        return self.headers.get("warc-target-uri", "").strip("<>").replace(" ", "%20")

    @property
    def called(self) -> str:
        """To be followed by what is wrong with it."""
        return called(self.url) if self.url else worded("the record at byte {at:,}", at=self._place)

    def answer(self) -> Answer | None:
        """To be asked for before the block is read. Null where it holds none, or where that cannot be read."""
        if not self._is_asked:
            self._is_asked = True
            self._answer = self._answered()
        return self._answer

    def _answered(self) -> Answer | None:
        if self.kind not in HTTP or not self.url.lower().startswith("http"):
            return None
        try:
            begun = STATUS.match(self._stream.peek(min(self._left, LINE)))
            if not begun:
                return None
            lines, size = [], 0
            while line := self._stream.line(min(self._left, MAX_HEAD - size)):
                self._left -= len(line)
                size += len(line)
                if self._block:
                    self._block.update(line)
                if not line.strip():
                    break
                lines.append(line)
        except Torn as torn:
            self._fault = _again(str(torn))
            return None
        if size >= MAX_HEAD:
            self._fault = worded("has headers of more than {most} KiB; it was not taken.", most=MAX_HEAD >> 10)
        return Answer(int(begun["code"]) if begun["code"] else None, _headers(lines[1:]))

    def read(self, most: int) -> tuple[bytes, str | None]:
        """So many bytes of what is left of its block, and what is wrong with the whole of it, to follow its name."""
        held = bytearray()
        try:
            while piece := self._piece(PIECE):
                held += piece[: most - len(held)]
                for digest in (self._block, self._payload):
                    if digest:
                        digest.update(piece)
        except Torn as torn:
            self._fault = _again(str(torn))
        self._is_read = self.is_told = True
        return bytes(held), self.fault()

    def fault(self) -> str | None:
        """What is wrong with it. The stream stands behind it then, or, where its length is wrong, at its beginning."""
        if self._is_checked:
            return self._fault
        self._is_checked = True
        if not self._is_read:
            self._block = self._payload = None
        try:
            while self._piece(PIECE):
                pass
            if self._fault is None and self._left:
                self._fault = _again(CUT)
                self._stream.back(self._begins)
            elif self._fault is None:
                self._check()
        except Torn as torn:
            self._fault = _again(str(torn))
        return self._fault

    def _check(self) -> None:
        """After the whole block was read."""
        proven = [digest.agrees for digest in (self._block, self._payload) if digest]
        if proven and all(proven):
            return
        rest = self._stream.peek(LINE).lstrip(BLANK)
        if rest and not STARTS.match(rest):
            self._fault = _again(worded("{damaged} (its length is not the one that it names)", damaged=DAMAGED))
            self._stream.back(self._begins)
        elif proven:
            self._fault = _again(worded("{damaged} (its digest is another one)", damaged=DAMAGED))
        elif self._stream.torn:
            self._fault = _again(str(self._stream.torn))

    def _piece(self, most: int) -> bytes:
        piece = self._stream.read(min(self._left, most)) if self._left else b""
        self._left -= len(piece)
        return piece


class _Digest:
    """Of bytes that come by and by, beside the one that was written down."""

    def __init__(self, kind: str, value: str) -> None:
        self._hash = hashlib.new(kind, usedforsecurity=False)
        self._value = value.rstrip("=")

    @classmethod
    def of(cls, named: str | None) -> "_Digest | None":
        """Null where there is none, or none that can be made."""
        found = DIGEST.fullmatch(named or "")
        kind = found["kind"].lower().replace("-", "") if found else ""
        return cls(kind, found["value"]) if found and kind in HASHES else None

    def update(self, data: bytes) -> None:
        self._hash.update(data)

    @property
    def agrees(self) -> bool:
        digest = self._hash.digest()
        exact = (base64.b64encode(digest), base64.urlsafe_b64encode(digest))
        folded = (base64.b32encode(digest), digest.hex().encode())
        return self._value in [form.decode().rstrip("=") for form in exact] or self._value.lower() in [
            form.decode().rstrip("=").lower() for form in folded
        ]


def read(file: BinaryIO) -> Iterator[Record | Damage]:
    """Every record, and a sentence, without the archive's name, for what is wrong between them. What is wrong with a
    record is said here where the one who got it has not read it."""
    file.seek(0)
    if not members.is_packed(members.piece(file)):
        yield from _Reader().read(members.plain(file))
        return
    packed, reader = members.Members(file), _Reader()
    for stream in packed.streams():
        try:
            yield from reader.read(stream, packed.offset)
        except Torn as torn:
            if not reader.is_told:
                yield worded("the archive {torn} at byte {at:,}; what is whole is taken.", torn=torn, at=packed.offset)


class _Reader:
    """Reads the streams of one archive. `is_told` says that the last damage was spoken of."""

    def __init__(self) -> None:
        self.is_told = False
        self._is_known = False

    def read(self, stream: Stream, place: int | None = None) -> Iterator[Record | Damage]:
        """`place` is where a packed stream begins in the file; null for one that is not packed. Raises Torn."""
        self.is_told = False
        ends, is_warc = stream.blank(), True
        while stream.peek(1):
            at = stream.at if place is None else place
            if not stream.starts():
                is_found = stream.seek_record()
                if not self.is_told:
                    yield worded(LOST, at=at) if is_found or self._is_known else UNKNOWN
                self.is_told = True
                if not is_found:
                    return
                continue
            self._is_known = True
            is_warc = stream.peek(5) == b"WARC/"
            record = _record(stream, at)
            if isinstance(record, str):
                self.is_told = True
                yield record
                continue
            self.is_told = False
            yield record
            fault = record.fault()
            if fault and not record.is_told:
                yield f"{record.called} {fault}"
            self.is_told = fault is not None
            ends = stream.blank()
        if place is None and not self.is_told and (is_warc and ends.count(b"\n") < ENDS):
            yield ARCHIVE_CUT


def _record(stream: Stream, place: int) -> Record | Damage:
    """The one that begins here, or why it cannot be read. Raises Torn."""
    first = stream.line(LINE)
    if first.startswith(b"WARC/"):
        lines, size = [], 0
        while (line := stream.line(MAX_HEAD - size)).strip():
            lines.append(line)
            size += len(line)
        headers = _headers(lines) if line else {}
    else:
        headers = _arc(first)
    named = headers.get("content-length", "")
    record = Record(headers, stream, place, int(named) if LENGTH.fullmatch(named) else 0)
    if not LENGTH.fullmatch(named):
        return f"{record.called} has no length that can be; it was not taken."
    return record


def _arc(line: bytes) -> Mapping[str, str]:
    """What a WARC file would say of it."""
    url, _, date, _, length = _text(line).strip().rsplit(" ", 4)
    kind = "warcinfo" if url.startswith("filedesc:") else "response"
    moment = f"{date[:8]}T{date[8:].ljust(6, '0')}Z"
    return {"warc-type": kind, "warc-target-uri": url, "warc-date": moment, "content-length": length}


def _headers(lines: list[bytes]) -> Mapping[str, str]:
    """The first of each name counts; a line that begins with a space goes on with the one before."""
    unfolded: list[str] = []
    for line in lines:
        text = _text(line).rstrip()
        if text[:1] in (" ", "\t") and unfolded:
            unfolded[-1] += text
        else:
            unfolded.append(text)
    found = filter(None, map(HEADER.fullmatch, unfolded))
    return {one["name"].lower(): one["value"] for one in reversed(list(found))}


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _again(fault: str) -> str:
    return worded("{fault}; get the archive again.", fault=fault)
