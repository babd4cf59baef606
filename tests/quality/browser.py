"""What a real Chromium shows of each construct in `tests/data/shown.json`, written there beside it.

Usage: browser.py [CHROMIUM]. The suite reads the file alone. `shown` is the innerText of the body, `markers` are the
names of the list markers in the accessibility tree.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

SHOWN: Final = Path(__file__).parents[1] / "data" / "shown.json"
FLAGS: Final = """
    --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --remote-debugging-pipe
""".split()

# What stands in place of a picture comes a moment after the page.
SETTLED: Final = "new Promise(done => setTimeout(() => done(document.body.innerText), 100))"


class Browser:
    """Speaks the DevTools protocol through a pair of pipes."""

    def __init__(self, program: str, profile: str) -> None:
        read_end, self._to = os.pipe()
        self._from, write_end = os.pipe()
        shell = f'exec "$@" 3<&{read_end} 4>&{write_end}'
        command = ["bash", "-c", shell, "bash", program, *FLAGS, f"--user-data-dir={profile}"]
        self._process = subprocess.Popen(command, pass_fds=(read_end, write_end), stderr=subprocess.DEVNULL)
        os.close(read_end)
        os.close(write_end)
        self._rest, self._number, self._session = b"", 0, ""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable")
        self._frame = self.ask("Page.getFrameTree")["frameTree"]["frame"]["id"]

    def ask(self, method: str, **facts: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": facts}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self._rest:
                self._rest += os.read(self._from, 65536)
            line, _, self._rest = self._rest.partition(b"\0")
            answer = json.loads(line)
            if answer.get("id") == self._number:
                return dict(answer["result"])

    def shows(self, html: str) -> tuple[str, list[str]]:
        self.ask("Page.setDocumentContent", frameId=self._frame, html=f"<!doctype html>{html}")
        asked = self.ask("Runtime.evaluate", expression=SETTLED, awaitPromise=True, returnByValue=True)
        nodes = self.ask("Accessibility.getFullAXTree")["nodes"]
        found = {node["nodeId"]: node for node in nodes}
        names: list[str] = []
        waiting = [nodes[0]["nodeId"]]
        while waiting:  # in the order of the page
            node = found.get(waiting.pop())
            if node is None:
                continue
            if node.get("role", {}).get("value") == "ListMarker":
                names.append(str(node["name"]["value"]).strip())
            waiting += reversed(node.get("childIds", []))
        return str(asked["result"]["value"]), names

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()


@contextmanager
def browser(program: str) -> Iterator[Browser]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        started = Browser(program, profile)
        try:
            yield started
        finally:
            started.close()


def main() -> None:
    constructs = json.loads(SHOWN.read_text("utf-8"))
    with browser(sys.argv[1] if len(sys.argv) > 1 else "chromium") as opened:
        for construct in constructs:
            construct["shown"], construct["markers"] = opened.shows(construct["html"])
    rows = ",\n".join(json.dumps(construct, ensure_ascii=False) for construct in constructs)
    SHOWN.write_text(f"[\n{rows}\n]\n", "utf-8")


if __name__ == "__main__":
    main()
