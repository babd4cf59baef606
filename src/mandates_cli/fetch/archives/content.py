"""The bytes of a capture, and whether they are those that the index speaks of."""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from mandates_cli.fetch.answer import MAX_BYTES, Fault
from mandates_cli.fetch.codings import body
from mandates_cli.wording import worded

DIGEST: Final = re.compile(r"(?:sha1:)?([A-Z2-7]{32})", re.IGNORECASE)
CODINGS: Final = ("content-encoding", "transfer-encoding")


class Refused(Fault):
    """The archive will not give that capture, or gives something else: to ask again helps nothing."""

    def __init__(self, template: str, /, **facts: object) -> None:
        super().__init__(worded(template, **facts), heals=False)


class Content(NamedTuple):
    """`headers` are the site's own, `received` counts bytes on the wire. `doubt` says why these cannot be taken for
    what the index lists, null where nothing speaks against it."""

    data: bytes
    headers: Mapping[str, str]
    received: int
    doubt: str | None


def sha1(data: bytes) -> str:
    return base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


def plain(listed: str | None) -> str | None:
    """A digest without the name of its algorithm; null for what is not SHA-1 in base 32."""
    match = DIGEST.fullmatch(listed or "")
    return match[1].upper() if match else None


def content(raw: bytes, headers: Mapping[str, str], received: int, digest: str | None) -> Content:
    """A page from what the archive sent; `headers` are those that the site had sent. Raises Refused where it is not
    all there.

    The digest is that of the bytes on the site's wire. Archives undo codings, or have undone them when they stored the
    page, so where there were any a difference says nothing.
    """
    data, fault = body(raw, headers)
    if fault:
        raise Refused("the capture {fault}", fault=fault.removesuffix("."))
    if len(data) > MAX_BYTES:
        raise Refused("larger than {most} MiB, which no Mandates page is", most=MAX_BYTES // 2**20)
    return Content(data, headers, received, _doubt((raw, data), headers, digest))


def _doubt(forms: Iterable[bytes], headers: Mapping[str, str], digest: str | None) -> str | None:
    coded = any(headers.get(name, "identity").lower() not in ("", "identity", "none") for name in CODINGS)
    if digest is None or coded or digest in map(sha1, forms):
        return None
    return "its bytes are not those of the digest that the index gives"
