"""How much work something is, in calls: the same number on a busy machine as on an idle one.

What C code does within one call is not seen; benchmarks/growth.py times that.
"""

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any


def calls(work: Callable[[], object]) -> Counter[str]:
    """How often each function was called meanwhile, by its name."""
    counts: Counter[str] = Counter()

    def note(frame: FrameType, event: str, called: Any) -> None:
        if event == "call":
            counts[frame.f_code.co_name] += 1
        elif event == "c_call":
            counts[called.__name__] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counts


def growth(of: Callable[[int], Callable[[], object]], size: int) -> float:
    """How many times as many calls four times the size takes. `of` prepares what is then counted."""
    of(size)()  # what is read or compiled once, at the first call, does not count
    small, large = (calls(of(n)).total() for n in (size, 4 * size))
    return large / small
