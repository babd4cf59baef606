"""What a command does with the disk, step by step, told of before it happens: so a step can fail, or be the last."""

import builtins
import errno
import io
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

WRITING = set("wax+")
# What is watched until the process ends.
HELD = ExitStack()


class Step(NamedTuple):
    """`kind` is create, write, truncate, sync, rename, remove or mkdir; `target` is where a rename leads, `size` where
    a truncated file ends."""

    kind: str
    path: Path
    data: bytes = b""
    target: Path | None = None
    size: int = 0


Told = Callable[[Step], None]


class _File:
    """A file that is written to."""

    def __init__(self, file: Any, path: Path, told: Told) -> None:
        self._file, self._path, self._told = file, path, told

    def write(self, data: Any) -> Any:
        self._told(Step("write", self._path, data.encode() if isinstance(data, str) else bytes(data)))
        return self._file.write(data)

    def truncate(self, size: int) -> Any:
        self._told(Step("truncate", self._path, size=size))
        return self._file.truncate(size)

    def __enter__(self) -> "_File":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _path(named: Any) -> Path:
    if isinstance(named, int):
        return Path(f"/proc/self/fd/{named}").readlink()
    return Path(os.fsdecode(named)).absolute()


@contextmanager
def watched(root: Path, told: Told) -> Iterator[None]:
    """`told` hears of each step below `root`, in this process, until this ends."""
    root = root.resolve()
    real = {name: getattr(os, name) for name in ("open", "fsync", "replace", "rename", "unlink", "mkdir")}
    real_open = builtins.open

    def step(kind: str, named: Any, target: Any = None) -> None:
        path = _path(named)
        if path.is_relative_to(root):
            told(Step(kind, path, target=_path(target) if target else None))

    def opened(named: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        file = real_open(named, mode, *args, **kwargs)
        if not WRITING & set(mode) or not isinstance(named, int | str | os.PathLike):
            return file
        path = _path(named)
        return _File(file, path, told) if path.is_relative_to(root) else file

    def os_open(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        if flags & os.O_CREAT and not os.path.lexists(path):
            step("create", path)
        return int(real["open"](path, flags, *args, **kwargs))

    def one(kind: str, name: str) -> Callable[..., Any]:
        def call(named: Any, *args: Any, **kwargs: Any) -> Any:
            if kind != "remove" or os.path.lexists(named):
                step(kind, named)
            return real[name](named, *args, **kwargs)

        return call

    def renamed(name: str) -> Callable[..., Any]:
        def call(source: Any, target: Any, **kwargs: Any) -> Any:
            step("rename", source, target)
            return real[name](source, target, **kwargs)

        return call

    changed = {
        "open": os_open, "fsync": one("sync", "fsync"), "replace": renamed("replace"), "rename": renamed("rename"),
        "unlink": one("remove", "unlink"), "mkdir": one("mkdir", "mkdir"),
    }  # fmt: skip
    try:
        for name, function in changed.items():
            setattr(os, name, function)
        builtins.open = io.open = opened  # type: ignore[assignment]
        yield
    finally:
        for name, function in real.items():
            setattr(os, name, function)
        builtins.open = io.open = real_open


def failing(kind: str, at: int, root: Path, count: Path) -> None:
    """From now on the step of that number, from 1, fails with an errno of that name, or is where the process is killed.
    How many there were is written to `count`."""
    done = 0

    def told(_: Step) -> None:
        nonlocal done
        done += 1
        if done == at and kind == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if done == at:
            raise OSError(getattr(errno, kind), os.strerror(getattr(errno, kind)))
        if not at:
            with os.fdopen(os.open(count, os.O_WRONLY | os.O_CREAT), "w") as file:
                file.write(str(done))

    HELD.enter_context(watched(root, told))
