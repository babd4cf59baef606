"""What is shipped: the locks, the wheel to the last file, licences, and the audit's honesty."""

import base64
import csv
import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tools"))
audit = pytest.importorskip("audit")
licences = pytest.importorskip("licences")
LOCKS: Final = sorted(ROOT.glob("requirements*.txt"))
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# typing-extensions==4.15.0 ; python_version < "3.14" \
COMMENT: Final = re.compile(r"^\s*#.*\n", re.MULTILINE)
PINNED: Final = re.compile(r"^([\w.-]+)==([\w.!+-]+)", re.MULTILINE)
LOCKED: Final = re.compile(r"[\w.-]+==[\w.!+-]+(?: ; [^\\]+)?(?: \\\n    --hash=sha256:[0-9a-f]{64})+")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_a_hash_for_each_package_and_no_host(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert LOCKED.sub("", COMMENT.sub("", text)).split() == []
    assert "://" not in text


@pytest.mark.parametrize(("needs", "lock"), [("dependencies", "requirements.txt"), ("dev", "requirements-dev.txt")])
def test_whatever_the_project_asks_for_is_locked(needs: str, lock: str) -> None:
    asked = PROJECT.get(needs) or PROJECT["optional-dependencies"][needs]
    locked = {licences.canonicalize_name(name) for name in licences.LOCKED.findall((ROOT / lock).read_text("utf-8"))}
    assert {licences.canonicalize_name(licences.Requirement(one).name) for one in asked} - locked == set()


def test_the_licences_are_those_that_the_packages_state() -> None:
    pinned = PINNED.findall((ROOT / "requirements-dev.txt").read_text("utf-8"))
    try:
        made = licences.page()
        others = [name for name, locked in pinned if version(name) != locked]
    except PackageNotFoundError as error:
        pytest.skip(f"{error.name} is not installed")
    if others:
        pytest.skip(f"another version than the locked one is installed: {', '.join(others)}")
    assert licences.PAGE.read_text("utf-8") == made, "python tools/licences.py"


def stand_in(answer: object, complaint: str = "") -> list[str]:
    """A program that answers as pip-audit does."""
    said = f"import sys; sys.stderr.write({complaint!r}); sys.stdout.write({json.dumps(answer)!r})"
    return [sys.executable, "-c", said if answer is not None else said.rpartition(";")[0]]


SOUND: Final = {"name": "rich", "version": "13.9", "vulns": []}
SKIPPED: Final = {"name": "typer", "skip_reason": "not found"}
KNOWN: Final = {"name": "idna", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
AUDITS: Final[dict[str, tuple[Any, int, str]]] = {
    "all looked up": ({"dependencies": [SOUND]}, 0, "1 of 1 packages audited, 0 vulnerable"),
    "one has a known vulnerability": ({"dependencies": [SOUND, KNOWN]}, 1, "idna 1: PYSEC-1, mended in 2"),
    "one was passed over": ({"dependencies": [SOUND, SKIPPED]}, 1, "typer was not audited (not found)"),
    "all were passed over": ({"dependencies": [SKIPPED, SKIPPED]}, 77, "could not audit (not found)"),
    "an empty lock": ({"dependencies": []}, 77, "could not audit (it names no package)"),
    "no service": (None, 77, "could not audit (no such host)"),
    "another answer": ([], 77, "could not audit"),
}


@pytest.mark.parametrize("case", AUDITS)
def test_only_what_was_looked_up_passes_the_audit(case: str) -> None:
    answer, expected, said = AUDITS[case]
    code, lines = audit.audited(ROOT / "requirements.txt", stand_in(answer, "Traceback\nno such host\n"))
    assert (code, said in "\n".join(lines)) == (expected, True)


def built(source: Path, folder: Path, *what: str) -> Path:
    """What hatchling makes of a source tree, as a release does it."""
    day = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    line = [sys.executable, "-m", "hatchling", "build", "-d", str(folder), *what]
    done = subprocess.run(line, cwd=source, env=day, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    return built(ROOT, tmp_path_factory.mktemp("wheel"), "-t", "wheel")


def held(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def below(folder: str) -> set[str]:
    return {
        path.relative_to(ROOT / folder).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_package_its_corpus_and_its_manual_and_nothing_else(wheel: Path) -> None:
    name = f"mandates_cli-{PROJECT['version']}"
    parsed = {
        path for path in below("data/parsed") if path.endswith((".json", ".jsonl")) and not path.startswith("index.")
    }
    expected = {f"mandates_cli/{path}" for path in below("src/mandates_cli")}
    expected |= {f"mandates_cli/data/raw/{path}" for path in below("data/raw")}
    expected |= {f"mandates_cli/data/parsed/{path}" for path in parsed}
    expected |= {f"{name}.data/data/share/man/man1/{path}" for path in below("man")}
    told = ("METADATA", "WHEEL", "entry_points.txt", "licenses/LICENSE", "RECORD")
    assert set(held(wheel)) == expected | {f"{name}.dist-info/{file}" for file in told}


def test_the_wheel_s_record_agrees_and_it_says_what_it_is(wheel: Path) -> None:
    files = held(wheel)
    (record,) = (name for name in files if name.endswith("/RECORD"))
    for name, digest, size in csv.reader(files.pop(record).decode().splitlines()):
        if name != record:
            data = files.pop(name)
            made = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            assert (digest, int(size)) == (f"sha256={made}", len(data)), name
    assert files == {}
    files = held(wheel)
    info = record.rpartition("/")[0]
    assert files[f"{info}/entry_points.txt"].split(b"\n")[1] == b"mandates = mandates_cli.__main__:main"
    assert b"License-Expression: MIT AND BSD-3-Clause" in files[f"{info}/METADATA"]
    assert b"Redistribution and use" in files["mandates_cli/export/explorer/app/snowball.js"]


def test_the_wheel_names_no_place_of_the_machine_it_was_made_on(wheel: Path) -> None:
    places = [str(place).encode() for place in (ROOT, Path.home(), Path(sys.prefix)) if len(place.parts) > 2]
    assert [name for name, data in held(wheel).items() if any(place in data for place in places)] == []


def test_the_source_makes_the_same_wheel_somewhere_else(wheel: Path, tmp_path: Path) -> None:
    source = built(ROOT, tmp_path / "source", "-t", "sdist")
    with tarfile.open(source) as archive:
        assert not [name for name in archive.getnames() if re.search(r"/(build|dist|node_modules|\.venv)/", name)]
        archive.extractall(tmp_path)
    (tree,) = (path for path in tmp_path.iterdir() if path.name.startswith("mandates_cli-"))
    again = built(tree, tmp_path / "again", "-t", "wheel")
    assert again.read_bytes() == wheel.read_bytes()
