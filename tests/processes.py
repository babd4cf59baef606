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
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

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
    """`python ARGS`, which are `-m mandates_cli …` or `-c CODE …`, to its end."""
    if read_at_start(env) != read_at_start(ENVIRONMENT):
        line = [sys.executable, *args]
        return subprocess.run(
            line, env=env, cwd=cwd, input=stdin, capture_output=True, encoding="utf-8", timeout=timeout, check=False
        )
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


def fill(end: int, text: str) -> None:
    with contextlib.suppress(BrokenPipeError), open(end, "w", encoding="utf-8") as pipe:  # it need not read
        pipe.write(text)


def drain(end: int) -> str:
    with open(end, encoding="utf-8") as pipe:
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
    """Forks for whoever connects. Returns in the forked process alone, with its arguments."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(16)
    sys.stdout.buffer.write(b"ready\n")
    sys.stdout.buffer.flush()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that wait for the command
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in ready:
            shutil.rmtree(Path(address).parent)
            sys.exit()
        connection, _ = listener.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            return command(connection)
        connection.close()


def command(connection: socket.socket) -> list[str]:
    """Forks, waits, and tells how it ended; returns in the forked process."""
    _, ends, _, _ = socket.recv_fds(connection, 1, 3)
    asked = json.load(connection.makefile())
    pid = os.fork()
    if pid:
        for end in ends:
            os.close(end)
        connection.sendall(b"%d\n" % pid)
        _, status = os.waitpid(pid, 0)
        with contextlib.suppress(BrokenPipeError):  # where it took too long, nobody listens
            connection.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
        os._exit(0)
    for number, end in enumerate(ends):
        os.dup2(end, number)
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
    gc.freeze()  # to look for garbage in what was imported would take each command longer than its work
    way, what, *arguments = serve(sys.argv[1])
    sys.path[0] = ""
    sys.argv[:] = [way, *arguments]
    if way == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})


if __name__ == "__main__":
    main()
