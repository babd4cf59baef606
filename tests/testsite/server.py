"""Serves a site on 127.0.0.1 with every byte under control, and answers badly where it is told to."""

import re
import socket
import struct
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass
from email.utils import formatdate
from functools import lru_cache
from hashlib import sha256
from itertools import count, repeat
from typing import Final, Self

from testsite.faults import Answer, End, Fault, Framing, Plan, gzipped

ROBOTS: Final = "/robots.txt"
BUFFER: Final = 2**18
LONGEST_HEAD: Final = 2**16
YEAR_2020: Final = 1577836800
NOT_FOUND: Final = b"<html><body><h1>Not Found</h1></body></html>"
ACCEPTS_GZIP: Final = re.compile(r"\bgzip\b(?!;q=0(\.0*)?(,|$))")
STATUS_LINE: Final = re.compile(rb"HTTP/1\.\d (\d{3})")


@dataclass
class Hit:
    """One request as the server saw it, up to date before the client can see what `status` and `sent` tell of.

    `status` is 0 while no whole head was sent; `sent` counts the bytes after the head, chunk sizes included.
    """

    method: str
    path: str
    headers: dict[str, str]
    connection: int
    at: float = 0.0
    fault: str = ""
    status: int = 0
    sent: int = 0


def html_type(path: str, _: bytes) -> str | None:
    return "text/html" if path.endswith(".html") else None


@lru_cache(maxsize=1024)
def _validators(page: bytes, coding: str) -> tuple[str, str]:
    """ETag and Last-Modified. The date is no age: it is made from the bytes, and changes when they do."""
    digest = sha256(page).hexdigest()[:32]
    return f'"{digest}{coding}"', formatdate(YEAR_2020 + int(digest[:7], 16) // 2, usegmt=True)


def _unchanged(asked: Mapping[str, str], etag: str, date: str) -> bool:
    if "if-none-match" in asked:
        return any(tag.strip().removeprefix("W/") in (etag, "*") for tag in asked["if-none-match"].split(","))
    return asked.get("if-modified-since") == date


@dataclass(eq=False)
class SiteServer:
    """Serves `files`, which may be replaced at any time. Asks `plan` for a fault where `fail` has set none.

    While it is stopped the port stays taken, so that nobody else gets it.
    """

    files: Mapping[str, bytes]
    _: KW_ONLY
    robots: bytes | None = None
    latency: float = 0.0
    validators: bool = True
    gzip: bool = False
    framing: Framing = "length"
    content_type: Callable[[str, bytes], str | None] = html_type
    plan: Plan | None = None

    def __post_init__(self) -> None:
        self.hits: list[Hit] = []
        self.most_at_once = 0
        self.port = 0
        self.stopping = threading.Event()
        self._lock = threading.RLock()  # a plan may call `fail` or `heal`
        self._faults: defaultdict[str | None, deque[Iterator[Fault]]] = defaultdict(deque)
        self._socket: socket.socket | None = None
        self._acceptor: threading.Thread | None = None
        self._numbers = count(1)
        self._connections: list[_Connection] = []
        self._active: set[_Connection] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def fail(self, path: str | None, fault: Fault, times: int | None = None) -> None:
        """For this many requests, or all, behind the faults already queued; `path` None is any but /robots.txt."""
        with self._lock:
            self._faults[path].append(repeat(fault) if times is None else repeat(fault, times))

    def heal(self) -> None:
        with self._lock:
            self._faults.clear()
            self.plan = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._socket:
            self._socket.close()

    def start(self) -> None:
        self._socket = self._socket or self._bound()
        self.stopping.clear()
        self._socket.listen(256)
        self._acceptor = threading.Thread(target=self._accept, args=(self._socket,), daemon=True)
        self._acceptor.start()

    def stop(self) -> None:
        """Ends every connection and wait at once. Connecting is refused until `start`."""
        if not self._acceptor or not self._socket:
            return
        self.stopping.set()
        socket.create_connection(("127.0.0.1", self.port)).close()  # wakes the acceptor
        self._acceptor.join()
        self._acceptor = None
        self._socket.close()
        self._socket = self._bound()
        for connection in self._connections:
            connection.shut()
        for connection in self._connections:
            connection.join()
        self._connections = []

    def _bound(self) -> socket.socket:
        """Not listening yet, so that connecting is refused."""
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(("127.0.0.1", self.port))
        self.port = made.getsockname()[1]
        return made

    def _accept(self, listener: socket.socket) -> None:
        while True:
            accepted, _ = listener.accept()
            if self.stopping.is_set():
                accepted.close()
                return
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = _Connection(self, accepted, next(self._numbers))
            self._connections = [*filter(threading.Thread.is_alive, self._connections), connection]
            connection.start()

    def begin(self, connection: "_Connection", hit: Hit, fault: Fault | None = None) -> Fault | None:
        """Records a request and says which fault it meets."""
        with self._lock:
            hit.at = time.monotonic()
            self.hits.append(hit)
            self._active.add(connection)
            if len(self._active) > self.most_at_once:  # a client that gave up is not waiting
                waiting = sum(active is connection or not active.gone() for active in self._active)
                self.most_at_once = max(self.most_at_once, waiting)
            fault = fault or self._next_fault(hit.path.partition("?")[0])
            hit.fault = fault.name if fault else ""
            return fault

    def end(self, connection: "_Connection") -> None:
        with self._lock:
            self._active.discard(connection)

    def _next_fault(self, path: str) -> Fault | None:
        for queue in (self._faults[key] for key in ((path,) if path == ROBOTS else (path, None))):
            while queue:
                if fault := next(queue[0], None):
                    return fault
                queue.popleft()
        return self.plan(path) if self.plan and path != ROBOTS else None

    def answer(self, hit: Hit, *, conditional: bool) -> Answer:
        path = hit.path.partition("?")[0]
        keep = self.framing != "close" and hit.headers.get("connection", "").lower() != "close"
        page = self.robots if path == ROBOTS else self.files.get(path)
        if hit.method != "GET":
            return Answer(405, {"Allow": "GET"}, keep=False)
        if page is None:
            return Answer(404, {"Content-Type": "text/html"}, NOT_FOUND, NOT_FOUND, framing=self.framing, keep=keep)
        headers: dict[str, str | None] = {"Vary": "Accept-Encoding"} if self.gzip else {}
        zipped = self.gzip and ACCEPTS_GZIP.search(hit.headers.get("accept-encoding", "").replace(" ", ""))
        if self.validators:
            etag, date = _validators(page, "gzip" if zipped else "")
            headers |= {"ETag": etag, "Last-Modified": date}
            if conditional and _unchanged(hit.headers, etag, date):
                return Answer(304, headers, keep=keep)
        headers["Content-Type"] = "text/plain" if path == ROBOTS else self.content_type(path, page)
        good = Answer(200, headers, page, page, framing=self.framing, keep=keep)
        return good.encoded("gzip", gzipped(page)) if zipped else good


class _Connection(threading.Thread):
    def __init__(self, server: SiteServer, accepted: socket.socket, number: int) -> None:
        super().__init__(daemon=True)
        self._server = server
        self._socket = accepted
        self._number = number
        self._lock = threading.Lock()
        self._received = b""
        self._held = bytearray()
        self._head = b""
        self._keep = True
        self._next: Fault | None = None

    def run(self) -> None:
        try:
            with suppress(OSError):  # the client has gone, or the server is told to stop
                while self._keep and (hit := self._read()):
                    self._reply(hit)
        finally:
            self._server.end(self)
            with self._lock:
                self._socket.close()

    def shut(self) -> None:
        with self._lock, suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def gone(self) -> bool:
        try:
            return not self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _read(self) -> Hit | None:
        while b"\r\n\r\n" not in self._received:
            if not (data := self._socket.recv(2**16)):
                return None
            self._received += data
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        request, *lines = head.decode("latin-1").split("\r\n")
        method, path, _ = request.split(" ")
        headers: dict[str, str] = {}
        for name, _, value in (line.partition(":") for line in lines):
            known = headers.get(name.lower())
            headers[name.lower()] = f"{known}, {value.strip()}" if known else value.strip()
        return Hit(method, path, headers, self._number)

    def _reply(self, hit: Hit) -> None:
        fault = self._server.begin(self, hit, self._next)
        answer = self._server.answer(hit, conditional=not fault)
        self._keep, self._next, self._head = answer.keep, None, b""
        if self._server.latency:
            self._wait(self._server.latency)
        for step in fault.script(answer) if fault else answer.steps():
            if isinstance(step, bytes):
                self._send(step, hit)
            elif isinstance(step, int | float):
                self._wait(step)
            elif isinstance(step, Fault):
                self._next = step
            else:
                self._keep = False
                if step is End.RESET:
                    self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # The count goes down before the client can have the last byte, or asking one by one would look like two at once.
        self._server.end(self)
        self._flush()

    def _send(self, data: bytes, hit: Hit) -> None:
        if len(self._held) + len(data) > BUFFER:
            self._flush()
        self._held += data
        if hit.status:
            hit.sent += len(data)
        elif len(self._head) < LONGEST_HEAD:
            self._head += data
            head, ended, body = self._head.partition(b"\r\n\r\n")
            if ended and (found := STATUS_LINE.match(head)):
                hit.status, hit.sent = int(found[1]), len(body)

    def _wait(self, seconds: float) -> None:
        self._flush()
        if self._server.stopping.wait(seconds):
            raise ConnectionAbortedError

    def _flush(self) -> None:
        self._socket.sendall(self._held)
        self._held.clear()
