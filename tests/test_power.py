"""Power fails after any step that the store does on the disk: what was not synced is gone, or half there. What the
store then holds is what some commit left, whole.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import disk
from disk import Step
from mandates_cli.fetch import RawStore
from mandates_cli.fetch.store import MANIFEST, SNAPSHOTS
from test_store import on, snapshot


@dataclass
class Body:
    """What a file holds, and what of it is on the disk."""

    now: bytes = b""
    synced: bytes = b""


@dataclass
class Disk:
    """Names of files, as programs see them and as they are on the disk."""

    names: dict[Path, Body] = field(default_factory=dict)
    synced: dict[Path, Body] = field(default_factory=dict)

    def do(self, step: Step) -> None:
        if step.kind == "create":
            self.names[step.path] = Body()
        elif step.kind == "write":
            self.names[step.path].now += step.data
        elif step.kind == "truncate":
            self.names[step.path].now = self.names[step.path].now[: step.size]
        elif step.kind == "rename" and step.target:
            self.names[step.target] = self.names.pop(step.path)
        elif step.kind == "remove":
            del self.names[step.path]
        elif step.kind == "sync" and step.path in self.names:
            self.names[step.path].synced = self.names[step.path].now
        elif step.kind == "sync":
            elsewhere = {path: body for path, body in self.synced.items() if path.parent != step.path}
            self.synced = elsewhere | {path: b for path, b in self.names.items() if path.parent == step.path}


def half(body: Body) -> bytes:
    rest = body.now.removeprefix(body.synced)
    return body.synced + rest[: len(rest) // 2]


def zeros(body: Body) -> bytes:
    """The length is on the disk before the bytes."""
    return body.synced + bytes(len(body.now) - len(body.synced))


Left = Callable[[Disk], dict[Path, bytes]]
LEFT: dict[str, Left] = {
    "only-what-was-synced": lambda d: {path: body.synced for path, body in d.synced.items()},
    "names-before-bytes": lambda d: {path: body.synced for path, body in d.names.items()},
    "half-of-the-bytes": lambda d: {path: half(body) for path, body in d.names.items()},
    "zeros": lambda d: {path: zeros(body) for path, body in d.names.items()},
    "all": lambda d: {path: body.now for path, body in d.names.items()},
}


def seen(store: RawStore, page: str, day: int, content: bytes, run: str) -> None:
    kept = store.keep(content, page, "text/html", "page")
    store.note(page, run, "page", on(day), asked=None, answered=None, status=200, kept=kept)


def lines(raw: Path) -> tuple[bytes, ...]:
    return tuple((raw / name).read_bytes() if (raw / name).exists() else b"" for name in (MANIFEST, SNAPSHOTS))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Step], list[tuple[bytes, ...]], list[int]]:
    """Where it was, the steps, what each commit left, and after how many steps it was through."""
    raw = tmp_path_factory.mktemp("power") / "data" / "raw"
    steps: list[Step] = []
    states, through = [lines(raw)], [0]

    def committed() -> None:
        states.append(lines(raw))
        through.append(len(steps))

    with disk.watched(raw.parent, steps.append):
        store = RawStore(raw)
        store.record(snapshot("a", complete=False))
        committed()
        with store.together():
            for number in range(3):
                seen(store, f"/sisca/{number}.html", 0, b"<p>%d" % number, "a")
            store.commit()
            committed()
            seen(store, "/sisca/3.html", 0, b"<p>3", "a")
        committed()
        with store.together():
            for number in range(2):
                seen(store, f"/sisca/{number}.html", 1, b"<p>new %d" % number, "b")
            store.record(snapshot("b", 1))
        committed()
        store.forget([s for s in store.sightings() if s.snapshot == "b"], [snapshot("b", 1)])
        committed()
    return raw, steps, states, through


@pytest.mark.parametrize("left", LEFT.values(), ids=LEFT)
def test_power_fails_after_any_step(
    left: Left, recorded: tuple[Path, list[Step], list[tuple[bytes, ...]], list[int]], tmp_path: Path
) -> None:
    raw, steps, states, through = recorded
    assert len(states) == 6
    state = Disk()
    for number in range(len(steps) + 1):
        folder = tmp_path / str(number) / "raw"
        folder.mkdir(parents=True)
        for path, data in left(state).items():
            place = folder / path.relative_to(raw)
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(data)
        list(RawStore(folder).sightings())  # whoever reads meanwhile meets no damage
        store = RawStore(folder)
        store.take_up()
        # A torn last line is taken off by whoever writes next.
        found = tuple(data[: data.rfind(b"\n") + 1] for data in lines(folder))
        assert found in states
        assert states.index(found) >= sum(ended <= number for ended in through) - 1
        for sighting in store.sightings():
            store.bytes_of(sighting)
        if number < len(steps):
            state.do(steps[number])


def test_many_pages_wait_for_the_disk_little_longer_than_one(tmp_path: Path) -> None:
    def waits(pages: int) -> int:
        """For anything but the bytes of pages, which the disk takes in at once."""
        steps: list[Step] = []
        store = RawStore(tmp_path / str(pages))
        with disk.watched(store.folder, steps.append), store.together():
            for number in range(pages):
                seen(store, f"/sisca/{number}.html", 0, b"<p>%d" % number, "a")
        return sum(step.kind == "sync" and ".html" not in step.path.name for step in steps)

    assert waits(40) == waits(2) <= waits(1) + 2
