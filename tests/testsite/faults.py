"""Answers, and ways to spoil them: each fault is a script that takes the good answer and says what happens instead, in
bytes to send, seconds to wait, and ways to end the connection.
"""

import random
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cache, lru_cache
from http.client import responses
from itertools import repeat
from types import MappingProxyType
from typing import Final, Literal

CHUNK: Final = 4096
FOREVER: Final = 3600.0

Headers = Mapping[str, str | None]  # None leaves the header away
NO_HEADERS: Final[Headers] = MappingProxyType({})
Framing = Literal["length", "chunked", "close"]


class End(Enum):
    CLOSE = auto()
    RESET = auto()


@dataclass(frozen=True)
class Answer:
    """A good answer. `plain` is the body before it was encoded."""

    status: int
    headers: Headers
    body: bytes = b""
    plain: bytes = b""
    times: int = 1
    framing: Framing = "length"
    keep: bool = True

    def head(self) -> bytes:
        framed: dict[str, str | None] = {}
        if self.status not in (204, 304) and self.framing == "length":
            framed["Content-Length"] = str(len(self.body) * self.times)
        elif self.status not in (204, 304) and self.framing == "chunked":
            framed["Transfer-Encoding"] = "chunked"
        if not self.keep:
            framed["Connection"] = "close"
        lines = [f"{name}: {value}\r\n" for name, value in (framed | dict(self.headers)).items() if value is not None]
        return f"HTTP/1.1 {self.status} {responses.get(self.status, '')}\r\n{''.join(lines)}\r\n".encode("latin-1")

    def content(self) -> Iterator[bytes]:
        """The body as it is framed, piece by piece."""
        if self.status in (204, 304):
            return
        for _ in range(self.times):
            if self.framing == "chunked":
                for piece in (self.body[i : i + CHUNK] for i in range(0, len(self.body), CHUNK)):
                    yield b"%x\r\n%b\r\n" % (len(piece), piece)
            else:
                yield self.body
        if self.framing == "chunked":
            yield b"0\r\n\r\n"

    def steps(self) -> Iterator[bytes]:
        yield self.head()
        yield from self.content()

    def encoded(self, label: str, body: bytes) -> "Answer":
        return replace(self, body=body, headers={**self.headers, "Content-Encoding": label})


@dataclass(frozen=True)
class Fault:
    """A way to answer badly. It makes its request unconditional: what it spoils is the page, never a 304."""

    name: str
    script: Callable[[Answer], Iterable["bytes | float | End | Fault"]] = field(compare=False, repr=False)

    @staticmethod
    def close(after: float = 0.0) -> "Fault":
        """No answer. `after` is in seconds."""
        return Fault(f"close after {after}", lambda _: [after, End.CLOSE])

    @staticmethod
    def unframed(at: float = 1.0) -> "Fault":
        """Closing ends the body, so that a cut at this fraction does not show."""
        return Fault(f"unframed {at}", lambda a: [_framed(a, "close").head(), _cut(a.body, at), End.CLOSE])

    @staticmethod
    def gzip_cut(at: float = 0.5) -> "Fault":
        """This fraction of the gzip, with the Content-Length of what is sent."""
        return Fault(f"gzip cut {at}", lambda a: a.encoded("gzip", _cut(gzipped(a.plain), at)).steps())

    @staticmethod
    def labelled(encoding: str = "gzip") -> "Fault":
        """The plain page under the label of an encoding, asked for or not."""
        return Fault(f"labelled {encoding}", lambda a: a.encoded(encoding, a.plain).steps())

    @staticmethod
    def hang(seconds: float = FOREVER) -> "Fault":
        return Fault(f"hang {seconds}", lambda a: [seconds, *a.steps()])

    @staticmethod
    def hang_in_body(seconds: float = FOREVER) -> "Fault":
        return Fault(f"hang in body {seconds}", lambda a: [a.head(), _half(a), seconds, _half(a, second=True)])

    @staticmethod
    def drip_head(every: float) -> "Fault":
        return Fault(f"drip head {every}", lambda a: [*_dripped(a.head(), every), *a.content()])

    @staticmethod
    def drip_body(every: float) -> "Fault":
        return Fault(f"drip body {every}", lambda a: [a.head(), *_dripped(b"".join(a.content()), every)])

    @staticmethod
    def status(code: int, headers: Headers = NO_HEADERS, body: bytes = b"") -> "Fault":
        own = {"Content-Type": "text/html" if body else None, **headers}
        return Fault(f"status {code}", lambda a: replace(a, status=code, headers=own, body=body).steps())

    @staticmethod
    def redirect(location: str, code: int = 302) -> "Fault":
        return Fault.status(code, {"Location": location})

    @staticmethod
    def body(data: bytes | None = None, headers: Headers = NO_HEADERS, times: int = 1) -> "Fault":
        """A 200 with `data`, so many times over, in place of the page; without `data`, the page under other headers."""
        own = {} if data is None else {"Content-Encoding": None, "ETag": None, "Last-Modified": None}

        def script(a: Answer) -> Iterator[bytes]:
            body = a.body if data is None else data
            return replace(a, status=200, headers={**a.headers, **own, **headers}, body=body, times=times).steps()

        return Fault("body", script)

    @staticmethod
    def raw(data: bytes, times: int | None = 1) -> "Fault":
        """These bytes, then the end of the connection. Without `times`, until the client has gone."""

        def script(_: Answer) -> Iterator[bytes | End]:
            yield from repeat(data) if times is None else repeat(data, times)
            yield End.CLOSE

        return Fault("raw", script)


def _framed(answer: Answer, framing: Framing) -> Answer:
    return replace(answer, framing=framing, keep=answer.keep and framing != "close")


def _cut(data: bytes, at: float) -> bytes:
    return data[: int(len(data) * at)]


def _half(answer: Answer, *, second: bool = False) -> bytes:
    data = b"".join(answer.content())
    return data[len(data) // 2 :] if second else data[: len(data) // 2]


def _unended(answer: Answer) -> list[bytes]:
    return list(_framed(answer, "chunked").steps())[:-1]


def _dripped(data: bytes, every: float) -> Iterator[bytes | float]:
    for byte in data:
        yield every
        yield bytes([byte])


@lru_cache(maxsize=1024)
def gzipped(data: bytes) -> bytes:
    return zlib.compress(data, wbits=31)


def _bad_crc(gzipped: bytes) -> bytes:
    return gzipped[:-8] + bytes(255 - byte for byte in gzipped[-8:-4]) + gzipped[-4:]


@cache
def _bomb() -> bytes:
    packer, zeros, crc = zlib.compressobj(9, wbits=-15), bytes(2**20), 0
    # A full flush forgets what came before, so one piece stands for all.
    piece = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(1024):
        crc = zlib.crc32(zeros, crc)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + piece * 1024 + packer.flush() + struct.pack("<II", crc, 2**30)


RESET: Final = Fault("reset", lambda _: [End.RESET])
RESET_IN_HEAD: Final = Fault("reset in head", lambda a: [_cut(a.head(), 0.5), End.RESET])
RESET_IN_BODY: Final = Fault("reset in body", lambda a: [a.head(), _half(a), End.RESET])
# Both answer well and promise to keep the connection.
CLOSE_IDLE: Final = Fault("close idle", lambda a: [*a.steps(), End.CLOSE])
CLOSE_ON_REUSE: Final = Fault("close on reuse", lambda a: [*a.steps(), Fault.close()])
SHORT_BODY: Final = Fault("short body", lambda a: [_framed(a, "length").head(), _cut(a.body, 0.5), End.CLOSE])
LONG_BODY: Final = Fault("long body", lambda a: [_framed(a, "length").head(), a.body, b"<p>and more</p>"])
NO_LAST_CHUNK: Final = Fault("no last chunk", lambda a: [*_unended(a), End.CLOSE])
BAD_CHUNK_SIZE: Final = Fault("bad chunk size", lambda a: [*_unended(a), b"zz\r\nmore\r\n0\r\n\r\n", End.CLOSE])
GZIP_BAD_CRC: Final = Fault("gzip bad crc", lambda a: a.encoded("gzip", _bad_crc(gzipped(a.plain))).steps())
GZIP_TRAILING: Final = Fault("gzip trailing", lambda a: a.encoded("gzip", gzipped(a.plain) + b"junk").steps())
# 1 MB on the wire, 1 GiB inflated.
BOMB: Final = Fault("bomb", lambda a: a.encoded("gzip", _bomb()).steps())

# Faults that a client can see and that asking again mends.
HEALING: Final = (
    *(RESET, RESET_IN_HEAD, RESET_IN_BODY, SHORT_BODY, NO_LAST_CHUNK, BAD_CHUNK_SIZE, GZIP_BAD_CRC),
    *(Fault.close(), Fault.close(after=0.02), Fault.gzip_cut()),
    *(Fault.status(500), Fault.status(429, {"Retry-After": "0"}), Fault.status(503, {"Retry-After": "0"})),
)
Plan = Callable[[str], Fault | None]


def mixed(seed: int, share: float) -> Plan:
    """A fault for this share of the requests, at most twice in a row for a path.

    What a path meets depends on how often that path was asked for and on nothing else.
    """
    asked: Counter[str] = Counter()
    in_a_row: Counter[str] = Counter()

    def plan(path: str) -> Fault | None:
        asked[path] += 1
        rng = random.Random(f"{seed} {path} {asked[path]}")
        in_a_row[path] = in_a_row[path] + 1 if in_a_row[path] < 2 and rng.random() < share else 0
        return rng.choice(HEALING) if in_a_row[path] else None

    return plan
