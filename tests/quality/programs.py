"""Pages as real programs save them, each imported into an empty corpus: `python tests/quality/programs.py FOLDER`.

Run by hand, where the programs are: lynx, w3m, links2, html2text, pandoc, pdftotext, wget, HTTrack, LibreOffice and
Chromium. What they save is kept in the folder. Prints for each file how many mandates of the page it gives, and the
first that differs. More arguments choose programs by the beginnings of their names.
"""

import json
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

TESTS: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / "quality")]

import devtools
from saves import PICTURE, PICTURES, saves

from test_site import themes
from testsite.generator import generate
from testsite.markup import SHAPES, rendered

Mandate = dict[str, Any]


def sources() -> dict[str, bytes]:
    """Pages by name: the likely ones, and generated ones of both languages."""
    likely = sorted((TESTS / "pages" / "likely").glob("*.html"))
    found = {f"sec_{path.stem.rpartition('-')[2]}.html": path.read_bytes() for path in likely}
    site = list(generate(4, themes(), pages=8, placements=80).pages.values())
    shapes = ("one-item lists", "one long list", "breaks in a table", "likely, ending in breaks")
    for page, shape in zip(site, shapes, strict=False):
        found[page.path.rpartition("/")[2]] = rendered(page, shape=SHAPES[shape])
    return found


class Handler(SimpleHTTPRequestHandler):
    """Says the encoding where the page does not, as a browser would guess otherwise."""

    def guess_type(self, path: Any) -> str:
        declared = not str(path).endswith(".html") or b"charset=" in Path(path).read_bytes()
        return super().guess_type(path) + ("" if declared else "; charset=utf-8")

    def log_message(self, *_: object) -> None:
        pass


def served(folder: Path) -> str:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def imported(path: Path, data: Path, url: str) -> tuple[list[Mandate], str]:
    """The mandates of an empty corpus that the path was imported into, and what the command said where it failed."""
    shutil.rmtree(data, ignore_errors=True)
    origin = ["--url", url] if path.is_file() else []
    command = [sys.executable, "-m", "mandates_cli", "import", str(path), "--data-dir", str(data), *origin]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    failed = f"exit {done.returncode}: {done.stderr.strip().splitlines()[-1]}" if done.returncode else ""
    held = data / "parsed" / "mandates.jsonl"
    records = held.read_text("utf-8").splitlines() if held.exists() else []
    return [json.loads(line) for line in records], failed


def comparable(mandate: Mandate) -> Mandate:
    """What a mandate says, apart from where and how it is printed."""
    fields = ("language", "summit", "document", "section", "text", "chapeau", "notes", "themes")
    items = [[item["label"], item["text"]] for item in mandate["items"]]
    cited = mandate["citation"] and mandate["citation"]["text"]
    return {**{field: mandate[field] for field in fields}, "items": items, "citation": cited}


def compared(found: list[Mandate], wanted: list[Mandate]) -> tuple[int, str]:
    """How many are equal, and the first that is not."""
    left, missed = [comparable(mandate) for mandate in found], []
    for one in map(comparable, wanted):
        if one in left:
            left.remove(one)
        else:
            missed.append(one)
    said = ""
    if missed and left:
        one = missed[0]
        near = max(left, key=lambda other: sum(one[field] == other[field] for field in one))
        field = next(field for field in one if one[field] != near[field])
        said = f"{len(left)} others; {field}: {_differing(str(one[field]), str(near[field]))}"
    elif missed or left:
        said = f"{len(missed)} lost" if missed else f"{len(left)} too many: {left[0]['text'][:60]!r}"
    return len(wanted) - len(missed), said


def _differing(one: str, other: str) -> str:
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(at - 20, 0)
    return f"{one[start : at + 30]!r} is {other[start : at + 30]!r}"


def main(folder: Path, chosen: tuple[str, ...]) -> None:
    pages = folder / "site" / "sisca"
    pages.mkdir(parents=True, exist_ok=True)
    for name, data in {**sources(), **dict.fromkeys(PICTURES, PICTURE)}.items():
        (pages / name).write_bytes(data)
    site = served(folder / "site")
    print("| page | program | equal | what differs |\n|---|---|---|---|")
    with devtools.tab(folder / "profile") as tab:
        for page in sorted(pages.glob("*.html")):
            url = f"{site}/sisca/{page.name}"
            wanted, _ = imported(page, folder / "data", url)
            for program, path in saves(page, url, tab, folder / page.stem):
                if program.startswith(chosen or ""):
                    found, failed = imported(path, folder / "data", url)
                    equal, differs = compared(found, wanted)
                    said = "; ".join(filter(None, (failed, differs)))
                    print(f"| {page.stem} | {program} | {equal} of {len(wanted)} | {said} |", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), tuple(sys.argv[2:]))
