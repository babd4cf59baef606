"""The body of an answer with its coding on the wire undone: chunks, and the compressions that the headers name.

Some archives hold bodies that are decoded already, below the headers that spoke of the coding.
"""

import re
import sys
import zlib
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, TypeAlias

from mandates_cli.fetch.answer import MAX_BYTES, chunked
from mandates_cli.fetch.members import GZIP
from mandates_cli.wording import worded

CHUNK: Final = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]{0,200}\r\n")
LENGTH: Final = re.compile(r"[0-9]{1,15}")
# Some bytes are what they hold, however often they are unpacked.
AGAIN: Final = 3
# No text holds these bytes, and what is compressed holds one soon.
BINARY: Final = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")
LOOKED_AT: Final = 512
# What is decoded, at most a byte more than MAX_BYTES, and whether its end was there.
Decoded: TypeAlias = tuple[bytes, bool]


class Body(NamedTuple):
    """`fault` says why the whole page is not there, to follow the name of its record."""

    data: bytes
    fault: str | None = None


def body(raw: bytes, headers: Mapping[str, str]) -> Body:
    """`headers` have their names in lower case."""
    in_chunks = chunked(headers) and CHUNK.match(raw) is not None
    found = _unchunked(raw) if in_chunks else Body(raw)
    codings = [coding.strip() for coding in headers.get("content-encoding", "").lower().split(",")]
    for coding in reversed(codings):
        if found.data and not found.fault and coding not in ("", "identity", "none"):
            found = _undone(found.data, coding)
    for _ in range(AGAIN):
        # No page begins so: it was compressed once more than the headers say.
        if not found.fault and found.data.startswith(GZIP):
            found = _undone(found.data, "gzip")
    length = headers.get("content-length", "")
    if found.data is raw and LENGTH.fullmatch(length) and len(raw) < int(length):
        return Body(raw, _cut(worded("{held:,} of {length:byte}", held=len(raw), length=int(length))))
    return found


def _cut(missing: str) -> str:
    return worded("is cut short ({missing}); it was not taken.", missing=missing)


def _undone(data: bytes, coding: str) -> Body:
    try:
        page, whole = DECODERS[coding](data)
    except KeyError:
        fault = "is coded as {coding}, which is not read; save the page from a browser."
    except ImportError:
        fault = "is coded as {coding}, which needs an extra: pip install 'mandates-cli[codings]'."
    except (ValueError, zlib.error):
        fault = "is damaged (it is no {coding}); get the archive again."
    else:
        return Body(page, None if whole or len(page) > MAX_BYTES else _cut("its compressed body has no end"))
    is_text = BINARY.search(data, 0, LOOKED_AT) is None
    return Body(data, None if is_text else worded(fault, coding=coding))


def _inflated(data: bytes, window: int = 31) -> Decoded:
    inflater = zlib.decompressobj(window)
    return inflater.decompress(data, MAX_BYTES + 1), inflater.eof


def _deflated(data: bytes) -> Decoded:
    """In zlib's envelope, as the standard has it, or bare, as some servers send it."""
    try:
        return _inflated(data, 15)
    except zlib.error:
        return _inflated(data, -15)


def _brotli(data: bytes) -> Decoded:
    import brotli

    decoder = brotli.Decompressor()
    try:
        page = decoder.process(data, output_buffer_limit=MAX_BYTES + 1)[: MAX_BYTES + 1]
    except brotli.error as error:
        raise ValueError from error
    return page, decoder.is_finished()


def _zstd(data: bytes) -> Decoded:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    decoder = zstd.ZstdDecompressor()
    try:
        return decoder.decompress(data, MAX_BYTES + 1), decoder.eof
    except zstd.ZstdError as error:
        raise ValueError from error


DECODERS: Final[Mapping[str, Callable[[bytes], Decoded]]] = {
    "gzip": _inflated, "x-gzip": _inflated, "deflate": _deflated, "br": _brotli, "zstd": _zstd,
}  # fmt: skip


def _unchunked(raw: bytes) -> Body:
    body, at = bytearray(), 0
    while size := CHUNK.match(raw, at):
        length = int(size[1], 16)
        if not length:
            return Body(bytes(body))
        body += raw[size.end() : size.end() + length]
        at = size.end() + length + 2
    return Body(bytes(body), _cut("its last chunk is missing"))
