"""Whether four times as much takes about four times as long: pages of ever more items, and the naming of ever more ids.

The tests count calls instead, which do not depend on the machine; what C code does within one call is seen only here.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from test_diff import items_of
from test_growth import HTML, TEXT, reading
from test_identity import naming

# What grows with the square would take 16 times as long.
BAR = 8.0
ROUNDS = 3


def seconds(prepared: Callable[[int], Callable[[], object]], size: int) -> float:
    """The least of some rounds: others do not disturb it as much."""
    work = prepared(size)
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def main() -> None:
    cases = {
        **{f"a page: {name}": (partial(reading, shape, "text/html"), 2_000) for name, shape in HTML.items()},
        **{f"a text: {name}": (partial(reading, shape, "text/plain"), 2_000) for name, shape in TEXT.items()},
        "ids that were known": (naming, 2_000),
        "items with letters": (lambda n: items_of(str, n), 400),
        "bullets": (lambda n: items_of(lambda _: None, n), 400),
    }
    met = True
    print(f"{'':56}{'size':>8}{'ms':>8}{'x 4':>8}")
    for name, (prepared, size) in cases.items():
        small, large = seconds(prepared, size), seconds(prepared, 4 * size)
        met &= large / small <= BAR
        print(f"{name:56}{size:>8,}{small * 1000:>8.0f}{large / small:>8.1f}")
    print("bar met" if met else "bar missed")
    sys.exit(not met)


if __name__ == "__main__":
    main()
