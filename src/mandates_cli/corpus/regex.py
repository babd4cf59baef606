"""Regular expressions from a user, who may write one that never ends."""

import math
import re
import time
from collections.abc import Callable
from typing import Final

import regex

from mandates_cli.errors import MandatesError, UsageError

# What a query's slow texts may take together; one that takes less than FAIR seconds is not slow.
SECONDS: Final = 1.0
FAIR: Final = 0.001
# Counted repeats are multiplied out when a pattern is compiled, in time and in memory.
MAX_REPEATS: Final = 10_000
COUNTED: Final = re.compile(r"\{(?:\d*,)?(\d{1,9})\}|\{(\d{1,9}),\}")
RECURSION: Final = re.compile(r"\(\?(?:R|[+-]?\d|&|P>)")


def compiled(pattern: str, faults: list[MandatesError]) -> Callable[[str], bool]:
    """A function that says whether a text matches, whatever its case; what goes wrong in it is left in `faults` too.

    Raises UsageError for what is no pattern.
    """
    if RECURSION.search(pattern):
        raise UsageError(f"text:/{pattern}/ calls itself; say it without (?R) and its like.")
    if math.prod(max(int(most or least), 1) for most, least in COUNTED.findall(pattern)) > MAX_REPEATS:
        raise UsageError(f"text:/{pattern}/ repeats more than {MAX_REPEATS:,} times; say it with + or *.")
    try:
        expression = regex.compile(pattern, regex.IGNORECASE)
    except (regex.error, OverflowError, RecursionError) as error:
        raise UsageError(f"text:/{pattern}/ is no regular expression ({error}); correct it.") from error

    left = SECONDS

    def matches(text: str) -> bool:
        nonlocal left
        start = time.thread_time()
        try:
            found = expression.search(text, timeout=left + FAIR) is not None
        except TimeoutError as error:
            slow = UsageError(f"text:/{pattern}/ takes more than {SECONDS:g} s on slow texts; nest no repeats in it.")
            faults.append(slow)
            raise slow from error
        left -= max(time.thread_time() - start - FAIR, 0)
        return found

    return matches
