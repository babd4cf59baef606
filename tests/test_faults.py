"""Whatever the network does: what was good is kept, what went wrong is said, and the next fetch completes it."""

import datetime as dt
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from email.utils import formatdate
from itertools import repeat
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest

import processes
from mandates_cli import registry
from mandates_cli.errors import NetworkError
from mandates_cli.fetch import RawStore
from mandates_cli.fetch.client import Client
from mandates_cli.fetch.crawl import Crawl
from mandates_cli.fetch.scope import Scope
from mandates_cli.model import Counts, Snapshot
from test_site import themes
from testsite import faults
from testsite.faults import Answer, Fault, gzipped, mixed
from testsite.generator import generate, older
from testsite.markup import files
from testsite.server import Hit, SiteServer

THEME = "gender"
SITE = generate(5, [t for t in themes() if t[0].partition("/")[0] == THEME], pages=8, placements=80)
NEW, OLD = files(SITE), files(older(SITE))
PAGES = sorted(SITE.pages)
# Both change from the older state to the newer one; the first is in windows-1252, the other in UTF-8.
VICTIM, UTF8 = "/sisca/ge_sp.html", "/sisca/ge.html"
# A page that is only linked to: no table knows it.
UNLISTED = "/sisca/ge_disc_sp.html"
# What a run from the older state makes of each page.
CHANGES = {page: "changed" if OLD[page] != NEW[page] else "unchanged" for page in PAGES}
# Seconds for a request: for faults that are slow, and for the others, which a busy machine must not make so.
SHORT, LONG = 0.5, 20.0
MAX_MEMORY = 200 * 2**20
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("MANDATES_", "XDG_", "NO_COLOR", "COLUMNS")) and not name.lower().endswith("_proxy")
} | {"LC_ALL": "C.UTF-8"}
# The command, which at its end writes down what its process was like.
MEASURED = """
import atexit, sys
from pathlib import Path
status = Path(sys.argv.pop(1))
atexit.register(lambda: status.write_bytes(Path("/proc/self/status").read_bytes()))
from mandates_cli.cli import main
main()
"""


class Done(NamedTuple):
    """A finished fetch; `said` is what it wrote to stderr."""

    code: int
    rows: list[dict[str, Any]]
    said: str

    def change(self, page: str) -> str:
        return next(row["change"] for row in self.rows if row["kind"] == "page" and row["id"] == page)

    @property
    def reasons(self) -> str:
        return "\n".join([self.said, *(row["reason"] for row in self.rows if row["reason"])])


def arguments(data: Path, *sites: str, connections: int = 1, timeout: float = LONG) -> list[str]:
    """A fetch that does not wait, for the pages of the small site alone."""
    named = [part for site in sites for part in ("--site", site)]
    fast = ["--rate", "0", "--timeout", str(timeout), "--connections", str(connections)]
    return ["fetch", *named, *fast, "--theme", THEME, "--data-dir", str(data)]


def fetch(
    data: Path, *sites: str, connections: int = 1, timeout: float = LONG, env: Mapping[str, str] | None = None
) -> Done:
    """Runs it, and checks what holds whatever happens: no traceback, few words, little memory."""
    status = data.with_name(f"{data.name}.status")
    asked = arguments(data, *sites, connections=connections, timeout=timeout)
    done = processes.run("-c", MEASURED, str(status), *asked, env={**ENVIRONMENT, **(env or {})})
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 20
    assert int(status.read_text().partition("VmHWM:")[2].split()[0]) * 1024 < MAX_MEMORY
    return Done(done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr)


def records(data: Path) -> bytes:
    return (data / "parsed" / "mandates.jsonl").read_bytes()


def journal(data: Path, name: str = "manifest.jsonl") -> list[dict[str, Any]]:
    """The whole lines: what follows the last line end was never written."""
    path = data / "raw" / name
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]] if path.exists() else []


def raw_files(data: Path) -> dict[str, bytes]:
    """Every stored body by its name below data/raw."""
    raw = data / "raw"
    return {str(p.relative_to(raw)): p.read_bytes() for p in raw.rglob("*") if p.is_file() and p.suffix != ".jsonl"}


def assert_whole(data: Path) -> None:
    """Nothing is left half-written, and each sighting's file is there, byte for byte."""
    assert not list(data.rglob("*.tmp"))
    stored = raw_files(data)
    for sighting in journal(data):
        if sighting["file"]:
            body = stored[sighting["file"]]
            assert (hashlib.sha256(body).hexdigest(), len(body)) == (sighting["sha256"], sighting["size"])


def current(data: Path) -> dict[str, str]:
    """The sha256 of what each page last showed as a Mandates page."""
    return {s["page"]: s["sha256"] for s in journal(data) if s["verdict"] == "page"}


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


@dataclass(frozen=True)
class Stand:
    """A server, the corpus of its older state, and what a run without faults makes of the newer one."""

    server: SiteServer
    old: Path
    clean: Path


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    folder = tmp_path_factory.mktemp("stand")
    with SiteServer(OLD) as server:
        assert fetch(folder / "old", server.url).code == 0
        server.files = NEW
        assert fetch(folder / "clean", server.url).code == 0
        assert records(folder / "old") != records(folder / "clean")
        yield Stand(server, folder / "old", folder / "clean")


@pytest.fixture
def server(stand: Stand) -> Iterator[SiteServer]:
    stand.server.hits.clear()
    yield stand.server
    stand.server.heal()
    stand.server.robots, stand.server.files = None, NEW
    if stand.server.stopping.is_set():
        stand.server.start()


@pytest.fixture
def data(stand: Stand, tmp_path: Path) -> Path:
    """The older state, as a run before would have left it."""
    return Path(shutil.copytree(stand.old, tmp_path / "data"))


def assert_kept(data: Path, stand: Stand) -> None:
    """What was there before the run is there, byte for byte."""
    assert raw_files(stand.old).items() <= raw_files(data).items()
    for name in ("manifest.jsonl", "snapshots.jsonl"):
        assert (data / "raw" / name).read_bytes().startswith((stand.old / "raw" / name).read_bytes())
    assert_whole(data)


def assert_completed(data: Path, stand: Stand) -> None:
    """The next run, without faults, ends where a run ends that never met any."""
    stand.server.heal()
    stand.server.robots = None
    done = fetch(data, stand.server.url)
    assert (done.code, records(data)) == (0, records(stand.clean)), done.said
    assert_kept(data, stand)
    assert current(data) == current(stand.clean)


def asked(server: SiteServer, page: str) -> list[Hit]:
    return [hit for hit in server.hits if hit.path.partition("?")[0] == page]


def on_answer(name: str, make: Callable[[Answer], Fault]) -> Fault:
    """A fault that depends on the good answer or on the time of day."""
    return Fault(name, lambda answer: make(answer).script(answer))


def gzip_of(name: str, make: Callable[[bytes], bytes]) -> Fault:
    return Fault(name, lambda answer: answer.encoded("gzip", make(gzipped(answer.plain))).steps())


def busy(after: str, status: int = 429) -> Fault:
    return Fault.status(status, {"Retry-After": after})


def in_seconds(seconds: float) -> Fault:
    return on_answer("429 until a date", lambda _: busy(formatdate(time.time() + seconds, usegmt=True)))


def headed(*lines: bytes) -> Fault:
    return Fault.raw(b"\r\n".join([b"HTTP/1.1 200 OK", *lines, b"", b"<html>hello</html>"]))


def typed(content_type: str | None) -> Fault:
    """The page under another content type, and without validators, so that the next run gets it again."""
    return Fault.body(headers={"Content-Type": content_type, "ETag": None, "Last-Modified": None})


ENDLESS_CHUNKS = Fault(
    "endless chunks",
    lambda a: [replace(a, framing="chunked").head(), *repeat(b"10000\r\n%b\r\n" % bytes(2**16), 400)],
)
ERROR_PAGE = b"<html><body><h1>Page not found</h1><p>Sorry, but this page does not exist.</p></body></html>"


@dataclass(frozen=True)
class Row:
    """One fault on one page, `times` times or always. The page then comes in that run, stays as it was, or is gone.

    `says` stands in what the run writes; `asked` is how often the page is asked for; at least
    `gap` seconds are between the first two times.
    """

    name: str
    fault: Fault
    times: int | None = 1
    says: str = ""
    code: int = 0
    then: Literal["comes", "stays", "gone"] = "comes"
    asked: int = 1
    gap: float = 0.0
    page: str = VICTIM
    timeout: float = LONG
    wrong: str = ""

    @property
    def change(self) -> str:
        if self.then == "stays":
            return {0: "unchanged", 4: "failed", 5: "drifted"}[self.code]
        return CHANGES[self.page] if self.then == "comes" else "gone"


def heals(name: str, fault: Fault, says: str, times: int = 1, after: float = 0.0) -> Row:
    """Asking again within the run mends it, `after` so many seconds."""
    return Row(name, fault, times, says, asked=times + 1, gap=after)


def slow(name: str, fault: Fault) -> Row:
    """Asking again mends it, once the time of the request is up."""
    return replace(heals(name, fault, f"within {SHORT} s", after=SHORT), timeout=SHORT)


def fails(name: str, fault: Fault, says: str, asked: int = 1, code: int = 4, wrong: str = "") -> Row:
    return Row(name, fault, None, says, code, "stays", asked, wrong=wrong)


# Defects that the rows below show; a fix makes its row pass, which then fails for being marked.

BROKE_OFF = "the connection broke off"
DAMAGED = "the compressed body"
CUT = "the body may be cut"

ROWS = [
    # The connection. The first loss of one that was kept alive is nobody's fault and not told.
    heals("N01 reset before the answer", faults.RESET, BROKE_OFF, times=2),
    heals("N02 reset in the head", faults.RESET_IN_HEAD, BROKE_OFF, times=2),
    heals("N03 reset in the body", faults.RESET_IN_BODY, BROKE_OFF, times=2),
    heals("N04 closed without an answer", Fault.close(), BROKE_OFF, times=2),
    heals("N04 closed after a while", Fault.close(after=0.05), BROKE_OFF, times=2),
    fails("N01 reset each time", faults.RESET, BROKE_OFF, asked=5),
    Row("N05 closed while idle", faults.CLOSE_IDLE),
    # The end of the body.
    heals("N06 shorter than its length", faults.SHORT_BODY, BROKE_OFF, times=2),
    fails("N06 shorter each time", faults.SHORT_BODY, BROKE_OFF, asked=5),
    heals("N07 chunks without end", faults.NO_LAST_CHUNK, BROKE_OFF, times=2),
    heals("N08 a bad chunk size", faults.BAD_CHUNK_SIZE, BROKE_OFF, times=2),
    heals("N09 gzip cut at 1 %", Fault.gzip_cut(0.01), DAMAGED),
    heals("N09 gzip cut at 50 %", Fault.gzip_cut(0.5), DAMAGED),
    heals("N09 gzip cut at 99 %", Fault.gzip_cut(0.99), DAMAGED),
    heals("N09 gzip without its last 8 bytes", gzip_of("gzip -8", lambda body: body[:-8]), DAMAGED),
    fails("N09 gzip cut each time", Fault.gzip_cut(0.5), DAMAGED, asked=4),
    heals("N10 gzip with a bad checksum", faults.GZIP_BAD_CRC, DAMAGED),
    heals("N10 gzip and a rest", faults.GZIP_TRAILING, DAMAGED),
    heals("N10 plain, labelled gzip", Fault.labelled("gzip"), DAMAGED),
    fails("N10 gzip in gzip", gzip_of("gzip twice", gzipped), "binary file", code=5),
    fails("N10 an encoding not asked for", Fault.labelled("br"), "'br', which was not asked for"),
    fails("N10 an unknown encoding", Fault.labelled("x-none"), "'x-none', which was not asked for"),
    heals("N11 unframed, cut at 20 %", Fault.unframed(0.2), CUT),
    heals("N11 unframed, cut at 50 %", Fault.unframed(0.5), CUT),
    heals("N11 unframed, cut at 90 %", Fault.unframed(0.9), CUT),
    fails("N11 unframed, cut at 99 % each time", Fault.unframed(0.99), CUT, asked=4),
    Row("N11 unframed and whole", Fault.unframed()),
    Row("N12 longer than its length", faults.LONG_BODY),
    # Slowness. Each byte resets the time-out of a read, none that of the request.
    slow("N13 dripping head", Fault.drip_head(0.05)),
    slow("N13 dripping body", Fault.drip_body(0.02)),
    slow("N13 no answer", Fault.hang()),
    slow("N13 half a body", Fault.hang_in_body()),
    replace(fails("N13 no answer each time", Fault.hang(), f"within {SHORT} s", asked=4), timeout=SHORT),
    # Nonsense.
    slow("N14 endless 1xx", Fault.raw(b"HTTP/1.1 102 Processing\r\n\r\n", times=None)),
    heals("N14 2 MB of headers", headed(*repeat(b"X-Y: " + b"z" * 1000, 2000)), BROKE_OFF, times=2),
    heals("N14 status 9999", Fault.raw(b"HTTP/1.1 9999 Odd\r\n\r\n"), BROKE_OFF, times=2),
    heals("N14 HTTP/0.9", Fault.raw(NEW[VICTIM]), BROKE_OFF, times=2),
    heals("N14 two lengths", headed(b"Content-Length: 5", b"Content-Length: 7"), BROKE_OFF, times=2),
    heals("N14 a negative length", headed(b"Content-Length: -5"), BROKE_OFF, times=2),
    # Told to wait.
    heals("N15 seconds", busy("1"), "status 429; trying again", after=1.0),
    heals("N15 a date", in_seconds(1.7), "status 429; trying again", after=0.5),
    heals("N15 a date that has passed", in_seconds(-3600), "trying again in 0.1 s"),
    heals("N15 negative", busy("-30"), "trying again in 0.1 s"),
    heals("N15 no number", busy("soon"), "trying again in 0.1 s"),
    heals("N15 a date out of range", busy("Wed, 99999999999999999999 Jan 2020 00:00:00 GMT"), "trying again in 0.1 s"),
    fails("N15 1e9 seconds", busy("1000000000"), "left alone for hours"),
    heals("N16 503 once", Fault.status(503), "status 503"),
    heals("N16 503 with seconds", busy("1", 503), "status 503; trying again", after=1.0),
    heals("N16 503 three times", Fault.status(503), "status 503", times=3),
    Row("N16 503 ten times", Fault.status(503), 10, "status 503", 4, "stays", asked=4),
    # Statuses.
    fails("N17 403", Fault.status(403, body=ERROR_PAGE), "status 403"),
    fails("N17 451", Fault.status(451, body=ERROR_PAGE), "status 451"),
    Row("N17 404", Fault.status(404, body=ERROR_PAGE), None, "status 404", then="gone"),
    Row("N17 410", Fault.status(410, body=ERROR_PAGE), None, "status 410", then="gone"),
    heals("N17 500", Fault.status(500, body=ERROR_PAGE), "status 500"),
    fails("N18 206", Fault.status(206, {"Content-Range": "bytes 0-8/99"}, NEW[VICTIM][:9]), "status 206"),
    fails("N18 204", Fault.status(204), "status 204"),
    Row("N18 304 for a page that has changed", Fault.status(304), None, then="stays"),
    fails("N18 200 and nothing", Fault.body(b""), "the page is empty"),
    fails("N19 200, but an error page", Fault.body(ERROR_PAGE), "no item", code=5),
    # Redirects.
    fails("N20 to itself for ever", Fault.redirect(VICTIM), "more than 5 redirects", asked=6),
    Row("N20 20 hops", Fault.redirect("?hop"), 20, "more than 5 redirects", 4, "stays", asked=6),
    Row("N20 5 hops", Fault.redirect("?hop"), 5, asked=6),
    Row("N20 a relative address", Fault.redirect(VICTIM.rpartition("/")[2] + "?again", 307), 1, asked=2),
    fails("N20 no address", Fault.status(302), "redirects to nowhere"),
    fails("N21 to a private address", Fault.redirect("http://10.0.0.1/sisca/ge_sp.html"), "outside the site"),
    # Floods.
    fails("N23 a bomb", faults.BOMB, "inflates to more than 8 MiB"),
    fails("N23 50 MB", Fault.body(b"<p>more</p>" * 100_000, times=48), "larger than 8 MiB"),
    fails("N23 chunks without end", ENDLESS_CHUNKS, "larger than 8 MiB"),
    # Types and charsets that are wrong, missing or nonsense; the page says windows-1252 itself.
    Row("N24 no content type", typed(None)),
    Row("N24 no charset", typed("text/html")),
    Row("N24 a wrong content type", typed("application/pdf")),
    Row("N24 a content type that is none", typed(";;charset")),
    Row("N24 a wrong charset", typed("text/html; charset=utf-8")),
    Row("N24 an invented charset", typed("text/html; charset=x-none")),
    Row("N24 zlib_codec", typed("text/html; charset=zlib_codec")),
    Row("N24 utf-7", typed("text/html; charset=utf-7")),
    Row("N24 idna", typed("text/html; charset=idna")),
    Row("N24 a wrong charset, of any bytes", typed("text/html; charset=latin1"), page=UTF8),
]  # fmt: skip


def table(rows: Iterable[Row]) -> list[Any]:
    def marks(row: Row) -> list[pytest.MarkDecorator]:
        return [pytest.mark.xfail(strict=True, reason=row.wrong)] if row.wrong else []

    return [pytest.param(row, id=row.name, marks=marks(row)) for row in rows]


@pytest.mark.parametrize("row", table(ROWS))
def test_one_fault_harms_one_page_at_most(row: Row, stand: Stand, server: SiteServer, data: Path) -> None:
    server.fail(row.page, row.fault, row.times)
    done = fetch(data, server.url, timeout=row.timeout)
    assert done.code == row.code, done.said
    assert row.says in done.reasons
    assert {page: done.change(page) for page in PAGES} == CHANGES | {row.page: row.change}
    hits = asked(server, row.page)
    assert row.asked == len(hits)
    if row.gap:
        assert hits[1].at - hits[0].at >= row.gap
    assert current(data)[row.page] == digest(NEW[row.page] if row.then == "comes" else OLD[row.page])
    assert (row.page.encode() in records(data)) is (row.then != "gone")
    assert_kept(data, stand)
    if records(data) != records(stand.clean):
        assert_completed(data, stand)


@pytest.mark.parametrize(
    ("fault", "code", "change"),
    [
        (Fault.status(304), 4, "failed"),
        (Fault.status(403), 4, "failed"),
        (Fault.labelled("br"), 4, "failed"),
        (Fault.status(404), 0, "absent"),
        (Fault.body(ERROR_PAGE), 0, "other"),
    ],
    ids=["a 304 that was not asked for", "403", "an encoding not asked for", "404", "an error page"],
)
def test_a_page_that_did_not_come_at_first_comes_later(
    fault: Fault, code: int, change: str, stand: Stand, server: SiteServer, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    server.fail(UNLISTED, fault, times=1)
    done = fetch(data, server.url)
    assert (done.code, done.change(UNLISTED)) == (code, change)
    assert fetch(data, server.url).code == 0
    assert records(data) == records(stand.clean)


def test_a_kept_connection_that_was_closed_costs_one_more_request_and_no_word(
    stand: Stand, server: SiteServer, data: Path
) -> None:
    server.fail(PAGES[1], faults.CLOSE_ON_REUSE, times=1)
    done = fetch(data, server.url)
    assert (done.code, records(data)) == (0, records(stand.clean))
    assert "trying again" not in done.said
    assert [len(asked(server, page)) for page in PAGES] == [1, 1, 2, *repeat(1, len(PAGES) - 3)]


# Where a redirect would lead: `here` is the site's port, `there` that of somebody else.
OUTSIDE = {
    "loopback by other names": [
        "http://127.0.0.1:{there}{page}", "http://localhost:{there}{page}", "http://2130706433:{there}{page}",
        "http://0x7f000001:{there}{page}", "http://0177.0.0.1:{there}{page}", "http://127.1:{there}{page}",
        "http://[::1]:{there}{page}", "http://[::ffff:127.0.0.1]:{there}{page}",
    ],
    "disguises": [
        "http://127.0.0.1:{here}@127.0.0.1:{there}{page}", "http://user@127.0.0.1:{here}{page}",
        "http://127.0.0.1:{here}\\@127.0.0.1:{there}{page}", "//127.0.0.1:{there}{page}", "\\\\127.0.0.1:{there}{page}",
        "http://127.0.0.1:{here}/%0d%0aHost:%20y.html", "http://127.0.0.1:{here}/sisca/../{page}/..%2f..%2fx.html", "/",
    ],
    "other schemes and hosts": [
        "file:///etc/passwd", "ftp://127.0.0.1:{here}{page}", "data:text/html,<html></html>", "javascript:alert(1)",
        "https://127.0.0.1{page}", "http://169.254.169.254/latest/meta-data/", "http://example.invalid{page}", "http://[::1/",
    ],
}  # fmt: skip


@pytest.mark.parametrize("targets", OUTSIDE.values(), ids=OUTSIDE)
def test_no_redirect_leads_out_of_the_site(targets: list[str], stand: Stand, server: SiteServer, data: Path) -> None:
    with SiteServer(NEW) as elsewhere:
        for page, target in zip(PAGES, targets, strict=True):
            server.fail(page, Fault.redirect(target.format(here=server.port, there=elsewhere.port, page=page)))
        done = fetch(data, server.url)
        assert elsewhere.hits == []
    assert done.code == 4
    assert {page: done.change(page) for page in PAGES} == dict.fromkeys(PAGES, "failed")
    assert all("redirects to" in row["reason"] for row in done.rows if row["change"] == "failed")
    assert [len(asked(server, page)) for page in PAGES] == [1] * len(PAGES)
    assert records(data) == records(stand.old)
    assert_kept(data, stand)
    assert_completed(data, stand)


def test_two_pages_that_redirect_to_each_other_have_not_left(stand: Stand, server: SiteServer, data: Path) -> None:
    server.fail(PAGES[0], Fault.redirect(PAGES[1]))
    server.fail(PAGES[1], Fault.redirect(PAGES[0]))
    done = fetch(data, server.url)
    assert done.code == 4
    assert {done.change(page) for page in PAGES[:2]} == {"failed"}
    assert PAGES[0].encode() in records(data)


@dataclass(frozen=True)
class Rules:
    """A robots.txt, or what happens in its place: `asks` says whether pages are asked for then, all but `VICTIM`
    where `forbids`. `code` is 4 unless all are."""

    name: str
    robots: bytes | Fault
    asks: bool = True
    forbids: bool = False
    says: str = ""
    times: int | None = None
    timeout: float = LONG


UNREADABLE = "its robots.txt cannot be read"
FORBIDDING = b"User-agent: *\nDisallow: %b\n" % VICTIM.encode()
FILLER = b"# nothing to see here, but a good deal of it\n" * 16_000
ROBOTS = [
    Rules("401", Fault.status(401)),
    Rules("403", Fault.status(403, body=ERROR_PAGE)),
    Rules("404", Fault.status(404, body=ERROR_PAGE)),
    Rules("204", Fault.status(204), asks=False, says=UNREADABLE),
    Rules("429", busy("0"), asks=False, says=f"{UNREADABLE} (status 429)"),
    Rules("500", Fault.status(500), asks=False, says=f"{UNREADABLE} (status 500)"),
    Rules("503 twice", Fault.status(503), times=2),
    Rules("no answer", Fault.hang(), asks=False, says=f"within {SHORT} s))", timeout=SHORT),
    Rules("reset", faults.RESET, asks=False, says=f"{UNREADABLE} (the connection broke off"),
    Rules("a bomb", faults.BOMB, asks=False, says=f"{UNREADABLE} (inflates to more"),
    Rules("gzip cut once", Fault.gzip_cut(0.5), times=1),
    Rules("elsewhere", Fault.redirect("http://10.0.0.1/robots.txt"), asks=False, says=f"{UNREADABLE} (it redirects"),
    Rules("a page", ERROR_PAGE),
    Rules("nothing", b""),
    Rules("no text", bytes(range(256)) * 20),
    Rules("a byte order mark", b"\xef\xbb\xbf" + FORBIDDING, forbids=True),
    Rules("carriage returns", FORBIDDING.replace(b"\n", b"\r\n"), forbids=True),
    Rules("700 KiB, the rule first", FORBIDDING + FILLER, forbids=True),
    Rules("700 KiB, the rule last", FILLER + FORBIDDING),
    Rules("for us by name", FORBIDDING.replace(b"*", b"Mandates-CLI") + b"User-agent: *\nDisallow: /", forbids=True),
    Rules("the longest rule wins", b"User-agent: *\nDisallow: /sisca/\nAllow: /sisca/ge\n"),
    Rules("delays that are none", b"User-agent: *\nCrawl-delay: -5\nCrawl-delay: x\nCrawl-delay: nan\n"),
    Rules("a delay without end", b"User-agent: *\nCrawl-delay: 1e309\n"),
]  # fmt: skip


@pytest.mark.parametrize("rules", [pytest.param(rules, id=rules.name) for rules in ROBOTS])
def test_robots_txt_whatever_it_is(rules: Rules, stand: Stand, server: SiteServer, data: Path) -> None:
    server.robots = b"" if isinstance(rules.robots, Fault) else rules.robots
    if isinstance(rules.robots, Fault):
        server.fail("/robots.txt", rules.robots, rules.times)
    done = fetch(data, server.url, timeout=rules.timeout)
    allowed = [page for page in PAGES if rules.asks and not (rules.forbids and page == VICTIM)]
    assert done.code == (0 if allowed == PAGES else 4), done.said
    assert rules.says in done.said
    assert [page for page in PAGES if asked(server, page)] == allowed
    assert {page: done.change(page) for page in PAGES} == {p: CHANGES[p] if p in allowed else "failed" for p in PAGES}
    assert_kept(data, stand)
    if records(data) != records(stand.clean):
        assert_completed(data, stand)


def test_a_crawl_delay_is_kept(server: SiteServer, data: Path) -> None:
    server.robots = b"User-agent: *\nCrawl-delay: 0.1\n"
    assert fetch(data, server.url).code == 0
    starts = [hit.at for hit in server.hits]
    # Not gap by gap: a busy machine notes one request late and the next in time.
    assert starts[-1] - starts[0] > 0.05 * (len(starts) - 1)


def test_both_hosts_down(stand: Stand, server: SiteServer, data: Path) -> None:
    with SiteServer(NEW) as mirror:
        for host in (server, mirror):
            host.stop()
        done = fetch(data, server.url, mirror.url)
    assert (done.code, done.rows) == (4, [])
    assert "no connection" in done.said
    assert done.said.count("\n") == 1
    assert done.said.endswith("Are you online? Nothing was changed.\n")
    assert records(data) == records(stand.old)
    assert_kept(data, stand)
    server.start()
    assert_completed(data, stand)


def test_one_host_down_at_first_is_no_reason_to_give_up(stand: Stand, server: SiteServer, data: Path) -> None:
    with SiteServer(NEW) as mirror:
        mirror.stop()
        done = fetch(data, mirror.url, server.url)
    assert done.code == 0
    assert records(data) == records(stand.clean)


def test_who_is_offline_from_the_beginning_leaves_no_trace(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done = fetch(data, "http://nowhere.invalid", "http://127.0.0.1:9")
    assert (done.code, done.rows) == (4, [])
    assert "Cannot reach nowhere.invalid or 127.0.0.1:9: no connection" in done.said
    assert not list(data.rglob("*.jsonl"))


def test_a_host_whose_pages_all_fail_is_left_alone(stand: Stand, server: SiteServer, data: Path) -> None:
    server.fail(None, Fault.status(503))
    done = fetch(data, server.url)
    assert done.code == 4
    assert [len(asked(server, page)) for page in PAGES] == [4, 4, *repeat(0, len(PAGES) - 2)]
    assert records(data) == records(stand.old)
    assert_completed(data, stand)


def test_a_proxy_that_is_down_is_a_host_that_is_down(stand: Stand, server: SiteServer, data: Path) -> None:
    proxy = {"HTTP_PROXY": "http://127.0.0.1:9"}
    done = fetch(data, server.url, env=proxy)
    assert (done.code, server.hits) == (4, [])
    assert "asked through the proxy that HTTP_PROXY names" in done.said
    assert fetch(data, server.url, env=proxy | {"NO_PROXY": "127.0.0.1"}).code == 0
    assert records(data) == records(stand.clean)


UNUSABLE = {
    "socks": ({"ALL_PROXY": "socks5://127.0.0.1:1"}, "The proxy in ALL_PROXY cannot be used (SOCKS needs: pip install"),
    "scheme": ({"HTTPS_PROXY": "ftp://u:secret@x"}, "The proxy in HTTPS_PROXY cannot be used (it is not the address"),
    "port": ({"https_proxy": "http://x:port"}, "The proxy in https_proxy cannot be used (it is not the address"),
    "certificates": (
        {"SSL_CERT_FILE": "/nowhere"},
        "The certificates that SSL_CERT_FILE names cannot be read (No such",
    ),
}


@pytest.mark.parametrize(("env", "sentence"), UNUSABLE.values(), ids=UNUSABLE)
def test_an_environment_that_cannot_be_used_is_said_at_once(
    env: Mapping[str, str], sentence: str, server: SiteServer, data: Path
) -> None:
    before = journal(data, "snapshots.jsonl")
    done = fetch(data, server.url, env=env)
    assert (done.code, len(done.said.splitlines())) == (2, 1)
    assert sentence in done.said
    assert "secret" not in done.said
    assert not server.hits
    assert journal(data, "snapshots.jsonl") == before


def test_a_thread_that_cannot_work_ends_the_run(tmp_path: Path) -> None:
    def client() -> Client:
        raise RuntimeError("can't start new thread")

    def unreached(*_: object) -> Any:
        raise AssertionError("nobody can ask")

    moment = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    snapshot = Snapshot(
        name="2026-11-24", source="fetch", started=moment, finished=moment, complete=False, pages=Counts()
    )
    crawl = Crawl(
        snapshot=snapshot, scope=Scope(registry.load().site), store=RawStore(tmp_path / "raw"), known=PAGES,
        wanted=lambda _: True, get=unreached, client=client, examine=unreached, now=unreached, asking=unreached,
        connections=2,
    )  # fmt: skip
    with pytest.raises(NetworkError, match="RuntimeError: can't start new thread"):
        list(crawl.results())


@pytest.mark.parametrize("seed", range(6))
def test_a_mix_of_faults_makes_no_difference(seed: int, stand: Stand, server: SiteServer, tmp_path: Path) -> None:
    server.plan = mixed(seed, 0.3)
    server.fail("/robots.txt", faults.HEALING[seed], times=1)
    done = fetch(tmp_path / "data", server.url, connections=1 + 3 * (seed % 2))
    assert any(hit.fault for hit in server.hits)
    assert done.code == 0, done.said
    assert records(tmp_path / "data") == records(stand.clean)
    assert raw_files(tmp_path / "data") == raw_files(stand.clean)
    assert_whole(tmp_path / "data")
