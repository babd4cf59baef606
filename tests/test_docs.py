"""docs/ and man/: what is made from the program is current, links lead somewhere, and both build without a warning."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tools"))
documentation = pytest.importorskip("documentation")
pictures = pytest.importorskip("pictures")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r'\]\(([^)#\s]+)[^)]*\)|<img src="([^"]+)"')
STALE = "'make docs' writes it anew"


def test_what_is_made_from_the_program_is_current() -> None:
    made = documentation.made()
    held = {path.relative_to(ROOT) for folder in ("man", "docs/reference") for path in (ROOT / folder).iterdir()}
    assert held == set(made), STALE
    for path, text in made.items():
        assert (ROOT / path).read_text("utf-8") == text, f"{path}: {STALE}"


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_pictures_show_what_commands_answer(name: str) -> None:
    if "sqlite3" in " ".join(pictures.PICTURES[name]) and not shutil.which("sqlite3"):
        pytest.skip("sqlite3 is not installed")
    drawn = pictures.picture(name, pictures.PICTURES[name])
    assert (ROOT / "docs" / "pictures" / name).read_text("utf-8") == drawn, STALE
    assert "@font-face" not in drawn


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text("utf-8")):
        target = "".join(link)
        assert "://" in target or (page.parent / target).exists(), target


def test_the_readme_is_of_a_screen_and_a_half() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 120


def test_the_pages_build_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("zensical", reason="zensical is not installed")
    for name in ("docs", "zensical.toml"):
        shutil.copytree(ROOT / name, tmp_path / name) if (ROOT / name).is_dir() else shutil.copy(ROOT / name, tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "build" / "docs" / "es" / "index.html").exists()


def test_pages_for_man_are_read_without_a_warning() -> None:
    if not shutil.which("groff"):
        pytest.skip("groff is not installed")
    pages = sorted(map(str, (ROOT / "man").iterdir()))
    done = subprocess.run(["groff", "-man", "-ww", "-Kutf8", "-Tutf8", *pages], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "mandates-search" in done.stdout
