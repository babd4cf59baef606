"""What the worst pages that are taken cost: of each hostile shape of the tests as much as the bounds on a page let
pass, imported by a whole command: its seconds of processor time, its memory and the size of its records. Linux only.

Usage: worst.py [WORD], only the shapes whose names hold it.
"""

import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from mandates_cli.errors import PageError
from mandates_cli.parse.guard import MAX_BYTES, MAX_TAGS
from mandates_cli.parse.outline import MAX_LINES
from mandates_cli.parse.page import MAX_SHOWN, MAX_TELLING, TELLING
from mandates_cli.parse.places import Trace
from test_growth import HTML, LOUD, TEXT
from test_parse import CITED, parsed
from test_shapes import SHAPES

SECONDS, MEGABYTES = 10.0, 500
# It is refused for what is not counted here: then less of it is tried.
TRIES, LESS = 12, 0.8
# The memory of its own: getrusage tells that of the process that started it where that is more.
RUN = r"""
import re, sys
from pathlib import Path
from mandates_cli.cli import main
try:
    main()
finally:
    print("HELD", re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1], file=sys.stderr)
"""


def page_of(shape: Callable[[int], str], kind: str, n: int) -> str:
    """With an item that is sound, without which no page is taken."""
    if kind == "text/html":
        return f"<h2>HEALTH</h2>{shape(n)}<ol><li>Mend the roofs. {CITED}</li></ol>"
    return f"HEALTH\n\n{shape(n)}\n\n9. Mend the roofs. {CITED}\n"


def counted(text: str, kind: str) -> tuple[int, ...]:
    """What is bounded: characters in all and shown, tags, lines, numbers and capitalised words."""
    lines = max(text.count("\n"), *(text.count(sign) for sign in ("<p", "<li", "<br", "<td", "<h")))
    tags = text.count("<") if kind == "text/html" else 0
    return len(text), len(Trace(text, kind)), tags, lines, len(TELLING.findall(text))


def most(shape: Callable[[int], str], kind: str) -> int:
    """How many times about a shape may be repeated."""
    small, large = (counted(page_of(shape, kind, n), kind) for n in (500, 1_000))
    bounds = (MAX_BYTES, MAX_SHOWN, MAX_TAGS, MAX_LINES, MAX_TELLING)
    each = [(two - one) / 500 for one, two in zip(small, large, strict=True)]
    left = [bound - one for bound, one in zip(bounds, small, strict=True)]
    return 480 + int(min((room / rate for room, rate in zip(left, each, strict=True) if rate > 0), default=10_000))


def taken(shape: Callable[[int], str], kind: str) -> tuple[str, int]:
    """The largest page that is read, about; and how many times it repeats the shape. Raises PageError."""
    n = most(shape, kind)
    for left in reversed(range(TRIES)):
        text = page_of(shape, kind, n)
        try:
            parsed(text, "page.html", kind)
        except PageError:
            if not left:
                raise
            n = int(n * LESS)
        else:
            break
    return text, n


def cost(text: str, kind: str) -> tuple[float, float, float]:
    """Of an import: seconds of processor time, MB of memory, MB of records."""
    with tempfile.TemporaryDirectory() as folder:
        page, data = Path(folder, "page.html" if kind == "text/html" else "page.txt"), Path(folder, "data")
        page.write_text(text, encoding="utf-8", newline="")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-c", RUN, "import", str(page), "--data-dir", str(data)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        held = re.search(r"HELD (\d+)", ended.stderr)
        size = sum(file.stat().st_size for file in Path(data, "parsed").glob("*.jsonl"))
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, int(held[1]) / 1024 if held else 0.0, size / 1e6


def main() -> None:
    shapes = [
        *((name, shape, "text/html") for kind in (HTML, LOUD, SHAPES) for name, shape in kind.items()),
        *((name, shape, "text/plain") for name, shape in TEXT.items()),
    ]
    met = True
    print(f"{'':44}{'times':>10}{'MB':>7}{'s':>7}{'memory':>8}{'records':>9}")
    for name, shape, kind in shapes:
        if sys.argv[1:] and sys.argv[1] not in name:
            continue
        try:
            text, n = taken(shape, kind)
        except PageError as error:
            print(f"{name:44}{error}")
            continue
        spent, held, size = cost(text, kind)
        met &= spent <= SECONDS and held <= MEGABYTES
        print(f"{name:44}{n:>10,}{len(text.encode()) / 1e6:>7.2f}{spent:>7.1f}{held:>8.0f}{size:>9.2f}", flush=True)
    print("bar met" if met else "bar missed")
    sys.exit(not met)


if __name__ == "__main__":
    main()
