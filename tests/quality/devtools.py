"""Chromium asked over a pipe: what it shows of a page, and how it saves one."""

import json
import os
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

FLAGS: Final = """
    --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --disable-dev-shm-usage
""".split()


class Tab:
    """A page that Chromium has open."""

    session: str | None = None

    def __init__(self, to: int, back: int) -> None:
        self.to = os.fdopen(to, "wb", buffering=0)
        self.back = os.fdopen(back, "rb")
        self.asked = 0
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable")

    def ask(self, method: str, **params: object) -> dict[str, Any]:
        """Raises RuntimeError with what Chromium says where it refuses."""
        self.asked += 1
        message = {"id": self.asked, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        self.to.write(json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self.asked:
            pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def open(self, url: str) -> None:
        self.ask("Page.navigate", url=url)
        while self._next().get("method") != "Page.loadEventFired":
            pass

    def said(self, script: str) -> str:
        """What a script on the page gives."""
        return str(self.ask("Runtime.evaluate", expression=script)["result"]["value"])

    def printed(self) -> bytes:
        """The page as a PDF file, with the date, title, address and page number that a browser prints around it."""
        return b64decode(self.ask("Page.printToPDF", displayHeaderFooter=True)["data"])

    def _next(self) -> dict[str, Any]:
        raw = bytearray()
        while (byte := self.back.read(1)) != b"\0":
            if not byte:
                raise RuntimeError("Chromium has ended")
            raw += byte
        message: dict[str, Any] = json.loads(raw)
        return message


@contextmanager
def tab(profile: Path) -> Iterator[Tab]:
    """Chromium reads from its descriptor 3 and writes to 4."""
    reads, to = os.pipe()
    back, writes = os.pipe()
    command = ["chromium", *FLAGS, f"--user-data-dir={profile}", "--remote-debugging-pipe"]
    wired = ["sh", "-c", f'exec "$@" 3<&{reads} 4>&{writes}', "sh", *command]
    with subprocess.Popen(wired, pass_fds=(reads, writes), stderr=subprocess.DEVNULL) as browser:
        os.close(reads)
        os.close(writes)
        opened = Tab(to, back)
        try:
            yield opened
        finally:
            browser.terminate()
