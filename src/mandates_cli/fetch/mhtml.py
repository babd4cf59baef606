"""Pages in the form of a mail (RFC 2557): MHTML as browsers and Word save it, and mails that show or bring a page.

The library for mails reads the headers only: it would keep a picture of 5 MB several times.
"""

import binascii
import contextlib
import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple, TypeAlias, TypeVar

from mandates_cli.fetch.capture import in_utc
from mandates_cli.fetch.scope import WEB

# From: <Saved by Blink>
# Content-Type: multipart/related;
#  boundary="----MultipartBoundary--abc----"
HEADERS: Final = re.compile(rb"(?:From \S[^\n]*\n)?(?:[\w-]+:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*)+")
MIME: Final = re.compile(rb"^(?:MIME-Version|Content-Type):", re.IGNORECASE | re.MULTILINE)
BLANK: Final = re.compile(rb"\r?\n\r?\n")
MARKUP: Final = ("text/html", "application/xhtml+xml")
FILES: Final = re.compile(r".+\.(?:html?|xhtml|mht(?:ml)?|eml)", re.IGNORECASE | re.DOTALL)
DEEPEST: Final = 8
Value = TypeVar("Value")


class Page(NamedTuple):
    """`file` is the name of one that was sent along. What the mail does not tell is null."""

    data: bytes
    file: str | None
    media_type: str | None
    charset: str | None
    url: str | None
    seen: dt.datetime | None


# A page, or what is wrong, to follow the name of the file.
Found: TypeAlias = Page | str


class _Part(NamedTuple):
    """One that holds no others, between two offsets. `ends` says that the boundary after it is there."""

    headers: Message
    start: int
    end: int
    ends: bool

    @property
    def kind(self) -> str:
        return self.headers.get_content_type()

    @property
    def file(self) -> str | None:
        """Its name, where it was sent along as a file that may be a page."""
        name = _parameter(self.headers.get_filename) or _parameter(self._undecoded)
        if name is None or self.headers.get_content_disposition() != "attachment":
            return None
        with contextlib.suppress(ValueError, LookupError):
            name = str(make_header(decode_header(name)))
        return name if FILES.fullmatch(name) else None

    def _undecoded(self) -> str | None:
        """Its name without regard to the encoding in which it claims to be."""
        named = self.headers.get_param("filename", header="content-disposition")
        return named[2] if isinstance(named, tuple) else None

    def decoded(self, data: bytes) -> bytes:
        """Raises ValueError where it is not in the encoding that it names, or that is unknown."""
        encoding = _header(self.headers, "Content-Transfer-Encoding").lower()
        body = data[self.start : self.end]
        if encoding == "quoted-printable":
            return binascii.a2b_qp(body)
        if encoding == "base64":
            return binascii.a2b_base64(body)
        if encoding in ("", "7bit", "8bit", "binary"):
            return body
        raise ValueError(encoding)


def is_mail(head: bytes) -> bool:
    """By the beginning of a file."""
    headers = HEADERS.match(head)
    return headers is not None and MIME.search(headers[0]) is not None


def pages(data: bytes) -> Iterator[Found]:
    """The pages that were sent along, else the one that is shown."""
    headers, start = _headers(data, 0, len(data))
    whole = headers.get_content_maintype() != "multipart"
    parts = list(_leaves(data, _Part(headers, start, len(data), whole)))
    found = [part for part in parts if part.file] or _root(headers, parts)
    if not found:
        yield "holds no page; save the page as .html."
    for part in found:
        yield from _pages(data, part, headers)
    if found and found[-1].ends and not parts[-1].ends:
        yield "is cut short behind the page; the page is taken."


def _pages(data: bytes, part: _Part, mail: Message) -> Iterator[Found]:
    if not part.ends:
        yield "is cut short in the page; save the page again."
        return
    try:
        content = part.decoded(data)
    except ValueError:
        yield "is damaged in the page; save the page again."
        return
    if part.file and is_mail(content):
        yield from pages(content)
        return
    named = (_header(mail, "Snapshot-Content-Location"), _header(part.headers, "Content-Location"))
    url = next((place for place in (*named, _header(mail, "Content-Location")) if WEB.match(place)), None)
    kind = part.kind if part.kind in (*MARKUP, "text/plain") else None
    charset = _parameter(part.headers.get_content_charset)
    yield Page(content, part.file, kind, charset, url, _date(mail))


def _root(mail: Message, parts: Sequence[_Part]) -> list[_Part]:
    """The page that `start` names, else the first one, else the first text."""
    start = _parameter(lambda: mail.get_param("start"))
    markup = [part for part in parts if part.kind in MARKUP]
    named = [part for part in markup if start and _header(part.headers, "Content-ID") == start]
    texts = [part for part in parts if part.kind == "text/plain" and not _parameter(part.headers.get_filename)]
    return (named or markup or texts)[:1]


def _headers(data: bytes, start: int, end: int) -> tuple[Message, int]:
    """And where what they speak of begins: at the end of an empty line."""
    blank = BLANK.search(data, start, end)
    head = data[start : blank.start() if blank else end]
    return BytesHeaderParser().parsebytes(head.lstrip(b"\r\n")), blank.end() if blank else end


def _leaves(data: bytes, part: _Part, depth: int = 0) -> Iterator[_Part]:
    """The parts below one, in their order."""
    boundary = _parameter(part.headers.get_boundary)
    if part.headers.get_content_maintype() != "multipart" or not boundary or depth > DEEPEST:
        yield part
        return
    line = re.compile(rb"\r?\n--%b(--)?[ \t]*(?=\r?\n|\Z)" % re.escape(boundary.encode(errors="surrogateescape")))
    start = None
    # The first one may follow the headers at once, and begins with the end of the empty line then.
    for found in line.finditer(data, part.start - 1, part.end):
        if start is not None:
            headers, body = _headers(data, start, found.start())
            yield from _leaves(data, _Part(headers, body, found.start(), True), depth + 1)
        start = None if found[1] else found.end()
    if start is not None:
        headers, body = _headers(data, start, part.end)
        yield from _leaves(data, _Part(headers, body, part.end, part.ends), depth + 1)


def _parameter(read: Callable[[], Value]) -> Value | None:
    """Null where the library cannot read it: an encoding whose name holds NUL, a piece numbered with 5,000 digits."""
    try:
        return read()
    except (ValueError, LookupError):
        return None


def _header(headers: Message, name: str) -> str:
    """Long addresses are folded."""
    return "".join(str(headers.get(name, "")).split())


def _date(headers: Message) -> dt.datetime | None:
    try:
        return in_utc(parsedate_to_datetime(str(headers.get("Date", ""))))
    except (ValueError, OverflowError, TypeError):
        return None
