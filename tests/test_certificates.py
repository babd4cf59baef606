"""A mirror by https whose certificate is not to be trusted is asked for nothing, by http neither."""

import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from conftest import Run
from test_faults import NEW, SITE, arguments
from testsite.server import SiteServer

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="certificates are made by openssl")
LOCAL, ELSEWHERE = "DNS:localhost,IP:127.0.0.1", "DNS:summits.example"


def openssl(folder: Path, *args: str) -> None:
    assert OPENSSL
    subprocess.run([OPENSSL, *args], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("authority")
    new = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    openssl(folder, *new, "-subj", "/CN=Authority", "-keyout", "ca.key", "-out", "ca.pem")
    return folder


def made(folder: Path, names: str, *, days: int = 1, own: bool = False) -> Path:
    """A certificate and its key in one file, signed by the authority there or by itself."""
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem")
    named = ("-subj", "/CN=server", "-addext", f"subjectAltName={names}")
    if own:
        openssl(folder, "req", "-x509", *key, *named, "-days", "1", "-out", "cert.pem")
    else:
        openssl(folder, "req", *key, *named, "-out", "request.pem")
        signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-copy_extensions", "copy")
        openssl(folder, "x509", "-req", "-in", "request.pem", *signed, "-days", str(days), "-out", "cert.pem")
    both = folder / f"{len(list(folder.iterdir()))}.pem"
    both.write_bytes((folder / "cert.pem").read_bytes() + (folder / "key.pem").read_bytes())
    return both


class Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = NEW.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body or b"")))
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Who does not trust the certificate breaks off."""


@pytest.fixture
def secure() -> Iterator[Callable[[Path], str]]:
    """Serves by https under a certificate; gives the address."""
    running: list[Server] = []

    def served(certificate: Path) -> str:
        server = Server(("127.0.0.1", 0), Page)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        running.append(server)
        return f"https://127.0.0.1:{server.server_address[1]}"

    yield served
    for server in running:
        server.shutdown()
        server.server_close()


UNTRUSTED = {
    "expired": (LOCAL, {"days": -1}, "expired"),
    "signed-by-itself": (LOCAL, {"own": True}, "self-signed"),
    "of-another-host": (ELSEWHERE, {}, "not valid for '127.0.0.1'"),
}


@pytest.mark.parametrize(("names", "how", "why"), UNTRUSTED.values(), ids=UNTRUSTED)
def test_a_certificate_that_cannot_be_trusted_ends_the_run(
    run: Run, secure: Callable[[Path], str], authority: Path, tmp_path: Path,
    names: str, how: dict[str, int], why: str,
) -> None:  # fmt: skip
    env = {"SSL_CERT_FILE": str(authority / "ca.pem")}
    url, data = secure(made(authority, names, **how)), tmp_path / "data"  # type: ignore[arg-type]
    with SiteServer(NEW) as plain:
        said = run(*arguments(data, url, plain.url), env=env, code=4).stderr
        assert plain.hits == []
    assert "its certificate cannot be trusted" in said
    assert why in said.replace("self signed", "self-signed")
    assert said.count("\n") == 1
    assert not list(data.rglob("*.html"))


def test_one_that_can_be_trusted_is_asked(
    run: Run, secure: Callable[[Path], str], authority: Path, tmp_path: Path
) -> None:
    env = {"SSL_CERT_FILE": str(authority / "ca.pem")}
    done = run(*arguments(tmp_path / "data", secure(made(authority, LOCAL))), env=env)
    assert done.stdout.count('"new"') >= len(SITE.pages)
