"""What a server answered, or one sentence why it did not; and what of it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mandates_cli.wording import worded

MAX_BYTES: Final = 8 * 2**20
KEPT_HEADERS: Final = frozenset(("content-type", "content-language", "date", "etag", "last-modified", "server"))
# OK, and what a proxy in between has touched.
WHOLE: Final = frozenset((200, 203))
REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))
GONE: Final = frozenset((404, 410))
# A body without length or chunks may have been cut anywhere; its own end is the only witness.
HTML_END: Final = b"</html"


@dataclass(frozen=True)
class Answer:
    """`asked` is the address that was meant and `url` the one that answered. `body` has transfer and content encoding
    undone; `received` counts bytes on the wire. `framed` says that the server told where the body ends, so that a cut
    one would have been noticed."""

    asked: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    received: int
    framed: bool


class Fault(Exception):
    """Why a request gave no answer that can be used: a template, and the facts that it names.

    `heals` says that asking again may help, `final` that no other mirror is to be asked either, `unconnected` that
    nobody was there to ask. `status` is that of the answer, where one came.
    """

    def __init__(
        self, template: str, /, *, heals: bool, retry_after: str | None = None, final: bool = False,
        unconnected: bool = False, **facts: object,
    ) -> None:  # fmt: skip
        self.reason = worded(template, **facts) if facts else template
        super().__init__(self.reason)
        self.heals = heals
        self.retry_after = retry_after
        self.final = final
        self.unconnected = unconnected
        self.status = facts.get("status")


def chunked(headers: Mapping[str, str]) -> bool:
    return "chunked" in headers.get("transfer-encoding", "").lower()


def declared(headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Media type and charset as the server declares them."""
    kind, *parameters = headers.get("content-type", "").split(";")
    named = dict(p.strip().split("=", 1) for p in parameters if "=" in p)
    charset = {k.strip().lower(): v.strip(" \"'") for k, v in named.items()}.get("charset")
    return kind.strip().lower() or None, charset
