"""What a host's robots.txt allows (RFC 9309)."""

import math
import re
from typing import Final

from protego import Protego

# RFC 9309 wants at least 500 KiB to be read.
MAX_ROBOTS: Final = 512 * 2**10
LONGEST_DELAY: Final = 60.0
AGENT: Final = "mandates-cli"
# Who copies a name from a log takes its version along: "User-agent: mandates-cli/0.1.0".
VERSION: Final = re.compile(r"^(\s*user-agent\s*:\s*[\w-]+)/\S*", re.IGNORECASE | re.MULTILINE)


class Robots:
    """`body` null means that the host has no robots.txt: everything is allowed."""

    def __init__(self, body: bytes | None) -> None:
        # Parsers take a byte order mark for a part of the first line, and with it the whole file for empty.
        text = (body or b"")[:MAX_ROBOTS].decode("utf-8-sig", "replace")
        self._rules = Protego.parse(VERSION.sub(r"\1", text))

    def allows(self, url: str) -> bool:
        return bool(self._rules.can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        """Seconds between requests that it asks for, within reason."""
        asked = self._rules.crawl_delay(AGENT)
        return min(asked, LONGEST_DELAY) if asked and math.isfinite(asked) and asked > 0 else 0.0
