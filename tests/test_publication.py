"""Records are published whole or not at all, whatever fails or ends meanwhile, and read so by whoever looks."""

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path
from typing import Final

import pytest

from failing import Disk, Killed, after_power_loss, failing
from invented import typed
from mandates_cli import Corpus
from mandates_cli.corpus.generation import Generation
from mandates_cli.errors import CorpusError
from mandates_cli.fetch import RawStore
from mandates_cli.pipeline import build, publication
from stand import PARSED, Stand, at, files, made, said

KINDS: Final = {"an error": errno.EIO, "a full disk": errno.ENOSPC, "a kill": None}


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Stand:
    return made(tmp_path_factory.mktemp("stand"))


def parsed(data: Path) -> None:
    where = at(data)
    with build.one_writer(where):
        build.build(where, RawStore(where.raw))


def points(stand: Stand, folder: Path) -> int:
    with failing(Disk()) as disk:
        parsed(shutil.copytree(stand.due, folder))
    return disk.calls


def leftovers(data: Path) -> list[str]:
    return [path.name for path in (data / "parsed").iterdir() if path.suffix in (".new", ".tmp")]


def assert_whole_after(stand: Stand, data: Path, act: Callable[[Path], None], disk: Disk) -> None:
    """Whatever happened at that point: old or new, and the next run ends where one does that met nothing."""
    ended: BaseException | None = None
    with failing(disk):
        try:
            act(data)
        except (CorpusError, Killed) as error:
            ended = error
    found, states = files(data), (files(stand.old), files(stand.new))
    assert found in states
    answer = said("list", "--fields", "id", "--data-dir", data)
    assert answer == said("list", "--fields", "id", "--data-dir", (stand.old, stand.new)[states.index(found)])
    if isinstance(ended, CorpusError):
        assert not leftovers(data) or "is not in its place" in str(ended) or found == states[1]
    act(data)
    assert files(data) == files(stand.new)
    assert not leftovers(data)


def sampled(count: int, few: int) -> list[int]:
    """`few` points, spread over all."""
    return sorted({1 + number * (count - 1) // (few - 1) for number in range(few)})


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_at_any_point_leaves_the_old_records_or_the_new(stand: Stand, tmp_path: Path, kind: str) -> None:
    count = points(stand, tmp_path / "counted")
    assert count > 30
    for number in sampled(count, 8):
        data = shutil.copytree(stand.due, tmp_path / str(number))
        assert_whole_after(stand, data, parsed, Disk(number, KINDS[kind]))


@pytest.mark.soak
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_at_every_point_does(stand: Stand, tmp_path: Path, kind: str) -> None:
    for number in range(1, points(stand, tmp_path / "counted") + 1):
        data = shutil.copytree(stand.due, tmp_path / str(number))
        assert_whole_after(stand, data, parsed, Disk(number, KINDS[kind]))


def test_so_does_one_while_ids_of_another_corpus_are_taken_over(stand: Stand, tmp_path: Path) -> None:
    """They are published before the pages that they are of."""
    known = files(stand.old)["ids.jsonl"].decode().splitlines()
    more = [*known, known[0].replace('"digest":"', '"digest":"00')]
    wanted = files(stand.old) | {"ids.jsonl": "".join(f"{line}\n" for line in more).encode()}

    def act(data: Path) -> None:
        with build.one_writer(at(data)):
            publication.amend(at(data), "ids.jsonl", more)

    with failing(Disk()) as disk:
        act(shutil.copytree(stand.old, tmp_path / "counted"))
    for number, kind in product(range(1, disk.calls + 1), KINDS.values()):
        data = shutil.copytree(stand.old, tmp_path / f"{number}{kind}")
        with failing(Disk(number, kind)), contextlib.suppress(CorpusError, Killed):
            act(data)
        assert files(data) in (files(stand.old), wanted)
        act(data)
        assert files(data) == wanted
        assert not leftovers(data)


def imported(third: Path, data: Path) -> None:
    code, _, err = typed("import", str(third), "--data-dir", str(data))
    if code:
        raise CorpusError(err)


@pytest.mark.parametrize("kind", KINDS)
def test_so_does_one_while_a_page_is_imported(stand: Stand, tmp_path: Path, kind: str) -> None:
    act = partial(imported, stand.third)
    with failing(Disk()) as disk:
        act(shutil.copytree(stand.old, tmp_path / "counted"))
    for number in sampled(disk.calls, 5):
        data = shutil.copytree(stand.old, tmp_path / str(number))
        assert_whole_after(stand, data, act, Disk(number, KINDS[kind]))


def test_a_disk_that_loses_power_has_the_old_records_or_the_new(stand: Stand, tmp_path: Path) -> None:
    data = Path(shutil.copytree(stand.due, tmp_path / "due"))
    folder = data / "parsed"
    before = {str(path): path.read_bytes() for path in folder.iterdir()}
    with failing(Disk()) as disk:
        parsed(data)
    wanted = [files(stand.old), files(stand.new)]
    seen: dict[tuple[tuple[str, bytes], ...], bool] = {}
    lost = tmp_path / "lost"
    shutil.copytree(data / "raw", lost / "raw")
    for state in after_power_loss(disk.log, before):
        kept = tuple(sorted((p, c) for p, c in state.items() if Path(p).parent == folder and "index." not in p))
        if kept in seen:
            continue
        shutil.rmtree(lost / "parsed", ignore_errors=True)
        (lost / "parsed").mkdir()
        for path, content in kept:
            (lost / "parsed" / Path(path).name).write_bytes(content)
        assert files(lost) in wanted
        seen[kept] = files(lost) == wanted[1]
    assert set(seen.values()) == {False, True}
    assert len(seen) > 15


def test_an_interrupted_publication_is_read_and_finished(stand: Stand, tmp_path: Path) -> None:
    """Each file but one still stands beside its place."""
    data = Path(shutil.copytree(stand.due, tmp_path / "due"))
    count = points(stand, tmp_path / "counted")
    for number in range(count, 0, -1):
        shutil.rmtree(data)
        shutil.copytree(stand.due, data)
        with failing(Disk(number)), contextlib.suppress(Killed):
            parsed(data)
        if len([name for name in leftovers(data) if name.endswith(".new")]) == len(PARSED) - 1:
            break
    beside = Generation.opened(at(data)).where.staged
    assert len(beside) == len(PARSED) - 1
    for command in (
        ["list"],
        ["diff", "latest", str(stand.old)],
        ["check", "--json"],
        ["info", "--fields", "mandates"],
    ):
        assert said(*command, "--data-dir", data) == said(*command, "--data-dir", stand.new)
    assert leftovers(data)
    (data / "parsed" / ".mandates.jsonl.000000000000.new").write_text("of nobody")
    parsed(data)
    assert files(data) == files(stand.new)
    assert not leftovers(data)


def test_a_reader_of_what_is_published_anew_meanwhile_starts_over(
    stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The records are replaced at any moment of an opening: just before the n-th look at a file."""
    answers = {said("list", "--fields", "id", "--data-dir", folder) for folder in (stand.old, stand.new)}
    stat, looks, publish_at = Path.stat, 0, 0
    data = tmp_path / "due"

    def counted(path: Path, **more: bool) -> os.stat_result:
        nonlocal looks
        if "parsed" in path.parts:
            looks += 1
            if looks == publish_at:
                parsed(data)
        return stat(path, **more)

    monkeypatch.setattr(Path, "stat", counted)
    for moment in (1, 3, 7, 12, 18, 25):
        publish_at = moment
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(stand.due, data)
        looks = 0
        corpus = Corpus.open(data)
        found = "".join(f'{{"id": "{mandate.id}"}}\n' for mandate in corpus.list())
        assert found in answers
        wanted = (
            files(stand.new) if found == said("list", "--fields", "id", "--data-dir", stand.new) else files(stand.old)
        )
        read = {language: counts._asdict() for language, counts in corpus.coverage.items()}
        assert read == json.loads(wanted["coverage.json"])
        corpus.close()
