"""Processes that run the command, forked from one that has imported it: starting Python and importing the package take
three times as long as what most tests then do.

Each is a process of its own, with its own arguments, folder, environment, pipes and exit code. What a start is like
(imports, signals at any moment, terminals) is tested on processes that start from nothing.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

# What Python reads as it starts: where one of these is another, only a start from nothing will do.
READ_AT_START = ("PYTHON", "LC_", "LANG")
# What commands import when they need it, beside the package itself.
LIBRARIES = (
    "encodings.idna filelock httpcore httpx protego pydantic rapidfuzz.distance regex rich.console rich.table"
    " selectolax.lexbor sqlite3"
)
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}
Done = subprocess.CompletedProcess[str]


def run(*args: str, env: Mapping[str, str], cwd: Path | None = None, stdin: str = "", timeout: float = 60) -> Done:
    """`python ARGS`, which are `-m mandates_cli …` or `-c CODE …`, to its end; each line of text ends in "\\n"."""
    done = run_bytes(*args, env=env, cwd=cwd, stdin=stdin.encode(), timeout=timeout)
    said, complained = (TextIOWrapper(BytesIO(written), "utf-8").read() for written in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(args, done.returncode, said, complained)


def run_bytes(
    *args: str, env: Mapping[str, str], cwd: Path | None = None, stdin: bytes = b"", timeout: float = 60
) -> "subprocess.CompletedProcess[bytes]":
    """The same, to the byte."""
    if read_at_start(env) != read_at_start(ENVIRONMENT):
        line = [sys.executable, *args]
        return subprocess.run(line, env=env, cwd=cwd, input=stdin, capture_output=True, timeout=timeout, check=False)
    with socket.socket(socket.AF_UNIX) as connection, ThreadPoolExecutor(3) as pool:
        connection.settimeout(timeout)
        connection.connect(server())
        (reads, put), (out, writes), (err, complains) = os.pipe(), os.pipe(), os.pipe()
        socket.send_fds(connection, [b"\n"], [reads, writes, complains])
        for theirs in (reads, writes, complains):
            os.close(theirs)
        pool.submit(fill, put, stdin)
        said, complained = pool.submit(drain, out), pool.submit(drain, err)
        asked = {"args": args, "cwd": str(cwd or Path.cwd()), "env": dict(env)}
        connection.sendall(json.dumps(asked).encode())
        connection.shutdown(socket.SHUT_WR)
        answers = connection.makefile()
        pid = int(answers.readline())
        try:
            code = int(answers.readline())
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)
            raise subprocess.TimeoutExpired(args, timeout) from None
        return subprocess.CompletedProcess(args, code, said.result(), complained.result())


def read_at_start(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if name.startswith(READ_AT_START)}


def fill(end: int, data: bytes) -> None:
    with contextlib.suppress(BrokenPipeError), open(end, "wb") as pipe:  # it need not read
        pipe.write(data)


def drain(end: int) -> bytes:
    with open(end, "rb") as pipe:
        return pipe.read()


@cache
def server() -> str:
    """The address of the one that forks; it ends with this process, whose pipe it reads."""
    address = f"{tempfile.mkdtemp()}/socket"
    line = [sys.executable, __file__, address]
    process = subprocess.Popen(line, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdin
    atexit.register(process.wait)
    atexit.register(process.stdin.close)
    assert process.stdout.readline() == b"ready\n"
    return address


def serve(address: str) -> list[str]:
    """Forks for whoever connects, and tells how each ended. Returns in the forked process alone, with its arguments."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(16)
    ends, wakes = os.pipe()
    os.set_blocking(wakes, False)
    signal.set_wakeup_fd(wakes)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    sys.stdout.buffer.write(b"ready\n")
    sys.stdout.buffer.flush()
    running: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([listener, sys.stdin, ends], [], [])
        if sys.stdin in ready:
            shutil.rmtree(Path(address).parent)
            sys.exit()
        if ends in ready:
            os.read(ends, 2**10)
            tell(running)
        if listener in ready:
            connection, _ = listener.accept()
            _, pipes, _, _ = socket.recv_fds(connection, 1, 3)
            asked = json.load(connection.makefile())
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                return command(asked, pipes)
            for pipe in pipes:
                os.close(pipe)
            running[pid] = connection
            with contextlib.suppress(BrokenPipeError):
                connection.sendall(b"%d\n" % pid)
            tell(running)  # it may have ended already


def tell(running: dict[int, socket.socket]) -> None:
    """Each that has ended, with its exit code."""
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        with running.pop(pid) as connection, contextlib.suppress(BrokenPipeError):  # where it took too long
            connection.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))


def command(asked: dict[str, Any], pipes: list[int]) -> list[str]:
    """Makes this process the one that was asked for."""
    for number, pipe in enumerate(pipes):
        os.dup2(pipe, number)
    os.closerange(3, 64)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    return list(asked["args"])


def main() -> None:
    for module in pkgutil.walk_packages(importlib.import_module("mandates_cli").__path__, "mandates_cli."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for library in LIBRARIES.split():
        importlib.import_module(library)
    warm()
    gc.freeze()  # to look for garbage in what was imported would take each command longer than its work
    way, what, *arguments = serve(sys.argv[1])
    sys.path[0] = ""
    sys.argv[:] = [way, *arguments]
    os._exit(ended(way, what))


def warm() -> None:
    """Patterns are compiled as texts first need them, and on a small page that takes longer than its reading."""
    from mandates_cli import registry
    from mandates_cli.parse import assemble, parse_page
    from mandates_cli.parse.pattern import Pattern

    known = registry.load()
    read = [
        parse_page(
            path.read_bytes(), page=path.name, url=None, snapshot="", media_type=media_type, declared_charset=None,
            registry=known,
        )
        for ending, media_type in (("txt", "text/plain"), ("html", "text/html"))
        for path in sorted((Path(__file__).parent / "pages").rglob(f"*.{ending}"))
    ]  # fmt: skip
    assemble(read)
    for held in gc.get_objects():
        if isinstance(held, Pattern):
            for way in ("search", "match", "finditer", "sub"):
                getattr(held, way)


def ended(way: str, what: str) -> int:
    """The exit code, once all is written. To take apart what was imported, as Python does at its end, would copy the
    memory of the one that forked: that takes longer than most commands."""
    code: object = 0
    try:
        if way == "-m":
            runpy.run_module(what, run_name="__main__", alter_sys=True)
        else:
            exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})
    except SystemExit as left:
        code = left.code
    except BaseException:
        traceback.print_exc()
        code = 1
    if isinstance(code, str):
        sys.stderr.write(f"{code}\n")
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(ValueError, AttributeError):  # it was closed
            stream.flush()
    return int(code or 0)  # type: ignore[call-overload,no-any-return]


if __name__ == "__main__":
    main()
