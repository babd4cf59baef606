"""The program that shows a long answer screen by screen."""

import contextlib
import os
import shlex
import signal
import subprocess
from collections.abc import Iterable
from typing import Final

# Ends by itself where all fits, keeps the answer on the screen when it is left, and shows colours.
USUAL: Final = "less -FIRX"
NAMES: Final = ("MANDATES_PAGER", "PAGER")
# What people name who want none.
NONE: Final = ("", "cat")


def started() -> "subprocess.Popen[bytes] | None":
    """The user's pager, waiting for text; null where there is none, or none is wanted."""
    named = next((os.environ[name] for name in NAMES if name in os.environ), USUAL)
    if named.strip() in NONE or os.environ.get("TERM") == "dumb":
        return None
    try:
        # Of a pager named without options, `less` is told the same by its own variable.
        env = {"LESS": USUAL.rpartition("-")[2], **os.environ}
        return subprocess.Popen(shlex.split(named), stdin=subprocess.PIPE, env=env)  # noqa: S603 (it is the user's)
    except (OSError, ValueError):
        return None


def shown(pieces: Iterable[str], pager: "subprocess.Popen[bytes]", encoding: str) -> bool:
    """Whether it took the whole text. It may be left before."""
    assert pager.stdin is not None
    # Within a pager Ctrl-C stops a search there; who wants to leave leaves the pager.
    kept = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for piece in pieces:
            pager.stdin.write(piece.encode(encoding, "backslashreplace"))
            pager.stdin.flush()
        pager.stdin.close()
    except BrokenPipeError:
        return False
    finally:
        with contextlib.suppress(BrokenPipeError):
            pager.communicate()
        signal.signal(signal.SIGINT, kept)
    return True
