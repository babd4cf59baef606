"""One request and its whole answer, or one sentence why not. The only module that knows the HTTP library.

Written against what httpx and httpx2 share. The library accepts truncated gzip bodies, inflates without bound, and
counts its time-outs from read to read, so bodies are read raw here, inflated within a bound, and cut off by a watchdog.
"""

import contextlib
import os
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

import httpx

from mandates_cli.errors import UsageError
from mandates_cli.fetch.answer import KEPT_HEADERS, MAX_BYTES, Answer, Fault, chunked
from mandates_cli.fetch.peers import Peers
from mandates_cli.wording import worded

# Statuses that may pass: too early, too many requests, and the server's own trouble.
HEALING: Final = frozenset((408, 425, 429, 500, 502, 503, 504))
GZIPPED: Final = ("gzip", "x-gzip")
# [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)
UNTRUSTED: Final = re.compile(r"certificate verify failed: (?P<why>.+?)\.?(?: \(_ssl|$)")
# The library reads the first of them that is set.
CERTIFICATES: Final = ("SSL_CERT_FILE", "SSL_CERT_DIR")


class _Watch:
    """Cuts the connection of a request when its time is up, whatever the library waits for.

    One thread for all requests of a client: starting one for each would cost more than the request.
    """

    def __init__(self, seconds: float, peers: Peers) -> None:
        self.fresh = False
        self.expired = False
        self._seconds = seconds
        self._peers = peers
        self._host = ""
        self._connection: socket.socket | None = None
        self._due: float | None = None
        self._over = threading.Event()
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        """Every request has the same time, so to sleep that long where there is none is never too long."""
        while not self._over.wait(self._left()):
            if self._due is not None and self._left() <= 0:
                self.expired = True
                self._due = None
                if self._connection is not None:
                    with contextlib.suppress(OSError):
                        self._connection.shutdown(socket.SHUT_RDWR)

    def _left(self) -> float:
        due = self._due
        return self._seconds if due is None else max(due - time.monotonic(), 0.0)

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.started":
            self._host = str(info["host"])
            self._peers.named(self._host, info["port"])
        if event == "connection.connect_tcp.complete":
            self._met(info["return_value"])
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._connection = info["return_value"].get_extra_info("socket")
            self.fresh = True

    def _met(self, stream: Any) -> None:
        try:
            self._peers.met(self._host, stream.get_extra_info("server_addr")[0])
        except Fault:
            stream.close()
            raise

    def __enter__(self) -> "_Watch":
        self.expired = False
        self._due = time.monotonic() + self._seconds
        return self

    def __exit__(self, *_: object) -> None:
        self._due = None

    def close(self) -> None:
        self._over.set()


class Client:
    """One connection at a time, kept alive between requests; `seconds` bounds each request as a whole. `kept` are the
    headers that answers have, in lower case.

    `peers` is shared with other clients. Proxies are taken from the environment; raises UsageError for one that cannot
    be used. Not for use by two threads at once.
    """

    def __init__(
        self,
        user_agent: str,
        seconds: float = 60.0,
        kept: Collection[str] = KEPT_HEADERS,
        *,
        peers: Peers | None = None,
    ) -> None:
        self._seconds = seconds
        self._kept = kept
        self._http = _session(user_agent, seconds)
        self._watch = _Watch(seconds, peers or Peers())

    def close(self) -> None:
        self._watch.close()
        self._http.close()

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Raises Fault. Redirects and statuses that will not pass are answers like any other."""
        with self._watch as watch:
            try:
                return self._asked(url, headers, watch)
            except _Lost:
                # A kept-alive connection that the server has closed meanwhile is nobody's fault.
                if watch.fresh or watch.expired:
                    raise
            return self._asked(url, headers, watch)

    def _asked(self, url: str, headers: Mapping[str, str], watch: _Watch) -> Answer:
        watch.fresh = False
        # A server sets no cookie here; the pages are the same for everyone.
        self._http.cookies.clear()
        try:
            with self._http.stream("GET", url, headers=headers, extensions={"trace": watch.trace}) as response:
                answer = _answer(url, response, self._kept, part="Range" in headers)
        except httpx.TimeoutException as error:
            raise Fault("no answer within {seconds:g} s", seconds=self._seconds, heals=True) from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
            raise Fault("the address {url} cannot be asked ({error})", url=url, error=error, heals=False) from error
        except httpx.ConnectError as error:
            tls = isinstance(error.__context__, ssl.SSLError) or "CERTIFICATE" in str(error).upper()
            proxy, reason = _by_proxy(url), "no connection ({error}){proxy}"
            if untrusted := UNTRUSTED.search(str(error)):
                reason = "its certificate cannot be trusted ({why}){proxy}"
                raise Fault(reason, why=untrusted["why"], proxy=proxy, heals=False, final=True) from error
            raise Fault(reason, error=error, proxy=proxy, heals=not tls, unconnected=not (tls or proxy)) from error
        except httpx.ProxyError as error:
            raise Fault("the proxy refused ({error}){proxy}", error=error, proxy=_by_proxy(url), heals=False) from error
        except httpx.HTTPError as error:
            if not watch.expired:
                raise _Lost("the connection broke off ({error})", error=error, heals=True) from error
        # A body without a frame ends where the connection does, also where the watch cut it.
        if watch.expired:
            raise Fault("not complete within {seconds:g} s", seconds=self._seconds, heals=True)
        return answer


class _Lost(Fault):
    """A connection that broke off: a fault only where it was a fresh one."""


def prepare() -> None:
    """Make what all clients share, before threads make it each for itself. Raises UsageError as a client does."""
    _session("", 1.0).close()


def _session(user_agent: str, seconds: float) -> httpx.Client:
    try:
        return httpx.Client(
            headers={
                "User-Agent": user_agent,
                "Accept": "text/html, application/xhtml+xml, text/plain;q=0.5",
                "Accept-Encoding": "gzip",
            },
            timeout=httpx.Timeout(min(seconds, 30.0), connect=min(seconds, 10.0)),
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=30.0),
            verify=_tls(),
            follow_redirects=False,
            event_hooks={"response": [_keep_location]},
        )
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        # The library makes a transport for each proxy that the environment names, wanted or not.
        socks = "SOCKS needs: pip install 'httpx[socks]'"
        raise UsageError(
            "The proxy in {variable} cannot be used ({why}); set it like http://proxy.example.org:3128, or unset it.",
            variable=" or ".join(_proxies("http", "https")) or "the system's settings",
            why=socks if isinstance(error, ImportError) else "it is not the address of a proxy",
        ) from error


def _proxies(*schemes: str) -> list[str]:
    """The variables that name a proxy for one of these schemes."""
    names = {"all_proxy", *(f"{scheme}_proxy" for scheme in schemes)}
    return [name for name, value in sorted(os.environ.items()) if name.lower() in names and value]


def _by_proxy(url: str) -> str:
    parts = urlsplit(url)
    variables = _proxies(parts.scheme)
    if not variables or proxy_bypass(parts.hostname or ""):
        return ""
    return worded(", asked through the proxy that {variables} names", variables=" or ".join(variables))


@cache
def _tls() -> ssl.SSLContext:
    """Shared by all clients: making one takes 20 ms."""
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        raise UsageError(
            "The certificates that {variable} names cannot be read ({why}); correct it, or unset it.",
            variable=next((name for name in CERTIFICATES if os.environ.get(name)), "the system"),
            why=error.strerror or error,
        ) from error


def _keep_location(response: httpx.Response) -> None:
    """The library makes a request of every Location, followed or not, and fails where it is not an address."""
    if "location" in response.headers:
        response.extensions["location"] = {"location": response.headers.pop("location")}


def _answer(url: str, response: httpx.Response, kept: Collection[str], *, part: bool) -> Answer:
    status, headers = response.status_code, {k.lower(): v for k, v in response.headers.items()}
    if status in HEALING:
        raise Fault("status {status}", status=status, heals=True, retry_after=headers.get("retry-after"))
    if status != 200 and not 300 <= status < 500 and not (status == 206 and part):
        raise Fault("status {status}, which does not answer a request for a page", status=status, heals=False)
    wire = _bounded(response.iter_raw())
    coding = headers.get("content-encoding", "identity").strip().lower()
    body = _decoded(wire, coding) if status == 200 else wire
    # The end of a compressed body is marked in itself.
    framed = "content-length" in headers or coding in GZIPPED or chunked(headers)
    told = {k: v for k, v in headers.items() if k in kept} | response.extensions.get("location", {})
    return Answer(url, url, status, told, body, len(wire), framed)


def _decoded(wire: bytes, coding: str) -> bytes:
    if coding in GZIPPED:
        return _inflated(wire)
    if coding not in ("identity", ""):
        raise Fault("the body is encoded as {coding!r}, which was not asked for", coding=coding, heals=False)
    return wire


def _bounded(chunks: Iterator[bytes]) -> bytes:
    found = bytearray()
    for chunk in chunks:
        found += chunk
        if len(found) > MAX_BYTES:
            raise Fault("larger than {most} MiB, which no Mandates page is", most=MAX_BYTES // 2**20, heals=False)
    return bytes(found)


def _inflated(wire: bytes) -> bytes:
    inflater = zlib.decompressobj(31)
    try:
        body = inflater.decompress(wire, MAX_BYTES + 1)
    except zlib.error as error:
        raise Fault("the compressed body is damaged ({error})", error=error, heals=True) from error
    if len(body) > MAX_BYTES:
        raise Fault("inflates to more than {most} MiB, unlike any Mandates page", most=MAX_BYTES // 2**20, heals=False)
    if not inflater.eof or inflater.unused_data:
        raise Fault("the compressed body is cut short, or something follows its end", heals=True)
    return body
