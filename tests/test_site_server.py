"""The server of the generated site: what its users rely on, seen from raw sockets and the standard library's client."""

import gzip
import http.client
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from testsite import faults
from testsite.faults import Answer, Fault, Framing, mixed
from testsite.server import NOT_FOUND, SiteServer

PAGE = b"<html><body>" + b"<p>Strengthen rural clinics.</p>" * 300 + b"</body></html>"
OTHER = b"<html>other</html>"
FILES = {"/a.html": PAGE, "/b.html": OTHER, "/c.bin": b"\0\1"}


@pytest.fixture
def site() -> Iterator[SiteServer]:
    with SiteServer(dict(FILES)) as running:
        yield running


def connected(site: SiteServer, request: bytes = b"") -> socket.socket:
    made = socket.create_connection(("127.0.0.1", site.port), timeout=10)
    made.sendall(request)
    return made


def asking(*paths: str) -> bytes:
    return b"".join(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % path.encode() for path in paths)


def rest(client: socket.socket) -> tuple[bytes, str]:
    """All that still comes, and how it ends."""
    got = b""
    try:
        while data := client.recv(2**16):
            got += data
    except ConnectionResetError:
        return got, "reset"
    return got, "end"


def until(client: socket.socket, ending: bytes) -> None:
    got = b""
    while not got.endswith(ending):
        data = client.recv(2**16)
        assert data, "ended early"
        got += data


def talk(site: SiteServer, *paths: str) -> tuple[bytes, str]:
    """Asks for all at once and no more, so that a connection that is kept ends after the last answer."""
    with connected(site, asking(*paths)) as client:
        with suppress(OSError):  # reset already
            client.shutdown(socket.SHUT_WR)
        return rest(client)


def get(
    site: SiteServer, path: str = "/a.html", client: http.client.HTTPConnection | None = None, **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    own = client or http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    try:
        own.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = own.getresponse()
        return answer, answer.read()
    finally:
        if not client:
            own.close()


def test_files_are_served(site: SiteServer) -> None:
    answer, body = get(site)
    assert (answer.status, answer.version, body) == (200, 11, PAGE)
    assert answer.headers["Content-Type"] == "text/html"
    assert get(site, "/a.html?x=1")[1] == PAGE
    assert get(site, "/c.bin")[0].headers["Content-Type"] is None
    assert get(site, "/absent.html")[0].status == 404
    assert get(site, "/robots.txt")[0].status == 404
    site.files = {"/a.html": OTHER}
    site.robots = b"User-agent: *\nDisallow:\n"
    assert get(site)[1] == OTHER
    assert get(site, "/robots.txt")[1] == site.robots
    assert site.url == f"http://127.0.0.1:{site.port}"


def test_the_content_type_may_be_any() -> None:
    with SiteServer(FILES, content_type=lambda path, body: f"x/{path[1]}; n={len(body)}") as site:
        assert get(site, "/c.bin")[0].headers["Content-Type"] == "x/c; n=2"


def test_only_get_is_known(site: SiteServer) -> None:
    with connected(site, b"HEAD /a.html HTTP/1.1\r\nHost: x\r\n\r\n") as client:
        assert rest(client)[0].startswith(b"HTTP/1.1 405 ")


def test_hits_tell_what_was_asked_and_answered(site: SiteServer) -> None:
    client = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    get(site, "/a.html?x=1", client, X_One="1")
    get(site, "/absent.html", client)
    client.close()
    site.fail("/a.html", faults.SHORT_BODY)
    talk(site, "/a.html")
    first, second, third = site.hits
    assert (first.method, first.path, first.headers["x-one"]) == ("GET", "/a.html?x=1", "1")
    assert [hit.status for hit in site.hits] == [200, 404, 200]
    assert [hit.sent for hit in site.hits] == [len(PAGE), len(NOT_FOUND), len(PAGE) // 2]
    assert [hit.fault for hit in site.hits] == ["", "", "short body"]
    assert first.connection == second.connection != third.connection
    assert first.at <= second.at <= third.at <= time.monotonic()


def test_an_unchanged_page_is_a_304_by_either_validator(site: SiteServer) -> None:
    seen = get(site)[0].headers
    tag, date = seen["ETag"], seen["Last-Modified"]
    client = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    for headers in (
        {"If_None_Match": tag},
        {"If_None_Match": f'"x", W/{tag}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": date},
        {"If_None_Match": tag, "If_Modified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    ):
        answer, body = get(site, "/a.html", client, **headers)
        assert (answer.status, body, answer.headers["ETag"]) == (304, b"", tag), headers
    assert get(site, "/a.html", client, If_None_Match='"x"', If_Modified_Since=date)[0].status == 200
    site.files = {"/a.html": PAGE + b" "}
    assert get(site, "/a.html", client, If_None_Match=tag)[0].status == 200
    assert get(site, "/a.html", client, If_Modified_Since=date)[0].status == 200
    client.close()
    assert {hit.connection for hit in site.hits[1:]} == {2}
    assert [hit.sent for hit in site.hits if hit.status == 304] == [0] * 5


def test_without_validators_nothing_is_conditional() -> None:
    with SiteServer(FILES, validators=False) as site:
        answer, _ = get(site, If_None_Match="*")
        assert answer.status == 200
        assert not {"ETag", "Last-Modified"} & set(answer.headers)


def test_a_connection_is_kept_until_the_client_closes_it(site: SiteServer) -> None:
    got, _ = talk(site, "/a.html", "/b.html", "/a.html")
    assert got.count(b"HTTP/1.1 200 OK") == 3
    assert got.endswith(PAGE)
    answer, _ = get(site, Connection="close")
    assert answer.headers["Connection"] == "close"
    assert [hit.connection for hit in site.hits] == [1, 1, 1, 2]


@pytest.mark.parametrize(
    ("accept", "zipped"), [("gzip, br", True), ("br;q=1.0, gzip;q=0.8", True), ("gzip;q=0", False), ("br", False)]
)
def test_gzip_is_for_those_who_accept_it(accept: str, zipped: bool) -> None:
    with SiteServer(FILES, gzip=True) as site:
        answer, body = get(site, Accept_Encoding=accept)
        plain, _ = get(site, Accept_Encoding="identity")
        assert answer.headers["Content-Encoding"] == ("gzip" if zipped else None)
        assert (gzip.decompress(body) if zipped else body) == PAGE
        assert (answer.headers["ETag"] != plain.headers["ETag"]) is zipped
        again, _ = get(site, Accept_Encoding=accept, If_None_Match=answer.headers["ETag"])
        assert again.status == 304


def test_framing_may_be_chunks_or_the_end_of_the_connection() -> None:
    with SiteServer(FILES, framing="chunked") as site:
        answer, body = get(site)
        assert (answer.headers["Transfer-Encoding"], answer.headers["Content-Length"], body) == ("chunked", None, PAGE)
        assert talk(site, "/b.html", "/b.html")[0].endswith(b"\r\n\r\n12\r\n" + OTHER + b"\r\n0\r\n\r\n")
    with SiteServer(FILES, framing="close") as site:
        with connected(site, asking("/a.html")) as client:
            got, end = rest(client)
        assert (got.partition(b"\r\n\r\n")[2], end) == (PAGE, "end")
        assert b"Content-Length" not in got


Expected = Callable[[bytes], bytes]
HALF = len(PAGE) // 2


@pytest.mark.parametrize(
    ("fault", "expected", "end"),
    [
        (Fault.close(), lambda _: b"", "end"),
        (Fault.close(after=0.01), lambda _: b"", "end"),
        (faults.RESET, lambda _: b"", "reset"),
        (faults.RESET_IN_HEAD, lambda head: head[: len(head) // 2], "reset"),
        (faults.RESET_IN_BODY, lambda head: head + PAGE[:HALF], "reset"),
        (faults.CLOSE_IDLE, lambda head: head + PAGE, "end"),
        (faults.SHORT_BODY, lambda head: head + PAGE[:HALF], "end"),
        (faults.LONG_BODY, lambda head: head + PAGE + b"<p>and more</p>", "end"),
        (Fault.drip_head(0.00001), lambda head: head + PAGE, "end"),
        (Fault.hang(0.01), lambda head: head + PAGE, "end"),
        (Fault.hang_in_body(0.01), lambda head: head + PAGE, "end"),
        (Fault.raw(b"<html>0.9</html>"), lambda _: b"<html>0.9</html>", "end"),
        (Fault.raw(b"HTTP/1.1 100 Continue\r\n\r\n", 3), lambda _: b"HTTP/1.1 100 Continue\r\n\r\n" * 3, "end"),
        (Fault.raw(b"X-Y: z\r\n" * 2**18), lambda _: b"X-Y: z\r\n" * 2**18, "end"),
    ],
    ids=lambda value: value.name if isinstance(value, Fault) else "",
)
def test_a_fault_is_seen_on_the_wire(site: SiteServer, fault: Fault, expected: Expected, end: str) -> None:
    head = talk(site, "/a.html")[0].removesuffix(PAGE)
    site.fail("/a.html", fault, times=1)
    assert talk(site, "/a.html") == (expected(head), end)
    assert talk(site, "/a.html") == (head + PAGE, "end")
    assert [hit.fault for hit in site.hits] == ["", fault.name, ""]


@pytest.mark.parametrize(
    ("fault", "status", "sent"),
    [
        (faults.RESET_IN_HEAD, 0, 0),
        (faults.RESET_IN_BODY, 200, HALF),
        (Fault.drip_head(0.0), 200, len(PAGE)),
        (Fault.raw(b"HTTP/1.0 299 Odd\r\n\r\nabc"), 299, 3),
        (Fault.raw(b"nonsense\r\n\r\nabc"), 0, 0),
    ],
    ids=lambda value: value.name if isinstance(value, Fault) else "",
)
def test_a_hit_counts_what_a_fault_let_through(site: SiteServer, fault: Fault, status: int, sent: int) -> None:
    site.fail("/a.html", fault)
    talk(site, "/a.html")
    assert (site.hits[0].status, site.hits[0].sent) == (status, sent)


def test_a_connection_closed_on_reuse_fails_the_next_request(site: SiteServer) -> None:
    site.fail("/a.html", faults.CLOSE_ON_REUSE, times=1)
    client = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    assert get(site, "/a.html", client)[1] == PAGE
    with pytest.raises(http.client.RemoteDisconnected):
        get(site, "/b.html", client)
    client.close()
    assert get(site, "/b.html")[1] == OTHER
    assert [(hit.path, hit.connection, hit.status) for hit in site.hits] == [
        ("/a.html", 1, 200),
        ("/b.html", 1, 0),
        ("/b.html", 2, 200),
    ]


@pytest.mark.parametrize("fault", [faults.NO_LAST_CHUNK, faults.BAD_CHUNK_SIZE], ids=lambda fault: fault.name)
def test_chunks_may_be_broken(site: SiteServer, fault: Fault) -> None:
    site.fail("/a.html", fault)
    with pytest.raises(http.client.IncompleteRead) as caught:
        get(site)
    assert caught.value.partial == PAGE
    assert (b"\r\nzz\r\n" in talk(site, "/a.html")[0]) is (fault is faults.BAD_CHUNK_SIZE)


def test_an_unframed_body_may_be_cut_unseen(site: SiteServer) -> None:
    site.fail("/a.html", Fault.unframed(at=0.25))
    answer, body = get(site)
    assert (answer.headers["Content-Length"], answer.headers["Connection"]) == (None, "close")
    assert body == PAGE[: len(PAGE) // 4]


@pytest.mark.parametrize("zipping", [False, True])
def test_gzip_may_be_broken_in_four_ways(zipping: bool) -> None:
    good = zlib.compress(PAGE, wbits=31)
    with SiteServer(FILES, gzip=zipping) as site:
        for fault in (
            Fault.gzip_cut(0.5),
            faults.GZIP_BAD_CRC,
            faults.GZIP_TRAILING,
            Fault.labelled(),
            Fault.labelled("br"),
        ):
            site.fail("/a.html", fault, times=1)
        answers = [get(site, Accept_Encoding="gzip") for _ in range(5)]
    cut, bad, trailing, plain, other = (body for _, body in answers)
    assert [answer.headers["Content-Encoding"] for answer, _ in answers] == ["gzip"] * 4 + ["br"]
    assert [int(answer.headers["Content-Length"]) for answer, _ in answers] == [len(body) for _, body in answers]
    assert cut == good[: len(good) // 2]
    assert (bad[:-8], bad[-4:]) == (good[:-8], good[-4:])
    with pytest.raises(gzip.BadGzipFile, match="CRC check failed"):
        gzip.decompress(bad)
    assert trailing == good + b"junk"
    assert plain == other == PAGE


def test_a_bomb_is_a_megabyte_that_becomes_a_gibibyte(site: SiteServer) -> None:
    site.fail("/a.html", faults.BOMB)
    answer, body = get(site)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert 10**6 < len(body) < 1.1 * 10**6
    assert zlib.decompressobj(wbits=31).decompress(body, 2**24) == bytes(2**24)
    assert int.from_bytes(body[-4:], "little") == 2**30


@pytest.mark.parametrize(
    ("fault", "status", "header", "body"),
    [
        (Fault.status(500), 500, ("Content-Length", "0"), b""),
        (Fault.status(503, {"Retry-After": "7"}, b"busy"), 503, ("Retry-After", "7"), b"busy"),
        (Fault.status(429, {"Retry-After": "0"}), 429, ("Retry-After", "0"), b""),
        (Fault.status(204), 204, ("Content-Length", None), b""),
        (Fault.status(304), 304, ("Content-Length", None), b""),
        (Fault.status(206, {"Content-Range": "bytes 0-3/9"}, b"half"), 206, ("Content-Range", "bytes 0-3/9"), b"half"),
        (Fault.status(410, body=b"gone"), 410, ("Content-Type", "text/html"), b"gone"),
        (Fault.redirect("/b.html"), 302, ("Location", "/b.html"), b""),
        (Fault.redirect("http://127.0.0.1:1/", 308), 308, ("Location", "http://127.0.0.1:1/"), b""),
        (Fault.body(b"oops"), 200, ("ETag", None), b"oops"),
        (Fault.body(b"oops", times=3), 200, ("Content-Length", "12"), b"oopsoopsoops"),
        (Fault.body(headers={"Content-Type": None}), 200, ("Content-Type", None), PAGE),
        (
            Fault.body(headers={"Content-Type": "text/html; charset=x"}),
            200,
            ("Content-Type", "text/html; charset=x"),
            PAGE,
        ),
    ],
)
def test_a_fault_may_be_a_well_formed_answer(
    site: SiteServer, fault: Fault, status: int, header: tuple[str, str | None], body: bytes
) -> None:
    site.fail("/a.html", fault, times=1)
    client = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    answer, got = get(site, "/a.html", client, If_None_Match="*")
    assert (answer.status, answer.headers[header[0]], got) == (status, header[1], body)
    assert get(site, "/b.html", client)[1] == OTHER
    client.close()
    assert {hit.connection for hit in site.hits} == {1}


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_a_large_body_is_streamed_in_any_framing(framing: Framing) -> None:
    with SiteServer(FILES, framing=framing) as site:
        site.fail("/a.html", Fault.body(b"x" * 2**20, times=20))
        assert len(get(site)[1]) == 20 * 2**20
        with connected(site, asking("/a.html")) as client:
            assert client.recv(1000)


def test_an_endless_answer_ends_when_the_client_has_gone(site: SiteServer) -> None:
    site.fail("/a.html", Fault.raw(b"HTTP/1.1 102 Processing\r\n\r\n", times=None), times=1)
    with connected(site, asking("/a.html")) as client:
        got = 0
        while got < 10**6:
            got += len(client.recv(2**16))
    assert site.hits[0].status == 102
    assert get(site)[1] == PAGE


@pytest.mark.parametrize(
    ("fault", "status"), [(Fault.hang(), 0), (Fault.drip_head(600), 0), (Fault.drip_body(600), 200)]
)
def test_waiting_ends_when_the_server_stops(fault: Fault, status: int) -> None:
    asked = threading.Event()

    def plan(path: str) -> Fault:
        asked.set()
        return fault

    with SiteServer(FILES, plan=plan) as site, connected(site, asking("/a.html")) as client:
        assert asked.wait(10)
        site.stop()
        assert PAGE not in rest(client)[0]
        assert site.hits[0].status in (0, status)


def test_a_hang_in_the_body_comes_after_its_first_half(site: SiteServer) -> None:
    site.fail("/a.html", Fault.hang_in_body())
    with connected(site, asking("/a.html")) as client:
        until(client, b"\r\n\r\n" + PAGE[:HALF])
        site.stop()
        assert rest(client)[0] == b""


def test_dripping_takes_its_time(site: SiteServer) -> None:
    site.fail("/b.html", Fault.drip_body(0.002))
    began = time.monotonic()
    assert talk(site, "/b.html")[0].endswith(OTHER)
    assert time.monotonic() - began >= 0.002 * len(OTHER)


def test_latency_comes_before_each_answer() -> None:
    with SiteServer(FILES, latency=0.01) as site:
        began = time.monotonic()
        talk(site, "/a.html", "/b.html", "/absent.html")
        assert time.monotonic() - began >= 0.03


def test_faults_are_used_up_in_order(site: SiteServer) -> None:
    site.fail("/a.html", Fault.status(500), times=1)
    site.fail("/a.html", Fault.status(503), times=2)
    site.fail(None, Fault.status(410))
    site.fail("/a.html", Fault.status(403), times=1)
    site.fail("/robots.txt", Fault.status(429), times=1)
    assert [get(site)[0].status for _ in range(6)] == [500, 503, 503, 403, 410, 410]
    assert [get(site, "/b.html?x")[0].status for _ in range(2)] == [410, 410]
    assert [get(site, "/robots.txt")[0].status for _ in range(2)] == [429, 404]
    site.plan = lambda _: Fault.status(500)
    site.heal()
    assert get(site)[1] == PAGE


def test_a_mix_of_faults_is_given_by_its_seed() -> None:
    def drawn(seed: int, path: str, share: float = 0.5) -> list[Fault | None]:
        plan = mixed(seed, share)
        return [plan(path) for _ in range(300)]

    assert drawn(1, "/a.html") == drawn(1, "/a.html")
    assert len({tuple(drawn(seed, path)) for seed in (1, 2) for path in ("/a", "/b")}) == 4
    assert 60 < sum(fault is not None for fault in drawn(1, "/a", share=0.3)) < 120
    assert set(drawn(1, "/a", share=0.0)) == {None}
    always = drawn(1, "/a", share=1.0)
    assert [fault is None for fault in always] == [False, False, True] * 100
    assert set(always) == {None, *faults.HEALING}


def test_a_client_that_asks_three_times_gets_through_any_mix() -> None:
    def good(site: SiteServer, path: str) -> bool:
        try:
            answer, body = get(site, path)
            if answer.headers["Content-Encoding"] == "gzip":
                body = gzip.decompress(body)
        except (OSError, EOFError, http.client.HTTPException):
            return False
        return answer.status == 200 and body == PAGE

    files = {f"/{number}.html": PAGE for number in range(40)}
    with SiteServer(files, plan=mixed(3, 0.6)) as site:
        assert all(any(good(site, path) for _ in range(3)) for path in files)
        assert len(site.hits) > 60
        assert all(bool(hit.fault) == (hit.status != 200 or hit.sent != len(PAGE)) for hit in site.hits)


def test_a_stopped_server_refuses_and_comes_back_on_its_port(site: SiteServer) -> None:
    url = site.url
    kept = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    get(site, "/a.html", kept)
    for _ in range(3):
        site.stop()
        site.stop()
        for _ in range(3):
            with pytest.raises(ConnectionRefusedError):
                connected(site)
        site.start()
        assert site.url == url
        assert get(site)[1] == PAGE
    with pytest.raises(ConnectionError):
        get(site, "/a.html", kept)
    kept.close()
    assert [hit.connection for hit in site.hits] == sorted({hit.connection for hit in site.hits})


def test_requests_at_the_same_time_are_counted() -> None:
    together = threading.Barrier(4)

    def content_type(path: str, body: bytes) -> None:
        together.wait(10)

    with SiteServer(FILES, content_type=content_type) as site:
        clients = [connected(site, asking("/a.html")) for _ in range(3)]
        together.wait(10)
        for client in clients:
            client.shutdown(socket.SHUT_WR)
            assert rest(client)[0].endswith(PAGE)
            client.close()
        assert site.most_at_once == 3


def test_asking_one_by_one_is_never_two_at_once(site: SiteServer) -> None:
    site.plan = mixed(5, 0.3)
    clients = [http.client.HTTPConnection("127.0.0.1", site.port, timeout=10) for _ in range(200)]
    for client in clients:
        with suppress(OSError, http.client.HTTPException):
            get(site, "/a.html", client)
    for client in clients:
        client.close()
    assert site.most_at_once == 1


def test_a_client_that_gave_up_is_not_counted(site: SiteServer) -> None:
    site.fail("/a.html", Fault.hang_in_body())
    for _ in range(5):
        with connected(site, asking("/a.html")) as client:
            client.recv(1)  # closing with the rest unread is a reset
        with connected(site, asking("/a.html")) as client:
            until(client, PAGE[:HALF])
    assert get(site, "/b.html")[1] == OTHER
    assert site.most_at_once == 1


def test_nothing_is_left_behind() -> None:
    before = set(threading.enumerate())
    with SiteServer(FILES, plan=mixed(7, 0.5)) as site:
        site.fail("/b.html", Fault.hang())
        idle = [connected(site) for _ in range(5)]
        waiting = [connected(site, asking("/b.html")) for _ in range(5)]
        for _ in range(20):
            talk(site, "/a.html")
    assert set(threading.enumerate()) == before
    for client in idle + waiting:
        assert rest(client)[0] == b""
        client.close()
    SiteServer(FILES)


def test_a_script_of_ones_own_is_a_fault_too(site: SiteServer) -> None:
    def twice(answer: Answer) -> list[bytes]:
        return [*answer.steps(), *answer.steps()]

    site.fail("/b.html", Fault("twice", twice))
    assert talk(site, "/b.html")[0].count(OTHER) == 2
