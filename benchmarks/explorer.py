"""How large the page of the corpus is, how soon it answers when it is opened as a file, and how long a query takes:
from its last letter to the hits in the document, laid out.

Usage: explorer.py [RECORDS], 5,000 unless told. Needs playwright and chromium.
"""

import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from export import corpus
from playwright.sync_api import sync_playwright
from startup import SCRIPTS, environment, run

ROUNDS = 5
# Bytes, and milliseconds, for 5,000 mandates.
SIZE, FIRST, QUERY = 4_000_000, 1_000, 50
QUERIES: Final = (
    "border",
    "rural roads",
    '"rural roads"',
    "coopera*",
    "water OR cross*",
    "women -rural",
    "rights NEAR/8 of",
)
TYPED: Final = """
query => {
    app.search.value = query;
    const start = performance.now();
    app.typed();
    document.body.offsetHeight;
    return [performance.now() - start, document.querySelectorAll("[data-id]").length];
}
"""


def first(page: Any, file: Path, hash: str) -> float:
    """Milliseconds from the address to hits that are painted."""
    page.goto("about:blank")
    page.goto(f"file://{file}{hash}")
    page.wait_for_selector("[data-id]")
    return float(page.evaluate("new Promise(done => requestAnimationFrame(() => done(performance.now())))"))


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        env = environment(folder)
        data, file = corpus(folder, count, env), folder / "explorer.html"
        run([str(SCRIPTS / "mandates"), "export", str(file), "--data-dir", str(data)], env, folder)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        opened = statistics.median(first(page, file, "") for _ in range(ROUNDS))
        asked = statistics.median(first(page, file, "#q=the") for _ in range(ROUNDS))
        met = file.stat().st_size <= SIZE and max(opened, asked) <= FIRST
        print(
            f"{count:,} mandates: {file.stat().st_size / 1e6:.2f} MB; opened in {opened:.0f} ms, asked {asked:.0f} ms"
        )
        for query in QUERIES:
            taken = sorted(page.evaluate(TYPED, query) for _ in range(ROUNDS))
            (milliseconds, hits) = taken[ROUNDS // 2]
            met &= milliseconds <= QUERY
            print(f"{query:<20}{milliseconds:>8.1f} ms{hits:>6} listed")
        browser.close()
    print("bars met" if met else "bars missed")
    sys.exit(not met)


if __name__ == "__main__":
    main(int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 5_000)
