"""Paths as people have them: in their home, and with names in another encoding than UTF-8."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import mandates_cli
from conftest import Run, Take
from test_saved import DOMAIN, FILES, HOST, PAGES, called, shown, state, tree, written

STRAY = os.fsdecode(b"m\xf1")


def test_a_tilde_is_the_home_in_every_path(run: Run, tmp_path: Path, empty: Path) -> None:
    home = tmp_path / "home"
    written(home / "page.html", FILES[PAGES[0]])
    run("import", "~/page.html", "--data-dir=~/corpus")
    for path in ("~/out.warc", "~/out.warc.gz"):
        run("export", path, "--data-dir", "~/corpus")
    (home / "x.jsonl").write_text(run("list", env={"MANDATES_DATA_DIR": "~/corpus"}).stdout)
    for old, new in (("~/x.jsonl", "~/corpus"), ("~/corpus", "~/x.jsonl")):
        assert "no difference" in run("diff", old, new).stderr
    run("import", "~/out.warc", "--data-dir=~/again")
    assert {p.name for p in home.iterdir()} >= {"corpus", "again", "out.warc", "out.warc.gz"}
    assert list(empty.iterdir()) == []


def test_a_user_who_is_none_is_a_name(run: Run, tmp_path: Path, empty: Path) -> None:
    written(empty / "~nobody-of-that-name.html", FILES[PAGES[0]])
    run("import", "~nobody-of-that-name.html", "--data-dir", "data")
    assert set(state(empty / "data")) == {"~nobody-of-that-name.html"}


@pytest.fixture
def stray(tmp_path: Path) -> Path:
    """A folder in which a file, a folder and an address are not UTF-8, beside a plain file."""
    folder = tmp_path / "saved"
    names = [f"{STRAY}.html", f"{STRAY}/page.html", f"{DOMAIN}/sisca/{STRAY}.html", "plain.html"]
    for name, page in zip(names, PAGES, strict=False):
        written(folder / name, FILES[page])
    return folder


def test_names_in_another_encoding_are_taken_escaped(take: Take, data: Path, stray: Path) -> None:
    assert "4 of 4 pages new or changed" in take(stray)
    assert shown(data).keys() == {"m%F1.html", "page.html", "/sisca/m%F1.html", "plain.html"}
    assert state(data)["/sisca/m%F1.html"].final_url == f"{HOST}/sisca/m%F1.html"
    before = tree(data)
    assert "0 of 4 pages new or changed" in take(stray)
    assert tree(data) == before


def test_a_file_that_is_called_as_another_is_escaped_is_another_page(take: Take, data: Path, tmp_path: Path) -> None:
    for name, page in zip((f"{STRAY}.html", "m%F1.html"), PAGES, strict=False):
        written(tmp_path / "saved" / name, FILES[page])
    take(tmp_path / "saved")
    assert sorted(shown(data).values()) == sorted(FILES[page] for page in PAGES[:2])


@pytest.mark.parametrize("name", ["m\udcf1.html", "m\udcf1.mhtml", "m\udcf1.warc", "m\udcf1.html.gz", "m\udcf1.pdf"])
def test_what_is_wrong_with_such_a_file_is_said(take: Take, data: Path, tmp_path: Path, name: str) -> None:
    said = take(written(tmp_path / name, b"\0\1"), code=5)
    assert "m%F1." in said
    assert tree(data) == {}


@pytest.mark.parametrize(
    "encoding",
    ["utf-8:strict", "ascii", *(pytest.param(one, marks=pytest.mark.soak) for one in ("utf-8", "latin-1"))],
)
def test_every_command_takes_such_paths_and_shows_them_in_a_pipe(tmp_path: Path, encoding: str) -> None:
    written(tmp_path / f"{STRAY}.html", FILES[PAGES[0]])

    def asked(*args: str) -> "subprocess.CompletedProcess[bytes]":
        env = {**os.environ, "PYTHONIOENCODING": encoding, "HOME": str(tmp_path)}
        command = [sys.executable, "-m", "mandates_cli", *args]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr
        return done

    page = f"{HOST}/sisca/{STRAY}.html"
    asked("import", f"{STRAY}.html", "--url", page, "--data-dir", STRAY)
    (info,) = json.loads(asked("info", "--json", "--data-dir", STRAY).stdout)
    assert info["folder"] == str(tmp_path / "m%F1")
    asked("info", "-f", "table", "--data-dir", STRAY)
    assert asked("list", "--fields", "placements.page", "--data-dir", STRAY).stdout.count(b"/sisca/m%F1.html") > 0
    asked("export", f"{STRAY}.warc", "--data-dir", STRAY)
    asked("import", f"{STRAY}.warc", "--data-dir", "again")
    (tmp_path / f"{STRAY}.jsonl").write_bytes(asked("list", "--data-dir", STRAY).stdout)
    for form in ("jsonl", "md", "table"):
        asked("diff", f"{STRAY}.jsonl", STRAY, "-f", form)


def test_an_address_in_another_encoding_is_that_of_its_bytes(tmp_path: Path) -> None:
    written(tmp_path / "x.html", FILES[PAGES[0]])
    called(tmp_path, "import", "x.html", "--url", f"{HOST}/sisca/{STRAY}.html", "--data-dir", "data")
    assert set(state(tmp_path / "data")) == {"/sisca/m%F1.html"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as a zip file, which Python imports from as it stands."""
    path = tmp_path_factory.mktemp("dist") / "mandates_cli-0-py3-none-any.whl"
    package = Path(mandates_cli.__file__).parent
    with zipfile.ZipFile(path, "w") as packed:
        for file in sorted(package.rglob("*")):
            if "__pycache__" not in file.parts:
                packed.write(file, file.relative_to(package.parent))
    return path


@pytest.mark.parametrize("args", ["search cybercrime", "info", "import x.html", "list --data-dir x", "fetch --help"])
def test_a_wheel_that_is_not_unpacked_says_so(wheel: Path, empty: Path, args: str) -> None:
    assert in_wheel(wheel, empty, "-m", "mandates_cli", *args.split()) == (
        3, f"mandates: {wheel} is not unpacked, so its tables cannot be read; install it: pip install {wheel}\n",
    )  # fmt: skip


def test_so_does_a_program_that_imports_from_it(wheel: Path, empty: Path) -> None:
    code, said = in_wheel(wheel, empty, "-c", "import mandates_cli; mandates_cli.Corpus.open()")
    assert code == 1
    assert said.splitlines()[-1].startswith(f"mandates_cli.errors.CorpusError: {wheel} is not unpacked")


def in_wheel(wheel: Path, cwd: Path, *args: str) -> tuple[int, str]:
    env = {**os.environ, "PYTHONPATH": str(wheel)}
    done = subprocess.run([sys.executable, *args], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr
